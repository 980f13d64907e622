//! What becomes of a value, by the element it stands in.

use super::kept::Kept;
use super::tokens::{Token, tokens};
use super::vocabulary::{self, ERRORS};
use super::words::Words;
use crate::router::{Field, Role, mask, tags};

/// Redacts file after file, with one memory.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    words: Words,
    pub kept: Kept,
}

/// What an element's value is, as far as it may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Every word is replaced.
    Words,
    /// Every word but those of error messages is replaced.
    Message,
    /// Everything is replaced.
    Secret,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A time.
    Time,
    /// One of a few words.
    Choice,
    /// A class or an assembly.
    Class,
}

/// Numbers among the settings of the service, which the tag table does not hold.
const SERVICE_NUMBERS: [&str; 6] = [
    "MaxThreads",
    "MaxThreadExecution",
    "SchedulingPeriod",
    "ConfigRefreshPeriod",
    "ConfigUpdatePeriod",
    "LogLevel",
];

/// How markup begins that is no element; cut off, it stands among the tags.
const MARKUP: [&str; 7] = [
    "<![CDATA[",
    "<!DOCTYPE",
    "<!ELEMENT",
    "<!ATTLIST",
    "<!ENTITY",
    "<!NOTATION",
    "<!--",
];

impl Redactor {
    /// A file's text, redacted.
    pub fn file(&mut self, role: Role, text: &str) -> String {
        let mut redacted = String::with_capacity(text.len());
        // The element whose value comes next: that of the last start tag.
        let mut element = String::new();
        for token in tokens(text) {
            match token {
                Token::Tag(tag) => {
                    element = self.tag(role, tag, &mut redacted);
                }
                _ if role == Role::Key => blot(token, &mut redacted),
                Token::Text(value) => self.text(&element, value, &mut redacted),
                Token::Section(section) => {
                    let value = &section[9..section.len() - 3];
                    redacted.push_str("<![CDATA[");
                    self.text(&element, value, &mut redacted);
                    redacted.push_str("]]>");
                }
                Token::Instruction(instruction) if is_declaration(instruction) => {
                    redacted.push_str(instruction);
                }
                Token::Comment(piece) | Token::Instruction(piece) => {
                    redacted.push_str(&self.words.value(piece, &[], &mut self.kept));
                }
            }
        }
        redacted
    }

    /// A tag with its names as they are and its values replaced; gives the element that it opens.
    fn tag(&mut self, role: Role, tag: &str, redacted: &mut String) -> String {
        if is_declaration(tag) {
            redacted.push_str(tag);
            return String::new();
        }
        let begins = MARKUP.iter().find(|begin| {
            let length = begin.len();
            tag.get(..length)
                .is_some_and(|found| found.eq_ignore_ascii_case(begin))
        });
        if let Some(begin) = begins {
            redacted.push_str(&tag[..begin.len()]);
            redacted.push_str(&self.words.value(&tag[begin.len()..], &[], &mut self.kept));
            return String::new();
        }
        let inside = &tag[1..];
        let slash = usize::from(inside.starts_with('/'));
        let rest = &inside[slash..];
        let end = rest
            .find(|character: char| {
                character.is_whitespace() || matches!(character, '/' | '>' | '<')
            })
            .unwrap_or(rest.len());
        let (name, attributes) = rest.split_at(end);
        redacted.push_str(&tag[..1 + slash]);
        let is_whole = tag.ends_with('>');
        redacted.push_str(&self.name(name, is_whole));
        self.attributes(role, attributes, redacted);
        if slash == 1 || attributes.ends_with("/>") {
            String::new()
        } else {
            name.to_owned()
        }
    }

    /// An element's name: kept, but for the keys of a state file and for what is no name. Of a tag that is
    /// cut off only a known name is kept: a lost `>` may have drawn a value into it.
    fn name(&mut self, name: &str, is_whole: bool) -> String {
        let is_known = is_whole || is_of_the_format(name) || self.kept.names.contains_key(name);
        let is_key = name.len() == 28
            && name.starts_with('h')
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if is_known && is_name(name) && !is_key {
            self.kept.name(name);
            return name.to_owned();
        }
        self.words.value(name, &[], &mut self.kept)
    }

    /// What follows the name in a tag: `name="value"`, and whatever damage there is.
    fn attributes(&mut self, role: Role, attributes: &str, redacted: &mut String) {
        let mut rest = attributes;
        while let Some(at) = rest.find(['"', '\'']) {
            let (before, quoted) = rest.split_at(at);
            self.attribute_name(before, redacted);
            let quote = &quoted[..1];
            let value_end = quoted[1..].find(quote).map_or(quoted.len(), |end| end + 1);
            let value = &quoted[1..value_end];
            redacted.push_str(quote);
            let is_namespace = before.contains("xmlns")
                && (value.starts_with("http://www.w3.org/")
                    || value.starts_with("http://schemas.microsoft.com/"));
            if is_namespace {
                redacted.push_str(value);
            } else if role == Role::Key {
                blot(Token::Text(value), redacted);
            } else {
                redacted.push_str(&self.words.value(value, &[], &mut self.kept));
            }
            rest = &quoted[value_end..];
            if let Some(after) = rest.strip_prefix(quote) {
                redacted.push_str(quote);
                rest = after;
            }
        }
        self.attribute_name(rest, redacted);
    }

    /// What stands before a value: a name and `=`, or damage.
    fn attribute_name(&mut self, piece: &str, redacted: &mut String) {
        let name = piece.trim().trim_end_matches('=').trim_end();
        let is_attribute = piece.trim_end().ends_with('=') && is_name(name);
        if is_attribute {
            self.kept.name(name);
            redacted.push_str(piece);
        } else {
            redacted.push_str(&self.words.value(piece, &[], &mut self.kept));
        }
    }

    fn text(&mut self, element: &str, value: &str, redacted: &mut String) {
        if value.trim().is_empty() {
            return redacted.push_str(value);
        }
        let rule = rule(element);
        if may_be_kept(rule, value.trim()) {
            self.kept.value(element, value);
            return redacted.push_str(value);
        }
        let replaced = match rule {
            Rule::Secret => self.words.secret(value),
            Rule::Message => self.words.value(value, ERRORS, &mut self.kept),
            _ if is_hex_secret(value) => self.words.hex(value, &mut self.kept),
            _ => self.words.value(value, &[], &mut self.kept),
        };
        redacted.push_str(&replaced);
    }
}

/// A piece of a key file: nothing of it stays but its length and its white space.
fn blot(token: Token<'_>, redacted: &mut String) {
    let (open, piece, close) = match token {
        Token::Instruction(piece) if is_declaration(piece) => return redacted.push_str(piece),
        Token::Section(piece) => ("<![CDATA[", &piece[9..piece.len() - 3], "]]>"),
        Token::Comment(piece) => ("<!--", &piece[4..piece.len() - 3], "-->"),
        Token::Instruction(piece) => ("<?", &piece[2..piece.len() - 2], "?>"),
        Token::Text(piece) | Token::Tag(piece) => ("", piece, ""),
    };
    redacted.push_str(open);
    redacted.extend(piece.chars().map(|letter| match letter {
        '<' => '<',
        _ if letter.is_whitespace() || letter == '\u{FEFF}' => letter,
        _ => 'x',
    }));
    redacted.push_str(close);
}

fn rule(element: &str) -> Rule {
    let Some(tag) = tags::by_element(element) else {
        return match element {
            _ if SERVICE_NUMBERS
                .iter()
                .any(|name| name.eq_ignore_ascii_case(element)) =>
            {
                Rule::Number
            }
            _ if mask::is_secret_name(element) => Rule::Secret,
            _ => Rule::Words,
        };
    };
    match tag.field {
        _ if tag.secret => Rule::Secret,
        Field::LastError => Rule::Message,
        Field::Threshold => Rule::Time,
        Field::DeleteEmails | Field::MoveEmails | Field::IsForwardMailbox | Field::Ssl => {
            Rule::Flag
        }
        Field::EmailAuthMode
        | Field::Direction
        | Field::Protocol
        | Field::ServerType
        | Field::CredentialKind
        | Field::CrmAuthMode => Rule::Choice,
        Field::ProviderClass | Field::ProviderAssembly => Rule::Class,
        Field::Port
        | Field::BatchSize
        | Field::CacheCapacity
        | Field::MessageExpiry
        | Field::MaxMessageCount
        | Field::PollingPeriod
        | Field::ConnectionTimeout
        | Field::PendingStatusDelay
        | Field::SendingStatusDelay
        | Field::MaximumDeliveryAttempts
        | Field::EwsRetrieveMessageCount
        | Field::RequestBatchSize => Rule::Number,
        Field::CrmServerUrl
        | Field::EmailAddress
        | Field::UserId
        | Field::QueueId
        | Field::IdentityHash
        | Field::ProfileName
        | Field::Server
        | Field::User
        | Field::Password
        | Field::CrmUser
        | Field::CrmPassword => Rule::Words,
    }
}

/// Whether a value is what its element says, and so is nobody's.
fn may_be_kept(rule: Rule, value: &str) -> bool {
    let all = |signs: &str, most: usize| {
        value.len() <= most
            && value
                .bytes()
                .all(|byte| byte.is_ascii_digit() || signs.as_bytes().contains(&byte))
    };
    match rule {
        Rule::Words | Rule::Message | Rule::Secret => false,
        Rule::Number => all("+-.,", 12),
        Rule::Flag => ["true", "false", "yes", "no", "0", "1"]
            .iter()
            .any(|flag| flag.eq_ignore_ascii_case(value)),
        Rule::Time => all("TtZz:.+- ", 40),
        Rule::Choice => vocabulary::is_choice(value),
        Rule::Class => {
            value.len() <= 300
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_.,=+-` ".contains(&byte))
        }
    }
}

/// Whether a secret is written in pairs of hex digits: only then new letters must be hex, too.
fn is_hex_secret(value: &str) -> bool {
    mask::is_secret_value(value)
        && value
            .trim()
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || b"-: ,x".contains(&byte))
}

/// Whether an element is one that the format is known to have.
fn is_of_the_format(name: &str) -> bool {
    const STRUCTURE: [&str; 6] = [
        "Configuration",
        "SystemConfiguration",
        "ProviderConfiguration",
        "ProviderOverrides",
        "LogFile",
        "EncryptionKey",
    ];
    let mut known = STRUCTURE.iter().chain(&SERVICE_NUMBERS);
    tags::by_element(name).is_some() || known.any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether something can be a name of XML that names nobody: no dots, no `@`.
fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-:".contains(&byte))
}

/// Whether an instruction is an XML declaration with nothing in it that is anybody's.
fn is_declaration(instruction: &str) -> bool {
    instruction.len() <= 120
        && instruction.starts_with("<?xml")
        && instruction
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"<?>='\" \t\r\n._-:".contains(&byte))
        && ["version", "encoding", "standalone"]
            .iter()
            .any(|name| instruction.contains(name))
}
