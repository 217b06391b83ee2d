//! Cells: what they are called, and what their texts look like in XML.

use std::fmt::Write as _;

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub(super) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        // The remainder is below 26.
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// Column and row, both counted from 0, of a reference like `AB12`.
pub(super) fn position(reference: &str) -> Option<(usize, usize)> {
    let reference = reference.trim().replace('$', "");
    let cut = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = reference.split_at(cut);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row: usize = digits.parse().ok()?;
    Some((column - 1, row.checked_sub(1)?))
}

/// Text as a workbook has it: a character that XML lacks becomes `_x0008_`, and
/// what looks like that already is kept apart from it.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    let mut plain = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        let is_escape = character == '_' && escape_at(&text[index..]).is_some();
        let is_written = crate::xml::is_allowed(character) && character != '\r' && !is_escape;
        if is_written {
            plain.push(character);
        } else {
            let _ = write!(plain, "_x{:04X}_", u32::from(character));
        }
    }
    crate::xml::push_content(out, &plain);
}

/// Text with `_x0008_` resolved.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(character) = escape_at(rest) {
            plain.push(character);
            rest = &rest[7..];
        } else {
            plain.push_str("_x");
            rest = &rest[2..];
        }
    }
    plain.push_str(rest);
    plain
}

/// The character that an escape at the start of `text` stands for.
fn escape_at(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let is_escape = digits.bytes().all(|b| b.is_ascii_hexdigit()) && text[6..].starts_with('_');
    let number = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(number).filter(|_| is_escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(letters(0), "A");
        assert_eq!(letters(25), "Z");
        assert_eq!(letters(26), "AA");
        assert_eq!(letters(701), "ZZ");
        assert_eq!(letters(702), "AAA");
        for column in [0, 25, 26, 701, 702, 16_383] {
            let reference = format!("{}7", letters(column));
            assert_eq!(position(&reference), Some((column, 6)));
        }
        assert_eq!(position("$B$1"), Some((1, 0)));
        assert_eq!(position("B0"), None);
        assert_eq!(position("12"), None);
    }

    #[test]
    fn characters_that_xml_lacks_go_through() {
        for text in [
            "a\u{8}b",
            "_x0008_",
            "_x0041",
            "x_x_xABCD_ж",
            "a\r\nb",
            "\u{ffff}",
            "_xd800_",
        ] {
            let mut written = String::new();
            push_escaped(&mut written, text);
            let content = quick_xml::escape::unescape(&written).unwrap();
            assert_eq!(unescaped(&content), text, "{written}");
            assert!(crate::xml::forbidden(&written).is_none());
        }
    }
}
