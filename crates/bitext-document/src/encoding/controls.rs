//! Control bytes: what has too many of them is no text.

use encoding_rs::Encoding;

use super::Fault;
use crate::sniff::is_binary_control;

/// NULs have no place in text, and too many other controls neither; `place` says how
/// long what stands before is in the file.
pub(super) fn refuse_controls(text: &str, place: impl Fn(&str) -> usize) -> Result<(), Fault> {
    let in_file = |offset| place(&text[..offset]);
    if let Some(offset) = text.find('\0') {
        let offset = in_file(offset);
        return Err(Fault::Nul { offset });
    }
    refuse_data(text.as_bytes()).map_err(|fault| match fault {
        Fault::Control { offset, byte } => Fault::Control {
            offset: in_file(offset),
            byte,
        },
        other => other,
    })
}

/// How many bytes a text has in an 8-bit encoding.
pub(super) fn encoded_length(text: &str, encoding: &'static Encoding) -> usize {
    encoding.encode(text).0.len()
}

/// Text may hold a stray control character, left over from a conversion; bytes
/// full of them are data.
pub(super) fn refuse_data(bytes: &[u8]) -> Result<(), Fault> {
    let controls = bytes
        .iter()
        .filter(|&&byte| is_binary_control(byte))
        .count();
    let first = bytes.iter().position(|&byte| is_binary_control(byte));
    match first {
        Some(offset) if controls > 8 && controls * 200 > bytes.len() => {
            let byte = bytes[offset];
            Err(Fault::Control { offset, byte })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

    use super::*;
    use crate::encoding::{TextEncoding, decode};

    #[test]
    fn control_bytes_are_named_where_they_are_in_the_file() {
        let text = "Ёлка\0";
        let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes);
        let utf_32 = text.chars().flat_map(|c| u32::from(c).to_be_bytes());
        let cases: [(Vec<u8>, usize); 4] = [
            ([&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(), 11),
            ([0xff, 0xfe].into_iter().chain(utf_16).collect(), 10),
            ([0, 0, 0xfe, 0xff].into_iter().chain(utf_32).collect(), 20),
            (WINDOWS_1251.encode(text).0.into_owned(), 4),
        ];
        for (bytes, expected) in cases {
            let given = (expected == 4).then(|| TextEncoding::of(WINDOWS_1251));
            match decode(bytes.clone(), given) {
                Err(Fault::Nul { offset }) => {
                    assert_eq!(offset, expected);
                    assert_eq!(bytes[offset], 0);
                }
                other => panic!("{other:?}"),
            }
        }
        let binary = format!("é{}", "\u{1}".repeat(20));
        let bytes = WINDOWS_1252.encode(&binary).0.into_owned();
        let given = Some(TextEncoding::of(WINDOWS_1252));
        let found = decode(bytes, given);
        assert!(
            matches!(found, Err(Fault::Control { offset: 1, .. })),
            "{found:?}"
        );
    }
}
