//! The plan without its long lists.

use std::collections::{BTreeMap, BTreeSet};

use super::protocol::{
    ArtifactCard, Cause, ExportCard, ExportFault, FaultCard, FileCard, FileState, Overview,
    RouterCard,
};
use super::{Refused, Session};
use crate::artifacts::{ARTIFACTS, outline};
use crate::checks::model::Rest;
use crate::directory::{DirectoryFile, IGNORE};
use crate::order;
use crate::plan::Plan;
use crate::plan::model::{Finding, InputRole, ManualTask, Outcome, Stage, SubjectKind};
use crate::router::{InputFile, Provider, Role, Router, Verdict, tags::Field};

/// Manual tasks that travel; the artifacts hold all.
const MAX_TASKS: usize = 200;

/// Most mailboxes whose passwords are a task each; more are one task, which leads to their rows.
const FEW_MAILBOXES: usize = 20;

/// Files without a router that travel; the others are counted.
const MAX_OTHERS: usize = 100;

/// Faults of an export that travel; the findings hold all.
const MAX_FAULTS: usize = 10;

pub(super) fn of(session: &Session) -> Overview {
    let plan = session.plan();
    let mut kinds = BTreeMap::new();
    for mailbox in &plan.mailboxes {
        *kinds.entry(mailbox.kind).or_insert(0) += 1;
    }
    let tasks = &plan.manual_tasks;
    let of_mailbox = |task: &&ManualTask| {
        task.stage == Stage::Credentials && task.subject.kind == SubjectKind::Mailbox
    };
    let of_mailboxes = tasks.iter().filter(of_mailbox).count();
    let too_many = of_mailboxes > FEW_MAILBOXES;
    let named = tasks.iter().filter(|task| !(too_many && of_mailbox(task)));
    let refused = session.refused.iter().map(refused_card);
    let others = session.reading.others.iter();
    let others = others.map(|file| file_card(session, file));
    Overview {
        routers: session
            .reading
            .routers
            .iter()
            .map(|router| router_card(session, router))
            .collect(),
        others: refused.chain(others).take(MAX_OTHERS).collect(),
        other_count: count(session.refused.len() + session.reading.others.len()),
        exports: session
            .export_ids
            .iter()
            .zip(&session.directory.files)
            .map(|(id, file)| export_card(*id, file))
            .collect(),
        answers: plan.answers.clone(),
        target: plan.target.clone(),
        organizations: plan.organizations.clone(),
        router_profiles: plan.router_profiles.clone(),
        profiles: plan.profiles.clone(),
        waves: plan.waves.clone(),
        switch: plan.switch.clone(),
        questions: plan.questions.clone(),
        findings: plan.findings.iter().map(finding).collect(),
        subjects: plan
            .findings
            .iter()
            .map(|one| count(one.subjects.len() + one.rest.0.len()))
            .collect(),
        manual_tasks: named.take(MAX_TASKS).cloned().collect(),
        mailbox_passwords: if too_many { count(of_mailboxes) } else { 0 },
        manual_task_count: count(tasks.len()),
        passwords: plan.passwords(),
        kinds,
        not_carried: plan.not_carried.clone(),
        unknown_tags: plan.unknown_tags.clone(),
        router_differences: plan.router_differences.clone(),
        accounting: plan.accounting,
        causes: causes(plan),
        next: outline(plan),
        artifacts: ARTIFACTS
            .iter()
            .map(|artifact| {
                let about = artifact.about();
                ArtifactCard {
                    name: about.name.to_owned(),
                    title: about.title.to_owned(),
                    purpose: about.purpose.to_owned(),
                    for_people: about.for_people,
                    // Several files come as one zip, which nobody previews.
                    text: about.text && about.media_type != "application/zip",
                }
            })
            .collect(),
    }
}

/// Why rows do not migrate.
fn causes(plan: &Plan) -> Vec<Cause> {
    let mut rows: BTreeMap<(Outcome, &str), u32> = BTreeMap::new();
    for mailbox in &plan.mailboxes {
        if let (true, Some(reason)) = (mailbox.outcome != Outcome::Migrates, &mailbox.reason) {
            *rows.entry((mailbox.outcome, reason)).or_default() += 1;
        }
    }
    let mut causes: Vec<Cause> = rows
        .into_iter()
        .map(|((outcome, reason), rows)| Cause {
            outcome,
            reason: reason.to_owned(),
            rows,
        })
        .collect();
    order::sort_by_key(&mut causes, |cause| std::cmp::Reverse(cause.rows));
    causes
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A finding with the subjects that `plan.json` has.
fn finding(held: &Finding) -> Finding {
    Finding {
        id: held.id.clone(),
        severity: held.severity,
        code: held.code.clone(),
        title: held.title.clone(),
        count: held.count,
        subjects: held.subjects.clone(),
        rest: Rest::default(),
        message: held.message.clone(),
        remedy: held.remedy.clone(),
        source: held.source.clone(),
        places: held.places.clone(),
    }
}

fn router_card(session: &Session, router: &Router) -> RouterCard {
    let providers: &[Provider] = router.agent.as_ref().map_or(&[], |agent| &agent.providers);
    let organizations: BTreeSet<&str> = providers
        .iter()
        .filter_map(|provider| provider.plain(Field::CrmServerUrl))
        .map(|(url, _)| {
            url.trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default()
        })
        .collect();
    let entries = router.state.as_ref().map_or(0, |state| state.entries.len());
    RouterCard {
        key: session.key(router),
        number: router.number,
        label: router.label.to_string(),
        agent_sha256: router
            .files
            .iter()
            .find(|file| file.role == Role::Agent)
            .and_then(|file| file.sha256.as_deref().map(str::to_owned)),
        files: router
            .files
            .iter()
            .map(|file| file_card(session, file))
            .collect(),
        organizations: organizations.into_iter().map(str::to_owned).collect(),
        providers: count(providers.len()),
        entries: count(entries),
    }
}

fn file_card(session: &Session, file: &InputFile) -> FileCard {
    FileCard {
        id: session.id(file).unwrap_or(0),
        role: match file.role {
            Role::Agent => InputRole::Agent,
            Role::State => InputRole::State,
            Role::Key => InputRole::Key,
            Role::Other => InputRole::Other,
        },
        name: file.name.to_string(),
        bytes: file.bytes,
        sha256: file.sha256.as_deref().map(str::to_owned),
        state: match file.verdict {
            Verdict::Whole => FileState::Whole,
            Verdict::Damaged => FileState::Damaged,
            Verdict::Unreadable => FileState::Unreadable,
            Verdict::Empty => FileState::Empty,
            Verdict::NotOurs => FileState::NotOurs,
            Verdict::NotNeeded => FileState::NotNeeded,
            Verdict::Duplicate => FileState::Duplicate,
        },
        entries: file.entries,
        lost_entries: file.lost_entries,
        fault_count: file.fault_count,
        fault: file.faults.first().map(|fault| FaultCard {
            code: fault.code.to_owned(),
            line: fault.at.line,
            column: fault.at.column,
            message: fault.message.clone(),
            remedy: fault.remedy.to_owned(),
        }),
    }
}

fn refused_card(refused: &Refused) -> FileCard {
    FileCard {
        id: refused.id,
        role: InputRole::Other,
        name: refused.path.clone(),
        bytes: 0,
        sha256: None,
        state: FileState::Refused,
        entries: 0,
        lost_entries: 0,
        fault_count: 1,
        fault: Some(FaultCard {
            code: String::new(),
            line: 0,
            column: 0,
            message: refused.refusal.why.clone(),
            remedy: refused.refusal.remedy.to_owned(),
        }),
    }
}

fn export_card(id: u32, file: &DirectoryFile) -> ExportCard {
    let columns = file.kind.map_or(&[][..], |kind| kind.columns());
    ExportCard {
        id,
        name: file.name.to_string(),
        bytes: file.bytes,
        kind: file.kind.map(|kind| kind.label().to_owned()),
        rows: file.rows,
        refused: file.refused,
        unmapped: file.unmapped.iter().map(ToString::to_string).collect(),
        columns: columns
            .iter()
            .map(|column| column.name)
            .chain([IGNORE])
            .map(str::to_owned)
            .collect(),
        missing: file.missing.iter().map(|&name| name.to_owned()).collect(),
        faults: file
            .faults
            .iter()
            .take(MAX_FAULTS)
            .map(|fault| ExportFault {
                code: fault.code.to_owned(),
                row: fault.row,
                message: fault.message.clone(),
                remedy: fault.remedy.to_owned(),
            })
            .collect(),
        fault_count: file.fault_count,
    }
}
