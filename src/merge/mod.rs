//! How router profiles become email server profiles: the [`Draft`].
//!
//! ```text
//! providers ─► organizations ─► router profiles ─► rows ─► pairs ─► new profiles
//!                                                    ▲
//!                                 state files ───────┘ last processed times
//! ```
//!
//! What the files say whatever is answered is worked out first, and once for all plans: the [`Basis`].
//!
//! Two principles decide what the files leave open: nothing is guessed silently, and reading a mail
//! twice is better than losing it.

mod accounts;
mod basis;
mod columns;
mod credentials;
mod draft;
mod entries;
mod fields;
mod grouping;
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

pub use basis::{Basis, SaidOwner};
pub use columns::{EXCHANGE_ONLINE, rule};
pub use draft::{
    Assignment, Belonging, Draft, DraftOrganization, DraftProvider, Looked, NewProfile, Open,
    Pairing, Processed, RouterProfile, Row, ThresholdFault, Twin, Unknown, Use,
};
pub use fields::{Fields, Found, IGNORE, TagMeanings};
pub use grouping::hex;
pub use joining::{
    DIRECTIONS, contest, contested, is_address, is_contested_twice, is_guid, own_choice,
};
pub use new_profile::EXISTING;
pub use server::answered_kind;
pub use server_type::{Shape, Side, exchange_servertype};
pub use thresholds::{DAY, StateNotes, seconds};

use std::collections::BTreeMap;

use crate::answers::{Answers, WithoutUrl};
use crate::directory::Directory;
use crate::router::{Field, Reading, Text};
use basis::all_providers;
use columns::Connections;

/// Merges what was read into new profiles and rows. Never fails; what is open is in the draft.
pub fn draft<'a>(
    reading: &'a Reading,
    directory: &'a Directory,
    answers: &'a Answers,
    basis: &'a Basis,
) -> Draft<'a> {
    let meanings = &basis.meanings;
    let mut providers = providers(reading, basis);
    let organizations = organizations(&providers, meanings);
    let chosen = choose(&organizations, answers);
    settle_belonging(&mut providers, &organizations, chosen.as_ref(), answers);
    let mut router_profiles = router_profiles::router_profiles(&mut providers, basis, answers);
    let is_same_host = same_host(&organizations, chosen.as_ref(), answers);
    let mut rows = joining::join(
        &mut providers,
        &router_profiles,
        &basis.keys,
        directory,
        answers,
        is_same_host,
    );
    let state = thresholds::correlate(&mut rows, &providers, basis, answers);
    serve(&rows, &mut router_profiles);
    let mut profiles = {
        let connections = Connections {
            router_profiles: &router_profiles,
            providers: &providers,
            answers,
            ids_are_keys: directory.has_mailboxes() || is_same_host,
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
        basis,
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
    let served = organizations
        .iter()
        .find(|organization| Some(&organization.id) == chosen);
    match (&answers.target_url, served) {
        (Some(target), Some(served)) => are_one_host(target, &served.url),
        _ => true,
    }
}

/// Whether two URLs are of one host.
pub fn are_one_host(one: &str, other: &str) -> bool {
    let host = |url: &str| location::Location::parse(url).authority();
    host(one) == host(other)
}

fn providers<'a>(reading: &'a Reading, basis: &'a Basis) -> Vec<DraftProvider<'a>> {
    // A list that grows is there twice for a moment.
    let mut providers = Vec::with_capacity(basis.providers.len());
    let all = all_providers(reading).zip(&basis.providers);
    providers.extend(all.map(|((router, source), said)| DraftProvider {
        router,
        source,
        said,
        belonging: Belonging::Undecided,
        router_profile: 0,
        rows: draft::Few::new(),
        given_up: Vec::new(),
    }));
    providers
}

fn organizations(
    providers: &[DraftProvider<'_>],
    meanings: &TagMeanings,
) -> Vec<DraftOrganization> {
    let mut found: BTreeMap<Text, DraftOrganization> = BTreeMap::new();
    for provider in providers {
        let Some(id) = &provider.said.organization else {
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
        provider.belonging = match (&provider.said.organization, chosen, answers.without_url) {
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

/// Tells router profiles whom they serve.
fn serve(rows: &[Row], router_profiles: &mut [RouterProfile<'_>]) {
    for row in rows {
        for profile in row.incoming_profiles.iter().chain(&row.outgoing_profiles) {
            let profile = &mut router_profiles[*profile];
            profile.rows += 1;
            if profile.rows == 1 {
                profile.first_address.clone_from(&row.address);
            }
        }
    }
}
