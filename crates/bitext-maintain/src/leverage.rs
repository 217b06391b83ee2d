//! How much of a document a memory fills exactly, in a client that cuts it its
//! own way, and why it does not fill the rest.
//!
//! A client offers a unit for a segment if the source texts are equal. So it is
//! the cuts that decide: a unit that joins two of the client's segments, or is
//! half of one, is never offered, however good it is.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use bitext_core::{LanguageTag, TranslationUnit, is_unspaced};
use regex::Regex;
use serde::Serialize;
use unicode_normalization::char::is_combining_mark;

use crate::Fingerprint;

/// Most segments that a unit is looked for in at once.
const JOINED: usize = 6;

/// Fewest characters of a unit that is a part of a segment: a shorter one, as a word
/// of a glossary, begins many segments by chance.
const SHORTEST_PART: usize = 4;

/// What a memory does for a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Coverage {
    /// A unit has this very text, and a translation.
    Exact,
    /// Units have this very text, and their translations differ.
    Ambiguous,
    /// A unit has it in other white space.
    WhiteSpace,
    /// A unit has it in other capitals.
    Case,
    /// A unit joins it with segments beside it.
    SpansSegments,
    /// A unit is a part of it.
    Finer,
    /// No unit has it.
    Missing,
}

impl Coverage {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Exact,
        Self::Ambiguous,
        Self::WhiteSpace,
        Self::Case,
        Self::SpansSegments,
        Self::Finer,
        Self::Missing,
    ];

    /// What it is called in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Ambiguous => "ambiguous",
            Self::WhiteSpace => "white-space",
            Self::Case => "case",
            Self::SpansSegments => "spans-segments",
            Self::Finer => "finer",
            Self::Missing => "missing",
        }
    }

    /// Why the client does or does not fill such a segment.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Exact => "filled",
            Self::Ambiguous => "filled with one of several translations",
            Self::WhiteSpace => "a unit differs in white space alone",
            Self::Case => "a unit differs in capitals alone",
            Self::SpansSegments => "a unit joins it with segments beside it",
            Self::Finer => "a unit is a part of it",
            Self::Missing => "no unit has it",
        }
    }

    /// Whether the client fills such a segment.
    #[must_use]
    pub fn is_filled(self) -> bool {
        matches!(self, Self::Exact | Self::Ambiguous)
    }
}

/// The source texts of a memory, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct Leverage {
    /// By source text: the translation, or that there are several.
    exact: HashMap<Fingerprint, Option<Fingerprint>>,
    spaced: HashSet<Fingerprint>,
    /// How long those are in bytes: a part of a segment that is as long as none of
    /// them need not be looked at.
    lengths: HashSet<usize>,
    folded: HashSet<Fingerprint>,
}

impl Leverage {
    /// Takes in a unit. It counts if it has text in both languages.
    pub fn add(
        &mut self,
        unit: &TranslationUnit,
        source: &LanguageTag,
        target: Option<&LanguageTag>,
    ) {
        let Some(from) = unit.variant(source) else {
            return;
        };
        let mut others = unit
            .variants
            .iter()
            .filter(|variant| !std::ptr::eq(*variant, from));
        let to = match target {
            Some(tag) => unit.variant(tag),
            None => others.next(),
        };
        let Some(to) = to.filter(|to| !to.segment.text().trim().is_empty()) else {
            return;
        };
        let text = from.segment.text();
        let translation = Fingerprint::of(to.segment.text());
        self.exact
            .entry(Fingerprint::of(text))
            .and_modify(|known| {
                if *known != Some(translation) {
                    *known = None;
                }
            })
            .or_insert(Some(translation));
        let spaced = single_spaced(text);
        self.spaced.insert(Fingerprint::of(&spaced));
        self.lengths.insert(spaced.len());
        self.folded.insert(Fingerprint::of(&folded(text)));
    }

    /// What the memory does for each segment of a document, cut as the client
    /// cuts it and in order.
    #[must_use]
    pub fn of_segments(&self, segments: &[&str]) -> Vec<Coverage> {
        let joined = self.joined(segments);
        let coverage = segments.iter().enumerate().map(|(index, segment)| {
            match self.exact.get(&Fingerprint::of(*segment)) {
                Some(Some(_)) => Coverage::Exact,
                Some(None) => Coverage::Ambiguous,
                None if self
                    .spaced
                    .contains(&Fingerprint::of(&single_spaced(segment))) =>
                {
                    Coverage::WhiteSpace
                }
                None if self.folded.contains(&Fingerprint::of(&folded(segment))) => Coverage::Case,
                None if joined[index] => Coverage::SpansSegments,
                None if self.has_part_of(segment) => Coverage::Finer,
                None => Coverage::Missing,
            }
        });
        coverage.collect()
    }

    /// Which segments a unit joins with others.
    fn joined(&self, segments: &[&str]) -> Vec<bool> {
        let mut joined = vec![false; segments.len()];
        for start in 0..segments.len() {
            let mut text = single_spaced(segments[start]);
            let end = segments.len().min(start + JOINED);
            for (length, segment) in segments[start + 1..end].iter().enumerate() {
                let next = single_spaced(segment);
                if !goes_on(&text, &next) {
                    text.push(' ');
                }
                text.push_str(&next);
                if self.spaced.contains(&Fingerprint::of(&text)) {
                    joined[start..=start + length + 1].fill(true);
                }
            }
        }
        joined
    }

    /// Whether a unit is the beginning or the end of a segment and could be a segment
    /// of its own.
    fn has_part_of(&self, segment: &str) -> bool {
        let text = single_spaced(segment);
        let is_unit = |part: &str| {
            self.lengths.contains(&part.len())
                && part.chars().nth(SHORTEST_PART - 1).is_some()
                && self.spaced.contains(&Fingerprint::of(part))
        };
        cuts(&text).any(|cut| is_unit(&text[..cut]) || is_unit(text[cut..].trim_start()))
    }
}

/// Where a text can be cut into segments: at spaces and, in a script without spaces,
/// beside punctuation. Any other place there is the middle of a sentence or of a word.
fn cuts(text: &str) -> impl Iterator<Item = usize> {
    static ENDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{P}+| ").ok());
    let found = ENDS.iter().flat_map(move |ends| ends.find_iter(text));
    let cuts = found.flat_map(move |found| {
        let (before, behind) = (&text[..found.start()], &text[found.end()..]);
        let is_space = found.as_str() == " ";
        let at_start = is_space || before.ends_with(is_unspaced);
        let at_end = !is_space && behind.starts_with(is_unspaced);
        let start = at_start.then_some(found.start());
        start.into_iter().chain(at_end.then_some(found.end()))
    });
    // A mark belongs to the character before it.
    cuts.filter(move |&cut| !text[cut..].trim_start().starts_with(is_combining_mark))
}

/// Whether a text goes on with another without a space between them.
fn goes_on(text: &str, next: &str) -> bool {
    text.ends_with(is_unspaced) && next.starts_with(is_unspaced)
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(text: &str) -> String {
    single_spaced(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::Variant;

    #[test]
    fn each_segment_is_filled_or_has_a_reason() {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let mut leverage = Leverage::default();
        for (source, target) in [
            ("Tea.", "Чай."),
            ("Hello  there.", "Привет."),
            ("GOOD NIGHT.", "Спокойной ночи."),
            ("One. Two.", "Раз. Два."),
            ("It rained", "Шёл дождь"),
            ("Yes.", "Да."),
            ("Yes.", "Ага."),
        ] {
            let unit = TranslationUnit::pair(
                Variant::plain(tag("en"), source),
                Variant::plain(tag("ru"), target),
            );
            leverage.add(&unit, &tag("en-US"), None);
        }
        let segments = [
            "Tea.",
            "Hello there.",
            "Good night.",
            "One.",
            "Two.",
            "It rained a lot.",
            "Yes.",
            "No.",
        ];
        let found = leverage.of_segments(&segments);
        use Coverage::*;
        assert_eq!(
            found,
            [
                Exact,
                WhiteSpace,
                Case,
                SpansSegments,
                SpansSegments,
                Finer,
                Ambiguous,
                Missing
            ]
        );
        // Neither joins nor parts have a space in Chinese.
        let unit = |text: &str| {
            TranslationUnit::pair(
                Variant::plain(tag("zh"), text),
                Variant::plain(tag("en"), "Rain."),
            )
        };
        leverage.add(&unit("今天下雨了。明天是晴天。"), &tag("zh"), None);
        leverage.add(&unit("我们去公园，"), &tag("zh"), None);
        let segments = ["今天下雨了。", "明天是晴天。", "我们去公园，然后散步。"];
        assert_eq!(
            leverage.of_segments(&segments),
            [SpansSegments, SpansSegments, Finer]
        );
        // A text without full stops; quadratic time would take minutes.
        let list = "word ".repeat(400_000);
        assert_eq!(leverage.of_segments(&[&list]), [Missing]);
    }
    #[test]
    fn a_part_of_a_segment_could_be_one_itself() {
        let (zh, en) = ("zh".parse().unwrap(), "en".parse().unwrap());
        let mut leverage = Leverage::default();
        for source in ["是", "ข", "我们今天", "กินข้าว", "A", "Ex-"] {
            let pair = (
                Variant::plain(LanguageTag::clone(&zh), source),
                Variant::plain(LanguageTag::clone(&en), "It."),
            );
            leverage.add(&TranslationUnit::pair(pair.0, pair.1), &zh, None);
        }
        use Coverage::*;
        // Neither single characters nor what ends within a sentence or a word.
        let segments = [
            "是的，我知道。",
            "ข้าวอร่อย",
            "我们今天去公园。",
            "กินข้าวแล้ว",
            "A man",
        ];
        assert_eq!(leverage.of_segments(&segments), [Missing; 5]);
        let segments = ["我们今天：去公园。", "กินข้าว แล้วนอน", "นอน กินข้าว"];
        assert_eq!(leverage.of_segments(&segments), [Finer; 3]);
        let cuts = |text| cuts(text).collect::<Vec<_>>();
        assert_eq!(cuts("ab, cd"), [3]);
        assert_eq!(cuts("か。\u{3099}か"), [3]);
        assert!(cuts("a \u{301}b").is_empty());
    }
}
