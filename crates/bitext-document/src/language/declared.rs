//! Which declarations of a language are worth more than trigrams?
//!
//! Trigrams find a language that they know in any text, so a declared one that they do
//! not know must be believed. But pages declare what is no language (`und`,
//! `x-default`), countries (`ua`, `jp`), and there the text knows better.

use bitext_core::LanguageTag;
use whatlang::Script;

use super::{lang_of, languages, sample};

/// Codes for no language in particular, and `no` for Norwegian, which trigrams know as
/// `nb`.
const NONE: [&str; 6] = ["mis", "mul", "und", "zxx", "art", "no"];

/// Whether a declared language is one that trigrams do not know, in a script that many
/// languages share, so that the text alone cannot rule it out.
pub(super) fn is_of_its_own(declared: &LanguageTag, text: &str) -> bool {
    let tag = declared.primary();
    let is_language = match tag.len() {
        2 => declared.has_two_letter_code(),
        3 => !languages().any(|(code, _)| code == tag) && !is_private(tag),
        _ => false,
    };
    let shared = [
        Script::Latin,
        Script::Cyrillic,
        Script::Arabic,
        Script::Devanagari,
    ];
    is_language
        && !NONE.contains(&tag)
        && lang_of(tag).is_none()
        && whatlang::detect_script(&sample(text)).is_some_and(|script| shared.contains(&script))
}

/// `qaa` to `qtz` are for private use.
fn is_private(tag: &str) -> bool {
    ("qaa"..="qtz").contains(&tag)
}
