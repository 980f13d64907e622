//! `schedule.ics`: the waves, the switch and the dates after which something stops working.

use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{About, Artifact, words};
use crate::answers::Target;
use crate::plan::model::Wave;
use crate::plan::{Plan, RETIREMENTS, Retirement};

/// The calendar.
pub struct Calendar;

impl Artifact for Calendar {
    fn about(&self) -> About {
        About {
            name: "schedule.ics",
            alone: "schedule.ics",
            title: "Calendar",
            purpose: "Waves, the switch, and the dates after which something stops working, for Outlook and other calendars.",
            media_type: "text/calendar",
            for_people: true,
            text: true,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        let mut lines = Lines { out };
        lines.put("BEGIN:VCALENDAR")?;
        lines.put("VERSION:2.0")?;
        lines.put(&format!("PRODID:-//Reroute//{}//EN", plan.tool.version))?;
        lines.put("CALSCALE:GREGORIAN")?;
        lines.put("METHOD:PUBLISH")?;
        let name = organization(plan);
        lines.text("X-WR-CALNAME", &format!("Migration of {name}"))?;
        for (at, wave) in plan.waves.iter().enumerate() {
            let next = plan.waves.get(at + 1).map(|next| next.starts);
            wave_event(plan, wave, next, &mut lines)?;
        }
        if let Some(at) = plan.switch.at {
            let summary = format!("Switch {name} to server-side synchronization");
            let about = if plan.switch.ready {
                "Stop the Email Router services, take their state files once more, plan again with final set, then run the stages Dates and Switch."
            } else {
                "As the plan stands, mailboxes would stay behind. Settle them before this day."
            };
            day_event(plan, "switch", day(at), &summary, about, &mut lines)?;
        }
        for Retirement { rule, day, what } in &RETIREMENTS {
            let mut findings = plan.findings.iter();
            if let Some(finding) = findings.find(|finding| finding.id == *rule) {
                let about = format!("{} {}", finding.message, finding.remedy);
                day_event(plan, rule, *day, what, &about, &mut lines)?;
            }
        }
        lines.put("END:VCALENDAR")
    }
}

fn wave_event(
    plan: &Plan,
    wave: &Wave,
    next: Option<Timestamp>,
    lines: &mut Lines<'_>,
) -> io::Result<()> {
    let hours = SignedDuration::from_hours(i64::from(plan.answers.wave_hours));
    let usual = wave.starts.saturating_add(hours).unwrap_or(wave.starts);
    let ends = next.map_or(usual, |next| next.min(usual));
    let mailboxes = words::counted(u64::from(wave.mailboxes), "mailbox", "mailboxes");
    begin(plan, &format!("wave-{}", wave.number), lines)?;
    lines.put(&format!("DTSTART:{}", moment(wave.starts)))?;
    lines.put(&format!("DTEND:{}", moment(ends)))?;
    lines.text(
        "SUMMARY",
        &format!(
            "Wave {}: {} ({mailboxes})",
            wave.number,
            words::wave_kind(wave.kind)
        ),
    )?;
    lines.text(
        "DESCRIPTION",
        &format!(
            "Run apply.ps1 with -Stage Profiles,Mailboxes,Approve,Credentials,Test -Wave {}. Mailboxes of {}.",
            wave.number,
            organization(plan)
        ),
    )?;
    lines.put("BEGIN:VALARM")?;
    lines.put("ACTION:DISPLAY")?;
    lines.text(
        "DESCRIPTION",
        &format!("Wave {} starts in 30 minutes", wave.number),
    )?;
    lines.put("TRIGGER:-PT30M")?;
    lines.put("END:VALARM")?;
    lines.put("END:VEVENT")
}

fn day_event(
    plan: &Plan,
    id: &str,
    day: Date,
    summary: &str,
    about: &str,
    lines: &mut Lines<'_>,
) -> io::Result<()> {
    begin(plan, id, lines)?;
    let next = day.saturating_add(1.day());
    lines.put(&format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")))?;
    lines.put(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")))?;
    lines.text("SUMMARY", summary)?;
    lines.text("DESCRIPTION", about)?;
    lines.put("TRANSP:TRANSPARENT")?;
    lines.put("END:VEVENT")
}

/// An event that keeps its identity when the migration is planned again.
fn begin(plan: &Plan, id: &str, lines: &mut Lines<'_>) -> io::Result<()> {
    lines.put("BEGIN:VEVENT")?;
    lines.text(
        "UID",
        &format!("{id}@{}.reroute", organization(plan).replace('/', ".")),
    )?;
    lines.put(&format!(
        "DTSTAMP:{}",
        moment(plan.as_of.unwrap_or(Timestamp::UNIX_EPOCH))
    ))
}

fn organization(plan: &Plan) -> &str {
    let mut organizations = plan.organizations.iter();
    let chosen = organizations.find(|organization| organization.chosen);
    let fallback = match plan.target.kind {
        Some(Target::Online) | None => "Dynamics 365",
        Some(Target::OnPremises9 | Target::OnPremises8) => "Dynamics 365 on-premises",
    };
    chosen.map_or(fallback, |organization| &organization.id)
}

fn day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

fn moment(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// Lines that end in CRLF and are folded before they reach 75 octets.
struct Lines<'w> {
    out: &'w mut dyn Write,
}

impl Lines<'_> {
    /// A property whose value is text.
    fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        let mut line = format!("{name}:");
        for c in value.replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => line.extend(['\\', c]),
                '\n' | '\r' => line.push_str("\\n"),
                '\t' => line.push(c),
                c if c.is_control() => line.push('\u{fffd}'),
                c => line.push(c),
            }
        }
        self.put(&line)
    }

    fn put(&mut self, line: &str) -> io::Result<()> {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > 74 {
                self.out.write_all(b"\r\n ")?;
                used = 1;
            }
            self.out.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?;
            used += c.len_utf8();
        }
        self.out.write_all(b"\r\n")
    }
}
