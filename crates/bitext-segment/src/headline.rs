//! Where capitals say nothing: `Acme Corp. Posts Loss`, `U.S. TO SEND TROOPS`.
//!
//! Behind an abbreviation a capital tells a new sentence from one that goes on.
//! In a headline in Title Case or in capitals every word has one. A headline is
//! known by what is missing: a mark at the end of its line, and near the site a word
//! of some length, no mere particle, that starts small.

use crate::case::Case;
use crate::character::{is_alphanumeric, is_line_break, is_lowercase, is_uppercase};
use crate::decide::Judge;
use crate::site::{Site, word_after};

/// How far the look to either side goes, in bytes.
const NEAR: usize = 160;

/// Shorter words are small in headlines, too: `of`, `for`.
const LONG: usize = 4;

/// So many long words with a capital make a headline; a name alone has fewer.
const FEWEST: usize = 3;

impl Judge<'_> {
    /// Whether `site` stands in a headline whose words all have capitals.
    pub(crate) fn is_in_headline(&mut self, site: &Site<'_>) -> bool {
        let text = site.text;
        let end = text.floor_char_boundary(site.next.saturating_add(NEAR));
        let window = &text[site.next..end];
        let rest = window.split(is_line_break).next().unwrap_or(window);
        let shows_end = rest.len() < window.len() || end == text.len();
        if !shows_end || !rest.trim_end().ends_with(is_alphanumeric) {
            return false;
        }
        let floor = text.ceil_char_boundary(site.start.saturating_sub(NEAR));
        let head = &text[floor.max(site.segment)..site.start];
        let mut capitals = 0;
        for word in [head, rest].into_iter().flat_map(str::split_whitespace) {
            let word = word_after(word.trim_start_matches(|c| !is_alphanumeric(c)));
            if word.chars().nth(LONG - 1).is_none() {
                continue;
            }
            if word.starts_with(is_uppercase) {
                capitals += 1;
            } else if word.starts_with(is_lowercase)
                && self.knowledge.case(word, &mut self.buffer) != Case::Starter
            {
                return false;
            }
        }
        capitals >= FEWEST
    }
}
