//! MB, as far as the directory tells: rows it does not know, rows it knows twice, and what is there today.

use super::collector::{Collector, Hit, Mark, combine, label, number, subject};
use super::decisions::{option, question};
use super::model::{FindingPlace, QuestionKind, Severity, SubjectKind};
use crate::answers::Rejected;
use crate::dataverse::ColumnValue;
use crate::directory::DirectoryMailbox;
use crate::merge::model::{MailboxKind, Outcome, ProfileType};
use crate::merge::{Assignment, Belonging, Looked, Row};

/// Runs the rules. Without an export of mailboxes they have nothing to say.
pub fn check(collector: &mut Collector<'_, '_>) {
    faults(collector);
    if !collector.draft.directory.has_mailboxes() {
        return;
    }
    lookups(collector);
    shared_addresses(collector);
    today(collector);
    outside(collector);
}

fn find(
    collector: &mut Collector<'_, '_>,
    id: &'static str,
    rows: &[(usize, &Row)],
    facts: Vec<(&'static str, String)>,
    mark: Option<Mark>,
) {
    find_as(collector, id, None, rows, facts, mark);
}

/// As [`find`], with another severity than the rule's.
fn find_as(
    collector: &mut Collector<'_, '_>,
    id: &'static str,
    severity: Option<Severity>,
    rows: &[(usize, &Row)],
    facts: Vec<(&'static str, String)>,
    mark: Option<Mark>,
) {
    let Some((_, first)) = rows.first() else {
        return;
    };
    let mut all = vec![
        ("mailboxes", number(rows.len(), "mailbox", "mailboxes")),
        ("example", label(first).to_owned()),
    ];
    all.extend(facts);
    let subjects = rows
        .iter()
        .map(|(_, row)| subject(SubjectKind::Mailbox, row.key.clone()))
        .collect();
    collector.find(
        id,
        Hit {
            facts: all,
            severity,
            count: Some(rows.len() as u64),
            subjects,
            ..Hit::default()
        },
    );
    for (index, row) in rows {
        if let Some(mark) = mark.filter(|_| !collector.is_accepted(id, &row.key)) {
            combine(&mut collector.marks.rows[*index], mark);
        }
    }
}

/// What is wrong with the exports themselves. One that is refused is left out, and the plan goes on without it.
fn faults(collector: &mut Collector<'_, '_>) {
    for file in &collector.draft.directory.files {
        for fault in &file.faults {
            let facts = vec![
                ("file", file.name.to_string()),
                ("what", fault.message.clone()),
                ("remedy", fault.remedy.to_owned()),
            ];
            let place = FindingPlace {
                router: None,
                file: file.name.clone(),
                line: fault.row,
                column: None,
            };
            let subjects = vec![subject(SubjectKind::Input, file.name.clone())];
            let count = Some(u64::from(fault.count));
            collector.find(
                "IN-17",
                Hit {
                    facts,
                    code: Some(fault.code),
                    count,
                    subjects,
                    places: vec![place],
                    ..Hit::default()
                },
            );
        }
    }
}

fn planned<'d>(collector: &Collector<'d, '_>) -> impl Iterator<Item = (usize, &'d Row)> {
    let rows = collector.draft.rows.iter().enumerate();
    rows.filter(|(_, row)| row.belonging == Belonging::Planned)
}

fn lookups(collector: &mut Collector<'_, '_>) {
    let held = Some(Mark {
        outcome: Outcome::HeldBack,
        reason: &"MB-02",
    });
    for (looked, what) in [
        (Looked::Missing, "no mailbox record"),
        (Looked::Several, "several mailbox records"),
        (Looked::Shared, "one mailbox record for two addresses"),
    ] {
        let rows: Vec<_> = planned(collector)
            .filter(|(_, row)| row.looked == looked)
            .collect();
        find(
            collector,
            "MB-02",
            &rows,
            vec![("what", what.to_owned())],
            held,
        );
    }
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| row.looked == Looked::Inactive)
        .collect();
    find(
        collector,
        "MB-17",
        &rows,
        vec![],
        Some(Mark {
            outcome: Outcome::LeftOut,
            reason: &"MB-17",
        }),
    );
}

/// MB-14 and MB-16: the address of a row is another active mailbox's, too. A forward mailbox beside a
/// user's is told apart by `IsForwardMailbox`.
fn shared_addresses(collector: &mut Collector<'_, '_>) {
    let directory = collector.draft.directory;
    if !directory.shares_addresses() {
        return;
    }
    let (mut alike, mut mixed) = (Vec::new(), Vec::new());
    for (index, row) in planned(collector) {
        let Looked::Found(own) = row.looked else {
            continue;
        };
        let mailbox = &directory.mailboxes[own];
        let Some(address) = &mailbox.emailaddress else {
            continue;
        };
        let others = directory.positions_of_address(address);
        let others = others
            .filter(|other| *other != own)
            .map(|other| &directory.mailboxes[other]);
        let is_forward = |mailbox: &DirectoryMailbox| mailbox.isforwardmailbox == Some(true);
        for other in others
            .filter(|other| !other.is_inactive() && !is_forward(other) && !is_forward(mailbox))
        {
            match (
                mailbox.regardingobjecttypecode,
                other.regardingobjecttypecode,
            ) {
                (Some(one), Some(two)) if one != two => mixed.push((index, row)),
                _ => alike.push((index, row)),
            }
        }
    }
    alike.dedup_by_key(|(index, _)| *index);
    mixed.dedup_by_key(|(index, _)| *index);
    let held = Some(Mark {
        outcome: Outcome::HeldBack,
        reason: &"MB-14",
    });
    find(collector, "MB-14", &alike, vec![], held);
    find(collector, "MB-16", &mixed, vec![], None);
}

fn today(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let current = |row: &Row| match row.looked {
        Looked::Found(index) => Some(&draft.directory.mailboxes[index]),
        _ => None,
    };
    let is_outlook = |row: &Row| {
        current(row).is_some_and(|mailbox| {
            mailbox.incomingemaildeliverymethod == Some(1)
                || mailbox.outgoingemaildeliverymethod == Some(1)
        })
    };
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| is_outlook(row))
        .collect();
    find(collector, "MB-06", &rows, vec![], None);

    let forwarded = |row: &Row| {
        current(row).is_some_and(|mailbox| mailbox.incomingemaildeliverymethod == Some(3))
    };
    let reads_forward = draft
        .rows
        .iter()
        .any(|row| row.kind == MailboxKind::Forward && row.belonging == Belonging::Planned);
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| !reads_forward && forwarded(row))
        .collect();
    find(collector, "MB-09", &rows, vec![], None);

    let changes_act = |row: &Row| {
        let pop3 = matches!(row.assignment, Assignment::Profile(index) if draft.profiles[index].profile_type == ProfileType::Pop3Smtp);
        pop3 && current(row)
            .and_then(|mailbox| mailbox.actdeliverymethod)
            .is_some_and(|act| act != 2)
    };
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| changes_act(row))
        .collect();
    find(collector, "MB-19", &rows, vec![], None);

    let delegated = |row: &Row| {
        let Assignment::Profile(index) = row.assignment else {
            return false;
        };
        let columns = &draft.profiles[index].columns;
        let one_account = columns.get("incomingcredentialretrieval") == Some(&ColumnValue::Int(1))
            && columns.get("incominguseimpersonation") == Some(&ColumnValue::Bool(false));
        let is_exchange = draft.profiles[index].profile_type == ProfileType::Exchange;
        let synchronizes = current(row).and_then(|mailbox| mailbox.actdeliverymethod) == Some(1);
        is_exchange && one_account && synchronizes
    };
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| delegated(row))
        .collect();
    find(collector, "PF-17", &rows, vec![], None);

    let rejected =
        |row: &Row| current(row).and_then(|mailbox| mailbox.emailrouteraccessapproval) == Some(3);
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| rejected(row))
        .collect();
    let answered = |row: &Row| draft.answers.rejected.get(&*row.key).copied();
    let (settled, open): (Vec<_>, Vec<_>) =
        rows.iter().partition(|(_, row)| answered(row).is_some());
    find(collector, "MB-20", &open, vec![], None);
    find_as(
        collector,
        "MB-20",
        Some(Severity::Warning),
        &settled,
        vec![],
        None,
    );
    for (index, row) in rows {
        let answered = answered(row);
        ask_rejected(collector, row, answered);
        let mark = match answered {
            None => Mark {
                outcome: Outcome::NeedsDecision,
                reason: &"MB-20",
            },
            Some(Rejected::LeaveOut) => Mark {
                outcome: Outcome::LeftOut,
                reason: &"LEFT-OUT",
            },
            Some(Rejected::Approve) => continue,
        };
        combine(&mut collector.marks.rows[index], mark);
    }
}

fn ask_rejected(collector: &mut Collector<'_, '_>, row: &Row, answered: Option<Rejected>) {
    let id = format!("rejected:{}", row.key);
    let text = format!(
        "The address of {} was rejected in the organization. What becomes of it?",
        label(row)
    );
    let mut asked = question(
        QuestionKind::Rejected,
        id,
        (SubjectKind::Mailbox, &row.key),
        text,
        1,
        &["rejected", &row.key],
    );
    asked.options = vec![
        option(
            "approve",
            "Approve it all the same",
            "It migrates, and is approved with the others.",
        ),
        option("leave-out", "Leave it out", "It does not migrate."),
    ];
    asked.answered = answered.map(|answer| match answer {
        Rejected::Approve => "approve".to_owned(),
        Rejected::LeaveOut => "leave-out".to_owned(),
    });
    collector.questions.push(asked);
}

/// Mailboxes that the router or server-side synchronization serves today and that the plan does not know.
fn outside(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut known = vec![false; draft.directory.mailboxes.len()];
    for row in &draft.rows {
        if let Looked::Found(index) = row.looked {
            known[index] = true;
        }
    }
    let served = draft
        .directory
        .mailboxes
        .iter()
        .enumerate()
        .filter(|(index, mailbox)| {
            let method = mailbox.incomingemaildeliverymethod == Some(2)
                || mailbox.outgoingemaildeliverymethod == Some(2);
            method && !mailbox.is_inactive() && !known[*index]
        });
    let names: Vec<&str> = served
        .map(|(_, mailbox)| {
            mailbox
                .emailaddress
                .as_deref()
                .or(mailbox.name.as_deref())
                .unwrap_or("(no name)")
        })
        .collect();
    if let Some(first) = names.first() {
        let facts = vec![
            ("mailboxes", number(names.len(), "mailbox", "mailboxes")),
            ("example", (*first).to_owned()),
        ];
        let subjects = vec![subject(SubjectKind::Plan, "")];
        collector.find(
            "AP-08",
            Hit {
                facts,
                count: Some(names.len() as u64),
                subjects,
                ..Hit::default()
            },
        );
    }
}
