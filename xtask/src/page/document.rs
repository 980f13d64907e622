//! The parts of the page put together into one HTML text.

use super::pack;
use super::policy::{Inline, policy};
use anyhow::{Result, bail};

/// What goes into the file.
pub struct Parts<'a> {
    /// `index.html`, with its places marked by `<!-- build: … -->`.
    pub template: &'a str,
    /// The style sheet.
    pub style: &'a str,
    /// The script that says why the page cannot open.
    pub check: &'a str,
    /// The script that closes every way out.
    pub doors: &'a str,
    /// The script that unpacks the module.
    pub unpack: &'a str,
    /// The script wasm-bindgen wrote.
    pub glue: &'a str,
    /// The script that starts the page and its worker.
    pub start: &'a str,
    /// What is inside, as CycloneDX.
    pub bill: &'a str,
    /// The compiled module.
    pub wasm: &'a [u8],
    /// Its SHA-256, in hexadecimal digits.
    pub wasm_sha256: &'a str,
}

/// The whole page.
///
/// # Errors
/// A place is missing from the template, or a text would end its own element.
pub fn assemble(parts: &Parts) -> Result<String> {
    let policy = policy(&Inline {
        scripts: &[
            parts.check,
            parts.doors,
            parts.unpack,
            parts.glue,
            parts.start,
        ],
        styles: &[parts.style],
    });
    let scripts = [
        script("check", parts.check)?,
        script("doors", parts.doors)?,
        program(parts)?,
        script("unpack", parts.unpack)?,
        script("glue", parts.glue)?,
        script("start", parts.start)?,
    ];
    let mut html = without_trunk(parts.template);
    for (place, text) in [
        (
            "policy",
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
        ),
        ("style", style(parts.style)?),
        ("scripts", scripts.join("\n")),
    ] {
        html = fill(&html, place, &text)?;
    }
    Ok(html)
}

/// The template without the lines that only Trunk reads.
fn without_trunk(template: &str) -> String {
    template
        .split_inclusive('\n')
        .filter(|line| !line.contains("data-trunk"))
        .collect()
}

fn fill(html: &str, place: &str, text: &str) -> Result<String> {
    let mark = format!("<!-- build: {place} -->");
    let Some((before, after)) = html.split_once(&mark) else {
        bail!("index.html has no place `{mark}`");
    };
    Ok([before, text, after].concat())
}

fn script(id: &str, text: &str) -> Result<String> {
    keeps_inside("script", text)?;
    Ok(format!("<script id=\"{id}\">{text}</script>"))
}

/// The module and the bill of materials behind it, packed: a block that is data, and never runs.
fn program(parts: &Parts) -> Result<String> {
    let text = pack::text(&[parts.wasm, parts.bill.as_bytes()].concat())?;
    keeps_inside("script", &text)?;
    Ok(format!(
        "<script type=\"application/octet-stream\" id=\"program\" data-wasm-sha256=\"{}\" \
         data-wasm-bytes=\"{}\" data-bill-bytes=\"{}\">{text}</script>",
        parts.wasm_sha256,
        parts.wasm.len(),
        parts.bill.len(),
    ))
}

fn style(text: &str) -> Result<String> {
    keeps_inside("style", text)?;
    Ok(format!("<style>{text}</style>"))
}

/// Refuses a text that would end its element early, or (`<!--`) keep it open.
fn keeps_inside(element: &str, text: &str) -> Result<()> {
    let lower = text.to_ascii_lowercase();
    for mark in [&format!("</{element}"), "<!--"] {
        if let Some(at) = lower.find(mark) {
            let line = lower[..at].matches('\n').count() + 1;
            bail!(
                "`{mark}` in line {line} of a {element} would break the page; write it otherwise"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<head>\n<!-- build: policy -->\n<!-- build: style -->\n\
        <link data-trunk rel=\"rust\">\n</head>\n<!-- build: scripts -->\n";

    fn parts() -> Parts<'static> {
        Parts {
            template: TEMPLATE,
            style: "p{}",
            check: "1",
            doors: "0",
            unpack: "2",
            glue: "3",
            start: "4",
            bill: "{}",
            wasm: b"wasm",
            wasm_sha256: "ab12",
        }
    }

    #[test]
    fn every_part_is_at_its_place_and_nothing_of_trunk_is_left() {
        let html = assemble(&parts()).expect("the template has every place");
        let (head, body) = html.split_once("</head>").expect("there is a head");
        assert!(head.starts_with(
            "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        ));
        assert!(head.ends_with("\n<style>p{}</style>\n"));
        let program = pack::text(b"wasm{}").expect("memory can be written");
        assert_eq!(
            body,
            format!(
                "\n<script id=\"check\">1</script>\n<script id=\"doors\">0</script>\n\
                 <script type=\"application/octet-stream\" id=\"program\" data-wasm-sha256=\"ab12\" \
                 data-wasm-bytes=\"4\" data-bill-bytes=\"2\">{program}</script>\n\
                 <script id=\"unpack\">2</script>\n\
                 <script id=\"glue\">3</script>\n<script id=\"start\">4</script>\n"
            )
        );
    }

    #[test]
    fn a_text_that_would_end_its_element_is_refused() {
        for glue in ["a\n\"</SCRIPT>\"", "a\n<!-- b"] {
            let error = assemble(&Parts { glue, ..parts() }).expect_err("it must be refused");
            assert!(
                error.to_string().contains("in line 2 of a script"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_missing_place_is_named() {
        let error = assemble(&Parts {
            template: "<head>",
            ..parts()
        })
        .expect_err("no place");
        assert_eq!(
            error.to_string(),
            "index.html has no place `<!-- build: policy -->`"
        );
    }
}
