//! Memories to be read.

use std::path::{Path, PathBuf};

use bitext_core::{LanguageTag, TranslationUnit};
use bitext_exchange::{
    Findings, MemoryHeader, Place, ReadError, Severity, Strictness, UnitFormat, UnitReadOptions,
    UnitReader, open_units,
};
use clap::Args;

use crate::arguments::readable;
use crate::diagnostics::{Failure, Level, chain, say};
use crate::input::shown;

/// Most findings that are printed for a file.
const PRINTED: usize = 20;

/// Most things noted that are.
const NOTED: usize = 5;

#[derive(Debug, Args)]
pub(crate) struct ReadArguments {
    /// Format of the input; by its extension or content if not given
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    pub(crate) input_format: Option<UnitFormat>,
    /// Save what can be saved of a broken file, and list what was not as it should be
    #[arg(long)]
    pub(crate) lenient: bool,
    /// Source language, if the input does not say (BCP 47)
    #[arg(long, value_name = "TAG")]
    pub(crate) source_language: Option<LanguageTag>,
    /// Target language, if the input does not say (BCP 47)
    #[arg(long, value_name = "TAG")]
    pub(crate) target_language: Option<LanguageTag>,
}

impl ReadArguments {
    pub(crate) fn options(&self) -> UnitReadOptions {
        let mut options = UnitReadOptions::default();
        if self.lenient {
            options.strictness = Strictness::Lenient;
        }
        options.source_language = self.source_language.clone();
        options.target_language = self.target_language.clone();
        options
    }
}

/// An opened memory.
pub(crate) struct Memory<'arguments> {
    path: &'arguments Path,
    reader: Box<dyn UnitReader>,
    is_lenient: bool,
}

impl<'arguments> Memory<'arguments> {
    pub(crate) fn open(path: &'arguments Path, arguments: &ReadArguments) -> Result<Self, Failure> {
        Self::open_with(path, arguments.input_format, &arguments.options())
    }

    pub(crate) fn open_with(
        path: &'arguments Path,
        format: Option<UnitFormat>,
        options: &UnitReadOptions,
    ) -> Result<Self, Failure> {
        let is_lenient = options.strictness == Strictness::Lenient;
        match open_units(path, format, options) {
            Ok(reader) => Ok(Self {
                path,
                reader,
                is_lenient,
            }),
            Err(error) => Err(failure(path, &error, is_lenient)),
        }
    }

    pub(crate) fn name(&self) -> String {
        shown(self.path)
    }

    pub(crate) fn header(&self) -> &MemoryHeader {
        self.reader.header()
    }

    pub(crate) fn findings(&self) -> &Findings {
        self.reader.findings()
    }

    /// Hands each unit to `work`.
    pub(crate) fn for_each(
        &mut self,
        mut work: impl FnMut(TranslationUnit) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        while let Some(unit) = self.reader.next_unit() {
            match unit {
                Ok(unit) => work(unit)?,
                Err(error) => return Err(failure(self.path, &error, self.is_lenient)),
            }
        }
        Ok(())
    }

    /// Prints on standard error what was repaired, skipped or noted.
    pub(crate) fn report_findings(&self) {
        let findings = self.reader.findings();
        let name = self.name();
        let (noted, grave): (Vec<_>, Vec<_>) = findings
            .kept()
            .iter()
            .partition(|found| found.severity == Severity::Noted);
        for finding in noted.into_iter().take(NOTED) {
            let message = format!("{}: {}", at(&name, finding.place), finding.message);
            say(Level::Note, &message);
        }
        let noted = findings.count(Severity::Noted);
        if noted > NOTED as u64 {
            let message = format!(
                "`{name}`: {noted} places of that kind in all; `bitext tmx stats` lists them"
            );
            say(Level::Note, &message);
        }
        for finding in grave.into_iter().take(PRINTED) {
            let word = severity(finding.severity);
            let message = format!("{}: {word}: {}", at(&name, finding.place), finding.message);
            say(Level::Warning, &message);
        }
        let (repaired, skipped) = (
            findings.count(Severity::Repaired),
            findings.count(Severity::Skipped),
        );
        if repaired + skipped > PRINTED as u64 {
            let message = format!("`{name}`: {repaired} repaired and {skipped} skipped in all");
            say(Level::Warning, &message);
        }
    }
}

/// A place in a file, as far as it is known.
fn at(name: &str, place: Place) -> String {
    if place.is_known() {
        format!("`{name}`, {place}")
    } else {
        format!("`{name}`")
    }
}

/// What a severity is called.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Noted => "noted",
        Severity::Repaired => "repaired",
        Severity::Skipped => "skipped",
    }
}

fn failure(path: &Path, error: &ReadError, is_lenient: bool) -> Failure {
    let name = shown(path);
    let failure = Failure::error(format!("`{name}`: {}", chain(error)));
    match error {
        ReadError::Open(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            failure.hint("check the path; `-` reads standard input")
        }
        ReadError::Malformed { .. } if is_lenient => failure.hint("mend the file at that place"),
        ReadError::Malformed { .. } => failure.hint(
            "mend the file at that place, or pass `--lenient` to keep the units that are whole",
        ),
        ReadError::Empty => failure.hint("check that the memory was exported or downloaded whole"),
        ReadError::Format { .. } => failure.hint("name its format with `--input-format`"),
        ReadError::Language { .. } => {
            failure.hint("name its languages with `--source-language` and `--target-language`")
        }
        ReadError::Unfit { hint, .. } => failure.hint(*hint),
        _ => failure,
    }
}

/// Every input's path at least once.
pub(crate) fn paths(files: &[PathBuf]) -> impl Iterator<Item = &Path> {
    files.iter().map(PathBuf::as_path)
}
