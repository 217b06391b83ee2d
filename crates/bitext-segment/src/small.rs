//! Does a segment end before a small letter?
//!
//! In text written with care it does not. But whoever starts one sentence small
//! starts the next so, too: behind a segment that starts small, and anywhere in
//! informal text, the linear model decides.

use crate::Profile;
use crate::character::{
    is_alphanumeric, is_bullet, is_dash, is_line_break, is_lowercase, is_uppercase,
};
use crate::decide::{Judge, Rule, Verdict, is_roman};
use crate::lexicon::Types;
use crate::model::Features;
use crate::site::{Mark, Next, Site, word_after};

impl Judge<'_> {
    /// Whether a segment ends before a small letter.
    pub(crate) fn small_letter(&mut self, site: &Site<'_>, next: &Next<'_>) -> Verdict {
        let is_informal = self.profile == Profile::Informal;
        if next.has_dash || !(is_informal || opens_small(site)) {
            return (false, Rule::GoesOn);
        }
        let word = site.word();
        let (mut types, _) = self.types(site, word, site.start - word.len());
        if types.is_empty() {
            // `mr.`, `u.s.`; but `no.`, `miss.` are words as well.
            let capital = self.knowledge.types(&word.to_uppercase(), &mut self.buffer);
            let never_words = Types::TITLE.with(Types::ACRONYM).with(Types::INNER);
            types = if capital.any(never_words) {
                capital
            } else {
                types
            };
        }
        // Items of lists start small, too: `grain, flour, etc. for three ports`
        let may_end = is_informal && types.any(Types::END) && !types.any(Types::UNIT);
        if !(types.is_empty() || may_end) || self.is_phrase(site, word, next) {
            return (false, Rule::Abbreviation(types));
        }
        if self.goes_on_small(site, next, word) {
            return (false, Rule::GoesOn);
        }
        let case = self.knowledge.case(next.word, &mut self.buffer);
        let features = Features::small_letter(site, next, word, types, case);
        let score = self.knowledge.weights().score(&features);
        self.features = Some(features);
        (score > 0.0, Rule::Model(score))
    }

    /// Whether a full stop is that of an initial (`V.P. and`), of an ordinal (`3.
    /// oktober`) or inside an abbreviation (`d. h. seit`).
    fn goes_on_small(&mut self, site: &Site<'_>, next: &Next<'_>, word: &str) -> bool {
        if site.mark != Mark::Period {
            return false;
        }
        let last = word.rsplit(['-', '.']).next().unwrap_or(word);
        let is_letter = last.chars().nth(1).is_none() && last.chars().all(char::is_alphabetic);
        let is_ordinal = self.knowledge.ordinals
            && (last.chars().all(char::is_numeric) || is_roman(&last.to_uppercase()));
        let word_start = site.start - word.len();
        let is_inside =
            next.rest.starts_with('.') && self.is_inside_abbreviation(site, next, word, word_start);
        !word.is_empty() && (is_letter || is_ordinal || is_inside)
    }
}

/// How far into a segment its first word is looked for, in bytes.
const OPENING: usize = 80;

/// How far the end of a line is looked for, in bytes.
const NEAR: usize = 400;

/// Whether the line of a site ends as items of lists do: `a copy of gen. terms;`
fn ends_as_item(site: &Site<'_>) -> bool {
    let end = site
        .text
        .floor_char_boundary(site.next.saturating_add(NEAR));
    let rest = &site.text[site.next..end];
    let line = rest.split(is_line_break).next().unwrap_or(rest);
    line.trim_end().ends_with([';', ','])
}

/// Whether the segment of a site starts with a word in small letters, as nothing
/// does that was written with care: no brand (`iOS`), no item (`a)`, `– …;`).
fn opens_small(site: &Site<'_>) -> bool {
    let segment = &site.text[site.segment..site.start];
    // A segment may begin with any number of marks.
    let segment = &segment[..segment.floor_char_boundary(OPENING)];
    let head = segment.trim_start_matches(|c: char| !is_alphanumeric(c));
    let before = &segment[..segment.len() - head.len()];
    let word = word_after(head);
    let rest = &head[word.len()..];
    let is_item = word.chars().nth(1).is_none() && rest.starts_with([')', '.']);
    let is_address = rest.starts_with(['@', '/'])
        || rest
            .strip_prefix(['.', ':'])
            .is_some_and(|rest| rest.starts_with(|c| is_alphanumeric(c) || c == '/'));
    word.starts_with(is_lowercase)
        && !word.chars().any(is_uppercase)
        && !before.contains(|c| is_bullet(c) || is_dash(c))
        && !is_item
        && !is_address
        && !ends_as_item(site)
}
