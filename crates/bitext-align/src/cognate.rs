//! Cognates: words of two languages that share a script and a root.
//!
//! `Expedition` and `expédition`, `geologisch` and `géologie` begin alike, and
//! what differs is the ending that grammar asks for. So a word is spelled
//! roughly, and two words are as near as the beginning they share is long.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// A shared beginning shorter than this says nothing.
const SHORTEST: usize = 4;

/// Words less alike than this are no cognates.
const LEAST: f32 = 0.6;

/// What cognates that are spelled alike count for, beside identical words.
const CERTAINTY: f32 = 0.9;

/// Pairs of cognates among two lists of words: (index, index, strength from
/// 0 to 1), in the order of the first list and then of the second. Words that
/// are equal letter by letter are left to whoever compares those.
pub(crate) fn cognates(near: &[&str], far: &[&str]) -> Vec<(u32, u32, f32)> {
    let spelled = |words: &[&str]| words.iter().map(|word| rough(word)).collect::<Vec<_>>();
    let (spelled_near, spelled_far) = (spelled(near), spelled(far));
    let mut by_beginning: FxHashMap<&[char], Vec<u32>> = FxHashMap::default();
    for (index, word) in spelled_far.iter().enumerate() {
        if let Some(beginning) = word.get(..SHORTEST) {
            by_beginning
                .entry(beginning)
                .or_default()
                .push(index as u32);
        }
    }
    let mut found = Vec::new();
    for (index, word) in spelled_near.iter().enumerate() {
        let alike = word
            .get(..SHORTEST)
            .and_then(|beginning| by_beginning.get(beginning));
        for &other in alike.into_iter().flatten() {
            let strength = likeness(word, &spelled_far[other as usize]);
            if strength >= LEAST && near[index] != far[other as usize] {
                found.push((index as u32, other, CERTAINTY * strength));
            }
        }
    }
    found
}

/// Share of the two words' letters that lies in their common beginning.
fn likeness(near: &[char], far: &[char]) -> f32 {
    let common = near.iter().zip(far).take_while(|(a, b)| a == b).count();
    2.0 * common as f32 / (near.len() + far.len()) as f32
}

/// A word in rough spelling: letters without marks, those that languages write
/// differently for one sound made alike, double ones single. Words with digits
/// have none.
fn rough(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::with_capacity(word.len());
    for letter in word.nfd().filter(|letter| letter.is_alphabetic()) {
        let letter = match letter {
            'k' | 'q' => 'c',
            'y' | 'j' => 'i',
            'z' | 'ß' => 's',
            'w' => 'v',
            'і' | 'ї' | 'ы' => 'и',
            'є' | 'э' => 'е',
            'ґ' => 'г',
            other => other,
        };
        let sounds_as_f = letter == 'h' && letters.last() == Some(&'p');
        if sounds_as_f {
            letters.pop();
            letters.push('f');
        } else if letters.last() != Some(&letter) {
            letters.push(letter);
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_one_root_are_found_whatever_their_endings() {
        let german = [
            "expedition",
            "geologisch",
            "photograph",
            "paris",
            "gletscher",
        ];
        let french = ["expédition", "géologie", "fotografie", "paris", "glacier"];
        let found = cognates(&german, &french);
        let pairs: Vec<(u32, u32)> = found.iter().map(|&(a, b, _)| (a, b)).collect();
        assert_eq!(pairs, [(0, 0), (1, 1), (2, 2)]);
        assert!((found[0].2 - CERTAINTY).abs() < 1e-6);
        assert!(found[1].2 < found[0].2);
    }

    #[test]
    fn short_beginnings_do_not_make_cognates() {
        let found = cognates(&["kein", "hinten"], &["quelque", "intérieur"]);
        assert!(found.is_empty());
    }
}
