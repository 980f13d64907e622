//! PF: what the columns of a new profile hold.

use super::collector::{Collector, Hit, Mark, at, combine, subject};
use super::model::SubjectKind;
use crate::answers::{Known, Target};
use crate::dataverse::ColumnValue;
use crate::merge::location::Location;
use crate::merge::model::{Origin, Outcome, Place, ProfileType};
use crate::merge::{NewProfile, RouterProfile};
use crate::router::Field;

/// The columns of one direction that the rules look at.
struct Way {
    word: &'static str,
    location: &'static str,
    port: &'static str,
    ssl: &'static str,
    retrieval: &'static str,
    user: &'static str,
}

const WAYS: [Way; 2] = [
    Way {
        word: "incoming",
        location: "incomingserverlocation",
        port: "incomingportnumber",
        ssl: "incomingusessl",
        retrieval: "incomingcredentialretrieval",
        user: "incomingusername",
    },
    Way {
        word: "outgoing",
        location: "outgoingserverlocation",
        port: "outgoingportnumber",
        ssl: "outgoingusessl",
        retrieval: "outgoingcredentialretrieval",
        user: "outgoingusername",
    },
];

/// Ports that are encrypted from the first byte, and ports that start in the clear.
const IMPLICIT_SSL: [i64; 3] = [465, 993, 995];
const PLAIN: [i64; 2] = [110, 143];

/// Ports that are open outwards in the US Government clouds.
const US_GOVERNMENT: [i64; 4] = [80, 443, 465, 995];

/// Runs the family over every new profile.
pub fn check(collector: &mut Collector<'_, '_>) {
    for index in 0..collector.draft.profiles.len() {
        let profile = &collector.draft.profiles[index];
        let mut rules = Rules {
            collector,
            index,
            profile,
        };
        match profile.profile_type {
            ProfileType::Pop3Smtp => rules.pop3_smtp(),
            ProfileType::Exchange => rules.exchange(),
            ProfileType::Existing | ProfileType::None => continue,
        }
        rules.any_type();
    }
    insecure_organization(collector);
}

struct Rules<'c, 'd, 'a> {
    collector: &'c mut Collector<'d, 'a>,
    index: usize,
    profile: &'d NewProfile,
}

impl<'d, 'a> Rules<'_, 'd, 'a> {
    fn text(&self, column: &str) -> Option<&'d str> {
        match self.profile.columns.get(column) {
            Some(ColumnValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn int(&self, column: &str) -> Option<i64> {
        match self.profile.columns.get(column) {
            Some(ColumnValue::Int(number)) => Some(*number),
            _ => None,
        }
    }

    fn flag(&self, column: &str) -> Option<bool> {
        match self.profile.columns.get(column) {
            Some(ColumnValue::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    fn side(&self, way: &Way) -> Option<&'d RouterProfile<'a>> {
        let index = if way.word == "incoming" {
            self.profile.incoming
        } else {
            self.profile.outgoing.first().copied()
        };
        index.map(|index| &self.collector.draft.router_profiles[index])
    }

    /// Where a column was read from.
    fn origin(&self, column: &str) -> Option<Place> {
        match self.profile.origins.get(column) {
            Some(Origin::Place(place)) => Some(place.clone()),
            _ => None,
        }
    }

    /// Where a line of a side stands.
    fn line(&self, side: &RouterProfile<'_>, line: u32) -> Option<Place> {
        let first = side.group.members.first()?;
        Some(self.collector.draft.providers[*first].place(line))
    }

    fn find(&mut self, id: &'static str, facts: Vec<(&'static str, String)>) {
        self.find_at(id, facts, None);
    }

    /// Adds a finding, and holds the profile back if the rule does and was not taken on.
    fn find_at(
        &mut self,
        id: &'static str,
        facts: Vec<(&'static str, String)>,
        place: Option<&Place>,
    ) {
        let subjects = vec![subject(SubjectKind::Profile, self.profile.key.clone())];
        self.collector.find(
            id,
            Hit {
                facts,
                subjects,
                places: place.map(at).into_iter().collect(),
                about: vec![(self.profile.name.clone(), self.profile.rows.len())],
                ..Hit::default()
            },
        );
        let effect = super::table::by_id(id).and_then(|rule| Some((rule.effect?, &rule.id)));
        if let Some((outcome, reason)) =
            effect.filter(|_| !self.collector.is_accepted(id, &self.profile.key))
        {
            combine(
                &mut self.collector.marks.profiles[self.index],
                Mark { outcome, reason },
            );
        }
    }

    fn pop3_smtp(&mut self) {
        for way in &WAYS {
            let Some(side) = self.side(way) else { continue };
            let fact = |value: String| vec![("way", way.word.to_owned()), ("value", value)];
            match (side.port_text, self.int(way.port)) {
                (Some(text), None) => {
                    let place = self.line(side, text.line);
                    self.find_at("PF-01", fact(text.value.to_string()), place.as_ref());
                }
                (_, Some(port)) if !(1..=65535).contains(&port) => {
                    let place = self.origin(way.port);
                    self.find_at("PF-01", fact(port.to_string()), place.as_ref());
                }
                (None, None) => self.find("PF-02", fact(String::new())),
                _ => {}
            }
            self.encryption(way);
            self.server(way.location, way.word);
            if let Some(found) = side.location
                && Location::parse(found.value).scheme.is_some()
            {
                let place = self.line(side, found.line);
                self.find_at("PF-08", fact(found.value.to_string()), place.as_ref());
            }
            if self.int(way.retrieval) == Some(3)
                && (way.word == "incoming"
                    || self.collector.draft.answers.target == Some(Target::Online))
            {
                self.find("PF-11", fact(String::new()));
            }
            if side
                .lead
                .flag(Field::MoveEmails)
                .is_some_and(|found| found.value)
            {
                self.find("PF-15", Vec::new());
            }
        }
    }

    /// A profile without a server cannot work, and which one it is nobody can guess.
    fn server(&mut self, column: &str, way: &str) {
        if self.text(column).is_none_or(str::is_empty) {
            self.find("PF-21", vec![("way", way.to_owned())]);
        }
    }

    fn encryption(&mut self, way: &Way) {
        let Some(ssl) = self.flag(way.ssl) else {
            return;
        };
        let fact = |value: String| vec![("way", way.word.to_owned()), ("value", value)];
        if !ssl {
            let place = self.origin(way.ssl);
            self.find_at("PF-03", fact(String::new()), place.as_ref());
            if self.collector.draft.answers.target == Some(Target::Online) {
                self.find_at("PF-04", fact(String::new()), place.as_ref());
            }
        }
        let Some(port) = self.int(way.port) else {
            return;
        };
        if IMPLICIT_SSL.contains(&port) && !ssl {
            self.find(
                "PF-05",
                vec![
                    ("way", way.word.to_owned()),
                    ("value", port.to_string()),
                    ("usual", "SSL".to_owned()),
                ],
            );
        } else if PLAIN.contains(&port) && ssl {
            self.find(
                "PF-05",
                vec![
                    ("way", way.word.to_owned()),
                    ("value", port.to_string()),
                    ("usual", "no SSL".to_owned()),
                ],
            );
        }
        if self.collector.draft.answers.facts.us_government == Known::Yes
            && !US_GOVERNMENT.contains(&port)
        {
            self.find("PF-20", fact(port.to_string()));
        }
    }

    fn exchange(&mut self) {
        if self.flag("useautodiscover") != Some(true) {
            let url = self.text("incomingserverlocation").unwrap_or_default();
            let location = Location::parse(url);
            let is_ews = location.scheme.as_deref() == Some("https")
                && location.path.eq_ignore_ascii_case("/ews/exchange.asmx");
            self.server("incomingserverlocation", "Exchange");
            if !is_ews && !url.is_empty() {
                self.find("PF-07", vec![("value", url.to_owned())]);
            }
        } else if self.text("incomingserverlocation").is_some() && self.is_on_premises() {
            self.find("PF-16", Vec::new());
        }
        if self.int("incomingcredentialretrieval") == Some(3)
            && self.collector.draft.answers.target == Some(Target::Online)
        {
            self.find(
                "PF-11",
                vec![("way", "incoming".to_owned()), ("value", String::new())],
            );
        }
        let version = self.profile.connection.and_then(|index| {
            self.collector.draft.router_profiles[index].version(self.collector.draft.answers)
        });
        if version.is_some_and(|version| matches!(version, "2016" | "2019" | "SE")) {
            let version = version.unwrap_or_default().to_owned();
            self.find("PF-18", vec![("version", version)]);
        }
    }

    fn is_on_premises(&self) -> bool {
        matches!(
            self.collector.draft.answers.target,
            Some(Target::OnPremises9 | Target::OnPremises8)
        )
    }

    fn any_type(&mut self) {
        for way in &WAYS {
            let too_long = self
                .text(way.location)
                .is_some_and(|text| text.chars().count() > 2084)
                || self
                    .text(way.user)
                    .is_some_and(|text| text.chars().count() > 250);
            if too_long {
                let what = format!("{} server or user name", way.word);
                self.find("PF-06", vec![("what", what)]);
            }
        }
        if let Some(connections) = self.int("maxconcurrentconnections") {
            if self.is_on_premises() && connections > 300 {
                self.find("PF-12", vec![("value", connections.to_string())]);
            } else if connections > 10 && self.int("incomingcredentialretrieval") == Some(1) {
                self.find("PF-14", vec![("value", connections.to_string())]);
            }
        }
        self.out_of_range();
    }

    /// Times of the router that the target cannot take as they are.
    fn out_of_range(&mut self) {
        let draft = self.collector.draft;
        let Some(side) = self.profile.connection.or(self.profile.incoming).or(self
            .profile
            .outgoing
            .first()
            .copied())
        else {
            return;
        };
        let group = &draft.router_profiles[side].group;
        let polling = group.polling.largest.map(|(ms, ..)| ms);
        let polling = polling.filter(|ms| ms.div_ceil(60_000) > 1440);
        let timeout = group.timeout.largest.map(|(ms, ..)| ms);
        let timeout = timeout.filter(|ms| *ms > 100_000);
        if let Some(ms) = polling {
            self.find(
                "PF-13",
                vec![
                    ("field", "polling period".to_owned()),
                    ("value", ms.to_string()),
                    ("used", "1440 minutes are written".to_owned()),
                ],
            );
        }
        if let Some(ms) = timeout {
            self.find(
                "PF-13",
                vec![
                    ("field", "connection time-out".to_owned()),
                    ("value", ms.to_string()),
                    ("used", "it is left at its default".to_owned()),
                ],
            );
        }
    }
}

/// Whether the account of the service is asked to do what it cannot.
pub fn windows_fails(collector: &Collector<'_, '_>, router_profile: usize) -> bool {
    collector
        .draft
        .profiles
        .iter()
        .enumerate()
        .any(|(index, profile)| {
            let uses = profile.incoming == Some(router_profile)
                || profile.outgoing.contains(&router_profile);
            uses && collector.marks.profiles[index]
                == Some(Mark {
                    outcome: Outcome::HeldBack,
                    reason: &"PF-11",
                })
        })
}

/// PF-19: an on-premises organization reached without HTTPS.
fn insecure_organization(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    if !matches!(
        draft.answers.target,
        Some(Target::OnPremises9 | Target::OnPremises8)
    ) {
        return;
    }
    let served = draft
        .organizations
        .iter()
        .find(|organization| Some(&organization.id) == draft.chosen.as_ref());
    let url = draft
        .answers
        .target_url
        .as_deref()
        .or(served.map(|organization| &*organization.url));
    if let Some(url) = url.filter(|url| url.to_ascii_lowercase().starts_with("http://")) {
        let hit = Hit {
            facts: vec![("url", url.to_owned())],
            subjects: vec![subject(SubjectKind::Plan, "")],
            ..Hit::default()
        };
        collector.find("PF-19", hit);
    }
}
