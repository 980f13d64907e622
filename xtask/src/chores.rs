//! The chores of the project: `cargo xtask serve`, `cargo xtask test`, and the
//! parts they are made of.

mod bench;
mod dice;
mod page;
mod program;
mod reproduce;
mod samples;
mod serve;
mod size;
mod steps;
mod supply;
mod test;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use xtask::workspace;

use crate::steps::Steps;
use crate::workspace::Workspace;

const HELP: &str = "\
The chores of Reroute.

  cargo xtask serve [--port N] [--open]   build the page and serve it on this machine
  cargo xtask test [--only CHECK]…        set up what tests need and run everything
  cargo xtask build                       build the page and the command line into dist/
  cargo xtask page                        build the page alone
  cargo xtask reproduce                   build the page twice, in different folders, and compare
  cargo xtask audit                       list what the page can call, and compare it with what it may
  cargo xtask samples                     write the large sample sets anew
  cargo xtask bench [NAME]                measure what things cost, for docs/performance.md
  cargo xtask size                        show whose bytes the page is made of
  cargo xtask help                        show this

`test --only e2e -- NAME…` runs the browser tests whose file has NAME in its name.
";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    match arguments.next()? {
        Some(Value(command)) => match command.to_string_lossy().as_ref() {
            "serve" => serve_command(arguments),
            "test" => test_command(arguments),
            "build" => build_command(arguments),
            "page" => page_command(arguments),
            "reproduce" => reproduce_command(arguments),
            "audit" => audit_command(arguments),
            "samples" => {
                samples::run()?;
                Ok(ExitCode::SUCCESS)
            }
            "size" => {
                say(&size::table(&Workspace::find()?)?)?;
                Ok(ExitCode::SUCCESS)
            }
            "bench" => bench_command(arguments),
            "help" => help(),
            other => bail!("there is no `{other}`; `cargo xtask help` lists what there is"),
        },
        None | Some(Long("help") | Short('h')) => help(),
        Some(other) => Err(other.unexpected().into()),
    }
}

fn help() -> Result<ExitCode> {
    let (benches, checks) = (bench::list(), test::list());
    say(&format!(
        "{HELP}What `bench` can be told to measure:\n{benches}The checks:\n{checks}"
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn serve_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let mut port = serve::DEFAULT_PORT;
    let mut open = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse()?,
            Long("open") => open = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    let workspace = Workspace::find()?;
    // Taken before the build: a port in use is said at once, not minutes later.
    let listener = serve::listen(port)?;
    let built = page::build(&workspace, &mut Steps::new(page::STEPS))?;
    serve::serve(&listener, &built, open)?;
    Ok(ExitCode::SUCCESS)
}

fn test_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let mut request = test::Request::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("only") => request.only.push(arguments.value()?.string()?),
            Value(name) => request.browser_tests.push(name.string()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(if test::run(&Workspace::find()?, &request)? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn bench_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    let (mut name, mut accept) = (None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(value) if name.is_none() => name = Some(value.string()?),
            Long("accept") => accept = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    bench::run(&Workspace::find()?, name.as_deref(), accept)?;
    Ok(ExitCode::SUCCESS)
}

fn build_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let workspace = Workspace::find()?;
    let mut steps = Steps::new(page::STEPS + 1);
    let built = page::build(&workspace, &mut steps)?;
    let program = steps.step("Building the command line", || program::build(&workspace))?;
    say(&format!(
        "\n{}  {} bytes\nsha256 {}\n{}\n",
        built.file.display(),
        built.bytes,
        built.sha256,
        program.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn page_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let built = page::build(&Workspace::find()?, &mut Steps::new(page::STEPS))?;
    say(&format!("{}  {}\n", built.sha256, built.file.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn reproduce_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let sha256 = reproduce::run(&Workspace::find()?)?;
    say(&format!("{sha256}  reroute.html, twice\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn audit_command(mut arguments: lexopt::Parser) -> Result<ExitCode> {
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    let lines = page::audit(&Workspace::find()?, &mut Steps::new(page::STEPS - 1))?;
    say(&lines)?;
    Ok(ExitCode::SUCCESS)
}

/// Results go to standard output; progress goes to standard error.
fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to standard output")
}
