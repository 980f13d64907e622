//! Exports as workbooks. The fixtures are made by `tests/fixtures/directory/make.py`.

#[path = "directory/mod.rs"]
mod support;

use reroute::directory::{Directory, RegardingType, TableKind};
use reroute::text::Text;
use support::{codes, only_file, packed, read, refused, workbook};

const HERE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/directory/");

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{HERE}{name}")).expect(name)
}

fn id(number: u32) -> Option<String> {
    Some(format!("00000000-0000-4000-8000-{number:012}"))
}

fn given(value: Option<&Text>) -> Option<String> {
    value.map(ToString::to_string)
}

#[test]
fn a_static_worksheet_of_advanced_find() {
    let directory = read(bytes("advanced-find.xlsx"));
    let file = only_file(&directory);
    assert_eq!(
        (file.kind, file.rows, file.refused),
        (Some(TableKind::Mailboxes), 3, false)
    );
    let faults: Vec<_> = file
        .faults
        .iter()
        .map(|fault| (fault.code, fault.row, fault.column.as_deref()))
        .collect();
    assert_eq!(
        faults,
        [
            ("DIR0028", Some(5), Some("Process Email Received After")),
            ("DIR0011", None, None)
        ]
    );
    assert_eq!(
        file.missing,
        ["orgmarkedasprimaryforexchangesync", "regardingobjectid"]
    );
    let [sales, ada, forward] = &directory.mailboxes[..] else {
        panic!("three rows");
    };
    assert_eq!(
        (given(sales.mailboxid.as_ref()), sales.name.as_deref()),
        (id(1), Some("Sales"))
    );
    assert_eq!(
        sales
            .processemailreceivedafter
            .map(|at| at.to_string())
            .as_deref(),
        Some("2026-01-31T00:00:00Z")
    );
    assert_eq!(
        (
            sales.incomingemaildeliverymethod,
            sales.outgoingemaildeliverymethod,
            sales.actdeliverymethod
        ),
        (Some(2), Some(2), Some(2))
    );
    assert_eq!(sales.regardingobjectid.name.as_deref(), Some("Sales queue"));
    assert_eq!(ada.name.as_deref(), Some("Ada  Lovelace & Söhne <x>"));
    assert_eq!(ada.username.as_deref(), Some("contoso\\ada"));
    assert_eq!(
        (
            ada.incomingemaildeliverymethod,
            ada.actdeliverymethod,
            ada.emailrouteraccessapproval,
            ada.mailboxstatus
        ),
        (Some(1), Some(0), Some(2), Some(1))
    );
    assert!(ada.emailserverprofile.is_empty());
    assert_eq!(
        (
            forward.isforwardmailbox,
            forward.is_inactive(),
            forward.at.row
        ),
        (Some(true), true, 5)
    );
    assert_eq!(
        (forward.name.as_deref(), forward.processemailreceivedafter),
        (Some("Forward\nmailbox"), None)
    );
}

#[test]
fn numbers_booleans_and_days_from_1904() {
    let directory = read(bytes("logical-names.xlsx"));
    assert_eq!(codes(only_file(&directory)), [""; 0]);
    let row = &directory.mailboxes[0];
    assert_eq!(
        (
            given(row.regardingobjectid.id.as_ref()),
            row.regardingobjecttypecode
        ),
        (id(11), Some(RegardingType::Queue))
    );
    assert_eq!(
        (row.isforwardmailbox, row.orgmarkedasprimaryforexchangesync),
        (Some(false), Some(true))
    );
    assert_eq!(
        (
            row.incomingemaildeliverymethod,
            row.emailrouteraccessapproval,
            row.mailboxstatus,
            row.statecode
        ),
        (Some(2), Some(1), Some(0), Some(0))
    );
    assert_eq!(
        row.processemailreceivedafter
            .map(|at| at.to_string())
            .as_deref(),
        Some("2026-01-31T00:00:00Z")
    );
}

#[test]
fn the_worksheet_with_known_headings_is_taken() {
    let directory = read(bytes("profiles.xlsx"));
    let file = only_file(&directory);
    assert_eq!(
        (file.kind, codes(file)),
        (Some(TableKind::Profiles), vec!["DIR0025", "DIR0029"])
    );
    assert_eq!(
        file.faults[0].message,
        "The worksheet “Profiles” is used; rows also stand in “Notes”."
    );
    let row = &directory.profiles[0];
    assert_eq!(
        (
            given(row.emailserverprofileid.as_ref()),
            row.servertype,
            row.incomingcredentialretrieval
        ),
        (id(21), Some(3), Some(2))
    );
    assert_eq!(
        row.processemailsreceivedafter
            .map(|at| at.to_string())
            .as_deref(),
        Some("2026-01-31T18:30:00Z")
    );
}

#[test]
fn workbooks_of_other_programs() {
    let directory = read(bytes("by-hand.xlsx"));
    let file = only_file(&directory);
    assert_eq!(codes(file), ["DIR0030", "DIR0011"]);
    assert_eq!(file.faults[0].row, Some(4));
    let row = &directory.mailboxes[0];
    assert_eq!(
        (
            row.emailaddress.as_deref(),
            row.name.as_deref(),
            row.username.as_deref()
        ),
        (Some("a@b.c"), Some("A & <B>"), None)
    );
}

#[test]
fn texts_that_cells_share() {
    let directory = read(bytes("shared-texts.xlsx"));
    let file = only_file(&directory);
    assert_eq!((codes(file), file.rows), (vec!["DIR0011"], 1));
    let row = &directory.mailboxes[0];
    assert_eq!(
        (given(row.mailboxid.as_ref()), row.emailaddress.as_deref()),
        (id(1), Some("a@b.c"))
    );
    assert_eq!((row.name.as_deref(), row.at.row), (Some("Red A"), 3));
}

#[test]
fn workbooks_are_recognised_by_their_first_bytes() {
    for name in ["advanced-find.xlsx", "by-hand.xlsx"] {
        assert!(
            reroute::directory::is_directory(&bytes(name)[..4096.min(bytes(name).len())]),
            "{name}"
        );
    }
    let zip = packed(&[(
        "ROUTER-A/Microsoft.Crm.Tools.EmailAgent.xml",
        b"<Configuration/>",
    )]);
    assert!(!reroute::directory::is_directory(&zip));
}

#[test]
fn packages_that_are_no_export_are_refused() {
    refused(
        bytes("headings-alone.xlsx"),
        "DIR0008",
        "headings of mailboxes",
    );
    refused(
        packed(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<d/>"),
        ]),
        "DIR0023",
        "a Word document",
    );
    refused(
        packed(&[("a.txt", b"text")]),
        "DIR0023",
        "a zip without a workbook",
    );
    refused(
        packed(&[
            ("mimetype", b"application/vnd.oasis"),
            ("content.xml", b"<d/>"),
        ]),
        "DIR0023",
        "OpenDocument",
    );
    refused(
        packed(&[("xl/workbook.xml", b"<workbook><sheets></sheets></workbook>")]),
        "DIR0005",
        "there are none",
    );
    refused(
        packed(&[("xl/workbook.xml", b"<workbook><!-- ")]),
        "DIR0021",
        "no XML",
    );
    refused(b"PK\x05\x06", "DIR0021", "list of entries");
    refused(
        b"PK\x03\x04 and then nothing of the kind",
        "DIR0021",
        "list of entries",
    );
}

#[test]
fn a_workbook_that_was_made_to_hurt_is_refused() {
    let zeros = vec![b' '; 24 << 20];
    let sheet = [b"<worksheet><sheetData>", &zeros[..]].concat();
    let bomb = workbook(&sheet);
    assert!(bomb.len() < 1 << 20);
    refused(&bomb, "DIR0022", "512 MB");

    // A list that lies about the size does not help.
    let mut lying = bomb;
    let at = lying
        .windows(4)
        .rposition(|four| four == (sheet.len() as u32).to_le_bytes())
        .expect("the size");
    lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    refused(&lying, "DIR0022", "512 MB");
}

#[test]
fn a_worksheet_that_breaks_off_keeps_its_whole_rows() {
    let rows = "<worksheet><sheetData><row><c t='str'><v>emailaddress</v></c><c t='str'><v>name</v></c></row><row><c t='str'><v>a@b.c</v></c></row><row><c t='str'><v>b@";
    let directory = read(workbook(rows.as_bytes()));
    let file = only_file(&directory);
    assert_eq!((codes(file)[0], file.rows), ("DIR0024", 1));
    assert!(
        file.faults[0].message.contains("after row 3"),
        "{}",
        file.faults[0].message
    );
}

#[test]
fn a_workbook_cut_or_changed_anywhere_is_survived() {
    let whole = bytes("advanced-find.xlsx");
    for end in (0..whole.len()).step_by(61) {
        let directory = read(&whole[..end]);
        assert!(only_file(&directory).refused, "cut at {end}");
    }
    for at in (0..whole.len()).step_by(17) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        check_rows(&read(&changed));
    }
}

fn check_rows(directory: &Directory) {
    for row in &directory.mailboxes {
        assert!(row.mailboxid.is_some() || row.emailaddress.is_some());
    }
    let file = only_file(directory);
    assert_eq!(file.refused, file.faults.iter().any(|fault| fault.refuses));
    assert!(!file.refused || file.rows == 0);
}
