//! Answers made fit for use: what cannot be used is dropped and named.

use jiff::Timestamp;

use super::{Answers, EXCHANGE_VERSIONS, FORMAT, Target, UNKNOWN, WAVE_HOURS, WAVE_SIZES};
use crate::dataverse::{Column, ColumnType, ColumnValue, PROFILE};

/// An answer that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON Pointer into the answers.
    pub path: String,
    /// Why, as the end of a sentence.
    pub why: String,
}

/// Columns of a profile that follow from other answers, or from the files alone.
const NOT_FOR_HAND: [&str; 2] = ["emailserverprofileid", "name"];

/// The choice of the columns for credentials that Microsoft lists and does not support (PF-09).
const ANONYMOUS: i64 = 4;

/// The answers that can be used, and those that cannot. Limits are Microsoft's: at most 200 mailboxes
/// a wave, at least 5 hours between waves, and the range of a Dataverse date.
pub fn settle(given: &Answers) -> (Answers, Vec<Problem>) {
    let mut answers = given.clone();
    let mut problems = Vec::new();
    let mut problem = |path: &str, why: String| {
        problems.push(Problem {
            path: path.to_owned(),
            why,
        });
    };
    if answers.format != FORMAT {
        problem("/format", format!("this version reads {FORMAT}"));
        FORMAT.clone_into(&mut answers.format);
    }
    let (least, most) = WAVE_SIZES;
    if !(least..=most).contains(&answers.wave_size) {
        problem(
            "/wave_size",
            format!("a wave has {least} to {most} mailboxes"),
        );
        answers.wave_size = answers.wave_size.clamp(least, most);
    }
    let (least, most) = WAVE_HOURS;
    if !(least..=most).contains(&answers.wave_hours) {
        problem(
            "/wave_hours",
            "waves are at least 5 hours apart, and at most a year".to_owned(),
        );
        answers.wave_hours = answers.wave_hours.clamp(least, most);
    }
    for (path, time) in [
        ("/as_of", &mut answers.as_of),
        ("/waves_from", &mut answers.waves_from),
        ("/switch_at", &mut answers.switch_at),
    ] {
        if time.is_some_and(|time| !in_range(time)) {
            problem(
                path,
                "Dynamics 365 knows dates from 1753 to 9998 only".to_owned(),
            );
            *time = None;
        }
    }
    if let Some(url) = answers.target_url.take() {
        match organization_url(&url) {
            Ok(url) => answers.target_url = Some(url.to_owned()),
            Err(why) => problem("/target_url", why.to_owned()),
        }
    }
    answers.exchange_version.retain(|key, version| {
        let is_known = EXCHANGE_VERSIONS.contains(&version.as_str());
        if !is_known {
            let why = format!("a version is one of {}", EXCHANGE_VERSIONS.join(", "));
            problem(&format!("/exchange_version/{key}"), why);
        }
        is_known
    });
    let version = &mut answers.facts.organization_version;
    if version != UNKNOWN && !is_version(version) {
        let why = "a version is numbers with dots between them, such as 9.2.22104.00170";
        problem("/facts/organization_version", why.to_owned());
        UNKNOWN.clone_into(version);
    }
    let target = answers.target;
    for (key, profile) in &mut answers.profiles {
        profile
            .columns
            .retain(|name, value| match check_column(name, value, target) {
                Ok(()) => true,
                Err(why) => {
                    problem(&format!("/profiles/{key}/columns/{name}"), why);
                    false
                }
            });
    }
    (answers, problems)
}

/// The address of an organization without trailing slashes. Scripts and batches put the path of the Web
/// API behind it, so that it must be the organization's own and not that of a page in it.
///
/// # Errors
/// Why it cannot be used.
pub fn organization_url(text: &str) -> Result<&str, &'static str> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err("a whole address begins with https:// or http://");
    }
    let rest = rest.trim_end_matches('/');
    let (host, name) = rest.split_once('/').unwrap_or((rest, ""));
    let is_host = |char: char| char.is_alphanumeric() || "-._:[]".contains(char);
    if host.is_empty() || !host.chars().all(is_host) {
        return Err("no host can be read in it");
    }
    let is_page = |char: char| "/\\?#.".contains(char) || char.is_whitespace();
    if name.contains(is_page) {
        return Err(
            "it is the address of a page: take what stands before it, such as https://contoso.crm4.dynamics.com or https://crm.contoso.com/Contoso",
        );
    }
    Ok(text.trim_end_matches('/'))
}

/// Whether a text is a version: two to four numbers with dots between them.
pub fn is_version(text: &str) -> bool {
    let is_number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u32>().is_ok();
    (2..=4).contains(&text.split('.').count()) && text.split('.').all(is_number)
}

/// Whether waves and dates around a time can be stored in the target.
fn in_range(time: Timestamp) -> bool {
    (1753..=9998).contains(&time.to_zoned(jiff::tz::TimeZone::UTC).year())
}

/// Whether the admin may give a column of a new profile this value.
///
/// # Errors
/// Why not, as the end of a sentence.
pub fn check_column(name: &str, value: &ColumnValue, target: Option<Target>) -> Result<(), String> {
    let column = PROFILE
        .columns
        .iter()
        .find(|column| column.name == name && !NOT_FOR_HAND.contains(&name));
    let Some(column) = column else {
        return Err("no column of that name is yours to set".to_owned());
    };
    let online = target != Some(Target::OnPremises8) && target != Some(Target::OnPremises9);
    if column.online_only && !online {
        return Err("only the online product has this column".to_owned());
    }
    if name.ends_with("credentialretrieval") && *value == ColumnValue::Int(ANONYMOUS) {
        return Err("server-side synchronization does not sign in without credentials".to_owned());
    }
    check_value(column, value, online)
}

fn check_value(column: &Column, value: &ColumnValue, online: bool) -> Result<(), String> {
    match (&column.kind, value) {
        (ColumnType::Text { max }, ColumnValue::Text(text)) if text.chars().count() > *max => {
            Err(format!("it takes at most {max} characters"))
        }
        (ColumnType::Text { .. }, ColumnValue::Text(_))
        | (ColumnType::Bool, ColumnValue::Bool(_)) => Ok(()),
        (
            ColumnType::Int {
                min,
                max_online,
                max_on_premises,
            },
            ColumnValue::Int(number),
        ) => {
            let max = if online { max_online } else { max_on_premises };
            if (*min..=*max).contains(number) {
                Ok(())
            } else {
                Err(format!("it takes {min} to {max}"))
            }
        }
        (ColumnType::Choice(choices), ColumnValue::Int(number)) => {
            match choices.iter().find(|choice| choice.value == *number) {
                Some(choice) if choice.online_only && !online => {
                    Err("only the online product has this value".to_owned())
                }
                Some(_) => Ok(()),
                None => Err("it is not one of its choices".to_owned()),
            }
        }
        (ColumnType::Time | ColumnType::Date, ColumnValue::Text(text)) => {
            match super::moment::read(text) {
                Ok(time) if in_range(time) => Ok(()),
                _ => Err("it takes a time such as 2026-12-01T18:00:00Z".to_owned()),
            }
        }
        (ColumnType::Text { .. } | ColumnType::Id | ColumnType::Lookup, _) => {
            Err("it takes text".to_owned())
        }
        (ColumnType::Bool, _) => Err("it takes true or false".to_owned()),
        (ColumnType::Int { .. } | ColumnType::Choice(_), _) => {
            Err("it takes a whole number".to_owned())
        }
        (ColumnType::Time | ColumnType::Date, _) => {
            Err("it takes a time such as 2026-12-01T18:00:00Z".to_owned())
        }
    }
}
