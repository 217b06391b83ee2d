//! A lexicon learned from the text at hand.
//!
//! IBM model 1 (Brown et al. 1993) in both directions over the links that the
//! aligner is sure of. A pair of stems is kept if each is the other's likely
//! translation: strength √(p·p′), discounted where the pair was seen once or
//! twice only, since in one link anything goes with anything.

use rustc_hash::FxHashMap;

use super::{INDUCED, Meaning, Translations};
use crate::runs::Runs;

/// Rounds of expectation–maximisation.
const ROUNDS: usize = 4;

/// Half of the strength is lost at this expected count.
const DISCOUNT: f32 = 0.7;

/// Weaker pairs are left out; the others are scaled up by this much.
const LEAST: f32 = 0.1;
const SCALE: f32 = 1.6;

/// Links with more distinct stems than this on a side teach too little for
/// what they cost.
const LONGEST_SIDE: usize = 80;

/// Pairs of stems with a strength, both ways.
#[derive(Debug, Default)]
pub(crate) struct InducedLexicon {
    forward: FxHashMap<String, Vec<(Meaning, f32)>>,
    targets: FxHashMap<String, Meaning>,
}

/// Stems of the two sides of a link, as indices into the sides' stem lists.
pub(crate) type StemPair = (Vec<u32>, Vec<u32>);

impl InducedLexicon {
    /// Learns from links; `source` and `target` are the stem lists.
    pub(crate) fn learn<Stem: AsRef<str>>(
        links: &[StemPair],
        source: &[Stem],
        target: &[Stem],
    ) -> Self {
        let events = Events::new(links, source.len(), target.len());
        let forward = events.train(source.len(), Direction::Forward);
        let backward = events.train(target.len(), Direction::Backward);
        let mut lexicon = Self::default();
        for (index, &(near, far)) in events.pairs.iter().enumerate() {
            let (probability, count) = forward[index];
            let (reverse, reverse_count) = backward[index];
            let count = count.min(reverse_count);
            let strength = (probability * reverse).sqrt() * count / (count + DISCOUNT);
            if strength > LEAST {
                let next = lexicon.targets.len() as Meaning;
                let translation = target[far as usize].as_ref();
                let meaning = match lexicon.targets.get(translation) {
                    Some(&meaning) => meaning,
                    None => {
                        lexicon.targets.insert(translation.to_owned(), next);
                        next
                    }
                };
                let entries = lexicon
                    .forward
                    .entry(source[near as usize].as_ref().to_owned())
                    .or_default();
                entries.push((meaning, (strength * SCALE).min(1.0)));
            }
        }
        lexicon
    }
}

impl Translations for InducedLexicon {
    fn knows_source(&self, stem: &str) -> bool {
        self.forward.contains_key(stem)
    }

    fn knows_target(&self, stem: &str) -> bool {
        self.targets.contains_key(stem)
    }

    fn source_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning, f32)) {
        for &(meaning, strength) in self.forward.get(stem).into_iter().flatten() {
            visit(meaning, strength);
        }
    }

    fn target_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning)) {
        if let Some(&meaning) = self.targets.get(stem) {
            visit(meaning);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

/// Every meeting of a source and a target stem in a link.
struct Events {
    /// Distinct pairs of stems.
    pairs: Vec<(u32, u32)>,
    /// For each link: how many source and target stems, and where its block of
    /// pair indices starts, a row a target stem.
    links: Vec<(usize, usize, usize)>,
    indices: Vec<u32>,
}

impl Events {
    /// Pairs get their numbers source stem by source stem, so that each is told
    /// from others by its target stem alone.
    fn new(links: &[StemPair], sources: usize, targets: usize) -> Self {
        let links: Vec<StemPair> = links
            .iter()
            .map(|(source, target)| (distinct(source), distinct(target)))
            .collect();
        let links = without_hapaxes(links, sources, targets);
        let mut blocks = Vec::with_capacity(links.len());
        let mut cells = 0;
        let mut places = Vec::new();
        for (at, (near, far)) in (0..).zip(&links) {
            blocks.push((near.len(), far.len(), cells));
            cells += near.len() * far.len();
            places.extend((0..).zip(near).map(|(column, &stem)| (stem, (at, column))));
        }
        let places: Runs<(u32, u32)> = Runs::new(sources, &places);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut indices = vec![0; cells];
        // For each target stem the last source stem that met it, and their pair.
        let mut met = vec![(u32::MAX, 0); targets];
        for source in 0..sources {
            for &(link, column) in places.of(source) {
                let (width, _, start) = blocks[link as usize];
                let column = indices[start..].iter_mut().skip(column as usize);
                let far = &links[link as usize].1;
                for (index, &stem) in column.step_by(width).zip(far) {
                    let met = &mut met[stem as usize];
                    if met.0 != source as u32 {
                        *met = (source as u32, pairs.len() as u32);
                        pairs.push((source as u32, stem));
                    }
                    *index = met.1;
                }
            }
        }
        Self {
            pairs,
            links: blocks,
            indices,
        }
    }

    /// Translation probability and expected count of every pair. Forward, each
    /// target stem is explained by one of the link's source stems or by none.
    fn train(&self, stems: usize, direction: Direction) -> Vec<(f32, f32)> {
        let mut probability = vec![1.0f32; self.pairs.len()];
        let mut count = vec![0.0f32; self.pairs.len()];
        for round in 0..ROUNDS {
            count.fill(0.0);
            for &(near, far, start) in &self.links {
                let block = &self.indices[start..start + near * far];
                let (outer, inner, step, stride) = match direction {
                    Direction::Forward => (far, near, near, 1),
                    Direction::Backward => (near, far, 1, near),
                };
                // None explains a stem as well as an average one would.
                let none = if round == 0 { 1.0 } else { 0.02 };
                for row in 0..outer {
                    let ids = (0..inner).map(|column| block[row * step + column * stride] as usize);
                    let total: f32 = ids.clone().map(|id| probability[id]).sum::<f32>() + none;
                    let share = 1.0 / total;
                    for id in ids {
                        count[id] += probability[id] * share;
                    }
                }
            }
            let mut totals = vec![1e-9f32; stems];
            let stem = |pair: &(u32, u32)| match direction {
                Direction::Forward => pair.0 as usize,
                Direction::Backward => pair.1 as usize,
            };
            for (pair, count) in self.pairs.iter().zip(&count) {
                totals[stem(pair)] += count;
            }
            for ((pair, count), probability) in self.pairs.iter().zip(&count).zip(&mut probability)
            {
                *probability = count / totals[stem(pair)];
            }
        }
        probability.into_iter().zip(count).collect()
    }
}

/// The links without stems that only one link has: what is learned of those
/// would speak for that link alone.
fn without_hapaxes(mut links: Vec<StemPair>, sources: usize, targets: usize) -> Vec<StemPair> {
    let mut counts = [vec![0u32; sources], vec![0u32; targets]];
    for (near, far) in &links {
        for (count, stems) in counts.iter_mut().zip([near, far]) {
            for &stem in stems {
                count[stem as usize] += 1;
            }
        }
    }
    for (near, far) in &mut links {
        for (count, stems) in counts.iter().zip([near, far]) {
            stems.retain(|&stem| count[stem as usize] > 1);
        }
    }
    links
}

fn distinct(stems: &[u32]) -> Vec<u32> {
    let mut stems = stems.to_vec();
    stems.sort_unstable();
    stems.dedup();
    if stems.len() > LONGEST_SIDE {
        stems.clear();
    }
    stems
}

/// A lexicon learned from the text at hand beside those of the aligner.
pub(crate) struct Beside<'a>(pub(crate) &'a InducedLexicon);

impl Translations for Beside<'_> {
    fn knows_source(&self, stem: &str) -> bool {
        self.0.knows_source(stem)
    }

    fn knows_target(&self, stem: &str) -> bool {
        self.0.knows_target(stem)
    }

    fn source_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning, f32)) {
        self.0.source_meanings(stem, &mut |meaning, strength| {
            visit(INDUCED | meaning, strength);
        });
    }

    fn target_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning)) {
        self.0
            .target_meanings(stem, &mut |meaning| visit(INDUCED | meaning));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_keep_meeting_translate_each_other() {
        let source: Vec<String> = ["ház", "kutya", "fut", "áll"].map(String::from).to_vec();
        let target: Vec<String> = ["house", "dog", "run", "stand"].map(String::from).to_vec();
        let links: Vec<StemPair> = [
            [0, 3],
            [1, 2],
            [0, 3],
            [1, 3],
            [1, 2],
            [0, 2],
            [1, 3],
            [0, 3],
        ]
        .iter()
        .map(|words| (words.to_vec(), words.to_vec()))
        .collect();
        let lexicon = InducedLexicon::learn(&links, &source, &target);
        for (word, translation) in source.iter().zip(&target) {
            let mut own = None;
            lexicon.target_meanings(translation, &mut |meaning| own = Some(meaning));
            let mut found = Vec::new();
            lexicon.source_meanings(word, &mut |meaning, strength| {
                found.push((meaning, strength));
            });
            let best = found.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            assert!(own.is_some());
            assert_eq!(best.map(|best| best.0), own, "{word}: {found:?}");
            assert!(lexicon.knows_target(translation));
        }
        assert!(!lexicon.knows_source("house"));
    }
}
