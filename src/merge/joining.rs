//! Mailbox rows from providers: addresses from incoming ones, owners from outgoing ones, and both
//! where one provider ties them together.

use std::borrow::Cow;
use std::collections::HashMap;

use super::basis::SaidOwner;
use super::draft::{Belonging, DraftProvider, Few, RouterProfile, Row, Use, Uses};
use super::model::{Direction, MailboxKind, Owner, OwnerType, PairedBy};
use super::outlook;
use super::resolving::resolve;
use crate::answers::Answers;
use crate::directory::Directory;
use crate::order;
use crate::router::Text;
use crate::text::lower;

/// Makes the rows, sorted by key, and notes them in their providers.
pub fn join(
    providers: &mut [DraftProvider<'_>],
    router_profiles: &[RouterProfile<'_>],
    keys: &[Text],
    directory: &Directory,
    answers: &Answers,
    is_same_host: bool,
) -> Vec<Row> {
    let mut rows = Rows::new(providers, router_profiles, keys);
    let mut ties: Vec<(usize, usize)> = Vec::new();
    for (index, provider) in providers.iter().enumerate() {
        let said = provider.said;
        let direction = router_profiles[provider.router_profile].direction;
        let tied = said.is_tied();
        let mut address_row = None;
        if let Some(address) = said.mailbox(direction) {
            let row = rows.at(provider, address.key);
            let found = &mut rows.list[row];
            if found.address.is_none() {
                found.address = Some(address.text.clone());
                found.address_key = Some(address.key);
            }
            if direction == Direction::Incoming {
                add(&mut found.incoming, index, address.line);
            }
            if said.is_forward {
                found.kind = MailboxKind::Forward;
            }
            address_row = Some(row);
        }
        for SaidOwner { owner, key, line } in &said.owners {
            let row = rows.at(provider, *key);
            let found = &mut rows.list[row];
            found.kind = kind_of(owner);
            found.owner = Some(owner.clone());
            if direction == Direction::Outgoing {
                add(&mut found.outgoing, index, *line);
            } else if !tied {
                // Which of several owners the address belongs to, nothing says; each reads by this provider.
                add(&mut found.incoming, index, *line);
            }
            if let (true, Some(address_row)) = (tied, address_row) {
                ties.push((address_row, row));
            }
        }
    }
    let mut list = resolve(rows.tie(&ties), directory, is_same_host);
    outlook::add(&mut list, directory, answers);
    list.shrink_to_fit();
    finish(&mut list, providers);
    settle_duplicates(&mut list, providers, router_profiles, answers);
    list
}

fn add(uses: &mut Uses, provider: usize, line: u32) {
    uses.push(Use { provider, line });
}

pub const fn kind_of(owner: &Owner) -> MailboxKind {
    match owner.owner_type {
        OwnerType::User => MailboxKind::User,
        OwnerType::Queue => MailboxKind::Queue,
    }
}

/// An id in lower case without braces; what is no GUID stays what it is.
pub fn owner_id(text: &Text) -> Text {
    let bare = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    match lower(bare) {
        Cow::Borrowed(same) if same.len() == text.len() => text.clone(),
        plain => Text::from(&*plain),
    }
}

/// Whether an id is a GUID.
pub fn is_guid(id: &str) -> bool {
    let is_digit = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    id.len() == 36 && id.bytes().enumerate().all(is_digit)
}

/// Most characters of an address in Dataverse.
const ADDRESS_LENGTH: usize = 100;

/// Whether it is an address that Dataverse takes: a local part and a domain, without white space or control characters.
pub fn is_address(address: &str) -> bool {
    let refused = |letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"' | ',')
    };
    let plain = if address.is_ascii() {
        // To the end, since that takes many bytes at once.
        let bytes = address.bytes();
        !bytes.fold(false, |any, byte| any | refused(char::from(byte)))
    } else {
        !address.chars().any(refused)
    };
    let parts = address.rsplit_once('@');
    plain
        && address.chars().count() <= ADDRESS_LENGTH
        && parts.is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !local.contains('@')
        })
}

struct Rows<'a> {
    /// What the providers name by its place.
    keys: &'a [Text],
    list: Vec<Row>,
    /// The row of each key that is planned.
    planned: Vec<usize>,
    /// The rows of other organizations, by key.
    others: HashMap<Text, usize>,
}

impl<'a> Rows<'a> {
    /// Those that are planned, by key.
    fn new(
        providers: &[DraftProvider<'_>],
        router_profiles: &[RouterProfile<'_>],
        keys: &'a [Text],
    ) -> Self {
        let mut is_planned = vec![false; keys.len()];
        for provider in providers {
            if provider.belonging == Belonging::Planned {
                let direction = router_profiles[provider.router_profile].direction;
                for key in provider.said.keys(direction) {
                    is_planned[key as usize] = true;
                }
            }
        }
        let mut rows = Self {
            keys,
            // A list that grows is there twice for a moment, and this is the longest of all.
            list: Vec::with_capacity(keys.len()),
            planned: vec![0; keys.len()],
            others: HashMap::new(),
        };
        for (at, key) in keys.iter().enumerate().filter(|(at, _)| is_planned[*at]) {
            rows.planned[at] = rows.list.len();
            rows.list.push(Row::empty(key.clone(), Belonging::Planned));
        }
        rows
    }

    fn at(&mut self, provider: &DraftProvider<'_>, key: u32) -> usize {
        let key = key as usize;
        let organization = match provider.belonging {
            Belonging::Planned => return self.planned[key],
            Belonging::NoOrganization | Belonging::NoOrganizationLeftOut => None,
            Belonging::Undecided | Belonging::Other => provider.said.organization.as_deref(),
        };
        let organization = organization.unwrap_or("-");
        let key = Text::from(format!("{organization}|{}", self.keys[key]));
        let list = &mut self.list;
        *self.others.entry(key).or_insert_with_key(|key| {
            list.push(Row::empty(key.clone(), provider.belonging));
            list.len() - 1
        })
    }

    /// Makes one row of an address and an owner that a provider ties together. What is tied to two
    /// counterparts proves nothing, and stays two halves.
    fn tie(mut self, ties: &[(usize, usize)]) -> Vec<Row> {
        let mut partners = vec![Partner::None; self.list.len()];
        for (address, owner) in ties {
            partners[*address].meet(*owner);
            partners[*owner].meet(*address);
        }
        let mut gone = vec![false; self.list.len()];
        for (address, owner) in ties {
            let torn = [*address, *owner].map(|row| partners[row] == Partner::Several);
            if gone[*owner] || torn.contains(&true) {
                continue;
            }
            gone[*owner] = true;
            let half = &mut self.list[*owner];
            let (kind, owner) = (half.kind, half.owner.take());
            let uses = [&mut half.incoming, &mut half.outgoing].map(std::mem::take);
            let whole = &mut self.list[*address];
            if whole.kind != MailboxKind::Forward {
                whole.kind = kind;
            }
            whole.owner = owner;
            whole.joined_by = Some(PairedBy::Provider);
            let [incoming, outgoing] = uses;
            whole.incoming.extend(incoming);
            whole.outgoing.extend(outgoing);
        }
        let mut gone = gone.into_iter();
        self.list.retain(|_| gone.next() == Some(false));
        self.list
    }
}

/// What a row is tied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Partner {
    None,
    One(usize),
    Several,
}

impl Partner {
    fn meet(&mut self, other: usize) {
        *self = match *self {
            Self::None => Self::One(other),
            Self::One(known) if known == other => return,
            Self::One(_) | Self::Several => Self::Several,
        };
    }
}

fn finish(list: &mut [Row], providers: &mut [DraftProvider<'_>]) {
    // Each row, which is large, is moved once.
    order::sort_by(list, |one, other| one.key.cmp(&other.key));
    for (index, row) in list.iter_mut().enumerate() {
        for used in row.incoming.iter().chain(&row.outgoing) {
            let rows = &mut providers[used.provider].rows;
            if rows.last() != Some(&index) {
                rows.push(index);
            }
        }
        row.incoming_profiles = profiles_of(&row.incoming, providers);
        row.outgoing_profiles = profiles_of(&row.outgoing, providers);
        let sides = [&row.incoming_profiles, &row.outgoing_profiles];
        row.contested = sides
            .into_iter()
            .filter(|profiles| profiles.len() > 1)
            .flatten()
            .copied()
            .collect();
    }
    for provider in providers {
        provider.rows.shrink_to_fit();
    }
}

fn profiles_of(uses: &[Use], providers: &[DraftProvider<'_>]) -> Few {
    let mut profiles: Few = uses
        .iter()
        .map(|used| providers[used.provider].router_profile)
        .collect();
    profiles.sort_unstable();
    profiles.dedup();
    profiles.shrink_to_fit();
    profiles
}

/// Both ways, in the order they are asked about.
pub const DIRECTIONS: [Direction; 2] = [Direction::Incoming, Direction::Outgoing];

/// The router profiles that contest a direction of a row.
pub fn contested(
    row: &Row,
    direction: Direction,
    router_profiles: &[RouterProfile<'_>],
) -> impl Iterator<Item = usize> {
    let contested = row.contested.iter().copied();
    contested.filter(move |index| router_profiles[*index].direction == direction)
}

/// The router profiles that contest a direction of a row, as a key of answers for all rows of which they
/// do: mirrored routers whose accounts cannot be read contest every mailbox.
pub fn contest(
    row: &Row,
    direction: Direction,
    router_profiles: &[RouterProfile<'_>],
) -> Option<String> {
    let contested = contested(row, direction, router_profiles);
    let mut ids: Vec<&str> = contested.map(|index| &*router_profiles[index].id).collect();
    order::sort(&mut ids);
    (!ids.is_empty()).then(|| ids.join("+"))
}

/// Whether both directions of a row are contested. Its own key then has room for the answer to one only.
pub fn is_contested_twice(row: &Row, router_profiles: &[RouterProfile<'_>]) -> bool {
    DIRECTIONS
        .into_iter()
        .all(|direction| contested(row, direction, router_profiles).next().is_some())
}

/// The answer by a row's own key for one of its contested directions.
pub fn own_choice<'a>(
    row: &Row,
    direction: Direction,
    router_profiles: &[RouterProfile<'_>],
    answers: &'a Answers,
) -> Option<&'a String> {
    let choice = answers.duplicates.get(&*row.key)?;
    let mut contested = contested(row, direction, router_profiles);
    let is_meant = contested.any(|index| *router_profiles[index].id == **choice);
    (is_meant || !is_contested_twice(row, router_profiles)).then_some(choice)
}

/// Applies the admin's choices between several router profiles of one address or id: the others give it up.
fn settle_duplicates(
    rows: &mut [Row],
    providers: &mut [DraftProvider<'_>],
    router_profiles: &[RouterProfile<'_>],
    answers: &Answers,
) {
    if answers.duplicates.is_empty() {
        return;
    }
    for (index, row) in rows.iter_mut().enumerate() {
        for direction in DIRECTIONS {
            let Some(group) = contest(row, direction, router_profiles) else {
                continue;
            };
            let own = own_choice(row, direction, router_profiles, answers);
            let Some(choice) = own.or_else(|| answers.duplicates.get(&group)) else {
                continue;
            };
            let chosen = contested(row, direction, router_profiles)
                .find(|profile| *router_profiles[*profile].id == **choice);
            let Some(chosen) = chosen else {
                continue;
            };
            let (profiles, uses) = match direction {
                Direction::Incoming => (&mut row.incoming_profiles, &mut row.incoming),
                Direction::Outgoing => (&mut row.outgoing_profiles, &mut row.outgoing),
            };
            *profiles = Few::from_slice(&[chosen]);
            let (kept, given_up): (Uses, Uses) = uses
                .drain(..)
                .partition(|used| providers[used.provider].router_profile == chosen);
            *uses = kept;
            for used in given_up {
                let provider = &mut providers[used.provider];
                provider.rows.retain(|row| *row != index);
                provider.given_up.push(index);
            }
        }
    }
}
