//! Which declarations of a language are worth more than trigrams?
//!
//! Trigrams find a language that they know in any text, so a declared one that they do
//! not know must be believed. But pages declare what is no language (`und`,
//! `x-default`), countries (`ua`, `jp`) and codes of other standards (`ger`), and there
//! the text knows better.

use bitext_core::LanguageTag;
use whatlang::Script;

use super::{lang_of, languages, sample, script, words};

/// Languages of ISO 639-1 that [`detect_language`](super::detect_language) does not find.
const OTHERS: &str = "ae an as av bh bs ce cr cu ff ho hz ia ie ik io ki kj ks ku kv kw li lu mo \
                      ms na nd oj om pi sd sh tw vo";

/// Codes of ISO 639-2 for languages that have another in 639-3, and codes for no language
/// in particular.
const NONE: &str = "alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib \
                    wel mis mul und zxx art root";

/// Whether a declared language is one that trigrams do not know, in a script that many
/// languages share, so that the text alone cannot rule it out.
pub(super) fn is_of_its_own(declared: &LanguageTag, text: &str) -> bool {
    let tag = declared.primary();
    let is_language = match tag.len() {
        2 => words::has_words(tag) || script::has_script(tag) || has(OTHERS, tag),
        3 => !has(NONE, tag) && !languages().any(|(code, _)| code == tag) && !is_private(tag),
        _ => false,
    };
    let shared = [
        Script::Latin,
        Script::Cyrillic,
        Script::Arabic,
        Script::Devanagari,
    ];
    is_language
        && lang_of(tag).is_none()
        && whatlang::detect_script(&sample(text)).is_some_and(|script| shared.contains(&script))
}

fn has(list: &str, tag: &str) -> bool {
    list.split(' ').any(|one| one == tag)
}

/// `qaa` to `qtz` are for private use.
fn is_private(tag: &str) -> bool {
    ("qaa"..="qtz").contains(&tag)
}
