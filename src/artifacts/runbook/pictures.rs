//! The pictures: the sum, the waves, and how router profiles become new profiles. Each has its numbers
//! in words beside it, so that none is needed.

use std::fmt::Write as _;

use super::super::tables::router_profile_names;
use super::super::words;
use super::super::xml_text::escaped;
use super::summary::{OUTCOMES, rows};
use crate::plan::Plan;
use crate::plan::model::{Outcome, Profile};

const WIDTH: f64 = 720.0;
/// Waves that still fit beside each other.
const MOST_WAVES: usize = 60;
/// Profiles that are drawn.
const MOST_PROFILES: usize = 8;

/// The class that gives an outcome its colour.
pub const fn tone(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Migrates => "ok",
        Outcome::NeedsDecision => "ask",
        Outcome::HeldBack => "held",
        Outcome::NotMigratable => "none",
        Outcome::LeftOut => "out",
    }
}

#[expect(clippy::cast_precision_loss, reason = "positions of a picture")]
const fn real(number: u64) -> f64 {
    number as f64
}

fn put(text: &mut String, more: std::fmt::Arguments<'_>) {
    // A String takes everything.
    let _ = text.write_fmt(more);
}

fn open(label: &str, height: f64) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height:.1}\" role=\"img\" aria-label=\"{}\">\n",
        escaped(label)
    )
}

/// One bar of all mailboxes by outcome.
pub fn sum(plan: &Plan) -> String {
    let tally = rows(plan);
    let parts: Vec<(Outcome, u64)> = OUTCOMES
        .map(|outcome| (outcome, tally.part(outcome)))
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    let said: Vec<String> = parts
        .iter()
        .map(|(outcome, count)| format!("{} {}", words::grouped(*count), words::outcome(*outcome)))
        .collect();
    let mut text = open(&format!("Mailboxes: {}", said.join(", ")), 26.0);
    let mut x = 0.0;
    for (outcome, count) in &parts {
        let width = real(*count) / real(tally.total.max(1)) * WIDTH;
        put(
            &mut text,
            format_args!(
                "<rect class=\"{}\" x=\"{x:.1}\" y=\"0\" width=\"{:.1}\" height=\"26\"/>\n",
                tone(*outcome),
                (width - 1.5).max(1.0)
            ),
        );
        x += width;
    }
    text + "</svg>\n"
}

/// The waves in their order, as high as they are large.
pub fn waves(plan: &Plan) -> Option<String> {
    let waves = &plan.waves;
    if waves.is_empty() || waves.len() > MOST_WAVES {
        return None;
    }
    let most = waves.iter().map(|wave| wave.mailboxes).max()?.max(1);
    let said = words::counted(waves.len() as u64, "wave", "waves");
    let mut text = open(&format!("{said}; their times are in the steps"), 132.0);
    let room = WIDTH / real(waves.len() as u64);
    let width = (room - 4.0).min(54.0);
    let mut day = String::new();
    for (at, wave) in waves.iter().enumerate() {
        let middle = room * (real(at as u64) + 0.5);
        let height = (f64::from(wave.mailboxes) / f64::from(most) * 70.0).max(3.0);
        let (left, top) = (middle - width / 2.0, 104.0 - height);
        put(
            &mut text,
            format_args!(
                "<rect class=\"wave\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\"/>\n"
            ),
        );
        if room > 34.0 {
            put(
                &mut text,
                format_args!(
                    "<text class=\"middle\" x=\"{middle:.1}\" y=\"{:.1}\">{}</text>\n",
                    top - 5.0,
                    words::grouped(u64::from(wave.mailboxes))
                ),
            );
        }
        if room > 17.0 {
            put(
                &mut text,
                format_args!(
                    "<text class=\"middle quiet\" x=\"{middle:.1}\" y=\"119\">{}</text>\n",
                    wave.number
                ),
            );
        }
        let starts = words::minute(wave.starts);
        let (date, _) = starts.split_once(' ').unwrap_or((&starts, ""));
        if date != day {
            let edge = room * real(at as u64);
            put(
                &mut text,
                format_args!("<line x1=\"{edge:.1}\" x2=\"{edge:.1}\" y1=\"4\" y2=\"104\"/>\n"),
            );
            // A day of one narrow wave has no room for its date.
            let next = waves[at..]
                .iter()
                .position(|next| !words::minute(next.starts).starts_with(date));
            if room * real(next.unwrap_or(waves.len() - at) as u64) > 64.0 {
                put(
                    &mut text,
                    format_args!(
                        "<text class=\"quiet\" x=\"{:.1}\" y=\"13\">{date}</text>\n",
                        edge + 4.0
                    ),
                );
            }
            date.clone_into(&mut day);
        }
    }
    text.push_str("<line x1=\"0\" x2=\"720\" y1=\"104\" y2=\"104\"/>\n</svg>\n");
    Some(text)
}

/// The largest new profiles between the router profiles they come from.
pub fn flow(plan: &Plan) -> Option<String> {
    let drawn: Vec<&Profile> = plan.profiles.iter().take(MOST_PROFILES).collect();
    let most = drawn.iter().map(|profile| profile.mailboxes).max()?.max(1);
    let row = 46.0;
    let height = row * real(drawn.len() as u64) + 6.0;
    let mut text = open(
        "How router profiles become new profiles; the rows at the end say the same in words",
        height,
    );
    let names = router_profile_names(plan);
    let label = |id: &str| {
        names
            .get(id)
            .map_or_else(|| id.to_owned(), |name| (*name).to_owned())
    };
    for (at, profile) in drawn.iter().enumerate() {
        let middle = row * (real(at as u64) + 0.5) + 3.0;
        let tall = (f64::from(profile.mailboxes) / f64::from(most) * 34.0).max(4.0);
        let tone = tone(profile.outcome);
        let incoming = profile.incoming.as_deref();
        let outgoing = profile.outgoing.first().map(|id| &**id);
        for (id, from, to) in [(incoming, 210.0, 300.0), (outgoing, 420.0, 510.0)] {
            if id.is_some() {
                put(
                    &mut text,
                    format_args!(
                        "<rect class=\"{tone} band\" x=\"{from}\" y=\"{:.1}\" width=\"{}\" height=\"{tall:.1}\"/>\n",
                        middle - tall / 2.0,
                        to - from
                    ),
                );
            }
        }
        put(
            &mut text,
            format_args!(
                "<rect class=\"{tone}\" x=\"300\" y=\"{:.1}\" width=\"120\" height=\"34\" rx=\"3\"/>\n<text class=\"middle on\" x=\"360\" y=\"{:.1}\">{}</text>\n",
                middle - 17.0,
                middle + 4.0,
                words::grouped(u64::from(profile.mailboxes))
            ),
        );
        if let Some(id) = incoming {
            side(&mut text, "to-end", 202.0, middle, &label(id));
        }
        if let Some(id) = outgoing {
            side(&mut text, "from-start", 518.0, middle, &label(id));
        }
    }
    Some(text + "</svg>\n")
}

/// A name beside the bands, in one line or two: what it is, and where.
fn side(text: &mut String, class: &str, x: f64, middle: f64, name: &str) {
    // Which way its mail goes is said by the side it stands on.
    let name = ["Incoming · ", "Outgoing · "]
        .iter()
        .find_map(|way| name.strip_prefix(way))
        .unwrap_or(name);
    let (first, second) = name.split_once(" · ").unwrap_or((name, ""));
    let lift = if second.is_empty() { 4.0 } else { -2.0 };
    for (line, y) in [(first, middle + lift), (second, middle + 12.0)] {
        if !line.is_empty() {
            put(
                text,
                format_args!(
                    "<text class=\"{class}\" x=\"{x}\" y=\"{y:.1}\">{}</text>\n",
                    escaped(&cut(line))
                ),
            );
        }
    }
}

/// What fits into a line; the rows hold it whole.
fn cut(line: &str) -> String {
    const LINE: usize = 34;
    if line.chars().count() <= LINE {
        return line.to_owned();
    }
    line.chars().take(LINE - 1).chain(['…']).collect()
}
