//! The properties of `xml_support/properties.rs`, over documents made at random, and over the suite and the samples.
#![allow(clippy::unwrap_used)]

mod xml_support;

use proptest::prelude::*;
use xml_support::properties::{
    chunks_do_not_matter, reading_never_panics, salvage_keeps_whole_entries,
    strict_agrees_with_xmloxide,
};
use xml_support::salvage::Sample;
use xml_support::suite::suite;

/// Pieces that fit together often, and often do not.
const PIECES: &[&str] = &[
    "<a>",
    "</a>",
    "<b x='1' y=\"2\">",
    "</b>",
    "<c/>",
    "<p:d xmlns:p='u' p:e=''>",
    "</p:d>",
    "<p:d>",
    "<x:y/>",
    "text",
    " ",
    "\r\n",
    "\r",
    "\n",
    "\t",
    "&amp;",
    "&#65;",
    "&#x1F600;",
    "&#0;",
    "&bad;",
    "&",
    "&amp",
    ";",
    "<!-- c -->",
    "<!--",
    "-->",
    "--",
    "-",
    "<![CDATA[",
    "<![CDATA[ x ]]>",
    "]]>",
    "]]",
    ">",
    "<?pi x?>",
    "<?xml version='1.0'?>",
    "<?",
    "?>",
    "<?XML ?>",
    "<!DOCTYPE a [<!ENTITY e 'v'>]>",
    "<!DOCTYPE",
    "<!",
    "<",
    "</",
    "\"",
    "'",
    "=",
    "é",
    "😀",
    "\u{FFFD}",
    "\u{FFFE}",
    "\0",
    "\u{7F}",
    "\u{85}",
    "<é>",
    "</é>",
    "<ProviderConfiguration>",
    "</ProviderConfiguration>",
    "<Configuration>",
    "</Configuration>",
    "<EmailAddress>a@b</EmailAddress>",
    "<EmailAddress>",
    "</EmailAddress>",
    "<hzdzpo6bojytfabbohbc41r4rjho>",
    "</hzdzpo6bojytfabbohbc41r4rjho>",
    "xmlns:xml='u'",
    "<a xmlns='' xmlns:q=''>",
    "<a a='1' a='2'/>",
    "<a b='<'/>",
    "<a b='&lt;'/>",
    "<1>",
    "<a ",
    "<a\n",
    "x='1'",
];

/// Bytes of one of the encodings that are read, or of none.
fn document() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..24);
    (pieces, 0..8_u8, any::<u8>(), any::<prop::sample::Index>()).prop_map(
        |(pieces, encoding, byte, index)| {
            let text = pieces.concat();
            let wide = |unit: fn(u16) -> [u8; 2]| {
                "\u{FEFF}"
                    .encode_utf16()
                    .chain(text.encode_utf16())
                    .flat_map(unit)
                    .collect()
            };
            let mut bytes: Vec<u8> = match encoding {
                0 => wide(u16::to_le_bytes),
                1 => wide(u16::to_be_bytes),
                2 => format!("<?xml version='1.0' encoding='windows-1252'?>{text}").into_bytes(),
                3 => format!("\u{FEFF}{text}").into_bytes(),
                _ => text.into_bytes(),
            };
            if encoding == 4 && !bytes.is_empty() {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        },
    )
}

/// A tree of elements, well-formed but for what `PIECES` may do to its texts.
fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        8 => prop::sample::select(&["", "text", "&lt;", "&#10;", "<!-- c -->", "<?p i?>", "<![CDATA[<&]]>", "é😀", " "][..])
            .prop_map(str::to_owned),
        1 => prop::sample::select(PIECES).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let names = prop::sample::select(&["a", "b", "é", "p:q"][..]);
        let attributes =
            prop::sample::select(&["", " x='1'", " xmlns:p='u'", " x=\"&amp;\" y = '>'", "\n"][..]);
        (names, attributes, prop::collection::vec(inner, 0..4)).prop_map(
            |(name, attributes, inner)| format!("<{name}{attributes}>{}</{name}>", inner.concat()),
        )
    })
}

fn few() -> ProptestConfig {
    ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn reading_never_panics_on_pieces(document in document(), state in any::<bool>()) {
        reading_never_panics(if state { "x.SystemState.xml" } else { "EmailAgent.xml" }, &document);
    }

    #[test]
    fn chunks_do_not_matter_to_pieces(document in document(), lengths in prop::collection::vec(0..9_usize, 0..60)) {
        chunks_do_not_matter(&document, &lengths);
        chunks_do_not_matter(&document, &vec![1; document.len()]);
    }

    #[test]
    fn strict_agrees_with_xmloxide_on_pieces(document in document()) {
        strict_agrees_with_xmloxide(&document);
    }

    #[test]
    fn strict_agrees_with_xmloxide_on_trees(tree in tree()) {
        strict_agrees_with_xmloxide(tree.as_bytes());
    }
}

/// What follows a byte order mark may be another one, and the text may be in the encoding of either.
#[test]
fn two_byte_order_marks_are_one_too_many_for_both_or_decided() {
    let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    let texts: [&[u8]; 3] = [b"<a/>", b"<\0a\0/\0>\0", b"\0<\0a\0/\0>"];
    for first in marks {
        for second in marks {
            for text in texts {
                strict_agrees_with_xmloxide(&[first, second, text].concat());
            }
        }
    }
}

/// Names are read many letters at a time: a byte that may be none is seen wherever it stands.
#[test]
fn names_end_at_the_same_byte_for_both() {
    for byte in 0x21..0x7F_u8 {
        let char = char::from(byte);
        for before in 0..20 {
            let name = format!(
                "{}{char}{}",
                "aZ".repeat(10).split_at(before).0,
                "z".repeat(9)
            );
            strict_agrees_with_xmloxide(format!("<{name}/>").as_bytes());
            strict_agrees_with_xmloxide(format!("<a {name}='1'></a>").as_bytes());
        }
    }
}

/// An agent file of some entries, with what is between them.
fn agent() -> impl Strategy<Value = Sample> {
    let between = prop::sample::select(
        &[
            "",
            "\n",
            "<!-- - -->",
            "<?p i?>",
            "<Other>1</Other>",
            "<SystemConfiguration><LogLevel>1</LogLevel></SystemConfiguration>",
        ][..],
    );
    let inner = prop::sample::select(
        &[
            "",
            "<EmailAddress>a@b</EmailAddress>",
            "<LastError>1 &lt; 2</LastError>",
            "<X y='1'><Z/></X>",
            "<!-- c -->",
        ][..],
    );
    let entry = (between, prop::collection::vec(inner, 0..4)).prop_map(|(between, inner)| {
        format!(
            "{between}<ProviderConfiguration>{}</ProviderConfiguration>",
            inner.concat()
        )
    });
    prop::collection::vec(entry, 1..5).prop_map(|entries| {
        Sample::new(
            "EmailAgent.xml",
            format!("<Configuration>{}</Configuration>", entries.concat()).into_bytes(),
        )
    })
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn salvage_keeps_whole_entries_of_agents(
        sample in agent(),
        at in any::<usize>(),
        byte in prop::option::of(prop::sample::select(&xml_support::salvage::OVERWRITES[..])),
    ) {
        salvage_keeps_whole_entries(&sample, at, byte);
    }
}

#[test]
fn chunks_do_not_matter_to_the_suite() {
    for case in suite() {
        chunks_do_not_matter(&case.document, &vec![1; case.document.len()]);
    }
}

#[test]
fn every_cut_in_two_is_the_same() {
    for name in ["agent-with-everything.xml", "systemstate.xml"] {
        let path = format!("{}/tests/fixtures/xml/{name}", env!("CARGO_MANIFEST_DIR"));
        let document = std::fs::read(path).unwrap();
        for at in 0..document.len() {
            chunks_do_not_matter(&document, &[at]);
            chunks_do_not_matter(&document[..at], &[at / 2]);
        }
    }
}

/// What follows a target that is too long may not be in hand yet.
#[test]
fn chunks_do_not_matter_to_a_target_that_is_too_long() {
    let document = format!("<?{}\u{20}?><a/>", "a\u{300}".repeat(700));
    for at in 1020..1040 {
        chunks_do_not_matter(document.as_bytes(), &[at]);
    }
    chunks_do_not_matter(document.as_bytes(), &vec![1; document.len()]);
    let wrong = document.replace(' ', "\u{37E}");
    chunks_do_not_matter(wrong.as_bytes(), &vec![60; wrong.len() / 60]);
}
