//! Texts to measure speed on, of any length and the same on every machine.
//!
//! The one idea: a bitext whose sides translate each other by the aligner's own
//! lexicon, and that never repeats itself. Sentences are drawn from the
//! lexicon's stems, common ones more often; the other side has their
//! translations, somewhat out of order and with some lost, and the same numbers
//! and names. Now and then a sentence is missing on one side, or two are one.
//! It reads like nothing, but costs what news costs: as many words a line, as
//! many of them known, as many new ones with every line.

use bitext_align::{LexiconError, built_in_lexicon};
use bitext_core::LanguageTag;

/// Entries weaker than this are not used.
const LEAST_STRENGTH: f32 = 0.5;

/// Two sides, a line a sentence.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The source lines.
    pub source: Vec<String>,
    /// The target lines.
    pub target: Vec<String>,
}

/// Makes bitexts of a language pair that has a lexicon.
#[derive(Debug)]
pub struct Generator {
    /// Stems with a translation.
    words: Vec<(String, String)>,
    unspaced: (bool, bool),
}

/// Marsaglia's xorshift: good enough for texts, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) as usize * end) >> 31
    }

    /// True so many times in a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

impl Generator {
    /// Prepares the words of a pair.
    ///
    /// # Errors
    /// If the lexicon is damaged.
    pub fn try_new(source: &LanguageTag, target: &LanguageTag) -> Result<Self, LexiconError> {
        let mut words: Vec<(String, String, f32)> = Vec::new();
        for (word, translation, strength) in built_in_lexicon(source, target)? {
            match words.last_mut() {
                Some(last) if last.0 == word => {
                    if strength > last.2 {
                        (last.1, last.2) = (translation, strength);
                    }
                }
                _ => words.push((word, translation, strength)),
            }
        }
        words.retain(|&(_, _, strength)| strength >= LEAST_STRENGTH);
        // Common words are any words: shuffled, so that they do not all begin
        // with the same letter.
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for at in (1..words.len()).rev() {
            words.swap(at, random.below(at + 1));
        }
        let unspaced = |tag: &LanguageTag| matches!(tag.primary(), "zh" | "ja" | "th");
        Ok(Self {
            words: words
                .into_iter()
                .map(|(word, translation, _)| (word, translation))
                .collect(),
            unspaced: (unspaced(source), unspaced(target)),
        })
    }

    /// About `count` lines on either side; nothing if the pair has no lexicon.
    #[must_use]
    pub fn lines(&self, count: usize) -> Lines {
        let mut lines = Lines::default();
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        while !self.words.is_empty() && lines.source.len() < count {
            let (source, target) = self.sentence(&mut random);
            match random.below(100) {
                0..3 => lines.source.push(source),
                3..6 => lines.target.push(target),
                6..10 => {
                    let (more, its) = self.sentence(&mut random);
                    lines.source.push(format!("{source} {more}"));
                    lines.target.extend([target, its]);
                }
                10..14 => {
                    let (more, its) = self.sentence(&mut random);
                    lines.source.extend([source, more]);
                    lines.target.push(format!("{target} {its}"));
                }
                _ => {
                    lines.source.push(source);
                    lines.target.push(target);
                }
            }
        }
        lines
    }

    fn sentence(&self, random: &mut Random) -> (String, String) {
        let (mut source, mut target) = (Vec::new(), Vec::new());
        for _ in 0..6 + random.below(16) {
            // Squared, so that words at the front are common.
            let rank = random.below(self.words.len());
            let rank = rank * rank / self.words.len();
            let (word, translation) = &self.words[rank];
            source.push(word.clone());
            if !random.chance(15) {
                target.push(translation.clone());
            }
        }
        if random.chance(30) {
            let number = 2 + random.below(9_998);
            source.push(number.to_string());
            target.push(number.to_string());
        }
        if random.chance(40) {
            let name = name(random);
            source.push(name.clone());
            target.push(name);
        }
        for at in 1..target.len() {
            if random.chance(30) {
                target.swap(at - 1, at);
            }
        }
        (
            joined(&source, self.unspaced.0),
            joined(&target, self.unspaced.1),
        )
    }
}

/// A name in Latin letters that hardly comes twice.
fn name(random: &mut Random) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "ro", "mi", "ten", "ska", "lu", "ber", "no", "da", "vi", "gar", "se", "pol", "ha",
        "zim", "or",
    ];
    let mut name: String = (0..3)
        .map(|_| SYLLABLES[random.below(SYLLABLES.len())])
        .collect();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

fn joined(words: &[String], unspaced: bool) -> String {
    let (gap, stop) = if unspaced { ("", "。") } else { (" ", ".") };
    format!("{}{stop}", words.join(gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generator(source: &str, target: &str) -> Generator {
        let tag = |name: &str| LanguageTag::try_new(name).unwrap();
        Generator::try_new(&tag(source), &tag(target)).unwrap()
    }

    #[test]
    fn texts_are_the_same_each_time_and_do_not_repeat_themselves() {
        for (source, target) in [("en", "ru"), ("de", "fr"), ("zh", "en")] {
            let generator = generator(source, target);
            let lines = generator.lines(2_000);
            assert_eq!(lines.source, generator.lines(2_000).source);
            let distinct: std::collections::BTreeSet<_> = lines.source.iter().collect();
            assert_eq!(distinct.len(), lines.source.len());
            let ratio = lines.target.len() as f64 / lines.source.len() as f64;
            assert!((0.9..1.1).contains(&ratio), "{ratio}");
        }
    }

    #[test]
    fn a_pair_without_lexicon_has_no_text() {
        assert!(generator("en", "is").lines(10).source.is_empty());
    }
}
