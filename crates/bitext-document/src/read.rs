//! Reading a document: the steps in order, and what they found.

use std::io::Read;
use std::path::Path;

use bitext_core::{Document, LanguageTag};

use crate::blocks::{LineBreaks, line_ranges, one_per_line, paragraphs};
use crate::encoding::{Fault, decode};
use crate::format::foreign_format;
use crate::language::{LanguageGuess, detect_language};
use crate::repair::{Repair, lost_characters, repair};
use crate::source::{read_file, read_limited};
use crate::{DocumentReadError, TextEncoding};

/// How the lines of a plain text are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Lines are paragraphs, or pieces of hard-wrapped ones.
    #[default]
    Paragraphs,
    /// Each line is a segment, blank ones included, and is never cut further.
    OnePerLine,
}

/// How to read a document.
///
/// ```
/// use bitext_document::{Layout, ReadOptions};
/// let mut options = ReadOptions::default();
/// options.layout = Layout::OnePerLine;
/// assert_eq!(options.max_bytes, 64 << 20);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The encoding, if it is known; `None` to find it out.
    pub encoding: Option<TextEncoding>,
    /// The language, if it is known; the text is examined all the same, so that
    /// the caller can compare.
    pub language: Option<LanguageTag>,
    /// What lines are.
    pub layout: Layout,
    /// Whether to undo text decoded with a wrong table.
    pub repair: bool,
    /// Largest file, in bytes: 64 MiB, some ten million words.
    pub max_bytes: u64,
    /// Longest line, in bytes of UTF-8: 8 MiB, several novels.
    pub max_line_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            encoding: None,
            language: None,
            layout: Layout::default(),
            repair: true,
            max_bytes: 64 << 20,
            max_line_bytes: 8 << 20,
        }
    }
}

/// A document and what reading it took.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// The document; its language is the given one, else the guess.
    pub document: Document,
    /// The encoding its bytes are in.
    pub encoding: TextEncoding,
    /// What was undone in its text.
    pub repairs: Vec<Repair>,
    /// The language its text seems to be in, whatever was given.
    pub guess: Option<LanguageGuess>,
    /// How many characters had been lost before the file came here: U+FFFD
    /// stands in their place.
    pub replacement_characters: usize,
}

/// Reads the file at `path`.
///
/// The document is called by its file name alone; errors give the whole path.
///
/// # Errors
/// If there is no such file, it is a directory, empty, larger than the limit,
/// or no undamaged plain text; see [`DocumentReadError`].
pub fn read_document(
    path: &Path,
    options: &ReadOptions,
) -> Result<ReadDocument, DocumentReadError> {
    let shown = path.display().to_string();
    let bytes = read_file(path, &shown, options.max_bytes)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    build(&shown, name.as_deref().unwrap_or(&shown), bytes, options)
}

/// Reads all documents of the file at `path`, in its order.
///
/// A text or a page is one document; a feed or a package of reports holds
/// several.
///
/// # Errors
/// As [`read_document`].
pub fn read_documents(
    path: &Path,
    options: &ReadOptions,
) -> Result<Vec<ReadDocument>, DocumentReadError> {
    read_document(path, options).map(|read| vec![read])
}

/// Reads everything from `stream`, which is called `name`.
///
/// # Errors
/// As [`read_document`].
pub fn read_stream(
    name: &str,
    stream: impl Read,
    options: &ReadOptions,
) -> Result<ReadDocument, DocumentReadError> {
    let bytes = read_limited(stream, name, options.max_bytes)?;
    build(name, name, bytes, options)
}

/// Takes `bytes`, which are called `name`, for a document.
///
/// # Errors
/// As [`read_document`].
pub fn read_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<ReadDocument, DocumentReadError> {
    build(name, name, bytes, options)
}

fn build(
    shown: &str,
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<ReadDocument, DocumentReadError> {
    if bytes.is_empty() {
        return Err(DocumentReadError::Empty {
            name: shown.to_owned(),
        });
    }
    if options.encoding.is_none()
        && let Some(kind) = foreign_format(&bytes)
    {
        return Err(DocumentReadError::NotText {
            name: shown.to_owned(),
            kind,
        });
    }
    let decoded = decode(bytes, options.encoding);
    let (mut text, encoding) = decoded.map_err(|fault| named(fault, shown))?;
    refuse_long_lines(&text, shown, options.max_line_bytes)?;
    let mut repairs = Vec::new();
    if options.repair
        && let Some((better, done)) = repair(&text)
    {
        text = better;
        repairs = done;
    }
    if let Some(offset) = lost_characters(&text) {
        return Err(DocumentReadError::LostCharacters {
            name: shown.to_owned(),
            offset,
        });
    }
    let paragraphs_found = paragraphs(&text);
    if paragraphs_found.is_empty() {
        return Err(DocumentReadError::Blank {
            name: shown.to_owned(),
        });
    }
    let blocks = match options.layout {
        Layout::Paragraphs => paragraphs_found,
        Layout::OnePerLine => one_per_line(&text),
    };
    let guess = detect_language(&text);
    let replacement_characters = text.matches('\u{fffd}').count();
    let found = guess.as_ref().map(|guess| guess.language.clone());
    let language = options.language.clone().or(found);
    let document = Document::try_new(name, text, blocks, language);
    // Blocks come from the lines of this very text.
    let document = document.unwrap_or_else(|error| unreachable!("{error}"));
    Ok(ReadDocument {
        document,
        encoding,
        repairs,
        guess,
        replacement_characters,
    })
}

fn refuse_long_lines(text: &str, name: &str, limit: usize) -> Result<(), DocumentReadError> {
    if text.len() <= limit {
        return Ok(());
    }
    let long = line_ranges(text, LineBreaks::All)
        .enumerate()
        .find(|(_, (line, _))| line.len() > limit);
    match long {
        None => Ok(()),
        Some((index, (range, _))) => Err(DocumentReadError::LineTooLong {
            name: name.to_owned(),
            line: index + 1,
            offset: range.start,
            limit,
        }),
    }
}

fn named(fault: Fault, name: &str) -> DocumentReadError {
    let name = name.to_owned();
    match fault {
        Fault::Nul { offset } => DocumentReadError::Nul { name, offset },
        Fault::Control { offset, byte } => DocumentReadError::Binary { name, offset, byte },
        Fault::Malformed { encoding, offset } => DocumentReadError::Malformed {
            name,
            encoding,
            offset,
        },
        Fault::Surrogate {
            encoding,
            offset,
            unit,
        } => DocumentReadError::UnpairedSurrogate {
            name,
            encoding,
            unit,
            offset,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<ReadDocument, DocumentReadError> {
        read_bytes("letter.txt", bytes.to_vec(), &ReadOptions::default())
    }

    #[track_caller]
    fn assert_refused(bytes: &[u8], message: &str) {
        assert_eq!(read(bytes).unwrap_err().to_string(), message);
    }

    #[test]
    fn what_is_no_text_is_refused_by_name_and_place() {
        assert_refused(b"", "`letter.txt` is empty");
        assert_refused(b" \r\n\t\n", "`letter.txt` holds no text, only white space");
        assert_refused(b"Dear\0Sir", "`letter.txt` contains a NUL at byte 4");
        assert_refused(
            b"%PDF-1.4 \xe2\xe3",
            "`letter.txt` is a PDF document, not plain text",
        );
        assert_refused(
            b"\xff\xfeH\0i\0\x3d\xd8!\0",
            "`letter.txt` has an unpaired UTF-16LE surrogate 0xd83d at byte 6",
        );
    }

    #[test]
    fn sizes_are_limited() {
        let mut options = ReadOptions {
            max_line_bytes: 10,
            ..ReadOptions::default()
        };
        let error = read_bytes("a", b"short\nmuch too long a line".to_vec(), &options);
        assert_eq!(
            error.unwrap_err().to_string(),
            "line 2 of `a` (byte 6) is longer than the limit of 10 bytes"
        );
        options.max_bytes = 20;
        let error = read_stream("-", std::io::repeat(b'a'), &options).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`-` is larger than the limit of 20 bytes"
        );
    }

    #[test]
    fn files_are_named_by_their_path_in_errors_and_by_their_name_in_documents() {
        let folder = tempfile::tempdir().unwrap();
        let error = read_document(folder.path(), &ReadOptions::default()).unwrap_err();
        assert!(matches!(error, DocumentReadError::Directory { .. }));
        let path = folder.path().join("нет.txt");
        let error = read_document(&path, &ReadOptions::default()).unwrap_err();
        assert!(matches!(&error, DocumentReadError::Missing { name } if name.ends_with("нет.txt")));
        std::fs::write(&path, "Теперь файл есть, и в нём текст.").unwrap();
        let read = read_document(&path, &ReadOptions::default()).unwrap();
        assert_eq!(read.document.name(), "нет.txt");
        assert_eq!(read.document.language().unwrap().as_str(), "ru");
    }

    #[test]
    fn repairs_are_reported() {
        let read = read("Ïðèâåò èç Æåíåâû, ãäå îòêðûëàñü âñòðå÷à.".as_bytes()).unwrap();
        assert_eq!(
            read.document.text(),
            "Привет из Женевы, где открылась встреча."
        );
        assert_eq!(read.repairs.len(), 1);
        assert_eq!(read.repairs[0].meant.name(), "windows-1251");
    }
}
