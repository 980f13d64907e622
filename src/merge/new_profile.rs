//! New profiles: id, name and description around the columns.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::columns::{Connections, rule};
use super::draft::{NewProfile, Open};
use super::model::ProfileType;
use super::pairing::Pair;
use super::server_type::Shape;
use crate::answers::Answers;
use crate::dataverse::{ColumnValue, Name};
use crate::directory::Directory;
use crate::order;
use crate::router::Text;

/// The namespace of all ids that Reroute makes. It must never change: the same files give the same ids for ever.
const NAMESPACE: Uuid = Uuid::from_u128(0x8f1b_6a52_3d0e_4c37_9a54_7265_726f_7574);

/// Name of the profile that an online organization has for Exchange Online of its tenant.
pub const EXISTING: &str = "Microsoft Exchange Online";

/// Most characters of a name.
const NAME_LENGTH: usize = 100;

/// Most characters of a description.
const DESCRIPTION_LENGTH: usize = 2000;

/// Makes the profile of a pair.
pub fn build(pair: Pair, connections: &Connections<'_, '_>) -> NewProfile {
    let key = key(&pair, connections);
    let open = pair.pairing.is_open();
    // A pair that is open has no outgoing side yet; what its incoming side would be alone says nothing.
    let mut built = connections.build(pair.incoming, pair.outgoing.first().copied(), &key);
    if open && !matches!(built.shape, Shape::NotMigratable(_)) {
        built.columns = Default::default();
        built.origins = Default::default();
        built.open.clear();
        built.not_carried.clear();
        built.reuses_existing = false;
        built.needs_oauth = false;
        built.impersonation = None;
    }
    // Router profiles that come to the same are dropped alike, and each is listed.
    for outgoing in pair.outgoing.iter().skip(1) {
        built.not_carried.extend(
            connections
                .build(pair.incoming, Some(*outgoing), &key)
                .not_carried,
        );
    }
    let known = |name| built.columns.get(name).is_some();
    if built.needs_oauth && !(known("exchangeonlinetenantid") && known("oauthclientid")) {
        built.open.push(Open::OAuth);
    }
    let profile_type = match built.shape {
        _ if open => ProfileType::None,
        _ if built.reuses_existing => ProfileType::Existing,
        Shape::Pop3Smtp => ProfileType::Pop3Smtp,
        Shape::Exchange(_) => ProfileType::Exchange,
        Shape::PlacesDiffer if built.place.is_some() => ProfileType::Exchange,
        Shape::PlacesDiffer | Shape::KindUnknown | Shape::NotMigratable(_) => ProfileType::None,
    };
    let own = |column| built.columns.get(column) == Some(&ColumnValue::Int(0));
    let own_credentials = ["incomingcredentialretrieval", "outgoingcredentialretrieval"]
        .map(|column| profile_type != ProfileType::None && own(column));
    let mut profile = NewProfile {
        own_credentials,
        key: Text::from(key),
        name: wanted_name(&pair, connections),
        incoming: pair.incoming,
        outgoing: pair.outgoing,
        pairing: pair.pairing,
        shape: built.shape,
        connection: built.connection,
        place: built.place,
        profile_type,
        reuses_existing: built.reuses_existing,
        name_wanted: None,
        columns: built.columns,
        origins: built.origins,
        open: built.open,
        needs_oauth: built.needs_oauth,
        impersonation: built.impersonation,
        not_carried: built.not_carried,
        rows: pair.rows,
    };
    if matches!(profile_type, ProfileType::Exchange | ProfileType::Pop3Smtp) {
        profile.set(
            &"emailserverprofileid",
            profile.key.to_string(),
            rule(&"PROFILE-ID"),
        );
        if profile.columns.get("description").is_none() {
            let description = description(&profile, connections);
            profile.set(&"description", description, rule(&"MERGED-FROM"));
        }
    }
    profile
}

impl NewProfile {
    /// Sets a column.
    pub fn set(&mut self, name: Name, value: impl Into<ColumnValue>, origin: super::model::Origin) {
        self.columns.set(name, value.into());
        self.origins.set(name, origin);
    }
}

/// UUID v5 over the organization and the fingerprints of both sides.
fn key(pair: &Pair, connections: &Connections<'_, '_>) -> String {
    let fingerprint = |index: &usize| {
        connections.router_profiles[*index]
            .group
            .fingerprint
            .clone()
    };
    let organization = pair
        .incoming
        .iter()
        .chain(&pair.outgoing)
        .find_map(|index| connections.router_profiles[*index].organization.as_deref());
    let incoming = pair
        .incoming
        .as_ref()
        .map_or_else(|| "-".to_owned(), fingerprint);
    let mut outgoing: Vec<String> = pair.outgoing.iter().map(fingerprint).collect();
    order::sort(&mut outgoing);
    // A side that is still asked for is not a missing one: a profile of one direction may stand beside.
    let outgoing = if pair.pairing.is_open() {
        "?".to_owned()
    } else if outgoing.is_empty() {
        "-".to_owned()
    } else {
        outgoing.join(",")
    };
    Uuid::new_v5(
        &NAMESPACE,
        format!("1|{}|{incoming}|{outgoing}", organization.unwrap_or("-")).as_bytes(),
    )
    .hyphenated()
    .to_string()
}

fn wanted_name(pair: &Pair, connections: &Connections<'_, '_>) -> String {
    let name = |index: usize| connections.router_profiles[index].name.as_str();
    match (pair.incoming, &*pair.outgoing) {
        (Some(incoming), []) => name(incoming).to_owned(),
        (Some(incoming), [first, ..]) => format!("{} → {}", name(incoming), name(*first)),
        (None, [first, ..]) => name(*first).to_owned(),
        (None, []) => String::new(),
    }
}

/// What the profile was merged from; nothing that changes from plan to plan.
fn description(profile: &NewProfile, connections: &Connections<'_, '_>) -> String {
    let side = |index: &usize| format!("“{}”", connections.router_profiles[*index].name);
    let sides: Vec<String> = [
        profile.incoming.iter().map(side).collect::<Vec<_>>(),
        profile.outgoing.iter().map(side).collect::<Vec<_>>(),
    ]
    .into_iter()
    .zip(["incoming", "outgoing"])
    .filter(|(names, _)| !names.is_empty())
    .map(|(names, way)| format!("the {way} Email Router profile {}", names.join(", ")))
    .collect();
    cut(
        &format!("Merged from {}.", sides.join(" and ")),
        DESCRIPTION_LENGTH,
    )
}

/// At most so many characters, an ellipsis in place of what is cut.
fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let kept: String = text.chars().take(length - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Gives every new profile a name of its own: the admin's, else what it is merged from, made to fit.
pub fn name_all(profiles: &mut [NewProfile], directory: &Directory, answers: &Answers) {
    let mut taken: BTreeSet<String> = BTreeSet::from([EXISTING.to_lowercase()]);
    // A name that the organization uses under another id would be overwritten by an import that matches by name.
    let own = |id: Option<&Text>| profiles.iter().any(|profile| Some(&profile.key) == id);
    let others = directory
        .profiles
        .iter()
        .filter(|existing| !own(existing.emailserverprofileid.as_ref()));
    taken.extend(others.filter_map(|existing| Some(existing.name.as_ref()?.to_lowercase())));
    let mut order: Vec<usize> = (0..profiles.len()).collect();
    // The admin's names are given first, so that no other takes one away.
    let answered = |profile: &NewProfile| {
        answers
            .profiles
            .get(&*profile.key)
            .and_then(|answer| answer.name.clone())
            .filter(|name| !name.trim().is_empty())
    };
    order::sort_by_key(&mut order, |index| {
        (
            answered(&profiles[*index]).is_none(),
            profiles[*index].key.clone(),
        )
    });
    for index in order {
        let profile = &mut profiles[index];
        if profile.reuses_existing {
            EXISTING.clone_into(&mut profile.name);
            continue;
        }
        let (wanted, origin) = match answered(profile) {
            Some(name) => (name, rule(&"ANSWER")),
            None => (profile.name.clone(), rule(&"NAME-MERGED")),
        };
        let name = free_name(wanted.trim(), &taken);
        taken.insert(name.to_lowercase());
        if name != wanted {
            profile.name_wanted = Some(wanted);
        }
        profile.name.clone_from(&name);
        if matches!(
            profile.profile_type,
            ProfileType::Exchange | ProfileType::Pop3Smtp
        ) {
            profile.set(&"name", name, origin);
        }
    }
}

fn free_name(wanted: &str, taken: &BTreeSet<String>) -> String {
    let wanted = if wanted.is_empty() {
        "Email server profile"
    } else {
        wanted
    };
    let plain = cut(wanted, NAME_LENGTH);
    let numbered = (2..).map(|number| {
        let suffix = format!(" ({number})");
        format!(
            "{}{suffix}",
            cut(wanted, NAME_LENGTH - suffix.chars().count())
        )
    });
    std::iter::once(plain)
        .chain(numbered)
        .find(|name| !taken.contains(&name.to_lowercase()))
        .unwrap_or_default()
}
