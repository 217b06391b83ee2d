//! Reading a document: the steps in order, and what they found.

use std::io::Read;
use std::path::Path;

use bitext_core::Document;

use crate::assemble::{document_of_draft, document_of_text};
use crate::container::Container;
use crate::draft::Draft;
use crate::encoding::{self, decode, decode_markup};
use crate::fault::Fault;
use crate::format::{broken_promise, format_of_text};
use crate::language::{FoundLanguage, LanguageGuess};
use crate::repair::Repair;
use crate::sniff::{Sniffed, sniff_bytes};
use crate::source::{read_file, read_limited};
use crate::table::Table;
use crate::{
    DocumentReadError, Format, Layout, ReadOptions, ReadWarning, TextEncoding, html, json,
    markdown, office, pdf, rtf, subtitles, wire,
};

/// A document and what reading it took.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// The document; its language is the given one, else the one found.
    pub document: Document,
    /// The format of its file.
    pub format: Format,
    /// The encoding its bytes are in; UTF-8 where the format fixes its own.
    pub encoding: TextEncoding,
    /// What was undone in its text.
    pub repairs: Vec<Repair>,
    /// The language its text seems to be in, whatever was given or declared.
    pub guess: Option<LanguageGuess>,
    /// The language it is in as far as it shows, whatever was given.
    pub found: Option<FoundLanguage>,
    /// How many characters had been lost before the file came here: U+FFFD
    /// stands in their place.
    pub replacement_characters: usize,
    /// Text of the file that is not in the document.
    pub warnings: Vec<ReadWarning>,
}

/// Reads the file at `path`.
///
/// The document is called by its file name alone; errors give the whole path.
///
/// # Errors
/// If there is no such file, it is a directory, empty, larger than a limit,
/// damaged, encrypted, of a kind that nothing reads, or holds several
/// documents; see [`DocumentReadError`].
pub fn read_document(
    path: &Path,
    options: &ReadOptions,
) -> Result<ReadDocument, DocumentReadError> {
    let shown = path.display().to_string();
    only(&shown, read_documents(path, options)?)
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
    let shown = path.display().to_string();
    let bytes = read_file(path, &shown, options.max_bytes)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    build(&shown, name.as_deref().unwrap_or(&shown), bytes, options)
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
    only(name, build(name, name, bytes, options)?)
}

/// Reads everything from `stream`, which is called `name`, as a file of one or
/// several documents.
///
/// # Errors
/// As [`read_document`].
pub fn read_all_stream(
    name: &str,
    stream: impl Read,
    options: &ReadOptions,
) -> Result<Vec<ReadDocument>, DocumentReadError> {
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
    only(name, read_all_bytes(name, bytes, options)?)
}

/// Takes `bytes`, which are called `name`, for a file of one or several
/// documents.
///
/// # Errors
/// As [`read_document`].
pub fn read_all_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<Vec<ReadDocument>, DocumentReadError> {
    build(name, name, bytes, options)
}

fn only(name: &str, mut documents: Vec<ReadDocument>) -> Result<ReadDocument, DocumentReadError> {
    let name = name.to_owned();
    match documents.pop() {
        Some(document) if documents.is_empty() => Ok(document),
        Some(_) => Err(DocumentReadError::Several {
            name,
            count: documents.len() + 1,
        }),
        None => Err(DocumentReadError::Blank { name }),
    }
}

fn build(
    shown: &str,
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<Vec<ReadDocument>, DocumentReadError> {
    let file = File {
        shown,
        name,
        options,
    };
    match file.sniffed(&bytes)? {
        Some(format) if format.is_binary() => {
            let drafts = file.binary_drafts(format, &bytes);
            file.finish(format, TextEncoding::UTF_8, drafts)
        }
        format => file.read_text(format, bytes),
    }
}

/// The tables in a file with these `bytes`, which is called `name`: of DOCX, PPTX,
/// ODT, ODP, ODS, RTF, HTML and Markdown. Other files have none, as have those whose
/// text stands in no table.
///
/// Their texts are as the file has them: nothing is repaired in them, and of options
/// only the format, the encoding and the limits count.
///
/// # Errors
/// As [`read_document`].
///
/// ```
/// use bitext_document::{ReadOptions, read_tables};
/// let page = b"<table><tr><th>en<th>de<tr><td>bridge<td>Br&uuml;cke</table>".to_vec();
/// let tables = read_tables("terms.html", page, &ReadOptions::default())?;
/// assert!(tables[0].rows[0].is_heading);
/// assert_eq!(tables[0].rows[1].cells[1].text, "Brücke");
/// # Ok::<(), bitext_document::DocumentReadError>(())
/// ```
pub fn read_tables(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
) -> Result<Vec<Table>, DocumentReadError> {
    let file = File {
        shown: name,
        name,
        options,
    };
    let format = file.sniffed(&bytes)?;
    if let Some(format) = format.filter(|format| format.is_binary()) {
        let drafts = file.binary_drafts(format, &bytes);
        let drafts = drafts.map_err(|fault| file.error(format, fault))?;
        let tables = drafts.into_iter().flat_map(|draft| draft.tables.finish());
        return Ok(tables.collect());
    }
    let (text, format, _) = file.decoded(format, bytes)?;
    match format {
        Format::Html => html::read_tables(&text).map_err(|fault| file.error(format, fault)),
        Format::Markdown => Ok(markdown::read(&text).tables.finish()),
        _ => Ok(Vec::new()),
    }
}

/// A file on its way into documents.
struct File<'file> {
    /// Its path, for messages.
    shown: &'file str,
    /// What its documents are called.
    name: &'file str,
    options: &'file ReadOptions,
}

impl File<'_> {
    /// Its format as far as its bytes tell; `None` for text of some kind.
    fn sniffed(&self, bytes: &[u8]) -> Result<Option<Format>, DocumentReadError> {
        let name = || self.shown.to_owned();
        if bytes.is_empty() {
            return Err(DocumentReadError::Empty { name: name() });
        }
        if let Some(format) = self.options.format {
            return Ok(Some(format));
        }
        match sniff_bytes(bytes) {
            Sniffed::Known(format) => Ok(Some(format)),
            Sniffed::Text => Ok(None),
            // Whoever names an encoding says that it is text, but for a name of the
            // format.
            Sniffed::Foreign(_) if self.options.encoding.is_some() => Ok(None),
            Sniffed::Foreign(kind) => Err(DocumentReadError::NotText { name: name(), kind }),
            Sniffed::Encrypted => Err(DocumentReadError::Encrypted { name: name() }),
        }
    }

    fn binary_drafts(&self, format: Format, bytes: &[u8]) -> Result<Vec<Draft>, Fault> {
        let boilerplate = self.options.boilerplate;
        let limits = self.options.limits();
        let container = || Container::open(bytes, limits);
        match format {
            Format::Pdf => pdf::read(bytes, limits, boilerplate).map(|draft| vec![draft]),
            Format::Rtf => rtf::read(bytes, limits.max_depth).map(|draft| vec![draft]),
            Format::Iptc7901 => wire::control::read(bytes, self.options),
            Format::Docx => container()
                .and_then(|mut container| office::docx::read(&mut container, boilerplate))
                .map(|draft| vec![draft]),
            Format::Pptx => container()
                .and_then(|mut container| office::pptx::read(&mut container, boilerplate))
                .map(|draft| vec![draft]),
            Format::Xlsx => container()
                .and_then(|mut container| office::xlsx::read(&mut container))
                .map(|draft| vec![draft]),
            Format::Odt | Format::Odp | Format::Ods => container()
                .and_then(|mut container| office::odt::read(&mut container, boilerplate))
                .map(|draft| vec![draft]),
            _ => container()
                .and_then(|mut container| office::epub::read(&mut container))
                .map(|draft| vec![draft]),
        }
    }

    /// The text of a file of text, its format and encoding.
    fn decoded(
        &self,
        format: Option<Format>,
        bytes: Vec<u8>,
    ) -> Result<(String, Format, TextEncoding), DocumentReadError> {
        let is_lines = self.options.layout == Layout::OnePerLine && format.is_none();
        let format = if is_lines { Some(Format::Text) } else { format };
        // Markup says its encoding, and is read even if a few bytes are wrong.
        let given = self.options.encoding;
        let looks_like_markup =
            bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"\xEF\xBB\xBF<");
        let is_markup = match format {
            None => looks_like_markup,
            Some(format) => !matches!(format, Format::Text | Format::Markdown),
        };
        let decoded = if is_markup {
            decode_markup(bytes, given)
        } else {
            decode(bytes, given)
        };
        let (text, encoding) = decoded.map_err(|fault| self.encoding_error(fault))?;
        let format = match format {
            Some(format) => format,
            None => {
                format_of_text(&text, self.name).map_err(|kind| DocumentReadError::NotText {
                    name: self.shown.to_owned(),
                    kind,
                })?
            }
        };
        if let Some(expected) = broken_promise(format, self.name)
            && self.options.format.is_none()
        {
            return Err(DocumentReadError::Mislabelled {
                name: self.shown.to_owned(),
                expected,
            });
        }
        Ok((text, format, encoding))
    }

    fn read_text(
        &self,
        format: Option<Format>,
        bytes: Vec<u8>,
    ) -> Result<Vec<ReadDocument>, DocumentReadError> {
        let (text, format, encoding) = self.decoded(format, bytes)?;
        let boilerplate = self.options.boilerplate;
        let depth = self.options.max_depth;
        let drafts = match format {
            Format::Html => html::read_page(&text, boilerplate).map(|draft| vec![draft]),
            Format::Markdown => Ok(vec![markdown::read(&text)]),
            Format::SubRip | Format::WebVtt => subtitles::read(&text).map(|draft| vec![draft]),
            Format::NewsMl => wire::newsml::read(&text, depth),
            Format::Nitf => wire::nitf::read(&text, depth).map(|draft| vec![draft]),
            Format::Ninjs => wire::ninjs::read(&text),
            Format::Json => json::read(&text),
            Format::Rss | Format::Atom => wire::feed::read(&text, depth),
            _ => {
                return document_of_text(self.shown, self.name, text, encoding, self.options)
                    .map(|read| vec![read]);
            }
        };
        self.finish(format, encoding, drafts)
    }

    fn finish(
        &self,
        format: Format,
        encoding: TextEncoding,
        drafts: Result<Vec<Draft>, Fault>,
    ) -> Result<Vec<ReadDocument>, DocumentReadError> {
        let drafts = drafts.map_err(|fault| self.error(format, fault))?;
        let count = drafts.len();
        let mut documents = Vec::with_capacity(count);
        for (index, draft) in drafts.into_iter().enumerate() {
            if draft.blocks.is_empty() {
                continue;
            }
            let name = if count == 1 {
                self.name.to_owned()
            } else {
                format!("{}#{}", self.name, index + 1)
            };
            documents.push(document_of_draft(
                &name,
                draft,
                format,
                encoding,
                self.options,
            ));
        }
        if documents.is_empty() {
            return Err(self.error(format, Fault::Blank));
        }
        Ok(documents)
    }

    fn error(&self, format: Format, fault: Fault) -> DocumentReadError {
        let name = self.shown.to_owned();
        match fault {
            Fault::Encrypted => DocumentReadError::Encrypted { name },
            Fault::TooDeep { limit } => DocumentReadError::TooDeep { name, limit },
            Fault::Expands { limit } => DocumentReadError::Expands { name, limit },
            Fault::NoTextLayer { pages } => DocumentReadError::NoTextLayer { name, pages },
            Fault::Blank => DocumentReadError::Blank { name },
            Fault::Encoding(fault) => self.encoding_error(fault),
            Fault::Damaged { .. } => DocumentReadError::Damaged {
                name,
                format,
                fault: fault.to_string(),
            },
        }
    }

    fn encoding_error(&self, fault: encoding::Fault) -> DocumentReadError {
        use encoding::Fault as F;
        let name = self.shown.to_owned();
        match fault {
            F::Nul { offset } => DocumentReadError::Nul { name, offset },
            F::Control { offset, byte } => DocumentReadError::Binary { name, offset, byte },
            F::Malformed { encoding, offset } => DocumentReadError::Malformed {
                name,
                encoding,
                offset,
            },
            F::Surrogate {
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
            b"\x89PNG\r\n\x1a\n\0\0",
            "`letter.txt` is a PNG picture, which is not read",
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
