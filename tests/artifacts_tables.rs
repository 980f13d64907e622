//! The CSV files, read again by a reader that is not ours.

mod takeaway;

use takeaway::{plan, plan_saying, read_csv, rendered};

const TABLES: [&str; 5] = [
    "profiles.csv",
    "mailboxes.csv",
    "waves.csv",
    "findings.csv",
    "action-plan.csv",
];

fn column<'a>(rows: &'a [Vec<String>], heading: &str) -> Vec<&'a str> {
    let at = rows[0].iter().position(|text| text == heading);
    let at = at.unwrap_or_else(|| panic!("there is a column {heading}: {:?}", rows[0]));
    rows[1..].iter().map(|row| row[at].as_str()).collect()
}

#[test]
fn every_table_has_a_mark_headings_and_full_rows() {
    let plan = plan();
    for (name, count) in TABLES.into_iter().zip([2, 5, 2, 2, 3]) {
        let bytes = rendered(&plan, name);
        assert!(
            bytes.starts_with(b"\xef\xbb\xbf"),
            "{name} starts with a byte order mark"
        );
        assert!(bytes.ends_with(b"\r\n"), "{name} ends its last line");
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert_eq!(
            text.matches('\n').count(),
            text.matches("\r\n").count(),
            "{name} has CRLF alone"
        );
        let rows = read_csv(&bytes);
        assert_eq!(rows.len(), count + 1, "{name}");
        assert!(
            rows.iter().all(|row| row.len() == rows[0].len()),
            "{name} has full rows"
        );
    }
}

#[test]
fn mailboxes_stand_in_words_and_with_logical_names() {
    let rows = read_csv(&rendered(&plan(), "mailboxes.csv"));
    let queue = 2;
    assert_eq!(column(&rows, "Email Address")[queue], "sales@contoso.com");
    assert_eq!(
        column(&rows, "Incoming Email Delivery Method")[queue],
        "Server-Side Synchronization or Email Router"
    );
    assert_eq!(column(&rows, "incomingemaildeliverymethod")[queue], "2");
    assert_eq!(column(&rows, "actdeliverymethod")[queue], "2");
    assert_eq!(
        column(&rows, "emailserverprofile_name")[queue],
        "profile text"
    );
    assert_eq!(
        column(&rows, "emailserverprofile_id")[queue],
        takeaway::PROFILE_ID
    );
    assert_eq!(column(&rows, "regarding_type")[queue], "queue");
    assert_eq!(
        column(&rows, "Wave Starts (UTC)")[queue],
        "2026-12-01 18:00"
    );
    assert_eq!(
        column(&rows, "Outcome"),
        [
            "Migrates",
            "Needs a decision",
            "Migrates",
            "Not migratable",
            "Migrates"
        ]
    );
    assert_eq!(
        column(&rows, "emailserverprofile_name")[0],
        "Microsoft Exchange Online"
    );
    assert_eq!(
        column(&rows, "processemailreceivedafter")[0],
        "2026-12-01T00:00:00Z"
    );
    assert_eq!(column(&rows, "outgoingemaildeliverymethod")[0], "");
}

#[test]
fn profiles_show_choices_by_their_labels() {
    let rows = read_csv(&rendered(&plan(), "profiles.csv"));
    assert_eq!(
        column(&rows, "Email Server Type"),
        ["Other (POP3/SMTP)", ""]
    );
    assert_eq!(column(&rows, "Incoming Email Port"), ["995", ""]);
    assert_eq!(column(&rows, "Use SSL for Incoming Email"), ["Yes", ""]);
    assert_eq!(
        column(&rows, "Process Email From"),
        ["2026-12-01 04:00", ""]
    );
}

#[test]
fn text_comes_back_as_it_was_and_a_formula_does_not_work() {
    for (text, back) in [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("two\r\nlines, \"quoted\"", "two\r\nlines, \"quoted\""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u{202e}gpj.exe 😀", "\u{202e}gpj.exe 😀"),
    ] {
        let plan = plan_saying(text);
        let rows = read_csv(&rendered(&plan, "mailboxes.csv"));
        assert_eq!(column(&rows, "Email Address")[3], back);
        assert_eq!(column(&rows, "username")[2], back);
        let rows = read_csv(&rendered(&plan, "findings.csv"));
        assert_eq!(
            column(&rows, "What was found")[0],
            format!("message {text}")
        );
        let rows = read_csv(&rendered(&plan, "profiles.csv"));
        assert_eq!(column(&rows, "Name")[0], format!("profile {text}"));
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    assert_eq!(takeaway::all_files(&plan()), takeaway::all_files(&plan()));
}

#[test]
fn the_action_plan_lists_what_is_open_and_leaves_room_to_write() {
    let rows = read_csv(&rendered(&plan(), "action-plan.csv"));
    assert_eq!(column(&rows, "Kind"), ["Blocker", "Decision", "Task"]);
    assert_eq!(
        column(&rows, "What"),
        ["Custom provider", "question text", "task text"]
    );
    assert_eq!(
        column(&rows, "Concerns"),
        ["text", "in text", "profile text"]
    );
    assert_eq!(
        column(&rows, "What to do")[1],
        "label text (proposed): 1 mailbox migrates"
    );
    assert_eq!(column(&rows, "Before Wave"), ["", "", "1"]);
    for heading in ["Owner", "Due", "Status", "Reason"] {
        assert_eq!(column(&rows, heading), ["", "", ""]);
    }
}
