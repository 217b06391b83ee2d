//! Characters in XML 1.0: which exist, and how the special ones are written.

/// The first character of `text` that XML 1.0 does not allow, not even escaped,
/// and the byte it stands at.
pub(crate) fn forbidden(text: &str) -> Option<(usize, char)> {
    // The two non-characters begin with this byte, which other characters of
    // Arabic and CJK do too; the slow way decides about those.
    let bytes = text.as_bytes();
    let is_suspect = bytes.iter().fold(false, |found, &byte| {
        found | (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) | (byte == 0xef)
    });
    if !is_suspect {
        return None;
    }
    text.char_indices()
        .find(|&(_, character)| !is_allowed(character))
}

/// Whether XML 1.0 has this character.
pub(crate) fn is_allowed(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Appends text between tags. A carriage return is written as a reference,
/// since parsers turn a plain one into a line break.
pub(crate) fn push_content(out: &mut String, text: &str) {
    push_escaped(out, text, |byte| match byte {
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'&' => "&amp;",
        b'\r' => "&#13;",
        _ => "",
    });
}

/// Appends ` name="value"`. Line breaks and tabs are written as references,
/// since parsers turn plain ones into spaces.
pub(crate) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value, |byte| match byte {
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'&' => "&amp;",
        b'"' => "&quot;",
        b'\r' => "&#13;",
        b'\n' => "&#10;",
        b'\t' => "&#9;",
        _ => "",
    });
    out.push('"');
}

fn push_escaped(out: &mut String, text: &str, reference: impl Fn(u8) -> &'static str) {
    // Without a branch, so that many bytes are looked at in one instruction; most
    // texts have nothing to escape.
    let is_suspect = text.bytes().fold(false, |found, byte| {
        found | matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\r' | b'\n' | b'\t')
    });
    if !is_suspect {
        out.push_str(text);
        return;
    }
    let mut start = 0;
    for (index, &byte) in text.as_bytes().iter().enumerate() {
        // Everything that has a reference lies at or below `>`.
        if byte > b'>' {
            continue;
        }
        let reference = reference(byte);
        if !reference.is_empty() {
            out.push_str(&text[start..index]);
            out.push_str(reference);
            start = index + 1;
        }
    }
    out.push_str(&text[start..]);
}

/// Unicode's way to name a character: `U+0008`.
pub(crate) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_characters_of_xml_pass() {
        assert_eq!(forbidden("Ёж\t\r\n🦔\u{fffd}ﺎ"), None);
        assert_eq!(forbidden("a\u{8}b"), Some((1, '\u{8}')));
        assert_eq!(forbidden("\u{ffff}"), Some((0, '\u{ffff}')));
        assert_eq!(code_point('\u{8}'), "U+0008");
    }

    #[test]
    fn special_characters_are_written_as_references() {
        let mut text = String::new();
        push_content(&mut text, "a < b & c ]]> \"d\"\r");
        assert_eq!(text, "a &lt; b &amp; c ]]&gt; \"d\"&#13;");
        text.clear();
        push_attribute(&mut text, "x", "\"a\"\n\tb");
        assert_eq!(text, " x=\"&quot;a&quot;&#10;&#9;b\"");
    }
}
