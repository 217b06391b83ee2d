//! The text of an XML file: by its byte order mark, else by what it says.

use encoding_rs::Encoding;

use crate::SrxError;

/// How far in the declaration of an XML file may reach, in bytes.
const DECLARATION: usize = 200;

/// Decodes a file, without its byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, SrxError> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (declared(bytes), bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let text = text.ok_or_else(|| SrxError::Encoding {
        encoding: encoding.name().to_owned(),
    })?;
    Ok(text.into_owned())
}

fn declared(bytes: &[u8]) -> &'static Encoding {
    match bytes.get(..4) {
        Some([b'<', 0, b'?', 0]) => return encoding_rs::UTF_16LE,
        Some([0, b'<', 0, b'?']) => return encoding_rs::UTF_16BE,
        _ => {}
    }
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let head: String = head.iter().map(|&byte| char::from(byte)).collect();
    let declaration = head.split("?>").next().unwrap_or("");
    let name = declaration.split("encoding").nth(1).and_then(|rest| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|&c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    name.and_then(|name| Encoding::for_label(name.as_bytes()))
        .unwrap_or(encoding_rs::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_without_quotes_declares_nothing() {
        let file = |encoding: &[u8]| [b"<?xml encoding=", encoding, b"?><srx/>"].concat();
        assert!(decode(&file(b"'koi8-r'")).unwrap().contains("<srx/>"));
        assert_eq!(declared(&file(b"'koi8-r'")), encoding_rs::KOI8_R);
        assert_eq!(declared(&file(b"\xe9koi8-r\xe9")), encoding_rs::UTF_8);
    }
}
