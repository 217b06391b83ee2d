//! Which formats there are, how a file's format is told, and who reads and
//! writes it: one row a format.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use bitext_core::LanguageTag;

use crate::document::DocumentTables;
use crate::docx::DocxWriter;
use crate::fused::fused;
use crate::html::HtmlWriter;
use crate::moses::{MosesReader, MosesWriter, file_of_pair};
use crate::package::is_package;
#[cfg(feature = "parquet")]
use crate::parquet::ParquetWriter;
use crate::po::PoReader;
use crate::separated::{SeparatedReader, SeparatedWriter};
use crate::table::{Sheets, SheetsReader};
use crate::unit_file::is_standard;
use crate::units_jsonl::{JsonlUnitReader, JsonlUnitWriter};
use crate::wordfast::{WordfastReader, is_wordfast};
use crate::xces::XcesReader;
use crate::xliff::{Version, XliffReader, XliffWriter, unpacked};
use crate::xlsx::{WorkbookSheets, XlsxWriter};
use crate::{
    LanguageMap, ReadError, TmxReader, TmxWriter, UnitReadOptions, UnitReader, UnitSink,
    UnitSource, UnitWriteOptions, UnitWriter, WriteError,
};

/// A format for translation units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UnitFormat {
    /// Translation Memory eXchange.
    Tmx,
    /// XLIFF 1.2, and SDLXLIFF.
    Xliff,
    /// XLIFF 2.1.
    Xliff2,
    /// Excel workbook: a table for review.
    Xlsx,
    /// JSON, an object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Two files of plain text, line by line.
    Moses,
    /// gettext catalogue.
    Po,
    /// Memory of Wordfast.
    Wordfast,
    /// OPUS links beside the documents they join.
    Xces,
    /// A page to look at, and any other with tables.
    Html,
    /// Word document: a table to read.
    Docx,
    /// Any other document that can hold tables.
    Document,
    /// Columns for data analysis.
    #[cfg(feature = "parquet")]
    Parquet,
}

type Open = fn(UnitSource, &UnitReadOptions) -> Result<Box<dyn UnitReader>, ReadError>;
type Create = fn(&Path, UnitWriteOptions) -> Result<Box<dyn UnitWriter>, WriteError>;

/// A row of the table.
struct Entry {
    format: UnitFormat,
    /// What the format is called on the command line and in messages.
    name: &'static str,
    /// Extensions without the dot, the usual one first; a packed file has `.gz`
    /// behind it.
    extensions: &'static [&'static str],
    /// Whether a file that begins like this is of the format. Rows are asked in
    /// order, and the first that says yes wins.
    sniff: fn(&Head<'_>) -> bool,
    /// How it is read, if it is.
    open: Option<Open>,
    /// How it is written, if it is.
    create: Option<Create>,
}

/// The beginning of a file.
struct Head<'file> {
    /// As it is.
    bytes: &'file [u8],
    /// As text, whatever its encoding; characters may be missing.
    text: String,
}

const FORMATS: &[Entry] = &[
    Entry {
        format: UnitFormat::Tmx,
        name: "tmx",
        extensions: &["tmx"],
        sniff: |head| head.text.contains("<tmx") || head.text.contains("<!DOCTYPE tmx"),
        open: Some(|source, options| Ok(Box::new(TmxReader::new(source.into_stream(), options)?))),
        create: Some(|path, options| {
            Ok(Box::new(TmxWriter::new(UnitSink::create(path)?, options)?))
        }),
    },
    Entry {
        format: UnitFormat::Xliff,
        name: "xliff",
        extensions: &[
            "xliff", "xlf", "sdlxliff", "mxliff", "mqxliff", "mqxlz", "xlz",
        ],
        sniff: |head| head.text.contains("<xliff"),
        open: Some(|source, options| Ok(fused(XliffReader::new(unpacked(source)?, options)?))),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(XliffWriter::new(sink, Version::One, options)))
        }),
    },
    Entry {
        format: UnitFormat::Xliff2,
        name: "xliff2",
        extensions: &["xliff2"],
        sniff: |_| false,
        open: Some(|source, options| Ok(fused(XliffReader::new(unpacked(source)?, options)?))),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(XliffWriter::new(sink, Version::Two, options)))
        }),
    },
    Entry {
        format: UnitFormat::Docx,
        name: "docx",
        extensions: &["docx"],
        sniff: |head| is_package(head.bytes) && head.text.contains("word/"),
        open: Some(|source, options| sheets(DocumentTables::open(source)?, options)),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(DocxWriter::new(sink, options)?))
        }),
    },
    Entry {
        format: UnitFormat::Document,
        name: "document",
        extensions: &[
            "odt", "rtf", "ods", "odp", "pptx", "docm", "md", "markdown", "xhtml",
        ],
        sniff: |head| is_document(head) || head.text.starts_with("{\\rtf"),
        open: Some(|source, options| sheets(DocumentTables::open(source)?, options)),
        create: None,
    },
    Entry {
        format: UnitFormat::Html,
        name: "html",
        extensions: &["html", "htm"],
        sniff: |head| {
            let text = head.text.to_ascii_lowercase();
            let is_page = text.contains("<!doctype html") || text.contains("<html");
            is_page && text.trim_start().starts_with('<')
        },
        open: Some(|source, options| sheets(DocumentTables::open(source)?, options)),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(HtmlWriter::new(sink, options)))
        }),
    },
    Entry {
        format: UnitFormat::Xlsx,
        name: "xlsx",
        extensions: &["xlsx"],
        sniff: |head| is_package(head.bytes),
        open: Some(|source, options| sheets(WorkbookSheets::open(source)?, options)),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(XlsxWriter::new(sink, options)?))
        }),
    },
    Entry {
        format: UnitFormat::Jsonl,
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        sniff: |head| head.text.starts_with('{'),
        open: Some(|source, options| Ok(fused(JsonlUnitReader::new(source, options)?))),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(JsonlUnitWriter::new(sink, options)?))
        }),
    },
    Entry {
        format: UnitFormat::Xces,
        name: "xces",
        extensions: &["xces"],
        sniff: |head| head.text.contains("<cesAlign"),
        open: Some(|source, options| Ok(fused(XcesReader::new(source, options)?))),
        create: None,
    },
    Entry {
        format: UnitFormat::Po,
        name: "po",
        extensions: &["po", "pot"],
        sniff: |head| head.text.starts_with("msgid ") || head.text.contains("\nmsgid "),
        open: Some(|source, options| Ok(fused(PoReader::new(source, options)?))),
        create: None,
    },
    Entry {
        format: UnitFormat::Wordfast,
        name: "wordfast",
        extensions: &[],
        sniff: |head| is_wordfast(&head.text),
        open: Some(|source, options| Ok(fused(WordfastReader::new(source, options)?))),
        create: None,
    },
    Entry {
        format: UnitFormat::Tsv,
        name: "tsv",
        extensions: &["tsv", "tab"],
        sniff: |head| first_line(head).contains('\t'),
        open: Some(|source, options| Ok(fused(SeparatedReader::new(source, '\t', options)?))),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(SeparatedWriter::new(sink, '\t', options)))
        }),
    },
    Entry {
        format: UnitFormat::Csv,
        name: "csv",
        extensions: &["csv"],
        sniff: |head| first_line(head).contains(','),
        open: Some(|source, options| Ok(fused(SeparatedReader::new(source, ',', options)?))),
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(SeparatedWriter::new(sink, ',', options)))
        }),
    },
    Entry {
        format: UnitFormat::Moses,
        name: "moses",
        extensions: &["moses"],
        sniff: |_| false,
        open: Some(|source, options| Ok(fused(MosesReader::open(source.path(), options)?))),
        create: Some(|path, options| Ok(Box::new(MosesWriter::create(path, options)?))),
    },
    #[cfg(feature = "parquet")]
    Entry {
        format: UnitFormat::Parquet,
        name: "parquet",
        extensions: &["parquet"],
        sniff: |_| false,
        open: None,
        create: Some(|path, options| {
            let sink = UnitSink::create(path)?;
            Ok(Box::new(ParquetWriter::new(sink, options)?))
        }),
    },
];

impl UnitFormat {
    /// Every format.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|entry| entry.format)
    }

    /// What it is called: `tmx`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// Whether units can be read from it.
    #[must_use]
    pub fn is_readable(self) -> bool {
        self.entry().is_some_and(|entry| entry.open.is_some())
    }

    /// Whether units can be written to it.
    #[must_use]
    pub fn is_writable(self) -> bool {
        self.entry().is_some_and(|entry| entry.create.is_some())
    }

    /// The files that are written for an output called `path`: itself, but one
    /// for each of the `languages` (source and target) in a format of two files.
    #[must_use]
    pub fn files(
        self,
        path: &Path,
        languages: [&LanguageTag; 2],
        map: &LanguageMap,
    ) -> Vec<PathBuf> {
        match self {
            Self::Moses => languages
                .iter()
                .map(|language| file_of_pair(path, language, map))
                .collect(),
            _ => vec![path.to_owned()],
        }
    }

    /// The format that the extension of `path` stands for; one that is not known
    /// is an error that lists those that are.
    ///
    /// # Errors
    /// If there is no extension or none that is known.
    ///
    /// ```
    /// use std::path::Path;
    /// use bitext_exchange::UnitFormat;
    /// assert_eq!(UnitFormat::from_path(Path::new("a.TMX.gz"))?, UnitFormat::Tmx);
    /// assert!(UnitFormat::from_path(Path::new("a.pdf")).is_err());
    /// # Ok::<(), bitext_exchange::UnknownFormat>(())
    /// ```
    pub fn from_path(path: &Path) -> Result<Self, UnknownFormat> {
        let extension = extension(path);
        let found = FORMATS
            .iter()
            .find(|entry| entry.extensions.contains(&extension.as_str()));
        found.map(|entry| entry.format).ok_or(UnknownFormat {
            what: extension,
            known: FORMATS
                .iter()
                .flat_map(|entry| entry.extensions)
                .copied()
                .collect(),
        })
    }

    /// The format of an output called `path`: that of its extension, and TMX if it
    /// has none or is standard output.
    ///
    /// # Errors
    /// If the extension is not known.
    pub fn of_output(path: &Path) -> Result<Self, UnknownFormat> {
        if is_standard(path) || path.extension().is_none() {
            return Ok(Self::Tmx);
        }
        Self::from_path(path)
    }

    /// The format of a file that begins with `bytes`, if it is known.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..4096).unwrap_or(bytes);
        let head = Head {
            bytes,
            text: text_of(bytes),
        };
        let found = FORMATS.iter().find(|entry| (entry.sniff)(&head));
        found.map(|entry| entry.format)
    }

    fn entry(self) -> Option<&'static Entry> {
        FORMATS.iter().find(|entry| entry.format == self)
    }
}

impl fmt::Display for UnitFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for UnitFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = FORMATS.iter().find(|entry| entry.name == name);
        found.map(|entry| entry.format).ok_or(UnknownFormat {
            what: name.to_owned(),
            known: FORMATS.iter().map(|entry| entry.name).collect(),
        })
    }
}

/// A name or extension that stands for no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{what}` is no format that bitext knows; it knows {}", known.join(", "))]
pub struct UnknownFormat {
    what: String,
    /// Names or extensions, as `what` is one.
    known: Vec<&'static str>,
}

/// Opens the memory at `path`, `-` for standard input. Its format is `format`,
/// else that of its extension, else that of its content.
///
/// # Errors
/// If the file cannot be opened, its format is not known or not read, or it is
/// broken at the start.
pub fn open_units(
    path: &Path,
    format: Option<UnitFormat>,
    options: &UnitReadOptions,
) -> Result<Box<dyn UnitReader>, ReadError> {
    let mut source = UnitSource::open(path)?;
    let format = match format.or_else(|| UnitFormat::from_path(path).ok()) {
        Some(format) => format,
        None => match UnitFormat::sniff(source.head()?) {
            Some(format) => format,
            None => return Err(unknown(path)),
        },
    };
    match format.entry().and_then(|entry| entry.open) {
        Some(open) => open(source, options),
        None => Err(ReadError::Unfit {
            what: format!("`{format}` can be written, but not read"),
            hint: "read the memory that it was made of; documents are for `bitext align`",
        }),
    }
}

/// Starts a memory at `path`, `-` for standard output. Its format is `format`,
/// else that of [`UnitFormat::of_output`].
///
/// # Errors
/// If the format is not known or not written, or the file cannot be made.
pub fn create_units(
    path: &Path,
    format: Option<UnitFormat>,
    options: UnitWriteOptions,
) -> Result<Box<dyn UnitWriter>, WriteError> {
    let format = match format {
        Some(format) => format,
        None => UnitFormat::of_output(path).map_err(|error| WriteError::Format {
            what: error.to_string(),
        })?,
    };
    match format.entry().and_then(|entry| entry.create) {
        Some(create) => create(path, options),
        None => Err(WriteError::Format {
            what: format!("`{format}` can be read, but not written"),
        }),
    }
}

fn unknown(path: &Path) -> ReadError {
    let what = match UnitFormat::from_path(path) {
        Err(error) if !is_standard(path) && path.extension().is_some() => error.to_string(),
        _ => {
            let known: Vec<&str> = UnitFormat::all().map(UnitFormat::name).collect();
            format!(
                "its format cannot be told; bitext knows {}",
                known.join(", ")
            )
        }
    };
    ReadError::Format { what }
}

/// The extension in small letters, that before `.gz` if there is one.
fn extension(path: &Path) -> String {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.rsplit_once('.')
        .map_or("", |(_, extension)| extension)
        .to_owned()
}

fn sheets(
    sheets: impl Sheets + 'static,
    options: &UnitReadOptions,
) -> Result<Box<dyn UnitReader>, ReadError> {
    Ok(fused(SheetsReader::new(sheets, options)?))
}

/// Whether an archive begins with the parts of a document that is no workbook.
fn is_document(head: &Head<'_>) -> bool {
    let parts = ["word/", "ppt/", "vnd.oasis.opendocument"];
    is_package(head.bytes) && parts.iter().any(|part| head.text.contains(part))
}

fn first_line<'file>(head: &'file Head<'_>) -> &'file str {
    head.text.lines().next().unwrap_or_default()
}

/// Bytes as text, good enough to find ASCII words: the zero bytes of UTF-16 are
/// left out.
fn text_of(bytes: &[u8]) -> String {
    let kept: Vec<u8> = bytes.iter().copied().filter(|&byte| byte != 0).collect();
    String::from_utf8_lossy(&kept).into_owned()
}
