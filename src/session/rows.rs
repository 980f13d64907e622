//! The mailbox table: sorted and filtered in an index, so that 100,000 rows are quick.

use std::collections::{BTreeMap, HashMap, HashSet};

use memchr::memmem::Finder;

use super::copying::{MAX_COPIED, tsv};
use super::protocol::{RowCard, RowColumn, RowsPage, RowsQuery, SortKey};
use crate::dataverse::ColumnValue;
use crate::plan::Plan;
use crate::plan::model::{Mailbox, Profile};
use crate::text::Text;

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
    /// Per row, everything that can be searched, in lower case.
    haystacks: Vec<Box<str>>,
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
            if !text.is_empty() && self.haystacks.is_empty() {
                self.haystacks = (0..plan.mailboxes.len())
                    .map(|row| self.haystack(plan, row))
                    .collect();
            }
            self.orders
                .entry(query.sort)
                .or_insert_with(|| order(plan, &self.profiles, query.sort));
            let finding = query.finding.as_deref();
            let subjects = finding.map(|finding| subjects(plan, finding));
            let finder = Finder::new(text.as_bytes());
            let matches = |row: &u32| {
                let row = *row as usize;
                (text.is_empty() || finder.find(self.haystacks[row].as_bytes()).is_some())
                    && self.passes(plan, row, query)
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
            && query.wave.is_none_or(|wave| mailbox.wave == Some(wave))
            && is(
                &query.profile,
                self.profile(plan, row).map(|profile| &profile.key),
            )
            && (query.router_profile.is_none()
                || is(&query.router_profile, mailbox.incoming.as_ref())
                || is(&query.router_profile, mailbox.outgoing.as_ref()))
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

    fn haystack(&self, plan: &Plan, row: usize) -> Box<str> {
        let mailbox = &plan.mailboxes[row];
        let parts = [
            mailbox.address.as_deref(),
            mailbox.owner.as_ref().map(|owner| &*owner.id),
            mailbox.name.as_deref(),
            self.profile(plan, row).map(|profile| profile.name.as_str()),
        ];
        let joined = parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
        joined.to_lowercase().into()
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

/// The keys of what a finding is about.
fn subjects<'plan>(plan: &'plan Plan, finding: &str) -> HashSet<&'plan str> {
    let (rule, number) = finding.rsplit_once('-').unwrap_or((finding, "1"));
    let mut of_rule = plan.findings.iter().filter(|finding| finding.id == rule);
    let found = number
        .parse::<usize>()
        .ok()
        .and_then(|number| of_rule.nth(number.checked_sub(1)?));
    let subjects = found.map_or(&[][..], |finding| &finding.subjects);
    subjects.iter().map(|subject| &*subject.key).collect()
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
    let profile = |row: u32| profiles[row as usize].map(|at| &plan.profiles[at as usize]);
    let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
    let last_if_none = |missing: bool| u8::from(missing);
    match sort {
        SortKey::Key => {}
        SortKey::Kind => order.sort_by_key(|row| rows[*row as usize].kind),
        SortKey::Outcome => order.sort_by_key(|row| rows[*row as usize].outcome),
        SortKey::Wave => order.sort_by_key(|row| rows[*row as usize].wave.unwrap_or(u32::MAX)),
        SortKey::Profile => {
            let names: Vec<String> = plan
                .profiles
                .iter()
                .map(|one| one.name.to_lowercase())
                .collect();
            order.sort_by_key(|row| {
                let name = profiles[*row as usize].map(|at| names[at as usize].as_str());
                (last_if_none(name.is_none()), name)
            });
        }
        SortKey::ProcessFrom => order.sort_by_key(|row| {
            let time = process_from(&rows[*row as usize], profile(*row));
            (last_if_none(time.is_none()), time)
        }),
    }
    order
}
