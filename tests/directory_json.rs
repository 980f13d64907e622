//! Exports as JSON: pages of the Web API, with and without annotations.

#[path = "directory/mod.rs"]
mod support;

use std::collections::BTreeMap;

use reroute::directory::{RegardingType, TableKind, directory};
use support::{codes, export, only_file, read, refused};

const ANNOTATED: &str = r##"{"@odata.context":"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#mailboxes(mailboxid,name)","@Microsoft.Dynamics.CRM.totalrecordcount":-1,
"value":[{"@odata.etag":"W/\"1\"","mailboxid":"11111111-2222-3333-4444-555555555555","name":"Sales \u00e4","emailaddress":"sales@contoso.com",
"_regardingobjectid_value@OData.Community.Display.V1.FormattedValue":"Sales queue","_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname":"queue","_regardingobjectid_value":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
"isforwardmailbox@OData.Community.Display.V1.FormattedValue":"No","isforwardmailbox":false,
"_emailserverprofile_value@OData.Community.Display.V1.FormattedValue":"Router","_emailserverprofile_value":"99999999-8888-7777-6666-555555555555",
"incomingemaildeliverymethod@OData.Community.Display.V1.FormattedValue":"Server-Side Synchronization or Email Router","incomingemaildeliverymethod":2,"outgoingemaildeliverymethod":0,"actdeliverymethod":null,
"emailrouteraccessapproval":3,"mailboxstatus":1,"processemailreceivedafter":"2026-01-31","username":null,"orgmarkedasprimaryforexchangesync":true,"statecode":1,
"regardingobjectid_queue":{"queueid":"x","list":[1,2]}},
{"emailaddress":"plain@contoso.com","statecode":0}]}"##;

#[test]
fn a_page_with_annotations() {
    let directory = read(ANNOTATED);
    let file = only_file(&directory);
    assert_eq!(
        (codes(file), file.kind),
        (vec![], Some(TableKind::Mailboxes))
    );
    assert_eq!(directory.mailboxes.len(), 2);
    let row = &directory.mailboxes[0];
    assert_eq!(row.name.as_deref(), Some("Sales ä"));
    assert_eq!(
        row.regardingobjectid.id.as_deref(),
        Some("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
    );
    assert_eq!(row.regardingobjectid.name.as_deref(), Some("Sales queue"));
    assert_eq!(row.regardingobjecttypecode, Some(RegardingType::Queue));
    assert_eq!(row.emailserverprofile.name.as_deref(), Some("Router"));
    assert_eq!(
        (
            row.incomingemaildeliverymethod,
            row.outgoingemaildeliverymethod,
            row.actdeliverymethod
        ),
        (Some(2), Some(0), None)
    );
    assert_eq!(
        (row.emailrouteraccessapproval, row.mailboxstatus),
        (Some(3), Some(1))
    );
    assert_eq!(
        (row.isforwardmailbox, row.orgmarkedasprimaryforexchangesync),
        (Some(false), Some(true))
    );
    assert!(row.is_inactive());
    assert_eq!(row.at.row, 1);
    let row = &directory.mailboxes[1];
    assert_eq!(
        (
            row.name.as_deref(),
            row.emailaddress.as_deref(),
            row.isforwardmailbox,
            row.at.row
        ),
        (None, Some("plain@contoso.com"), None, 2)
    );
}

#[test]
fn owners_told_by_linked_rows_of_fetchxml() {
    let directory = read(
        r#"{"value":[{"emailaddress":"a@b.c","_regardingobjectid_value":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","user.systemuserid":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"},
           {"emailaddress":"q@b.c","queue.queueid":"aaaaaaaa-bbbb-cccc-dddd-ffffffffffff"}]}"#,
    );
    let told: Vec<_> = directory
        .mailboxes
        .iter()
        .map(|row| {
            (
                row.regardingobjecttypecode,
                row.regardingobjectid.id.is_some(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(RegardingType::User), true),
            (Some(RegardingType::Queue), true)
        ]
    );
}

#[test]
fn several_pages_in_one_file_or_in_many() {
    let page = |address: &str, next: bool| {
        let next = if next {
            r#","@odata.nextLink":"https://x/?$skiptoken=1""#
        } else {
            ""
        };
        format!(r#"{{"value":[{{"emailaddress":"{address}","username":"u"}}]{next}}}"#)
    };
    let (one, two, three) = (
        page("a@b.c", true),
        page("b@b.c", true),
        page("c@b.c", false),
    );
    for whole in [
        format!("{one}\n{two} {three}"),
        format!("[{one},{two},{three}]"),
    ] {
        let directory = read(&whole);
        assert_eq!(directory.mailboxes.len(), 3, "{whole}");
        assert!(!codes(only_file(&directory)).contains(&"DIR0020"));
    }
    let all = directory(
        &[export("1", &one), export("2", &two), export("3", &three)],
        &BTreeMap::new(),
    );
    assert_eq!(all.mailboxes.len(), 3);
    assert!(
        all.files
            .iter()
            .all(|file| !codes(file).contains(&"DIR0020"))
    );
    let some = directory(&[export("1", &one), export("2", &two)], &BTreeMap::new());
    assert!(!codes(&some.files[0]).contains(&"DIR0020"));
    assert!(codes(&some.files[1]).contains(&"DIR0020"));
}

#[test]
fn lists_as_powershell_writes_them() {
    for text in [
        r#"[{"emailaddress":"a@b.c","name":"A"},{"name":"B","emailaddress":"b@b.c"}]"#,
        r#"{"value":[{"emailaddress":"a@b.c","name":"A"},{"name":"B","emailaddress":"b@b.c"}],"Count":2}"#,
    ] {
        let units: Vec<u8> = "\u{FEFF}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let directory = read(units);
        let names: Vec<_> = directory
            .mailboxes
            .iter()
            .filter_map(|row| row.name.as_deref())
            .collect();
        assert_eq!(names, ["A", "B"]);
    }
}

#[test]
fn what_stands_before_the_damage_is_kept() {
    for (cut, kept) in [(ANNOTATED.len() - 1, 2), (ANNOTATED.len() - 10, 1)] {
        let directory = read(&ANNOTATED[..cut]);
        let file = only_file(&directory);
        assert_eq!((codes(file)[0], file.rows), ("DIR0017", kept));
        assert!(
            file.faults[0].message.contains("line 9"),
            "{}",
            file.faults[0].message
        );
    }
}

#[test]
fn json_that_is_no_export_is_refused() {
    refused(
        r#"{"error":{"code":"0x80040220","message":"Principal user is missing prvReadMailbox privilege"}}"#,
        "DIR0019",
        "prvReadMailbox",
    );
    refused(
        r#"{"format":"something","answers":{}}"#,
        "DIR0018",
        "no list of entries".trim_start_matches("no "),
    );
    refused("{}", "DIR0018", "list of entries");
    refused(r#"{"value":7}"#, "DIR0018", "line 1");
    refused("[\x00", "DIR0018", "line 1");
    refused(r#"{"value":[]}"#, "DIR0005", "there are none");
    refused(
        r##"{"@odata.context":"https://x/$metadata#mailboxes(name)","value":[]}"##,
        "DIR0007",
        "emailaddress",
    );
    refused(r#"[{"firstname":"A"}]"#, "DIR0005", "“firstname”");
    refused("[".repeat(100_000), "DIR0018", "line 1");
}
