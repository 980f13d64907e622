//! `waves.csv`: when which mailboxes are moved.

use std::io;

use super::super::{About, csv::CsvFile, words};
use super::{Cell, Heading, RowSink, Table, heading};
use crate::plan::Plan;

/// The waves.
pub static WAVES: CsvFile = CsvFile {
    about: About {
        name: "waves.csv",
        alone: "waves.csv",
        title: "Waves",
        purpose: "When each wave starts and how many mailboxes are in it.",
        media_type: "text/csv",
        for_people: true,
        text: true,
    },
    table: &Waves,
};

/// The table.
pub struct Waves;

impl Table for Waves {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        vec![
            heading("Wave", 8),
            heading("Who", 34),
            heading("Starts (UTC)", 18),
            heading("Mailboxes", 12),
        ]
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        for wave in &plan.waves {
            row(&[
                Cell::number(wave.number),
                Cell::text(words::wave_kind(wave.kind)),
                Cell::Time(wave.starts),
                Cell::number(wave.mailboxes),
            ])?;
        }
        Ok(())
    }
}
