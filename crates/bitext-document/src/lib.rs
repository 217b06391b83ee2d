//! Files into documents: bytes of any encoding become text in blocks.
//!
//! The one idea: **a wrong guess about a file costs more than a question**.
//! Every decision (encoding, repaired text, language) is made from evidence in
//! the bytes and handed back beside the document, so that a front end can show
//! it; where the evidence says that the file is no text, or has been damaged,
//! reading fails with the place and what to do, and never with quiet garbage.
//!
//! The steps, a module each: `source` takes the bytes and keeps to the size
//! limits, `format` knows files that are no plain text by their first bytes,
//! `encoding` finds the character table (`cyrillic` settles the 8-bit Cyrillic
//! ones), `repair` undoes text decoded with a wrong table, `blocks` and `wrap`
//! cut it into paragraphs, headings and list items, `language` names it.
//!
//! ```
//! use bitext_document::{ReadOptions, read_bytes};
//! let bytes = "Заголовок без точки\nПервый абзац текста.\n".as_bytes().to_vec();
//! let read = read_bytes("news.txt", bytes, &ReadOptions::default())?;
//! assert_eq!(read.encoding.name(), "UTF-8");
//! assert_eq!(read.document.block_text(1), "Первый абзац текста.");
//! # Ok::<(), bitext_document::DocumentReadError>(())
//! ```

mod assemble;
mod blocks;
mod container;
mod cyrillic;
mod draft;
mod encoding;
mod error;
mod fault;
mod format;
mod html;
mod json;
mod language;
mod markdown;
mod markup;
mod office;
mod options;
mod pdf;
mod read;
mod repair;
mod rtf;
mod sniff;
mod source;
mod subtitles;
mod table;
mod warning;
mod wire;
mod wrap;

pub use encoding::{TextEncoding, UnknownEncodingError};
pub use error::DocumentReadError;
pub use format::{Format, UnknownFormatError};
pub use language::{
    FoundLanguage, LanguageGuess, detect_language, is_detectable, is_in_letters_of, is_partly_in,
};
pub use options::{Layout, ReadOptions};
pub use read::{
    ReadDocument, read_all_bytes, read_all_stream, read_bytes, read_document, read_documents,
    read_stream, read_tables,
};
pub use repair::{Repair, repair_text};
pub use table::{Table, TableCell, TableRow};
pub use warning::ReadWarning;
