//! The parts of the page put together into one HTML text.

use std::iter;

use super::pack;
use super::policy::{Inline, policy};
use anyhow::{Result, bail};

/// What goes into the file.
pub struct Parts<'a> {
    /// `index.html`, with its places marked by `<!-- build: … -->`.
    pub template: &'a str,
    /// The style sheet of what is shown before the program is unpacked.
    pub opening: &'a str,
    /// The style sheet of the page.
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
        styles: &[parts.opening, parts.style],
    });
    let scripts = [
        script("check", parts.check)?,
        script("doors", parts.doors)?,
        program(parts)?,
        script("unpack", parts.unpack)?,
        script("start", parts.start)?,
    ];
    let mut html = without_trunk(parts.template);
    for (place, text) in [
        (
            "policy",
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"),
        ),
        ("style", style(parts.opening)?),
        ("scripts", scripts.join("\n")),
    ] {
        html = fill(&html, place, &text)?;
    }
    Ok(html)
}

/// The text as UTF-16, in which a letter of the packed program takes the least. A mark begins it, which counts for more
/// in browsers than what a host says of the file.
pub fn encode(html: &str) -> Vec<u8> {
    iter::once(BYTE_ORDER_MARK)
        .chain(html.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

const BYTE_ORDER_MARK: u16 = 0xfeff;

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

/// What is packed: a block that is data, and never runs. `boot/start.js` takes it apart in the same order.
fn program(parts: &Parts) -> Result<String> {
    let packed = [
        parts.wasm,
        parts.bill.as_bytes(),
        parts.glue.as_bytes(),
        parts.style.as_bytes(),
    ];
    let lengths = packed.map(|part| part.len().to_string()).join(" ");
    Ok(format!(
        "<script type=\"application/octet-stream\" id=\"program\" data-wasm-sha256=\"{}\" \
         data-bytes=\"{lengths}\">{}</script>",
        parts.wasm_sha256,
        pack::text(&packed.concat())?,
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
            opening: "b{}",
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
        assert!(head.ends_with("\n<style>b{}</style>\n"));
        let program = pack::text(b"wasm{}3p{}").expect("memory can be written");
        assert_eq!(
            body,
            format!(
                "\n<script id=\"check\">1</script>\n<script id=\"doors\">0</script>\n\
                 <script type=\"application/octet-stream\" id=\"program\" data-wasm-sha256=\"ab12\" \
                 data-bytes=\"4 2 1 3\">{program}</script>\n\
                 <script id=\"unpack\">2</script>\n<script id=\"start\">4</script>\n"
            )
        );
    }

    #[test]
    fn the_file_begins_with_its_mark() {
        assert_eq!(encode("aĀ"), b"\xff\xfea\0\x00\x01");
    }

    #[test]
    fn a_text_that_would_end_its_element_is_refused() {
        for start in ["a\n\"</SCRIPT>\"", "a\n<!-- b"] {
            let error = assemble(&Parts { start, ..parts() }).expect_err("it must be refused");
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
