//! gettext catalogues (PO), read only.
//!
//! A message is a unit; a message with plural forms is a unit for each form, its
//! source the singular or the plural as the form goes. Fuzzy messages were never
//! checked by anybody, so they come with the status `open`; obsolete ones (`#~`)
//! and untranslated ones are left out and reported. The catalogue's head, the
//! message without a source, says the language and the encoding; the source is in
//! English if nobody says otherwise, as gettext wants it.

use std::collections::VecDeque;

use bitext_core::{LanguageTag, Note, Property, TranslationUnit, Variant};

use crate::fused::Advance;
use crate::lines::LineReader;
use crate::{
    Findings, MemoryHeader, Place, ReadError, Severity, Strictness, UnitReadOptions, UnitSource,
    property,
};

/// Property for the context that tells messages of one source apart.
const CONTEXT: &str = "x-po-context";

/// Reads the units of a catalogue.
pub(crate) struct PoReader {
    lines: LineReader,
    header: MemoryHeader,
    languages: (LanguageTag, Option<LanguageTag>),
    findings: Findings,
    strictness: Strictness,
    ready: VecDeque<TranslationUnit>,
    /// What has been read of the next message.
    next: Message,
    is_at_end: bool,
}

/// An entry of the catalogue.
#[derive(Default)]
struct Message {
    place: Place,
    notes: Vec<String>,
    references: Vec<String>,
    is_fuzzy: bool,
    is_obsolete: bool,
    context: Option<String>,
    id: Option<String>,
    plural: Option<String>,
    forms: Vec<String>,
    /// Which text a line of its own goes on with.
    last: Field,
}

#[derive(Clone, Copy, Default)]
enum Field {
    #[default]
    None,
    Context,
    Id,
    Plural,
    Form,
}

impl PoReader {
    pub(crate) fn new(source: UnitSource, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let english = LanguageTag::try_new("en").unwrap_or_else(|_| LanguageTag::undetermined());
        let source_language = options.source_language.clone().unwrap_or(english);
        let mut reader = Self {
            lines: LineReader::new(source, options.strictness)?,
            header: MemoryHeader {
                source_language: Some(source_language.clone()),
                target_language: options.target_language.clone(),
                ..MemoryHeader::default()
            },
            languages: (source_language, options.target_language.clone()),
            findings: Findings::default(),
            strictness: options.strictness,
            ready: VecDeque::new(),
            next: Message::default(),
            is_at_end: false,
        };
        // The head comes first and says the language.
        reader.fill()?;
        Ok(reader)
    }

    /// Reads on until there is a unit or the end.
    fn fill(&mut self) -> Result<(), ReadError> {
        while self.ready.is_empty() && !self.is_at_end {
            self.lines.report(&mut self.findings);
            let Some(line) = self.lines.next()? else {
                self.is_at_end = true;
                let last = std::mem::take(&mut self.next);
                return self.take(last);
            };
            let line = line.trim().to_owned();
            let starts_anew = line.is_empty()
                || (!matches!(self.next.last, Field::None)
                    && (line.starts_with("msgctxt")
                        || line.starts_with("msgid ")
                        || line.starts_with("msgid\""))
                    && !(matches!(self.next.last, Field::Context) && self.next.id.is_none()))
                || (line.starts_with('#')
                    && !self.next.forms.is_empty()
                    && !(self.next.is_obsolete && line.starts_with("#~")));
            if starts_anew {
                let message = std::mem::take(&mut self.next);
                self.take(message)?;
            }
            let place = self.lines.place();
            if self.next.place == Place::default() {
                self.next.place = place;
            }
            if let Err(what) = self.next.line(&line) {
                if self.strictness == Strictness::Strict {
                    return Err(self.lines.malformed(what));
                }
                self.findings.add(Severity::Repaired, place, || what);
            }
        }
        Ok(())
    }

    /// Makes the units of a message.
    fn take(&mut self, message: Message) -> Result<(), ReadError> {
        let Some(id) = message.id.clone() else {
            return Ok(());
        };
        if id.is_empty() && message.context.is_none() {
            return self.take_head(message.forms.first().map_or("", String::as_str));
        }
        let place = message.place;
        let reason = if message.is_obsolete {
            Some("it is obsolete")
        } else if message.forms.iter().all(String::is_empty) {
            Some("it is not translated")
        } else {
            None
        };
        if let Some(reason) = reason {
            self.findings.add(Severity::Skipped, place, || {
                format!("the message `{}` is left out: {reason}", excerpt(&id))
            });
            return Ok(());
        }
        let Some(target_language) = self.languages.1.clone() else {
            return Err(ReadError::Language {
                what: "its head does not say which language it is translated into".to_owned(),
            });
        };
        if message.is_fuzzy {
            self.findings.add(Severity::Noted, place, || {
                format!("the message `{}` is fuzzy", excerpt(&id))
            });
        }
        let count = message.forms.len();
        for (index, form) in message.forms.iter().enumerate() {
            if form.is_empty() {
                continue;
            }
            let source = match &message.plural {
                // The first form is that of one, as in most languages.
                Some(plural) if index > 0 || count == 1 => plural,
                _ => &id,
            };
            let mut unit = TranslationUnit::pair(
                Variant::plain(self.languages.0.clone(), source.as_str()),
                Variant::plain(target_language.clone(), form.as_str()),
            );
            let mut property = |name: &str, value: String| {
                unit.properties.push(Property::new(name, value));
            };
            if let Some(context) = &message.context {
                property(CONTEXT, context.clone());
            }
            if !message.references.is_empty() {
                property("x-po-reference", message.references.join(" "));
            }
            if message.plural.is_some() {
                property(property::PLURAL_FORM, index.to_string());
            }
            if message.is_fuzzy {
                property(property::STATUS, "open".to_owned());
            }
            unit.notes
                .extend(message.notes.iter().map(|note| Note::new(note.as_str())));
            self.ready.push_back(unit);
        }
        Ok(())
    }

    fn take_head(&mut self, head: &str) -> Result<(), ReadError> {
        for line in head.lines() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "language" if self.languages.1.is_none() => {
                    // `sr@latin` has its script behind an at sign.
                    let tag = value.split(['@', '.']).next().unwrap_or_default();
                    self.languages.1 = LanguageTag::try_new(tag).ok();
                    self.header.target_language = self.languages.1.clone();
                }
                "content-type" => {
                    let charset = value.split_once("charset=").map(|(_, name)| name.trim());
                    let is_utf8 = |name: &str| {
                        ["utf-8", "utf8", "ascii", "us-ascii", "charset"]
                            .contains(&name.to_ascii_lowercase().as_str())
                    };
                    if let Some(name) = charset.filter(|name| !is_utf8(name)) {
                        return Err(ReadError::Unfit {
                            what: format!("it is in {name}"),
                            hint: "bring it to UTF-8 first: `msgconv -t UTF-8`",
                        });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The first characters of a message, on one line.
fn excerpt(text: &str) -> String {
    let beginning: String = text.chars().take(40).collect();
    crate::text::one_line(&beginning)
}

impl Message {
    /// Takes one line of the entry.
    fn line(&mut self, line: &str) -> Result<(), String> {
        let line = match line.strip_prefix("#~") {
            // What the message was called before is no matter of a memory's.
            Some(rest) if rest.starts_with('|') => return Ok(()),
            Some(rest) => {
                self.is_obsolete = true;
                rest.trim_start()
            }
            None => line,
        };
        if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment);
            return Ok(());
        }
        if line.is_empty() {
            return Ok(());
        }
        let (keyword, rest) = match line.find('"') {
            Some(0) => ("", line),
            Some(at) => (line[..at].trim(), &line[at..]),
            None => return Err(format!("`{}` is no line of a catalogue", excerpt(line))),
        };
        let text = unquoted(rest)?;
        match keyword {
            "" => {
                let field = match self.last {
                    Field::Context => self.context.as_mut(),
                    Field::Id => self.id.as_mut(),
                    Field::Plural => self.plural.as_mut(),
                    Field::Form => self.forms.last_mut(),
                    Field::None => None,
                };
                match field {
                    Some(field) => field.push_str(&text),
                    None => return Err("a text that belongs to nothing".to_owned()),
                }
            }
            "msgctxt" => (self.context, self.last) = (Some(text), Field::Context),
            "msgid" => (self.id, self.last) = (Some(text), Field::Id),
            "msgid_plural" => (self.plural, self.last) = (Some(text), Field::Plural),
            keyword if keyword == "msgstr" || keyword.starts_with("msgstr[") => {
                self.forms.push(text);
                self.last = Field::Form;
            }
            other => return Err(format!("`{other}` is no keyword of a catalogue")),
        }
        Ok(())
    }

    fn comment(&mut self, comment: &str) {
        match comment.chars().next() {
            Some(',') => {
                let mut flags = comment[1..].split(',');
                self.is_fuzzy |= flags.any(|flag| flag.trim() == "fuzzy");
            }
            Some(':') => self.references.push(comment[1..].trim().to_owned()),
            Some('|' | '~') | None => {}
            Some(_) => {
                let note = comment.trim_start_matches('.').trim();
                self.notes
                    .extend((!note.is_empty()).then(|| note.to_owned()));
            }
        }
    }
}

/// A text between quotes, with C's escapes resolved.
fn unquoted(quoted: &str) -> Result<String, String> {
    let inside = quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or_else(|| format!("`{}` has no quotes around it", excerpt(quoted)))?;
    let mut bytes: Vec<u8> = Vec::with_capacity(inside.len());
    let mut characters = inside.chars().peekable();
    let mut buffer = [0; 4];
    while let Some(character) = characters.next() {
        if character == '"' {
            return Err("a quote inside of a text without a backslash".to_owned());
        }
        if character != '\\' {
            bytes.extend(character.encode_utf8(&mut buffer).bytes());
            continue;
        }
        let escaped = characters.next().ok_or("a text that ends in a backslash")?;
        match escaped {
            'n' => bytes.push(b'\n'),
            't' => bytes.push(b'\t'),
            'r' => bytes.push(b'\r'),
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'f' => bytes.push(12),
            'v' => bytes.push(11),
            '0'..='7' => {
                let mut value = escaped.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let digit = characters.peek().and_then(|c| c.to_digit(8));
                    let Some(digit) = digit else { break };
                    value = value * 8 + digit;
                    characters.next();
                }
                bytes.push((value & 0xff) as u8);
            }
            'x' => {
                let mut value = 0;
                while let Some(digit) = characters.peek().and_then(|c| c.to_digit(16)) {
                    value = (value * 16 + digit) & 0xff;
                    characters.next();
                }
                bytes.push((value & 0xff) as u8);
            }
            other => bytes.extend(other.encode_utf8(&mut buffer).bytes()),
        }
    }
    String::from_utf8(bytes).map_err(|_| "an escape that is not UTF-8".to_owned())
}

impl Advance for PoReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        self.fill()?;
        Ok(self.ready.pop_front())
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_of_c() {
        assert_eq!(
            unquoted(r#""a\n\t\"\\\321\221\x41""#).unwrap(),
            "a\n\t\"\\ёA"
        );
        assert!(unquoted(r#""a"b""#).is_err());
        assert!(unquoted("a").is_err());
        assert!(unquoted(r#""\377""#).is_err());
    }
}
