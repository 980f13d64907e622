//! The flow: router profiles left and right, new profiles in the middle, bands as wide as their rows.

use std::collections::HashSet;

use leptos::prelude::*;

use super::profile::server;
use super::show::Show;
use crate::app::address::Address;
use crate::app::state::State;
use crate::app::words;
use crate::app::{intl, outside};
use crate::plan::model::{Direction, Outcome, RouterProfile};
use crate::session::protocol::{Overview, RowsQuery};

const WIDTH: f64 = 1080.0;
const LEFT: f64 = 250.0;
const MIDDLE: f64 = 500.0;
const BOX: f64 = 84.0;
const RIGHT: f64 = 824.0;
const POST: f64 = 10.0;
const GAP: f64 = 26.0;
const TOP: f64 = 16.0;
/// Height of all bands together.
const TALL: f64 = 230.0;
/// Least height of a band: one mailbox can still be seen and pressed.
const LEAST: f64 = 14.0;
/// Profiles drawn; the table below shows all.
const MAX_DRAWN: usize = 14;

/// A router profile at one side.
#[derive(Debug, Clone, PartialEq)]
struct Post {
    id: String,
    kind: String,
    place: String,
    count: u64,
    /// Where it ends, when it is in no new profile.
    outcome: Option<Outcome>,
    y: f64,
    height: f64,
}

/// A new profile and its bands.
#[derive(Debug, Clone, PartialEq)]
struct Band {
    key: String,
    name: String,
    outcome: Outcome,
    count: u64,
    y: f64,
    height: f64,
    /// Where its bands meet the posts of each side, and how high they are there.
    meets: [Vec<(f64, f64)>; 2],
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Picture {
    bands: Vec<Band>,
    /// Incoming router profiles, and outgoing ones.
    sides: [Vec<Post>; 2],
    height: f64,
    bands_left_out: usize,
    posts_left_out: usize,
}

impl Picture {
    fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        let posts = self.sides.iter().flatten();
        let bands = self.bands.iter().map(|band| band.outcome);
        bands.chain(posts.filter_map(|post| post.outcome))
    }
}

#[component]
pub(in crate::app) fn Flow() -> impl IntoView {
    let state = State::of_page();
    let picture = state.part(lay_out);
    view! {
        <figure class="card figure" aria-labelledby="flow-title">
            <figcaption class="spoken" id="flow-title">
                "How router profiles become new profiles; the table below says the same in words"
            </figcaption>
            <div class="figure-scroll" role="region" aria-labelledby="flow-title" tabindex="0">
                {move || picture.get().map(draw)}
            </div>
            <ul class="legend small quiet" role="list" aria-hidden="true">
                {words::OUTCOMES.map(|outcome| view! {
                    <Show when=move || picture.with(|picture| {
                        picture.iter().flat_map(Picture::outcomes).any(|one| one == outcome)
                    })>
                        <li class="key" data-tone=words::tone(outcome).name>
                            <span class="swatch"></span>{words::outcome(outcome)}
                        </li>
                    </Show>
                })}
                <li>"width = mailboxes"</li>
            </ul>
        </figure>
    }
}

fn lay_out(overview: &Overview) -> Picture {
    let drawn = &overview.profiles[..overview.profiles.len().min(MAX_DRAWN)];
    let used = overview.profiles.iter();
    let used = used.flat_map(|profile| profile.incoming.iter().chain(&profile.outgoing));
    let used: HashSet<&str> = used.map(|id| &**id).collect();
    // What is in no new profile is drawn as well: nothing of the files is missing.
    let alone = [Direction::Incoming, Direction::Outgoing].map(|direction| {
        let all = overview.router_profiles.iter();
        all.filter(|one| one.direction == direction && !used.contains(&*one.id))
            .collect::<Vec<_>>()
    });
    let [left, right] = alone.each_ref().map(|side| {
        let drawn = side.iter().take(MAX_DRAWN);
        drawn.map(|one| f64::from(one.mailboxes)).sum::<f64>()
    });
    let paired: f64 = drawn.iter().map(|one| f64::from(one.mailboxes)).sum();
    let most = (paired + left.max(right)).max(1.0);
    let height = |count: u32| (f64::from(count) / most * TALL).max(LEAST);
    let mut picture = Picture {
        bands_left_out: overview.profiles.len() - drawn.len(),
        height: TOP,
        ..Picture::default()
    };
    for profile in drawn {
        let height = height(profile.mailboxes);
        picture.bands.push(Band {
            key: profile.key.to_string(),
            name: profile.name.clone(),
            outcome: profile.outcome,
            count: u64::from(profile.mailboxes),
            y: picture.height,
            height,
            meets: [Vec::new(), Vec::new()],
        });
        picture.height += height + GAP;
    }
    for (side, alone) in alone.into_iter().enumerate() {
        let mut free = picture.add_posts(overview, side);
        picture.posts_left_out += alone.len().saturating_sub(MAX_DRAWN);
        for profile in alone.into_iter().take(MAX_DRAWN) {
            let height = height(profile.mailboxes);
            let outcome = Some(profile.outcome);
            picture.sides[side].push(post(profile, outcome, free, height));
            free += height + GAP;
        }
        picture.height = picture.height.max(free);
    }
    picture
}

impl Picture {
    /// One post a router profile, as high as its bands; where a band has several, each gets its part. Returns where
    /// the next one could stand.
    fn add_posts(&mut self, overview: &Overview, side: usize) -> f64 {
        let ends: Vec<Vec<&RouterProfile>> = overview.profiles[..self.bands.len()]
            .iter()
            .map(|profile| {
                let ids = [profile.incoming.as_slice(), &profile.outgoing][side];
                let all = overview.router_profiles.iter();
                all.filter(|one| ids.contains(&one.id)).collect()
            })
            .collect();
        let weight = |profile: &RouterProfile| f64::from(profile.mailboxes.max(1));
        let mut free = TOP;
        for profile in ends.iter().flatten() {
            if self.sides[side].iter().any(|post| *post.id == *profile.id) {
                continue;
            }
            let own = |ends: &Vec<&RouterProfile>| ends.iter().any(|one| one.id == profile.id);
            let first = ends.iter().position(own).unwrap_or_default();
            // Beside its first band where there is room.
            let y = self.bands[first].y.max(free);
            let mut end = y;
            for (band, ends) in self.bands.iter_mut().zip(&ends) {
                if own(ends) {
                    let all: f64 = ends.iter().map(|one| weight(one)).sum();
                    let height = band.height * weight(profile) / all;
                    band.meets[side].push((end, height));
                    end += height;
                }
            }
            self.sides[side].push(post(profile, None, y, end - y));
            free = end + GAP;
        }
        free
    }
}

fn post(profile: &RouterProfile, outcome: Option<Outcome>, y: f64, height: f64) -> Post {
    let (kind, place) = server(profile);
    Post {
        id: profile.id.to_string(),
        kind,
        place,
        count: u64::from(profile.mailboxes),
        outcome,
        y,
        height,
    }
}

fn draw(picture: Picture) -> impl IntoView {
    let bands = picture.bands.into_iter().map(draw_band).collect_view();
    let [left, right] = picture.sides;
    let side = |posts: Vec<Post>, x: f64, text: f64, class: &'static str| {
        let posts = posts.into_iter();
        posts
            .map(move |post| draw_post(post, x, text, class))
            .collect_view()
    };
    let left_out = [
        (
            picture.bands_left_out,
            "more, with fewer mailboxes, are in the table below.",
        ),
        (
            picture.posts_left_out,
            "more router profiles are in no new profile.",
        ),
    ];
    view! {
        <svg viewBox=format!("0 0 {WIDTH} {:.0}", picture.height)>
            {bands}
            {side(left, LEFT, LEFT - 10.0, "to-end")}
            {side(right, RIGHT, RIGHT + POST + 10.0, "")}
        </svg>
        {left_out.map(|(count, words)| (count > 0).then(|| view! {
            <p class="small quiet">{intl::number(count as u64)} " " {words}</p>
        }))}
    }
}

/// Long places are cut; the table holds them whole.
fn short(place: &str) -> String {
    if place.chars().count() <= 34 {
        return place.to_owned();
    }
    place.chars().take(33).chain(['…']).collect()
}

fn draw_band(band: Band) -> AnyView {
    let curve = |x1: f64, y1: f64, x2: f64, y2: f64, height: f64| {
        let bend = (x1 + x2) / 2.0;
        let (low1, low2) = (y1 + height, y2 + height);
        let d = format!(
            "M{x1},{y1:.1} C{bend},{y1:.1} {bend},{y2:.1} {x2},{y2:.1} L{x2},{low2:.1} C{bend},{low2:.1} {bend},{low1:.1} {x1},{low1:.1} Z"
        );
        view! { <path class="flow-band" d=d/> }
    };
    let label = format!(
        "{}: {}, {}",
        band.name,
        intl::number(band.count),
        words::outcome(band.outcome)
    );
    let rows = RowsQuery {
        profile: Some(band.key),
        ..RowsQuery::default()
    };
    let middle = band.y + band.height / 2.0 + 4.5;
    let [left, right] = band.meets.map(|meets| {
        let mut y = band.y;
        let meets = meets.into_iter().map(|(at, height)| {
            y += height;
            (at, y - height, height)
        });
        meets.collect::<Vec<_>>()
    });
    let inner = view! {
        {left.into_iter().map(|(at, y, height)| curve(LEFT + POST, at, MIDDLE, y, height)).collect_view()}
        {right.into_iter().map(|(at, y, height)| curve(MIDDLE + BOX, y, RIGHT, at, height)).collect_view()}
        <rect class="flow-node" x=MIDDLE y=band.y width=BOX height=band.height rx="3"/>
        <text class="flow-count" x=MIDDLE + BOX / 2.0 y=middle>{intl::number(band.count)}</text>
    };
    let tone = Some(words::tone(band.outcome).name);
    part_link("flow-group", tone, &label, rows, true, inner.into_any())
}

fn draw_post(post: Post, x: f64, text: f64, class: &'static str) -> AnyView {
    let middle = post.y + post.height / 2.0;
    let count = intl::number(post.count);
    let mut name = post.kind;
    if let Some(outcome) = post.outcome {
        name.push_str(" · ");
        name.push_str(words::outcome(outcome));
    }
    let place = format!("{} · {count}", short(&post.place));
    let label = format!("{name} {place}");
    let rows = RowsQuery {
        router_profile: Some(post.id),
        ..RowsQuery::default()
    };
    let inner = view! {
        <rect class="flow-end" x=x y=post.y width=POST height=post.height rx="2"/>
        <text class=format!("flow-name {class}") x=text y=middle - 3.0>{name}</text>
        // As in its name, which is to hold what is seen.
        " "
        <text class=format!("flow-sub {class}") x=text y=middle + 12.0>{place}</text>
    };
    let tone = post.outcome.map(|outcome| words::tone(outcome).name);
    part_link("flow-group", tone, &label, rows, true, inner.into_any())
}

/// A part of a picture that leads to rows. A link of HTML has no place in a picture, so that the group is one by its
/// role; what is too narrow to be hit is none.
pub(in crate::app) fn part_link(
    class: &'static str,
    tone: Option<&'static str>,
    label: &str,
    rows: RowsQuery,
    can_be_hit: bool,
    inner: AnyView,
) -> AnyView {
    let href = Address::rows(rows).write();
    let by_key = href.clone();
    view! {
        <g
            class=class
            role=can_be_hit.then_some("link")
            tabindex=can_be_hit.then_some("0")
            data-tone=tone
            aria-label=label.to_owned()
            // Not every browser brings a part of a picture into sight when it gets the focus.
            on:focus=|event: leptos::ev::FocusEvent| outside::into_sight(&event)
            on:click=move |_| outside::set_fragment(&href)
            on:keydown=move |event| if event.key() == "Enter" { outside::set_fragment(&by_key) }
        >
            <title>{label.to_owned()}</title>
            {inner}
        </g>
    }
    .into_any()
}
