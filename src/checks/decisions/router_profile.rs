//! Questions about a router profile: its kind, its version of Exchange, its credentials.

use super::{asks, count, option, question};
use crate::answers::{EXCHANGE_VERSIONS, Target};
use crate::checks::collector::{Collector, combine};
use crate::checks::fields::windows_fails;
use crate::checks::model::{QuestionKind, SubjectKind};
use crate::dataverse::ServerKind;
use crate::merge::{Open, RouterProfile, Twin, answered_kind};

/// Questions about a router profile: its kind, its version of Exchange, its credentials.
pub fn check(collector: &mut Collector<'_, '_>, index: usize) {
    let draft = collector.draft;
    let profile = &draft.router_profiles[index];
    if !profile.is_planned() {
        return;
    }
    let waiting = |open: Open| -> usize {
        draft
            .profiles
            .iter()
            .filter(|new| new.open.contains(&open))
            .map(|new| new.rows.len())
            .sum()
    };
    let used_by = profile.rows as usize;
    let about = (SubjectKind::RouterProfile, &*profile.id);
    let answers = draft.answers;
    for twin in &profile.twins {
        account(collector, profile, twin);
    }

    let answered = answered_kind(profile.class(), profile.direction, &profile.id, answers);
    if profile.server.kind == ServerKind::Unknown
        || (answered.is_some()
            && profile.server.decided_by == Some(crate::merge::model::DecidedBy::Answer))
    {
        // What reads is not what sends: a class of both directions is asked about a profile at a time.
        let serves_both = draft.router_profiles.iter().any(|other| {
            other.is_planned()
                && other.direction != profile.direction
                && other.class() == profile.class()
        });
        let class = profile.class().filter(|_| !serves_both);
        let name = class.unwrap_or(&profile.id);
        // One answer for a class is for the mailboxes of all its router profiles.
        let is_asked = |other: &usize| {
            let other = &draft.router_profiles[*other];
            other.id == profile.id
                || (class.is_some() && other.is_planned() && other.class() == class)
        };
        let rows = draft.rows.iter().filter(|row| {
            let mut profiles = row.incoming_profiles.iter().chain(&row.outgoing_profiles);
            profiles.any(is_asked)
        });
        let asked_of = rows.count();
        let text = format!(
            "What kind of server does {} use? Nothing in the files says.",
            profile.name
        );
        let mut asked = question(
            QuestionKind::Provider,
            format!("provider:{name}"),
            about,
            text,
            asked_of,
            &["providers", name],
        );
        let kinds = match profile.direction {
            crate::merge::model::Direction::Incoming => [
                ServerKind::Pop3,
                ServerKind::ExchangeEws,
                ServerKind::ExchangeOnline,
                ServerKind::ExchangeWebdav,
                ServerKind::Custom,
            ],
            crate::merge::model::Direction::Outgoing => [
                ServerKind::Smtp,
                ServerKind::ExchangeEws,
                ServerKind::ExchangeOnline,
                ServerKind::ExchangeWebdav,
                ServerKind::Custom,
            ],
        };
        asked.options = kinds
            .into_iter()
            .map(|kind| {
                let effect = if matches!(kind, ServerKind::ExchangeWebdav | ServerKind::Custom) {
                    "cannot be migrated"
                } else {
                    "can be migrated"
                };
                option(
                    kind_word(kind),
                    kind.label(),
                    format!("{} {effect}.", count(asked_of)),
                )
            })
            .collect();
        asked.answered = answered.map(|kind| kind_word(kind).to_owned());
        collector.questions.push(asked);
        if profile.server.kind == ServerKind::Unknown {
            combine(
                &mut collector.marks.router_profiles[index],
                asks(&"PROVIDER-OPEN"),
            );
        }
    }

    let asked_version = profile.server.kind == ServerKind::ExchangeEws
        && profile.server.version.is_none()
        && draft
            .profiles
            .iter()
            .any(|new| new.connection == Some(index));
    if asked_version {
        let affected: usize = draft
            .profiles
            .iter()
            .filter(|new| new.connection == Some(index))
            .map(|new| new.rows.len())
            .sum();
        let text = format!(
            "Which version of Exchange does {} use? The files do not say, and support depends on it.",
            profile.name
        );
        let mut asked = question(
            QuestionKind::Version,
            format!("version:{}", profile.id),
            about,
            text,
            affected,
            &["exchange_version", &profile.id],
        );
        asked.options = EXCHANGE_VERSIONS
            .into_iter()
            .map(|version| {
                let supported = match answers.target {
                    _ if matches!(version, "2003" | "2007") => "held back: no target supports it",
                    Some(Target::Online) if version == "2010" => {
                        "held back: Dynamics 365 online does not support it"
                    }
                    _ => "can be migrated",
                };
                let label = if version == "SE" {
                    "Exchange Server SE".to_owned()
                } else {
                    format!("Exchange {version}")
                };
                option(version, label, format!("{}: {supported}.", count(affected)))
            })
            .collect();
        asked.answered = answers.exchange_version.get(&*profile.id).cloned();
        collector.questions.push(asked);
    }

    let open = waiting(Open::Credentials(index));
    let fails = windows_fails(collector, index);
    if open > 0 || fails || profile.credentials_answered {
        let affected = if open > 0 { open } else { used_by };
        let text = format!(
            "Whose credentials does {} use? {}",
            profile.name,
            credentials_why(profile.credentials)
        );
        let mut asked = question(
            QuestionKind::Credentials,
            format!("credentials:{}", profile.id),
            about,
            text,
            affected,
            &["credentials", &profile.id],
        );
        asked.options = vec![
            option(
                "user",
                "Each user’s or queue’s own",
                format!("{} need their passwords typed in.", count(affected)),
            ),
            option(
                "other",
                "One account for all of them",
                "One password is typed in, in the profile.",
            ),
            option(
                "local-system",
                "The account of the Dynamics 365 service (Windows)",
                "No password; works on-premises with Exchange and SMTP only.",
            ),
        ];
        asked.answered = profile
            .credentials_answered
            .then(|| answers.credentials.get(&*profile.id))
            .flatten()
            .map(|kind| credentials_word(*kind).to_owned());
        collector.questions.push(asked);
    }
}

const fn credentials_why(credentials: crate::answers::Credentials) -> &'static str {
    match credentials {
        crate::answers::Credentials::Anonymous => {
            "The router sent without any; server-side synchronization has no such way."
        }
        _ => "The files do not say.",
    }
}

const fn credentials_word(credentials: crate::answers::Credentials) -> &'static str {
    use crate::answers::Credentials;
    match credentials {
        Credentials::LocalSystem => "local-system",
        Credentials::User => "user",
        Credentials::Other => "other",
        Credentials::Anonymous => "anonymous",
        Credentials::Unknown => "unknown",
    }
}

const fn kind_word(kind: ServerKind) -> &'static str {
    match kind {
        ServerKind::Pop3 => "pop3",
        ServerKind::Smtp => "smtp",
        ServerKind::ExchangeWebdav => "exchange-webdav",
        ServerKind::ExchangeEws => "exchange-ews",
        ServerKind::ExchangeOnline => "exchange-online",
        ServerKind::Custom => "custom",
        ServerKind::Unknown => "unknown",
    }
}

/// An offer: until it is answered the profiles stay apart.
fn account(collector: &mut Collector<'_, '_>, profile: &RouterProfile<'_>, twin: &Twin) {
    let all = collector.draft.router_profiles.iter();
    let is_either = all.map(|one| one.id == twin.id || one.id == profile.id);
    let is_either: Vec<bool> = is_either.collect();
    let rows = collector.draft.rows.iter().filter(|row| {
        let mut profiles = row.incoming_profiles.iter().chain(&row.outgoing_profiles);
        profiles.any(|index| is_either[*index])
    });
    let rows = rows.count();
    let routers: Vec<String> = twin.routers.iter().map(u16::to_string).collect();
    let text = format!(
        "{} stands on another router (number {}), too, with an account that cannot be read. Is it the same account?",
        profile.name,
        routers.join(", ")
    );
    let mut asked = question(
        QuestionKind::Account,
        format!("account:{}", twin.id),
        (SubjectKind::RouterProfile, &*profile.id),
        text,
        0,
        &["accounts", &twin.id],
    );
    asked.options = vec![
        option(
            &*profile.id,
            "The same",
            format!("One new profile for {}.", count(rows)),
        ),
        option(&*twin.id, "Another", "A new profile for each."),
    ];
    asked.answered = collector.draft.answers.accounts.get(&*twin.id).cloned();
    collector.questions.push(asked);
}
