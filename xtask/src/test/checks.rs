//! The checks themselves.

use std::env::consts::EXE_SUFFIX;
use std::process::Command;

use anyhow::{Result, bail};

use super::count::{Count, counted};
use super::tools::Tool;
use super::{Check, Context};
use crate::bench::{self, instructions::Compared};
use crate::page;
use crate::size;
use crate::steps::Steps;
use crate::supply;
use crate::workspace::{WASM, WHOLE, capture, run};

/// Checks that mostly wait, for one processor or for browsers, and run beside the others.
pub const BESIDE: &[&str] = &["page", "e2e"];

/// Every check: the quick ones first, then what builds the command line, which the browser tests wait for.
pub const CHECKS: &[Check] = &[
    Check {
        name: "fmt",
        what: "Checking the format",
        needs: &[Tool::Rustfmt],
        run: format,
    },
    Check {
        name: "core",
        what: "Checking that the core knows no browser",
        needs: &[],
        run: core,
    },
    Check {
        name: "supply",
        what: "Checking where crates come from, and their licences",
        needs: &[],
        run: supply_chain,
    },
    Check {
        name: "test",
        what: "Running the tests of the code",
        needs: &[Tool::Python, Tool::Openers, Tool::Node],
        run: test,
    },
    Check {
        name: "clippy",
        what: "Linting for this machine",
        needs: &[Tool::Clippy],
        run: lint,
    },
    Check {
        name: "clippy-wasm",
        what: "Linting for the browser",
        needs: &[Tool::Clippy, Tool::WasmTarget],
        run: lint_wasm,
    },
    Check {
        name: "instructions",
        what: "Counting the instructions of the native path",
        needs: &[Tool::Valgrind],
        run: instructions,
    },
    Check {
        name: "page",
        what: "Building the page",
        needs: &[Tool::WasmTarget],
        run: build_page,
    },
    Check {
        name: "e2e",
        what: "Running the tests in browsers",
        needs: &[Tool::WasmTarget, Tool::Node, Tool::Chromium, Tool::Firefox],
        run: browser_tests,
    },
];

const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// Crates that know a browser or bring randomness, by how their names begin.
const NOT_IN_THE_CORE: [&str; 5] = ["getrandom", "js-sys", "leptos", "wasm-bindgen", "web-sys"];

fn format(context: &Context) -> Result<Count> {
    run(context.workspace.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Count::one_passed())
}

fn supply_chain(context: &Context) -> Result<Count> {
    supply::check(context.workspace)?;
    Ok(Count::one_passed())
}

fn lint(context: &Context) -> Result<Count> {
    run(context
        .workspace
        .cargo()
        .args(["clippy", "--all-targets"])
        .args(WHOLE)
        .args(DENY_WARNINGS))?;
    Ok(Count::one_passed())
}

fn lint_wasm(context: &Context) -> Result<Count> {
    let core: &[&str] = &["--lib"];
    let app: &[&str] = &["--lib", "--bin", "page", "--features", "app"];
    for part in [core, app] {
        run(context
            .workspace
            .cargo()
            .args(["clippy", "--locked", "--package", "reroute"])
            .args(["--no-default-features", "--target", WASM])
            .args(part)
            .args(DENY_WARNINGS))?;
    }
    Ok(Count::one_passed())
}

/// What the core without features is made of, here and in the browser.
fn core(context: &Context) -> Result<Count> {
    for target in ["host-tuple", WASM] {
        let tree = capture(
            context
                .workspace
                .cargo()
                .args(["tree", "--locked", "--package", "reroute"])
                .args(["--no-default-features", "--edges", "normal,build"])
                .args(["--target", target, "--prefix", "none"]),
        )?;
        let forbidden = |line: &&str| NOT_IN_THE_CORE.iter().any(|name| line.starts_with(name));
        if let Some(line) = tree.lines().find(forbidden) {
            bail!(
                "the core without features depends on {line}; `cargo tree --package reroute \
                 --no-default-features --edges normal,build --target {target} --invert NAME` \
                 says through what"
            );
        }
    }
    Ok(Count::one_passed())
}

fn test(context: &Context) -> Result<Count> {
    counted(
        context
            .workspace
            .cargo()
            .args(["test", "--no-fail-fast"])
            .args(WHOLE)
            // A snapshot that differs is a failure here, not a file to review.
            .env("INSTA_UPDATE", "no"),
    )
}

fn instructions(context: &Context) -> Result<Count> {
    match bench::instructions::compare(context.workspace)? {
        Compared::Within => Ok(Count::one_passed()),
        // No check was made, so none has passed.
        Compared::Not(why) => {
            eprintln!("{why}");
            Ok(Count::default())
        }
    }
}

fn build_page(context: &Context) -> Result<Count> {
    let built = page::build(context.workspace, &mut Steps::new(page::STEPS))?;
    size::check(context.workspace, built.bytes)?;
    Ok(Count::one_passed())
}

fn browser_tests(context: &Context) -> Result<Count> {
    let Some(browsers) = &context.browsers else {
        bail!("no browsers were set up");
    };
    // Never the page of an older build, nor the command line its plans are compared with.
    build_page(context)?;
    run(context
        .workspace
        .cargo()
        .args(["build", "--bin", "reroute"])
        .args(WHOLE))?;
    let program = format!("reroute{EXE_SUFFIX}");
    counted(
        Command::new("node")
            .arg("run.js")
            .args(&context.request.browser_tests)
            .current_dir(context.workspace.path("e2e"))
            .env("REROUTE_CHROMIUM", &browsers.chromium)
            .env("REROUTE_FIREFOX", &browsers.firefox)
            .env(
                "REROUTE_PROGRAM",
                context.workspace.target.join("debug").join(program),
            ),
    )
}
