//! Made-up numbers, ids and times.

use std::fmt::Write as _;

/// A small generator of numbers, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    /// The next number, of 31 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.next() as usize % limit
    }

    /// An id as CRM 2011 hands them out: sequential in the middle.
    pub fn crm_id(&mut self, at: usize) -> String {
        let first = self.next() as u32;
        format!(
            "{first:08x}-{:04x}-e011-9077-00155d0a1b{:02x}",
            0x13d8 + at / 7,
            at % 256
        )
    }

    /// The name of an entry in a state file: 28 characters, the first an `h`.
    pub fn state_key(&mut self) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let mut key = String::from("h");
        for _ in 0..27 {
            key.push(char::from(LETTERS[self.below(LETTERS.len())]));
        }
        key
    }

    /// A time on the morning of 23 November 2026.
    pub fn morning(&mut self) -> String {
        let seconds = self.below(5400);
        let (minute, second) = (seconds / 60, seconds % 60);
        format!(
            "2026-11-23T{:02}:{:02}:{second:02}.{:07}Z",
            7 + minute / 60,
            minute % 60,
            self.below(10_000_000)
        )
    }

    /// What a router says of itself.
    pub fn system_configuration(&mut self, log_level: u32) -> String {
        let mut text = String::from("  <SystemConfiguration>\r\n");
        for (name, value) in [
            ("MaxThreads", "50".to_owned()),
            ("MaxThreadExecution", "600000".to_owned()),
            ("SchedulingPeriod", "1000".to_owned()),
            ("ConfigRefreshPeriod", "5000".to_owned()),
            ("ConfigUpdatePeriod", "300000".to_owned()),
            ("LogLevel", log_level.to_string()),
        ] {
            let _ = write!(text, "    <{name}>{value}</{name}>\r\n");
        }
        text.push_str("  </SystemConfiguration>\r\n");
        text
    }
}
