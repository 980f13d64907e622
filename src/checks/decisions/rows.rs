//! Questions about single rows and unknown elements, and what rows wait for.

use super::{asks, option, question};
use crate::checks::collector::{Collector, Mark, combine, number};
use crate::checks::model::{QuestionKind, QuestionOption, SubjectKind};
use crate::merge::model::Outcome;
use crate::merge::{Assignment, Belonging, IGNORE};
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
            (
                Belonging::Planned,
                Assignment::Profile(_) | Assignment::Duplicate | Assignment::NotPlanned,
            ) => continue,
        };
        combine(&mut collector.marks.rows[index], mark);
    }
    for row in draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned)
    {
        if row.contested.is_empty() {
            continue;
        }
        let contested = row
            .contested
            .iter()
            .map(|index| &draft.router_profiles[*index]);
        let mut options: Vec<QuestionOption> = contested
            .map(|profile| {
                option(
                    &*profile.id,
                    &*profile.name,
                    "Only this one is migrated for it.",
                )
            })
            .collect();
        options.sort_by(|a, b| a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value)));
        let name = row.address.as_deref().unwrap_or(&row.key);
        let text = format!("{name} stands in several router profiles. Which one keeps it?");
        let mut asked = question(
            QuestionKind::Duplicate,
            format!("duplicate:{}", row.key),
            (SubjectKind::Mailbox, &row.key),
            text,
            1,
            &["duplicates", &row.key],
        );
        asked.options = options;
        asked.answered = draft.answers.duplicates.get(&*row.key).cloned();
        collector.questions.push(asked);
    }
}

/// What an unknown element means. Nothing waits for the answer: until then the element changes nothing.
pub fn tags(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut names: std::collections::BTreeMap<String, (&str, usize)> =
        std::collections::BTreeMap::new();
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
