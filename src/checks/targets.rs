//! TG: what the target supports, and what is being retired.

use jiff::Timestamp;
use jiff::civil::date;

use super::collector::{Collector, Hit, Mark, combine, subject};
use super::model::SubjectKind;
use crate::answers::{EwsSignIn, Known, Place, Target};
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
            say(collector, index, "TG-17", vec![]);
        }
    }
    let plan = || Hit {
        subjects: vec![subject(SubjectKind::Plan, "")],
        ..Hit::default()
    };
    if collector.draft.answers.target == Some(Target::OnPremises8) {
        collector.find("TG-18", plan());
    }
    if collector.draft.answers.facts.mass_mail == Known::Yes {
        collector.find("TG-19", plan());
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

/// Adds a finding about a new profile; what waits is for the question to say.
fn say(
    collector: &mut Collector<'_, '_>,
    index: usize,
    id: &'static str,
    facts: Vec<(&'static str, String)>,
) {
    let profile = &collector.draft.profiles[index];
    let subjects = vec![subject(SubjectKind::Profile, profile.key.clone())];
    collector.find(
        id,
        Hit {
            facts,
            subjects,
            about: vec![(profile.name.clone(), profile.rows.len())],
            ..Hit::default()
        },
    );
}

/// Adds a finding, and gives the profile the rule's outcome unless that was taken on.
fn find(
    collector: &mut Collector<'_, '_>,
    index: usize,
    id: &'static str,
    facts: Vec<(&'static str, String)>,
) {
    say(collector, index, id, facts);
    let profile = &collector.draft.profiles[index];
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
        let how = match draft.answers.facts.ews_sign_in {
            EwsSignIn::Both => Some("offer both NTLM and Basic"),
            EwsSignIn::Neither => Some("offer neither NTLM nor Basic"),
            EwsSignIn::Ntlm | EwsSignIn::Basic | EwsSignIn::Unknown => None,
        };
        if let Some(how) = how {
            find(collector, index, "TG-12", vec![("how", how.to_owned())]);
        }
        find(collector, index, "TG-13", vec![]);
    }
}

fn pop3_smtp(collector: &mut Collector<'_, '_>, index: usize, profile: &NewProfile) {
    let text = |column: &str| match profile.columns.get(column) {
        Some(ColumnValue::Text(text)) => &**text,
        _ => "",
    };
    let typed_in =
        |column: &str| matches!(profile.columns.get(column), Some(ColumnValue::Int(0 | 1)));
    let (incoming, outgoing) = (
        text("incomingserverlocation"),
        text("outgoingserverlocation"),
    );
    if is_microsoft(incoming) {
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
    if is_microsoft(outgoing) {
        let new_tenant = collector.draft.answers.facts.new_tenant == Known::Yes;
        let id = if from(collector, 2027, 7) || new_tenant {
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
        if !gmail && !is_microsoft(host) && !is_listed(collector, host) {
            find(collector, index, "TG-14", vec![("host", host.to_owned())]);
        }
    }
    if is_consumer(incoming)
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
    everywhere || (on_premises && is_consumer(host))
}

/// Whether a host is Exchange Online's.
pub fn is_microsoft(host: &str) -> bool {
    is_host_of(host, "office365.com")
}

/// Whether a host is of Microsoft's services for consumers.
pub fn is_consumer(host: &str) -> bool {
    ["outlook.com", "live.com", "hotmail.com", "msn.com"]
        .into_iter()
        .any(|domain| is_host_of(host, domain))
}
