//! How you can check that nothing is sent: the policy, what the browser counted, what this file is.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::Deserialize;

use crate::app::{intl, outside};

/// What the program can reach of the browser, a reason a line; the build fails where it is not exact.
const REACH: &str = include_str!("../../../security/allowed-imports.txt");

/// The directives of the policy, each with its reason.
const REASONS: [(&str, &str); 10] = [
    (
        "default-src",
        "Nothing may be loaded unless a line below says otherwise.",
    ),
    (
        "script-src",
        "Only the scripts inside this file run: each is named by its checksum. WebAssembly may be compiled, text may not become code.",
    ),
    (
        "style-src",
        "Only the style inside this file, named by its checksum.",
    ),
    ("img-src", "Pictures only from this file itself."),
    (
        "connect-src",
        "No connection to anywhere: no request, no socket, no beacon.",
    ),
    (
        "worker-src",
        "The worker that reads your files is made from this file itself.",
    ),
    (
        "base-uri",
        "No one can turn the links of the page elsewhere.",
    ),
    ("form-action", "No form can be sent."),
    (
        "require-trusted-types-for",
        "Text can become markup only through one guarded door.",
    ),
    (
        "trusted-types",
        "That door: it lets through only what was in this file from the start.",
    ),
];

#[component]
pub(in crate::app) fn Trust() -> impl IntoView {
    let facts = outside::facts();
    let requests = u64::from(outside::requests());
    let directives = facts.as_ref().map(|facts| {
        facts
            .policy
            .split(';')
            .filter_map(|directive| {
                let directive = directive.trim();
                let (name, value) = directive.split_once(' ').unwrap_or((directive, ""));
                (!name.is_empty()).then(|| (name.to_owned(), value.to_owned()))
            })
            .collect::<Vec<_>>()
    });
    view! {
        <section>
            <h3>"Since you opened the page"</h3>
            <p>
                <strong>{intl::number(requests)}</strong>
                " requests, as the browser itself counts them. To count for yourself: press F12, open Network, load the page again and use it. Or unplug the network first: everything works without."
            </p>
        </section>
        <section>
            <h3>"What the browser forbids this page"</h3>
            {match directives {
                Some(directives) => view! {
                    <p>"This policy is the first thing in the file. The browser enforces it; nothing in the page can lift it."</p>
                    <div class="region" role="region" aria-label="Directives of the policy" tabindex="0">
                        <table class="columns-table" id="policy">
                            <thead><tr><th scope="col">"Directive"</th><th scope="col">"Why it is there"</th></tr></thead>
                            <tbody>
                                {directives.into_iter().map(|(name, value)| {
                                    let reason = REASONS.iter().find(|reason| reason.0 == name).map_or("", |reason| reason.1);
                                    view! {
                                        <tr>
                                            <th scope="row"><code>{name}</code> <code class="sub">{value}</code></th>
                                            <td>{reason}</td>
                                        </tr>
                                    }
                                }).collect_view()}
                            </tbody>
                        </table>
                    </div>
                }.into_any(),
                None => view! {
                    <p>"This is the development server: it has no policy. The page people get is the one file dist/reroute.html."</p>
                }.into_any(),
            }}
        </section>
        <Reach/>
        <section>
            <h3>"What this file is"</h3>
            <dl class="facts">
                <dt>"Version"</dt>
                <dd>{env!("CARGO_PKG_VERSION")}</dd>
                {facts.map(|facts| view! {
                    <dt>"SHA-256 of the program inside"</dt>
                    <dd><code>{facts.wasm_sha256}</code></dd>
                    <dt>"Its size"</dt>
                    <dd>{format!("{:.0} KB of WebAssembly", facts.wasm_bytes / 1000.0)}</dd>
                })}
                <dt>"Kept in the browser"</dt>
                <dd>"Only whether you chose light or dark."</dd>
                <dt>"Licence"</dt>
                <dd>"MIT or Apache-2.0, as you like"</dd>
            </dl>
            <Bill/>
            <p class="quiet small">
                "The SHA-256 of the whole file stands beside it as reroute.html.sha256. Compare it on Windows with Get-FileHash, elsewhere with sha256sum."
            </p>
        </section>
        <section>
            <h3>"What happens to secrets"</h3>
            <p>
                "Passwords and keys in the files are noticed and forgotten while reading: they are in no table, no download and no answers file. Passwords are typed in by a person, in Dynamics 365."
            </p>
        </section>
    }
}

/// The functions and globals of the browser that the program can reach, by what they are for.
#[component]
fn Reach() -> impl IntoView {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let lines = REACH.lines().filter(|line| !line.starts_with('#'));
    for (name, reason) in lines.filter_map(|line| line.split_once(": ")) {
        let name = name.split_once(' ').map_or(name, |(_, name)| name);
        reasons.entry(reason).or_default().push(name);
    }
    let count = reasons.values().map(Vec::len).sum::<usize>() as u64;
    view! {
        <section>
            <h3>"What it can call"</h3>
            <p>
                "WebAssembly reaches nothing of the browser but what it is handed. These " {intl::number(count)}
                " names are all; none of them sends. Before the program starts, what could send is taken away as well: requests, sockets, calls, frames, other windows, leaving the page."
            </p>
            <details>
                <summary>"All names, by what they are for"</summary>
                <dl class="facts reach">
                    {reasons.into_iter().map(|(reason, names)| view! {
                        <dt>{reason}</dt>
                        <dd><code>{names.join(", ")}</code></dd>
                    }).collect_view()}
                </dl>
            </details>
        </section>
    }
}

/// The bill of materials in the file, as far as it is shown.
#[derive(Deserialize)]
struct Materials {
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    version: String,
    licenses: Vec<Licence>,
}

#[derive(Deserialize)]
struct Licence {
    expression: String,
}

/// The libraries inside, with their licences; nothing under Trunk.
#[component]
fn Bill() -> impl IntoView {
    let materials =
        outside::facts().and_then(|facts| serde_json::from_str::<Materials>(&facts.bill).ok());
    materials.map(|materials| view! {
        <details>
            <summary>{intl::number(materials.components.len() as u64)} " libraries inside, with their licences"</summary>
            <div class="region" role="region" aria-label="Libraries" tabindex="0">
                <table class="columns-table">
                    <thead><tr><th scope="col">"Library"</th><th scope="col">"Version"</th><th scope="col">"Licence"</th></tr></thead>
                    <tbody>
                        {materials.components.into_iter().map(|part| view! {
                            <tr>
                                <th scope="row">{part.name}</th>
                                <td>{part.version}</td>
                                <td>{part.licenses.into_iter().map(|licence| licence.expression).collect::<Vec<_>>().join(", ")}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </details>
    })
}
