//! Metadata from JSON-LD (schema.org), the form that search engines ask for.

use bitext_core::{LanguageTag, Metadata};
use serde_json::Value;

use crate::markup::{Content, Tree};

/// Types of schema.org that are documents.
fn is_document(kind: &str) -> bool {
    kind.ends_with("Article")
        || matches!(
            kind,
            "NewsArticle" | "BlogPosting" | "Report" | "WebPage" | "LiveBlogPosting"
        )
}

/// Reads every block of JSON-LD on a page; broken ones are passed over, as they
/// are by those they are written for.
pub(crate) fn read(tree: &Tree, metadata: &mut Metadata) {
    let mut pages = Vec::new();
    for script in tree.all(0, "script") {
        let kind = tree.attribute(script, "type").unwrap_or("");
        if !kind.eq_ignore_ascii_case("application/ld+json") {
            continue;
        }
        let words =
            tree.children(script)
                .iter()
                .filter_map(|&child| match &tree.node(child).content {
                    Content::Text(words) => Some(words.as_str()),
                    Content::Element(_) => None,
                });
        let Ok(value) = serde_json::from_str::<Value>(&words.collect::<String>()) else {
            continue;
        };
        visit(&value, metadata, &mut pages, 0);
    }
    // What is said of the page fills in what is not said of the article.
    for page in &pages {
        fill(page, metadata);
    }
}

fn visit(value: &Value, metadata: &mut Metadata, pages: &mut Vec<Value>, depth: usize) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Array(items) => {
            for item in items {
                visit(item, metadata, pages, depth + 1);
            }
        }
        Value::Object(fields) => {
            let kinds = texts(value.get("@type"));
            if kinds.iter().any(|kind| kind == "WebPage") {
                pages.push(value.clone());
            } else if kinds.iter().any(|kind| is_document(kind)) {
                fill(value, metadata);
            }
            for key in ["@graph", "mainEntity"] {
                if let Some(inner) = fields.get(key) {
                    visit(inner, metadata, pages, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn fill(value: &Value, metadata: &mut Metadata) {
    let text = |key: &str| texts(value.get(key)).into_iter().next();
    let slots = [
        (&mut metadata.headline, text("headline")),
        (
            &mut metadata.byline,
            Some(names(value.get("author")).join(", ")),
        ),
        (
            &mut metadata.provider,
            names(value.get("publisher")).into_iter().next(),
        ),
        (&mut metadata.story_id, text("identifier")),
    ];
    for (slot, found) in slots {
        if slot.is_none() {
            *slot = found.filter(|found| !found.is_empty());
        }
    }
    let time = |key: &str| text(key).and_then(|text| text.parse().ok());
    metadata.published = metadata.published.or_else(|| time("datePublished"));
    metadata.modified = metadata.modified.or_else(|| time("dateModified"));
    if metadata.language.is_none() {
        metadata.language = text("inLanguage").and_then(|tag| LanguageTag::try_new(&tag).ok());
    }
    if metadata.keywords.is_empty() {
        let listed = texts(value.get("keywords"));
        let words = listed.iter().flat_map(|list| list.split(','));
        metadata.keywords = words
            .map(|word| word.trim().to_owned())
            .filter(|w| !w.is_empty())
            .collect();
    }
}

/// A text, or each text of a list.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.trim().to_owned()],
        Some(Value::Array(items)) => items.iter().flat_map(|item| texts(Some(item))).collect(),
        _ => Vec::new(),
    }
}

/// Names of people and organisations: texts, or objects with a `name`.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Object(fields)) => texts(fields.get("name")),
        Some(Value::Array(items)) => items.iter().flat_map(|item| names(Some(item))).collect(),
        other => texts(other),
    }
}
