//! TG: what the target supports, and what is being retired.

use jiff::Timestamp;
use jiff::civil::date;

use super::collector::{Collector, Hit, Mark, combine, grouped, subject};
use super::model::SubjectKind;
use crate::answers::{EwsSignIn, Known, Place, Target};
use crate::dataverse::ColumnValue;
use crate::merge::location::is_host_of;
use crate::merge::model::ProfileType;
use crate::merge::{NewProfile, seconds};

/// Runs the family.
pub fn check(collector: &mut Collector<'_, '_>, switch: Option<Timestamp>) {
    let day = Day::new(collector.draft.answers.as_of, switch);
    for index in 0..collector.draft.profiles.len() {
        let profile = &collector.draft.profiles[index];
        match profile.profile_type {
            ProfileType::Exchange => exchange(collector, index, profile, day),
            ProfileType::Existing => {
                exchange(collector, index, profile, day);
                existing(collector, index);
            }
            ProfileType::Pop3Smtp => pop3_smtp(collector, index, profile, day),
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

/// The day that dated rules look at, in seconds since 1970.
#[derive(Debug, Clone, Copy)]
struct Day(Option<i64>);

impl Day {
    /// The later of the plan's time and the switch.
    fn new(as_of: Option<Timestamp>, switch: Option<Timestamp>) -> Self {
        Self(
            as_of
                .into_iter()
                .chain(switch)
                .map(Timestamp::as_second)
                .max(),
        )
    }

    /// Whether a dated rule applies from a month on.
    fn is_from(self, year: i16, month: i8) -> bool {
        self.0
            .is_some_and(|day| day >= seconds(date(year, month, 1).at(0, 0, 0, 0)))
    }
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
    let effect = super::table::by_id(id).and_then(|rule| Some((rule.effect?, &rule.id)));
    if let Some((outcome, reason)) = effect.filter(|_| !collector.is_accepted(id, &profile.key)) {
        combine(
            &mut collector.marks.profiles[index],
            Mark { outcome, reason },
        );
    }
}

fn exchange(collector: &mut Collector<'_, '_>, index: usize, profile: &NewProfile, day: Day) {
    let draft = collector.draft;
    let online = draft.answers.target == Some(Target::Online);
    let on_premises = matches!(
        draft.answers.target,
        Some(Target::OnPremises8 | Target::OnPremises9)
    );
    if profile.place == Some(Place::Online) {
        if day.is_from(2026, 10) {
            find(collector, index, "TG-06", vec![]);
        }
        if on_premises {
            find(collector, index, "TG-08", vec![]);
            if day.is_from(2027, 4) {
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

/// An existing profile is found by what it is, so it must be the only one of its kind. Without an
/// export of the profiles, or where that does not tell, the script looks.
fn existing(collector: &mut Collector<'_, '_>, index: usize) {
    let directory = collector.draft.directory;
    if !directory.has_profiles() {
        return;
    }
    let (mut sure, mut unsure) = (0, 0);
    for profile in &directory.profiles {
        match profile.is_exchange_online() {
            Some(true) => sure += 1,
            None => unsure += 1,
            Some(false) => {}
        }
    }
    let found = match (sure, unsure) {
        (0, 0) => "no active server-to-server profile".to_owned(),
        (0 | 1, _) => return,
        (many, _) => format!("{} active server-to-server profiles", grouped(many)),
    };
    find(collector, index, "TG-20", vec![("found", found)]);
}

fn pop3_smtp(collector: &mut Collector<'_, '_>, index: usize, profile: &NewProfile, day: Day) {
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
        let id = if day.is_from(2027, 7) || new_tenant {
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
