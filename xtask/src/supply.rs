//! What the product is made of: the crates inside the page as a bill of materials, and the rules that
//! every crate of the project keeps.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::workspace::{WASM, Workspace, capture};

/// Licences that parts may have; `security/duplicates.txt` and this list are what `deny.toml` says to
/// cargo-deny.
const LICENCES: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

/// Crates in more than one version, each with its reason.
const DUPLICATES: &str = "security/duplicates.txt";

/// A crate.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: String,
    version: String,
    licence: String,
}

/// The crates whose code is inside the page, as CycloneDX: what runs only at compile time is not in it.
///
/// # Errors
/// Cargo cannot say.
pub fn bill(workspace: &Workspace) -> Result<String> {
    let metadata = metadata(
        workspace,
        &[
            "--no-default-features",
            "--features",
            "app",
            "--filter-platform",
            WASM,
        ],
    )?;
    let parts = inside(&metadata, "reroute")?;
    let component = |part: &Part| {
        json!({
            "type": "library",
            "name": part.name,
            "version": part.version,
            "purl": format!("pkg:cargo/{}@{}", part.name, part.version),
            "licenses": [{ "expression": part.licence }],
        })
    };
    let own = parts.iter().find(|part| part.name == "reroute");
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "name": "reroute",
            "version": own.map(|part| part.version.as_str()),
            "licenses": [{ "expression": own.map(|part| part.licence.as_str()) }],
        } },
        "components": parts
            .iter()
            .filter(|part| !OWN.contains(&part.name.as_str()))
            .map(component)
            .collect::<Vec<_>>(),
    });
    Ok(format!("{bill:#}\n"))
}

/// The packages of the project itself that are in the page.
const OWN: [&str; 3] = ["reroute", "reroute-bytes", "reroute-planning"];

/// Every crate of the project, tests and tools too: from the registry, under a licence of the list, in
/// one version or with a reason.
///
/// # Errors
/// One is not; it is named.
pub fn check(workspace: &Workspace) -> Result<()> {
    let metadata = metadata(workspace, &["--all-features"])?;
    let packages = packages(&metadata)?;
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for package in packages.values() {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        versions
            .entry(text("name"))
            .or_default()
            .insert(text("version"));
        let source = package["source"].as_str();
        if source.is_some_and(|source| !source.starts_with("registry+")) {
            wrong.push(format!("{} does not come from the registry", text("name")));
        }
        if !allowed(text("license")) {
            wrong.push(format!(
                "{} has the licence {:?}",
                text("name"),
                text("license")
            ));
        }
    }
    let list = std::fs::read_to_string(workspace.path(DUPLICATES))
        .with_context(|| format!("cannot read {DUPLICATES}"))?;
    let listed: BTreeMap<&str, &str> = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .collect();
    let several = |name: &&str| versions.get(*name).is_some_and(|held| held.len() > 1);
    for (name, held) in versions.iter().filter(|(_, held)| held.len() > 1) {
        if !listed.contains_key(name) {
            wrong.push(format!(
                "{name} is there in versions {held:?}; {DUPLICATES} gives no reason"
            ));
        }
    }
    for name in listed.keys().filter(|name| !several(name)) {
        wrong.push(format!(
            "{DUPLICATES} lists {name}, which is there in one version"
        ));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("{}", wrong.join("\n"))
}

/// Whether a choice that the expression allows is in the list.
fn allowed(expression: &str) -> bool {
    // Old crates write `/` for OR.
    let expression = expression.replace('/', " OR ");
    spdx::Expression::parse(&expression).is_ok_and(|expression| {
        expression.evaluate(|requirement| LICENCES.contains(&requirement.to_string().as_str()))
    })
}

fn metadata(workspace: &Workspace, arguments: &[&str]) -> Result<Value> {
    let text = capture(
        workspace
            .cargo()
            .args(["metadata", "--locked", "--format-version", "1"])
            .args(arguments),
    )?;
    Ok(serde_json::from_str(&text)?)
}

fn packages(metadata: &Value) -> Result<BTreeMap<&str, &Value>> {
    let packages = metadata["packages"].as_array().context("no packages")?;
    Ok(packages
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect())
}

/// What the crate of this name is linked from, itself first by name.
fn inside(metadata: &Value, name: &str) -> Result<BTreeSet<Part>> {
    let packages = packages(metadata)?;
    let nodes = metadata["resolve"]["nodes"]
        .as_array()
        .context("no graph")?;
    let nodes: BTreeMap<&str, &Value> = nodes
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let root = packages
        .iter()
        .find(|(_, package)| package["name"] == name && package["source"].is_null());
    let mut waiting: Vec<&str> = root.map(|(id, _)| *id).into_iter().collect();
    let (mut seen, mut parts) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = waiting.pop() {
        let (Some(package), Some(node)) = (packages.get(id), nodes.get(id)) else {
            bail!("the graph has no {id}");
        };
        if !seen.insert(id) || is_macro(package) {
            continue;
        }
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        parts.insert(Part {
            name: text("name"),
            version: text("version"),
            licence: text("license").replace('/', " OR "),
        });
        let needs = node["deps"].as_array().into_iter().flatten();
        waiting.extend(
            needs
                .filter(|need| {
                    let kinds = need["dep_kinds"].as_array();
                    kinds
                        .into_iter()
                        .flatten()
                        .any(|kind| kind["kind"].is_null())
                })
                .filter_map(|need| need["pkg"].as_str()),
        );
    }
    Ok(parts)
}

/// Macros run in the compiler, and are not inside what it makes.
fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    let mut kinds = targets.flat_map(|target| target["kind"].as_array().into_iter().flatten());
    kinds.any(|kind| kind == "proc-macro")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_allowed_when_one_choice_of_it_is() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "MIT AND Unicode-3.0",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "proprietary"] {
            assert!(!allowed(bad), "{bad}");
        }
    }

    #[test]
    fn what_runs_in_the_compiler_alone_is_not_inside() {
        let package = |name: &str, kind: &str| {
            json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT",
                    "source": if name == "own" { Value::Null } else { json!("registry+x") },
                    "targets": [{ "kind": [kind] }] })
        };
        let need =
            |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("own", "lib"), package("linked", "lib"), package("macro", "proc-macro"),
                         package("of-macro", "lib"), package("for-build", "lib")],
            "resolve": { "nodes": [
                { "id": "own", "deps": [need("linked", Value::Null), need("macro", Value::Null), need("for-build", json!("build"))] },
                { "id": "linked", "deps": [] },
                { "id": "macro", "deps": [need("of-macro", Value::Null)] },
                { "id": "of-macro", "deps": [] },
                { "id": "for-build", "deps": [] },
            ] },
        });
        let parts = inside(&metadata, "own").expect("the graph is whole");
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["linked", "own"]);
    }
}
