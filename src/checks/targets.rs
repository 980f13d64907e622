//! TG: what the target supports, and what is being retired.

use jiff::Timestamp;
use jiff::civil::date;

use super::collector::{Collector, Hit, Mark, combine, number, subject};
use super::model::SubjectKind;
use crate::answers::{Known, Place, Target};
use crate::dataverse::ColumnValue;
use crate::merge::location::is_host_of;
use crate::merge::model::ProfileType;
use crate::merge::{NewProfile, seconds};

/// Runs the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    for index in 0..collector.draft.profiles.len() {
        let profile = &collector.draft.profiles[index];
        match profile.profile_type {
            ProfileType::Exchange | ProfileType::Existing => exchange(collector, index, profile),
            ProfileType::Pop3Smtp => pop3_smtp(collector, index, profile),
            ProfileType::None => {}
        }
        if profile.shape == crate::merge::Shape::PlacesDiffer && profile.place.is_none() {
            find(collector, index, "TG-17", vec![]);
        }
    }
    if collector.draft.answers.target == Some(Target::OnPremises8) {
        collector.find(
            "TG-18",
            Hit {
                subjects: vec![subject(SubjectKind::Plan, "")],
                ..Hit::default()
            },
        );
    }
}

/// The day a dated rule looks at: the later of the plan's time and the switch.
fn day(collector: &Collector<'_, '_>) -> Option<i64> {
    let answers = collector.draft.answers;
    let planned = answers.switch_at.or(answers.waves_from);
    answers
        .as_of
        .into_iter()
        .chain(planned)
        .map(Timestamp::as_second)
        .max()
}

/// Whether a dated rule applies from a day on.
fn from(collector: &Collector<'_, '_>, year: i16, month: i8) -> bool {
    day(collector).is_some_and(|day| day >= seconds(date(year, month, 1).at(0, 0, 0, 0)))
}

fn find(
    collector: &mut Collector<'_, '_>,
    index: usize,
    id: &'static str,
    facts: Vec<(&'static str, String)>,
) {
    let profile = &collector.draft.profiles[index];
    let mut all = vec![
        ("profile", profile.name.clone()),
        (
            "mailboxes",
            number(profile.rows.len(), "mailbox", "mailboxes"),
        ),
    ];
    all.extend(facts);
    let subjects = vec![subject(SubjectKind::Profile, profile.key.clone())];
    collector.find(
        id,
        Hit {
            facts: all,
            subjects,
            ..Hit::default()
        },
    );
    let effect = super::table::by_id(id).and_then(|rule| rule.effect);
    if let Some(outcome) = effect.filter(|_| !collector.is_accepted(id, &profile.key)) {
        combine(
            &mut collector.marks.profiles[index],
            Mark {
                outcome,
                reason: id,
            },
        );
    }
}

fn exchange(collector: &mut Collector<'_, '_>, index: usize, profile: &NewProfile) {
    let draft = collector.draft;
    let online = draft.answers.target == Some(Target::Online);
    let on_premises = matches!(
        draft.answers.target,
        Some(Target::OnPremises8 | Target::OnPremises9)
    );
    if profile.place == Some(Place::Online) {
        if from(collector, 2026, 10) {
            find(collector, index, "TG-06", vec![]);
        }
        if on_premises {
            find(collector, index, "TG-08", vec![]);
            if from(collector, 2027, 4) {
                find(collector, index, "TG-07", vec![]);
            }
        }
        if draft.answers.target == Some(Target::OnPremises8)
            && draft.answers.facts.organization_version.starts_with("8.0")
        {
            find(
                collector,
                index,
                "TG-09",
                vec![("version", draft.answers.facts.organization_version.clone())],
            );
        }
        return;
    }
    let version = profile
        .connection
        .and_then(|connection| draft.router_profiles[connection].version(draft.answers));
    if let Some(version) = version.filter(|version| matches!(*version, "2016" | "2019")) {
        find(
            collector,
            index,
            "TG-10",
            vec![("version", version.to_owned())],
        );
    }
    if online {
        find(collector, index, "TG-13", vec![]);
    }
}

fn pop3_smtp(collector: &mut Collector<'_, '_>, index: usize, profile: &NewProfile) {
    let text = |column: &str| match profile.columns.get(column) {
        Some(ColumnValue::Text(text)) => text.as_str(),
        _ => "",
    };
    let typed_in =
        |column: &str| matches!(profile.columns.get(column), Some(ColumnValue::Int(0 | 1)));
    let (incoming, outgoing) = (
        text("incomingserverlocation"),
        text("outgoingserverlocation"),
    );
    let microsoft =
        |host: &str| is_host_of(host, "office365.com") || host == "outlook.office365.com";
    if microsoft(incoming) {
        find(
            collector,
            index,
            "TG-05",
            vec![("host", incoming.to_owned())],
        );
        if typed_in("incomingcredentialretrieval") {
            find(
                collector,
                index,
                "TG-02",
                vec![("host", incoming.to_owned())],
            );
        }
    }
    if microsoft(outgoing) {
        let id = if from(collector, 2027, 7) {
            "TG-04"
        } else {
            "TG-03"
        };
        find(collector, index, id, vec![("host", outgoing.to_owned())]);
    }
    for (host, retrieval) in [
        (incoming, "incomingcredentialretrieval"),
        (outgoing, "outgoingcredentialretrieval"),
    ] {
        if host.is_empty() {
            continue;
        }
        let gmail = is_host_of(host, "gmail.com") || is_host_of(host, "googlemail.com");
        if gmail && typed_in(retrieval) {
            find(collector, index, "TG-15", vec![("host", host.to_owned())]);
        }
        if !gmail && !microsoft(host) && !is_listed(collector, host) {
            find(collector, index, "TG-14", vec![("host", host.to_owned())]);
        }
    }
    let consumer = ["outlook.com", "live.com", "hotmail.com", "msn.com"]
        .into_iter()
        .any(|domain| is_host_of(incoming, domain));
    if consumer
        && collector.draft.answers.facts.fips == Known::Yes
        && collector.draft.answers.target != Some(Target::Online)
    {
        find(
            collector,
            index,
            "TG-16",
            vec![("host", incoming.to_owned())],
        );
    }
}

/// Whether a provider of POP3 and SMTP is on Microsoft's list.
fn is_listed(collector: &Collector<'_, '_>, host: &str) -> bool {
    let on_premises = matches!(
        collector.draft.answers.target,
        Some(Target::OnPremises8 | Target::OnPremises9)
    );
    let everywhere = is_host_of(host, "yahoo.com");
    everywhere
        || (on_premises
            && ["outlook.com", "live.com", "hotmail.com", "msn.com"]
                .into_iter()
                .any(|domain| is_host_of(host, domain)))
}
