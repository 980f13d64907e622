//! The questions that decide the rest: where the organization runs, and whose Exchange Online it is.

use leptos::prelude::*;

use super::problem::{FieldError, invalid};
use super::show::Show;
use crate::answers::{Target, Tenant};
use crate::app::state::State;
use crate::app::{intl, validate, words};

const TARGETS: [(Target, &str); 3] = [
    (Target::Online, "online"),
    (Target::OnPremises9, "onpremises-9"),
    (Target::OnPremises8, "onpremises-8"),
];

#[component]
pub(in crate::app) fn OrganizationFields() -> impl IntoView {
    let state = State::of_page();
    let answers = state.answers;
    let (target_invalid, target_error) = invalid("target");
    let (url_invalid, url_error) = invalid("target-url");
    let served = state.part(|overview| {
        let chosen = overview
            .organizations
            .iter()
            .find(|one| one.chosen)
            .or_else(|| overview.organizations.first());
        chosen.map(|one| one.url.clone())
    });
    let url_described = move || match url_error() {
        Some(error) => format!("target-url-hint {error}"),
        None => "target-url-hint".to_owned(),
    };
    view! {
        <div class="form">
            <Organizations/>
            <div class="field">
                <label for="target">"Where does Dynamics 365 run?"</label>
                <FieldError field="target"/>
                <select
                    class="input"
                    id="target"
                    aria-invalid=target_invalid
                    aria-describedby=target_error
                    prop:value=move || answers.with(|answers| {
                        TARGETS.iter().find(|one| Some(one.0) == answers.target).map_or("", |one| one.1)
                    })
                    on:change=move |event| {
                        let value = event_target_value(&event);
                        let target = TARGETS.iter().find(|one| one.1 == value).map(|one| one.0);
                        state.change(|answers| answers.target = target);
                    }
                >
                    <option value="">"Choose…"</option>
                    {TARGETS.map(|(target, value)| view! {
                        <option value=value prop:selected=move || answers.with(|answers| answers.target == Some(target))>
                            {words::target(target)}
                        </option>
                    })}
                </select>
            </div>
            <div class="field">
                <label for="target-url">"Address of the organization"</label>
                <FieldError field="target-url"/>
                <input
                    class="input"
                    id="target-url"
                    type="url"
                    spellcheck="false"
                    autocomplete="off"
                    placeholder=move || served.get().flatten().unwrap_or_else(|| "https://…".to_owned())
                    aria-invalid=url_invalid
                    aria-describedby=url_described
                    prop:value=move || answers.with(|answers| answers.target_url.clone().unwrap_or_default())
                    on:change=move |event| {
                        let url = event_target_value(&event).trim().to_owned();
                        state.change(|answers| answers.target_url = (!url.is_empty()).then_some(url));
                        validate::leave(state, "target-url");
                    }
                />
                <p class="hint" id="target-url-hint">"Only if it is not the one the routers served."</p>
            </div>
            <Show when=move || answers.with(|answers| answers.target == Some(Target::Online))>
                <div class="field">
                    <label for="tenant">"Where is Exchange Online?"</label>
                    <select
                        class="input"
                        id="tenant"
                        prop:value=move || answers.with(|answers| match answers.tenant {
                            Tenant::Same => "same",
                            Tenant::Other => "other",
                        })
                        on:change=move |event| {
                            let tenant = if event_target_value(&event) == "other" { Tenant::Other } else { Tenant::Same };
                            state.change(|answers| answers.tenant = tenant);
                        }
                    >
                        <option value="same">"In the organization's tenant"</option>
                        <option value="other">"In another tenant"</option>
                    </select>
                </div>
            </Show>
        </div>
    }
}

/// Which organization is planned; asked when the files name several.
#[component]
fn Organizations() -> impl IntoView {
    let state = State::of_page();
    let organizations = state.part(|overview| overview.organizations.clone());
    let several =
        move || organizations.with(|held| held.as_ref().is_some_and(|held| held.len() > 1));
    let (is_invalid, error) = invalid("organization");
    view! {
        <Show when=several>
            <fieldset class="field wide" aria-describedby=error aria-invalid=is_invalid>
                <legend>"Which organization do you plan now?"</legend>
                <p class="hint">"The files name several. One is planned at a time; the others are listed and left out."</p>
                <FieldError field="organization"/>
                <div class="choices stacked" id="organization" tabindex="-1">
                    {move || organizations.get().unwrap_or_default().into_iter().map(|one| {
                        let id = one.id.clone();
                        let chosen = one.chosen;
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="organization"
                                    prop:checked=chosen
                                    on:change=move |_| state.change(|answers| answers.organization = Some(id.clone()))
                                />
                                <span class="break">
                                    {one.url.clone()} " "
                                    <span class="quiet small">
                                        {intl::number(one.providers)} " "
                                        {words::plural(u64::from(one.providers), "provider", "providers")}
                                    </span>
                                </span>
                            </label>
                        }
                    }).collect_view()}
                </div>
            </fieldset>
        </Show>
    }
}
