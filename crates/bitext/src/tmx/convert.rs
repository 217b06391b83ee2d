//! `bitext tmx convert`: from any format to any other.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::input::{Memory, ReadArguments};
use super::output::{MemoryOutput, WriteArguments, shown_output};
use super::report::{FindingsReport, Report, ReportArguments, line};
use crate::diagnostics::Failure;
use crate::input::is_standard;
use crate::wording::counted;

/// Write a memory in another format, or as valid TMX 1.4
///
/// TMX comes out as it went in: inline codes, properties, notes, dates and users
/// are kept; attributes and elements that TMX does not have become properties, so
/// that the file is valid. A file written once comes out the same the next time.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx convert old.tmx -o new.tmx --language-map en=en-US,ru=ru-RU
  bitext tmx convert broken.tmx -o whole.tmx --lenient
  bitext tmx convert memory.tmx -o plain.tmx --level 1")]
pub(crate) struct ConvertArguments {
    /// Memory to convert, `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    write: WriteArguments,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Serialize)]
struct ConvertReport {
    file: String,
    output: String,
    #[serde(skip)]
    place: String,
    dry_run: bool,
    read: u64,
    written: u64,
    refused: u64,
    findings: FindingsReport,
}

pub(crate) fn run(arguments: &ConvertArguments) -> Result<(), Failure> {
    let mut memory = Memory::open(&arguments.file, &arguments.read)?;
    let header = memory.header().clone();
    let mut output = MemoryOutput::create(&arguments.write, header, arguments.read.lenient)?;
    let mut read = 0;
    memory.for_each(|unit| {
        read += 1;
        output.write(&unit)
    })?;
    output.finish()?;
    if !arguments.report.quiet && !arguments.report.json {
        memory.report_findings();
    }
    let report = ConvertReport {
        file: memory.name(),
        output: shown_output(&arguments.write.output),
        place: output.place,
        dry_run: arguments.write.dry_run,
        read,
        written: output.written,
        refused: output.refused,
        findings: FindingsReport::new(memory.findings()),
    };
    arguments.write.report(&arguments.report, &report)
}

impl WriteArguments {
    /// Prints a report where it belongs: it is the result of a dry run.
    pub(crate) fn report(
        &self,
        arguments: &ReportArguments,
        report: &impl Report,
    ) -> Result<(), Failure> {
        if self.dry_run {
            arguments.print_result(report)
        } else {
            arguments.print_beside(report, is_standard(&self.output))
        }
    }
}

impl Report for ConvertReport {
    fn text(&self) -> String {
        let mut text = line("read", counted(self.read, "unit"));
        let verb = if self.dry_run {
            "would write"
        } else {
            "written"
        };
        text += &line(
            verb,
            format_args!("{} to {}", counted(self.written, "unit"), self.place),
        );
        if self.refused > 0 {
            text += &line("left out", counted(self.refused, "unit"));
        }
        text
    }
}
