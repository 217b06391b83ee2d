//! Which language is a text meant for that is translated only in part?
//!
//! A page that is a translation in the making, or that keeps samples and quotations as
//! they were, may have more text in the language it comes from than in its own. So the
//! languages that something speaks for (a flag, a declaration, the file name) are looked
//! for line by line, and one that a good part of the lines is in goes before the language
//! that most are in.

use bitext_core::LanguageTag;

use super::{LanguageGuess, detect_language};

/// Shorter lines, in bytes, are no sign of a language.
const SHORTEST: usize = 24;

/// How many lines of a long text are looked at, evenly spread over it.
const LINES: usize = 200;

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
    let long = || text.lines().filter(|line| line.len() >= SHORTEST);
    let step = long().count().div_ceil(LINES).max(1);
    let (mut lines, mut own, mut all) = (0, 0, 0);
    for line in long().step_by(step) {
        let Some(guess) = detect_language(line) else {
            continue;
        };
        all += line.len();
        if guess.language.same_language(language) {
            lines += 1;
            own += line.len();
        }
    }
    lines >= FEWEST_LINES && own * PARTS >= all
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
