//! `bitext read`: a file of any kind in, what was read from it out.

use std::io::{self, Write};
use std::path::PathBuf;

use bitext_core::{BlockKind, Metadata, Origin};
use bitext_document::{
    Format, ReadDocument, ReadOptions, TextEncoding, read_all_stream, read_documents,
};
use clap::Args;
use serde::Serialize;

use crate::arguments::ReportFormat;
use crate::diagnostics::Failure;
use crate::input::{is_standard, report, shown};
use crate::output::Output;

/// Show what is read from a file: its text in blocks, and what it says of itself
///
/// Reads text, HTML, PDF, DOCX, ODT, RTF, PPTX, ODP, XLSX, ODS, EPUB, Markdown,
/// SRT, VTT, NewsML-G2, NITF, ninjs, IPTC 7901, RSS, Atom and JSON lines; the kind of
/// file is found out. A feed or a package holds several documents, which are printed
/// one after another.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext read briefing.en.txt
  bitext read briefing.en.txt --format json -o briefing.json")]
pub(crate) struct ReadArguments {
    /// File to read, `-` for standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// File to write, `-` for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// How to print: lines, or a JSON object for each document
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ReportFormat,
    /// Kind of file, as in `html` or `docx`; found out if not given
    #[arg(long, value_name = "KIND")]
    pub(crate) input_format: Option<Format>,
    /// Encoding of the text; found out if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<TextEncoding>,
    /// Show navigation, running heads and the like too, as `boilerplate`
    #[arg(long)]
    pub(crate) boilerplate: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

pub(crate) fn run(arguments: &ReadArguments) -> Result<(), Failure> {
    let mut options = ReadOptions::default();
    options.format = arguments.input_format;
    options.encoding = arguments.encoding;
    options.boilerplate = arguments.boilerplate;
    let name = shown(&arguments.file);
    let documents = if is_standard(&arguments.file) {
        read_all_stream(&name, io::stdin().lock(), &options)?
    } else {
        read_documents(&arguments.file, &options)?
    };
    let mut output = Output::open(&arguments.output, &[&arguments.file])?;
    for (index, read) in documents.iter().enumerate() {
        if !arguments.quiet {
            report(&name, read);
        }
        let written = match arguments.format {
            ReportFormat::Json => write_json(&mut output, read),
            ReportFormat::Text => write_text(&mut output, read, index),
        };
        written.map_err(|error| output.failure(&error))?;
    }
    output.finish()
}

fn write_text(output: &mut Output, read: &ReadDocument, index: usize) -> io::Result<()> {
    if index > 0 {
        writeln!(output)?;
    }
    let document = &read.document;
    writeln!(output, "# {}", document.name())?;
    writeln!(output, "# format: {}", read.format)?;
    writeln!(output, "# encoding: {}", read.encoding)?;
    if let Some(language) = document.language() {
        writeln!(output, "# language: {language}")?;
    }
    for (name, value) in fields(document.metadata()) {
        writeln!(output, "# {name}: {value}")?;
    }
    for (block, found) in document.blocks().iter().enumerate() {
        let kind = kind_name(found.kind);
        let text = document.block_text(block);
        for line in text.lines() {
            writeln!(output, "{kind}\t{line}")?;
        }
    }
    Ok(())
}

fn fields(metadata: &Metadata) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut add = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
    add("headline", metadata.headline.clone());
    add("dateline", metadata.dateline.clone());
    add("byline", metadata.byline.clone());
    add("slug", metadata.slug.clone());
    add(
        "declared language",
        metadata.language.as_ref().map(ToString::to_string),
    );
    add("published", metadata.published.map(|time| time.to_string()));
    add("modified", metadata.modified.map(|time| time.to_string()));
    add("story", metadata.story_id.clone());
    add(
        "update",
        metadata.update_number.map(|number| number.to_string()),
    );
    add("address", metadata.canonical_url.clone());
    for alternate in &metadata.alternates {
        add(
            "alternate",
            Some(format!("{} {}", alternate.language, alternate.url)),
        );
    }
    add("provider", metadata.provider.clone());
    if !metadata.keywords.is_empty() {
        add("keywords", Some(metadata.keywords.join(", ")));
    }
    fields
}

fn kind_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "heading",
        BlockKind::ListItem => "list item",
        BlockKind::Cell => "cell",
        BlockKind::Caption => "caption",
        BlockKind::Quotation => "quotation",
        BlockKind::Footnote => "footnote",
        BlockKind::Dateline => "dateline",
        BlockKind::Byline => "byline",
        BlockKind::Preformatted => "preformatted",
        BlockKind::Boilerplate => "boilerplate",
        BlockKind::Line => "line",
        _ => "paragraph",
    }
}

#[derive(Serialize)]
struct JsonDocument<'read> {
    name: &'read str,
    format: &'static str,
    encoding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'read str>,
    metadata: JsonMetadata<'read>,
    blocks: Vec<JsonBlock<'read>>,
}

#[derive(Serialize)]
struct JsonMetadata<'read> {
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'read str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'read str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<&'read str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<&'read str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'read str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story_id: Option<&'read str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<&'read str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternates: Vec<JsonAlternate<'read>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'read str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keywords: &'read [String],
}

#[derive(Serialize)]
struct JsonAlternate<'read> {
    language: &'read str,
    url: &'read str,
}

#[derive(Serialize)]
struct JsonBlock<'read> {
    kind: &'static str,
    text: &'read str,
    origin: JsonOrigin<'read>,
}

/// Bytes of a part, or a place on a page.
#[derive(Serialize)]
#[serde(untagged)]
enum JsonOrigin<'read> {
    Bytes {
        #[serde(skip_serializing_if = "str::is_empty")]
        part: &'read str,
        start: usize,
        end: usize,
    },
    Page {
        page: u32,
        left: i32,
        top: i32,
    },
    Unknown {},
}

fn write_json(output: &mut Output, read: &ReadDocument) -> io::Result<()> {
    let document = &read.document;
    let metadata = document.metadata();
    let blocks = document.blocks().iter().enumerate();
    let blocks = blocks.map(|(index, block)| JsonBlock {
        kind: kind_name(block.kind),
        text: document.block_text(index),
        origin: match document.origin(index) {
            Some(Origin::Bytes { part, range }) => JsonOrigin::Bytes {
                part: document.part(part),
                start: range.start,
                end: range.end,
            },
            Some(Origin::Page { page, left, top }) => JsonOrigin::Page { page, left, top },
            _ => JsonOrigin::Unknown {},
        },
    });
    let object = JsonDocument {
        name: document.name(),
        format: read.format.name(),
        encoding: read.encoding.name(),
        language: document.language().map(|language| language.as_str()),
        metadata: JsonMetadata {
            headline: metadata.headline.as_deref(),
            dateline: metadata.dateline.as_deref(),
            byline: metadata.byline.as_deref(),
            slug: metadata.slug.as_deref(),
            language: metadata.language.as_ref().map(|language| language.as_str()),
            published: metadata.published.map(|time| time.to_string()),
            modified: metadata.modified.map(|time| time.to_string()),
            story_id: metadata.story_id.as_deref(),
            update_number: metadata.update_number,
            canonical_url: metadata.canonical_url.as_deref(),
            alternates: metadata
                .alternates
                .iter()
                .map(|alternate| JsonAlternate {
                    language: alternate.language.as_str(),
                    url: &alternate.url,
                })
                .collect(),
            provider: metadata.provider.as_deref(),
            keywords: &metadata.keywords,
        },
        blocks: blocks.collect(),
    };
    serde_json::to_writer(&mut *output, &object).map_err(io::Error::from)?;
    output.write_all(b"\n")
}
