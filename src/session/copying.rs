//! Rows of the mailbox table as tab-separated text, for the clipboard.

use super::protocol::{RowCard, RowColumn};
use crate::artifacts::defused;
use crate::artifacts::words;

/// Most rows that are copied. More than that is a file, and the last step has it.
pub const MAX_COPIED: usize = 100_000;

/// A heading and a line for each row, with the columns that are shown. Nothing in it is taken for a
/// formula, and no value leaves its cell.
pub(super) fn tsv(columns: &[RowColumn], rows: impl Iterator<Item = RowCard>) -> String {
    let mut text = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                text.push('\t');
            }
            push_cell(&mut text, &cell);
        }
        text.push_str("\r\n");
    };
    line(&mut columns.iter().map(|column| heading(*column).to_owned()));
    for row in rows {
        line(&mut columns.iter().map(|column| value(*column, &row)));
    }
    text
}

/// Times are in UTC here, and say so.
const fn heading(column: RowColumn) -> &'static str {
    match column {
        RowColumn::ProcessFrom => "Process from (UTC)",
        _ => column.heading(),
    }
}

fn value(column: RowColumn, row: &RowCard) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match column {
        RowColumn::Mailbox => row.label.clone(),
        RowColumn::Name => text(&row.name),
        RowColumn::Owner => text(&row.owner),
        RowColumn::Kind if row.half => format!("{} (half)", words::mailbox_kind(row.kind)),
        RowColumn::Kind => words::mailbox_kind(row.kind).to_owned(),
        RowColumn::Incoming => text(&row.incoming),
        RowColumn::Outgoing => text(&row.outgoing),
        RowColumn::Profile => text(&row.profile),
        RowColumn::Wave => row.wave.map(|wave| wave.to_string()).unwrap_or_default(),
        RowColumn::ProcessFrom => row
            .process_from
            .as_deref()
            .map_or_else(String::new, |from| {
                from.parse().map_or_else(|_| from.to_owned(), words::minute)
            }),
        RowColumn::Needs => {
            let needs = row.needs.iter().map(|need| words::need(*need));
            needs.collect::<Vec<_>>().join("; ")
        }
        RowColumn::Outcome => words::outcome(row.outcome).to_owned(),
        RowColumn::Reason => text(&row.reason),
    }
}

/// A cell: what would end it becomes a blank, and one that begins with a quotation mark is quoted, since
/// a spreadsheet would otherwise read on to the next such mark.
fn push_cell(text: &mut String, value: &str) {
    let value = value.replace(['\t', '\r', '\n'], " ");
    let value = defused(&value);
    if value.starts_with('"') {
        text.push('"');
        text.push_str(&value.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(&value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::model::{MailboxKind, Need, Outcome};

    fn row(label: &str) -> RowCard {
        RowCard {
            key: "key".to_owned(),
            label: label.to_owned(),
            name: None,
            owner: None,
            kind: MailboxKind::Queue,
            half: true,
            incoming: None,
            outgoing: None,
            profile: Some("Sales\tand more".to_owned()),
            wave: Some(3),
            process_from: Some("2026-12-01T18:00:00Z".to_owned()),
            needs: vec![Need::Password, Need::Approval],
            outcome: Outcome::HeldBack,
            reason: Some("IN-06".to_owned()),
        }
    }

    #[test]
    fn every_column_has_its_heading_and_value() {
        let text = tsv(&RowColumn::ALL, [row("sales@contoso.com")].into_iter());
        assert_eq!(
            text,
            "Mailbox\tName\tOwner\tKind\tIncoming\tOutgoing\tNew profile\tWave\tProcess from (UTC)\tNeeds\tOutcome\tDecided by\r\n\
             sales@contoso.com\t\t\tQueue (half)\t\t\tSales and more\t3\t2026-12-01 18:00\tPassword typed in; Approval of the address\tHeld back\tIN-06\r\n"
        );
    }

    #[test]
    fn formulas_and_quotation_marks_stay_in_their_cell() {
        let columns = [RowColumn::Mailbox, RowColumn::Wave];
        let rows = ["=cmd|' /C calc'!A0", "\"a\nb", "-1", "\u{0}x"].map(row);
        assert_eq!(
            tsv(&columns, rows.into_iter()),
            "Mailbox\tWave\r\n'=cmd|' /C calc'!A0\t3\r\n\"\"\"a b\"\t3\r\n'-1\t3\r\n\u{fffd}x\t3\r\n"
        );
    }
}
