//! What elements are, whatever page they stand on.

use crate::markup::{Element, NodeIndex, Tree};

/// Elements whose content is never text.
pub(crate) const NEVER: &[&str] = &[
    "script",
    "style",
    "template",
    "head",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "canvas",
    "audio",
    "video",
    "select",
    "textarea",
    "datalist",
    "noframes",
    "map",
    // Of NITF.
    "media-reference",
    "media-metadata",
    "media-producer",
    "noscript",
];

/// Elements that hold no running text on a page of a site.
pub(crate) const ASIDE: &[&str] = &[
    "nav", "aside", "footer", "dialog", "menu", "button", "form", "label",
];

pub(crate) const ASIDE_ROLES: &[&str] = &[
    "navigation",
    "contentinfo",
    "complementary",
    "search",
    "menu",
    "menubar",
    "toolbar",
    "dialog",
    "alertdialog",
    "tablist",
    "banner",
    "alert",
];

pub(crate) const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    // Of NITF.
    "alt-code",
    "chron",
    "city",
    "copyrite",
    "country",
    "event",
    "frac",
    "function",
    "lang",
    "location",
    "money",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "region",
    "state",
    "sublocation",
    "virtloc",
];

/// Whether a link leads elsewhere or does something; headings often link to
/// themselves, and a link without a place on the page is a button.
pub(crate) fn leads_away(element: &Element) -> bool {
    element.attribute("href").is_some_and(|address| {
        let address = address.trim();
        !address.starts_with('#') || matches!(address, "#" | "#!")
    })
}

/// Whether an element is a reference to a note, or the way back from one.
pub(crate) fn is_note_link(tree: &Tree, node: NodeIndex, element: &Element) -> bool {
    let leads_to_place = |element: &Element| {
        let address = element.attribute("href").unwrap_or("").trim();
        address.contains('#') && !matches!(address, "#" | "#!")
    };
    match element.name.as_str() {
        "a" => {
            says(element, &["noteref", "backlink"])
                || (leads_to_place(element)
                    && match tree.children(node) {
                        [only] => tree.name(*only) == "sup" && is_mark(&tree.text(*only)),
                        _ => false,
                    })
        }
        "sup" => match tree.children(node) {
            [only] => {
                tree.element(*only)
                    .is_some_and(|link| link.name == "a" && leads_to_place(link))
                    && is_mark(&tree.text(*only))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a text is short enough to be the number or sign of a note.
fn is_mark(text: &str) -> bool {
    text.chars().count() <= 6 && !text.contains(char::is_whitespace)
}

pub(crate) fn is_hidden(element: &Element) -> bool {
    if element.attribute("hidden").is_some() || element.attribute("aria-hidden") == Some("true") {
        return true;
    }
    let Some(style) = element.attribute("style") else {
        return false;
    };
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Whether an element is a note, or holds the notes of a page.
pub(crate) fn is_note(element: &Element) -> bool {
    let kinds = [
        "footnote",
        "footnotes",
        "endnote",
        "endnotes",
        "rearnote",
        "rearnotes",
    ];
    says(element, &kinds)
}

/// Whether an element's role, or its kind in a book, is one of these.
fn says(element: &Element, kinds: &[&str]) -> bool {
    // The prefix of `epub:type` is gone where the page is XML.
    ["role", "epub:type", "type"]
        .iter()
        .filter_map(|key| element.attribute(key))
        .flat_map(str::split_whitespace)
        .any(|said| kinds.contains(&said.strip_prefix("doc-").unwrap_or(said)))
}
