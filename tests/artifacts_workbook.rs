//! The workbook, opened with openpyxl and LibreOffice.

mod takeaway;

use std::fs;

use serde_json::Value;
use takeaway::{
    folder, naughty_strings, plan, plan_saying, python_with, read_csv, rendered, run, sample_plan,
};

/// Every sheet as openpyxl reads it: cells with value and type, what is frozen and filtered, widths and looks.
fn opened(bytes: &[u8]) -> Value {
    let program = "import io, json, sys, openpyxl\n\
        book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()))\n\
        def cell(one):\n\
        \x20   value = one.value.isoformat() if one.is_date and one.value else one.value\n\
        \x20   return [one.data_type, value, one.number_format, one.fill.fgColor.rgb if one.fill.fill_type else None]\n\
        json.dump({sheet.title: {\n\
        \x20   'rows': [[cell(one) for one in row] for row in sheet.iter_rows()],\n\
        \x20   'freeze': sheet.freeze_panes, 'filter': sheet.auto_filter.ref,\n\
        \x20   'widths': [column.width for column in sheet.column_dimensions.values()],\n\
        } for sheet in book.worksheets}, sys.stdout)";
    let said = run(
        python_with("openpyxl"),
        &["-c", program],
        bytes,
        &folder("workbook-openpyxl"),
    );
    serde_json::from_str(&said).expect("Python writes JSON")
}

fn column<'a>(sheet: &'a Value, heading: &str) -> Vec<&'a Value> {
    let rows = sheet["rows"].as_array().expect("rows");
    let heads = rows[0].as_array().expect("cells");
    let at = heads
        .iter()
        .position(|cell| cell[1] == heading)
        .unwrap_or_else(|| panic!("there is a column {heading}"));
    rows[1..].iter().map(|row| &row[at]).collect()
}

#[test]
fn the_workbook_has_its_sheets_with_typed_cells() {
    let book = opened(&rendered(&plan(), "plan.xlsx"));
    let sheets = book.as_object().expect("sheets by name");
    let names = [
        "Summary",
        "Profiles",
        "Mailboxes",
        "Waves",
        "Findings",
        "Action plan",
        "Sources",
    ];
    assert!(names.iter().all(|name| sheets.contains_key(*name)) && sheets.len() == names.len());
    for (name, sheet) in sheets {
        assert_eq!(sheet["freeze"], "A2", "{name}");
        let rows = sheet["rows"].as_array().expect("rows");
        assert!(rows.len() > 1, "{name} has rows");
        let filter = sheet["filter"].as_str().expect("a filter");
        assert!(
            filter.starts_with("A1:") && filter.ends_with(&rows.len().to_string()),
            "{name}: {filter}"
        );
        let widths = sheet["widths"].as_array().expect("widths");
        assert!(
            widths.iter().all(|width| width.as_f64() > Some(5.0)),
            "{name}"
        );
        for cell in rows.iter().flat_map(|row| row.as_array().expect("cells")) {
            assert!(
                ["s", "n", "d"].contains(&cell[0].as_str().expect("a type")),
                "{name}: {cell}"
            );
        }
    }
    let starts = column(&book["Waves"], "Starts (UTC)");
    assert_eq!(
        (&starts[0][0], &starts[0][1]),
        (&"d".into(), &"2026-12-01T18:00:00".into())
    );
    let sizes = column(&book["Waves"], "Mailboxes");
    assert_eq!((&sizes[0][0], &sizes[0][1]), (&"n".into(), &1.into()));
    let severities = column(&book["Findings"], "Severity");
    assert_eq!(
        (&severities[0][1], &severities[1][1]),
        (&"Blocker".into(), &"Warning".into())
    );
    assert_ne!(
        severities[0][3], severities[1][3],
        "the colours differ as the words do"
    );
}

#[test]
fn no_text_becomes_a_formula_or_another_text() {
    for text in naughty_strings()
        .into_iter()
        .chain(["=1+1".to_owned(), "_x0041_".to_owned()])
    {
        // Checked together below; here only that rendering them one by one gives a workbook at all.
        assert!(rendered(&plan_saying(&text), "plan.xlsx").starts_with(b"PK"));
    }
    let all: Vec<String> = naughty_strings()
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let mut plan = plan();
    let row = plan.mailboxes[0].clone();
    plan.mailboxes = all
        .iter()
        .map(|text| {
            let mut row = row.clone();
            row.address = Some(text.as_str().into());
            row
        })
        .collect();
    let book = opened(&rendered(&plan, "plan.xlsx"));
    for (cell, text) in column(&book["Mailboxes"], "Email Address").iter().zip(&all) {
        assert_eq!(cell[0], "s", "{text:?}");
        assert_eq!(cell[1], expected(text), "{text:?}");
    }
}

/// Text as a cell holds it: line ends as LF, and U+FFFD for what XML 1.0 does not have.
fn expected(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'.. => c,
            _ => '\u{fffd}',
        })
        .collect()
}

#[test]
fn libreoffice_reads_the_same_rows_as_the_csv_files() {
    let folder = folder("workbook-libreoffice");
    let plan = sample_plan("three-routers");
    fs::write(folder.join("plan.xlsx"), rendered(&plan, "plan.xlsx")).expect("it is written");
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.join("profile").display()
    );
    let every_sheet =
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    run(
        "soffice",
        &[
            &profile,
            "--headless",
            "--convert-to",
            every_sheet,
            "plan.xlsx",
        ],
        b"",
        &folder,
    );
    for (sheet, name) in [
        ("Mailboxes", "mailboxes.csv"),
        ("Profiles", "profiles.csv"),
        ("Findings", "findings.csv"),
        ("Action plan", "action-plan.csv"),
    ] {
        let there = fs::read(folder.join(format!("plan-{sheet}.csv")))
            .expect("LibreOffice writes every sheet");
        let there = read_csv(&there);
        let ours = read_csv(&rendered(&plan, name));
        assert_eq!(there.len(), ours.len(), "{sheet}");
        for (there, ours) in there.iter().flatten().zip(ours.iter().flatten()) {
            // LibreOffice shows the seconds of a time, which are none.
            let is_time = there.len() == 19 && there.ends_with(":00");
            let there = if is_time { &there[..16] } else { there };
            assert_eq!(there, ours, "{sheet}");
        }
    }
}
