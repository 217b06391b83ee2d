//! `bitext tmx split`: one memory in several.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bitext_core::{TranslationUnit, Variant};
use bitext_exchange::{MemoryHeader, StagedFiles};
use clap::Args;
use serde::Serialize;

use super::input::{Memory, ReadArguments};
use super::output::{MemoryOutput, WriteArguments};
use super::report::{Report, ReportArguments, line};
use crate::diagnostics::Failure;
use crate::input::is_standard;
use crate::output::Output;
use crate::wording::counted;

/// Most files that are open at once.
const OPEN: usize = 200;

/// Split a memory by number of units, by size or by language pair
///
/// The parts are named after the output: `out.tmx` becomes `out-1.tmx`,
/// `out-2.tmx`, …, or `out.en-ru.tmx`, `out.en-de.tmx`, … A memory of several
/// languages gives a part for each pair of its source with another one. The parts
/// appear together, once all of them are whole.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx split memory.tmx --units 100000 -o part.tmx
  bitext tmx split memory.tmx --megabytes 50 -o part.tmx
  bitext tmx split memory.tmx --by-language-pair -o memory.tmx")]
pub(crate) struct SplitArguments {
    /// Memory to split, `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Units in each part
    #[arg(long, value_name = "N", required_unless_present_any = ["megabytes", "by_language_pair"])]
    units: Option<std::num::NonZeroU64>,
    /// Size of the texts and properties in each part, in million bytes
    #[arg(long, value_name = "N", conflicts_with = "units")]
    megabytes: Option<std::num::NonZeroU64>,
    /// A part for each language pair
    #[arg(long, conflicts_with_all = ["units", "megabytes"])]
    by_language_pair: bool,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    write: WriteArguments,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Default, Serialize)]
struct SplitReport {
    read: u64,
    /// Units that no pair can be made of.
    left_out: u64,
    dry_run: bool,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    file: String,
    written: u64,
    refused: u64,
}

pub(crate) fn run(arguments: &SplitArguments) -> Result<(), Failure> {
    if is_standard(&arguments.write.output) {
        return Err(Failure::error("the parts need a name")
            .hint("name them with `-o`, as in `-o part.tmx`"));
    }
    let mut memory = Memory::open(&arguments.file, &arguments.read)?;
    let output = &arguments.write.output;
    let staged = match output.parent() {
        Some(folder) if !arguments.write.dry_run => Some(StagedFiles::create(folder)?),
        _ => None,
    };
    let mut splitter = Splitter {
        arguments,
        staged,
        header: memory.header().clone(),
        open: BTreeMap::new(),
        finished: Vec::new(),
        part: 1,
        size: 0,
        left_out: 0,
    };
    let mut read = 0;
    memory.for_each(|unit| {
        read += 1;
        if arguments.by_language_pair {
            splitter.write_by_pair(&unit)
        } else {
            splitter.write_by_size(&unit)
        }
    })?;
    let left_out = splitter.left_out;
    let parts = splitter.finish()?;
    if !arguments.report.quiet {
        memory.report_findings();
    }
    let report = SplitReport {
        read,
        left_out,
        dry_run: arguments.write.dry_run,
        parts,
    };
    if arguments.write.dry_run {
        arguments.report.print_result(&report)
    } else {
        arguments.report.print_beside(&report, false)
    }
}

struct Splitter<'arguments> {
    arguments: &'arguments SplitArguments,
    /// Where the parts are until they get their names; nowhere in a dry run.
    staged: Option<StagedFiles>,
    header: MemoryHeader,
    /// By what the part is called.
    open: BTreeMap<String, (PathBuf, MemoryOutput)>,
    finished: Vec<Part>,
    part: u64,
    /// Units or bytes in the part at hand.
    size: u64,
    /// Units without a translation, where parts are pairs.
    left_out: u64,
}

impl Splitter<'_> {
    fn write_by_size(&mut self, unit: &TranslationUnit) -> Result<(), Failure> {
        let (weight, limit) = match (self.arguments.units, self.arguments.megabytes) {
            (Some(units), _) => (1, units.get()),
            (None, megabytes) => (weight(unit), megabytes.map_or(1, |n| n.get()) * 1_000_000),
        };
        if self.size > 0 && self.size + weight > limit {
            self.close_all()?;
            self.part += 1;
            self.size = 0;
        }
        self.size += weight;
        let name = format!("-{}", self.part);
        self.output(&name, self.header.clone())?.write(unit)
    }

    fn write_by_pair(&mut self, unit: &TranslationUnit) -> Result<(), Failure> {
        let source = self.header.source_language.as_ref();
        let source = source
            .and_then(|tag| unit.variant(tag))
            .or(unit.variants.first());
        let Some(source) = source else {
            self.left_out += 1;
            return Ok(());
        };
        let mut is_written = false;
        for target in unit
            .variants
            .iter()
            .filter(|target| target.language != source.language)
        {
            let name = format!(".{}-{}", source.language, target.language);
            let mut header = self.header.clone();
            header.source_language = Some(source.language.clone());
            header.target_language = Some(target.language.clone());
            let pair = pair(unit, source, target);
            self.output(&name, header)?.write(&pair)?;
            is_written = true;
        }
        self.left_out += u64::from(!is_written);
        Ok(())
    }

    fn output(&mut self, name: &str, header: MemoryHeader) -> Result<&mut MemoryOutput, Failure> {
        if !self.open.contains_key(name) && self.open.len() >= OPEN {
            return Err(
                Failure::error(format!("there are more than {OPEN} language pairs"))
                    .hint("keep some of the languages first with `bitext tmx filter`"),
            );
        }
        let (write, lenient) = (&self.arguments.write, self.arguments.read.lenient);
        match self.open.entry(name.to_owned()) {
            std::collections::btree_map::Entry::Occupied(found) => Ok(&mut found.into_mut().1),
            std::collections::btree_map::Entry::Vacant(place) => {
                let path = part_path(&write.output, name);
                Output::refuse_inputs(&path, &[&self.arguments.file])?;
                let staged = self.staged.as_ref().map(|files| files.place(&path));
                let place_of_part = staged.as_ref().unwrap_or(&path);
                let output = MemoryOutput::create_at(place_of_part, write, header, lenient)?;
                Ok(&mut place.insert((path, output)).1)
            }
        }
    }

    fn close_all(&mut self) -> Result<(), Failure> {
        for (path, mut output) in std::mem::take(&mut self.open).into_values() {
            output.finish()?;
            self.finished.push(Part {
                file: path.display().to_string(),
                written: output.written,
                refused: output.refused,
            });
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Part>, Failure> {
        self.close_all()?;
        if let Some(files) = self.staged {
            files.commit()?;
        }
        Ok(self.finished)
    }
}

/// The unit with two of its variants.
fn pair(unit: &TranslationUnit, source: &Variant, target: &Variant) -> TranslationUnit {
    TranslationUnit {
        variants: vec![source.clone(), target.clone()],
        ..unit.clone()
    }
}

/// About how many bytes a unit takes in a file.
fn weight(unit: &TranslationUnit) -> u64 {
    // Tags, dates and languages of a usual unit.
    const FRAME: usize = 200;
    let texts = unit
        .variants
        .iter()
        .map(|variant| variant.segment.text().len());
    let properties = unit
        .properties
        .iter()
        .map(|p| p.name.len() + p.value.len() + 30);
    (FRAME + texts.sum::<usize>() + properties.sum::<usize>()) as u64
}

/// `out.tmx.gz` with `-1` becomes `out-1.tmx.gz`.
fn part_path(output: &Path, name: &str) -> PathBuf {
    let file = output.file_name().unwrap_or_default().to_string_lossy();
    let stem = file.strip_suffix(".gz").unwrap_or(&file);
    let cut = stem.rfind('.').filter(|&cut| cut > 0).unwrap_or(stem.len());
    output.with_file_name(format!("{}{name}{}", &file[..cut], &file[cut..]))
}

impl Report for SplitReport {
    fn text(&self) -> String {
        let mut text = line("read", counted(self.read, "unit"));
        if self.left_out > 0 {
            let what = counted(self.left_out, "unit");
            text += &line("left out", format_args!("{what} in one language"));
        }
        let verb = if self.dry_run {
            "would write"
        } else {
            "written"
        };
        for part in &self.parts {
            text += &line(
                verb,
                format_args!("{} to {}", counted(part.written, "unit"), part.file),
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_after_the_output() {
        let path = |output: &str, name| part_path(Path::new(output), name).display().to_string();
        assert_eq!(path("a/out.tmx", "-1"), "a/out-1.tmx");
        assert_eq!(path("out.tmx.gz", ".en-ru"), "out.en-ru.tmx.gz");
        assert_eq!(path("out", ".en-ru"), "out.en-ru");
    }
}
