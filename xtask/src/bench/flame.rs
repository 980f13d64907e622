//! `cargo xtask bench flame`: where the time of reading and planning goes, as a picture and a table; writes
//! `docs/images/flame-read-plan.svg` and its part of `docs/performance.md`.
//!
//! Instructions stand for time. Callgrind knows what each function costs for each of its callers, not each stack: below
//! the first call, the cost of a function is shared out among its callers as their calls of it cost.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};

use super::callgrind::{self, COUNTED, Counts};
use super::{files, performance};
use crate::steps::Steps;
use crate::workspace::Workspace;

const PICTURE: &str = "docs/images/flame-read-plan.svg";

/// Bytes of the files that are read.
const READ: u64 = 32 << 20;

const WIDTH: f64 = 1200.0;
const ROW: f64 = 18.0;
/// Room for the legend.
const TOP: f64 = 34.0;
/// Width of a letter.
const LETTER: f64 = 6.7;
/// What is narrower is not drawn.
const NARROWEST: f64 = 1.5;
const DEEPEST: usize = 24;

/// Whose work a function is: what its name holds, what it is called, and its colour. The first that fits counts.
const OWNERS: [(&str, &str, &str); 14] = [
    ("sha2::", "SHA-256", "#c9b6e4"),
    ("quick_xml", "quick-xml", "#f6c177"),
    ("memchr::", "memchr", "#f2dd8c"),
    ("reroute_bytes::xml", "xml", "#f4a259"),
    ("reroute_bytes::router", "router", "#e98a6d"),
    ("reroute_bytes::text", "router", "#e98a6d"),
    ("reroute::redact", "router", "#e98a6d"),
    ("reroute_planning::merge", "merge", "#7fb7be"),
    ("reroute_planning::checks", "checks", "#8cc084"),
    ("reroute_planning::plan", "plan", "#5fa8d3"),
    ("reroute::session", "session", "#b8c4bb"),
    ("malloc", "memory", "#d9d0c7"),
    ("free", "memory", "#d9d0c7"),
    ("mem", "memory", "#d9d0c7"),
];
const OTHER: (&str, &str) = ("the rest", "#ececec");

/// Counts, draws, and writes the table.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(2);
    let program = steps.step("Building what is counted", || callgrind::build(workspace))?;
    let counts = steps.step("Counting", || {
        let folder = workspace.target.join("bench/flame");
        let generated = folder.join("files");
        files::write(&generated, READ)?;
        let (_, counts) = callgrind::count(&program, &folder.join("counts"), &[&generated])?;
        fs::remove_dir_all(&folder)?;
        counts.into_iter().next().context("nothing was counted")
    })?;
    let path = workspace.path(PICTURE);
    fs::write(&path, picture(&counts))
        .with_context(|| format!("cannot write {}", path.display()))?;
    performance::write(workspace, "bench flame", &text(&counts))
}

/// Whose work it is, and its colour. A function of the standard library that is made for a type of ours is ours.
fn owner(function: &str) -> (&'static str, &'static str) {
    OWNERS
        .iter()
        .find(|(part, ..)| match *part {
            "mem" | "free" | "malloc" => {
                let plain = function
                    .trim_start_matches("__")
                    .trim_start_matches("_int_");
                ["mem", "free", "malloc", "realloc", "calloc"]
                    .iter()
                    .any(|start| plain.starts_with(start))
                    && !function.contains("::")
            }
            part => function.contains(part),
        })
        .map_or(OTHER, |(_, owner, colour)| (*owner, *colour))
}

/// Shares of the whole, the largest first.
fn shares(counts: &Counts) -> Vec<(&'static str, f64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, function) in &counts.functions {
        *sums.entry(owner(name).0).or_default() += function.own;
    }
    let whole = counts.total as f64;
    let mut shares: Vec<_> = sums
        .into_iter()
        .map(|(owner, own)| (owner, own as f64 / whole * 100.0))
        .collect();
    shares.sort_by(|one, other| other.1.total_cmp(&one.1));
    shares
}

fn text(counts: &Counts) -> String {
    let mut text = format!(
        "## Where the time goes\n\nWritten by `cargo xtask bench flame`: the instructions of reading and planning {} MiB, natively, of files as\n\
         `cargo xtask bench job` makes them: {:.2} thousand million. Each function counts for the room or the crate that it is of;\n\
         *memory* is the allocator and the copying of the C library, *the rest* is the standard library's. Callgrind's processor has no\n\
         instructions for SHA-256; on one that has, its share is much smaller.\n\n\
         ![Every function as wide as what it costs, below what calls it](images/flame-read-plan.svg)\n\n\
         | whose | share |\n| --- | ---: |\n",
        READ >> 20,
        counts.total as f64 / 1e9
    );
    for (owner, share) in shares(counts) {
        let _ = writeln!(text, "| {owner} | {share:.1} % |");
    }
    text
}

/// A function where it is called.
struct Frame<'a> {
    name: &'a str,
    left: f64,
    width: f64,
    depth: usize,
    share: f64,
}

/// The calls from the counted function down, each as wide as it costs.
fn frames(counts: &Counts) -> Vec<Frame<'_>> {
    let root = counts
        .functions
        .keys()
        .find(|name| name.starts_with(COUNTED));
    let mut frames = Vec::new();
    if let Some(root) = root {
        let mut path = Vec::new();
        let whole = counts.total as f64;
        place(counts, root, 0.0, whole, &mut path, &mut frames);
    }
    frames
}

fn place<'a>(
    counts: &'a Counts,
    name: &'a str,
    left: f64,
    cost: f64,
    path: &mut Vec<&'a str>,
    frames: &mut Vec<Frame<'a>>,
) {
    let share = cost / counts.total as f64;
    let width = share * WIDTH;
    if width < NARROWEST || path.len() > DEEPEST {
        return;
    }
    frames.push(Frame {
        name,
        left,
        width,
        depth: path.len(),
        share: share * 100.0,
    });
    let Some(function) = counts.functions.get(name) else {
        return;
    };
    path.push(name);
    // A call of what is on the path already is a part of that.
    let mut calls: Vec<_> = function
        .calls
        .iter()
        .filter(|(called, _)| !path.contains(&called.as_str()))
        .collect();
    calls.sort_by_key(|(called, cost)| (u64::MAX - **cost, *called));
    let inside: u64 = function.own + calls.iter().map(|(_, cost)| **cost).sum::<u64>();
    let mut at = left;
    for (called, called_cost) in calls {
        let part = cost * *called_cost as f64 / inside as f64;
        place(counts, called, at, part, path, frames);
        at += part / counts.total as f64 * WIDTH;
    }
    path.pop();
}

fn picture(counts: &Counts) -> String {
    let frames = frames(counts);
    let deepest = frames.iter().map(|frame| frame.depth).max().unwrap_or(0);
    let height = TOP + (deepest + 1) as f64 * ROW + 6.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"monospace\" font-size=\"11\" fill=\"#1b1b1b\">\n\
         <title>What reading and planning cost</title>\n<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    let mut left = 6.0;
    for (owner, share) in shares(counts) {
        let colour = OWNERS.iter().find(|(_, name, _)| *name == owner);
        let colour = colour.map_or(OTHER.1, |(.., colour)| colour);
        let label = format!("{owner} {share:.0} %");
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"8\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"18\">{label}</text>",
            left + 16.0
        );
        left += 30.0 + label.len() as f64 * LETTER;
    }
    for frame in &frames {
        let _ = writeln!(svg, "{}", drawn(frame));
    }
    svg.push_str("</svg>\n");
    svg
}

fn drawn(frame: &Frame<'_>) -> String {
    let top = TOP + frame.depth as f64 * ROW;
    let fits = ((frame.width - 6.0) / LETTER).max(0.0) as usize;
    let label = if fits < 4 {
        String::new()
    } else {
        let label: String = short(frame.name).chars().take(fits).collect();
        format!(
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            frame.left + 3.0,
            top + 13.0,
            escaped(&label)
        )
    };
    format!(
        "<g><title>{}: {:.1} %</title><rect x=\"{:.2}\" y=\"{top}\" width=\"{:.2}\" height=\"{}\" fill=\"{}\" stroke=\"#fff\"/>{label}</g>",
        escaped(frame.name),
        frame.share,
        frame.left,
        frame.width,
        ROW,
        owner(frame.name).1
    )
}

/// The last two parts of a path, without the types it was made for.
fn short(name: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_usize;
    for letter in name.trim_start_matches('<').chars() {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let (before, method) = plain.rsplit_once("::").unwrap_or(("", &plain));
    // Of a trait's method, the type it is of.
    let kind = before.split(" as ").next().unwrap_or_default();
    let parts: Vec<&str> = kind
        .split("::")
        .chain([method])
        .filter(|part| !part.is_empty())
        .collect();
    parts[parts.len().saturating_sub(2)..].join("::")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::callgrind::Function;
    use super::*;

    fn counts() -> Counts {
        let function = |own, calls: &[(&str, u64)]| Function {
            own,
            calls: calls
                .iter()
                .map(|(name, cost)| ((*name).to_owned(), *cost))
                .collect(),
        };
        Counts {
            total: 100,
            functions: [
                (
                    COUNTED,
                    function(10, &[("reroute_bytes::xml::push", 60), ("sha2::run", 30)]),
                ),
                // Calls itself by way of another.
                ("reroute_bytes::xml::push", function(40, &[("memcpy", 20)])),
                ("memcpy", function(20, &[("reroute_bytes::xml::push", 5)])),
                ("sha2::run", function(30, &[])),
            ]
            .map(|(name, function)| (name.to_owned(), function))
            .into(),
        }
    }

    #[test]
    fn each_call_is_as_wide_as_it_costs_and_inside_its_caller() {
        let counts = counts();
        let frames: Vec<_> = frames(&counts)
            .iter()
            .map(|frame| {
                (
                    frame.name,
                    frame.depth,
                    frame.left.round(),
                    frame.width.round(),
                )
            })
            .collect();
        let expected = [
            (COUNTED, 0, 0.0, 1200.0),
            ("reroute_bytes::xml::push", 1, 0.0, 720.0),
            ("memcpy", 2, 0.0, 240.0),
            ("sha2::run", 1, 720.0, 360.0),
        ];
        assert_eq!(frames, expected);
        assert_eq!(shares(&counts)[0], ("xml", 40.0));
    }

    #[test]
    fn the_picture_runs_nothing_and_names_are_text() {
        let svg = picture(&counts());
        assert!(!svg.contains("<script") && svg.contains("sha2::run: 30.0 %"));
        assert_eq!(short("<a::b::C<d::E> as f::G>::run"), "C::run");
        assert_eq!(short("a::b::C<d::E>::run"), "C::run");
        assert_eq!(escaped("a<b>&"), "a&lt;b&gt;&amp;");
    }
}
