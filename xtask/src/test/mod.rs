//! Everything that must hold before a change is taken, in the order of the
//! time it takes to fail.

mod beside;
mod checks;
mod count;
pub mod tools;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::beside::Beside;
use self::checks::{BESIDE, CHECKS};
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

/// What a check came to.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    time: Duration,
    count: Count,
}

/// Sets up what the checks need and runs them all, also after one has failed.
/// Returns whether everything holds.
pub fn run(workspace: &Workspace, request: &Request) -> Result<bool> {
    let mut chosen = chosen(request)?;
    let needs: Vec<_> = chosen.iter().flat_map(|check| check.needs).collect();
    // Those that were asked for by name run here, where they are seen.
    let is_whole = request.only.is_empty();
    if is_whole {
        chosen.retain(|check| !BESIDE.contains(&check.name));
    }
    let mut steps = Steps::new(chosen.len() + 1);
    let start = Instant::now();
    let browsers = steps.step("Setting up what the tests need", || {
        tools::set_up(workspace, &needs)
    })?;
    let beside = if is_whole {
        eprintln!("Beside what follows: {}", BESIDE.join(", "));
        Some(Beside::begin(workspace, BESIDE)?)
    } else {
        None
    };
    let context = Context {
        workspace,
        request,
        browsers,
    };
    let mut rows = Vec::new();
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
        rows.push(Row {
            name: check.name.to_owned(),
            time: begun.elapsed(),
            count,
        });
    }
    if let Some(beside) = beside {
        eprintln!("What was said beside, and what is yet to come:");
        let mut others = beside.finish()?;
        // A check that did not come to its end has not passed.
        for name in BESIDE {
            if others.iter().all(|row| row.name != *name) {
                others.push(Row {
                    name: (*name).to_owned(),
                    time: start.elapsed(),
                    count: Count::one_failed(),
                });
            }
        }
        rows.extend(others);
    }
    report(&rows, start.elapsed())
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
fn report(rows: &[Row], time: Duration) -> Result<bool> {
    let mut text = String::from("\n");
    for row in rows {
        text += &row.line();
    }
    let sum: Count = rows.iter().map(|row| row.count).sum();
    text += &format!(
        "\nIn {}:\n{} passed, {} failed\n",
        seconds(time),
        sum.passed,
        sum.failed
    );
    say(&text)?;
    Ok(sum.failed == 0)
}

impl Row {
    fn line(&self) -> String {
        let Count { passed, failed } = self.count;
        let verdict = if failed == 0 { "ok" } else { "FAILED" };
        format!(
            "{:<12} {verdict:<7} {passed:>6} passed {failed:>4} failed  {:>9.1} s\n",
            self.name,
            self.time.as_secs_f64()
        )
    }

    /// Reads [`Self::line`].
    fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [
            name,
            "ok" | "FAILED",
            passed,
            "passed",
            failed,
            "failed",
            time,
            "s",
        ] = *words
        else {
            return None;
        };
        Some(Self {
            name: name.to_owned(),
            time: Duration::try_from_secs_f64(time.parse().ok()?).ok()?,
            count: Count {
                passed: passed.parse().ok()?,
                failed: failed.parse().ok()?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_report_is_read_as_it_was_meant() {
        let row = |passed, failed| Row {
            name: "e2e".to_owned(),
            time: Duration::from_millis(61_500),
            count: Count { passed, failed },
        };
        for row in [row(113, 0), row(0, 1)] {
            assert_eq!(Row::read(&row.line()), Some(row));
        }
        assert_eq!(Row::read("113 passed, 0 failed"), None);
        assert_eq!(Row::read("✔ e2e ok, 1 passed 0 failed 3 s"), None);
    }
}
