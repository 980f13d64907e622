//! What the checks need on this machine: found, or installed, or asked for in
//! a sentence.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail};

use crate::workspace::{Workspace, capture, run};

/// Something a check cannot do without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// The compiler's library for wasm.
    WasmTarget,
    /// `cargo fmt`.
    Rustfmt,
    /// `cargo clippy`.
    Clippy,
    /// Reads what was written, with code that is not ours.
    Python,
    /// What opens the artifacts, with code that is not ours.
    Openers,
    /// Counts instructions.
    Valgrind,
    /// A reader that ours is measured beside.
    Lxml,
    /// Node, and the packages of `e2e/package-lock.json`.
    Node,
    /// Chromium or Chrome.
    Chromium,
    /// Firefox, or its extended support release.
    Firefox,
}

/// The programs the browser tests start.
pub struct Browsers {
    /// Chromium's.
    pub chromium: OsString,
    /// Firefox's.
    pub firefox: OsString,
}

/// A program of the system: where it may be found, and how it is had.
struct Program {
    name: &'static str,
    variable: Option<&'static str>,
    commands: &'static [&'static str],
    /// Arguments with which it shows that it runs.
    probe: &'static [&'static str],
    package: &'static str,
}

const VERSION: &[&str] = &["--version"];

const PYTHON: Program = Program {
    name: "Python 3",
    variable: None,
    commands: &["python3"],
    probe: VERSION,
    package: "python3",
};
const OPENERS: [Program; 5] = [
    Program {
        name: "openpyxl for Python 3",
        variable: None,
        commands: &["python3"],
        probe: &["-c", "import openpyxl"],
        package: "python3-openpyxl",
    },
    Program {
        name: "icalendar for Python 3",
        variable: None,
        commands: &["python3"],
        probe: &["-c", "import icalendar"],
        package: "python3-icalendar",
    },
    Program {
        name: "LibreOffice Calc",
        variable: None,
        commands: &["soffice"],
        probe: VERSION,
        package: "libreoffice-calc",
    },
    Program {
        name: "xmllint",
        variable: None,
        commands: &["xmllint"],
        probe: VERSION,
        package: "libxml2-utils",
    },
    Program {
        name: "unzip",
        variable: None,
        commands: &["unzip"],
        probe: &["-v"],
        package: "unzip",
    },
];
const VALGRIND: Program = Program {
    name: "valgrind",
    variable: None,
    commands: &["valgrind"],
    probe: VERSION,
    package: "valgrind",
};
const LXML: Program = Program {
    name: "lxml for Python 3",
    variable: None,
    commands: &["python3"],
    probe: &["-c", "import lxml.etree"],
    package: "python3-lxml",
};
const CHROMIUM: Program = Program {
    name: "Chromium",
    variable: Some("REROUTE_CHROMIUM"),
    commands: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ],
    probe: VERSION,
    package: "chromium",
};
const FIREFOX: Program = Program {
    name: "Firefox",
    variable: Some("REROUTE_FIREFOX"),
    commands: &["firefox-esr", "firefox"],
    probe: VERSION,
    package: "firefox-esr",
};

/// The oldest Node whose test runner the browser tests work with.
const OLDEST_NODE: u32 = 20;

/// Finds or installs every tool; returns the browsers if they are among them.
pub fn set_up(workspace: &Workspace, needs: &[&Tool]) -> Result<Option<Browsers>> {
    let needed = |tool: Tool| needs.contains(&&tool);
    if needed(Tool::WasmTarget) {
        workspace.need_wasm_target()?;
    }
    if needed(Tool::Rustfmt) {
        workspace.need_component("rustfmt", "fmt")?;
    }
    if needed(Tool::Clippy) {
        workspace.need_component("clippy", "clippy")?;
    }
    if needed(Tool::Node) {
        need_node()?;
        need_node_packages(workspace)?;
    }
    let programs: Vec<&Program> = [
        (Tool::Python, &PYTHON),
        (Tool::Lxml, &LXML),
        (Tool::Valgrind, &VALGRIND),
        (Tool::Chromium, &CHROMIUM),
        (Tool::Firefox, &FIREFOX),
    ]
    .into_iter()
    .filter_map(|(tool, program)| needed(tool).then_some(program))
    .chain(OPENERS.iter().filter(|_| needed(Tool::Openers)))
    .collect();
    need_programs(&programs)?;
    if needed(Tool::Chromium) && needed(Tool::Firefox) {
        return Ok(Some(Browsers {
            chromium: find(&CHROMIUM)?.with_context(|| still_missing(&[&CHROMIUM]))?,
            firefox: find(&FIREFOX)?.with_context(|| still_missing(&[&FIREFOX]))?,
        }));
    }
    Ok(None)
}

/// The Python that has lxml.
pub fn with_lxml() -> Result<Option<OsString>> {
    find(&LXML)
}

fn need_node() -> Result<()> {
    let remedy = format!(
        "the browser tests need Node {OLDEST_NODE} or later, with npm; install it and run this again"
    );
    let version = capture(Command::new("node").arg("--version")).with_context(|| remedy.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|number| number.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("`node` is {}; {remedy}", version.trim());
    }
    Ok(())
}

/// Installs the packages of the lock file, unless exactly these are there.
fn need_node_packages(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("e2e");
    let lock = fs::read(folder.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.reroute-lock");
    if fs::read(&installed).is_ok_and(|text| text == lock) {
        return Ok(());
    }
    eprintln!("Installing the packages of e2e/package-lock.json …");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder))
    .context("the packages of the browser tests could not be installed; they come by npm")?;
    fs::write(installed, lock)?;
    Ok(())
}

/// Installs by apt what is missing, all at once.
fn need_programs(programs: &[&Program]) -> Result<()> {
    let missing = missing(programs)?;
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|program| program.package).collect();
    let Some(apt) = apt() else {
        bail!(still_missing(&missing));
    };
    eprintln!("Installing {} …", packages.join(", "));
    let installed = run(&mut apt(&["update"])).and_then(|()| {
        let install = ["install", "-y", "--no-install-recommends"];
        run(&mut apt(&[&install, packages.as_slice()].concat()))
    });
    // Whether it is there now is what counts, and what is said.
    let missing = self::missing(programs)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(match installed {
        Ok(()) => anyhow!(still_missing(&missing)),
        Err(error) => error.context(still_missing(&missing)),
    })
}

fn missing<'a>(programs: &[&'a Program]) -> Result<Vec<&'a Program>> {
    let mut missing = Vec::new();
    for program in programs {
        if find(program)?.is_none() {
            missing.push(*program);
        }
    }
    Ok(missing)
}

/// The program named by its variable, or the first that runs.
///
/// # Errors
/// A variable names something that does not run.
fn find(program: &Program) -> Result<Option<OsString>> {
    if let Some(variable) = program.variable
        && let Some(path) = env::var_os(variable).filter(|path| !path.is_empty())
    {
        if !runs(&path, program.probe) {
            bail!("{variable} names {}, which does not run", path.display());
        }
        return Ok(Some(path));
    }
    let search = env::var_os("PATH").unwrap_or_default();
    let mut found = program
        .commands
        .iter()
        .flat_map(|command| env::split_paths(&search).map(move |folder| folder.join(command)))
        .filter(|path| path.is_file())
        .map(OsString::from);
    // A file alone proves nothing: Ubuntu's chromium-browser may only print advice.
    Ok(found.find(|path| runs(path, program.probe)))
}

fn runs(program: impl AsRef<OsStr>, probe: &[&str]) -> bool {
    Command::new(program)
        .args(probe)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// How to call apt here: as root, or through sudo where it asks for no password.
fn apt() -> Option<impl Fn(&[&str]) -> Command> {
    if !runs("apt-get", VERSION) {
        return None;
    }
    let user = capture(Command::new("id").arg("-u")).ok()?;
    let root = user.trim() == "0";
    if !root && !succeeds(Command::new("sudo").args(["-n", "true"])) {
        return None;
    }
    Some(move |arguments: &[&str]| {
        let mut command = Command::new(if root { "env" } else { "sudo" });
        if !root {
            command.args(["-n", "env"]);
        }
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"])
            .args(arguments);
        command
    })
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What to install, as it is said to the person at this machine.
fn still_missing(programs: &[&Program]) -> String {
    let names: Vec<&str> = programs.iter().map(|program| program.name).collect();
    let packages: Vec<&str> = programs.iter().map(|program| program.package).collect();
    let mut text = format!(
        "the tests need {}, which this machine lacks and which could not be installed from here. \
         On Debian: `apt-get update && apt-get install --no-install-recommends {}` as root",
        names.join(" and "),
        packages.join(" ")
    );
    let variables: Vec<&str> = programs
        .iter()
        .filter_map(|program| program.variable)
        .collect();
    if !variables.is_empty() {
        text += &format!(
            ". Where it is installed elsewhere, name the program in {}",
            variables.join(" and ")
        );
    }
    text + ". A part of the tests can be run alone: `cargo xtask test --only NAME`"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_with_every_way_to_get_it() {
        let text = still_missing(&[&CHROMIUM, &FIREFOX]);
        for part in [
            "need Chromium and Firefox,",
            "apt-get install --no-install-recommends chromium firefox-esr`",
            "in REROUTE_CHROMIUM and REROUTE_FIREFOX.",
            "--only NAME",
        ] {
            assert!(text.contains(part), "{part} in: {text}");
        }
        assert!(!still_missing(&[&PYTHON]).contains("name the program"));
    }

    #[test]
    fn a_program_is_found_only_if_it_runs() {
        let with = |commands| Program {
            name: "",
            variable: None,
            commands,
            probe: VERSION,
            package: "",
        };
        assert_eq!(find(&with(&["no-such-program"])).ok(), Some(None));
        assert!(runs("true", &[]) && !runs("false", &[]) && !runs("no-such-program", &[]));
    }
}
