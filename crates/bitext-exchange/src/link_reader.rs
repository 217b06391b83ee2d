//! Alignments as evaluation data has them: links of segment numbers from 0.
//!
//! | format | a line |
//! | --- | --- |
//! | ladder | `source target [score]`, a rung; consecutive rungs bound a link |
//! | vecalign | `[0, 1]:[0]:cost`, the cost optional |
//! | tsv | `0,1<TAB>0[<TAB>…]`; an empty side is empty or `-` |
//!
//! Blank lines count for nothing, nor do lines of tsv that start with `#`.

use std::str::FromStr;

use thiserror::Error;

/// A link as its segment numbers, which need not be consecutive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexLink {
    /// Source segments, ascending.
    pub source: Vec<usize>,
    /// Target segments, ascending.
    pub target: Vec<usize>,
    /// Its score, if the file has one that can be a probability, from 0 to 1.
    pub probability: Option<f64>,
}

/// How an alignment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkFormat {
    /// hunalign's rungs.
    Ladder,
    /// vecalign's pairs of lists.
    Vecalign,
    /// Tab-separated columns.
    Tsv,
}

/// A name that is no format.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not `ladder`, `vecalign` or `tsv`")]
pub struct UnknownLinkFormat(String);

impl FromStr for LinkFormat {
    type Err = UnknownLinkFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "ladder" => Ok(Self::Ladder),
            "vecalign" => Ok(Self::Vecalign),
            "tsv" => Ok(Self::Tsv),
            other => Err(UnknownLinkFormat(other.to_owned())),
        }
    }
}

impl LinkFormat {
    /// The format a text is most likely in: lists in brackets are vecalign's,
    /// two or three numbers a line a ladder, anything else tsv. An empty text
    /// is a ladder.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        if text.trim_start().starts_with('[') {
            return Self::Vecalign;
        }
        let is_rung = |line: &str| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let numbers = fields
                .iter()
                .take(2)
                .all(|field| field.parse::<usize>().is_ok());
            let score = fields
                .get(2)
                .is_none_or(|score| score.parse::<f64>().is_ok());
            (2..=3).contains(&fields.len()) && numbers && score
        };
        if lines.all(is_rung) {
            Self::Ladder
        } else {
            Self::Tsv
        }
    }
}

/// Why a text is no alignment.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct LinkReadError {
    /// Line number, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

/// Reads the links of an alignment. A ladder starts at `0 0` and ends at
/// `lengths`, the numbers of segments, whether these rungs are written or not;
/// the other formats do not need the lengths.
///
/// # Errors
/// If a line is malformed or a ladder goes back, with the number of the line.
///
/// ```
/// use bitext_exchange::{LinkFormat, read_links};
/// let ladder = read_links("0 0\n1 1 0.5\n3 1\n", LinkFormat::Ladder, Some((3, 2)))?;
/// assert_eq!(ladder[1].source, [1, 2]);
/// assert_eq!(ladder[1].probability, Some(0.5));
/// assert_eq!(ladder[2].target, [1]);
/// assert_eq!(read_links("[0]:[0]\n[1, 2]:[]:0.1\n", LinkFormat::Vecalign, None)?, ladder[..1]
///     .iter().cloned().chain([bitext_exchange::IndexLink {
///         source: vec![1, 2],
///         target: vec![],
///         probability: None,
///     }])
///     .collect::<Vec<_>>());
/// # Ok::<(), bitext_exchange::LinkReadError>(())
/// ```
pub fn read_links(
    text: &str,
    format: LinkFormat,
    lengths: Option<(usize, usize)>,
) -> Result<Vec<IndexLink>, LinkReadError> {
    let lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().is_empty());
    match format {
        LinkFormat::Ladder => ladder(lines, lengths),
        LinkFormat::Vecalign => lines.map(|(number, line)| vecalign(number, line)).collect(),
        LinkFormat::Tsv => lines
            .filter(|(_, line)| !line.starts_with('#'))
            .map(|(number, line)| tsv(number, line))
            .collect(),
    }
}

fn fault(line: usize, reason: impl Into<String>) -> LinkReadError {
    LinkReadError {
        line,
        reason: reason.into(),
    }
}

/// More segments than this in one link are no link: the number is wrong.
const LONGEST_LINK: usize = 100_000;

/// No text has more segments than this.
const LARGEST_NUMBER: usize = u32::MAX as usize;

fn too_long() -> String {
    format!("a link of more than {LONGEST_LINK} segments")
}

fn ladder<'text>(
    lines: impl Iterator<Item = (usize, &'text str)>,
    lengths: Option<(usize, usize)>,
) -> Result<Vec<IndexLink>, LinkReadError> {
    let mut links = Vec::new();
    let mut last = (0, 0);
    // A link's score stands on the rung it begins with.
    let mut score = None;
    let mut step = |line: usize, rung: (usize, usize), next_score: Option<f64>| {
        if rung.0 < last.0 || rung.1 < last.1 {
            let ((a, b), (c, d)) = (last, rung);
            return Err(fault(
                line,
                format!("rung `{c} {d}` goes back behind `{a} {b}`"),
            ));
        }
        if (rung.0 - last.0).max(rung.1 - last.1) > LONGEST_LINK {
            return Err(fault(line, too_long()));
        }
        if rung != last {
            let source = (last.0..rung.0).collect();
            let target = (last.1..rung.1).collect();
            links.push(IndexLink {
                source,
                target,
                probability: score,
            });
            last = rung;
        }
        score = next_score;
        Ok(())
    };
    let mut line_number = 0;
    for (number, line) in lines {
        let mut fields = line.split_whitespace();
        let mut next = |what: &str| {
            let field = fields.next().unwrap_or("");
            let parsed = field.parse::<usize>();
            parsed.map_err(|_| fault(number, format!("`{field}` is no {what} segment number")))
        };
        let rung = (next("source")?, next("target")?);
        step(number, rung, probability(fields.next()))?;
        line_number = number;
    }
    if let Some(end) = lengths {
        step(line_number + 1, end, None)?;
    }
    Ok(links)
}

fn vecalign(number: usize, line: &str) -> Result<IndexLink, LinkReadError> {
    let mut sides = line.trim().split(':');
    let mut side = || {
        let list = sides.next().unwrap_or("").trim();
        let inner = list
            .strip_prefix('[')
            .and_then(|list| list.strip_suffix(']'));
        let inner = inner.ok_or_else(|| fault(number, format!("`{list}` is no list in brackets")));
        numbers(number, inner?)
    };
    Ok(IndexLink {
        source: side()?,
        target: side()?,
        // Vecalign's third field is a cost.
        probability: None,
    })
}

fn tsv(number: usize, line: &str) -> Result<IndexLink, LinkReadError> {
    let mut columns = line.trim_end_matches(['\r', '\n']).split('\t');
    let source = numbers(number, columns.next().unwrap_or(""))?;
    let target = numbers(number, columns.next().unwrap_or(""))?;
    if source.is_empty() && target.is_empty() {
        return Err(fault(number, "a link needs a segment on one side at least"));
    }
    Ok(IndexLink {
        source,
        target,
        probability: probability(columns.next()),
    })
}

fn numbers(line: usize, list: &str) -> Result<Vec<usize>, LinkReadError> {
    let mut numbers = Vec::new();
    for field in list.split([',', ' ']).map(str::trim) {
        if field.is_empty() || field == "-" {
            continue;
        }
        let parsed = field.parse::<usize>().ok();
        let number = parsed.filter(|&number| number <= LARGEST_NUMBER);
        numbers.push(number.ok_or_else(|| fault(line, format!("`{field}` is no segment number")))?);
    }
    numbers.sort_unstable();
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last())
        && last - first > LONGEST_LINK
    {
        return Err(fault(line, too_long()));
    }
    Ok(numbers)
}

/// A score that can be a probability.
fn probability(field: Option<&str>) -> Option<f64> {
    let value = field?.trim().parse().ok()?;
    (0.0..=1.0).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_lines() {
        assert_eq!(LinkFormat::detect("0\t0\t1\n1 1\n"), LinkFormat::Ladder);
        assert_eq!(LinkFormat::detect("[0]:[0]\n"), LinkFormat::Vecalign);
        assert_eq!(
            LinkFormat::detect("0\t0\t0.98\tOne.\tРаз.\n"),
            LinkFormat::Tsv
        );
        assert_eq!(LinkFormat::detect("0,1\t0\n"), LinkFormat::Tsv);
    }

    #[test]
    fn broken_lines_are_named() {
        let read = |text, format| read_links(text, format, None).unwrap_err().to_string();
        assert_eq!(
            read("1 1\n\n0 2\n", LinkFormat::Ladder),
            "line 3: rung `0 2` goes back behind `1 1`"
        );
        assert_eq!(
            read("0 x\n", LinkFormat::Ladder),
            "line 1: `x` is no target segment number"
        );
        assert_eq!(
            read("[0]:0\n", LinkFormat::Vecalign),
            "line 1: `0` is no list in brackets"
        );
        assert_eq!(
            read("-\t-\n", LinkFormat::Tsv),
            "line 1: a link needs a segment on one side at least"
        );
        assert_eq!(
            read("0\t18446744073709551615\n", LinkFormat::Tsv),
            "line 1: `18446744073709551615` is no segment number"
        );
        assert_eq!(
            read("[0, 4000000000]:[]\n", LinkFormat::Vecalign),
            "line 1: a link of more than 100000 segments"
        );
    }
}
