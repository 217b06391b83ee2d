//! The weights of the features, as data.
//!
//! One set serves every language pair and genre. The file has a line a feature:
//! its name, its weight in pass 1, its weight in pass 2, and how much the latter
//! grows with the document's literalness and with its gaps; then the same four
//! for documents whose only lexicon was learned from texts, and for those for which
//! no lexicon speaks. Fields are parted by tabs; lines
//! that start with `#` say where the weights come from. Growth lets one set of
//! weights be right for a literal translation and for a free one, for a whole
//! one and for one of excerpts: where much is left out a doubtful link is more
//! likely two lines without counterpart, and where the translation is free a
//! word without match says less.

use thiserror::Error;

use crate::feature::{self, COUNT};
use crate::lattice::Transitions;

/// The weights that come with the crate.
const BUILT_IN: &str = include_str!("../data/weights.tsv");

/// Names of the weights of steps between states, which are no features of a
/// link, in the order of [`PassWeights::steps`].
pub(crate) const STEPS: [&str; 4] = ["open", "switch", "gap-rate.open", "gap-rate.switch"];

/// Weights of one pass.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PassWeights {
    /// A weight for each feature.
    pub(crate) features: [f32; COUNT],
    /// Weights of the steps; see [`STEPS`].
    pub(crate) steps: [f32; STEPS.len()],
}

impl Default for PassWeights {
    fn default() -> Self {
        Self {
            features: [0.0; COUNT],
            steps: [0.0; STEPS.len()],
        }
    }
}

impl PassWeights {
    /// The scores of the steps in a document of that gap rate.
    pub(crate) fn transitions(&self, gap_rate: f32) -> Transitions {
        let [open, switch, open_by_rate, switch_by_rate] = self.steps;
        Transitions {
            open: open + open_by_rate * gap_rate,
            switch: switch + switch_by_rate * gap_rate,
        }
    }

    fn by_name(&mut self, name: &str) -> Option<&mut f32> {
        if let Some(step) = STEPS.iter().position(|&known| known == name) {
            return self.steps.get_mut(step);
        }
        self.features.get_mut(feature::index_of(name)?)
    }
}

/// What lexicon speaks for a document. A learned or small one knows few words, and those
/// for sure; without any, lengths and anchors must count for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// A large built-in lexicon knows some of its words.
    Lexicon,
    /// A lexicon learned from texts does, or a small built-in one.
    Learned,
    /// No lexicon knows any.
    None,
}

impl Knowledge {
    /// All there are, in the order of the weights file.
    pub const ALL: [Self; 3] = [Self::Lexicon, Self::Learned, Self::None];
}

/// The weights of both passes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Model {
    pub(crate) first: PassWeights,
    pub(crate) second: PassWeights,
    /// What the second pass's weights gain for each point of every trait.
    pub(crate) growth: [PassWeights; TRAITS],
}

/// How many traits of a document weights grow with.
pub(crate) const TRAITS: usize = 2;

/// What kind of document it is, as far as weights grow with it: how literal the
/// translation is, and how much of either text has no counterpart.
pub(crate) type Traits = [f32; TRAITS];

/// Columns of a model in the weights file.
const COLUMNS: usize = 2 + TRAITS;

impl Model {
    /// The weights of the second pass in a document of those traits.
    pub(crate) fn second_at(&self, traits: Traits) -> PassWeights {
        let mut weights = self.second.clone();
        for (growth, value) in self.growth.iter().zip(traits) {
            let places = weights.features.iter_mut().chain(&mut weights.steps);
            let growth = growth.features.iter().chain(&growth.steps);
            for (weight, growth) in places.zip(growth) {
                *weight += growth * value;
            }
        }
        weights
    }

    /// The weights of pass 1, of pass 2, and the growth of the latter.
    pub(crate) fn columns(&self) -> [&PassWeights; COLUMNS] {
        let [literal, gaps] = &self.growth;
        [&self.first, &self.second, literal, gaps]
    }

    fn columns_mut(&mut self) -> [&mut PassWeights; COLUMNS] {
        let [literal, gaps] = &mut self.growth;
        [&mut self.first, &mut self.second, literal, gaps]
    }
}

/// The weights of all documents, by what is known of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    models: [Model; Knowledge::ALL.len()],
}

/// Why a weights file cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("weights, line {line}: {reason}")]
pub struct WeightsError {
    line: usize,
    reason: String,
}

impl Weights {
    /// The weights for documents of which so much is known.
    pub(crate) fn of(&self, knowledge: Knowledge) -> &Model {
        &self.models[knowledge as usize]
    }

    pub(crate) fn of_mut(&mut self, knowledge: Knowledge) -> &mut Model {
        &mut self.models[knowledge as usize]
    }

    /// The weights that come with the crate.
    #[must_use]
    pub fn built_in() -> Self {
        // A test reads the built-in file, so the default never shows.
        Self::parse(BUILT_IN).unwrap_or_default()
    }

    /// Reads a weights file; features it does not name weigh nothing.
    ///
    /// # Errors
    /// If a line is malformed or names no feature.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let mut weights = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |reason: String| WeightsError {
                line: index + 1,
                reason,
            };
            let (name, values) = line.split_once('\t').unwrap_or((line, ""));
            let values: Vec<&str> = values.split('\t').collect();
            if values.len() != Knowledge::ALL.len() * COLUMNS {
                let expected = "expected a name and twelve weights, parted by tabs";
                return Err(fault(expected.to_owned()));
            }
            let columns = weights.models.iter_mut().flat_map(Model::columns_mut);
            for (column, text) in columns.zip(values) {
                let value = text.parse::<f32>().ok().filter(|value| value.is_finite());
                let value = value.ok_or_else(|| fault(format!("`{text}` is no number")))?;
                let unknown = || fault(format!("there is no feature `{name}`"));
                *column.by_name(name).ok_or_else(unknown)? = value;
            }
        }
        Ok(weights)
    }

    /// The weights as a file, under comment lines that tell their origin.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let mut text = String::new();
        for line in origin.lines() {
            text.push_str(&format!("# {line}\n"));
        }
        let columns: Vec<&PassWeights> = self.models.iter().flat_map(Model::columns).collect();
        let weights: Vec<[&[f32]; 2]> = columns
            .iter()
            .map(|column| [&column.features[..], &column.steps[..]])
            .collect();
        for (group, names) in [&feature::NAMES[..], &STEPS[..]].into_iter().enumerate() {
            for (at, name) in names.iter().enumerate() {
                text.push_str(name);
                for column in &weights {
                    text.push_str(&format!("\t{:.4}", column[group][at]));
                }
                text.push('\n');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_weights_are_whole() {
        let weights = Weights::parse(BUILT_IN).unwrap();
        for name in feature::NAMES.iter().chain(&STEPS) {
            assert!(
                BUILT_IN.contains(&format!("\n{name}\t")),
                "{name} has no weight"
            );
        }
        assert_eq!(Weights::parse(&weights.to_text("origin")).unwrap(), weights);
    }

    #[test]
    fn faults_name_the_line() {
        let error = Weights::parse("# x\nnull\t1\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "weights, line 2: expected a name and twelve weights, parted by tabs"
        );
        let error = Weights::parse("nonsense\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12").unwrap_err();
        assert_eq!(
            error.to_string(),
            "weights, line 1: there is no feature `nonsense`"
        );
    }
}
