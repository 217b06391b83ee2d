//! Memories of Wordfast: a unit a line, fields parted by tabs, below a line that
//! begins with `%` and says the languages. Read only.
//!
//! | field | is |
//! | --- | --- |
//! | 1, 2 | date as in `20260301~113000`, and who made the unit |
//! | 3 | how often it was used |
//! | 4, 5 | language and text of the source |
//! | 6, 7 | language and text of the target |
//! | 8 … | values of attributes that users define |
//!
//! Some signs stand as numbers of Windows' table for Western languages, `&'26;`, and
//! some as those of the Macintosh. Languages that a line leaves open are those of the
//! first line.

use bitext_core::{LanguageTag, TranslationUnit, Variant};

use crate::fused::Advance;
use crate::lines::LineReader;
use crate::{Findings, MemoryHeader, ReadError, Severity, Strictness, UnitReadOptions, UnitSource};

/// Numbers that are those of the Macintosh: quotes, dashes and the like, as the
/// Translate Toolkit lists them.
const OF_MACINTOSH: [u8; 14] = [
    0xa8, 0xaa, 0xc7, 0xc8, 0xc9, 0xca, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xe2, 0xe3,
];

/// Reads the units of a Wordfast memory.
pub(crate) struct WordfastReader {
    lines: LineReader,
    header: MemoryHeader,
    findings: Findings,
    strictness: Strictness,
}

/// Whether a text begins as such a memory does, behind a byte order mark or what
/// became of its bytes.
pub(crate) fn is_wordfast(text: &str) -> bool {
    let first_line = text.lines().next().unwrap_or_default();
    let first_line = first_line.trim_start_matches(['\u{feff}', '\u{fffd}']);
    first_line.starts_with('%') && first_line.contains("\t%Wordfast TM")
}

impl WordfastReader {
    pub(crate) fn new(source: UnitSource, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let mut lines = LineReader::new(source, options.strictness)?;
        let first_line = lines.next()?.unwrap_or_default();
        if !is_wordfast(first_line) {
            return Err(ReadError::Format {
                what: "its first line is not that of a Wordfast memory".to_owned(),
            });
        }
        let fields: Vec<&str> = first_line.split('\t').collect();
        let named = |index: usize| language(fields.get(index)?.trim_start_matches('%'));
        let header = MemoryHeader {
            source_language: named(3).or_else(|| options.source_language.clone()),
            target_language: named(5).or_else(|| options.target_language.clone()),
            creation_tool: Some("Wordfast".to_owned()),
            ..MemoryHeader::default()
        };
        Ok(Self {
            lines,
            header,
            findings: Findings::default(),
            strictness: options.strictness,
        })
    }
}

impl Advance for WordfastReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            self.lines.report(&mut self.findings);
            let Some(line) = self.lines.next()? else {
                return Ok(None);
            };
            if line.trim().is_empty() {
                continue;
            }
            let outcome = unit(line, &self.header);
            let place = self.lines.place();
            match outcome {
                Ok(unit) if unit.variants.iter().any(is_empty) => {
                    self.findings.add(Severity::Skipped, place, || {
                        "a unit without text on one side is left out".to_owned()
                    });
                }
                Ok(unit) => return Ok(Some(unit)),
                Err(what) if self.strictness == Strictness::Lenient => {
                    self.findings.add(Severity::Skipped, place, || what);
                }
                Err(what) => return Err(ReadError::Malformed { what, place }),
            }
        }
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.findings
    }
}

fn is_empty(variant: &Variant) -> bool {
    variant.segment.text().trim().is_empty()
}

/// A language as Wordfast calls it, where `RU-01` has a region that is none.
fn language(code: &str) -> Option<LanguageTag> {
    let primary = code.split('-').next()?;
    let whole = LanguageTag::try_new(code);
    whole.or_else(|_| LanguageTag::try_new(primary)).ok()
}

/// The unit of a line.
fn unit(line: &str, header: &MemoryHeader) -> Result<TranslationUnit, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [
        date,
        user,
        _,
        source_language,
        source,
        target_language,
        target,
        ..,
    ] = fields[..]
    else {
        let count = fields.len();
        return Err(format!(
            "a line of {count} fields, where a unit has at least seven"
        ));
    };
    let side = |code: &str, known: &Option<LanguageTag>, text: &str| {
        let tag = language(code).or_else(|| known.clone());
        let tag = tag.ok_or_else(|| format!("`{code}` is no language"))?;
        Ok::<_, String>(Variant::plain(tag, unescaped(text)))
    };
    let mut unit = TranslationUnit::pair(
        side(source_language, &header.source_language, source)?,
        side(target_language, &header.target_language, target)?,
    );
    unit.history.created = time(date);
    unit.history.created_by = Some(user.to_owned()).filter(|user| !user.is_empty());
    Ok(unit)
}

/// `20260301~113000` as TMX has it; Wordfast does not say in which zone it is.
fn time(date: &str) -> Option<String> {
    let (day, time) = date.split_once('~')?;
    let is_number = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    (is_number(day, 8) && is_number(time, 6)).then(|| format!("{day}T{time}Z"))
}

/// Text with `&'26;`, `\n` and `\t` resolved.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\\']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = escape(rest).unwrap_or_else(|| {
            let sign = if rest.starts_with('&') { '&' } else { '\\' };
            (sign, 1)
        });
        plain.push(character);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

/// The character that an escape at the start of `text` stands for, and the length of
/// the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    if let Some(rest) = text.strip_prefix('\\') {
        let character = match rest.chars().next()? {
            'n' => '\n',
            't' => '\t',
            _ => return None,
        };
        return Some((character, 2));
    }
    let (digits, _) = text.strip_prefix("&'")?.split_once(';')?;
    let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
    let table = if OF_MACINTOSH.contains(&byte) {
        encoding_rs::MACINTOSH
    } else {
        encoding_rs::WINDOWS_1252
    };
    let bytes = [byte];
    let (decoded, _) = table.decode_without_bom_handling(&bytes);
    let character = decoded.chars().next().filter(|c| !c.is_control())?;
    Some((character, digits.len() + 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_stand_as_numbers_are_read() {
        let cases = [
            ("Tom &'26; Ann&'85;", "Tom & Ann…"),
            ("&'C7;Tom&'C8; &'D1; &'93;Ann&'94;", "«Tom» — “Ann”"),
            ("one\\ntwo \\x C:\\", "one\ntwo \\x C:\\"),
            ("&'zz; &'2; &'01; R&D", "&'zz; &'2; &'01; R&D"),
        ];
        for (written, text) in cases {
            assert_eq!(unescaped(written), text);
        }
    }
}
