//! Running heads and page numbers: what comes again from page to page.
//!
//! Only the outermost lines of a page are looked at. Digits count as equal, so
//! that a head with a page number is found again; a line of a number alone is a
//! page number, wherever it comes.

use std::collections::BTreeMap;

use crate::pdf::layout::{Line, Page};

/// How many lines at the top and at the bottom of a page may be heads.
const OUTERMOST: usize = 3;

/// How far a head may move from page to page, in points.
const DRIFT: f32 = 4.0;

/// Marks running heads and page numbers.
pub(crate) fn mark(pages: &mut [Page]) {
    let mut seen: BTreeMap<String, Vec<f32>> = BTreeMap::new();
    for page in pages.iter() {
        for index in outermost(page) {
            let line = &page.lines[index];
            seen.entry(pattern(&line.text)).or_default().push(line.base);
        }
    }
    // Heads of even and odd pages differ, and chapters have their own.
    let enough = if pages.len() < 6 { 2 } else { 3 };
    for page in pages {
        let height = page.height;
        for index in outermost(page) {
            let line = &mut page.lines[index];
            let is_margin = line.base < 0.15 * height || line.base > 0.85 * height;
            let places = seen.get(&pattern(&line.text));
            let again = places.map_or(0, |places| {
                places
                    .iter()
                    .filter(|&&base| (base - line.base).abs() < DRIFT)
                    .count()
            });
            let is_repeated = again >= enough && !line.text.is_empty();
            if is_margin && (is_repeated || is_page_number(line)) {
                line.is_boilerplate = true;
            }
        }
    }
}

/// Indices of the lines nearest to the edges of a page.
fn outermost(page: &Page) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..page.lines.len())
        .filter(|&index| !page.lines[index].is_boilerplate)
        .collect();
    indices.sort_by(|&one, &other| page.lines[one].base.total_cmp(&page.lines[other].base));
    if indices.len() > 2 * OUTERMOST {
        indices.drain(OUTERMOST..indices.len() - OUTERMOST);
    }
    indices
}

fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_ascii_digit() {
            pattern.push(character);
        } else if !pattern.ends_with('#') {
            pattern.push('#');
        }
    }
    pattern
}

/// `12`, `– 12 –`, `xii`, `3/20`, `Page 3 of 20`.
fn is_page_number(line: &Line) -> bool {
    let words: Vec<&str> = line
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_number = |word: &&str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_roman =
        |word: &&str| word.len() <= 7 && word.bytes().all(|byte| b"ivxlc".contains(&byte));
    match words.as_slice() {
        [number] => is_number(number) || is_roman(number),
        [one, other] => is_number(one) && is_number(other),
        // A word, a number, a word, a number, in any language.
        [_, one, _, other] => is_number(one) && is_number(other) && line.text.chars().count() < 24,
        _ => false,
    }
}
