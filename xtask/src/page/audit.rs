//! What the compiled page can reach: the functions its wasm imports, and the globals of the script
//! that wasm-bindgen writes around it. Both are compared with a list that gives a reason a line.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use tree_sitter::{Node, Parser};

/// The list, from the root of the project.
pub const LIST: &str = "security/allowed-imports.txt";

/// What was found to be reachable.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// `import NAME` and `global NAME`.
    names: BTreeSet<String>,
}

impl Reach {
    /// Of a module with these imports, and this script around it.
    ///
    /// # Errors
    /// The script is none.
    pub fn of<'a>(imports: impl Iterator<Item = &'a str>, glue: &str) -> Result<Self> {
        let imports = imports.map(|name| format!("import {}", plain(name)));
        let globals = globals(glue)?
            .into_iter()
            .map(|name| format!("global {name}"));
        Ok(Self {
            names: imports.chain(globals).collect(),
        })
    }

    /// Compares with the list.
    ///
    /// # Errors
    /// Something is reachable that is not listed, listed and not reachable, or listed without a reason.
    pub fn check(&self, list: &str) -> Result<()> {
        let mut listed = BTreeMap::new();
        for line in list
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            match line.split_once(": ") {
                Some((name, reason)) if !reason.trim().is_empty() => {
                    listed.insert(name, reason);
                }
                _ => bail!("{LIST}: `{line}` gives no reason"),
            }
        }
        let new = self
            .names
            .iter()
            .filter(|name| !listed.contains_key(name.as_str()));
        let new: Vec<&str> = new.map(String::as_str).collect();
        let gone: Vec<&str> = listed
            .keys()
            .filter(|name| !self.names.contains(**name))
            .copied()
            .collect();
        if !new.is_empty() {
            bail!(
                "the page can reach what {LIST} does not allow; find out what needs it, and add it with \
                 a reason or take it out:\n{}",
                new.join("\n")
            );
        }
        if !gone.is_empty() {
            bail!(
                "{LIST} allows what the page no longer reaches; take it out:\n{}",
                gone.join("\n")
            );
        }
        Ok(())
    }

    /// All names, one a line.
    pub fn lines(&self) -> String {
        self.names.iter().map(|name| format!("{name}\n")).collect()
    }
}

/// An import's name without what wasm-bindgen adds: its prefix, and a hash that changes with versions.
fn plain(name: &str) -> &str {
    let name = name.strip_prefix("__wbg_").unwrap_or(name);
    match name.rsplit_once('_') {
        Some((plain, hash))
            if hash.len() == 16
                && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !plain.ends_with("generic") =>
        {
            plain
        }
        _ => name,
    }
}

/// The free names of a script: what it takes from outside. A name declared anywhere in it is its own.
fn globals(script: &str) -> Result<BTreeSet<String>> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_javascript::LANGUAGE.into())?;
    let tree = parser
        .parse(script, None)
        .context("the script cannot be parsed")?;
    let (mut used, mut declared) = (BTreeSet::new(), BTreeSet::new());
    let mut waiting = vec![tree.root_node()];
    while let Some(node) = waiting.pop() {
        let names = match node.kind() {
            "identifier" if declares(node) => Some(&mut declared),
            "shorthand_property_identifier_pattern" => Some(&mut declared),
            "identifier" | "shorthand_property_identifier" => Some(&mut used),
            "ERROR" => bail!("the script cannot be parsed at byte {}", node.start_byte()),
            _ => None,
        };
        if let Some(names) = names {
            names.insert(script[node.byte_range()].to_owned());
        }
        waiting.extend(node.children(&mut node.walk()));
    }
    Ok(used.difference(&declared).cloned().collect())
}

/// Whether a name stands where a script declares one.
fn declares(name: Node<'_>) -> bool {
    let Some(parent) = name.parent() else {
        return false;
    };
    let in_field = |field| parent.child_by_field_name(field) == Some(name);
    match parent.kind() {
        "variable_declarator"
        | "function_declaration"
        | "generator_function_declaration"
        | "function_expression"
        | "class_declaration"
        | "class" => in_field("name"),
        "formal_parameters" | "rest_pattern" | "array_pattern" => true,
        "arrow_function" | "catch_clause" => in_field("parameter"),
        "assignment_pattern" => in_field("left"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "let made = (function(exports) {\n\
        class Own { method(first) { return first.fetch(window); } get kind() { return 1; } }\n\
        const held = { __wbg_x: function(arg0, arg1) { return Reflect.get(arg0, arg1); } };\n\
        const { module, other } = held; // eval\n\
        if (typeof Request === 'function') { module = fetch(\"XMLHttpRequest\"); }\n\
        return (one) => atob(one);\n})({});";

    #[test]
    fn what_a_script_takes_from_outside_is_found_and_nothing_else() {
        let found = globals(GLUE).expect("the script can be parsed");
        let found: Vec<String> = found.into_iter().collect();
        assert_eq!(found, ["Reflect", "Request", "atob", "fetch", "window"]);
    }

    #[test]
    fn hashes_are_no_part_of_a_name() {
        assert_eq!(plain("__wbg_setAttribute_f75317b2b5cabfb4"), "setAttribute");
        assert_eq!(
            plain("__wbindgen_generic_0000000000000001"),
            "__wbindgen_generic_0000000000000001"
        );
    }

    #[test]
    fn the_list_must_be_exact() {
        let reach = Reach::of(["__wbg_now_463ac581d2fc7ea3"].into_iter(), "fetch(1)")
            .expect("the script can be parsed");
        assert!(
            reach
                .check("global fetch: never called\nimport now: the time\n")
                .is_ok()
        );
        for (list, says) in [
            ("global fetch: x\n", "import now"),
            (
                "global fetch: x\nimport now: y\nimport gone: z\n",
                "import gone",
            ),
            ("global fetch\nimport now: y\n", "gives no reason"),
        ] {
            let error = reach.check(list).expect_err("it must be refused");
            assert!(error.to_string().contains(says), "{error}");
        }
    }
}
