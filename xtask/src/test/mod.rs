//! Everything that must hold before a change is taken, in the order of the
//! time it takes to fail.

mod checks;
mod count;
pub mod tools;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::checks::CHECKS;
use self::count::Count;
use crate::say;
use crate::steps::{Steps, seconds};
use crate::workspace::Workspace;

/// What the command was asked for.
#[derive(Default)]
pub struct Request {
    /// Names of checks; all of them when empty.
    pub only: Vec<String>,
    /// Parts of file names: the browser tests to run; all of them when empty.
    pub browser_tests: Vec<String>,
}

/// What a check may use.
struct Context<'a> {
    workspace: &'a Workspace,
    request: &'a Request,
    browsers: Option<tools::Browsers>,
}

/// One thing that is checked.
struct Check {
    /// What `--only` takes.
    name: &'static str,
    /// What is shown.
    what: &'static str,
    /// The tools it cannot do without.
    needs: &'static [tools::Tool],
    run: fn(&Context) -> Result<Count>,
}

/// The names of the checks with what they do, for the help.
pub fn list() -> String {
    CHECKS
        .iter()
        .map(|check| format!("    {:<12} {}\n", check.name, check.what))
        .collect()
}

/// Sets up what the checks need and runs them all, also after one has failed.
/// Returns whether everything holds.
pub fn run(workspace: &Workspace, request: &Request) -> Result<bool> {
    let chosen = chosen(request)?;
    let needs: Vec<_> = chosen.iter().flat_map(|check| check.needs).collect();
    let mut steps = Steps::new(chosen.len() + 1);
    let start = Instant::now();
    let browsers = steps.step("Setting up what the tests need", || {
        tools::set_up(workspace, &needs)
    })?;
    let context = Context {
        workspace,
        request,
        browsers,
    };
    let mut results = Vec::new();
    for check in &chosen {
        let begun = Instant::now();
        let count = steps
            .step(check.what, || {
                let count = (check.run)(&context)?;
                if count.failed > 0 {
                    eprintln!("{} of {} failed", count.failed, count.all());
                }
                Ok(count)
            })
            .unwrap_or_else(|error| {
                eprintln!("error: {error:#}");
                Count::one_failed()
            });
        results.push((check.name, begun.elapsed(), count));
    }
    report(&results, start.elapsed())
}

fn chosen(request: &Request) -> Result<Vec<&'static Check>> {
    if let Some(unknown) = request
        .only
        .iter()
        .find(|name| CHECKS.iter().all(|check| check.name != *name))
    {
        bail!("there is no check `{unknown}`; there are:\n{}", list());
    }
    let wanted = |check: &&Check| {
        request.only.is_empty() || request.only.iter().any(|name| name == check.name)
    };
    Ok(CHECKS.iter().filter(wanted).collect())
}

/// A line a check, and the sum as the last line.
fn report(results: &[(&str, Duration, Count)], time: Duration) -> Result<bool> {
    let mut text = String::from("\n");
    for (name, time, count) in results {
        let verdict = if count.failed == 0 { "ok" } else { "FAILED" };
        text += &format!(
            "{name:<12} {verdict:<7} {:>6} passed {:>4} failed  {:>12}\n",
            count.passed,
            count.failed,
            seconds(*time)
        );
    }
    let sum: Count = results.iter().map(|(_, _, count)| *count).sum();
    text += &format!(
        "\nIn {}:\n{} passed, {} failed\n",
        seconds(time),
        sum.passed,
        sum.failed
    );
    say(&text)?;
    Ok(sum.failed == 0)
}
