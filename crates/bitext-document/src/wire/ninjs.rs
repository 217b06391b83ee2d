//! ninjs: news in JSON (IPTC, 1.x and 2.x), one item, a list, or a package
//! whose associations are items.

use bitext_core::{BlockKind, LanguageTag, Metadata, Origin, TextRange};
use serde_json::Value;

use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::append_piece;
use crate::wire::{parse_date, update::update_number};

pub(crate) fn read(text: &str) -> Result<Vec<Draft>, Fault> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| Fault::damaged(None, error.to_string()))?;
    let mut drafts = Vec::new();
    match &value {
        Value::Array(items) => {
            for item in items {
                read_item(item, text, &mut drafts);
            }
        }
        item => read_item(item, text, &mut drafts),
    }
    Ok(drafts)
}

fn read_item(item: &Value, text: &str, drafts: &mut Vec<Draft>) {
    let mut draft = Draft {
        metadata: properties(item),
        ..Draft::default()
    };
    let body = body(item);
    if let Some(body) = body {
        if let Some(headline) = draft.metadata.headline.clone() {
            let range = place(text, &headline);
            draft.push(
                BlockKind::Heading,
                &headline,
                Origin::Bytes { part: 0, range },
            );
        }
        append_piece(&mut draft, body, place(text, body));
        drafts.push(draft);
    }
    match item.get("associations") {
        Some(Value::Object(items)) => {
            for item in items.values() {
                read_item(item, text, drafts);
            }
        }
        Some(Value::Array(items)) => {
            for item in items {
                read_item(item, text, drafts);
            }
        }
        _ => {}
    }
}

/// The bytes of a string in the file; the start of the file if its escapes are
/// written in another way.
fn place(text: &str, words: &str) -> TextRange {
    let written = serde_json::to_string(words).unwrap_or_default();
    let start = text.find(&written);
    start.map_or(TextRange::new(0, 0), |start| {
        TextRange::new(start, start + written.len())
    })
}

fn body(item: &Value) -> Option<&str> {
    let keys = ["body_xhtml", "body_html", "body_text", "body_textmarkdown"];
    let direct = keys
        .iter()
        .find_map(|key| item.get(key).and_then(Value::as_str));
    direct.or_else(|| first_value(item, "bodies"))
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
