//! Bytes as characters, and where in the file they stand.
#![allow(clippy::unwrap_used)]

mod xml_support;

use xml_support::recorder::read;

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn events(document: &[u8]) -> Vec<String> {
    let recorder = read(document);
    assert_eq!(recorder.summary(), Vec::<String>::new(), "{document:?}");
    recorder.events
}

#[test]
fn places_are_lines_characters_and_bytes_of_the_file() {
    let text = "<é>\r\n😀é<b/>\r<c/></é>";
    assert_eq!(
        events(text.as_bytes()),
        [
            "<é 1:1/0 0",
            "'\n😀é",
            "<b 2:3/12 1",
            "> 2:3/12",
            "'\n",
            "<c 3:1/17 1",
            "> 3:1/17",
            "> 3:5/21",
            "~0"
        ]
    );
    let marked = events(format!("\u{FEFF}{text}").as_bytes());
    assert_eq!((&*marked[0], &*marked[5]), ("<é 1:1/3 0", "<c 3:1/20 1"));
    for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        let marked = events(&utf16(&format!("\u{FEFF}{text}"), unit));
        assert_eq!(
            (&*marked[0], &*marked[2], &*marked[5]),
            ("<é 1:1/2 0", "<b 2:3/18 1", "<c 3:1/28 1")
        );
    }
}

#[test]
fn utf_16_is_recognised_without_a_mark() {
    for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        let document = utf16("<?xml version='1.0' encoding='utf-16'?><a>€</a>", unit);
        assert_eq!(events(&document), ["<a 1:40/78 0", "'€", "> 1:44/86", "~0"]);
        assert_eq!(
            events(&utf16("<a/>", unit)),
            ["<a 1:1/0 0", "> 1:1/0", "~0"]
        );
    }
}

#[test]
fn one_byte_a_character_is_read_when_declared() {
    let document = |name: &str, byte: u8| {
        let mut bytes = format!("<?xml version=\"1.0\" encoding='{name}'?><a>").into_bytes();
        bytes.push(byte);
        bytes.extend(b"</a>");
        bytes
    };
    for (name, byte, text) in [
        ("windows-1252", 0x80, "'€"),
        ("Windows-1252", 0xE9, "'é"),
        ("ISO-8859-1", 0xE9, "'é"),
        ("iso-8859-1", 0x80, "'\u{80}"),
    ] {
        assert_eq!(events(&document(name, byte))[1], text, "{name}");
    }
    assert_eq!(read(&document("utf-8", 0x80)).summary(), ["XML0003 1:42"]);
    assert_eq!(read(&document("koi8-r", b'x')).summary(), ["XML0001 1:31"]);
    assert!(
        read(&document("koi8-r", b'x')).faults[0]
            .message
            .contains("koi8-r")
    );
}

#[test]
fn a_declared_encoding_must_be_that_of_the_bytes() {
    let declared = |name: &str| format!("<?xml version='1.0' encoding='{name}'?><a/>");
    assert_eq!(read(declared("utf-16").as_bytes()).codes(), ["XML0002"]);
    assert_eq!(
        read(format!("\u{FEFF}{}", declared("windows-1252")).as_bytes()).codes(),
        ["XML0002"]
    );
    let wide = |name: &str| utf16(&format!("\u{FEFF}{}", declared(name)), u16::to_le_bytes);
    assert_eq!(read(&wide("utf-8")).codes(), ["XML0002"]);
    assert_eq!(read(&wide("utf-16be")).codes(), ["XML0002"]);
    assert_eq!(events(&wide("UTF-16")).len(), 3);
    assert_eq!(
        read(b"\xFF\xFE\0\0<\0\0\0a\0\0\0/\0\0\0>\0\0\0").codes()[0],
        "XML0001"
    );
}

#[test]
fn what_is_no_character_is_replaced_in_place() {
    let recorder = read(b"<a>x\xE2\x82y\xFFz\xC0\xAF</a>");
    assert_eq!(recorder.events[1], "'x\u{FFFD}y\u{FFFD}z\u{FFFD}\u{FFFD}");
    assert_eq!(recorder.summary(), ["XML0003 1:5"]);
    // The end tag stands where it does in the file, not where the replaced text would put it.
    assert_eq!(recorder.events[2], "> 1:11/11");

    let mut document = utf16("\u{FEFF}<a>", u16::to_le_bytes);
    document.extend([0x00, 0xD8, b'x', 0, 0x00, 0xDC]);
    document.extend(utf16("</a>", u16::to_le_bytes));
    let recorder = read(&document);
    assert_eq!(
        recorder.events[1..3],
        ["'\u{FFFD}x\u{FFFD}".to_owned(), "> 1:7/14".to_owned()]
    );
    assert_eq!(recorder.summary(), ["XML0003 1:4"]);

    document.push(b'<');
    assert_eq!(
        read(&document).summary(),
        ["XML0003 1:4", "XML0003 1:11", "XML0011 1:11"]
    );
}
