//! The [`Basis`]: what the files say, as far as no answer but the meaning of unknown tags has a part in it. It is
//! worked out once, and every plan for these files begins with it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::draft::{ThresholdFault, Unknown};
use super::entries::{Entries, Entry, state_entries};
use super::fields::{Fields, Found, TagMeanings};
use super::grouping::{Group, Grouping};
use super::joining::{is_address, is_guid, owner_id};
use super::location::organization_id;
use super::model::{Direction, Owner, OwnerType, Place};
use super::thresholds;
use crate::answers::Answers;
use crate::router::{Field, MAX_PLACES, Provider, Reading, Role, Router, Text, Value};
use crate::text::{lower, spread};

/// What the files say.
#[derive(Debug, Default)]
pub struct Basis {
    /// What the admin said unknown tags mean.
    pub meanings: TagMeanings,
    /// What each provider says, by router, file and line.
    pub providers: Vec<Said>,
    /// Providers that agree, by direction and fingerprint.
    pub groups: Vec<Group>,
    /// What the state files say.
    pub entries: Entries,
    /// Keys of rows, ascending; providers name them by their place in here.
    pub keys: Vec<Text>,
    /// Those of addresses that are none.
    pub no_addresses: BTreeSet<u32>,
    /// Elements the tag table does not know, by name ignoring case.
    pub unknown: Vec<Unknown>,
    /// Ids of owners that are none, with their providers and lines.
    pub no_ids: Vec<(Text, usize, u32)>,
}

/// What a provider says of its mailboxes.
#[derive(Debug)]
pub struct Said {
    /// Id of its organization.
    pub organization: Option<Text>,
    /// Its address.
    pub address: Option<Address>,
    /// Its owners.
    pub owners: Box<[SaidOwner]>,
    /// How many ids of owners stand in it, readable or not.
    pub owner_ids: u32,
    /// Whether its mailbox is a forward mailbox.
    pub is_forward: bool,
    /// Whether mail is deleted after it was read.
    pub deletes: bool,
    /// Its readable user name.
    pub user: Option<Found<Text>>,
    /// What other routers keep in a state file, where it stands in the provider.
    pub state: Option<Box<Entry>>,
    /// Line of its element.
    pub line: u32,
}

impl Said {
    /// Whether its address is that of its owner.
    pub fn is_tied(&self) -> bool {
        self.owners.len() == 1
    }

    /// The address that is a mailbox's: what an outgoing provider sends by is that of its one owner, or of nobody.
    pub fn mailbox(&self, direction: Direction) -> Option<&Address> {
        let is_read = direction == Direction::Incoming;
        self.address.as_ref().filter(|_| is_read || self.is_tied())
    }

    /// The keys of its rows.
    pub fn keys(&self, direction: Direction) -> impl Iterator<Item = u32> {
        let address = self.mailbox(direction).into_iter();
        let owners = self.owners.iter();
        address
            .map(|found| found.key)
            .chain(owners.map(|owner| owner.key))
    }
}

/// An address in a provider.
#[derive(Debug)]
pub struct Address {
    /// As in the file.
    pub text: Text,
    /// The key of its row.
    pub key: u32,
    /// Its line.
    pub line: u32,
}

/// An owner in a provider.
#[derive(Debug)]
pub struct SaidOwner {
    /// Whom it names.
    pub owner: Owner,
    /// The key of its row.
    pub key: u32,
    /// Its line.
    pub line: u32,
}

impl Basis {
    /// Reads what was read. Of the answers, those about unknown tags count.
    pub fn new(reading: &Reading, answers: &Answers) -> Self {
        let meanings = TagMeanings::new(answers);
        let mut providers = Vec::with_capacity(all_providers(reading).count());
        let mut names = Names::new(2 * providers.capacity() + state_entries(reading).count());
        let mut no_ids = Vec::new();
        let mut grouping = Grouping::new(&meanings);
        for (index, (router, provider)) in all_providers(reading).enumerate() {
            grouping.add(index, router.number, provider);
            let fields = Fields::new(provider, &meanings);
            let is = |field| fields.flag(field).is_some_and(|flag| flag.value);
            let ids = fields.all(Field::UserId).chain(fields.all(Field::QueueId));
            let owners = owners(fields, &mut names, |id, line| {
                no_ids.push((id.clone(), index, line));
            });
            providers.push(Said {
                organization: fields
                    .text(Field::CrmServerUrl)
                    .map(|found| names.organization(found.value)),
                address: fields.text(Field::EmailAddress).map(|found| Address {
                    text: found.value.clone(),
                    key: names.address(found.value),
                    line: found.line,
                }),
                owners,
                owner_ids: u32::try_from(ids.count()).unwrap_or(u32::MAX),
                is_forward: is(Field::IsForwardMailbox),
                deletes: is(Field::DeleteEmails),
                user: fields.text(Field::User).map(Found::cloned),
                state: own_state(router, fields),
                line: provider.at.line,
            });
        }
        let said = state_entries(reading);
        let addresses = said.map(|(_, entry)| entry.address.as_deref().unwrap_or_default());
        let entries: Vec<u32> = addresses.map(|address| names.address(address)).collect();
        let groups = grouping.finish();
        let (keys, places) = names.keys();
        let place = |key: u32| places[key as usize];
        for said in &mut providers {
            for owner in &mut said.owners {
                owner.key = place(owner.key);
            }
            if let Some(address) = &mut said.address {
                address.key = place(address.key);
            }
        }
        let addresses = providers.iter().filter_map(|said| said.address.as_ref());
        let no_addresses = addresses.filter(|address| !is_address(&address.text));
        Self {
            meanings,
            groups,
            entries: Entries::new(reading, entries.into_iter().map(place)),
            keys,
            no_addresses: no_addresses.map(|address| address.key).collect(),
            unknown: unknown(reading),
            no_ids,
            providers,
        }
    }

    /// The key of an address, where it is one of the files.
    pub fn address_key(&self, address: &str) -> Option<u32> {
        let wanted = format!("{}{}", KeyOf::Address.prefix(), lower(address));
        let place = self.keys.binary_search_by(|key| (**key).cmp(&wanted));
        u32::try_from(place.ok()?).ok()
    }
}

/// All providers, by router, file and line.
pub fn all_providers(reading: &Reading) -> impl Iterator<Item = (&Router, &Provider)> {
    reading.routers.iter().flat_map(|router| {
        let agent = router.agent.iter();
        let providers = agent.flat_map(|agent| &agent.providers);
        providers.map(move |provider| (router, provider))
    })
}

/// The last processed time and the last error that stand in the provider itself.
fn own_state(router: &Router, fields: Fields<'_>) -> Option<Box<Entry>> {
    let threshold = fields.text(Field::Threshold);
    let last_error = fields.text(Field::LastError);
    let first = threshold.or(last_error)?;
    Some(Box::new(Entry {
        threshold: threshold.map(|found| found.value.clone()),
        time: threshold.map_or(Err(ThresholdFault::Unreadable), |found| {
            thresholds::read(found.value)
        }),
        last_error: last_error.map(|found| found.value.clone()),
        place: Place {
            router: router.number,
            file: agent_file(router),
            line: first.line,
        },
    }))
}

/// What a key is of, in the order of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KeyOf {
    Address,
    Queue,
    User,
}

impl KeyOf {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Address => "address:",
            Self::Queue => "queue:",
            Self::User => "user:",
        }
    }
}

/// What many providers name alike.
struct Names<'a> {
    organizations: HashMap<&'a str, Text>,
    /// The organization that was named last, as nearly all providers name the same, and its id.
    last: Option<(&'a Text, Text)>,
    met: Vec<Met<'a>>,
    /// What was met lately, by its text: nearly every key is met several times.
    slots: Vec<u32>,
}

/// A key that was met.
struct Met<'a> {
    of: KeyOf,
    /// How the id begins: what decides nearly all comparisons without a look at the text.
    begins: u128,
    id: Cow<'a, str>,
    /// How many were met before.
    at: u32,
}

impl<'a> Names<'a> {
    /// Has room for so many keys.
    fn new(most: usize) -> Self {
        Self {
            organizations: HashMap::new(),
            last: None,
            met: Vec::new(),
            slots: vec![u32::MAX; most.next_power_of_two()],
        }
    }

    fn organization(&mut self, url: &'a Text) -> Text {
        if let Some((last, id)) = &self.last
            && last.is_same(url)
        {
            return id.clone();
        }
        let id = self.organizations.entry(url);
        let id = id.or_insert_with(|| organization_id(url).into()).clone();
        self.last = Some((url, id.clone()));
        id
    }

    fn address(&mut self, address: &'a str) -> u32 {
        self.key(KeyOf::Address, lower(address))
    }

    /// Stands for the key until all are known.
    fn key(&mut self, of: KeyOf, id: Cow<'a, str>) -> u32 {
        let place = spread(&id) & (self.slots.len() - 1);
        let slot = &mut self.slots[place];
        if let Some(met) = self.met.get(*slot as usize)
            && met.of == of
            && met.id == id
        {
            return *slot;
        }
        let at = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        *slot = at;
        let bytes = id.as_bytes();
        let begins = bytes.first_chunk().copied().unwrap_or_else(|| {
            let mut begins = [0; 16];
            begins[..bytes.len()].copy_from_slice(bytes);
            begins
        });
        self.met.push(Met {
            of,
            begins: u128::from_be_bytes(begins),
            id,
            at,
        });
        at
    }

    /// All keys in their order, each once, and the place of each that was met.
    fn keys(mut self) -> (Vec<Text>, Vec<u32>) {
        let by = |met: &Met<'a>| (met.of, met.begins);
        let compare = |one: &Met<'a>, other: &Met<'a>| {
            let known = by(one).cmp(&by(other));
            known.then_with(|| one.id.cmp(&other.id))
        };
        self.met.sort_unstable_by(compare);
        let mut keys = Vec::new();
        let mut places = vec![0; self.met.len()];
        let mut key = String::new();
        for same in self.met.chunk_by(|one, other| compare(one, other).is_eq()) {
            let place = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            for met in same {
                places[met.at as usize] = place;
            }
            key.clear();
            key.extend([same[0].of.prefix(), &same[0].id]);
            keys.push(Text::from(&*key));
        }
        keys.shrink_to_fit();
        (keys, places)
    }
}

/// The owners a provider names; `no_id` is told the ids that are none, and their lines.
fn owners<'a>(
    fields: Fields<'a>,
    names: &mut Names<'a>,
    mut no_id: impl FnMut(&Text, u32),
) -> Box<[SaidOwner]> {
    const FIELDS: [(Field, OwnerType, KeyOf); 2] = [
        (Field::UserId, OwnerType::User, KeyOf::User),
        (Field::QueueId, OwnerType::Queue, KeyOf::Queue),
    ];
    let mut owners = Vec::new();
    for (field, owner_type, of) in FIELDS {
        for found in fields.all(field) {
            if let Value::Plain(text) = found.value
                && !text.is_empty()
            {
                let id = owner_id(text);
                if !is_guid(&id) {
                    no_id(text, found.line);
                }
                let read = if id.is_same(text) {
                    Cow::Borrowed(&**text)
                } else {
                    Cow::Owned(id.to_string())
                };
                owners.push(SaidOwner {
                    key: names.key(of, read),
                    owner: Owner { owner_type, id },
                    line: found.line,
                });
            }
        }
    }
    owners.into()
}

/// Puts together what the files know of each unknown name.
fn unknown(reading: &Reading) -> Vec<Unknown> {
    let mut all: BTreeMap<&str, Unknown> = BTreeMap::new();
    for router in &reading.routers {
        let file = agent_file(router);
        for (key, found) in router.agent.iter().flat_map(|agent| &agent.unknown) {
            let known = all.entry(key).or_insert_with(|| Unknown {
                name: found.name.clone(),
                count: 0,
                example: None,
                places: Vec::new(),
            });
            known.count += found.count;
            known.example = known.example.take().or_else(|| found.example.clone());
            let room = MAX_PLACES - known.places.len();
            known
                .places
                .extend(found.lines.iter().take(room).map(|line| Place {
                    router: router.number,
                    file: file.clone(),
                    line: *line,
                }));
        }
    }
    all.into_values().collect()
}

/// Name of the agent file of a router.
pub fn agent_file(router: &Router) -> Text {
    let file = router.files.iter().find(|file| file.role == Role::Agent);
    file.map_or_else(Text::default, |file| file.name.clone())
}
