//! Questions about single rows and unknown elements, and what rows wait for.

use std::collections::BTreeMap;

use super::{asks, count, option, question};
use crate::checks::collector::{Collector, Mark, combine, label, number};
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::merge::model::Direction;
use crate::merge::model::Outcome;
use crate::merge::{
    Assignment, Belonging, DIRECTIONS, Draft, IGNORE, Row, contest, contested, is_contested_twice,
    own_choice,
};
use crate::order;
use crate::router::tags::TAGS;

/// Questions about single rows, and what rows wait for.
pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for (index, row) in draft.rows.iter().enumerate() {
        let mark = match (row.belonging, row.assignment) {
            (Belonging::Other, _) => Mark {
                outcome: Outcome::LeftOut,
                reason: &"OTHER-ORG",
            },
            (Belonging::NoOrganizationLeftOut, _) => Mark {
                outcome: Outcome::LeftOut,
                reason: &"LEFT-OUT",
            },
            (Belonging::NoOrganization, _) => asks(&"IN-05"),
            (Belonging::Undecided, _) => asks(&"ORGANIZATION-OPEN"),
            (Belonging::Planned, Assignment::PairOpen) => asks(&"PAIR-OPEN"),
            (Belonging::Planned, Assignment::DirectoryNeeded) => asks(&"DIRECTORY-NEEDED"),
            (Belonging::Planned, Assignment::OutlookOpen) => asks(&"OUTLOOK-OPEN"),
            (
                Belonging::Planned,
                Assignment::Profile(_) | Assignment::Duplicate | Assignment::NotPlanned,
            ) => continue,
        };
        combine(&mut collector.marks.rows[index], mark);
        // Ids that are no keys wait for their pair as well; the nearer reason is named.
        let pair = row.assignment == Assignment::DirectoryNeeded && waits_for_pair(row, draft);
        if pair && row.belonging == Belonging::Planned {
            combine(&mut collector.marks.rows[index], asks(&"PAIR-OPEN"));
        }
    }
    duplicates(collector);
}

fn waits_for_pair(row: &Row, draft: &Draft<'_>) -> bool {
    let Some(outgoing) = row.outgoing_profile() else {
        return false;
    };
    let mut pairings = draft.profiles.iter().map(|profile| &profile.pairing);
    pairings.any(|pairing| pairing.is_open() && pairing.candidates.contains(&outgoing))
}

/// One question for all rows of which the same router profiles contest a direction; a single row is asked
/// about by name, unless it has two questions.
fn duplicates(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let router_profiles = &draft.router_profiles;
    let mut contests: BTreeMap<String, (Direction, Vec<&Row>)> = BTreeMap::new();
    let planned = draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned);
    for row in planned.filter(|row| !row.contested.is_empty()) {
        for direction in DIRECTIONS {
            let Some(group) = contest(row, direction, router_profiles) else {
                continue;
            };
            let apart = own_choice(row, direction, router_profiles, draft.answers).is_some();
            let key = if apart { row.key.to_string() } else { group };
            let (_, rows) = contests.entry(key).or_insert((direction, Vec::new()));
            rows.push(row);
        }
    }
    for (several, (direction, rows)) in contests {
        let first = rows[0];
        let one = rows.len() == 1
            && !draft.answers.duplicates.contains_key(&several)
            && !is_contested_twice(first, router_profiles);
        let key: &str = if one { &first.key } else { &several };
        let name = label(first);
        let text = if rows.len() == 1 {
            format!("{name} stands in several router profiles. Which one keeps it?")
        } else {
            format!(
                "{} stand in several router profiles, for example {name}. Which one keeps them?",
                count(rows.len())
            )
        };
        let about = (SubjectKind::Mailbox, &*first.key);
        let mut asked = question(
            QuestionKind::Duplicate,
            format!("duplicate:{key}"),
            about,
            text,
            rows.len(),
            &["duplicates", key],
        );
        let contested = contested(first, direction, router_profiles);
        let contested = contested.map(|index| &router_profiles[index]);
        let effect = format!("{} migrate with this one only.", count(rows.len()));
        asked.options = contested
            .map(|profile| option(&*profile.id, &*profile.name, effect.clone()))
            .collect();
        order::sort_by(&mut asked.options, |a, b| {
            a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value))
        });
        asked.answered = draft.answers.duplicates.get(key).cloned();
        collector.questions.push(asked);
    }
}

/// What an unknown element means. Nothing waits for the answer: until then the element changes nothing.
pub fn tags(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for unknown in &draft.basis.unknown {
        let name = &*unknown.name;
        let times = usize::try_from(unknown.count).unwrap_or(usize::MAX);
        let text = format!(
            "What does the element {name} mean? It stands {} in the files, and Reroute does not know it.",
            number(times, "time", "times")
        );
        let mut asked = question(
            QuestionKind::Tag,
            format!("tag:{name}"),
            (SubjectKind::Tag, name),
            text,
            0,
            &["tags", name],
        );
        asked.options = vec![option(IGNORE, "Nothing that matters", "It is not used.")];
        asked.options.extend(
            TAGS.iter()
                .filter(|tag| !tag.secret)
                .map(|tag| option(tag.name, tag.spellings[0].0, tag.meaning)),
        );
        asked.answered = draft
            .answers
            .tags
            .iter()
            .find(|(tag, _)| tag.eq_ignore_ascii_case(name))
            .map(|(_, meaning)| meaning.clone());
        collector.questions.push(asked);
    }
}
