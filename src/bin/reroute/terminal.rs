//! What people see of the command line: words that cannot steer the terminal, colours and progress
//! where there is one.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Says a line on stderr.
pub fn say(line: &str) {
    // Without a stderr there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Text of a file, made harmless: control characters, which could steer a terminal, and marks that
/// turn or hide text are shown as their numbers.
pub fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => inert.push(' '),
            '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}' => numbered(&mut inert, c),
            c if c.is_control() => numbered(&mut inert, c),
            c => inert.push(c),
        }
    }
    inert
}

fn numbered(text: &mut String, c: char) {
    // A String takes everything.
    let _ = write!(text, "<U+{:04X}>", u32::from(c));
}

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    is_on: bool,
}

impl Paint {
    /// Colours when standard output is a terminal and `NO_COLOR` is not set.
    pub fn of_stdout() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            is_on: io::stdout().is_terminal() && !unwanted,
        }
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.is_on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Something that stands out.
    pub fn strong(self, text: &str) -> String {
        self.code("1", text)
    }

    /// Something bad.
    pub fn red(self, text: &str) -> String {
        self.code("1;31", text)
    }

    /// Something to look at.
    pub fn yellow(self, text: &str) -> String {
        self.code("1;33", text)
    }

    /// Something to know.
    pub fn blue(self, text: &str) -> String {
        self.code("1;34", text)
    }
}

/// A line on stderr that says how far it is, when stderr is a terminal.
pub struct Progress {
    is_on: bool,
    shown: Option<Instant>,
}

impl Progress {
    /// Begins.
    pub fn new() -> Self {
        Self {
            is_on: io::stderr().is_terminal(),
            shown: None,
        }
    }

    /// Shows a line, at most ten times a second.
    pub fn show(&mut self, line: impl FnOnce() -> String) {
        const PAUSE: Duration = Duration::from_millis(100);
        if self.is_on && self.shown.is_none_or(|shown| shown.elapsed() > PAUSE) {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K{}", line());
            self.shown = Some(Instant::now());
        }
    }

    /// Says something that stays, when there is somebody to read it.
    pub fn conclude(&mut self, line: impl FnOnce() -> String) {
        if self.is_on {
            self.clear();
            say(&line());
        }
    }

    fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn data_cannot_steer_the_terminal() {
        assert_eq!(
            inert("a\u{1b}[31mb\u{9b}c\u{7}"),
            "a<U+001B>[31mb<U+009B>c<U+0007>"
        );
        assert_eq!(inert("exe.\u{202e}gpj\u{200b}"), "exe.<U+202E>gpj<U+200B>");
        assert_eq!(inert("two\nlines ü 😀"), "two lines ü 😀");
    }
}
