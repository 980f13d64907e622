//! What only readers of the sources need is left out of the page: comments, indentation, empty lines.

use anyhow::{Context, Result, ensure};
use tree_sitter::{Node, Parser, Tree};

/// A script without its comments and indentation.
///
/// # Errors
/// It is no JavaScript, or has a text over several lines, whose spaces count.
pub fn script(text: &str) -> Result<String> {
    let tree = parse(text)?;
    let mut comments = Vec::new();
    let mut nodes = vec![tree.root_node()];
    while let Some(node) = nodes.pop() {
        if node.kind() == "comment" {
            comments.push(node.byte_range());
        }
        ensure!(
            !is_text(node) || node.start_position().row == node.end_position().row,
            "a text over several lines begins in line {}",
            node.start_position().row + 1
        );
        nodes.extend((0..node.child_count()).filter_map(|at| node.child(at.try_into().ok()?)));
    }
    comments.sort_by_key(|range| range.start);
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for comment in comments {
        kept.push_str(&text[at..comment.start]);
        at = comment.end;
    }
    kept.push_str(&text[at..]);
    Ok(lines(&kept))
}

/// A style sheet without its comments and indentation.
///
/// # Errors
/// A comment does not end.
pub fn style(text: &str) -> Result<String> {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment
            .split_once("*/")
            .context("a comment does not end")?
            .1;
    }
    kept.push_str(rest);
    Ok(lines(&kept))
}

fn parse(text: &str) -> Result<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_javascript::LANGUAGE.into())?;
    parser.parse(text, None).context("the parser gave up")
}

fn is_text(node: Node) -> bool {
    matches!(node.kind(), "string" | "template_string" | "regex")
}

fn lines(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_comment_in_a_text_stays() {
        let text = "  /** What it is. */\n  let a = \"// no /* comment */\"; // one\n\n  let b = `/* ${a} */`;\n";
        assert_eq!(
            script(text).ok().as_deref(),
            Some("let a = \"// no /* comment */\";\nlet b = `/* ${a} */`;\n")
        );
        assert!(script("let a = `one\n  two`;").is_err());
    }

    #[test]
    fn a_style_sheet_loses_its_comments() {
        assert_eq!(
            style("/* one */\na {\n  b: c; /* two */\n}\n")
                .ok()
                .as_deref(),
            Some("a {\nb: c;\n}\n")
        );
        assert!(style("a {} /* one").is_err());
    }
}
