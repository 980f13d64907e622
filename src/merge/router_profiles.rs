//! Router profiles: what the Configuration Manager showed as one, put together again from providers.

use std::borrow::Cow;
use std::fmt::Write;

use super::accounts;
use super::basis::Basis;
use super::draft::{Belonging, DraftProvider, RouterProfile, Twin};
use super::fields::{Fields, Found};
use super::grouping::Group;
use super::location::Location;
use super::model::Direction;
use super::server;
use crate::answers::{Answers, Credentials};
use crate::dataverse::ServerKind;
use crate::router::Field;

/// Makes router profiles of the groups, and says so in each provider.
pub fn router_profiles<'a>(
    providers: &mut [DraftProvider<'a>],
    basis: &'a Basis,
    answers: &Answers,
) -> Vec<RouterProfile<'a>> {
    let profiles: Vec<RouterProfile<'a>> = accounts::fold(&basis.groups, answers)
        .into_iter()
        .map(|(group, twins)| describe(group, twins, providers, basis, answers))
        .collect();
    for (index, profile) in profiles.iter().enumerate() {
        for member in &profile.group.members {
            providers[*member].router_profile = index;
        }
    }
    profiles
}

fn describe<'a>(
    group: Cow<'a, Group>,
    twins: Vec<Twin>,
    providers: &[DraftProvider<'a>],
    basis: &'a Basis,
    answers: &Answers,
) -> RouterProfile<'a> {
    let first = &providers[group.members[0]];
    let lead = Fields::new(first.source, &basis.meanings);
    let server = server::server(lead, group.direction, &group.id, answers);
    let (read, credentials_line) = server::credentials(lead);
    let answered = answers
        .credentials
        .get(&*group.id)
        .copied()
        .filter(|kind| *kind != Credentials::Unknown);
    RouterProfile {
        id: group.id.clone(),
        direction: group.direction,
        name: name(lead, group.direction, server.kind),
        organization: first.said.organization.clone(),
        belonging: first.belonging,
        location: lead.text(Field::Server),
        port: lead
            .number(Field::Port)
            .filter(|found: &Found<u32>| (1..=65535).contains(&found.value)),
        port_text: lead.text(Field::Port),
        ssl: lead.flag(Field::Ssl),
        authentication: lead.text(Field::EmailAuthMode),
        credentials: answered.unwrap_or(read),
        credentials_answered: answered.is_some(),
        credentials_line,
        twins,
        lead,
        server,
        group,
        rows: 0,
        first_address: None,
    }
}

/// The profile's own name, or what it shares: `Incoming · POP3 · pop.contoso.com:995`.
fn name(lead: Fields<'_>, direction: Direction, kind: ServerKind) -> String {
    if let Some(name) = lead.text(Field::ProfileName) {
        return name.value.to_string();
    }
    let way = match direction {
        Direction::Incoming => "Incoming",
        Direction::Outgoing => "Outgoing",
    };
    let mut name = format!("{way} · {}", kind.label());
    if let Some(server) = lead.text(Field::Server) {
        let location = Location::parse(server.value);
        let _ = write!(name, " · {}", location.host);
        if let Some(port) = lead.text(Field::Port) {
            let _ = write!(name, ":{}", port.value);
        }
    }
    name
}

impl RouterProfile<'_> {
    /// Whether its providers are planned.
    pub fn is_planned(&self) -> bool {
        self.belonging == Belonging::Planned
    }

    /// Class of its provider, without the assembly.
    pub fn class(&self) -> Option<&str> {
        server::class(self.lead)
    }

    /// Its version of Exchange, read or answered.
    pub fn version<'t>(&'t self, answers: &'t Answers) -> Option<&'t str> {
        let answered = answers.exchange_version.get(&*self.id);
        answered
            .or(self.server.version.as_ref())
            .map(String::as_str)
    }
}
