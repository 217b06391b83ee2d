//! Which language is a text meant for that is translated only in part?
//!
//! A page that is a translation in the making, or that keeps samples and quotations as
//! they were, may have more text in the language it comes from than in its own. So the
//! languages that something speaks for (a flag, a declaration, the file name) are looked
//! for line by line, and one that a good part of the lines is in goes before the language
//! that most are in. Only that a page declares English says too little: templates do.

use bitext_core::LanguageTag;

use super::{LanguageGuess, detect_language, is_in_letters_of};

/// Shorter lines, in bytes, are no sign of a language.
const SHORTEST: usize = 24;

/// How many lines of a long text are looked at, in stretches evenly spread over it: in a
/// text of two languages every second line may be of one.
const LINES: usize = 64;
const STRETCH: usize = 8;

/// What pages declare that nobody has thought of.
const TEMPLATE: &str = "en";

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
    let looked_at = long()
        .enumerate()
        .filter(|(index, _)| (index / STRETCH).is_multiple_of(step));
    let (mut lines, mut own, mut all) = (0, 0, 0);
    for (_, line) in looked_at {
        // Letters cost less to look at than words.
        if is_in_letters_of(line, language) == Some(false) {
            all += line.len();
        } else if let Some(guess) = detect_language(line) {
            all += line.len();
            if guess.language.same_language(language) {
                lines += 1;
                own += line.len();
            }
        }
    }
    lines >= FEWEST_LINES && own * PARTS >= all
}

/// Whether a declaration is more than what templates come with.
pub(super) fn is_telling(declared: &LanguageTag) -> bool {
    declared.primary() != TEMPLATE
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
