//! How much does a text look like Cyrillic running text?
//!
//! The 8-bit Cyrillic tables permute the same letters, so every wrong decoding
//! is made of letters too; what gives it away is letters that never follow each
//! other, capitals inside words, and symbols between letters. Each character
//! beyond ASCII is worth a digit, how usual it is after the one before it
//! (`data/cyrillic-pairs.txt`), and the mean of the digits tells a right
//! decoding (above 5) from a wrong one (below 4) within a few words. Linear.

use std::sync::OnceLock;

/// Pair values by letter index; the last index is the edge of a word.
struct Pairs {
    letters: Vec<char>,
    values: Vec<i8>,
}

impl Pairs {
    fn get() -> &'static Self {
        static PAIRS: OnceLock<Pairs> = OnceLock::new();
        PAIRS.get_or_init(|| Self::parse(include_str!("../data/cyrillic-pairs.txt")))
    }

    fn parse(data: &str) -> Self {
        let mut lines = data.lines().filter(|line| !line.starts_with('#'));
        let heading = lines.next().unwrap_or("").trim();
        let letters: Vec<char> = heading.chars().filter(|&letter| letter != '_').collect();
        let mut values = Vec::new();
        for line in lines {
            let row = line.split_once(' ').map_or("", |(_, row)| row);
            values.extend(row.bytes().map(|digit| (digit - b'0') as i8));
        }
        let width = letters.len() + 1;
        assert_eq!(values.len(), width * width, "the pair table is square");
        Self { letters, values }
    }

    fn edge(&self) -> usize {
        self.letters.len()
    }

    fn index(&self, letter: char) -> Option<usize> {
        // The first 32 letters of the table are those of Unicode, in its order.
        match letter {
            'а'..='я' => Some(letter as usize - 'а' as usize),
            _ => self.letters.iter().position(|&known| known == letter),
        }
    }
}

/// The evidence of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Plausibility {
    total: i64,
    /// Characters beyond ASCII that were judged.
    pub(crate) characters: usize,
    /// How many of them are Cyrillic letters.
    pub(crate) letters: usize,
}

impl Plausibility {
    /// The mean value of a character, 0 without any.
    pub(crate) fn mean(self) -> f64 {
        if self.characters == 0 {
            return 0.0;
        }
        self.total as f64 / self.characters as f64
    }
}

/// A mean from which a text counts as well-read Cyrillic.
pub(crate) const GOOD: f64 = 4.6;

/// What the characters beyond ASCII in `text` say.
pub(crate) fn plausibility(text: impl Iterator<Item = char>) -> Plausibility {
    let pairs = Pairs::get();
    let width = pairs.edge() + 1;
    let mut sum = Plausibility::default();
    let mut before = pairs.edge();
    let mut before_is_small = false;
    let mut mark_before = false;
    let mut text = text.peekable();
    // The last character, and the last visible one before it.
    let (mut last, mut visible) = (' ', '.');
    while let Some(character) = text.next() {
        if before_is_small && matches!(character, 'а'..='я') {
            // Inside a word, as nearly always, only the pair counts.
            let index = character as usize - 'а' as usize;
            sum.characters += 1;
            sum.letters += 1;
            sum.total += i64::from(pairs.values[before * width + index]);
            (before, last, visible) = (index, character, character);
            continue;
        }
        let (previous, visible_before) = (last, visible);
        last = character;
        if !character.is_whitespace() {
            visible = character;
        }
        let after_mark = std::mem::take(&mut mark_before);
        if character.is_ascii() {
            before = pairs.edge();
            before_is_small = false;
            continue;
        }
        sum.characters += 1;
        // Capitals stand right before the small letters in Unicode's table.
        let small = match character {
            'А'..='Я' => char::from_u32(u32::from(character) + 0x20),
            'а'..='я' => Some(character),
            _ => character.to_lowercase().next(),
        };
        let index = small.and_then(|letter| pairs.index(letter));
        let Some(index) = index else {
            sum.total += other_value(character, before != pairs.edge());
            mark_before = before == pairs.edge() && stands_apart(character);
            before = pairs.edge();
            before_is_small = false;
            continue;
        };
        sum.letters += 1;
        if after_mark && (small == Some(character) || !opens(previous)) {
            // The mark was taken for one that may stand there.
            sum.total -= 8;
        }
        sum.total += i64::from(pairs.values[before * width + index]);
        let is_small = small == Some(character);
        let is_lone = previous == ' ' && text.peek().is_none_or(|next| *next == ' ');
        if is_lone && !is_small && !stands_alone(character, visible_before) {
            sum.total -= 8;
        }
        if before_is_small && !is_small {
            sum.total -= 4;
        }
        before = index;
        before_is_small = is_small;
    }
    sum
}

/// Whether a lone capital can be a word that opens a sentence; inside a sentence
/// it is a dash of another table.
fn stands_alone(character: char, visible_before: char) -> bool {
    let is_word = matches!(
        character,
        'А' | 'В' | 'И' | 'К' | 'О' | 'С' | 'У' | 'Я' | 'І' | 'Є' | 'Й' | 'З'
    );
    let is_inside = matches!(visible_before, ',' | ';') || visible_before.is_lowercase();
    is_word && !is_inside
}

/// Whether no word begins right behind a sign that no word ends before: where
/// the Macintosh has its capitals, windows-1251 has such signs.
fn stands_apart(character: char) -> bool {
    matches!(
        character,
        '–' | '—' | '•' | '€' | '’' | '”' | '‘' | '“' | '„' | '…'
    )
}

/// Quotation marks that words begin behind, most of them with a capital.
fn opens(character: char) -> bool {
    matches!(character, '“' | '„' | '…')
}

/// The value of a character that is no letter of the table.
fn other_value(character: char, after_letter: bool) -> i64 {
    match character {
        '»' | '”' | '“' | '’' | '…' | '—' | '\u{a0}' => 5,
        '«' | '„' | '‘' | '–' | '№' | '•' | '°' | '§' | '€' if !after_letter => 5,
        // Letters of other Cyrillic languages and of other scripts.
        _ if character.is_alphabetic() => 0,
        // Box drawing, C1 controls, signs inside words: the mark of a wrong
        // table.
        _ => -3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_plausible_and_its_permutations_are_not() {
        let mean = |text: &str| plausibility(text.chars()).mean();
        assert!(mean("Президент России прибыл с визитом в Пекин.") > 5.0);
        assert!(mean("Президент України підписав указ.") > 5.0);
        assert!(mean("оПЕГХДЕМР пНЯЯХХ ОПХАШК Я БХГХРНЛ") < 4.0);
        assert!(mean("╧ЁхчшфхэЄ ╨юёёшш яЁшс√ы") < 4.0);
    }
}
