//! Accounts that cannot be read: whether those of two routers are the same, only the admin can say.

use std::borrow::Cow;

use super::draft::Twin;
use super::grouping::Group;
use crate::answers::Answers;

/// The groups that become router profiles, each with its twins: groups that differ from it in nothing but an
/// unreadable account. Those of which the admin says that it is the same are put together.
pub fn fold<'a>(groups: &'a [Group], answers: &Answers) -> Vec<(Cow<'a, Group>, Vec<Twin>)> {
    let mut kept: Vec<Option<(Cow<'a, Group>, Vec<Twin>)>> = groups
        .iter()
        .map(|group| Some((Cow::Borrowed(group), Vec::new())))
        .collect();
    for (index, own) in groups.iter().enumerate() {
        let first = groups[..index].iter().position(|other| {
            own.but_for_account.is_some()
                && other.direction == own.direction
                && other.but_for_account == own.but_for_account
        });
        let Some((first, Some((group, twins)))) = first.map(|at| (at, kept[at].as_mut())) else {
            continue;
        };
        let wanted = answers.accounts.get(&*own.id);
        let is_folded = wanted.is_some_and(|wanted| **wanted == *groups[first].id);
        if is_folded {
            group.to_mut().absorb(own);
        }
        twins.push(Twin {
            id: own.id.clone(),
            routers: own.routers.clone(),
            is_folded,
        });
        if is_folded {
            kept[index] = None;
        }
    }
    kept.into_iter().flatten().collect()
}
