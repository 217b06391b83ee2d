//! Alignments as evaluation data has them: links of segment numbers from 0.
//!
//! | format | a line |
//! | --- | --- |
//! | ladder | `source target [score]`, a rung; consecutive rungs bound a link |
//! | vecalign | `[0, 1]:[0]:cost`, the cost optional |
//! | tsv | `0,1<TAB>0[<TAB>…]`; an empty side is empty or `-` |
//! | jsonl | `{"source":[0,1],"target":[0],…}`, as module `jsonl` writes it |
//! | xces | `<link xtargets="1 2;1" certainty="…"/>`, numbers from 1, as module `xces` writes it |
//!
//! Blank lines count for nothing, nor do lines of tsv that start with `#`.

use std::str::FromStr;

use serde::Deserialize;
use thiserror::Error;

use crate::ReadError;
use crate::markup::{Element, Markup, MarkupReader};

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
    /// An object a line.
    Jsonl,
    /// Links of a `cesAlign` file.
    Xces,
}

/// Every format under its name.
const NAMES: [(&str, LinkFormat); 5] = [
    ("ladder", LinkFormat::Ladder),
    ("vecalign", LinkFormat::Vecalign),
    ("tsv", LinkFormat::Tsv),
    ("jsonl", LinkFormat::Jsonl),
    ("xces", LinkFormat::Xces),
];

/// A name that is no format.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not `ladder`, `vecalign`, `tsv`, `jsonl` or `xces`")]
pub struct UnknownLinkFormat(String);

impl FromStr for LinkFormat {
    type Err = UnknownLinkFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found
            .map(|&(_, format)| format)
            .ok_or_else(|| UnknownLinkFormat(name.to_owned()))
    }
}

impl LinkFormat {
    /// The format a text is most likely in: lists in brackets are vecalign's,
    /// braces jsonl, a tag xces, two or three numbers a line a ladder, anything else
    /// tsv. An empty text is a ladder.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        match text.trim_start().chars().next() {
            Some('[') => return Self::Vecalign,
            Some('{') => return Self::Jsonl,
            Some('<') => return Self::Xces,
            _ => {}
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

/// Reads the links of an alignment. A ladder starts at `0 0`, whether this rung is
/// written or not, and ends at its last rung.
///
/// # Errors
/// If a line is malformed or a ladder goes back, with the number of the line.
///
/// ```
/// use bitext_exchange::{LinkFormat, read_links};
/// let ladder = read_links("0 0\n1 1 0.5\n3 1\n3 2\n", LinkFormat::Ladder)?;
/// assert_eq!(ladder[1].source, [1, 2]);
/// assert_eq!(ladder[1].probability, Some(0.5));
/// assert_eq!(ladder[2].target, [1]);
/// assert_eq!(read_links("[0]:[0]\n[1, 2]:[]:0.1\n", LinkFormat::Vecalign)?, ladder[..1]
///     .iter().cloned().chain([bitext_exchange::IndexLink {
///         source: vec![1, 2],
///         target: vec![],
///         probability: None,
///     }])
///     .collect::<Vec<_>>());
/// # Ok::<(), bitext_exchange::LinkReadError>(())
/// ```
pub fn read_links(text: &str, format: LinkFormat) -> Result<Vec<IndexLink>, LinkReadError> {
    let lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().is_empty());
    match format {
        LinkFormat::Ladder => ladder(lines),
        LinkFormat::Vecalign => lines.map(|(number, line)| vecalign(number, line)).collect(),
        LinkFormat::Tsv => lines
            .filter(|(_, line)| !line.starts_with('#'))
            .map(|(number, line)| tsv(number, line))
            .collect(),
        LinkFormat::Jsonl => lines
            .filter_map(|(number, line)| jsonl(number, line).transpose())
            .collect(),
        LinkFormat::Xces => xces(text),
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
    for (number, line) in lines {
        let mut fields = line.split_whitespace();
        let mut next = |what: &str| {
            let field = fields.next().unwrap_or("");
            let parsed = field.parse::<usize>();
            parsed.map_err(|_| fault(number, format!("`{field}` is no {what} segment number")))
        };
        let rung = (next("source")?, next("target")?);
        step(number, rung, probability(fields.next()))?;
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
    ascending(line, numbers)
}

fn ascending(line: usize, mut numbers: Vec<usize>) -> Result<Vec<usize>, LinkReadError> {
    numbers.sort_unstable();
    if let (Some(first), Some(last)) = (numbers.first(), numbers.last())
        && last - first > LONGEST_LINK
    {
        return Err(fault(line, too_long()));
    }
    Ok(numbers)
}

/// The link of a line; `None` for a suggestion, which is none.
fn jsonl(number: usize, line: &str) -> Result<Option<IndexLink>, LinkReadError> {
    #[derive(Deserialize)]
    struct Line {
        source: Vec<u32>,
        target: Vec<u32>,
        probability: Option<f64>,
        suggestion: Option<String>,
    }
    let line: Line = serde_json::from_str(line).map_err(|error| {
        // Its place is one in this line alone.
        let error = error.to_string();
        let reason = error.split(" at line ").next().unwrap_or_default();
        fault(number, format!("it is no link in JSON: {reason}"))
    })?;
    let side = |list: Vec<u32>| {
        ascending(
            number,
            list.into_iter().map(|index| index as usize).collect(),
        )
    };
    let link = IndexLink {
        source: side(line.source)?,
        target: side(line.target)?,
        probability: line.probability.and_then(within_bounds),
    };
    Ok(line.suggestion.is_none().then_some(link))
}

fn xces(text: &str) -> Result<Vec<IndexLink>, LinkReadError> {
    let mut reader = MarkupReader::new(text.as_bytes());
    let mut links = Vec::new();
    let mut groups = 0;
    loop {
        let next = reader.next().map_err(|error| match error {
            ReadError::Malformed { what, place } => fault(line_of(place.line), what),
            other => fault(line_of(reader.place().line), other.to_string()),
        })?;
        let line = line_of(reader.place().line);
        match next {
            Markup::Start(element) if reader.depth() == 1 && element.name != "cesAlign" => {
                let reason = format!("its root is `{}`, not `cesAlign`", element.name);
                return Err(fault(line, reason));
            }
            Markup::Start(element) if element.name == "linkGrp" => {
                groups += 1;
                if groups > 1 {
                    return Err(fault(line, "a second pair of documents"));
                }
            }
            Markup::Start(element) if element.name == "link" => {
                links.push(xces_link(line, &element)?);
            }
            Markup::Eof => return Ok(links),
            _ => {}
        }
    }
}

fn line_of(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}

fn xces_link(line: usize, element: &Element) -> Result<IndexLink, LinkReadError> {
    let targets = element.attribute("xtargets").unwrap_or_default();
    let Some((source, target)) = targets.split_once(';') else {
        let reason = format!("`{targets}` does not name segments of two sides");
        return Err(fault(line, reason));
    };
    let side = |ids: &str| {
        let from_one = numbers(line, ids)?;
        let from_zero = from_one.iter().map(|number| number.checked_sub(1));
        let from_zero: Option<Vec<usize>> = from_zero.collect();
        from_zero.ok_or_else(|| fault(line, "segments are numbered from 1, and one is `0`"))
    };
    Ok(IndexLink {
        source: side(source)?,
        target: side(target)?,
        probability: probability(element.attribute("certainty")),
    })
}

/// A score that can be a probability.
fn probability(field: Option<&str>) -> Option<f64> {
    within_bounds(field?.trim().parse().ok()?)
}

fn within_bounds(value: f64) -> Option<f64> {
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
        for (name, format) in NAMES {
            assert_eq!(name.parse(), Ok(format));
            assert!(UnknownLinkFormat(String::new()).to_string().contains(name));
        }
    }

    #[test]
    fn broken_lines_are_named() {
        let read = |text: &str, format| read_links(text, format).unwrap_err().to_string();
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
        let json = read("\n{\"source\":[-1],\"target\":[]}", LinkFormat::Jsonl);
        assert!(
            json.starts_with("line 2: it is no link in JSON: invalid value"),
            "{json}"
        );
        assert!(!json.contains("line 1"), "{json}");
        let links = |links: &str| format!("<cesAlign>\n<linkGrp>{links}</linkGrp></cesAlign>");
        assert_eq!(
            read(&links("<link xtargets='1 s2;1'/>"), LinkFormat::Xces),
            "line 2: `s2` is no segment number"
        );
        assert_eq!(
            read(&links("<link xtargets='0;1'/>"), LinkFormat::Xces),
            "line 2: segments are numbered from 1, and one is `0`"
        );
        assert_eq!(
            read(&links("</linkGrp><linkGrp>"), LinkFormat::Xces),
            "line 2: a second pair of documents"
        );
        assert_eq!(
            read("<tmx/>", LinkFormat::Xces),
            "line 1: its root is `tmx`, not `cesAlign`"
        );
    }
}
