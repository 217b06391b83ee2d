//! Tokens: the words, numbers and marks of a text, each with its place.
//!
//! One pass over the characters, the same for every language; what a token
//! means (a number word, a month) is up to the language's pack. Runs of a
//! script that does not part its words come out whole, as
//! [`TokenKind::Unspaced`], for whoever has a word list to cut them.

use std::sync::LazyLock;

use bitext_core::{TextRange, is_unspaced, is_wide};
use unicode_normalization::char::is_combining_mark;

use crate::address::address_length;

/// What kind of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Letters, with inner apostrophes and trailing digits: `don't`, `G7`; also what
    /// East Asian scripts count by, right behind digits: `亿` of `3亿美元`.
    Word,
    /// Digits, with single `.`, `,` or `:` (or `٫`, `٬`) between digits: `1,000.5`, `11:30`.
    Number,
    /// Letters of a script without spaces between words: `北京时间`.
    Unspaced,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// `@name`.
    Handle,
    /// `#topic`.
    Hashtag,
    /// A single punctuation mark or symbol.
    Mark,
}

/// A token and its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub range: TextRange,
}

/// The tokens of a text in order; white space and control characters part them
/// and belong to none.
///
/// ```
/// use bitext_lang::tokens;
/// let text = "Don't pay $1,000.50!";
/// let words: Vec<_> = tokens(text).map(|token| token.range.of(text)).collect();
/// assert_eq!(words, ["Don't", "pay", "$", "1,000.50", "!"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    Tokens {
        text,
        position: 0,
        letters: Letters(&TABLE),
        after_number: false,
    }
}

struct Tokens<'text> {
    text: &'text str,
    position: usize,
    letters: Letters,
    /// Whether the token in front is a number.
    after_number: bool,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.letters.end_of(self.text, self.position, GAP, is_gap);
        if start == self.text.len() {
            return None;
        }
        let counter = match self.after_number && start == self.position {
            true => counter_length(&self.text[start..]),
            false => 0,
        };
        let (kind, length) = match counter {
            0 => self.letters.token_at(self.text, start),
            length => (TokenKind::Word, length),
        };
        self.position = start + length;
        self.after_number = kind == TokenKind::Number;
        Some(Token {
            kind,
            range: TextRange::new(start, start + length),
        })
    }
}

/// What each letter is; those in the table are not looked up in the far larger
/// tables of Unicode each time.
#[derive(Clone, Copy)]
struct Letters(&'static [u8; TABLE_SIZE]);

impl Letters {
    /// Whether `otherwise` holds of a letter, by the table where it has it.
    fn has(self, letter: char, bit: u8, otherwise: impl Fn(char) -> bool) -> bool {
        let index = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX);
        match self.0.get(index) {
            Some(bits) => bits & bit != 0,
            None => otherwise(letter),
        }
    }

    /// Where the letters of a kind end that begin at byte `from` of `text`.
    #[inline]
    fn end_of(self, text: &str, from: usize, bit: u8, otherwise: impl Fn(char) -> bool) -> usize {
        let bytes = text.as_bytes();
        let mut at = from;
        while let Some(&byte) = bytes.get(at) {
            // One and two bytes are put together here: most letters are that
            // short.
            let (code, length) = match (byte, bytes.get(at + 1)) {
                (..0x80, _) => (usize::from(byte), 1),
                (0xc0..0xe0, Some(&next)) => (two_bytes(byte, next), 2),
                _ => match text[at..].chars().next() {
                    Some(letter) if otherwise(letter) => {
                        at += letter.len_utf8();
                        continue;
                    }
                    _ => break,
                },
            };
            if self.0[code] & bit == 0 {
                break;
            }
            at += length;
        }
        at
    }

    /// The kind and length in bytes of the token that begins at byte `start` of
    /// `text`, where a character stands that is no gap.
    #[inline]
    fn token_at(self, text: &str, start: usize) -> (TokenKind, usize) {
        let bytes = text.as_bytes();
        let common = match (bytes[start], bytes.get(start + 1)) {
            (first @ ..0x80, _) => Some((usize::from(first), 1)),
            (first @ 0xc0..0xe0, Some(&next)) => Some((two_bytes(first, next), 2)),
            _ => None,
        };
        match common {
            Some((code, _)) if self.0[code] & ALPHABETIC != 0 => self.word_at(text, start),
            Some((code, length))
                if self.0[code] & NUMERIC == 0 && !matches!(bytes[start], b'@' | b'#') =>
            {
                (TokenKind::Mark, length)
            }
            _ => self.other_at(text, start),
        }
    }

    /// The same for a word or an address.
    #[inline]
    fn word_at(self, text: &str, start: usize) -> (TokenKind, usize) {
        let end = self.word_end(text, start);
        let end = start + length_without_figures(&text[start..end]);
        // The first part of an address ends with one of these; most words are
        // followed by a space.
        let next = text.as_bytes().get(end);
        let may_go_on = next.is_some_and(|next| b"._%+-@:".contains(next));
        let address = may_go_on.then(|| address_length(&text[start..])).flatten();
        address.unwrap_or((TokenKind::Word, end - start))
    }

    /// The same for what is neither a common word nor a common mark.
    fn other_at(self, text: &str, start: usize) -> (TokenKind, usize) {
        let rest = &text[start..];
        let Some(first) = rest.chars().next() else {
            return (TokenKind::Mark, 0);
        };
        if self.has(first, NUMERIC, char::is_numeric) {
            return (TokenKind::Number, number_length(rest));
        }
        if is_unspaced_letter(first) {
            let end = rest
                .find(|letter: char| !is_unspaced_letter(letter))
                .unwrap_or(rest.len());
            return (TokenKind::Unspaced, end);
        }
        if self.has(first, ALPHABETIC, char::is_alphabetic) {
            return self.word_at(text, start);
        }
        if first == '@' || first == '#' {
            let body = &rest[1..];
            let length = body
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(body.len());
            if body[..length].chars().any(char::is_alphabetic) {
                let kind = if first == '@' {
                    TokenKind::Handle
                } else {
                    TokenKind::Hashtag
                };
                return (kind, 1 + length);
            }
        }
        (TokenKind::Mark, first.len_utf8())
    }

    /// Where the word ends that begins at byte `start` of `text`.
    #[inline]
    fn word_end(self, text: &str, start: usize) -> usize {
        let mut at = start;
        loop {
            at = self.end_of(text, at, WORD, is_word_letter);
            // `'`, or the first byte of `’` or `ʼ`.
            if !matches!(text.as_bytes().get(at), Some(b'\'' | 0xe2 | 0xca)) {
                return at;
            }
            let mut letters = text[at..].chars();
            let apostrophe = letters
                .next()
                .filter(|letter| matches!(letter, '\'' | '’' | 'ʼ'));
            let Some(apostrophe) = apostrophe else {
                return at;
            };
            let inner = letters
                .next()
                .is_some_and(|next| self.has(next, ALPHABETIC, char::is_alphabetic));
            if !inner {
                return at;
            }
            at += apostrophe.len_utf8();
        }
    }
}

/// How much of a word is letters where the script writes short words as one with the
/// figures behind them: `و20` ("and 20").
#[inline]
fn length_without_figures(word: &str) -> usize {
    // The first bytes of Hebrew and Arabic letters.
    if !matches!(word.as_bytes().first(), Some(0xd6..=0xdb)) {
        return word.len();
    }
    word.find(char::is_numeric).unwrap_or(word.len())
}

/// The letter of two bytes, by number.
#[inline]
fn two_bytes(first: u8, next: u8) -> usize {
    usize::from(first & 0x1f) << 6 | usize::from(next & 0x3f)
}

fn number_length(rest: &str) -> usize {
    let mut letters = rest.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter.is_numeric() {
            continue;
        }
        let inner = match letter {
            '.' | ',' | ':' => letters
                .peek()
                .is_some_and(|&(_, next)| next.is_ascii_digit() || next.is_numeric()),
            // The decimal and the thousands sign of Arabic figures.
            '٫' | '٬' => letters.peek().is_some_and(|&(_, next)| next.is_numeric()),
            _ => false,
        };
        if !inner {
            return at;
        }
    }
    rest.len()
}

/// How many bytes the letters take that a text begins with and that count by powers
/// of ten or months when they stand right behind digits: `万`, `百万`, `월`.
fn counter_length(text: &str) -> usize {
    let before_power = text
        .find(|letter| !matches!(letter, '十' | '百' | '千' | '십' | '백' | '천'))
        .unwrap_or(text.len());
    let end = text[before_power..].find(|letter| {
        !matches!(
            letter,
            '万' | '萬' | '亿' | '億' | '兆' | '만' | '억' | '조'
        )
    });
    let length = end.map_or(text.len(), |end| before_power + end);
    if length > before_power {
        return length;
    }
    // `千` alone is as often part of a measure: `千克`, `千米`.
    let alone = text.chars().next();
    alone
        .filter(|letter| matches!(letter, '月' | '월' | '백' | '천'))
        .map_or(0, char::len_utf8)
}

/// What a letter can be, a bit each.
const GAP: u8 = 1;
const ALPHABETIC: u8 = 2;
const NUMERIC: u8 = 4;
const WORD: u8 = 8;

/// The letters of one or two bytes are in the table: Latin with its extensions,
/// Greek, Cyrillic, Hebrew, Arabic.
const TABLE_SIZE: usize = 0x800;

/// What each common letter is.
static TABLE: LazyLock<[u8; TABLE_SIZE]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let code = u32::try_from(code).ok();
        code.and_then(char::from_u32).map_or(0, |letter| {
            let bits = [
                (is_gap(letter), GAP),
                (letter.is_alphabetic(), ALPHABETIC),
                (letter.is_numeric(), NUMERIC),
                (is_word_letter(letter), WORD),
            ];
            bits.iter()
                .filter(|(holds, _)| *holds)
                .fold(0, |set, (_, bit)| set | bit)
        })
    })
});

pub(crate) fn is_gap(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{200b}' | '\u{feff}')
}

fn is_word_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || (!letter.is_ascii()
            && !is_unspaced_letter(letter)
            && (letter.is_alphanumeric() || is_joining(letter)))
}

/// Marks that belong to the letter before them: combining accents, vowel signs and
/// points of Arabic, Hebrew and Indic scripts, soft hyphen, joiners.
#[must_use]
pub fn is_joining(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200c}' | '\u{200d}') || is_combining_mark(letter)
}

/// Whether a letter is katakana, in which Japanese spells names and words of other
/// languages.
#[must_use]
pub fn is_katakana(letter: char) -> bool {
    matches!(letter, '\u{30a1}'..='\u{30fa}' | '\u{30fc}')
}

/// Letters of the scripts that do not part words by spaces: what of
/// [`bitext_core::is_unspaced`] makes words.
fn is_unspaced_letter(letter: char) -> bool {
    if is_wide(letter) {
        matches!(letter,
            '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
    } else {
        is_unspaced(letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_without_spaces_are_characters_without_spaces() {
        let mut letters = ('\0'..=char::MAX).filter(|&letter| is_unspaced_letter(letter));
        assert!(letters.all(bitext_core::is_unspaced));
    }

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        tokens(text)
            .map(|token| (token.kind, token.range.of(text)))
            .collect()
    }

    #[test]
    fn words_numbers_and_marks() {
        use TokenKind::{Mark, Number, Word};
        assert_eq!(
            kinds("Ту-154 сел в 11:30, 5th!"),
            [
                (Word, "Ту"),
                (Mark, "-"),
                (Number, "154"),
                (Word, "сел"),
                (Word, "в"),
                (Number, "11:30"),
                (Mark, ","),
                (Number, "5"),
                (Word, "th"),
                (Mark, "!"),
            ]
        );
    }

    #[test]
    fn figures_of_arabic_script_are_numbers() {
        use TokenKind::{Number, Word};
        assert_eq!(
            kinds("۲٫۵ ١٬٢٣٤ و20 ב20 G7"),
            [
                (Number, "۲٫۵"),
                (Number, "١٬٢٣٤"),
                (Word, "و"),
                (Number, "20"),
                (Word, "ב"),
                (Number, "20"),
                (Word, "G7"),
            ]
        );
    }

    #[test]
    fn addresses_keep_together_without_the_sentence_around_them() {
        use TokenKind::{Email, Handle, Hashtag, Mark, Url};
        assert_eq!(
            kinds("https://example.com/a?b=1. press@example.ru, @press #Новости"),
            [
                (Url, "https://example.com/a?b=1"),
                (Mark, "."),
                (Email, "press@example.ru"),
                (Mark, ","),
                (Handle, "@press"),
                (Hashtag, "#Новости"),
            ]
        );
    }

    #[test]
    fn an_address_may_end_the_text() {
        let text = "Seen on www.example.com";
        assert_eq!(
            kinds(text).last(),
            Some(&(TokenKind::Url, "www.example.com"))
        );
    }

    /// Quadratic time would take minutes here.
    #[test]
    fn long_runs_take_linear_time() {
        for unit in ["a-", "a.", "a+", "a@", "@a", "#", "x:", "1:", "’a"] {
            let text = unit.repeat(1_000_000 / unit.len());
            assert!(tokens(&text).count() > 0, "{unit}");
        }
    }

    #[test]
    fn what_counts_behind_digits_is_a_word() {
        use TokenKind::{Number, Unspaced, Word};
        assert_eq!(
            kinds("3亿美元 5千万人 4月11日 12월로 3千克 万人"),
            [
                (Number, "3"),
                (Word, "亿"),
                (Unspaced, "美元"),
                (Number, "5"),
                (Word, "千万"),
                (Unspaced, "人"),
                (Number, "4"),
                (Word, "月"),
                (Number, "11"),
                (Unspaced, "日"),
                (Number, "12"),
                (Word, "월"),
                (Word, "로"),
                (Number, "3"),
                (Unspaced, "千克"),
                (Unspaced, "万人"),
            ]
        );
    }

    #[test]
    fn signs_and_points_are_parts_of_words() {
        // A conjunct in Bengali, Tamil and Malayalam, points and a hyphen in Hebrew.
        for word in ["খ্রীষ্ট", "பின்பு", "ശിഷ്യന്മാർ", "שָׁלוֹם"]
        {
            assert_eq!(kinds(word), [(TokenKind::Word, word)]);
        }
        assert_eq!(kinds("בית־ספר").len(), 3);
    }

    #[test]
    fn scripts_without_spaces_come_in_runs() {
        use TokenKind::{Mark, Number, Unspaced, Word};
        assert_eq!(
            kinds("北京时间10月。"),
            [
                (Unspaced, "北京时间"),
                (Number, "10"),
                (Word, "月"),
                (Mark, "。")
            ]
        );
    }

    proptest! {
        #[test]
        fn tokens_lie_in_the_text_in_order(text in any::<String>()) {
            let mut end = 0;
            for token in tokens(&text) {
                prop_assert!(token.range.start >= end);
                prop_assert!(!token.range.of(&text).is_empty());
                prop_assert!(text[end..token.range.start].chars().all(is_gap));
                end = token.range.end;
            }
            prop_assert!(text[end..].chars().all(is_gap));
        }
    }
}
