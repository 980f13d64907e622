//! `docs/performance.md`: each command that measures writes its own part of it.

use std::fs;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

const PAGE: &str = "docs/performance.md";

/// Puts a part into its place, or at the end when it has none yet.
pub fn write(workspace: &Workspace, command: &str, part: &str) -> Result<()> {
    let path = workspace.path(PAGE);
    let page = fs::read_to_string(&path).unwrap_or_else(|_| "# What it costs\n".to_owned());
    fs::write(&path, placed(&page, command, part))
        .with_context(|| format!("cannot write {}", path.display()))
}

fn placed(page: &str, command: &str, part: &str) -> String {
    let begin = format!("<!-- begin: cargo xtask {command} -->\n");
    let end = format!("<!-- end: cargo xtask {command} -->\n");
    let around = page
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = around.map_or_else(
        || (format!("{page}\n"), ""),
        |(before, after)| (before.to_owned(), after),
    );
    format!("{before}{begin}{part}{end}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_comes_to_the_end_and_stays_in_its_place() {
        let one = placed("# Page\n", "bench one", "1\n");
        let two = placed(&one, "bench two", "2\n");
        let again = placed(&two, "bench one", "3\n");
        assert_eq!(again, two.replace("1\n", "3\n"));
        assert!(again.starts_with("# Page\n") && again.contains("2\n"));
    }
}
