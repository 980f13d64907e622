//! The bundle, the plan and the answers, opened with programs that are not ours.

mod takeaway;

use std::fs;
use std::path::Path;

use reroute::answers::Answers;
use reroute::artifacts::{ARTIFACTS, BUNDLE, bundle, file_name};
use reroute::plan::Plan;
use takeaway::{all_files, folder, plan, plan_saying, rendered, run};

fn bundled(plan: &Plan) -> Vec<u8> {
    let mut bytes = Vec::new();
    bundle(plan, &mut bytes).expect("a Vec takes everything");
    bytes
}

fn unpacked(plan: &Plan, name: &str) -> std::path::PathBuf {
    let folder = folder(name);
    fs::write(folder.join("bundle.zip"), bundled(plan)).expect("the bundle is written");
    run("unzip", &["-t", "bundle.zip"], b"", &folder);
    run("unzip", &["-d", "all", "bundle.zip"], b"", &folder);
    folder.join("all")
}

#[test]
fn every_artifact_is_in_the_bundle_with_the_right_sum() {
    let plan = plan();
    let all = unpacked(&plan, "bundle");
    run("sha256sum", &["--strict", "-c", "SHA256SUMS"], b"", &all);
    for (name, bytes) in all_files(&plan) {
        assert_eq!(
            fs::read(all.join(&name)).expect("it is there"),
            bytes,
            "{name}"
        );
    }
    let files = fs::read_dir(&all).expect("a folder").count();
    let sums = fs::read_to_string(all.join("SHA256SUMS")).expect("it is there");
    assert_eq!(
        sums.lines().count(),
        files - 1,
        "every file but the list is in the list"
    );
}

#[test]
fn the_readme_names_every_file() {
    let all = unpacked(&plan(), "readme");
    let readme = fs::read_to_string(all.join("README.txt")).expect("it is there");
    for artifact in ARTIFACTS {
        assert!(
            readme.contains(artifact.about().name),
            "{}",
            artifact.about().name
        );
    }
    assert!(readme.contains("crm.contoso.com/contoso"));
    assert!(readme.ends_with("\r\n"));
}

#[test]
fn the_bundle_is_the_same_every_time_and_bears_the_plans_time() {
    assert_eq!(bundled(&plan()), bundled(&plan()));
    let program = "import io, sys, zipfile\n\
        archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
        assert archive.testzip() is None\n\
        print({entry.date_time for entry in archive.infolist()}, {oct(entry.external_attr >> 16) for entry in archive.infolist()})";
    let said = run(
        "python3",
        &["-c", program],
        &bundled(&plan()),
        Path::new("."),
    );
    assert_eq!(said.trim(), "{(2026, 11, 23, 9, 0, 0)} {'0o100644'}");
}

#[test]
fn packing_gives_back_whatever_was_packed() {
    // Long repetitions, none at all, blocks that end within a repetition, every byte.
    let noise = |length: usize| {
        let mut state = 1_u32;
        let next = move |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(0x20 + (state >> 24)).unwrap_or('x')
        };
        (0..length).map(next).collect::<String>()
    };
    let row = noise(33_000);
    let texts = [
        String::new(),
        "a".repeat(70_000),
        noise(70_000),
        row.repeat(2),
        (0..2_000)
            .map(|n| format!("row {n}, sales{n}@contoso.com;"))
            .collect(),
    ];
    for text in texts {
        let plan = plan_saying(&text);
        let all = unpacked(&plan, "packing");
        assert_eq!(
            fs::read(all.join("plan.json")).expect("it is there"),
            rendered(&plan, "plan.json")
        );
    }
}

#[test]
fn plan_and_answers_come_back_as_they_were() {
    let plan = plan_saying("ü \u{202e} \"</script> \u{1}");
    let bytes = rendered(&plan, "plan.json");
    assert_eq!(bytes.last(), Some(&b'\n'));
    assert_eq!(
        serde_json::from_slice::<Plan>(&bytes).expect("a plan"),
        plan
    );
    let bytes = rendered(&plan, "answers.json");
    assert_eq!(
        serde_json::from_slice::<Answers>(&bytes).expect("answers"),
        plan.answers
    );
}

#[test]
fn a_download_is_named_after_organization_and_day() {
    let mut plan = plan();
    assert_eq!(
        file_name(&plan, &BUNDLE),
        "reroute-crm.contoso.com-contoso-2026-11-23-bundle.zip"
    );
    plan.organizations.clear();
    plan.as_of = None;
    assert_eq!(file_name(&plan, &BUNDLE), "reroute-bundle.zip");
}

#[test]
fn the_documentation_names_every_file() {
    let text = include_str!("../docs/artifacts.md");
    for artifact in ARTIFACTS {
        let name = format!("`{}`", artifact.about().name);
        assert!(text.contains(&name), "{name}");
    }
}
