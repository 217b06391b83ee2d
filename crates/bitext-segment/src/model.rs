//! A linear model for the sites that abbreviation types leave open.
//!
//! A site is a set of named features; its score is the sum of their weights,
//! and above 0 the segment ends. Weights are learned by logistic regression
//! (`cargo xtask segment-train`) and live in `segmentation-weights.txt` of a
//! pack: a feature, a tab and its weight a line. A feature without a weight
//! counts nothing, so a pack without the file never breaks at an open site.

use rustc_hash::FxHashMap;

use crate::case::Case;
use crate::lexicon::{Types, fold_into};
use crate::site::{Mark, Next, Site};

/// The weights of a language.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    weights: FxHashMap<Box<str>, f32>,
}

impl Weights {
    /// Reads weights in the format above.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut weights = FxHashMap::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = line
                .split_once('\t')
                .and_then(|(name, weight)| Some((name, weight.trim().parse::<f32>().ok()?)));
            let (name, weight) =
                entry.ok_or_else(|| format!("line {}: no `feature<TAB>weight`", index + 1))?;
            weights.insert(name.into(), weight);
        }
        Ok(Self { weights })
    }

    /// The score of a site with these features.
    pub(crate) fn score(&self, features: &Features) -> f32 {
        let known = features
            .names
            .iter()
            .filter_map(|name| self.weights.get(name.as_str()));
        known.sum()
    }
}

/// The features of one site.
#[derive(Debug, Default)]
pub(crate) struct Features {
    pub(crate) names: Vec<String>,
}

impl Features {
    /// A small letter behind a mark in informal text.
    pub(crate) fn small_letter(
        site: &Site<'_>,
        next: &Next<'_>,
        word: &str,
        types: Types,
        case: Case,
    ) -> Self {
        let mut names = Vec::with_capacity(8);
        let mark = match site.mark {
            Mark::Period => "period",
            Mark::Ellipsis => "ellipsis",
            Mark::Strong => "strong",
            Mark::Wide => "wide",
        };
        names.push(format!("small mark {mark}"));
        let head = &site.text[site.segment..site.start];
        let starts_small = head
            .chars()
            .find(|c| c.is_alphabetic())
            .is_some_and(char::is_lowercase);
        if starts_small {
            names.push("small starts".to_owned());
            names.push(format!("small starts {mark}"));
        }
        if head.len() < 12 {
            names.push("small short".to_owned());
        }
        if !types.is_empty() {
            names.push("small abbreviation".to_owned());
        } else if word.chars().count() == 1 || word.contains('.') {
            names.push("small letter".to_owned());
        } else if word.chars().next_back().is_some_and(char::is_numeric) {
            names.push("small number".to_owned());
        }
        names.push(format!("small case {case:?}"));
        if site.closes_quote {
            names.push("small quote".to_owned());
        }
        if site.closes_bracket {
            names.push("small bracket".to_owned());
        }
        if next.opens_bracket || next.opens_quote {
            names.push("small opens".to_owned());
        }
        let mut lexical = String::from("small next ");
        fold_into(next.word, &mut lexical);
        names.push(lexical);
        Self { names }
    }
}

/// An open site of a text, as learning needs it.
#[derive(Clone, Debug)]
pub struct TrainingSite {
    /// Where the next segment starts if a segment ends here.
    pub next: usize,
    /// The names of its features.
    pub features: Vec<String>,
}
