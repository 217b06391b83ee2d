//! Feeds: RSS (0.9 to 2.0, also as RDF) and Atom. Every entry is a document.
//!
//! The text of an entry is the fullest one it has; it is HTML inside XML, so
//! its blocks come from the bytes of the element that holds it.

use bitext_core::{BlockKind, LanguageTag, Metadata, Origin};

use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::{append_below, append_piece};
use crate::markup::{Content, NodeIndex, Tree, parse_xml};
use crate::wire::{parse_date, update::update_number};

pub(crate) fn read(text: &str, max_depth: usize) -> Result<Vec<Draft>, Fault> {
    let tree = parse_xml(text, max_depth)?;
    let channel = tree
        .first(0, "channel")
        .or_else(|| tree.first(0, "feed"))
        .unwrap_or(0);
    let root = tree
        .children(0)
        .iter()
        .copied()
        .find(|&node| tree.element(node).is_some());
    let root = root.unwrap_or(0);
    let shared = Shared {
        provider: own(&tree, channel, &["title"]).map(|node| tree.text(node)),
        language: own(&tree, channel, &["language"])
            .map(|node| tree.text(node))
            .or_else(|| tree.attribute(root, "xml:lang").map(str::to_owned)),
    };
    let entries = tree.outermost(0, |name| matches!(name, "item" | "entry"));
    let drafts: Vec<Draft> = entries
        .map(|entry| read_entry(&tree, entry, &shared))
        .collect();
    if drafts.is_empty() {
        return Err(Fault::damaged(None, "holds no entry"));
    }
    Ok(drafts)
}

/// What the feed says of all its entries.
struct Shared {
    provider: Option<String>,
    language: Option<String>,
}

/// The first child of one of the names; extensions with the same local names,
/// such as those for media, do not count.
fn own(tree: &Tree, node: NodeIndex, names: &[&str]) -> Option<NodeIndex> {
    names.iter().find_map(|name| {
        tree.children_named(node, name).find(|&child| {
            let prefix = tree
                .element(child)
                .map_or("", |element| element.prefix.as_str());
            !matches!(prefix, "media" | "itunes" | "image" | "podcast")
        })
    })
}

fn read_entry(tree: &Tree, entry: NodeIndex, shared: &Shared) -> Draft {
    let mut draft = Draft {
        metadata: properties(tree, entry, shared),
        ..Draft::default()
    };
    if let (Some(title), Some(words)) = (own(tree, entry, &["title"]), &draft.metadata.headline) {
        let words = words.clone();
        let range = tree.node(title).range;
        draft.push(BlockKind::Heading, &words, Origin::Bytes { part: 0, range });
    }
    let bodies = ["encoded", "full-text", "content", "description", "summary"];
    let fullest = bodies
        .iter()
        .filter_map(|name| own(tree, entry, &[*name]))
        .max_by_key(|&node| {
            // Of equals the first: `max_by_key` takes the last one.
            let order = bodies
                .iter()
                .rposition(|name| *name == tree.name(node))
                .unwrap_or(0);
            (tree.text(node).len(), bodies.len() - order)
        });
    let Some(body) = fullest else {
        return draft;
    };
    let is_markup = tree
        .children(body)
        .iter()
        .any(|&child| tree.element(child).is_some());
    if is_markup {
        append_below(&mut draft, tree, body, 0);
    }
    for &child in tree.children(body) {
        if let Content::Text(words) = &tree.node(child).content
            && !is_markup
        {
            append_piece(&mut draft, words, tree.node(child).range);
        }
    }
    draft
}

fn properties(tree: &Tree, entry: NodeIndex, shared: &Shared) -> Metadata {
    let mut metadata = Metadata::default();
    let text = |names: &[&str]| {
        let words = own(tree, entry, names).map(|node| tree.text(node));
        words.filter(|words| !words.is_empty())
    };
    let date = |names: &[&str]| text(names).and_then(|date| parse_date(&date));
    // A title may be HTML inside XML.
    metadata.headline = text(&["title"]).map(|title| {
        let tree = crate::markup::parse_html(&title);
        tree.text(0)
    });
    metadata.byline = text(&["creator", "author"]);
    metadata.published = date(&["pubDate", "published", "date", "issued"]);
    metadata.modified = date(&["updated", "modified"]);
    metadata.published = metadata.published.or(metadata.modified);
    metadata.story_id = text(&["guid", "id"]);
    metadata.provider = text(&["source"]).or_else(|| shared.provider.clone());
    let tag = tree.attribute(entry, "xml:lang").map(str::to_owned);
    let tag = tag
        .or_else(|| text(&["language"]))
        .or_else(|| shared.language.clone());
    metadata.language = tag.and_then(|tag| LanguageTag::try_new(&tag).ok());
    metadata.update_number = metadata.headline.as_deref().and_then(update_number);
    let links = tree.children_named(entry, "link").filter_map(|link| {
        let relation = tree.attribute(link, "rel").unwrap_or("alternate");
        let address = tree
            .attribute(link, "href")
            .map_or_else(|| tree.text(link), str::to_owned);
        (relation == "alternate" && !address.is_empty()).then_some((link, address))
    });
    for (link, url) in links {
        match tree
            .attribute(link, "hreflang")
            .and_then(|tag| LanguageTag::try_new(tag).ok())
        {
            Some(language) => metadata
                .alternates
                .push(bitext_core::Alternate { language, url }),
            None => metadata.canonical_url = metadata.canonical_url.take().or(Some(url)),
        }
    }
    let categories = tree.children_named(entry, "category").map(|node| {
        let term = tree
            .attribute(node, "label")
            .or(tree.attribute(node, "term"));
        term.map_or_else(|| tree.text(node), str::to_owned)
    });
    metadata.keywords = categories.filter(|word| !word.is_empty()).collect();
    metadata
}
