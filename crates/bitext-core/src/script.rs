//! What is known of the characters of all scripts: how they are set, which marks end a
//! sentence, and which digits count.

/// Whether a character belongs to a script that puts no spaces between words, its
/// punctuation included: Han, kana, Yi, Thai, Lao, Khmer, Burmese, Tai Tham, New Tai
/// Lue, Javanese, Balinese, Buginese. Between two of them a line break stands for
/// nothing, elsewhere for a space.
///
/// ```
/// use bitext_core::is_unspaced;
/// assert!("漢カ。ไၚꀋ".chars().all(is_unspaced));
/// assert!(!"aЖ한א ၂.".chars().any(is_unspaced));
/// ```
#[must_use]
pub fn is_unspaced(character: char) -> bool {
    is_wide(character)
        || matches!(character,
            '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}' | '\u{edc}'..='\u{edf}'
            | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{1780}'..='\u{17d3}'
            | '\u{1980}'..='\u{19c9}' | '\u{1a00}'..='\u{1a1b}' | '\u{1a20}'..='\u{1a7c}'
            | '\u{1b00}'..='\u{1b4c}' | '\u{a000}'..='\u{a48c}' | '\u{a980}'..='\u{a9c0}'
            | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}')
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
/// question and exclamation marks, ellipses. These are the marks of the Unicode property
/// `Sentence_Terminal` in scripts that are in use, without those that are commas or colons
/// as well (Burmese `၊`, Balinese `᭞`, Syriac `܁`) or open a text (Balinese `᭚`).
///
/// ```
/// use bitext_core::is_end_mark;
/// assert!(".?!…。؟।۔᙮᱾".chars().all(is_end_mark));
/// assert!(!",;:)”၊".chars().any(is_end_mark));
/// ```
#[must_use]
pub fn is_end_mark(character: char) -> bool {
    match character {
        '.' | '!' | '?' => true,
        _ if character.is_ascii() => false,
        // The last is the Greek question mark.
        '…' | '‥' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '\u{37e}' => true,
        // Armenian, Arabic, Syriac, NKo.
        '։' | '؝' | '؟' | '۔' | '\u{700}' | '\u{7f9}' => true,
        // Devanagari dandas, which many scripts of India share; Tibetan, Burmese.
        '।' | '॥' | '།' | '။' => true,
        // Ethiopic, Canadian syllabics, Philippine scripts, Khmer, Mongolian, Limbu.
        '።' | '፧' | '፨' | '᙮' | '᜵' | '᜶' | '។' | '៕' | '᠃' | '᠉' | '᥄' | '᥅' => {
            true
        }
        // Tai Tham, Balinese, Lepcha, Ol Chiki.
        '\u{1aa8}'..='\u{1aab}' | '᭟' | '᰻' | '᰼' | '᱾' | '᱿' => true,
        // Lisu, Vai, Bamum, Saurashtra, Kayah Li, Javanese, Cham, Meetei Mayek.
        '꓿' | '꘎' | '꘏' | '꛳' | '꛷' | '꣎' | '꣏' | '꤯' | '꧉' => true,
        '\u{aa5d}'..='\u{aa5f}' | '꫰' | '꫱' | '꯫' => true,
        // Chakma, Newa.
        '\u{11141}'..='\u{11143}' | '\u{1144b}' | '\u{1144c}' => true,
        '。' | '！' | '？' | '．' | '｡' => true,
        _ => false,
    }
}

/// The value of a decimal digit of any script: 3 of `3`, `٣`, `३`, `၃`, `３`.
///
/// ```
/// use bitext_core::decimal_digit;
/// let digits = "3٣३၃３".chars().map(decimal_digit);
/// assert!(digits.eq([Some(3); 5]));
/// assert_eq!("三½Ⅲ፫".chars().find_map(decimal_digit), None);
/// ```
#[must_use]
pub fn decimal_digit(character: char) -> Option<u8> {
    if character.is_ascii() {
        return character
            .to_digit(10)
            .and_then(|digit| u8::try_from(digit).ok());
    }
    let after = ZEROS.partition_point(|&zero| zero <= character);
    let zero = ZEROS.get(after.checked_sub(1)?)?;
    let value = u32::from(character) - u32::from(*zero);
    u8::try_from(value).ok().filter(|&value| value < 10)
}

/// The zeros of all scripts, in order; the other nine digits follow each (Unicode 17,
/// general category `Nd`).
const ZEROS: [char; 77] = [
    '0',
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{ff10}',
    '\u{104a0}',
    '\u{10d30}',
    '\u{10d40}',
    '\u{11066}',
    '\u{110f0}',
    '\u{11136}',
    '\u{111d0}',
    '\u{112f0}',
    '\u{11450}',
    '\u{114d0}',
    '\u{11650}',
    '\u{116c0}',
    '\u{116d0}',
    '\u{116da}',
    '\u{11730}',
    '\u{118e0}',
    '\u{11950}',
    '\u{11bf0}',
    '\u{11c50}',
    '\u{11d50}',
    '\u{11da0}',
    '\u{11de0}',
    '\u{11f50}',
    '\u{16130}',
    '\u{16a60}',
    '\u{16ac0}',
    '\u{16b50}',
    '\u{16d70}',
    '\u{1ccf0}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
    '\u{1e140}',
    '\u{1e2f0}',
    '\u{1e4f0}',
    '\u{1e5f1}',
    '\u{1e950}',
    '\u{1fbf0}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_digits_are_numeric_and_in_order() {
        assert!(ZEROS.is_sorted());
        for (index, zero) in ZEROS.into_iter().enumerate() {
            let values = (0..10).map(|step| {
                char::from_u32(u32::from(zero) + step).and_then(|digit| {
                    // The compiler's tables may be older than the list.
                    assert!(digit.is_numeric() || index > 36, "{digit:?}");
                    decimal_digit(digit)
                })
            });
            assert!(values.eq((0..10).map(Some)), "{zero:?}");
        }
        assert_eq!(decimal_digit('/'), None);
        assert_eq!(decimal_digit(':'), None);
    }
}
