//! What only the admin can say, answered in place: one by one, or all proposals at once.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::app::address::Address;
use crate::app::state::State;
use crate::app::{intl, outside};
use crate::checks::model::{Question, QuestionKind};
use crate::session::answering::answered;

/// Questions shown before *Show all*.
const FIRST: usize = 12;

#[component]
pub(in crate::app) fn Questions() -> impl IntoView {
    let state = State::of_page();
    // What step 1 asked and was answered there is no decision of this step.
    let questions = state.part(|overview| {
        let all = overview.questions.iter();
        all.filter(|question| question.answered.is_none() || in_first_step(question).is_none())
            .cloned()
            .collect::<Vec<_>>()
    });
    let all = RwSignal::new(false);
    let count = move || questions.with(|questions| questions.as_ref().map_or(0, Vec::len));
    let open = move || {
        questions.with(|questions| {
            questions
                .iter()
                .flatten()
                .filter(|question| question.answered.is_none())
                .count()
        })
    };
    let proposed = move || {
        questions.with(|questions| {
            let open = questions
                .iter()
                .flatten()
                .filter(|question| question.answered.is_none());
            open.filter(|question| question.proposed.is_some()).count()
        })
    };
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        questions.with(|questions| {
            questions
                .iter()
                .flatten()
                .take(limit)
                .map(|question| question.id.clone())
                .collect::<Vec<_>>()
        })
    };
    let title = move || match open() {
        0 => "Every decision is made".to_owned(),
        1 => "One decision is needed".to_owned(),
        many => format!("{} decisions are needed", intl::number(many as u64)),
    };
    let tone = move || if open() > 0 { "ask" } else { "ok" };
    let take_all = move |_| {
        // The button goes with the proposals.
        outside::focus("questions-title");
        let questions = questions.get_untracked().unwrap_or_default();
        state.change(|answers| {
            for question in questions
                .iter()
                .filter(|question| question.answered.is_none())
            {
                if let Some(value) = &question.proposed
                    && let Some(with) = answered(answers, &question.answer_path, Some(value))
                {
                    *answers = with;
                }
            }
        });
    };
    view! {
        <Show when=move || { count() > 0 }>
            <section
                class="notice section"
                id="questions"
                aria-labelledby="questions-title"
                data-tone=tone
            >
                <Icon name=Signal::derive(tone)/>
                <div class="section-head">
                    <h2 id="questions-title" tabindex="-1">{title}</h2>
                    <Show when=move || { proposed() > 1 }>
                        <button type="button" class="button compact aside" on:click=take_all>
                            "Take all " {move || proposed()} " proposals"
                        </button>
                    </Show>
                </div>
                <div>
                    <For each=shown key=Clone::clone let:id>
                        <Ask question=Memo::new(move |_| {
                            questions.with(|questions| questions.iter().flatten().find(|question| question.id == id).cloned())
                        })/>
                    </For>
                </div>
                <Show when=move || { !all.get() && count() > FIRST }>
                    <p>
                        <button type="button" class="link" on:click=move |_| all.set(true)>
                            "Show all " {move || intl::number(count() as u64)}
                        </button>
                    </p>
                </Show>
            </section>
        </Show>
    }
}

/// A link to a field of step 1.
pub(in crate::app) fn first_step_link(words: AnyView, field: &'static str) -> AnyView {
    let state = State::of_page();
    view! { <a href=Address::step(1).write() on:click=move |_| state.aim(field)>{words}</a> }
        .into_any()
}

/// The field that step 1 has for the question.
const fn in_first_step(question: &Question) -> Option<&'static str> {
    match question.kind {
        QuestionKind::Target => Some("target"),
        QuestionKind::Time => Some("start-date"),
        _ => None,
    }
}

/// One question with its options.
#[component]
fn Ask(question: Memo<Option<Question>>) -> impl IntoView {
    let text =
        move || question.with(|question| question.as_ref().map(|question| question.text.clone()));
    let waiting = move || {
        question.with(|question| question.as_ref().map_or(0, |question| question.mailboxes))
    };
    let is_answered = move || {
        question.with(|question| {
            question
                .as_ref()
                .is_some_and(|question| question.answered.is_some())
        })
    };
    let values = Memo::new(move |_| {
        question.with(|question| {
            let options = question.iter().flat_map(|question| &question.options);
            options
                .map(|option| option.value.clone())
                .collect::<Vec<_>>()
        })
    });
    let asked_before = move || question.with(|question| in_first_step(question.as_ref()?));
    view! {
        <div class="question"><fieldset>
            <legend class="break">
                {text} " "
                <span class="effect">
                    {move || match waiting() {
                        0 => String::new(),
                        1 => "1 mailbox waits for it.".to_owned(),
                        many => format!("{} mailboxes wait for it.", intl::number(many)),
                    }}
                </span>
                <Show when=is_answered>
                    <span class="effect decided" data-tone="ok">" " <Icon name="done"/> " Decided"</span>
                </Show>
            </legend>
            <Show
                when=move || asked_before().is_none()
                fallback=move || view! { <p>{first_step_link("Answer it in step 1".into_any(), asked_before().unwrap_or("title"))}</p> }
            >
                <Show when=move || !values.with(Vec::is_empty) fallback=move || view! { <FreeText question/> }>
                    <div class="choices stacked">
                        <For each=move || values.get() key=Clone::clone let:value>
                            <Choice question value/>
                        </For>
                    </div>
                </Show>
            </Show>
        </fieldset></div>
    }
}

/// One possible answer with what it leads to.
#[component]
fn Choice(question: Memo<Option<Question>>, value: String) -> impl IntoView {
    let state = State::of_page();
    let held = value.clone();
    let option = Memo::new(move |_| {
        question.with(|question| {
            let question = question.as_ref()?;
            let option = question
                .options
                .iter()
                .find(|option| option.value == held)?;
            let chosen = question.answered.as_ref() == Some(&option.value);
            let proposed = question.proposed.as_ref() == Some(&option.value);
            Some((
                option.label.clone(),
                option.effect.clone(),
                chosen,
                proposed,
            ))
        })
    });
    let name =
        question.with_untracked(|question| question.as_ref().map(|question| question.id.clone()));
    view! {
        <label class="choice">
            <input
                type="radio"
                name=name
                prop:checked=move || option.with(|option| option.as_ref().is_some_and(|option| option.2))
                on:change=move |_| {
                    let path = question.with_untracked(|question| question.as_ref().map(|question| question.answer_path.clone()));
                    state.answer(&path.unwrap_or_default(), Some(&value));
                }
            />
            <span class="break">
                {move || option.get().map(|option| option.0)} " "
                <span class="effect">
                    {move || option.get().map(|option| option.1)}
                    {move || option.get().and_then(|option| option.3.then_some(" · proposed"))}
                </span>
            </span>
        </label>
    }
}

/// An answer without options.
#[component]
fn FreeText(question: Memo<Option<Question>>) -> impl IntoView {
    let state = State::of_page();
    view! {
        <input
            class="input"
            type="text"
            autocomplete="off"
            aria-label=move || question.with(|question| question.as_ref().map(|question| question.text.clone()))
            prop:value=move || question.with(|question| {
                question.as_ref().and_then(|question| question.answered.clone()).unwrap_or_default()
            })
            on:change=move |event| {
                let value = event_target_value(&event).trim().to_owned();
                let path = question.with_untracked(|question| question.as_ref().map(|question| question.answer_path.clone()));
                state.answer(&path.unwrap_or_default(), (!value.is_empty()).then_some(&value));
            }
        />
    }
}
