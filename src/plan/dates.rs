//! From when mail is processed: the profile's date, and the mailbox's own where it differs.

use jiff::Timestamp;

use super::alike::Alike;
use crate::answers::DateGap;
use crate::dataverse::ColumnValue;
use crate::merge::mailboxes::MailboxColumns;
use crate::merge::model::ProfileType;
use crate::merge::{DAY, Draft, NewProfile, Row, rule};

const PROFILE_DATE: &str = "processemailsreceivedafter";
const MAILBOX_DATE: &str = "processemailreceivedafter";

/// The dates of one new profile, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileDates {
    /// From when it processes mail.
    pub from: i64,
    /// From when it would, were no mailbox lagging.
    pub regular: i64,
    /// Whether it was lowered for mailboxes that lag.
    pub lowered: bool,
}

/// The dates of a profile; `None` while the switch has no time.
pub fn profile(
    draft: &Draft<'_>,
    profile: &NewProfile,
    switch: Option<i64>,
) -> Option<ProfileDates> {
    let before_switch = switch? - DAY;
    let regular = if draft.answers.is_final {
        // When the routers of the profile last worked: the oldest, so that no router's mail is missed.
        let sides = profile.incoming.iter().chain(&profile.outgoing);
        let routers = sides.flat_map(|side| &draft.router_profiles[*side].group.routers);
        let stopped = routers
            .filter_map(|router| draft.state.newest.get(router))
            .min();
        stopped.map_or(before_switch, |stopped| before_switch.min(*stopped))
    } else {
        before_switch
    };
    let lower = draft.answers.date_gap.get(&*profile.key) == Some(&DateGap::Lower);
    let lagging = profile
        .rows
        .iter()
        .map(|row| &draft.rows[*row])
        .filter(|row| row.lags())
        .filter_map(|row| Some(row.processed?.at))
        .min();
    let mut dates = match lagging.filter(|oldest| lower && *oldest < regular) {
        // A profile that is only matched keeps its date; those who lag get their own.
        Some(oldest) if !profile.reuses_existing => ProfileDates {
            from: oldest,
            regular,
            lowered: true,
        },
        _ => ProfileDates {
            from: regular,
            regular,
            lowered: false,
        },
    };
    // What the admin set is what is written, and what everything else goes by.
    if let Some(ColumnValue::Text(set)) = profile.columns.get(PROFILE_DATE)
        && let Ok(set) = set.parse::<Timestamp>()
    {
        dates.from = set.as_second();
    }
    Some(dates)
}

/// Writes the profile's date, unless the admin set one.
pub fn write_profile(profile: &mut NewProfile, dates: ProfileDates, is_final: bool) {
    let writes = matches!(
        profile.profile_type,
        ProfileType::Exchange | ProfileType::Pop3Smtp
    );
    if !writes || profile.columns.get(PROFILE_DATE).is_some() {
        return;
    }
    let origin = match (dates.lowered, is_final) {
        (true, _) => rule(&"DATE-GAP"),
        (false, true) => rule(&"PROCESS-FROM-FINAL"),
        (false, false) => rule(&"PROCESS-FROM"),
    };
    if let Some(at) = time(dates.from) {
        profile.set(&PROFILE_DATE, at, origin);
    }
}

/// Writes the mailbox's own date where it is later than the profile's.
pub fn write_mailbox(
    draft: &Draft<'_>,
    profile: &NewProfile,
    row: &Row,
    dates: ProfileDates,
    alike: &mut Alike,
    built: &mut MailboxColumns,
) {
    if (row.incoming.is_empty() && !row.is_outlook) || profile.profile_type == ProfileType::None {
        return;
    }
    let is_final = draft.answers.is_final;
    let processed = row.processed.map(|processed| processed.at);
    let lower = draft.answers.date_gap.get(&*profile.key) == Some(&DateGap::Lower);
    // Up to here its mail is processed, or need not be.
    let done = match processed {
        Some(at) if row.lags() && lower => at,
        Some(at) if is_final => at.max(dates.regular),
        _ => dates.regular,
    };
    let midnight = done - done.rem_euclid(DAY);
    let origin = if lower && row.lags() || dates.lowered {
        rule(&"DATE-GAP")
    } else {
        rule(&"MAILBOX-DATE")
    };
    // A matched profile has a date of its own that is not ours to know, so every mailbox carries one.
    let writes = profile.reuses_existing || (midnight > dates.from && (is_final || dates.lowered));
    if let Some(at) = writes.then(|| alike.time(midnight)).flatten() {
        built.set(&MAILBOX_DATE, at, origin);
    }
}

fn time(at: i64) -> Option<String> {
    Some(Timestamp::from_second(at).ok()?.to_string())
}
