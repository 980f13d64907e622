//! The batches, read by a parser of their own format and applied to an organization in memory.

mod dataverse;
mod takeaway;

use dataverse::{If, Organization, Row};
use reroute::artifacts::artifact;
use reroute::plan::Plan;
use serde_json::{Value, json};
use takeaway::{MAILBOX_ID, PROFILE_ID, files_of, naughty_strings, plan, plan_saying};

/// A request of a batch.
#[derive(Debug)]
struct Request {
    target: String,
    headers: Vec<(String, String)>,
    body: Value,
    /// How many requests share its change set.
    together: usize,
}

fn batches(plan: &Plan) -> Vec<(String, String)> {
    let artifact = artifact("batch-NNN.http").expect("it is an artifact");
    let files = files_of(artifact, plan).into_iter();
    files
        .map(|(name, bytes)| (name, String::from_utf8(bytes).expect("UTF-8")))
        .collect()
}

/// Headers and what follows the blank line after them.
fn headers(text: &str) -> (Vec<(String, String)>, &str) {
    let (head, body) = text
        .split_once("\r\n\r\n")
        .expect("a blank line follows the headers");
    let headers = head
        .split("\r\n")
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, value) = line
                .split_once(": ")
                .unwrap_or_else(|| panic!("a header: {line}"));
            (name.to_lowercase(), value.to_owned())
        });
    (headers.collect(), body)
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(of, _)| of == name)
        .map(|(_, value)| value.as_str())
}

/// The parts between the boundaries of a multipart body.
fn multipart<'a>(headers: &[(String, String)], body: &'a str) -> Vec<&'a str> {
    let kind = header(headers, "content-type").expect("a content type");
    let boundary = kind
        .strip_prefix("multipart/mixed; boundary=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let mark = format!("--{}", boundary.expect("a boundary in quotes"));
    let (inside, end) = body
        .split_once(&format!("{mark}--\r\n"))
        .expect("it is closed");
    assert_eq!(end.trim_end_matches("\r\n"), "", "nothing follows");
    let mark = format!("{mark}\r\n");
    let parts = inside.split(mark.as_str());
    parts.filter(|part| !part.is_empty()).collect()
}

fn requests(batch: &str) -> Vec<Request> {
    assert_eq!(
        batch.matches('\n').count(),
        batch.matches("\r\n").count(),
        "CRLF alone"
    );
    assert!(batch.is_ascii(), "it is the same in every encoding");
    let (line, rest) = batch.split_once("\r\n").expect("a request line");
    assert_eq!(
        line,
        "POST https://contoso.crm4.dynamics.com/api/data/v9.2/$batch HTTP/1.1"
    );
    let (outer, body) = headers(rest);
    assert_eq!(header(&outer, "prefer"), Some("odata.continue-on-error"));
    assert_eq!(header(&outer, "odata-version"), Some("4.0"));
    let mut all = Vec::new();
    for part in multipart(&outer, body) {
        let (head, body) = headers(part);
        if header(&head, "content-type").is_some_and(|kind| kind.starts_with("multipart/")) {
            let inner = multipart(&head, body);
            all.extend(inner.iter().map(|part| request(part, inner.len())));
        } else {
            all.push(request(part, 0));
        }
    }
    assert!(all.len() <= 1_000, "a batch has at most 1,000 requests");
    all
}

fn request(part: &str, together: usize) -> Request {
    let (head, inner) = headers(part);
    assert_eq!(header(&head, "content-type"), Some("application/http"));
    assert_eq!(header(&head, "content-transfer-encoding"), Some("binary"));
    assert_eq!(
        header(&head, "content-id").is_some(),
        together > 0,
        "change sets number their requests"
    );
    let (line, rest) = inner.split_once("\r\n").expect("a request line");
    let target = line
        .strip_prefix("PATCH https://contoso.crm4.dynamics.com/api/data/v9.2/")
        .expect("PATCH and a target");
    let (headers, body) = headers(rest);
    assert_eq!(
        header(&headers, "content-type"),
        Some("application/json; type=entry")
    );
    Request {
        target: target
            .strip_suffix(" HTTP/1.1")
            .expect("the version")
            .to_owned(),
        body: serde_json::from_str(body.trim_end()).expect("JSON"),
        headers,
        together,
    }
}

/// Sends a request; a profile that is there already is fine.
fn send(organization: &mut Organization, request: &Request) {
    let (set, id) = request
        .target
        .trim_end_matches(')')
        .split_once('(')
        .expect("a set and an id");
    let table = match set {
        "emailserverprofiles" => "emailserverprofile",
        "mailboxes" => "mailbox",
        other => panic!("there is no entity set {other}"),
    };
    let condition = match (
        header(&request.headers, "if-match"),
        header(&request.headers, "if-none-match"),
    ) {
        (Some("*"), None) => If::Match,
        (None, Some("*")) => If::NoneMatch,
        other => panic!("a request has one condition: {other:?}"),
    };
    assert_eq!(
        request.together,
        usize::from(table == "mailbox"),
        "one mailbox a change set"
    );
    assert!(
        table != "mailbox" || condition == If::Match,
        "a mailbox is never created"
    );
    let mut row = Row::new();
    for (name, value) in request.body.as_object().expect("an object") {
        match name.strip_suffix("@odata.bind") {
            None => row.insert(name.clone(), value.clone()),
            Some(lookup) => {
                let bound = value.as_str().expect("a path");
                let id = bound
                    .strip_prefix("/emailserverprofiles(")
                    .and_then(|rest| rest.strip_suffix(')'));
                row.insert(lookup.to_owned(), json!(id.expect("a path to a profile")))
            }
        };
    }
    match organization.patch(table, id, &row, condition) {
        Ok(()) => {}
        Err(dataverse::Refused::PreconditionFailed) if condition == If::NoneMatch => {}
        Err(refused) => panic!("{}: {refused:?}", request.target),
    }
}

fn organization() -> Organization {
    let mut organization = Organization::new(true);
    organization.put(
        "mailbox",
        MAILBOX_ID,
        Row::from([("emailaddress".to_owned(), json!("sales@contoso.com"))]),
    );
    organization
}

#[test]
fn the_batches_end_in_the_planned_state_and_twice_changes_nothing() {
    let plan = plan();
    let batches = batches(&plan);
    let names: Vec<&str> = batches.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["batch-001.http", "batch-002.http"],
        "profiles, and the one wave with a known mailbox"
    );
    let mut organization = organization();
    for (_, batch) in &batches {
        requests(batch)
            .iter()
            .for_each(|request| send(&mut organization, request));
    }
    let profile = organization
        .get("emailserverprofile", PROFILE_ID)
        .expect("it was created");
    for (name, value) in plan.profiles[0]
        .columns
        .iter()
        .filter(|(name, _)| *name != "emailserverprofileid")
    {
        assert_eq!(profile.get(name), Some(&json!(value)), "{name}");
    }
    let queue = plan
        .mailboxes
        .iter()
        .find(|one| one.mailboxid.is_some())
        .expect("there is one");
    let mailbox = organization
        .get("mailbox", MAILBOX_ID)
        .expect("it is there");
    for (name, value) in queue.columns.iter() {
        assert_eq!(mailbox.get(name), Some(&json!(value)), "{name}");
    }
    let rows = organization.rows.clone();
    for (_, batch) in &batches {
        requests(batch)
            .iter()
            .for_each(|request| send(&mut organization, request));
    }
    assert_eq!(organization.rows, rows);
}

/// The last plan, after the routers have stopped, moves the dates of profiles that are there by then.
#[test]
fn the_batches_of_a_final_plan_write_the_last_dates() {
    let mut plan = plan();
    let mut organization = organization();
    for (_, batch) in &batches(&plan) {
        requests(batch)
            .iter()
            .for_each(|request| send(&mut organization, request));
    }
    let date = "2026-12-02T02:00:00Z";
    plan.answers.is_final = true;
    plan.profiles[0]
        .columns
        .set(&"processemailsreceivedafter", date.into());
    let queue = plan
        .mailboxes
        .iter_mut()
        .find(|one| one.mailboxid.is_some());
    let queue = queue.expect("there is one");
    queue
        .columns
        .set(&"processemailreceivedafter", "2026-12-01T00:00:00Z".into());
    for (_, batch) in &batches(&plan) {
        requests(batch)
            .iter()
            .for_each(|request| send(&mut organization, request));
    }
    let of = |table: &str, id: &str, column: &str| {
        organization
            .get(table, id)
            .and_then(|row| row.get(column))
            .cloned()
    };
    assert_eq!(
        of(
            "emailserverprofile",
            PROFILE_ID,
            "processemailsreceivedafter"
        ),
        Some(json!(date))
    );
    assert_eq!(
        of("mailbox", MAILBOX_ID, "processemailreceivedafter"),
        Some(json!("2026-12-01T00:00:00Z"))
    );
}

#[test]
fn a_batch_has_a_thousand_requests_at_most_and_one_wave() {
    let mut plan = plan();
    let queue = plan
        .mailboxes
        .iter()
        .position(|one| one.mailboxid.is_some())
        .expect("there is one");
    let queue = plan.mailboxes.remove(queue);
    for number in 0..2_100_u32 {
        let mut row = queue.clone();
        row.key = format!("address:m{number}@contoso.com").into();
        row.mailboxid = Some(format!("9a8b7c6d-0000-4000-8000-{number:012}").into());
        row.wave = Some(1 + number % 2);
        plan.mailboxes.push(row);
    }
    let sizes: Vec<usize> = batches(&plan)
        .iter()
        .map(|(_, batch)| requests(batch).len())
        .collect();
    assert_eq!(sizes, [1, 1_000, 50, 1_000, 50]);
}

/// Only the script can see whether two rows that are one mailbox agree.
#[test]
fn two_rows_of_one_mailbox_are_left_to_the_script() {
    let mut plan = plan();
    for mailbox in &mut plan.mailboxes {
        if mailbox.wave.is_some() {
            mailbox.mailboxid = Some(MAILBOX_ID.into());
        }
    }
    assert_eq!(batches(&plan).len(), 1, "the profiles alone");
}

#[test]
fn a_wrong_id_creates_nothing() {
    let (_, batch) = batches(&plan()).remove(1);
    let mut organization = Organization::new(true);
    organization.put("emailserverprofile", PROFILE_ID, Row::new());
    let request = requests(&batch).remove(0);
    let refused = organization.patch("mailbox", MAILBOX_ID, &Row::new(), If::Match);
    assert_eq!(header(&request.headers, "if-match"), Some("*"));
    assert_eq!(refused, Err(dataverse::Refused::NotFound));
    assert!(organization.get("mailbox", MAILBOX_ID).is_none());
}

#[test]
fn text_cannot_leave_its_place() {
    let hostile = [
        "\r\n--batch_reroute_002--\r\n",
        "\"}\r\nDELETE /x",
        "\u{2028}😀",
    ]
    .map(str::to_owned);
    for text in naughty_strings().into_iter().chain(hostile) {
        let plan = plan_saying(&text);
        for (_, batch) in batches(&plan) {
            for request in requests(&batch) {
                if let Some(user) = request.body.get("username") {
                    assert_eq!(user, &json!(text));
                }
            }
        }
    }
}
