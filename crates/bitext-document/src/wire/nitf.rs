//! NITF: the News Industry Text Format (IPTC, 3.x), alone or inside NewsML.

use bitext_core::{BlockKind, LanguageTag, Metadata, Origin};

use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::append_below;
use crate::markup::{NodeIndex, Tree, parse_xml};
use crate::wire::{parse_date, update::update_number};

pub(crate) fn read(text: &str, max_depth: usize) -> Result<Draft, Fault> {
    let tree = parse_xml(text, max_depth)?;
    let root = tree.first(0, "nitf").unwrap_or(0);
    let mut draft = Draft::default();
    append(&tree, root, &mut draft);
    Ok(draft)
}

/// Adds the report below `root`, and what its head says.
pub(crate) fn append(tree: &Tree, root: NodeIndex, draft: &mut Draft) {
    read_head(tree, root, &mut draft.metadata);
    if let Some(head) = tree.first(root, "body.head") {
        for headline in ["hl1", "hl2"] {
            for node in tree.all(head, headline) {
                push(tree, node, BlockKind::Heading, draft);
            }
        }
        if let Some(byline) = tree.first(head, "byline") {
            push(tree, byline, BlockKind::Byline, draft);
        }
        if let Some(dateline) = tree.first(head, "dateline") {
            push(tree, dateline, BlockKind::Dateline, draft);
        }
        if let Some(summary) = tree.first(head, "abstract") {
            append_below(draft, tree, summary, 0);
        }
    }
    // What stands at the end are credits and other stories.
    let content = tree.first(root, "body.content");
    let body = content.or_else(|| tree.child(root, "body"));
    if let Some(body) = body {
        append_below(draft, tree, body, 0);
    }
}

fn push(tree: &Tree, node: NodeIndex, kind: BlockKind, draft: &mut Draft) {
    let range = tree.node(node).range;
    draft.push(kind, &tree.text(node), Origin::Bytes { part: 0, range });
}

fn read_head(tree: &Tree, root: NodeIndex, metadata: &mut Metadata) {
    let text = |name| tree.first_text(root, name);
    let attribute = |name, key| {
        let node = tree.first(root, name)?;
        tree.attribute(node, key).map(str::to_owned)
    };
    let set = |slot: &mut Option<String>, value: Option<String>| {
        if slot.is_none() {
            *slot = value;
        }
    };
    set(
        &mut metadata.headline,
        text("hl1").or_else(|| text("title")),
    );
    set(&mut metadata.byline, text("byline"));
    set(&mut metadata.dateline, text("dateline"));
    set(&mut metadata.story_id, attribute("doc-id", "id-string"));
    set(
        &mut metadata.slug,
        attribute("du-key", "key").or_else(|| attribute("fixture", "fix-id")),
    );
    let provider = attribute("doc-id", "regsrc").or_else(|| attribute("doc.copyright", "holder"));
    set(&mut metadata.provider, provider);
    let version = attribute("du-key", "version").and_then(|version| version.parse().ok());
    let stated = metadata.update_number.or(version);
    let said = || metadata.headline.as_deref().and_then(update_number);
    metadata.update_number = stated.or_else(said);
    let date = |name| attribute(name, "norm").and_then(|date| parse_date(&date));
    let published = date("date.issue").or_else(|| date("date.release"));
    let told = || date("story.date").or_else(|| text("story.date").and_then(|d| parse_date(&d)));
    metadata.published = metadata.published.or(published).or_else(told);
    if metadata.language.is_none() {
        let tag = tree.attribute(root, "xml:lang").map(str::to_owned);
        let tag = tag.or_else(|| attribute("body", "xml:lang"));
        metadata.language = tag.and_then(|tag| LanguageTag::try_new(&tag).ok());
    }
    for node in tree.all(root, "keyword") {
        metadata
            .keywords
            .extend(tree.attribute(node, "key").map(str::to_owned));
    }
}
