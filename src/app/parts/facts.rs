//! Facts that no file holds: what is not known becomes a line of the checklist.

use leptos::prelude::*;
use serde_json::Value;

use super::choose::Choose;
use super::finding::rule_link;
use super::problem::{FieldError, invalid};
use super::question::first_step_link;
use crate::answers::{Answers, Target, UNKNOWN};
use crate::app::state::State;
use crate::app::{intl, validate};
use crate::json;

/// Something that the admin knows or can find out.
struct Fact {
    /// Its name in the answers, and the id of its field.
    name: &'static str,
    question: &'static str,
    /// Why it is asked.
    hint: &'static str,
    /// The rules it decides.
    rules: &'static [&'static str],
    /// Whether rules ask for it with Dynamics 365 online alone, or on-premises alone.
    online: Option<bool>,
    /// Its values but for *Not known*; none: it is typed.
    values: &'static [(&'static str, &'static str)],
}

const YES_NO: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No")];

const FACTS: [Fact; 10] = [
    Fact {
        name: VERSION,
        question: "Which version does the organization have?",
        hint: "Exchange Online needs 8.1 or later, the role Delegated Mailbox Approver 9.2.22104.00170 or later.",
        rules: &["TG-09", "AP-03"],
        online: None,
        values: &[],
    },
    Fact {
        name: "us_government",
        question: "Is the organization in a US Government cloud?",
        hint: "Only the ports 80, 443, 465 and 995 are open there.",
        rules: &["PF-20"],
        online: Some(true),
        values: YES_NO,
    },
    Fact {
        name: "fips",
        question: "Do the servers enforce FIPS 140-2?",
        hint: "Mailboxes of Outlook.com, Live and MSN are not supported there by POP3.",
        rules: &["TG-16"],
        online: Some(false),
        values: YES_NO,
    },
    Fact {
        name: "new_tenant",
        question: "Was the tenant of Exchange Online made after December 2026?",
        hint: "Such tenants have no SMTP AUTH with a password.",
        rules: &["TG-04"],
        online: None,
        values: YES_NO,
    },
    Fact {
        name: "ews_sign_in",
        question: "Which sign-ins do the Exchange Web Services of your own Exchange offer?",
        hint: "One of NTLM and Basic has to be enabled, and not both.",
        rules: &["TG-12"],
        online: Some(true),
        values: &[
            ("ntlm", "NTLM, not Basic"),
            ("basic", "Basic, not NTLM"),
            ("both", "Both"),
            ("neither", "Neither"),
        ],
    },
    Fact {
        name: "mass_mail",
        question: "Do campaigns or mass mail go through these mailboxes?",
        hint: "Server-side synchronization does not support that.",
        rules: &["TG-19"],
        online: None,
        values: YES_NO,
    },
    Fact {
        name: "approver_role",
        question: "Does whoever approves addresses have the roles for it?",
        hint: "System Administrator and, for Exchange Online, Global Administrator, Exchange Administrator or Delegated Mailbox Approver.",
        rules: &["AP-02"],
        online: None,
        values: YES_NO,
    },
    Fact {
        name: "approver_is_team",
        question: "Is the role Delegated Mailbox Approver given to a team?",
        hint: "It works for a person only.",
        rules: &["AP-03"],
        online: Some(true),
        values: YES_NO,
    },
    Fact {
        name: "approver_is_application",
        question: "Does an application user approve addresses?",
        hint: "A person has to.",
        rules: &["AP-04"],
        online: None,
        values: YES_NO,
    },
    Fact {
        name: "approval_required",
        question: "Does the organization process mail for approved users and queues only?",
        hint: "If so, leave it so: otherwise mailboxes whose address nobody approved process mail, too.",
        rules: &["AP-12"],
        online: None,
        values: YES_NO,
    },
];

/// The one that is typed.
const VERSION: &str = "organization_version";

impl Fact {
    /// Whether its rules look at an organization that runs there.
    fn matters(&self, target: Option<Target>) -> bool {
        self.online
            .is_none_or(|online| online == (target == Some(Target::Online)))
    }
}

/// What the answers hold of a fact.
fn value<'v>(facts: &'v Value, name: &str) -> &'v str {
    facts.get(name).and_then(Value::as_str).unwrap_or(UNKNOWN)
}

fn tree(answers: &Answers) -> Value {
    json::tree(&answers.facts).unwrap_or_default()
}

#[component]
pub(in crate::app) fn FactFields() -> impl IntoView {
    let state = State::of_page();
    let target = Memo::new(move |_| state.answers.with(|answers| answers.target));
    let held = Memo::new(move |_| state.answers.with(tree));
    let asked = move || FACTS.iter().filter(move |fact| fact.matters(target.get()));
    let unknown = move || {
        let unknown = |fact: &&Fact| held.with(|held| value(held, fact.name) == UNKNOWN);
        asked().filter(unknown).count() as u64
    };
    view! {
        <div class="section-head">
            <h2 id="facts-title">"What no file can say"</h2>
            <span class="small quiet" id="facts-unknown">
                {move || match unknown() {
                    0 => "everything is known".to_owned(),
                    many => format!("{} of {} not known yet", intl::number(many), intl::number(asked().count() as u64)),
                }}
            </span>
        </div>
        <p class="measure">"What you do not know stays a line of the checklist in the runbook, and holds nothing back."</p>
        <details>
            <summary>"Say what you know"</summary>
            <div class="form aligned">
                {move || asked().map(|fact| field(fact, held)).collect_view()}
            </div>
        </details>
    }
}

fn field(fact: &'static Fact, held: Memo<Value>) -> AnyView {
    let state = State::of_page();
    let name = fact.name;
    let chosen = Memo::new(move |_| held.with(|held| value(held, name).to_owned()));
    let tell = move |value: String| state.answer(&format!("/facts/{name}"), Some(&value));
    let (is_invalid, error) = invalid(name);
    let hint = format!("{name}-hint");
    let described = {
        let hint = hint.clone();
        move || error().map_or_else(|| hint.clone(), |error| format!("{hint} {error}"))
    };
    let input = if fact.values.is_empty() {
        view! {
            <div class="field">
                <FieldError field=name/>
                <input
                    class="input"
                    id=name
                    type="text"
                    autocomplete="off"
                    placeholder="Not known"
                    aria-invalid=is_invalid
                    aria-describedby=described
                    prop:value=move || chosen.get().replace(UNKNOWN, "")
                    on:change=move |event| {
                        let typed = event_target_value(&event).trim().to_owned();
                        tell(if typed.is_empty() { UNKNOWN.to_owned() } else { typed });
                        validate::leave(state, name);
                    }
                />
            </div>
        }
        .into_any()
    } else {
        let all = [(UNKNOWN, "Not known")].iter().chain(fact.values);
        let options: Vec<(String, String)> = all
            .map(|(value, label)| ((*value).to_owned(), (*label).to_owned()))
            .collect();
        view! { <Choose id=name described=hint.clone() options=Signal::stored(options) chosen tell/> }.into_any()
    };
    let rules = fact
        .rules
        .iter()
        .map(|rule| view! { " " {rule_link(rule)} });
    view! {
        <div class="field">
            <label for=name>{fact.question}</label>
            {input}
            <p class="hint" id=hint>{fact.hint} {rules.collect_view()}</p>
        </div>
    }
    .into_any()
}

/// The way from a line of the checklist to the field of the fact it asks for.
pub(in crate::app) fn answer_link(rule: &str) -> AnyView {
    let state = State::of_page();
    let answers = state.answers.get_untracked();
    let held = tree(&answers);
    let asking = |fact: &&Fact| fact.matters(answers.target) && fact.rules.contains(&rule);
    let mut of_rule = FACTS.iter().filter(asking);
    // One line may ask for two facts; one that is known still has its line while it is not as it should be.
    let unknown = of_rule
        .clone()
        .find(|fact| value(&held, fact.name) == UNKNOWN);
    let Some(fact) = unknown.or_else(|| of_rule.next()) else {
        return ().into_any();
    };
    let words = view! { "Answer it in step 1" <span class="spoken">": " {fact.question}</span> };
    view! {
        <span class="sub">{first_step_link(words.into_any(), fact.name)}</span>
    }
    .into_any()
}
