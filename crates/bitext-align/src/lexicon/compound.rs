//! Words that a lexicon lacks, by the words they are made of.
//!
//! `Gebirgskette` is in no lexicon of a few thousand stems, but `Gebirge` and
//! `Kette` are. A stem that is not known is cut in two where both parts are,
//! with the linking letters of the language (`s`, `en`) between them.

use std::sync::Arc;

/// Known stems that stand for a stem, each with the share of its translations'
/// strength.
pub(crate) type Parts = Arc<[(Arc<str>, f32)]>;

/// Shortest part of a compound, in letters: shorter ones turn up by chance.
const SHORTEST_PART: usize = 4;

/// What a part's translations count for, beside those of a whole word.
const PART_STRENGTH: f32 = 0.75;

/// What the translations of a word's single characters count for.
const CHARACTER_STRENGTH: f32 = 0.5;

/// The known stems that stand for a word of a script without spaces: itself
/// and, for less, each of its characters.
pub(crate) fn known_characters(word: &Arc<str>, knows: &dyn Fn(&str) -> bool) -> Parts {
    let mut found = Vec::new();
    if knows(word) {
        found.push((Arc::clone(word), 1.0));
    }
    if word.chars().nth(1).is_some() {
        let characters = word.chars().map(String::from);
        found.extend(
            characters
                .filter(|character| knows(character))
                .map(|character| (character.into(), CHARACTER_STRENGTH)),
        );
    }
    found.into()
}

/// The known stems that stand for a stem, each with the share of its
/// translations' strength: itself, or the two parts of a compound, or none.
/// Among several cuts the most even one wins, and the first of equal ones.
///
/// `links` are the letters that may stand between the parts (the empty string
/// among them), or none if the language does not join its words; `stem_of`
/// makes a stem of the first part.
pub(crate) fn known_parts(
    stem: &Arc<str>,
    links: &[String],
    knows: &dyn Fn(&str) -> bool,
    stem_of: &dyn Fn(&str) -> String,
) -> Parts {
    if knows(stem) {
        return Arc::new([(Arc::clone(stem), 1.0)]);
    }
    if links.is_empty() {
        return Parts::default();
    }
    let cuts: Vec<usize> = stem.char_indices().map(|(at, _)| at).collect();
    let mut best: Option<(usize, [String; 2])> = None;
    for at in SHORTEST_PART..cuts.len().saturating_sub(SHORTEST_PART - 1) {
        let evenness = at.min(cuts.len() - at);
        if best.as_ref().is_some_and(|(known, _)| *known >= evenness) {
            continue;
        }
        let (first, second) = stem.split_at(cuts[at]);
        if !knows(second) {
            continue;
        }
        let first = links
            .iter()
            .filter_map(|link| first.strip_suffix(link.as_str()))
            .filter(|first| first.chars().count() + 1 >= SHORTEST_PART)
            .map(stem_of)
            .find(|first| knows(first));
        if let Some(first) = first {
            best = Some((evenness, [first, second.to_owned()]));
        }
    }
    best.map_or(Parts::default(), |(_, parts)| {
        Arc::new(parts.map(|part| (part.into(), PART_STRENGTH)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounds_are_cut_at_known_words() {
        let known = ["gebirg", "kett", "licht", "brechung", "zeit"];
        let links = ["", "s", "e"].map(str::to_owned);
        let parts = |stem: &str, links: &[String]| {
            known_parts(
                &stem.into(),
                links,
                &|stem| known.contains(&stem),
                &|word| word.trim_end_matches('e').to_owned(),
            )
        };
        let named = |names: &[&str], share| -> Parts {
            names.iter().map(|&name| (name.into(), share)).collect()
        };
        assert_eq!(parts("kett", &links), named(&["kett"], 1.0));
        assert_eq!(
            parts("gebirgskett", &links),
            named(&["gebirg", "kett"], PART_STRENGTH)
        );
        assert_eq!(
            parts("lichtbrechung", &links),
            named(&["licht", "brechung"], PART_STRENGTH)
        );
        assert!(parts("gebirgskett", &[]).is_empty());
        assert!(parts("unbekannt", &links).is_empty());
    }
}
