//! What was found and done, for a person or as a JSON object.

use std::io::{self, Write};

use bitext_exchange::{Findings, MemoryHeader, Place, Severity};
use clap::Args;
use serde::Serialize;

use super::input::severity;
use crate::diagnostics::{Failure, chain};

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// Report as a JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Something that can be reported.
pub(crate) trait Report: Serialize {
    /// For a person: whole lines.
    fn text(&self) -> String;
}

impl ReportArguments {
    /// Prints a report that is the result of the command.
    pub(crate) fn print_result(&self, report: &impl Report) -> Result<(), Failure> {
        let text = self.render(report)?;
        let written = io::stdout().lock().write_all(text.as_bytes());
        written.map_err(|error| Failure::writing("standard output", &error))
    }

    /// Prints a report on something that was written elsewhere: on standard
    /// output if it is asked for as JSON and the units do not go there, else on
    /// standard error.
    pub(crate) fn print_beside(
        &self,
        report: &impl Report,
        is_standard_taken: bool,
    ) -> Result<(), Failure> {
        if self.json && !is_standard_taken {
            return self.print_result(report);
        }
        if !self.quiet {
            let text = self.render(report)?;
            // Nobody listening on standard error is no error.
            let _ = io::stderr().lock().write_all(text.as_bytes());
        }
        Ok(())
    }

    fn render(&self, report: &impl Report) -> Result<String, Failure> {
        if !self.json {
            return Ok(report.text());
        }
        let json = serde_json::to_string(report);
        let line = json.map_err(|error| Failure::error(chain(&error)))?;
        Ok(format!("{line}\n"))
    }
}

/// Findings as they are reported.
#[derive(Debug, Default, Serialize)]
pub(crate) struct FindingsReport {
    noted: u64,
    repaired: u64,
    skipped: u64,
    /// The first of them.
    list: Vec<FindingReport>,
}

#[derive(Debug, Serialize)]
struct FindingReport {
    severity: &'static str,
    line: u64,
    byte: u64,
    message: String,
}

impl FindingsReport {
    pub(crate) fn new(findings: &Findings) -> Self {
        let list = findings.kept().iter().map(|finding| FindingReport {
            severity: severity(finding.severity),
            line: finding.place.line,
            byte: finding.place.byte,
            message: finding.message.clone(),
        });
        Self {
            noted: findings.count(Severity::Noted),
            repaired: findings.count(Severity::Repaired),
            skipped: findings.count(Severity::Skipped),
            list: list.collect(),
        }
    }

    /// Whether something could not be read as it was written.
    pub(crate) fn has_faults(&self) -> bool {
        self.repaired + self.skipped > 0
    }

    /// Lines for a person: the counts, then each finding that is listed.
    pub(crate) fn text(&self) -> String {
        if self.list.is_empty() {
            return String::new();
        }
        let mut text = format!(
            "findings        {} noted, {} repaired, {} skipped\n",
            self.noted, self.repaired, self.skipped
        );
        for finding in &self.list {
            let FindingReport {
                severity,
                line,
                byte,
                message,
            } = finding;
            let place = Place {
                line: *line,
                byte: *byte,
            };
            if place.is_known() {
                text.push_str(&format!("  {place}: {severity}: {message}\n"));
            } else {
                text.push_str(&format!("  {severity}: {message}\n"));
            }
        }
        text
    }
}

/// A memory's header as it is reported.
#[derive(Debug, Serialize)]
pub(crate) struct HeaderReport {
    source_language: Option<String>,
    creation_tool: Option<String>,
    creation_tool_version: Option<String>,
    segment_type: &'static str,
    original_format: Option<String>,
    data_type: Option<String>,
}

impl HeaderReport {
    pub(crate) fn new(header: &MemoryHeader) -> Self {
        let source = header.source_language.as_ref();
        Self {
            source_language: source.map(|tag| tag.as_str().to_owned()),
            creation_tool: header.creation_tool.clone(),
            creation_tool_version: header.creation_tool_version.clone(),
            segment_type: header.segment_type.name(),
            original_format: header.original_format.clone(),
            data_type: header.data_type.clone(),
        }
    }
}

/// One line of a report: a name in a column, then its value.
pub(crate) fn line(name: &str, value: impl std::fmt::Display) -> String {
    format!("{name:<15} {value}\n")
}

/// The most frequent of `counts`, as `name 12, other 3`.
pub(crate) fn top<'map>(
    counts: impl IntoIterator<Item = (&'map String, &'map u64)>,
    most: usize,
) -> String {
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|&(name, &count)| (std::cmp::Reverse(count), name));
    let rest = sorted.len().saturating_sub(most);
    let mut parts: Vec<String> = sorted
        .iter()
        .take(most)
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    if rest > 0 {
        parts.push(format!("{rest} more"));
    }
    parts.join(", ")
}
