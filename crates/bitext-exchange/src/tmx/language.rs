//! Language tags as memories have them: `EN_us`, `eng`, `English`.

use bitext_core::LanguageTag;

/// Three-letter code, two-letter code, English name; the other three-letter code
/// of the language behind a slash.
const CODES: &str = include_str!("../../data/language-codes.tsv");

/// How a tag in a file was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Understood {
    /// As it is, or in another case or with other hyphens.
    AsWritten(LanguageTag),
    /// By the list of codes and names.
    ByList(LanguageTag),
    /// Not at all: a tag for private use was made of it.
    AsPrivate(LanguageTag),
}

/// What the tag `written` means.
pub(super) fn understand(written: &str) -> Understood {
    if let Ok(tag) = LanguageTag::try_new(written) {
        let listed = by_code(tag.primary());
        let shorter = listed.and_then(|code| {
            LanguageTag::try_new(&format!("{code}{}", &tag.as_str()[tag.primary().len()..])).ok()
        });
        return shorter.map_or(Understood::AsWritten(tag), Understood::ByList);
    }
    let named = CODES
        .lines()
        .filter_map(fields)
        .find(|(_, _, name)| name.eq_ignore_ascii_case(written.trim()));
    if let Some(tag) = named.and_then(|(_, code, _)| LanguageTag::try_new(code).ok()) {
        return Understood::ByList(tag);
    }
    Understood::AsPrivate(private(written))
}

fn by_code(primary: &str) -> Option<&'static str> {
    if primary.len() != 3 {
        return None;
    }
    let mut rows = CODES.lines().filter_map(fields);
    let found = rows.find(|(codes, _, _)| codes.split('/').any(|code| code == primary));
    found.map(|(_, code, _)| code)
}

fn fields(line: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = line.split('\t');
    Some((fields.next()?, fields.next()?, fields.next()?))
}

/// `x-…` with what letters and digits there are.
fn private(written: &str) -> LanguageTag {
    let kept: Vec<u8> = written
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .take(24)
        .collect();
    let parts: Vec<&str> = kept
        .chunks(8)
        .filter_map(|part| std::str::from_utf8(part).ok())
        .collect();
    let tag = format!("x-{}", parts.join("-"));
    LanguageTag::try_new(&tag).unwrap_or_else(|_| LanguageTag::undetermined())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_tags_are_understood() {
        let text = |written: &str| match understand(written) {
            Understood::AsWritten(tag) => format!("as {tag}"),
            Understood::ByList(tag) => format!("list {tag}"),
            Understood::AsPrivate(tag) => format!("private {tag}"),
        };
        assert_eq!(text("EN_us"), "as en-US");
        assert_eq!(text("eng"), "list en");
        assert_eq!(text("ger-AT"), "list de-AT");
        assert_eq!(text("deu"), "list de");
        assert_eq!(text("Russian"), "list ru");
        assert_eq!(text("chv"), "list cv");
        assert_eq!(text("krl"), "as krl");
        assert_eq!(text("Lingua franca nova"), "private x-linguafr-ancanova");
        assert_eq!(text(""), "private und");
    }

    #[test]
    fn the_list_is_in_order() {
        let rows: Vec<_> = CODES.lines().filter_map(fields).collect();
        assert!(rows.len() > 150);
        assert!(
            rows.iter()
                .all(|(_, code, _)| LanguageTag::try_new(code).is_ok())
        );
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
