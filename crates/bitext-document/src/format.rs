//! What kind of file is this? Known by its content, then by its name.
//!
//! Signatures tell binary files, the first element tells XML, and a few
//! conventions tell text. Plain text has no mark of its own, so it is what is
//! left; a name that promises something else then decides between kinds of
//! text, and is an error where it promises a binary file.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use thiserror::Error;

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
    /// OpenDocument text.
    Odt,
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
    pub const ALL: [Self; 16] = [
        Self::Text,
        Self::Markdown,
        Self::SubRip,
        Self::WebVtt,
        Self::Html,
        Self::Docx,
        Self::Odt,
        Self::Rtf,
        Self::Pdf,
        Self::Epub,
        Self::NewsMl,
        Self::Nitf,
        Self::Ninjs,
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
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Pdf => "pdf",
            Self::Epub => "epub",
            Self::NewsMl => "newsml",
            Self::Nitf => "nitf",
            Self::Ninjs => "ninjs",
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
            "odt" => Some(Self::Odt),
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
            Self::Docx | Self::Odt | Self::Pdf | Self::Epub | Self::Rtf | Self::Iptc7901
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
            Self::Odt => "ODT document",
            Self::Rtf => "RTF document",
            Self::Pdf => "PDF document",
            Self::Epub => "EPUB book",
            Self::NewsMl => "NewsML document",
            Self::Nitf => "NITF document",
            Self::Ninjs => "ninjs document",
            Self::Iptc7901 => "IPTC 7901 message",
            Self::Rss => "RSS feed",
            Self::Atom => "Atom feed",
        })
    }
}

/// What a look at the bytes of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A format that is read from bytes.
    Known(Format),
    /// Text in some encoding; a look at its characters will tell.
    Text,
    /// A file that nothing reads, with its article.
    Foreign(&'static str),
    /// A file that its program has encrypted.
    Encrypted,
}

/// Signatures of files that are often taken for text, and of archives and media
/// that come along by mistake.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x05\x06", "an empty ZIP container"),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Word, Excel or PowerPoint document",
    ),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\x00", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1A\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"RIFF", "a RIFF media file"),
    (b"OggS", "an Ogg media file"),
    (b"ID3", "an MP3 recording"),
    (b"\x7FELF", "an ELF program"),
    (b"SQLite format 3\x00", "an SQLite database"),
];

/// What the bytes of a file are.
pub(crate) fn sniff_bytes(bytes: &[u8]) -> Sniffed {
    let head = &bytes[..bytes.len().min(1024)];
    if bytes.starts_with(b"PK\x03\x04") {
        return sniff_container(bytes);
    }
    // Some programs put a few bytes before the mark of a PDF file.
    if find(head, b"%PDF-").is_some_and(|at| {
        at == 0
            || head[..at]
                .iter()
                .any(|b| *b >= 0x80 || is_binary_control(*b))
    }) {
        return Sniffed::Known(Format::Pdf);
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Sniffed::Known(Format::Rtf);
    }
    let wide: Vec<u8> = b"EncryptedPackage"
        .iter()
        .flat_map(|&byte| [byte, 0])
        .collect();
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") && find(bytes, &wide).is_some() {
        return Sniffed::Encrypted;
    }
    if is_wire_message(bytes) {
        return Sniffed::Known(Format::Iptc7901);
    }
    let by_signature = SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        // Three letters also begin words: only real archives go on with bytes
        // that no text has.
        .filter(|(signature, _)| {
            !signature.iter().all(u8::is_ascii_alphanumeric) || has_control_bytes(bytes)
        });
    by_signature.map_or(Sniffed::Text, |&(_, kind)| Sniffed::Foreign(kind))
}

/// Whether controls frame a message of a wire: SYN and SOH before a short
/// header, STX before the text. Data may have these bytes by chance, but not
/// only text around them.
fn is_wire_message(bytes: &[u8]) -> bool {
    let is_frame = |byte: &u8| matches!(byte, 0x01..=0x04 | 0x10..=0x1F);
    let Some(start) = bytes.iter().take(64).position(|&byte| byte == 0x01) else {
        return false;
    };
    let header = &bytes[start..bytes.len().min(start + 512)];
    let is_text = |byte: &u8| is_frame(byte) || !is_binary_control(*byte);
    header.contains(&0x02) && header.iter().all(is_text) && !bytes.contains(&0)
}

/// What is in a ZIP container, from the names of its parts, which stand in
/// plain bytes.
fn sniff_container(bytes: &[u8]) -> Sniffed {
    // The first part of an OpenDocument file or a book is its media type.
    let head = &bytes[..bytes.len().min(256)];
    if find(head, b"application/epub+zip").is_some() {
        Sniffed::Known(Format::Epub)
    } else if find(head, b"application/vnd.oasis.opendocument.text").is_some() {
        Sniffed::Known(Format::Odt)
    } else if find(bytes, b"word/document").is_some() {
        Sniffed::Known(Format::Docx)
    } else if find(bytes, b"META-INF/container.xml").is_some() {
        Sniffed::Known(Format::Epub)
    } else if find(bytes, b"xl/workbook").is_some() {
        Sniffed::Foreign("an XLSX workbook")
    } else if find(bytes, b"ppt/presentation").is_some() {
        Sniffed::Foreign("a PPTX presentation")
    } else {
        Sniffed::Foreign("a ZIP archive")
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
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
    if start.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str::<Value>(start)
        && (value.is_object() || value.get(0).is_some_and(Value::is_object))
    {
        let item = value.get(0).unwrap_or(&value);
        let is_item = |item: &Value| {
            [
                "body_text",
                "body_html",
                "body_xhtml",
                "bodies",
                "body_textmarkdown",
            ]
            .iter()
            .any(|key| item.get(key).is_some())
                || (item.get("uri").is_some() && item.get("headline").is_some())
        };
        let inner = item.get("associations").and_then(Value::as_object);
        if is_item(item) || inner.is_some_and(|items| items.values().any(is_item)) {
            return Ok(Format::Ninjs);
        }
        return Err("a JSON file");
    }
    // A name that promises a binary file is no help here.
    Ok(by_name
        .filter(|format| !format.is_binary())
        .unwrap_or(Format::Text))
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

fn has_control_bytes(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    head.iter().any(|&byte| is_binary_control(byte))
}

/// Whether no text has this byte: C0 controls but for tab, line and page breaks
/// and the end-of-file mark of DOS.
pub(crate) fn is_binary_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | 0x1A)) || byte == 0x7F
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_need_more_than_three_letters() {
        assert_eq!(sniff_bytes(b"%PDF-1.7\n"), Sniffed::Known(Format::Pdf));
        assert_eq!(
            sniff_bytes(b"The mark is %PDF- and no other"),
            Sniffed::Text
        );
        assert_eq!(sniff_bytes(b"ID3 is a tag format."), Sniffed::Text);
        assert_eq!(
            sniff_bytes(b"ID3\x03\x00\x00"),
            Sniffed::Foreign("an MP3 recording")
        );
        let wire = b"\x16\x01NRA0421 4 POL\r\n\x02Text\x03";
        assert_eq!(sniff_bytes(wire), Sniffed::Known(Format::Iptc7901));
        assert_eq!(sniff_bytes(b"\0\0\x01\0\x02\0\0"), Sniffed::Text);
        assert_eq!(sniff_bytes("Обычный текст.".as_bytes()), Sniffed::Text);
    }

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
        assert_eq!(broken_promise(Format::Text, "a.pdf"), Some(Format::Pdf));
        assert_eq!(broken_promise(Format::Html, "a.docx"), None);
    }
}
