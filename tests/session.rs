//! What the page and the worker rely on: files in chunks, answers without reading again, quick rows.

use reroute::answers::Answers;
use reroute::checks::model::SubjectKind;
use reroute::plan::model::{MailboxKind, Outcome};
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
fn files_can_be_taken_out_and_moved() {
    let mut session = opened();
    let routers = session.overview().routers;
    let state_of_b = routers[1]
        .files
        .iter()
        .find(|file| file.state == FileState::Damaged)
        .expect("it is damaged")
        .id;
    session.move_file(state_of_b, &routers[2].key);
    let moved = session.overview().routers;
    assert_eq!(moved[1].files.len(), 2);
    assert_eq!(moved[2].files.len(), 4);
    assert!(
        moved[2]
            .files
            .iter()
            .any(|file| file.state == FileState::Duplicate)
    );
    session.remove(&[state_of_b]);
    assert_eq!(session.overview().routers[2].files.len(), 3);
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
