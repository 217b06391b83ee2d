//! Which languages are written with the Cyrillic letters of a text?

use super::is_letter;

/// The share of letters that may lie outside an alphabet: names, quotations.
const FOREIGN_LETTERS: f64 = 0.01;

/// The share of letters outside the common alphabets from which on others are asked.
const OTHER_LETTERS: f64 = 0.03;

/// The block of Cyrillic letters and its supplement.
const CYRILLIC: std::ops::Range<u32> = 0x400..0x530;

/// The languages whose alphabet has nearly all letters of a Cyrillic text;
/// empty if most letters are of another script.
///
/// Each comes with whether no other alphabet lacks fewer of the letters.
pub(super) fn by_alphabet(text: &str) -> Vec<(&'static str, bool)> {
    // By place in the block, since most texts need this and most letters come up.
    let mut places = [0usize; (CYRILLIC.end - CYRILLIC.start) as usize];
    let mut all = 0;
    for letter in text.chars().filter(|&letter| is_letter(letter)) {
        all += 1;
        // Capitals of the block's beginning stand at fixed places.
        let small = match letter {
            'А'..='Я' => u32::from(letter) + 0x20,
            'а'..='я' => u32::from(letter),
            '\u{400}'..='\u{52f}' => letter.to_lowercase().next().unwrap_or(letter).into(),
            _ => continue,
        };
        if let Some(count) = places.get_mut(small.wrapping_sub(CYRILLIC.start) as usize) {
            *count += 1;
        }
    }
    let counts: Vec<(char, usize)> = CYRILLIC
        .zip(places)
        .filter(|&(_, count)| count > 0)
        .filter_map(|(letter, count)| Some((char::from_u32(letter)?, count)))
        .collect();
    let cyrillic: usize = counts.iter().map(|(_, count)| count).sum();
    if 2 * cyrillic <= all {
        return Vec::new();
    }
    let data = include_str!("../../data/alphabets.txt");
    let (common, others) = data.split_once("\n\n").unwrap_or((data, ""));
    let outside = |alphabet: &str| {
        let outside = counts
            .iter()
            .filter(|(letter, _)| !alphabet.contains(*letter));
        outside.map(|(_, count)| count).sum::<usize>()
    };
    let foreign: Vec<(&str, usize)> = alphabets(common)
        .map(|(tag, alphabet)| (tag, outside(alphabet)))
        .collect();
    let least = foreign.iter().map(|&(_, count)| count).min().unwrap_or(0);
    let bound = least + (FOREIGN_LETTERS * cyrillic as f64) as usize;
    if least as f64 > OTHER_LETTERS * cyrillic as f64 {
        // The one that lacks fewest letters, and of equals the smallest: Mongolian has no
        // letter that Kyrgyz has not.
        let all = |alphabet: &str| outside(alphabet) as f64 <= FOREIGN_LETTERS * cyrillic as f64;
        let fitting = alphabets(others).filter(|(_, alphabet)| all(alphabet));
        if let Some((tag, _)) =
            fitting.min_by_key(|(_, alphabet)| (outside(alphabet), alphabet.chars().count()))
        {
            return vec![(tag, true)];
        }
    }
    if least as f64 > 0.1 * cyrillic as f64 {
        return Vec::new();
    }
    foreign
        .into_iter()
        .filter(|&(_, count)| count <= bound)
        .map(|(tag, count)| (tag, count == least))
        .collect()
}

/// The tag and the letters of each alphabet.
fn alphabets(lines: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = lines.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' '))
}
