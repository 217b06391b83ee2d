//! Reads OmegaT's `segmentation.conf`, the form before SRX.
//!
//! It is Java beans as XML: objects of class `MapRule` that hold a `pattern` of
//! languages and objects of class `Rule`, each property an element `void` around
//! its value. All fitting maps hold, in order.

use quick_xml::events::Event;

use crate::SrxError;
use crate::document::{LanguageMap, LanguageRule, MapRule, Rule, SrxDocument};
use crate::read::Events;

/// How far in the class of the root shows, in bytes.
const HEAD: usize = 2000;

/// Whether a text is such a file.
pub(crate) fn is_configuration(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(HEAD)];
    head.contains("java.beans.XMLDecoder") && !head.contains("<srx")
}

/// Reads such a file.
pub(crate) fn read(text: &str) -> Result<SrxDocument, SrxError> {
    let mut document = SrxDocument {
        cascade: true,
        segment_subflows: true,
        map_rules: vec![MapRule::default()],
        ..SrxDocument::default()
    };
    let mut events = Events::new(text);
    // The `void` elements that are open, by the property they set.
    let mut properties: Vec<Option<String>> = Vec::new();
    let mut map: Option<(String, String, Vec<Rule>)> = None;
    loop {
        match events.next()? {
            Event::Start(tag) => {
                let attributes = events.attributes(&tag)?;
                let value = |wanted: &str| {
                    let mut found = attributes.iter().filter(|(name, _)| name == wanted);
                    found.next().map(|(_, value)| value.clone())
                };
                match tag.name().into_inner() {
                    "object" => {
                        let class = value("class").unwrap_or_default();
                        match class.rsplit('.').next() {
                            Some("MapRule") => {
                                close(map.take(), &mut document);
                                map = Some((String::new(), String::new(), Vec::new()));
                            }
                            Some("Rule") => {
                                if let Some((.., rules)) = &mut map {
                                    rules.push(Rule::joining("", ""));
                                }
                            }
                            _ => {}
                        }
                    }
                    "void" => properties.push(value("property")),
                    name @ ("string" | "boolean") => {
                        let name = name.to_owned();
                        let content = events.content(&name)?;
                        let property = properties.iter().rev().flatten().next();
                        set(&mut map, property.map_or("", String::as_str), content);
                    }
                    _ => {}
                }
            }
            Event::End(tag) if tag.name().into_inner() == "void" => {
                properties.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    close(map, &mut document);
    if document.language_rules.is_empty() {
        return Err(events.fault("there are no segmentation rules in this OmegaT configuration"));
    }
    Ok(document)
}

fn set(map: &mut Option<(String, String, Vec<Rule>)>, property: &str, value: String) {
    let Some((name, pattern, rules)) = map else {
        return;
    };
    match (property, rules.last_mut()) {
        ("language" | "languageCode", _) => *name = value,
        ("pattern", _) => *pattern = value,
        ("beforebreak", Some(rule)) => rule.before = value,
        ("afterbreak", Some(rule)) => rule.after = value,
        ("breakRule", Some(rule)) => rule.is_break = value == "true",
        _ => {}
    }
}

fn close(map: Option<(String, String, Vec<Rule>)>, document: &mut SrxDocument) {
    let Some((name, pattern, rules)) = map else {
        return;
    };
    let name = if name.is_empty() {
        format!("rules {}", document.language_rules.len() + 1)
    } else {
        name
    };
    if let Some(group) = document.map_rules.first_mut() {
        group.maps.push(LanguageMap {
            pattern,
            rule_name: name.clone(),
        });
    }
    document.language_rules.push(LanguageRule {
        name,
        rules,
        extensions: Vec::new(),
    });
}
