//! What a quotation has to do with the end of a segment.
//!
//! A quotation may end in a mark and the sentence still go on: with who said it
//! (`“Why?” Orr asked`), with the rest of the speech behind the speaker (`«Где
//! она? — спросил он. — Почему молчит?»`), or because it is a title (`the film
//! “Whose Turn?”`).

use crate::case::Case;
use crate::character::{is_alphanumeric, is_dash, is_quote, is_uppercase};
use crate::decide::{Judge, is_capital_letter};
use crate::lexicon::Types;
use crate::site::{Next, Shape, Site, word_after};

/// No title or quotation with its speaker is looked through further than this.
const TITLE: usize = 96;

/// No clause that names a speaker has more words where capitals tell nothing.
const SPEAKER_WORDS: usize = 10;

/// No clause that names a speaker is longer, in bytes, where no spaces are.
const CLAUSE: usize = 36;

impl Judge<'_> {
    /// Whether a name or pronoun and a verb of speech follow a quotation:
    /// `“Why?” Smith asked.`
    pub(crate) fn is_speaker(&mut self, next: &Next<'_>) -> bool {
        let mut word = next.word;
        let mut rest = next.rest;
        // Where capitals tell nothing, the verb may come first, or last as in Hindi.
        if next.shape == Shape::Caseless {
            return self.knowledge.is_speech_verb(word, &mut self.buffer) || self.speaks_last(next);
        }
        // The verb is the second to sixth word: `“Why?” President John F. Smith asked`.
        for distance in 0..5 {
            // `Mr. Smith asked`, `J. Smith asked`
            if let Some(after) = rest.strip_prefix('.') {
                let types = self.knowledge.types(word, &mut self.buffer);
                if !is_capital_letter(word) && !types.any(Types::TITLE) {
                    return false;
                }
                rest = after;
            }
            let spaced = rest.trim_start_matches([' ', '\u{a0}']);
            word = word_after(spaced);
            if word.is_empty() {
                return false;
            }
            if self.knowledge.is_speech_verb(word, &mut self.buffer) {
                return self.knowledge.case(next.word, &mut self.buffer) < Case::Starter
                    || distance == 0;
            }
            if !word.starts_with(is_uppercase) {
                return false;
            }
            rest = &spaced[word.len()..];
        }
        false
    }

    /// Whether a short clause follows that ends with a verb of speech:
    /// `“क्यों?” मीरा ने पूछा।`
    pub(crate) fn speaks_last(&mut self, next: &Next<'_>) -> bool {
        let mut last = next.word;
        let mut rest = next.rest;
        for _ in 0..SPEAKER_WORDS {
            let spaced = rest.trim_start_matches([' ', '\u{a0}']);
            let word = word_after(spaced);
            if word.is_empty() {
                return self.knowledge.is_speech_verb(last, &mut self.buffer);
            }
            last = word;
            rest = &spaced[word.len()..];
        }
        false
    }

    /// Whether the mark, a `?` or `!`, belongs to a title in quotation marks: `the film
    /// “Why Me?”`
    pub(crate) fn is_in_title(&mut self, site: &Site<'_>, next: &Next<'_>) -> bool {
        let from = site
            .text
            .ceil_char_boundary(site.start.saturating_sub(TITLE));
        let from = from.max(site.segment);
        let head = &site.text[from..site.start];
        let mut letters = head.char_indices().rev();
        let open =
            letters.find(|&(at, letter)| is_quote(letter) && head[..at].ends_with([' ', '\u{a0}']));
        let Some((open, mark)) = open else {
            return false;
        };
        let body = &head[open + mark.len_utf8()..];
        let is_closed = match mark {
            '«' => body.contains('»'),
            '“' => body.contains('”'),
            '„' => body.contains(['“', '”']),
            _ => body.contains(mark),
        };
        let noun = head[..open].trim_end();
        let noun = noun.rsplit(|c| !is_alphanumeric(c)).next().unwrap_or("");
        if is_closed || body.is_empty() {
            return false;
        }
        if !self.knowledge.is_title_noun(noun, &mut self.buffer) {
            return false;
        }
        if site.closes_quote {
            return !next.opens_quote
                && !next.opens_bracket
                && self.knowledge.case(next.word, &mut self.buffer) < Case::Small;
        }
        let rest = &site.text[site.end..site.text.floor_char_boundary(site.end + TITLE)];
        rest.contains(['»', '”', '"', '“', '’'])
    }

    /// Whether the clause that `rest` starts with has a verb of speech and no
    /// quotation of its own: `“来吗？”她问。`
    pub(crate) fn names_speaker(&self, rest: &str) -> bool {
        let clause = &rest[..rest.floor_char_boundary(CLAUSE)];
        let end = clause.find(|c| !is_alphanumeric(c)).unwrap_or(clause.len());
        self.knowledge.has_speech_verb(&clause[..end])
    }

    pub(crate) fn goes_on_after_quote(&self, rest: &str) -> bool {
        let mut words = self.knowledge.after_quote.iter();
        words.any(|word| rest.starts_with(word.as_str()))
    }
}

/// Whether the segment opens with a quotation mark that nothing has closed, and the
/// speech had a question or cry of its own before the speaker: `«Where is she? — he
/// asked. — Why is she silent?»` What a comma parts from its speaker is a sentence:
/// `«I am late, — he said. | — Come tomorrow».`
pub(crate) fn is_in_quotation(site: &Site<'_>) -> bool {
    let head = &site.text[site.segment..site.start];
    let head = &head[..head.floor_char_boundary(8 * TITLE)];
    let close = match head.chars().next() {
        Some('«') => '»',
        Some('“') => '”',
        _ => return false,
    };
    let marks = ['?', '!', '…', '.'];
    !head.contains(close)
        && head.match_indices(&marks[..3]).any(|(at, _)| {
            let rest = head[at..].trim_start_matches(marks);
            rest.trim_start().starts_with(is_dash)
        })
}
