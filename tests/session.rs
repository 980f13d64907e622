//! What the page and the worker rely on: files in chunks, answers without reading again, quick rows.

use reroute::answers::Answers;
use reroute::checks::model::{QuestionKind, SubjectKind};
use reroute::plan::model::{InputRole, MailboxKind, Outcome};
use reroute::session::answering::answered;
use reroute::session::protocol::{FileState, FileUse, RowsQuery, SortKey};
use reroute::session::{Session, sample};

fn read(session: &mut Session, chunk: usize) {
    for (&(path, bytes), id) in sample::FILES.iter().zip(1..) {
        session.begin(id, path, FileUse::Any);
        for part in bytes.chunks(chunk) {
            session.push(id, part);
        }
        session.finish(id);
    }
    session.replan();
}

fn answers() -> Answers {
    serde_json::from_str(sample::ANSWERS).expect("the answers of the sample can be read")
}

fn opened() -> Session {
    let mut session = Session::default();
    read(&mut session, usize::MAX);
    session.answer(answers());
    session
}

fn all() -> RowsQuery {
    RowsQuery {
        limit: 500,
        ..RowsQuery::default()
    }
}

#[test]
fn chunks_of_any_size_give_the_same_plan() {
    let mut in_bits = Session::default();
    read(&mut in_bits, 977);
    in_bits.answer(answers());
    assert_eq!(in_bits.plan(), opened().plan());
}

#[test]
fn each_router_has_its_card_with_the_state_of_its_files() {
    let overview = opened().overview();
    let labels: Vec<_> = overview
        .routers
        .iter()
        .map(|router| router.label.as_str())
        .collect();
    assert_eq!(labels, ["ROUTER-A", "ROUTER-B", "ROUTER-C"]);
    let mut ids: Vec<u32> = overview
        .routers
        .iter()
        .flat_map(|router| &router.files)
        .map(|file| file.id)
        .collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        (1..=9).collect::<Vec<_>>(),
        "also the key files, which are alike"
    );
    let damaged: Vec<_> = overview
        .routers
        .iter()
        .flat_map(|router| {
            router
                .files
                .iter()
                .map(|file| (router.label.as_str(), file))
        })
        .filter(|(_, file)| file.state != FileState::Whole)
        .map(|(label, file)| {
            (
                label,
                file.state,
                file.lost_entries > 0,
                file.fault.is_some(),
            )
        })
        .collect();
    assert_eq!(damaged, [("ROUTER-B", FileState::Damaged, true, true)]);
}

#[test]
fn a_file_that_was_cancelled_is_forgotten() {
    let mut session = opened();
    let before = session.plan().clone();
    session.begin(
        50,
        "ROUTER-D/Microsoft.Crm.Tools.EmailAgent.xml",
        FileUse::Any,
    );
    session.push(50, b"<Configuration><ProviderConfiguration>");
    session.cancel(50);
    session.push(50, b"</ProviderConfiguration></Configuration>");
    session.finish(50);
    session.replan();
    assert_eq!(*session.plan(), before);
}

#[test]
fn a_file_read_again_takes_the_place_of_the_first() {
    let mut session = opened();
    let before = session.plan().clone();
    let (path, bytes) = sample::FILES[2];
    session.begin(60, path, FileUse::Any);
    session.push(60, bytes);
    session.finish(60);
    session.replan();
    assert_eq!(*session.plan(), before);
    assert!(
        session.overview().routers[0]
            .files
            .iter()
            .any(|file| file.id == 60)
    );
}

#[test]
fn a_file_that_is_moved_takes_the_place_of_the_routers_own() {
    let mut session = opened();
    let routers = session.overview().routers;
    let state = |router: usize| {
        let mut files = routers[router].files.iter();
        files
            .find(|file| file.role == InputRole::State)
            .expect("it has one")
    };
    let replaced = session
        .move_file(state(1).id, &routers[2].key)
        .expect("there was one");
    assert_eq!(replaced.router, "ROUTER-C");
    assert_eq!(
        replaced.files,
        [(state(2).id, state(2).name.clone())],
        "that of ROUTER-C"
    );
    let moved = session.overview().routers;
    assert_eq!((moved[1].files.len(), moved[2].files.len()), (2, 3));
    assert!(moved[2].files.iter().any(|file| file.id == state(1).id));
    let used = moved.iter().flat_map(|router| &router.files);
    assert!(used.clone().all(|file| file.state != FileState::Duplicate));
    session.remove(&[state(1).id]);
    assert_eq!(session.overview().routers[2].files.len(), 2);
}

#[test]
fn a_state_file_taken_once_more_is_used_wherever_its_name_and_sum_come() {
    let mut session = opened();
    let routers = session.overview().routers;
    let (_, bytes) = sample::FILES[1];
    let text = String::from_utf8(bytes.to_vec()).expect("it is text");
    // Whatever the sums of the two are, the newer counts.
    for (id, mark) in (100..).zip(["<!--1-->", "<!--2-->", "<!--3-->", "<!--4-->"]) {
        let text = text.replacen("?>", &format!("?>{mark}"), 1);
        add(&mut session, id, "SystemState.xml", text.as_bytes());
        session.settle();
        session.replan();
        assert_eq!(session.overview().routers.len(), 4, "a card of its own");
        session.move_file(id, &routers[0].key).expect("it had one");
        let now = session.overview().routers;
        assert_eq!((now.len(), now[0].files.len()), (3, 3));
        assert!(now[0].files.iter().any(|file| file.id == id));
    }
}

#[test]
fn a_state_file_taken_once_more_does_not_scatter_loose_files() {
    let name = |path: &'static str| path.rsplit('/').next().expect("a name");
    let newer = String::from_utf8(sample::FILES[1].1.to_vec()).expect("it is text");
    let newer = newer.replacen("?>", "?><!-- taken once more -->", 1);
    let moved = |which: u32, to: u32| {
        let mut session = Session::default();
        for (&(path, bytes), id) in sample::FILES[..3].iter().zip(1..) {
            add(&mut session, id, name(path), bytes);
        }
        session.settle();
        session.replan();
        assert_eq!(session.overview().routers.len(), 1);
        add(&mut session, 4, name(sample::FILES[1].0), newer.as_bytes());
        session.settle();
        session.replan();
        let cards = session.overview().routers;
        assert_eq!(cards.len(), 4, "nothing says whose it is");
        let mut cards = cards.into_iter();
        let card = cards.find(|card| card.files[0].id == to).expect("a card");
        let replaced = session.move_file(which, &card.key);
        (replaced, session.overview().routers)
    };
    // Into the card of the agent file, the earlier state file, or the key file: it is the same router.
    for to in 1..=3 {
        let (replaced, routers) = moved(4, to);
        let replaced = replaced.expect("the earlier state file");
        assert_eq!(replaced.files, [(2, name(sample::FILES[1].0).to_owned())]);
        let mut placed: Vec<u32> = replaced.placed.iter().map(|one| one.file).collect();
        placed.sort_unstable();
        assert_eq!(placed, [1, 3, 4]);
        let [router] = routers.as_slice() else {
            panic!("one router: {routers:?}");
        };
        let mut ids: Vec<u32> = router.files.iter().map(|file| file.id).collect();
        ids.sort_unstable();
        assert_eq!(
            (router.label.as_str(), ids),
            ("Email Router", vec![1, 3, 4])
        );
    }
    // The later one may be of a router whose agent file is still to come: the earlier is put to its own.
    let (replaced, routers) = moved(2, 3);
    assert_eq!((replaced, routers.len()), (None, 2));
}

#[test]
fn a_file_with_nothing_in_it_takes_no_place() {
    let mut session = opened();
    let routers = session.overview().routers;
    add(
        &mut session,
        100,
        "Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
        b"",
    );
    session.settle();
    session.replan();
    assert_eq!(session.move_file(100, &routers[0].key), None);
    assert_eq!(session.overview().routers[0].files.len(), 4);
}

fn add(session: &mut Session, id: u32, path: &str, bytes: &[u8]) {
    session.begin(id, path, FileUse::Any);
    session.push(id, bytes);
    session.finish(id);
}

#[test]
fn a_router_that_is_added_again_from_elsewhere_is_one_router() {
    let mut session = opened();
    session.settle();
    let (agent, state) = (sample::FILES[2], sample::FILES[1]);
    let newer = String::from_utf8(state.1.to_vec()).expect("it is text");
    let newer = newer.replacen("?>", "?><!-- taken once more -->", 1);
    // The state file comes before its agent file, and there is no key file this time.
    add(
        &mut session,
        100,
        &format!("second/{}", state.0),
        newer.as_bytes(),
    );
    add(&mut session, 101, &format!("second/{}", agent.0), agent.1);
    let replaced = session.settle();
    session.replan();
    let [replaced] = replaced.as_slice() else {
        panic!("one router: {replaced:?}");
    };
    assert_eq!(replaced.router, "ROUTER-A");
    let ids: Vec<u32> = replaced.files.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [2, 3]);
    let placed: Vec<_> = replaced
        .placed
        .iter()
        .map(|one| (one.file, one.path.as_str()))
        .collect();
    assert_eq!(placed, [(100, state.0), (101, agent.0)]);
    let routers = session.overview().routers;
    assert_eq!(routers.len(), 3);
    let mut ids: Vec<u32> = routers[0].files.iter().map(|file| file.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, [1, 100, 101], "the key file stays");
}

#[test]
fn routers_that_mirror_each_other_stay_however_they_come() {
    let agent = sample::FILES[2];
    let name = "Microsoft.Crm.Tools.EmailAgent.xml";
    let routers = |paths: &[&[&str]]| {
        let mut session = Session::default();
        let mut id = 0;
        for together in paths {
            for folder in *together {
                id += 1;
                add(&mut session, id, &format!("{folder}/{name}"), agent.1);
            }
            assert_eq!(session.settle(), [], "{paths:?}");
            session.replan();
        }
        session.overview().routers.len()
    };
    assert_eq!(routers(&[&["one/ROUTER-A", "two/ROUTER-A"]]), 2, "together");
    assert_eq!(routers(&[&["ROUTER-A/Service"], &["ROUTER-B/Service"]]), 2);
    assert_eq!(
        routers(&[&["one/ROUTER-A", "two/ROUTER-A"], &["three/ROUTER-A"]]),
        3,
        "nothing says which of the two is meant"
    );
    assert_eq!(routers(&[&["Service"], &["ROUTER-A/Service"]]), 2);
}

#[test]
fn a_new_label_numbers_the_routers_anew_and_reads_nothing_again() {
    let mut session = opened();
    let first = session.overview().routers[0].clone();
    let mut answers = answers();
    answers.labels.insert(
        first.agent_sha256.expect("it has an agent file"),
        "Z last".to_owned(),
    );
    session.answer(answers);
    let routers = session.overview().routers;
    assert_eq!(routers[2].label, "Z last");
    assert_eq!((routers[2].number, &routers[2].key), (3, &first.key));
    assert!(
        session
            .plan()
            .inputs
            .iter()
            .any(|input| input.label.as_deref() == Some("Z last") && input.router == Some(3))
    );
}

#[test]
fn rows_are_those_of_the_plan_in_its_order() {
    let session = opened();
    let page = session.rows(&RowsQuery {
        offset: 10,
        limit: 5,
        ..RowsQuery::default()
    });
    assert_eq!(page.total as usize, session.plan().mailboxes.len());
    let keys: Vec<_> = page.rows.iter().map(|row| row.key.as_str()).collect();
    let planned: Vec<_> = session.plan().mailboxes[10..15]
        .iter()
        .map(|mailbox| &*mailbox.key)
        .collect();
    assert_eq!(keys, planned);
}

#[test]
fn rows_are_filtered_and_the_sums_agree() {
    let session = opened();
    let mut sum = 0;
    for outcome in [
        Outcome::Migrates,
        Outcome::NeedsDecision,
        Outcome::HeldBack,
        Outcome::NotMigratable,
        Outcome::LeftOut,
    ] {
        let page = session.rows(&RowsQuery {
            outcomes: vec![outcome],
            ..all()
        });
        assert!(page.rows.iter().all(|row| row.outcome == outcome));
        let accounting = &session.plan().accounting;
        let counted = accounting.mailboxes.part(outcome) + accounting.half_rows.part(outcome);
        assert_eq!(u64::from(page.total), counted, "{outcome:?}");
        sum += page.total as usize;
    }
    assert_eq!(sum, session.plan().mailboxes.len());
    let users = session.rows(&RowsQuery {
        kinds: vec![MailboxKind::User],
        ..all()
    });
    let planned = session
        .plan()
        .mailboxes
        .iter()
        .filter(|mailbox| mailbox.kind == MailboxKind::User)
        .count();
    assert_eq!(users.total as usize, planned);
}

/// How many rows each finding about mailboxes leads to, which is as many as it counts.
fn followed(session: &Session) -> Vec<u64> {
    let mut numbers = std::collections::BTreeMap::new();
    let mut followed = Vec::new();
    for finding in &session.plan().findings {
        let number = numbers.entry(&finding.id).or_insert(0);
        *number += 1;
        let of_mailboxes = finding
            .subjects
            .iter()
            .all(|subject| subject.kind == SubjectKind::Mailbox);
        let told_whole = finding.count == (finding.subjects.len() + finding.rest.0.len()) as u64;
        if finding.subjects.is_empty() || !of_mailboxes || !told_whole {
            continue;
        }
        let rows = session.rows(&RowsQuery {
            finding: Some(format!("{}-{number}", finding.id)),
            ..all()
        });
        assert_eq!(
            u64::from(rows.total),
            finding.count,
            "{} {number}",
            finding.id
        );
        followed.push(finding.count);
    }
    followed
}

/// A session with one router that reads this many mailboxes.
fn reading(mailboxes: usize) -> Session {
    let provider = |number: usize| {
        format!(
            "<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>m{number}@contoso.com</EmailAddress>\
             <EmailServer>pop.contoso.com</EmailServer><Protocol>POP3</Protocol><EmailPort>995</EmailPort></ProviderConfiguration>"
        )
    };
    let providers: String = (0..mailboxes).map(provider).collect();
    let mut session = Session::default();
    session.begin(1, "Microsoft.Crm.Tools.EmailAgent.xml", FileUse::Any);
    session.push(
        1,
        format!("<Configuration>{providers}</Configuration>").as_bytes(),
    );
    session.finish(1);
    session.replan();
    session
}

#[test]
fn a_finding_leads_to_all_its_rows_however_many() {
    let session = reading(250);
    assert!(followed(&session).contains(&250), "more than its subjects");
    let overview = session.overview();
    assert!(overview.subjects.contains(&250));
    assert!(
        overview
            .findings
            .iter()
            .all(|one| one.subjects.len() <= 100)
    );
}

#[test]
fn each_finding_leads_to_its_rows_and_no_others() {
    let session = opened();
    let followed = followed(&session).len();
    assert!(followed >= 3, "{followed} findings are about mailboxes");
    let nothing = |finding: &str| {
        let finding = Some(finding.to_owned());
        session.rows(&RowsQuery { finding, ..all() }).total
    };
    assert_eq!(
        (
            nothing("XX-99-1"),
            nothing("IN-08-0"),
            nothing("IN-08-99"),
            nothing("")
        ),
        (0, 0, 0, 0)
    );
}

#[test]
fn each_router_profile_leads_to_its_rows_contested_or_not() {
    let mut session = opened();
    let counted = |session: &Session| {
        let plan = session.plan();
        for profile in &plan.router_profiles {
            let rows = session.rows(&RowsQuery {
                router_profile: Some(profile.id.to_string()),
                ..all()
            });
            assert_eq!(rows.total, profile.mailboxes, "{}", profile.name);
        }
        plan.questions
            .iter()
            .find(|question| question.kind == QuestionKind::Duplicate)
            .map(|question| {
                (
                    question.answer_path.clone(),
                    question.options[0].value.clone(),
                )
            })
    };
    let (path, value) = counted(&session).expect("rows that two router profiles contest");
    let decided = answered(&answers(), &path, Some(&value)).expect("an answer");
    session.answer(decided);
    counted(&session);
}

#[test]
fn each_cause_leads_to_its_rows_and_all_together_are_what_does_not_migrate() {
    let session = opened();
    let overview = session.overview();
    assert!(!overview.causes.is_empty());
    for cause in &overview.causes {
        let rows = session.rows(&RowsQuery {
            outcomes: vec![cause.outcome],
            reason: Some(cause.reason.clone()),
            ..all()
        });
        assert_eq!(rows.total, cause.rows, "{}", cause.reason);
    }
    let sums = [overview.accounting.mailboxes, overview.accounting.half_rows];
    let behind: u64 = sums.iter().map(|sum| sum.total - sum.migrates).sum();
    let caused: u32 = overview.causes.iter().map(|cause| cause.rows).sum();
    assert_eq!(u64::from(caused), behind);
}

/// What the page shows as the next steps is the runbook's, with its commands.
#[test]
fn the_next_steps_are_those_of_the_runbook() {
    let session = opened();
    let markdown = session.artifact("runbook.md").expect("there is a runbook");
    let markdown = String::from_utf8(markdown.bytes).expect("it is UTF-8");
    let next = session.overview().next;
    assert!(next.iter().filter(|step| !step.commands.is_empty()).count() >= 4);
    for step in &next {
        assert!(markdown.contains(&step.title), "{}", step.title);
        for command in &step.commands {
            assert!(markdown.contains(command), "{command}");
        }
    }
}

#[test]
fn rows_are_searched_ignoring_case() {
    let session = opened();
    let address = session
        .plan()
        .mailboxes
        .iter()
        .find_map(|mailbox| mailbox.address.clone())
        .expect("there is one");
    let page = session.rows(&RowsQuery {
        text: address.to_uppercase(),
        ..all()
    });
    assert!(page.rows.iter().any(|row| row.label == *address));
    assert_eq!(
        session
            .rows(&RowsQuery {
                text: "no such text".to_owned(),
                ..all()
            })
            .total,
        0
    );
}

#[test]
fn rows_are_sorted_both_ways_and_empty_values_come_last() {
    let session = opened();
    let waves = |descending| {
        let page = session.rows(&RowsQuery {
            sort: SortKey::Wave,
            descending,
            ..all()
        });
        page.rows
            .iter()
            .map(|row| row.wave.unwrap_or(u32::MAX))
            .collect::<Vec<_>>()
    };
    assert!(waves(false).is_sorted());
    assert!(waves(true).iter().rev().is_sorted());
    let names: Vec<_> = session
        .rows(&RowsQuery {
            sort: SortKey::Profile,
            ..all()
        })
        .rows
        .into_iter()
        .map(|row| {
            (
                row.profile.is_none(),
                row.profile.map(|name| name.to_lowercase()),
            )
        })
        .collect();
    assert!(names.is_sorted());
}

#[test]
fn every_password_that_is_typed_in_is_counted() {
    let overview = opened().overview();
    let titles = overview.manual_tasks.iter().map(|task| &task.title);
    let typed = titles.filter(|title| title.contains("password")).count();
    assert!(typed > 0, "the sample has accounts of profiles");
    assert_eq!(overview.passwords as usize, typed);
}

#[test]
fn a_row_is_found_by_its_key() {
    let session = opened();
    let mailbox = &session.plan().mailboxes[7];
    assert_eq!(session.row(&mailbox.key), Some(mailbox));
    assert_eq!(session.row("address:nobody@nowhere"), None);
}

#[test]
fn artifacts_come_by_name_and_all_in_one() {
    let session = opened();
    let plan = session.artifact("plan.json").expect("it is one");
    let read: serde_json::Value = serde_json::from_slice(&plan.bytes).expect("it is JSON");
    assert_eq!(read["format"], "reroute-plan/1");
    let bundle = session.artifact("bundle.zip").expect("it is one");
    assert_eq!(bundle.media_type, "application/zip");
    assert!(bundle.bytes.starts_with(b"PK"));
    assert!(session.artifact("nothing.txt").is_none());
}

#[test]
fn the_size_of_an_artifact_is_that_of_what_is_downloaded() {
    let session = opened();
    for artifact in reroute::artifacts::ARTIFACTS {
        let name = artifact.about().name;
        let rendered = session.artifact(name).expect("it is one").bytes;
        assert_eq!(session.size(name), Some(rendered.len() as u64), "{name}");
    }
    assert_eq!(session.size("nothing.txt"), None);
}

#[test]
fn a_bundle_is_compared_with_the_files_at_hand() {
    let mut session = opened();
    let bundle = session.artifact("bundle.zip").expect("it is one").bytes;
    let found = session.check_bundle(&bundle).expect("it is a zip");
    assert_eq!(found.differences, []);
    session.answer(Answers::default());
    let found = session.check_bundle(&bundle).expect("it is a zip");
    assert_eq!(found.differences, [], "its own answers count");
    session.remove(&[1]);
    let found = session.check_bundle(&bundle).expect("it is a zip");
    assert!(!found.differences.is_empty());
    assert!(session.check_bundle(b"no zip").is_err());
}

const EXPORT: &[u8] = b"mailboxid,emailaddress,mailboxstatus\n9a8b7c6d-0000-4000-8000-000000000001,nobody@contoso.com,1\n";

fn given(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (name.to_owned(), bytes.to_vec())
}

#[test]
fn a_fresh_export_is_compared_with_the_plan() {
    let mut session = opened();
    assert!(session.remaining().is_none(), "nothing was compared yet");
    let card = session
        .check_result(vec![given("mailboxes.csv", EXPORT)])
        .expect("it has a mailbox");
    let migrating = session.plan().mailboxes.iter();
    let migrating = migrating.filter(|one| one.wave.is_some()).count();
    assert_eq!(card.sums.not_found as usize, migrating);
    assert_eq!((card.plan, card.open_count as usize), (None, migrating));
    let rest = session.remaining().expect("something was compared");
    assert!(rest.file_name.ends_with("-operations.json"));
    let all = session.artifact("operations.json").expect("it is one");
    assert_eq!(rest.bytes, all.bytes);
    session.answer(Answers::default());
    assert!(session.remaining().is_none(), "the plan is another one");
}

#[test]
fn a_fresh_export_is_compared_with_a_plan_from_earlier() {
    let mut session = opened();
    let migrating = session.plan().mailboxes.iter();
    let migrating = migrating.filter(|one| one.wave.is_some()).count();
    for (artifact, name) in [("plan.json", "plan.json"), ("bundle.zip", "bundle.zip")] {
        let earlier = session.artifact(artifact).expect("it is one").bytes;
        let mut other = Session::default();
        let files = vec![given(name, &earlier), given("mailboxes.csv", EXPORT)];
        let card = other.check_result(files).expect("it has a mailbox");
        assert_eq!(card.plan.as_deref(), Some(name));
        assert_eq!(card.sums.mailboxes as usize, migrating);
        let rest = other.remaining().expect("something was compared");
        let all = session.artifact("operations.json").expect("it is one");
        assert_eq!(rest.bytes, all.bytes);
    }
    let none = session.check_result(vec![given("notes.txt", b"%PDF-1.7")]);
    assert!(none.expect_err("there is no mailbox").contains("notes.txt"));
}

#[test]
fn a_session_without_files_has_an_empty_overview() {
    let overview = Session::default().overview();
    assert!(overview.routers.is_empty() && overview.others.is_empty());
    assert_eq!(overview.accounting.mailboxes.total, 0);
    assert!(!overview.artifacts.is_empty());
}
