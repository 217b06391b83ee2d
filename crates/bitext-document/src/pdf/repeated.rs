//! Running heads and page numbers: what comes again from page to page.
//!
//! Only the outermost lines of a page are looked at. Digits count as equal, so
//! that a head with a page number is found again; a line of a number alone is a
//! page number, wherever it comes. A head that changes with the section is told
//! by its place: the same on many pages, with room between it and the text.

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
    for places in seen.values_mut() {
        places.sort_by(f32::total_cmp);
    }
    let head_rows = head_rows(pages);
    // Heads of even and odd pages differ, and chapters have their own.
    let enough = if pages.len() < 6 { 2 } else { 3 };
    for page in pages {
        let height = page.height;
        let rooms = rows_with_room(page);
        for line in &mut page.lines {
            line.is_boilerplate |= is_contents_entry(&line.text);
        }
        for index in outermost(page) {
            let line = &mut page.lines[index];
            let is_margin = line.base < 0.15 * height || line.base > 0.85 * height;
            let places = seen.get(&pattern(&line.text));
            let again = places.map_or(0, |places| near(places, line.base));
            let is_repeated = again >= enough && !line.text.is_empty();
            let is_head_row = head_rows
                .iter()
                .any(|&base| (base - line.base).abs() < DRIFT);
            let has_room = rooms.iter().any(|&base| (base - line.base).abs() < DRIFT);
            if (is_margin && (is_repeated || is_page_number(line))) || (is_head_row && has_room) {
                line.is_boilerplate = true;
            }
        }
    }
}

/// Room between a head and the text, as a multiple of the head's size.
const ROOM: f32 = 1.8;

/// The share of pages that have a head at the same place.
const OFTEN: f32 = 0.3;

/// Baselines of the first and the last row of a page, where room parts them
/// from the rest.
fn rows_with_room(page: &Page) -> Vec<f32> {
    let mut lines: Vec<(f32, f32)> = page
        .lines
        .iter()
        .filter(|line| !line.is_boilerplate)
        .map(|line| (line.base, line.size))
        .collect();
    lines.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut rows = Vec::new();
    let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else {
        return rows;
    };
    let below = lines.iter().find(|line| line.0 > first.0 + DRIFT);
    let above = lines.iter().rev().find(|line| line.0 < last.0 - DRIFT);
    // Where paragraphs stand apart, a head stands apart from them still more.
    let usual = 1.25 * usual_gap(&lines);
    if below.is_some_and(|below| below.0 - first.0 > usual.max(ROOM * first.1.max(below.1))) {
        rows.push(first.0);
    }
    if above.is_some_and(|above| last.0 - above.0 > usual.max(ROOM * last.1)) {
        rows.push(last.0);
    }
    let is_margin = |base: f32| base < 0.12 * page.height || base > 0.88 * page.height;
    rows.retain(|&base| is_margin(base));
    rows
}

/// A gap that hardly any two rows inside a page exceed.
fn usual_gap(lines: &[(f32, f32)]) -> f32 {
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or(&[]);
    let mut gaps: Vec<f32> = inner.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    gaps.sort_by(f32::total_cmp);
    gaps.get(gaps.len() * 9 / 10).copied().unwrap_or(0.0)
}

/// How many of the places, which are in order, are no further than a head moves.
fn near(places: &[f32], base: f32) -> usize {
    let end = places.partition_point(|place| place - base < DRIFT);
    let start = places.partition_point(|place| base - place >= DRIFT);
    end.saturating_sub(start)
}

/// Baselines at which many pages have a first or last row apart from the rest.
fn head_rows(pages: &[Page]) -> Vec<f32> {
    let all: Vec<f32> = pages.iter().flat_map(rows_with_room).collect();
    let mut sorted = all.clone();
    sorted.sort_by(f32::total_cmp);
    let enough = (OFTEN * pages.len() as f32).max(3.0);
    let mut heads: Vec<f32> = Vec::new();
    for &base in &all {
        let is_known = heads.iter().any(|&head| (head - base).abs() < DRIFT);
        if !is_known && near(&sorted, base) as f32 >= enough {
            heads.push(base);
        }
    }
    heads
}

/// An entry of a table of contents: a leader of dots before a page number.
fn is_contents_entry(text: &str) -> bool {
    let rest = text.trim_end_matches(|c: char| c.is_alphanumeric());
    let leader = rest.trim_end_matches(['.', ' ', '…', '·']);
    let dots = rest[leader.len()..].chars().filter(|c| *c != ' ').count();
    rest.len() < text.len() && dots >= 4
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
        // A time of day is none.
        [one, other] => {
            is_number(one) && is_number(other) && line.text.contains(['/', '|', '–', '—'])
        }
        // A word, a number, a word, a number, in any language.
        [_, one, _, other] => is_number(one) && is_number(other) && line.text.chars().count() < 24,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, base: f32) -> Line {
        Line {
            text: text.to_owned(),
            left: 0.0,
            right: 100.0,
            base,
            size: 10.0,
            is_bold: false,
            region: 0,
            is_cell: false,
            is_ruled: false,
            is_boilerplate: false,
        }
    }

    /// Quadratic time would take minutes.
    #[test]
    fn heads_of_many_pages_take_linear_time() {
        let page = |number: usize| Page {
            lines: vec![
                line("Harbour Courier", 780.0),
                line("The ferry stays in port.", 500.0 - (number % 200) as f32),
                line(&number.to_string(), 20.0),
            ],
            height: 800.0,
            ..Page::default()
        };
        let mut pages: Vec<Page> = (0..200_000).map(page).collect();
        mark(&mut pages);
        for page in &pages {
            let marks: Vec<bool> = page.lines.iter().map(|line| line.is_boilerplate).collect();
            assert_eq!(marks, [true, false, true]);
        }
    }
}
