//! The mailbox table: sorted and filtered in an index, so that 100,000 rows are quick.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use memchr::memmem::Finder;

use super::copying::{MAX_COPIED, tsv};
use super::protocol::{RowCard, RowColumn, RowsPage, RowsQuery, SortKey};
use crate::dataverse::ColumnValue;
use crate::order;
use crate::plan::Plan;
use crate::plan::model::{Direction, Mailbox, Place, Profile, RouterProfile};
use crate::text::{Text, lower};

/// Most rows of one answer.
const MAX_ROWS: u32 = 500;

/// What is remembered of a plan between two queries. It belongs to one plan and is thrown away with it.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Per row, the index of its profile in the plan.
    profiles: Vec<Option<u32>>,
    /// Where each router profile stands in the plan, by its id.
    router_profiles: HashMap<Box<str>, usize>,
    /// Rows in the order of each key asked for so far.
    orders: BTreeMap<SortKey, Vec<u32>>,
    /// What is searched of the rows themselves; their profiles' names are searched once each.
    folded: Folded,
    /// The last answer: its query without the range, and the rows that matched.
    last: Option<(RowsQuery, Vec<u32>)>,
}

impl Index {
    pub(super) fn new(plan: &Plan) -> Self {
        let by_id: HashMap<&str, u32> = plan
            .profiles
            .iter()
            .zip(0..)
            .filter_map(|(profile, at)| Some((&**profile.id.as_ref()?, at)))
            .collect();
        let profiles = plan
            .mailboxes
            .iter()
            .map(|mailbox| {
                let wanted = mailbox.profile.as_ref()?;
                by_id.get(&**wanted).copied().or_else(|| {
                    let found = plan.profile_of(mailbox)?;
                    let at = plan
                        .profiles
                        .iter()
                        .position(|other| other.key == found.key)?;
                    u32::try_from(at).ok()
                })
            })
            .collect();
        let router_profiles = plan.router_profiles.iter().enumerate();
        Self {
            profiles,
            router_profiles: router_profiles
                .map(|(at, profile)| (Box::from(&*profile.id), at))
                .collect(),
            ..Self::default()
        }
    }

    /// The rows a query asks for.
    pub(super) fn page(&mut self, plan: &Plan, query: &RowsQuery) -> RowsPage {
        let matched = self.matched(plan, query);
        let total = u32::try_from(matched.len()).unwrap_or(u32::MAX);
        let rows = matched
            .iter()
            .skip(query.offset as usize)
            .take(query.limit.min(MAX_ROWS) as usize)
            .copied()
            .collect::<Vec<_>>();
        RowsPage {
            query: query.clone(),
            total,
            rows: rows.into_iter().map(|row| self.card(plan, row)).collect(),
        }
    }

    /// The rows a query asks for as tab-separated text, how many are in it, and how many there are.
    pub(super) fn text(
        &mut self,
        plan: &Plan,
        query: &RowsQuery,
        columns: &[RowColumn],
    ) -> (String, u32, u32) {
        let matched = self.matched(plan, query).to_vec();
        let copied = matched.len().min(MAX_COPIED);
        let rows = matched[..copied].iter().map(|row| self.card(plan, *row));
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        (tsv(columns, rows), count(copied), count(matched.len()))
    }

    /// The rows that match, in the order asked for.
    fn matched(&mut self, plan: &Plan, query: &RowsQuery) -> &[u32] {
        let wanted = RowsQuery {
            offset: 0,
            limit: 0,
            ..query.clone()
        };
        if self.last.as_ref().is_none_or(|(last, _)| *last != wanted) {
            let text = query.text.trim().to_lowercase();
            if !text.is_empty() && self.folded.ends.is_empty() {
                self.folded = Folded::of(&plan.mailboxes);
            }
            self.orders
                .entry(query.sort)
                .or_insert_with(|| order(plan, &self.profiles, query.sort));
            let finding = query.finding.as_deref();
            let subjects = finding.map(|finding| subjects(plan, finding));
            let router_profile = query.router_profile.as_deref().map(|id| {
                let at = self.router_profiles.get(id)?;
                Some(&plan.router_profiles[*at])
            });
            let finder = Finder::new(text.as_bytes());
            let holds = |held: &str| finder.find(held.as_bytes()).is_some();
            let named: Vec<bool> = plan
                .profiles
                .iter()
                .map(|profile| holds(&profile.name.to_lowercase()))
                .collect();
            let found = |row: usize| {
                self.profiles[row].is_some_and(|at| named[at as usize])
                    || holds(self.folded.row(row))
            };
            let matches = |row: &u32| {
                let row = *row as usize;
                (text.is_empty() || found(row))
                    && self.passes(plan, row, query)
                    && router_profile.is_none_or(|profile| {
                        profile.is_some_and(|profile| uses(plan, &plan.mailboxes[row], profile))
                    })
                    && subjects
                        .as_ref()
                        .is_none_or(|subjects| self.is_about(plan, row, subjects))
            };
            let order = &self.orders[&query.sort];
            let rows = if query.descending {
                order.iter().rev().copied().filter(matches).collect()
            } else {
                order.iter().copied().filter(matches).collect()
            };
            self.last = Some((wanted, rows));
        }
        self.last.as_ref().map_or(&[], |(_, rows)| rows)
    }

    fn passes(&self, plan: &Plan, row: usize, query: &RowsQuery) -> bool {
        let mailbox = &plan.mailboxes[row];
        let is = |wanted: &Option<String>, value: Option<&Text>| {
            wanted
                .as_deref()
                .is_none_or(|wanted| value.is_some_and(|value| **value == *wanted))
        };
        (query.outcomes.is_empty() || query.outcomes.contains(&mailbox.outcome))
            && (query.kinds.is_empty() || query.kinds.contains(&mailbox.kind))
            && (!query.half || mailbox.half)
            && query.wave.is_none_or(|wave| mailbox.wave == Some(wave))
            && is(
                &query.profile,
                self.profile(plan, row).map(|profile| &profile.key),
            )
            && query.need.is_none_or(|need| mailbox.needs.contains(&need))
            && is(&query.reason, mailbox.reason.as_ref())
    }

    /// Whether a row, or a profile it belongs to, is among the subjects of a finding.
    fn is_about(&self, plan: &Plan, row: usize, subjects: &HashSet<&str>) -> bool {
        let mailbox = &plan.mailboxes[row];
        let keys = [
            Some(&mailbox.key),
            self.profile(plan, row).map(|profile| &profile.key),
            mailbox.incoming.as_ref(),
            mailbox.outgoing.as_ref(),
        ];
        keys.into_iter()
            .flatten()
            .any(|key| subjects.contains(&**key))
    }

    fn profile<'plan>(&self, plan: &'plan Plan, row: usize) -> Option<&'plan Profile> {
        self.profiles[row].map(|at| &plan.profiles[at as usize])
    }

    fn card(&self, plan: &Plan, row: u32) -> RowCard {
        let mailbox = &plan.mailboxes[row as usize];
        let profile = self.profile(plan, row as usize);
        let router_profile = |id: &Option<Text>| {
            let found = self.router_profiles.get(id.as_deref()?)?;
            Some(plan.router_profiles[*found].name.clone())
        };
        RowCard {
            key: mailbox.key.to_string(),
            label: label(mailbox).to_owned(),
            name: mailbox.name.as_deref().map(str::to_owned),
            owner: mailbox.owner.as_ref().map(|owner| owner.id.to_string()),
            kind: mailbox.kind,
            half: mailbox.half,
            incoming: router_profile(&mailbox.incoming),
            outgoing: router_profile(&mailbox.outgoing),
            profile: profile.map(|profile| profile.name.clone()),
            wave: mailbox.wave,
            process_from: process_from(mailbox, profile).map(str::to_owned),
            needs: mailbox.needs.to_vec(),
            outcome: mailbox.outcome,
            reason: mailbox.reason.as_deref().map(str::to_owned),
        }
    }
}

/// Whether a row uses a router profile, or a provider of it while several profiles contest the row.
fn uses(plan: &Plan, mailbox: &Mailbox, profile: &RouterProfile) -> bool {
    let used = match profile.direction {
        Direction::Incoming => &mailbox.incoming,
        Direction::Outgoing => &mailbox.outgoing,
    };
    // A place is inside of its provider.
    let is_here = |place: &Place| {
        let begun = plan
            .providers
            .partition_point(|one| (one.router, one.line) <= (place.router, place.line));
        let provider = begun.checked_sub(1).map(|at| &plan.providers[at]);
        provider.is_some_and(|one| one.router == place.router && one.router_profile == profile.id)
    };
    match used {
        Some(used) => *used == profile.id,
        None => mailbox.places.iter().any(is_here),
    }
}

/// Addresses, owners and names in lower case: one text for all rows, since a hundred thousand little ones
/// take longer to make than to search.
#[derive(Debug, Default)]
struct Folded {
    text: String,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl Folded {
    fn of(rows: &[Mailbox]) -> Self {
        let mut folded = Self::default();
        folded.ends.reserve_exact(rows.len());
        for row in rows {
            let owner = row.owner.as_ref().map(|owner| &*owner.id);
            let parts = [row.address.as_deref(), owner, row.name.as_deref()];
            for part in parts.into_iter().flatten() {
                folded.text.extend([&*lower(part), "\n"]);
            }
            folded.ends.push(folded.text.len());
        }
        folded
    }

    fn row(&self, row: usize) -> &str {
        let begins = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begins..self.ends[row]]
    }
}

/// The keys of what a finding is about.
fn subjects<'plan>(plan: &'plan Plan, finding: &str) -> HashSet<&'plan str> {
    let (rule, number) = finding.rsplit_once('-').unwrap_or((finding, "1"));
    let mut of_rule = plan.findings.iter().filter(|finding| finding.id == rule);
    let found = number
        .parse::<usize>()
        .ok()
        .and_then(|number| of_rule.nth(number.checked_sub(1)?));
    let keys = found.into_iter().flat_map(|finding| {
        let first = finding.subjects.iter().map(|subject| &subject.key);
        first.chain(&finding.rest.0)
    });
    keys.map(|key| &**key).collect()
}

/// What a row is called: its address, or else its owner's id.
fn label(mailbox: &Mailbox) -> &str {
    let owner = || mailbox.owner.as_ref().map(|owner| &*owner.id);
    mailbox
        .address
        .as_deref()
        .or_else(owner)
        .unwrap_or(&mailbox.key)
}

/// From when a mailbox's mail is processed: its own date, or else its profile's.
fn process_from<'plan>(
    mailbox: &'plan Mailbox,
    profile: Option<&'plan Profile>,
) -> Option<&'plan str> {
    let own = mailbox.columns.get("processemailreceivedafter");
    let shared = || profile?.columns.get("processemailsreceivedafter");
    match own.or_else(shared)? {
        ColumnValue::Text(time) => Some(time),
        ColumnValue::Bool(_) | ColumnValue::Int(_) => None,
    }
}

/// All rows in the order of a key; equal ones stay in the order of the plan, and rows without a value
/// come last.
fn order(plan: &Plan, profiles: &[Option<u32>], sort: SortKey) -> Vec<u32> {
    let rows = &plan.mailboxes;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut sort_by = |compare: &dyn Fn(usize, usize) -> Ordering| {
        order::sort_places(&mut order, compare);
    };
    match sort {
        SortKey::Key => {}
        SortKey::Kind => sort_by(&|one, other| rows[one].kind.cmp(&rows[other].kind)),
        SortKey::Outcome => sort_by(&|one, other| rows[one].outcome.cmp(&rows[other].outcome)),
        SortKey::Wave => {
            let wave = |row: usize| rows[row].wave.unwrap_or(u32::MAX);
            sort_by(&|one, other| wave(one).cmp(&wave(other)));
        }
        SortKey::Profile => {
            let names = plan.profiles.iter().map(|one| one.name.to_lowercase());
            let names: Vec<String> = names.collect();
            let mut ranked: Vec<&String> = names.iter().collect();
            order::sort(&mut ranked);
            let ranks: Vec<usize> = names
                .iter()
                .map(|name| ranked.partition_point(|other| *other < name))
                .collect();
            let rank = |row: usize| profiles[row].map_or(usize::MAX, |at| ranks[at as usize]);
            sort_by(&|one, other| rank(one).cmp(&rank(other)));
        }
        SortKey::ProcessFrom => {
            let profile = |row: usize| profiles[row].map(|at| &plan.profiles[at as usize]);
            let times = rows.iter().enumerate();
            let times = times.map(|(row, mailbox)| process_from(mailbox, profile(row)));
            let times: Vec<Option<&str>> = times.collect();
            let time = |row: usize| (times[row].is_none(), times[row]);
            sort_by(&|one, other| time(one).cmp(&time(other)));
        }
    }
    let order = order
        .into_iter()
        .map(|row| u32::try_from(row).unwrap_or(u32::MAX));
    order.collect()
}
