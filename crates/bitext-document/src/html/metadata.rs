//! What a page says about itself.
//!
//! Several conventions say the same thing. In the order of trust: JSON-LD,
//! which is written for machines; Open Graph and other `meta` elements;
//! marked-up elements of the page; its title.

use bitext_core::{Alternate, LanguageTag, Metadata, Timestamp};

use crate::html::json_ld;
use crate::markup::{NodeIndex, Tree};

pub(crate) fn of_page(tree: &Tree) -> Metadata {
    let mut metadata = Metadata::default();
    json_ld::read(tree, &mut metadata);
    read_head(tree, &mut metadata);
    read_elements(tree, &mut metadata);
    metadata.keywords.dedup();
    metadata
}

fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn fill_text(slot: &mut Option<String>, value: &str) {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.is_empty() {
        fill(slot, Some(words));
    }
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn language(tag: &str) -> Option<LanguageTag> {
    LanguageTag::try_new(tag).ok()
}

fn read_head(tree: &Tree, metadata: &mut Metadata) {
    for meta in tree.all(0, "meta") {
        let name = ["property", "name", "itemprop", "http-equiv"]
            .into_iter()
            .find_map(|key| tree.attribute(meta, key));
        let (Some(name), Some(content)) = (name, tree.attribute(meta, "content")) else {
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "og:title" | "headline" | "dc.title" => fill_text(&mut metadata.headline, content),
            "author" | "article:author_name" | "dc.creator" => {
                fill_text(&mut metadata.byline, content);
            }
            "article:published_time"
            | "datepublished"
            | "pubdate"
            | "publishdate"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "og:published_time"
            | "parsely-pub-date" => {
                fill(&mut metadata.published, time(content));
            }
            "article:modified_time" | "datemodified" | "og:updated_time" | "lastmod" => {
                fill(&mut metadata.modified, time(content));
            }
            "og:site_name" | "publisher" | "application-name" => {
                fill_text(&mut metadata.provider, content);
            }
            "og:url" => fill_text(&mut metadata.canonical_url, content),
            "content-language" | "language" => fill(&mut metadata.language, language(content)),
            "keywords" | "news_keywords" | "article:tag" => {
                let words = content.split(',').map(str::trim);
                for word in words.filter(|word| !word.is_empty()) {
                    if !metadata.keywords.iter().any(|known| known == word) {
                        metadata.keywords.push(word.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    for link in tree.all(0, "link") {
        let relation = tree.attribute(link, "rel").unwrap_or("");
        let Some(address) = tree.attribute(link, "href") else {
            continue;
        };
        let is = |word: &str| {
            relation
                .split_whitespace()
                .any(|known| known.eq_ignore_ascii_case(word))
        };
        if is("canonical") {
            // What is meant to be found wins over what is shared.
            metadata.canonical_url = Some(address.trim().to_owned());
        } else if is("alternate")
            && let Some(tag) = tree.attribute(link, "hreflang")
            // `x-default` is no language.
            && let Some(language) = language(tag)
            && language.primary() != "x"
        {
            let url = address.trim().to_owned();
            metadata.alternates.push(Alternate { language, url });
        }
    }
}

fn read_elements(tree: &Tree, metadata: &mut Metadata) {
    if let Some(html) = tree.first(0, "html") {
        let tag = tree
            .attribute(html, "lang")
            .or(tree.attribute(html, "xml:lang"));
        // What the root says is checked by browsers every day.
        metadata.language = tag.and_then(language).or(metadata.language.take());
    }
    let is_published = |node: &NodeIndex| {
        let element = tree.element(*node);
        element.is_some_and(|element| {
            element.attribute("itemprop") == Some("datePublished")
                || element.attribute("pubdate").is_some()
        })
    };
    if metadata.published.is_none() {
        let marked = tree.descendants(0).find(is_published);
        let first = marked.or_else(|| {
            let article = tree.first(0, "article").or(tree.first(0, "main"))?;
            tree.first(article, "time")
        });
        let lone = first.or_else(|| tree.first(0, "time"));
        metadata.published = lone.and_then(|node| {
            let stated = tree
                .attribute(node, "datetime")
                .or(tree.attribute(node, "content"));
            time(
                stated
                    .map_or_else(|| tree.text(node), str::to_owned)
                    .as_str(),
            )
        });
    }
    if metadata.byline.is_none() {
        let author = tree.descendants(0).find(|&node| {
            tree.attribute(node, "rel") == Some("author")
                || tree.attribute(node, "itemprop") == Some("author")
        });
        let words = author.map(|node| tree.text(node)).unwrap_or_default();
        if words.chars().count() < 100 {
            fill_text(&mut metadata.byline, &words);
        }
    }
    if metadata.headline.is_none() {
        let mut headings = tree.all(0, "h1");
        if let (Some(heading), None) = (headings.next(), headings.next()) {
            fill_text(&mut metadata.headline, &tree.text(heading));
        }
        if let Some(title) = tree.first(0, "title") {
            fill_text(&mut metadata.headline, &tree.text(title));
        }
    }
}
