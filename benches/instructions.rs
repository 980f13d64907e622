//! What callgrind counts the instructions of: only what [`counted`] runs.
//!
//! `instructions SAMPLE GENERATED` prints the vectors the processor shows, then the name of each part as it was
//! counted; `instructions FOLDER` counts reading and planning as one.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "workload/job.rs"]
mod workload;

use std::fs;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};

use reroute::artifacts::{artifact, bundle};
use reroute::session::Session;
use reroute::session::protocol::FileUse;
use workload::answers;

/// Artifacts that grow with the mailboxes.
const HEAVY: [&str; 7] = [
    "runbook.html",
    "plan.xlsx",
    "mailboxes.csv",
    "action-plan.csv",
    "plan.json",
    "operations.json",
    "batch-NNN.http",
];

fn main() {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match folders.as_slice() {
        [sample, generated] => parts(sample, generated),
        [folder] => {
            let files = files(folder);
            let mut session = Session::default();
            session.answer(answers(false));
            counted(&mut || {
                read(&files, &mut session);
                session.replan();
            });
        }
        _ => println!("usage: instructions SAMPLE GENERATED, or instructions FOLDER"),
    }
}

/// Callgrind counts while it is in here, and writes its counts when it leaves.
#[inline(never)]
fn counted(run: &mut dyn FnMut()) {
    run();
    black_box(());
}

fn part(name: &str, mut run: impl FnMut()) {
    counted(&mut run);
    println!("{name}");
}

fn parts(sample: &Path, generated: &Path) {
    println!("{}", vectors());
    let planned = |name: &str, folder: &Path| {
        let files = files(folder);
        let mut session = Session::default();
        session.answer(answers(false));
        part(&format!("reading, {name}"), || read(&files, &mut session));
        part(&format!("planning, {name}"), || session.replan());
        session
    };
    planned("2,000 mailboxes in halves", sample);
    let mut session = planned("4 MiB", generated);
    part("a changed answer, 4 MiB", || session.answer(answers(true)));
    let plan = session.plan();
    for name in HEAVY {
        let artifact = artifact(name).unwrap();
        part(name, || artifact.write(plan, &mut io::sink()).unwrap());
    }
    part("bundle.zip", || bundle(plan, &mut io::sink()).unwrap());
}

/// Files in memory: paths and bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let routers = entries(folder).into_iter().filter(|path| path.is_dir());
    routers
        .flat_map(|router| entries(&router))
        .map(|file| {
            let name = file.strip_prefix(folder).unwrap();
            let name = name.to_string_lossy().replace('\\', "/");
            (name, fs::read(&file).unwrap())
        })
        .collect()
}

fn read(files: &[(String, Vec<u8>)], session: &mut Session) {
    for (id, (path, bytes)) in (1..).zip(files) {
        session.begin(id, path, FileUse::Any);
        for slice in bytes.chunks(1 << 20) {
            session.push(id, slice);
        }
        session.finish(id);
    }
}

/// Which of the vectors are seen that searching and hashing ask for.
fn vectors() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        return "avx2";
    }
    "the least"
}
