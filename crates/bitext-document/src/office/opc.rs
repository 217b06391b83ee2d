//! What DOCX, PPTX and XLSX have in common (Open Packaging Conventions, ECMA-376
//! part 2): relations that say where the other parts are, and properties.

use std::collections::BTreeMap;

use bitext_core::{LanguageTag, Metadata};

use crate::container::Container;
use crate::fault::Fault;
use crate::markup::{NodeIndex, Tree};
use crate::office::epub::resolve;
use crate::office::keywords;

/// A part that another one refers to.
pub(super) struct Relation {
    /// What it is to the other: the last step of its address, as in `slide`.
    pub(super) kind: String,
    /// Its name.
    pub(super) part: String,
}

/// The name of the part with the document, which the container's relations give.
pub(super) fn main_part(container: &mut Container<'_>, usual: &str) -> Result<String, Fault> {
    let relations = relations(container, "")?;
    let mut relations = relations.into_values();
    let found = relations.find(|relation| relation.kind == "officeDocument");
    Ok(found.map_or_else(|| usual.to_owned(), |relation| relation.part))
}

/// What a part refers to inside the container, by the ids of the references; none for
/// a part that has no relations.
pub(super) fn relations(
    container: &mut Container<'_>,
    part: &str,
) -> Result<BTreeMap<String, Relation>, Fault> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let list = format!("{folder}/_rels/{name}.rels");
    let mut relations = BTreeMap::new();
    let Some(tree) = container.xml_if_there(list.trim_start_matches('/'))? else {
        return Ok(relations);
    };
    for node in tree.all(0, "Relationship") {
        let value = |name| tree.attribute(node, name);
        let (Some(id), Some(target)) = (value("Id"), value("Target")) else {
            continue;
        };
        if value("TargetMode") == Some("External") {
            continue;
        }
        let folder = if target.starts_with('/') { "" } else { folder };
        let kind = value("Type").unwrap_or("").rsplit('/').next();
        let relation = Relation {
            kind: kind.unwrap_or("").to_owned(),
            part: resolve(folder, target),
        };
        relations.insert(id.to_owned(), relation);
    }
    Ok(relations)
}

/// The relation that an element refers to by its attribute `r:id`.
pub(super) fn referred<'relations>(
    tree: &Tree,
    node: NodeIndex,
    relations: &'relations BTreeMap<String, Relation>,
) -> Option<&'relations Relation> {
    // Where the element has an `id` of its own too, the other keeps its prefix.
    let mut attributes = tree.element(node)?.attributes.iter();
    attributes.find_map(|(name, value)| {
        let is_reference = name == "id" || name.ends_with(":id");
        relations.get(value).filter(|_| is_reference)
    })
}

/// What the document says of itself.
pub(super) fn properties(container: &mut Container<'_>) -> Result<Metadata, Fault> {
    let mut metadata = Metadata::default();
    let Some(tree) = container.xml_if_there("docProps/core.xml")? else {
        return Ok(metadata);
    };
    let text = |name| tree.first_text(0, name);
    metadata.headline = text("title");
    metadata.byline = text("creator");
    metadata.language = text("language").and_then(|tag| LanguageTag::try_new(&tag).ok());
    metadata.published = text("created").and_then(|time| time.parse().ok());
    metadata.modified = text("modified").and_then(|time| time.parse().ok());
    metadata.keywords = keywords(&text("keywords").unwrap_or_default());
    Ok(metadata)
}
