//! The plan without its long lists.

use std::collections::{BTreeMap, BTreeSet};

use super::protocol::{
    ArtifactCard, ExportCard, ExportFault, FaultCard, FileCard, FileState, Overview, RouterCard,
};
use super::{Refused, Session};
use crate::artifacts::ARTIFACTS;
use crate::directory::{DirectoryFile, IGNORE};
use crate::plan::model::InputRole;
use crate::router::{InputFile, Provider, Role, Router, Verdict, tags::Field};

/// Manual tasks that travel; the artifacts hold all.
const MAX_TASKS: usize = 1_000;

/// Files without a router that travel; the others are counted.
const MAX_OTHERS: usize = 100;

/// Faults of an export that travel; the findings hold all.
const MAX_FAULTS: usize = 10;

pub(super) fn of(session: &Session) -> Overview {
    let plan = session.plan();
    let mut kinds = BTreeMap::new();
    let tasks = &plan.manual_tasks;
    for mailbox in &plan.mailboxes {
        *kinds.entry(mailbox.kind).or_insert(0) += 1;
    }
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
        other_count: u32::try_from(session.refused.len() + session.reading.others.len())
            .unwrap_or(u32::MAX),
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
        findings: plan.findings.clone(),
        manual_tasks: tasks.iter().take(MAX_TASKS).cloned().collect(),
        manual_task_count: u32::try_from(tasks.len()).unwrap_or(u32::MAX),
        passwords: plan.passwords(),
        kinds,
        not_carried: plan.not_carried.clone(),
        unknown_tags: plan.unknown_tags.clone(),
        router_differences: plan.router_differences.clone(),
        accounting: plan.accounting,
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
        providers: u32::try_from(providers.len()).unwrap_or(u32::MAX),
        entries: u32::try_from(entries).unwrap_or(u32::MAX),
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
