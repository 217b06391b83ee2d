//! Documents in JSON, as crawlers and corpora keep them: an object, a list of
//! objects, or an object a line.
//!
//! No standard says what the members are called, so a document is whatever has a
//! text under one of the usual names; news items (ninjs) among them are read as such.

mod written;

use bitext_core::{BlockKind, LanguageTag, Metadata, Origin};
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) use self::written::{Written, list, members, place};
use crate::ReadWarning;
use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::append_piece;
use crate::wire::{ninjs, parse_date};

/// Members that hold the text of a document, the likeliest first.
pub(crate) const TEXT: [&str; 7] = [
    "text",
    "content",
    "body",
    "raw_content",
    "raw_text",
    "plain_text",
    "maintext",
];
const TITLE: [&str; 2] = ["title", "headline"];
const ADDRESS: [&str; 5] = ["url", "canonical_url", "source_url", "link", "u"];
const LANGUAGE: [&str; 2] = ["language", "lang"];
const PUBLISHED: [&str; 8] = [
    "published",
    "published_at",
    "date_published",
    "date_publish",
    "publish_date",
    "pub_date",
    "date",
    "timestamp",
];
/// Not `id`: what numbers the rows of a file says nothing of the story.
const STORY: [&str; 2] = ["story_id", "story"];
const AUTHOR: [&str; 2] = ["byline", "author"];
const PROVIDER: [&str; 4] = ["provider", "publisher", "source_domain", "site"];

/// Objects in which the other members may stand instead.
const INNER: [&str; 2] = ["metadata", "meta"];

/// One of so many objects must have a text.
pub(crate) const LOOKED_AT: usize = 100;

/// Whether `item` is a document, and no segment as `bitext segment` writes them.
pub(crate) fn is_document(item: &Value) -> bool {
    let is_segment = ["index", "block", "bytes"]
        .iter()
        .all(|key| item.get(key).is_some());
    ninjs::is_item(item) || (string(item, &TEXT).is_some() && !is_segment)
}

/// The first objects of a text that is an object a line; `None` for others, among
/// them a text that quotes an object or two before it goes on.
pub(crate) fn first_objects(text: &str) -> Option<Vec<Value>> {
    let lines = lines(text).take(LOOKED_AT);
    lines.map(|(_, line)| object(line).ok()).collect()
}

/// Reads the documents of a file; objects without a text are passed over, and lines
/// that are no objects with a warning.
pub(crate) fn read(text: &str) -> Result<Vec<Draft>, Fault> {
    let mut drafts = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let written = written(text)?;
        match &value {
            Value::Array(items) => {
                for (item, written) in items.iter().zip(list(written)) {
                    read_item(item, written, text, &mut drafts);
                }
            }
            item => read_item(item, written, text, &mut drafts),
        }
        return Ok(drafts);
    }
    let mut bad: Vec<(usize, Fault)> = Vec::new();
    for (number, line) in lines(text) {
        match object(line) {
            Ok(item) => read_item(&item, written(line)?, text, &mut drafts),
            Err(reason) => {
                let offset = line.as_ptr().addr() - text.as_ptr().addr();
                let fault = Fault::damaged(Some(offset), format!("line {number}: {reason}"));
                bad.push((number, fault));
            }
        }
    }
    let others = bad.len().saturating_sub(1);
    match (bad.into_iter().next(), drafts.last_mut()) {
        // A crawl that broke off, or has one bad line in a million, is still a crawl.
        (Some((line, _)), Some(last)) => {
            last.warnings
                .push(ReadWarning::LinesLeftOut { line, others });
        }
        (Some((_, fault)), None) => return Err(fault),
        (None, _) => {}
    }
    Ok(drafts)
}

/// The lines with something on them and their numbers, from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let numbered = (1..).zip(text.split('\n').map(str::trim));
    numbered.filter(|(_, line)| !line.is_empty())
}

fn object(line: &str) -> Result<Value, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    match value {
        Value::Object(_) => Ok(value),
        _ => Err("it is no object".to_owned()),
    }
}

fn written(text: &str) -> Result<&RawValue, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::damaged(None, error.to_string()))
}

fn read_item(item: &Value, written: Written<'_>, text: &str, drafts: &mut Vec<Draft>) {
    if ninjs::is_item(item) {
        return ninjs::read_item(item, written, text, drafts);
    }
    let Some((name, body)) = string(item, &TEXT) else {
        return;
    };
    let members = members(written);
    let range = |name: &str| members.get(name).map(|written| place(text, written));
    let mut draft = Draft {
        metadata: properties(item),
        ..Draft::default()
    };
    if let Some((name, title)) = string(item, &TITLE)
        && let Some(range) = range(name)
        // Many a crawler leaves the title in the text as well.
        && body.trim_start().lines().next().map(str::trim) != Some(title.trim())
    {
        let origin = Origin::Bytes { part: 0, range };
        draft.push(BlockKind::Heading, title, origin);
    }
    if let Some(range) = range(name) {
        append_piece(&mut draft, body, range);
    }
    drafts.push(draft);
}

/// The first of the members `names` that is a string with something in it, and its
/// name.
fn string<'item>(item: &'item Value, names: &[&'static str]) -> Option<(&'static str, &'item str)> {
    names.iter().find_map(|&name| {
        let words = item.get(name)?.as_str()?;
        (!words.trim().is_empty()).then_some((name, words))
    })
}

fn properties(item: &Value) -> Metadata {
    let inner = INNER.iter().filter_map(|name| item.get(name));
    let places: Vec<&Value> = std::iter::once(item).chain(inner).collect();
    let text = |names: &[&'static str]| {
        let found = places.iter().find_map(|place| string(place, names));
        found.map(|(_, words)| words.to_owned())
    };
    let mut metadata = Metadata::default();
    metadata.headline = text(&TITLE);
    metadata.byline = text(&AUTHOR);
    metadata.language = text(&LANGUAGE).and_then(|tag| LanguageTag::try_new(&tag).ok());
    metadata.published = text(&PUBLISHED).and_then(|date| parse_date(&date));
    metadata.story_id = text(&STORY);
    metadata.canonical_url = text(&ADDRESS);
    metadata.provider = text(&PROVIDER);
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_a_line_is_a_document_each() {
        let text = "{\"text\": \"One.\\nTwo.\", \"lang\": \"en\"}\r\n\n\
                    {\"id\": 7}\n\
                    {\"title\": \"Head\", \"content\": \"<p>Body</p>\", \
                    \"metadata\": {\"url\": \"https://example.org/a\"}}\n\
                    {\"headline\": \"News\", \"body_text\": \"Item.\"}\n";
        assert_eq!(first_objects(text).unwrap().len(), 4);
        assert_eq!(first_objects("{}\nwas written there."), None);
        assert_eq!(first_objects("{}\n{}\nwere written there."), None);
        let drafts = read(text).unwrap();
        let texts: Vec<&str> = drafts.iter().map(|draft| draft.text.as_str()).collect();
        assert_eq!(texts, ["One.\nTwo.", "Head\nBody", "News\nItem."]);
        let address = drafts[1].metadata.canonical_url.as_deref();
        assert_eq!(address, Some("https://example.org/a"));
        let Origin::Bytes { range, .. } = drafts[1].origins[1] else {
            panic!("{:?}", drafts[1].origins);
        };
        assert_eq!(range.of(text), "\"<p>Body</p>\"");
    }

    #[test]
    fn a_line_that_is_no_object_is_left_out_with_a_warning() {
        for bad in ["{\"text\": \"Cut", "[1]", "text", "{\"text\": \"\\ud800\"}"] {
            let text = format!("{{\"text\": \"Ä.\"}}\n\n{bad}\n{bad}\n{{\"text\": \"B.\"}}");
            let drafts = read(&text).unwrap();
            assert_eq!(drafts.len(), 2);
            let warning = ReadWarning::LinesLeftOut { line: 3, others: 1 };
            assert_eq!(drafts[1].warnings, [warning]);
            let Err(Fault::Damaged { offset, reason, .. }) = read(&format!("\n{bad}\n1")) else {
                panic!("{bad} was read");
            };
            assert_eq!(offset, Some(1));
            assert!(reason.starts_with("line 2: "), "{reason}");
        }
    }
}
