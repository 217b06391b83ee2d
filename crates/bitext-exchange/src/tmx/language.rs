//! Language tags as memories have them: `EN_us`, `eng`, `English`.

use bitext_core::LanguageTag;

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
        let subtag = written.trim().split(['-', '_']).next().unwrap_or_default();
        return if subtag.len() == tag.primary().len() {
            Understood::AsWritten(tag)
        } else {
            Understood::ByList(tag)
        };
    }
    LanguageTag::from_name(written).map_or_else(
        || Understood::AsPrivate(private(written)),
        Understood::ByList,
    )
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
}
