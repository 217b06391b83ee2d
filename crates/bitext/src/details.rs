//! What lies behind the figures of `evaluate`: link types and calibration.

use bitext_align::evaluate::Score;
use serde::Serialize;

use crate::evaluate::{percent, rounded};
use crate::table::Table;

/// Link types and calibration, as JSON has them.
#[derive(Serialize)]
pub(crate) struct Details {
    types: Vec<TypeRow>,
    calibration: Vec<BinRow>,
    /// Mean distance between probability and share of right links; null if the
    /// links have no probabilities.
    calibration_error: Option<f64>,
}

#[derive(Serialize)]
struct TypeRow {
    r#type: String,
    /// Links of the type in the gold.
    links: usize,
    /// Strict F1 over the type.
    f1: f64,
}

/// A tenth of probability with links in it.
#[derive(Serialize)]
struct BinRow {
    from: f64,
    to: f64,
    links: usize,
    /// Mean probability of the links.
    probability: f64,
    /// Share of them that is strictly right.
    right: f64,
}

impl Details {
    pub(crate) fn new(score: &Score) -> Self {
        let types = score.by_type().into_iter();
        let bins = score.calibration().iter().enumerate();
        let calibration: Vec<BinRow> = bins
            .filter(|(_, bin)| bin.links > 0)
            .map(|(at, bin)| BinRow {
                from: rounded(at as f64 / 10.0),
                to: rounded((at + 1) as f64 / 10.0),
                links: bin.links,
                probability: rounded(bin.probability / bin.links as f64),
                right: rounded(bin.right as f64 / bin.links as f64),
            })
            .collect();
        Self {
            types: types
                .map(|(link_type, f1, links)| TypeRow {
                    r#type: link_type.to_string(),
                    links,
                    f1: rounded(f1),
                })
                .collect(),
            calibration_error: (!calibration.is_empty())
                .then(|| rounded(score.calibration_error())),
            calibration,
        }
    }

    /// Both tables for a person, with an empty line before each.
    pub(crate) fn render(&self) -> String {
        let mut types = Table::new(&["type", "links", "F1"]);
        for row in &self.types {
            types.push(vec![
                row.r#type.clone(),
                row.links.to_string(),
                percent(row.f1),
            ]);
        }
        let mut text = format!("\n{}", types.render());
        let Some(error) = self.calibration_error else {
            return text;
        };
        let mut bins = Table::new(&["probability", "links", "mean", "right"]);
        for row in &self.calibration {
            bins.push(vec![
                format!("{:.1}–{:.1}", row.from, row.to),
                row.links.to_string(),
                percent(row.probability),
                percent(row.right),
            ]);
        }
        text.push_str(&format!(
            "\n{}calibration error {}\n",
            bins.render(),
            percent(error)
        ));
        text
    }
}
