//! Checks that run beside the others, as a command of their own: what they say is kept until it is their turn.

use std::env;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Row;
use crate::workspace::Workspace;

/// How long to wait before looking for more output.
const PAUSE: Duration = Duration::from_millis(200);

/// Checks that have begun.
pub struct Beside {
    child: Child,
    /// Everything it says.
    log: PathBuf,
}

impl Beside {
    /// Begins the checks of these names.
    pub fn begin(workspace: &Workspace, names: &[&str]) -> Result<Self> {
        let log = workspace.target.join("test-beside.log");
        let output =
            File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let child = Command::new(env::current_exe()?)
            .arg("test")
            .args(names.iter().flat_map(|name| ["--only", name]))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .context("cannot begin the checks beside")?;
        Ok(Self { child, log })
    }

    /// Shows what they have said and what they go on to say, to the end; gives what they came to.
    pub fn finish(mut self) -> Result<Vec<Row>> {
        let mut log = File::open(&self.log)?;
        let mut text = Vec::new();
        loop {
            // Asked before reading, so that nothing it said last is missed.
            let has_ended = self.child.try_wait()?.is_some();
            let shown = text.len();
            log.read_to_end(&mut text)?;
            std::io::stderr().write_all(&text[shown..])?;
            if has_ended {
                break;
            }
            sleep(PAUSE);
        }
        fs::remove_file(&self.log)?;
        Ok(String::from_utf8_lossy(&text)
            .lines()
            .filter_map(Row::read)
            .collect())
    }
}
