//! Translation units one at a time, in and out of any format.
//!
//! A reader is an iterator that also says what it had to repair; a writer takes
//! one unit after another and reports the last error in `finish`. Everything
//! that works on memories works through these two, so a new format is one module
//! and a row in the table of `unit_format`.

use std::fmt;
use std::io;
use std::path::PathBuf;

use bitext_core::{LanguageTag, TranslationUnit};
use thiserror::Error;

use crate::{AtomicFileError, LanguageMap, MemoryHeader};

/// Hands out the units of a memory, one at a time and in order.
pub trait UnitReader: Send {
    /// The next unit; `None` at the end, and after an error that ends the file.
    ///
    /// In lenient mode a unit that cannot be read is skipped and listed in
    /// [`UnitReader::findings`]; an error then means that nothing more can be
    /// had from the file.
    fn next_unit(&mut self) -> Option<Result<TranslationUnit, ReadError>>;

    /// What the memory says of itself. Complete once the first unit is read,
    /// or from the start.
    fn header(&self) -> &MemoryHeader;

    /// What has been noted, repaired and skipped so far.
    fn findings(&self) -> &Findings;
}

/// Writes units one at a time.
pub trait UnitWriter: Send {
    /// Writes a unit.
    ///
    /// # Errors
    /// [`WriteError::Refused`] if the unit does not fit the format; nothing of it
    /// is written then, and the caller may go on. Any other error is the end.
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError>;

    /// The files being written, if they are others than the one that was named.
    fn files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// How many variants of the units so far have no place in a format of pairs; those
    /// of units that were refused may count too.
    fn variants_left_out(&self) -> u64 {
        0
    }

    /// Ends the file, which gets its name only now.
    ///
    /// # Errors
    /// If the end cannot be written; then there is no new file.
    fn finish(self: Box<Self>) -> Result<(), WriteError>;
}

/// What to do with a file that is not as it should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Harmless oddities are noted; the first thing that cannot be read as
    /// written is an error.
    #[default]
    Strict,
    /// What can be saved is, and what was repaired or skipped is listed.
    Lenient,
}

/// How to read units.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct UnitReadOptions {
    /// What to do with a file that is not as it should be.
    pub strictness: Strictness,
    /// Source language, for formats that do not name it.
    pub source_language: Option<LanguageTag>,
    /// Target language, for formats that do not name it.
    pub target_language: Option<LanguageTag>,
}

/// How much of inline markup TMX is to carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TmxLevel {
    /// Plain text only; codes are left out.
    Level1,
    /// Codes as elements.
    #[default]
    Level2,
}

/// What to do with units that clients stumble over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fidelity {
    /// Write what all clients take: no white space around segments, no property
    /// that OmegaT takes for a context, and refuse units without text on both
    /// sides.
    #[default]
    Tidy,
    /// Write what came in, as long as the file stays valid.
    Faithful,
}

/// How to write units.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct UnitWriteOptions {
    /// What the memory says of itself. Formats for pairs take the languages from
    /// here, or else from the first unit.
    pub header: MemoryHeader,
    /// Tags to be written for others.
    pub language_map: LanguageMap,
    /// How much inline markup TMX carries.
    pub level: TmxLevel,
    /// What to do with units that clients stumble over.
    pub fidelity: Fidelity,
    /// Whether TSV and CSV begin with a byte order mark, as Excel wants it.
    pub byte_order_mark: bool,
}

/// A place in a file. For files that are not UTF-8, bytes are counted as if they
/// were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1; 0 where a file has none, as a document.
    pub line: u64,
    /// Byte, from 0; 0 for rows of a workbook, which have none.
    pub byte: u64,
}

impl Place {
    /// Whether there is a line to name.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.line > 0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}", self.line)?;
        match self.byte {
            0 if self.line > 1 => Ok(()),
            byte => write!(formatter, ", byte {byte}"),
        }
    }
}

/// Why units cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system refuses.
    #[error("cannot read on at {place}")]
    Read {
        /// How far it got.
        place: Place,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file cannot be opened.
    #[error("cannot open it")]
    Open(#[source] io::Error),
    /// The file has no bytes.
    #[error("it is empty")]
    Empty,
    /// The file is in another format, or in none that is known.
    #[error("{what}")]
    Format {
        /// What is wrong, and what is known.
        what: String,
    },
    /// The file does not say in which languages its texts are, and nobody else
    /// has.
    #[error("{what}")]
    Language {
        /// What it does not say.
        what: String,
    },
    /// The file is of its format, but something that belongs to it is not there
    /// or not as it has to be.
    #[error("{what}")]
    Unfit {
        /// What is wrong.
        what: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// The file breaks the rules of its format.
    #[error("{what} ({place})")]
    Malformed {
        /// What is wrong.
        what: String,
        /// Where.
        place: Place,
    },
}

/// Why units cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The operating system refuses.
    #[error("cannot write on")]
    Write(#[from] io::Error),
    /// The file cannot be made.
    #[error(transparent)]
    File(#[from] AtomicFileError),
    /// The unit does not fit the format; nothing of it was written.
    #[error("{reason}")]
    Refused {
        /// Which unit and why.
        reason: String,
    },
    /// The format cannot be written, or not with these options.
    #[error("{what}")]
    Format {
        /// What is wrong, and what is known.
        what: String,
    },
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Odd, but nothing was changed or lost.
    Noted,
    /// Read otherwise than it was written.
    Repaired,
    /// Left out.
    Skipped,
}

/// Something in a file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub message: String,
}

/// Everything found in a file: all are counted, the first few of each severity
/// are kept, so that memory stays flat on a broken file of any size.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: [u64; 3],
}

impl Findings {
    /// How many findings of each severity are kept.
    pub const KEPT: u64 = 100;

    /// Adds a finding; `message` is put together only if it is kept.
    pub fn add(&mut self, severity: Severity, place: Place, message: impl FnOnce() -> String) {
        let count = &mut self.counts[severity as usize];
        *count += 1;
        if *count <= Self::KEPT {
            self.kept.push(Finding {
                severity,
                place,
                message: message(),
            });
        }
    }

    /// Adds what was found elsewhere in the file.
    pub fn append(&mut self, others: Self) {
        let counts = std::array::from_fn(|index| self.counts[index] + others.counts[index]);
        for finding in others.kept {
            self.add(finding.severity, finding.place, || finding.message);
        }
        self.counts = counts;
    }

    /// Whether another finding of this severity would be kept; if not, its place
    /// need not be worked out.
    #[must_use]
    pub fn keeps(&self, severity: Severity) -> bool {
        self.counts[severity as usize] < Self::KEPT
    }

    /// How many findings of this severity there were.
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        self.counts[severity as usize]
    }

    /// The findings that were kept, in the order of the file.
    #[must_use]
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// Whether there is nothing to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

/// The units of a reader as an iterator.
pub fn units(
    reader: &mut dyn UnitReader,
) -> impl Iterator<Item = Result<TranslationUnit, ReadError>> {
    std::iter::from_fn(|| reader.next_unit())
}
