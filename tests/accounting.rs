//! Total accounting: whatever the files say, everything in them ends in exactly one outcome.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reroute::answers::Answers;
use reroute::directory::Directory;
use reroute::plan::model::{MailboxKind, Outcome, Tally, WaveKind};
use reroute::plan::{Plan, plan_with_directory};
use reroute::router::{Field, Reading};
use serde_json::Value;
use support::{File, read, read_in};

const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";
const STATE: &str = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";

const ORGANIZATIONS: &[&str] = &[
    "https://crm.contoso.com/Contoso",
    "http://CRM.contoso.com:80/contoso/",
    "https://test.contoso.com/Contoso",
    "",
];

/// What a provider says of its server, in many spellings.
const SERVERS: &[&str] = &[
    "<Server>pop.contoso.com</Server><Port>995</Port><Ssl>true</Ssl>",
    "<EmailServer>pop2.contoso.com</EmailServer><EmailPort>POP3S</EmailPort><Protocol>POP3</Protocol>",
    "<EmailServer>smtp.contoso.com</EmailServer><EmailPort>25</EmailPort>",
    "<Protocol>SMTP</Protocol><Server>smtp2.contoso.com</Server><Port>70000</Port>",
    "<ServerType>Exchange 2013</ServerType><Server>https://mail.contoso.com/EWS/Exchange.asmx</Server>",
    "<Server>https://mail2.contoso.com/ews/exchange.asmx</Server>",
    "<ServerType>Exchange 2010</ServerType><Server>https://ex10.contoso.com/EWS/Exchange.asmx</Server>",
    "<Server>https://outlook.office365.com/EWS/Exchange.asmx</Server>",
    "<ProviderClass>Microsoft.Crm.Tools.Email.Providers.ExchangePollingMailboxProvider</ProviderClass><Server>http://ex03/exchange</Server>",
    "<ProviderClass>Contoso.Mail.Pop3Provider</ProviderClass><Server>notes.contoso.com</Server>",
    "<Server>mail.contoso.com</Server>",
    "",
];

const CREDENTIALS: &[&str] = &[
    "<CredentialType>Local System Account</CredentialType>",
    "<CredentialType>User Specified</CredentialType><Password>S3cr3t-CANARY</Password>",
    "<CredentialType>Other Specified</CredentialType><User>crm@contoso.com</User>",
    "<CredentialType>Other Specified</CredentialType><User>UzNjcjN0LUNBTkFSWS1lbmNyeXB0ZWQ=</User>",
    "<EmailAuthMode>Anonymous</EmailAuthMode>",
    "<CredentialType>Something else</CredentialType>",
    "",
];

const EXTRAS: &[&str] = &[
    "",
    "",
    "<IsForwardMailbox>true</IsForwardMailbox>",
    "<DeleteEmails>true</DeleteEmails>",
    "<Direction>Outgoing</Direction>",
    "<Direction>Incoming</Direction>",
    "<Mystery>42</Mystery><Deep><Down>value</Down></Deep>",
    "<PollingPeriod>90000</PollingPeriod><BatchSize>5</BatchSize>",
    "<LastError>Logon failed; password=S3cr3t-CANARY</LastError>",
    "<ThresholdDateTime>2026-11-20T10:00:00Z</ThresholdDateTime>",
];

const TIMES: &[&str] = &[
    "2026-11-23T08:30:00.0000000Z",
    "2026-11-23T08:31:00.0000000Z",
    "2026-11-10T08:30:00.0000000Z",
    "0001-01-01T00:00:00.0000000Z",
    "2031-01-01T00:00:00.0000000Z",
    "2026-11-23T08:30:00",
    "soon",
    "",
];

fn provider() -> impl Strategy<Value = String> {
    let owner = prop_oneof![
        (0..6u8).prop_map(|n| format!("<UserId>{{{n}{n}{n}{n}{n}{n}{n}{n}-AAAA-4aaa-8aaa-{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}}}</UserId>")),
        (4..8u8).prop_map(|n| format!("<QueueId>{n}{n}{n}{n}{n}{n}{n}{n}-aaaa-4aaa-8aaa-{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}</QueueId>")),
        Just("<UserId>xxxxxxxx-19d8-e011-9077-xxxxxxxx</UserId>".to_owned()),
    ];
    let address = option::weighted(
        0.6,
        select(vec![
            "a",
            "B",
            "b",
            "c",
            "d",
            "e",
            "f",
            "no address",
            "=1+1",
        ]),
    );
    (
        select(ORGANIZATIONS),
        select(SERVERS),
        select(CREDENTIALS),
        select(EXTRAS),
        address,
        vec(owner, 0..4),
    )
        .prop_map(|(url, server, credentials, extra, address, owners)| {
            let url = if url.is_empty() { String::new() } else { format!("<CrmServerUrl>{url}</CrmServerUrl>") };
            let address = address.map(|name| format!("<EmailAddress>{name}@contoso.com</EmailAddress>")).unwrap_or_default();
            format!("<ProviderConfiguration>\n{url}{address}\n{server}\n{credentials}{extra}\n{}\n</ProviderConfiguration>\n", owners.concat())
        })
}

/// A file with a piece cut out of it, or with its end cut off, or whole.
fn damaged(text: String) -> impl Strategy<Value = Vec<u8>> {
    let cut = option::weighted(0.2, (any::<Index>(), any::<Index>()));
    cut.prop_map(move |cut| {
        let mut bytes = text.clone().into_bytes();
        if let Some((from, to)) = cut {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            bytes.drain(from.min(to)..from.max(to));
        }
        bytes
    })
}

fn router(label: &'static str) -> impl Strategy<Value = Vec<File>> {
    let agent = vec(provider(), 0..7).prop_flat_map(|providers| {
        damaged(format!(
            "<Configuration>\n{}</Configuration>\n",
            providers.concat()
        ))
    });
    let entry = (select(vec!["a", "b", "c", "d", "z"]), select(TIMES)).prop_map(|(name, time)| {
        format!("<h{name:0>27}><EmailAddress>{name}@contoso.com</EmailAddress><LastError/><ThresholdDate>{time}</ThresholdDate></h{name:0>27}>\n")
    });
    let state = vec(entry, 0..6)
        .prop_flat_map(|entries| damaged(format!("<State>\n{}</State>\n", entries.concat())));
    (agent, option::of(state)).prop_map(move |(agent, state)| {
        let mut files = vec![File::new(label, AGENT, agent)];
        files.extend(state.map(|state| File::new(label, STATE, state)));
        files
    })
}

/// What the clocks of Berlin do over the planned time.
const OFFSETS: [(&str, i32); 3] = [
    ("2026-03-29T01:00:00Z", 7200),
    ("2026-10-25T01:00:00Z", 3600),
    ("2027-03-28T01:00:00Z", 7200),
];

/// An export of the organization: who of the files is in it, whose mailbox it is, and what it does today.
fn organization() -> impl Strategy<Value = Directory> {
    let mailbox = (
        0..12_usize,
        0..9_u8,
        0..3_u8,
        0..4_u8,
        0..4_u8,
        option::weighted(0.1, Just(1)),
    );
    vec(mailbox, 1..10).prop_map(|mailboxes| {
        let names = ["a", "B", "c", "d", "e", "f", "no address", "z", "o", "p", "q", ""];
        let mut text = "mailboxid,name,emailaddress,_regardingobjectid_value,regardingobjecttypecode,isforwardmailbox,incomingemaildeliverymethod,outgoingemaildeliverymethod,emailrouteraccessapproval,statecode\n".to_owned();
        for (at, (name, owner, outgoing, incoming, approval, state)) in mailboxes.into_iter().enumerate() {
            let kind = if owner < 4 { "systemuser" } else { "queue" };
            let n = owner;
            text += &format!(
                "00000000-0000-4000-8000-{at:012},Box {at},{}@contoso.com,{n}{n}{n}{n}{n}{n}{n}{n}-aaaa-4aaa-8aaa-{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n}{n},{kind},{},{incoming},{outgoing},{approval},{}\n",
                names[name],
                name == 7,
                state.unwrap_or(0),
            );
        }
        support::organization::export(&text)
    })
}

fn answers() -> impl Strategy<Value = Answers> {
    let key = select(vec![
        "address:a@contoso.com",
        "address:b@contoso.com",
        "address:c@contoso.com",
        "user:11111111-aaaa-4aaa-8aaa-111111111111",
        "address:nobody",
    ]);
    (
        (
            option::weighted(0.8, select(vec!["online", "onpremises-9", "onpremises-8"])),
            option::weighted(
                0.8,
                select(vec!["2026-12-01T17:00:00Z", "2026-10-24T19:00:00Z", "2027-03-27T20:30:00Z"]),
            ),
            option::weighted(0.7, select(vec!["crm.contoso.com/contoso", "test.contoso.com/contoso", "nowhere"])),
            option::of(select(vec!["include", "leave-out"])),
            select(vec!["same", "other"]),
        ),
        (1..4u32, 5..9u32, any::<bool>(), any::<bool>(), any::<bool>()),
        (vec(key.clone(), 0..3), vec((key, 1..7u32), 0..3)),
    )
        .prop_map(|((target, from, organization, without_url, tenant), (size, hours, pairs, is_final, window), (pilot, pins))| {
            let mut answers = serde_json::json!({
                "as_of": "2026-11-23T09:00:00Z", "target": target, "waves_from": from, "organization": organization,
                "without_url": without_url, "tenant": tenant, "wave_size": size, "wave_hours": hours, "all_pairs_as_proposed": pairs,
                "include_outlook": is_final, "final": is_final, "pilot": pilot, "pins": pins.into_iter().collect::<BTreeMap<_, _>>(),
            });
            if window {
                answers["window"] = serde_json::json!({ "days": ["tue", "sat"], "from": "22:00", "to": "02:00", "zone": "Europe/Berlin",
                    "offsets": OFFSETS });
            }
            serde_json::from_value(answers).expect("answers")
        })
}

/// `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(96),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

/// What the property test throws at the plan is not all of one kind.
#[test]
fn the_sets_reach_every_outcome_and_every_kind_of_wave() {
    let mut runner = TestRunner::deterministic();
    let (mut outcomes, mut waves, mut faults) = (BTreeSet::new(), BTreeSet::new(), 0);
    for _ in 0..300 {
        let drawn = (router("ROUTER-A"), router("ROUTER-B"), answers())
            .new_tree(&mut runner)
            .expect("a set");
        let (one, two, answers) = drawn.current();
        let reading = read(&[one, two].concat());
        let plan = reroute::plan(&reading, &answers);
        outcomes.extend(plan.mailboxes.iter().map(|row| row.outcome));
        waves.extend(plan.waves.iter().map(|wave| wave.kind));
        faults += reading
            .routers
            .iter()
            .flat_map(|router| &router.files)
            .map(|file| file.fault_count)
            .sum::<u64>();
    }
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), OUTCOMES);
    assert!(
        waves.is_superset(
            &[
                WaveKind::Pilot,
                WaveKind::Queue,
                WaveKind::Unknown,
                WaveKind::User
            ]
            .into()
        ),
        "{waves:?}"
    );
    assert!(faults > 50, "only {faults} faults");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn everything_ends_in_exactly_one_outcome(one in router("ROUTER-A"), two in router("ROUTER-B"), answers in answers()) {
        let files = [one, two].concat();
        let reading = read(&files);
        let plan = reroute::plan(&reading, &answers);
        sums_agree(&plan)?;
        nothing_is_missing(&reading, &plan)?;
        waves_hold(&plan)?;
        rows_are_consistent(&plan)?;
        let reversed: Vec<_> = files.iter().rev().cloned().collect();
        let again = reroute::plan(&read_in(&reversed, 5), &answers);
        prop_assert!(bytes(&again) == bytes(&plan), "another order gives another plan");
        prop_assert!(bytes(&reroute::plan(&reading, &plan.answers)) == bytes(&plan), "the answers used give another plan");
        let text = String::from_utf8(bytes(&plan)).expect("UTF-8");
        prop_assert!(!text.contains("CANARY"), "a secret shows");
    }

    /// The same, joined with an export.
    #[test]
    fn everything_ends_in_exactly_one_outcome_with_an_export_too(
        one in router("ROUTER-A"), two in router("ROUTER-B"), answers in answers(), organization in organization()
    ) {
        let files = [one, two].concat();
        let reading = read(&files);
        let plan = plan_with_directory(&reading, &organization, &answers);
        sums_agree(&plan)?;
        nothing_is_missing(&reading, &plan)?;
        waves_hold(&plan)?;
        rows_are_consistent(&plan)?;
        let reversed: Vec<_> = files.iter().rev().cloned().collect();
        let again = plan_with_directory(&read_in(&reversed, 5), &organization, &answers);
        prop_assert!(bytes(&again) == bytes(&plan), "another order gives another plan");
        let again = plan_with_directory(&reading, &organization, &plan.answers);
        prop_assert!(bytes(&again) == bytes(&plan), "the answers used give another plan");
    }

    /// Lines and what is read first are numbering; nothing else may follow from where a provider stands.
    #[test]
    fn the_order_of_providers_does_not_matter(providers in vec(provider(), 1..7), answers in answers()) {
        // One spelling each, since a plan shows the one it read first.
        let one_spelling = |text: &String| text.replace("http://CRM.contoso.com:80/contoso/", ORGANIZATIONS[0]).replace(">B@", ">b@");
        let mut providers: Vec<String> = providers.iter().map(one_spelling).collect();
        let plan = |providers: &[String]| {
            let text = format!("<Configuration>\n{}</Configuration>\n", providers.concat());
            let reading = read(&[File::new("ROUTER-A", AGENT, text)]);
            without_places(serde_json::to_value(reroute::plan(&reading, &answers)).expect("JSON"))
        };
        let before = plan(&providers);
        providers.reverse();
        let after = plan(&providers);
        prop_assert_eq!(difference(&before, &after, ""), None);
        let middle = providers.len() / 2;
        providers.rotate_left(middle);
        prop_assert_eq!(difference(&before, &plan(&providers), ""), None);
    }
}

/// Where two plans differ first.
fn difference(one: &Value, other: &Value, path: &str) -> Option<String> {
    let below =
        |key: &str, one: &Value, other: &Value| difference(one, other, &format!("{path}/{key}"));
    match (one, other) {
        (Value::Object(all), Value::Object(others)) if all.len() == others.len() => all
            .iter()
            .find_map(|(key, value)| below(key, value, others.get(key).unwrap_or(&Value::Null))),
        (Value::Array(all), Value::Array(others)) if all.len() == others.len() => {
            let pairs = all.iter().zip(others).enumerate();
            { pairs }.find_map(|(at, (one, other))| below(&at.to_string(), one, other))
        }
        _ if one == other => None,
        _ => Some(format!("{path}: {one} and {other}")),
    }
}

/// A plan without lines, sizes and hashes, and with its providers in an order of their own.
fn without_places(mut plan: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(object) => {
                for gone in ["line", "column", "places", "sha256", "bytes"] {
                    object.remove(gone);
                }
                object.values_mut().for_each(strip);
            }
            Value::Array(all) => {
                all.retain(|one| one["kind"] != "provider");
                all.iter_mut().for_each(strip);
            }
            _ => {}
        }
    }
    strip(&mut plan);
    for list in ["providers", "not_carried"] {
        if let Some(all) = plan[list].as_array_mut() {
            all.sort_by_key(ToString::to_string);
        }
    }
    plan
}

fn bytes(plan: &Plan) -> Vec<u8> {
    serde_json::to_vec(plan).expect("a plan is JSON")
}

const OUTCOMES: [Outcome; 5] = [
    Outcome::Migrates,
    Outcome::NeedsDecision,
    Outcome::HeldBack,
    Outcome::NotMigratable,
    Outcome::LeftOut,
];

fn tallied(outcomes: impl Iterator<Item = Outcome>) -> Tally {
    let mut tally = Tally::default();
    outcomes.for_each(|outcome| tally.add(outcome));
    tally
}

fn sums_agree(plan: &Plan) -> Result<(), TestCaseError> {
    let sums = &plan.accounting;
    for tally in [
        sums.providers,
        sums.router_profiles,
        sums.mailboxes,
        sums.half_rows,
        sums.owner_ids,
        sums.unknown_tags,
    ] {
        prop_assert_eq!(
            tally.total,
            OUTCOMES
                .iter()
                .map(|outcome| tally.part(*outcome))
                .sum::<u64>()
        );
    }
    prop_assert_eq!(
        sums.providers,
        tallied(plan.providers.iter().map(|one| one.outcome))
    );
    prop_assert_eq!(
        sums.router_profiles,
        tallied(plan.router_profiles.iter().map(|one| one.outcome))
    );
    prop_assert_eq!(
        sums.mailboxes,
        tallied(
            plan.mailboxes
                .iter()
                .filter(|row| !row.half)
                .map(|row| row.outcome)
        )
    );
    prop_assert_eq!(
        sums.half_rows,
        tallied(
            plan.mailboxes
                .iter()
                .filter(|row| row.half)
                .map(|row| row.outcome)
        )
    );
    Ok(())
}

/// Every provider, address, id and unknown tag of the files is in the plan.
fn nothing_is_missing(reading: &Reading, plan: &Plan) -> Result<(), TestCaseError> {
    let mut providers = BTreeSet::new();
    let (mut ids, mut unknown) = (0, 0);
    let owners: BTreeSet<_> = plan
        .mailboxes
        .iter()
        .filter_map(|row| row.owner.as_ref())
        .map(|owner| owner.id.to_lowercase())
        .collect();
    let addresses: BTreeSet<_> = plan
        .mailboxes
        .iter()
        .filter_map(|row| row.address.as_ref())
        .map(|address| address.to_lowercase())
        .collect();
    for router in &reading.routers {
        for provider in router.agent.iter().flat_map(|agent| &agent.providers) {
            providers.insert((router.number, provider.at.line));
            unknown += provider.unknown.len() as u64;
            for field in provider
                .all(Field::UserId)
                .chain(provider.all(Field::QueueId))
            {
                ids += 1;
                if let reroute::router::Value::Plain(id) = &field.value {
                    let id = id.to_lowercase();
                    let bare = id.trim_matches(['{', '}']);
                    prop_assert!(
                        owners.contains(&id) || owners.contains(bare),
                        "id {} is in no row",
                        id
                    );
                }
            }
            if let Some((address, _)) = provider.plain(Field::EmailAddress) {
                let outgoing = provider
                    .plain(Field::Direction)
                    .is_some_and(|(way, _)| &**way == "Outgoing");
                prop_assert!(
                    outgoing || addresses.contains(&address.to_lowercase()),
                    "{} is in no row",
                    address
                );
            }
        }
    }
    let planned: BTreeSet<_> = plan
        .providers
        .iter()
        .map(|provider| (provider.router, provider.line))
        .collect();
    prop_assert_eq!(&planned, &providers);
    prop_assert_eq!(
        plan.providers.len(),
        providers.len(),
        "a provider stands twice"
    );
    prop_assert_eq!(plan.accounting.owner_ids.total, ids);
    prop_assert_eq!(plan.accounting.unknown_tags.total, unknown);
    Ok(())
}

fn waves_hold(plan: &Plan) -> Result<(), TestCaseError> {
    let size = plan.answers.wave_size;
    let pilot: BTreeSet<_> = plan.answers.pilot.iter().map(String::as_str).collect();
    for (at, wave) in plan.waves.iter().enumerate() {
        prop_assert_eq!(wave.number as usize, at + 1);
        prop_assert!(wave.mailboxes <= size, "wave {} is too large", wave.number);
        let rows: Vec<_> = plan
            .mailboxes
            .iter()
            .filter(|row| row.wave == Some(wave.number))
            .collect();
        prop_assert_eq!(rows.len(), wave.mailboxes as usize);
        for row in rows {
            let fits = match wave.kind {
                WaveKind::Pilot => pilot.contains(&*row.key),
                WaveKind::Queue => matches!(row.kind, MailboxKind::Queue | MailboxKind::Forward),
                WaveKind::Unknown => row.kind == MailboxKind::Unknown,
                WaveKind::User | WaveKind::Outlook => row.kind == MailboxKind::User,
            };
            prop_assert!(fits, "{} is in a wave of kind {:?}", row.key, wave.kind);
        }
    }
    for wave in plan.waves.iter().filter(|_| plan.answers.window.is_some()) {
        prop_assert!(
            is_open(wave.starts.as_second()),
            "{} is outside of the window",
            wave.starts
        );
    }
    prop_assert!(
        plan.waves.iter().map(|wave| wave.kind).is_sorted() || !plan.answers.pins.is_empty(),
        "waves are not in their order"
    );
    let hours = i64::from(plan.answers.wave_hours) * 3600;
    for pair in plan.waves.windows(2) {
        prop_assert!(
            pair[1].starts.as_second() - pair[0].starts.as_second() >= hours,
            "waves are too close"
        );
    }
    if let (Some(last), Some(earliest)) = (plan.waves.last(), plan.switch.earliest) {
        prop_assert!(
            earliest.as_second() - last.starts.as_second() >= hours,
            "the switch is too early"
        );
    }
    let staying = plan.mailboxes.iter().filter(|row| {
        row.outcome != Outcome::Migrates && row.reason.as_deref() != Some("OTHER-ORG")
    });
    prop_assert_eq!(
        plan.switch
            .blocked_by
            .iter()
            .map(|one| one.mailboxes as usize)
            .sum::<usize>(),
        staying.count()
    );
    Ok(())
}

/// Whether it is Tuesday or Saturday from 22:00, or the morning after until 02:00, in Berlin.
fn is_open(at: i64) -> bool {
    let begins = |from: &str| from.parse::<jiff::Timestamp>().expect("a time").as_second();
    let offset = OFFSETS
        .iter()
        .rfind(|(from, _)| begins(from) <= at)
        .map_or(OFFSETS[0].1, |(_, offset)| *offset);
    let local = at + i64::from(offset);
    let (day, time) = (local.div_euclid(86_400), local.rem_euclid(86_400));
    // 1970 began on a Thursday.
    let is_opening = |day: i64| [5, 2].contains(&day.rem_euclid(7));
    (is_opening(day) && time >= 22 * 3600) || (is_opening(day - 1) && time < 2 * 3600)
}

fn rows_are_consistent(plan: &Plan) -> Result<(), TestCaseError> {
    let keys: Vec<_> = plan.mailboxes.iter().map(|row| &row.key).collect();
    prop_assert!(
        keys.windows(2).all(|pair| pair[0] < pair[1]),
        "keys are not sorted, or one stands twice: {:?}",
        keys
    );
    for row in &plan.mailboxes {
        let migrates = row.outcome == Outcome::Migrates;
        prop_assert_eq!(
            row.reason.is_none(),
            migrates,
            "{} has a reason beside {:?}",
            row.key,
            row.outcome
        );
        prop_assert_eq!(
            row.wave.is_some(),
            migrates,
            "{} has a wave beside {:?}",
            row.key,
            row.outcome
        );
        prop_assert!(
            row.columns
                .iter()
                .map(|one| one.0)
                .eq(row.origins.iter().map(|one| one.0)),
            "{}",
            row.key
        );
        prop_assert_eq!(
            row.half,
            row.kind != MailboxKind::Forward && (row.address.is_none() || row.owner.is_none()),
            "{}",
            row.key
        );
        if migrates {
            let profile = plan.profile_of(row);
            prop_assert!(
                profile.is_some_and(|profile| profile.outcome == Outcome::Migrates),
                "{} migrates to nowhere",
                row.key
            );
        }
    }
    let names: BTreeSet<_> = plan
        .profiles
        .iter()
        .filter(|one| one.id.is_some())
        .map(|one| one.name.to_lowercase())
        .collect();
    prop_assert_eq!(
        names.len(),
        plan.profiles.iter().filter(|one| one.id.is_some()).count(),
        "a name stands twice"
    );
    for profile in &plan.profiles {
        prop_assert!(
            profile
                .columns
                .iter()
                .map(|one| one.0)
                .eq(profile.origins.iter().map(|one| one.0)),
            "{}",
            profile.name
        );
        prop_assert!(profile.name.chars().count() <= 100, "{}", profile.name);
    }
    for finding in &plan.findings {
        prop_assert!(
            finding.subjects.len() <= 100 && finding.places.len() <= 100,
            "{}",
            finding.id
        );
        prop_assert!(
            finding.count > 0 && !finding.message.is_empty() && !finding.remedy.is_empty(),
            "{}",
            finding.id
        );
    }
    Ok(())
}
