//! Words that are divided at the end of a line.
//!
//! What is hyphenated at the end of a line is joined, unless the document writes the
//! word with a hyphen elsewhere too. Korean words are divided without any sign; there the
//! document's own words tell.

use std::collections::BTreeSet;

use bitext_core::is_unspaced;

use crate::pdf::layout::{Line, Page};

/// What a document shows of its hyphens.
pub(crate) struct Hyphens {
    /// Words with a hyphen that stand inside a line.
    words: BTreeSet<String>,
    /// Korean words that stand inside a line.
    korean: BTreeSet<String>,
    /// Whether words are parted by a sign of its own, not by the hyphen of
    /// compounds.
    has_own_sign: bool,
}

impl Hyphens {
    pub(crate) fn of(pages: &[Page]) -> Self {
        let (mut words, mut korean) = (BTreeSet::new(), BTreeSet::new());
        let mut has_own_sign = false;
        for line in pages.iter().flat_map(|page| &page.lines) {
            has_own_sign |= line.text.ends_with(['\u{2010}', '\u{ad}']);
            let last = line.text.split_whitespace().count();
            for (at, word) in (1..).zip(line.text.split_whitespace()) {
                if at > 1 && at < last && word.contains(is_hangul) {
                    korean.insert(bare(word).to_owned());
                }
                let core = bare(word);
                if core.contains('-') {
                    words.insert(core.to_lowercase());
                }
            }
        }
        Self {
            words,
            korean,
            has_own_sign,
        }
    }

    /// Whether a Korean word goes on in the next line, without any sign: as one word it
    /// stands elsewhere, and its first part does not.
    fn goes_on(&self, text: &str, next: &str) -> bool {
        if !text.ends_with(is_hangul) || !next.starts_with(is_hangul) {
            return false;
        }
        let head = text.rsplit(char::is_whitespace).next().unwrap_or("");
        let tail = next.split(char::is_whitespace).next().unwrap_or("");
        self.korean.contains(bare(&format!("{head}{tail}"))) && !self.korean.contains(bare(head))
    }
}

/// The text of lines that belong together.
pub(crate) fn joined(lines: &[&Line], hyphens: &Hyphens) -> String {
    let mut text = String::new();
    for line in lines {
        let words = line.text.as_str();
        if text.is_empty() {
            text.push_str(words);
            continue;
        }
        match text.chars().last() {
            Some('\u{ad}') => {
                text.pop();
            }
            Some('-' | '\u{2010}') if is_split(&text, words) => {
                if !is_compound(&text, words, hyphens) {
                    text.pop();
                }
            }
            // Scripts without spaces have none at the ends of lines either.
            Some(last) if is_unspaced(last) && words.starts_with(is_unspaced) => {}
            Some(_) if hyphens.goes_on(&text, words) => {}
            _ => text.push(' '),
        }
        text.push_str(words);
    }
    text
}

fn is_hangul(character: char) -> bool {
    matches!(character, '\u{ac00}'..='\u{d7a3}')
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a hyphen at the end of a line parts a word: letters on both sides.
fn is_split(text: &str, next: &str) -> bool {
    let mut before = text.chars().rev().skip(1);
    before.next().is_some_and(char::is_alphabetic) && next.starts_with(char::is_alphabetic)
}

/// Whether the hyphen belongs to the word.
fn is_compound(text: &str, next: &str, hyphens: &Hyphens) -> bool {
    if next.starts_with(char::is_uppercase) || (hyphens.has_own_sign && text.ends_with('-')) {
        return true;
    }
    let head = text.rsplit(char::is_whitespace).next().unwrap_or("");
    let tail = next.split(char::is_whitespace).next().unwrap_or("");
    let word = format!("{head}{tail}").to_lowercase();
    if is_address(&word) {
        return true;
    }
    hyphens.words.contains(bare(&word))
}

/// Whether a word is an address of the net, which nobody hyphenates.
fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_hyphens() {
        let hyphens = Hyphens {
            words: BTreeSet::new(),
            korean: BTreeSet::new(),
            has_own_sign: false,
        };
        assert!(is_compound("to sales@north-", "gate.example or", &hyphens));
        assert!(is_compound("see https://north-", "gate.example", &hyphens));
        assert!(!is_compound(
            "the har-",
            "bour at sales@x.example",
            &hyphens
        ));
    }

    #[test]
    fn a_sign_for_parted_words_leaves_the_hyphen_to_compounds() {
        let hyphens = |has_own_sign| Hyphens {
            words: BTreeSet::new(),
            korean: BTreeSet::new(),
            has_own_sign,
        };
        assert!(is_compound("twenty-", "five", &hyphens(true)));
        assert!(!is_compound("har\u{2010}", "bour", &hyphens(true)));
        assert!(!is_compound("har-", "bour", &hyphens(false)));
    }

    #[test]
    fn a_korean_word_goes_on_where_it_stands_elsewhere() {
        let line = |text: &str| Line {
            text: text.to_owned(),
            ..Line::default()
        };
        let lines = [
            line("나룻배가 항구에 있습니"),
            line("다. 바람이 그치지 있습니다 않았"),
            line("다 한다."),
        ];
        let page = Page {
            lines: lines.to_vec(),
            ..Page::default()
        };
        let text = joined(&lines.iter().collect::<Vec<_>>(), &Hyphens::of(&[page]));
        assert_eq!(
            text,
            "나룻배가 항구에 있습니다. 바람이 그치지 있습니다 않았 다 한다."
        );
    }
}
