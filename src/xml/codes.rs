//! The table of everything that can be wrong with a document.
//!
//! One row a code. Messages, remedies, the pages in `docs/xml/` and the tests of every code come
//! from here. A code keeps its meaning for ever; a code that is no longer used is not used again.

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Code {
    /// An encoding that cannot be read.
    EncodingUnknown,
    /// A declared encoding that the bytes contradict.
    EncodingContradicted,
    /// Bytes that are no character.
    BytesInvalid,
    /// A character that XML does not allow.
    CharacterIllegal,
    /// An XML declaration with something wrong in it.
    DeclarationMalformed,
    /// An XML declaration that is not the very first thing.
    DeclarationMisplaced,
    /// A document type declaration.
    Doctype,
    /// A document type declaration without an end.
    DoctypeUnclosed,
    /// No element at all.
    RootMissing,
    /// A second root element.
    RootSecond,
    /// Text before or after the root element.
    TextOutside,
    /// A `<` that begins nothing.
    MarkupUnknown,
    /// A name with a character that names may not have.
    NameInvalid,
    /// A tag that another `<` interrupts.
    TagBroken,
    /// A tag that the end of the file interrupts.
    TagUnclosed,
    /// An end tag for another element than the open one.
    EndMismatch,
    /// An end tag with no element open.
    EndWithoutStart,
    /// An element that is still open at the end of the file.
    ElementUnclosed,
    /// A start tag where the end tag should be.
    SlashMissing,
    /// An entry that begins inside another one.
    EntryInside,
    /// An attribute that is not `name="value"`.
    AttributeMalformed,
    /// An attribute that directly follows something else.
    AttributeSpace,
    /// The same attribute twice.
    AttributeTwice,
    /// An `&` that begins no reference.
    ReferenceMalformed,
    /// A reference to an entity that nobody defined.
    EntityUndefined,
    /// A reference to a character that XML does not allow.
    CharacterReference,
    /// `]]>` in text.
    SectionEndInText,
    /// A CDATA section without an end.
    SectionUnclosed,
    /// `--` in a comment.
    CommentDashes,
    /// A comment without an end.
    CommentUnclosed,
    /// A processing instruction with something wrong in it.
    InstructionMalformed,
    /// A processing instruction without an end.
    InstructionUnclosed,
    /// A namespace prefix that nobody declared.
    PrefixUndeclared,
    /// A namespace declaration that is not allowed.
    NamespaceMisused,
    /// Elements too deep inside one another.
    LimitDepth,
    /// Too many attributes.
    LimitAttributes,
    /// Too long a name.
    LimitName,
    /// Too long a tag.
    LimitTag,
    /// Too long a text.
    LimitText,
    /// Too many entries.
    LimitEntries,
    /// A root element that a router file does not have.
    RootUnexpected,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What is wrong.
    pub kind: Code,
    /// The stable code.
    pub code: &'static str,
    /// A heading.
    pub title: &'static str,
    /// The sentence; `{}` stands for the fact of the case.
    pub sentence: &'static str,
    /// What takes the place of `{}` when there is no fact that may be shown.
    pub otherwise: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// The rule behind it.
    pub rule: &'static str,
    /// The smallest document that shows it.
    pub example: Example,
}

/// The smallest document with a fault.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// These bytes.
    Bytes(&'static [u8]),
    /// A beginning, a piece repeated, and an end.
    Repeated(&'static str, &'static str, usize, &'static str),
}

impl Example {
    /// The document itself.
    pub fn document(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Repeated(before, piece, times, after) => [before, &*piece.repeat(*times), after]
                .concat()
                .into_bytes(),
        }
    }
}

impl Code {
    /// The row of this code.
    pub fn row(self) -> &'static Row {
        &CODES[self as usize]
    }
}

use super::limits;

const COPY: &str = "Take a good copy of the file from the router's Service folder or from a backup, or correct this line.";
const CORRECT: &str = "Correct this line in a copy of the file, and give that copy.";

macro_rules! rows {
    ($($kind:ident $code:literal $title:literal, $sentence:literal, $otherwise:literal, $remedy:expr, $rule:literal, $example:expr;)*) => {
        /// Every code, in the order of the codes.
        pub static CODES: &[Row] = &[$(Row {
            kind: Code::$kind, code: $code, title: $title, sentence: $sentence, otherwise: $otherwise,
            remedy: $remedy, rule: $rule, example: $example,
        },)*];
    };
}

use Example::{Bytes, Repeated};

rows! {
    EncodingUnknown "XML0001" "An encoding that cannot be read",
        "The file says it is written in {}, which cannot be read here.", "an unknown encoding",
        "Save a copy of the file as UTF-8 and give that copy.",
        "XML 1.0 §4.3.3", Bytes(b"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a/>");
    EncodingContradicted "XML0002" "A declared encoding that the bytes contradict",
        "The file says it is written in {}, but its bytes say otherwise.", "another encoding",
        "Save a copy of the file as UTF-8, with encoding=\"utf-8\" in its first line, and give that copy.",
        "XML 1.0 §4.3.3", Bytes(b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>");
    BytesInvalid "XML0003" "Bytes that are no character",
        "There are bytes here that stand for no character in the encoding of the file.", "",
        COPY, "XML 1.0 §4.3.3", Bytes(b"<a>\xFF</a>");
    CharacterIllegal "XML0004" "A character that XML does not allow",
        "The character {} is not allowed in XML.", "found here",
        CORRECT, "XML 1.0 §2.2", Bytes(b"<a>\x01</a>");
    DeclarationMalformed "XML0005" "An XML declaration with a mistake",
        "The first line, <?xml … ?>, has a mistake here.", "",
        "Make the first line <?xml version=\"1.0\" encoding=\"utf-8\"?> in a copy of the file, and give that copy.",
        "XML 1.0 §2.8", Bytes(b"<?xml version='1.0' standalone='maybe'?><a/>");
    DeclarationMisplaced "XML0006" "An XML declaration in the wrong place",
        "A <?xml … ?> line may only be the very first thing in a file.", "",
        "Remove what stands before this line, or the line itself if two files were joined.",
        "XML 1.0 §2.8", Bytes(b" <?xml version=\"1.0\"?><a/>");
    Doctype "XML0007" "A document type declaration",
        "The file has a <!DOCTYPE …>. Email Router files have none, and it is not read: it could make the file grow without end or pull in other files.", "",
        "Find out where this file comes from. If it is genuine, remove the <!DOCTYPE …> in a copy, and give that copy.",
        "XML 1.0 §2.8, refused here", Bytes(b"<!DOCTYPE a><a/>");
    DoctypeUnclosed "XML0008" "A document type declaration without an end",
        "The <!DOCTYPE … never ends.", "", COPY, "XML 1.0 §2.8", Bytes(b"<!DOCTYPE a [ <a/>");
    RootMissing "XML0009" "No element at all",
        "The file ends without a single element.", "",
        "Take the file from the router's Service folder again: this one holds nothing.",
        "XML 1.0 §2.1", Bytes(b"<!-- nothing -->");
    RootSecond "XML0010" "A second root element",
        "{} begins after the document has ended, or the element around it all is missing.", "Another element",
        COPY, "XML 1.0 §2.1", Bytes(b"<a/><b/>");
    TextOutside "XML0011" "Text before or after the document",
        "There is text here, outside the document.", "",
        "Remove the text in a copy of the file, and give that copy.",
        "XML 1.0 §2.1", Bytes(b"<a/>b");
    MarkupUnknown "XML0012" "A < that begins nothing",
        "This < begins no tag.", "",
        "If the < belongs to a value, write &lt; instead; if not, take a good copy of the file.",
        "XML 1.0 §2.4", Bytes(b"<a>1 < 2</a>");
    NameInvalid "XML0013" "A name that is none",
        "The name in this tag has a character that names cannot have.", "",
        COPY, "XML 1.0 §2.3, Namespaces §4", Bytes(b"<a@/>");
    TagBroken "XML0014" "A tag that is broken off",
        "A tag is broken off here by another <.", "",
        COPY, "XML 1.0 §3.1", Bytes(b"<a><b<c/></a>");
    TagUnclosed "XML0015" "A file that ends inside a tag",
        "The file ends inside a tag.", "",
        "The file was cut short. Take a good copy of it from the router's Service folder or from a backup.",
        "XML 1.0 §3.1", Bytes(b"<a><b");
    EndMismatch "XML0016" "An end tag that does not fit",
        "{} is still open here, but another element is ended.", "An element",
        COPY, "XML 1.0 §3, element type match", Bytes(b"<a><b></a>");
    EndWithoutStart "XML0017" "An end tag without a start tag",
        "An element is ended here that was never begun.", "",
        COPY, "XML 1.0 §2.1", Bytes(b"<a/></a>");
    ElementUnclosed "XML0018" "A file that ends inside an element",
        "The file ends while {} is still open.", "an element",
        "The file was cut short. Take a good copy of it from the router's Service folder or from a backup.",
        "XML 1.0 §2.1", Bytes(b"<a><b></b>");
    SlashMissing "XML0019" "A start tag where the end tag should be",
        "{} is begun a second time here where it should end: the slash is missing.", "An element",
        "Write </ instead of < on this line in a copy of the file. A state file may also be deleted: the router makes a new one.",
        "XML 1.0 §3, element type match", Bytes(b"<a><b>1<b></a>");
    EntryInside "XML0020" "An entry that begins inside another one",
        "{} begins here while the entry before it is still open.", "An entry",
        COPY, "XML 1.0 §3, element type match; entries of router files are never nested", Bytes(b"<Configuration><ProviderConfiguration><ProviderConfiguration/></Configuration>");
    AttributeMalformed "XML0021" "An attribute with a mistake",
        "An attribute of this tag is not of the form name=\"value\".", "",
        CORRECT, "XML 1.0 §3.1", Bytes(b"<a b/>");
    AttributeSpace "XML0022" "Attributes without a space between them",
        "Before this attribute a space is missing.", "",
        CORRECT, "XML 1.0 §3.1", Bytes(b"<a b=\"1\"c=\"2\"/>");
    AttributeTwice "XML0023" "An attribute that stands twice",
        "This tag has the same attribute twice.", "",
        CORRECT, "XML 1.0 §3.1, unique attributes; Namespaces §6.3", Bytes(b"<a b=\"1\" b=\"2\"/>");
    ReferenceMalformed "XML0024" "An & that begins nothing",
        "This & begins no reference such as &amp;.", "",
        "If the & belongs to a value, write &amp; instead.",
        "XML 1.0 §2.4, §4.1", Bytes(b"<a>R&D</a>");
    EntityUndefined "XML0025" "A reference that nobody defined",
        "This &…; refers to something the file does not define.", "",
        "Only &lt; &gt; &amp; &quot; &apos; and numbers such as &#160; are defined. Write the character itself.",
        "XML 1.0 §4.1, entity declared", Bytes(b"<a>&nbsp;</a>");
    CharacterReference "XML0026" "A reference to a character that XML does not allow",
        "This &#…; stands for no character that XML allows.", "",
        CORRECT, "XML 1.0 §4.1, legal character", Bytes(b"<a>&#0;</a>");
    SectionEndInText "XML0027" "]]> in text",
        "]]> may not stand in text.", "",
        "Write ]]&gt; instead.", "XML 1.0 §2.4", Bytes(b"<a>]]></a>");
    SectionUnclosed "XML0028" "A CDATA section without an end",
        "The <![CDATA[ never ends with ]]>.", "",
        COPY, "XML 1.0 §2.7", Bytes(b"<a><![CDATA[</a>");
    CommentDashes "XML0029" "-- in a comment",
        "-- may not stand inside a comment.", "",
        "Remove one of the dashes.", "XML 1.0 §2.5", Bytes(b"<a><!-- 1 -- 2 --></a>");
    CommentUnclosed "XML0030" "A comment without an end",
        "The <!-- never ends with -->.", "",
        COPY, "XML 1.0 §2.5", Bytes(b"<a><!-- </a>");
    InstructionMalformed "XML0031" "A processing instruction with a mistake",
        "The <?…?> has a mistake at its beginning.", "",
        CORRECT, "XML 1.0 §2.6, Namespaces §7", Bytes(b"<a><? b?></a>");
    InstructionUnclosed "XML0032" "A processing instruction without an end",
        "The <? never ends with ?>.", "",
        COPY, "XML 1.0 §2.6", Bytes(b"<a><?b </a>");
    PrefixUndeclared "XML0033" "A namespace prefix that nobody declared",
        "The part before the colon in this tag is declared nowhere.", "",
        CORRECT, "Namespaces §5, prefix declared", Bytes(b"<p:a/>");
    NamespaceMisused "XML0034" "A namespace declaration that is not allowed",
        "This xmlns… attribute is not allowed.", "",
        CORRECT, "Namespaces §3, §5", Bytes(b"<a xmlns:p=\"\"/>");
    LimitDepth "XML0035" "Elements too deep inside one another",
        "More than 64 elements stand inside one another here; what lies deeper is not read.", "",
        "No Email Router writes such a file. Find out where it comes from.",
        "limit: 64", Repeated("", "<a>", limits::MAX_DEPTH + 1, "");
    LimitAttributes "XML0036" "Too many attributes",
        "This tag has more than 256 attributes; the rest is not read.", "",
        "No Email Router writes such a file. Find out where it comes from.",
        "limit: 256", Repeated("<a ", "b='' ", limits::MAX_ATTRIBUTES + 1, "/>");
    LimitName "XML0037" "Too long a name",
        "A name in this tag is longer than 1,024 bytes.", "",
        "No Email Router writes such a file. Find out where it comes from.",
        "limit: 1,024 bytes", Repeated("<", "a", limits::MAX_NAME + 1, "/>");
    LimitTag "XML0038" "Too long a tag",
        "This tag is longer than 1,048,576 bytes and is not read.", "",
        "No Email Router writes such a file. Find out where it comes from.",
        "limit: 1,048,576 bytes", Repeated("<a b='", "1", limits::MAX_TAG, "'/>");
    LimitText "XML0039" "Too long a text",
        "This text is longer than 1,048,576 bytes and is not read.", "",
        "No Email Router writes such a file. Find out where it comes from.",
        "limit: 1,048,576 bytes", Repeated("<a>", "1", limits::MAX_TEXT + 1, "</a>");
    LimitEntries "XML0040" "Too many entries",
        "The file has more than 1,000,000 entries; the rest is not read.", "",
        "No Email Router writes such a file. Find out where it comes from.",
        "limit: 1,000,000", Repeated("<Configuration>", "<ProviderConfiguration/>", limits::MAX_ENTRIES + 1, "</Configuration>");
    RootUnexpected "XML0041" "A root element that a router file does not have",
        "The outermost element is {}, which is not that of an Email Router file.", "one",
        "Give the whole file as it lies in the router's Service folder, not a part of it.",
        "Microsoft.Crm.Tools.EmailAgent.xml begins with Configuration", Bytes(b"<SystemConfiguration><MaxThreads>50</MaxThreads></SystemConfiguration>");
}
