//! The XML declaration: what it may say, and whether the bytes agree.

use super::codes::Code;
use super::decode::{Encoding, Opening, single_byte};
use super::tag;

/// What is wrong in the declaration whose inside (from `xml` on) is `content`: a code, the byte of the content,
/// and what the sentence speaks of.
pub(crate) fn check(content: &str, opening: Option<Opening>) -> Option<(Code, usize, String)> {
    let malformed = |at| Some((Code::DeclarationMalformed, at, String::new()));
    let tag = tag::read(content);
    if let Some(&(_, at)) = tag.problems.first() {
        return malformed(at);
    }
    if tag.empty {
        return malformed(content.len());
    }
    let mut expected = ["version", "encoding", "standalone"].into_iter();
    for (index, attribute) in tag.attributes.iter().enumerate() {
        let known = expected.any(|name| name == attribute.name);
        if !known || (index == 0) != (attribute.name == "version") {
            return malformed(attribute.at);
        }
        let valid = match attribute.name {
            "version" => is_version(attribute.value),
            "encoding" => is_encoding_name(attribute.value),
            _ => matches!(attribute.value, "yes" | "no"),
        };
        if !valid {
            return malformed(attribute.value_at);
        }
        if attribute.name == "encoding"
            && let Some(code) = opening.and_then(|opening| disagreement(attribute.value, opening))
        {
            return Some((
                code,
                attribute.value_at,
                attribute.value.chars().take(40).collect(),
            ));
        }
    }
    if tag.attributes.is_empty() {
        malformed(content.len())
    } else {
        None
    }
}

/// 1.0, and what the 5th edition reads as 1.0.
fn is_version(text: &str) -> bool {
    text.strip_prefix("1.").is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_encoding_name(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn disagreement(name: &str, opening: Opening) -> Option<Code> {
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    let wide = is("UTF-16") || is("ISO-10646-UCS-2");
    let agrees = match opening.encoding {
        Encoding::Utf16Le => wide || is("UTF-16LE"),
        Encoding::Utf16Be => wide || is("UTF-16BE"),
        Encoding::Utf8 => is("UTF-8") || is("UTF8"),
        encoding => single_byte(name) == Some(encoding),
    };
    let known = wide
        || is("UTF-16LE")
        || is("UTF-16BE")
        || is("UTF-8")
        || is("UTF8")
        || single_byte(name).is_some();
    match (agrees, known) {
        (true, _) => None,
        (false, true) => Some(Code::EncodingContradicted),
        (false, false) => Some(Code::EncodingUnknown),
    }
}
