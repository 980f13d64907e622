//! Where everything ends: the strongest of what applies.

use crate::checks::{Mark, Marks, combine};
use crate::merge::model::Outcome;
use crate::merge::{Assignment, Belonging, Draft};

/// What is left when nothing applies.
const MIGRATES: Mark = Mark {
    outcome: Outcome::Migrates,
    reason: &"",
};

/// What the admin gave to another router profile.
pub const GIVEN_UP: Mark = Mark {
    outcome: Outcome::LeftOut,
    reason: &"LEFT-OUT",
};

/// Outcomes of the parts of a draft, by index.
#[derive(Debug)]
pub struct Outcomes {
    /// Of rows.
    pub rows: Vec<Mark>,
    /// Of new profiles.
    pub profiles: Vec<Mark>,
    /// Of router profiles.
    pub router_profiles: Vec<Mark>,
    /// Of providers.
    pub providers: Vec<Mark>,
}

/// Brings the marks down to rows, and from the rows up again to what holds them.
pub fn outcomes(draft: &Draft<'_>, marks: &Marks) -> Outcomes {
    let rows: Vec<Mark> = (0..draft.rows.len())
        .map(|index| row(draft, marks, index))
        .collect();
    let profiles = draft.profiles.iter().enumerate().map(|(index, profile)| {
        container(
            marks.profiles[index],
            profile.rows.iter().map(|row| rows[*row]),
        )
    });
    let profiles = profiles.collect();
    let router_profiles = draft
        .router_profiles
        .iter()
        .enumerate()
        .map(|(index, profile)| {
            let mut own = marks.router_profiles[index];
            if let Some(mark) = belonging(profile.belonging) {
                combine(&mut own, mark);
            }
            // Where nothing of it gave a row, what was found about its providers says it all.
            let members = profile.group.members.iter();
            let rows = members
                .clone()
                .flat_map(|member| &draft.providers[*member].rows)
                .map(|row| rows[*row]);
            let nameless = members.filter_map(|member| marks.providers[*member]);
            own.or_else(|| best(rows))
                .or_else(|| best(nameless))
                .unwrap_or(MIGRATES)
        });
    let router_profiles: Vec<Mark> = router_profiles.collect();
    let providers = draft.providers.iter().enumerate().map(|(index, provider)| {
        let mut own = marks.router_profiles[provider.router_profile];
        if let Some(mark) = marks.providers[index] {
            combine(&mut own, mark);
        }
        if let Some(mark) = belonging(provider.belonging) {
            combine(&mut own, mark);
        }
        if provider.rows.is_empty() && !provider.given_up.is_empty() {
            combine(&mut own, GIVEN_UP);
        }
        container(own, provider.rows.iter().map(|row| rows[*row]))
    });
    let providers = providers.collect();
    Outcomes {
        rows,
        profiles,
        router_profiles,
        providers,
    }
}

fn row(draft: &Draft<'_>, marks: &Marks, index: usize) -> Mark {
    let row = &draft.rows[index];
    let mut mark = marks.rows[index];
    let planned = row.belonging == Belonging::Planned;
    let mut apply = |other: Option<Mark>| {
        if let Some(other) = other {
            combine(&mut mark, other);
        }
    };
    if planned {
        apply(marks.all);
        for profile in row.incoming_profiles.iter().chain(&row.outgoing_profiles) {
            apply(marks.router_profiles[*profile]);
        }
        for used in row.incoming.iter().chain(&row.outgoing) {
            apply(marks.providers[used.provider]);
        }
        if let Assignment::Profile(profile) = row.assignment {
            apply(marks.profiles[profile]);
        }
    }
    mark.unwrap_or(MIGRATES)
}

/// What follows from the organization alone.
const fn belonging(belonging: Belonging) -> Option<Mark> {
    match belonging {
        Belonging::Planned => None,
        Belonging::Other => Some(Mark {
            outcome: Outcome::LeftOut,
            reason: &"OTHER-ORG",
        }),
        Belonging::NoOrganizationLeftOut => Some(Mark {
            outcome: Outcome::LeftOut,
            reason: &"LEFT-OUT",
        }),
        Belonging::NoOrganization => Some(Mark {
            outcome: Outcome::NeedsDecision,
            reason: &"IN-05",
        }),
        Belonging::Undecided => Some(Mark {
            outcome: Outcome::NeedsDecision,
            reason: &"ORGANIZATION-OPEN",
        }),
    }
}

/// Its own outcome if it has one, else the best that any of its rows reaches.
fn container(own: Option<Mark>, rows: impl Iterator<Item = Mark>) -> Mark {
    own.or_else(|| best(rows)).unwrap_or(MIGRATES)
}

fn best(marks: impl Iterator<Item = Mark>) -> Option<Mark> {
    marks.reduce(|best, next| {
        if next.outcome < best.outcome {
            next
        } else {
            best
        }
    })
}
