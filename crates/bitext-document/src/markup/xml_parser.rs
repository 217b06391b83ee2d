//! XML into a tree, within limits.
//!
//! `quick-xml` finds the tags. Entities other than XML's own and the named
//! characters of HTML, which old wire formats use, are an error: what a DTD
//! declares is never looked at, so nothing can expand and nothing is fetched.

use bitext_core::TextRange;
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use crate::fault::Fault;
use crate::markup::{Content, Element, Tree};

/// Attributes of one tag: documents have a dozen.
const MOST_ATTRIBUTES: usize = 256;

/// The tree of an XML text; elements may lie `max_depth` deep.
pub(crate) fn parse_xml(text: &str, max_depth: usize) -> Result<Tree, Fault> {
    // The parser skips a byte order mark, left where a file has two, without counting it.
    let content = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - content.len();
    let position = |bytes: u64| usize::try_from(bytes).map_or(usize::MAX, |at| skipped + at);
    let mut reader = Reader::from_str(content);
    let mut tree = Tree::new();
    let mut open = vec![0];
    let mut is_rooted = false;
    loop {
        let start = position(reader.buffer_position());
        let event = reader
            .read_event()
            .map_err(|error| damaged(position(reader.error_position()), &error))?;
        let range = TextRange::new(start, position(reader.buffer_position()));
        tree.check_size(start)?;
        let parent = open.last().copied().unwrap_or(0);
        match event {
            Event::Start(tag) => {
                let element = element(&tag, start)?;
                if open.len() > max_depth {
                    return Err(Fault::TooDeep { limit: max_depth });
                }
                is_rooted = true;
                open.push(tree.push(parent, Content::Element(element), range));
            }
            Event::Empty(tag) => {
                let element = element(&tag, start)?;
                is_rooted = true;
                tree.push(parent, Content::Element(element), range);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(words) => {
                push_text(&mut tree, parent, &words.xml10_content(), range);
            }
            Event::CData(words) => push_text(&mut tree, parent, &words.into_inner(), range),
            Event::GeneralRef(reference) => {
                let character = reference
                    .resolve_char_ref()
                    .map_err(|error| damaged(start, &error))?;
                match character {
                    Some(character) => {
                        push_text(&mut tree, parent, character.encode_utf8(&mut [0; 4]), range);
                    }
                    None => {
                        let name = reference.into_inner();
                        push_text(&mut tree, parent, entity(&name, start)?, range);
                    }
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if open.len() > 1 {
        let name = tree.name(open[open.len() - 1]).to_owned();
        let reason = format!("ends inside `<{name}>`");
        return Err(Fault::damaged(Some(text.len()), reason));
    }
    if !is_rooted {
        return Err(Fault::damaged(None, "holds no element"));
    }
    Ok(tree)
}

fn damaged(offset: usize, error: &dyn std::error::Error) -> Fault {
    Fault::damaged(Some(offset), error.to_string())
}

fn push_text(tree: &mut Tree, parent: usize, words: &str, range: TextRange) {
    // A reference to a character goes on the text before it.
    if let Some(&last) = tree.children(parent).last()
        && tree.append_text(last, words, range.end)
    {
        return;
    }
    tree.push(parent, Content::Text(words.to_owned()), range);
}

fn element(tag: &BytesStart<'_>, start: usize) -> Result<Element, Fault> {
    let name = tag.name();
    let (prefix, name) = split(name.as_ref());
    let mut attributes = Vec::new();
    // Every name is looked for among the others, here and in the check of the
    // parser, so there must not be many.
    for attribute in tag.attributes() {
        if attributes.len() >= MOST_ATTRIBUTES {
            let reason = format!("a tag has more than {MOST_ATTRIBUTES} attributes");
            return Err(Fault::damaged(Some(start), reason));
        }
        let attribute = attribute.map_err(|error| damaged(start, &error))?;
        let (prefix, local) = split(attribute.key.as_ref());
        if prefix == "xmlns" || (prefix.is_empty() && local == "xmlns") {
            continue;
        }
        let key = if prefix == "xml" {
            format!("xml:{local}")
        } else {
            local.to_owned()
        };
        let value = unescape(&attribute.value, start)?;
        // Names meet where prefixes are left out; then the later one keeps its own.
        let is_taken = |key: &str| attributes.iter().any(|(known, _)| known == key);
        let key = if is_taken(&key) && !prefix.is_empty() {
            format!("{prefix}:{local}")
        } else {
            key
        };
        if !is_taken(&key) {
            attributes.push((key, value));
        }
    }
    Ok(Element {
        prefix: prefix.to_owned(),
        name: name.to_owned(),
        attributes,
    })
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// The text behind the name of a character.
fn entity(name: &str, start: usize) -> Result<&'static str, Fault> {
    resolve_html5_entity(name).ok_or_else(|| {
        let reason = format!("refers to the entity `{name}`, and entities are not expanded");
        Fault::damaged(Some(start), reason)
    })
}

fn unescape(value: &str, start: usize) -> Result<String, Fault> {
    quick_xml::escape::unescape_with(value, resolve_html5_entity)
        .map(std::borrow::Cow::into_owned)
        .map_err(|error| damaged(start, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_attributes_and_bytes_are_kept() {
        let xml =
            "<?xml version='1.0'?><w:p xml:lang='ru' w:n='1'>Ёж &amp; &#x2014;<b/> уж&nbsp;!</w:p>";
        let tree = parse_xml(xml, 10).unwrap();
        let p = tree.first(0, "p").unwrap();
        assert_eq!(tree.element(p).unwrap().prefix, "w");
        assert_eq!(tree.attribute(p, "xml:lang"), Some("ru"));
        assert_eq!(tree.attribute(p, "n"), Some("1"));
        let text = tree.children(p)[0];
        assert_eq!(tree.node(text).range.of(xml), "Ёж &amp; &#x2014;");
        assert_eq!(tree.text(p), "Ёж & — уж !");
    }

    #[test]
    fn a_byte_order_mark_moves_no_place() {
        let xml = "\u{feff}<a>Ёж</a>";
        let tree = parse_xml(xml, 10).unwrap();
        let text = tree.children(tree.first(0, "a").unwrap())[0];
        assert_eq!(tree.node(text).range.of(xml), "Ёж");
        let broken = parse_xml("\u{feff}<a></b>", 10).unwrap_err().to_string();
        assert!(broken.contains("byte 6"), "{broken}");
    }

    #[test]
    fn attributes_of_one_name_keep_their_prefix() {
        let tree = parse_xml("<a id='1' r:id='2' s:id='3' t:n='4'/>", 10).unwrap();
        let a = tree.first(0, "a").unwrap();
        let value = |name| tree.attribute(a, name);
        assert_eq!(
            (value("id"), value("r:id"), value("s:id")),
            (Some("1"), Some("2"), Some("3"))
        );
        assert_eq!(value("n"), Some("4"));
    }

    #[test]
    fn damage_depth_and_entities_are_refused() {
        let refused = |xml: &str| parse_xml(xml, 3).unwrap_err().to_string();
        assert!(
            refused("<a><b></a>").contains("byte"),
            "{}",
            refused("<a><b></a>")
        );
        assert!(refused("<a><b>").contains("ends inside `<b>`"));
        assert!(refused("just words").contains("no element"));
        assert!(refused("<a><a><a><a/><a></a></a></a></a>").contains("deeper than 3"));
        let bomb = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hosts'>]><a>&x;</a>";
        assert!(refused(bomb).contains("the entity `x`"));
    }
}
