//! What verbs have in common that read memories and write one: the inputs in
//! order, one output, a report with examples of what was done.

use std::path::PathBuf;

use bitext_core::{LanguageTag, TranslationUnit};
use bitext_exchange::MemoryHeader;
use clap::Args;
use serde::Serialize;

use super::input::{Memory, ReadArguments, paths};
use super::output::{MemoryOutput, WriteArguments, shown_output};
use super::report::{Report, ReportArguments, line};
use crate::diagnostics::Failure;
use crate::wording::counted;

/// Most examples that a report shows.
const EXAMPLES: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct TransformArguments {
    /// Memories to read, in order; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArguments,
    #[command(flatten)]
    pub(crate) write: WriteArguments,
    #[command(flatten)]
    pub(crate) report: ReportArguments,
}

/// What was done.
#[derive(Debug, Default, Serialize)]
pub(crate) struct TransformReport {
    /// The verb.
    verb: &'static str,
    output: String,
    #[serde(skip)]
    place: String,
    dry_run: bool,
    /// The source language of the memory at hand.
    #[serde(skip)]
    pub(crate) source_language: Option<LanguageTag>,
    read: u64,
    written: u64,
    /// Units that the format does not take.
    refused: u64,
    /// Units that the verb left out.
    pub(crate) left_out: u64,
    /// Units that the verb changed.
    pub(crate) changed: u64,
    /// What was done how often.
    pub(crate) counts: Vec<(&'static str, u64)>,
    /// The first of what was done.
    pub(crate) examples: Vec<Example>,
}

/// One thing that was done.
#[derive(Debug, Serialize)]
pub(crate) struct Example {
    /// Number of the unit over all inputs, from 1.
    pub(crate) unit: u64,
    pub(crate) before: String,
    /// What became of it; `None` if it was left out.
    pub(crate) after: Option<String>,
}

impl TransformReport {
    pub(crate) fn example(&mut self, before: &TranslationUnit, after: Option<&TranslationUnit>) {
        if self.examples.len() < EXAMPLES {
            self.examples.push(Example {
                unit: self.read,
                before: shown(before),
                after: after.map(shown),
            });
        }
    }
}

/// Reads every unit of every input, hands it to `work`, and writes what that
/// gives back; its first error ends the work, and nothing is written.
pub(crate) fn transform(
    verb: &'static str,
    arguments: &TransformArguments,
    mut work: impl FnMut(
        TranslationUnit,
        &mut TransformReport,
    ) -> Result<Option<TranslationUnit>, Failure>,
) -> Result<(), Failure> {
    let mut report = TransformReport {
        verb,
        output: shown_output(&arguments.write.output),
        place: shown_output(&arguments.write.output),
        dry_run: arguments.write.dry_run,
        ..TransformReport::default()
    };
    let mut output: Option<MemoryOutput> = None;
    for path in paths(&arguments.files) {
        let mut memory = Memory::open(path, &arguments.read)?;
        let output = match &mut output {
            Some(output) => output,
            None => {
                let header = joint_header(memory.header(), arguments)?;
                let lenient = arguments.read.lenient;
                output.insert(MemoryOutput::create(&arguments.write, header, lenient)?)
            }
        };
        report
            .source_language
            .clone_from(&memory.header().source_language);
        memory.for_each(|unit| {
            report.read += 1;
            match work(unit, &mut report)? {
                Some(unit) => output.write(&unit),
                None => Ok(()),
            }
        })?;
        if !arguments.report.quiet {
            memory.report_findings();
        }
    }
    if let Some(mut output) = output {
        output.finish()?;
        (report.written, report.refused) = (output.written, output.refused);
        report.place = output.place;
    }
    arguments.write.report(&arguments.report, &report)
}

/// The header of the first input; without a source language if a later input has
/// another.
fn joint_header(
    first: &MemoryHeader,
    arguments: &TransformArguments,
) -> Result<MemoryHeader, Failure> {
    let mut header = first.clone();
    for path in paths(&arguments.files).skip(1) {
        let other = Memory::open(path, &arguments.read)?;
        let (ours, theirs) = (&header.source_language, &other.header().source_language);
        let is_same = match (ours, theirs) {
            (Some(ours), Some(theirs)) => ours.same_language(theirs),
            _ => false,
        };
        if !is_same {
            header.source_language = None;
        }
    }
    Ok(header)
}

/// Reads every unit of every input once more, before it is written.
pub(crate) fn read_first(
    arguments: &TransformArguments,
    mut work: impl FnMut(&TranslationUnit),
) -> Result<(), Failure> {
    for path in paths(&arguments.files) {
        if crate::input::is_standard(path) {
            return Err(Failure::error(
                "the memory must be read twice, which standard input cannot be",
            )
            .hint("save it to a file first"));
        }
        let mut memory = Memory::open(path, &arguments.read)?;
        memory.for_each(|unit| {
            work(&unit);
            Ok(())
        })?;
    }
    Ok(())
}

/// The texts of a unit on one line.
pub(crate) fn shown(unit: &TranslationUnit) -> String {
    let texts = unit.variants.iter().map(|variant| variant.segment.text());
    texts.collect::<Vec<_>>().join(" | ")
}

impl Report for TransformReport {
    fn text(&self) -> String {
        let mut text = line("read", counted(self.read, "unit"));
        if self.left_out > 0 {
            text += &line("left out", counted(self.left_out, "unit"));
        }
        if self.changed > 0 {
            text += &line("changed", counted(self.changed, "unit"));
        }
        for (name, count) in self.counts.iter().filter(|(_, count)| *count > 0) {
            text += &line(&format!("  {name}"), count);
        }
        if self.refused > 0 {
            text += &line("refused", counted(self.refused, "unit"));
        }
        let verb = if self.dry_run {
            "would write"
        } else {
            "written"
        };
        text += &line(
            verb,
            format_args!("{} to {}", counted(self.written, "unit"), self.place),
        );
        if self.dry_run {
            for example in &self.examples {
                text += &format!("unit {}\n  - {}\n", example.unit, example.before);
                if let Some(after) = &example.after {
                    text += &format!("  + {after}\n");
                }
            }
        }
        text
    }
}
