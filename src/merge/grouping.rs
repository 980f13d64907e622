//! Providers that agree, put together again: the groups that the Configuration Manager showed as one profile.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::fields::{Fields, TagMeanings, flag};
use super::location::{normalized, organization_id};
use super::model::Direction;
use super::server::{self, credentials_named, direction_named};
use crate::answers::Credentials;
use crate::order;
use crate::router::{Field, Level, Provider, Text, Value};

/// Providers that agree on every field of a router profile, and what they say together.
#[derive(Debug, Clone)]
pub struct Group {
    /// `in-` or `out-` and digits of the fingerprint.
    pub id: Text,
    /// Which way its mail goes.
    pub direction: Direction,
    /// SHA-256 in lower-case hex.
    pub fingerprint: String,
    /// What it agrees on, but for an account that cannot be read; `None` when there is no such account.
    pub but_for_account: Option<String>,
    /// Indices of its providers, ascending.
    pub members: Vec<usize>,
    /// Numbers of its routers, ascending.
    pub routers: Vec<u16>,
    /// Its readable user names, each once, in order.
    pub users: Vec<Text>,
    /// Whether a user name in it cannot be read.
    pub has_opaque_user: bool,
    /// Whether it holds a password.
    pub has_password: bool,
    /// How many of its providers hold a password, or a user name that cannot be read.
    pub secrets: usize,
    /// The polling periods of its providers.
    pub polling: Spread,
    /// The time-outs of its providers.
    pub timeout: Spread,
}

/// Values of a field of which the target takes one only.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spread {
    /// The largest, with the provider and the line of the first that has it.
    pub largest: Option<(u64, usize, u32)>,
    /// Whether there are others.
    pub differs: bool,
}

impl Spread {
    /// Adds values of providers that come later.
    fn add(&mut self, other: Self) {
        let (Some(mine), Some(its)) = (self.largest, other.largest) else {
            *self = if self.largest.is_some() { *self } else { other };
            return;
        };
        self.differs |= other.differs || mine.0 != its.0;
        // The first of equal values is the origin, so that the order of providers decides.
        if its.0 > mine.0 || (its.0 == mine.0 && its.1 < mine.1) {
            self.largest = Some(its);
        }
    }
}

impl Group {
    fn new(direction: Direction, but_for_account: Option<String>) -> Self {
        Self {
            id: Text::default(),
            direction,
            fingerprint: String::new(),
            but_for_account,
            members: Vec::new(),
            routers: Vec::new(),
            users: Vec::new(),
            has_opaque_user: false,
            has_password: false,
            secrets: 0,
            polling: Spread::default(),
            timeout: Spread::default(),
        }
    }

    /// Takes one more provider in.
    fn take(&mut self, index: usize, router: u16, fields: Fields<'_>) {
        self.members.push(index);
        if self.routers.last() != Some(&router) {
            self.routers.push(router);
        }
        if let Some(user) = fields.text(Field::User) {
            self.users.push(user.value.clone());
        }
        let is_opaque = server::has_opaque_user(fields);
        let has_password = fields.has(Field::Password);
        self.has_opaque_user |= is_opaque;
        self.has_password |= has_password;
        self.secrets += usize::from(is_opaque || has_password);
        let spread = |field| Spread {
            largest: fields
                .number(field)
                .map(|found| (found.value, index, found.line)),
            differs: false,
        };
        self.polling.add(spread(Field::PollingPeriod));
        self.timeout.add(spread(Field::ConnectionTimeout));
    }

    /// Takes another group in, of which the admin says that its account is the same.
    pub fn absorb(&mut self, other: &Self) {
        self.members.extend(&other.members);
        self.members.sort_unstable();
        self.routers.extend(&other.routers);
        self.routers.sort_unstable();
        self.routers.dedup();
        self.users.extend(other.users.iter().cloned());
        self.sort_users();
        self.has_opaque_user |= other.has_opaque_user;
        self.has_password |= other.has_password;
        self.secrets += other.secrets;
        self.polling.add(other.polling);
        self.timeout.add(other.timeout);
    }

    fn sort_users(&mut self) {
        order::sort(&mut self.users);
        self.users.dedup();
        self.users.shrink_to_fit();
    }
}

/// Groups providers as they come.
#[derive(Debug)]
pub struct Grouping<'a> {
    meanings: &'a TagMeanings,
    /// Groups by what they agree on.
    known: BTreeMap<(Direction, String, String), usize>,
    groups: Vec<Group>,
    met: Met<'a>,
    looks: Looks<'a>,
}

impl<'a> Grouping<'a> {
    pub fn new(meanings: &'a TagMeanings) -> Self {
        Self {
            meanings,
            known: BTreeMap::new(),
            groups: Vec::new(),
            met: Met::default(),
            looks: Looks::new(),
        }
    }

    /// Adds the next provider.
    pub fn add(&mut self, index: usize, router: u16, provider: &'a Provider) {
        let fields = Fields::new(provider, self.meanings);
        self.looks.clear();
        self.looks.extend(looks(provider));
        // With a meaning for unknown tags there is more to agree on.
        let like = if self.meanings.is_empty() {
            self.met.like(router, &self.looks)
        } else {
            None
        };
        let group = like.unwrap_or_else(|| self.put_together(router, provider, fields));
        self.groups[group].take(index, router, fields);
    }

    fn put_together(&mut self, router: u16, provider: &Provider, fields: Fields<'_>) -> usize {
        let direction = server::direction(fields);
        let identity = identity(provider, &format!("router {router}"));
        let mapped = mapped_identity(fields, self.meanings);
        let but_for_account = but_for_account(provider).map(|same| same + &mapped);
        let new = self.groups.len();
        let group = *self
            .known
            .entry((direction, identity, mapped))
            .or_insert(new);
        if group == new {
            self.groups.push(Group::new(direction, but_for_account));
        }
        self.met.add(Known {
            router,
            looks: self.looks.clone(),
            by_account: is_by_account(fields),
            group,
        });
        group
    }

    /// All groups, by direction and fingerprint.
    pub fn finish(self) -> Vec<Group> {
        let mut all: Vec<Option<Group>> = self.groups.into_iter().map(Some).collect();
        let known = self.known.into_iter();
        let mut groups: Vec<Group> = known
            .filter_map(|((_, identity, _), at)| {
                let mut group = all[at].take()?;
                group.fingerprint = hex(&Sha256::digest(identity.as_bytes()));
                group.sort_users();
                Some(group)
            })
            .collect();
        // Stable: groups that differ in the meaning of unknown tags alone stay in the order of those values.
        order::sort_by(&mut groups, |a, b| {
            (a.direction, &a.fingerprint).cmp(&(b.direction, &b.fingerprint))
        });
        let ids = ids(&groups);
        for (group, id) in groups.iter_mut().zip(ids) {
            group.id = id;
        }
        groups
    }
}

/// Providers met lately. Most providers have the texts of another that stands near, and what those agree on need
/// not be put together again.
#[derive(Debug, Default)]
struct Met<'a>(Vec<Known<'a>>);

#[derive(Debug)]
struct Known<'a> {
    router: u16,
    looks: Looks<'a>,
    /// Whether its account is part of what it agrees on.
    by_account: bool,
    group: usize,
}

/// What [`server::direction`] and [`identity`] look at, and the account: the values that all of a router profile have,
/// and which of the fields that tell a direction are there.
type Looks<'a> = Vec<(Field, Option<&'a Value>)>;

impl<'a> Met<'a> {
    /// More than routers usually have profiles.
    const MOST: usize = 16;

    /// The group of one that agrees, which is looked at first the next time.
    fn like(&mut self, router: u16, looks: &Looks<'a>) -> Option<usize> {
        let agrees = |known: &Known<'a>| {
            known.router == router
                && if known.by_account {
                    known.looks == *looks
                } else {
                    but_account(&known.looks).eq(but_account(looks))
                }
        };
        let at = self.0.iter().position(agrees)?;
        self.0[..=at].rotate_right(1);
        Some(self.0[0].group)
    }

    fn add(&mut self, known: Known<'a>) {
        self.0.truncate(Self::MOST - 1);
        self.0.insert(0, known);
    }
}

fn but_account<'l, 'a>(
    looks: &'l Looks<'a>,
) -> impl Iterator<Item = &'l (Field, Option<&'a Value>)> {
    looks.iter().filter(|(field, _)| *field != Field::User)
}

fn looks(provider: &Provider) -> impl Iterator<Item = (Field, Option<&Value>)> {
    provider.fields.iter().filter_map(|held| {
        if is_shared(held.field, true) {
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
fn identity(provider: &Provider, account: &str) -> String {
    let none = TagMeanings::default();
    let other_account = is_by_account(Fields::new(provider, &none));
    let mut identity = String::with_capacity(256);
    for held in &provider.fields {
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

fn but_for_account(provider: &Provider) -> Option<String> {
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
fn ids(groups: &[Group]) -> Vec<Text> {
    let mut ids: Vec<Text> = Vec::with_capacity(groups.len());
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
        ids.push(match twins {
            0 => id.into(),
            twins => format!("{id}-{}", twins + 1).into(),
        });
    }
    ids
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
