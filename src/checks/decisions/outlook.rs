//! The offer to take users along who synchronize through Outlook.

use super::{count, option, question};
use crate::checks::collector::{Collector, number};
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::merge::outlook::{candidates, takes};
use crate::order;

/// Offers it. Nothing waits until they are included; then they wait for their profile.
pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let included = draft.rows.iter().filter(|row| row.is_outlook).count();
    let users = match draft.answers.include_outlook {
        true => included,
        false => candidates(&draft.rows, draft.directory).len(),
    };
    if users == 0 {
        return;
    }
    let text = format!(
        "{} synchronize through Dynamics 365 for Outlook today, and no router serves them. Do they go over to server-side synchronization, too?",
        number(users, "user", "users")
    );
    let plan = (SubjectKind::Plan, "");
    let mut include = question(
        QuestionKind::Outlook,
        "outlook".to_owned(),
        plan,
        text,
        0,
        &["include_outlook"],
    );
    include.options = vec![
        option(
            "true",
            "Yes",
            format!(
                "{} migrate in waves of their own, after all others.",
                count(users)
            ),
        ),
        option("false", "No", "They stay with Outlook."),
    ];
    include.answered = draft.answers.include_outlook.then(|| "true".to_owned());
    collector.questions.push(include);
    if draft.answers.include_outlook {
        profile(collector, users);
    }
}

fn profile(collector: &mut Collector<'_, '_>, users: usize) {
    let draft = collector.draft;
    let text = format!(
        "Which new profile do the {} get who synchronize through Outlook today?",
        number(users, "user", "users")
    );
    let mut asked = question(
        QuestionKind::Outlook,
        "outlook-profile".to_owned(),
        (SubjectKind::Plan, ""),
        text,
        users,
        &["outlook_profile"],
    );
    asked.options = draft
        .profiles
        .iter()
        .filter(|profile| takes(profile))
        .map(|profile| {
            option(
                &*profile.key,
                &*profile.name,
                format!("{} migrate with it.", count(users)),
            )
        })
        .collect();
    order::sort_by(&mut asked.options, |a, b| {
        a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value))
    });
    asked.answered = draft
        .answers
        .outlook_profile
        .clone()
        .filter(|chosen| asked.options.iter().any(|option| option.value == *chosen));
    collector.questions.push(asked);
}
