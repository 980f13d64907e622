//! `cargo xtask`: builds the chores (`chores.rs`) and hands them what was asked for.
//!
//! They bind, pack and audit the page with crates that take a minute to compile on a new machine, and the
//! page takes longer. So this launcher is small, and where the page is asked for, it has both compiled at once.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::process::{Child, Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};
use xtask::wasm;
use xtask::workspace::{WHOLE, Workspace, run};

/// What cannot do without the page.
const OF_THE_PAGE: [&str; 4] = ["audit", "build", "page", "serve"];

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match launch(&arguments) {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn launch(arguments: &[OsString]) -> Result<ExitStatus> {
    let workspace = Workspace::find()?;
    let is_of_the_page = |command: &OsString| OF_THE_PAGE.iter().any(|name| command == name);
    if arguments.first().is_some_and(is_of_the_page) {
        let mut page = begin_page(&workspace)?;
        // What became of them shows when they are asked for again, to be run.
        let _ = build_chores(&mut beside(&workspace)).status();
        let status = page.wait().context("the compiler of the page was lost")?;
        if !status.success() {
            return Ok(status);
        }
    }
    // The tests come to the page when they have done other things.
    let is_whole_test = arguments.len() == 1 && arguments[0] == "test";
    let page = is_whole_test.then(|| begin_page(&workspace)).transpose()?;
    run(build_chores(&mut workspace.cargo()))?;
    let chores = format!("chores{EXE_SUFFIX}");
    let status = workspace
        .command(workspace.target.join("debug").join(chores))
        .args(arguments)
        .status()
        .context("cannot run the chores")?;
    if let Some(mut page) = page {
        page.wait().context("the compiler of the page was lost")?;
    }
    Ok(status)
}

fn begin_page(workspace: &Workspace) -> Result<Child> {
    workspace.need_wasm_target()?;
    eprintln!("Compiling the page and, beside it, the chores …");
    wasm::cargo(workspace, wasm::PAGE)?
        .spawn()
        .context("cannot run cargo")
}

fn build_chores(cargo: &mut Command) -> &mut Command {
    cargo
        .args(["build", "--quiet", "--bin", "chores"])
        .args(WHOLE)
}

/// Cargo that takes no more than what others leave of the processor, where the system knows how to say that.
fn beside(workspace: &Workspace) -> Command {
    let cargo = workspace.cargo();
    if !cfg!(unix) {
        return cargo;
    }
    let mut nice = workspace.command("nice");
    nice.args(["-n", "19"]).arg(cargo.get_program());
    nice
}
