//! Does a segment end at this site?
//!
//! The rules run from the certain to the doubtful: what stands behind the
//! mark, what the word before it is, and last how the following word is usually
//! written. The first rule with an opinion decides.

use crate::Profile;
use crate::case::Case;
use crate::character::{is_alphanumeric, is_lowercase, is_open_bracket, is_quote, is_uppercase};
use crate::knowledge::Knowledge;
use crate::lexicon::Types;
use crate::model::Features;
use crate::quotation::is_in_quotation;
use crate::site::{Mark, Next, Shape, Site, is_in_capitals};

/// What decided about a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    /// The mark ends the sentence as marks do.
    Terminator,
    /// The sentence goes on with a small letter, comma or the like.
    GoesOn,
    /// No space follows, as inside addresses and numbers.
    NoSpace,
    /// The segment so far is only the number of a list item or a label.
    ListMarker,
    /// An abbreviation of these types.
    Abbreviation(Types),
    /// The initial of a name.
    Initial,
    /// A number that is an ordinal or goes on.
    Number,
    /// A quotation followed by who said it.
    Speaker,
    /// A title in quotation marks.
    Title,
    /// The mark stands alone in brackets or quotation marks.
    LoneMark,
    /// The linear model, which broke if its score is above 0.
    Model(f32),
    /// The dateline of a wire report.
    Dateline,
    /// A line ends.
    LineBreak,
    /// A bullet opens the item of a list.
    Bullet,
    /// A space, in a language whose sentences end with one.
    Space,
    /// A rule of the caller, by its index.
    Given(usize),
}

/// A decision and the rule that made it.
pub(crate) type Verdict = (bool, Rule);

/// Decides sites of one text; keeps scratch memory between them.
pub(crate) struct Judge<'lang> {
    pub(crate) knowledge: &'lang Knowledge,
    pub(crate) profile: Profile,
    pub(crate) buffer: String,
    pub(crate) compound: String,
    pub(crate) features: Option<Features>,
}

impl<'lang> Judge<'lang> {
    pub(crate) fn new(knowledge: &'lang Knowledge, profile: Profile) -> Self {
        Self {
            knowledge,
            profile,
            buffer: String::new(),
            compound: String::new(),
            features: None,
        }
    }

    /// The features of the site decided last, if the model decided it.
    pub(crate) fn take_features(&mut self) -> Option<Features> {
        self.features.take()
    }

    /// Whether a segment ends at `site`.
    pub(crate) fn decide(&mut self, site: &Site<'_>) -> Verdict {
        if site.mark == Mark::Wide {
            return self.wide(site);
        }
        if !site.has_gap() {
            return self.no_space(site);
        }
        let next = site.following();
        if let Some(first) = next.first
            && matches!(first, ',' | ';' | ':' | '%' | '=' | '/' | '،' | '؛')
        {
            return (false, Rule::GoesOn);
        }
        if next.opens_bracket && bracket_goes_on(&site.text[site.next..]) {
            return (false, Rule::GoesOn);
        }
        if !site.is_doubled && is_lone_mark(site) {
            return (false, Rule::LoneMark);
        }
        if site.mark != Mark::Strong
            && next.shape != Shape::Other
            && self.is_label(&site.text[site.segment..site.start], site.mark)
        {
            return (false, Rule::ListMarker);
        }
        if next.shape == Shape::Small && !self.starts_small(site, &next) {
            return self.small_letter(site, &next);
        }
        if next.has_dash && !site.closes_quote && is_in_quotation(site) {
            return (false, Rule::Speaker);
        }
        match site.mark {
            Mark::Strong => self.strong(site, &next),
            // The capital of `I` says nothing.
            Mark::Ellipsis
                if self
                    .knowledge
                    .is_always_capital(next.word, &mut self.buffer) =>
            {
                (false, Rule::GoesOn)
            }
            Mark::Ellipsis | Mark::Wide => (true, Rule::Terminator),
            Mark::Period if site.is_doubled => (true, Rule::Terminator),
            Mark::Period => self.period(site, &next),
        }
    }

    /// Whether `head` ends in a word that takes a number: `see page`.
    pub(crate) fn counts(&mut self, head: &str) -> bool {
        let mut words_back = head.trim_end().rsplit(char::is_whitespace);
        let word = words_back.next().unwrap_or("");
        self.knowledge.is_letter_noun(word, &mut self.buffer)
            || word
                .strip_suffix('.')
                .is_some_and(|word| !self.knowledge.types(word, &mut self.buffer).is_empty())
    }

    /// Marks of scripts without spaces end a sentence wherever they stand,
    /// unless the sentence visibly goes on.
    fn wide(&self, site: &Site<'_>) -> Verdict {
        let rest = &site.text[site.next..];
        if rest.starts_with(['，', '、', '；', '：', ',', ';', ':']) {
            return (false, Rule::GoesOn);
        }
        let marks = &site.text[site.start..site.end];
        if marks.ends_with(['》', '〉']) {
            return (false, Rule::Title);
        }
        let before = site.text[site.segment..site.start].chars().next_back();
        if marks == "．"
            && before.is_some_and(char::is_numeric)
            && rest.starts_with(char::is_numeric)
        {
            return (false, Rule::NoSpace);
        }
        if site.closes_quote && self.goes_on_after_quote(rest) {
            return (false, Rule::GoesOn);
        }
        if site.closes_quote && self.names_speaker(rest) {
            return (false, Rule::Speaker);
        }
        (true, Rule::Terminator)
    }

    /// No white space behind the mark: an address, a number, or a space that
    /// somebody forgot.
    fn no_space(&mut self, site: &Site<'_>) -> Verdict {
        let keep = (false, Rule::NoSpace);
        let word = site.word();
        let next = site.following();
        let opens = next.opens_quote || next.opens_bracket;
        if site.mark == Mark::Ellipsis && self.profile == Profile::Edited {
            return keep;
        }
        if site.closes_quote && self.goes_on_after_quote(&site.text[site.next..]) {
            return (false, Rule::GoesOn);
        }
        if next.shape == Shape::Caseless && site.mark == Mark::Strong {
            return (true, Rule::Terminator);
        }
        // A word in small letters, then a capitalised word of two letters or
        // more that is no part of a dotted name.
        let is_small = word.chars().count() > 1
            && word.chars().rev().take(2).all(is_lowercase)
            && !word.contains('.');
        let mut letters = next.word.chars();
        let is_capitalised =
            letters.next().is_some_and(is_uppercase) && letters.next().is_some_and(is_lowercase);
        let is_address = !opens
            && (next.rest.starts_with(['.', '/', '@', '_']))
            && next.rest[1..].starts_with(is_alphanumeric);
        let before = site.text[site.segment..site.start - word.len()]
            .chars()
            .next_back();
        let in_address = before.is_some_and(|c| "/@:_".contains(c));
        if is_small
            && is_capitalised
            && !is_address
            && !in_address
            && !next.has_dash
            && !next.rest.starts_with(is_quote)
            && self.knowledge.types(word, &mut self.buffer).is_empty()
        {
            return (true, Rule::Terminator);
        }
        keep
    }

    /// Whether a word that starts small may open a sentence all the same: a
    /// brand (`iOS`), an address, an item letter (`a)`).
    fn starts_small(&mut self, site: &Site<'_>, next: &Next<'_>) -> bool {
        let has_inner_capital = next.word.chars().skip(1).any(is_uppercase);
        let is_letter = next.word.chars().count() == 1;
        // `b.` opens an item only behind an item `a.`.
        let mut head = site.text[site.segment..].chars();
        let in_list = head.next().is_some_and(is_lowercase) && head.next() == Some('.');
        let is_item = (is_letter
            && (next.rest.starts_with(')') || (in_list && next.rest.starts_with(". "))))
            || (next.opens_bracket && next.word.len() <= 5 && next.rest.starts_with(')'));
        let is_address = next.rest.starts_with("://")
            || (next.word.len() > 1
                && next.rest.starts_with('.')
                && next.rest[1..].starts_with(|c: char| c.is_ascii_lowercase())
                && self.knowledge.types(next.word, &mut self.buffer).is_empty());
        !next.has_dash && (has_inner_capital || is_item || is_address)
    }

    fn strong(&mut self, site: &Site<'_>, next: &Next<'_>) -> Verdict {
        let word = site.word();
        let types = self.knowledge.types(word, &mut self.buffer);
        if types.any(Types::MARK)
            && self.knowledge.case(next.word, &mut self.buffer) != Case::Starter
        {
            return (false, Rule::Abbreviation(Types::MARK));
        }
        if self.is_in_title(site, next) {
            return (false, Rule::Title);
        }
        if site.closes_quote && !next.opens_quote && !next.has_dash && self.is_speaker(next) {
            return (false, Rule::Speaker);
        }
        (true, Rule::Terminator)
    }

    fn period(&mut self, site: &Site<'_>, next: &Next<'_>) -> Verdict {
        let word = site.word();
        if site.closes_quote && next.shape == Shape::Caseless && self.speaks_last(next) {
            return (false, Rule::Speaker);
        }
        if word.is_empty() {
            return (true, Rule::Terminator);
        }
        let word_start = site.start - word.len();
        let head = &site.text[site.segment..word_start];
        if site.closes_bracket && head.ends_with(is_open_bracket) {
            if head.chars().nth(1).is_none() {
                // `(Laughter.)` is all there is.
                return (true, Rule::Terminator);
            }
            // A word alone in brackets is short for something: `(ret.)`
            let case = self.knowledge.case(next.word, &mut self.buffer);
            return (case >= Case::Small, Rule::LoneMark);
        }
        let last = word.rsplit(['-', '‑']).next().unwrap_or(word);
        if site.text[..word_start].ends_with('(')
            && word.len() <= 8
            && word.chars().all(is_lowercase)
        {
            // `(b. March 2009)`, `(род. 1948)`
            return (false, Rule::Abbreviation(Types::INNER));
        }
        if site.text[..word_start].ends_with('/') && !is_capital_letter(word) {
            // The last part of `м/с`, `n/a`: nothing precedes it.
            return (true, Rule::Terminator);
        }
        if next.rest.starts_with('.') && self.is_inside_abbreviation(site, next, word, word_start) {
            return (false, Rule::Abbreviation(Types::INNER));
        }
        let (mut types, start) = self.types(site, word, word_start);
        if is_capital_letter(word) && next.shape != Shape::Digit && start == word_start {
            // `С. Ли` is no page.
            types = Types::default();
        }
        if self.is_phrase(site, word, next) {
            return (false, Rule::Abbreviation(types));
        }
        if !types.is_empty() {
            let is_break = self.abbreviation(site, next, types, start);
            return (is_break, Rule::Abbreviation(types));
        }
        if next.has_dash && !site.closes_quote && is_capital_letter(last) {
            return (false, Rule::Initial);
        }
        let final_part = last.rsplit('.').next().unwrap_or(last);
        if is_capital_letter(final_part) {
            return (self.initial(site, next, word, word_start), Rule::Initial);
        }
        if word.chars().all(|c| c.is_numeric()) {
            let before = site.word_before(word_start);
            // `22 123 45 67` is no ordinal, nor is `str. 40`.
            let is_plain = !before.is_stopped && before.word.ends_with(char::is_numeric)
                || self.knowledge.is_number_noun(before.word, &mut self.buffer);
            let goes_on =
                self.number_goes_on(word, next) && !(is_plain && next.shape != Shape::Digit);
            return (!goes_on, Rule::Number);
        }
        if self.knowledge.ordinals && is_roman(word) {
            // `Der II. Weltkrieg`, but `Ludwig XIV.`
            let article = site.word_before(word_start).word;
            let goes_on = self.number_goes_on("II", next)
                && self.knowledge.case(article, &mut self.buffer) == Case::Starter;
            return (!goes_on, Rule::Number);
        }
        (true, Rule::Terminator)
    }

    /// Whether a segment ends after a single capital letter.
    fn initial(&mut self, site: &Site<'_>, next: &Next<'_>, word: &str, word_start: usize) -> bool {
        if next.is_initial() {
            return false;
        }
        let before = site.word_before(word_start);
        if next.shape == Shape::Digit && before.is_stopped {
            // `H. R. 1280`
            return false;
        }
        if matches!(next.shape, Shape::Digit | Shape::Other) || next.opens_quote {
            return !next.opens_bracket;
        }
        let case = self.knowledge.case(next.word, &mut self.buffer);
        if case == Case::Starter {
            return true;
        }
        let previous = before.word;
        let repeats = !before.is_stopped
            && previous.chars().count() > 1
            && previous.to_lowercase() == next.word.to_lowercase();
        let is_letter =
            !before.is_stopped && self.knowledge.is_letter_noun(previous, &mut self.buffer);
        // Degrees, classes, blood groups: `-12 C.`, `Block 4 B.`
        let after_number = !before.is_stopped && previous.ends_with(char::is_numeric);
        if repeats || is_letter || after_number {
            return true;
        }
        if word.contains('.') || before.is_stopped {
            // Two initials: a family name before them asks for none behind.
            let name = if before.is_stopped {
                site.word_before(before.start)
            } else {
                before
            };
            let after_name = name.word.chars().count() > 2
                && !name.is_stopped
                && name.word.starts_with(is_uppercase)
                && name.start > site.segment;
            return self.knowledge.initials_last && after_name && case >= Case::Small;
        }
        false
    }

    /// Whether a number with a full stop goes on: an ordinal, or a date with
    /// spaces in it.
    fn number_goes_on(&mut self, word: &str, next: &Next<'_>) -> bool {
        let is_short = word.len() <= 2;
        if next.shape == Shape::Digit {
            return is_short && next.word.len() <= 4 && next.rest.starts_with('.');
        }
        self.knowledge.ordinals
            && is_short
            && !next.opens_quote
            && self.knowledge.case(next.word, &mut self.buffer) < Case::Small
    }
}

/// Whether the sentence goes on behind the bracket that opens at the start of
/// `rest`: `Viva Maria! (1965), and`
fn bracket_goes_on(rest: &str) -> bool {
    let window = &rest[..rest.floor_char_boundary(160)];
    let Some(close) = window.find([')', ']']) else {
        return false;
    };
    let inside = window[..close].trim_start_matches(|c: char| !is_alphanumeric(c));
    let inside = inside.trim_end_matches(['"', '”', '»', '’']);
    let after = window[close + 1..].trim_start_matches([' ', '\u{a0}']);
    !inside.contains(is_open_bracket)
        && !inside.ends_with(['.', '!', '?', '…'])
        && after.starts_with(|c: char| c == ',' || c == ';' || is_lowercase(c))
}

/// Whether the mark stands alone in brackets or quotation marks: `[...]`, `(?)`.
fn is_lone_mark(site: &Site<'_>) -> bool {
    let before = site.text[site.segment..site.start].chars().next_back();
    match before {
        None => site.mark == Mark::Ellipsis,
        Some(letter) => {
            (site.closes_bracket && is_open_bracket(letter))
                || (site.closes_quote && is_quote(letter))
        }
    }
}

/// Whether a word is a Roman numeral in capitals.
pub(crate) fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && is_in_capitals(&format!("{word}{word}"))
        && word.chars().all(|c| "IVXLCМХ".contains(c))
}

pub(crate) fn is_capital_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(is_uppercase) && letters.next().is_none()
}
