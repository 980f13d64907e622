//! How router profiles become email server profiles: the [`Draft`].
//!
//! ```text
//! providers ─► organizations ─► router profiles ─► rows ─► pairs ─► new profiles
//!                                                    ▲
//!                                 state files ───────┘ last processed times
//! ```
//!
//! Two principles decide what the files leave open: nothing is guessed silently, and reading a mail
//! twice is better than losing it.

mod accounts;
mod columns;
mod credentials;
mod draft;
mod fields;
mod joining;
mod leftovers;
pub mod location;
pub mod mailboxes;
pub mod model;
mod new_profile;
pub mod outlook;
mod pairing;
mod resolving;
mod router_profiles;
pub mod rules;
mod server;
mod server_type;
mod thresholds;

pub use columns::{EXCHANGE_ONLINE, rule};
pub use draft::{
    Assignment, Belonging, Draft, DraftOrganization, DraftProvider, Looked, NewProfile, Open,
    Pairing, Processed, RouterProfile, Row, ThresholdFault, Twin, Use,
};
pub use fields::{Fields, Found, IGNORE, TagMeanings};
pub use joining::{contest, is_guid, owner_id};
pub use new_profile::EXISTING;
pub use router_profiles::hex;
pub use server::VERSIONS;
pub use server_type::{Shape, Side, exchange_servertype};
pub use thresholds::{DAY, StateNotes, seconds};

use std::collections::HashMap;

use crate::answers::{Answers, WithoutUrl};
use crate::directory::Directory;
use crate::router::{Field, Reading, Role, Text};
use columns::{Connections, Served};

/// Merges what was read into new profiles and rows. Never fails; what is open is in the draft.
pub fn draft<'a>(
    reading: &'a Reading,
    directory: &'a Directory,
    answers: &'a Answers,
    meanings: &'a TagMeanings,
) -> Draft<'a> {
    let mut providers = providers(reading, meanings);
    let organizations = organizations(&providers, meanings);
    let chosen = choose(&organizations, answers);
    settle_belonging(&mut providers, &organizations, chosen.as_ref(), answers);
    let router_profiles = router_profiles::group(&mut providers, meanings, answers);
    let mut rows = joining::join(
        &mut providers,
        &router_profiles,
        meanings,
        directory,
        answers,
    );
    let state = thresholds::correlate(&mut rows, &providers, reading, meanings, answers);
    let users = served(&rows, router_profiles.len());
    let mut profiles = {
        let connections = Connections {
            router_profiles: &router_profiles,
            providers: &providers,
            answers,
            ids_are_keys: directory.has_mailboxes()
                || same_host(&organizations, chosen.as_ref(), answers),
            users,
        };
        pairing::pair(&mut rows, &router_profiles, &connections, answers)
    };
    let has_forward_mailbox = rows
        .iter()
        .any(|row| row.belonging == Belonging::Planned && row.kind == model::MailboxKind::Forward);
    new_profile::name_all(&mut profiles, directory, answers);
    Draft {
        reading,
        directory,
        answers,
        meanings,
        organizations,
        chosen,
        providers,
        router_profiles,
        profiles,
        rows,
        has_forward_mailbox,
        state,
    }
}

/// Whether the target is the host that the routers served. On another one ids need not be the same.
pub fn same_host(
    organizations: &[DraftOrganization],
    chosen: Option<&Text>,
    answers: &Answers,
) -> bool {
    let host = |url: &str| location::Location::parse(url).authority();
    let served = organizations
        .iter()
        .find(|organization| Some(&organization.id) == chosen);
    match (&answers.target_url, served) {
        (Some(target), Some(served)) => host(target) == host(&served.url),
        _ => true,
    }
}

fn providers<'a>(reading: &'a Reading, meanings: &'a TagMeanings) -> Vec<DraftProvider<'a>> {
    // Nearly all providers name the same one.
    let mut ids: HashMap<&'a str, Text> = HashMap::new();
    let mut organization = |url: &'a str| {
        let id = ids.entry(url);
        id.or_insert_with(|| Text::from(location::organization_id(url)))
            .clone()
    };
    let agents = reading
        .routers
        .iter()
        .filter_map(|router| router.agent.as_ref());
    let mut all = Vec::with_capacity(agents.map(|agent| agent.providers.len()).sum());
    for router in &reading.routers {
        let file = router
            .files
            .iter()
            .find(|file| file.role == Role::Agent)
            .map_or_else(|| Text::from(""), |file| file.name.clone());
        for source in router.agent.iter().flat_map(|agent| &agent.providers) {
            let url = Fields::new(source, meanings).text(Field::CrmServerUrl);
            all.push(DraftProvider {
                router,
                file: file.clone(),
                source,
                organization: url.map(|found| organization(found.value)),
                belonging: Belonging::Undecided,
                router_profile: 0,
                rows: draft::Few::new(),
                given_up: Vec::new(),
            });
        }
    }
    all
}

fn organizations(
    providers: &[DraftProvider<'_>],
    meanings: &TagMeanings,
) -> Vec<DraftOrganization> {
    let mut found: std::collections::BTreeMap<Text, DraftOrganization> =
        std::collections::BTreeMap::new();
    for provider in providers {
        let Some(id) = &provider.organization else {
            continue;
        };
        let organization = found.entry(id.clone()).or_insert_with(|| {
            let url = Fields::new(provider.source, meanings)
                .text(Field::CrmServerUrl)
                .map(|found| found.value.clone());
            DraftOrganization {
                id: id.clone(),
                url: url.unwrap_or_else(|| id.clone()),
                providers: 0,
            }
        });
        organization.providers += 1;
    }
    found.into_values().collect()
}

fn choose(organizations: &[DraftOrganization], answers: &Answers) -> Option<Text> {
    match (&answers.organization, organizations) {
        (Some(id), _)
            if organizations
                .iter()
                .any(|organization| *organization.id == **id) =>
        {
            Some(Text::from(id.as_str()))
        }
        (_, [only]) => Some(only.id.clone()),
        _ => None,
    }
}

fn settle_belonging(
    providers: &mut [DraftProvider<'_>],
    organizations: &[DraftOrganization],
    chosen: Option<&Text>,
    answers: &Answers,
) {
    for provider in providers {
        provider.belonging = match (&provider.organization, chosen, answers.without_url) {
            (None, _, None) => Belonging::NoOrganization,
            (None, _, Some(WithoutUrl::LeaveOut)) => Belonging::NoOrganizationLeftOut,
            (None, None, Some(WithoutUrl::Include)) if !organizations.is_empty() => {
                Belonging::Undecided
            }
            (None, _, Some(WithoutUrl::Include)) => Belonging::Planned,
            (Some(_), None, _) => Belonging::Undecided,
            (Some(own), Some(chosen), _) if own == chosen => Belonging::Planned,
            (Some(_), Some(_), _) => Belonging::Other,
        };
    }
}

fn served(rows: &[Row], router_profiles: usize) -> Vec<Served> {
    let mut served = vec![Served::default(); router_profiles];
    for row in rows {
        for profile in row.incoming_profiles.iter().chain(&row.outgoing_profiles) {
            served[*profile].rows += 1;
            served[*profile].address = row.address.as_deref().map(str::to_owned);
        }
    }
    served
}
