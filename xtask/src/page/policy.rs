//! The content security policy of the release page.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// What may run and what may style: the inline texts of the page, by hash.
pub struct Inline<'a> {
    /// The text of every inline script that runs.
    pub scripts: &'a [&'a str],
    /// The text of every inline style sheet.
    pub styles: &'a [&'a str],
}

/// The policy: everything is closed, then each directive opens one thing.
pub fn policy(inline: &Inline) -> String {
    let directives: [(&str, Vec<String>); 10] = [
        // What no other directive names: fonts, frames, media, objects, manifests.
        ("default-src", words(&["'none'"])),
        // Compiling wasm, and the scripts of this file and no other.
        (
            "script-src",
            with_hashes(&["'wasm-unsafe-eval'"], inline.scripts),
        ),
        // The style sheet of this file; no `style` attribute.
        ("style-src", with_hashes(&[], inline.styles)),
        // Pictures the page made itself.
        ("img-src", words(&["data:", "blob:"])),
        // No request of a script, to anywhere.
        ("connect-src", words(&["'none'"])),
        // The worker, whose text is a part of this file.
        ("worker-src", words(&["blob:"])),
        // Links stay what they are.
        ("base-uri", words(&["'none'"])),
        // A form sends nothing.
        ("form-action", words(&["'none'"])),
        // Text becomes markup or an address of a script through one door alone…
        ("require-trusted-types-for", words(&["'script'"])),
        // … which boot/doors.js makes, and nobody can make again.
        ("trusted-types", words(&["default"])),
    ];
    directives
        .iter()
        .map(|(name, sources)| format!("{name} {}", sources.join(" ")))
        .collect::<Vec<_>>()
        .join("; ")
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn with_hashes(first: &[&str], texts: &[&str]) -> Vec<String> {
    let mut sources = words(first);
    sources.extend(texts.iter().map(|text| hash(text)));
    sources
}

fn hash(text: &str) -> String {
    let digest = BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!("'sha256-{digest}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_the_closed_one() {
        // The hash of the empty text is well known: 47DEQpj8….
        let text = policy(&Inline {
            scripts: &["", ""],
            styles: &[""],
        });
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        assert_eq!(
            text,
            format!(
                "default-src 'none'; script-src 'wasm-unsafe-eval' {empty} {empty}; \
                 style-src {empty}; img-src data: blob:; connect-src 'none'; \
                 worker-src blob:; base-uri 'none'; form-action 'none'; \
                 require-trusted-types-for 'script'; trusted-types default"
            )
        );
    }
}
