//! Values → values with other words: signs stay, words are replaced, the same word always alike.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::escape::resolve_predefined_entity;

use super::fresh::{Fresh, Kind};
use super::kept::Kept;
use super::letters::stands_for;
use super::vocabulary;
use crate::router::mask;

/// What was replaced by what, over all files.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: HashMap<String, String>,
    secrets: HashMap<String, String>,
    ids: HashMap<String, u64>,
    hosts: HashMap<String, usize>,
    fresh: Fresh,
}

/// One letter of a value, and how the file writes it: as itself, or as `&#228;`.
struct Letter<'t> {
    character: char,
    written: &'t str,
}

impl Words {
    /// A value with every word replaced but the public ones and those of `also`.
    pub fn value(&mut self, value: &str, also: &[&str], kept: &mut Kept) -> String {
        let Some(user) = user_information(value) else {
            return self.plain(value, also, false, kept);
        };
        let mut replaced = self.plain(&value[..user.start], also, false, kept);
        replaced.push_str(&self.secret(&value[user.clone()]));
        replaced.push_str(&self.plain(&value[user.end..], also, false, kept));
        replaced
    }

    /// A value that looks like a secret written in hex stays one.
    pub fn hex(&mut self, value: &str, kept: &mut Kept) -> String {
        self.plain(value, &[], true, kept)
    }

    /// A secret, every letter and sign of it replaced but the spaces around it.
    pub fn secret(&mut self, value: &str) -> String {
        let bare = value.trim();
        if bare.is_empty() {
            return value.to_owned();
        }
        let letters = letters(bare).count();
        let Self { secrets, fresh, .. } = self;
        let secret = secrets
            .entry(bare.to_owned())
            .or_insert_with(|| fresh.word(vec![Kind::Letter; letters]));
        value.replacen(bare, secret, 1)
    }

    fn plain(&mut self, value: &str, also: &[&str], is_hex: bool, kept: &mut Kept) -> String {
        let letters: Vec<Letter<'_>> = letters(value).collect();
        let mut replaced = String::with_capacity(value.len());
        let mut at = 0;
        while at < letters.len() {
            let begins = at == 0 || !is_word(letters[at - 1].character);
            if begins && let Some(length) = id_length(&letters[at..]) {
                self.id(&letters[at..at + length], &mut replaced);
                at += length;
            } else if begins && let Some(length) = address_length(&letters, at) {
                self.host(&letters[at..at + length], &mut replaced);
                at += length;
            } else if is_word(letters[at].character) {
                let length = letters[at..]
                    .iter()
                    .take_while(|letter| is_word(letter.character))
                    .count();
                // A number behind a colon is a port where a machine stands before it, and anything elsewhere.
                let after_colon =
                    at > 0 && letters[at - 1].character == ':' && names_machine(&letters[..at - 1]);
                let word = &letters[at..at + length];
                self.word(word, after_colon, also, is_hex, kept, &mut replaced);
                at += length;
            } else {
                replaced.push_str(letters[at].written);
                at += 1;
            }
        }
        replaced
    }

    fn word(
        &mut self,
        word: &[Letter<'_>],
        after_colon: bool,
        also: &[&str],
        is_hex: bool,
        kept: &mut Kept,
        replaced: &mut String,
    ) {
        let lower: String = word
            .iter()
            .flat_map(|letter| letter.character.to_lowercase())
            .collect();
        let is_port =
            after_colon && lower.len() <= 5 && lower.bytes().all(|byte| byte.is_ascii_digit());
        if is_port || vocabulary::is_public(&lower) || vocabulary::has(also, &lower) {
            kept.word(&lower);
            return replaced.extend(word.iter().map(|letter| letter.written));
        }
        // A host is told by how it begins, a key of the state file too.
        let kept_letters = match &*lower {
            _ if lower.starts_with("smtp") => 4,
            _ if lower.starts_with("pop") => 3,
            _ if is_state_key(&lower) => 1,
            _ => 0,
        };
        let (begin, rest) = word.split_at(kept_letters);
        replaced.extend(begin.iter().map(|letter| letter.written));
        let key: String = lower.chars().skip(kept_letters).collect();
        if key.is_empty() {
            return;
        }
        let Self { words, fresh, .. } = self;
        let new = words.entry(key).or_insert_with(|| {
            let shape = rest.iter().map(|letter| Kind::of(letter.character, is_hex));
            fresh.word(shape.collect())
        });
        spell(new, rest, replaced);
    }

    /// Ids count up.
    fn id(&mut self, id: &[Letter<'_>], replaced: &mut String) {
        let lower: String = id
            .iter()
            .map(|letter| letter.character.to_ascii_lowercase())
            .collect();
        let next = self.ids.len() as u64 + 1;
        let number = *self.ids.entry(lower).or_insert(next);
        replaced.push_str(&format!("00000000-0000-4000-8000-{number:012}"));
    }

    /// Addresses of machines become those of the ranges that are kept free for examples.
    fn host(&mut self, host: &[Letter<'_>], replaced: &mut String) {
        const FREE: [&str; 3] = ["192.0.2", "198.51.100", "203.0.113"];
        let address: String = host.iter().map(|letter| letter.character).collect();
        let next = self.hosts.len();
        let number = *self.hosts.entry(address).or_insert(next);
        match FREE.get(number / 254) {
            Some(range) => replaced.push_str(&format!("{range}.{}", number % 254 + 1)),
            None => replaced.push_str(&format!(
                "10.{}.{}.{}",
                number >> 16 & 0xFF,
                number >> 8 & 0xFF,
                number & 0xFF
            )),
        }
    }
}

/// Writes a new word the way the old one is written: capitals, references.
fn spell(new: &str, old: &[Letter<'_>], replaced: &mut String) {
    let mut old = old.iter();
    for character in new.chars() {
        let Some(before) = old.next() else {
            replaced.push(character);
            continue;
        };
        let character = match character.to_uppercase().next() {
            Some(upper)
                if before.character.is_uppercase() && upper.len_utf8() == character.len_utf8() =>
            {
                upper
            }
            _ => character,
        };
        if before.written.starts_with("&#") {
            replaced.push_str(&format!("&#{};", u32::from(character)));
        } else {
            replaced.push(character);
        }
    }
}

/// Whether what stands before a colon ends in the name of a machine: with a dot in it, or behind `//`.
fn names_machine(before: &[Letter<'_>]) -> bool {
    let begin = before
        .iter()
        .rposition(|letter| !(is_word(letter.character) || matches!(letter.character, '.' | '-')))
        .map_or(0, |at| at + 1);
    let name = &before[begin..];
    let behind_slashes = begin >= 2
        && before[begin - 2..begin]
            .iter()
            .all(|letter| letter.character == '/');
    !name.is_empty() && (behind_slashes || name.iter().any(|letter| letter.character == '.'))
}

/// Whether a word is the name of an entry of a state file: 28 letters and digits, the first an `h`.
fn is_state_key(lower: &str) -> bool {
    lower.len() == 28
        && lower.starts_with('h')
        && lower.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a letter is part of a word: every letter and digit, and all that is beyond ASCII but spaces.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || !(character.is_ascii()
            || character.is_whitespace()
            || character == '\u{FEFF}'
            || character == char::REPLACEMENT_CHARACTER && stands_for(character).is_none())
}

fn letters(value: &str) -> impl Iterator<Item = Letter<'_>> {
    let mut rest = value;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (character, length) = reference(rest).unwrap_or((first, first.len_utf8()));
        let (written, after) = rest.split_at(length);
        rest = after;
        Some(Letter { character, written })
    })
}

/// A reference at the beginning of a text: what it stands for, and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(10).position(|byte| byte == b';')?;
    let name = &inside[..end];
    let character = match name.strip_prefix('#') {
        None => resolve_predefined_entity(name)?.chars().next()?,
        Some(number) => {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 2))
}

/// The length of a GUID that stands here and ends here.
fn id_length(letters: &[Letter<'_>]) -> Option<usize> {
    const LENGTH: usize = 36;
    let id: String = letters
        .iter()
        .take(LENGTH)
        .map(|letter| letter.written)
        .collect();
    let ends = letters
        .get(LENGTH)
        .is_none_or(|next| !is_word(next.character));
    (id.len() == LENGTH && ends && mask::is_guid(&id)).then_some(LENGTH)
}

/// The length of an IPv4 address that stands here, with no number before or after it.
fn address_length(letters: &[Letter<'_>], at: usize) -> Option<usize> {
    let is_dot = |letter: Option<&Letter<'_>>| letter.is_some_and(|letter| letter.character == '.');
    if at > 0 && is_dot(letters.get(at - 1)) {
        return None;
    }
    let mut end = at;
    for part in 0..4 {
        if part > 0 {
            if !is_dot(letters.get(end)) {
                return None;
            }
            end += 1;
        }
        let digits = letters[end..]
            .iter()
            .take_while(|letter| letter.character.is_ascii_digit())
            .count();
        let number: String = letters[end..end + digits]
            .iter()
            .map(|letter| letter.character)
            .collect();
        number.parse::<u8>().ok()?;
        end += digits;
    }
    let ends = letters.get(end).is_none_or(|next| !is_word(next.character))
        && !(is_dot(letters.get(end))
            && letters
                .get(end + 1)
                .is_some_and(|next| next.character.is_ascii_digit()));
    ends.then_some(end - at)
}

/// Where the user information of a URL stands, without its `@`.
fn user_information(value: &str) -> Option<Range<usize>> {
    let plain = mask::without_user_info(value);
    let length = value.len().checked_sub(plain.len() + 1)?;
    let start = value.find("://")? + 3;
    Some(start..start + length)
}
