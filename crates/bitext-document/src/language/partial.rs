//! Which language is a text meant for that is translated only in part?
//!
//! A page that is a translation in the making, or that keeps samples and quotations as
//! they were, may have more text in the language it comes from than in its own. So the
//! languages that something speaks for (a flag, a declaration, the file name) are looked
//! for line by line, and one that a good part of the lines is in goes before the language
//! that most are in.

use std::collections::BTreeMap;

use bitext_core::LanguageTag;

use super::{LanguageGuess, detect_language, is_in_letters_of};

/// Shorter lines, in bytes, are no sign of a language.
const SHORTEST: usize = 24;

/// How many lines of a long text are looked at, evenly spread over it.
const LINES: usize = 64;

/// One part in so many that must be in a language for a text to be meant for it.
const PARTS: usize = 5;

/// Fewest lines that must be.
const FEWEST_LINES: usize = 2;

/// Whether a good part of the lines of `text` is in `language`, though most may be in
/// another: a fifth, by their bytes, of those whose language can be told.
///
/// ```
/// use bitext_document::is_partly_in;
/// let page = "Сетка для выравнивания объектов\n\
///             Specifies the settings for the configurable grid on your pages.\n\
///             Задаёт число промежуточных точек по горизонтали.\n\
///             Specifies whether to display the grid.\n";
/// assert!(is_partly_in(page, &bitext_core::LanguageTag::try_new("ru")?));
/// assert!(!is_partly_in(page, &bitext_core::LanguageTag::try_new("hu")?));
/// # Ok::<(), bitext_core::LanguageTagError>(())
/// ```
#[must_use]
pub fn is_partly_in(text: &str, language: &LanguageTag) -> bool {
    // Letters cost less to look at than words.
    let (tally, all) = tally(text, |line| is_in_letters_of(line, language) != Some(false));
    let own = tally.get(language.primary());
    own.is_some_and(|share| share.is_good_part(all))
}

/// The language that a good part of the lines of `text` is in, as [`is_partly_in`] has it,
/// though most are in `first`; if there are several, the one of most of them, on ties the
/// first by tag.
#[must_use]
pub fn second_language(text: &str, first: &LanguageTag) -> Option<LanguageTag> {
    let (tally, all) = tally(text, |_| true);
    let others = tally
        .iter()
        .rev()
        .filter(|(tag, share)| *tag != first.primary() && share.is_good_part(all));
    let (tag, _) = others.max_by_key(|(_, share)| share.bytes)?;
    LanguageTag::try_new(tag).ok()
}

/// What is in a language.
#[derive(Default)]
struct Share {
    lines: usize,
    bytes: usize,
}

impl Share {
    fn is_good_part(&self, all: usize) -> bool {
        self.lines >= FEWEST_LINES && self.bytes * PARTS >= all
    }
}

/// The share of each language among the lines that `is_of_interest` names, and the bytes
/// of all lines.
fn tally(text: &str, is_of_interest: impl Fn(&str) -> bool) -> (BTreeMap<String, Share>, usize) {
    let long = || text.lines().filter(|line| line.len() >= SHORTEST);
    let step = long().count().div_ceil(LINES).max(1);
    let mut shares: BTreeMap<String, Share> = BTreeMap::new();
    let mut all = 0;
    for line in long().step_by(step) {
        if !is_of_interest(line) {
            all += line.len();
        } else if let Some(guess) = detect_language(line) {
            all += line.len();
            let share = shares
                .entry(guess.language.primary().to_owned())
                .or_default();
            share.lines += 1;
            share.bytes += line.len();
        }
    }
    (shares, all)
}

/// The guess for a text if it is meant for one of the languages that something speaks
/// for, in that order; else as it is.
pub(super) fn meant<'tag>(
    text: &str,
    guess: LanguageGuess,
    spoken_for: impl Iterator<Item = &'tag LanguageTag>,
) -> LanguageGuess {
    for language in spoken_for {
        if guess.language.same_language(language) {
            return guess;
        }
        if is_partly_in(text, language) {
            return LanguageGuess {
                language: language.clone(),
                ..guess
            };
        }
    }
    guess
}
