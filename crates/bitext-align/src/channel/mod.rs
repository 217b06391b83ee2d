//! Channels: the ways in which units of the two sides can match.
//!
//! | channel | a source unit and a target unit match if |
//! | --- | --- |
//! | number | their language-free values are equal |
//! | identical | they are written alike, in a script foreign to one side or known to both; in a script of both, cognates to a degree |
//! | name | they may sound alike, to a degree |
//! | lexicon | the lexicon translates the one stem by the other, to a degree |
//!
//! Types are compared once, not occurrences. What comes out is sparse: for each
//! unit type a list of lines of the other side with a strength.
//!
//! A unit is *eligible* in a channel if its going unmatched there speaks
//! against a link: a number that has no counterpart does, a word in Latin
//! letters between two languages in Latin letters does not.

mod build;
mod matcher;
mod postings;

use std::mem::take;

use bitext_anchor::{NameDistance, PreparedName};
use rustc_hash::FxHashSet;

use crate::corridor::Corridor;
use crate::lexicon::{Translations, add_source_meanings, add_target_meanings};
use crate::runs::Runs;
use crate::script::WordScript;
use crate::side::Side;

use build::{
    KnownStems, add_meanings_beside, identical, lexicon_channel, name, name_strength, number,
};
pub(crate) use matcher::{Matcher, Reach};
pub(crate) use postings::Postings;

/// How many channels there are.
pub(crate) const CHANNELS: usize = 4;

/// The channels' names in their order, which is also that of their features.
pub(crate) const CHANNEL_NAMES: [&str; CHANNELS] = ["number", "identical", "name", "lexicon"];

/// The channel of names.
const NAME: usize = 2;

/// The channel of the lexicon.
const LEXICON: usize = 3;

/// Names less alike than this do not match; more is asked where any word of either
/// side may be a name, since there are many more to be alike by chance.
const LEAST_NAME_SIMILARITY: f32 = 0.65;
const LEAST_WITHOUT_CAPITALS: f32 = 0.75;

/// How alike the names of two sides must be.
fn least_name_similarity(source: &Side, target: &Side) -> f32 {
    match (source.script, target.script) {
        (WordScript::Other, WordScript::Other) => LEAST_WITHOUT_CAPITALS,
        _ => LEAST_NAME_SIMILARITY,
    }
}

/// No key: the unit takes no part in a channel.
const NO_KEY: u32 = u32::MAX;

/// A type's matches in one channel: which key of the other side, how strongly.
type Match = (u32, f32);

/// Matches with the key they are of.
type KeyMatches = Vec<(u32, Match)>;

/// One side's view of one channel.
#[derive(Default)]
struct ChannelSide {
    /// Key of each unit type.
    keys: Vec<u32>,
    /// Whether each unit type is eligible.
    eligible: Vec<bool>,
    /// Lines that hold each key, ascending.
    lines: Runs<u32>,
    /// Matches of each key on the other side.
    matches: Runs<Match>,
}

/// The channels of a bitext.
pub(crate) struct Channels {
    source: [ChannelSide; CHANNELS],
    target: [ChannelSide; CHANNELS],
}

/// The lexicon channel of both sides without what their text teaches.
pub(crate) struct Untaught([ChannelSide; 2]);

impl Channels {
    /// Compares the unit types of both sides in every channel.
    pub(crate) fn new(source: &Side, target: &Side) -> Self {
        let mut channels = Self {
            source: Default::default(),
            target: Default::default(),
        };
        let pairs = [
            number(source, target),
            identical(source, target),
            name(source, target),
        ];
        for (channel, pair) in pairs.into_iter().enumerate() {
            channels.put(channel, pair, source, target);
        }
        let known = [source, target].map(KnownStems::by_aligner);
        channels.put(LEXICON, lexicon_channel(known), source, target);
        channels
    }

    /// Adds one more lexicon, learned from the text, to those of the aligner; returns
    /// the lexicon channel as it was, for [`Channels::unteach`].
    pub(crate) fn teach(
        &mut self,
        source: &Side,
        target: &Side,
        aligner: Option<&dyn Translations>,
        learned: &dyn Translations,
    ) -> Untaught {
        let known = [
            KnownStems::new(source, |stem, found| {
                let knows = |stem: &str| {
                    aligner.is_some_and(|aligner| aligner.knows_source(stem))
                        || learned.knows_source(stem)
                };
                let add = add_source_meanings;
                add_meanings_beside(source, stem, &knows, aligner, learned, add, found)
            }),
            KnownStems::new(target, |stem, found| {
                let knows = |stem: &str| {
                    aligner.is_some_and(|aligner| aligner.knows_target(stem))
                        || learned.knows_target(stem)
                };
                let add = add_target_meanings;
                add_meanings_beside(target, stem, &knows, aligner, learned, add, found)
            }),
        ];
        let before = Untaught([&mut self.source, &mut self.target].map(|s| take(&mut s[LEXICON])));
        self.put(LEXICON, lexicon_channel(known), source, target);
        before
    }

    /// Puts the lexicon channel back that was there before a lesson.
    pub(crate) fn unteach(&mut self, Untaught([near, far]): Untaught) {
        self.source[LEXICON] = near;
        self.target[LEXICON] = far;
    }

    /// Compares the names that meet in a corridor by how they sound, so that the
    /// work grows with the length of the texts and not with its square.
    pub(crate) fn meet_names(&mut self, source: &Side, target: &Side, corridor: &Corridor) {
        let (near, far) = (&self.source[NAME], &self.target[NAME]);
        let (sources, targets) = (near.names(source), far.names(target));
        let (starts, met) = far.by_line(target);
        let mut compared = FxHashSet::default();
        let mut found = Vec::new();
        for (key, (other, strength)) in near.matches.all() {
            compared.insert((key, other));
            found.push((key, other, strength));
        }
        let least = least_name_similarity(source, target);
        let distance = NameDistance::at_most(least);
        let (near_starts, names) = near.by_line(source);
        // Rows ascend at both ends, so each name need look at the part of its
        // reach only that lies behind all it saw before.
        let mut reached = vec![0; sources.len()];
        for line in 0..source.len() {
            let reach = corridor.row(line).start..corridor.row(line + 1).end.min(target.len());
            for &key in &names[near_starts[line] as usize..near_starts[line + 1] as usize] {
                let name = sources[key as usize];
                let start = reach.start.max(reached[key as usize]);
                if start >= reach.end {
                    continue;
                }
                reached[key as usize] = reach.end;
                for &other in &met[starts[start] as usize..starts[reach.end] as usize] {
                    let candidate = targets[other as usize];
                    if !name.may_match(candidate, distance) || !compared.insert((key, other)) {
                        continue;
                    }
                    let similarity = name.similarity(candidate);
                    if similarity >= least {
                        found.push((key, other, name_strength(similarity)));
                    }
                }
            }
        }
        found.sort_unstable_by_key(|&(near, far, _)| (near, far));
        self.source[NAME].put_matches(found.iter().map(|&(near, far, s)| (near, (far, s))));
        self.target[NAME].put_matches(found.iter().map(|&(near, far, s)| (far, (near, s))));
    }

    /// Whether the lexicon knows any word of either text.
    pub(crate) fn has_lexicon(&self) -> bool {
        let known = [&self.source[LEXICON], &self.target[LEXICON]];
        known.iter().any(|side| side.matches.len() > 0)
    }

    fn put(
        &mut self,
        channel: usize,
        (mut near, mut far): (ChannelSide, ChannelSide),
        source: &Side,
        target: &Side,
    ) {
        near.index_lines(source);
        far.index_lines(target);
        self.source[channel] = near;
        self.target[channel] = far;
    }
}

/// Keys that come up in more lines than this on either side point nowhere.
const RAREST_LINES: usize = 2;

/// Matches weaker than this are no guide through a long text.
const GUIDE_STRENGTH: f32 = 0.6;

impl Channels {
    /// Places where rare units of both sides match: (source line, target line,
    /// how telling), ascending, places hit more than once added up.
    pub(crate) fn guides(&self) -> Vec<(usize, usize, f32)> {
        let mut found = Vec::new();
        for (near, far) in self.source.iter().zip(&self.target) {
            for key in 0..near.lines.len() {
                let lines = near.lines.of(key);
                if lines.is_empty() || lines.len() > RAREST_LINES {
                    continue;
                }
                for &(other, strength) in near.matches.of(key) {
                    let others = far.lines.of(other as usize);
                    if strength < GUIDE_STRENGTH || others.len() > RAREST_LINES {
                        continue;
                    }
                    let weight = strength / (lines.len() * others.len().max(1)) as f32;
                    for &i in lines {
                        found.extend(others.iter().map(|&j| (i as usize, j as usize, weight)));
                    }
                }
            }
        }
        found.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        found.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                kept.2 += later.2;
            }
            same
        });
        found
    }
}

impl ChannelSide {
    /// The names by key.
    fn names<'side>(&self, side: &'side Side) -> Vec<&'side PreparedName> {
        let mut names = Vec::with_capacity(self.matches.len());
        for (unit, &key) in side.types.iter().zip(&self.keys) {
            // Keys are given out in the order of the types.
            if key as usize == names.len() {
                names.extend(side.name(unit));
            }
        }
        names
    }

    /// The greatest weight of a unit type of each key.
    fn key_weights(&self, side: &Side) -> Vec<f32> {
        let mut weights = vec![0.0f32; self.matches.len()];
        for (unit, &key) in side.types.iter().zip(&self.keys) {
            if key != NO_KEY {
                let weight = &mut weights[key as usize];
                *weight = weight.max(unit.weight);
            }
        }
        weights
    }

    /// The keys of every line, repeats included: where each line's start, and
    /// the keys.
    fn by_line(&self, side: &Side) -> (Vec<u32>, Vec<u32>) {
        let mut starts = Vec::with_capacity(side.len() + 1);
        starts.push(0);
        let mut found = Vec::with_capacity(side.types.len());
        for line in 0..side.len() {
            let keys = side
                .units(line)
                .iter()
                .map(|&unit| self.keys[unit as usize]);
            found.extend(keys.filter(|&key| key != NO_KEY));
            starts.push(found.len() as u32);
        }
        (starts, found)
    }

    fn put_matches(&mut self, matches: impl Iterator<Item = (u32, Match)>) {
        let matches: Vec<_> = matches.collect();
        self.matches = Runs::new(self.matches.len(), &matches);
    }

    /// Fills in which lines hold each key.
    fn index_lines(&mut self, side: &Side) {
        let keyed = self.keys.iter().zip(0..);
        let mut types = Vec::with_capacity(self.keys.len());
        types.extend(
            keyed
                .filter(|&(&key, _)| key != NO_KEY)
                .map(|(&key, unit)| (key, unit)),
        );
        let types = Runs::new(self.matches.len(), &types);
        let lengths = types.items().iter();
        let most = lengths
            .map(|&unit| side.lines.of(unit as usize).len())
            .sum();
        let mut lines = Runs::with_capacity(types.len(), most);
        let mut joined = Vec::new();
        for key in 0..types.len() {
            match types.of(key) {
                &[unit] => lines.push(side.lines.of(unit as usize).iter().copied()),
                units => {
                    let all = units.iter().flat_map(|&unit| side.lines.of(unit as usize));
                    joined.extend(all);
                    joined.sort_unstable();
                    joined.dedup();
                    lines.push(joined.drain(..));
                }
            }
        }
        self.lines = lines;
    }
}
