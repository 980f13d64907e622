//! Joining with the directory: each row finds its mailbox of today, and halves of one mailbox become whole.

use std::collections::HashSet;

use super::Belonging;
use super::draft::{Few, Looked, Row};
use super::joining::kind_of;
use super::model::{MailboxKind, Owner, OwnerType, PairedBy};
use crate::directory::{Directory, RegardingType};
use crate::router::Text;
use crate::text::lower;

/// Looks every planned row up. Without an export of mailboxes nothing is looked up, and nothing is concluded.
/// On another host than the routers served, ids are keys only where the export knows them.
pub fn resolve(rows: Vec<Row>, directory: &Directory, is_same_host: bool) -> Vec<Row> {
    if !directory.has_mailboxes() {
        return rows;
    }
    let mut whole: Vec<Row> = Vec::with_capacity(rows.len());
    let mut of_mailbox: Vec<Option<usize>> = vec![None; directory.mailboxes.len()];
    for mut row in rows {
        if row.belonging == Belonging::Planned {
            let mut found = Found::of(&row, directory);
            if !is_same_host && found.is_renumbered() {
                // The address alone finds the mailbox, and the owner is the one it has there.
                row.owner = None;
                found.of_owner = None;
            }
            row.looked = look(row.kind, &found, directory);
        }
        let Looked::Found(mailbox) = row.looked else {
            whole.push(row);
            continue;
        };
        match of_mailbox[mailbox] {
            Some(first) if differ(&whole[first], &row) => {
                // Neither is given up: which of them the mailbox is, nothing tells.
                whole[first].looked = Looked::Shared;
                row.looked = Looked::Shared;
                whole.push(row);
            }
            Some(first) => absorb(&mut whole[first], row),
            None => {
                fill(&mut row, directory, mailbox);
                of_mailbox[mailbox] = Some(whole.len());
                whole.push(row);
            }
        }
    }
    key_by_address(&mut whole);
    whole
}

/// Where the export has the owner and the address of a row, each if the row has one.
struct Found {
    of_owner: Option<Few>,
    of_address: Option<Few>,
}

impl Found {
    fn of(row: &Row, directory: &Directory) -> Self {
        let of_owner = |owner: &Owner| {
            let regarding = regarding(owner.owner_type);
            directory.positions_of_owner(regarding, &owner.id).collect()
        };
        let of_address = |address: &Text| directory.positions_of_address(address).collect();
        Self {
            of_owner: row.owner.as_ref().map(of_owner),
            of_address: row.address.as_ref().map(of_address),
        }
    }

    /// Whether the export does not know the owner, and knows the address.
    fn is_renumbered(&self) -> bool {
        matches!((&self.of_owner, &self.of_address), (Some(owner), Some(address)) if owner.is_empty() && !address.is_empty())
    }

    /// Whether the owner and the address, tied together in the files, are those of different mailboxes.
    fn leads_apart(&self, directory: &Directory) -> bool {
        let (Some(of_owner), Some(of_address)) = (&self.of_owner, &self.of_address) else {
            return false;
        };
        let is_active = |position: &&usize| !directory.mailboxes[**position].is_inactive();
        let mut of_owner = of_owner.iter().filter(is_active).peekable();
        let of_address = of_address.iter().filter(is_active);
        of_owner.peek().is_some()
            && of_address.clone().next().is_some()
            && !of_owner.any(|position| of_address.clone().any(|other| other == position))
    }
}

/// The one active mailbox of a row. `IsForwardMailbox` picks the forward one of two, its absence the other.
fn look(kind: MailboxKind, found: &Found, directory: &Directory) -> Looked {
    if found.leads_apart(directory) {
        return Looked::Several;
    }
    let known = found.of_owner.as_ref().or(found.of_address.as_ref());
    let all = known.cloned().unwrap_or_default();
    let mailbox = |index: &usize| &directory.mailboxes[*index];
    let active: Few = all
        .iter()
        .copied()
        .filter(|index| !mailbox(index).is_inactive())
        .collect();
    let forward = kind == MailboxKind::Forward;
    let fitting: Few = match &*active {
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

const fn regarding(owner: OwnerType) -> RegardingType {
    match owner {
        OwnerType::User => RegardingType::User,
        OwnerType::Queue => RegardingType::Queue,
    }
}

/// Whether two rows of one mailbox have different addresses in the files.
fn differ(one: &Row, other: &Row) -> bool {
    let has_address = |row: &Row| row.key.starts_with("address:");
    has_address(one) && has_address(other) && one.key != other.key
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
    // An address is marked as a forward mailbox, an owner is not; either may come first.
    if other.kind == MailboxKind::Forward {
        first.kind = MailboxKind::Forward;
    }
    if first.address.is_none() {
        first.address = other.address;
        first.address_key = other.address_key;
    }
    // The address as the router wrote it is the one an answer may be keyed by.
    if other.key.starts_with("address:") {
        first.key = other.key;
    }
}

/// A row that has an address is keyed by it, unless another row is already.
fn key_by_address(rows: &mut [Row]) {
    let is_keyed_by_owner = |row: &Row| {
        row.belonging == Belonging::Planned
            && row.address.is_some()
            && !row.key.starts_with("address:")
    };
    if !rows.iter().any(is_keyed_by_owner) {
        return;
    }
    let mut taken: HashSet<Text> = rows.iter().map(|row| row.key.clone()).collect();
    for row in rows.iter_mut().filter(|row| is_keyed_by_owner(row)) {
        let address = row.address.as_deref().unwrap_or_default();
        let key = Text::from(format!("address:{}", lower(address)));
        if taken.insert(key.clone()) {
            row.key = key;
        }
    }
}
