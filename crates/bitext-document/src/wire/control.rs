//! Wire text between control characters: IPTC 7901 and ANPA 1312.
//!
//! A message is a header after SOH, the text after STX and, behind ETX, the
//! time it was sent. Agencies differ in what they put into the header, so it is
//! read by the shape of its words: a source with a number, a priority, a
//! category, a count of words, a slug.

use bitext_core::{BlockKind, Metadata, Origin, TextRange, Timestamp};

use crate::blocks::paragraphs;
use crate::draft::Draft;
use crate::encoding::decode;
use crate::fault::Fault;
use crate::wire::date::{month, year, zone};
use crate::wire::update::update_number;
use crate::{ReadOptions, TextEncoding};

const HEADER: u8 = 0x01;
const TEXT: u8 = 0x02;
const END_OF_TEXT: u8 = 0x03;
const END: u8 = 0x04;

pub(crate) fn read(bytes: &[u8], options: &ReadOptions) -> Result<Vec<Draft>, Fault> {
    let mut drafts = Vec::new();
    let mut at = 0;
    while let Some(start) = position(bytes, at, HEADER) {
        let Some(text) = position(bytes, start, TEXT) else {
            let reason = "has a header without a text";
            return Err(Fault::damaged(Some(start), reason));
        };
        // What ends the message is not looked for behind the next one.
        let next = position(bytes, text, HEADER).unwrap_or(bytes.len());
        let this = &bytes[..next];
        let Some(end) = position(this, text, END_OF_TEXT) else {
            let reason = "has a text without an end: it was cut short";
            return Err(Fault::damaged(Some(text), reason));
        };
        let stop = position(this, end, END).unwrap_or(next);
        drafts.push(message(
            &bytes[start + 1..text],
            &bytes[text + 1..end],
            text + 1,
            &bytes[end + 1..stop],
            options.encoding,
        )?);
        at = stop;
    }
    Ok(drafts)
}

fn position(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    let found = bytes.get(from..)?.iter().position(|&known| known == byte)?;
    Some(from + found)
}

fn message(
    header: &[u8],
    body: &[u8],
    at: usize,
    trailer: &[u8],
    encoding: Option<TextEncoding>,
) -> Result<Draft, Fault> {
    // Controls inside the text steer typesetting machines.
    let plain: Vec<u8> = body.iter().map(|&byte| clean(byte)).collect();
    let (text, found) = decode(plain, encoding)?;
    let mut draft = Draft {
        encoding: Some(found),
        ..Draft::default()
    };
    for block in paragraphs(&text) {
        let words = block.range.of(&text);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        // As the text was decoded, from where it began.
        let range = TextRange::new(block.range.start, block.range.end).shifted(at);
        draft.push(block.kind, &words, Origin::Bytes { part: 0, range });
    }
    let header: Vec<u8> = header
        .iter()
        .map(|&byte| {
            if byte < 0x20 && byte != b'\n' {
                b' '
            } else {
                byte
            }
        })
        .collect();
    let (header, _) = decode(header, Some(found))?;
    draft.metadata = read_header(&header);
    draft.metadata.published = sent(&String::from_utf8_lossy(trailer));
    let headline = draft
        .blocks
        .first()
        .filter(|block| block.kind == BlockKind::Heading);
    draft.metadata.headline = headline.map(|block| block.range.of(&draft.text).to_owned());
    let said = [&draft.metadata.slug, &draft.metadata.headline];
    draft.metadata.update_number = said
        .into_iter()
        .flatten()
        .find_map(|words| update_number(words));
    Ok(draft)
}

fn clean(byte: u8) -> u8 {
    if byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t') {
        b' '
    } else {
        byte
    }
}

fn read_header(header: &str) -> Metadata {
    let mut metadata = Metadata::default();
    let mut lines = header
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("");
    for word in first.split_whitespace() {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = &word[letters.len()..];
        let is_source = (1..=6).contains(&letters.chars().count())
            && letters.chars().all(char::is_alphabetic)
            && (3..=6).contains(&digits.len());
        if is_source && metadata.story_id.is_none() {
            metadata.provider = Some(letters.to_owned());
            metadata.story_id = Some(word.to_owned());
        } else if word.contains('-') && word.chars().filter(|c| c.is_alphabetic()).count() > 3 {
            metadata.slug.get_or_insert_with(|| word.to_owned());
        }
    }
    // The second line names the story.
    if let Some(line) = lines.next() {
        metadata.slug.get_or_insert_with(|| line.to_owned());
        let words = line.split(['/', ',', '-', ';']).map(str::trim);
        metadata.keywords = words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
    }
    metadata
}

/// The time in `141830 GMT MAR 26` or `141830 MAR 26` (IPTC 7901), and in
/// `03-14-26 1830EST` (ANPA 1312).
fn sent(trailer: &str) -> Option<Timestamp> {
    let words: Vec<&str> = trailer.split_whitespace().collect();
    for (index, word) in words.iter().enumerate() {
        if word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            let rest = &words[index + 1..];
            let offset = rest.first().and_then(|word| zone(word));
            let rest = if offset.is_some() { &rest[1..] } else { rest };
            let number = |from: usize| word.get(from..from + 2)?.parse::<u8>().ok();
            let date =
                Timestamp::from_date(year(rest.get(1)?)?, month(rest.first()?)?, number(0)?)?;
            // Without a zone the standard means GMT.
            return date
                .at(number(2)?, number(4)?, 0)?
                .in_zone(offset.unwrap_or(0));
        }
        let parts: Vec<&str> = word.split('-').collect();
        if let [month, day, short] = parts.as_slice() {
            let date = Timestamp::from_date(year(short)?, month.parse().ok()?, day.parse().ok()?)?;
            let Some(clock) = words.get(index + 1).filter(|clock| clock.len() >= 4) else {
                return Some(date);
            };
            let number = |from: usize| clock.get(from..from + 2)?.parse::<u8>().ok();
            let time = date.at(number(0)?, number(2)?, 0)?;
            return match clock.get(4..).and_then(zone) {
                Some(offset) => time.in_zone(offset),
                None => Some(time),
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_a_header_a_text_and_a_time() {
        let bytes = b"\x16\x16\x01NRA0421 4 POL 0120\r\nHARBOUR-REOPEN/2ndLd\r\n\x02\
            Harbour reopens after storm\r\n   PORTLAND, March 14 (NRA) - The harbour opened again.\r\n\
            \x03\r\n141830 GMT MAR 26\r\n\x04\n\x01NRA0422 5 ECO 0050\r\nOATS\r\n\x02Oats rose.\r\n\x03\x04";
        let drafts = read(bytes, &ReadOptions::default()).unwrap();
        assert_eq!(drafts.len(), 2);
        let first = &drafts[0].metadata;
        assert_eq!(first.story_id.as_deref(), Some("NRA0421"));
        assert_eq!(first.provider.as_deref(), Some("NRA"));
        assert_eq!(first.slug.as_deref(), Some("HARBOUR-REOPEN/2ndLd"));
        assert_eq!(first.update_number, Some(2));
        assert_eq!(
            first.headline.as_deref(),
            Some("Harbour reopens after storm")
        );
        assert_eq!(
            first.published.map(|t| t.to_string()).as_deref(),
            Some("2026-03-14T18:30:00Z")
        );
        assert_eq!(drafts[1].text, "Oats rose.");
        let time = sent("03-14-26 1830EST").map(|t| t.to_string());
        assert_eq!(time.as_deref(), Some("2026-03-14T18:30:00-05:00"));
    }

    /// Quadratic time would take minutes.
    #[test]
    fn many_messages_take_linear_time() {
        let bytes = b"\x01a\x02b\x03".repeat(200_000);
        let drafts = read(&bytes, &ReadOptions::default()).unwrap();
        assert_eq!(drafts.len(), 200_000);
    }

    #[test]
    fn a_message_cut_short_is_damaged() {
        let error = read(b"\x01NRA0421\r\n\x02Harbour reo", &ReadOptions::default()).unwrap_err();
        assert!(error.to_string().contains("cut short"));
    }
}
