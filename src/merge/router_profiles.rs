//! Router profiles: what the Configuration Manager showed as one, put together again from providers.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::accounts;
use super::draft::{Belonging, DraftProvider, RouterProfile};
use super::fields::{Fields, Found, TagMeanings, flag};
use super::location::{Location, normalized, organization_id};
use super::model::Direction;
use super::server::{self, credentials_named, direction_named};
use crate::answers::{Answers, Credentials};
use crate::dataverse::ServerKind;
use crate::router::{Field, Level, Provider, Text, Value};

/// Groups providers that agree on every field of a router profile, and says so in each of them.
pub fn group<'a>(
    providers: &mut [DraftProvider<'a>],
    meanings: &'a TagMeanings,
    answers: &Answers,
) -> Vec<RouterProfile<'a>> {
    let mut groups: BTreeMap<(Direction, String, String), usize> = BTreeMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut met = Met::default();
    for (index, provider) in providers.iter().enumerate() {
        // With a meaning for unknown tags there is more to agree on.
        let like = if meanings.is_empty() {
            met.like(provider, providers)
        } else {
            None
        };
        let group = like.unwrap_or_else(|| {
            let fields = Fields::new(provider.source, meanings);
            let key = (
                server::direction(fields),
                identity(provider, &format!("router {}", provider.router.number)),
                mapped_identity(fields, meanings),
            );
            let group = *groups.entry(key).or_insert(members.len());
            if group == members.len() {
                members.push(Vec::new());
            }
            met.add(Known {
                provider: index,
                group,
                by_account: is_by_account(fields),
            });
            group
        });
        members[group].push(index);
    }
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|(key, group)| (key, std::mem::take(&mut members[group])))
        .map(|((direction, identity, mapped), members)| Group {
            direction,
            fingerprint: hex(&Sha256::digest(identity.as_bytes())),
            but_for_account: but_for_account(&providers[members[0]]).map(|same| same + &mapped),
            members,
        })
        .collect();
    // Stable: groups that differ in the meaning of unknown tags alone stay in the order of those values.
    groups.sort_by(|a, b| (a.direction, &a.fingerprint).cmp(&(b.direction, &b.fingerprint)));
    let ids = ids(&groups);
    let mut twins = accounts::fold(&mut groups, &ids, providers, answers);
    let kept = groups.iter().zip(ids).enumerate();
    let profiles: Vec<RouterProfile<'a>> = kept
        .filter(|(_, (group, _))| !group.members.is_empty())
        .map(|(index, (group, id))| {
            let mut profile = describe(group, id, providers, meanings, answers);
            profile.twins = twins.remove(&index).unwrap_or_default();
            profile
        })
        .collect();
    for (index, profile) in profiles.iter().enumerate() {
        for member in &profile.members {
            providers[*member].router_profile = index;
        }
    }
    profiles
}

/// Providers of one router profile.
#[derive(Debug)]
pub(super) struct Group {
    pub direction: Direction,
    pub fingerprint: String,
    pub members: Vec<usize>,
    /// What it agrees on, but for an account that cannot be read; `None` when there is no such account.
    pub but_for_account: Option<String>,
}

/// Providers met lately. Most providers have the texts of another that stands near, and what those agree on need
/// not be put together again.
#[derive(Debug, Default)]
struct Met(Vec<Known>);

#[derive(Debug, Clone, Copy)]
struct Known {
    provider: usize,
    group: usize,
    /// Whether its account is part of what it agrees on.
    by_account: bool,
}

impl Met {
    /// More than routers usually have profiles.
    const MOST: usize = 16;

    /// The group of one that agrees, which is looked at first the next time.
    fn like(&mut self, provider: &DraftProvider<'_>, all: &[DraftProvider<'_>]) -> Option<usize> {
        let at = self
            .0
            .iter()
            .position(|known| agree(&all[known.provider], provider, known.by_account))?;
        self.0[..=at].rotate_right(1);
        Some(self.0[0].group)
    }

    fn add(&mut self, known: Known) {
        self.0.truncate(Self::MOST - 1);
        self.0.insert(0, known);
    }
}

/// Whether two providers agree on everything that [`server::direction`] and [`identity`] look at.
fn agree(one: &DraftProvider<'_>, other: &DraftProvider<'_>, by_account: bool) -> bool {
    one.router.number == other.router.number
        && looked_at(one.source, by_account).eq(looked_at(other.source, by_account))
}

/// The values that all of a router profile have, and which of the fields that tell a direction are there.
fn looked_at(
    provider: &Provider,
    by_account: bool,
) -> impl Iterator<Item = (Field, Option<&Value>)> {
    provider.fields.iter().filter_map(move |held| {
        if is_shared(held.field, by_account) {
            return Some((held.field, Some(&held.value)));
        }
        let tells = matches!(
            held.field,
            Field::EmailAddress | Field::UserId | Field::QueueId
        );
        let blank = matches!(&held.value, Value::Plain(text) if text.is_empty());
        (tells && !blank).then_some((held.field, None))
    })
}

/// Whether the providers of a router profile agree on a field.
fn is_shared(field: Field, by_account: bool) -> bool {
    let tag = field.tag();
    !tag.secret && (tag.level == Level::Profile || by_account && field == Field::User)
}

/// What the fingerprint is the SHA-256 of: each field of the profile in table order as its name,
/// U+001F, its value in one spelling, U+001E. Nothing the admin answered takes part. Unreadable accounts
/// of two routers may differ, so `account` stands for the value.
fn identity(provider: &DraftProvider<'_>, account: &str) -> String {
    let none = TagMeanings::default();
    let fields = Fields::new(provider.source, &none);
    let other_account = is_by_account(fields);
    let mut identity = String::with_capacity(256);
    for held in &provider.source.fields {
        if !is_shared(held.field, other_account) {
            continue;
        }
        let value = match &held.value {
            Value::Plain(text) if text.is_empty() => continue,
            Value::Plain(text) => canonical(held.field, text),
            Value::Opaque => account.to_owned(),
        };
        let _ = write!(identity, "{}\u{1f}{value}\u{1e}", held.field.tag().name);
    }
    identity
}

/// Whether a provider signs in with an account of its own profile.
fn is_by_account(fields: Fields<'_>) -> bool {
    server::credentials(fields).0 == Credentials::Other
}

fn but_for_account(provider: &DraftProvider<'_>) -> Option<String> {
    let [one, other] = ["1", "2"].map(|account| identity(provider, account));
    (one != other).then_some(one)
}

/// The values of fields that unknown tags were given: they divide a profile, but never rename it.
fn mapped_identity(fields: Fields<'_>, meanings: &TagMeanings) -> String {
    if meanings.is_empty() {
        return String::new();
    }
    let mut identity = String::new();
    for tag in fields.unknown() {
        if let Some(field) = meanings.field(&tag.name)
            && field.tag().level == Level::Profile
            && let Value::Plain(text) = &tag.value
        {
            let _ = write!(
                identity,
                "{}\u{1f}{}\u{1e}",
                field.tag().name,
                canonical(field, text)
            );
        }
    }
    identity
}

fn canonical(field: Field, text: &str) -> String {
    match field {
        Field::CrmServerUrl => organization_id(text),
        Field::Server => normalized(text),
        Field::Direction => direction_named(text).map_or_else(
            || text.to_lowercase(),
            |direction| format!("{direction:?}").to_lowercase(),
        ),
        Field::Ssl | Field::DeleteEmails | Field::MoveEmails => {
            flag(text).map_or_else(|| text.to_owned(), |flag| flag.to_string())
        }
        Field::CredentialKind => match credentials_named(text) {
            Credentials::Unknown => text.to_owned(),
            kind => format!("{kind:?}").to_lowercase(),
        },
        _ => text.to_owned(),
    }
}

/// Ids from fingerprints: eight digits, more where two would be alike, a number where tags that the
/// admin gave a meaning divide one fingerprint.
fn ids(groups: &[Group]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::with_capacity(groups.len());
    for (index, group) in groups.iter().enumerate() {
        let prefix = match group.direction {
            Direction::Incoming => "in",
            Direction::Outgoing => "out",
        };
        let rivals = || {
            groups.iter().filter(|other| {
                other.direction == group.direction && other.fingerprint != group.fingerprint
            })
        };
        let length = (8..=64)
            .step_by(4)
            .find(|length| {
                rivals().all(|other| other.fingerprint[..*length] != group.fingerprint[..*length])
            })
            .unwrap_or(64);
        let twins = groups[..index]
            .iter()
            .filter(|other| {
                other.direction == group.direction && other.fingerprint == group.fingerprint
            })
            .count();
        let id = format!("{prefix}-{}", &group.fingerprint[..length]);
        ids.push(if twins == 0 {
            id
        } else {
            format!("{id}-{}", twins + 1)
        });
    }
    ids
}

fn describe<'a>(
    group: &Group,
    id: String,
    providers: &[DraftProvider<'a>],
    meanings: &'a TagMeanings,
    answers: &Answers,
) -> RouterProfile<'a> {
    let first = &providers[group.members[0]];
    let lead = Fields::new(first.source, meanings);
    let server = server::server(lead, group.direction, &id, answers);
    let (read, credentials_line) = server::credentials(lead);
    let answered = answers
        .credentials
        .get(&id)
        .copied()
        .filter(|kind| *kind != Credentials::Unknown);
    let mut routers: Vec<u16> = group
        .members
        .iter()
        .map(|member| providers[*member].router.number)
        .collect();
    routers.sort_unstable();
    routers.dedup();
    let members = || {
        group
            .members
            .iter()
            .map(|member| Fields::new(providers[*member].source, meanings))
    };
    let mut users: Vec<&'a str> = members()
        .filter_map(|fields| Some(server::user(fields)?.value))
        .collect();
    users.sort_unstable();
    users.dedup();
    RouterProfile {
        fingerprint: group.fingerprint.clone(),
        routers,
        direction: group.direction,
        name: name(lead, group.direction, server.kind),
        organization: first.organization.clone(),
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
        has_opaque_user: members().any(server::has_opaque_user),
        has_password: members().any(|fields| fields.has(Field::Password)),
        users,
        members: group.members.clone(),
        twins: Vec::new(),
        lead,
        server,
        id: Text::from(id),
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

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
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
