//! Every question of every sample can be answered with each of its options, at the place it names.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use reroute::answers::{Answers, Target, Tenant};
use reroute::directory::Directory;
use reroute::plan::plan_with_directory;
use reroute::session::Session;
use reroute::session::answering::answered;
use reroute::session::protocol::FileUse;
use support::{answers, files, folders, name, organization, project, read};

#[test]
fn every_option_of_every_question_is_an_answer() {
    let mut asked = BTreeSet::new();
    for root in ["samples", "samples/bad"] {
        for set in folders(&project(root)) {
            if ["bad", "published", "two-thousand"].contains(&name(&set).as_str()) {
                continue;
            }
            let reading = read(&files(&set));
            for (target, tenant) in [
                (Target::Online, Tenant::Other),
                (Target::OnPremises9, Tenant::Same),
            ] {
                let answers = Answers {
                    target: Some(target),
                    tenant,
                    include_outlook: tenant == Tenant::Other,
                    ..answers(&set)
                };
                let known = organization::of(&reading, &answers);
                let plan = plan_with_directory(&reading, &known, &answers);
                // Mailboxes are asked about one by one; a few of them are enough.
                let mut seen: BTreeMap<String, usize> = BTreeMap::new();
                for question in &plan.questions {
                    let kind = serde_json::to_value(question.kind)
                        .expect("a word")
                        .to_string();
                    let times = seen.entry(kind).or_default();
                    *times += 1;
                    if *times > 2 {
                        continue;
                    }
                    asked.insert(
                        serde_json::to_value(question.kind)
                            .expect("a word")
                            .to_string(),
                    );
                    for option in &question.options {
                        let title = format!("{}: {} = {}", name(&set), question.id, option.value);
                        let given = answered(&answers, &question.answer_path, Some(&option.value));
                        let given = given.unwrap_or_else(|| panic!("{title} has no place"));
                        let after = plan_with_directory(&reading, &known, &given);
                        let same = after.questions.iter().find(|other| other.id == question.id);
                        // No is what is taken without an answer, too.
                        let shown = same.is_none_or(|same| {
                            same.answered.as_deref() == Some(&option.value)
                                || option.value == "false"
                        });
                        assert!(shown, "{title}: {same:#?}");
                        let unused = after.findings.iter().any(|finding| finding.id == "AN-01");
                        assert!(!unused, "{title} is not used");
                    }
                }
            }
        }
    }
    for kind in [
        "target",
        "tag",
        "credentials",
        "pair",
        "duplicate",
        "rejected",
        "outlook",
        "missing-direction",
    ] {
        assert!(
            asked.contains(&format!("\"{kind}\"")),
            "nobody asks about {kind}: {asked:?}"
        );
    }
}

/// One answer after the other, and each taken back in the end, without reading a file again.
#[test]
fn a_plan_made_again_is_the_plan_made_afresh() {
    let mut plans = 0;
    for root in ["samples", "samples/bad", "tests/plans"] {
        for set in folders(&project(root)) {
            if ["bad", "published", "two-thousand"].contains(&name(&set).as_str()) {
                continue;
            }
            let files = files(&set);
            let reading = read(&files);
            let mut session = Session::default();
            for (file, id) in files.iter().zip(1..) {
                let path = format!("{}/{}", file.folder, file.name);
                session.begin(id, &path, FileUse::Any);
                session.push(id, &file.bytes);
                session.finish(id);
            }
            session.replan();
            let mut given = answers(&set);
            let mut answer = |session: &mut Session, given: &Answers, what: &str| {
                session.answer(given.clone());
                let afresh = plan_with_directory(&reading, &Directory::default(), given);
                let json = |plan| serde_json::to_string(plan).expect("a plan is JSON");
                let same = json(session.plan()) == json(&afresh) && *session.plan() == afresh;
                assert!(same, "{}: {what}", name(&set));
                plans += 1;
            };
            answer(&mut session, &given, "as it is");
            let mut answered_paths = BTreeSet::new();
            for question in session.plan().questions.clone().iter().take(40) {
                // The ends of the list of options: the fields that a tag may mean are many.
                let mut options = question.options.iter();
                for option in options.next().into_iter().chain(options.next_back()) {
                    let path = &question.answer_path;
                    let Some(next) = answered(&given, path, Some(&option.value)) else {
                        continue;
                    };
                    given = next;
                    answered_paths.insert(path.clone());
                    let what = format!("{} = {}", question.id, option.value);
                    answer(&mut session, &given, &what);
                }
            }
            for path in answered_paths {
                if let Some(next) = answered(&given, &path, None) {
                    given = next;
                    answer(&mut session, &given, &format!("{path} taken back"));
                }
            }
        }
    }
    assert!(plans > 300, "only {plans} plans were compared");
}
