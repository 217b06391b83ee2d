//! Which character table are these bytes in?
//!
//! In order: a byte order mark; NULs where UTF-16 has them; valid UTF-8 (text
//! in another table is hardly ever valid UTF-8 by chance); words made of high
//! bytes alone, which are Cyrillic if one of the Cyrillic tables makes likely
//! letter pairs of them; and `chardetng`, a browser's detector, for all else.
//! Text that is UTF-8 but for a few bytes is *damaged* UTF-8, an error with the
//! place of the damage, and never an 8-bit table.

mod controls;
mod detect;

use std::fmt;
use std::str::FromStr;

use encoding_rs::{DecoderResult, Encoding, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE};
use thiserror::Error;

use self::controls::{encoded_length, refuse_controls};
use self::detect::{detect, is_damaged_utf_8};

/// A character table by its WHATWG name: `UTF-8`, `windows-1251`, `KOI8-R`, …,
/// or one of the two byte orders of UTF-32, which the web has no name for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(Table);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    /// A table of the web.
    Web(&'static Encoding),
    Utf32 {
        is_big: bool,
    },
}

/// A name that belongs to no encoding.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{label}` is not an encoding: try `utf-8`, `utf-16le`, `windows-1251`, `koi8-r`, `cp866`")]
pub struct UnknownEncodingError {
    label: String,
}

impl TextEncoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(Table::Web(UTF_8));

    /// The encoding of that name or alias, in any case: `cp1251`, `KOI8-R`.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn try_new(label: &str) -> Result<Self, UnknownEncodingError> {
        let lower = label.trim().to_ascii_lowercase();
        // A few spellings that people use and the standard does not list.
        let alias = match lower.as_str() {
            "dos" | "oem866" | "dos-866" => "ibm866",
            "ansi-1251" | "win1251" | "win-1251" => "windows-1251",
            "win1252" | "win-1252" => "windows-1252",
            "utf16" | "utf16le" => "utf-16le",
            "utf16be" => "utf-16be",
            "mac-cyrillic" | "maccyrillic" | "cp10007" => "x-mac-cyrillic",
            "utf-32" | "utf32" | "utf-32le" | "utf32le" => {
                return Ok(Self(Table::Utf32 { is_big: false }));
            }
            "utf-32be" | "utf32be" => return Ok(Self(Table::Utf32 { is_big: true })),
            other => other,
        };
        Encoding::for_label(alias.as_bytes())
            .map(Self::of)
            .ok_or_else(|| UnknownEncodingError {
                label: label.to_owned(),
            })
    }

    pub(crate) const fn of(encoding: &'static Encoding) -> Self {
        Self(Table::Web(encoding))
    }

    /// The standard name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Table::Web(encoding) => encoding.name(),
            Table::Utf32 { is_big: false } => "UTF-32LE",
            Table::Utf32 { is_big: true } => "UTF-32BE",
        }
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl fmt::Debug for TextEncoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TextEncoding({})", self.name())
    }
}

impl FromStr for TextEncoding {
    type Err = UnknownEncodingError;

    fn from_str(label: &str) -> Result<Self, Self::Err> {
        Self::try_new(label)
    }
}

/// Why bytes are no text, at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Nul {
        offset: usize,
    },
    Control {
        offset: usize,
        byte: u8,
    },
    Malformed {
        encoding: TextEncoding,
        offset: usize,
    },
    Surrogate {
        encoding: TextEncoding,
        offset: usize,
        unit: u16,
    },
}

/// Finds the encoding of `bytes`, unless it is given, and decodes them.
pub(crate) fn decode(
    bytes: Vec<u8>,
    given: Option<TextEncoding>,
) -> Result<(String, TextEncoding), Fault> {
    let given = match given {
        Some(TextEncoding(Table::Utf32 { is_big })) => return decode_utf_32(&bytes, is_big),
        None if bytes.starts_with(b"\xFF\xFE\0\0") => return decode_utf_32(&bytes, false),
        None if bytes.starts_with(b"\0\0\xFE\xFF") => return decode_utf_32(&bytes, true),
        Some(TextEncoding(Table::Web(encoding))) => Some(encoding),
        None => match utf_32_by_nuls(&bytes) {
            Some(is_big) => return decode_utf_32(&bytes, is_big),
            None => None,
        },
    };
    let (mut encoding, mark) = match Encoding::for_bom(&bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (detect(&bytes, given)?, 0),
    };
    if let Some(wanted) = given {
        encoding = wanted;
    }
    // The mark of another encoding than the given one is part of its text.
    let mark = if Encoding::for_bom(&bytes).is_some_and(|(found, _)| found == encoding) {
        mark
    } else {
        0
    };
    let text = if encoding == UTF_8 {
        let text = decode_utf_8(bytes, mark)?;
        refuse_controls(&text, |before| mark + before.len())?;
        text
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        let text = decode_utf_16(&bytes, mark, encoding)?;
        refuse_controls(&text, |before| mark + 2 * before.encode_utf16().count())?;
        text
    } else {
        let text = decode_table(&bytes, encoding)?;
        refuse_controls(&text, |before| encoded_length(before, encoding))?;
        text
    };
    // KOI8-U is KOI8-R with Ukrainian letters: without them, call it KOI8-R.
    if given.is_none() && encoding == KOI8_U && !text.contains(['і', 'ї', 'є', 'ґ', 'І', 'Ї', 'Є'])
    {
        encoding = KOI8_R;
    }
    Ok((text, TextEncoding::of(encoding)))
}

/// Decodes markup, which may name its encoding near its start.
///
/// Pages are served with stray bytes every day, and browsers show them; what
/// does not exist in the encoding becomes U+FFFD, which is counted later.
pub(crate) fn decode_markup(
    bytes: Vec<u8>,
    given: Option<TextEncoding>,
) -> Result<(String, TextEncoding), Fault> {
    let is_marked = Encoding::for_bom(&bytes).is_some();
    if given.is_some() || is_marked || bytes.contains(&0) || std::str::from_utf8(&bytes).is_ok() {
        return decode(bytes, given);
    }
    let declared = declared_encoding(&bytes);
    let encoding = match declared {
        Some(encoding) if encoding != UTF_8 => encoding,
        // Declared UTF-8 or nothing: believed if most of it is UTF-8.
        _ if is_damaged_utf_8(&bytes) => UTF_8,
        _ => detect(&bytes, None)?,
    };
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    refuse_controls(&text, |before| encoded_length(before, encoding))?;
    Ok((text.into_owned(), TextEncoding::of(encoding)))
}

/// The encoding that markup names: `<?xml encoding="…"`, `<meta charset=…>`.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("charset").or_else(|| rest.find("encoding")) {
        rest = rest[at..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
        let value = value.map(|value| value.trim_start_matches(['"', '\'']));
        let label = value.and_then(|value| {
            value
                .split(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))
                .next()
        });
        if let Some(encoding) = label.and_then(|label| Encoding::for_label(label.as_bytes())) {
            // Whoever writes UTF-16 in ASCII bytes means something else.
            return Some(encoding).filter(|&it| it != UTF_16LE && it != UTF_16BE);
        }
    }
    None
}

/// The byte order, if every fourth byte is as UTF-32 has it: no character needs
/// the highest byte, and hardly any text the one below.
fn utf_32_by_nuls(bytes: &[u8]) -> Option<bool> {
    let sample = bytes[..bytes.len().min(1 << 16)].as_chunks::<4>().0;
    if !bytes.len().is_multiple_of(4) || sample.len() < 4 {
        return None;
    }
    let all = |test: &dyn Fn(&[u8; 4]) -> bool| sample.iter().all(test);
    if all(&|unit| unit[3] == 0 && unit[2] < 0x11 && unit[..2] != [0, 0]) {
        Some(false)
    } else if all(&|unit| unit[0] == 0 && unit[1] < 0x11 && unit[2..] != [0, 0]) {
        Some(true)
    } else {
        None
    }
}

fn decode_utf_32(bytes: &[u8], is_big: bool) -> Result<(String, TextEncoding), Fault> {
    let encoding = TextEncoding(Table::Utf32 { is_big });
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut mark = 0;
    for (index, &unit) in units.iter().enumerate() {
        let number = if is_big {
            u32::from_be_bytes(unit)
        } else {
            u32::from_le_bytes(unit)
        };
        let offset = 4 * index;
        match char::from_u32(number) {
            Some('\u{feff}') if index == 0 => mark = 4,
            Some(character) => text.push(character),
            None => return Err(Fault::Malformed { encoding, offset }),
        }
    }
    if !rest.is_empty() {
        let offset = bytes.len() - rest.len();
        return Err(Fault::Malformed { encoding, offset });
    }
    refuse_controls(&text, |before| mark + 4 * before.chars().count())?;
    Ok((text, encoding))
}

fn decode_utf_8(bytes: Vec<u8>, mark: usize) -> Result<String, Fault> {
    let mut text = String::from_utf8(bytes).map_err(|error| Fault::Malformed {
        encoding: TextEncoding::UTF_8,
        offset: error.utf8_error().valid_up_to(),
    })?;
    text.drain(..mark);
    Ok(text)
}

fn decode_utf_16(bytes: &[u8], mark: usize, encoding: &'static Encoding) -> Result<String, Fault> {
    let big = encoding == UTF_16BE;
    let units = bytes[mark..].as_chunks::<2>();
    let unit = |&pair: &[u8; 2]| {
        if big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    };
    let encoding = TextEncoding::of(encoding);
    let mut text = String::with_capacity(bytes.len());
    let mut offset = mark;
    for decoded in char::decode_utf16(units.0.iter().map(unit)) {
        match decoded {
            Ok(character) => {
                text.push(character);
                offset += 2 * character.len_utf16();
            }
            Err(error) => {
                return Err(Fault::Surrogate {
                    encoding,
                    offset,
                    unit: error.unpaired_surrogate(),
                });
            }
        }
    }
    if units.1.is_empty() {
        Ok(text)
    } else {
        let offset = bytes.len() - 1;
        Err(Fault::Malformed { encoding, offset })
    }
}

fn decode_table(bytes: &[u8], encoding: &'static Encoding) -> Result<String, Fault> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(capacity.unwrap_or(bytes.len()));
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(length, after) => Err(Fault::Malformed {
            encoding: TextEncoding::of(encoding),
            offset: read.saturating_sub(usize::from(length) + usize::from(after)),
        }),
        // The buffer was sized for the worst case, so this cannot come up.
        DecoderResult::OutputFull => Err(Fault::Malformed {
            encoding: TextEncoding::of(encoding),
            offset: read,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{IBM866, ISO_8859_5, WINDOWS_1251, X_MAC_CYRILLIC};

    const RUSSIAN: &str = "Встреча глав двух государств прошла утром.";
    const UKRAINIAN: &str = "Президент України підписав указ про її відзнаку.";

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost);
        bytes.into_owned()
    }

    fn utf_16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[track_caller]
    fn assert_found(bytes: Vec<u8>, text: &str, name: &str) {
        let (decoded, encoding) = decode(bytes, None).unwrap();
        assert_eq!((decoded.as_str(), encoding.name()), (text, name));
    }

    #[test]
    fn cyrillic_tables_are_told_apart_from_one_short_sentence() {
        for (table, name) in [
            (WINDOWS_1251, "windows-1251"),
            (KOI8_R, "KOI8-R"),
            (IBM866, "IBM866"),
            (ISO_8859_5, "ISO-8859-5"),
        ] {
            assert_found(encoded(RUSSIAN, table), RUSSIAN, name);
            let capitals = RUSSIAN.to_uppercase();
            assert_found(encoded(&capitals, table), &capitals, name);
        }
        assert_found(encoded(UKRAINIAN, WINDOWS_1251), UKRAINIAN, "windows-1251");
        assert_found(encoded(UKRAINIAN, KOI8_U), UKRAINIAN, "KOI8-U");
    }

    #[test]
    fn a_capital_at_the_start_is_no_sign_of_a_macintosh() {
        for text in [
            "Я могу с уверенностью сказать, что если бы версии",
            "Вопрос решён. Я верю в победу, сказал он вчера",
            "— Я считаю, что президент прав и надо работать дальше",
        ] {
            assert_found(encoded(text, WINDOWS_1251), text, "windows-1251");
            let small = text.replace("Я ", "тогда я ");
            assert_found(encoded(&small, X_MAC_CYRILLIC), &small, "x-mac-cyrillic");
        }
    }

    #[test]
    fn latin_tables_come_from_the_browsers_detector() {
        let french =
            "Le musée rouvre après trois années de travaux, a déclaré la mairie à Orléans.";
        assert_found(
            encoded(french, encoding_rs::WINDOWS_1252),
            french,
            "windows-1252",
        );
        let polish = "Spółka ogłosiła, że zwiększy liczbę pracowników w przyszłym miesiącu, oświadczył jej prezes.";
        let (text, encoding) = decode(encoded(polish, encoding_rs::WINDOWS_1250), None).unwrap();
        assert_eq!(text, polish);
        assert!(matches!(encoding.name(), "windows-1250" | "ISO-8859-2"));
    }

    #[test]
    fn utf_16_is_found_with_and_without_a_mark() {
        for (text, big) in [
            ("Hello there, world.", false),
            (RUSSIAN, false),
            (RUSSIAN, true),
        ] {
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            assert_found(utf_16(text, big), text, name);
            assert_found(utf_16(&format!("\u{feff}{text}"), big), text, name);
        }
        assert_found("\u{feff}Ёж".as_bytes().to_vec(), "Ёж", "UTF-8");
    }

    #[test]
    fn damage_is_named_with_its_place() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.remove(4);
        let encoding = TextEncoding::UTF_8;
        assert_eq!(
            decode(bytes, None),
            Err(Fault::Malformed {
                encoding,
                offset: 4
            })
        );
        let mut bytes = utf_16("\u{feff}One two three.", false);
        bytes.splice(8..10, [0x00, 0xD8]);
        assert!(matches!(
            decode(bytes, None),
            Err(Fault::Surrogate {
                offset: 8,
                unit: 0xD800,
                ..
            })
        ));
        assert_eq!(
            decode(b"One\0two".to_vec(), None),
            Err(Fault::Nul { offset: 3 })
        );
        let data: Vec<u8> = (0..200u8).map(|byte| byte.wrapping_mul(37) | 1).collect();
        assert!(matches!(decode(data, None), Err(Fault::Control { .. })));
    }

    #[test]
    fn a_given_encoding_overrides() {
        let given = TextEncoding::try_new("CP866").unwrap();
        let bytes = encoded("Да", IBM866);
        assert_eq!(decode(bytes, Some(given)).unwrap().0, "Да");
        assert!(TextEncoding::try_new("klingon").is_err());
    }
}
