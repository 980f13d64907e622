//! The columns of a mailbox, each with where it comes from.

use super::columns::rule;
use super::draft::{Assignment, Draft, Looked, Row};
use super::fields::Fields;
use super::model::{MailboxKind, Origin, Place, ProfileType};
use super::outlook;
use crate::answers::MissingDirection;
use crate::dataverse::{ColumnValue, Columns, Name};
use crate::router::{Field, Text};

/// Columns of a row with their origins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MailboxColumns {
    /// By logical name.
    pub columns: Columns<ColumnValue>,
    /// Where each comes from.
    pub origins: Columns<Origin>,
    /// Whether its password has to be typed in.
    pub needs_password: bool,
}

impl MailboxColumns {
    /// Sets a column.
    pub fn set(&mut self, name: Name, value: impl Into<ColumnValue>, origin: Origin) {
        self.columns.set(name, value.into());
        self.origins.set(name, origin);
    }
}

/// The columns of a row but for its date. A row without a profile gets none.
pub fn columns(draft: &Draft<'_>, row: &Row) -> MailboxColumns {
    /// More than most have: they are made to fit in the end.
    const ROOM: usize = 8;
    let Assignment::Profile(index) = row.assignment else {
        return MailboxColumns::default();
    };
    let profile = &draft.profiles[index];
    if profile.profile_type == ProfileType::None {
        return MailboxColumns::default();
    }
    let mut built = MailboxColumns {
        columns: Columns::with_capacity(ROOM),
        origins: Columns::with_capacity(ROOM),
        needs_password: false,
    };
    let assigned = if profile.reuses_existing {
        Text::from(profile.name.as_str())
    } else {
        profile.key.clone()
    };
    // In the order of the names, which takes the least time.
    if profile.profile_type == ProfileType::Pop3Smtp {
        built.set(&"actdeliverymethod", 2, rule(&"MB-03"));
    }
    let own = own_credentials(draft, row);
    built.needs_password = own.contains(&true);
    if built.needs_password {
        built.set(&"allowemailconnectortousecredentials", true, rule(&"MB-12"));
    }
    built.set(&"emailserverprofile", assigned, rule(&"ASSIGN"));
    directions(draft, row, &mut built);
    if matches!(row.kind, MailboxKind::Queue | MailboxKind::Forward) {
        delete_emails(draft, row, &mut built);
    }
    if let Some((user, place)) = user_name(draft, row, own) {
        built.set(&"username", user.clone(), Origin::Place(place));
    }
    built
}

const METHODS: [Name; 2] = [
    &"incomingemaildeliverymethod",
    &"outgoingemaildeliverymethod",
];

/// Only what the files prove is written; 0 None by the admin's word alone.
fn directions(draft: &Draft<'_>, row: &Row, built: &mut MailboxColumns) {
    if let (true, Looked::Found(position)) = (row.is_outlook, row.looked) {
        let today = outlook::directions(&draft.directory.mailboxes[position]);
        for (method, _) in METHODS
            .into_iter()
            .zip(today)
            .filter(|(_, through)| *through)
        {
            built.set(method, 2, rule(&"OUTLOOK-USER"));
        }
        return;
    }
    for (method, uses) in METHODS.into_iter().zip([&row.incoming, &row.outgoing]) {
        if method == METHODS[0] && (is_forwarded(draft, row) || may_be_forwarded(draft, row)) {
            // What is read through a forward mailbox today keeps that.
            continue;
        }
        if let Some(used) = uses.first() {
            let provider = &draft.providers[used.provider];
            // An incoming provider is the proof as a whole; an outgoing one serves many, the id is.
            let line = if method == METHODS[0] {
                provider.said.line
            } else {
                used.line
            };
            built.set(method, 2, Origin::Place(provider.place(line)));
        } else if missing_direction(draft, row) == Some(MissingDirection::None) {
            built.set(method, 0, rule(&"ANSWER"));
        }
    }
}

/// Whether the directory says that mail comes to it through a forward mailbox.
fn is_forwarded(draft: &Draft<'_>, row: &Row) -> bool {
    matches!(row.looked, Looked::Found(index) if draft.directory.mailboxes[index].incomingemaildeliverymethod == Some(3))
}

/// Whether a forward mailbox may read for an owner of whom nothing else is known: by another mailbox's
/// mail, or by an address that no file ties to the owner.
fn may_be_forwarded(draft: &Draft<'_>, row: &Row) -> bool {
    draft.has_forward_mailbox
        && row.address.is_none()
        && row.incoming.is_empty()
        && !matches!(row.looked, Looked::Found(_))
}

/// What the admin said of the direction a row's files do not prove.
fn missing_direction(draft: &Draft<'_>, row: &Row) -> Option<MissingDirection> {
    let answers = &draft.answers.missing_direction;
    let of_profile = || {
        let profiles = row.incoming_profiles.iter().chain(&row.outgoing_profiles);
        profiles
            .filter_map(|profile| answers.get(&*draft.router_profiles[*profile].id))
            .next()
    };
    answers.get(&*row.key).or_else(of_profile).copied()
}

fn delete_emails(draft: &Draft<'_>, row: &Row, built: &mut MailboxColumns) {
    let Some(used) = row.incoming.first() else {
        return;
    };
    let provider = &draft.providers[used.provider];
    let fields = Fields::new(provider.source, draft.meanings);
    if let Some(delete) = fields.flag(Field::DeleteEmails) {
        built.set(
            &"processanddeleteemails",
            delete.value,
            Origin::Place(provider.place(delete.line)),
        );
    }
}

/// Which directions of the row sign in with the mailbox's own credentials: incoming, outgoing.
pub fn own_credentials(draft: &Draft<'_>, row: &Row) -> [bool; 2] {
    let Assignment::Profile(index) = row.assignment else {
        return [false; 2];
    };
    let [read_by_own, sent_by_own] = draft.profiles[index].own_credentials;
    let [reads, sends] = match row.looked {
        Looked::Found(position) if row.is_outlook => {
            outlook::directions(&draft.directory.mailboxes[position])
        }
        _ => [!row.incoming.is_empty(), !row.outgoing.is_empty()],
    };
    [reads && read_by_own, sends && sent_by_own]
}

/// The readable user name of a row, and where it stands. It is that of a direction whose credentials are the
/// mailbox's own: the other signs in with the account of the profile.
pub fn user_name<'a>(draft: &Draft<'a>, row: &Row, own: [bool; 2]) -> Option<(&'a Text, Place)> {
    let sides = [&row.incoming, &row.outgoing].into_iter().zip(own);
    let mut uses = sides.filter(|(_, own)| *own).flat_map(|(uses, _)| uses);
    uses.find_map(|used| {
        let provider = &draft.providers[used.provider];
        // A provider that serves several rows does not tell whose user name it holds.
        if provider.rows.len() + provider.given_up.len() != 1 {
            return None;
        }
        let user = provider.said.user.as_ref()?;
        Some((&user.value, provider.place(user.line)))
    })
}
