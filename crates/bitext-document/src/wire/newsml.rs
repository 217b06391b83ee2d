//! NewsML-G2, and the items of NewsML 1.
//!
//! A message may hold several items. The text of an item is XHTML, NITF or
//! plain text inside it; items of pictures and lists of items have none and are
//! no documents. An item inside of another one is a document of its own and no
//! text of the outer one.

use bitext_core::{BlockKind, LanguageTag, Metadata, Origin};

use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::{append_below, append_piece};
use crate::markup::{Content, NodeIndex, Tree, parse_xml};
use crate::wire::{nitf, parse_date, update::update_number};

pub(crate) fn read(text: &str, max_depth: usize) -> Result<Vec<Draft>, Fault> {
    let tree = parse_xml(text, max_depth)?;
    let items = tree.descendants(0).filter(|&node| is_item(tree.name(node)));
    let mut drafts = Vec::new();
    for item in items {
        let mut draft = Draft {
            metadata: properties(&tree, item),
            ..Draft::default()
        };
        contents(&tree, item, &mut draft);
        if !draft.blocks.is_empty() {
            put_headline_first(&mut draft);
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

fn is_item(name: &str) -> bool {
    matches!(name, "newsItem" | "NewsItem")
}

/// The text below an item, whatever holds it.
fn contents(tree: &Tree, item: NodeIndex, draft: &mut Draft) {
    let is_place = |name: &str| matches!(name, "inlineXML" | "inlineData" | "DataContent");
    let places = tree
        .outermost(item, |name| is_place(name) || is_item(name))
        .filter(|&node| is_place(tree.name(node)));
    for place in places {
        if let Some(report) = tree.first(place, "nitf") {
            nitf::append(tree, report, draft);
            continue;
        }
        let has_elements = tree
            .children(place)
            .iter()
            .any(|&child| tree.element(child).is_some());
        if has_elements {
            let body = tree.first(place, "body").unwrap_or(place);
            append_below(draft, tree, body, 0);
            continue;
        }
        for &child in tree.children(place) {
            if let Content::Text(words) = &tree.node(child).content {
                append_piece(draft, words, tree.node(child).range);
            }
        }
    }
}

fn properties(tree: &Tree, item: NodeIndex) -> Metadata {
    let mut metadata = Metadata::default();
    let text = |names: &[&str]| {
        let mut names = names.iter();
        names.find_map(|name| tree.first_text(item, name))
    };
    let date = |names: &[&str]| text(names).and_then(|date| parse_date(&date));
    metadata.headline = text(&["headline", "HeadLine"]);
    metadata.byline = text(&["by", "byline", "ByLine"]);
    metadata.dateline = text(&["dateline", "DateLine"]);
    metadata.slug = text(&["slugline", "SlugLine"]);
    metadata.published = date(&["firstCreated", "FirstCreated", "contentCreated"]);
    metadata.modified = date(&["versionCreated", "ThisRevisionCreated", "contentModified"]);
    metadata.published = metadata.published.or(metadata.modified);
    let guid = tree.attribute(item, "guid").map(str::to_owned);
    metadata.story_id = guid.or_else(|| text(&["PublicIdentifier", "NewsItemId"]));
    let version = tree.attribute(item, "version").map(str::to_owned);
    let version = version.or_else(|| text(&["RevisionId"]));
    metadata.update_number = version.and_then(|version| version.parse().ok());
    if metadata.update_number.is_none() {
        let said = [&metadata.slug, &metadata.headline];
        metadata.update_number = said
            .into_iter()
            .flatten()
            .find_map(|words| update_number(words));
    }
    metadata.provider = provider(tree, item).or_else(|| text(&["ProviderId"]));
    metadata.language = language(tree, item);
    let words = ["keyword", "KeywordLine"]
        .iter()
        .flat_map(|name| tree.all(item, name));
    metadata.keywords = words
        .map(|node| tree.text(node))
        .filter(|w| !w.is_empty())
        .collect();
    metadata
}

fn provider(tree: &Tree, item: NodeIndex) -> Option<String> {
    let node = tree
        .first(item, "provider")
        .or_else(|| tree.first(item, "infoSource"))?;
    let name = tree.first(node, "name").map(|name| tree.text(name));
    let stated = ["literal", "qcode", "uri"]
        .into_iter()
        .find_map(|key| tree.attribute(node, key));
    name.filter(|name| !name.is_empty())
        .or(stated.map(str::to_owned))
}

fn language(tree: &Tree, item: NodeIndex) -> Option<LanguageTag> {
    // The language of the content; that of the item is of its labels too.
    let content = tree.first(item, "contentMeta").unwrap_or(item);
    let node = tree
        .first(content, "language")
        .or_else(|| tree.first(item, "Language"));
    let tag = node.and_then(|node| {
        let keys = ["tag", "FormalName"];
        keys.into_iter().find_map(|key| tree.attribute(node, key))
    });
    let tag = tag.or_else(|| tree.attribute(item, "xml:lang"))?;
    LanguageTag::try_new(tag).ok()
}

/// A headline that stands only among the properties is part of the text too.
fn put_headline_first(draft: &mut Draft) {
    let Some(headline) = draft.metadata.headline.clone() else {
        return;
    };
    let is_there = |index: usize| {
        draft
            .blocks
            .get(index)
            .is_some_and(|block| block.range.of(&draft.text) == headline)
    };
    if (0..3).any(is_there) {
        return;
    }
    let body = std::mem::take(draft);
    draft.metadata = body.metadata;
    let range = bitext_core::TextRange::new(0, 0);
    draft.push(
        BlockKind::Heading,
        &headline,
        Origin::Bytes { part: 0, range },
    );
    for (block, origin) in body.blocks.iter().zip(&body.origins) {
        draft.push(block.kind, block.range.of(&body.text), *origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_inside_of_another_is_read_once() {
        let item = |guid: &str, inside: &str| {
            format!(
                "<newsItem guid='{guid}'><contentSet><inlineXML><p>Text {guid}.</p></inlineXML>\
                 {inside}</contentSet></newsItem>"
            )
        };
        let text = item("a", &item("b", &item("c", "")));
        let drafts = read(&text, 100).unwrap();
        let texts: Vec<_> = drafts.iter().map(|draft| draft.text.as_str()).collect();
        assert_eq!(texts, ["Text a.", "Text b.", "Text c."]);
    }

    #[test]
    fn a_text_inside_of_a_text_is_read_once() {
        let text = "<newsItem><inlineXML><p>One.</p><inlineXML><p>Two.</p></inlineXML>\
                    </inlineXML></newsItem>";
        let drafts = read(text, 100).unwrap();
        assert_eq!(drafts[0].text, "One.\nTwo.");
    }
}
