//! The flow: router profiles left and right, new profiles in the middle, bands as wide as their rows.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::profile::server;
use crate::app::address::Address;
use crate::app::state::State;
use crate::app::words;
use crate::app::{intl, outside};
use crate::plan::model::{Outcome, RouterProfile};
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
    kind: String,
    place: String,
    count: u64,
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
    /// Where its bands meet the sides.
    left: Option<f64>,
    right: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Picture {
    left: Vec<Post>,
    right: Vec<Post>,
    bands: Vec<Band>,
    height: f64,
    left_out: usize,
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
                        picture.iter().flat_map(|picture| &picture.bands).any(|band| band.outcome == outcome)
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
    #[expect(clippy::cast_precision_loss, reason = "positions of a picture")]
    let most = drawn
        .iter()
        .map(|profile| u64::from(profile.mailboxes))
        .sum::<u64>()
        .max(1) as f64;
    let height = |count: u32| (f64::from(count) / most * TALL).max(LEAST);
    let mut bands: Vec<Band> = Vec::with_capacity(drawn.len());
    let mut y = TOP;
    for profile in drawn {
        let height = height(profile.mailboxes);
        bands.push(Band {
            key: profile.key.to_string(),
            name: profile.name.clone(),
            outcome: profile.outcome,
            count: u64::from(profile.mailboxes),
            y,
            height,
            left: None,
            right: None,
        });
        y += height + GAP;
    }
    let all = y;
    let router = |id: &str| {
        overview
            .router_profiles
            .iter()
            .find(|profile| *profile.id == *id)
    };
    let incoming: Vec<Option<&RouterProfile>> = drawn
        .iter()
        .map(|profile| profile.incoming.as_deref().and_then(router))
        .collect();
    let outgoing: Vec<Option<&RouterProfile>> = drawn
        .iter()
        .map(|profile| profile.outgoing.first().map(|id| &**id).and_then(router))
        .collect();
    let (left, left_at) = posts(&bands, &incoming);
    let (right, right_at) = posts(&bands, &outgoing);
    for (at, band) in bands.iter_mut().enumerate() {
        band.left = left_at.get(&at).copied();
        band.right = right_at.get(&at).copied();
    }
    let end = |posts: &[Post]| {
        posts
            .iter()
            .map(|post| post.y + post.height + GAP)
            .fold(all, f64::max)
    };
    Picture {
        height: end(&left).max(end(&right)),
        left,
        right,
        bands,
        left_out: overview.profiles.len() - drawn.len(),
    }
}

/// One post a router profile, as high as its bands; and where each band meets it.
fn posts(bands: &[Band], profiles: &[Option<&RouterProfile>]) -> (Vec<Post>, BTreeMap<usize, f64>) {
    let mut order: Vec<&RouterProfile> = Vec::new();
    for profile in profiles.iter().flatten() {
        if !order.iter().any(|held| held.id == profile.id) {
            order.push(profile);
        }
    }
    let mut meets = BTreeMap::new();
    let mut posts = Vec::with_capacity(order.len());
    let mut free = TOP;
    for profile in order {
        let own: Vec<usize> = (0..bands.len())
            .filter(|at| profiles[*at].is_some_and(|held| held.id == profile.id))
            .collect();
        let height: f64 = own.iter().map(|at| bands[*at].height).sum();
        // Beside its first band where there is room.
        let y = own.first().map_or(free, |at| bands[*at].y.max(free));
        let mut at_y = y;
        for at in &own {
            meets.insert(*at, at_y);
            at_y += bands[*at].height;
        }
        let (kind, place) = server(profile);
        posts.push(Post {
            kind,
            place,
            count: u64::from(profile.mailboxes),
            y,
            height,
        });
        free = y + height + GAP;
    }
    (posts, meets)
}

fn draw(picture: Picture) -> impl IntoView {
    let bands = picture
        .bands
        .into_iter()
        .map(|band| view! { <OneBand band/> })
        .collect_view();
    let side = |posts: Vec<Post>, x: f64, text: f64, class: &'static str| {
        posts.into_iter().map(move |post| {
            let middle = post.y + post.height / 2.0;
            view! {
                <rect class="flow-end" x=x y=post.y width=POST height=post.height rx="2"/>
                <text class=format!("flow-name {class}") x=text y=middle - 3.0>{post.kind}</text>
                <text class=format!("flow-sub {class}") x=text y=middle + 12.0>
                    {format!("{} · {}", short(&post.place), intl::number(post.count))}
                </text>
            }
        }).collect_view()
    };
    view! {
        <svg viewBox=format!("0 0 {WIDTH} {:.0}", picture.height)>
            {bands}
            {side(picture.left, LEFT, LEFT - 10.0, "to-end")}
            {side(picture.right, RIGHT, RIGHT + POST + 10.0, "")}
        </svg>
        {(picture.left_out > 0).then(|| view! {
            <p class="small quiet">{format!("{} more, with fewer mailboxes, are in the table below.", picture.left_out)}</p>
        })}
    }
}

/// Long places are cut; the table holds them whole.
fn short(place: &str) -> String {
    if place.chars().count() <= 34 {
        return place.to_owned();
    }
    place.chars().take(33).chain(['…']).collect()
}

#[component]
fn OneBand(band: Band) -> impl IntoView {
    let tone = words::tone(band.outcome);
    let curve = |x1: f64, y1: f64, x2: f64, y2: f64| {
        let bend = (x1 + x2) / 2.0;
        let (low1, low2) = (y1 + band.height, y2 + band.height);
        format!(
            "M{x1},{y1:.1} C{bend},{y1:.1} {bend},{y2:.1} {x2},{y2:.1} L{x2},{low2:.1} C{bend},{low2:.1} {bend},{low1:.1} {x1},{low1:.1} Z"
        )
    };
    let label = format!(
        "{}: {}, {}",
        band.name,
        intl::number(band.count),
        words::outcome(band.outcome)
    );
    let href = Address::rows(RowsQuery {
        profile: Some(band.key.clone()),
        ..RowsQuery::default()
    })
    .write();
    let by_key = href.clone();
    let middle = band.y + band.height / 2.0 + 4.5;
    view! {
        // A link of HTML has no place in a picture, so that the group is one by its role.
        <g
            class="flow-group"
            role="link"
            tabindex="0"
            data-tone=tone.name
            aria-label=label.clone()
            // Not every browser brings a part of a picture into sight when it gets the focus.
            on:focus=|event: leptos::ev::FocusEvent| outside::into_sight(&event)
            on:click=move |_| outside::set_fragment(&href)
            on:keydown=move |event| if event.key() == "Enter" { outside::set_fragment(&by_key) }
        >
            <title>{label.clone()}</title>
            {band.left.map(|y| view! { <path class="flow-band" d=curve(LEFT + POST, y, MIDDLE, band.y)/> })}
            {band.right.map(|y| view! { <path class="flow-band" d=curve(MIDDLE + BOX, band.y, RIGHT, y)/> })}
            <rect class="flow-node" x=MIDDLE y=band.y width=BOX height=band.height rx="3"/>
            <text class="flow-count" x=MIDDLE + BOX / 2.0 y=middle>{intl::number(band.count)}</text>
        </g>
    }
}
