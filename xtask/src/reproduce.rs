//! Two builds of the same sources in two folders, which must give the same bytes.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace, capture};

/// What differs between the two: the folders and the lengths of their paths, the time zone, the
/// language, and how many crates are compiled at once.
const BUILDS: [(&str, &str, &str, &str); 2] = [
    ("a", "UTC", "C", "1"),
    (
        "a-longer-path/to the other folder",
        "Asia/Kathmandu",
        "de_DE.UTF-8",
        "2",
    ),
];

/// Builds what is committed twice, each from a clone and with an output folder of its own; returns the
/// SHA-256 of both.
///
/// # Errors
/// A build fails, or the files differ; they are kept, and named.
pub fn run(workspace: &Workspace) -> Result<String> {
    let folder = env::temp_dir().join(format!("reroute-reproduce-{}", std::process::id()));
    let mut files = Vec::new();
    for (name, zone, language, jobs) in BUILDS {
        let place = folder.join(name);
        eprintln!("Building in {} …", place.display());
        build(workspace, &place, zone, language, jobs)?;
        files.push(place.join("dist/reroute.html"));
    }
    let read =
        |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    if read(&files[0])? != read(&files[1])? {
        bail!("{} and {} differ", files[0].display(), files[1].display());
    }
    let sum = fs::read_to_string(files[0].with_extension("html.sha256"))?;
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    Ok(sum.split_whitespace().next().unwrap_or_default().to_owned())
}

fn build(
    workspace: &Workspace,
    place: &Path,
    zone: &str,
    language: &str,
    jobs: &str,
) -> Result<()> {
    fs::create_dir_all(place)?;
    capture(
        Command::new("git")
            .args(["clone", "--quiet", "--no-hardlinks"])
            .arg(&workspace.root)
            .arg(place),
    )?;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    workspace::run(
        cargo
            .args(["run", "--quiet", "--package", "xtask", "--", "page"])
            .current_dir(place)
            .env("CARGO_TARGET_DIR", place.join("target"))
            .env("CARGO_BUILD_JOBS", jobs)
            .env("TZ", zone)
            .env("LC_ALL", language)
            .env_remove("CARGO_MANIFEST_DIR"),
    )
}
