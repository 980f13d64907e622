//! What headings of the directory mean that nobody knows.

use std::collections::BTreeMap;

use super::{option, question};
use crate::checks::collector::Collector;
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::directory::TableKind;

/// Headings asked about; an export with more is none.
const ASKED: usize = 100;

/// One question a heading, as long as a column is missing that it could be. Nothing waits for it.
pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let answers = &draft.answers.directory_columns;
    let mut open: BTreeMap<&str, (&str, Vec<&'static str>)> = BTreeMap::new();
    for file in &draft.directory.files {
        let columns = || {
            TableKind::Mailboxes
                .columns()
                .iter()
                .map(|column| column.name)
        };
        let missing: Vec<&'static str> = match file.kind {
            Some(_) => file.missing.clone(),
            None => columns().collect(),
        };
        for heading in file.unmapped.iter().filter(|_| !missing.is_empty()) {
            open.entry(heading).or_insert((&file.name, missing.clone()));
        }
    }
    if !draft.directory.files.is_empty() {
        // An answered question stays, so that the answer can be seen and changed.
        for (heading, meaning) in answers {
            let columns = TableKind::Mailboxes
                .columns()
                .iter()
                .map(|column| column.name);
            let known: Vec<&'static str> = columns.filter(|name| name == meaning).collect();
            open.entry(heading).or_insert(("the export", known));
        }
    }
    for (heading, (file, columns)) in open.into_iter().take(ASKED) {
        let mut asked = question(
            QuestionKind::DirectoryColumn,
            format!("directory-column:{heading}"),
            (SubjectKind::Input, file),
            format!("What does the heading “{heading}” of {file} mean?"),
            0,
            &["directory_columns", heading],
        );
        asked.options = vec![option("ignore", "Nothing that matters", "It is not used.")];
        asked.options.extend(
            columns
                .into_iter()
                .map(|name| option(name, name, "The column is read from it.")),
        );
        asked.answered = answers.get(heading).cloned();
        collector.questions.push(asked);
    }
}
