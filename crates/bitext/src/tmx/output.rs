//! Where units go: a file that is whole or not there, or nowhere.

use std::path::PathBuf;

use bitext_core::TranslationUnit;
use bitext_exchange::{
    Fidelity, LanguageMap, MemoryHeader, TmxLevel, UnitFormat, UnitWriteOptions, UnitWriter,
    WriteError, create_units,
};
use clap::{Args, ValueEnum};

use crate::arguments::writable;
use crate::diagnostics::{Failure, Level, chain, say};
use crate::findings::beginning;
use crate::input::{is_standard, shown};
use crate::output::Output;
use crate::wording::counted;

/// Most refused units that are named one by one.
const PRINTED: u64 = 20;

#[derive(Debug, Args)]
pub(crate) struct WriteArguments {
    /// File to write, `-` for standard output; `.gz` packs it
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Format to write; by the output's extension if not given, else TMX
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    pub(crate) format: Option<UnitFormat>,
    /// Write tags under other names, as in `en=en-US,ru=ru-RU` for Trados
    #[arg(long, value_name = "MAP")]
    pub(crate) language_map: Option<LanguageMap>,
    /// TMX level: 1 is text alone, 2 has inline codes
    #[arg(long, value_enum, default_value_t = Level12::Two, value_name = "LEVEL")]
    pub(crate) level: Level12,
    /// Write only units that every client takes: no white space around segments,
    /// no unit without text on both sides
    #[arg(long)]
    pub(crate) tidy: bool,
    /// Begin TSV and CSV with a byte order mark, for Excel
    #[arg(long)]
    pub(crate) byte_order_mark: bool,
    /// Write nothing; only report what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// TMX levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level12 {
    /// Text alone
    #[value(name = "1")]
    One,
    /// Text with inline codes
    #[value(name = "2")]
    Two,
}

impl WriteArguments {
    pub(crate) fn options(&self, header: MemoryHeader) -> UnitWriteOptions {
        let mut options = UnitWriteOptions::default();
        options.header = header;
        options.language_map = self.language_map.clone().unwrap_or_default();
        options.level = match self.level {
            Level12::One => TmxLevel::Level1,
            Level12::Two => TmxLevel::Level2,
        };
        options.fidelity = if self.tidy {
            Fidelity::Tidy
        } else {
            Fidelity::Faithful
        };
        options.byte_order_mark = self.byte_order_mark;
        options
    }
}

/// A memory being written, or only counted.
pub(crate) struct MemoryOutput {
    name: String,
    /// Where the units are, for the report.
    pub(crate) place: String,
    writer: Option<Box<dyn UnitWriter>>,
    is_lenient: bool,
    pub(crate) written: u64,
    pub(crate) refused: u64,
}

impl MemoryOutput {
    /// Starts the output that `arguments` name. A unit that does not fit the
    /// format ends it, or is left out if `is_lenient`.
    pub(crate) fn create(
        arguments: &WriteArguments,
        header: MemoryHeader,
        is_lenient: bool,
    ) -> Result<Self, Failure> {
        if !arguments.dry_run && !is_standard(&arguments.output) {
            Output::remove_leftovers(&arguments.output);
        }
        Self::create_at(&arguments.output, arguments, header, is_lenient)
    }

    /// The same at another path.
    pub(crate) fn create_at(
        path: &std::path::Path,
        arguments: &WriteArguments,
        header: MemoryHeader,
        is_lenient: bool,
    ) -> Result<Self, Failure> {
        let name = format!("`{}`", shown_output(path));
        let writer = if arguments.dry_run {
            None
        } else {
            let options = arguments.options(header);
            let created = create_units(path, arguments.format, options);
            Some(created.map_err(|error| failure(&name, error))?)
        };
        Ok(Self {
            name,
            place: shown_output(path),
            writer,
            is_lenient,
            written: 0,
            refused: 0,
        })
    }

    pub(crate) fn write(&mut self, unit: &TranslationUnit) -> Result<(), Failure> {
        let Some(writer) = &mut self.writer else {
            self.written += 1;
            return Ok(());
        };
        match writer.write_unit(unit) {
            Ok(()) => {
                self.written += 1;
                Ok(())
            }
            Err(WriteError::Refused { reason }) => {
                let reason = format!("unit `{}`: {reason}", first_words(unit));
                if !self.is_lenient {
                    return Err(failure(&self.name, WriteError::Refused { reason }));
                }
                self.refused += 1;
                if self.refused <= PRINTED {
                    say(Level::Warning, &format!("skipped: {reason}"));
                }
                Ok(())
            }
            Err(error) => Err(failure(&self.name, error)),
        }
    }

    /// Ends the file, which gets its name only now.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        match self.writer.take() {
            Some(writer) => {
                let files: Vec<String> = writer.files().iter().map(|path| shown(path)).collect();
                if !files.is_empty() {
                    self.place = files.join(" and ");
                }
                let left_out = writer.variants_left_out();
                if left_out > 0 {
                    let what = format!(
                        "{}: left out {} in further languages: the format holds pairs",
                        self.name,
                        counted(left_out, "variant")
                    );
                    say(Level::Warning, &what);
                }
                writer.finish().map_err(|error| failure(&self.name, error))
            }
            None => Ok(()),
        }
    }
}

/// The first words of a unit, to find it by.
fn first_words(unit: &TranslationUnit) -> String {
    let mut texts = unit.variants.iter().map(|variant| variant.segment.text());
    let text = texts.find(|text| !text.trim().is_empty());
    beginning(text.unwrap_or_default())
}

/// What an output is called in messages.
pub(crate) fn shown_output(path: &std::path::Path) -> String {
    if is_standard(path) {
        "standard output".to_owned()
    } else {
        shown(path)
    }
}

fn failure(name: &str, error: WriteError) -> Failure {
    match error {
        WriteError::Write(cause) => Failure::writing(name, &cause),
        WriteError::File(error) => Failure::from(error),
        WriteError::Refused { reason } => Failure::error(reason).hint(
            "correct that unit, run `bitext tmx clean` first, or pass `--lenient` to leave such \
             units out",
        ),
        other => Failure::error(format!("{name}: {}", chain(&other)))
            .hint("name the format with `--format`"),
    }
}
