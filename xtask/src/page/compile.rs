//! Rust to wasm, wasm to wasm and its JavaScript glue.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{WASM, Workspace, capture, run};

/// The compiled page, bound to JavaScript.
pub struct Bound {
    /// The script that defines `wasm_bindgen`.
    pub glue: String,
    /// The names of the functions it imports.
    pub imports: Vec<String>,
    /// The module the glue instantiates.
    pub wasm: Vec<u8>,
}

/// Twice the speed in hashing and searching; browsers know it since 2021 (`boot/check.js`).
const WASM_FEATURES: &str = "-Ctarget-feature=+simd128";

/// How an export begins that Leptos adds for a tool that splits modules. Its name
/// ends with a hash of a folder of this machine, and nothing here calls it.
const SPLIT_MARK: &str = "_WASM_SPLIT_MARKER_";

/// Compiles the page and returns the path of the wasm.
pub fn compile(workspace: &Workspace) -> Result<PathBuf> {
    let arguments = [
        "--package",
        "reroute",
        "--no-default-features",
        "--features",
        "app",
    ];
    build(workspace, "page", &arguments)
}

/// Compiles the core without the page, with plain exports, as the page is compiled.
pub fn compile_core(workspace: &Workspace) -> Result<PathBuf> {
    build(workspace, "bench", &["--package", "reroute-bench-wasm"])
}

/// Compiles the counter that the page is compared with, as the page is compiled.
pub fn compile_counter(workspace: &Workspace) -> Result<PathBuf> {
    build(
        workspace,
        "counter",
        &["--package", "reroute-bench-counter"],
    )
}

fn build(workspace: &Workspace, program: &str, arguments: &[&str]) -> Result<PathBuf> {
    run(workspace
        .cargo()
        .args(["build", "--locked", "--profile", "page", "--bin", program])
        .args(["--target", WASM])
        .args(arguments)
        // Replaces the flags of this machine's settings, on purpose: they would
        // change the bytes.
        .env("CARGO_ENCODED_RUSTFLAGS", flags(workspace)?)
        .env_remove("RUSTFLAGS"))?;
    let name = format!("{program}.wasm");
    Ok(workspace.target.join(WASM).join("page").join(name))
}

/// Compiler flags of the page: those that keep the folders of this machine out of the wasm (the
/// places in panic messages begin with a path), and those that make it small and fast.
fn flags(workspace: &Workspace) -> Result<OsString> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("there is neither CARGO_HOME nor a home folder")?;
    let sysroot = capture(workspace.rustc().args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    let version = capture(workspace.rustc().arg("-vV"))?;
    let commit = version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .unwrap_or("unknown");

    // The last one that fits wins, so the longer paths come after the shorter.
    let mut pairs = vec![
        (workspace.root.clone(), "/reroute".to_owned()),
        (workspace.target.clone(), "/target".to_owned()),
        (cargo_home.clone(), "/cargo".to_owned()),
        (library, format!("/rustc/{commit}")),
    ];
    for folder in crate_sources(&cargo_home.join("registry/src"))? {
        pairs.push((folder, "/crates".to_owned()));
    }
    let mut flags: Vec<OsString> = pairs.iter().map(|(from, to)| remap(from, to)).collect();
    flags.push("--cfg=erase_components".into());
    flags.push(WASM_FEATURES.into());
    Ok(flags.join(OsStr::new("\x1f")))
}

fn remap(from: &Path, to: &str) -> OsString {
    let mut flag = OsString::from("--remap-path-prefix=");
    flag.push(from);
    flag.push("=");
    flag.push(to);
    flag
}

/// Where cargo unpacked the crates: a folder for each registry, named after it.
/// This program was built from crates, so they are there by now.
fn crate_sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut folders = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    folders.sort();
    Ok(folders)
}

/// Makes the wasm callable from a script that is no module: module scripts are
/// not loaded from `file://`.
///
/// The names of functions are left out, unless they are asked for.
pub fn bind(wasm: &Path, names: bool) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .no_modules(true)?
        .typescript(false)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("cannot bind {} to JavaScript", wasm.display()))?;
    let snippets = output.snippets().values().flatten();
    if let Some(text) = snippets.chain(output.local_modules().values()).next() {
        bail!("a dependency brings a script of its own, which one file cannot hold:\n{text}");
    }
    let glue = output.js().to_owned();
    let module = output.wasm_mut();
    let mut marks = Vec::new();
    for export in module.exports.iter() {
        if export.name.starts_with(SPLIT_MARK) {
            marks.push(export.id());
        }
    }
    for mark in marks {
        module.exports.delete(mark);
    }
    let imports = module.imports.iter().map(|import| import.name.clone());
    Ok(Bound {
        glue,
        imports: imports.collect(),
        wasm: module.emit_wasm(),
    })
}
