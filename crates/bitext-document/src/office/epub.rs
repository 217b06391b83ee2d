//! EPUB: a book of web pages (EPUB 2 and 3).
//!
//! The package names its parts (manifest) and the order of reading (spine).
//! Every page is read whole, since a book has no site around it; only the
//! navigation document is left out.

use std::collections::{BTreeMap, BTreeSet};

use bitext_core::{LanguageTag, Metadata};

use crate::container::Container;
use crate::draft::Draft;
use crate::encoding::decode_markup;
use crate::fault::Fault;
use crate::html::append_everything;
use crate::markup::{Tree, parse_xhtml};

pub(crate) fn read(container: &mut Container<'_>) -> Result<Draft, Fault> {
    let locked = match container.xml_if_there("META-INF/encryption.xml")? {
        Some(tree) => locked_parts(&tree),
        None => BTreeSet::new(),
    };
    let root = container.xml("META-INF/container.xml")?;
    let file = root.first(0, "rootfile");
    let package = file
        .and_then(|file| root.attribute(file, "full-path"))
        .ok_or_else(|| Fault::damaged(None, "names no package").in_part("META-INF/container.xml"))?
        .to_owned();
    let tree = container.xml(&package)?;
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut draft = Draft {
        metadata: properties(&tree),
        ..Draft::default()
    };
    for page in pages(&tree, folder) {
        if locked.contains(&page) {
            return Err(Fault::Encrypted);
        }
        let bytes = container.part(&page)?;
        let (text, _) = decode_markup(bytes, None)?;
        draft.parts.push(page);
        let part = draft.parts.len() - 1;
        let chapter = parse_xhtml(&text);
        chapter.check_size(0)?;
        append_everything(&mut draft, &chapter, part);
    }
    Ok(draft)
}

/// Parts that are encrypted; fonts may be, and nobody reads those.
fn locked_parts(tree: &Tree) -> BTreeSet<String> {
    let references = tree.all(0, "CipherReference");
    references
        .filter_map(|node| tree.attribute(node, "URI"))
        .map(unescaped)
        .collect()
}

/// Names of the pages in the order of reading.
fn pages(tree: &Tree, folder: &str) -> Vec<String> {
    let mut items: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for item in tree.all(0, "item") {
        let (Some(id), Some(address)) = (tree.attribute(item, "id"), tree.attribute(item, "href"))
        else {
            continue;
        };
        let kind = tree.attribute(item, "media-type").unwrap_or("");
        let properties = tree.attribute(item, "properties").unwrap_or("");
        let is_page = kind.contains("html") || kind.contains("dtbook");
        let is_navigation = properties.split_whitespace().any(|word| word == "nav");
        items.insert(id, (address, is_page && !is_navigation));
    }
    let spine = tree
        .all(0, "itemref")
        .filter_map(|item| tree.attribute(item, "idref"));
    spine
        .filter_map(|id| items.get(id))
        .filter(|(_, is_page)| *is_page)
        .map(|(address, _)| resolve(folder, address))
        .collect()
}

/// An address in a part, seen from the folder of that part.
pub(super) fn resolve(folder: &str, address: &str) -> String {
    let address = address.split('#').next().unwrap_or("");
    let mut steps: Vec<String> = Vec::new();
    let unescaped = unescaped(address);
    for step in folder.split('/').chain(unescaped.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step.to_owned()),
        }
    }
    steps.join("/")
}

/// An address with its `%20` and the like undone.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn properties(tree: &Tree) -> Metadata {
    let mut metadata = Metadata::default();
    let text = |name| tree.first_text(0, name);
    metadata.headline = text("title");
    let authors: Vec<String> = tree.all(0, "creator").map(|node| tree.text(node)).collect();
    metadata.byline = Some(authors.join(", ")).filter(|names| !names.is_empty());
    metadata.language = text("language").and_then(|tag| LanguageTag::try_new(&tag).ok());
    metadata.published = text("date").and_then(|time| time.parse().ok());
    metadata.provider = text("publisher");
    metadata.story_id = text("identifier");
    metadata.keywords = tree.all(0, "subject").map(|node| tree.text(node)).collect();
    let modified = tree
        .all(0, "meta")
        .find(|&node| tree.attribute(node, "property") == Some("dcterms:modified"));
    metadata.modified = modified.and_then(|node| tree.text(node).parse().ok());
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_seen_from_the_package() {
        assert_eq!(
            resolve("OEBPS", "text/ch%201.xhtml#a"),
            "OEBPS/text/ch 1.xhtml"
        );
        assert_eq!(resolve("a/b", "../../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("", "50%.html"), "50%.html");
    }
}
