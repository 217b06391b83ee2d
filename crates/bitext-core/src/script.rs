//! What is known of the characters of all scripts: how they are set, and which marks
//! end a sentence.

/// Whether a character belongs to a script that puts no spaces between words, its
/// punctuation included: Han, kana, Thai, Lao, Khmer, Burmese. Between two of them a
/// line break stands for nothing, elsewhere for a space.
///
/// ```
/// use bitext_core::is_unspaced;
/// assert!("漢カ。ไ".chars().all(is_unspaced));
/// assert!(!"aЖ한א .".chars().any(is_unspaced));
/// ```
#[must_use]
pub fn is_unspaced(character: char) -> bool {
    is_wide(character)
        || matches!(character,
            '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}' | '\u{1000}'..='\u{103f}'
            | '\u{1780}'..='\u{17d3}')
}

/// Whether a character without spaces around it is as wide as two Latin letters, as
/// those of East Asia are.
#[must_use]
pub fn is_wide(character: char) -> bool {
    matches!(character,
        '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is a mark that ends a sentence in some script: full stops,
/// question and exclamation marks, ellipses.
///
/// ```
/// use bitext_core::is_end_mark;
/// assert!(".?!…。؟।۔".chars().all(is_end_mark));
/// assert!(!",;:)”".chars().any(is_end_mark));
/// ```
#[must_use]
pub fn is_end_mark(character: char) -> bool {
    match character {
        '.' | '!' | '?' => true,
        _ if character.is_ascii() => false,
        // The last is the Greek question mark.
        '…' | '‥' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '\u{37e}' => true,
        // Arabic question mark and full stop, Devanagari dandas, Armenian,
        // Ethiopic, Khmer, Burmese, Tibetan full stops.
        '؟' | '۔' | '।' | '॥' | '։' | '።' | '፧' | '។' | '៕' | '။' | '།' => true,
        '。' | '！' | '？' | '．' | '｡' => true,
        _ => false,
    }
}
