//! AN: what is wrong with the answers themselves.

use super::collector::{Collector, Hit, Mark, combine, some, subject};
use super::model::SubjectKind;
use crate::answers::Problem;
use crate::merge::model::Outcome;
use crate::merge::{DIRECTIONS, contest};
use crate::router::tags;

/// Answers that cannot be used, and answers that no longer match anything.
pub fn check(collector: &mut Collector<'_, '_>, problems: &[Problem]) {
    for problem in problems {
        report(collector, &problem.path, problem.why.clone());
        if problem.path == "/target_url" {
            // Without it the plan would be for the organization the routers served, and its ids with it.
            let open = Mark {
                outcome: Outcome::NeedsDecision,
                reason: &"TARGET-OPEN",
            };
            combine(&mut collector.marks.all, open);
        }
    }
    let draft = collector.draft;
    for (tag, meaning) in &draft.answers.tags {
        if meaning != "ignore" && tags::by_name(meaning).is_none() {
            report(
                collector,
                &format!("/tags/{tag}"),
                format!("“{meaning}” is no field of the tag table"),
            );
        }
    }
    stale(collector);
}

fn report(collector: &mut Collector<'_, '_>, path: &str, why: String) {
    let hit = Hit {
        facts: vec![("path", path.to_owned()), ("why", why)],
        subjects: vec![subject(SubjectKind::Answer, path)],
        ..Hit::default()
    };
    collector.find("AN-01", hit);
}

fn stale(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let answers = draft.answers;
    let router_profile = |id: &str| {
        draft
            .router_profiles
            .iter()
            .any(|profile| *profile.id == *id)
    };
    let profile = |key: &str| draft.profiles.iter().any(|profile| *profile.key == *key);
    let row = |key: &str| {
        draft
            .rows
            .binary_search_by(|row| (*row.key).cmp(key))
            .is_ok()
    };
    let class = |name: &str| {
        draft
            .router_profiles
            .iter()
            .any(|profile| *profile.id == *name || profile.class() == Some(name))
    };
    let mut gone: Vec<String> = Vec::new();
    let mut look = |room: &str, keys: Vec<&String>, known: &dyn Fn(&str) -> bool| {
        gone.extend(
            keys.into_iter()
                .filter(|key| !known(key))
                .map(|key| format!("/{room}/{key}")),
        );
    };
    look("pilot", answers.pilot.iter().collect(), &row);
    look("pins", answers.pins.keys().collect(), &row);
    look("profiles", answers.profiles.keys().collect(), &profile);
    look("pairs", answers.pairs.keys().collect(), &router_profile);
    look("pairs", answers.pairs.values().collect(), &router_profile);
    look("providers", answers.providers.keys().collect(), &class);
    look(
        "exchange_version",
        answers.exchange_version.keys().collect(),
        &router_profile,
    );
    look("place", answers.place.keys().collect(), &profile);
    look(
        "credentials",
        answers.credentials.keys().collect(),
        &router_profile,
    );
    look("accounts", answers.accounts.keys().collect(), &|id| {
        let mut twins = draft
            .router_profiles
            .iter()
            .flat_map(|profile| &profile.twins);
        twins.any(|twin| *twin.id == *id)
    });
    look(
        "accounts",
        answers.accounts.values().collect(),
        &router_profile,
    );
    let contested: std::collections::BTreeSet<String> = draft
        .rows
        .iter()
        .filter(|row| !row.contested.is_empty())
        .flat_map(|row| DIRECTIONS.map(|direction| contest(row, direction, &draft.router_profiles)))
        .flatten()
        .collect();
    look("duplicates", answers.duplicates.keys().collect(), &|key| {
        row(key) || contested.contains(key)
    });
    look(
        "missing_direction",
        answers.missing_direction.keys().collect(),
        &|key| row(key) || router_profile(key),
    );
    look("date_gap", answers.date_gap.keys().collect(), &profile);
    look(
        "impersonation",
        answers.impersonation.keys().collect(),
        &profile,
    );
    look("rejected", answers.rejected.keys().collect(), &row);
    look(
        "outlook_profile",
        answers.outlook_profile.iter().collect(),
        &profile,
    );
    let organization = |id: &str| {
        draft
            .organizations
            .iter()
            .any(|organization| *organization.id == *id)
    };
    look(
        "organization",
        answers.organization.iter().collect(),
        &organization,
    );
    if gone.is_empty() {
        return;
    }
    let count = gone.len();
    let facts = vec![
        ("n", super::grouped(count)),
        (
            "answers",
            if count == 1 { "answer" } else { "answers" }.to_owned(),
        ),
        ("which", some(gone.iter().map(String::as_str))),
    ];
    let subjects = gone
        .into_iter()
        .map(|path| subject(SubjectKind::Answer, path))
        .collect();
    collector.find(
        "AN-02",
        Hit {
            facts,
            subjects,
            ..Hit::default()
        },
    );
}
