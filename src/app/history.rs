//! Undo and redo of every decision.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::state::State;
use crate::answers::Answers;
use crate::session::answering::changed;

/// Decisions that can be undone.
const MAX_STEPS: usize = 100;

/// Entries about single mailboxes that all steps together may hold: with 50,000 mailboxes a step can be
/// large, and memory is not endless.
const MAX_ENTRIES: usize = 500_000;

/// Changes of the same fields of the first wave count as one within this time, in milliseconds:
/// browsers tell a date while it is typed.
const ONE_CHANGE: f64 = 2_000.0;

/// The decisions of before, and those that were undone.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    /// The zone of the fields with the present decisions.
    zone: String,
    /// What happened last, in words; empty once something else was decided.
    pub(super) said: String,
}

/// A set of decisions, and what was changed between it and the next one.
#[derive(Debug, Clone)]
struct Step {
    answers: Answers,
    zone: String,
    what: &'static str,
    at: f64,
}

impl History {
    pub(super) fn new(zone: String) -> Self {
        Self {
            zone,
            ..Self::default()
        }
    }

    /// What *Undo* would undo.
    pub(super) fn undoes(&self) -> Option<&'static str> {
        self.past.last().map(|step| step.what)
    }

    /// What *Redo* would do again.
    pub(super) fn redoes(&self) -> Option<&'static str> {
        self.future.last().map(|step| step.what)
    }

    fn note(&mut self, before: Answers, after: &Answers, zone: String, at: f64) {
        let what = changed(&before, after);
        let typed_on = self.past.last().is_some_and(|last| {
            what == WAVES_START && last.what == what && at - last.at < ONE_CHANGE
        });
        let zone = std::mem::replace(&mut self.zone, zone);
        if let Some(last) = self.past.last_mut().filter(|_| typed_on) {
            last.at = at;
        } else {
            self.past.push(Step {
                answers: before,
                zone,
                what,
                at,
            });
        }
        self.future.clear();
        self.said.clear();
        self.forget_oldest();
    }

    fn forget_oldest(&mut self) {
        let mut entries = 0;
        let kept = self.past.iter().rev().take(MAX_STEPS).take_while(|step| {
            entries += about_mailboxes(&step.answers);
            entries <= MAX_ENTRIES
        });
        let oldest = self.past.len() - kept.count().max(1).min(self.past.len());
        self.past.drain(..oldest);
    }
}

/// What [`changed`] says of the fields about time.
const WAVES_START: &str = "when the waves start";

fn about_mailboxes(answers: &Answers) -> usize {
    answers.pilot.len()
        + answers.pins.len()
        + answers.duplicates.len()
        + answers.missing_direction.len()
        + answers.rejected.len()
        + answers.accepted.len()
}

impl State {
    /// Remembers the decisions of before a change.
    pub(super) fn note(self, before: Answers, after: &Answers) {
        let zone = self.form.zone.get_untracked();
        self.history
            .update(|history| history.note(before, after, zone, js_sys::Date::now()));
    }

    /// Takes the last change back.
    pub(super) fn undo(self) {
        self.travel("Undone", |history| (&mut history.past, &mut history.future));
    }

    /// Makes the change again that was taken back last.
    pub(super) fn redo(self) {
        self.travel("Done again", |history| {
            (&mut history.future, &mut history.past)
        });
    }

    fn travel(self, done: &str, way: impl Fn(&mut History) -> (&mut Vec<Step>, &mut Vec<Step>)) {
        let present = self.answers.get_untracked();
        let zone = self.form.zone.get_untracked();
        let step = self.history.try_update(|history| {
            let (from, to) = way(history);
            let step = from.pop()?;
            to.push(Step {
                answers: present,
                zone,
                what: step.what,
                at: 0.0,
            });
            history.zone.clone_from(&step.zone);
            history.said = format!("{done}: {}.", step.what);
            Some(step)
        });
        let Some(step) = step.flatten() else {
            return;
        };
        let present = self.answers.get_untracked();
        let (answers, zone) = (step.answers, self.form.zone.get_untracked());
        // What is being typed into the fields about time stays, unless they are meant.
        if (&answers.waves_from, &answers.window, &step.zone)
            != (&present.waves_from, &present.window, &zone)
        {
            self.form.zone.set(step.zone);
            self.form.show(&answers);
        }
        self.take_over(answers);
    }
}

/// The buttons, and what they did last.
#[component]
pub(super) fn UndoRedo() -> impl IntoView {
    let state = State::of_page();
    let undoes = Memo::new(move |_| state.history.with(History::undoes));
    let redoes = Memo::new(move |_| state.history.with(History::redoes));
    let said = move || state.history.with(|history| history.said.clone());
    view! {
        <div class="undo">
            <div class="undo-buttons">
                <StepButton word="Undo" id="undo" keys="Control+Z" what=undoes on_click=move || state.undo() />
                <StepButton word="Redo" id="redo" keys="Control+Y" what=redoes on_click=move || state.redo() />
            </div>
            <p class="small" role="status" id="undone">{said}</p>
        </div>
    }
}

/// One of the two buttons, with what it would do.
#[component]
fn StepButton(
    word: &'static str,
    id: &'static str,
    keys: &'static str,
    what: Memo<Option<&'static str>>,
    on_click: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button compact"
            id=id
            aria-keyshortcuts=keys
            aria-disabled=move || what.get().is_none().then_some("true")
            title=move || what.get()
            on:click=move |_| on_click()
        >
            {word} " " <span class="spoken">{move || what.get().map(|what| format!(": {what}"))}</span>
        </button>
    }
}

/// Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z, wherever no text field has an undo of its own.
pub(super) fn listen(state: State) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let held = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        if !held || state.dialog.with_untracked(Option::is_some) || in_text(&event) {
            return;
        }
        match (event.key().to_lowercase().as_str(), event.shift_key()) {
            ("z", false) => state.undo(),
            ("z", true) | ("y", false) => state.redo(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

/// Whether a key was pressed in a field with text of its own to undo.
fn in_text(event: &KeyboardEvent) -> bool {
    let typed = ["text", "search", "url", "number"];
    let target = event.target();
    target
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .is_some_and(|input| typed.contains(&input.type_().as_str()))
}
