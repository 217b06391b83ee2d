//! Finding the table of bytes that carry no mark.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, IBM866, ISO_8859_5, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC,
};

use super::controls::refuse_data;
use super::{Fault, TextEncoding};
use crate::cyrillic::{GOOD, plausibility};

/// The table of `bytes`, unless it is given.
pub(super) fn detect(
    bytes: &[u8],
    given: Option<&'static Encoding>,
) -> Result<&'static Encoding, Fault> {
    if let Some(encoding) = given {
        return Ok(encoding);
    }
    if bytes.contains(&0) {
        return utf_16_by_nuls(bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return Ok(UTF_8),
        Err(error) if is_damaged_utf_8(bytes) => {
            return Err(Fault::Malformed {
                encoding: TextEncoding::UTF_8,
                offset: error.valid_up_to(),
            });
        }
        Err(_) => {}
    }
    refuse_data(bytes)?;
    Ok(cyrillic_table(bytes).unwrap_or_else(|| by_chardetng(bytes)))
}

/// UTF-16 without a mark: most characters share one or two high bytes, which
/// stand at the even places (big-endian) or the odd ones (little-endian).
fn utf_16_by_nuls(bytes: &[u8]) -> Result<&'static Encoding, Fault> {
    let sample = &bytes[..bytes.len().min(1 << 16) & !1];
    let share = |side: usize| {
        let mut counts = [0usize; 256];
        for byte in sample.iter().skip(side).step_by(2) {
            counts[usize::from(*byte)] += 1;
        }
        // The block of ASCII, that of general punctuation, and one script.
        let script = (1..256)
            .filter(|&high| high != 0x20)
            .map(|high| counts[high])
            .max()
            .unwrap_or(0);
        let usual = counts[0] + counts[0x20] + script;
        (counts[0] > 0).then(|| usual as f64 / (sample.len() / 2).max(1) as f64)
    };
    let (even, odd) = (share(0).unwrap_or(0.0), share(1).unwrap_or(0.0));
    // In running text the low bytes are spread over dozens of values, so the
    // two shares lie far apart.
    if odd > 0.85 && odd > even + 0.3 {
        Ok(UTF_16LE)
    } else if even > 0.85 && even > odd + 0.3 {
        Ok(UTF_16BE)
    } else {
        refuse_data(bytes)?;
        let offset = bytes.iter().position(|&byte| byte == 0).unwrap_or(0);
        Err(Fault::Nul { offset })
    }
}

/// Whether nearly all bytes beyond ASCII belong to well-formed UTF-8 sequences.
pub(super) fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 4 && good >= 9 * bad
}

/// The Cyrillic table under which the words of high bytes read best, if one
/// makes sense of them.
fn cyrillic_table(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    if !has_words_of_high_bytes(sample) {
        return None;
    }
    // In order of how common they are; the first of equals wins. The Macintosh
    // table has most small letters where windows-1251 has them and is rare.
    let tables = [
        (WINDOWS_1251, 0.0),
        (KOI8_U, 0.0),
        (IBM866, 0.0),
        (ISO_8859_5, 0.0),
        (X_MAC_CYRILLIC, macintosh_handicap(sample)),
    ];
    let mut best: Option<(f64, &'static Encoding)> = None;
    for (table, handicap) in tables {
        let (text, _) = table.decode_without_bom_handling(sample);
        let mean = plausibility(text.chars()).mean() - handicap;
        if mean >= GOOD && best.is_none_or(|(most, _)| mean > most) {
            best = Some((mean, table));
        }
    }
    best.map(|(_, table)| table)
}

/// The small я is frequent and the capital is not; the Macintosh has the small
/// one where windows-1251 has the capital, and windows-1251 has it where the
/// Macintosh has a sign. A capital that opens a sentence says nothing.
fn macintosh_handicap(bytes: &[u8]) -> f64 {
    // Small letters are the same in both tables, but for я.
    let goes_on = |at: usize| {
        let before = bytes[..at].iter().rev();
        let mut visible = before.filter(|byte| !byte.is_ascii_whitespace());
        visible
            .next()
            .is_some_and(|&byte| byte >= 0xE0 || byte == b',')
    };
    let mut capitals = bytes.iter().enumerate().filter(|&(_, &byte)| byte == 0xDF);
    match (bytes.contains(&0xFF), capitals.any(|(at, _)| goes_on(at))) {
        (true, _) => 0.6,
        (false, true) => -0.08,
        (false, false) => 0.03,
    }
}

/// Latin tables put a high byte here and there among ASCII letters; Cyrillic
/// ones make whole words of high bytes.
fn has_words_of_high_bytes(bytes: &[u8]) -> bool {
    let is_word_byte = |byte: u8| byte >= 0x80 || byte.is_ascii_alphabetic();
    let (mut high_only, mut mixed) = (0usize, 0usize);
    for word in bytes.split(|&byte| !is_word_byte(byte)) {
        let high = word.iter().filter(|&&byte| byte >= 0x80).count();
        if high == word.len() {
            high_only += high;
        } else {
            mixed += high;
        }
    }
    high_only >= 3 && high_only > 2 * mixed
}

fn by_chardetng(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}
