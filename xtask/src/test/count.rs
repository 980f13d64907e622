//! How many tests passed and failed, as the test runners themselves say it.

use std::io::{BufRead, BufReader};
use std::iter::Sum;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::say;

/// Tests that passed and failed; a check without tests of its own is one test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// That passed.
    pub passed: usize,
    /// That failed.
    pub failed: usize,
}

impl Count {
    /// A check that holds.
    pub fn one_passed() -> Self {
        Self {
            passed: 1,
            failed: 0,
        }
    }

    /// A check that does not hold, or could not be made.
    pub fn one_failed() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    /// Passed and failed together.
    pub fn all(self) -> usize {
        self.passed + self.failed
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, count| Self {
            passed: sum.passed + count.passed,
            failed: sum.failed + count.failed,
        })
    }
}

/// Runs a test runner with its output shown, and adds up what it says.
///
/// # Errors
/// It cannot be run, or it ends badly without a failed test to show for it.
pub fn counted(command: &mut Command) -> Result<Count> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run `{name}`"))?;
    let output = child.stdout.take().context("its output was piped")?;
    let mut counts = Vec::new();
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        counts.extend(count(&line));
        say(&format!("{line}\n"))?;
    }
    let status = child.wait()?;
    let sum: Count = counts.into_iter().sum();
    if !status.success() && sum.failed == 0 {
        bail!("`{name}` ended with {status}");
    }
    Ok(sum)
}

/// Reads `9 passed, 0 failed` and cargo's `test result: ok. 9 passed; 0 failed; …`.
fn count(line: &str) -> Option<Count> {
    let line = line.trim_end();
    let (text, separator) = match line.strip_prefix("test result: ") {
        Some(rest) => (rest.split_once(". ")?.1, "; "),
        None => (line, ", "),
    };
    let mut parts = text.split(separator);
    let passed = parts.next()?.strip_suffix(" passed")?.parse().ok()?;
    let failed = parts.next()?.strip_suffix(" failed")?.parse().ok()?;
    Some(Count { passed, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_runners_are_understood_and_nothing_else() {
        let two = Some(Count {
            passed: 12,
            failed: 3,
        });
        assert_eq!(count("12 passed, 3 failed"), two);
        assert_eq!(
            count("test result: FAILED. 12 passed; 3 failed; 0 ignored; finished in 0.04s"),
            two
        );
        for line in [
            "",
            "12 passed",
            "test x ... ok",
            "a 12 passed, 3 failed",
            "test result: ok.",
        ] {
            assert_eq!(count(line), None, "{line}");
        }
    }
}
