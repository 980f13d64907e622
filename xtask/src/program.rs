//! The command line: `dist/reroute`.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, run};

/// Builds the command line and puts it into `dist/`.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    run(workspace
        .cargo()
        .args(["build", "--release", "--locked"])
        .args(["--features", "cli", "--bin", "reroute"]))?;
    let name = format!("reroute{EXE_SUFFIX}");
    let built = workspace.target.join("release").join(&name);
    let target = workspace.path("dist").join(&name);
    fs::create_dir_all(workspace.path("dist"))?;
    fs::copy(&built, &target)
        .with_context(|| format!("cannot copy {} to {}", built.display(), target.display()))?;
    Ok(target)
}
