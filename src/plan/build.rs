//! Puts the plan together: draft, rules, outcomes, waves, dates, sums.

use jiff::Timestamp;

use super::accounting;
use super::alike::Alike;
use super::dates::{self, ProfileDates};
use super::mailbox::mailboxes;
use super::model::{
    BlockedBy, FORMAT, Finding, Input, InputRole, Organization, Plan, Profile, Provider,
    RouterProfile, Severity, Switch, TargetView, Tool,
};
use super::outcomes::{Outcomes, outcomes};
use super::sources;
use super::tasks;
use super::waves::{earliest, schedule};
use crate::answers::{Answers, Credentials, Target, settle};
use crate::checks::{Dated, Mark, after_waves, check};
use crate::dataverse::ServerKind;
use crate::directory::{Directory, DirectoryFile, DirectoryProfile, TableKind};
use crate::merge::model::{Match, Outcome, Place};
use crate::merge::{Basis, Belonging, Draft, draft};
use crate::order;
use crate::router::{Reading, Text};

/// Places kept of one thing.
const KEPT: usize = 100;

/// Plans the migration. Pure and deterministic: the same reading and answers give the same plan, on
/// every platform. It never fails: what is wrong is in the findings, what is open in the questions.
pub fn plan(reading: &Reading, answers: &Answers) -> Plan {
    plan_with_directory(reading, &Directory::default(), answers)
}

/// As [`plan`], joined with an export of the organization.
pub fn plan_with_directory(reading: &Reading, directory: &Directory, answers: &Answers) -> Plan {
    plan_on(&Basis::new(reading, answers), reading, directory, answers)
}

/// As [`plan_with_directory`], with what the same reading and the same answers about unknown tags gave before.
pub fn plan_on(basis: &Basis, reading: &Reading, directory: &Directory, answers: &Answers) -> Plan {
    let (answers, problems) = settle(answers);
    let mut draft = draft(reading, directory, &answers, basis);
    // Rules about what is being retired decide who goes, and look at the switch, which comes after all
    // who go. Without a day for it they take the one at which nobody would have been held back.
    let checked = check(&draft, &problems, |marks| {
        let planned = || earliest(&draft, &outcomes(&draft, marks).rows);
        answers.switch_at.or_else(planned)
    });
    let mut outcomes = outcomes(&draft, &checked.marks);
    drop(checked.marks);
    let order = profile_order(&draft);
    let place = inverse(&order);
    let schedule = schedule(&draft, &outcomes.rows, &place);
    debug_assert!(
        outcomes.rows.iter().any(|mark| waits(*mark))
            || schedule.earliest == earliest(&draft, &outcomes.rows),
        "where nobody waits, the switch is when it was thought to be"
    );
    let switch_at = answers.switch_at.or(schedule.earliest);
    let switch = switch_at.map(Timestamp::as_second);
    let dates: Vec<Option<ProfileDates>> = draft
        .profiles
        .iter()
        .map(|profile| dates::profile(&draft, profile, switch))
        .collect();
    for (profile, dates) in draft.profiles.iter_mut().zip(&dates) {
        if let Some(dates) = dates {
            // The routers' times are in the dates already; the draft is only written to from here on.
            dates::write_profile(profile, *dates, answers.is_final);
        }
    }
    let mut findings = checked.findings;
    findings.extend(after_waves(
        &draft,
        schedule.earliest.map(Timestamp::as_second),
        switch,
        &dated(&draft, &dates),
    ));
    sources::sort_findings(&mut findings);
    let accounting = accounting::sum(&draft, &outcomes);
    let blocked_by = blocked_by(&draft, &outcomes.rows);
    let mut alike = Alike::default();
    let profiles: Vec<Profile> = order
        .iter()
        .map(|index| profile(&draft, *index, &outcomes, &mut alike))
        .collect();
    let router_profiles = router_profiles(&draft, &outcomes, &mut alike);
    let not_carried = sources::not_carried(&draft);
    let unknown_tags = sources::unknown_tags(&draft);
    // From here on the draft has no rows.
    let mailboxes = mailboxes(&mut draft, &outcomes, &schedule, &dates, &mut alike);
    // What the plan holds by now need not be held twice while the other long lists are made.
    outcomes.rows = Vec::new();
    let providers = providers(&draft, &outcomes, &mut alike);
    draft.providers = Vec::new();
    let manual_tasks = tasks::manual_tasks(&draft, &outcomes, &schedule, &place, &mailboxes);
    Plan {
        format: FORMAT.to_owned(),
        tool: Tool {
            name: "reroute".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        as_of: answers.as_of,
        inputs: inputs(reading, directory),
        target: target(&draft, &answers),
        organizations: organizations(&draft),
        providers,
        router_profiles,
        profiles,
        waves: schedule.waves.clone(),
        switch: Switch {
            earliest: schedule.earliest,
            at: switch_at,
            ready: blocked_by.is_empty()
                && !schedule.waves.is_empty()
                && !findings.iter().any(stays_behind),
            blocked_by,
        },
        questions: checked.questions,
        findings,
        manual_tasks,
        not_carried,
        unknown_tags,
        router_differences: sources::router_differences(reading),
        accounting,
        mailboxes,
        answers: answers.clone(),
    }
}

/// Whether something would go, were it not for what holds it up.
const fn waits(mark: Mark) -> bool {
    matches!(mark.outcome, Outcome::HeldBack | Outcome::NeedsDecision)
}

/// New profiles by mailboxes, most first, then name and id.
fn profile_order(draft: &Draft<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..draft.profiles.len()).collect();
    order::sort_by(&mut order, |a, b| {
        let (a, b) = (&draft.profiles[*a], &draft.profiles[*b]);
        (b.rows.len(), &a.name, &a.key).cmp(&(a.rows.len(), &b.name, &b.key))
    });
    order
}

fn inverse(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    for (at, index) in order.iter().enumerate() {
        place[*index] = at;
    }
    place
}

fn inputs(reading: &Reading, directory: &Directory) -> Vec<Input> {
    let of = |router: Option<(u16, &Text)>, file: &crate::router::InputFile| Input {
        router: router.map(|(number, _)| number),
        label: router.map(|(_, label)| label.to_string()),
        role: role(file.role),
        name: file.name.to_string(),
        bytes: file.bytes,
        sha256: file.sha256.as_deref().map(str::to_owned),
    };
    let mut inputs: Vec<Input> = reading
        .routers
        .iter()
        .flat_map(|router| {
            router
                .files
                .iter()
                .map(move |file| of(Some((router.number, &router.label)), file))
        })
        .collect();
    inputs.extend(reading.others.iter().map(|file| of(None, file)));
    inputs.extend(directory.files.iter().map(export));
    inputs
}

/// An export of the organization.
fn export(file: &DirectoryFile) -> Input {
    let role = match file.kind {
        Some(TableKind::Mailboxes) => InputRole::Mailboxes,
        Some(TableKind::Profiles) => InputRole::Profiles,
        None => InputRole::Other,
    };
    let sha256 = Some(file.sha256.to_string());
    Input {
        router: None,
        label: None,
        role,
        name: file.name.to_string(),
        bytes: file.bytes,
        sha256,
    }
}

/// The word of the plan for a role.
pub const fn role(role: crate::router::Role) -> InputRole {
    match role {
        crate::router::Role::Agent => InputRole::Agent,
        crate::router::Role::State => InputRole::State,
        crate::router::Role::Key => InputRole::Key,
        crate::router::Role::Other => InputRole::Other,
    }
}

fn target(draft: &Draft<'_>, answers: &Answers) -> TargetView {
    let served = draft
        .organizations
        .iter()
        .find(|organization| Some(&organization.id) == draft.chosen.as_ref())
        .map(|organization| organization.url.to_string());
    let api = answers.target.map(|target| match target {
        Target::Online => "v9.2",
        Target::OnPremises9 => "v9.1",
        Target::OnPremises8 => "v8.2",
    });
    TargetView {
        kind: answers.target,
        url: answers.target_url.clone().or(served),
        api: api.map(str::to_owned),
    }
}

fn organizations(draft: &Draft<'_>) -> Vec<Organization> {
    let all = draft.organizations.iter().map(|organization| Organization {
        id: organization.id.to_string(),
        url: organization.url.to_string(),
        providers: organization.providers,
        chosen: Some(&organization.id) == draft.chosen.as_ref(),
    });
    all.collect()
}

fn providers(draft: &Draft<'_>, outcomes: &Outcomes, alike: &mut Alike) -> Vec<Provider> {
    let all = draft
        .providers
        .iter()
        .zip(&outcomes.providers)
        .map(|(provider, mark)| {
            let Place { router, file, line } = provider.place(provider.said.line);
            Provider {
                router,
                file,
                line,
                router_profile: draft.router_profiles[provider.router_profile].id.clone(),
                organization: provider.said.organization.clone(),
                outcome: mark.outcome,
                reason: alike.reason(*mark),
            }
        });
    all.collect()
}

fn router_profiles(
    draft: &Draft<'_>,
    outcomes: &Outcomes,
    alike: &mut Alike,
) -> Vec<RouterProfile> {
    let mut all: Vec<RouterProfile> = draft
        .router_profiles
        .iter()
        .enumerate()
        .map(|(index, profile)| {
            let places = profile.group.members.iter().take(KEPT).map(|member| {
                let provider = &draft.providers[*member];
                provider.place(provider.said.line)
            });
            let shares_user = profile.credentials == Credentials::Other || profile.rows > 1;
            RouterProfile {
                id: profile.id.clone(),
                fingerprint: profile.group.fingerprint.clone(),
                routers: profile.group.routers.clone(),
                direction: profile.direction,
                name: profile.name.clone(),
                organization: profile.organization.clone(),
                server_kind: profile.server.kind,
                server_version: profile
                    .version(draft.answers)
                    .map(str::to_owned)
                    .filter(|_| profile.server.kind != ServerKind::ExchangeOnline),
                provider_class: profile.class().map(str::to_owned),
                decided_by: profile.server.decided_by,
                location: profile.location.map(|found| found.value.to_string()),
                port: profile.port.map(|found| found.value),
                ssl: profile.ssl.map(|found| found.value),
                authentication: profile.authentication.map(|found| found.value.to_string()),
                credentials: profile.credentials,
                user: match &*profile.group.users {
                    [one] if shares_user && !profile.group.has_opaque_user => Some(one.to_string()),
                    _ => None,
                },
                has_user: profile.group.has_opaque_user || !profile.group.users.is_empty(),
                has_password: profile.group.has_password,
                mailboxes: profile.rows,
                outcome: outcomes.router_profiles[index].outcome,
                reason: alike.reason(outcomes.router_profiles[index]),
                places: places.collect(),
            }
        })
        .collect();
    order::sort_by(&mut all, |a, b| {
        (a.direction, b.mailboxes, &a.name, &a.id).cmp(&(b.direction, a.mailboxes, &b.name, &b.id))
    });
    all
}

fn profile(draft: &Draft<'_>, index: usize, outcomes: &Outcomes, alike: &mut Alike) -> Profile {
    let profile = &draft.profiles[index];
    let matches = profile.reuses_existing.then_some(Match {
        servertype: 3,
        incomingcredentialretrieval: 2,
        statecode: 0,
        emailserverprofileid: existing_id(draft.directory),
    });
    let id = |side: &usize| draft.router_profiles[*side].id.clone();
    let mut outgoing: Vec<Text> = profile.outgoing.iter().map(id).collect();
    order::sort(&mut outgoing);
    Profile {
        key: profile.key.clone(),
        id: matches.is_none().then(|| profile.key.clone()),
        matches,
        name: profile.name.clone(),
        incoming: profile.incoming.as_ref().map(id),
        outgoing,
        paired_by: profile.pairing.by,
        profile_type: profile.profile_type,
        outcome: outcomes.profiles[index].outcome,
        reason: alike.reason(outcomes.profiles[index]),
        mailboxes: u32::try_from(profile.rows.len()).unwrap_or(u32::MAX),
        columns: profile.columns.clone(),
        origins: profile.origins.clone(),
    }
}

/// The id of the one active server-to-server profile for Exchange Online.
fn existing_id(directory: &Directory) -> Option<String> {
    let fits = |profile: &&DirectoryProfile| profile.is_exchange_online() == Some(true);
    let mut fitting = directory.profiles.iter().filter(fits);
    let one = fitting.next().filter(|_| fitting.next().is_none())?;
    one.emailserverprofileid.as_deref().map(str::to_owned)
}

/// What the switch would leave behind: every row of the organization that does not migrate.
fn blocked_by(draft: &Draft<'_>, rows: &[Mark]) -> Vec<BlockedBy> {
    let behind = [
        Outcome::NeedsDecision,
        Outcome::HeldBack,
        Outcome::NotMigratable,
        Outcome::LeftOut,
    ];
    let count = |outcome: Outcome| {
        let of = draft
            .rows
            .iter()
            .zip(rows)
            .filter(|(row, mark)| row.belonging != Belonging::Other && mark.outcome == outcome);
        u32::try_from(of.count()).unwrap_or(u32::MAX)
    };
    let all = behind.into_iter().map(|outcome| BlockedBy {
        outcome,
        mailboxes: count(outcome),
    });
    all.filter(|blocked| blocked.mailboxes > 0).collect()
}

/// Whether a finding tells of mailboxes that the plan has no rows for and the switch would leave behind:
/// those of the organization outside the plan, of providers that could not be read, or that name nobody.
fn stays_behind(finding: &Finding) -> bool {
    finding.severity == Severity::Blocker
        && matches!(&*finding.id, "AP-08" | "IN-03" | "IN-04" | "IN-19")
}

fn dated(draft: &Draft<'_>, dates: &[Option<ProfileDates>]) -> Vec<Dated> {
    let new = draft
        .profiles
        .iter()
        .zip(dates)
        .filter(|(profile, _)| !profile.columns.is_empty());
    new.filter_map(|(profile, dates)| {
        Some(Dated {
            key: profile.key.clone(),
            name: profile.name.clone(),
            from: (*dates)?.from,
        })
    })
    .collect()
}
