//! Finds where tokens begin and end, whatever the chunks.

use super::chars::{is_blank, name_length, plain_name_length, starts_name};
use super::codes::Code;
use super::decode::{Break, Decoder};
use super::limits::{MAX_NAME, MAX_TAG, MAX_TEXT, STRIDE};
use super::machine::{Machine, Token};
use super::region::{Kind, Region};
use super::scan::{Place, Scanner, Stop, find};
use super::sink::{Problem, Sink};
use super::tag::{self, Found, PlainAttributes};
use super::{Position, chars};

/// Reads a document pushed to it in chunks and tells a [`Sink`] what is in it.
///
/// Memory does not grow with the document; the limits are in [`limits`](super::limits). The text in hand is
/// overwritten with zeros when the parser goes.
#[derive(Debug)]
pub struct Parser<S> {
    pub(super) sink: S,
    decoder: Decoder,
    pub(super) scan: Scanner,
    pub(super) machine: Machine,
    pub(super) state: State<S>,
    /// Where the token in hand begins in the text in hand (later, if it is too long to be kept).
    pub(super) start: usize,
    /// Counters and byte of the text at the beginning of the token.
    place: Place,
    offset: u64,
    /// Broken characters of the declaration.
    breaks: Vec<Break>,
    /// Text since the last tag that could not be given out as it stands.
    held: String,
    /// Where the text since the last tag begins if that is before what is in hand, and how long it is without.
    run_at: Option<Position>,
    run_length: usize,
    /// How many `]` stood before the piece of text in hand, when what is before it had to be dropped.
    tail: usize,
    /// Codes told of since the last tag, one bit each: the same fault again is no news.
    told: u64,
    begun: bool,
    /// Those of the tag in hand.
    attributes: PlainAttributes,
    /// A reading on trial has no other one within.
    pub(super) on_trial: bool,
}

#[derive(Debug)]
pub(super) enum State<S> {
    Text,
    /// In a start tag: the quote that is open (or 0), and whether a fault in it has been told.
    Start(u8, bool),
    /// In an end tag.
    End(bool),
    Region(Region<S>),
}

/// What matters in text; a `>` may be that of `]]>`.
const TEXT: [u8; 3] = [b'<', b'&', b'>'];

/// What a `<` begins.
enum Begun {
    /// Not enough text to tell.
    Unknown,
    Start,
    End,
    Region(Kind),
    /// Nothing; after a space or digit it is only a sign that should have been written `&lt;`.
    Nothing {
        sign: bool,
    },
}

impl<S: Sink> Parser<S> {
    /// A parser at the beginning of a document.
    pub fn new(sink: S) -> Self {
        Self::with(sink, Scanner::new(), Machine::new(), false)
    }

    pub(super) fn with(sink: S, scan: Scanner, machine: Machine, on_trial: bool) -> Self {
        Self {
            sink,
            decoder: Decoder::default(),
            machine,
            state: State::Text,
            start: 0,
            place: scan.place,
            offset: scan.offset(),
            breaks: Vec::new(),
            held: String::new(),
            run_at: None,
            run_length: 0,
            tail: 0,
            told: 0,
            attributes: PlainAttributes::default(),
            begun: on_trial,
            on_trial,
            scan,
        }
    }

    /// The sink.
    pub fn sink(&self) -> &S {
        &self.sink
    }

    /// Reads on with the next bytes of the document; how it is cut into chunks does not matter.
    pub fn push(&mut self, bytes: &[u8]) {
        for bytes in bytes.chunks(STRIDE) {
            self.release();
            self.decoder
                .push(bytes, &mut self.scan.text, &mut self.scan.breaks);
            self.drive(false);
        }
    }

    /// The document ends here: says what is missing and gives the sink back.
    pub fn finish(mut self) -> S {
        self.release();
        self.decoder
            .finish(&mut self.scan.text, &mut self.scan.breaks);
        self.drive(true);
        self.end();
        self.sink
    }

    /// Reads on with text that was decoded elsewhere.
    pub(super) fn push_text(&mut self, text: &str) {
        self.release();
        self.scan.text.push_str(text);
        self.drive(false);
    }

    /// Says what is missing at the end.
    pub(super) fn end(&mut self) {
        let at = self.scan.position();
        self.machine.finish(at, &mut self.sink);
    }

    /// Lets go of text that has been read and is not part of the token in hand.
    fn release(&mut self) {
        let longest = match &self.state {
            State::Text => MAX_TEXT,
            State::Start(..) | State::End(_) => MAX_TAG,
            State::Region(region) => region.longest(),
        };
        if self.scan.index - self.start > longest {
            self.shorten();
        }
        self.scan.release(self.start);
        if let State::Region(region) = &mut self.state {
            region.released(self.start);
        }
        self.start = 0;
    }

    /// Drops what is in hand of a token that is too long to be kept.
    fn shorten(&mut self) {
        if matches!(self.state, State::Text) {
            let piece = &self.scan.text[self.start..self.scan.index];
            let tail = piece
                .bytes()
                .rev()
                .take(2)
                .take_while(|&byte| byte == b']')
                .count();
            self.take_piece();
            self.tail = tail;
        }
        self.start = self.scan.index;
    }

    pub(super) fn drive(&mut self, end: bool) {
        if !self.begun && !self.begin() {
            return;
        }
        loop {
            let goes_on = match self.state {
                State::Text => self.text(end),
                State::Start(quote, faulty) => self.start_tag(quote, faulty, end),
                State::End(faulty) => self.end_tag(faulty, end),
                State::Region(_) => self.region(end),
            };
            if !goes_on {
                return;
            }
        }
    }

    fn begin(&mut self) -> bool {
        let Some(opening) = self.decoder.opening() else {
            return false;
        };
        self.begun = true;
        let at = self.scan.position();
        self.scan.place.begin(opening.encoding, opening.mark);
        self.mark();
        if let Some(name) = opening.refused {
            self.sink.fault(&Problem {
                code: Code::EncodingUnknown,
                at,
                opened: None,
                fact: name,
            });
        }
        true
    }

    /// Tells of a fault once between two tags.
    pub(super) fn report_once(&mut self, code: Code, at: Position) {
        if self.is_news(code) {
            self.report(code, at, None);
        }
    }

    /// Tells once between two tags of a fault that shows where the scan stands.
    pub(super) fn report_here(&mut self, code: Code) {
        if self.is_news(code) {
            self.report(code, self.scan.position(), None);
        }
    }

    fn is_news(&mut self, code: Code) -> bool {
        let bit = 1_u64 << code as u8;
        let told = self.told;
        self.told |= bit;
        told & bit == 0
    }

    pub(super) fn report(&mut self, code: Code, at: Position, opened: Option<Position>) {
        self.machine.report(code, at, opened, &mut self.sink);
    }

    /// Steps over a character that must not be there.
    pub(super) fn pass_illegal(&mut self, char: char) {
        if !self.machine.lost && self.is_news(Code::CharacterIllegal) {
            let fact = format!("U+{:04X}", u32::from(char));
            self.sink.fault(&Problem {
                code: Code::CharacterIllegal,
                at: self.scan.position(),
                opened: None,
                fact: &fact,
            });
        }
        self.scan.step_illegal();
    }

    /// Steps over bytes that are no characters.
    pub(super) fn pass_broken(&mut self) {
        self.report_here(Code::BytesInvalid);
        self.scan.step_broken();
    }

    /// Notes broken characters of the declaration, whose places are asked for afterwards.
    pub(super) fn note_broken(&mut self, found: Break) {
        self.breaks.push(found);
    }

    /// A token begins where the scan stands.
    pub(super) fn mark(&mut self) {
        self.start = self.scan.index;
        self.place = self.scan.place;
        self.offset = self.scan.offset();
        self.breaks.clear();
        self.tail = 0;
    }

    /// Where the token in hand begins.
    pub(super) fn marked(&self) -> Position {
        self.place.position(self.offset)
    }

    /// Where byte `index` of the token in hand stands.
    pub(super) fn marked_at(&self, index: usize) -> Position {
        self.place.advanced(
            self.offset,
            &self.scan.text[self.start..self.start + index],
            &self.breaks,
        )
    }

    /// The text since the last tag is longer than text may be.
    pub(super) fn overrun(&mut self) {
        self.run_length = MAX_TEXT + 1;
    }

    /// Whether the token in hand is longer than `longest` bytes.
    pub(super) fn exceeds(&self, longest: usize) -> bool {
        self.scan.offset() - self.offset > longest as u64
    }

    /// Reads text up to the next markup.
    fn text(&mut self, end: bool) -> bool {
        if self.machine.lost && !self.machine.waits_for_root() {
            return self.lost_text(end);
        }
        match self.scan.run(TEXT) {
            Stop::End => {
                if end {
                    self.give_text();
                }
                false
            }
            Stop::At(b'<') => self.markup(end),
            Stop::At(b'&') => self.reference(end),
            Stop::At(_) => {
                let piece = &self.scan.text[self.start..self.scan.index];
                let brackets = piece
                    .bytes()
                    .rev()
                    .take(2)
                    .take_while(|&byte| byte == b']')
                    .count();
                if brackets
                    + if brackets == piece.len() {
                        self.tail
                    } else {
                        0
                    }
                    >= 2
                {
                    let at = self.scan.place.before(self.scan.offset(), 2);
                    self.report_once(Code::SectionEndInText, at);
                }
                self.scan.bump(1);
                true
            }
            Stop::Illegal(char) => {
                self.pass_illegal(char);
                true
            }
            Stop::Broken(_) => {
                self.pass_broken();
                true
            }
        }
    }

    /// A whole tag in hand, written as nearly all are: what `begun_markup` and all that follows it would do, in
    /// one go. False if the tag is of another kind.
    fn plain_tag(&mut self) -> bool {
        let rest = &self.scan.rest()[1..];
        if let Some(rest) = rest.strip_prefix(b"/") {
            let Some(length) = self.machine.ends(rest) else {
                return false;
            };
            self.give_text();
            self.machine.pop(self.scan.position(), &mut self.sink);
            self.scan.bump(length + 3);
        } else {
            let length = plain_name_length(rest);
            if length == 0 || length > MAX_NAME {
                return false;
            }
            let Some((end, empty, length_after)) = self.attributes.read(rest, length) else {
                return false;
            };
            self.give_text();
            let (at, from) = (self.scan.position(), self.scan.index + 1);
            let text = &self.scan.text[from..from + end];
            let name = &text[..length];
            let attributes = |sink: &mut S| {
                for (name, value) in &self.attributes.places {
                    sink.attribute(&text[name.clone()], &text[value.clone()]);
                }
            };
            if empty {
                self.machine
                    .enter_empty(name, at, &mut self.sink, attributes);
            } else if self.machine.enter(name, at, &mut self.sink) {
                attributes(&mut self.sink);
            }
            self.scan.bump(1 + end + length_after);
        }
        self.begin_text();
        true
    }

    /// Whole comments in hand, one after the other, with nothing in them that needs a look; false if there is none.
    fn plain_comments(&mut self) -> bool {
        let rest = self.scan.rest();
        let mut length = 0;
        while let Some(comment) = rest[length..].strip_prefix(b"<!--") {
            let inside = find(comment, 0, [b'-', b'<']);
            if !comment[inside..].starts_with(b"-->") {
                break;
            }
            length += inside + 7;
        }
        if length == 0 {
            return false;
        }
        self.keep_piece();
        self.scan.bump(length);
        self.mark();
        true
    }

    /// Damage hides what is open, and only an entry or the end of the root tells again: all else is stepped over.
    fn lost_text(&mut self, end: bool) -> bool {
        loop {
            match self.scan.run([b'<']) {
                Stop::At(_) => {}
                Stop::End => {
                    self.mark();
                    return false;
                }
                Stop::Illegal(char) => {
                    self.pass_illegal(char);
                    continue;
                }
                Stop::Broken(_) => {
                    self.pass_broken();
                    continue;
                }
            }
            // Of many in a row only the last may begin something.
            self.scan.bump(self.scan.repeats(b"<") - 1);
            let told_nothing = self.tells_nothing();
            if told_nothing == 0 {
                self.mark();
                return self.markup(end);
            }
            self.scan.bump(told_nothing);
        }
    }

    /// How much of what stands here, from a `<` on, tells nothing where all is lost: tags that are no entry's and
    /// not the root's end, and what is no tag.
    fn tells_nothing(&self) -> usize {
        let whole = &self.scan.text[self.scan.index..];
        let mut rest = whole.as_bytes();
        while let [b'<', tag @ ..] = rest {
            let (named, ends) = match tag {
                [b'/', named @ ..] => (named, true),
                _ => (tag, false),
            };
            let length = plain_name_length(named);
            let Some(&next) = named.get(length) else {
                break;
            };
            if matches!(next, b':' | b'!' | b'?' | 0x80..) {
                break;
            }
            let from = whole.len() - named.len();
            let tells = |name: &str| self.sink.is_entry(name) || ends && self.machine.is_root(name);
            if length > 0 && whole.get(from..from + length).is_some_and(tells) {
                break;
            }
            let after = &named[length..];
            rest = match after {
                [b'>', next @ ..] if next.starts_with(b"<") => next,
                _ => &after[find(after, 0, [b'<'])..],
            };
        }
        whole.len() - rest.len()
    }

    /// A `<`: what it begins.
    fn markup(&mut self, end: bool) -> bool {
        if self.plain_tag() || self.plain_comments() {
            return true;
        }
        match self.begun_markup(end) {
            Begun::Unknown => return false,
            Begun::Start => {
                self.give_text();
                self.told = 0;
                self.mark();
                self.scan.bump(1);
                self.state = State::Start(0, false);
            }
            Begun::End => {
                self.give_text();
                self.told = 0;
                self.mark();
                self.scan.bump(2);
                self.state = State::End(false);
            }
            Begun::Region(kind) => {
                self.take_piece();
                if kind == Kind::Comment && self.machine.lost {
                    self.skip_comments();
                }
                self.enter_region(kind);
            }
            Begun::Nothing { sign } => {
                self.report_here(Code::MarkupUnknown);
                if !sign {
                    self.machine.lose();
                }
                // Of many in a row only the last may begin something.
                self.scan.bump((self.scan.repeats(b"<") - 1).max(1));
            }
        }
        true
    }

    fn begun_markup(&self, end: bool) -> Begun {
        let rest = self.scan.rest();
        let Some(&next) = rest.get(1) else {
            return if end { Begun::Start } else { Begun::Unknown };
        };
        match next {
            b'/' => Begun::End,
            b'?' => self.begun_instruction(rest, end),
            b'!' => {
                let known: [(&[u8], Kind); 3] = [
                    (b"<!--", Kind::Comment),
                    (b"<![CDATA[", Kind::Section),
                    (b"<!DOCTYPE", Kind::Doctype),
                ];
                for (opening, kind) in known {
                    if rest.starts_with(opening) {
                        return Begun::Region(kind);
                    }
                    if opening.starts_with(rest) {
                        return if end { Begun::Start } else { Begun::Unknown };
                    }
                }
                Begun::Nothing { sign: false }
            }
            b' ' | b'\t' | b'\r' | b'\n' | b'0'..=b'9' | b'=' => Begun::Nothing { sign: true },
            _ => {
                let text = &self.scan.text[self.scan.index + 1..];
                if text.starts_with(starts_name) {
                    Begun::Start
                } else {
                    Begun::Nothing { sign: false }
                }
            }
        }
    }

    fn begun_instruction(&self, rest: &[u8], end: bool) -> Begun {
        let name = name_length(&self.scan.text[self.scan.index + 2..]);
        // The name, what follows it, and one more for a `?>`.
        if rest.len() < name + 4 && name <= MAX_NAME && !end {
            return Begun::Unknown;
        }
        let declaration = self.scan.offset() == 0 && rest.starts_with(b"<?xml") && name == 3;
        Begun::Region(if declaration {
            Kind::Declaration
        } else {
            Kind::Instruction
        })
    }

    /// An `&` in text.
    fn reference(&mut self, end: bool) -> bool {
        if self.machine.lost {
            self.scan.bump(self.scan.repeats(b"&"));
            return true;
        }
        let found = tag::reference(&self.scan.text[self.scan.index + 1..]);
        let used = match found {
            Found::Unfinished if !end => return false,
            Found::Unfinished => {
                self.report_here(Code::ReferenceMalformed);
                self.scan.bump(1);
                return true;
            }
            Found::Wrong(code, _) => {
                self.report_here(code);
                self.scan.bump((self.scan.repeats(b"&") - 1).max(1));
                return true;
            }
            Found::Text(_, used) | Found::Char(_, used) => used,
        };
        self.take_piece();
        if self.machine.depth() == 0 {
            self.report_here(Code::TextOutside);
        }
        match found {
            Found::Text(text, _) => self.hold(text),
            Found::Char(char, _) => self.hold(char.encode_utf8(&mut [0; 4])),
            Found::Wrong(..) | Found::Unfinished => {}
        }
        self.scan.bump(1 + used);
        self.mark();
        true
    }

    /// Keeps text that was made, not found.
    fn hold(&mut self, text: &str) {
        self.run_length += text.len();
        if self.run_length <= MAX_TEXT {
            self.held.push_str(text);
        }
    }

    /// Keeps the piece of text in hand, line ends made `\n`: something other than a tag follows.
    fn take_piece(&mut self) {
        self.keep_piece();
        self.mark();
    }

    fn keep_piece(&mut self) {
        if self.run_at.is_none() {
            self.run_at = Some(self.marked());
        }
        self.keep(self.start..self.scan.index);
    }

    pub(super) fn keep(&mut self, range: std::ops::Range<usize>) {
        let piece = &self.scan.text[range];
        self.run_length += piece.len();
        if self.machine.depth() == 0 && !is_blank(piece) {
            let blank = piece
                .bytes()
                .take_while(|&byte| chars::is_space(byte))
                .count();
            let at = self.place.advanced(self.offset, &piece[..blank], &[]);
            self.report_once(Code::TextOutside, at);
        } else if self.run_length <= MAX_TEXT && !self.machine.lost {
            push_lines(piece, &mut self.held);
        }
    }

    /// Gives the sink the text since the last tag: a tag follows.
    fn give_text(&mut self) {
        let piece = &self.scan.text[self.start..self.scan.index];
        let length = self.run_length + piece.len();
        if length > MAX_TEXT {
            let at = self.run_at.unwrap_or_else(|| self.marked());
            self.report_once(Code::LimitText, at);
        } else if self.machine.depth() == 0 {
            self.keep(self.start..self.scan.index);
        } else if !self.machine.lost && length > 0 {
            // Between tags there is mostly one line end, and that first.
            let returned = usize::from(piece.starts_with("\r\n"));
            let after = self.offset + returned as u64;
            if self.held.is_empty() && !self.scan.place.has_returned_since(after) {
                self.sink.text(&piece[returned..]);
            } else {
                push_lines(piece, &mut self.held);
                self.sink.text(&self.held);
            }
        }
        self.held.clear();
        self.run_length = 0;
    }

    /// After a tag, or after damage: text begins.
    pub(super) fn begin_text(&mut self) {
        self.state = State::Text;
        self.told = 0;
        self.mark();
        self.run_at = None;
    }

    fn start_tag(&mut self, mut quote: u8, faulty: bool, end: bool) -> bool {
        loop {
            let stop = match quote {
                0 => self.scan.run([b'<', b'>', b'"', b'\'']),
                _ => self.scan.run([b'<', quote]),
            };
            match stop {
                Stop::At(b'>') => self.whole_tag(faulty),
                Stop::At(b'<') => self.broken_tag(faulty),
                Stop::At(found) if quote == 0 => {
                    let value = &self.scan.rest()[1..];
                    let length = find(value, 0, [found, b'<']);
                    if value.get(length) == Some(&found) {
                        self.scan.bump(length + 2);
                    } else {
                        self.scan.bump(1);
                        quote = found;
                    }
                    continue;
                }
                Stop::At(_) => {
                    self.scan.bump(1);
                    quote = 0;
                    continue;
                }
                stop => {
                    self.state = State::Start(quote, faulty);
                    return self.interrupted(stop, end, |faulty| State::Start(quote, faulty));
                }
            }
            return true;
        }
    }

    fn end_tag(&mut self, faulty: bool, end: bool) -> bool {
        match self.scan.run([b'<', b'>']) {
            Stop::At(b'>') => self.whole_tag(faulty),
            Stop::At(_) => self.broken_tag(faulty),
            stop => return self.interrupted(stop, end, State::End),
        }
        true
    }

    /// The text, or the characters, of a tag end before it does.
    fn interrupted(&mut self, stop: Stop, end: bool, state: impl FnOnce(bool) -> State<S>) -> bool {
        match stop {
            Stop::Illegal(char) => {
                self.pass_illegal(char);
                self.state = state(true);
                return true;
            }
            Stop::Broken(_) => {
                self.pass_broken();
                self.state = state(true);
                return true;
            }
            Stop::At(_) | Stop::End => {}
        }
        if end {
            let (at, opened) = (self.scan.position(), self.marked());
            self.report(Code::TagUnclosed, at, Some(opened));
            self.machine.lose();
            self.begin_text();
        }
        end
    }

    /// The scan stands at the `>` of a tag.
    fn whole_tag(&mut self, faulty: bool) {
        self.scan.bump(1);
        if self.exceeds(MAX_TAG) {
            let at = self.marked();
            self.report(Code::LimitTag, at, None);
            self.machine.lose();
        } else {
            let text = &self.scan.text[self.start..self.scan.index];
            let token = Token {
                text,
                place: self.place,
                offset: self.offset,
            };
            let inside = &text[..text.len() - 1];
            match inside.strip_prefix("</") {
                Some(content) => self.machine.end(content, &token, faulty, &mut self.sink),
                None => self
                    .machine
                    .start(&inside[1..], &token, faulty, &mut self.sink),
            }
        }
        self.begin_text();
    }

    /// The scan stands at a `<` in a tag: the tag is damaged, and the `<` may begin something good.
    fn broken_tag(&mut self, faulty: bool) {
        if !faulty && !self.machine.lost {
            let (at, opened) = (self.scan.position(), self.marked());
            self.report(Code::TagBroken, at, Some(opened));
        }
        self.machine.lose();
        self.begin_text();
    }

    /// Ends whatever is in hand, as the damage that was read around it does; gives back the text it holds.
    pub(super) fn break_off(&mut self) -> String {
        match self.state {
            State::Text => self.take_piece(),
            State::Start(_, faulty) | State::End(faulty) => self.broken_tag(faulty),
            State::Region(_) => self.machine.lose(),
        }
        std::mem::take(&mut self.held)
    }

    pub(super) fn opening(&self) -> Option<super::decode::Opening> {
        self.decoder.opening()
    }

    /// Text that was held by a reading on trial that now counts.
    pub(super) fn take_held(&mut self, held: String) {
        self.run_length = held.len();
        self.held = held;
    }
}

/// Line ends as XML hands them on: `\r\n` and `\r` are `\n`.
fn push_lines(piece: &str, out: &mut String) {
    let mut pieces = piece.split('\r');
    out.push_str(pieces.next().unwrap_or_default());
    for rest in pieces {
        out.push('\n');
        out.push_str(rest.strip_prefix('\n').unwrap_or(rest));
    }
}
