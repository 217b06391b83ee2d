//! Characters in XML 1.0: which exist, and how the special ones are written.

use std::borrow::Cow;

use quick_xml::escape::{escape, partial_escape};

/// The first character of `text` that XML 1.0 does not allow, not even escaped,
/// and the byte it stands at.
pub(crate) fn forbidden(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|&(_, character)| {
        !matches!(character,
            '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    })
}

/// Text between tags.
pub(crate) fn content(text: &str) -> Cow<'_, str> {
    partial_escape(text)
}

/// Text between double quotes in a tag. Line breaks and tabs are written as
/// references, since parsers turn plain ones into spaces.
pub(crate) fn attribute(text: &str) -> Cow<'_, str> {
    let escaped = escape(text);
    if escaped.contains(['\n', '\t']) {
        Cow::Owned(escaped.replace('\n', "&#10;").replace('\t', "&#9;"))
    } else {
        escaped
    }
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
        assert_eq!(forbidden("Ёж\t\r\n🦔"), None);
        assert_eq!(forbidden("a\u{8}b"), Some((1, '\u{8}')));
        assert_eq!(forbidden("\u{ffff}"), Some((0, '\u{ffff}')));
        assert_eq!(code_point('\u{8}'), "U+0008");
    }

    #[test]
    fn special_characters_are_written_as_references() {
        assert_eq!(
            content("a < b & c ]]> \"d\"\r"),
            "a &lt; b &amp; c ]]&gt; \"d\"&#13;"
        );
        assert_eq!(attribute("\"a\"\n\tb"), "&quot;a&quot;&#10;&#9;b");
    }
}
