//! The keys of `bitext.toml`, a row each.

use std::str::FromStr;

use bitext_core::LanguageTag;
use bitext_document::TextEncoding;
use bitext_exchange::{LanguageMap, UnitFormat};
use toml::Value;

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Language,
    Encoding,
    Path,
    /// A number from 0 to 1.
    Share,
    /// A whole number from 1.
    Count,
    Flag,
    LanguageMap,
    /// A format for translation units.
    Format,
    Choice(&'static [&'static str]),
}

/// A key.
#[derive(Debug)]
pub(crate) struct Key {
    /// With its table: `batch.format`.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Its value as TOML if nobody says anything.
    pub(crate) default: Option<&'static str>,
    pub(crate) about: &'static str,
}

const fn key(
    name: &'static str,
    kind: Kind,
    default: Option<&'static str>,
    about: &'static str,
) -> Key {
    Key {
        name,
        kind,
        default,
        about,
    }
}

/// Every key, tables together.
pub(crate) const KEYS: &[Key] = &[
    key(
        "source",
        Kind::Path,
        None,
        "folder, pattern, file or manifest of source documents",
    ),
    key(
        "target",
        Kind::Path,
        None,
        "folder or pattern of target documents",
    ),
    key(
        "source-language",
        Kind::Language,
        None,
        "found out from the texts",
    ),
    key(
        "target-language",
        Kind::Language,
        None,
        "found out from the texts",
    ),
    key("encoding", Kind::Encoding, None, "found out from the bytes"),
    key(
        "pack-folder",
        Kind::Path,
        None,
        "language packs that add to the built-in ones",
    ),
    key("threads", Kind::Count, None, "all cores"),
    key(
        "log-format",
        Kind::Choice(&["text", "json"]),
        Some("\"text\""),
        "how events are written",
    ),
    key(
        "pair.min-probability",
        Kind::Share,
        Some("0.5"),
        "pair nothing less probable",
    ),
    key(
        "pair.metadata",
        Kind::Path,
        None,
        "table of publish times and story ids",
    ),
    key(
        "batch.output",
        Kind::Path,
        None,
        "file of all pairs, or folder of a file a pair",
    ),
    key(
        "batch.format",
        Kind::Format,
        None,
        "by the extension of the output",
    ),
    key("batch.run-folder", Kind::Path, None, "beside the output"),
    key(
        "batch.min-probability",
        Kind::Share,
        None,
        "write every link",
    ),
    key(
        "batch.review-below",
        Kind::Share,
        Some("0.9"),
        "links below need a look",
    ),
    key(
        "batch.line-mode",
        Kind::Choice(&["every", "blank", "unwrap"]),
        None,
        "found out from the lines",
    ),
    key(
        "batch.language-map",
        Kind::LanguageMap,
        None,
        "tags to be written for others",
    ),
    key(
        "batch.fail-under",
        Kind::Share,
        None,
        "exit with 1 below this share of pairs aligned",
    ),
    key(
        "batch.force",
        Kind::Flag,
        Some("false"),
        "write pairs that seem no translations",
    ),
    key(
        "batch.learn-lexicon",
        Kind::Choice(&["auto", "always", "never"]),
        Some("\"auto\""),
        "align twice, with words learned from the whole batch",
    ),
    key(
        "batch.watch-interval",
        Kind::Count,
        Some("10"),
        "seconds between two looks",
    ),
];

/// The key of that name.
pub(crate) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The key whose name is most like `name`.
pub(crate) fn nearest(name: &str) -> &'static str {
    // A key put into the wrong table is still near.
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let distance = |key: &&Key| {
        let own = distance(key.name, name);
        own.min(distance(&last(key.name), &last(name)) + 1)
    };
    KEYS.iter().min_by_key(distance).map_or("", |key| key.name)
}

/// Levenshtein distance in characters.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for (at, &second) in other.iter().enumerate() {
            let swapped = diagonal + usize::from(letter != second);
            diagonal = row[at + 1];
            row[at + 1] = swapped.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

impl Kind {
    /// What is wrong with a value.
    pub(crate) fn check(self, value: &Value) -> Result<(), String> {
        let text = || {
            let text = value.as_str();
            text.ok_or_else(|| format!("`{value}` is no text; put it in quotation marks"))
        };
        match self {
            Self::Path => text().map(drop),
            Self::Language => LanguageTag::try_new(text()?)
                .map(drop)
                .map_err(|error| error.to_string()),
            Self::Encoding => TextEncoding::from_str(text()?)
                .map(drop)
                .map_err(|error| error.to_string()),
            Self::LanguageMap => LanguageMap::from_str(text()?)
                .map(drop)
                .map_err(|error| error.to_string()),
            Self::Format => UnitFormat::from_str(text()?)
                .map(drop)
                .map_err(|error| error.to_string()),
            Self::Share => match share(value) {
                Some(share) if (0.0..=1.0).contains(&share) => Ok(()),
                _ => Err(format!("`{value}` is no number from 0 to 1")),
            },
            Self::Count => match value.as_integer() {
                Some(count) if count > 0 => Ok(()),
                _ => Err(format!("`{value}` is no whole number from 1")),
            },
            Self::Flag => match value.as_bool() {
                Some(_) => Ok(()),
                None => Err(format!("`{value}` is neither `true` nor `false`")),
            },
            Self::Choice(choices) => {
                let text = text()?;
                if choices.contains(&text) {
                    Ok(())
                } else {
                    Err(format!("`{text}` is none of {}", choices.join(", ")))
                }
            }
        }
    }
}

/// A number, whole or not.
pub(crate) fn share(value: &Value) -> Option<f64> {
    let whole = value.as_integer().map(|number| number as f64);
    value.as_float().or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_pass_their_own_checks() {
        for key in KEYS {
            let Some(default) = key.default else { continue };
            let table: toml::Table = toml::from_str(&format!("x = {default}")).unwrap();
            assert_eq!(key.kind.check(&table["x"]), Ok(()), "{}", key.name);
        }
    }

    #[test]
    fn the_nearest_key_is_the_one_meant() {
        assert_eq!(nearest("batch.formt"), "batch.format");
        assert_eq!(nearest("sorce-language"), "source-language");
        assert_eq!(nearest("fail-under"), "batch.fail-under");
        assert_eq!(nearest("pair.threads"), "threads");
    }
}
