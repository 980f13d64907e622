//! Users who synchronize through Dynamics 365 for Outlook: no router serves them, and they can go over
//! all the same, since all it takes is another delivery method and a profile.

use std::borrow::Cow;
use std::collections::HashSet;

use super::draft::{Assignment, Belonging, Looked, NewProfile, Row};
use super::model::{MailboxKind, Owner, OwnerType, ProfileType};
use crate::answers::Answers;
use crate::directory::{Directory, DirectoryMailbox, RegardingType};
use crate::router::Text;
use crate::text::lower;

/// Value of a delivery method that stands for Outlook.
const OUTLOOK: i64 = 1;

/// Positions of the active mailboxes of users that synchronize through Outlook, and that no row stands for.
pub fn candidates(rows: &[Row], directory: &Directory) -> Vec<usize> {
    let mailboxes = directory.mailboxes.iter();
    if !mailboxes.clone().any(is_outlook) {
        return Vec::new();
    }
    let planned = || {
        rows.iter()
            .filter(|row| row.belonging == Belonging::Planned)
    };
    let found: HashSet<usize> = planned()
        .filter_map(|row| match row.looked {
            Looked::Found(position) => Some(position),
            _ => None,
        })
        .collect();
    let addresses: HashSet<Cow<'_, str>> = planned()
        .filter_map(|row| Some(lower(row.address.as_deref()?)))
        .collect();
    let owners: HashSet<&str> = planned()
        .filter_map(|row| Some(&*row.owner.as_ref()?.id))
        .collect();
    let is_known = |position: usize, mailbox: &DirectoryMailbox| {
        let address = mailbox.emailaddress.as_deref().map(lower);
        let owner = mailbox.regardingobjectid.id.as_deref();
        found.contains(&position)
            || address.is_some_and(|address| addresses.contains(&address))
            || owner.is_some_and(|owner| owners.contains(owner))
    };
    let all = mailboxes.enumerate();
    all.filter(|(position, mailbox)| is_outlook(mailbox) && !is_known(*position, mailbox))
        .map(|(position, _)| position)
        .collect()
}

fn is_outlook(mailbox: &DirectoryMailbox) -> bool {
    let methods = [
        mailbox.incomingemaildeliverymethod,
        mailbox.outgoingemaildeliverymethod,
    ];
    methods.contains(&Some(OUTLOOK))
        && !mailbox.is_inactive()
        && mailbox.isforwardmailbox != Some(true)
        && mailbox.regardingobjecttypecode != Some(RegardingType::Queue)
}

/// Makes a row of each, when the admin includes them.
pub fn add(rows: &mut Vec<Row>, directory: &Directory, answers: &Answers) {
    if !answers.include_outlook {
        return;
    }
    let mut taken: HashSet<Text> = rows.iter().map(|row| row.key.clone()).collect();
    for position in candidates(rows, directory) {
        let mailbox = &directory.mailboxes[position];
        let Some(key) = key(mailbox).filter(|key| taken.insert(key.clone())) else {
            continue;
        };
        let mut row = Row::empty(key, Belonging::Planned);
        row.address.clone_from(&mailbox.emailaddress);
        row.owner = mailbox.regardingobjectid.id.clone().map(|id| Owner {
            owner_type: OwnerType::User,
            id,
        });
        row.kind = MailboxKind::User;
        row.looked = Looked::Found(position);
        row.is_outlook = true;
        row.assignment = Assignment::OutlookOpen;
        rows.push(row);
    }
}

fn key(mailbox: &DirectoryMailbox) -> Option<Text> {
    let address = mailbox.emailaddress.as_deref().map(str::trim);
    match address.filter(|address| !address.is_empty()) {
        Some(address) => Some(Text::from(format!("address:{}", lower(address)))),
        None => {
            let owner = mailbox.regardingobjectid.id.as_deref()?;
            Some(Text::from(format!("user:{owner}")))
        }
    }
}

/// Whether Outlook users can be given to a profile.
pub fn takes(profile: &NewProfile) -> bool {
    profile.profile_type != ProfileType::None
}

/// Gives them to the profile that the admin chose.
pub fn assign(rows: &mut [Row], profiles: &mut [NewProfile], answers: &Answers) {
    let chosen = answers.outlook_profile.as_deref();
    let Some(index) = profiles
        .iter()
        .position(|profile| Some(&*profile.key) == chosen && takes(profile))
    else {
        return;
    };
    for (at, row) in rows
        .iter_mut()
        .enumerate()
        .filter(|(_, row)| row.is_outlook)
    {
        row.assignment = Assignment::Profile(index);
        profiles[index].rows.push(at);
    }
    profiles[index].rows.sort_unstable();
}

/// The directions of a mailbox that go through Outlook today: incoming, outgoing.
pub fn directions(mailbox: &DirectoryMailbox) -> [bool; 2] {
    [
        mailbox.incomingemaildeliverymethod == Some(OUTLOOK),
        mailbox.outgoingemaildeliverymethod == Some(OUTLOOK),
    ]
}
