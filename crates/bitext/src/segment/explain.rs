//! `--explain`: what decided about each place where a segment could end.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use bitext_exchange::one_line;
use bitext_segment::{Candidate, Reason, Segmenter};
use serde::Serialize;

use super::arguments::ExplainFormat;

/// How many characters are shown on either side.
const SHOWN: usize = 30;

/// A candidate as JSON shows it; places are bytes of the text.
#[derive(Serialize)]
struct Shown<'text> {
    mark: usize,
    next: usize,
    #[serde(rename = "break")]
    is_break: bool,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<&'text [&'static str]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_list: Option<&'text str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<usize>,
    before: &'text str,
    after: &'text str,
}

/// Explains texts to a stream.
pub(super) struct Explainer<'segmenter, W: Write> {
    stream: BufWriter<W>,
    format: ExplainFormat,
    segmenter: &'segmenter Segmenter,
}

impl<'segmenter, W: Write> Explainer<'segmenter, W> {
    pub(super) fn new(stream: W, format: ExplainFormat, segmenter: &'segmenter Segmenter) -> Self {
        Self {
            stream: BufWriter::new(stream),
            format,
            segmenter,
        }
    }

    /// Explains a piece of text that starts at byte `start` of the whole.
    pub(super) fn explain(&mut self, text: &str, start: usize) -> io::Result<()> {
        for candidate in self.segmenter.explain(text) {
            let (before, behind) = text.split_at(candidate.next);
            let from = before.char_indices().rev().nth(SHOWN);
            let before = &before[from.map_or(0, |(at, _)| at)..];
            let to = behind.char_indices().nth(SHOWN);
            let behind = &behind[..to.map_or(behind.len(), |(at, _)| at)];
            match self.format {
                ExplainFormat::Text => self.print(&candidate, before, behind)?,
                ExplainFormat::Json => self.print_json(&candidate, start, before, behind)?,
            }
        }
        Ok(())
    }

    /// A bar stands for an end, a dot for none.
    fn print(&mut self, candidate: &Candidate, before: &str, behind: &str) -> io::Result<()> {
        let sign = if candidate.is_break { '|' } else { '·' };
        let shown = format!("{before}{sign} {behind}");
        let words: Vec<&str> = shown.split_whitespace().collect();
        writeln!(self.stream, "{}  ({})", words.join(" "), candidate.reason)
    }

    fn print_json(
        &mut self,
        candidate: &Candidate,
        start: usize,
        before: &str,
        after: &str,
    ) -> io::Result<()> {
        let given = match &candidate.reason {
            Reason::Given(rule) => Some(rule),
            _ => None,
        };
        let shown = Shown {
            mark: start + candidate.mark,
            next: start + candidate.next,
            is_break: candidate.is_break,
            reason: candidate.reason.name(),
            types: match &candidate.reason {
                Reason::Abbreviation(types) => Some(types),
                _ => None,
            },
            score: match candidate.reason {
                Reason::Model(score) => Some(score),
                _ => None,
            },
            rule_list: given.map(|rule| &*rule.list),
            rule: given.map(|rule| rule.number),
            before,
            after,
        };
        serde_json::to_writer(&mut self.stream, &shown)?;
        self.stream.write_all(b"\n")
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// A segment of hard-wrapped text on one line.
pub(super) fn on_one_line(segment: &str) -> Cow<'_, str> {
    if segment.contains(['\n', '\r']) {
        one_line(segment).into()
    } else {
        segment.into()
    }
}
