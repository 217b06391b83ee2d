//! ninjs: news in JSON (IPTC, 1.x and 2.x), one item, a list, or a package
//! whose associations are items.
//!
//! A string's place is that of its value in the file, so the text is looked at in
//! two forms at once: as values, and as the pieces of it that they were made of.

use std::collections::BTreeMap;

use bitext_core::{BlockKind, LanguageTag, Metadata, Origin, TextRange};
use serde_json::Value;

use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::append_piece;
use crate::json::{self, Written, list, members, place};
use crate::wire::{parse_date, update::update_number};

/// Members by which a news item is known.
pub(crate) const BODIES: [&str; 5] = [
    "body_text",
    "body_html",
    "body_xhtml",
    "bodies",
    "body_textmarkdown",
];

/// Whether `item` is a news item.
pub(crate) fn is_item(item: &Value) -> bool {
    BODIES.iter().any(|key| item.get(key).is_some())
        || (item.get("uri").is_some() && item.get("headline").is_some())
}

pub(crate) fn read(text: &str) -> Result<Vec<Draft>, Fault> {
    let damaged = |error: serde_json::Error| Fault::damaged(None, error.to_string());
    let value: Value = serde_json::from_str(text).map_err(damaged)?;
    let written: Written<'_> = serde_json::from_str(text).map_err(damaged)?;
    let mut drafts = Vec::new();
    match &value {
        Value::Array(items) => {
            for (item, written) in items.iter().zip(list(written)) {
                read_item(item, written, text, &mut drafts);
            }
        }
        item => read_item(item, written, text, &mut drafts),
    }
    Ok(drafts)
}

pub(crate) fn read_item(item: &Value, written: Written<'_>, text: &str, drafts: &mut Vec<Draft>) {
    let members = members(written);
    let mut draft = Draft {
        metadata: properties(item),
        ..Draft::default()
    };
    if let Some((body, body_range)) = found(item, &members, text, &BODY, "bodies") {
        let headline = found(item, &members, text, &["headline"], "headlines");
        if let Some((headline, range)) = headline {
            let origin = Origin::Bytes { part: 0, range };
            draft.push(BlockKind::Heading, headline, origin);
        }
        append_piece(&mut draft, body, body_range);
        drafts.push(draft);
    }
    let Some(written) = members.get("associations").copied() else {
        return;
    };
    match item.get("associations") {
        Some(Value::Object(items)) => {
            // Both are in the order of their keys.
            for (item, written) in items.values().zip(json::members(written).into_values()) {
                read_item(item, written, text, drafts);
            }
        }
        Some(Value::Array(items)) => {
            for (item, written) in items.iter().zip(list(written)) {
                read_item(item, written, text, drafts);
            }
        }
        _ => {}
    }
}

/// The members that hold a text, the best one first.
const BODY: [&str; 4] = ["body_xhtml", "body_html", "body_text", "body_textmarkdown"];

/// The text of the first of the members `names` that is one, else the first of the
/// list that version 2 has instead, with its bytes in the file.
fn found<'item>(
    item: &'item Value,
    members: &BTreeMap<String, Written<'_>>,
    text: &str,
    names: &[&str],
    list_name: &str,
) -> Option<(&'item str, TextRange)> {
    let direct = names.iter().find_map(|&name| {
        let words = item.get(name)?.as_str()?;
        Some((words, place(text, members.get(name)?)))
    });
    direct.or_else(|| {
        let entries = item.get(list_name)?.as_array()?;
        let written = list(members.get(list_name)?);
        entries.iter().zip(written).find_map(|(entry, written)| {
            let words = entry.get("value")?.as_str()?;
            Some((words, place(text, json::members(written).get("value")?)))
        })
    })
}

/// The first `value` of a list, as version 2 has its texts.
fn first_value<'json>(item: &'json Value, list: &str) -> Option<&'json str> {
    let mut entries = item.get(list)?.as_array()?.iter();
    entries.find_map(|entry| entry.get("value").and_then(Value::as_str))
}

fn properties(item: &Value) -> Metadata {
    let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    let date = |key: &str| text(key).and_then(|date| parse_date(&date));
    let name = |key: &str| {
        let list = item.get(key)?.as_array()?;
        list.iter()
            .find_map(|entry| entry.get("name").and_then(Value::as_str))
            .map(str::to_owned)
    };
    let mut metadata = Metadata::default();
    metadata.headline =
        text("headline").or_else(|| first_value(item, "headlines").map(str::to_owned));
    metadata.byline = text("byline").or_else(|| name("people"));
    metadata.dateline = text("located");
    metadata.slug = text("slugline").or_else(|| text("slug"));
    metadata.language = text("language").and_then(|tag| LanguageTag::try_new(&tag).ok());
    metadata.published = date("firstcreated").or_else(|| date("contentcreated"));
    metadata.modified = date("versioncreated");
    metadata.published = metadata.published.or(metadata.modified);
    metadata.story_id = text("uri");
    metadata.canonical_url = text("url");
    metadata.provider = name("infosource")
        .or_else(|| name("infosources"))
        .or_else(|| text("copyrightholder"));
    let version = item.get("version").map(|version| match version {
        Value::String(digits) => digits.clone(),
        other => other.to_string(),
    });
    metadata.update_number = version.and_then(|digits| digits.parse().ok());
    if metadata.update_number.is_none() {
        metadata.update_number = metadata.headline.as_deref().and_then(update_number);
    }
    let words = item
        .get("keywords")
        .or_else(|| item.get("keyword"))
        .and_then(Value::as_array);
    let words = words.into_iter().flatten().filter_map(Value::as_str);
    metadata.keywords = words.map(str::to_owned).collect();
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let drafts = read(text).unwrap();
        let origins = drafts.iter().flat_map(|draft| &draft.origins);
        origins
            .map(|origin| match origin {
                Origin::Bytes { range, .. } => range.of(text),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn places_are_those_of_the_value_itself() {
        let text = r#"[{"slugline":"A","headline":"A","body_text":"One\u002e"},
            {"headlines":[{"role":"A"},{"value":"A"}],"bodies":[{"value":"Two."}],
             "associations":{"z":{"body_text":"Two."},"b":{"body_text":"Two."}}}]"#;
        assert_eq!(
            places(text),
            [
                "\"A\"",
                "\"One\\u002e\"",
                "\"A\"",
                "\"Two.\"",
                "\"Two.\"",
                "\"Two.\""
            ]
        );
        let drafts = read(text).unwrap();
        let starts: Vec<usize> = drafts
            .iter()
            .flat_map(|draft| &draft.origins)
            .map(|origin| match origin {
                Origin::Bytes { range, .. } => range.start,
                other => panic!("{other:?}"),
            })
            .collect();
        let nth = |words: &str, nth| text.match_indices(words).nth(nth).unwrap().0;
        assert_eq!(
            starts,
            [
                nth("\"A\"", 1),
                nth("\"One", 0),
                nth("\"A\"", 3),
                nth("\"Two", 0),
                nth("\"Two", 2),
                nth("\"Two", 1)
            ]
        );
    }

    /// Quadratic time would take minutes.
    #[test]
    fn many_items_take_linear_time() {
        let item = r#"{"headline":"Caf\u00e9","body_text":"Soup\u0021"}"#;
        let text = format!("[{}]", vec![item; 100_000].join(","));
        let drafts = read(&text).unwrap();
        assert_eq!(drafts.len(), 100_000);
        assert_eq!(drafts[99_999].text, "Café\nSoup!");
    }
}
