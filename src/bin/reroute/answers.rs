//! The answers of a file, completed with what only the shell knows: the time and the zone's offsets.

use std::fs;
use std::path::Path;

use jiff::{Timestamp, Unit};
use reroute::answers::{self, Answers};
use serde_json::error::Category;

use super::args::Source;
use super::terminal::inert;
use super::{Failure, zone};

/// The answers to plan with.
pub fn load(source: &Source) -> Result<Answers, Failure> {
    let mut answers = match &source.answers {
        Some(path) => parse(path)?,
        None => Answers::default(),
    };
    let as_of = source.as_of.or(answers.as_of).unwrap_or_else(now);
    answers.as_of = Some(as_of);
    let start = answers.waves_from.unwrap_or(as_of);
    if let Some(window) = answers.window.as_mut() {
        // Saved ones may be of another zone, or end before the last wave. Those that are right stay as
        // they are, and a zone that is younger than this program is taken at its word.
        window.offsets = match zone::offsets(&window.zone, start) {
            Some(offsets) if zone::agrees(&offsets, &window.offsets, start) => {
                std::mem::take(&mut window.offsets)
            }
            Some(offsets) => offsets,
            None if !window.offsets.is_empty() => std::mem::take(&mut window.offsets),
            None => {
                let file = source
                    .answers
                    .as_deref()
                    .unwrap_or(Path::new("the answers"));
                return Err(Failure::usage(format!(
                    "{}: /window/zone: no time zone is called {:?}. Write an IANA name, such as Europe/Berlin or America/New_York.",
                    inert(&file.display().to_string()),
                    inert(&window.zone)
                )));
            }
        };
    }
    Ok(answers)
}

fn now() -> Timestamp {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now)
}

fn parse(path: &Path) -> Result<Answers, Failure> {
    let file = inert(&path.display().to_string());
    let bytes = fs::read(path).map_err(|error| {
        Failure::unread(format!(
            "{file}: the answers cannot be read: {error}. Nothing was planned, because answers decide what is."
        ))
    })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let answers: Answers = serde_json::from_slice(bytes).map_err(|error| {
        Failure::unread(format!(
            "{file}: line {}, column {}: {}. Nothing was planned, because answers decide what is.",
            error.line(),
            error.column(),
            inert(&reason(&error))
        ))
    })?;
    if answers.format != answers::FORMAT {
        return Err(Failure::unread(format!(
            "{file}: /format is {:?}; this version reads {:?}.",
            inert(&answers.format),
            answers::FORMAT
        )));
    }
    Ok(answers)
}

/// What is wrong, without repeating a value: it may be a file that was never meant to be shown.
fn reason(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => "this is not JSON".to_owned(),
        Category::Data => {
            let text = error.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            match text.split_once(", expected ") {
                Some((found, expected)) if !found.starts_with("unknown field") => {
                    format!("expected {expected}")
                }
                _ => text.to_owned(),
            }
        }
    }
}
