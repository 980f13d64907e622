//! The page `docs/directory.md`, made from the tables of queries, columns and codes.

use std::fmt::Write as _;

use super::MAX_BYTES;
use super::codes::CODES;
use super::columns::{Column, Holds, TableKind};
use super::queries::{QUERIES, Query, Way};

const HEAD: &str = "\
# The directory: an export of the organization

Router files know addresses, and ids of users and queues, but not which address belongs to whom. An export of
the organization tells. With it every mailbox is joined exactly, the plan shows what is there today, and names
that are taken are not used again. It is optional, and two tables of it are read:

- **mailboxes** (`mailbox`), the one that matters;
- **email server profiles** (`emailserverprofile`).

Files are recognised by their content, never by their name; which of the two tables a file is follows from its
headings. Several files of one table, such as the pages of the Web API, are taken together. Inactive rows are
left out of the plan. Users who synchronize through Dynamics 365 for Outlook are offered: say that they go over,
and with which new profile, and they follow in waves of their own.

## How to export

Advanced Find works too: choose *Mailboxes*, add the columns below, and export a static worksheet. It gives
names instead of ids for users and queues, so that mailboxes are joined by their address alone; the queries
here are better.
";

const FORMATS: &str = "
## Formats

- **CSV**, separated by comma, semicolon, tab or bar; UTF-8 or UTF-16, with or without a byte order mark; cells
  in quotation marks may hold line breaks.
- **Excel workbooks** (`.xlsx`): the first visible worksheet with rows. The hidden first columns of a static
  worksheet give the id.
- **JSON** of the Web API: `{\"value\":[…]}` with or without annotations, or a list of entries.

Dates are read as `2026-01-31T18:00:00Z`, as the day numbers of a workbook, and as `1/31/2026`; where day and
month could be mistaken for each other, the date counts as unknown.
";

/// The page, as it stands in `docs/directory.md`.
pub fn docs() -> String {
    let mut page = String::from(HEAD);
    for query in &QUERIES {
        show(&mut page, query);
    }
    page.push_str(FORMATS);
    let _ = writeln!(page, "A file may have {} MB.", MAX_BYTES >> 20);
    page.push_str(
        "\n## Columns\n\nA heading may be the logical name, one of the other headings, or anything else that you give a\n\
         meaning (`directory_columns` in the answers). Choices may be numbers or labels. What cannot be told counts\n\
         as unknown, never as 0.\n",
    );
    for kind in [TableKind::Mailboxes, TableKind::Profiles] {
        let _ = writeln!(
            page,
            "\n### {}\n\n| logical name | other headings | holds |\n| --- | --- | --- |",
            match kind {
                TableKind::Mailboxes => "Mailboxes",
                TableKind::Profiles => "Email server profiles",
            }
        );
        for column in kind.columns() {
            show_column(&mut page, column);
        }
    }
    page.push_str("\n## What can be wrong\n\nA file that is refused is not used at all; the plan goes on without it.\n\n| code | what is wrong | refused | what to do |\n| --- | --- | --- | --- |\n");
    for row in &CODES {
        let refused = if row.refuses { "yes" } else { "" };
        let _ = writeln!(
            page,
            "| {} | {} | {refused} | {} |",
            row.code, row.title, row.remedy
        );
    }
    page
}

fn show(page: &mut String, query: &Query) {
    let language = match query.way {
        Way::WebApi => "text",
        Way::FetchXml => "xml",
        Way::PowerShell => "powershell",
    };
    let _ = write!(
        page,
        "\n### {}\n\n{}\n\n```{language}\n{}```\n",
        query.title,
        query.steps,
        query.text_for(None)
    );
}

fn show_column(page: &mut String, column: &Column) {
    let headings: Vec<String> = column
        .headings
        .iter()
        .map(|heading| format!("`{heading}`"))
        .collect();
    let holds = match column.holds {
        Holds::Text => "text".to_owned(),
        Holds::Id => "id".to_owned(),
        Holds::Lookup => "id, or name".to_owned(),
        Holds::OwnerType => "`systemuser` or `queue`".to_owned(),
        Holds::Bool => "yes or no".to_owned(),
        Holds::Day => "day".to_owned(),
        Holds::Time => "time".to_owned(),
        Holds::Choice(choices) => {
            let labels = choices
                .iter()
                .map(|(value, labels)| format!("{value} {}", labels[0]));
            labels.collect::<Vec<_>>().join(" · ")
        }
    };
    let _ = writeln!(
        page,
        "| `{}` | {} | {holds} |",
        column.name,
        headings.join(", ")
    );
}
