//! One file: what it is, and what it says.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::collect::Collector;
use super::model::{Agent, InputFile, MAX_FAULTS, Role, State, Text, Verdict};
use crate::order;
use crate::xml::Parser;

/// Reads one file, pushed to it in chunks of any size.
///
/// Reading never fails: [`finish`](Self::finish) gives what could be read, and what is wrong. Nothing of a key file
/// is kept, and nothing secret of any file.
///
/// ```
/// # extern crate reroute_bytes as reroute;
/// use reroute::router::{FileReader, Role, Verdict};
///
/// let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
/// reader.push(b"<Configuration><ProviderConfiguration><EmailAddress>a@b</EmailAddress>");
/// reader.push(b"</ProviderConfiguration></Configuration>");
/// let read = reader.finish();
/// assert_eq!((read.file.role, read.file.verdict, read.file.entries), (Role::Agent, Verdict::Whole, 1));
/// ```
#[derive(Debug)]
pub struct FileReader {
    name: Text,
    named: Role,
    bytes: u64,
    hash: Sha256,
    /// `None` for a file that is not needed.
    parser: Option<Parser<Collector>>,
}

/// What one file says. At most one of `agent` and `state` is there.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFile {
    /// The file itself, with what became of it.
    pub file: InputFile,
    /// What it says if it is an agent file of which anything could be read.
    pub agent: Option<Arc<Agent>>,
    /// What it says if it is a state file of which anything could be read.
    pub state: Option<Arc<State>>,
}

impl FileReader {
    /// A reader for a file of this name, without its folder.
    pub fn new(name: &str) -> Self {
        let named = role_of_name(name);
        let parser = (!is_not_needed(name)).then(|| Parser::new(Collector::new(named)));
        Self {
            name: Text::from(name),
            named,
            bytes: 0,
            hash: Sha256::new(),
            parser,
        }
    }

    /// Reads on with the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hash.update(bytes);
        if let Some(parser) = &mut self.parser {
            parser.push(bytes);
        }
    }

    /// The file ends here.
    pub fn finish(self) -> ReadFile {
        let digest = self.hash.finalize();
        let file = InputFile {
            role: self.named,
            name: self.name,
            bytes: self.bytes,
            sha256: Some(Text::from(
                digest
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect::<String>(),
            )),
            verdict: Verdict::NotNeeded,
            faults: Vec::new(),
            fault_count: 0,
            entries: 0,
            lost_entries: 0,
        };
        match self.parser {
            None => ReadFile {
                file,
                agent: None,
                state: None,
            },
            Some(parser) => conclude(file, parser.finish()),
        }
    }
}

/// Decides what the file is and what became of it.
fn conclude(mut file: InputFile, mut read: Collector) -> ReadFile {
    file.role = read.role.unwrap_or(file.role);
    let ours = read.role.is_some() || (file.role == Role::State && read.elements <= 1);
    if file.bytes > 0 && file.role != Role::Other && !ours && read.fault_count == 0 {
        read.fault_root();
    }
    let kept = read.entries() > 0 || !read.agent.system.is_empty() || file.role == Role::Key;
    file.verdict = match (file.bytes, file.role) {
        (0, _) => Verdict::Empty,
        (_, Role::Other) => Verdict::NotOurs,
        _ if read.fault_count == 0 => Verdict::Whole,
        _ if kept && ours => Verdict::Damaged,
        _ => Verdict::Unreadable,
    };
    if matches!(file.verdict, Verdict::Empty | Verdict::NotOurs) {
        return ReadFile {
            file,
            agent: None,
            state: None,
        };
    }
    file.faults = std::mem::take(&mut read.faults);
    order::sort_by_key(&mut file.faults, |fault| fault.at.byte);
    file.faults.truncate(MAX_FAULTS);
    file.fault_count = read.fault_count;
    file.entries = u32::try_from(read.entries()).unwrap_or(u32::MAX);
    file.lost_entries = read.lost_entries;
    if file.role == Role::Key {
        file.sha256 = None;
    }
    let readable = file.verdict != Verdict::Unreadable;
    read.agent.gather_unknown();
    // They are held as long as the plan is.
    read.agent.providers.shrink_to_fit();
    read.state.entries.shrink_to_fit();
    let agent = (readable && file.role == Role::Agent).then(|| Arc::new(read.agent));
    let state = (readable && file.role == Role::State).then(|| Arc::new(read.state));
    ReadFile { file, agent, state }
}

/// The Configuration Manager's own store: known, and not needed.
fn is_not_needed(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".configuration.bin")
}

/// What a file's name says it is, ignoring case. Copies such as `… (1).xml` and `… - Copy.xml` count.
fn role_of_name(name: &str) -> Role {
    let name = name.to_ascii_lowercase();
    if is_not_needed(&name) || !name.contains(".xml") {
        Role::Other
    } else if name.contains("systemstate") {
        Role::State
    } else if name.contains("encryptionkey") {
        Role::Key
    } else if name.contains("emailagent") {
        Role::Agent
    } else {
        Role::Other
    }
}
