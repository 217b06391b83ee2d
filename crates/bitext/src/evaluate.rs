//! `bitext evaluate`: alignments against gold alignments.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use bitext_align::evaluate::Score;
use bitext_exchange::{IndexLink, LinkFormat, read_links};
use serde::Serialize;

use crate::arguments::{EvaluateArguments, ReportFormat};
use crate::corpus;
use crate::details::Details;
use crate::diagnostics::{Failure, Level, say};
use crate::output::Output;
use crate::side_file::{self, LARGEST_LIST};
use crate::table::Table;
use crate::toolbox::with_threads;
use crate::wording::counted;

pub(crate) fn run(arguments: &EvaluateArguments) -> Result<(), Failure> {
    with_threads(&arguments.work, || match &arguments.corpus {
        Some(manifest) => corpus::run(arguments, manifest),
        None => evaluate_files(arguments),
    })
}

/// The figures of a pair or of all, as JSON has them.
#[derive(Serialize)]
struct Row {
    /// Name of the alignment, or `total`.
    name: String,
    /// Links of the gold.
    links: usize,
    strict_precision: f64,
    strict_recall: f64,
    strict_f1: f64,
    lax_precision: f64,
    lax_recall: f64,
    lax_f1: f64,
    /// Strict F1 over 1-1 links alone.
    one_to_one_f1: f64,
    /// F1 over segments left alone; null if the gold leaves none.
    left_alone_f1: Option<f64>,
    #[serde(flatten)]
    details: Details,
}

impl Row {
    fn new(name: String, links: usize, score: &Score) -> Self {
        let figures = score.figures();
        Self {
            details: Details::new(score),
            name,
            links,
            strict_precision: rounded(figures.precision_strict),
            strict_recall: rounded(figures.recall_strict),
            strict_f1: rounded(figures.f1_strict),
            lax_precision: rounded(figures.precision_lax),
            lax_recall: rounded(figures.recall_lax),
            lax_f1: rounded(figures.f1_lax),
            one_to_one_f1: rounded(figures.f1_plain),
            left_alone_f1: figures.f1_unaligned.map(rounded),
        }
    }

    fn cells(&self) -> Vec<String> {
        let alone = self.left_alone_f1.map_or_else(|| "–".to_owned(), percent);
        let mut cells = vec![self.name.clone(), self.links.to_string()];
        let shares = [
            self.strict_precision,
            self.strict_recall,
            self.strict_f1,
            self.lax_f1,
            self.one_to_one_f1,
        ];
        cells.extend(shares.iter().map(|&share| percent(share)));
        cells.push(alone);
        cells
    }
}

/// A share as tables show it: × 100, one decimal.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// A share as JSON shows it: four decimals.
pub(crate) fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

/// Fails with exit code 1 if `score` is below the bar.
pub(crate) fn bar(arguments: &EvaluateArguments, what: &str, score: f64) -> Result<(), Failure> {
    match arguments.fail_under {
        Some(bar) if score < bar.value() => Err(Failure::no_result(format!(
            "{what} is {score:.4}, below the bar of {}",
            bar.value()
        ))),
        _ => Ok(()),
    }
}

/// Prints JSON objects a line, or a table.
pub(crate) fn print<T: Serialize>(
    arguments: &EvaluateArguments,
    rows: &[T],
    heading: &[&str],
    cells: impl Fn(&T) -> Vec<String>,
    total: &Score,
) -> Result<(), Failure> {
    let mut output = Output::open(Path::new("-"), &[])?;
    let mut text = String::new();
    match arguments.format {
        ReportFormat::Text => {
            let mut table = Table::new(heading);
            for row in rows {
                table.push(cells(row));
            }
            text = table.render();
            if arguments.details {
                text.push_str(&Details::new(total).render());
            }
        }
        ReportFormat::Json => {
            for row in rows {
                let line = serde_json::to_string(row)
                    .map_err(|error| Failure::error(format!("cannot write JSON: {error}")))?;
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
    output
        .write_all(text.as_bytes())
        .map_err(|error| output.failure(&error))?;
    output.finish()
}

fn evaluate_files(arguments: &EvaluateArguments) -> Result<(), Failure> {
    if arguments.gold.len() != arguments.test.len() {
        return Err(Failure::error(format!(
            "{} and {} to be scored",
            counted(arguments.gold.len(), "gold alignment"),
            arguments.test.len()
        ))
        .hint("give `--gold` and `--test` in pairs"));
    }
    let mut total = Score::default();
    let mut rows = Vec::new();
    for (gold_path, test_path) in arguments.gold.iter().zip(&arguments.test) {
        let gold = links_of(gold_path, arguments.gold_format)?;
        let test = links_up_to(end_of(&gold), test_path, arguments.test_format)?;
        let ((gold, _), (test, probabilities)) = (ranges(&gold), ranges(&test));
        let mut score = Score::default();
        for score in [&mut score, &mut total] {
            let right = score.add_links(&gold, &test);
            for (&probability, right) in probabilities.iter().zip(right) {
                if let Some(probability) = probability {
                    score.add_probability(probability, right);
                }
            }
        }
        rows.push(Row::new(
            test_path.display().to_string(),
            gold.len(),
            &score,
        ));
    }
    let figures = total.figures();
    if rows.len() > 1 {
        let all = rows.iter().map(|row| row.links).sum();
        rows.push(Row::new("total".to_owned(), all, &total));
    }
    let heading = [
        "alignment",
        "links",
        "P",
        "R",
        "F1",
        "lax F1",
        "1-1 F1",
        "alone F1",
    ];
    print(arguments, &rows, &heading, Row::cells, &total)?;
    bar(arguments, "strict F1", figures.f1_strict)
}

/// Reads the links of a file.
fn links_of(path: &Path, format: Option<LinkFormat>) -> Result<Vec<IndexLink>, Failure> {
    let (text, format) = alignment_text(path, format)?;
    links_in(path, &text, format)
}

/// Reads the links of a file, of which a ladder has to go as far as `end`, the
/// numbers of segments: what it lacks is taken for one link, and reported, since
/// the file may have been cut off.
pub(crate) fn links_up_to(
    end: (usize, usize),
    path: &Path,
    format: Option<LinkFormat>,
) -> Result<Vec<IndexLink>, Failure> {
    let (text, format) = alignment_text(path, format)?;
    let mut links = links_in(path, &text, format)?;
    let last = end_of(&links);
    if format != LinkFormat::Ladder || last == end {
        return Ok(links);
    }
    let line = 1 + text.trim_end().matches('\n').count();
    let place = format!("`{}`, line {line}", path.display());
    let ((a, b), (c, d)) = (last, end);
    if a > c || b > d {
        let message =
            format!("{place}: rung `{a} {b}` lies behind `{c} {d}`, the end of the texts");
        return Err(Failure::error(message)
            .hint("check that it aligns the same texts, and that the other alignment is whole"));
    }
    let message = format!(
        "{place}: the ladder ends at `{a} {b}`, before `{c} {d}`, the end of the texts; is it cut \
         off? What is left counts as one link"
    );
    say(Level::Warning, &message);
    links.push(IndexLink {
        source: (a..c).collect(),
        target: (b..d).collect(),
        probability: None,
    });
    Ok(links)
}

fn alignment_text(
    path: &Path,
    format: Option<LinkFormat>,
) -> Result<(String, LinkFormat), Failure> {
    let hint = "give an alignment: ladder, vecalign, tsv, jsonl or xces";
    let text = side_file::read_text(path, LARGEST_LIST, hint)?;
    let format = format.unwrap_or_else(|| LinkFormat::detect(&text));
    Ok((text, format))
}

fn links_in(path: &Path, text: &str, format: LinkFormat) -> Result<Vec<IndexLink>, Failure> {
    read_links(text, format).map_err(|error| {
        Failure::error(format!("`{}`, {error}", path.display()))
            .hint("name the format with `--gold-format` or `--test-format`")
    })
}

/// The numbers of segments on both sides, as far as links tell.
fn end_of(links: &[IndexLink]) -> (usize, usize) {
    let end = |side: fn(&IndexLink) -> &Vec<usize>| {
        let last = links.iter().filter_map(|link| side(link).last()).max();
        last.map_or(0, |last| last + 1)
    };
    (end(|link| &link.source), end(|link| &link.target))
}

type Ranges = Vec<(Range<usize>, Range<usize>)>;

/// Links as ranges with their probabilities, nulls and links with gaps included:
/// a link that leaves out a segment in its middle counts with it.
fn ranges(links: &[IndexLink]) -> (Ranges, Vec<Option<f64>>) {
    let range = |numbers: &[usize]| match (numbers.first(), numbers.last()) {
        (Some(&first), Some(&last)) => first..last + 1,
        _ => 0..0,
    };
    let unique: BTreeMap<(usize, usize, usize, usize), Option<f64>> = links
        .iter()
        .map(|link| {
            let (source, target) = (range(&link.source), range(&link.target));
            let place = (source.start, source.end, target.start, target.end);
            (place, link.probability)
        })
        .collect();
    unique
        .into_iter()
        .map(|((a, b, c, d), probability)| ((a..b, c..d), probability))
        .unzip()
}
