//! PDF with a text layer.
//!
//! The one idea: **a page is letters at places, and places tell the rest.**
//! `hayro-syntax` reads the objects; `font` says which characters the codes of
//! a font are; `content` follows the operators of a page and notes each letter
//! with its place, and the straight lines, `rules`; `grid` finds the cells of
//! tables between them; `references` takes out the numbers that point to notes;
//! `layout` makes lines and columns of them; `repeated` finds
//! running heads and page numbers by what comes again from page to page;
//! `flow` joins lines into paragraphs, `hyphens` the words divided between them. Nothing
//! is drawn.

mod character_map;
mod content;
mod flow;
mod font;
mod grid;
mod hyphens;
mod layout;
mod references;
mod repeated;
mod rules;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::Stream;
use hayro_syntax::object::stream::DecodeFailure;
use hayro_syntax::{Filter, LoadPdfError, Pdf};
use std::io::Read;

use crate::draft::Draft;
use crate::fault::Fault;
use crate::office::keywords;
use crate::options::Limits;
use crate::warning::ReadWarning;

/// Most pages that are read.
const MOST_PAGES: usize = 20_000;

pub(crate) fn read(bytes: &[u8], limits: Limits, boilerplate: bool) -> Result<Draft, Fault> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Fault::Encrypted,
        LoadPdfError::Invalid => broken(bytes, "has no readable table of objects"),
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(broken(bytes, "has no pages"));
    }
    let mut allowance = Allowance {
        left: limits.max_expanded_bytes,
        limit: limits.max_expanded_bytes,
    };
    let mut fonts = content::Fonts::default();
    let mut read = Vec::new();
    let mut unreadable = 0;
    let mut warnings = Vec::new();
    for (number, page) in (1..).zip(pages.iter().take(MOST_PAGES)) {
        let found = content::read_page(page, &mut fonts, &mut allowance)?;
        unreadable += found.unreadable;
        if found.is_cut {
            let limit = content::MOST_LETTERS;
            warnings.push(ReadWarning::PageCut {
                page: number,
                limit,
            });
        }
        read.push(layout::lay_out(found));
    }
    let letters: usize = read.iter().map(layout::Page::letters).sum();
    if letters == 0 {
        return Err(Fault::NoTextLayer { pages: read.len() });
    }
    if unreadable > letters {
        let reason = "has fonts that do not say which characters their signs are";
        return Err(Fault::damaged(None, reason));
    }
    repeated::mark(&mut read);
    if pages.len() > MOST_PAGES {
        warnings.push(ReadWarning::PagesLeftOut {
            pages: pages.len(),
            limit: MOST_PAGES,
        });
    }
    let mut draft = flow::draft(&read, boilerplate);
    draft.warnings = warnings;
    let metadata = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = bytes.as_deref().map(text_string);
        text.filter(|text| !text.is_empty() && !is_placeholder(text))
    };
    draft.metadata.headline = text(&metadata.title);
    draft.metadata.byline = text(&metadata.author);
    draft.metadata.keywords = keywords(&text(&metadata.keywords).unwrap_or_default());
    Ok(draft)
}

/// What is wrong with a file: this, or that it lacks the mark that closes it.
fn broken(bytes: &[u8], reason: &'static str) -> Fault {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    if tail.windows(5).any(|window| window == b"%%EOF") {
        return Fault::damaged(None, reason);
    }
    let reason = "ends without its table of objects: it was cut short";
    Fault::damaged(Some(bytes.len()), reason)
}

/// What programs write for a property that nobody has filled in.
fn is_placeholder(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    ["anonymous", "unspecified", "untitled", "unknown", "none"]
        .iter()
        .any(|placeholder| bare.eq_ignore_ascii_case(placeholder))
}

/// A text of the document's properties: UTF-16 with a mark, else Latin-1.
fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0,
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        _ => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    };
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .to_owned()
}

/// How much the streams of a file may still unpack to.
pub(crate) struct Allowance {
    left: u64,
    limit: u64,
}

impl Allowance {
    /// The bytes of a stream; none if they are damaged.
    fn unpack(&mut self, stream: &Stream<'_>) -> Result<Option<Vec<u8>>, Fault> {
        let filters = stream.filters();
        let raw = stream.raw_data();
        let is_plain_flate = filters.as_slice() == [Filter::FlateDecode]
            && stream
                .dict()
                .get::<hayro_syntax::object::Dict<'_>>("DecodeParms".as_bytes())
                .is_none();
        let bytes = if is_plain_flate {
            let mut bytes = Vec::new();
            let mut limited = ZlibDecoder::new(raw.as_ref()).take(self.left.saturating_add(1));
            // What could be unpacked before the damage is text too.
            let _ = limited.read_to_end(&mut bytes);
            bytes
        } else {
            // Other filters have no limit inside, but a bound on their growth.
            let growth: u64 = if filters.is_empty() { 1 } else { 1100 };
            if (raw.len() as u64).saturating_mul(growth) > self.limit.saturating_mul(4) {
                return Err(Fault::Expands { limit: self.limit });
            }
            match decoded(stream) {
                Ok(bytes) => bytes,
                Err(_) => return Ok(None),
            }
        };
        let length = bytes.len() as u64;
        if length > self.left {
            return Err(Fault::Expands { limit: self.limit });
        }
        self.left -= length;
        Ok(Some(bytes))
    }
}

fn decoded(stream: &Stream<'_>) -> Result<Vec<u8>, DecodeFailure> {
    stream.decoded_data().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_nobody_filled_in_say_nothing() {
        assert!(is_placeholder("(anonymous)"));
        assert!(is_placeholder("Untitled"));
        assert!(!is_placeholder("Untitled Harbour"));
    }
}
