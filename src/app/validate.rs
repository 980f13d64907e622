//! What *Continue* asks for.

use super::outside;
use super::state::{Problem, State};
use crate::answers::{UNKNOWN, is_version, organization_url};
use crate::plan::model::{Profile, ProfileType};
use leptos::prelude::*;

/// Goes on to the next step, or says what is missing.
pub(super) fn go_on(state: State, step: u8) {
    let problems = problems(state, step);
    let good = problems.is_empty();
    state.problems.set(problems);
    state.summary.set(true);
    if good {
        state.go(step + 1);
    } else {
        outside::focus("problems");
    }
}

/// A field was left: what is wrong with it is said beside it, without waiting for *Continue*.
pub(super) fn leave(state: State, field: &'static str) {
    let step = state.address.with_untracked(|address| address.step);
    let found = problems(state, step)
        .into_iter()
        .find(|problem| problem.field == field);
    if state.problems.with_untracked(Vec::is_empty) {
        state.summary.set(false);
    }
    state.problems.update(|problems| {
        problems.retain(|problem| problem.field != field);
        problems.extend(found);
    });
}

/// Takes back what has been mended. Most new problems wait until *Continue* is pressed.
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
    let mut problem = |field, text| problems.push(Problem::new(field, text));
    let overview = state.overview.get_untracked();
    let answers = state.answers.get_untracked();
    if state.reading.with_untracked(Option::is_some) {
        problem(
            "routers-title",
            "Wait until the files are read, or cancel reading",
        );
    } else {
        let routers = overview.as_ref().map(|overview| &*overview.routers);
        let routers = routers.unwrap_or_default();
        if routers.is_empty() {
            problem("choose-files", "Add the agent file of at least one router");
        } else if routers.iter().all(|router| router.providers == 0) {
            problem(
                "choose-files",
                "None of these files holds a provider. Add the agent file of a router that serves mailboxes",
            );
        }
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
        .is_some_and(|url| organization_url(url).is_err())
    {
        problem(
            "target-url",
            "Enter the whole address of the organization, without a page in it, for example https://contoso.crm4.dynamics.com",
        );
    }
    problems.extend(state.form.problems());
    let version = &answers.facts.organization_version;
    if version != UNKNOWN && !is_version(version) {
        problems.push(Problem::new(
            "organization_version",
            "Enter the version as numbers with dots between them, for example 9.2.22104.00170, or nothing if it is not known",
        ));
    }
    problems
}

/// New profiles whose name another one has, too. The plan numbers such names: whoever gave one is told before that.
fn names(state: State) -> Vec<Problem> {
    let Some(overview) = state.overview.get_untracked() else {
        return Vec::new();
    };
    let answers = state.answers.get_untracked();
    let new = overview.profiles.iter().filter(|profile| {
        matches!(
            profile.profile_type,
            ProfileType::Exchange | ProfileType::Pop3Smtp
        )
    });
    // What each is to be called, and whether the admin said so.
    let named: Vec<(&Profile, String, bool)> = new
        .map(|profile| {
            let answer = answers.profiles.get(&*profile.key);
            let given = answer.and_then(|answer| answer.name.as_deref());
            let given = given.map(str::trim).filter(|name| !name.is_empty());
            let name = given.unwrap_or_else(|| unnumbered(&profile.name));
            (profile, name.to_lowercase(), given.is_some())
        })
        .collect();
    let mut problems = Vec::new();
    for (profile, name, given) in &named {
        let alike = || named.iter().filter(|other| other.1 == *name);
        let text = if alike().count() > 1 && alike().any(|other| other.2) {
            format!(
                "Two profiles would be called “{}”: change the name of one of them",
                unnumbered(&profile.name)
            )
        } else if *given
            && unnumbered(&profile.name).to_lowercase() == *name
            && profile.name.to_lowercase() != *name
        {
            format!(
                "The organization has a profile “{}” already: give this one another name",
                unnumbered(&profile.name)
            )
        } else {
            continue;
        };
        problems.push(Problem::new(&name_field(&profile.key), &text));
    }
    problems
}

/// The field with the name of a new profile.
pub(super) fn name_field(key: &str) -> String {
    format!("name-{key}")
}

/// A name without the number that the plan puts behind those that are alike.
fn unnumbered(name: &str) -> &str {
    let name = name.trim();
    let numbered = name
        .strip_suffix(')')
        .and_then(|name| name.rsplit_once(" ("));
    match numbered {
        Some((plain, number)) if number.parse::<u32>().is_ok() => plain,
        _ => name,
    }
}
