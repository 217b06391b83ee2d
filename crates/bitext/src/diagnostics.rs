//! What went wrong, in the reader's terms: what failed, where, and what to do.
//!
//! Every error of the libraries becomes a [`Failure`] here. `error:` says what
//! is the case, `hint:` the next step; both are single sentences without a full
//! stop. Colour carries no meaning and appears only on a terminal.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use bitext_document::DocumentReadError;
use bitext_exchange::{AtomicFileError, TmxError};

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// There is no result, or not the wanted one.
    NoResult,
    /// Something is wrong with the input, the output or the arguments.
    Error,
    /// Nobody reads the output any more.
    ClosedPipe,
}

impl Failure {
    /// An error, exit code 2.
    pub(crate) fn error(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Error,
            message: message.into(),
            hint: None,
        }
    }

    /// No result, exit code 1.
    pub(crate) fn no_result(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::NoResult,
            message: message.into(),
            hint: None,
        }
    }

    /// The same with a hint at the way out.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A failure to write to `place`; a closed pipe is none.
    pub(crate) fn writing(place: impl Display, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self {
                kind: Kind::ClosedPipe,
                message: String::new(),
                hint: None,
            };
        }
        let failure = Self::error(format!("cannot write {place}: {error}"));
        match error.kind() {
            io::ErrorKind::StorageFull => failure.hint("free some space, or choose another disk"),
            _ => failure,
        }
    }

    /// A failure to make a file whose place `flag` names.
    pub(crate) fn creating(error: &AtomicFileError, flag: &str) -> Self {
        let hint = match error {
            AtomicFileError::Directory { .. } => format!("name a file with `{flag}`"),
            AtomicFileError::NoFolder { .. } => "make the folder first".to_owned(),
            _ => format!("choose a folder you may write to with `{flag}`"),
        };
        Self::error(chain(error)).hint(hint)
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::ClosedPipe => 0,
            Kind::NoResult => 1,
            Kind::Error => 2,
        }
    }

    /// Prints the failure on standard error.
    pub(crate) fn report(&self) {
        if self.kind == Kind::ClosedPipe {
            return;
        }
        say(Level::Error, &self.message);
        if let Some(hint) = &self.hint {
            say(Level::Hint, hint);
        }
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// An error and its causes on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// What a line on standard error is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Level {
    Error,
    Warning,
    Note,
    Hint,
}

impl Level {
    /// What it is called at the start of a line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Hint => "hint",
        }
    }
}

/// Prints a line on standard error. Nobody listening there is no error.
pub(crate) fn say(level: Level, message: &str) {
    let name = level.name();
    let colour = match level {
        Level::Error => "\u{1b}[1;31m",
        Level::Warning => "\u{1b}[1;33m",
        Level::Note => "\u{1b}[1m",
        Level::Hint => "\u{1b}[1;36m",
    };
    let mut stream = io::stderr().lock();
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || !stream.is_terminal();
    let _ = if is_plain {
        writeln!(stream, "{name}: {message}")
    } else {
        writeln!(stream, "{colour}{name}:\u{1b}[0m {message}")
    };
}

impl From<DocumentReadError> for Failure {
    fn from(error: DocumentReadError) -> Self {
        use DocumentReadError as E;
        let hint = match &error {
            E::Missing { .. } => "check the path; `-` reads standard input",
            E::Directory { .. } => "name a text file in it",
            E::Empty { .. } | E::Blank { .. } => {
                "check that the text was exported or downloaded whole"
            }
            E::TooLarge { .. } => "split it into documents of less than that",
            E::LineTooLong { .. } => "break the text into paragraphs, a line each",
            E::NotText { kind, .. } if kind.ends_with("archive") => {
                "unpack it first, and give what is in it"
            }
            E::NotText { .. } => "save it as DOCX, ODT or plain text (UTF-8) and try again",
            E::Damaged { .. } => "get the file anew, or save it as plain text",
            E::Mislabelled { .. } => "give the file the ending of what it is, or get it anew",
            E::Encrypted { .. } => "save a copy without a password",
            E::Expands { .. } | E::TooDeep { .. } => {
                "no sound document is like that: do not trust it"
            }
            E::NoTextLayer { .. } => "its pages are pictures: run text recognition (OCR) first",
            E::Several { .. } => {
                "see them with `bitext read`, and save the wanted one as a file of its own"
            }
            E::Binary { .. } => "save it as plain text, or name its encoding with `--encoding`",
            E::Nul { .. } => {
                "if it is UTF-16, pass `--encoding utf-16le` or `utf-16be`; \
                 if not, the file is damaged: export it again"
            }
            E::Malformed { .. } => {
                "if the file is in another encoding, name it with `--encoding` \
                 (`windows-1251`, `koi8-r`, `cp866`, …); if not, it is damaged at that place"
            }
            E::UnpairedSurrogate { .. } => {
                "half a character is missing there: export the text again, best as UTF-8"
            }
            E::LostCharacters { .. } => "this cannot be undone: take the text from its origin",
            E::Read { .. } => "check that you may read it",
            _ => "",
        };
        let failure = Self::error(chain(&error));
        if hint.is_empty() {
            failure
        } else {
            failure.hint(hint)
        }
    }
}

impl From<AtomicFileError> for Failure {
    fn from(error: AtomicFileError) -> Self {
        let hint = match &error {
            AtomicFileError::Directory { .. } => "name a file in it: `-o FOLDER/NAME.tmx`",
            _ => return Self::creating(&error, "-o"),
        };
        Self::error(chain(&error)).hint(hint)
    }
}

impl From<TmxError> for Failure {
    fn from(error: TmxError) -> Self {
        Self::error(chain(&error))
    }
}

impl From<bitext_lang::PackError> for Failure {
    fn from(error: bitext_lang::PackError) -> Self {
        Self::error(chain(&error))
            .hint("correct that file of the pack, or leave out `--pack-folder`")
    }
}

impl From<bitext_lang::PackLibraryError> for Failure {
    fn from(error: bitext_lang::PackLibraryError) -> Self {
        Self::error(chain(&error))
            .hint("`--pack-folder` wants a folder with a folder for each language tag in it")
    }
}

impl From<bitext_segment::SegmentError> for Failure {
    fn from(error: bitext_segment::SegmentError) -> Self {
        use bitext_segment::SegmentError;
        match error {
            SegmentError::Pack(error) => error.into(),
            error => Self::error(chain(&error)),
        }
    }
}

impl From<bitext_corpus::PairingError> for Failure {
    fn from(error: bitext_corpus::PairingError) -> Self {
        Self::error(chain(&error))
    }
}

impl From<bitext_align::AlignError> for Failure {
    fn from(error: bitext_align::AlignError) -> Self {
        Self::error(chain(&error))
    }
}
