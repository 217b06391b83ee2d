//! Fonts: codes into characters and widths.
//!
//! In the order of trust: the font's own map (ToUnicode), the names of its
//! glyphs, the standard encoding it builds on. Widths are in thousandths of the
//! font's size.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use crate::fault::Fault;
use crate::pdf::Allowance;
use crate::pdf::character_map::CharacterMap;

/// One past the largest code of a text.
const CODES: u32 = 0x1_0000;

/// A font as far as text needs it.
#[derive(Debug, Default)]
pub(crate) struct Font {
    to_unicode: Option<CharacterMap>,
    /// Characters by code, for fonts of one byte a code.
    table: BTreeMap<u32, String>,
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    is_composite: bool,
    /// The codes are UTF-16.
    is_unicode: bool,
    /// Type 3 fonts have units of their own.
    unit: f32,
    pub(crate) is_bold: bool,
}

/// One code of a text shown.
pub(crate) struct Sign {
    /// Its characters; `None` if the font does not say.
    pub(crate) text: Option<String>,
    /// Its width, as a share of the font's size.
    pub(crate) width: f32,
    /// Whether word spacing applies: the code is a space of one byte.
    pub(crate) is_space: bool,
}

impl Font {
    pub(crate) fn read(dict: &Dict<'_>, allowance: &mut Allowance) -> Result<Self, Fault> {
        let subtype = name(dict, "Subtype");
        let mut font = Self {
            unit: 0.001,
            default_width: 500.0,
            ..Self::default()
        };
        let base = name(dict, "BaseFont").to_lowercase();
        font.is_bold = ["bold", "black", "heavy", "semibold", "-bd"]
            .iter()
            .any(|it| base.contains(it));
        if let Some(stream) = dict.get::<Stream<'_>>("ToUnicode".as_bytes())
            && let Some(bytes) = allowance.unpack(&stream)?
        {
            font.to_unicode = Some(CharacterMap::parse(&bytes));
        }
        if subtype == "Type0" {
            font.read_composite(dict);
        } else {
            if subtype == "Type3" {
                let matrix = dict.get::<Array<'_>>("FontMatrix".as_bytes());
                let first = matrix.and_then(|matrix| matrix.iter::<f32>().next());
                font.unit = first
                    .filter(|unit| unit.is_finite())
                    .map_or(0.001, f32::abs);
            }
            font.read_simple(dict, allowance)?;
        }
        Ok(font)
    }

    fn read_composite(&mut self, dict: &Dict<'_>) {
        self.is_composite = true;
        self.default_width = 1000.0;
        let encoding = name(dict, "Encoding");
        self.is_unicode = encoding.contains("UCS2") || encoding.contains("UTF16");
        let below = dict.get::<Array<'_>>("DescendantFonts".as_bytes());
        let Some(below) = below.and_then(|fonts| fonts.iter::<Dict<'_>>().next()) else {
            return;
        };
        if let Some(width) = below.get::<f32>("DW".as_bytes()) {
            self.default_width = width;
        }
        if let Some(widths) = below.get::<Array<'_>>("W".as_bytes()) {
            self.read_widths(&widths);
        }
    }

    /// `c [w w w]` and `first last w`.
    fn read_widths(&mut self, widths: &Array<'_>) {
        let objects: Vec<Object<'_>> = widths.iter::<Object<'_>>().take(200_000).collect();
        let mut rest = objects.as_slice();
        // Codes have two bytes at most; ranges that tell them again and again end.
        let mut left = 4 * CODES as usize;
        while let [first, second, tail @ ..] = rest {
            let Some(start) = number(first) else { return };
            let start = start as u32;
            if let Object::Array(list) = second {
                let widths = (start..CODES).zip(list.iter::<f32>());
                for (code, width) in widths.take(left) {
                    self.widths.insert(code, width);
                    left -= 1;
                }
                rest = tail;
            } else if let (Some(end), Some(width)) = (number(second), tail.first().and_then(number))
            {
                let codes = start..CODES.min((end as u32).saturating_add(1));
                for code in codes.take(left) {
                    self.widths.insert(code, width);
                    left -= 1;
                }
                rest = &tail[1..];
            } else {
                return;
            }
        }
    }

    fn read_simple(&mut self, dict: &Dict<'_>, allowance: &mut Allowance) -> Result<(), Fault> {
        let first = dict
            .get::<i32>("FirstChar".as_bytes())
            .unwrap_or(0)
            .clamp(0, 255);
        if let Some(widths) = dict.get::<Array<'_>>("Widths".as_bytes()) {
            for (index, width) in widths.iter::<f32>().take(256).enumerate() {
                self.widths.insert(first as u32 + index as u32, width);
            }
        }
        let descriptor = dict.get::<Dict<'_>>("FontDescriptor".as_bytes());
        if let Some(width) = descriptor
            .as_ref()
            .and_then(|it| it.get::<f32>("MissingWidth".as_bytes()))
            && width > 0.0
        {
            self.default_width = width;
        }
        let encoding = dict.get::<Dict<'_>>("Encoding".as_bytes());
        let stated = name(dict, "Encoding");
        let base = encoding
            .as_ref()
            .map_or(stated, |encoding| name(encoding, "BaseEncoding"));
        if base.is_empty()
            && encoding.is_none()
            && let Some(program) =
                descriptor.and_then(|it| it.get::<Stream<'_>>("FontFile".as_bytes()))
            && let Some(bytes) = allowance.unpack(&program)?
        {
            self.read_program(&bytes);
        }
        self.add_base(&base);
        let differences = encoding.and_then(|it| it.get::<Array<'_>>("Differences".as_bytes()));
        let Some(differences) = differences else {
            return Ok(());
        };
        let mut code = 0;
        for object in differences.iter::<Object<'_>>().take(2000) {
            if let Some(start) = number(&object) {
                code = start as u32;
            } else if let Object::Name(glyph) = object {
                match characters_of_glyph(glyph.as_str()) {
                    Some(text) => self.table.insert(code, text),
                    None => self.table.remove(&code),
                };
                code = code.saturating_add(1);
            }
        }
        Ok(())
    }

    /// The encoding inside a Type 1 program: `dup 65 /A put`.
    fn read_program(&mut self, bytes: &[u8]) {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 16)]);
        let Some(start) = head.find("/Encoding") else {
            return;
        };
        let mut words = head[start..].split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "dup" => {
                    let code = words.next().and_then(|code| code.parse().ok());
                    let glyph = words.next().and_then(|glyph| glyph.strip_prefix('/'));
                    if let (Some(code), Some(text)) = (code, glyph.and_then(characters_of_glyph)) {
                        self.table.insert(code, text);
                    }
                }
                "readonly" | "def" => break,
                _ => {}
            }
        }
    }

    fn add_base(&mut self, base: &str) {
        let table = if base == "MacRomanEncoding" {
            MACINTOSH
        } else {
            WINDOWS_1252
        };
        for code in 0x20..=0xFFu8 {
            let (text, _) = table.decode_without_bom_handling(std::slice::from_ref(&code));
            let text = match (base, code) {
                // The standard encoding has typographic quotes here.
                ("" | "StandardEncoding", b'\'') => "’".to_owned(),
                ("" | "StandardEncoding", b'`') => "‘".to_owned(),
                _ => text.into_owned(),
            };
            self.table.entry(u32::from(code)).or_insert(text);
        }
        if base.is_empty() || base == "StandardEncoding" {
            for (code, text) in [
                (0xAE, "ﬁ"),
                (0xAF, "ﬂ"),
                (0xB1, "–"),
                (0xD0, "—"),
                (0xAA, "“"),
                (0xBA, "”"),
                (0xB7, "•"),
            ] {
                // Only fonts without an encoding of their own are standard.
                if base == "StandardEncoding" {
                    self.table.insert(code, text.to_owned());
                }
            }
        }
    }

    /// The signs of a text that is shown.
    pub(crate) fn signs(&self, bytes: &[u8]) -> Vec<Sign> {
        let mut signs = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while let [first, tail @ ..] = rest {
            let declared = self
                .to_unicode
                .as_ref()
                .and_then(|map| map.is_one_byte(*first));
            let is_one_byte = !self.is_composite || (declared == Some(true) && !self.is_unicode);
            let (code, next) = match tail {
                [second, tail @ ..] if !is_one_byte => {
                    (u32::from(*first) << 8 | u32::from(*second), tail)
                }
                tail => (u32::from(*first), tail),
            };
            rest = next;
            let width = self
                .widths
                .get(&code)
                .copied()
                .unwrap_or(self.default_width);
            signs.push(Sign {
                text: self.characters(code),
                width: width * self.unit,
                is_space: is_one_byte && code == 32,
            });
        }
        signs
    }

    fn characters(&self, code: u32) -> Option<String> {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.get(code));
        if let Some(text) = mapped
            && !text.is_empty()
            && text != "\u{fffd}"
        {
            return Some(text);
        }
        if self.is_composite {
            return char::from_u32(code)
                .filter(|_| self.is_unicode)
                .map(String::from);
        }
        self.table.get(&code).cloned()
    }
}

fn name(dict: &Dict<'_>, key: &str) -> String {
    let name = dict.get::<Name<'_>>(key.as_bytes());
    name.map_or(String::new(), |name| name.as_str().to_owned())
}

fn number(object: &Object<'_>) -> Option<f32> {
    object
        .clone()
        .into_f32()
        .filter(|number| number.is_finite())
}

/// The characters of a glyph by its name.
fn characters_of_glyph(name: &str) -> Option<String> {
    static NAMES: OnceLock<BTreeMap<&'static str, char>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let lines = include_str!("../../data/glyph-names.txt").lines();
        let pairs = lines.filter_map(|line| line.split_once(' '));
        pairs
            .filter_map(|(name, code)| {
                let code = u32::from_str_radix(code, 16).ok()?;
                Some((name, char::from_u32(code)?))
            })
            .collect()
    });
    // What follows a full stop names a variant of the same character.
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    if let Some(&character) = names.get(name) {
        return Some(character.to_string());
    }
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(only.to_string());
    }
    if name.contains('_') {
        return name.split('_').map(characters_of_glyph).collect();
    }
    let digits = name
        .strip_prefix("uni")
        .or_else(|| name.strip_prefix('u'))?;
    if digits.len() < 4 || !digits.is_ascii() {
        return None;
    }
    let units = digits.as_bytes().chunks(if digits.len() % 4 == 0 {
        4
    } else {
        digits.len()
    });
    units
        .map(|unit| {
            let code = u32::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok()?;
            char::from_u32(code)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_have_names_of_several_kinds() {
        for (name, text) in [
            ("quoteright", Some("’")),
            ("afii10017", Some("А")),
            ("uni0416", Some("Ж")),
            ("u1F600", Some("😀")),
            ("f_i", Some("fi")),
            ("a.sc", Some("a")),
            ("g123", None),
        ] {
            assert_eq!(characters_of_glyph(name).as_deref(), text, "{name}");
        }
    }
}
