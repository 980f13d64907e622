//! How the page is compiled to wasm: the same for whoever asks for it, so that nothing is compiled twice.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{WASM, Workspace, capture};

/// A program that is compiled as the page is.
#[derive(Clone, Copy)]
pub struct Program {
    /// The binary's name.
    pub name: &'static str,
    /// What tells cargo where it is.
    pub arguments: &'static [&'static str],
}

/// The page itself.
pub const PAGE: Program = Program {
    name: "page",
    arguments: &[
        "--package",
        "reroute",
        "--no-default-features",
        "--features",
        "app",
    ],
};

/// Twice the speed in hashing and searching; browsers know it since 2021 (`boot/check.js`).
const WASM_FEATURES: &str = "-Ctarget-feature=+simd128";

/// Cargo, about to compile a program.
///
/// # Errors
/// The compiler or the crates' folder cannot be asked.
pub fn cargo(workspace: &Workspace, program: Program) -> Result<Command> {
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "build",
            "--locked",
            "--profile",
            "page",
            "--bin",
            program.name,
        ])
        .args(["--target", WASM])
        .args(program.arguments)
        // Replaces the flags of this machine's settings, on purpose: they would
        // change the bytes.
        .env("CARGO_ENCODED_RUSTFLAGS", flags(workspace)?)
        .env_remove("RUSTFLAGS");
    Ok(cargo)
}

/// Where a program is, once it is compiled.
pub fn path(workspace: &Workspace, program: Program) -> PathBuf {
    let name = format!("{}.wasm", program.name);
    workspace.target.join(WASM).join("page").join(name)
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
