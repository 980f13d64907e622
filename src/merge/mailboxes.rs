//! The columns of a mailbox, each with where it comes from.

use super::columns::rule;
use super::draft::{Assignment, Draft, Looked, NewProfile, Row};
use super::fields::Fields;
use super::model::{MailboxKind, Origin, ProfileType};
use super::outlook;
use crate::answers::MissingDirection;
use crate::dataverse::{ColumnValue, Columns};
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
    pub fn set(&mut self, name: &'static str, value: impl Into<ColumnValue>, origin: Origin) {
        self.columns.set(name, value.into());
        self.origins.set(name, origin);
    }
}

/// The columns of a row but for its date. A row without a profile gets none.
pub fn columns(draft: &Draft<'_>, row: &Row) -> MailboxColumns {
    let mut built = MailboxColumns::default();
    let Assignment::Profile(index) = row.assignment else {
        return built;
    };
    let profile = &draft.profiles[index];
    if profile.profile_type == ProfileType::None {
        return built;
    }
    let assigned = if profile.reuses_existing {
        Text::from(profile.name.as_str())
    } else {
        profile.key.clone()
    };
    built.set("emailserverprofile", assigned, rule("ASSIGN"));
    directions(draft, row, &mut built);
    if profile.profile_type == ProfileType::Pop3Smtp {
        built.set("actdeliverymethod", 2, rule("MB-03"));
    }
    if matches!(row.kind, MailboxKind::Queue | MailboxKind::Forward) {
        delete_emails(draft, row, &mut built);
    }
    if uses_own_credentials(profile, row, &built) {
        built.needs_password = true;
        built.set("allowemailconnectortousecredentials", true, rule("MB-12"));
        user_name(draft, row, &mut built);
    }
    built
}

const METHODS: [&str; 2] = ["incomingemaildeliverymethod", "outgoingemaildeliverymethod"];

/// Only what the files prove is written; 0 None by the admin's word alone.
fn directions(draft: &Draft<'_>, row: &Row, built: &mut MailboxColumns) {
    if let (true, Looked::Found(position)) = (row.is_outlook, row.looked) {
        let today = outlook::directions(&draft.directory.mailboxes[position]);
        for (method, _) in METHODS
            .into_iter()
            .zip(today)
            .filter(|(_, through)| *through)
        {
            built.set(method, 2, rule("OUTLOOK-USER"));
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
                provider.source.at.line
            } else {
                used.line
            };
            built.set(method, 2, Origin::Place(provider.place(line)));
        } else if missing_direction(draft, row) == Some(MissingDirection::None) {
            built.set(method, 0, rule("ANSWER"));
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
    if let Some(delete) = Fields::new(provider.source, draft.meanings).flag(Field::DeleteEmails) {
        built.set(
            "processanddeleteemails",
            delete.value,
            Origin::Place(provider.place(delete.line)),
        );
    }
}

/// Whether a direction of the row signs in with the mailbox's own credentials.
fn uses_own_credentials(profile: &NewProfile, row: &Row, built: &MailboxColumns) -> bool {
    let own = |column| profile.columns.get(column) == Some(&ColumnValue::Int(0));
    let goes_over = |method| row.is_outlook && built.columns.get(method).is_some();
    ((!row.incoming.is_empty() || goes_over(METHODS[0])) && own("incomingcredentialretrieval"))
        || ((!row.outgoing.is_empty() || goes_over(METHODS[1]))
            && own("outgoingcredentialretrieval"))
}

fn user_name(draft: &Draft<'_>, row: &Row, built: &mut MailboxColumns) {
    let uses = row.incoming.iter().chain(&row.outgoing);
    // A provider that serves several rows does not tell whose user name it holds.
    let own = uses.filter(|used| {
        let provider = &draft.providers[used.provider];
        provider.rows.len() + provider.given_up.len() == 1
    });
    let found = own.filter_map(|used| {
        let provider = &draft.providers[used.provider];
        let user = super::server::user(Fields::new(provider.source, draft.meanings))?;
        Some((user.value.to_owned(), provider.place(user.line)))
    });
    if let Some((user, place)) = { found }.next() {
        built.set("username", user, Origin::Place(place));
    }
}
