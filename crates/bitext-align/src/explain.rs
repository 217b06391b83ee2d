//! Why a link stands: its matched units and the features that moved its score.

use bitext_core::{Ladder, Link};

use crate::channel::{CHANNEL_NAMES, CHANNELS, Channels};
use crate::feature;
use crate::lattice::LINK_TYPES;
use crate::score::Comparison;
use crate::script::WordScript;
use crate::side::{Side, UnitType};
use crate::weights::PassWeights;

/// A source unit and a target unit that match inside a link.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedUnit {
    /// Which channel matched them: number, identical, name or lexicon.
    pub channel: &'static str,
    /// The source unit, as compared.
    pub source: String,
    /// The target unit, as compared.
    pub target: String,
    /// How well they match, 0 to 1.
    pub strength: f32,
    /// Mean weight of the two units.
    pub weight: f32,
}

/// The evidence behind one link.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkExplanation {
    /// The link.
    pub link: Link,
    /// Its score in pass 2 without the document's priors; 0 for link types the
    /// lattice does not know.
    pub score: f32,
    /// Features that are not 0: name, value, value times weight; the largest
    /// contribution first.
    pub features: Vec<(&'static str, f32, f32)>,
    /// Matched units, the most telling first.
    pub matches: Vec<MatchedUnit>,
}

pub(crate) fn explain(
    comparison: &Comparison<'_>,
    channels: &Channels,
    source: &Side,
    target: &Side,
    ladder: &Ladder,
    weights: &PassWeights,
) -> Vec<LinkExplanation> {
    let links = ladder.links().iter();
    let mut single = comparison.single_links();
    links
        .map(|link| {
            let shape = (link.source().len(), link.target().len());
            let known = LINK_TYPES
                .iter()
                .position(|&shape_known| shape_known == shape);
            let mut features = Vec::new();
            let mut score = 0.0;
            if let Some(link_type) = known {
                let values =
                    single.features_of(link.source().start, link.target().start, link_type);
                for ((name, value), weight) in
                    feature::NAMES.iter().zip(values).zip(weights.features)
                {
                    if value != 0.0 {
                        score += value * weight;
                        features.push((*name, value, value * weight));
                    }
                }
            }
            features.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then(a.0.cmp(b.0)));
            let matches = matches(channels, source, target, link);
            LinkExplanation {
                link: *link,
                score,
                features,
                matches,
            }
        })
        .collect()
}

/// Every pair of units of a link that matches in some channel, each pair once,
/// by the channel listed first.
fn matches(channels: &Channels, source: &Side, target: &Side, link: &Link) -> Vec<MatchedUnit> {
    let units = |side: &Side, lines: std::ops::Range<usize>| {
        let mut units: Vec<u32> = lines.flat_map(|line| side.units(line).to_vec()).collect();
        units.sort_unstable();
        units.dedup();
        units
    };
    let matcher = channels.source_matcher(source);
    let (near, far) = (
        units(source, link.source().indices()),
        units(target, link.target().indices()),
    );
    let mut found = Vec::new();
    for &left in &near {
        for &right in &far {
            let hit = (0..CHANNELS)
                .find_map(|channel| Some((channel, matcher.matching_units(channel, left, right)?)));
            let Some((channel, strength)) = hit else {
                continue;
            };
            let (left, right) = (&source.types[left as usize], &target.types[right as usize]);
            found.push(MatchedUnit {
                channel: CHANNEL_NAMES[channel],
                source: shown(source, left),
                target: shown(target, right),
                strength,
                weight: (left.weight + right.weight) / 2.0,
            });
        }
    }
    found.sort_by(|a, b| {
        (b.strength * b.weight)
            .total_cmp(&(a.strength * a.weight))
            .then_with(|| (&a.source, &a.target).cmp(&(&b.source, &b.target)))
    });
    found
}

/// A unit as its own text has it.
fn shown(side: &Side, unit: &UnitType) -> String {
    match (&unit.atom, unit.stem) {
        (Some(atom), _) if side.folded(unit).is_empty() => atom.to_string(),
        // Names in characters are folded to the other side's spelling.
        (_, Some(stem)) if unit.script == WordScript::Han => side.stem(stem).text.to_string(),
        _ => side.folded(unit).to_owned(),
    }
}
