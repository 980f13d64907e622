//! What *Continue* asks for.

use super::outside;
use super::state::{Problem, State};
use crate::plan::model::ProfileType;
use leptos::prelude::*;

/// Longest name of an email server profile.
const MAX_NAME: usize = 100;

/// Goes on to the next step, or says what is missing.
pub(super) fn go_on(state: State, step: u8) {
    let problems = problems(state, step);
    let good = problems.is_empty();
    state.problems.set(problems);
    if good {
        state.go(step + 1);
    } else {
        outside::focus("problems");
    }
}

/// Takes back what has been mended since *Continue* was pressed. New problems wait for the next press.
pub(super) fn follow(state: State) {
    Effect::new(move |_| {
        state.overview.track();
        state.answers.track();
        state.form.track();
        let held = state.problems.get_untracked();
        if held.is_empty() {
            return;
        }
        let step = state.address.with_untracked(|address| address.step);
        let present = problems(state, step);
        let left: Vec<Problem> = held
            .iter()
            .filter(|problem| present.contains(problem))
            .cloned()
            .collect();
        if left.len() < held.len() {
            state.problems.set(left);
        }
    });
}

fn problems(state: State, step: u8) -> Vec<Problem> {
    match step {
        1 => first_step(state),
        2 => names(state),
        _ => Vec::new(),
    }
}

fn first_step(state: State) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |field, text: &str| {
        problems.push(Problem {
            field,
            text: text.to_owned(),
        });
    };
    let overview = state.overview.get_untracked();
    let answers = state.answers.get_untracked();
    if state.reading.with_untracked(Option::is_some) {
        problem(
            "routers-title",
            "Wait until the files are read, or cancel reading",
        );
    } else if overview
        .as_ref()
        .is_none_or(|overview| overview.routers.iter().all(|router| router.providers == 0))
    {
        problem("choose-files", "Add the agent file of at least one router");
    }
    let unchosen = overview.as_ref().is_some_and(|overview| {
        overview.organizations.len() > 1 && !overview.organizations.iter().any(|one| one.chosen)
    });
    if unchosen {
        problem("organization", "Choose the organization you plan now");
    }
    if answers.target.is_none() {
        problem("target", "Choose where Dynamics 365 runs");
    }
    if answers
        .target_url
        .as_deref()
        .is_some_and(|url| !is_address(url))
    {
        problem(
            "target-url",
            "Enter a whole address, for example https://contoso.crm4.dynamics.com",
        );
    }
    problems.extend(state.form.problems());
    problems
}

fn is_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        !host.is_empty()
            && !rest.contains(|letter: char| letter.is_whitespace() || "<>\"'@".contains(letter))
    })
}

/// Names of new profiles: given, short enough, each once.
fn names(state: State) -> Vec<Problem> {
    let Some(overview) = state.overview.get_untracked() else {
        return Vec::new();
    };
    let named: Vec<&str> = overview
        .profiles
        .iter()
        .filter(|profile| {
            matches!(
                profile.profile_type,
                ProfileType::Exchange | ProfileType::Pop3Smtp
            )
        })
        .map(|profile| profile.name.trim())
        .collect();
    let mut problems = Vec::new();
    if named.iter().any(|name| name.is_empty()) {
        problems.push("Give every profile a name".to_owned());
    }
    if let Some(long) = named.iter().find(|name| name.chars().count() > MAX_NAME) {
        problems.push(format!(
            "Shorten the name “{long}” to at most {MAX_NAME} characters"
        ));
    }
    let twice = named.iter().enumerate().find(|(at, name)| {
        !name.is_empty()
            && named[..*at]
                .iter()
                .any(|other| other.to_lowercase() == name.to_lowercase())
    });
    if let Some((_, name)) = twice {
        problems.push(format!(
            "Two profiles are called “{name}”: change one of the names"
        ));
    }
    problems
        .into_iter()
        .map(|text| Problem {
            field: "profiles",
            text,
        })
        .collect()
}
