//! What is wrong with an export, as values: one a cause, with a count.

use super::codes::Code;
use super::model::{MAX_FAULTS, Text};

/// One thing that is wrong with an export. The same cause in many rows is one fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, `DIR0001` and up; `docs/directory.md` gives its meaning.
    pub code: &'static str,
    /// The first row it shows in, as a person counts; `None` when it is about the whole file. In a
    /// sheet or CSV the heading row counts; in JSON the first entry is row 1.
    pub row: Option<u32>,
    /// The heading of the column it is about.
    pub column: Option<Text>,
    /// In how many rows it shows, at least 1.
    pub count: u32,
    /// Whether nothing of the file is used because of it.
    pub refuses: bool,
    /// What is wrong, in one plain sentence.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Collects faults, one a cause; the first [`MAX_FAULTS`] are kept, the rest is counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Faults {
    pub list: Vec<Fault>,
    pub count: u64,
}

impl Faults {
    /// Adds a fault, or counts it to the one of the same code and column.
    pub fn add(
        &mut self,
        code: Code,
        row: Option<u32>,
        column: Option<&str>,
        message: impl FnOnce(u32) -> String,
    ) {
        let known = self
            .list
            .iter()
            .position(|fault| fault.code == code.row().code && fault.column.as_deref() == column);
        self.put(known, code, row, column, message);
    }

    /// As [`Faults::add`], with a cause apart for every message.
    pub fn add_each(&mut self, code: Code, row: u32, column: &str, message: String) {
        let known = self
            .list
            .iter()
            .position(|fault| fault.code == code.row().code && fault.message == message);
        self.put(known, code, Some(row), Some(column), |_| message);
    }

    /// The fault for which the whole file is refused.
    pub fn refusal(&self) -> Option<&Fault> {
        self.list.iter().find(|fault| fault.refuses)
    }

    fn put(
        &mut self,
        known: Option<usize>,
        code: Code,
        row: Option<u32>,
        column: Option<&str>,
        message: impl FnOnce(u32) -> String,
    ) {
        self.count += 1;
        if let Some(known) = known {
            self.list[known].count += 1;
            return;
        }
        let about = code.row();
        if self.list.len() >= MAX_FAULTS {
            if !about.refuses {
                return;
            }
            // A refusal must be seen.
            self.list.pop();
        }
        self.list.push(Fault {
            code: about.code,
            row,
            column: column.map(Text::from),
            count: 1,
            refuses: about.refuses,
            message: message(row.unwrap_or_default()),
            remedy: about.remedy,
        });
    }
}
