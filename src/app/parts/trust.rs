//! How you can check that nothing is sent: the policy, what the browser counted, what this file is.

use leptos::prelude::*;

use crate::app::{intl, outside};

/// The directives of the policy, each with its reason.
const REASONS: [(&str, &str); 13] = [
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
    ("frame-src", "No other page can be shown inside."),
    ("object-src", "No plug-ins."),
    ("font-src", "No fonts from elsewhere."),
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
                    <div class="region">
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
