//! What a person does by hand, by stage and subject.

use super::checklist::checklist;
use super::model::{Mailbox, ManualTask, Need, Stage};
use super::outcomes::Outcomes;
use super::waves::Schedule;
use crate::checks::model::{Subject, SubjectKind};
use crate::dataverse::ColumnValue;
use crate::merge::Draft;
use crate::merge::model::{MailboxKind, Outcome, ProfileType};
use crate::order;
use crate::text::Text;

/// All tasks. `place` is the place of each new profile in the plan.
pub fn manual_tasks(
    draft: &Draft<'_>,
    outcomes: &Outcomes,
    schedule: &Schedule,
    place: &[usize],
    mailboxes: &[Mailbox],
) -> Vec<ManualTask> {
    let mut order: Vec<usize> = (0..draft.profiles.len()).collect();
    order::sort_by_key(&mut order, |index| place[*index]);
    let mut tasks = Vec::new();
    forward_mailboxes(mailboxes, &mut tasks);
    checklist(draft, &mut tasks);
    for index in order {
        if outcomes.profiles[index].outcome <= Outcome::NeedsDecision {
            profile_passwords(draft, index, schedule, &mut tasks);
        }
    }
    order::sort_by_key(&mut tasks, |task| task.stage);
    // There may be one for every mailbox: they are put where they belong, and not sorted.
    let later = tasks.partition_point(|task| task.stage <= Stage::Credentials);
    let later = tasks.split_off(later);
    let passwords = mailboxes
        .iter()
        .filter(|mailbox| mailbox.needs.contains(&Need::Password));
    tasks.reserve_exact(passwords.clone().count() + later.len());
    let why = Text::from("MB-12");
    let mut title = String::new();
    tasks.extend(passwords.map(|mailbox| {
        title.clear();
        title.push_str("Type in the password of ");
        title.push_str(mailbox.address.as_ref().unwrap_or(&mailbox.key));
        ManualTask {
            title: (&*title).into(),
            subject: Subject {
                kind: SubjectKind::Mailbox,
                key: mailbox.key.clone(),
            },
            why: why.clone(),
            stage: Stage::Credentials,
            before_wave: mailbox.wave,
        }
    }));
    tasks.extend(later);
    tasks
}

/// One task.
pub fn task(
    title: String,
    kind: SubjectKind,
    key: &str,
    why: &str,
    stage: Stage,
    before_wave: Option<u32>,
) -> ManualTask {
    ManualTask {
        title: title.into(),
        subject: Subject {
            kind,
            key: key.into(),
        },
        why: why.into(),
        stage,
        before_wave,
    }
}

/// A forward mailbox cannot be made by data.
fn forward_mailboxes(mailboxes: &[Mailbox], tasks: &mut Vec<ManualTask>) {
    for mailbox in mailboxes.iter().filter(|mailbox| {
        mailbox.kind == MailboxKind::Forward
            && mailbox.mailboxid.is_none()
            && mailbox.needs.contains(&Need::ForwardMailbox)
    }) {
        let name = mailbox.address.as_deref().unwrap_or(&mailbox.key);
        let title = format!(
            "Look whether the forward mailbox {name} exists in the organization, and make it if not"
        );
        tasks.push(task(
            title,
            SubjectKind::Mailbox,
            &mailbox.key,
            "MB-08",
            Stage::Check,
            Some(1),
        ));
    }
}

/// One password for the account of a profile, or the client secret of an application.
fn profile_passwords(
    draft: &Draft<'_>,
    index: usize,
    schedule: &Schedule,
    tasks: &mut Vec<ManualTask>,
) {
    let profile = &draft.profiles[index];
    if !matches!(
        profile.profile_type,
        ProfileType::Exchange | ProfileType::Pop3Smtp
    ) {
        return;
    }
    let first_wave = profile
        .rows
        .iter()
        .filter_map(|row| schedule.of_row[*row])
        .min();
    let mut add = |title: String, why: &str| {
        tasks.push(task(
            title,
            SubjectKind::Profile,
            &profile.key,
            why,
            Stage::Credentials,
            first_wave,
        ));
    };
    let both = profile.columns.get("usesamesettingsforoutgoingconnections")
        == Some(&ColumnValue::Bool(true));
    let sides: &[(&str, &str)] = if both {
        &[("incomingcredentialretrieval", "")]
    } else {
        &[
            ("incomingcredentialretrieval", "incoming "),
            ("outgoingcredentialretrieval", "outgoing "),
        ]
    };
    for (column, way) in sides {
        if profile.columns.get(column) == Some(&ColumnValue::Int(1)) {
            add(
                format!(
                    "Type in the {way}account’s user name and password in {}",
                    profile.name
                ),
                "IN-10",
            );
        }
    }
    if profile.columns.get("incomingcredentialretrieval") == Some(&ColumnValue::Int(7)) {
        add(
            format!("Type in the client secret in {}", profile.name),
            "OTHER-TENANT",
        );
    }
}
