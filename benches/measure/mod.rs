//! Taking times in turns, and saying them.
#![allow(dead_code, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;

/// Seconds of several rounds, by what took them, in the order in which each came first.
#[derive(Default)]
pub struct Times {
    order: Vec<&'static str>,
    seconds: BTreeMap<&'static str, Vec<f64>>,
}

impl Times {
    /// What it took in this round.
    pub fn add(&mut self, what: &'static str, seconds: f64) {
        let taken = self.seconds.entry(what).or_default();
        if taken.is_empty() {
            self.order.push(what);
        }
        taken.push(seconds);
    }

    /// Prints a line of JSON for each: the input, its bytes, the median, the least and the most.
    pub fn say(mut self, input: &str, bytes: u64) {
        for what in self.order {
            let Some(times) = self.seconds.get_mut(what) else {
                continue;
            };
            times.sort_unstable_by(f64::total_cmp);
            let (median, least, most) = (times[times.len() / 2], times[0], times[times.len() - 1]);
            println!(
                "{{\"what\": \"{what}\", \"input\": \"{input}\", \"bytes\": {bytes}, \
                 \"median\": {median:.7}, \"least\": {least:.7}, \"most\": {most:.7}}}"
            );
        }
    }
}

/// A line of the process's status, in bytes; 0 where the system keeps none.
pub fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
