//! JSON in which every entry of a top-level list stands on a line of its own: as small as compact
//! JSON where there is much of it, and still something that `grep` and `diff` can work on.

use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Levels that are laid out over lines; what is deeper stands in one.
const OPEN_LEVELS: usize = 2;

/// Writes a value, and a line end after it.
///
/// # Errors
/// Only those of the writer.
pub fn write<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Lines::default()))?;
    out.write_all(b"\n")
}

/// A value as a tree, by way of its text: writing plans and answers into a tree of their own would
/// be compiled a second time, and the page is meant to be small.
pub fn tree<T: Serialize>(value: &T) -> Option<Value> {
    let mut text = Vec::new();
    write(value, &mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// The value of a tree, by way of its text, for the same reason.
pub fn value<T: DeserializeOwned>(tree: &Value) -> Option<T> {
    serde_json::from_slice(&serde_json::to_vec(tree).ok()?).ok()
}

#[derive(Default)]
struct Lines {
    level: usize,
    empty: bool,
}

impl Lines {
    fn begin<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.empty = true;
        out.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        let was_open = self.level <= OPEN_LEVELS && !self.empty;
        self.level -= 1;
        self.empty = false;
        if was_open {
            self.line(out)?;
        }
        out.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.empty = false;
        if !first {
            out.write_all(b",")?;
        }
        if self.level <= OPEN_LEVELS {
            self.line(out)?;
        }
        Ok(())
    }

    fn line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        for _ in 0..self.level {
            out.write_all(b"  ")?;
        }
        Ok(())
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.level <= OPEN_LEVELS {
            b": "
        } else {
            b":"
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn entries_of_top_level_lists_stand_on_lines_of_their_own() {
        let value = json!({ "a": [{ "b": [1, 2] }, {}], "c": [], "d": { "e": null } });
        let mut bytes = Vec::new();
        super::write(&value, &mut bytes).expect("a Vec takes everything");
        let text = String::from_utf8(bytes).expect("JSON is UTF-8");
        assert_eq!(
            text,
            "{\n  \"a\": [\n    {\"b\":[1,2]},\n    {}\n  ],\n  \"c\": [],\n  \"d\": {\n    \"e\": null\n  }\n}\n"
        );
    }
}
