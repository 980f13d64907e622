//! What the tests of the XML reader share: a sink that writes everything down.
#![allow(dead_code)]

use reroute::xml::{Fault, Parser, Position, Problem, Sink};

/// Writes down every event and every fault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorder {
    pub events: Vec<String>,
    pub faults: Vec<Fault>,
    pub fault_count: usize,
    /// Names of entries.
    pub entries: &'static [&'static str],
}

impl Recorder {
    pub fn trusting(entries: &'static [&'static str]) -> Self {
        Self {
            entries,
            ..Self::default()
        }
    }

    /// The faults as `code line:column`, in the order of the document.
    pub fn summary(&self) -> Vec<String> {
        self.faults
            .iter()
            .map(|fault| format!("{} {}:{}", fault.code, fault.at.line, fault.at.column))
            .collect()
    }

    pub fn codes(&self) -> Vec<&'static str> {
        self.faults.iter().map(|fault| fault.code).collect()
    }
}

impl Sink for Recorder {
    fn open(&mut self, name: &str, at: Position, depth: usize) {
        self.events.push(format!(
            "<{name} {}:{}/{} {depth}",
            at.line, at.column, at.byte
        ));
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.events.push(format!("@{name}={value}"));
    }

    fn text(&mut self, text: &str) {
        self.events.push(format!("'{text}"));
    }

    fn close(&mut self, at: Position) {
        self.events
            .push(format!("> {}:{}/{}", at.line, at.column, at.byte));
    }

    fn unwind(&mut self, depth: usize) {
        self.events.push(format!("~{depth}"));
    }

    fn fault(&mut self, problem: &Problem<'_>) {
        self.fault_count += 1;
        if self.faults.len() < 1000 {
            self.faults.push(problem.to_fault());
        }
    }

    fn is_entry(&self, name: &str) -> bool {
        self.entries.contains(&name)
    }

    fn fork(&self) -> Self {
        Self::trusting(self.entries)
    }

    fn adopt(&mut self, other: Self) {
        self.events.extend(other.events);
        self.faults.extend(other.faults);
        self.fault_count += other.fault_count;
    }
}

/// Reads a document pushed in chunks of these lengths, the rest at once.
pub fn read_chunks(recorder: Recorder, document: &[u8], lengths: &[usize]) -> Recorder {
    let mut parser = Parser::new(recorder);
    let mut rest = document;
    for &length in lengths {
        let (chunk, after) = rest.split_at(length.min(rest.len()));
        parser.push(chunk);
        rest = after;
    }
    parser.push(rest);
    let mut recorder = parser.finish();
    recorder
        .faults
        .sort_by_key(|fault| (fault.at.byte, fault.code));
    recorder
}

/// Reads a document in one piece.
pub fn read(document: &[u8]) -> Recorder {
    read_chunks(Recorder::default(), document, &[])
}
