//! Reads SRX 1.0 and 2.0.
//!
//! A loop over XML events with the list at hand. Nothing is fetched, nothing is
//! expanded: a document type is read past, but one that declares entities is
//! refused, as is a reference to any but XML's own five. Elements of other
//! namespaces and comments are kept as they are written.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::SrxError;
use crate::decode::decode;
use crate::document::{
    FormatHandle, LanguageMap, LanguageRule, MapRule, Rule, SrxDocument, SrxVersion,
};
use crate::omegat;

impl SrxDocument {
    /// Reads a rule file: SRX 1.0 or 2.0, or OmegaT's `segmentation.conf`.
    ///
    /// ```
    /// use bitext_srx::SrxDocument;
    /// let file = br#"<srx version="2.0" xmlns="http://www.lisa.org/srx20">
    ///   <header segmentsubflows="yes" cascade="yes"/>
    ///   <body>
    ///     <languagerules><languagerule languagerulename="All">
    ///       <rule break="yes"><beforebreak>\.</beforebreak><afterbreak>\s</afterbreak></rule>
    ///     </languagerule></languagerules>
    ///     <maprules><languagemap languagepattern=".*" languagerulename="All"/></maprules>
    ///   </body>
    /// </srx>"#;
    /// let document = SrxDocument::read(file)?;
    /// assert_eq!(document.language_rules[0].rules[0].before, r"\.");
    /// # Ok::<(), bitext_srx::SrxError>(())
    /// ```
    ///
    /// # Errors
    /// If it is not well-formed, not a rule file, or declares entities.
    pub fn read(bytes: &[u8]) -> Result<Self, SrxError> {
        let text = decode(bytes)?;
        if omegat::is_configuration(&text) {
            return omegat::read(&text);
        }
        let mut events = Events::new(&text);
        read_root(&mut events)
    }
}

/// XML events with their line, and raw text.
pub(crate) struct Events<'text> {
    text: &'text str,
    reader: Reader<&'text [u8]>,
    start: usize,
}

impl<'text> Events<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        // A mark in front of the first tag, left where a file has two, is skipped by
        // the parser without being counted: its places would not be those of `text`.
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        Self {
            text,
            reader,
            start: 0,
        }
    }

    /// The next event; document types without entities are left out.
    pub(crate) fn next(&mut self) -> Result<Event<'text>, SrxError> {
        loop {
            self.start = self.position();
            let event = self.reader.read_event();
            let event = event.map_err(|error| SrxError::Xml {
                line: self.line(),
                reason: error.to_string(),
            })?;
            match &event {
                Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                    return Err(self.entity("the document type declares entities"));
                }
                Event::DocType(_) | Event::PI(_) | Event::Decl(_) => {}
                _ => return Ok(event),
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn line(&self) -> usize {
        let before = self.text.get(..self.start).unwrap_or(self.text);
        1 + before.bytes().filter(|&byte| byte == b'\n').count()
    }

    pub(crate) fn fault(&self, reason: impl Into<String>) -> SrxError {
        SrxError::Structure {
            line: self.line(),
            reason: reason.into(),
        }
    }

    fn entity(&self, what: impl Into<String>) -> SrxError {
        SrxError::Entity {
            line: self.line(),
            what: what.into(),
        }
    }

    /// The text up to the end of the element at hand, its character references
    /// resolved.
    pub(crate) fn content(&mut self, name: &str) -> Result<String, SrxError> {
        let mut content = String::new();
        loop {
            match self.next()? {
                Event::Text(text) => content.push_str(&text.xml10_content()),
                Event::CData(text) => content.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content();
                    let resolved = reference.resolve_char_ref().ok().flatten();
                    match resolved {
                        Some(letter) => content.push(letter),
                        None => content.push_str(match name.as_ref() {
                            "amp" => "&",
                            "lt" => "<",
                            "gt" => ">",
                            "quot" => "\"",
                            "apos" => "'",
                            _ => return Err(self.entity(format!("a reference to `&{name};`"))),
                        }),
                    }
                }
                Event::End(_) => return Ok(content),
                Event::Comment(_) => {}
                Event::Eof => return Err(self.fault(format!("`<{name}>` is not closed"))),
                _ => return Err(self.fault(format!("an element inside `<{name}>`"))),
            }
        }
    }

    /// The element whose start tag has just been met, as it is written.
    pub(crate) fn raw_element(&mut self) -> Result<String, SrxError> {
        let start = self.start;
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::GeneralRef(reference)
                    if !reference.is_char_ref()
                        && !matches!(
                            &*reference.xml10_content(),
                            "amp" | "lt" | "gt" | "quot" | "apos"
                        ) =>
                {
                    return Err(self.entity("a reference to an entity"));
                }
                Event::Eof => return Err(self.fault("an element is not closed")),
                _ => {}
            }
        }
        Ok(self.text[start..self.position()].to_owned())
    }

    /// The event that has just been met, as it is written.
    pub(crate) fn raw_event(&self) -> String {
        self.text[self.start..self.position()].to_owned()
    }

    pub(crate) fn attributes(
        &self,
        tag: &BytesStart<'_>,
    ) -> Result<Vec<(String, String)>, SrxError> {
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let xml = |reason: String| SrxError::Xml {
                line: self.line(),
                reason,
            };
            let attribute = attribute.map_err(|error| xml(error.to_string()))?;
            let name = attribute.key.into_inner().to_owned();
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| xml(error.to_string()))?;
            attributes.push((name, value.into_owned()));
        }
        Ok(attributes)
    }
}

/// The name of an element, without the prefix of a namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn take(attributes: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let at = attributes.iter().position(|(found, _)| found == name)?;
    Some(attributes.remove(at).1)
}

fn is_yes(value: Option<&str>, default: bool) -> bool {
    value.map_or(default, |value| value.trim().eq_ignore_ascii_case("yes"))
}

fn read_root(events: &mut Events<'_>) -> Result<SrxDocument, SrxError> {
    let mut document = SrxDocument::default();
    loop {
        match events.next()? {
            Event::Start(tag) if local(tag.name().into_inner()) == "srx" => {
                let mut attributes = events.attributes(&tag)?;
                let version = take(&mut attributes, "version");
                document.version = match version.as_deref().map(str::trim) {
                    Some("1.0" | "1") => SrxVersion::V1,
                    Some("2.0" | "2") | None => SrxVersion::V2,
                    Some(other) => {
                        return Err(events.fault(format!("version `{other}` is not 1.0 or 2.0")));
                    }
                };
                attributes.retain(|(name, _)| name != "xmlns" && !name.starts_with("xsi:"));
                document.attributes = attributes;
                break;
            }
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().into_inner().to_owned();
                return Err(events.fault(format!("the root is `<{name}>`, not `<srx>`")));
            }
            Event::Eof => return Err(events.fault("there is no `<srx>` element")),
            _ => {}
        }
    }
    read_body(events, &mut document)?;
    if document.language_rules.is_empty() {
        return Err(events.fault("there are no `<languagerule>` elements"));
    }
    Ok(document)
}

fn read_body(events: &mut Events<'_>, document: &mut SrxDocument) -> Result<(), SrxError> {
    document.segment_subflows = true;
    let mut in_header = false;
    loop {
        let event = events.next()?;
        let (tag, is_empty) = match event {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(tag) => {
                in_header &= local(tag.name().into_inner()) != "header";
                continue;
            }
            Event::Comment(_) => {
                let comment = events.raw_event();
                match document.map_rules.last_mut() {
                    _ if in_header => document.header_extensions.push(comment),
                    Some(group) => group.extensions.push((group.maps.len(), comment)),
                    None => {}
                }
                continue;
            }
            Event::Eof => return Ok(()),
            _ => continue,
        };
        let full = tag.name().into_inner().to_owned();
        let mut attributes = events.attributes(&tag)?;
        match local(&full) {
            "header" if !full.contains(':') => {
                in_header = !is_empty;
                let yes = |name: &str, default| {
                    let found = attributes.iter().find(|(found, _)| found == name);
                    is_yes(found.map(|(_, value)| value.as_str()), default)
                };
                document.segment_subflows = yes("segmentsubflows", true);
                document.cascade = document.version == SrxVersion::V2 && yes("cascade", false);
            }
            "formathandle" => document.format_handles.push(FormatHandle {
                kind: take(&mut attributes, "type").unwrap_or_default(),
                include: is_yes(take(&mut attributes, "include").as_deref(), false),
            }),
            "body" | "languagerules" => {}
            // Version 2.0 has its maps straight in `maprules`.
            "maprules" => document.map_rules.push(MapRule::default()),
            "maprule" => {
                let name = take(&mut attributes, "maprulename");
                match document.map_rules.last_mut() {
                    Some(group) if group.maps.is_empty() && group.name.is_none() => {
                        group.name = name;
                    }
                    _ => document.map_rules.push(MapRule {
                        name,
                        ..MapRule::default()
                    }),
                }
            }
            "languagerule" => {
                let name = take(&mut attributes, "languagerulename");
                let name = name.ok_or_else(|| events.fault("a list of rules without a name"))?;
                let mut list = LanguageRule {
                    name,
                    ..LanguageRule::default()
                };
                if !is_empty {
                    read_rules(events, &mut list)?;
                }
                document.language_rules.push(list);
            }
            "languagemap" => {
                let pattern = take(&mut attributes, "languagepattern");
                let rule_name = take(&mut attributes, "languagerulename");
                let (Some(pattern), Some(rule_name)) = (pattern, rule_name) else {
                    return Err(events.fault("a language map without its pattern or rules"));
                };
                if document.map_rules.is_empty() {
                    document.map_rules.push(MapRule::default());
                }
                if let Some(group) = document.map_rules.last_mut() {
                    group.maps.push(LanguageMap { pattern, rule_name });
                }
            }
            _ => {
                let raw = if is_empty {
                    events.raw_event()
                } else {
                    events.raw_element()?
                };
                match document.map_rules.last_mut() {
                    _ if in_header => document.header_extensions.push(raw),
                    Some(group) => group.extensions.push((group.maps.len(), raw)),
                    None => {}
                }
            }
        }
    }
}

fn read_rules(events: &mut Events<'_>, list: &mut LanguageRule) -> Result<(), SrxError> {
    loop {
        match events.next()? {
            Event::Start(tag) if tag.name().into_inner() == "rule" => {
                let attributes = events.attributes(&tag)?;
                list.rules.push(read_rule(events, attributes)?);
            }
            Event::Empty(tag) if tag.name().into_inner() == "rule" => {
                let attributes = events.attributes(&tag)?;
                list.rules
                    .push(rule(attributes, String::new(), String::new()));
            }
            Event::Start(_) => {
                let raw = events.raw_element()?;
                list.extensions.push((list.rules.len(), raw));
            }
            Event::Empty(_) | Event::Comment(_) => {
                list.extensions.push((list.rules.len(), events.raw_event()));
            }
            Event::End(_) => return Ok(()),
            Event::Eof => return Err(events.fault("`<languagerule>` is not closed")),
            _ => {}
        }
    }
}

fn read_rule(events: &mut Events<'_>, attributes: Vec<(String, String)>) -> Result<Rule, SrxError> {
    let (mut before, mut after) = (String::new(), String::new());
    loop {
        match events.next()? {
            Event::Start(tag) => match local(tag.name().into_inner()) {
                "beforebreak" => before = events.content("beforebreak")?,
                "afterbreak" => after = events.content("afterbreak")?,
                other => return Err(events.fault(format!("`<{other}>` inside a rule"))),
            },
            Event::End(_) => return Ok(rule(attributes, before, after)),
            Event::Eof => return Err(events.fault("`<rule>` is not closed")),
            _ => {}
        }
    }
}

fn rule(mut attributes: Vec<(String, String)>, before: String, after: String) -> Rule {
    // A rule breaks unless it says that it does not.
    let is_break = is_yes(take(&mut attributes, "break").as_deref(), true);
    Rule {
        is_break,
        before,
        after,
        attributes,
    }
}
