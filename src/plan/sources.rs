//! What the input holds beside mailboxes: unknown tags, values without a place, differences.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{NotCarried, RouterDifference, UnknownTag};
use crate::checks::model::Finding;
use crate::merge::{Draft, IGNORE};
use crate::order;
use crate::router::Reading;

/// Blockers first, then by rule, then by cause: the first subject, then the words.
pub fn sort_findings(findings: &mut [Finding]) {
    order::sort_by(findings, |a, b| {
        let key = |finding: &Finding| {
            (
                finding.severity,
                finding.id.clone(),
                finding.subjects.first().cloned(),
                finding.message.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
}

/// Values without a place in the target, by router profile and field, each once.
pub fn not_carried(draft: &Draft<'_>) -> Vec<NotCarried> {
    let mut all: Vec<NotCarried> = draft
        .profiles
        .iter()
        .flat_map(|profile| profile.not_carried.iter().cloned())
        .collect();
    order::sort_by(&mut all, |a, b| {
        (&a.router_profile, &a.field, &a.why).cmp(&(&b.router_profile, &b.field, &b.why))
    });
    all.dedup();
    all
}

/// Elements the tag table does not know, by name ignoring case.
pub fn unknown_tags(draft: &Draft<'_>) -> Vec<UnknownTag> {
    let meanings = draft.meanings;
    let all = draft.basis.unknown.iter().map(|unknown| UnknownTag {
        name: unknown.name.to_string(),
        count: unknown.count,
        example: unknown.example.as_deref().map(str::to_owned),
        mapped_to: if meanings.is_ignored(&unknown.name) {
            Some(IGNORE.to_owned())
        } else {
            let field = meanings.field(&unknown.name);
            field.map(|field| field.tag().name.to_owned())
        },
        places: unknown.places.clone(),
    });
    all.collect()
}

/// Settings of `SystemConfiguration` in which the routers differ, by name.
pub fn router_differences(reading: &Reading) -> Vec<RouterDifference> {
    let settings: Vec<(u16, BTreeMap<String, String>)> = reading
        .routers
        .iter()
        .filter_map(|router| {
            let system = &router.agent.as_ref()?.system;
            let values = system.iter().map(|setting| {
                (
                    format!("SystemConfiguration/{}", setting.name),
                    setting.value.to_string(),
                )
            });
            Some((router.number, values.collect()))
        })
        .collect();
    let names: BTreeSet<&String> = settings
        .iter()
        .flat_map(|(_, values)| values.keys())
        .collect();
    let all = names.into_iter().map(|name| RouterDifference {
        setting: name.clone(),
        values: settings
            .iter()
            .map(|(router, values)| (*router, values.get(name).cloned()))
            .collect(),
    });
    all.filter(|difference| {
        let mut values = difference.values.values();
        let first = values.next();
        values.any(|value| Some(value) != first)
    })
    .collect()
}
