//! Why a file cannot be read as a document.

use std::io;

use thiserror::Error;

use crate::{Format, TextEncoding};

/// Why a file cannot be read as a document; every variant names the file, and
/// the byte where there is one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DocumentReadError {
    /// The operating system refuses.
    #[error("cannot read `{name}`")]
    Read {
        /// The file.
        name: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is no such file.
    #[error("`{name}` does not exist")]
    Missing {
        /// The file.
        name: String,
    },
    /// A folder where a file is wanted.
    #[error("`{name}` is a directory")]
    Directory {
        /// The folder.
        name: String,
    },
    /// A file without a byte.
    #[error("`{name}` is empty")]
    Empty {
        /// The file.
        name: String,
    },
    /// A file of white space.
    #[error("`{name}` holds no text, only white space")]
    Blank {
        /// The file.
        name: String,
    },
    /// More bytes than the limit allows.
    #[error("`{name}` is larger than the limit of {}", in_words(*limit))]
    TooLarge {
        /// The file.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A line with more bytes than the limit allows.
    #[error(
        "line {line} of `{name}` (byte {offset}) is longer than the limit of {}",
        in_words(*limit as u64)
    )]
    LineTooLong {
        /// The file.
        name: String,
        /// Line number, from 1.
        line: usize,
        /// Where the line starts.
        offset: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A file of a kind that nothing reads.
    #[error("`{name}` is {kind}, which is not read")]
    NotText {
        /// The file.
        name: String,
        /// What it is, with its article: “a PDF document”.
        kind: &'static str,
    },
    /// A file that breaks the rules of its format.
    #[error("`{name}` is a damaged {format}: {fault}")]
    Damaged {
        /// The file.
        name: String,
        /// What it is.
        format: Format,
        /// The part, the place and the reason.
        fault: String,
    },
    /// A file that is not what its name says.
    #[error("`{name}` is named like a {expected}, but is none")]
    Mislabelled {
        /// The file.
        name: String,
        /// What its name says.
        expected: Format,
    },
    /// A file that cannot be read without a password.
    #[error("`{name}` is encrypted")]
    Encrypted {
        /// The file.
        name: String,
    },
    /// A file that unpacks to more bytes than the limit allows.
    #[error("`{name}` unpacks to more than the limit of {}", in_words(*limit))]
    Expands {
        /// The file.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// Elements inside each other beyond the limit.
    #[error("the elements of `{name}` lie deeper than the limit of {limit}")]
    TooDeep {
        /// The file.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// Pages that are pictures.
    #[error("`{name}` has no text layer on any page (of {pages})")]
    NoTextLayer {
        /// The file.
        name: String,
        /// How many pages it has.
        pages: usize,
    },
    /// Several documents where one is wanted.
    #[error("`{name}` holds {count} documents")]
    Several {
        /// The file.
        name: String,
        /// How many.
        count: usize,
    },
    /// Control bytes that no text has.
    #[error("`{name}` looks like binary data: control byte {byte:#04x} at byte {offset}")]
    Binary {
        /// The file.
        name: String,
        /// Where the first of them stands.
        offset: usize,
        /// The byte.
        byte: u8,
    },
    /// A NUL in what is otherwise text.
    #[error("`{name}` contains a NUL at byte {offset}")]
    Nul {
        /// The file.
        name: String,
        /// Where the first NUL stands.
        offset: usize,
    },
    /// Bytes that do not exist in the encoding.
    #[error("`{name}` is not valid {encoding} at byte {offset}")]
    Malformed {
        /// The file.
        name: String,
        /// What it was decoded as.
        encoding: TextEncoding,
        /// Where the first wrong byte stands.
        offset: usize,
    },
    /// Half of a UTF-16 pair without the other half.
    #[error("`{name}` has an unpaired {encoding} surrogate {unit:#06x} at byte {offset}")]
    UnpairedSurrogate {
        /// The file.
        name: String,
        /// Which byte order.
        encoding: TextEncoding,
        /// The lone half.
        unit: u16,
        /// Where it stands.
        offset: usize,
    },
    /// Text decoded with a wrong table, which lost characters on the way.
    #[error(
        "`{name}` was decoded with a wrong character table and lost characters (first at byte {offset})"
    )]
    LostCharacters {
        /// The file.
        name: String,
        /// Where the first loss shows, in the file's text as UTF-8.
        offset: usize,
    },
}

/// A number of bytes as people say it: `64 MiB`.
fn in_words(bytes: u64) -> String {
    const MEBIBYTE: u64 = 1 << 20;
    if bytes >= MEBIBYTE && bytes.is_multiple_of(MEBIBYTE) {
        format!("{} MiB", bytes / MEBIBYTE)
    } else {
        format!("{bytes} bytes")
    }
}

impl DocumentReadError {
    /// The file that cannot be read.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Read { name, .. }
            | Self::Missing { name }
            | Self::Directory { name }
            | Self::Empty { name }
            | Self::Blank { name }
            | Self::TooLarge { name, .. }
            | Self::LineTooLong { name, .. }
            | Self::NotText { name, .. }
            | Self::Damaged { name, .. }
            | Self::Mislabelled { name, .. }
            | Self::Encrypted { name }
            | Self::Expands { name, .. }
            | Self::TooDeep { name, .. }
            | Self::NoTextLayer { name, .. }
            | Self::Several { name, .. }
            | Self::Binary { name, .. }
            | Self::Nul { name, .. }
            | Self::Malformed { name, .. }
            | Self::UnpairedSurrogate { name, .. }
            | Self::LostCharacters { name, .. } => name,
        }
    }
}
