//! MG, and what of TG the merge cannot do without: which servers have a way into server-side synchronization.

use std::collections::BTreeMap;

use super::collector::{Collector, Hit, Mark, at, combine, number, some, subject};
use super::model::SubjectKind;
use crate::answers::Target;
use crate::dataverse::ServerKind;
use crate::merge::model::Outcome;
use crate::merge::{NewProfile, RouterProfile, Shape};
use crate::order;

/// Runs the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    for index in 0..collector.draft.router_profiles.len() {
        no_way(collector, index);
    }
    for index in 0..collector.draft.profiles.len() {
        let profile = &collector.draft.profiles[index];
        if let Shape::NotMigratable(reason) = profile.shape {
            combine(
                &mut collector.marks.profiles[index],
                Mark {
                    outcome: Outcome::NotMigratable,
                    reason,
                },
            );
        }
        versions(collector, index);
        name(collector, profile);
    }
    changed_ways(collector);
    different_settings(collector);
    alike(collector);
}

fn on(collector: &Collector<'_, '_>, index: usize, facts: Vec<(&'static str, String)>) -> Hit {
    let profile = &collector.draft.router_profiles[index];
    let places = profile.group.members.iter().take(100).map(|member| {
        let provider = &collector.draft.providers[*member];
        at(&provider.place(provider.said.line))
    });
    Hit {
        facts,
        subjects: vec![subject(SubjectKind::RouterProfile, profile.id.clone())],
        places: places.collect(),
        about: vec![(profile.name.clone(), profile.rows as usize)],
        ..Hit::default()
    }
}

fn no_way(collector: &mut Collector<'_, '_>, index: usize) {
    let profile = &collector.draft.router_profiles[index];
    let reason = match (profile.server.kind, profile.server.version.as_deref()) {
        _ if !profile.is_planned() => return,
        (ServerKind::Custom, _) => &"MG-03",
        (ServerKind::ExchangeWebdav, Some("2003")) => &"MG-01",
        (ServerKind::ExchangeWebdav, _) => &"MG-02",
        _ => return,
    };
    combine(
        &mut collector.marks.router_profiles[index],
        Mark {
            outcome: Outcome::NotMigratable,
            reason,
        },
    );
    let facts = match reason {
        &"MG-03" => vec![(
            "class",
            profile.class().unwrap_or("(no class named)").to_owned(),
        )],
        _ => Vec::new(),
    };
    let hit = on(collector, index, facts);
    collector.find(reason, hit);
}

/// Support of the Exchange whose connection a profile uses.
fn versions(collector: &mut Collector<'_, '_>, index: usize) {
    let draft = collector.draft;
    let profile = &draft.profiles[index];
    let Some(connection) = profile.connection else {
        return;
    };
    let router_profile = &draft.router_profiles[connection];
    if router_profile.server.kind != ServerKind::ExchangeEws {
        return;
    }
    let Some(version) = router_profile.version(draft.answers) else {
        return;
    };
    let online = draft.answers.target == Some(Target::Online);
    let unsupported = matches!(version, "2003" | "2007") || (online && version == "2010");
    if !unsupported {
        return;
    }
    let mut facts = vec![("version", version.to_owned())];
    if profile.incoming == Some(connection) {
        let hit = on(collector, connection, facts.clone());
        collector.find("MG-04", hit);
    }
    if draft.answers.target.is_some() && !collector.is_accepted("TG-11", &router_profile.id) {
        combine(
            &mut collector.marks.profiles[index],
            Mark {
                outcome: Outcome::HeldBack,
                reason: &"TG-11",
            },
        );
        facts.push((
            "target",
            if online {
                "Dynamics 365 online"
            } else {
                "Dynamics 365 on-premises"
            }
            .to_owned(),
        ));
        let hit = on(collector, connection, facts);
        collector.find("TG-11", hit);
    }
}

fn name(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    if let Some(wanted) = &profile.name_wanted {
        let facts = vec![("wanted", wanted.clone()), ("name", profile.name.clone())];
        collector.find(
            "MG-09",
            Hit {
                facts,
                subjects: vec![subject(SubjectKind::Profile, profile.key.clone())],
                ..Hit::default()
            },
        );
    }
}

/// MG-05 and MG-06: one side of the pair is given up for the Exchange of the other.
fn changed_ways(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for profile in &draft.profiles {
        let Shape::Exchange(_) = profile.shape else {
            continue;
        };
        if profile.pairing.is_open() {
            continue;
        }
        let given_up: Vec<(&'static str, &RouterProfile<'_>)> = profile
            .incoming
            .iter()
            .chain(&profile.outgoing)
            .map(|index| &draft.router_profiles[*index])
            .filter_map(|side| match side.server.kind {
                ServerKind::Smtp => Some(("MG-05", side)),
                ServerKind::Pop3 => Some(("MG-06", side)),
                _ => None,
            })
            .collect();
        let Some((id, _)) = given_up.first() else {
            continue;
        };
        let hosts = some(given_up.iter().map(|(_, side)| {
            side.location
                .map_or(side.name.as_str(), |found| found.value)
        }));
        let hit = Hit {
            facts: vec![("host", hosts)],
            count: Some(profile.rows.len() as u64),
            subjects: vec![subject(SubjectKind::Profile, profile.key.clone())],
            about: vec![(profile.name.clone(), profile.rows.len())],
            ..Hit::default()
        };
        collector.find(id, hit);
    }
}

fn different_settings(collector: &mut Collector<'_, '_>) {
    let both = collector.draft.profiles.iter().filter(|profile| {
        profile.shape == Shape::Pop3Smtp
            && profile.incoming.is_some()
            && !profile.outgoing.is_empty()
    });
    let subjects: Vec<_> = both
        .map(|profile| subject(SubjectKind::Profile, profile.key.clone()))
        .collect();
    if !subjects.is_empty() {
        let facts = vec![(
            "profiles",
            number(subjects.len(), "new profile uses", "new profiles use"),
        )];
        collector.find(
            "MG-11",
            Hit {
                facts,
                subjects,
                ..Hit::default()
            },
        );
    }
}

/// New profiles that say the same: only their ids, names and descriptions differ.
fn alike(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let own = ["emailserverprofileid", "name", "description"];
    let key = |profile: &NewProfile| {
        let columns = profile
            .columns
            .iter()
            .filter(|(name, _)| !own.contains(name));
        columns
            .map(|(name, value)| format!("{name}={value:?};"))
            .collect::<String>()
    };
    let mut alike: BTreeMap<String, Vec<&NewProfile>> = BTreeMap::new();
    for profile in draft
        .profiles
        .iter()
        .filter(|profile| !profile.columns.is_empty())
    {
        alike.entry(key(profile)).or_default().push(profile);
    }
    for mut profiles in alike.into_values().filter(|profiles| profiles.len() > 1) {
        order::sort_by(&mut profiles, |a, b| a.name.cmp(&b.name));
        let others = profiles[1..].iter().map(|profile| profile.name.as_str());
        let facts = vec![("a", profiles[0].name.clone()), ("b", some(others))];
        let subjects = profiles
            .iter()
            .map(|profile| subject(SubjectKind::Profile, profile.key.clone()))
            .collect();
        collector.find(
            "MG-08",
            Hit {
                facts,
                subjects,
                ..Hit::default()
            },
        );
    }
}
