//! How well two documents go together by what stands in them.
//!
//! Each unit of either document counts with its weight and the strength of its
//! best match on the other side. How much of both documents is matched, overall
//! and of figures, names and known words apart, whether the matches come in the
//! same order, and how the lengths compare, are the features.

use bitext_align::math::ln;

use crate::channel::{Channel, Matches};
use crate::feature::{COUNT, Feature, Features};
use crate::profile::UnitKey;
use crate::side::{DocumentUnits, Side};

/// Matches lighter than this do not speak on order or in reasons.
const TELLING: f32 = 2.0;

/// Figures and names of less weight than this say nothing by their absence.
const FEW_FACTS: f32 = 3.0;

/// Units in this first part of a document stand for its headline and lead.
const OPENING: f32 = 0.2;

/// A source document's matches, ready to meet many target documents.
pub(crate) struct Expansion<'a> {
    document: &'a DocumentUnits,
    /// (target type, index of the source unit, strength, channel), ascending.
    matches: Vec<(u32, u32, f32, Channel)>,
}

/// One matched unit of a pair, for people to read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shared {
    pub(crate) source: u32,
    pub(crate) target: u32,
    pub(crate) weight: f32,
    pub(crate) channel: Channel,
}

impl<'a> Expansion<'a> {
    pub(crate) fn new(document: &'a DocumentUnits, matches: &Matches) -> Self {
        let mut found = Vec::new();
        for (index, &(id, _)) in (0u32..).zip(&document.units) {
            let of_unit = matches.of(id).iter();
            found.extend(of_unit.map(|m| (m.target, index, m.strength, m.channel)));
        }
        found.sort_unstable_by_key(|&(target, index, _, _)| (target, index));
        Self {
            document,
            matches: found,
        }
    }
}

/// The best match of a unit.
#[derive(Clone, Copy)]
struct Best {
    strength: f32,
    other: u32,
    channel: Channel,
}

const NONE: Best = Best {
    strength: 0.0,
    other: u32::MAX,
    channel: Channel::Lexicon,
};

/// Two documents and the best match of each of their units.
pub(crate) struct Meeting<'a> {
    sides: (&'a Side, &'a Side),
    matches: &'a Matches,
    documents: (&'a DocumentUnits, &'a DocumentUnits),
    source: Vec<Best>,
    target: Vec<Best>,
}

impl<'a> Meeting<'a> {
    pub(crate) fn new(
        sides: (&'a Side, &'a Side),
        matches: &'a Matches,
        expansion: &Expansion<'a>,
        target: &'a DocumentUnits,
    ) -> Self {
        let mut best_source = vec![NONE; expansion.document.units.len()];
        let mut best_target = vec![NONE; target.units.len()];
        let mut next = 0;
        for (at, &(id, _)) in (0u32..).zip(&target.units) {
            next = first_of(&expansion.matches, next, id);
            while let Some(&(_, index, strength, channel)) =
                expansion.matches.get(next).filter(|found| found.0 == id)
            {
                raise(&mut best_source[index as usize], strength, at, channel);
                raise(&mut best_target[at as usize], strength, index, channel);
                next += 1;
            }
        }
        Self {
            sides,
            matches,
            documents: (expansion.document, target),
            source: best_source,
            target: best_target,
        }
    }

    /// The features that need neither another pair nor anything but the texts, and
    /// the weight that both documents share, both directions together.
    pub(crate) fn features(&self) -> (Features, f32) {
        let mut features: Features = [0.0; COUNT];
        let mut set = |feature: Feature, value: f32| features[feature as usize] = value;
        let (source, target) = (self.tally(true), self.tally(false));
        let matched = source.all.0 + target.all.0;
        let unmatched = source.all.1 + target.all.1;
        set(Feature::Bias, 1.0);
        set(Feature::Covered, covered(matched, unmatched, 8.0));
        let (near, far) = (
            covered(source.all.0, source.all.1, 4.0),
            covered(target.all.0, target.all.1, 4.0),
        );
        set(Feature::CoveredLess, near.min(far));
        set(Feature::CoveredDifference, (near - far).abs());
        set(Feature::Matched, ln(1.0 + matched / 2.0));
        set(Feature::Unmatched, ln(1.0 + unmatched / 2.0));
        let figures = (
            source.figures.0 + target.figures.0,
            source.figures.1 + target.figures.1,
        );
        set(Feature::FiguresCovered, covered(figures.0, figures.1, 4.0));
        set(Feature::FiguresUnmatched, ln(1.0 + figures.1 / 2.0));
        let names = (
            source.names.0 + target.names.0,
            source.names.1 + target.names.1,
        );
        set(Feature::NamesCovered, covered(names.0, names.1, 4.0));
        set(Feature::NamesUnmatched, ln(1.0 + names.1 / 2.0));
        let words = (
            source.words.0 + target.words.0,
            source.words.1 + target.words.1,
        );
        set(Feature::LexiconCovered, covered(words.0, words.1, 8.0));
        let opening = (
            source.opening.0 + target.opening.0,
            source.opening.1 + target.opening.1,
        );
        set(Feature::OpeningCovered, covered(opening.0, opening.1, 4.0));
        set(Feature::Order, self.order());
        (features, matched)
    }

    /// The share of the figures and names of one side that the other has, of the side
    /// that has more of its own there: a brief keeps those of its report, and a form
    /// filled again has others. By weight, and 1 where either has hardly any.
    pub(crate) fn facts(&self) -> f32 {
        let share = |of_source: bool| {
            let tally = self.tally(of_source);
            let (matched, unmatched) = (
                tally.figures.0 + tally.names.0,
                tally.figures.1 + tally.names.1,
            );
            let all = matched + unmatched;
            (all >= FEW_FACTS).then(|| matched / all)
        };
        match (share(true), share(false)) {
            (Some(near), Some(far)) => near.max(far),
            _ => 1.0,
        }
    }

    /// The logarithm of target characters over source characters.
    pub(crate) fn length(&self) -> f32 {
        let (source, target) = self.documents;
        ln((target.characters as f32 + 1.0) / (source.characters as f32 + 1.0))
    }

    /// Shared units of some weight, the weightiest first.
    pub(crate) fn shared(&self) -> Vec<Shared> {
        let units = self.documents.0.units.iter().zip(&self.source);
        let mut shared: Vec<Shared> = units
            .filter(|(_, best)| best.strength > 0.0)
            .map(|(&(id, _), best)| {
                let target = self.documents.1.units[best.other as usize].0;
                let weights = (
                    self.sides.0.types[id as usize].weight,
                    self.sides.1.types[target as usize].weight,
                );
                Shared {
                    source: id,
                    target,
                    weight: best.strength * weights.0.min(weights.1),
                    channel: best.channel,
                }
            })
            .filter(|shared| shared.weight >= TELLING)
            .collect();
        shared.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.source.cmp(&b.source)));
        shared
    }

    fn tally(&self, of_source: bool) -> Tally {
        let (side, document, best, known) = if of_source {
            (
                self.sides.0,
                self.documents.0,
                &self.source,
                &self.matches.source_known,
            )
        } else {
            (
                self.sides.1,
                self.documents.1,
                &self.target,
                &self.matches.target_known,
            )
        };
        let mut tally = Tally::default();
        for (&(id, place), best) in document.units.iter().zip(best) {
            let unit = &side.types[id as usize];
            let (yes, no) = (
                unit.weight * best.strength,
                unit.weight * (1.0 - best.strength),
            );
            let add = |sum: &mut (f32, f32)| {
                sum.0 += yes;
                sum.1 += no;
            };
            // Without a lexicon a plain word can hardly match, so that it says
            // nothing if it does not.
            let is_plain = matches!(unit.key, UnitKey::Stem(_)) && !unit.is_name();
            if is_plain && !self.matches.has_lexicon && best.strength == 0.0 {
                continue;
            }
            add(&mut tally.all);
            if unit.is_figure() {
                add(&mut tally.figures);
            } else if unit.is_name() {
                add(&mut tally.names);
            } else if known[id as usize] {
                add(&mut tally.words);
            }
            if place < OPENING {
                add(&mut tally.opening);
            }
        }
        tally
    }

    /// 1 if what both share comes in the same order, 0 if in any.
    fn order(&self) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (&(id, place), best) in self.documents.0.units.iter().zip(&self.source) {
            let weight = self.sides.0.types[id as usize].weight * best.strength;
            if weight < TELLING {
                continue;
            }
            let other = self.documents.1.units[best.other as usize].1;
            sum += weight * (place - other).abs();
            weights += weight;
        }
        // Two random places of a unit length are a third apart. Without
        // matches nothing is known.
        if weights < 2.0 * TELLING {
            return 0.5;
        }
        1.0 - (3.0 * sum / weights).min(1.0)
    }
}

/// The place of the first match from `from` on that is of this target type or a
/// later one, found in steps that double, since it is mostly near.
fn first_of(matches: &[(u32, u32, f32, Channel)], from: usize, id: u32) -> usize {
    let (mut low, mut step) = (from, 1);
    while low + step < matches.len() && matches[low + step].0 < id {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(matches.len());
    low + matches[low..high].partition_point(|found| found.0 < id)
}

fn raise(best: &mut Best, strength: f32, other: u32, channel: Channel) {
    if strength > best.strength {
        *best = Best {
            strength,
            other,
            channel,
        };
    }
}

/// Matched and unmatched weight by kind of unit.
#[derive(Default)]
struct Tally {
    all: (f32, f32),
    figures: (f32, f32),
    names: (f32, f32),
    words: (f32, f32),
    opening: (f32, f32),
}

/// The matched share, drawn to nothing where there is little to match.
fn covered(matched: f32, unmatched: f32, little: f32) -> f32 {
    matched / (matched + unmatched + little)
}
