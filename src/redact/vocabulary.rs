//! Words that are nobody's. They are kept, because what a file means depends on them.

/// Words that are kept wherever they stand alone: protocols, public providers, parts of public
/// addresses, products, what is said of a machine by what it does.
pub(super) static PUBLIC: &[&str] = &[
    "asmx",
    "aspx",
    "autodiscover",
    "biz",
    "com",
    "corp",
    "crm",
    "dynamics",
    "edu",
    "ews",
    "example",
    "exchange",
    "false",
    "gmail",
    "google",
    "googlemail",
    "gov",
    "host",
    "hotmail",
    "http",
    "https",
    "imap",
    "info",
    "int",
    "invalid",
    "lan",
    "live",
    "local",
    "localhost",
    "mail",
    "microsoft",
    "mil",
    "msn",
    "net",
    "no",
    "null",
    "office365",
    "onmicrosoft",
    "org",
    "outlook",
    "owa",
    "pop",
    "pop3",
    "public",
    "relay",
    "server",
    "smtp",
    "ssl",
    "svc",
    "test",
    "tls",
    "true",
    "web",
    "webmail",
    "windows",
    "www",
    "yahoo",
    "yes",
];

/// Words of settings that choose one of a few: kinds of servers, of signing in, of credentials.
pub(super) static CHOICES: &[&str] = &[
    "account",
    "anonymous",
    "authenticated",
    "authentication",
    "basic",
    "clear",
    "cleartext",
    "client",
    "credential",
    "credentials",
    "dav",
    "default",
    "email",
    "ews",
    "exchange",
    "forms",
    "gmail",
    "google",
    "hybrid",
    "imap",
    "imap4",
    "in",
    "inbound",
    "incoming",
    "integrated",
    "kerberos",
    "live",
    "local",
    "mail",
    "microsoft",
    "negotiate",
    "network",
    "no",
    "none",
    "ntlm",
    "oauth",
    "office",
    "on",
    "online",
    "other",
    "out",
    "outbound",
    "outgoing",
    "outlook",
    "plain",
    "pop",
    "pop3",
    "premises",
    "server",
    "service",
    "services",
    "smtp",
    "sp",
    "specified",
    "ssl",
    "sso",
    "system",
    "text",
    "tls",
    "user",
    "web",
    "webdav",
    "windows",
    "ws",
    "yahoo",
];

/// Words of error messages, which say what went wrong and never to whom.
pub(super) static ERRORS: &[&str] = &[
    "a",
    "access",
    "account",
    "address",
    "an",
    "and",
    "are",
    "as",
    "at",
    "authentication",
    "authorized",
    "be",
    "because",
    "been",
    "cannot",
    "certificate",
    "closed",
    "connect",
    "connected",
    "connection",
    "could",
    "credentials",
    "crm",
    "database",
    "denied",
    "did",
    "does",
    "dynamics",
    "e",
    "email",
    "error",
    "exception",
    "exchange",
    "expired",
    "fail",
    "failed",
    "failure",
    "folder",
    "for",
    "forbidden",
    "found",
    "from",
    "gateway",
    "has",
    "have",
    "host",
    "http",
    "https",
    "in",
    "incorrect",
    "internal",
    "invalid",
    "is",
    "it",
    "item",
    "login",
    "logon",
    "mailbox",
    "message",
    "microsoft",
    "name",
    "network",
    "no",
    "not",
    "object",
    "occurred",
    "of",
    "on",
    "operation",
    "or",
    "out",
    "password",
    "period",
    "pop3",
    "process",
    "processed",
    "properly",
    "protocol",
    "provider",
    "quota",
    "read",
    "refused",
    "remote",
    "request",
    "resolved",
    "respond",
    "response",
    "retrieve",
    "returned",
    "router",
    "secure",
    "server",
    "service",
    "smtp",
    "soap",
    "ssl",
    "status",
    "system",
    "temporarily",
    "that",
    "the",
    "this",
    "time",
    "timed",
    "timeout",
    "tls",
    "to",
    "too",
    "trust",
    "unable",
    "unauthorized",
    "unavailable",
    "underlying",
    "unknown",
    "user",
    "value",
    "was",
    "web",
    "were",
    "while",
    "with",
    "wrong",
];

/// Whether a word (in lower case) is nobody's.
pub(super) fn is_public(word: &str) -> bool {
    // The regions of Dynamics 365: crm4.dynamics.com.
    let is_region = word.strip_prefix("crm").is_some_and(|number| {
        number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    is_region || has(PUBLIC, word)
}

/// Whether a sorted list has a word.
pub(super) fn has(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// Whether a whole value is made of words of choices and short numbers: `Exchange2010`, `Other Specified`.
pub(super) fn is_choice(value: &str) -> bool {
    value.len() <= 60
        && pieces(value).all(|piece| {
            let is_number = piece.len() <= 4 && piece.bytes().all(|byte| byte.is_ascii_digit());
            is_number || has(CHOICES, &piece.to_ascii_lowercase())
        })
}

/// The pieces of a value, parted where the case rises, at numbers, and at signs.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    let mut rest = value;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|character: char| !character.is_alphanumeric());
        let first = rest.chars().next()?;
        let end = rest
            .char_indices()
            .zip(rest.chars().skip(1))
            .find(|((_, one), next)| {
                !next.is_alphanumeric()
                    || one.is_numeric() != next.is_numeric()
                    || (one.is_lowercase() && next.is_uppercase())
            })
            .map_or(rest.len(), |((at, one), _)| at + one.len_utf8());
        // “pop3” and “imap4” are words with a number in them.
        let with_number = ["pop3", "imap4"].iter().find(|word| {
            rest.get(..word.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        });
        let end = with_number.map_or(end.max(first.len_utf8()), |word| word.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [PUBLIC, CHOICES, ERRORS] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn choices_in_any_spelling() {
        for choice in [
            "Windows",
            "Exchange2010",
            "Exchange Server 2003",
            "POP3",
            "ExchangeOnline",
            "local system account",
            "Other Specified",
            "EWS",
            "-",
            "Basic, NTLM",
        ] {
            assert!(is_choice(choice), "{choice}");
        }
        for other in [
            "Contoso",
            "ExchangeContoso",
            "pop.contoso.com",
            "UserMeier",
            "20101",
        ] {
            assert!(!is_choice(other), "{other}");
        }
    }
}
