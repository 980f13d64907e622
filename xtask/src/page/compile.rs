//! Rust to wasm, wasm to wasm and its JavaScript glue.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use xtask::wasm::{self, Program};

use crate::workspace::{Workspace, run};

/// The compiled page, bound to JavaScript.
pub struct Bound {
    /// The script that defines `wasm_bindgen`.
    pub glue: String,
    /// The names of the functions it imports.
    pub imports: Vec<String>,
    /// The module the glue instantiates.
    pub wasm: Vec<u8>,
}

/// How an export begins that Leptos adds for a tool that splits modules. Its name
/// ends with a hash of a folder of this machine, and nothing here calls it.
const SPLIT_MARK: &str = "_WASM_SPLIT_MARKER_";

/// Compiles the page and returns the path of the wasm.
pub fn compile(workspace: &Workspace) -> Result<PathBuf> {
    build(workspace, wasm::PAGE)
}

/// Compiles the core without the page, with plain exports, as the page is compiled.
pub fn compile_core(workspace: &Workspace) -> Result<PathBuf> {
    build(
        workspace,
        Program {
            name: "bench",
            arguments: &["--package", "reroute-bench-wasm"],
        },
    )
}

/// Compiles the counter that the page is compared with, as the page is compiled.
pub fn compile_counter(workspace: &Workspace) -> Result<PathBuf> {
    build(
        workspace,
        Program {
            name: "counter",
            arguments: &["--package", "reroute-bench-counter"],
        },
    )
}

fn build(workspace: &Workspace, program: Program) -> Result<PathBuf> {
    run(&mut wasm::cargo(workspace, program)?)?;
    Ok(wasm::path(workspace, program))
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
