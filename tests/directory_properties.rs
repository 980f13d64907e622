//! What holds for every export: chunks, separators, encodings and formats do not matter, and damage is survived.

#[path = "directory/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use reroute::directory::{Directory, directory};
use reroute::text::Text;
use support::{export, export_in, read, workbook};

/// One row: name, address, method, whether it is a forward mailbox.
type Given = (String, String, Option<u8>, Option<bool>);

fn rows() -> impl Strategy<Value = Vec<Given>> {
    let text = prop_oneof![
        "[ -~äß€\u{1F4EB}]{0,12}",
        Just("with \"quotes\", commas; and\nlines".to_owned()),
    ];
    let row = (
        text.prop_map(|name| name.trim().to_owned()),
        "[a-zA-Z0-9.]{1,8}@[a-z]{1,6}\\.example",
        proptest::option::of(0..4_u8),
        proptest::option::of(any::<bool>()),
    );
    proptest::collection::vec(row, 1..20)
}

const LABELS: [&str; 4] = [
    "None",
    "Microsoft Dynamics 365 for Outlook",
    "Server-Side Synchronization",
    "Forward Mailbox",
];

/// As CSV, every cell in quotes; labels or numbers.
fn csv(rows: &[Given], separator: char, labels: bool) -> String {
    let mut text = [
        "name",
        "emailaddress",
        "incomingemaildeliverymethod",
        "isforwardmailbox",
    ]
    .join(&separator.to_string());
    for (name, address, method, forward) in rows {
        let method = method.map_or(String::new(), |method| {
            if labels {
                LABELS[usize::from(method)].to_owned()
            } else {
                method.to_string()
            }
        });
        let forward = forward.map_or("", |forward| if forward { "Yes" } else { "No" });
        let cells = [name.as_str(), address, &method, forward]
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        let _ = write!(text, "\r\n{}", cells.join(&separator.to_string()));
    }
    text
}

fn json(rows: &[Given]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, address, method, forward)| {
            serde_json::json!({ "name": name, "emailaddress": address, "incomingemaildeliverymethod": method, "isforwardmailbox": forward })
        })
        .collect();
    serde_json::json!({ "value": rows }).to_string()
}

fn xlsx(rows: &[Given]) -> Vec<u8> {
    let escaped = |text: &str| {
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace("_x", "_x005F_x");
        format!("<c t='inlineStr'><is><t>{text}</t></is></c>")
    };
    let mut sheet = String::from("<worksheet><sheetData><row>");
    for heading in [
        "name",
        "emailaddress",
        "incomingemaildeliverymethod",
        "isforwardmailbox",
    ] {
        sheet += &escaped(heading);
    }
    sheet += "</row>";
    for (name, address, method, forward) in rows {
        let method = method.map_or("<c/>".to_owned(), |method| {
            format!("<c><v>{method}</v></c>")
        });
        let forward = forward.map_or("<c/>".to_owned(), |forward| {
            format!("<c t='b'><v>{}</v></c>", u8::from(forward))
        });
        let _ = write!(
            sheet,
            "<row>{}{}{method}{forward}</row>",
            escaped(name),
            escaped(address)
        );
    }
    sheet += "</sheetData></worksheet>";
    workbook(sheet.as_bytes())
}

/// What was read, as it was given.
fn told(directory: &Directory) -> Vec<Given> {
    let text = |value: &Option<Text>| value.as_deref().unwrap_or_default().to_owned();
    let rows = directory.mailboxes.iter();
    rows.map(|row| {
        let method = row.incomingemaildeliverymethod.map(|method| method as u8);
        (
            text(&row.name),
            text(&row.emailaddress),
            method,
            row.isforwardmailbox,
        )
    })
    .collect()
}

/// How files begin that are then damaged.
const HEADS: &[&[u8]] = &[
    b"",
    b"{\"value\":[",
    b"emailaddress,name\n",
    b"PK\x03\x04",
    b"\xFF\xFE",
    b"[{\"emailaddress\":",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_format_tells_the_same(rows in rows(), separator in prop_oneof![Just(','), Just(';'), Just('\t')], labels: bool) {
        prop_assert_eq!(told(&read(csv(&rows, separator, labels))), rows.clone());
        prop_assert_eq!(told(&read(json(&rows))), rows.clone());
        // A worksheet keeps line breaks as XML does.
        prop_assert_eq!(told(&read(xlsx(&rows))), rows);
    }

    #[test]
    fn chunks_do_not_matter(rows in rows(), chunk in 1..64_usize, utf16: bool) {
        for text in [csv(&rows, ';', true), json(&rows)] {
            let bytes: Vec<u8> = if utf16 {
                text.encode_utf16().flat_map(u16::to_le_bytes).collect()
            } else {
                text.into_bytes()
            };
            prop_assert_eq!(export_in("export", &bytes, chunk), export("export", &bytes));
        }
    }

    #[test]
    fn a_cut_file_keeps_whole_rows_alone(rows in rows(), cut in 0..2000_usize) {
        for text in [csv(&rows, ',', false), json(&rows)] {
            let end = text.floor_char_boundary(cut.min(text.len()));
            let found = told(&read(&text[..end]));
            prop_assert!(found.len() <= rows.len());
            // The last row of a CSV may have lost its end without a trace; those before it are whole.
            let sure = found.len().saturating_sub(1);
            prop_assert_eq!(&found[..sure], &rows[..sure]);
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400), head in proptest::sample::select(HEADS)) {
        let directory = read([head, &bytes].concat());
        let file = &directory.files[0];
        prop_assert_eq!(file.bytes, (head.len() + bytes.len()) as u64);
        prop_assert_eq!(file.refused, file.faults.iter().any(|fault| fault.refuses));
        prop_assert!(!file.refused || directory.is_empty());
        for fault in &file.faults {
            prop_assert!(fault.count >= 1 && fault.code.starts_with("DIR0"));
        }
    }

    #[test]
    fn every_row_is_found_again(rows in rows()) {
        let directory = read(csv(&rows, ',', false));
        for (row, mailbox) in directory.mailboxes.iter().enumerate() {
            let address = mailbox.emailaddress.as_deref().unwrap_or_default();
            let found: Vec<_> = directory.by_address(&address.to_uppercase()).collect();
            prop_assert!(found.contains(&mailbox), "row {}", row);
            let same = rows.iter().filter(|given| given.1.eq_ignore_ascii_case(address)).count();
            prop_assert_eq!(found.len(), same);
        }
    }
}

#[test]
fn more_than_256_megabytes_are_refused_while_they_come() {
    let mut reader = reroute::directory::Reader::new("large.xlsx");
    let piece = vec![0; 8 << 20];
    reader.push(b"PK\x03\x04");
    for _ in 0..33 {
        reader.push(&piece);
    }
    let directory = directory(&[reader.finish()], &BTreeMap::new());
    let file = &directory.files[0];
    assert_eq!((file.faults[0].code, file.rows), ("DIR0002", 0));
    assert_eq!(file.bytes, 4 + ((33 * 8) << 20));
    assert!(file.faults[0].message.contains("256 MB"));
}

/// 100,000 rows with every column, in each format; in a release build, within a second each.
#[test]
fn a_hundred_thousand_rows() {
    const COLUMNS: &str = "mailboxid,name,emailaddress,regardingobjectid,regardingobjecttypecode,isforwardmailbox,emailserverprofile,incomingemaildeliverymethod,outgoingemaildeliverymethod,actdeliverymethod,emailrouteraccessapproval,mailboxstatus,processemailreceivedafter,username,orgmarkedasprimaryforexchangesync,statecode";
    let count = if cfg!(debug_assertions) {
        2_000
    } else {
        100_000
    };
    let (mut csv, mut json, mut sheet) = (
        format!("{COLUMNS}\n"),
        String::from("{\"value\":["),
        String::from("<worksheet><sheetData><row>"),
    );
    for heading in COLUMNS.split(',') {
        let _ = write!(sheet, "<c t='inlineStr'><is><t>{heading}</t></is></c>");
    }
    sheet += "</row>";
    for row in 0..count {
        let id = |kind: u32| format!("{kind:08x}-0000-4000-8000-{row:012}");
        let cells = [
            id(1),
            format!("Mailbox number {row}"),
            format!("User.{row}@contoso.example"),
            id(2),
            "systemuser".into(),
            "false".into(),
            id(3),
            "2".into(),
            "2".into(),
            "0".into(),
            "1".into(),
            "1".into(),
            "2026-01-31T00:00:00Z".into(),
            format!("user{row}"),
            "true".into(),
            "0".into(),
        ];
        let _ = writeln!(csv, "{}", cells.join(","));
        json.push_str(if row == 0 { "{" } else { ",{" });
        let _ = write!(sheet, "<row r='{}'>", row + 2);
        for (place, (heading, cell)) in COLUMNS.split(',').zip(&cells).enumerate() {
            let comma = if place == 0 { "" } else { "," };
            let _ = write!(
                json,
                "{comma}\"{heading}@OData.Community.Display.V1.FormattedValue\":\"some label\",\"{heading}\":\"{cell}\""
            );
            let letter = char::from(b'A' + place as u8);
            let _ = write!(
                sheet,
                "<c r=\"{letter}{}\" s=\"1\" t=\"inlineStr\"><is><t>{cell}</t></is></c>",
                row + 2
            );
        }
        json.push('}');
        sheet += "</row>";
    }
    json += "]}";
    sheet += "</sheetData></worksheet>";
    for (name, bytes) in [
        ("csv", csv.into_bytes()),
        ("json", json.into_bytes()),
        ("xlsx", workbook(sheet.as_bytes())),
    ] {
        let start = std::time::Instant::now();
        let directory = read(&bytes);
        let taken = start.elapsed();
        assert_eq!(directory.mailboxes.len(), count, "{name}");
        assert!(
            cfg!(debug_assertions) || taken.as_millis() < 1000,
            "{name} took {taken:?}"
        );
    }
}
