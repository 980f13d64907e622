//! One whole tag, strictly: what is written as usual is split here, the rest by quick-xml; what it lets pass is
//! caught here.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart};

use super::chars::{is_blank, is_char, is_name, is_space, name_length, plain_name_length};
use super::codes::Code;
use super::limits::{MAX_ATTRIBUTES, MAX_NAME};
use super::scan::find;

/// So many attributes are compared one with another; more are sorted.
pub(super) const FEW: usize = 8;

/// A start tag or the inside of an XML declaration.
pub(crate) struct Tag<'a> {
    /// The element's name, or what of it is one.
    pub name: &'a str,
    /// Whether the tag ends with `/>`.
    pub empty: bool,
    /// Its attributes in order.
    pub attributes: Vec<Attribute<'a>>,
    /// What is wrong, with the byte of the content where it shows.
    pub problems: Vec<(Code, usize)>,
}

/// An attribute as it stands.
pub(crate) struct Attribute<'a> {
    pub name: &'a str,
    pub value: &'a str,
    /// Byte of the content at which its name stands.
    pub at: usize,
    /// Byte of the content at which its value stands.
    pub value_at: usize,
}

/// The attributes of a tag in hand that need nothing done to them: names of ASCII without a colon, few, each once,
/// their values as they stand. Kept from tag to tag for its memory.
#[derive(Debug, Default)]
pub(crate) struct PlainAttributes {
    /// Where their names and values stand in the tag.
    pub places: Vec<(Range<usize>, Range<usize>)>,
}

impl PlainAttributes {
    /// Reads on from byte `from` of a tag; gives back where its end stands and how it ends, or nothing if they are
    /// of another kind or not all there.
    pub fn read(&mut self, tag: &[u8], from: usize) -> Option<(usize, bool, usize)> {
        self.places.clear();
        let mut rest = &tag[from..];
        // One bit for each letter that a name has begun with.
        let mut begun = 0_u64;
        loop {
            let at = tag.len() - rest.len() + 1;
            let named = match rest {
                [b' ', named @ ..] => named,
                [b'>', ..] => return Some((at - 1, false, 1)),
                [b'/', b'>', ..] => return Some((at - 1, true, 2)),
                _ => return None,
            };
            let length = plain_name_length(named);
            let (name, assigned) = named.split_at_checked(length)?;
            let [b'=', quote @ (b'"' | b'\''), valued @ ..] = assigned else {
                return None;
            };
            let value_length = find(valued, 0, [*quote, b'<', b'&']);
            let (&end, after) = valued.get(value_length..)?.split_first()?;
            let bit = 1 << (name.first()? & 0x3F);
            if end != *quote
                || length > MAX_NAME
                || name == b"xmlns"
                || self.places.len() == FEW
                || begun & bit != 0 && self.has(tag, name)
            {
                return None;
            }
            begun |= bit;
            let value_at = at + length + 2;
            self.places
                .push((at..at + length, value_at..value_at + value_length));
            rest = after;
        }
    }

    fn has(&self, tag: &[u8], name: &[u8]) -> bool {
        self.places
            .iter()
            .any(|(other, _)| tag[other.clone()] == *name)
    }
}

/// Reads what stands between `<` and `>` of a start tag.
pub(crate) fn read(content: &str) -> Tag<'_> {
    let (body, empty) = match content.strip_suffix('/') {
        Some(body) => (body, true),
        None => (content, false),
    };
    let length = name_length(body);
    let mut tag = Tag {
        name: &body[..length],
        empty,
        attributes: Vec::new(),
        problems: Vec::new(),
    };
    if length > MAX_NAME {
        tag.problems.push((Code::LimitName, 0));
    } else if length == 0 || !is_qualified(tag.name) {
        tag.problems.push((Code::NameInvalid, 0));
    } else if let Some(&next) = body.as_bytes().get(length) {
        if is_space(next) {
            read_attributes(body, &mut tag);
        } else {
            tag.problems.push((Code::NameInvalid, length));
        }
    }
    tag
}

/// Whether a name of name characters is a QName: at most one colon, with a name on either side.
pub(crate) fn is_qualified(name: &str) -> bool {
    if !name.is_empty() && plain_name_length(name.as_bytes()) == name.len() {
        return true;
    }
    match name.split_once(':') {
        None => is_name(name),
        Some((prefix, local)) => is_name(prefix) && is_name(local) && !local.contains(':'),
    }
}

/// Splits the attributes after the name; between them only white space may be left over.
fn read_attributes<'a>(body: &'a str, tag: &mut Tag<'a>) {
    let start = BytesStart::from_content(body, tag.name.len());
    let mut list = start.attributes();
    list.with_checks(false);
    let offset = |part: &str| part.as_ptr() as usize - body.as_ptr() as usize;
    let mut end = tag.name.len();
    for item in list {
        let Ok(attribute) = item else { break };
        let (at, value_at) = (offset(attribute.key.0), offset(&attribute.value));
        let name_end = at + attribute.key.0.len();
        let Some(quote) = assignment(&body[name_end..value_at]) else {
            end = name_end;
            break;
        };
        let value_end = value_at + attribute.value.len();
        if body.as_bytes().get(value_end) != Some(&quote) || !is_blank(&body[end..at]) {
            break;
        }
        if end == at {
            tag.problems.push((Code::AttributeSpace, at));
        }
        if attribute.key.0.len() > MAX_NAME {
            tag.problems.push((Code::LimitName, at));
        } else if !is_qualified(attribute.key.0) {
            tag.problems.push((Code::NameInvalid, at));
        }
        if tag.attributes.len() == MAX_ATTRIBUTES {
            tag.problems.push((Code::LimitAttributes, at));
            return;
        }
        let (name, value) = (&body[at..name_end], &body[value_at..value_end]);
        tag.attributes.push(Attribute {
            name,
            value,
            at,
            value_at,
        });
        end = value_end + 1;
    }
    let rest = &body[end..];
    if !is_blank(rest) {
        let blank = rest.bytes().take_while(|&byte| is_space(byte)).count();
        tag.problems.push((Code::AttributeMalformed, end + blank));
    }
}

/// The quote at the end of what stands between an attribute's name and its value.
fn assignment(between: &str) -> Option<u8> {
    let space = |char: char| char.is_ascii() && is_space(char as u8);
    let quote = between
        .trim_start_matches(space)
        .strip_prefix('=')?
        .trim_start_matches(space);
    matches!(quote, "\"" | "'").then(|| quote.as_bytes()[0])
}

/// The normalized value of an attribute: references resolved, line ends and tabs made spaces.
pub(crate) fn value<'a>(
    attribute: &Attribute<'a>,
    problems: &mut Vec<(Code, usize)>,
) -> Cow<'a, str> {
    let changes = |byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r');
    if !attribute.value.bytes().any(changes) {
        return Cow::Borrowed(attribute.value);
    }
    let mut value = String::with_capacity(attribute.value.len());
    let mut rest = attribute.value;
    let mut at = attribute.value_at;
    while let Some(index) = rest.find('&') {
        push_spaced(&rest[..index], &mut value);
        let tail = &rest[index + 1..];
        let used = match reference(tail) {
            Found::Text(text, used) => {
                value.push_str(text);
                used
            }
            Found::Char(char, used) => {
                value.push(char);
                used
            }
            Found::Wrong(code, used) => {
                problems.push((code, at + index));
                used
            }
            Found::Unfinished => {
                problems.push((Code::ReferenceMalformed, at + index));
                0
            }
        };
        rest = &tail[used..];
        at += index + 1 + used;
    }
    push_spaced(rest, &mut value);
    Cow::Owned(value)
}

fn push_spaced(text: &str, value: &mut String) {
    let mut after_return = false;
    for char in text.chars() {
        if !(char == '\n' && after_return) {
            value.push(if matches!(char, '\t' | '\n' | '\r') {
                ' '
            } else {
                char
            });
        }
        after_return = char == '\r';
    }
}

/// What an `&` begins; lengths do not count the `&`, but the `;`.
pub(crate) enum Found {
    /// A predefined entity.
    Text(&'static str, usize),
    /// A character.
    Char(char, usize),
    /// A fault, and how much to step over.
    Wrong(Code, usize),
    /// The text ends before the reference does.
    Unfinished,
}

/// Reads what follows an `&`.
pub(crate) fn reference(tail: &str) -> Found {
    let head = &tail[..tail.floor_char_boundary(MAX_NAME + 2)];
    let body = usize::from(head.starts_with('#'));
    let length = body + name_length(&head[body..]);
    if length == tail.len() {
        return Found::Unfinished;
    }
    let name = &tail[..length];
    if tail.as_bytes()[length] != b';' {
        return Found::Wrong(Code::ReferenceMalformed, 0);
    }
    if body == 1 {
        return character(name, length + 1);
    }
    match resolve_predefined_entity(name) {
        Some(text) => Found::Text(text, length + 1),
        None if is_name(name) && !name.contains(':') => {
            Found::Wrong(Code::EntityUndefined, length + 1)
        }
        None => Found::Wrong(Code::ReferenceMalformed, 0),
    }
}

/// A reference by number: `#60` or `#x3C`.
fn character(name: &str, used: usize) -> Found {
    let well_formed = match name.strip_prefix("#x") {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => name.len() > 1 && name[1..].bytes().all(|byte| byte.is_ascii_digit()),
    };
    if !well_formed {
        return Found::Wrong(Code::ReferenceMalformed, 0);
    }
    match BytesRef::new(name).resolve_char_ref() {
        Ok(Some(char)) if is_char(u32::from(char)) => Found::Char(char, used),
        _ => Found::Wrong(Code::CharacterReference, used),
    }
}
