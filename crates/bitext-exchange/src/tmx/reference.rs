//! References in XML: `&amp;`, `&#169;`, `&company;`.

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// A character, which XML may not allow.
    Character(char),
    /// Half of a character, as old tools write those beyond U+FFFF.
    Surrogate(u32),
    /// A character by a name that HTML has and XML has not.
    Html(char),
    /// An entity that a document type may declare. Those are never expanded,
    /// since a few lines of them make gigabytes of text or read local files.
    Unknown,
}

/// Resolves the reference `&name;`.
pub(super) fn resolve(name: &str) -> Resolved {
    let named = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return resolve_number(name).unwrap_or_else(|| resolve_html(name)),
    };
    Resolved::Character(named)
}

fn resolve_number(name: &str) -> Option<Resolved> {
    let digits = name.strip_prefix('#')?;
    let value = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    let value = value.ok()?;
    match char::from_u32(value) {
        Some(character) => Some(Resolved::Character(character)),
        None if (0xd800..=0xdfff).contains(&value) => Some(Resolved::Surrogate(value)),
        None => None,
    }
}

/// The names of HTML that turn up in memories made from web pages.
fn resolve_html(name: &str) -> Resolved {
    Resolved::Html(match name {
        "nbsp" => '\u{a0}',
        "shy" => '\u{ad}',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        "deg" => '°',
        "laquo" => '«',
        "raquo" => '»',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bull" => '•',
        "euro" => '€',
        _ => return Resolved::Unknown,
    })
}

/// Longer in bytes than any reference that can be resolved, zeros before a number
/// included.
const LONGEST: usize = 64;

/// Appends an attribute's value with its references resolved and its white
/// space made spaces; whether all of them could be. One that cannot be stays as
/// it is written.
pub(super) fn unescape(value: &str, out: &mut String) -> bool {
    let is_space = |byte| matches!(byte, b'\t' | b'\n' | b'\r');
    let is_plain = |byte| byte != b'&' && !is_space(byte);
    if value.bytes().all(is_plain) {
        out.push_str(value);
        return true;
    }
    let mut is_whole = true;
    let mut rest = value;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if !rest.starts_with('&') {
            let length = if rest.starts_with("\r\n") { 2 } else { 1 };
            out.push(' ');
            rest = &rest[length..];
            continue;
        }
        // No longer than any known one, or many `&` without an end would be slow.
        let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
        let resolved = end.map(|end| (end, resolve(&rest[1..end])));
        match resolved {
            Some((end, Resolved::Character(character))) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            Some((end, Resolved::Html(character))) => {
                is_whole = false;
                out.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                is_whole = false;
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    is_whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_for_characters() {
        assert_eq!(resolve("lt"), Resolved::Character('<'));
        assert_eq!(resolve("#1077"), Resolved::Character('е'));
        assert_eq!(resolve("#x1F"), Resolved::Character('\u{1f}'));
        assert_eq!(resolve("#xD83D"), Resolved::Surrogate(0xd83d));
        assert_eq!(resolve("nbsp"), Resolved::Html('\u{a0}'));
        assert_eq!(resolve("#99999999999"), Resolved::Unknown);
        assert_eq!(resolve("company"), Resolved::Unknown);
    }

    #[test]
    fn values_are_unescaped_and_their_white_space_made_spaces() {
        let mut text = String::new();
        assert!(unescape("a &amp;\tb\r\nc&#10;", &mut text));
        assert_eq!(text, "a & b c\n");
        text.clear();
        assert!(!unescape("R&D &x; &nbsp;", &mut text));
        assert_eq!(text, "R&D &x; \u{a0}");
        text.clear();
        // Quadratic time would take minutes.
        let many = "&".repeat(4_000_000);
        assert!(!unescape(&format!("{many};"), &mut text));
        assert_eq!(text.len(), many.len() + 1);
    }
}
