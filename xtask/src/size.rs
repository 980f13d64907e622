//! `cargo xtask size`: what the page weighs, and whose bytes they are.
//!
//! The compiler names every function after the crate it comes from; a generic one counts for the crate that wrote
//! it, whatever it was made for. The numbers are bytes of code before compression.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail, ensure};

use crate::page;
use crate::workspace::Workspace;

/// The bytes `dist/reroute.html` may have, in the repository.
const BUDGET: &str = "xtask/size-budget.txt";

/// Sections of a module, by their numbers.
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
const DATA: u8 = 11;

/// Fails when the page has over 1 % more bytes than the budget says.
pub fn check(workspace: &Workspace, bytes: usize) -> Result<()> {
    let path = workspace.path(BUDGET);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let budget: usize = text
        .trim()
        .parse()
        .with_context(|| format!("{BUDGET} must hold one number"))?;
    ensure!(
        bytes <= budget + budget / 100,
        "dist/reroute.html has {bytes} bytes, over 1 % more than the {budget} of {BUDGET}: see \
         `cargo xtask size`, and make it smaller, or raise the budget with a reason"
    );
    Ok(())
}

/// The table of the crates, the heaviest first.
pub fn table(workspace: &Workspace) -> Result<String> {
    let named = page::with_names(workspace)?;
    let module = Module::read(&named)?;
    let crates = crates(workspace)?;
    let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, bytes) in &module.functions {
        let sum = sums.entry(owner(name, &crates)).or_default();
        *sum = (sum.0 + bytes, sum.1 + 1);
    }
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_by_key(|&(name, (bytes, _))| (usize::MAX - bytes, name));
    let mut text = String::from("bytes of code  functions  crate\n");
    for (name, (bytes, functions)) in rows {
        text += &format!("{bytes:>13}  {functions:>9}  {name}\n");
    }
    text += &format!("{:>13}             data\n", module.data);
    Ok(text)
}

/// Names of the crates that are linked, as in paths.
fn crates(workspace: &Workspace) -> Result<BTreeSet<String>> {
    let lock = fs::read_to_string(workspace.path("Cargo.lock"))?;
    let mut names: BTreeSet<String> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .map(|name| name.replace('-', "_"))
        .collect();
    names.extend(["core", "alloc", "std"].map(str::to_owned));
    Ok(names)
}

/// The first crate in the path of a function.
fn owner<'a>(name: &'a str, crates: &BTreeSet<String>) -> &'a str {
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("::") {
        // A crate in the symbols of the standard library carries its hash in brackets.
        let before = before
            .strip_suffix(']')
            .and_then(|name| name.rsplit_once('['))
            .map_or(before, |(name, _)| name);
        let start = before
            .rfind(|char: char| !char.is_ascii_alphanumeric() && char != '_')
            .map_or(0, |index| index + 1);
        let word = &before[start..];
        if crates.contains(word) {
            return word;
        }
        rest = after;
    }
    "without a path"
}

/// What is looked at of a module.
struct Module {
    /// The functions it defines: name, and bytes of code.
    functions: Vec<(String, usize)>,
    /// Bytes of its data.
    data: usize,
}

impl Module {
    fn read(module: &[u8]) -> Result<Self> {
        let mut input = Input(module.get(8..).context("no module")?);
        let (mut imported, mut data) = (0, 0);
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        while !input.0.is_empty() {
            let kind = input.byte()?;
            let mut section = input.part()?;
            match kind {
                IMPORT => imported = section.imported_functions()?,
                CODE => {
                    for _ in 0..section.number()? {
                        bodies.push(section.part()?.0.len());
                    }
                }
                DATA => data = section.0.len(),
                CUSTOM if section.part()?.0 == b"name" => names = section.names()?,
                _ => {}
            }
        }
        let named = |(index, bytes)| {
            let name = names.get(&(imported + index)).cloned();
            (name.unwrap_or_default(), bytes)
        };
        Ok(Self {
            functions: bodies.into_iter().enumerate().map(named).collect(),
            data,
        })
    }
}

/// Bytes of a module that have not been read yet.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn byte(&mut self) -> Result<u8> {
        let (&first, rest) = self.0.split_first().context("the module is cut short")?;
        self.0 = rest;
        Ok(first)
    }

    /// An unsigned number of seven bits a byte, the lowest first.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number of the module is too long")
    }

    /// A length, and so many bytes.
    fn part(&mut self) -> Result<Input<'a>> {
        let length = self.number()?;
        let (part, rest) = self
            .0
            .split_at_checked(length)
            .context("the module is cut short")?;
        self.0 = rest;
        Ok(Input(part))
    }

    fn imported_functions(&mut self) -> Result<usize> {
        let mut functions = 0;
        for _ in 0..self.number()? {
            self.part()?;
            self.part()?;
            match self.byte()? {
                0 => {
                    self.number()?;
                    functions += 1;
                }
                1 => {
                    self.byte()?;
                    self.limits()?;
                }
                2 => self.limits()?,
                3 => {
                    self.byte()?;
                    self.byte()?;
                }
                other => bail!("the module imports something of kind {other}"),
            }
        }
        Ok(functions)
    }

    fn limits(&mut self) -> Result<()> {
        let bounded = self.byte()? & 1 == 1;
        self.number()?;
        if bounded {
            self.number()?;
        }
        Ok(())
    }

    /// The names of functions, by number.
    fn names(&mut self) -> Result<BTreeMap<usize, String>> {
        const FUNCTIONS: u8 = 1;
        let mut names = BTreeMap::new();
        while !self.0.is_empty() {
            let kind = self.byte()?;
            let mut part = self.part()?;
            if kind == FUNCTIONS {
                for _ in 0..part.number()? {
                    let index = part.number()?;
                    let name = part.part()?.0;
                    names.insert(index, String::from_utf8_lossy(name).into_owned());
                }
            }
        }
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_the_first_crate_of_its_path() {
        let crates = ["core", "leptos", "reroute", "tachys"]
            .map(str::to_owned)
            .into();
        for (name, expected) in [
            ("reroute::plan::build", "reroute"),
            ("<&T as core::fmt::Debug>::fmt", "core"),
            (
                "<tachys::html::Element<E> as tachys::view::Render>::build",
                "tachys",
            ),
            ("core[3f0a]::fmt::write", "core"),
            ("main", "without a path"),
        ] {
            assert_eq!(owner(name, &crates), expected, "{name}");
        }
    }

    #[test]
    fn names_belong_to_the_functions_after_the_imported_ones() {
        let module = b"\0asm\x01\0\0\0\
            \x02\x07\x01\x01e\x01f\0\0\
            \x0a\x07\x02\x02\0\x0b\x02\0\x0b\
            \0\x0b\x04name\x01\x04\x01\x02\x01a";
        assert!(Module::read(&module[..module.len() - 1]).is_err());
        let read = Module::read(module).expect("a module");
        assert_eq!(read.functions, [(String::new(), 2), ("a".to_owned(), 2)]);
    }
}
