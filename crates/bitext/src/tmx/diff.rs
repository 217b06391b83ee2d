//! `bitext tmx diff`: what is in one memory and not in the other.

use std::path::PathBuf;

use bitext_maintain::{Change, Difference};
use clap::Args;
use serde::Serialize;

use super::input::{Memory, ReadArguments};
use super::output::{MemoryOutput, WriteArguments};
use super::report::{Report, ReportArguments, line};
use super::transform::shown;
use crate::diagnostics::Failure;
use crate::input::is_standard;
use crate::output::Output;

/// Compare two memories: what was added, removed and changed
///
/// Units are matched by their source text; a language without a region is the same
/// with any. With -o, the added and changed units
/// are written as a memory. Exit code 0: the memories say the same; 1: they
/// differ.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx diff old.tmx new.tmx
  bitext tmx diff old.tmx new.tmx -o news.tmx")]
pub(crate) struct DiffArguments {
    /// The older memory
    older: PathBuf,
    /// The newer memory
    newer: PathBuf,
    /// Most units that are listed of each memory
    #[arg(long, value_name = "N", default_value_t = 50)]
    list: usize,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    write: WriteArguments,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Default, Serialize)]
struct DiffReport {
    same: u64,
    /// Those of them whose language tags differ in a region.
    same_but_for_region: u64,
    added: u64,
    changed: u64,
    removed: u64,
    list: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    change: &'static str,
    unit: u64,
    text: String,
}

pub(crate) fn run(arguments: &DiffArguments) -> Result<(), Failure> {
    if is_standard(&arguments.older) || is_standard(&arguments.newer) {
        return Err(
            Failure::error("memories must be read twice, which standard input cannot be")
                .hint("save it to a file first"),
        );
    }
    let mut older = Memory::open(&arguments.older, &arguments.read)?;
    let mut difference = Difference::new(older.header().source_language.clone());
    older.for_each(|unit| {
        difference.add_older(&unit);
        Ok(())
    })?;
    let mut newer = Memory::open(&arguments.newer, &arguments.read)?;
    // Standard output is the report's.
    let mut output = if is_standard(&arguments.write.output) {
        None
    } else {
        let inputs = [&arguments.older, &arguments.newer];
        Output::refuse_inputs(&arguments.write.output, &inputs)?;
        let (header, lenient) = (newer.header().clone(), arguments.read.lenient);
        Some(MemoryOutput::create(&arguments.write, header, lenient)?)
    };
    let mut report = DiffReport::default();
    let mut number = 0;
    newer.for_each(|unit| {
        number += 1;
        let change = difference.of_newer(&unit);
        let name = match change {
            Change::Added => {
                report.added += 1;
                "added"
            }
            Change::Changed => {
                report.changed += 1;
                "changed to"
            }
            _ => {
                report.same += 1;
                return Ok(());
            }
        };
        report.list(arguments.list, name, number, || shown(&unit));
        output.as_mut().map_or(Ok(()), |output| output.write(&unit))
    })?;
    if let Some(mut output) = output {
        output.finish()?;
    }
    let mut older = Memory::open(&arguments.older, &arguments.read)?;
    // What is new must not crowd out what is gone.
    let most = report.list.len() + arguments.list;
    number = 0;
    older.for_each(|unit| {
        number += 1;
        match difference.of_older(&unit) {
            Change::Removed => {
                report.removed += 1;
                report.list(most, "removed", number, || shown(&unit));
            }
            Change::Changed => {
                report.list(most, "changed from", number, || shown(&unit));
            }
            _ => {}
        }
        Ok(())
    })?;
    report.same_but_for_region = difference.other_regions();
    arguments.report.print_result(&report)?;
    if report.added + report.changed + report.removed == 0 {
        Ok(())
    } else {
        Err(Failure::no_result("the memories differ"))
    }
}

impl DiffReport {
    fn list(
        &mut self,
        most: usize,
        change: &'static str,
        unit: u64,
        text: impl FnOnce() -> String,
    ) {
        if self.list.len() < most {
            let text = text();
            self.list.push(Listed { change, unit, text });
        }
    }
}

impl Report for DiffReport {
    fn text(&self) -> String {
        let mut text = match self.same_but_for_region {
            0 => line("same", self.same),
            count => line(
                "same",
                format_args!("{} ({count} with a region that one leaves open)", self.same),
            ),
        };
        text += &line("added", self.added);
        text += &line("changed", self.changed);
        text += &line("removed", self.removed);
        for listed in &self.list {
            text += &format!(
                "{} (unit {}): {}\n",
                listed.change, listed.unit, listed.text
            );
        }
        text
    }
}
