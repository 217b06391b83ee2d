//! XLIFF to units.

use std::collections::{HashMap, VecDeque};

use bitext_core::{Attribute, InlineText, LanguageTag, Note, Property, TranslationUnit, Variant};

use super::inline_reader::{MarkedSegments, OriginalData, inline_text};
use super::{Version, is_made_up, state};
use crate::fused::Advance;
use crate::markup::{Element, Markup, MarkupReader};
use crate::{
    Findings, MemoryHeader, Place, ReadError, Severity, Strictness, UnitReadOptions, UnitSource,
    property, utf8_stream::Utf8Stream,
};

/// Reads the units of an XLIFF or SDLXLIFF file.
pub(crate) struct XliffReader {
    reader: MarkupReader<Utf8Stream>,
    version: Version,
    languages: [Option<LanguageTag>; 2],
    original: String,
    header: MemoryHeader,
    findings: Findings,
    strictness: Strictness,
    /// How deep the plural forms of a gettext message lie, while they are read.
    plurals: Option<usize>,
    /// Units of an element that has several.
    ready: VecDeque<TranslationUnit>,
}

/// What an element with texts says, before it is known which units it makes.
#[derive(Default)]
struct Raw {
    id: String,
    name: Option<String>,
    is_approved: bool,
    /// Whether it is the head of a gettext catalogue, which is no text.
    is_head: bool,
    notes: Vec<Note>,
    properties: Vec<Property>,
    segments: Vec<RawSegment>,
    /// memoQ's word on it.
    status: Option<String>,
    /// SDL's words on the segments: number and status of each.
    confirmations: HashMap<String, String>,
}

/// A source, a target and what is said of them.
#[derive(Default)]
struct RawSegment {
    id: String,
    state: Option<String>,
    source: Option<InlineText>,
    source_segments: MarkedSegments,
    target: Option<InlineText>,
    target_segments: MarkedSegments,
    target_language: Option<LanguageTag>,
}

impl XliffReader {
    pub(crate) fn new(source: UnitSource, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let stream = Utf8Stream::new(source.into_stream(), options.strictness);
        let stream = stream.map_err(ReadError::Open)?;
        let mut reader = Self {
            reader: MarkupReader::new(stream),
            version: Version::One,
            languages: [
                options.source_language.clone(),
                options.target_language.clone(),
            ],
            original: String::new(),
            header: MemoryHeader::default(),
            findings: Findings::default(),
            strictness: options.strictness,
            plurals: None,
            ready: VecDeque::new(),
        };
        match reader.reader.next()? {
            Markup::Start(element) if element.name == "xliff" => {
                let version = element.attribute("version").unwrap_or("1.2");
                if version.starts_with('2') {
                    reader.version = Version::Two;
                    reader.take_languages(&element, ["srcLang", "trgLang"])?;
                }
            }
            Markup::Start(element) => {
                let what = format!("its root is `{}`, not `xliff`", element.name);
                return Err(ReadError::Format { what });
            }
            _ => {}
        }
        Ok(reader)
    }

    fn take_languages(&mut self, element: &Element, names: [&str; 2]) -> Result<(), ReadError> {
        for (index, name) in names.into_iter().enumerate() {
            let Some(value) = element.attribute(name).filter(|value| !value.is_empty()) else {
                continue;
            };
            let tag = LanguageTag::try_new(value)
                .map_err(|error| self.reader.malformed(error.to_string()))?;
            self.languages[index] = Some(tag);
        }
        let [source, target] = self.languages.clone();
        self.header.source_language = self.header.source_language.take().or(source);
        self.header.target_language = self.header.target_language.take().or(target);
        Ok(())
    }

    /// Reads a `trans-unit` or `unit` to its end.
    fn raw(&mut self, element: &Element) -> Result<Raw, ReadError> {
        let name = element.attribute("resname").or(element.attribute("name"));
        let mut raw = Raw {
            id: element.attribute("id").unwrap_or_default().to_owned(),
            name: name.map(str::to_owned),
            is_approved: element.attribute("approved") == Some("yes"),
            status: element.attribute("mq:status").map(str::to_owned),
            is_head: element.attribute("restype") == Some("x-gettext-domain-header"),
            ..Raw::default()
        };
        let mut data = OriginalData::new();
        let depth = self.reader.depth();
        while self.reader.depth() >= depth {
            let Markup::Start(inner) = self.reader.next()? else {
                continue;
            };
            match inner.name.as_str() {
                "source" => {
                    let segment = last_segment(&mut raw);
                    let text = inline_text(&mut self.reader, &data, &mut segment.source_segments)?;
                    segment.source = Some(text);
                }
                "seg-source" => {
                    let segment = last_segment(&mut raw);
                    segment.source_segments.clear();
                    inline_text(&mut self.reader, &data, &mut segment.source_segments)?;
                }
                "target" => {
                    let segment = last_segment(&mut raw);
                    let tag = inner.attribute("xml:lang");
                    segment.target_language = tag.and_then(|tag| LanguageTag::try_new(tag).ok());
                    if let Some(state) = inner.attribute("state") {
                        segment.state = Some(state.to_owned());
                    }
                    let text = inline_text(&mut self.reader, &data, &mut segment.target_segments)?;
                    segment.target = Some(text);
                }
                "segment" => raw.segments.push(RawSegment {
                    id: inner.attribute("id").unwrap_or_default().to_owned(),
                    state: inner.attribute("state").map(str::to_owned),
                    ..RawSegment::default()
                }),
                "data" => {
                    let id = inner.attribute("id").unwrap_or_default().to_owned();
                    let content = self.reader.text()?;
                    // Of several the first counts.
                    data.entry(id).or_insert(content);
                }
                "note" => {
                    let mut note = Note::new(self.reader.text()?);
                    let from = inner.attribute("from");
                    note.attributes
                        .extend(from.map(|from| Attribute::new("from", from)));
                    if !note.text.trim().is_empty() {
                        raw.notes.push(note);
                    }
                }
                "context" | "meta" | "prop" => {
                    let name = ["context-type", "type", "prop-type"]
                        .into_iter()
                        .find_map(|name| inner.attribute(name));
                    let name = name.unwrap_or(&inner.name).to_owned();
                    raw.properties
                        .push(Property::new(name, self.reader.text()?));
                }
                // SDL: <sdl:seg id="1" conf="ApprovedTranslation" …>.
                "seg" => {
                    let id = inner.attribute("id").unwrap_or_default().to_owned();
                    let confirmation = inner.attribute("conf").unwrap_or_default().to_owned();
                    raw.confirmations.entry(id).or_insert(confirmation);
                }
                "alt-trans" | "matches" => {
                    let place = self.reader.place();
                    self.findings.add(Severity::Noted, place, || {
                        format!("the proposals of unit `{}` are passed over", raw.id)
                    });
                    self.reader.skip()?;
                }
                "ignorable" | "bin-source" | "bin-target" => self.reader.skip()?,
                _ => {}
            }
        }
        if self.plurals.is_some()
            && let Some(form) = plural_form(&raw.id)
        {
            let form = Property::new(property::PLURAL_FORM, form);
            raw.properties.push(form);
        }
        Ok(raw)
    }

    /// Makes the units of an element.
    fn take_units(&mut self, mut raw: Raw, place: Place) -> Result<(), ReadError> {
        let segments = std::mem::take(&mut raw.segments);
        // Each unit has all notes and properties of its element.
        let count: usize = segments
            .iter()
            .map(|segment| segment.source_segments.len().max(1))
            .sum();
        let notes = raw.notes.iter().map(|note| note.text.len());
        let properties = raw
            .properties
            .iter()
            .map(|property| property.name.len() + property.value.len());
        let shared = notes.chain(properties).sum::<usize>() + self.original.len();
        self.reader
            .charge(shared.saturating_mul(count.saturating_sub(1)))?;
        let is_one = segments.len() == 1;
        for (segment, number) in segments.into_iter().zip(1..) {
            let target_language = segment
                .target_language
                .clone()
                .or(self.languages[1].clone());
            let state = segment.state.clone();
            let marked = !segment.source_segments.is_empty() && !segment.target_segments.is_empty();
            let pairs: Vec<(String, InlineText, Option<InlineText>)> = if marked {
                let mut targets: HashMap<_, VecDeque<_>> = HashMap::new();
                for (mid, target) in segment.target_segments {
                    targets.entry(mid).or_default().push_back(target);
                }
                let sources = segment.source_segments.into_iter();
                let pairs = sources.map(|(mid, source)| {
                    let target = targets.get_mut(&mid).and_then(VecDeque::pop_front);
                    (mid, source, target)
                });
                pairs.collect()
            } else {
                let id = match segment.id {
                    _ if is_one => String::new(),
                    id if id.is_empty() => number.to_string(),
                    id => id,
                };
                let target = segment.target.or_else(|| {
                    let mut targets = segment.target_segments;
                    (targets.len() == 1).then(|| targets.remove(0).1)
                });
                let source = segment.source.unwrap_or_default();
                vec![(id, source, target)]
            };
            let is_only = pairs.len() == 1;
            for (mid, source, target) in pairs {
                let texts = (source, target, target_language.clone());
                let mid = if marked && is_only { "" } else { &mid };
                self.take_unit(&raw, mid, texts, state.as_deref(), place)?;
            }
        }
        Ok(())
    }

    fn take_unit(
        &mut self,
        raw: &Raw,
        mid: &str,
        texts: (InlineText, Option<InlineText>, Option<LanguageTag>),
        state: Option<&str>,
        place: Place,
    ) -> Result<(), ReadError> {
        let (source, target, target_language) = texts;
        let is_empty = |text: &InlineText| text.text().trim().is_empty() && text.codes().is_empty();
        // A level that is alone in its unit is that of all of it.
        let confirmation = match raw.confirmations.len() {
            1 => raw.confirmations.values().next(),
            _ => raw.confirmations.get(mid),
        };
        let reason = match &target {
            _ if raw.is_head => Some("it is the head of a catalogue"),
            _ if is_empty(&source) => Some("it has no source text"),
            None => Some("it is not translated"),
            Some(target) if is_empty(target) => Some("it is not translated"),
            _ if [confirmation, raw.status.as_ref()]
                .into_iter()
                .flatten()
                .any(|word| word.starts_with("Rejected")) =>
            {
                Some("it is rejected")
            }
            _ => None,
        };
        let name = if mid.is_empty() {
            raw.id.clone()
        } else {
            format!("{}:{mid}", raw.id)
        };
        if let Some(reason) = reason {
            self.findings.add(Severity::Skipped, place, || {
                format!("unit `{name}` is left out: {reason}")
            });
            return Ok(());
        }
        let (Some(source_language), Some(target_language)) =
            (self.languages[0].clone(), target_language)
        else {
            let what = format!("the languages of unit `{name}` are not known");
            if self.strictness == Strictness::Lenient {
                self.findings.add(Severity::Skipped, place, || what);
                return Ok(());
            }
            let what = format!("{what} ({place})");
            return Err(ReadError::Language { what });
        };
        let side = |language, segment| Variant {
            segment,
            ..Variant::plain(language, "")
        };
        let mut unit = TranslationUnit::pair(
            side(source_language, source),
            side(target_language, target.unwrap_or_default()),
        );
        unit.id = match (&raw.name, mid) {
            (Some(name), "") if is_made_up(&raw.id) => Some(name.clone()),
            (None, "") if is_made_up(&raw.id) || raw.id.is_empty() => None,
            _ => Some(name),
        };
        unit.properties = raw.properties.clone();
        let has_document = unit.property(property::SOURCE_DOCUMENT).is_some();
        if !self.original.is_empty() && !has_document {
            let document = Property::new(property::SOURCE_DOCUMENT, self.original.clone());
            unit.properties.push(document);
        }
        unit.notes = raw.notes.clone();
        let is_accepted =
            raw.is_approved || confirmation.is_some_and(|word| word.starts_with("Approved"));
        if is_accepted && unit.property(property::STATUS).is_none() {
            let accepted = Property::new(property::STATUS, "accepted");
            unit.properties.push(accepted);
        }
        if let Some(word) = confirmation.filter(|word| !word.is_empty()) {
            unit.properties
                .push(Property::new(property::SDL_CONFIRMATION, word));
        }
        let status = raw.status.iter();
        unit.properties
            .extend(status.map(|word| Property::new(property::MEMOQ_STATUS, word)));
        state::keep(&mut unit, state, self.version);
        self.ready.push_back(unit);
        Ok(())
    }
}

/// The number of the plural form that the Translate Toolkit calls `4[1]`.
fn plural_form(id: &str) -> Option<&str> {
    let (_, form) = id.strip_suffix(']')?.rsplit_once('[')?;
    let is_number = !form.is_empty() && form.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(form)
}

/// The segment being read; in XLIFF 1.2 there is one, without an element.
fn last_segment(raw: &mut Raw) -> &mut RawSegment {
    if raw.segments.is_empty() {
        raw.segments.push(RawSegment::default());
    }
    let last = raw.segments.len() - 1;
    &mut raw.segments[last]
}

impl Advance for XliffReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            if let Some(unit) = self.ready.pop_front() {
                return Ok(Some(unit));
            }
            let place = self.reader.place();
            self.reader.inner_mut().report(&mut self.findings);
            match self.reader.next()? {
                Markup::Eof => return Ok(None),
                Markup::End(_) => {
                    let depth = self.reader.depth();
                    self.plurals = self.plurals.filter(|&plurals| depth >= plurals);
                }
                Markup::Start(element) => match element.name.as_str() {
                    "group" if element.attribute("restype") == Some("x-gettext-plurals") => {
                        self.plurals = Some(self.reader.depth());
                    }
                    "file" => {
                        if self.version == Version::One {
                            self.take_languages(&element, ["source-language", "target-language"])?;
                        }
                        let original = element.attribute("original").unwrap_or_default();
                        original.clone_into(&mut self.original);
                    }
                    "header" | "skeleton" | "bin-unit" | "tag-defs" => self.reader.skip()?,
                    "trans-unit" | "unit" => {
                        self.reader.begin_unit();
                        let raw = self.raw(&element)?;
                        self.take_units(raw, place)?;
                        self.reader.end_unit();
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.findings
    }
}
