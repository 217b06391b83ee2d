//! `bitext tmx validate`: will clients take this memory?

use std::path::PathBuf;

use bitext_exchange::Strictness;
use bitext_maintain::{Stumbling, StumblingBlocks};
use clap::Args;
use serde::Serialize;

use super::input::{Memory, ReadArguments, paths};
use super::report::{FindingsReport, Report, ReportArguments, line};
use crate::diagnostics::Failure;
use crate::wording::counted;

/// Check that memories are what their format says, and what clients stumble over
///
/// Exit code 0: each unit reads as it was written; 1: something had to be repaired
/// or skipped, and the report lists it with line and byte; 2: the file cannot be
/// read at all. What clients stumble over is listed and does not count, unless
/// --strict.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx validate memory.tmx
  bitext tmx validate --strict --json *.tmx")]
pub(crate) struct ValidateArguments {
    /// Memories to check, `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Count what clients stumble over as a fault
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Serialize)]
struct ValidateReport {
    file: String,
    valid: bool,
    tu: u64,
    findings: FindingsReport,
    stumbling_blocks: Vec<Block>,
}

#[derive(Serialize)]
struct Block {
    kind: &'static str,
    count: u64,
    /// Numbers of the first units, from 1.
    units: Vec<u64>,
}

pub(crate) fn run(arguments: &ValidateArguments) -> Result<(), Failure> {
    let mut invalid = Vec::new();
    for path in paths(&arguments.files) {
        let report = validate(path, arguments)?;
        if !report.valid {
            invalid.push(format!("`{}`", report.file));
        }
        arguments.report.print_result(&report)?;
    }
    if invalid.is_empty() {
        return Ok(());
    }
    let files = invalid.join(", ");
    Err(Failure::no_result(format!("not as it should be: {files}"))
        .hint("`bitext tmx convert --lenient` writes what can be saved as a valid memory"))
}

fn validate(
    path: &std::path::Path,
    arguments: &ValidateArguments,
) -> Result<ValidateReport, Failure> {
    let mut options = arguments.read.options();
    // Reading on shows all the faults and not the first alone.
    options.strictness = Strictness::Lenient;
    let mut memory = Memory::open_with(path, arguments.read.input_format, &options)?;
    let mut blocks = StumblingBlocks::new(memory.header().source_language.clone());
    let mut tu = 0;
    memory.for_each(|unit| {
        tu += 1;
        blocks.add(&unit);
        Ok(())
    })?;
    let findings = FindingsReport::new(memory.findings());
    let stumbling_blocks: Vec<Block> = blocks
        .found()
        .map(|(kind, found)| Block {
            kind: kind.name(),
            count: found.count,
            units: found.units.clone(),
        })
        .collect();
    let is_stopped = arguments.strict && !stumbling_blocks.is_empty();
    Ok(ValidateReport {
        file: memory.name(),
        valid: !findings.has_faults() && !is_stopped,
        tu,
        findings,
        stumbling_blocks,
    })
}

impl Report for ValidateReport {
    fn text(&self) -> String {
        let verdict = if self.valid { "valid" } else { "not valid" };
        let mut text = format!("{}: {verdict}\n", self.file);
        text += &line("units", self.tu);
        text += &self.findings.text();
        for block in &self.stumbling_blocks {
            let units: Vec<String> = block.units.iter().map(u64::to_string).collect();
            let explanation = Stumbling::from_name(block.kind).map_or("", Stumbling::explanation);
            text += &format!(
                "{}: {} ({explanation}); first: {}\n",
                block.kind,
                counted(block.count, "unit"),
                units.join(", ")
            );
        }
        text
    }
}
