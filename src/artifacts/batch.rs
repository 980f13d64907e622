//! `batch-NNN.http`: the plan as requests of the Web API, for those who send them themselves.
//!
//! The operations of the plan, as far as a batch can do them: it cannot look anything up, ask for a
//! password or wait. Mailboxes whose id no export gave, or that two rows of the plan turn out to be,
//! are left to the script.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{About, Artifact, FileSink};
use crate::dataverse::{ColumnType, ColumnValue, MAILBOX, PROFILE, column};
use crate::json;
use crate::plan::model::Stage;
use crate::plan::operations::model::{Op, Operation, TargetTable};
use crate::plan::{Plan, operations};
use crate::zip::Archive;

/// Most requests of a batch.
const MOST: usize = 1_000;

/// The batches.
pub struct Batches;

impl Artifact for Batches {
    fn about(&self) -> About {
        About {
            name: "batch-NNN.http",
            alone: "batches.zip",
            title: "Web API batches",
            purpose: "Requests that create the profiles and change the mailboxes, one file a wave; only mailboxes whose id is known. Approve, test and switch afterwards.",
            media_type: "application/zip",
            for_people: false,
            text: true,
        }
    }

    /// Alone, all of them in one zip.
    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        let mut archive = Archive::new(out, plan.as_of);
        self.files(plan, &mut |name, write| {
            archive.packed(name, |out| write(out))
        })?;
        archive.finish()
    }

    fn files(&self, plan: &Plan, file: &mut FileSink<'_>) -> io::Result<()> {
        let Some(root) = root(plan) else {
            return Ok(());
        };
        let known = Known::new(plan);
        let operations = operations(plan);
        let mut requests = operations
            .iter()
            .filter_map(|operation| known.request(&operation))
            .peekable();
        let mut number = 0;
        while let Some(first) = requests.next() {
            let group = first.group;
            let mut batch = vec![first];
            while batch.len() < MOST
                && let Some(next) = requests.next_if(|next| next.group == group)
            {
                batch.push(next);
            }
            number += 1;
            file(&format!("batch-{number:03}.http"), &mut |out| {
                write_batch(&root, number, &batch, out)
            })?;
        }
        Ok(())
    }
}

/// Where the Web API is.
fn root(plan: &Plan) -> Option<String> {
    let (url, api) = (plan.target.url.as_deref()?, plan.target.api.as_deref()?);
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then(|| format!("{}/api/data/{api}", url.trim_end_matches('/')))
}

/// A request: what it changes, on which condition, and to what.
struct Request {
    /// What shares a file with it.
    group: (Stage, Option<u32>),
    target: String,
    condition: &'static str,
    /// What it sets, as JSON that is the same in every encoding.
    body: String,
    /// Whether it is a change set of its own.
    is_set: bool,
}

/// The ids of what the operations are about.
struct Known<'p> {
    profiles: HashMap<&'p str, &'p str>,
    mailboxes: HashMap<&'p str, &'p str>,
}

impl<'p> Known<'p> {
    fn new(plan: &'p Plan) -> Self {
        let profiles = plan.profiles.iter().filter_map(|profile| {
            let matched = || profile.matches.as_ref()?.emailserverprofileid.as_deref();
            Some((&*profile.key, profile.id.as_deref().or_else(matched)?))
        });
        let with_id = || {
            let mailboxes = plan.mailboxes.iter();
            mailboxes.filter_map(|mailbox| Some((&*mailbox.key, mailbox.mailboxid.as_deref()?)))
        };
        let mut rows: HashMap<&str, u32> = HashMap::new();
        for (_, id) in with_id() {
            *rows.entry(id).or_default() += 1;
        }
        Self {
            profiles: profiles.collect(),
            mailboxes: with_id().filter(|(_, id)| rows[id] == 1).collect(),
        }
    }

    /// What a batch can do of an operation.
    fn request(&self, operation: &Operation) -> Option<Request> {
        let condition = match operation.op {
            // Never change a profile that is there, never create a mailbox.
            Op::CreateProfile => "If-None-Match",
            Op::UpdateMailbox | Op::SetProfileDate | Op::SetMailboxDate => "If-Match",
            _ => return None,
        };
        let key = &*operation.target.key;
        let (set, id) = match operation.target.table {
            TargetTable::EmailServerProfile => (PROFILE.set, self.profiles.get(key)?),
            TargetTable::Mailbox => (MAILBOX.set, self.mailboxes.get(key)?),
            TargetTable::Organization => return None,
        };
        Some(Request {
            group: (operation.stage, operation.wave),
            target: format!("{set}({id})"),
            condition,
            body: self.body(operation)?,
            is_set: operation.target.table == TargetTable::Mailbox,
        })
    }

    fn body(&self, operation: &Operation) -> Option<String> {
        let mut body: BTreeMap<Cow<'static, str>, ColumnValue> = BTreeMap::new();
        for (name, value) in operation.set.iter() {
            match (column(name).map(|column| &column.kind), value) {
                // The id stands in the request's address.
                (Some(ColumnType::Id), _) => {}
                (Some(ColumnType::Lookup), ColumnValue::Text(key)) => {
                    let profile = self.profiles.get(&**key)?;
                    let path = format!("/{}({profile})", PROFILE.set);
                    body.insert(format!("{name}@odata.bind").into(), path.into());
                }
                _ => {
                    body.insert(name.into(), value.clone());
                }
            }
        }
        String::from_utf8(json::to_vec(&body).ok()?).ok().map(ascii)
    }
}

fn write_batch(
    root: &str,
    number: usize,
    requests: &[Request],
    out: &mut dyn Write,
) -> io::Result<()> {
    let boundary = format!("batch_reroute_{number:03}");
    write!(
        out,
        "POST {root}/$batch HTTP/1.1\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\nOData-MaxVersion: 4.0\r\nOData-Version: 4.0\r\nAccept: application/json\r\nPrefer: odata.continue-on-error\r\n\r\n"
    )?;
    for (id, request) in (1..).zip(requests) {
        write!(out, "--{boundary}\r\n")?;
        if request.is_set {
            let set = format!("changeset_reroute_{number:03}_{id}");
            write!(
                out,
                "Content-Type: multipart/mixed; boundary=\"{set}\"\r\n\r\n--{set}\r\n"
            )?;
            write_request(root, request, Some(id), out)?;
            write!(out, "--{set}--\r\n")?;
        } else {
            write_request(root, request, None, out)?;
        }
    }
    write!(out, "--{boundary}--\r\n")
}

fn write_request(
    root: &str,
    request: &Request,
    content_id: Option<u32>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
    )?;
    if let Some(id) = content_id {
        write!(out, "Content-ID: {id}\r\n")?;
    }
    let Request {
        target,
        condition,
        body,
        ..
    } = request;
    write!(
        out,
        "\r\nPATCH {root}/{target} HTTP/1.1\r\n{condition}: *\r\nContent-Type: application/json; type=entry\r\n\r\n{body}\r\n"
    )
}

/// JSON that is the same in every encoding.
fn ascii(json: String) -> String {
    if json.is_ascii() && !json.contains('\u{7f}') {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && c != '\u{7f}' {
            text.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A String takes everything.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}
