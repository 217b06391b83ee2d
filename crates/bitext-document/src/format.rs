//! What kind of file is this? Known by its content, then by its name.
//!
//! Signatures tell binary files (`sniff`), the first element tells XML, and a few
//! conventions tell text. Plain text has no mark of its own, so it is what is
//! left; a name that promises something else then decides between kinds of
//! text, and is an error where it promises a binary file.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use thiserror::Error;

use crate::json::{self, is_document};
use crate::wire::ninjs::{BODIES, is_item};

/// A kind of file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown (CommonMark).
    Markdown,
    /// SubRip subtitles.
    SubRip,
    /// WebVTT captions.
    WebVtt,
    /// A page of a site.
    Html,
    /// Word's DOCX.
    Docx,
    /// PowerPoint's PPTX.
    Pptx,
    /// Excel's XLSX.
    Xlsx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument presentation.
    Odp,
    /// OpenDocument spreadsheet.
    Ods,
    /// Rich Text Format.
    Rtf,
    /// PDF.
    Pdf,
    /// An electronic book.
    Epub,
    /// NewsML-G2, and items of NewsML 1.
    NewsMl,
    /// News Industry Text Format.
    Nitf,
    /// News in JSON.
    Ninjs,
    /// Other documents in JSON, one, a list, or one a line.
    Json,
    /// Wire text with control characters: IPTC 7901, ANPA 1312.
    Iptc7901,
    /// An RSS feed.
    Rss,
    /// An Atom feed.
    Atom,
}

/// A name that belongs to no format.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{name}` is no kind of file that is read: {}", known_names())]
pub struct UnknownFormatError {
    name: String,
}

fn known_names() -> String {
    let names: Vec<String> = Format::ALL
        .iter()
        .map(|it| format!("`{}`", it.name()))
        .collect();
    names.join(", ")
}

impl FromStr for Format {
    type Err = UnknownFormatError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|format| format.name() == name);
        found.copied().ok_or_else(|| UnknownFormatError {
            name: name.to_owned(),
        })
    }
}

impl Format {
    /// Every format, in the order of this list.
    pub const ALL: [Self; 21] = [
        Self::Text,
        Self::Markdown,
        Self::SubRip,
        Self::WebVtt,
        Self::Html,
        Self::Docx,
        Self::Pptx,
        Self::Xlsx,
        Self::Odt,
        Self::Odp,
        Self::Ods,
        Self::Rtf,
        Self::Pdf,
        Self::Epub,
        Self::NewsMl,
        Self::Nitf,
        Self::Ninjs,
        Self::Json,
        Self::Iptc7901,
        Self::Rss,
        Self::Atom,
    ];

    /// Its short name, as in `--format docx`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::SubRip => "srt",
            Self::WebVtt => "vtt",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Pptx => "pptx",
            Self::Xlsx => "xlsx",
            Self::Odt => "odt",
            Self::Odp => "odp",
            Self::Ods => "ods",
            Self::Rtf => "rtf",
            Self::Pdf => "pdf",
            Self::Epub => "epub",
            Self::NewsMl => "newsml",
            Self::Nitf => "nitf",
            Self::Ninjs => "ninjs",
            Self::Json => "json",
            Self::Iptc7901 => "iptc7901",
            Self::Rss => "rss",
            Self::Atom => "atom",
        }
    }

    /// The format that the ending of a file's name stands for.
    fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mkd" => Some(Self::Markdown),
            "srt" => Some(Self::SubRip),
            "vtt" => Some(Self::WebVtt),
            "htm" | "html" | "xhtml" | "shtml" => Some(Self::Html),
            "docx" | "docm" => Some(Self::Docx),
            "pptx" | "pptm" | "ppsx" => Some(Self::Pptx),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "odt" => Some(Self::Odt),
            "odp" => Some(Self::Odp),
            "ods" => Some(Self::Ods),
            "rtf" => Some(Self::Rtf),
            "pdf" => Some(Self::Pdf),
            "epub" => Some(Self::Epub),
            _ => None,
        }
    }

    /// Whether it is read from bytes and not from a decoded text.
    pub(crate) fn is_binary(self) -> bool {
        matches!(
            self,
            Self::Docx
                | Self::Pptx
                | Self::Xlsx
                | Self::Odt
                | Self::Odp
                | Self::Ods
                | Self::Pdf
                | Self::Epub
                | Self::Rtf
                | Self::Iptc7901
        )
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text => "text",
            Self::Markdown => "Markdown text",
            Self::SubRip => "SubRip file",
            Self::WebVtt => "WebVTT file",
            Self::Html => "HTML page",
            Self::Docx => "DOCX document",
            Self::Pptx => "PPTX presentation",
            Self::Xlsx => "XLSX workbook",
            Self::Odt => "ODT document",
            Self::Odp => "ODP presentation",
            Self::Ods => "ODS spreadsheet",
            Self::Rtf => "RTF document",
            Self::Pdf => "PDF document",
            Self::Epub => "EPUB book",
            Self::NewsMl => "NewsML document",
            Self::Nitf => "NITF document",
            Self::Ninjs => "ninjs document",
            Self::Json => "JSON file of documents",
            Self::Iptc7901 => "IPTC 7901 message",
            Self::Rss => "RSS feed",
            Self::Atom => "Atom feed",
        })
    }
}

/// The format of a decoded text; an error names a kind of file that nothing
/// reads, with its article.
pub(crate) fn format_of_text(text: &str, name: &str) -> Result<Format, &'static str> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let by_name = Format::of_name(name);
    if start.starts_with('<')
        && let Some(found) = format_of_markup(start)
    {
        return match found {
            // Markdown may begin with an element of HTML.
            Ok(Format::Html) if by_name == Some(Format::Markdown) => Ok(Format::Markdown),
            found => found,
        };
    }
    if start.starts_with("WEBVTT") {
        return Ok(Format::WebVtt);
    }
    if is_sub_rip(start) {
        return Ok(Format::SubRip);
    }
    if let Some(found) = format_of_json(start, name) {
        return found;
    }
    // A name that promises a binary file is no help here.
    Ok(by_name
        .filter(|format| !format.is_binary())
        .unwrap_or(Format::Text))
}

/// The format of JSON by its members, whether it is whole or not; `None` for text
/// that only begins with a bracket.
fn format_of_json(start: &str, name: &str) -> Option<Result<Format, &'static str>> {
    if !start.starts_with(['{', '[']) {
        return None;
    }
    let Ok(value) = serde_json::from_str::<Value>(start) else {
        return format_of_json_lines(start).or_else(|| format_of_broken_json(start, name));
    };
    let items = match &value {
        Value::Array(items) => &items[..items.len().min(json::LOOKED_AT)],
        item => std::slice::from_ref(item),
    };
    if !items.iter().any(Value::is_object) {
        return None;
    }
    let is_news = |item: &Value| {
        let inner = item.get("associations").and_then(Value::as_object);
        is_item(item) || inner.is_some_and(|items| items.values().any(is_item))
    };
    Some(if items.iter().any(is_news) {
        Ok(Format::Ninjs)
    } else if items.iter().any(is_document) {
        Ok(Format::Json)
    } else {
        Err("a JSON file")
    })
}

/// The format of a text that is an object a line.
fn format_of_json_lines(start: &str) -> Option<Result<Format, &'static str>> {
    let mut objects = json::first_objects(start)?.into_iter();
    Some(match objects.any(|object| is_document(&object)) {
        true => Ok(Format::Json),
        false => Err("a file of JSON lines without texts"),
    })
}

/// A file that was cut off is no text: its braces and escapes would be taken for
/// sentences. What reads its format says where it breaks.
fn format_of_broken_json(start: &str, name: &str) -> Option<Result<Format, &'static str>> {
    let is_named_so = || {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let known = ["json", "jsonl", "ndjson"];
        known
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    };
    if !begins_as_object(start) && !is_named_so() {
        return None;
    }
    let has = |key: &str| start.contains(&format!("\"{key}\""));
    if BODIES.iter().any(|key| has(key)) || has("uri") && has("headline") {
        return Some(Ok(Format::Ninjs));
    }
    let has_text = json::TEXT.iter().any(|key| has(key));
    is_named_so().then_some(match has_text {
        true => Ok(Format::Json),
        false => Err("a JSON file"),
    })
}

/// Whether a text begins with an object's first member, as in `{"uri": `.
fn begins_as_object(start: &str) -> bool {
    let first = start.trim_start_matches('[').trim_start();
    let member = first.strip_prefix('{').map(str::trim_start);
    let key = member.and_then(|member| member.strip_prefix('"'));
    let rest = key.and_then(|key| key.split_once('"'));
    rest.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}

/// Whether the name of a file promises another format than its content is, one
/// that text cannot be.
pub(crate) fn broken_promise(found: Format, name: &str) -> Option<Format> {
    let promised = Format::of_name(name)?;
    let is_text = matches!(found, Format::Text | Format::Markdown);
    (promised.is_binary() && is_text).then_some(promised)
}

/// The format of markup by its first element; `None` for text that only begins
/// with an angle bracket.
fn format_of_markup(start: &str) -> Option<Result<Format, &'static str>> {
    let is_xml = start.starts_with("<?xml");
    let mut rest = start;
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest
            .get(..9)
            .is_some_and(|head| head.eq_ignore_ascii_case("<!doctype"))
        {
            let head = rest[9..].trim_start();
            if head
                .get(..4)
                .is_some_and(|name| name.eq_ignore_ascii_case("html"))
            {
                return Some(Ok(Format::Html));
            }
            // A DTD inside the file ends in `]>`.
            let close = rest.find('>').unwrap_or(rest.len());
            if rest[..close].contains('[') {
                "]>"
            } else {
                ">"
            }
        } else {
            break;
        };
        rest = match rest.find(end) {
            Some(at) => &rest[at + end.len()..],
            None => return is_xml.then_some(Err("an XML file")),
        };
    }
    let name = rest.strip_prefix('<')?;
    let name = &name[..name
        .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(name.len())];
    let local = name.rsplit(':').next().unwrap_or(name);
    let found = match local {
        "rss" | "RDF" => Ok(Format::Rss),
        "feed" | "entry" => Ok(Format::Atom),
        "newsItem" | "newsMessage" | "packageItem" | "NewsML" | "NewsItem" => Ok(Format::NewsMl),
        "nitf" => Ok(Format::Nitf),
        "tmx" => Err("a TMX file"),
        "xliff" => Err("an XLIFF file"),
        _ => match local.to_ascii_lowercase().as_str() {
            "html" | "head" | "body" | "title" | "meta" | "link" | "script" | "style" | "div"
            | "p" | "article" | "main" | "section" | "h1" | "h2" | "h3" | "table" | "center"
            | "font" | "span" | "ul" | "ol" | "header" => Ok(Format::Html),
            _ if is_xml => Err("an XML file"),
            _ => return None,
        },
    };
    Some(found)
}

/// Whether a text begins with a number on a line and a time below.
fn is_sub_rip(start: &str) -> bool {
    let mut lines = start.lines();
    let number = lines.next().unwrap_or("").trim();
    let time = lines.next().unwrap_or("");
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && time.contains("-->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_by_their_start_then_by_their_name() {
        let is = |text, name, format| assert_eq!(format_of_text(text, name), Ok(format), "{text}");
        is("\n <!DOCTYPE HTML>", "a.txt", Format::Html);
        is(
            "<?xml version='1.0'?><!-- x --><rss version='2.0'>",
            "a",
            Format::Rss,
        );
        is(
            "<!DOCTYPE nitf SYSTEM 'nitf.dtd' [<!ENTITY a 'b'>]><nitf>",
            "a",
            Format::Nitf,
        );
        is("<a:newsItem xmlns:a='u'/>", "a", Format::NewsMl);
        is(
            "1\n00:00:01,000 --> 00:00:02,000\nHi",
            "a.txt",
            Format::SubRip,
        );
        is("WEBVTT\n", "a.txt", Format::WebVtt);
        is("{\"uri\": \"x\", \"headline\": \"y\"}", "a", Format::Ninjs);
        is("<3 is a heart", "a.txt", Format::Text);
        is("<div>\n\n# Title", "a.md", Format::Markdown);
        is("# Title", "A.MD", Format::Markdown);
        is("Only words", "a.docx", Format::Text);
        is("[1] A footnote", "a.txt", Format::Text);
        assert_eq!(
            format_of_text("<?xml version='1.0'?><svg/>", "a"),
            Err("an XML file")
        );
        assert_eq!(format_of_text("{\"a\": 1}", "a.json"), Err("a JSON file"));
        // Cut off, or one item behind the other.
        is(
            "{ \"uri\": \"x\", \"body_text\": \"The mi",
            "a",
            Format::Ninjs,
        );
        is(
            "{\"body_html\": \"x\"}\n{\"body_html\": \"y\"}",
            "a.json",
            Format::Json,
        );
        is("{\"id\": 1}\n{\"text\": \"y\"}\n", "a", Format::Json);
        is("[{\"content\": \"y\"}]", "a", Format::Json);
        assert_eq!(
            format_of_text("{\"id\": 1}\n{\"id\": 2}", "a"),
            Err("a file of JSON lines without texts")
        );
        is(
            "{\"a\": is how an object of JSON begins.",
            "a.txt",
            Format::Text,
        );
        is(
            "{name}, here are body_text and more.",
            "a.txt",
            Format::Text,
        );
        assert_eq!(format_of_text("{\"a\": \"b", "a.json"), Err("a JSON file"));
        assert_eq!(broken_promise(Format::Text, "a.pdf"), Some(Format::Pdf));
        assert_eq!(broken_promise(Format::Html, "a.docx"), None);
    }
}
