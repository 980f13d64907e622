//! Times as they are read from answers.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// Reads a time.
///
/// # Errors
/// When it is none, or names a leap second: Dynamics 365 has no such second, and one that is rounded
/// silently is guessed.
pub fn read(text: &str) -> Result<Timestamp, String> {
    if names_leap_second(text) {
        return Err(format!(
            "“{text}” is a leap second, which Dynamics 365 does not know"
        ));
    }
    text.parse()
        .map_err(|_| format!("“{text}” is no time such as 2026-12-01T18:00:00Z, from 1753 to 9998"))
}

fn names_leap_second(text: &str) -> bool {
    let mut parts = text.split([':', 'T', 't', ' ']).skip(3);
    parts
        .next()
        .is_some_and(|seconds| seconds.starts_with("60"))
}

/// A time that may be missing.
pub fn optional<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(reader)?;
    text.map(|text| read(&text).map_err(de::Error::custom))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn times_and_what_is_none() {
        for time in [
            "2026-12-01T18:00:00Z",
            "2026-12-01T18:00:59.5+01:00",
            "1752-01-01T00:00:00Z",
        ] {
            assert!(read(time).is_ok(), "{time}");
        }
        for other in [
            "2026-12-31T23:59:60Z",
            "2026-12-31 23:59:60Z",
            "2026-13-01T00:00:00Z",
            "tomorrow",
            "9999-12-31T23:59:59Z",
        ] {
            assert!(read(other).is_err(), "{other}");
        }
    }
}
