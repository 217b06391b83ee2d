//! `bitext tmx stats`: what is in a memory, in numbers.

use std::path::PathBuf;

use bitext_maintain::Statistics;
use clap::Args;
use serde::Serialize;

use super::input::{Memory, ReadArguments, paths};
use super::report::{FindingsReport, HeaderReport, Report, ReportArguments, line, top};
use crate::diagnostics::Failure;
use crate::wording::counted;

/// Count what is in memories: units, languages, tools, users, dates, duplicates
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx stats memory.tmx
  bitext tmx stats --json *.tmx")]
pub(crate) struct StatsArguments {
    /// Memories to count, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Serialize)]
struct StatsReport {
    file: String,
    #[serde(flatten)]
    statistics: Statistics,
    header: HeaderReport,
    findings: FindingsReport,
}

pub(crate) fn run(arguments: &StatsArguments) -> Result<(), Failure> {
    for path in paths(&arguments.files) {
        let mut memory = Memory::open(path, &arguments.read)?;
        let mut statistics = Statistics::default();
        memory.for_each(|unit| {
            statistics.add(&unit);
            Ok(())
        })?;
        let report = StatsReport {
            file: memory.name(),
            statistics,
            header: HeaderReport::new(memory.header()),
            findings: FindingsReport::new(memory.findings()),
        };
        arguments.report.print_result(&report)?;
    }
    Ok(())
}

impl Report for StatsReport {
    fn text(&self) -> String {
        let numbers = &self.statistics;
        let mut text = format!("{}\n", self.file);
        text += &line("units", numbers.tu);
        text += &line("pairs", numbers.pairs);
        text += &line("duplicates", numbers.duplicates);
        for (tag, language) in &numbers.languages {
            text += &line(
                &format!("in {tag}"),
                format_args!(
                    "{}, {} empty, {}, {}",
                    counted(language.tuv, "variant"),
                    language.empty,
                    counted(language.words, "word"),
                    counted(language.characters, "character")
                ),
            );
        }
        if numbers.inline_codes > 0 {
            text += &line("inline codes", numbers.inline_codes);
        }
        for (name, counts) in [
            ("tools", &numbers.creation_tools),
            ("users", &numbers.users),
            ("years", &numbers.years),
            ("properties", &numbers.properties),
        ] {
            if !counts.is_empty() {
                text += &line(name, top(counts, 8));
            }
        }
        if numbers.notes > 0 {
            text += &line("notes", numbers.notes);
        }
        if let (Some(first), Some(last)) = (&numbers.first_date, &numbers.last_date) {
            text += &line("dates", format_args!("{first} to {last}"));
        }
        text + &self.findings.text()
    }
}
