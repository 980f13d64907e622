//! Questions about the plan as a whole.

use super::{asks, count, option, question};
use crate::answers::{Target, WithoutUrl};
use crate::checks::collector::{Collector, combine, number};
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::merge::Belonging;

pub fn check(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let answers = draft.answers;
    let planned = draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned)
        .count();
    let plan = (SubjectKind::Plan, "");

    let mut target = question(
        QuestionKind::Target,
        "target".to_owned(),
        plan,
        "Where does the organization run?".to_owned(),
        planned,
        &["target"],
    );
    target.options = vec![
        option(
            "online",
            "Online (Dynamics 365, Dataverse)",
            "Exchange of your own becomes Exchange Server (Hybrid); Exchange Online of your tenant uses the profile that is there.",
        ),
        option(
            "onpremises-9",
            "On-premises, version 9.x",
            "Columns and values that exist only online are not written.",
        ),
        option(
            "onpremises-8",
            "On-premises, version 8.x",
            "As for 9.x; its support has ended.",
        ),
    ];
    target.answered = answers.target.map(|target| target_word(target).to_owned());
    if answers.target.is_none() {
        combine(&mut collector.marks.all, asks(&"TARGET-OPEN"));
    }
    collector.questions.push(target);

    let mut time = question(
        QuestionKind::Time,
        "time".to_owned(),
        plan,
        "When does the first wave start?".to_owned(),
        planned,
        &["waves_from"],
    );
    time.answered = answers.waves_from.map(|at| at.to_string());
    if answers.waves_from.is_none() {
        combine(&mut collector.marks.all, asks(&"TIME-OPEN"));
    }
    collector.questions.push(time);

    if draft.organizations.len() > 1 {
        let text = "The routers serve several organizations. Which one do you plan?".to_owned();
        let mut organization = question(
            QuestionKind::Organization,
            "organization".to_owned(),
            plan,
            text,
            0,
            &["organization"],
        );
        organization.mailboxes = u32::try_from(draft.rows.len()).unwrap_or(u32::MAX);
        organization.options = draft
            .organizations
            .iter()
            .map(|one| {
                option(
                    &*one.id,
                    &*one.url,
                    format!(
                        "{} are planned, the others left out.",
                        number(one.providers as usize, "provider", "providers")
                    ),
                )
            })
            .collect();
        organization.answered = draft.chosen.as_deref().map(str::to_owned);
        collector.questions.push(organization);
    }
    without_url(collector);
}

const fn target_word(target: Target) -> &'static str {
    match target {
        Target::Online => "online",
        Target::OnPremises9 => "onpremises-9",
        Target::OnPremises8 => "onpremises-8",
    }
}

fn without_url(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let providers = draft
        .providers
        .iter()
        .filter(|provider| provider.said.organization.is_none())
        .count();
    if providers == 0 {
        return;
    }
    let rows = draft
        .rows
        .iter()
        .filter(|row| matches!(row.belonging, Belonging::NoOrganization))
        .count();
    let text = format!(
        "{} no CrmServerUrl. Do they serve the organization that is planned?",
        number(providers, "provider has", "providers have")
    );
    let mut question = question(
        QuestionKind::Organization,
        "without-url".to_owned(),
        (SubjectKind::Plan, ""),
        text,
        rows,
        &["without_url"],
    );
    question.options = vec![
        option(
            "include",
            "Yes",
            format!("{} belong to this organization.", count(rows)),
        ),
        option("leave-out", "No", format!("{} are left out.", count(rows))),
    ];
    question.answered = draft.answers.without_url.map(|answer| match answer {
        WithoutUrl::Include => "include".to_owned(),
        WithoutUrl::LeaveOut => "leave-out".to_owned(),
    });
    collector.questions.push(question);
}
