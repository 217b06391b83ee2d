//! What a text teaches of words: a lexicon from its own sure links.

use bitext_core::{Ladder, Link, SegmentRange};

use crate::channel::Channels;
use crate::lexicon::induced::{InducedLexicon, StemPair};
use crate::side::Side;

/// A lexicon is learned from links at least this probable by the lattice.
const SURE_TO_LEARN: f64 = 0.8;

/// What it takes to learn words from a text.
pub(crate) struct Lessons {
    /// How many sure links it must have.
    pub(crate) least_links: usize,
    /// How often it is learned from, each time from the ladder before.
    pub(crate) times: usize,
}

/// Beside a lexicon a short text teaches too little for what it costs.
pub(crate) const LESSONS_WITH_LEXICON: Lessons = Lessons {
    least_links: 60,
    times: 1,
};

/// Without one every word helps, and as the first ladder is poor, the second teaches
/// more and better.
pub(crate) const LESSONS_WITHOUT_LEXICON: Lessons = Lessons {
    least_links: 15,
    times: 2,
};

/// Whether a ladder has so many sure links.
pub(crate) fn teaches(ladder: &Ladder, least_links: usize) -> bool {
    sure_links(ladder).count() >= least_links
}

/// The lexicon that the sure links of a ladder teach.
pub(crate) fn learn(ladder: &Ladder, sides: &(Side, Side), channels: &Channels) -> InducedLexicon {
    let links = sure_stems(ladder, sides, channels);
    InducedLexicon::learn(&links, &sides.0.stem_texts(), &sides.1.stem_texts())
}

/// The links of a ladder that a lexicon may be learned from.
fn sure_links(ladder: &Ladder) -> impl Iterator<Item = &Link> {
    let sure = |link: &&Link| !link.is_null() && link.probability().value() >= SURE_TO_LEARN;
    ladder.links().iter().filter(sure)
}

/// Stems of the two sides of every sure link that the lexicon leaves unmatched
/// there, numbers left out.
pub(crate) fn sure_stems(
    ladder: &Ladder,
    sides: &(Side, Side),
    channels: &Channels,
) -> Vec<StemPair> {
    let units = |side: &Side, lines: SegmentRange| {
        let units = lines.indices().flat_map(|line| side.units(line));
        units.copied().collect::<Vec<u32>>()
    };
    let stems = |side: &Side, units: Vec<u32>| {
        let stems = units.iter();
        stems
            .filter_map(|&unit| side.types[unit as usize].stem)
            .collect::<Vec<u32>>()
    };
    let mut unmatched = channels.unmatched();
    sure_links(ladder)
        .map(|link| {
            let near = units(&sides.0, link.source());
            let far = units(&sides.1, link.target());
            let (near, far) = unmatched.of(near, far);
            (stems(&sides.0, near), stems(&sides.1, far))
        })
        .collect()
}
