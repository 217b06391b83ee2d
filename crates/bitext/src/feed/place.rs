//! Where a document is, and how that is written in a manifest.
//!
//! File names may hold any bytes; a manifest is text. So bytes that are no UTF-8,
//! control characters, `\` and `#` are written as `\x` and two hexadecimal
//! digits, and a name that needs none of that stays as it is. A document in a
//! file of several has its number behind a `#`, from 1.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A document by its file and its number in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    /// Its number, from 1, in a file that holds several documents.
    pub(crate) item: Option<usize>,
}

impl Place {
    /// The place as text.
    pub(crate) fn text(&self) -> String {
        let mut text = path_text(&self.path);
        if let Some(item) = self.item {
            let _ = write!(text, "#{item}");
        }
        text
    }

    /// Reads a place; `None` if an escape is malformed.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let numbered = text.rsplit_once('#').and_then(|(path, item)| {
            let item: usize = item.parse().ok().filter(|&item| item > 0)?;
            Some((path, Some(item)))
        });
        let (path, item) = numbered.unwrap_or((text, None));
        let mut bytes = Vec::with_capacity(path.len());
        let mut rest = path;
        while let Some(at) = rest.find('\\') {
            bytes.extend_from_slice(&rest.as_bytes()[..at]);
            let code = rest[at..].strip_prefix("\\x")?.get(..2)?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = &rest[at + 4..];
        }
        bytes.extend_from_slice(rest.as_bytes());
        Some(Self {
            path: from_bytes(bytes)?,
            item,
        })
    }
}

/// A path as text that can be read back.
pub(crate) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for character in chunk.valid().chars() {
            let plain = !character.is_control() && !matches!(character, '\\' | '#');
            if plain {
                text.push(character);
            } else if cfg!(windows) && character == '\\' {
                text.push('/');
            } else {
                let mut buffer = [0; 4];
                for byte in character.encode_utf8(&mut buffer).bytes() {
                    let _ = write!(text, "\\x{byte:02x}");
                }
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    Some(OsString::from(String::from_utf8(bytes).ok()?).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_as_they_are() {
        let place = Place {
            path: "лента/ru/a b.txt".into(),
            item: None,
        };
        assert_eq!(place.text(), "лента/ru/a b.txt");
        assert_eq!(Place::parse("лента/ru/a b.txt"), Some(place));
    }

    #[cfg(unix)]
    #[test]
    fn any_bytes_come_back() {
        use std::os::unix::ffi::OsStringExt;
        let name = OsString::from_vec(b"a\xff#1\t\\\n.txt".to_vec());
        let place = Place {
            path: name.into(),
            item: Some(3),
        };
        let text = place.text();
        assert_eq!(text, "a\\xff\\x231\\x09\\x5c\\x0a.txt#3");
        assert_eq!(Place::parse(&text), Some(place));
    }

    #[test]
    fn malformed_places_are_none() {
        for text in ["a\\y", "a\\x4", "a\\x4é"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}
