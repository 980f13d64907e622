//! Mailbox rows from providers: addresses from incoming ones, owners from outgoing ones, and both
//! where one provider ties them together.

use std::collections::HashMap;

use super::draft::{Belonging, DraftProvider, Few, RouterProfile, Row, Use, Uses};
use super::fields::{Fields, TagMeanings};
use super::model::{Direction, MailboxKind, Owner, OwnerType, PairedBy};
use super::outlook;
use super::resolving::resolve;
use crate::answers::Answers;
use crate::directory::Directory;
use crate::router::{Field, Text, Value};

/// Makes the rows, sorted by key, and notes them in their providers.
pub fn join(
    providers: &mut [DraftProvider<'_>],
    router_profiles: &[RouterProfile<'_>],
    meanings: &TagMeanings,
    directory: &Directory,
    answers: &Answers,
) -> Vec<Row> {
    let names_a_row = |field| matches!(field, Field::EmailAddress | Field::UserId | Field::QueueId);
    let fields = providers
        .iter()
        .flat_map(|provider| &provider.source.fields);
    let most = fields.filter(|held| names_a_row(held.field)).count();
    let mut rows = Rows {
        // A list that grows is there twice for a moment, and this is the longest of all.
        list: Vec::with_capacity(most),
        by_key: HashMap::with_capacity(most),
    };
    let mut ties: Vec<(usize, usize)> = Vec::new();
    for (index, provider) in providers.iter().enumerate() {
        let fields = Fields::new(provider.source, meanings);
        let direction = router_profiles[provider.router_profile].direction;
        let owners = owners(fields);
        let address = fields.text(Field::EmailAddress);
        let mut address_row = None;
        if let Some(address) = address
            && (direction == Direction::Incoming || owners.len() == 1)
        {
            let row = rows.at(
                provider,
                &format!("address:{}", address.value.to_lowercase()),
            );
            let found = &mut rows.list[row];
            found.address.get_or_insert_with(|| address.value.clone());
            if direction == Direction::Incoming {
                add(&mut found.incoming, index, address.line);
            }
            if fields
                .flag(Field::IsForwardMailbox)
                .is_some_and(|flag| flag.value)
            {
                found.kind = MailboxKind::Forward;
            }
            address_row = Some(row);
        }
        let tied = owners.len() == 1;
        for (owner, line) in owners {
            let row = rows.at(provider, &owner_key(&owner));
            let found = &mut rows.list[row];
            found.kind = kind_of(&owner);
            found.owner = Some(owner);
            if direction == Direction::Outgoing {
                add(&mut found.outgoing, index, line);
            } else if !tied {
                // Which of several owners the address belongs to, nothing says; each reads by this provider.
                add(&mut found.incoming, index, line);
            }
            if let (true, Some(address_row)) = (tied, address_row) {
                ties.push((address_row, row));
            }
        }
    }
    let mut list = resolve(rows.tie(&ties), directory);
    outlook::add(&mut list, directory, answers);
    list.shrink_to_fit();
    finish(&mut list, providers);
    settle_duplicates(&mut list, providers, router_profiles, answers);
    list
}

fn add(uses: &mut Uses, provider: usize, line: u32) {
    uses.push(Use { provider, line });
}

/// A row's key for its owner.
fn owner_key(owner: &Owner) -> String {
    match owner.owner_type {
        OwnerType::User => format!("user:{}", owner.id),
        OwnerType::Queue => format!("queue:{}", owner.id),
    }
}

pub const fn kind_of(owner: &Owner) -> MailboxKind {
    match owner.owner_type {
        OwnerType::User => MailboxKind::User,
        OwnerType::Queue => MailboxKind::Queue,
    }
}

/// The owners a provider names, with the line of each.
pub fn owners(fields: Fields<'_>) -> Vec<(Owner, u32)> {
    [
        (Field::UserId, OwnerType::User),
        (Field::QueueId, OwnerType::Queue),
    ]
    .into_iter()
    .flat_map(|(field, owner_type)| {
        fields
            .all(field)
            .filter_map(move |found| match found.value {
                Value::Plain(text) if !text.is_empty() => Some((
                    Owner {
                        owner_type,
                        id: owner_id(text),
                    },
                    found.line,
                )),
                _ => None,
            })
    })
    .collect()
}

/// An id in lower case without braces; what is no GUID stays what it is.
pub fn owner_id(text: &Text) -> Text {
    let bare = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    if bare.len() == text.len()
        && !bare
            .bytes()
            .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
    {
        return text.clone();
    }
    Text::from(bare.to_lowercase())
}

/// Whether an id is a GUID.
pub fn is_guid(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok() && id.len() == 36
}

struct Rows {
    list: Vec<Row>,
    by_key: HashMap<Text, usize>,
}

impl Rows {
    fn at(&mut self, provider: &DraftProvider<'_>, plain: &str) -> usize {
        let key = match provider.belonging {
            Belonging::Planned => plain.to_owned(),
            Belonging::NoOrganization | Belonging::NoOrganizationLeftOut => format!("-|{plain}"),
            Belonging::Undecided | Belonging::Other => format!(
                "{}|{plain}",
                provider.organization.as_deref().unwrap_or("-")
            ),
        };
        if let Some(row) = self.by_key.get(&*key) {
            return *row;
        }
        let key = Text::from(key);
        let row = self.list.len();
        self.list.push(Row::empty(key.clone(), provider.belonging));
        self.by_key.insert(key, row);
        row
    }

    /// Makes one row of an address and an owner that a provider ties together. What is tied to two
    /// counterparts proves nothing, and stays two halves.
    fn tie(mut self, ties: &[(usize, usize)]) -> Vec<Row> {
        let mut partners: HashMap<usize, Vec<usize>> = HashMap::new();
        for (address, owner) in ties {
            for (one, other) in [(*address, *owner), (*owner, *address)] {
                let partners = partners.entry(one).or_default();
                if !partners.contains(&other) {
                    partners.push(other);
                }
            }
        }
        let mut gone = vec![false; self.list.len()];
        for (address, owner) in ties {
            if gone[*owner] || partners[address].len() != 1 || partners[owner].len() != 1 {
                continue;
            }
            gone[*owner] = true;
            let half = self.list[*owner].clone();
            let whole = &mut self.list[*address];
            if whole.kind != MailboxKind::Forward {
                whole.kind = half.kind;
            }
            whole.owner = half.owner;
            whole.joined_by = Some(PairedBy::Provider);
            whole.incoming.extend(half.incoming);
            whole.outgoing.extend(half.outgoing);
        }
        self.list
            .into_iter()
            .zip(gone)
            .filter(|(_, gone)| !gone)
            .map(|(row, _)| row)
            .collect()
    }
}

fn finish(list: &mut [Row], providers: &mut [DraftProvider<'_>]) {
    list.sort_unstable_by(|a, b| a.key.cmp(&b.key));
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

/// The router profiles that contest a row, as a key of answers for all rows they contest together:
/// mirrored routers whose accounts cannot be read contest every mailbox.
pub fn contest(row: &Row, router_profiles: &[RouterProfile<'_>]) -> String {
    let mut ids: Vec<&str> = row
        .contested
        .iter()
        .map(|index| &*router_profiles[*index].id)
        .collect();
    ids.sort_unstable();
    ids.join("+")
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
        let several = contest(row, router_profiles);
        let choice = answers
            .duplicates
            .get(&*row.key)
            .or_else(|| answers.duplicates.get(&several));
        let Some(choice) = choice.filter(|_| !row.contested.is_empty()) else {
            continue;
        };
        let sides = [
            (&mut row.incoming_profiles, &mut row.incoming),
            (&mut row.outgoing_profiles, &mut row.outgoing),
        ];
        for (profiles, uses) in sides {
            let chosen = profiles
                .iter()
                .copied()
                .find(|profile| *router_profiles[*profile].id == **choice);
            let Some(chosen) = chosen.filter(|_| profiles.len() > 1) else {
                continue;
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
