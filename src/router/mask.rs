//! What a text may show: secrets are recognised by the name or by the look of a value.

use std::borrow::Cow;

/// Stands where a secret stood.
pub const MASK: &str = "•••";

/// Fewest signs in Base64 that stand for 16 bytes.
const ENCODED: usize = 22;

/// Whether an element's or field's name says that its value is a secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.as_bytes();
    (0..name.len()).any(|at| {
        let is = |word: &[u8]| {
            let piece = name.get(at..at + word.len());
            piece.is_some_and(|piece| piece.eq_ignore_ascii_case(word))
        };
        match name[at] {
            b'p' | b'P' => is(b"pass") || is(b"pwd"),
            b's' | b'S' => is(b"secret"),
            b'k' | b'K' => is(b"key"),
            b'c' | b'C' => is(b"credential"),
            b't' | b'T' => is(b"token"),
            _ => false,
        }
    })
}

/// Whether a byte is a sign of Base64, of either alphabet.
fn is_sign(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-')
}

/// Whether a whole value looks like a secret: at least 16 bytes in Base64 or hex, or a URL with user information.
pub fn is_secret_value(value: &str) -> bool {
    let value = value.trim();
    if is_guid(value) {
        return false;
    }
    if matches!(without_user_info(value), Cow::Owned(_)) {
        return true;
    }
    let mut chars = value.chars();
    value.len() >= ENCODED
        && (chars.all(|char| char.is_whitespace() || u8::try_from(char).is_ok_and(is_sign))
            && is_encoded(&value.split_whitespace().collect::<String>())
            || is_separated_hex(value))
}

/// Free text with everything that looks like a secret replaced.
pub fn free_text(text: &str) -> Cow<'_, str> {
    if !is_secret_name(text) && !text.contains('@') {
        // As nearly all: where its words begin and end does not matter.
        return without_encoded(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut after = After::Word;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let space = &piece[word.len()..];
        if word.is_empty() {
            shown.push_str(space);
            continue;
        }
        let sign = matches!(word, "=" | ":");
        if after == After::Sign || (after == After::Name && word.starts_with(['=', ':']) && !sign) {
            shown.push_str(MASK);
            after = After::Word;
        } else {
            mask_word(word, &mut shown);
            after = match (after, sign, names_secret(word)) {
                (After::Name, true, _) => After::Sign,
                (_, _, Some(after)) => after,
                _ => After::Word,
            };
        }
        shown.push_str(space);
    }
    Cow::Owned(shown)
}

/// What the word before was.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Word,
    /// A name such as `password`.
    Name,
    /// Such a name and a `:` or `=`: the secret follows.
    Sign,
}

fn names_secret(word: &str) -> Option<After> {
    let name = word.trim_matches(|char: char| !char.is_alphanumeric());
    if !is_secret_name(name) || name.contains(['=', ':']) {
        None
    } else if word.ends_with(['=', ':']) {
        Some(After::Sign)
    } else {
        Some(After::Name)
    }
}

/// Masks within one word: `name=value`, a URL's user information, encoded runs.
fn mask_word(word: &str, shown: &mut String) {
    if let Cow::Owned(plain) = without_user_info(word) {
        let scheme = word.find("://").map_or(0, |index| index + 3);
        shown.push_str(&word[..scheme]);
        shown.push_str(MASK);
        shown.push('@');
        return mask_word(&plain[scheme..], shown);
    }
    if let Some(index) = word.find(['=', ':'])
        && is_secret_name(&word[..index])
        && index + 1 < word.len()
        && !word[index..].starts_with("://")
    {
        // To the end of the word: a password may hold any sign.
        shown.push_str(&word[..=index]);
        return shown.push_str(MASK);
    }
    shown.push_str(&without_encoded(word));
}

/// A text with runs that look encoded replaced.
fn without_encoded(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut shown = String::new();
    let (mut from, mut kept) = (0, 0);
    // Looked at from behind: a run as long as that has no room beside a byte that is no sign.
    while let Some(next) = bytes.get(from..from + ENCODED) {
        if let Some(other) = next.iter().rposition(|&byte| !is_sign(byte)) {
            from += other + 1;
            continue;
        }
        let length = bytes[from..].iter().take_while(|&&byte| is_sign(byte));
        let run = from..from + length.count();
        from = run.end + 1;
        if is_encoded(&text[run.clone()]) && !is_guid(&text[run.clone()]) {
            shown.push_str(&text[kept..run.start]);
            shown.push_str(MASK);
            kept = run.end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[kept..]);
    Cow::Owned(shown)
}

/// A URL or host without the user name and password before the `@`.
pub fn without_user_info(value: &str) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    if !bytes.contains(&b'@') {
        return Cow::Borrowed(value);
    }
    let Some(start) = bytes
        .windows(3)
        .position(|three| three == b"://")
        .map(|index| index + 3)
    else {
        return Cow::Borrowed(value);
    };
    let authority = &value[start..];
    let end = authority.find(['/', '?', '#']).unwrap_or(authority.len());
    // A `/` may stand in a password that nobody encoded; then the last `@` before any space ends it.
    let end = if authority[..end].contains('@') {
        end
    } else {
        authority
            .find(char::is_whitespace)
            .unwrap_or(authority.len())
    };
    match authority[..end].rfind('@') {
        Some(at) if looks_like_user_info(&authority[..at]) => {
            Cow::Owned(format!("{}{}", &value[..start], &authority[at + 1..]))
        }
        _ => Cow::Borrowed(value),
    }
}

/// Whether what stands before an `@` is user information, not a path that holds an address.
fn looks_like_user_info(before: &str) -> bool {
    match before.find('/') {
        None => true,
        // `user:pa/ss`: the colon opens a password; `host:443/path` opens a port.
        Some(slash) => before[..slash]
            .split_once(':')
            .is_some_and(|(_, port)| port.parse::<u16>().is_err()),
    }
}

/// Whether a user name may be shown: an address, a domain account, or a legal Windows account name. Anything else
/// may be encrypted.
pub fn is_readable_user(value: &str) -> bool {
    if value.contains(['@', '\\']) {
        return !is_encoded(value);
    }
    const FORBIDDEN: &[char] = &[
        '"', '/', '[', ']', ':', ';', '|', '=', ',', '+', '*', '?', '<', '>',
    ];
    value.chars().count() <= 20
        && !value.contains(FORBIDDEN)
        && !value.chars().any(char::is_control)
        && value.chars().any(|char| char != '.' && char != ' ')
}

/// Whether a run looks like at least 16 bytes in Base64 or hex, and not like words.
fn is_encoded(run: &str) -> bool {
    let body = run.trim_end_matches('=');
    let padded = run.len() - body.len();
    if padded > 2 || body.len() < ENCODED || !body.bytes().all(|byte| is_sign(byte) && byte != b'=')
    {
        return false;
    }
    if body.bytes().all(|byte| byte.is_ascii_hexdigit()) && body.len() >= 32 {
        return true;
    }
    padded > 0 || body.contains('+') || !is_words(body)
}

/// Whether a run reads as words: `SoapHttpClientProtocol`, `mail-server-of-the-office`.
fn is_words(run: &str) -> bool {
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let changes = run
        .as_bytes()
        .windows(2)
        .filter(|pair| kind(pair[0]) != kind(pair[1]))
        .count();
    let separated = run
        .bytes()
        .any(|byte| !byte.is_ascii_alphanumeric() || byte.is_ascii_uppercase());
    separated && changes * 5 <= run.len() * 2 && changes > 0
}

/// Pairs of hex digits with a sign between them: `0A-1B-…`.
fn is_separated_hex(value: &str) -> bool {
    let pairs = value.split(['-', ':', ' ', ',']);
    let hex = |pair: &str| {
        pair.bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'x')
            && pair.trim_start_matches("0x").len() == 2
    };
    pairs.clone().all(hex) && pairs.count() >= 16
}

/// Whether a text is made of nothing but the signs of times, so that it can be shown.
pub fn is_like_a_time(text: &str) -> bool {
    text.len() <= 40
        && text.contains(['-', '/', ':', '.'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"TtZz:.,+-/ ".contains(&byte))
}

/// Whether a value is a GUID, which is no secret.
pub fn is_guid(value: &str) -> bool {
    let body = value
        .strip_prefix('{')
        .and_then(|body| body.strip_suffix('}'))
        .unwrap_or(value);
    body.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && body
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_look_like_sixteen_bytes_are_secrets() {
        for secret in [
            "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "0123456789abcdef0123456789ABCDEF",
            "VGhpc0lzQVNlY3JldEtleQ==",
            "0A-1B-2C-3D-4E-5F-60-71-82-93-A4-B5-C6-D7-E8-F9",
            "https://bob:hunter2@mail.contoso.com/ews",
            "pop3://bob:hun/ter2@mail.contoso.com",
            "gq83Hf0aPz71kLmQx93Rt5Yw",
            "QWxhZGRp bjpvcGVu IHNlc2FtZQ==",
        ] {
            assert!(is_secret_value(secret), "{secret}");
        }
        for plain in [
            "ExchangePollingMailboxProvider",
            "mail.contoso.com",
            "https://mail.contoso.com/ews/exchange.asmx",
            "{6B29FC40-CA47-1067-B31D-00DD010662DA}",
            "https://host/path/bob@contoso.com",
            "600000",
            "true",
        ] {
            assert!(!is_secret_value(plain), "{plain}");
        }
    }

    #[test]
    fn free_text_loses_only_its_secrets() {
        for (text, shown) in [
            (
                "The request failed with HTTP status 503: Service Unavailable.",
                "The request failed with HTTP status 503: Service Unavailable.",
            ),
            (
                "System.Web.Services.Protocols.SoapHttpClientProtocol.Invoke failed",
                "System.Web.Services.Protocols.SoapHttpClientProtocol.Invoke failed",
            ),
            (
                "login failed: password=hunter2; host=a",
                "login failed: password=••• host=a",
            ),
            (
                "login failed: Pwd: hunter2 at mail",
                "login failed: Pwd: ••• at mail",
            ),
            ("password = hunter2", "password = •••"),
            ("got QWxhZGRpbjpvcGVuIHNlc2FtZQ== back", "got ••• back"),
            ("Größe→QWxhZGRpbjpvcGVuIHNlc2FtZQ==→東京", "Größe→•••→東京"),
            (
                "https://bob:hunter2@mail.contoso.com/ews said no",
                "https://•••@mail.contoso.com/ews said no",
            ),
            (
                "mailbox 6B29FC40-CA47-1067-B31D-00DD010662DA",
                "mailbox 6B29FC40-CA47-1067-B31D-00DD010662DA",
            ),
        ] {
            assert_eq!(free_text(text), shown);
        }
    }

    #[test]
    fn a_run_is_found_wherever_it_stands() {
        let signs = "Q1x4Z7R2b9p3c5V8I0N6c4F1ZQx5";
        for length in [1, ENCODED - 1, ENCODED, signs.len()] {
            for before in [
                "",
                "ö",
                "a.",
                "aa.bbb ö.",
                "one.two.three.four.five.six ",
                &". ".repeat(30),
            ] {
                let run = &signs[..length];
                let shown = if length < ENCODED { run } else { MASK };
                for after in ["", "ö", ".a", &format!(" {run}")] {
                    let twice = after.replace(run, shown);
                    assert_eq!(
                        without_encoded(&format!("{before}{run}{after}")),
                        format!("{before}{shown}{twice}")
                    );
                }
            }
        }
    }

    #[test]
    fn user_names_that_may_be_encrypted_stay_hidden() {
        for readable in [
            "bob@contoso.com",
            "CONTOSO\\bob",
            "svc-router",
            "Jörg Müller",
        ] {
            assert!(is_readable_user(readable), "{readable}");
        }
        for opaque in [
            "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "AQAAANCMnd8BFdERjHoAwE",
            "a=b",
            "...",
            "an account name too long",
        ] {
            assert!(!is_readable_user(opaque), "{opaque}");
        }
    }

    #[test]
    fn user_information_leaves_urls() {
        assert_eq!(
            without_user_info("https://bob:pw@host:443/a"),
            "https://host:443/a"
        );
        assert_eq!(
            without_user_info("https://host:443/a@b"),
            "https://host:443/a@b"
        );
        assert_eq!(without_user_info("mail.contoso.com"), "mail.contoso.com");
    }
}
