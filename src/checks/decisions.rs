//! What only the admin can say: the questions, and what waits for them.

use super::collector::{Collector, Mark, combine, number, subject};
use super::model::{Question, QuestionKind, QuestionOption, SubjectKind};
use crate::answers::{DateGap, Place, Target};
use crate::dataverse::ServerKind;
use crate::merge::model::Outcome;
use crate::merge::{Assignment, Belonging, IGNORE, NewProfile, Open, VERSIONS};
use crate::router::tags::TAGS;

/// Asks everything that is open, and marks what waits.
pub fn check(collector: &mut Collector<'_, '_>) {
    whole_plan(collector);
    for index in 0..collector.draft.router_profiles.len() {
        router_profile(collector, index);
    }
    for index in 0..collector.draft.profiles.len() {
        profile(collector, index);
    }
    rows(collector);
    tags(collector);
    collector
        .questions
        .sort_by(|a, b| (a.kind, b.mailboxes, &a.id).cmp(&(b.kind, a.mailboxes, &b.id)));
    collector.questions.dedup_by(|a, b| a.id == b.id);
}

/// A question before its options.
pub fn question(
    kind: QuestionKind,
    id: String,
    about: (SubjectKind, &str),
    text: String,
    mailboxes: usize,
    path: &[&str],
) -> Question {
    Question {
        id,
        kind,
        subject: subject(about.0, about.1),
        text,
        mailboxes: u32::try_from(mailboxes).unwrap_or(u32::MAX),
        options: Vec::new(),
        proposed: None,
        answered: None,
        answer_path: pointer(path),
    }
}

/// A JSON Pointer.
fn pointer(path: &[&str]) -> String {
    path.iter()
        .map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1")))
        .collect()
}

pub fn option(
    value: impl Into<String>,
    label: impl Into<String>,
    effect: impl Into<String>,
) -> QuestionOption {
    QuestionOption {
        value: value.into(),
        label: label.into(),
        effect: effect.into(),
    }
}

const fn asks(reason: &'static str) -> Mark {
    Mark {
        outcome: Outcome::NeedsDecision,
        reason,
    }
}

fn count(rows: usize) -> String {
    number(rows, "mailbox", "mailboxes")
}

fn whole_plan(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let answers = draft.answers;
    let planned = draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned)
        .count();
    let plan = (SubjectKind::Plan, "");

    let mut target = question(
        QuestionKind::Target,
        "target".to_owned(),
        plan,
        "Where does the organization run?".to_owned(),
        planned,
        &["target"],
    );
    target.options = vec![
        option(
            "online",
            "Online (Dynamics 365, Dataverse)",
            "Exchange of your own becomes Exchange Server (Hybrid); Exchange Online of your tenant uses the profile that is there.",
        ),
        option(
            "onpremises-9",
            "On-premises, version 9.x",
            "Columns and values that exist only online are not written.",
        ),
        option(
            "onpremises-8",
            "On-premises, version 8.x",
            "As for 9.x; its support has ended.",
        ),
    ];
    target.answered = answers.target.map(|target| target_word(target).to_owned());
    if answers.target.is_none() {
        combine(&mut collector.marks.all, asks("TARGET-OPEN"));
    }
    collector.questions.push(target);

    let mut time = question(
        QuestionKind::Time,
        "time".to_owned(),
        plan,
        "When does the first wave start?".to_owned(),
        planned,
        &["waves_from"],
    );
    time.answered = answers.waves_from.map(|at| at.to_string());
    if answers.waves_from.is_none() {
        combine(&mut collector.marks.all, asks("TIME-OPEN"));
    }
    collector.questions.push(time);

    if draft.organizations.len() > 1 {
        let text = "The routers serve several organizations. Which one do you plan?".to_owned();
        let mut organization = question(
            QuestionKind::Organization,
            "organization".to_owned(),
            plan,
            text,
            0,
            &["organization"],
        );
        organization.mailboxes = u32::try_from(draft.rows.len()).unwrap_or(u32::MAX);
        organization.options = draft
            .organizations
            .iter()
            .map(|one| {
                option(
                    &*one.id,
                    &*one.url,
                    format!(
                        "{} are planned, the others left out.",
                        number(one.providers as usize, "provider", "providers")
                    ),
                )
            })
            .collect();
        organization.answered = draft.chosen.as_deref().map(str::to_owned);
        collector.questions.push(organization);
    }
    without_url(collector);
}

const fn target_word(target: Target) -> &'static str {
    match target {
        Target::Online => "online",
        Target::OnPremises9 => "onpremises-9",
        Target::OnPremises8 => "onpremises-8",
    }
}

fn without_url(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let providers = draft
        .providers
        .iter()
        .filter(|provider| provider.organization.is_none())
        .count();
    if providers == 0 {
        return;
    }
    let rows = draft
        .rows
        .iter()
        .filter(|row| matches!(row.belonging, Belonging::NoOrganization))
        .count();
    let text = format!(
        "{} no CrmServerUrl. Do they serve the organization that is planned?",
        number(providers, "provider has", "providers have")
    );
    let mut question = question(
        QuestionKind::Organization,
        "without-url".to_owned(),
        (SubjectKind::Plan, ""),
        text,
        rows,
        &["without_url"],
    );
    question.options = vec![
        option(
            "include",
            "Yes",
            format!("{} belong to this organization.", count(rows)),
        ),
        option("leave-out", "No", format!("{} are left out.", count(rows))),
    ];
    question.answered = draft.answers.without_url.map(|answer| match answer {
        crate::answers::WithoutUrl::Include => "include".to_owned(),
        crate::answers::WithoutUrl::LeaveOut => "leave-out".to_owned(),
    });
    collector.questions.push(question);
}

/// Questions about a router profile: its kind, its version of Exchange, its credentials.
fn router_profile(collector: &mut Collector<'_, '_>, index: usize) {
    let draft = collector.draft;
    let profile = &draft.router_profiles[index];
    if !profile.is_planned() {
        return;
    }
    let waiting = |open: Open| -> usize {
        draft
            .profiles
            .iter()
            .filter(|new| new.open.contains(&open))
            .map(|new| new.rows.len())
            .sum()
    };
    let used_by = draft
        .rows
        .iter()
        .filter(|row| {
            row.incoming_profiles.contains(&index) || row.outgoing_profiles.contains(&index)
        })
        .count();
    let about = (SubjectKind::RouterProfile, &*profile.id);
    let answers = draft.answers;

    let name = profile.class().unwrap_or(&profile.id);
    let answered = answers
        .providers
        .get(name)
        .or_else(|| answers.providers.get(&*profile.id));
    if profile.server.kind == ServerKind::Unknown
        || (answered.is_some()
            && profile.server.decided_by == Some(crate::merge::model::DecidedBy::Answer))
    {
        let text = format!(
            "What kind of server does {} use? Nothing in the files says.",
            profile.name
        );
        let mut asked = question(
            QuestionKind::Provider,
            format!("provider:{name}"),
            about,
            text,
            used_by,
            &["providers", name],
        );
        let kinds = match profile.direction {
            crate::merge::model::Direction::Incoming => [
                ServerKind::Pop3,
                ServerKind::ExchangeEws,
                ServerKind::ExchangeOnline,
                ServerKind::ExchangeWebdav,
                ServerKind::Custom,
            ],
            crate::merge::model::Direction::Outgoing => [
                ServerKind::Smtp,
                ServerKind::ExchangeEws,
                ServerKind::ExchangeOnline,
                ServerKind::ExchangeWebdav,
                ServerKind::Custom,
            ],
        };
        asked.options = kinds
            .into_iter()
            .map(|kind| {
                let effect = if matches!(kind, ServerKind::ExchangeWebdav | ServerKind::Custom) {
                    "cannot be migrated"
                } else {
                    "can be migrated"
                };
                option(
                    kind_word(kind),
                    kind.label(),
                    format!("{} {effect}.", count(used_by)),
                )
            })
            .collect();
        asked.answered = answered.map(|kind| kind_word(*kind).to_owned());
        collector.questions.push(asked);
        if profile.server.kind == ServerKind::Unknown {
            combine(
                &mut collector.marks.router_profiles[index],
                asks("PROVIDER-OPEN"),
            );
        }
    }

    let asked_version = profile.server.kind == ServerKind::ExchangeEws
        && profile.server.version.is_none()
        && draft
            .profiles
            .iter()
            .any(|new| new.connection == Some(index));
    if asked_version {
        let affected: usize = draft
            .profiles
            .iter()
            .filter(|new| new.connection == Some(index))
            .map(|new| new.rows.len())
            .sum();
        let text = format!(
            "Which version of Exchange does {} use? The files do not say, and support depends on it.",
            profile.name
        );
        let mut asked = question(
            QuestionKind::Version,
            format!("version:{}", profile.id),
            about,
            text,
            affected,
            &["exchange_version", &profile.id],
        );
        asked.options = VERSIONS
            .into_iter()
            .chain(["SE"])
            .map(|version| {
                let supported = match answers.target {
                    _ if matches!(version, "2003" | "2007") => "held back: no target supports it",
                    Some(Target::Online) if version == "2010" => {
                        "held back: Dynamics 365 online does not support it"
                    }
                    _ => "can be migrated",
                };
                let label = if version == "SE" {
                    "Exchange Server SE".to_owned()
                } else {
                    format!("Exchange {version}")
                };
                option(version, label, format!("{}: {supported}.", count(affected)))
            })
            .collect();
        asked.answered = answers.exchange_version.get(&*profile.id).cloned();
        collector.questions.push(asked);
    }

    let open = waiting(Open::Credentials(index));
    let fails = super::fields::windows_fails(collector, index);
    if open > 0 || fails || profile.credentials_answered {
        let affected = if open > 0 { open } else { used_by };
        let text = format!(
            "Whose credentials does {} use? {}",
            profile.name,
            credentials_why(profile.credentials)
        );
        let mut asked = question(
            QuestionKind::Credentials,
            format!("credentials:{}", profile.id),
            about,
            text,
            affected,
            &["credentials", &profile.id],
        );
        asked.options = vec![
            option(
                "user",
                "Each user’s or queue’s own",
                format!("{} need their passwords typed in.", count(affected)),
            ),
            option(
                "other",
                "One account for all of them",
                "One password is typed in, in the profile.",
            ),
            option(
                "local-system",
                "The account of the Dynamics 365 service (Windows)",
                "No password; works on-premises with Exchange and SMTP only.",
            ),
        ];
        asked.answered = profile
            .credentials_answered
            .then(|| answers.credentials.get(&*profile.id))
            .flatten()
            .map(|kind| credentials_word(*kind).to_owned());
        collector.questions.push(asked);
    }
}

const fn credentials_why(credentials: crate::answers::Credentials) -> &'static str {
    match credentials {
        crate::answers::Credentials::Anonymous => {
            "The router sent without any; server-side synchronization has no such way."
        }
        _ => "The files do not say.",
    }
}

const fn credentials_word(credentials: crate::answers::Credentials) -> &'static str {
    use crate::answers::Credentials;
    match credentials {
        Credentials::LocalSystem => "local-system",
        Credentials::User => "user",
        Credentials::Other => "other",
        Credentials::Anonymous => "anonymous",
        Credentials::Unknown => "unknown",
    }
}

const fn kind_word(kind: ServerKind) -> &'static str {
    match kind {
        ServerKind::Pop3 => "pop3",
        ServerKind::Smtp => "smtp",
        ServerKind::ExchangeWebdav => "exchange-webdav",
        ServerKind::ExchangeEws => "exchange-ews",
        ServerKind::ExchangeOnline => "exchange-online",
        ServerKind::Custom => "custom",
        ServerKind::Unknown => "unknown",
    }
}

/// Questions about a new profile: its pair, its place, impersonation, lagging mailboxes, the admin's No.
fn profile(collector: &mut Collector<'_, '_>, index: usize) {
    let draft = collector.draft;
    let profile = &draft.profiles[index];
    let mut mark = |mark: Mark| combine(&mut collector.marks.profiles[index], mark);
    for open in &profile.open {
        mark(match open {
            Open::Provider(_) => asks("PROVIDER-OPEN"),
            Open::Version(_) => asks("VERSION-OPEN"),
            Open::Credentials(_) | Open::OAuth => asks("CREDENTIALS-OPEN"),
            Open::Place => asks("PLACE-OPEN"),
        });
    }
    if profile.pairing.is_open() {
        mark(asks("PAIR-OPEN"));
    }
    if draft
        .answers
        .profiles
        .get(&*profile.key)
        .is_some_and(|answer| answer.migrate == Some(false))
    {
        mark(Mark {
            outcome: Outcome::LeftOut,
            reason: "LEFT-OUT",
        });
    }
    pair(collector, profile);
    place(collector, profile);
    oauth(collector, profile);
    impersonation(collector, profile);
    date_gap(collector, profile);
}

fn pair(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    let draft = collector.draft;
    let Some(incoming) = profile.incoming.map(|index| &draft.router_profiles[index]) else {
        return;
    };
    let pairing = &profile.pairing;
    if pairing.candidates.is_empty() {
        return;
    }
    let text = format!(
        "Which outgoing profile do the {} of {} use?",
        count(profile.rows.len()),
        incoming.name
    );
    let about = (SubjectKind::RouterProfile, &*incoming.id);
    let mut asked = question(
        QuestionKind::Pair,
        format!("pair:{}", incoming.id),
        about,
        text,
        profile.rows.len(),
        &["pairs", &incoming.id],
    );
    asked.options = pairing
        .candidates
        .iter()
        .map(|index| {
            let side = &draft.router_profiles[*index];
            let ids = draft
                .rows
                .iter()
                .filter(|row| row.outgoing_profiles.contains(index))
                .count();
            let clear = if side.ssl.is_some_and(|ssl| !ssl.value) {
                "; no SSL: mail and password travel in clear"
            } else {
                ""
            };
            option(
                &*side.id,
                &*side.name,
                format!(
                    "used by {}{clear}.",
                    number(ids, "user or queue", "users and queues")
                ),
            )
        })
        .collect();
    asked
        .options
        .sort_by(|a, b| a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value)));
    asked.proposed = pairing
        .proposed
        .map(|index| draft.router_profiles[index].id.to_string());
    // An answered question stays, so that the answer can be seen and changed.
    asked.answered = profile
        .outgoing
        .first()
        .map(|index| draft.router_profiles[*index].id.to_string());
    collector.questions.push(asked);
}

fn about(profile: &NewProfile) -> (SubjectKind, &str) {
    (SubjectKind::Profile, &profile.key)
}

fn place(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    if profile.shape != crate::merge::Shape::PlacesDiffer {
        return;
    }
    let text = format!(
        "One side of {} is Exchange Online, the other an Exchange server of yours. Where do its mailboxes live?",
        profile.name
    );
    let id = format!("place:{}", profile.key);
    let mut asked = question(
        QuestionKind::Place,
        id,
        about(profile),
        text,
        profile.rows.len(),
        &["place", &profile.key],
    );
    asked.options = vec![
        option(
            "online",
            "In Exchange Online",
            format!(
                "{} get an Exchange Online profile.",
                count(profile.rows.len())
            ),
        ),
        option(
            "on-premises",
            "On your Exchange server",
            format!(
                "{} get a profile for that server.",
                count(profile.rows.len())
            ),
        ),
    ];
    asked.answered = collector
        .draft
        .answers
        .place
        .get(&*profile.key)
        .map(|place| match place {
            Place::Online => "online".to_owned(),
            Place::OnPremises => "on-premises".to_owned(),
        });
    collector.questions.push(asked);
}

/// Exchange Online of another tenant: its tenant and the application that may read it.
fn oauth(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    if !profile.needs_oauth {
        return;
    }
    for (column, what) in [
        ("exchangeonlinetenantid", "tenant id"),
        ("oauthclientid", "application (client) id"),
    ] {
        let text = format!(
            "{} signs in to another tenant by OAuth. What is the {what}?",
            profile.name
        );
        let path = ["profiles", &*profile.key, "columns", column];
        let mut asked = question(
            QuestionKind::Credentials,
            format!("credentials:{}:{column}", profile.key),
            about(profile),
            text,
            profile.rows.len(),
            &path,
        );
        asked.answered = profile.columns.get(column).and_then(|value| match value {
            crate::dataverse::ColumnValue::Text(text) => Some(text.clone()),
            _ => None,
        });
        collector.questions.push(asked);
    }
}

/// A decision that is already proposed: nothing waits for it.
fn impersonation(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    let Some(proposed) = profile.impersonation else {
        return;
    };
    let text = format!(
        "One account serves the {} of {}. Does it impersonate them?",
        count(profile.rows.len()),
        profile.name
    );
    let id = format!("impersonation:{}", profile.key);
    let mut asked = question(
        QuestionKind::Impersonation,
        id,
        about(profile),
        text,
        profile.rows.len(),
        &["impersonation", &profile.key],
    );
    asked.options = vec![
        option(
            "true",
            "Yes",
            "The account needs the ApplicationImpersonation role in Exchange.",
        ),
        option(
            "false",
            "No",
            "The account needs delegate access to each mailbox.",
        ),
    ];
    asked.proposed = Some(proposed.to_string());
    asked.answered = collector
        .draft
        .answers
        .impersonation
        .get(&*profile.key)
        .map(bool::to_string);
    collector.questions.push(asked);
}

fn date_gap(collector: &mut Collector<'_, '_>, profile: &NewProfile) {
    let draft = collector.draft;
    let lagging: Vec<i64> = profile
        .rows
        .iter()
        .map(|row| &draft.rows[*row])
        .filter(|row| row.lags())
        .filter_map(|row| Some(row.processed?.at))
        .collect();
    let Some(oldest) = lagging.iter().min() else {
        return;
    };
    let oldest =
        jiff::Timestamp::from_second(*oldest).map_or_else(|_| String::new(), |at| at.to_string());
    let text = format!(
        "{} of {} were last read more than 24 hours before their router last worked; the oldest at {oldest}. What shall happen to mail since then?",
        count(lagging.len()),
        profile.name
    );
    let id = format!("date-gap:{}", profile.key);
    let mut asked = question(
        QuestionKind::DateGap,
        id,
        about(profile),
        text,
        lagging.len(),
        &["date_gap", &profile.key],
    );
    asked.options = vec![
        option(
            "lower",
            "Read from the oldest time",
            "Nothing is lost; some mail may be read twice.",
        ),
        option(
            "accept",
            "Accept the gap",
            "Right for idle mailboxes; mail that came in the gap is not read.",
        ),
        option(
            "leave-out",
            "Leave these mailboxes out",
            format!("{} do not migrate.", count(lagging.len())),
        ),
    ];
    asked.answered = draft
        .answers
        .date_gap
        .get(&*profile.key)
        .map(|gap| match gap {
            DateGap::Lower => "lower".to_owned(),
            DateGap::Accept => "accept".to_owned(),
            DateGap::LeaveOut => "leave-out".to_owned(),
        });
    collector.questions.push(asked);
}

/// Questions about single rows, and what rows wait for.
fn rows(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for (index, row) in draft.rows.iter().enumerate() {
        let mark = match (row.belonging, row.assignment) {
            (Belonging::Other, _) => Mark {
                outcome: Outcome::LeftOut,
                reason: "OTHER-ORG",
            },
            (Belonging::NoOrganizationLeftOut, _) => Mark {
                outcome: Outcome::LeftOut,
                reason: "LEFT-OUT",
            },
            (Belonging::NoOrganization, _) => asks("IN-05"),
            (Belonging::Undecided, _) => asks("ORGANIZATION-OPEN"),
            (Belonging::Planned, Assignment::PairOpen) => asks("PAIR-OPEN"),
            (Belonging::Planned, Assignment::DirectoryNeeded) => asks("DIRECTORY-NEEDED"),
            (
                Belonging::Planned,
                Assignment::Profile(_) | Assignment::Duplicate | Assignment::NotPlanned,
            ) => continue,
        };
        combine(&mut collector.marks.rows[index], mark);
    }
    for row in draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned)
    {
        if row.contested.is_empty() {
            continue;
        }
        let contested = row
            .contested
            .iter()
            .map(|index| &draft.router_profiles[*index]);
        let mut options: Vec<QuestionOption> = contested
            .map(|profile| {
                option(
                    &*profile.id,
                    &*profile.name,
                    "Only this one is migrated for it.",
                )
            })
            .collect();
        options.sort_by(|a, b| a.label.cmp(&b.label).then_with(|| a.value.cmp(&b.value)));
        let name = row.address.as_deref().unwrap_or(&row.key);
        let text = format!("{name} stands in several router profiles. Which one keeps it?");
        let mut asked = question(
            QuestionKind::Duplicate,
            format!("duplicate:{}", row.key),
            (SubjectKind::Mailbox, &row.key),
            text,
            1,
            &["duplicates", &row.key],
        );
        asked.options = options;
        asked.answered = draft.answers.duplicates.get(&*row.key).cloned();
        collector.questions.push(asked);
    }
}

/// What an unknown element means. Nothing waits for the answer: until then the element changes nothing.
fn tags(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let mut names: std::collections::BTreeMap<String, (&str, usize)> =
        std::collections::BTreeMap::new();
    for tag in draft
        .providers
        .iter()
        .flat_map(|provider| &provider.source.unknown)
    {
        names
            .entry(tag.name.to_lowercase())
            .or_insert((&tag.name, 0))
            .1 += 1;
    }
    for (name, times) in names.into_values() {
        let text = format!(
            "What does the element {name} mean? It stands {} in the files, and Reroute does not know it.",
            number(times, "time", "times")
        );
        let mut asked = question(
            QuestionKind::Tag,
            format!("tag:{name}"),
            (SubjectKind::Tag, name),
            text,
            0,
            &["tags", name],
        );
        asked.options = vec![option(IGNORE, "Nothing that matters", "It is not used.")];
        asked.options.extend(
            TAGS.iter()
                .filter(|tag| !tag.secret)
                .map(|tag| option(tag.name, tag.spellings[0].0, tag.meaning)),
        );
        asked.answered = draft
            .answers
            .tags
            .iter()
            .find(|(tag, _)| tag.eq_ignore_ascii_case(name))
            .map(|(_, meaning)| meaning.clone());
        collector.questions.push(asked);
    }
}
