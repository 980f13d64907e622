//! Where the files and the export of the organization say different things of one mailbox: both places
//! are named.

use super::collector::{Collector, Hit, at, label, number, subject};
use super::model::{FindingPlace, SubjectKind};
use crate::merge::model::MailboxKind;
use crate::merge::{Belonging, Looked, Row};
use crate::text::lower;

/// Mailboxes shown with their places; each has two.
const SHOWN: usize = 50;

/// Runs the rule.
pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut apart: Vec<(&Row, usize, String)> = Vec::new();
    for row in &draft.rows {
        let (Looked::Found(position), Belonging::Planned) = (row.looked, row.belonging) else {
            continue;
        };
        let mailbox = &draft.directory.mailboxes[position];
        let (here, there) = (row.address.as_deref(), mailbox.emailaddress.as_deref());
        let is_forward = row.kind == MailboxKind::Forward;
        let what = match (here, there) {
            (Some(here), Some(there)) if lower(here) != lower(there.trim()) => {
                format!("its address is {here} in the files and {there} in the export")
            }
            _ if mailbox.isforwardmailbox == Some(!is_forward) && is_forward => {
                "it is a forward mailbox in the files, and none in the export".to_owned()
            }
            _ if mailbox.isforwardmailbox == Some(true) && row.owner.is_some() => {
                "it has an owner in the files, and is a forward mailbox in the export".to_owned()
            }
            _ => continue,
        };
        apart.push((row, position, what));
    }
    let Some((first, _, what)) = apart.first() else {
        return;
    };
    let facts = vec![
        ("example", label(first).to_owned()),
        ("what", what.clone()),
        ("mailboxes", number(apart.len(), "mailbox", "mailboxes")),
    ];
    let places = apart.iter().take(SHOWN).flat_map(|(row, position, _)| {
        let used = row.incoming.iter().chain(&row.outgoing).next();
        let here = used.map(|used| at(&draft.providers[used.provider].place(used.line)));
        let there = draft.directory.mailboxes[*position].at;
        let file = &draft.directory.files[there.file as usize];
        let there = FindingPlace {
            router: None,
            file: file.name.clone(),
            line: Some(there.row),
            column: None,
        };
        here.into_iter().chain([there])
    });
    let hit = Hit {
        facts,
        count: Some(apart.len() as u64),
        places: places.collect(),
        subjects: apart
            .iter()
            .map(|(row, ..)| subject(SubjectKind::Mailbox, row.key.clone()))
            .collect(),
        ..Hit::default()
    };
    collector.find("IN-18", hit);
}
