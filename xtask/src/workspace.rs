//! Where things are, and running cargo there.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The target the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// What is built for this machine is built of the whole workspace with every feature: a part alone would ask
/// for other features of the crates, and have them compiled again.
pub const WHOLE: [&str; 4] = [
    "--locked",
    "--workspace",
    "--features",
    "cli,schema,xtask/chores",
];

/// The project's folder and cargo's answers about it.
pub struct Workspace {
    /// The folder that holds the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's output folder.
    pub target: PathBuf,
    cargo: OsString,
}

impl Workspace {
    /// Asks cargo where the workspace is.
    pub fn find() -> Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        // At run time, not at compile time: worktrees may share an output folder.
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let text = capture(
            Command::new(&cargo)
                .args(["metadata", "--no-deps", "--format-version", "1"])
                .current_dir(here),
        )?;
        let metadata: serde_json::Value = serde_json::from_str(&text)?;
        let folder = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("`cargo metadata` gave no `{key}`"))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
            cargo,
        })
    }

    /// A path given from the root.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo, to be run in the root.
    pub fn cargo(&self) -> Command {
        self.command(&self.cargo)
    }

    /// A program, to be run in the root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        // Set by the `cargo run` that started this; they are about xtask.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// Adds the wasm target to the toolchain where it is missing.
    pub fn need_wasm_target(&self) -> Result<()> {
        let folder = capture(
            self.rustc()
                .args(["--print", "target-libdir", "--target", WASM]),
        )?;
        if Path::new(folder.trim()).is_dir() {
            return Ok(());
        }
        self.rustup(&["target", "add", WASM]).with_context(|| {
            format!("the Rust target {WASM} is missing; add it with `rustup target add {WASM}`")
        })
    }

    /// Adds cargo's subcommands that come as rustup components, where missing.
    pub fn need_component(&self, component: &str, subcommand: &str) -> Result<()> {
        let present = self
            .cargo()
            .args([subcommand, "--version"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if present {
            return Ok(());
        }
        self.rustup(&["component", "add", component])
            .with_context(|| {
                format!("{component} is missing; add it with `rustup component add {component}`")
            })
    }

    /// The compiler of this workspace's toolchain.
    pub fn rustc(&self) -> Command {
        let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        command.current_dir(&self.root);
        command
    }

    fn rustup(&self, arguments: &[&str]) -> Result<()> {
        run(Command::new("rustup")
            .args(arguments)
            .current_dir(&self.root))
    }
}

/// Runs a program with its output shown; an exit status other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| missing(command))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a program and returns its standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| missing(command))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", shown(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` wrote something that is not UTF-8", shown(command)))
}

fn missing(command: &Command) -> String {
    format!("cannot run `{}`", command.get_program().to_string_lossy())
}

fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
