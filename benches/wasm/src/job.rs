//! `bench job`: the session of the page, and what its stages are compared with. Bytes and paths come in a buffer.

#[path = "../../workload/job.rs"]
mod workload;

use std::cell::RefCell;

use reroute::session::Session;
use reroute::session::protocol::FileUse;
use sha2::{Digest, Sha256};

use crate::reading::workload::bare as bare_loop;

#[derive(Default)]
struct Held {
    buffer: Vec<u8>,
    session: Session,
    hash: Sha256,
}

thread_local! {
    static HELD: RefCell<Held> = RefCell::default();
}

fn with<T>(run: impl FnOnce(&mut Held) -> T) -> T {
    HELD.with_borrow_mut(run)
}

/// Room for so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn buffer(length: usize) -> *mut u8 {
    with(|held| {
        held.buffer.resize(length, 0);
        held.buffer.as_mut_ptr()
    })
}

/// Begins a file, whose path is in the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn begin(id: u32) {
    with(|held| {
        let path = String::from_utf8_lossy(&held.buffer);
        held.session.begin(id, &path, FileUse::Any);
    });
}

/// Reads on with what is in the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn push(id: u32) {
    with(|held| held.session.push(id, &held.buffer));
}

/// The file ends.
#[unsafe(no_mangle)]
pub extern "C" fn finish(id: u32) {
    with(|held| held.session.finish(id));
}

/// Plans.
#[unsafe(no_mangle)]
pub extern "C" fn replan() {
    with(|held| held.session.replan());
}

/// Plans with other answers.
#[unsafe(no_mangle)]
pub extern "C" fn answer(changed: u32) {
    with(|held| held.session.answer(workload::answers(changed != 0)));
}

/// How many mailboxes the plan has; none where it has no waves.
#[unsafe(no_mangle)]
pub extern "C" fn mailboxes() -> usize {
    with(|held| {
        let plan = held.session.plan();
        if plan.waves.is_empty() {
            0
        } else {
            plan.mailboxes.len()
        }
    })
}

/// SHA-256 of what is in the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn hash() {
    with(|held| held.hash.update(&held.buffer));
}

/// How many `<` are in the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn scan() -> usize {
    with(|held| memchr::memchr_iter(b'<', &held.buffer).count())
}

/// Events of quick-xml as it comes, over the buffer.
#[unsafe(no_mangle)]
pub extern "C" fn bare() -> u32 {
    with(|held| {
        let text = str::from_utf8(&held.buffer).unwrap_or_default();
        bare_loop(text) as u32
    })
}
