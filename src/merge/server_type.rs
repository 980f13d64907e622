//! What server-side synchronization makes of an incoming and an outgoing router profile.
//!
//! Microsoft's table "Merge email server profiles for migration" (2013), with Exchange Web Services
//! as a way out added.

use super::draft::RouterProfile;
use crate::answers::{Place, Target, Tenant};
use crate::dataverse::ServerKind;

/// Which router profile of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The incoming one.
    Incoming,
    /// The outgoing one.
    Outgoing,
}

/// What a pair becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Exchange: one connection for both directions, that of this side.
    Exchange(Side),
    /// POP3/SMTP: each side has its own connection.
    Pop3Smtp,
    /// Both sides are Exchange, at two places: the admin says where the mailboxes live.
    PlacesDiffer,
    /// It cannot be said while the kind of a server is unknown.
    KindUnknown,
    /// There is no way, by this rule.
    NotMigratable(&'static &'static str),
}

/// Decides what a pair becomes. At least one side is there.
pub fn shape(incoming: Option<&RouterProfile<'_>>, outgoing: Option<&RouterProfile<'_>>) -> Shape {
    use ServerKind::{Custom, ExchangeEws, ExchangeOnline, ExchangeWebdav, Pop3, Smtp, Unknown};
    let kinds = (
        incoming.map(|side| side.server.kind),
        outgoing.map(|side| side.server.kind),
    );
    match kinds {
        (Some(Custom), _) | (_, Some(Custom)) => Shape::NotMigratable(&"MG-03"),
        (Some(ExchangeWebdav), _) => Shape::NotMigratable(webdav_rule(incoming)),
        (_, Some(ExchangeWebdav)) => Shape::NotMigratable(webdav_rule(outgoing)),
        (Some(Unknown | Smtp), _) | (_, Some(Unknown | Pop3)) | (None, None) => Shape::KindUnknown,
        (Some(Pop3), Some(Smtp) | None) | (None, Some(Smtp)) => Shape::Pop3Smtp,
        (Some(Pop3) | None, Some(ExchangeEws | ExchangeOnline)) => Shape::Exchange(Side::Outgoing),
        (Some(ExchangeEws), Some(ExchangeOnline)) | (Some(ExchangeOnline), Some(ExchangeEws)) => {
            Shape::PlacesDiffer
        }
        (Some(ExchangeEws | ExchangeOnline), _) => Shape::Exchange(Side::Incoming),
    }
}

fn webdav_rule(profile: Option<&RouterProfile<'_>>) -> &'static &'static str {
    match profile.and_then(|profile| profile.server.version.as_deref()) {
        Some("2003") => &"MG-01",
        _ => &"MG-02",
    }
}

/// Where the mailboxes of an Exchange connection live.
pub const fn place(connection: &RouterProfile<'_>) -> Place {
    match connection.server.kind {
        ServerKind::ExchangeOnline => Place::Online,
        _ => Place::OnPremises,
    }
}

/// `servertype` of an Exchange profile by target and place.
pub const fn exchange_servertype(target: Target, place: Place) -> i64 {
    match (place, target) {
        (Place::Online, _) => 3,
        (Place::OnPremises, Target::Online) => 2,
        (Place::OnPremises, Target::OnPremises9 | Target::OnPremises8) => 0,
    }
}

/// `servertype` of a POP3/SMTP profile.
pub const POP3_SMTP: i64 = 1;

/// Whether the organization already has the profile: online, with Exchange Online of its own tenant.
pub fn reuses_existing(target: Option<Target>, place: Place, tenant: Tenant) -> bool {
    target == Some(Target::Online) && place == Place::Online && tenant == Tenant::Same
}
