//! A site: one place where a segment could end, with what stands around it.
//!
//! ```text
//!   … the mission of Dr  .  ”   (space)   “ The  board …
//!                 word  mark closers  gap  openers next
//! ```
//!
//! Every look around is bounded, so that a site costs constant time whatever
//! the text is; only runs of marks, closers and white space are read to their
//! end, and the scan goes on behind them.

use bitext_lang::is_joining;

use crate::character::{
    Ending, STOPS, ending_at, is_alphanumeric, is_bullet, is_closer, is_dash, is_either_quote,
    is_emoji, is_hebrew, is_invisible, is_line_break, is_lowercase, is_open_bracket, is_quote,
    is_uppercase,
};

/// No word or abbreviation is longer than this, in bytes.
const WORD: usize = 64;

/// What kind of mark stands at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A single full stop.
    Period,
    /// Dots: `...`, `…`.
    Ellipsis,
    /// At least one `!` or `?`.
    Strong,
    /// A mark of a script in which no space follows.
    Wide,
}

/// The marks, closers and white space of a site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Site<'text> {
    pub(crate) text: &'text str,
    /// Where the segment starts that may end here.
    pub(crate) segment: usize,
    pub(crate) mark: Mark,
    /// First byte of the marks.
    pub(crate) start: usize,
    /// One past the marks, closers, notes and emoji: where the segment ends
    /// if it ends here.
    pub(crate) end: usize,
    /// First byte behind the white space after `end`.
    pub(crate) next: usize,
    /// Whether a quotation mark closes after the mark.
    pub(crate) closes_quote: bool,
    /// Whether a bracket closes after the mark.
    pub(crate) closes_bracket: bool,
    /// Whether a further mark follows the closers (`etc.).`): no abbreviation
    /// can be meant by it.
    pub(crate) is_doubled: bool,
    /// Whether a line ends in the white space, or the text does.
    pub(crate) ends_line: bool,
}

impl<'text> Site<'text> {
    /// Reads the site whose first mark is at byte `start`.
    pub(crate) fn read(text: &'text str, segment: usize, start: usize) -> Option<Self> {
        let mut site = Site {
            text,
            segment,
            mark: Mark::Period,
            start,
            end: start,
            next: start,
            closes_quote: false,
            closes_bracket: false,
            is_doubled: false,
            ends_line: false,
        };
        site.mark = site.read_marks()?;
        loop {
            let before = site.end;
            site.read_closers();
            let closed = site.end > before;
            let Some(mark) = site.read_marks() else { break };
            if closed {
                site.is_doubled = true;
            }
            if site.mark != Mark::Strong {
                site.mark = mark;
            }
        }
        site.read_notes();
        site.read_gap();
        if !site.ends_line && site.read_emoji() {
            site.read_gap();
        }
        site.read_loose_marks();
        Some(site)
    }

    /// Reads a run of marks at `end`; spaced dots (`. . .`) are one run.
    fn read_marks(&mut self) -> Option<Mark> {
        let (mut dots, mut ellipses, mut strong, mut wide) = (0, 0, 0, 0);
        loop {
            let rest = &self.text[self.end..];
            let Some(letter) = rest.chars().next() else {
                break;
            };
            match ending_at(self.text, self.end) {
                Some(Ending::Dot) => dots += 1,
                Some(Ending::Ellipsis) => ellipses += 1,
                Some(Ending::Strong) => strong += 1,
                Some(Ending::Wide) => wide += 1,
                None => {
                    let spaced = dots > 0
                        && rest.starts_with(" .")
                        && !rest[2..].starts_with(is_alphanumeric);
                    if !spaced {
                        break;
                    }
                    dots += 1;
                    self.end += 1;
                }
            }
            self.end += if letter == ' ' { 1 } else { letter.len_utf8() };
        }
        match (wide, strong, ellipses, dots) {
            (0, 0, 0, 0) => None,
            (0, 0, 0, 1) => Some(Mark::Period),
            (0, 0, _, _) => Some(Mark::Ellipsis),
            (0, _, _, _) => Some(Mark::Strong),
            _ => Some(Mark::Wide),
        }
    }

    /// Reads quotation marks and brackets that close at `end`, also behind a
    /// space where what follows shows that they close.
    fn read_closers(&mut self) {
        loop {
            let rest = &self.text[self.end..];
            let Some(letter) = rest.chars().next() else {
                return;
            };
            if is_invisible(letter) {
                self.end += letter.len_utf8();
                continue;
            }
            let after = rest[letter.len_utf8()..].chars().next();
            let closes = if is_closer(letter) {
                true
            } else if is_either_quote(letter) {
                // Straight marks close when they touch the full stop; the
                // others only if no word touches them from behind.
                matches!(letter, '"' | '\'') || !after.is_some_and(is_alphanumeric)
            } else if matches!(letter, ' ' | '\u{a0}' | '\u{202f}') {
                let apart = after.is_some_and(|quote| is_closer(quote) && quote != '’');
                let behind = rest[letter.len_utf8()..].chars().nth(1);
                let length = if after.is_some_and(is_either_quote) {
                    loose_quotes_length(&rest[letter.len_utf8()..])
                } else {
                    0
                };
                if length > 0 {
                    self.closes_quote = true;
                    self.end += letter.len_utf8() + length;
                    continue;
                }
                if apart && !behind.is_some_and(is_alphanumeric) {
                    self.end += letter.len_utf8();
                    continue;
                }
                false
            } else {
                false
            };
            if !closes {
                return;
            }
            if is_quote(letter) {
                self.closes_quote = true;
            } else {
                self.closes_bracket = true;
            }
            self.end += letter.len_utf8();
        }
    }

    /// Reads note references (`[12]`) and omissions (`[...]`) behind the mark,
    /// also after a space: they belong to the sentence before them.
    fn read_notes(&mut self) {
        loop {
            let rest = &self.text[self.end..];
            let spaces = usize::from(rest.starts_with([' '])) + usize::from(rest.starts_with("  "));
            let length = note_length(&rest[spaces..]);
            if length == 0 {
                return;
            }
            self.end += spaces + length;
        }
    }

    /// Reads marks that stand alone behind a space (`Why ? ? ?`, `Well! ...`):
    /// no segment is made of marks only.
    fn read_loose_marks(&mut self) {
        let bytes = self.text.as_bytes();
        let is_stop = |at: usize| {
            let first = bytes.get(at);
            first.is_some_and(|&byte| STOPS[usize::from(byte)])
        };
        while !self.ends_line && self.has_gap() && is_stop(self.next) {
            let (end, mark) = (self.end, self.mark);
            self.end = self.next;
            let Some(loose) = self.read_marks() else {
                self.end = end;
                return;
            };
            self.read_closers();
            let gap = self.end;
            self.read_gap();
            if self.next == gap && self.next < self.text.len() {
                // They touch a word: it starts with them.
                self.end = end;
                self.read_gap();
                return;
            }
            self.mark = if mark == Mark::Strong { mark } else { loose };
        }
    }

    fn read_gap(&mut self) {
        let rest = &self.text[self.end..];
        let mut length = rest.len();
        self.ends_line = false;
        for (at, letter) in rest.char_indices() {
            if is_line_break(letter) {
                self.ends_line = true;
            }
            if !letter.is_whitespace() {
                length = at;
                break;
            }
        }
        self.next = self.end + length;
        self.ends_line |= self.next == self.text.len();
    }

    /// Reads emoji and emoticons after the mark: they belong to its sentence.
    fn read_emoji(&mut self) -> bool {
        let rest = &self.text[self.next..];
        let length = emoji_length(rest).max(emoticon_length(rest));
        if length > 0 {
            self.end = self.next + length;
        }
        length > 0
    }

    /// Whether white space follows.
    pub(crate) fn has_gap(&self) -> bool {
        self.next > self.end
    }

    /// The word before the mark, with dots and hyphens inside: `U.S`, `г-н`.
    pub(crate) fn word(&self) -> &'text str {
        word_before(self.text, self.segment, self.start)
    }

    /// The word before `at`, which is where a word found earlier starts.
    pub(crate) fn word_before(&self, at: usize) -> Before<'text> {
        let head = &self.text[self.segment..at];
        let bare = head.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let stopped = bare.strip_suffix('.');
        let end = self.segment + stopped.unwrap_or(bare).len();
        let word = word_before(self.text, self.segment, end);
        Before {
            word,
            start: end - word.len(),
            is_stopped: stopped.is_some(),
        }
    }

    /// What follows the white space.
    pub(crate) fn following(&self) -> Next<'text> {
        Next::read(self.text, self.next)
    }
}

/// A word before the word before the mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before<'text> {
    /// The word, empty if something else stands there.
    pub(crate) word: &'text str,
    /// Its first byte.
    pub(crate) start: usize,
    /// Whether a full stop stands behind it.
    pub(crate) is_stopped: bool,
}

/// The word that ends at byte `end`, no further back than `floor`.
fn word_before(text: &str, floor: usize, end: usize) -> &str {
    let floor = floor.max(text.ceil_char_boundary(end.saturating_sub(WORD)));
    let head = &text[floor..end];
    let inner = |c: char| is_alphanumeric(c) || ".-'’׳&°‑".contains(c) || is_joining(c);
    let mut outer = head.char_indices().rev().filter(|&(_, c)| !inner(c));
    let outer = outer.find(|&(at, mark)| !is_gershayim(head, at, mark));
    let start = outer.map_or(0, |(at, mark)| at + mark.len_utf8());
    head[start..].trim_start_matches(['.', '-', '\'', '’', '&'])
}

/// Whether the mark at byte `at` stands inside a Hebrew word, as short forms have
/// it (`ש"ח`), and is no quotation mark.
fn is_gershayim(text: &str, at: usize, mark: char) -> bool {
    matches!(mark, '"' | '״')
        && text[..at].ends_with(is_hebrew)
        && text[at + mark.len_utf8()..].starts_with(is_hebrew)
}

/// How a word starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// With a small letter.
    Small,
    /// With a capital.
    Capital,
    /// With a letter of a script without case.
    Caseless,
    /// With a digit.
    Digit,
    /// Something else: a symbol, a handle, the end of the text.
    Other,
}

/// What stands behind the white space of a site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Next<'text> {
    /// The first word, empty if there is none.
    pub(crate) word: &'text str,
    pub(crate) shape: Shape,
    /// What follows the word.
    pub(crate) rest: &'text str,
    /// Whether a dash stands before the word.
    pub(crate) has_dash: bool,
    /// Whether a quotation mark or bracket opens before it.
    pub(crate) opens_quote: bool,
    pub(crate) opens_bracket: bool,
    /// Whether a bullet stands before it.
    pub(crate) has_bullet: bool,
    /// The first character of all.
    pub(crate) first: Option<char>,
}

impl<'text> Next<'text> {
    fn read(text: &'text str, at: usize) -> Self {
        let mut rest = &text[at..];
        let mut next = Next {
            word: "",
            shape: Shape::Other,
            rest,
            has_dash: false,
            opens_quote: false,
            opens_bracket: false,
            has_bullet: false,
            first: rest.chars().next(),
        };
        // More characters than this no text has before a word.
        for _ in 0..8 {
            let Some(letter) = rest.chars().next() else {
                return next;
            };
            if is_dash(letter) {
                next.has_dash = true;
            } else if is_quote(letter) {
                next.opens_quote = true;
            } else if is_open_bracket(letter) {
                next.opens_bracket = true;
            } else if is_bullet(letter) {
                next.has_bullet = true;
            } else if is_line_break(letter)
                || !(letter.is_whitespace()
                    || is_invisible(letter)
                    || matches!(letter, '¿' | '¡' | '*' | '_'))
            {
                break;
            }
            rest = &rest[letter.len_utf8()..];
        }
        next.word = word_after(rest);
        next.rest = &rest[next.word.len()..];
        next.shape = rest.chars().next().map_or(Shape::Other, shape);
        next
    }

    /// The word behind this one, if nothing but spaces stand between them.
    pub(crate) fn second(&self) -> &'text str {
        word_after(self.rest.trim_start_matches([' ', '\u{a0}']))
    }

    /// The word behind that one, likewise.
    pub(crate) fn third(&self) -> &'text str {
        let rest = self.rest.trim_start_matches([' ', '\u{a0}']);
        word_after(rest[self.second().len()..].trim_start_matches([' ', '\u{a0}']))
    }

    /// Whether the word is one capital with a full stop: an initial.
    pub(crate) fn is_initial(&self) -> bool {
        self.shape == Shape::Capital && self.word.chars().count() == 1 && self.rest.starts_with('.')
    }

    /// Whether all letters are capitals, two or more.
    pub(crate) fn is_in_capitals(&self) -> bool {
        is_in_capitals(self.word)
    }
}

/// Whether a word of two letters or more is written in capitals.
pub(crate) fn is_in_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(is_uppercase)
        && letters.clone().next().is_some()
        && letters.all(is_uppercase)
}

pub(crate) fn shape(letter: char) -> Shape {
    if is_lowercase(letter) {
        Shape::Small
    } else if is_uppercase(letter) {
        Shape::Capital
    } else if letter.is_alphabetic() {
        Shape::Caseless
    } else if letter.is_numeric() {
        Shape::Digit
    } else {
        Shape::Other
    }
}

/// The word at the start of `rest`: letters and digits with apostrophes and
/// hyphens inside.
pub(crate) fn word_after(rest: &str) -> &str {
    let window = &rest[..rest.floor_char_boundary(WORD)];
    let inner = |c: char| is_alphanumeric(c) || "-'’".contains(c) || is_joining(c);
    let end = window.find(|c| !inner(c)).unwrap_or(window.len());
    window[..end].trim_end_matches(['-', '\'', '’'])
}

/// The length of quotation marks that stand apart and cannot open, for a stop or
/// comma follows: `! ''.`, `! `` ,`
fn loose_quotes_length(rest: &str) -> usize {
    let marks = rest.chars().take_while(|&c| is_either_quote(c)).take(3);
    let length = marks.map(char::len_utf8).sum();
    let after = rest[length..].trim_start_matches(' ');
    if length > 0 && after.starts_with(['.', ',', ';']) && !after.starts_with("..") {
        length
    } else {
        0
    }
}

/// The length of a note reference or omission at the start of `rest`: `[12]`,
/// `[...]`, `(…)`.
fn note_length(rest: &str) -> usize {
    let (body, close, takes_digits) = if let Some(body) = rest.strip_prefix('[') {
        (body, ']', true)
    } else if let Some(body) = rest.strip_prefix('(') {
        (body, ')', false)
    } else {
        return 0;
    };
    let end = body
        .find(|c: char| !(matches!(c, '.' | '…') || (takes_digits && c.is_ascii_digit())))
        .unwrap_or(0);
    if end > 0 && end <= 4 && body[end..].starts_with(close) {
        end + 2
    } else {
        0
    }
}

fn emoji_length(rest: &str) -> usize {
    let mut length = 0;
    for (at, letter) in rest.char_indices() {
        if is_emoji(letter) {
            length = at + letter.len_utf8();
        } else if letter != ' ' {
            break;
        }
    }
    length
}

/// The length of an emoticon such as `:-)` or `))` at the start of `rest`.
fn emoticon_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mouth = |byte: &u8| b")(DPp|/*]".contains(byte);
    let eyes = usize::from(bytes.first().is_some_and(|byte| b":;=8".contains(byte)));
    let nose = usize::from(eyes > 0 && bytes.get(1) == Some(&b'-'));
    let from = eyes + nose;
    let mouths = bytes[from..].iter().take_while(|byte| mouth(byte)).count();
    let end = from + mouths;
    let stands_alone = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
    let is_smile = eyes > 0 && mouths > 0;
    // Russian chats smile with brackets alone.
    let is_brackets = eyes == 0 && mouths > 1 && bytes[..end].iter().all(|b| *b == b')');
    if stands_alone && (is_smile || is_brackets) {
        end
    } else {
        0
    }
}
