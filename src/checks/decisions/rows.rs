//! Questions about single rows and unknown elements, and what rows wait for.

use std::collections::BTreeMap;

use super::{asks, count, option, question};
use crate::checks::collector::{Collector, Mark, combine, label, number};
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::merge::model::Outcome;
use crate::merge::{Assignment, Belonging, Draft, IGNORE, Row, contest};
use crate::router::tags::TAGS;

/// Questions about single rows, and what rows wait for.
pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for (index, row) in draft.rows.iter().enumerate() {
        let mark = match (row.belonging, row.assignment) {
            (Belonging::Other, _) => Mark {
                outcome: Outcome::LeftOut,
                reason: "OTHER-ORG",
            },
            (Belonging::NoOrganizationLeftOut, _) => Mark {
                outcome: Outcome::LeftOut,
                reason: "LEFT-OUT",
            },
            (Belonging::NoOrganization, _) => asks("IN-05"),
            (Belonging::Undecided, _) => asks("ORGANIZATION-OPEN"),
            (Belonging::Planned, Assignment::PairOpen) => asks("PAIR-OPEN"),
            (Belonging::Planned, Assignment::DirectoryNeeded) => asks("DIRECTORY-NEEDED"),
            (Belonging::Planned, Assignment::OutlookOpen) => asks("OUTLOOK-OPEN"),
            (
                Belonging::Planned,
                Assignment::Profile(_) | Assignment::Duplicate | Assignment::NotPlanned,
            ) => continue,
        };
        combine(&mut collector.marks.rows[index], mark);
        // Ids that are no keys wait for their pair as well; the nearer reason is named.
        let pair = row.assignment == Assignment::DirectoryNeeded && waits_for_pair(row, draft);
        if pair && row.belonging == Belonging::Planned {
            combine(&mut collector.marks.rows[index], asks("PAIR-OPEN"));
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

/// One question for all rows that the same router profiles contest; a single row is asked about by name.
fn duplicates(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut contests: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    let planned = draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned);
    for row in planned.filter(|row| !row.contested.is_empty()) {
        let apart = draft.answers.duplicates.contains_key(&*row.key);
        let key = if apart {
            row.key.to_string()
        } else {
            contest(row, &draft.router_profiles)
        };
        contests.entry(key).or_default().push(row);
    }
    for (several, rows) in contests {
        let first = rows[0];
        let one = rows.len() == 1 && !draft.answers.duplicates.contains_key(&several);
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
        let contested = first
            .contested
            .iter()
            .map(|index| &draft.router_profiles[*index]);
        let effect = format!("{} migrate with this one only.", count(rows.len()));
        asked.options = contested
            .map(|profile| option(&*profile.id, &*profile.name, effect.clone()))
            .collect();
        asked
            .options
            .sort_by(|a, b| a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value)));
        asked.answered = draft.answers.duplicates.get(key).cloned();
        collector.questions.push(asked);
    }
}

/// What an unknown element means. Nothing waits for the answer: until then the element changes nothing.
pub fn tags(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut names: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for tag in draft
        .providers
        .iter()
        .flat_map(|provider| &provider.source.unknown)
    {
        names
            .entry(tag.name.to_lowercase())
            .or_insert((&tag.name, 0))
            .1 += 1;
    }
    for (name, times) in names.into_values() {
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
