//! The whole job beside other readers: `job FOLDER…`, each with a folder for each router.
//!
//! Prints a line of JSON for each measurement; the rounds take turns. Our own reader never holds a file: it has a
//! MiB at a time, as in the page. The others get the file in memory, and reading it there is not in their time.
//! `cargo xtask bench job` makes the folders, runs this and writes its part of `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "workload/bare.rs"]
mod bare;
mod measure;
#[path = "workload/job.rs"]
mod workload;

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use bare::bare;
use measure::{Times, status};
use reroute::session::Session;
use reroute::session::protocol::FileUse;
use sha2::{Digest, Sha256};
use workload::answers;
use xmloxide::parser::{ParseOptions, parse_str_with_options};

/// Bytes read at a time, as in the page.
const SLICE: usize = 1 << 20;

/// The most bytes that readers get which hold a tree.
const MOST_FOR_TREES: u64 = 40 << 20;

/// A reader by name.
type Reader = (&'static str, fn(&str) -> u64);

/// Readers without a tree.
const STREAMS: [Reader; 2] = [("memchr for `<`", scan), ("bare quick-xml", bare)];
const TREES: [Reader; 2] = [("roxmltree", tree), ("xmloxide", other)];

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let [mode, folder] = arguments.as_slice()
        && mode == "memory"
    {
        return memory(Path::new(folder));
    }
    let mut python = Python::start();
    for folder in arguments.iter().map(Path::new) {
        time(folder, &mut python);
        // In a process of its own, which has held nothing yet.
        let program = std::env::current_exe().unwrap();
        let ended = Command::new(program).arg("memory").arg(folder).status();
        assert!(ended.unwrap().success(), "the memory was not measured");
    }
}

/// A round takes seconds when it is large, and then its noise is small.
fn rounds(bytes: u64) -> usize {
    match bytes >> 20 {
        0..64 => 11,
        64..256 => 5,
        _ => 3,
    }
}

fn time(folder: &Path, python: &mut Python) {
    let files = files(folder);
    let bytes = files
        .iter()
        .map(|file| file.metadata().unwrap().len())
        .sum();
    let mut times = Times::default();
    for _ in 0..rounds(bytes) {
        job(&files, &mut times);
        others(&files, bytes, python, &mut times);
    }
    times.say(&name(folder), bytes);
}

/// Our own part of a round.
fn job(files: &[PathBuf], times: &mut Times) {
    let seconds = taken(|| files.iter().for_each(|file| slices(file, |_| {})));
    times.add("reading the files", seconds);
    let hash = taken(|| {
        for file in files {
            let mut hash = Sha256::new();
            slices(file, |bytes| hash.update(bytes));
            black_box(hash.finalize());
        }
    });
    times.add("SHA-256 of the files", hash);
    let mut session = Session::default();
    session.answer(answers(false));
    let reading = taken(|| read(files, &mut session));
    times.add("reading, without SHA-256", reading - hash);
    let planning = taken(|| session.replan());
    times.add("merging, checks, plan", planning);
    times.add("the whole job", reading + planning);
    times.add("the whole job, without SHA-256", reading - hash + planning);
    let again = taken(|| session.answer(answers(true)));
    times.add("a changed answer", again);
    assert!(session.plan().waves.len() > 1, "the plan has waves");
}

fn others(files: &[PathBuf], bytes: u64, python: &mut Python, times: &mut Times) {
    let trees = if bytes < MOST_FOR_TREES {
        &TREES[..]
    } else {
        &[]
    };
    for (what, run) in STREAMS.iter().chain(trees) {
        let seconds = files.iter().map(|file| {
            let text = fs::read_to_string(file).unwrap();
            // Not all of them take a mark of the order of bytes.
            let text = text.trim_start_matches('\u{feff}');
            taken(|| {
                black_box(run(text));
            })
        });
        times.add(what, seconds.sum());
    }
    if bytes < MOST_FOR_TREES {
        python.read(files, times);
    }
}

fn read(files: &[PathBuf], session: &mut Session) {
    for (id, file) in (1..).zip(files) {
        let folder = name(file.parent().unwrap());
        session.begin(id, &format!("{folder}/{}", name(file)), FileUse::Any);
        slices(file, |bytes| session.push(id, bytes));
        session.finish(id);
    }
}

/// What the process grew by, read and planned, and what of it stays.
fn memory(folder: &Path) {
    let files = files(folder);
    let mut session = Session::default();
    session.answer(answers(false));
    let before = status("VmRSS");
    read(&files, &mut session);
    let reading = status("VmHWM").saturating_sub(before);
    session.replan();
    let (peak, kept) = (status("VmHWM"), status("VmRSS"));
    let bytes: u64 = files
        .iter()
        .map(|file| file.metadata().unwrap().len())
        .sum();
    println!(
        "{{\"memory\": \"{}\", \"bytes\": {bytes}, \"mailboxes\": {}, \"reading\": {reading}, \"peak\": {}, \"kept\": {}}}",
        name(folder),
        session.plan().mailboxes.len(),
        peak.saturating_sub(before),
        kept.saturating_sub(before)
    );
}

fn taken(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}

fn slices(file: &Path, mut with: impl FnMut(&[u8])) {
    let mut file = File::open(file).unwrap();
    let mut slice = vec![0; SLICE];
    loop {
        match file.read(&mut slice).unwrap() {
            0 => return,
            read => with(&slice[..read]),
        }
    }
}

/// The files of all routers, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    let mut files: Vec<_> = entries(folder)
        .iter()
        .flat_map(|router| entries(router))
        .collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn scan(text: &str) -> u64 {
    memchr::memchr_iter(b'<', text.as_bytes()).count() as u64
}

fn tree(text: &str) -> u64 {
    let document = roxmltree::Document::parse(text).unwrap();
    document.descendants().count() as u64
}

fn other(text: &str) -> u64 {
    // Thousands of `&amp;` are no attack.
    let options = ParseOptions::default().max_entity_expansions(u32::MAX);
    assert!(parse_str_with_options(text, &options).is_ok());
    1
}

/// Python's readers, which take their own times.
struct Python {
    _child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    lxml: bool,
}

impl Python {
    fn start() -> Self {
        let program = std::env::var_os("REROUTE_PYTHON").unwrap_or_else(|| "python3".into());
        let mut child = Command::new(program)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/others.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python 3 starts");
        let mut python = Self {
            ask: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            _child: child,
            lxml: false,
        };
        python.lxml = python.answer() == "lxml";
        if !python.lxml {
            println!("{{\"absent\": \"lxml\"}}");
        }
        python
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    fn read(&mut self, files: &[PathBuf], times: &mut Times) {
        let lxml = if self.lxml {
            &["lxml (Python)"][..]
        } else {
            &[]
        };
        for what in ["expat (Python)"].iter().chain(lxml) {
            let mut seconds = 0.0;
            for file in files {
                writeln!(self.ask, "{what}\t{}", file.display()).unwrap();
                self.ask.flush().unwrap();
                seconds += self.answer().parse::<f64>().expect("seconds");
            }
            times.add(what, seconds);
        }
    }
}
