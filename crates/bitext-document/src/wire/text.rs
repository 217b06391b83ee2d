//! Wire text in a plain file: headline, dateline and byline by convention.
//!
//! Only lines that leave no doubt count, and only near the start: a byline
//! begins with a known word and is short; a dateline is a place in capitals
//! before a dash, with a date or an agency. The text itself stays as it is.

use bitext_core::{Block, BlockKind, Metadata};

use crate::blocks::ends_sentence;
use crate::wire::update::update_number;

/// Words that begin a byline, in small letters.
const BYLINE: &[&str] = &[
    "by ",
    "автор: ",
    "автор ",
    "текст: ",
    "von ",
    "por ",
    "par ",
    "di ",
];

/// How many blocks are looked at.
const NEAR: usize = 6;

/// Longest byline, in characters.
const LONGEST_BYLINE: usize = 80;

/// Longest dateline, in characters.
const LONGEST_DATELINE: usize = 90;

/// What the first blocks of a text say, and marks a byline as one.
pub(crate) fn recognise(text: &str, blocks: &mut [Block]) -> Metadata {
    let mut metadata = Metadata::default();
    for index in 0..blocks.len().min(NEAR) {
        let single = single_line(text, blocks[index]);
        if let Some(byline) = byline(&single) {
            metadata.byline.get_or_insert_with(|| byline.to_owned());
            blocks[index].kind = BlockKind::Byline;
        } else if let Some(dateline) = dateline(&single) {
            metadata.dateline.get_or_insert_with(|| dateline.to_owned());
            break;
        } else if metadata.headline.is_none() {
            let next = blocks.get(index + 1).map(|next| single_line(text, *next));
            // A line above a byline or a dateline is a headline too.
            let is_above = !ends_sentence(&single)
                && next.is_some_and(|next| byline(&next).is_some() || dateline(&next).is_some());
            if is_above {
                blocks[index].kind = BlockKind::Heading;
            }
            if blocks[index].kind == BlockKind::Heading {
                metadata.headline = Some(single);
            }
        }
    }
    metadata.update_number = metadata.headline.as_deref().and_then(update_number);
    metadata
}

fn single_line(text: &str, block: Block) -> String {
    let words = block.range.of(text).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

fn byline(words: &str) -> Option<&str> {
    if words.chars().count() > LONGEST_BYLINE || words.ends_with(['.', '!', '?', ':']) {
        return None;
    }
    let small = words.to_lowercase();
    let mark = BYLINE.iter().find(|mark| small.starts_with(**mark))?;
    // The marks are as long in small letters as in capitals.
    let name = words.get(mark.len()..)?.trim();
    let is_name = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let mut names = name.split_whitespace();
    (names.next().is_some_and(is_name) && names.next().is_some_and(is_name)).then_some(name)
}

/// `PORTLAND, March 14 (NRA)` of `PORTLAND, March 14 (NRA) — The harbour …`.
fn dateline(words: &str) -> Option<&str> {
    let head_end = words
        .char_indices()
        .nth(LONGEST_DATELINE)
        .map_or(words.len(), |(at, _)| at);
    let head = &words[..head_end];
    let marks = [" — ", " – ", " -- ", " - ", "./ ", "/. "];
    let (at, mark) = marks
        .iter()
        .filter_map(|mark| head.find(mark).map(|at| (at, *mark)))
        .min()?;
    let found = if mark.contains('/') {
        &words[..=at]
    } else {
        &words[..at]
    };
    let found = found.trim_end_matches('.').trim();
    let place = found.split([',', '(', '/', '.']).next().unwrap_or("");
    let letters: Vec<char> = place.chars().filter(|c| c.is_alphabetic()).collect();
    let is_place = letters.len() >= 3 && letters.iter().all(|c| c.is_uppercase());
    let is_dated = found.contains(|c: char| c.is_ascii_digit()) || found.contains(['(', '/']);
    (is_place && (is_dated || found.len() == place.len())).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::paragraphs;

    #[track_caller]
    fn found(text: &str) -> (Option<String>, Option<String>, Option<String>) {
        let metadata = recognise(text, &mut paragraphs(text));
        (metadata.headline, metadata.byline, metadata.dateline)
    }

    #[test]
    fn headline_byline_and_dateline_are_told_apart() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            found(
                "UPDATE 2-Harbour reopens\nBy Mara Lind\nPORTLAND, March 14 (NRA) - It opened.\n"
            ),
            (
                some("UPDATE 2-Harbour reopens"),
                some("Mara Lind"),
                some("PORTLAND, March 14 (NRA)")
            )
        );
        assert_eq!(
            found("Порт открыт\nАвтор: Юлия Шевцова\nНОВОГРАД, 14 марта /НРА/. Порт открылся.\n"),
            (
                some("Порт открыт"),
                some("Юлия Шевцова"),
                some("НОВОГРАД, 14 марта /НРА/")
            )
        );
        assert_eq!(
            found("Plain heading\nBy noon the harbour was open - again.\n"),
            (some("Plain heading"), None, None)
        );
    }
}
