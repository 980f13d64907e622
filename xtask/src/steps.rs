//! Progress: what is being done, which step of how many, and how long each took.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Counts and times the steps of one command.
pub struct Steps {
    total: usize,
    done: usize,
}

impl Steps {
    /// A command of `total` steps.
    pub fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// Announces a step, does it and says how long it took.
    pub fn step<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.done += 1;
        let number = format!("[{}/{}]", self.done, self.total);
        eprintln!("{number} {what} …");
        let start = Instant::now();
        let result = work();
        let time = seconds(start.elapsed());
        match &result {
            Ok(_) => eprintln!("{number} {what}: done in {time}"),
            Err(_) => eprintln!("{number} {what}: FAILED after {time}"),
        }
        result
    }
}

/// `4.2 s`, or `2 min 05 s`.
pub fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(60) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        let seconds = time.as_secs();
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}
