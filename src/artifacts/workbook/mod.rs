//! `plan.xlsx`: the tables as a workbook, streamed row by row.

mod parts;
mod sheet;

use std::io::{self, Write};

use super::tables::{self, Table};
use super::{About, Artifact};
use crate::plan::Plan;
use crate::zip::Archive;

/// The workbook.
pub struct Workbook;

/// A sheet: its name and what stands on it.
struct Sheet {
    name: &'static str,
    table: &'static dyn Table,
}

/// The sheets, in their order.
static SHEETS: [Sheet; 7] = [
    Sheet {
        name: "Summary",
        table: &tables::Summary,
    },
    Sheet {
        name: "Profiles",
        table: &tables::Profiles,
    },
    Sheet {
        name: "Mailboxes",
        table: &tables::Mailboxes,
    },
    Sheet {
        name: "Waves",
        table: &tables::Waves,
    },
    Sheet {
        name: "Findings",
        table: &tables::Findings,
    },
    Sheet {
        name: "Action plan",
        table: &tables::ActionPlan,
    },
    Sheet {
        name: "Sources",
        table: &tables::Sources,
    },
];

impl Artifact for Workbook {
    fn about(&self) -> About {
        About {
            name: "plan.xlsx",
            alone: "plan.xlsx",
            title: "Workbook",
            purpose: "Summary, profiles, mailboxes, waves, findings, action plan and sources as sheets, to pass round.",
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            for_people: true,
            text: false,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        let mut archive = Archive::new(out, plan.as_of);
        let mut part =
            |name: &str, text: &str| archive.packed(name, |out| out.write_all(text.as_bytes()));
        part("[Content_Types].xml", &parts::content_types(SHEETS.len()))?;
        part("_rels/.rels", parts::RELATIONS)?;
        part(
            "xl/workbook.xml",
            &parts::workbook(&SHEETS.each_ref().map(|sheet| sheet.name)),
        )?;
        part(
            "xl/_rels/workbook.xml.rels",
            &parts::workbook_relations(SHEETS.len()),
        )?;
        part("xl/styles.xml", parts::STYLES)?;
        for (number, sheet) in (1..).zip(&SHEETS) {
            archive.packed(&format!("xl/worksheets/sheet{number}.xml"), |out| {
                sheet::write(sheet.table, plan, number == 1, out)
            })?;
        }
        archive.finish()
    }
}
