//! The bundle: every artifact in one zip, with a list of checksums and a note of what is what.

use std::io::{self, BufWriter, Write};

use sha2::{Digest, Sha256};

use super::{ARTIFACTS, About, words};
use crate::plan::Plan;
use crate::zip::{AT_ONCE, Archive};

/// What the bundle is.
pub const BUNDLE: About = About {
    name: "bundle.zip",
    alone: "bundle.zip",
    title: "Everything",
    purpose: "All files in one zip, with their SHA-256 sums and a note of what each is for.",
    media_type: "application/zip",
    for_people: true,
    text: false,
};

/// Writes all artifacts as one zip, in which `SHA256SUMS` can be checked with `sha256sum -c`.
///
/// # Errors
/// Those of the writer; or there is more than an archive holds, 4 GiB.
pub fn bundle(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let mut archive = Archive::new(out, plan.as_of);
    let mut sums = String::new();
    let mut sum = |name: &str, hash: Sha256| sums += &format!("{}  {name}\n", hex(hash));
    let note = readme(plan);
    sum("README.txt", Sha256::new_with_prefix(&note));
    archive.packed("README.txt", |out| out.write_all(note.as_bytes()))?;
    for artifact in ARTIFACTS {
        artifact.files(plan, &mut |name, write| {
            let is_text = artifact.about().text;
            let write_hashed = |out: &mut dyn Write| {
                let mut hashed = BufWriter::with_capacity(AT_ONCE, Hashed::new(out));
                write(&mut hashed)?;
                sum(name, hashed.into_inner()?.hash);
                Ok(())
            };
            if is_text {
                archive.packed(name, write_hashed)
            } else {
                archive.plain(name, write_hashed)
            }
        })?;
    }
    archive.packed("SHA256SUMS", |out| out.write_all(sums.as_bytes()))?;
    archive.finish()
}

/// What each file is for, for people who open the zip on whatever machine: lines end in CRLF.
pub fn readme(plan: &Plan) -> String {
    let organization = plan.organizations.iter().find(|one| one.chosen);
    let mut lines = vec![
        "Migration plan from the Email Router to server-side synchronization".to_owned(),
        String::new(),
        format!(
            "Organization: {}",
            organization.map_or("not chosen yet", |one| &one.id)
        ),
        format!(
            "Planned for:  {}",
            plan.as_of.map_or_else(
                || "no time yet".to_owned(),
                |time| words::minute(time) + " UTC"
            )
        ),
        format!("Made with:    {} {}", plan.tool.name, plan.tool.version),
        String::new(),
        "No file in here holds a password or a key.".to_owned(),
        String::new(),
    ];
    for (title, for_people) in [("To read", true), ("To work with", false)] {
        lines.push(title.to_owned());
        for about in ARTIFACTS.iter().map(|artifact| artifact.about()) {
            if about.for_people == for_people {
                lines.push(format!("  {}", about.name));
                lines.push(format!("      {}", about.purpose));
            }
        }
        lines.push(String::new());
    }
    lines.extend([
        "To check that nothing was changed since, unpack everything into one folder and there run".to_owned(),
        "  sha256sum -c SHA256SUMS".to_owned(),
        "or, in Windows PowerShell,".to_owned(),
        "  Get-Content SHA256SUMS | ForEach-Object { $sum, $name = $_ -split '  ', 2; if ((Get-FileHash $name).Hash -ne $sum) { \"$name has changed\" } }".to_owned(),
        String::new(),
    ]);
    lines.join("\r\n")
}

/// Hashes what passes through.
struct Hashed<'w> {
    out: &'w mut dyn Write,
    hash: Sha256,
}

impl<'w> Hashed<'w> {
    fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out,
            hash: Sha256::new(),
        }
    }
}

/// A hash in lower-case hex.
fn hex(hash: Sha256) -> String {
    let digest = hash.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
