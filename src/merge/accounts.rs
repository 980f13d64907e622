//! Accounts that cannot be read: whether those of two routers are the same, only the admin can say.

use std::collections::BTreeMap;

use super::draft::{DraftProvider, Twin};
use super::router_profiles::Group;
use crate::answers::Answers;
use crate::router::Text;

/// Finds the groups that differ in nothing but an unreadable account, puts those together of which the
/// admin says that it is the same, and gives each first group its twins. A group that went into
/// another has no members left.
pub fn fold(
    groups: &mut [Group],
    ids: &[String],
    providers: &[DraftProvider<'_>],
    answers: &Answers,
) -> BTreeMap<usize, Vec<Twin>> {
    let mut twins: BTreeMap<usize, Vec<Twin>> = BTreeMap::new();
    for index in 1..groups.len() {
        let (before, rest) = groups.split_at_mut(index);
        let own = &mut rest[0];
        let Some(first) = before.iter().position(|other| {
            own.but_for_account.is_some()
                && other.direction == own.direction
                && other.but_for_account == own.but_for_account
        }) else {
            continue;
        };
        let mut routers: Vec<u16> = own
            .members
            .iter()
            .map(|member| providers[*member].router.number)
            .collect();
        routers.dedup();
        let is_folded = answers.accounts.get(&ids[index]) == Some(&ids[first]);
        if is_folded {
            before[first].members.append(&mut own.members);
            before[first].members.sort_unstable();
        }
        twins.entry(first).or_default().push(Twin {
            id: Text::from(ids[index].as_str()),
            routers,
            is_folded,
        });
    }
    twins
}
