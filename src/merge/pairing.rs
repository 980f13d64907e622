//! Which incoming and outgoing router profiles belong together, and who is assigned to what.
//!
//! A pair is proven by a mailbox whose both directions are known; else it is the only possible one,
//! or one of several that come to the same; else it is a question.

use std::collections::BTreeMap;

use super::columns::Connections;
use super::draft::{Assignment, Belonging, Looked, NewProfile, Pairing, RouterProfile, Row};
use super::model::{Direction, PairedBy};
use super::new_profile::build;
use super::outlook;
use crate::answers::Answers;

/// Finds the pairs in use, makes a new profile of each and assigns the rows.
pub fn pair(
    rows: &mut [Row],
    router_profiles: &[RouterProfile<'_>],
    connections: &Connections<'_, '_>,
    answers: &Answers,
) -> Vec<NewProfile> {
    let mut pairs = Pairs::default();
    for (index, row) in rows.iter_mut().enumerate() {
        if row.belonging != Belonging::Planned || row.is_outlook {
            continue;
        }
        if row.incoming_profiles.len() > 1 || row.outgoing_profiles.len() > 1 {
            row.assignment = Assignment::Duplicate;
            continue;
        }
        match (row.incoming_profile(), row.outgoing_profile()) {
            (Some(incoming), Some(outgoing)) => {
                let by = row.joined_by.unwrap_or(PairedBy::Provider);
                pairs.prove(incoming, outgoing, index, by);
            }
            // Contested ties prove neither direction, and there is nothing to assign it by.
            (None, None) => row.assignment = Assignment::DirectoryNeeded,
            // The directory knows the whole mailbox, so that the missing direction is not waited for.
            (incoming, outgoing) if matches!(row.looked, Looked::Found(_)) => {
                pairs
                    .lonely
                    .entry((incoming, outgoing))
                    .or_default()
                    .push(index);
            }
            (Some(incoming), None) => pairs.waiting.entry(incoming).or_default().push(index),
            (None, Some(outgoing)) => pairs.owners.entry(outgoing).or_default().push(index),
        }
    }
    let candidates: Vec<usize> = (0..router_profiles.len())
        .filter(|index| {
            router_profiles[*index].is_planned()
                && router_profiles[*index].direction == Direction::Outgoing
        })
        .collect();
    pairs.settle_incoming(&candidates, router_profiles, connections, answers);
    pairs.settle_lonely();
    pairs.settle_owners(rows, connections);
    let mut profiles: Vec<NewProfile> = pairs
        .list
        .into_iter()
        .map(|pair| build(pair, connections))
        .collect();
    for (index, profile) in profiles.iter_mut().enumerate() {
        profile.rows.sort_unstable();
        for row in &profile.rows {
            rows[*row].assignment = if profile.pairing.is_open() {
                Assignment::PairOpen
            } else {
                Assignment::Profile(index)
            };
        }
    }
    outlook::assign(rows, &mut profiles, answers);
    profiles
}

/// A pair before its profile is made.
#[derive(Debug)]
pub struct Pair {
    /// The incoming router profile.
    pub incoming: Option<usize>,
    /// The outgoing ones.
    pub outgoing: Vec<usize>,
    /// How it came about.
    pub pairing: Pairing,
    /// Rows assigned to it.
    pub rows: Vec<usize>,
}

#[derive(Default)]
struct Pairs {
    list: Vec<Pair>,
    proven: BTreeMap<(usize, usize), usize>,
    /// Whole mailboxes of which one direction is in the files, by it.
    lonely: BTreeMap<(Option<usize>, Option<usize>), Vec<usize>>,
    /// Rows of which only the incoming router profile is known, by it.
    waiting: BTreeMap<usize, Vec<usize>>,
    /// Rows of which only the outgoing router profile is known, by it.
    owners: BTreeMap<usize, Vec<usize>>,
}

impl Pairs {
    fn prove(&mut self, incoming: usize, outgoing: usize, row: usize, by: PairedBy) {
        let index = *self.proven.entry((incoming, outgoing)).or_insert_with(|| {
            self.list.push(Pair {
                incoming: Some(incoming),
                outgoing: vec![outgoing],
                pairing: Pairing::settled(by),
                rows: Vec::new(),
            });
            self.list.len() - 1
        });
        self.list[index].rows.push(row);
    }

    fn settle_incoming(
        &mut self,
        candidates: &[usize],
        router_profiles: &[RouterProfile<'_>],
        connections: &Connections<'_, '_>,
        answers: &Answers,
    ) {
        for (incoming, rows) in std::mem::take(&mut self.waiting) {
            let (outgoing, pairing) =
                choose(incoming, candidates, router_profiles, connections, answers);
            let known = match (&*outgoing, pairing.is_open()) {
                ([one], false) => self.proven.get(&(incoming, *one)).copied(),
                _ => None,
            };
            match known {
                Some(pair) => self.list[pair].rows.extend(rows),
                None => self.list.push(Pair {
                    incoming: Some(incoming),
                    outgoing,
                    pairing,
                    rows,
                }),
            }
        }
    }

    /// A mailbox with one direction joins the pair of that direction if there is one, else gets a profile of its own.
    fn settle_lonely(&mut self) {
        for ((incoming, outgoing), rows) in std::mem::take(&mut self.lonely) {
            let fits = |pair: &Pair| {
                let same_in = incoming.is_some() && pair.incoming == incoming;
                let same_out = outgoing.is_some_and(|outgoing| pair.outgoing.contains(&outgoing));
                same_in || same_out
            };
            let mut pairs = (0..self.list.len()).filter(|index| fits(&self.list[*index]));
            match (pairs.next(), pairs.next()) {
                (Some(pair), None) => self.list[pair].rows.extend(rows),
                _ => self.list.push(Pair {
                    incoming,
                    outgoing: outgoing.into_iter().collect(),
                    pairing: Pairing::settled(PairedBy::OneDirection),
                    rows,
                }),
            }
        }
    }

    /// Owner ids go where every incoming profile that chose their outgoing one leads, if that is one place.
    fn settle_owners(&mut self, rows: &mut [Row], connections: &Connections<'_, '_>) {
        for (outgoing, owners) in std::mem::take(&mut self.owners) {
            if !connections.ids_are_keys {
                assign(rows, &owners, Assignment::DirectoryNeeded);
                continue;
            }
            let open = self
                .list
                .iter()
                .any(|pair| pair.pairing.is_open() && pair.pairing.candidates.contains(&outgoing));
            let mut takers: Vec<usize> = (0..self.list.len())
                .filter(|pair| self.list[*pair].outgoing.contains(&outgoing))
                .collect();
            takers.dedup_by(|a, b| {
                connections.reuse_existing(&self.list[*a])
                    && connections.reuse_existing(&self.list[*b])
            });
            match (open, &*takers) {
                (true, _) => assign(rows, &owners, Assignment::PairOpen),
                (false, []) => self.list.push(Pair {
                    incoming: None,
                    outgoing: vec![outgoing],
                    pairing: Pairing::settled(PairedBy::OneDirection),
                    rows: owners,
                }),
                (false, [pair]) => self.list[*pair].rows.extend(owners),
                (false, _) => assign(rows, &owners, Assignment::DirectoryNeeded),
            }
        }
    }
}

fn assign(rows: &mut [Row], which: &[usize], assignment: Assignment) {
    for row in which {
        rows[*row].assignment = assignment;
    }
}

/// The outgoing side of an incoming router profile.
fn choose(
    incoming: usize,
    candidates: &[usize],
    router_profiles: &[RouterProfile<'_>],
    connections: &Connections<'_, '_>,
    answers: &Answers,
) -> (Vec<usize>, Pairing) {
    match candidates {
        [] => return (Vec::new(), Pairing::settled(PairedBy::OneDirection)),
        [one] => return (vec![*one], Pairing::settled(PairedBy::Only)),
        _ => {}
    }
    if connections.come_to_the_same(incoming, candidates) {
        return (candidates.to_vec(), Pairing::settled(PairedBy::Equal));
    }
    let own = &router_profiles[incoming];
    let near = |index: &usize| {
        router_profiles[*index]
            .group
            .routers
            .iter()
            .any(|router| own.group.routers.contains(router))
    };
    let mut near = candidates.iter().copied().filter(near);
    let proposed = near.next().filter(|_| near.next().is_none());
    let named = answers.pairs.get(&*own.id).and_then(|id| {
        candidates
            .iter()
            .copied()
            .find(|index| *router_profiles[*index].id == **id)
    });
    let chosen = named.or(proposed.filter(|_| answers.all_pairs_as_proposed));
    let pairing = Pairing {
        by: chosen.map(|_| PairedBy::Answer),
        candidates: candidates.to_vec(),
        proposed,
    };
    (chosen.into_iter().collect(), pairing)
}
