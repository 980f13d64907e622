//! What kind of server a router profile is, which way its mail goes, and by which rule one knows.
//!
//! The rules stand in the order of the format notes; the first that speaks decides. Where none
//! speaks the kind is unknown and becomes a question.

use super::fields::Fields;
use super::location::Location;
use super::model::{DecidedBy, Direction};
use crate::answers::{Answers, Credentials};
use crate::dataverse::ServerKind;
use crate::router::{Field, Value};

/// What is known of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its kind.
    pub kind: ServerKind,
    /// The rule that told the kind.
    pub decided_by: Option<DecidedBy>,
    /// An explicit version of Exchange from a tag.
    pub version: Option<String>,
}

/// Namespace of Microsoft's providers, as documented.
const MICROSOFT: &str = "microsoft.crm.";

/// Decides the kind of the server behind a provider. `profile` is the id of its router profile.
pub fn server(
    fields: Fields<'_>,
    direction: Direction,
    profile: &str,
    answers: &Answers,
) -> Server {
    let version = version(fields);
    let class = class(fields);
    if let Some(kind) = answered_kind(class, direction, profile, answers) {
        return Server {
            kind,
            decided_by: Some(DecidedBy::Answer),
            version,
        };
    }
    // Whoever said what the class is the other way has said that it is no custom provider.
    let known = class.and_then(|class| answers.providers.get(class));
    let decided = [by_foreign_class, by_tag, by_class, by_port, by_location]
        .into_iter()
        .find_map(|rule| rule(fields));
    match decided {
        Some((kind, _)) if !goes(kind, direction) => unknown(version),
        Some((ServerKind::Custom, _)) if known.is_some_and(|kind| !goes(*kind, direction)) => {
            unknown(version)
        }
        Some((kind, rule)) => Server {
            kind,
            decided_by: Some(rule),
            version,
        },
        None => unknown(version),
    }
}

const fn unknown(version: Option<String>) -> Server {
    Server {
        kind: ServerKind::Unknown,
        decided_by: None,
        version,
    }
}

/// Whether a server of a kind can be used this way: POP3 sends nothing, SMTP receives nothing.
const fn goes(kind: ServerKind, direction: Direction) -> bool {
    !matches!(
        (kind, direction),
        (ServerKind::Smtp, Direction::Incoming) | (ServerKind::Pop3, Direction::Outgoing)
    )
}

/// The kind the admin named: of the router profile, or else of its class, which may serve both directions.
pub fn answered_kind(
    class: Option<&str>,
    direction: Direction,
    profile: &str,
    answers: &Answers,
) -> Option<ServerKind> {
    [Some(profile), class]
        .into_iter()
        .flatten()
        .filter_map(|name| answers.providers.get(name).copied())
        .find(|kind| *kind != ServerKind::Unknown && goes(*kind, direction))
}

/// The provider's class without its assembly.
pub fn class<'a>(fields: Fields<'a>) -> Option<&'a str> {
    let class = fields.text(Field::ProviderClass)?.value;
    Some(class.split(',').next().unwrap_or(class).trim())
}

type Decision = Option<(ServerKind, DecidedBy)>;

fn by_foreign_class(fields: Fields<'_>) -> Decision {
    let namespace = class(fields)
        .and_then(|class| class.rsplit_once('.'))
        .map(|(namespace, _)| format!("{namespace}."));
    let assembly = fields.text(Field::ProviderAssembly).map(|found| {
        let name = found
            .value
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(found.value);
        name.split(',').next().unwrap_or(name).trim().to_owned()
    });
    let foreign = [namespace, assembly]
        .into_iter()
        .flatten()
        .any(|name| !name.to_ascii_lowercase().starts_with(MICROSOFT));
    foreign.then_some((ServerKind::Custom, DecidedBy::Class))
}

fn by_tag(fields: Fields<'_>) -> Decision {
    let kind = [Field::Protocol, Field::ServerType]
        .into_iter()
        .find_map(|field| kind_named(fields.text(field)?.value))?;
    Some((kind, DecidedBy::Tag))
}

/// The kind a protocol or server type names. "Exchange 2007" names none: it spoke WebDAV and EWS.
fn kind_named(text: &str) -> Option<ServerKind> {
    let name: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if name.contains("pop3") {
        Some(ServerKind::Pop3)
    } else if name.contains("smtp") {
        Some(ServerKind::Smtp)
    } else if name.contains("exchangeonline") || name.contains("office365") {
        Some(ServerKind::ExchangeOnline)
    } else if name.contains("webdav")
        || name.contains("exchange2003")
        || name.contains("exchangeserver2003")
    {
        Some(ServerKind::ExchangeWebdav)
    } else {
        // From 2010 on there is no WebDAV any more.
        let recent = name.contains("exchange")
            && version_named(&name).is_some_and(|version| version >= "2010");
        let ews = recent
            || name == "ews"
            || name.contains("exchangews")
            || name.contains("exchangewebservice");
        ews.then_some(ServerKind::ExchangeEws)
    }
}

fn by_class(fields: Fields<'_>) -> Decision {
    let class = class(fields)?;
    let name = class.rsplit('.').next().unwrap_or(class);
    let kind = if name.contains("Pop3") {
        ServerKind::Pop3
    } else if name.contains("Smtp") {
        ServerKind::Smtp
    } else if name.contains("ExchangeOnline") {
        ServerKind::ExchangeOnline
    } else if name.contains("ExchangeWS") || name.contains("Ews") {
        // The class names the protocol only; whose Exchange it is, the location tells.
        match by_location(fields) {
            Some((ServerKind::ExchangeOnline, rule)) => {
                return Some((ServerKind::ExchangeOnline, rule));
            }
            _ => ServerKind::ExchangeEws,
        }
    } else if name.contains("ExchangePollingMailboxProvider") || name.contains("Dav") {
        ServerKind::ExchangeWebdav
    } else {
        return None;
    };
    Some((kind, DecidedBy::Class))
}

fn by_port(fields: Fields<'_>) -> Decision {
    let kind = match fields.number::<u16>(Field::Port)?.value {
        110 | 995 => ServerKind::Pop3,
        25 | 465 | 587 => ServerKind::Smtp,
        _ => return None,
    };
    Some((kind, DecidedBy::Port))
}

fn by_location(fields: Fields<'_>) -> Decision {
    let location = Location::parse(fields.text(Field::Server)?.value);
    let path = location.path.to_ascii_lowercase();
    let kind = if path.ends_with("/ews/exchange.asmx") {
        if location.is_exchange_online() {
            ServerKind::ExchangeOnline
        } else {
            ServerKind::ExchangeEws
        }
    } else if path == "/exchange"
        || path == "/public"
        || path.starts_with("/exchange/")
        || path.starts_with("/public/")
    {
        ServerKind::ExchangeWebdav
    } else if location.host.starts_with("pop") {
        ServerKind::Pop3
    } else if location.host.starts_with("smtp") {
        ServerKind::Smtp
    } else {
        return None;
    };
    Some((kind, DecidedBy::Location))
}

fn version(fields: Fields<'_>) -> Option<String> {
    [Field::ServerType, Field::Protocol]
        .into_iter()
        .find_map(|field| version_named(fields.text(field)?.value))
        .map(str::to_owned)
}

/// The versions of Exchange that a tag or an answer may name.
pub const VERSIONS: [&str; 6] = ["2003", "2007", "2010", "2013", "2016", "2019"];

fn version_named(text: &str) -> Option<&'static str> {
    VERSIONS.into_iter().find(|version| text.contains(version))
}

/// Which way the mail of a provider goes.
pub fn direction(fields: Fields<'_>) -> Direction {
    if let Some(direction) = fields
        .text(Field::Direction)
        .and_then(|found| direction_named(found.value))
    {
        return direction;
    }
    if let Some(class) = class(fields) {
        if class.contains("Send") {
            return Direction::Outgoing;
        }
        if class.contains("Mailbox") {
            return Direction::Incoming;
        }
    }
    if fields.has(Field::EmailAddress) {
        return Direction::Incoming;
    }
    if fields.has(Field::UserId) || fields.has(Field::QueueId) {
        return Direction::Outgoing;
    }
    match [by_tag, by_class, by_port, by_location]
        .into_iter()
        .find_map(|rule| rule(fields))
    {
        Some((ServerKind::Smtp, _)) => Direction::Outgoing,
        _ => Direction::Incoming,
    }
}

/// Reads `Incoming`, `Outbound` and the like, in any case.
pub fn direction_named(text: &str) -> Option<Direction> {
    match text.to_ascii_lowercase().as_str() {
        "incoming" | "inbound" => Some(Direction::Incoming),
        "outgoing" | "outbound" => Some(Direction::Outgoing),
        _ => None,
    }
}

/// Whose credentials a provider uses, and the line that says so.
pub fn credentials(fields: Fields<'_>) -> (Credentials, Option<u32>) {
    // A sign-in without credentials uses none, whatever kind stands beside it.
    if let Some(mode) = fields.text(Field::EmailAuthMode)
        && mode.value.eq_ignore_ascii_case("anonymous")
    {
        return (Credentials::Anonymous, Some(mode.line));
    }
    match fields.text(Field::CredentialKind) {
        Some(kind) => (credentials_named(kind.value), Some(kind.line)),
        None => (Credentials::Unknown, None),
    }
}

/// Whose credentials a kind names, by the labels of the Configuration Manager.
pub fn credentials_named(text: &str) -> Credentials {
    let name: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if name.contains("localsystem") {
        Credentials::LocalSystem
    } else if name.starts_with("user") {
        Credentials::User
    } else if name.starts_with("other") {
        Credentials::Other
    } else if name == "anonymous" {
        Credentials::Anonymous
    } else {
        Credentials::Unknown
    }
}

/// Whether a provider holds a user name that cannot be read.
pub fn has_opaque_user(fields: Fields<'_>) -> bool {
    fields
        .all(Field::User)
        .any(|found| matches!(found.value, Value::Opaque))
}
