//! What the measuring programs say, one line of JSON a measurement.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// A time that was taken, of several rounds; in seconds.
pub struct Measured {
    pub what: String,
    /// Where: the name of a browser, or empty on this machine.
    pub place: String,
    pub input: String,
    pub bytes: f64,
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Measured {
    /// Reads one line.
    pub fn of(line: &Value) -> Result<Self> {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            what: text("what"),
            place: text("place"),
            input: text("input"),
            bytes: number(line, "bytes")?,
            median: number(line, "median")?,
            least: number(line, "least")?,
            most: number(line, "most")?,
        })
    }

    /// Megabytes a second.
    pub fn rate(&self) -> f64 {
        self.bytes / self.median / 1e6
    }

    /// Milliseconds a MiB.
    pub fn cost(&self) -> f64 {
        self.median * 1e3 / mebibytes(self.bytes)
    }

    /// Half the way from the least to the most, in percent of the median.
    pub fn spread(&self) -> f64 {
        (self.most - self.least) / 2.0 / self.median * 100.0
    }
}

/// A number of a line.
pub fn number(line: &Value, name: &str) -> Result<f64> {
    let number = line[name].as_f64();
    number.with_context(|| format!("no {name} in {line}"))
}

/// Bytes in MiB.
pub fn mebibytes(bytes: f64) -> f64 {
    bytes / f64::from(1 << 20)
}

/// Runs a measuring program and gives its lines.
pub fn lines(command: &mut Command) -> Result<Vec<Value>> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start the measurement")?;
    ensure!(output.status.success(), "the measurement failed");
    let text = String::from_utf8(output.stdout)?;
    let lines = text.lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("not a measurement: {line}"))
        })
        .collect()
}
