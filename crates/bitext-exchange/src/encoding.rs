//! Which encoding a file is in, by what it says and what its bytes look like.

use bitext_core::LanguageTag;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Which encodings a language is likely to be in, by the domain whose pages are.
const HINTS: &str = include_str!("../data/encoding-hints.tsv");

/// What the first bytes of a file say about its encoding.
pub(crate) struct Declared {
    pub(crate) encoding: &'static Encoding,
    /// What decodes the file if it is in UTF-32, for which `encoding` has no
    /// name.
    pub(crate) utf_32: Option<Utf32Decoder>,
    /// How many bytes the mark has.
    pub(crate) byte_order_mark: usize,
    /// What is odd about it.
    pub(crate) note: Option<String>,
}

impl Declared {
    pub(crate) fn of(head: &[u8]) -> Self {
        let mut found = match head {
            [0xff, 0xfe, 0, 0, ..] => Self::by_utf32(false, 4),
            [0, 0, 0xfe, 0xff, ..] => Self::by_utf32(true, 4),
            [1..=0x7f, 0, 0, 0, ..] => Self::by_utf32(false, 0),
            [0, 0, 0, 1..=0x7f, ..] => Self::by_utf32(true, 0),
            [0xef, 0xbb, 0xbf, ..] => Self::by_bytes(UTF_8, 3),
            [0xff, 0xfe, ..] => Self::by_bytes(UTF_16LE, 2),
            [0xfe, 0xff, ..] => Self::by_bytes(UTF_16BE, 2),
            [1..=0x7f, 0, ..] => Self::by_bytes(UTF_16LE, 0),
            [0, 1..=0x7f, ..] => Self::by_bytes(UTF_16BE, 0),
            _ => return Self::by_declaration(head),
        };
        let text = found.text_of(head);
        if let Some(label) = label_of(&text)
            && !found.is_called(label)
        {
            let name = found.name();
            found.note = Some(format!("the file declares `{label}` and is in {name}"));
        }
        found
    }

    fn by_bytes(encoding: &'static Encoding, byte_order_mark: usize) -> Self {
        Self {
            encoding,
            utf_32: None,
            byte_order_mark,
            note: None,
        }
    }

    fn by_utf32(is_big: bool, byte_order_mark: usize) -> Self {
        Self {
            utf_32: Some(Utf32Decoder { is_big }),
            ..Self::by_bytes(UTF_8, byte_order_mark)
        }
    }

    fn by_declaration(head: &[u8]) -> Self {
        let mut found = Self::by_bytes(UTF_8, 0);
        let text = found.text_of(head);
        let Some(label) = label_of(&text) else {
            return found;
        };
        match Encoding::for_label(label.as_bytes()) {
            Some(encoding) if encoding == UTF_8 => {}
            // The declaration could not be read as it stands if this were so.
            Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
                found.note = Some(format!("the file declares `{label}` and is in 8-bit bytes"));
            }
            None if is_utf32(label) => {
                found.note = Some(format!("the file declares `{label}` and is in 8-bit bytes"));
            }
            Some(_) if is_utf8_beyond_doubt(head) => {
                found.note = Some(format!("the file declares `{label}` and is in UTF-8"));
            }
            Some(encoding) => found.encoding = encoding,
            None => {
                found.note = Some(format!(
                    "the file declares `{label}`, which is no known encoding; read as UTF-8"
                ));
            }
        }
        found
    }

    fn name(&self) -> &'static str {
        self.utf_32
            .map_or(self.encoding.name(), |decoder| decoder.name())
    }

    /// Whether `label` is a name of the encoding.
    fn is_called(&self, label: &str) -> bool {
        if self.utf_32.is_some() {
            return is_utf32(label);
        }
        let is_utf16 = self.encoding == UTF_16LE || self.encoding == UTF_16BE;
        let label = label.to_ascii_lowercase();
        if is_utf16
            && matches!(
                label.as_str(),
                "utf-16" | "utf16" | "ucs-2" | "iso-10646-ucs-2" | "unicode"
            )
        {
            return true;
        }
        Encoding::for_label(label.as_bytes()) == Some(self.encoding)
    }

    /// The declaration's part of the file as text.
    fn text_of(&self, head: &[u8]) -> String {
        let head = &head[self.byte_order_mark..];
        let head = head.get(..1024).unwrap_or(head);
        let ascii = head.iter().copied().filter(|&byte| byte != 0);
        ascii.map(char::from).collect()
    }
}

/// Characters of four bytes each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Utf32Decoder {
    is_big: bool,
}

impl Utf32Decoder {
    pub(crate) fn name(self) -> &'static str {
        if self.is_big { "UTF-32BE" } else { "UTF-32LE" }
    }

    /// The character of four bytes.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<char> {
        let bytes: [u8; 4] = bytes.try_into().ok()?;
        char::from_u32(if self.is_big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }
}

fn is_utf32(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    matches!(
        label.as_str(),
        "utf-32" | "utf32" | "utf-32le" | "utf-32be" | "ucs-4" | "iso-10646-ucs-4"
    )
}

/// The encoding that an XML declaration at the start of `text` names.
fn label_of(text: &str) -> Option<&str> {
    let declaration = text.trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let value = declaration.split_once("encoding")?.1;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|&mark| matches!(mark, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// Whether there are characters beyond ASCII, and all of them are UTF-8.
fn is_utf8_beyond_doubt(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    valid
        .chars()
        .filter(|character| !character.is_ascii())
        .count()
        > 1
}

/// Whether bytes that begin with UTF-8 and go on with something else are UTF-8
/// with damage: a single wrong byte among characters of UTF-8 is that, and bytes
/// without any such character are in another encoding.
pub(crate) fn is_utf8_with_damage(valid: &[u8], rest: &[u8]) -> bool {
    !valid.is_ascii() || rest.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// The encoding that `bytes`, which are not UTF-8, seem to be in. A few letters
/// can be read in many ways, so the languages that the file names have a word.
pub(crate) fn guess(bytes: &[u8], before: &str, is_at_end: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, is_at_end);
    let domain = domain_of(bytes).or_else(|| domain_of(before.as_bytes()));
    detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny)
}

/// The top-level domain that goes with the first language named in `bytes` whose
/// encodings are its own.
fn domain_of(bytes: &[u8]) -> Option<&'static str> {
    let values = memchr::memmem::find_iter(bytes, b"lang=").filter_map(|at| {
        let value = bytes.get(at + 6..)?;
        let end = value.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        std::str::from_utf8(&value[..end]).ok()
    });
    let mut domains = values.filter_map(|tag| {
        let tag = LanguageTag::try_new(tag).ok()?;
        let mut candidates = tag.fallback_chain();
        candidates.find_map(|candidate| {
            let mut rows = HINTS.lines().filter_map(|line| line.split_once('\t'));
            rows.find(|(language, _)| *language == candidate)
        })
    });
    domains.next().map(|(_, domain)| domain)
}
