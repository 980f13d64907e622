//! The release page: one HTML file with everything in it.

mod audit;
mod compile;
mod document;
mod pack;
mod policy;
mod trim;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::steps::Steps;
use crate::supply;
use crate::workspace::Workspace;

pub use compile::compile_core;

/// How many steps [`build`] announces.
pub const STEPS: usize = 4;

/// The page as written.
pub struct Built {
    /// `dist/reroute.html`.
    pub file: PathBuf,
    /// Its size.
    pub bytes: usize,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// The compiled page, and what it can reach of the browser.
fn compiled(workspace: &Workspace, steps: &mut Steps) -> Result<(compile::Bound, audit::Reach)> {
    steps.step("Checking the wasm target", || workspace.need_wasm_target())?;
    let compiled = steps.step("Compiling the page", || compile::compile(workspace))?;
    let bound = steps.step("Binding it to JavaScript", || {
        compile::bind(&compiled, false)
    })?;
    let reach = audit::Reach::of(bound.imports.iter().map(String::as_str), &bound.glue)?;
    Ok((bound, reach))
}

/// Lists what the page can reach of the browser, and fails where that is not what the list allows.
///
/// # Errors
/// As [`build`]; or the list is not exact.
pub fn audit(workspace: &Workspace, steps: &mut Steps) -> Result<String> {
    let (_, reach) = compiled(workspace, steps)?;
    let lines = reach.lines();
    match reach.check(&read(&workspace.path(audit::LIST))?) {
        Ok(()) => Ok(lines),
        Err(error) => Err(error.context(lines)),
    }
}

/// Builds `dist/reroute.html` and, beside it, its SHA-256 in the form that
/// `sha256sum --check` reads, and the list of what is inside.
pub fn build(workspace: &Workspace, steps: &mut Steps) -> Result<Built> {
    let (bound, reach) = compiled(workspace, steps)?;
    reach.check(&read(&workspace.path(audit::LIST))?)?;
    steps.step("Writing dist/reroute.html", || {
        let bill = supply::bill(workspace)?;
        let html = html(workspace, &bound, &bill)?;
        write(&workspace.path("dist"), &html, &bill)
    })
}

/// The parts as one file.
fn html(workspace: &Workspace, bound: &compile::Bound, bill: &str) -> Result<String> {
    let (opening, packed) = styles(&workspace.path("style"))?;
    document::assemble(&document::Parts {
        template: &read(&workspace.path("index.html"))?,
        opening: &trim::style(&opening)?,
        style: &trim::style(&packed)?,
        check: &read(&workspace.path("boot/check.js"))?,
        doors: &read(&workspace.path("boot/doors.js"))?,
        unpack: &read(&workspace.path("boot/unpack.js"))?,
        glue: &trim::script(&bound.glue)?,
        start: &read(&workspace.path("boot/start.js"))?,
        bill,
        wasm: &bound.wasm,
        wasm_sha256: &sha256(&bound.wasm),
    })
}

/// The counter that the page is compared with, as one file in which nothing but the program is another.
pub fn counter(workspace: &Workspace) -> Result<Vec<u8>> {
    let bound = compile::bind(&compile::compile_counter(workspace)?, false)?;
    Ok(document::encode(&html(workspace, &bound, "{}")?))
}

/// The module of the page as it is in the file, but with the names of its functions.
pub fn with_names(workspace: &Workspace) -> Result<Vec<u8>> {
    workspace.need_wasm_target()?;
    Ok(compile::bind(&compile::compile(workspace)?, true)?.wasm)
}

fn write(folder: &Path, html: &str, bill: &str) -> Result<Built> {
    let file = folder.join("reroute.html");
    let sum = folder.join("reroute.html.sha256");
    let page = document::encode(html);
    let sha256 = sha256(&page);
    fs::create_dir_all(folder)?;
    let parts = folder.join("reroute.cdx.json");
    let line = format!("{sha256}  reroute.html\n");
    for (path, bytes) in [
        (&file, page.as_slice()),
        (&sum, line.as_bytes()),
        (&parts, bill.as_bytes()),
    ] {
        fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(Built {
        file,
        bytes: page.len(),
        sha256,
    })
}

/// The style sheets whose names begin with 0, which the page has before it is unpacked, and the others.
fn styles(folder: &Path) -> Result<(String, String)> {
    let mut files = sheets(folder)?;
    files.sort();
    let is_early = |file: &&PathBuf| {
        let name = file.file_name();
        name.is_some_and(|name| name.as_encoded_bytes().starts_with(b"0"))
    };
    let (early, late): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(is_early);
    let text = |files: Vec<&PathBuf>| -> Result<String> {
        files.into_iter().map(|file| read(file)).collect()
    };
    Ok((text(early)?, text(late)?))
}

fn sheets(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "css") {
            files.push(path);
        }
    }
    Ok(files)
}

/// A text file with line ends as the browser will see them, so that a checkout
/// on Windows gives the same page.
fn read(path: &Path) -> Result<String> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}

/// SHA-256 in hexadecimal digits.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The release takes every file of `style/`; Trunk takes what `index.html` lists.
    #[test]
    fn index_html_lists_every_style_sheet_in_the_order_of_the_release() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut expected: Vec<String> = sheets(&root.join("style"))
            .expect("the folder style/ can be read")
            .iter()
            .filter_map(|path| Some(format!("style/{}", path.file_name()?.to_str()?)))
            .collect();
        expected.sort();
        let template = read(&root.join("index.html")).expect("index.html can be read");
        let listed: Vec<&str> = template
            .split("rel=\"css\" href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(
            listed, expected,
            "in index.html (left) and in style/ (right)"
        );
    }
}
