//! Where this reader and xmloxide say different things of a document, and the rule that decides.
//!
//! `docs/xml/disagreements.md` is made from this table; the tests and `fuzz/` let no other disagreement pass.
#![allow(dead_code)]

use std::fmt::Write as _;

use reroute::xml::Fault;

use super::recorder::read;

/// What both say of a document.
pub struct Verdicts<'a> {
    document: &'a [u8],
    /// The codes of our faults.
    pub ours: Vec<&'static str>,
    faults: Vec<Fault>,
    /// What xmloxide refuses it for.
    pub theirs: Option<String>,
}

impl<'a> Verdicts<'a> {
    pub fn of(document: &'a [u8]) -> Self {
        let theirs = xmloxide::Document::parse_bytes(document).err();
        let ours = read(document);
        Self {
            document,
            ours: ours.codes(),
            faults: ours.faults,
            theirs: theirs.map(|error| error.to_string()),
        }
    }

    /// Both accept the document, or both reject it.
    pub fn agree(&self) -> bool {
        self.ours.is_empty() == self.theirs.is_none()
    }

    /// Whether a name that we reject has a colon.
    fn rejects_colon(&self) -> bool {
        let is_rejected = |fault: &&Fault| fault.code == "XML0013";
        self.faults.iter().filter(is_rejected).any(|fault| {
            let rest = self
                .document
                .get(fault.at.byte as usize..)
                .unwrap_or_default();
            let name = rest.iter().take_while(|byte| !b" \t\r\n=/>".contains(byte));
            name.clone().any(|&byte| byte == b':')
        })
    }

    /// Whether an encoding is named at the beginning, by what only looks like an XML declaration.
    fn names_encoding_elsewhere(&self) -> bool {
        let text = String::from_utf8_lossy(self.document).replace('\0', "");
        let text = text.trim_start_matches(['\u{FEFF}', '\u{FFFD}']);
        text.strip_prefix("<?xml").is_some_and(|rest| {
            rest.contains("encoding") && !rest.starts_with([' ', '\t', '\r', '\n'])
        })
    }

    /// Whether a line break or a tab stands after `<?xml`.
    fn breaks_after_xml(&self) -> bool {
        let text = String::from_utf8_lossy(self.document).replace('\0', "");
        let text = text.trim_start_matches(['\u{FEFF}', '\u{FFFD}']);
        text.strip_prefix("<?xml")
            .is_some_and(|rest| rest.starts_with(['\t', '\r', '\n']))
    }

    /// The disagreement this is a case of.
    pub fn decided(&self) -> Option<&'static Disagreement> {
        DISAGREEMENTS
            .iter()
            .find(|one| one.rejects.is_none() == self.ours.is_empty() && (one.holds)(self))
    }
}

/// One kind of document on which the two differ.
pub struct Disagreement {
    /// The code we reject it with; none when it is accepted here and rejected by xmloxide.
    pub rejects: Option<&'static str>,
    /// What kind of document.
    pub what: &'static str,
    /// The rule that decides.
    pub rule: &'static str,
    /// Documents of the W3C suite that show it; a document type is in most of them and not listed.
    pub suite: &'static [&'static str],
    /// The smallest document that shows it.
    pub example: Smallest,
    holds: fn(&Verdicts<'_>) -> bool,
}

/// The smallest document that shows a disagreement.
pub enum Smallest {
    /// These bytes.
    Bytes(&'static [u8]),
    /// A long one: in words, and how it is made.
    Made(&'static str, fn() -> String),
}

impl Smallest {
    pub fn document(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Made(_, make) => make().into_bytes(),
        }
    }
}

macro_rules! rejected_for {
    ($code:literal) => {
        |verdicts| verdicts.ours.contains(&$code)
    };
}

/// Every disagreement.
pub static DISAGREEMENTS: &[Disagreement] = &[
    Disagreement {
        rejects: Some("XML0007"),
        what: "A document type declaration",
        rule: "XML 1.0 §2.8 allows it; it is refused here by name, so that no entity can grow or pull in files",
        suite: &[],
        example: Smallest::Bytes(b"<!DOCTYPE a><a/>"),
        holds: rejected_for!("XML0007"),
    },
    Disagreement {
        rejects: Some("XML0002"),
        what: "A declared encoding that is not that of the bytes",
        rule: "XML 1.0 §4.3.3: it is a fatal error for an entity to be presented in another encoding than the declared one",
        suite: &["hst-lhs-007"],
        example: Smallest::Bytes(b"\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
        holds: rejected_for!("XML0002"),
    },
    Disagreement {
        rejects: Some("XML0001"),
        what: "An encoding that is not read here",
        rule: "XML 1.0 §4.3.3: an encoding the processor cannot process is a fatal error; only UTF-8 and UTF-16 must be",
        suite: &[],
        example: Smallest::Bytes(b"<?xml version='1.0' encoding='Shift_JIS'?><a/>"),
        holds: rejected_for!("XML0001"),
    },
    Disagreement {
        rejects: Some("XML0011"),
        what: "A second byte order mark, of this encoding or another",
        rule: "XML 1.0 §4.3.3: the first is the signature of the encoding; the second is a character in that, or none, and §2.8 [22] allows neither before the root element",
        suite: &[],
        example: Smallest::Bytes(b"\xEF\xBB\xBF\xEF\xBB\xBF<a/>"),
        holds: |verdicts| {
            let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFE\xFF", b"\xFF\xFE"];
            let behind = |document: &'_ [u8]| {
                let mark = marks.iter().find(|mark| document.starts_with(mark))?;
                Some(mark.len())
            };
            behind(verdicts.document)
                .and_then(|first| behind(&verdicts.document[first..]))
                .is_some()
        },
    },
    Disagreement {
        rejects: Some("XML0013"),
        what: "A name with a colon, and what is no name after or before it",
        rule: "Namespaces in XML 1.0 §4 [7]–[11]: both parts of a qualified name are names without a colon",
        suite: &[],
        example: Smallest::Bytes(b"<a xmlns:p='u' p:='1'/>"),
        holds: |verdicts| verdicts.rejects_colon(),
    },
    Disagreement {
        rejects: Some("XML0035"),
        what: "Elements too deep inside one another",
        rule: "our limit: 64",
        suite: &[],
        example: Smallest::Made("65 × <a>, 65 × </a>", || {
            ["<a>".repeat(65), "</a>".repeat(65)].concat()
        }),
        holds: rejected_for!("XML0035"),
    },
    Disagreement {
        rejects: Some("XML0036"),
        what: "Too many attributes",
        rule: "our limit: 256",
        suite: &[],
        example: Smallest::Made("<a, 257 attributes, />", || {
            let attributes: String = (0..257).map(|index| format!(" b{index}=''")).collect();
            format!("<a{attributes}/>")
        }),
        holds: rejected_for!("XML0036"),
    },
    Disagreement {
        rejects: Some("XML0037"),
        what: "Too long a name",
        rule: "our limit: 1,024 bytes",
        suite: &[],
        example: Smallest::Made("<, 1,025 × a, />", || format!("<{}/>", "a".repeat(1025))),
        holds: rejected_for!("XML0037"),
    },
    Disagreement {
        rejects: Some("XML0039"),
        what: "Too long a text",
        rule: "our limit: 1,048,576 bytes",
        suite: &[],
        example: Smallest::Made("<a>, 1,048,577 × 1, </a>", || {
            format!("<a>{}</a>", "1".repeat((1 << 20) + 1))
        }),
        holds: rejected_for!("XML0039"),
    },
    Disagreement {
        rejects: None,
        what: "UTF-16 without a byte order mark",
        rule: "XML 1.0 §4.3.3 asks for the mark, appendix F.1 tells the encoding from the first bytes; it is read here on purpose",
        suite: &[],
        example: Smallest::Bytes(b"<\0a\0/\0>\0"),
        holds: |verdicts| {
            let marked = matches!(verdicts.document, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..]);
            !marked && verdicts.document.contains(&0)
        },
    },
    Disagreement {
        rejects: Some("XML0003"),
        what: "Bytes that are no UTF-8, after an instruction that only looks like an XML declaration and names an encoding",
        rule: "XML 1.0 §2.8 [23], [24]: a space follows `<?xml` in a declaration; without one, §4.3.3 leaves UTF-8",
        suite: &[],
        example: Smallest::Bytes(b"<?xmlv encoding='ISO-8859-1'?><a>\xE9</a>"),
        holds: |verdicts| verdicts.ours.contains(&"XML0003") && verdicts.names_encoding_elsewhere(),
    },
    Disagreement {
        rejects: None,
        what: "A processing instruction whose target begins with `xml`, and which speaks of an encoding",
        rule: "XML 1.0 §2.6 [17]: only the target `xml` itself is reserved; this is no XML declaration",
        suite: &[],
        example: Smallest::Bytes(b"<?xmlv encoding='a/b'?><a/>"),
        holds: |verdicts| verdicts.names_encoding_elsewhere(),
    },
    Disagreement {
        rejects: None,
        what: "An XML declaration with a line break or a tab after `<?xml`",
        rule: "XML 1.0 §2.8 [24], §2.3 [3]: the white space before `version` may be any",
        suite: &[],
        example: Smallest::Bytes(b"<?xml\nversion='1.0'?><a/>"),
        holds: |verdicts| verdicts.breaks_after_xml(),
    },
];

/// The page of the table.
pub fn page() -> String {
    let mut page = String::from(
        "# Where xmloxide says otherwise\n\n\
         Every document of the W3C suite, documents made at random and documents found by fuzzing are read by this\n\
         reader and by xmloxide, another strict one. Both accept a document, or both reject it, but for what is listed\n\
         here, each with the rule that decides. The tests let no other disagreement pass.\n\n\
         | document | here | xmloxide | the rule | in the W3C suite | smallest example |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for one in DISAGREEMENTS {
        let (here, there) = match one.rejects {
            Some(code) => (format!("[{code}]({code}.md)"), "accepted"),
            None => ("accepted".to_owned(), "rejected"),
        };
        let example = match one.example {
            Smallest::Bytes(bytes) => bytes.escape_ascii().to_string().replace("\\'", "'"),
            Smallest::Made(shown, _) => shown.to_owned(),
        };
        let suite = if one.suite.is_empty() {
            "–".to_owned()
        } else {
            one.suite.join(", ")
        };
        let _ = writeln!(
            page,
            "| {} | {here} | {there} | {} | {suite} | `{example}` |",
            one.what, one.rule,
        );
    }
    page
}
