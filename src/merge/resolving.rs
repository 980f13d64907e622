//! Joining with the directory: each row finds its mailbox of today, and halves of one mailbox become whole.

use std::collections::HashMap;

use super::Belonging;
use super::draft::{Looked, Row};
use super::joining::kind_of;
use super::model::{MailboxKind, Owner, OwnerType, PairedBy};
use crate::directory::{Directory, RegardingType};
use crate::router::Text;

/// Looks every planned row up. Without an export of mailboxes nothing is looked up, and nothing is concluded.
pub fn resolve(rows: Vec<Row>, directory: &Directory) -> Vec<Row> {
    if !directory.has_mailboxes() {
        return rows;
    }
    let mut whole: Vec<Row> = Vec::with_capacity(rows.len());
    let mut of_mailbox: HashMap<usize, usize> = HashMap::new();
    for mut row in rows {
        if row.belonging == Belonging::Planned {
            row.looked = look(&row, directory);
        }
        let Looked::Found(mailbox) = row.looked else {
            whole.push(row);
            continue;
        };
        match of_mailbox.get(&mailbox) {
            Some(first) if differ(&whole[*first], &row) => {
                // Neither is given up: which of them the mailbox is, nothing tells.
                whole[*first].looked = Looked::Shared;
                row.looked = Looked::Shared;
                whole.push(row);
            }
            Some(first) => absorb(&mut whole[*first], row),
            None => {
                fill(&mut row, directory, mailbox);
                of_mailbox.insert(mailbox, whole.len());
                whole.push(row);
            }
        }
    }
    key_by_address(&mut whole);
    whole
}

/// The one active mailbox of a row. `IsForwardMailbox` picks the forward one of two, its absence the other.
fn look(row: &Row, directory: &Directory) -> Looked {
    if leads_apart(row, directory) {
        return Looked::Several;
    }
    let all: Vec<usize> = match (&row.owner, &row.address) {
        (Some(owner), _) => directory
            .positions_of_owner(regarding(owner.owner_type), &owner.id)
            .collect(),
        (None, Some(address)) => directory.positions_of_address(address).collect(),
        (None, None) => Vec::new(),
    };
    let mailbox = |index: &usize| &directory.mailboxes[*index];
    let active: Vec<usize> = all
        .iter()
        .copied()
        .filter(|index| !mailbox(index).is_inactive())
        .collect();
    let forward = row.kind == MailboxKind::Forward;
    let fitting: Vec<usize> = match &*active {
        [_, _, ..] => active
            .iter()
            .copied()
            .filter(|index| mailbox(index).isforwardmailbox == Some(forward))
            .collect(),
        _ => active.clone(),
    };
    match (&*fitting, &*active, &*all) {
        ([one], ..) => Looked::Found(*one),
        (_, [], []) => Looked::Missing,
        (_, [], _) => Looked::Inactive,
        _ => Looked::Several,
    }
}

/// Whether the owner and the address of a row, tied together in the files, are those of different mailboxes.
fn leads_apart(row: &Row, directory: &Directory) -> bool {
    let (Some(owner), Some(address)) = (&row.owner, &row.address) else {
        return false;
    };
    let is_active = |position: &usize| !directory.mailboxes[*position].is_inactive();
    let mut of_owner = directory
        .positions_of_owner(regarding(owner.owner_type), &owner.id)
        .filter(is_active)
        .peekable();
    let mut of_address = directory
        .positions_of_address(address)
        .filter(is_active)
        .peekable();
    let (true, Some(_)) = (of_owner.peek().is_some(), of_address.peek()) else {
        return false;
    };
    let of_address: Vec<usize> = of_address.collect();
    !of_owner.any(|position| of_address.contains(&position))
}

const fn regarding(owner: OwnerType) -> RegardingType {
    match owner {
        OwnerType::User => RegardingType::User,
        OwnerType::Queue => RegardingType::Queue,
    }
}

/// Whether two rows of one mailbox have different addresses in the files.
fn differ(one: &Row, other: &Row) -> bool {
    let address = |row: &Row| row.key.strip_prefix("address:").map(str::to_owned);
    match (address(one), address(other)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

/// Takes over what the directory knows better.
fn fill(row: &mut Row, directory: &Directory, mailbox: usize) {
    let found = &directory.mailboxes[mailbox];
    if row.address.is_none() {
        row.address.clone_from(&found.emailaddress);
    }
    let owner_type = found.regardingobjecttypecode.map(|kind| match kind {
        RegardingType::User => OwnerType::User,
        RegardingType::Queue => OwnerType::Queue,
    });
    if let (None, Some(owner_type), Some(id)) =
        (&row.owner, owner_type, &found.regardingobjectid.id)
    {
        let owner = Owner {
            owner_type,
            id: id.clone(),
        };
        if row.kind != MailboxKind::Forward {
            row.kind = kind_of(&owner);
        }
        row.owner = Some(owner);
    }
    if found.isforwardmailbox == Some(true) && row.owner.is_none() {
        row.kind = MailboxKind::Forward;
    }
}

/// Two rows of one mailbox: what each proves holds for both.
fn absorb(first: &mut Row, other: Row) {
    first.incoming.extend(other.incoming);
    first.outgoing.extend(other.outgoing);
    first.joined_by = Some(PairedBy::Directory);
    if first.address.is_none() {
        first.address = other.address;
    }
    // The address as the router wrote it is the one an answer may be keyed by.
    if other.key.starts_with("address:") {
        first.key = other.key;
    }
}

/// A row that has an address is keyed by it, unless another row is already.
fn key_by_address(rows: &mut [Row]) {
    let mut taken: HashMap<Text, usize> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| (row.key.clone(), index))
        .collect();
    for (index, row) in rows.iter_mut().enumerate() {
        if row.belonging != Belonging::Planned || row.key.starts_with("address:") {
            continue;
        }
        let Some(address) = &row.address else {
            continue;
        };
        let key = Text::from(format!("address:{}", address.to_lowercase()));
        if !taken.contains_key(&key) {
            taken.insert(key.clone(), index);
            row.key = key;
        }
    }
}
