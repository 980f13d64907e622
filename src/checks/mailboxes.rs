//! MB and AP: mailboxes, queues, forward mailboxes; approval and the way over.

use super::collector::{Collector, Hit, Mark, combine, label, number, subject};
use super::model::{Subject, SubjectKind};
use crate::answers::{Facts, Known, Place, Target};
use crate::merge::location::Location;
use crate::merge::mailboxes::{own_credentials, user_name};
use crate::merge::model::{MailboxKind, Outcome, ProfileType};
use crate::merge::{Belonging, Row, is_address, same_host};

/// Most characters of a mailbox's user name in Dataverse.
const USER_LENGTH: usize = 200;

/// Runs both families.
pub fn check(collector: &mut Collector<'_, '_>) {
    forward(collector);
    deleting(collector);
    credentials(collector);
    addresses(collector);
    approval(collector);
}

fn planned<'d>(collector: &Collector<'d, '_>) -> impl Iterator<Item = (usize, &'d Row)> {
    let rows = collector.draft.rows.iter().enumerate();
    rows.filter(|(_, row)| row.belonging == Belonging::Planned)
}

/// Adds a finding over rows, if there are any. `example` is the first of them.
fn find(
    collector: &mut Collector<'_, '_>,
    id: &'static str,
    rows: &[(usize, &Row)],
    facts: Vec<(&'static str, String)>,
) {
    let Some((_, first)) = rows.first() else {
        return;
    };
    let mut all = vec![
        ("mailboxes", number(rows.len(), "mailbox", "mailboxes")),
        ("example", label(first).to_owned()),
    ];
    all.extend(facts);
    let subjects: Vec<Subject> = rows
        .iter()
        .map(|(_, row)| subject(SubjectKind::Mailbox, row.key.clone()))
        .collect();
    collector.find(
        id,
        Hit {
            facts: all,
            count: Some(rows.len() as u64),
            subjects,
            ..Hit::default()
        },
    );
}

fn forward(collector: &mut Collector<'_, '_>) {
    let rows: Vec<_> = planned(collector)
        .filter(|(_, row)| row.kind == MailboxKind::Forward)
        .collect();
    find(collector, "MB-08", &rows, vec![]);
    let sending: Vec<_> = rows
        .into_iter()
        .filter(|(_, row)| row.owner.is_some() || !row.outgoing.is_empty())
        .collect();
    for (index, row) in &sending {
        if !collector.is_accepted("MB-07", &row.key) {
            combine(
                &mut collector.marks.rows[*index],
                Mark {
                    outcome: Outcome::HeldBack,
                    reason: &"MB-07",
                },
            );
        }
    }
    find(collector, "MB-07", &sending, vec![]);
}

fn deleting(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let deletes = |row: &Row| {
        let mut uses = row.incoming.iter();
        uses.any(|used| draft.providers[used.provider].said.deletes)
    };
    let rows: Vec<_> = planned(collector).filter(|(_, row)| deletes(row)).collect();
    let (queues, others): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|(_, row)| matches!(row.kind, MailboxKind::Queue | MailboxKind::Forward));
    find(collector, "MB-10", &others, vec![]);
    find(collector, "MB-11", &queues, vec![]);
}

/// MB-12: the credentials have to stand in the mailbox, and the files do not hold a readable user name.
/// PF-06: they hold one that its column does not take.
fn credentials(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let (mut nameless, mut long) = (Vec::new(), Vec::new());
    for (index, row) in planned(collector) {
        let own = own_credentials(draft, row);
        if !own.contains(&true) {
            continue;
        }
        match user_name(draft, row, own) {
            None => nameless.push((index, row)),
            Some((user, _)) if user.chars().count() > USER_LENGTH => long.push((index, row)),
            Some(_) => {}
        }
    }
    find(collector, "MB-12", &nameless, vec![]);
    for (index, row) in long {
        let hit = Hit {
            facts: vec![("what", "user name".to_owned())],
            subjects: vec![subject(SubjectKind::Mailbox, row.key.clone())],
            about: vec![(label(row).to_owned(), 1)],
            ..Hit::default()
        };
        collector.find("PF-06", hit);
        if !collector.is_accepted("PF-06", &row.key) {
            let mark = Mark {
                outcome: Outcome::HeldBack,
                reason: &"PF-06",
            };
            combine(&mut collector.marks.rows[index], mark);
        }
    }
}

fn addresses(collector: &mut Collector<'_, '_>) {
    let no_addresses = &collector.draft.basis.no_addresses;
    let is_bad = |row: &Row| match row.address_key {
        Some(key) => no_addresses.contains(&key),
        None => row
            .address
            .as_deref()
            .is_some_and(|address| !is_address(address)),
    };
    let rows: Vec<_> = planned(collector).filter(|(_, row)| is_bad(row)).collect();
    find(collector, "MB-18", &rows, vec![]);
}

fn approval(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let plan = || Hit {
        subjects: vec![subject(SubjectKind::Plan, "")],
        ..Hit::default()
    };
    let exchange_online = draft
        .profiles
        .iter()
        .any(|profile| profile.place == Some(Place::Online));
    if draft.answers.target == Some(Target::Online) && exchange_online {
        collector.find("AP-02", plan());
        let what = approver(&draft.answers.facts);
        if let Some(what) = what {
            let facts = vec![("what", what.to_owned())];
            collector.find("AP-03", Hit { facts, ..plan() });
        }
    }
    if draft.answers.facts.approver_is_application == Known::Yes {
        collector.find("AP-04", plan());
    }
    if draft.answers.facts.approval_required == Known::No {
        collector.find("AP-12", plan());
    }
    if !draft.providers.is_empty() {
        collector.find("AP-10", plan());
    }
    if draft
        .profiles
        .iter()
        .any(|profile| profile.profile_type != ProfileType::None)
    {
        collector.find("AP-11", plan());
        collector.find("AP-13", plan());
        collector.find("AP-14", plan());
    }
    if !draft.directory.has_mailboxes()
        && !same_host(&draft.organizations, draft.chosen.as_ref(), draft.answers)
    {
        let host = |url: &str| Location::parse(url).authority();
        let served = draft
            .organizations
            .iter()
            .find(|organization| Some(&organization.id) == draft.chosen.as_ref());
        let facts = vec![
            (
                "target",
                draft
                    .answers
                    .target_url
                    .as_deref()
                    .map(host)
                    .unwrap_or_default(),
            ),
            (
                "served",
                served.map(|served| host(&served.url)).unwrap_or_default(),
            ),
        ];
        collector.find("AP-15", Hit { facts, ..plan() });
    }
}

/// Why the role Delegated Mailbox Approver does not work, as far as that is known.
fn approver(facts: &Facts) -> Option<&'static str> {
    if facts.approver_is_team == Known::Yes {
        return Some("The role Delegated Mailbox Approver cannot be given to a team.");
    }
    let version = |text: &str| -> Option<Vec<u64>> {
        text.split('.').map(|part| part.parse().ok()).collect()
    };
    let first = version("9.2.22104.170");
    let own = version(&facts.organization_version)?;
    (Some(own) < first)
        .then_some("The organization is too old for the role Delegated Mailbox Approver.")
}
