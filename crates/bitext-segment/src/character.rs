//! Classes of characters, as far as segmentation cares.

use bitext_core::is_end_mark;

/// What a character that can end a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `.`, which may also mark an abbreviation.
    Dot,
    /// `…`
    Ellipsis,
    /// `!`, `?` and their like in other scripts that part words by spaces.
    Strong,
    /// Marks of scripts in which no space follows: `。！？`.
    Wide,
}

/// The ending a character is, if it is one.
pub(crate) fn ending(letter: char) -> Option<Ending> {
    Some(match letter {
        '.' => Ending::Dot,
        '!' | '?' => Ending::Strong,
        _ if letter.is_ascii() => return None,
        '…' | '‥' => Ending::Ellipsis,
        '。' | '！' | '？' | '．' | '｡' => Ending::Wide,
        _ if is_end_mark(letter) => Ending::Strong,
        _ => return None,
    })
}

/// The ending that the character at byte `at` is; behind a Greek letter `;` asks.
pub(crate) fn ending_at(text: &str, at: usize) -> Option<Ending> {
    let letter = text[at..].chars().next()?;
    if letter == ';' {
        let asks = text[..at].ends_with(is_greek);
        return asks.then_some(Ending::Strong);
    }
    ending(letter)
}

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{37d}' | '\u{384}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// A Hebrew letter.
pub(crate) fn is_hebrew(letter: char) -> bool {
    matches!(letter, '\u{5d0}'..='\u{5ea}')
}

/// Whether the scan has to stop at each first byte of a character.
pub(crate) type Stops = [bool; 256];

/// First bytes of the characters above and of line breaks.
pub(crate) static STOPS: Stops = stops(false);

/// The same, and spaces.
pub(crate) static STOPS_AND_SPACE: Stops = stops(true);

const fn stops(space: bool) -> Stops {
    let mut stops = [false; 256];
    stops[b' ' as usize] = space;
    // ASCII marks; line breaks; then first bytes of U+0085 and of the marks
    // of other scripts (U+2028 and U+2029 share theirs with `…`).
    let bytes: [u8; 23] = [
        b'.', b'!', b'?', b';', b')', b'\n', b'\r', 0x0b, 0x0c, 0xc2, 0xcd, 0xd6, 0xd8, 0xdb, 0xdc,
        0xdf, 0xe0, 0xe1, 0xe2, 0xe3, 0xea, 0xef, 0xf0,
    ];
    let mut at = 0;
    while at < bytes.len() {
        stops[bytes[at] as usize] = true;
        at += 1;
    }
    stops
}

/// Whether a line ends here.
pub(crate) fn is_line_break(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Characters without width or meaning: bidi controls, joiners, byte order mark.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Quotation marks that only ever close where Latin, Cyrillic or East Asian
/// text is written the usual way, and closing brackets.
pub(crate) fn is_closer(letter: char) -> bool {
    matches!(
        letter,
        ')' | ']' | '}' | '”' | '’' | '»' | '›' | '」' | '』' | '）' | '】' | '》' | '〉' | '］'
    )
}

/// Quotation marks that close or open as their neighbours say; the last is that of
/// Hebrew.
pub(crate) fn is_either_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '“' | '‘' | '«' | '‹' | '`' | '״')
}

/// Any quotation mark.
pub(crate) fn is_quote(letter: char) -> bool {
    is_either_quote(letter)
        || matches!(
            letter,
            '”' | '’' | '»' | '›' | '„' | '‚' | '「' | '『' | '」' | '』'
        )
}

/// Opening brackets.
pub(crate) fn is_open_bracket(letter: char) -> bool {
    matches!(letter, '(' | '[' | '{' | '（' | '【' | '《' | '〈' | '［')
}

/// Dashes that can stand between a quotation and its speaker or open a line of
/// dialogue.
pub(crate) fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−')
}

/// Bullets that open the item of a list.
pub(crate) fn is_bullet(letter: char) -> bool {
    matches!(letter, '•' | '‣' | '⁃' | '▪' | '●' | '◦' | '■' | '►')
}

/// Emoji, dingbats and the characters that modify them.
pub(crate) fn is_emoji(letter: char) -> bool {
    matches!(letter,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}'
        | '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
        && !matches!(letter, '\u{2776}'..='\u{2793}')
}

/// As [`char::is_alphanumeric`], without its table for the letters that make up
/// nearly all text in Latin and Cyrillic script.
#[inline]
pub(crate) fn is_alphanumeric(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{24f}' => !matches!(letter, '×' | '÷'),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        _ => letter.is_alphanumeric(),
    }
}

/// As [`char::is_lowercase`], quicker for Cyrillic.
#[inline]
pub(crate) fn is_lowercase(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_lowercase(),
        '\u{430}'..='\u{45f}' => true,
        '\u{400}'..='\u{42f}' => false,
        _ => letter.is_lowercase(),
    }
}

/// As [`char::is_uppercase`], quicker for Cyrillic.
#[inline]
pub(crate) fn is_uppercase(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_uppercase(),
        '\u{400}'..='\u{42f}' => true,
        '\u{430}'..='\u{45f}' => false,
        _ => letter.is_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_classes_agree_with_the_tables() {
        for letter in '\0'..='\u{2fff}' {
            assert_eq!(
                is_alphanumeric(letter),
                letter.is_alphanumeric(),
                "{letter:?}"
            );
            assert_eq!(is_lowercase(letter), letter.is_lowercase(), "{letter:?}");
            assert_eq!(is_uppercase(letter), letter.is_uppercase(), "{letter:?}");
        }
    }

    #[test]
    fn what_ends_a_sentence_is_one_question() {
        for letter in '\0'..='\u{1ffff}' {
            let ends = is_end_mark(letter);
            assert_eq!(ending(letter).is_some(), ends, "{letter:?}");
            let first = letter.to_string().as_bytes()[0];
            assert!(!ends || STOPS[usize::from(first)], "{letter:?} is seen");
        }
    }
}
