//! Comments, processing instructions, CDATA sections and document types: text up to an end mark.
//!
//! When the end mark is damaged, such a region swallows everything. So from the first entry in it a second parser
//! reads on trial; if the region ends as it should, the trial is dropped, otherwise it counts.

use super::Position;
use super::chars::{is_name, is_space, name_length, starts_name};
use super::codes::Code;
use super::declaration;
use super::limits::{MAX_DECLARATION, MAX_NAME, MAX_TEXT};
use super::parser::{Parser, State};
use super::scan::Stop;
use super::sink::{Problem, Sink};

/// What kind of region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    Instruction,
    Declaration,
    Section,
    Doctype,
}

impl Kind {
    /// The mark it begins with.
    fn opening(self) -> &'static str {
        match self {
            Self::Comment => "<!--",
            Self::Instruction | Self::Declaration => "<?",
            Self::Section => "<![CDATA[",
            Self::Doctype => "<!DOCTYPE",
        }
    }

    /// What follows the first byte of its end mark.
    fn second(self, first: u8) -> Option<u8> {
        match (self, first) {
            (Self::Comment, b'-') => Some(b'-'),
            (Self::Instruction | Self::Declaration, b'?') => Some(b'>'),
            (Self::Section, b']') => Some(b']'),
            _ => None,
        }
    }

    fn unclosed(self) -> Code {
        match self {
            Self::Comment => Code::CommentUnclosed,
            Self::Instruction => Code::InstructionUnclosed,
            Self::Declaration => Code::DeclarationMalformed,
            Self::Section => Code::SectionUnclosed,
            Self::Doctype => Code::DoctypeUnclosed,
        }
    }
}

/// A region that has not ended yet.
#[derive(Debug)]
pub(super) struct Region<S> {
    kind: Kind,
    opened: Position,
    /// The reading on trial.
    trial: Option<Box<Parser<S>>>,
    /// What the trial has been given of the text in hand.
    given: usize,
    /// Something in it is no character: its end mark may be lost, and the one found another's.
    damaged: bool,
    doctype: Doctype,
}

impl<S> Region<S> {
    /// Whether an entry in it is believed although an end mark was found. A comment cannot reach into the next
    /// one, so its end is its own.
    fn is_doubtful(&self) -> bool {
        self.damaged
            && self.trial.is_some()
            && matches!(self.kind, Kind::Instruction | Kind::Section)
    }

    /// Bytes of its text that are kept.
    pub fn longest(&self) -> usize {
        match self.kind {
            Kind::Declaration => MAX_DECLARATION,
            Kind::Section => MAX_TEXT,
            _ => 0,
        }
    }
}

/// What matters in a document type declaration.
const DOCTYPE: [u8; 8] = *b"<>\"'-?[]";

/// Where in a document type declaration the scan is.
#[derive(Debug, Default)]
struct Doctype {
    quote: Option<u8>,
    within: Option<Kind>,
    brackets: bool,
    declarations: u32,
}

impl<S> Region<S> {
    /// So much of the text in hand is gone.
    pub fn released(&mut self, count: usize) {
        self.given = self.given.saturating_sub(count);
    }
}

/// How a region goes on.
enum Flow {
    /// The text in hand is used up.
    More,
    /// Its end mark stands here.
    Ended(&'static str),
    /// It cannot go beyond this `<`.
    Broken,
    /// The document ends in it.
    Unclosed,
}

impl<S: Sink> Parser<S> {
    /// The scan stands at the opening mark of a region.
    pub(super) fn enter_region(&mut self, kind: Kind) {
        match kind {
            Kind::Doctype => self.report(Code::Doctype, self.scan.position(), None),
            Kind::Instruction => self.check_target(self.scan.position()),
            Kind::Section if self.machine.depth() == 0 => self.report_here(Code::TextOutside),
            _ => {}
        }
        self.state = State::Region(self.opened_region(kind));
    }

    /// Steps over the opening mark of a region.
    fn opened_region(&mut self, kind: Kind) -> Region<S> {
        let opened = self.scan.position();
        self.scan.bump(kind.opening().len());
        self.mark();
        Region {
            kind,
            opened,
            trial: None,
            given: 0,
            damaged: false,
            doctype: Doctype::default(),
        }
    }

    fn check_target(&mut self, opened: Position) {
        let text = &self.scan.text[self.scan.index + 2..];
        let target = &text[..name_length(text)];
        let rest = &text.as_bytes()[target.len()..];
        let followed = rest.first().is_none_or(|&byte| is_space(byte)) || rest.starts_with(b"?>");
        if target.len() > MAX_NAME {
            // How much of it is in hand depends on the chunks; what follows it is not asked.
            self.report(Code::LimitName, opened, None);
        } else if target == "xml" {
            self.report(Code::DeclarationMisplaced, opened, None);
        } else if !is_name(target)
            || target.contains(':')
            || !followed
            || target.eq_ignore_ascii_case("xml")
        {
            self.report(Code::InstructionMalformed, opened, None);
        }
    }

    /// Reads on in a region.
    pub(super) fn region(&mut self, end: bool) -> bool {
        let State::Region(mut region) = std::mem::replace(&mut self.state, State::Text) else {
            return true;
        };
        let mut flow = self.region_flow(&mut region, end);
        while matches!(flow, Flow::Broken) && self.reopens(&mut region) {
            flow = self.region_flow(&mut region, end);
        }
        match flow {
            Flow::More => {
                self.feed(&mut region);
                self.state = State::Region(region);
                return false;
            }
            Flow::Ended(mark) if region.is_doubtful() => self.doubt_region(region, mark),
            Flow::Ended(mark) => self.close_region(&region, mark),
            Flow::Broken => self.break_region(region, false),
            Flow::Unclosed => self.break_region(region, true),
        }
        true
    }

    /// Whether a comment that the next one breaks is that one from here on: there is nothing to tell or to keep.
    fn reopens(&mut self, region: &mut Region<S>) -> bool {
        let reopens = region.kind == Kind::Comment && region.trial.is_none() && self.machine.lost;
        if reopens {
            self.machine.lose();
            self.skip_comments();
            *region = self.opened_region(Kind::Comment);
        }
        reopens
    }

    /// Of many openings of comments in a row each is lost by the next.
    pub(super) fn skip_comments(&mut self) {
        self.scan.bump((self.scan.repeats(b"<!--") - 1) * 4);
    }

    fn region_flow(&mut self, region: &mut Region<S>, end: bool) -> Flow {
        loop {
            let stop = match region.kind {
                Kind::Comment => self.scan.run([b'<', b'-']),
                Kind::Instruction if self.on_trial || region.trial.is_some() => {
                    self.scan.run([b'?'])
                }
                Kind::Instruction | Kind::Declaration => self.scan.run([b'<', b'?']),
                Kind::Section => self.scan.run([b'<', b']']),
                Kind::Doctype => self.scan.run(DOCTYPE),
            };
            match stop {
                Stop::End => return if end { Flow::Unclosed } else { Flow::More },
                Stop::Illegal(char) => {
                    region.damaged = true;
                    self.pass_illegal(char);
                }
                Stop::Broken(found) => {
                    region.damaged = true;
                    self.pass_broken();
                    if region.kind == Kind::Declaration {
                        self.note_broken(found);
                    }
                    if let Some(trial) = &mut region.trial {
                        trial.scan.breaks.push_back(found);
                    }
                }
                Stop::At(byte) => {
                    if let (Some(second), Some(&next)) =
                        (region.kind.second(byte), self.scan.rest().get(1))
                        && second != next
                    {
                        self.scan.bump(1);
                        continue;
                    }
                    if byte == b'<' && region.kind == Kind::Instruction {
                        // Of many in a row only the last may end.
                        self.scan
                            .bump(self.scan.repeats(b"<?").saturating_sub(1) * 2);
                    }
                    if byte == b'<' && !self.try_entry(region, end) {
                        return Flow::More;
                    }
                    if let Some(flow) = self.at_mark(region, byte, end) {
                        return flow;
                    }
                    self.scan.bump(1);
                }
            }
        }
    }

    /// A `<` in a region: from the first entry on, a trial begins. False if more text is needed to tell.
    fn try_entry(&mut self, region: &mut Region<S>, end: bool) -> bool {
        if region.trial.is_some() || self.on_trial {
            return true;
        }
        let text = &self.scan.text[self.scan.index + 1..];
        if text.starts_with(|char: char| char.is_ascii() && !starts_name(char)) {
            return true;
        }
        let name = &text[..name_length(text)];
        if name.len() == text.len() && name.len() <= MAX_NAME && !end {
            return false;
        }
        if !name.is_empty() && self.sink.is_entry(name) {
            let trial = Self::with(
                self.sink.fork(),
                self.scan.fork(),
                self.machine.fork(),
                true,
            );
            region.trial = Some(Box::new(trial));
            region.given = self.scan.index;
        }
        true
    }

    /// The scan stands at a byte that may end the region; `None`: it does not.
    fn at_mark(&mut self, region: &mut Region<S>, byte: u8, end: bool) -> Option<Flow> {
        let rest = self.scan.rest();
        let (longest, mark) = match (region.kind, byte) {
            (Kind::Comment, b'-') => (3, "-->"),
            (Kind::Comment, b'<') => (4, "<!--"),
            (Kind::Instruction | Kind::Declaration, b'?') => (2, "?>"),
            (Kind::Declaration, b'<') => return Some(Flow::Broken),
            (Kind::Section, b']') => (3, "]]>"),
            (Kind::Doctype, _) if rest.len() < 4 && !end => return Some(Flow::More),
            (Kind::Doctype, byte) => return region.doctype.step(byte, rest),
            _ => return None,
        };
        if rest.len() < longest && !end && mark.as_bytes().starts_with(rest) {
            return Some(Flow::More);
        }
        if rest.starts_with(mark.as_bytes()) {
            return Some(if byte == b'<' {
                Flow::Broken
            } else {
                Flow::Ended(mark)
            });
        }
        if region.kind == Kind::Comment && rest.starts_with(b"--") {
            // A comment that the end of the file cuts at `--` is not closed, and no more than that.
            if rest.len() == 2 {
                return (!end).then_some(Flow::More);
            }
            self.report_here(Code::CommentDashes);
        }
        None
    }

    fn close_region(&mut self, region: &Region<S>, mark: &str) {
        match region.kind {
            Kind::Declaration => self.check_declaration(),
            Kind::Section if self.exceeds(MAX_TEXT) => self.overrun(),
            Kind::Section => self.keep(self.start..self.scan.index),
            Kind::Comment | Kind::Instruction | Kind::Doctype => {}
        }
        self.scan.bump(mark.len());
        self.mark();
    }

    fn check_declaration(&mut self) {
        let content = &self.scan.text[self.start..self.scan.index];
        let (code, at, fact) = if self.exceeds(MAX_DECLARATION) {
            (Code::DeclarationMalformed, self.marked(), String::new())
        } else {
            match declaration::check(content, self.opening()) {
                Some((code, index, fact)) => (code, self.marked_at(index), fact),
                None => return,
            }
        };
        self.sink.fault(&Problem {
            code,
            at,
            opened: None,
            fact: &fact,
        });
    }

    /// The end mark is missing: what was read on trial counts, and otherwise nothing is certain.
    fn break_region(&mut self, mut region: Region<S>, end: bool) {
        self.feed(&mut region);
        if !self.machine.lost {
            let at = self.scan.position();
            self.report(region.kind.unclosed(), at, Some(region.opened));
        }
        let kind = region.kind;
        match region.trial {
            Some(trial) => self.adopt(*trial, end),
            None if end || kind == Kind::Comment => self.machine.lose(),
            None => {}
        }
        self.mark();
    }

    /// The end mark found may be another's, the fault is told: what was read on trial counts.
    fn doubt_region(&mut self, mut region: Region<S>, mark: &str) {
        self.scan.bump(mark.len());
        self.feed(&mut region);
        if let Some(trial) = region.trial {
            self.adopt(*trial, false);
        }
        self.mark();
    }

    fn feed(&mut self, region: &mut Region<S>) {
        if let Some(trial) = &mut region.trial {
            trial.push_text(&self.scan.text[region.given..self.scan.index]);
            region.given = self.scan.index;
        }
    }

    fn adopt(&mut self, mut trial: Self, end: bool) {
        self.machine.unwind_entry(&mut self.sink);
        if end {
            trial.drive(true);
            trial.end();
        } else {
            let held = trial.break_off();
            self.take_held(held);
        }
        self.sink.adopt(trial.sink);
        self.machine = trial.machine;
    }
}

impl Doctype {
    /// A byte that may matter; `rest` begins with it.
    fn step(&mut self, byte: u8, rest: &[u8]) -> Option<Flow> {
        if let Some(within) = self.within {
            let mark: &[u8] = if within == Kind::Comment {
                b"-->"
            } else {
                b"?>"
            };
            if rest.starts_with(mark) {
                self.within = None;
            }
            return None;
        }
        if let Some(quote) = self.quote {
            self.quote = Some(quote).filter(|&quote| quote != byte);
            return None;
        }
        match byte {
            b'<' if rest.starts_with(b"<!--") => self.within = Some(Kind::Comment),
            b'<' if rest.starts_with(b"<?") => self.within = Some(Kind::Instruction),
            b'<' if rest.starts_with(b"<!") => self.declarations += 1,
            b'<' if !self.brackets => return Some(Flow::Broken),
            b'>' if self.declarations > 0 => self.declarations -= 1,
            b'>' if !self.brackets => return Some(Flow::Ended(">")),
            b'"' | b'\'' if self.declarations > 0 || !self.brackets => self.quote = Some(byte),
            b'[' if self.declarations == 0 => self.brackets = true,
            b']' if self.declarations == 0 => self.brackets = false,
            _ => {}
        }
        None
    }
}
