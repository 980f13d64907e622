//! Questions about a new profile: its pair, its place, impersonation, lagging mailboxes, the admin's No.

use super::{asks, count, option, question};
use crate::answers::{DateGap, Place, Target};
use crate::checks::collector::{Collector, Mark, combine, number};
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::merge::model::Outcome;
use crate::merge::{NewProfile, Open};
use crate::order;

/// Questions about a new profile: its pair, its place, impersonation, lagging mailboxes, the admin's No.
pub fn check(collector: &mut Collector<'_, '_>, index: usize) {
    let draft = collector.draft;
    let profile = &draft.profiles[index];
    let mut mark = |mark: Mark| combine(&mut collector.marks.profiles[index], mark);
    for open in &profile.open {
        mark(match open {
            Open::Provider(_) => asks(&"PROVIDER-OPEN"),
            Open::Version(_) => asks(&"VERSION-OPEN"),
            Open::Credentials(_) | Open::OAuth => asks(&"CREDENTIALS-OPEN"),
            Open::Place => asks(&"PLACE-OPEN"),
        });
    }
    if profile.pairing.is_open() {
        mark(asks(&"PAIR-OPEN"));
    }
    if draft
        .answers
        .profiles
        .get(&*profile.key)
        .is_some_and(|answer| answer.migrate == Some(false))
    {
        mark(Mark {
            outcome: Outcome::LeftOut,
            reason: &"LEFT-OUT",
        });
    }
    pair(collector, profile);
    place(collector, profile);
    oauth(collector, profile);
    impersonation(collector, profile);
    date_gap(collector, profile);
}

fn pair(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    let draft = collector.draft;
    let Some(incoming) = profile.incoming.map(|index| &draft.router_profiles[index]) else {
        return;
    };
    let pairing = &profile.pairing;
    if pairing.candidates.is_empty() {
        return;
    }
    let text = format!(
        "Which outgoing profile do the {} of {} use?",
        count(profile.rows.len()),
        incoming.name
    );
    let about = (SubjectKind::RouterProfile, &*incoming.id);
    let mut asked = question(
        QuestionKind::Pair,
        format!("pair:{}", incoming.id),
        about,
        text,
        profile.rows.len(),
        &["pairs", &incoming.id],
    );
    asked.options = pairing
        .candidates
        .iter()
        .map(|index| {
            let side = &draft.router_profiles[*index];
            let ids = side.rows as usize;
            let clear = side.ssl.is_some_and(|ssl| !ssl.value);
            let effect = match (clear, draft.answers.target) {
                // Rule PF-04.
                (true, Some(Target::Online)) => format!(
                    "; no SSL, which Dynamics 365 online refuses: {} would be held back",
                    count(profile.rows.len())
                ),
                (true, _) => "; no SSL: mail and password travel in clear".to_owned(),
                (false, _) => String::new(),
            };
            option(
                &*side.id,
                &*side.name,
                format!(
                    "used by {}{effect}.",
                    number(ids, "user or queue", "users and queues")
                ),
            )
        })
        .collect();
    order::sort_by(&mut asked.options, |a, b| {
        a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value))
    });
    asked.proposed = pairing
        .proposed
        .map(|index| draft.router_profiles[index].id.to_string());
    // An answered question stays, so that the answer can be seen and changed.
    asked.answered = profile
        .outgoing
        .first()
        .map(|index| draft.router_profiles[*index].id.to_string());
    collector.questions.push(asked);
}

fn about(profile: &NewProfile) -> (SubjectKind, &str) {
    (SubjectKind::Profile, &profile.key)
}

fn place(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    if profile.shape != crate::merge::Shape::PlacesDiffer {
        return;
    }
    let text = format!(
        "One side of {} is Exchange Online, the other an Exchange server of yours. Where do its mailboxes live?",
        profile.name
    );
    let id = format!("place:{}", profile.key);
    let mut asked = question(
        QuestionKind::Place,
        id,
        about(profile),
        text,
        profile.rows.len(),
        &["place", &profile.key],
    );
    asked.options = vec![
        option(
            "online",
            "In Exchange Online",
            format!(
                "{} get an Exchange Online profile.",
                count(profile.rows.len())
            ),
        ),
        option(
            "on-premises",
            "On your Exchange server",
            format!(
                "{} get a profile for that server.",
                count(profile.rows.len())
            ),
        ),
    ];
    asked.answered = collector
        .draft
        .answers
        .place
        .get(&*profile.key)
        .map(|place| match place {
            Place::Online => "online".to_owned(),
            Place::OnPremises => "on-premises".to_owned(),
        });
    collector.questions.push(asked);
}

/// Exchange Online of another tenant: its tenant and the application that may read it.
fn oauth(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    if !profile.needs_oauth {
        return;
    }
    for (column, what) in [
        ("exchangeonlinetenantid", "tenant id"),
        ("oauthclientid", "application (client) id"),
    ] {
        let text = format!(
            "{} signs in to another tenant by OAuth. What is the {what}?",
            profile.name
        );
        let path = ["profiles", &*profile.key, "columns", column];
        let mut asked = question(
            QuestionKind::Credentials,
            format!("credentials:{}:{column}", profile.key),
            about(profile),
            text,
            profile.rows.len(),
            &path,
        );
        asked.answered = profile.columns.get(column).and_then(|value| match value {
            crate::dataverse::ColumnValue::Text(text) => Some(text.to_string()),
            _ => None,
        });
        collector.questions.push(asked);
    }
}

/// A decision that is already proposed: nothing waits for it.
fn impersonation(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    let Some(proposed) = profile.impersonation else {
        return;
    };
    let text = format!(
        "One account serves the {} of {}. Does it impersonate them?",
        count(profile.rows.len()),
        profile.name
    );
    let id = format!("impersonation:{}", profile.key);
    let mut asked = question(
        QuestionKind::Impersonation,
        id,
        about(profile),
        text,
        profile.rows.len(),
        &["impersonation", &profile.key],
    );
    asked.options = vec![
        option(
            "true",
            "Yes",
            "The account needs the ApplicationImpersonation role in Exchange.",
        ),
        option(
            "false",
            "No",
            "The account needs delegate access to each mailbox.",
        ),
    ];
    asked.proposed = Some(proposed.to_string());
    asked.answered = collector
        .draft
        .answers
        .impersonation
        .get(&*profile.key)
        .map(bool::to_string);
    collector.questions.push(asked);
}

fn date_gap(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    let draft = collector.draft;
    let lagging: Vec<i64> = profile
        .rows
        .iter()
        .map(|row| &draft.rows[*row])
        .filter(|row| row.lags())
        .filter_map(|row| Some(row.processed?.at))
        .collect();
    let Some(oldest) = lagging.iter().min() else {
        return;
    };
    let oldest =
        jiff::Timestamp::from_second(*oldest).map_or_else(|_| String::new(), |at| at.to_string());
    let text = format!(
        "{} of {} were last read more than 24 hours before their router last worked; the oldest at {oldest}. What shall happen to mail since then?",
        count(lagging.len()),
        profile.name
    );
    let id = format!("date-gap:{}", profile.key);
    let mut asked = question(
        QuestionKind::DateGap,
        id,
        about(profile),
        text,
        lagging.len(),
        &["date_gap", &profile.key],
    );
    asked.options = vec![
        option(
            "lower",
            "Read from the oldest time",
            "Nothing is lost; some mail may be read twice.",
        ),
        option(
            "accept",
            "Accept the gap",
            "Right for idle mailboxes; mail that came in the gap is not read.",
        ),
        option(
            "leave-out",
            "Leave these mailboxes out",
            format!("{} do not migrate.", count(lagging.len())),
        ),
    ];
    asked.answered = draft
        .answers
        .date_gap
        .get(&*profile.key)
        .map(|gap| match gap {
            DateGap::Lower => "lower".to_owned(),
            DateGap::Accept => "accept".to_owned(),
            DateGap::LeaveOut => "leave-out".to_owned(),
        });
    collector.questions.push(asked);
}
