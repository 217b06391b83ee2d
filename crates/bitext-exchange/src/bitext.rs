//! A bitext on its way into a file: links with their texts, and units.

use bitext_core::{
    History, Ladder, LanguageTag, Link, Property, SegmentRange, SegmentedText, TextRange,
    TranslationUnit, Variant,
};

use crate::text::one_line;
use crate::{LinkRecord, property};

/// One side of a bitext.
#[derive(Clone, Copy, Debug)]
pub struct BitextSide<'text> {
    /// The text and its segments.
    pub text: &'text SegmentedText,
    /// Its language.
    pub language: &'text LanguageTag,
    /// What the document is called.
    pub document: &'text str,
    /// Date of the document, `2018-04-11`, if it is known.
    pub date: Option<&'text str>,
}

/// Two segmented texts and the ladder between them.
#[derive(Clone, Copy, Debug)]
pub struct Bitext<'text> {
    /// The side translated from.
    pub source: BitextSide<'text>,
    /// The side translated into.
    pub target: BitextSide<'text>,
    /// Their links.
    pub ladder: &'text Ladder,
}

impl BitextSide<'_> {
    /// The text of a run of segments on one line, and where it stands. What
    /// lies between two segments stays between them.
    fn span(&self, range: SegmentRange) -> (String, Option<TextRange>) {
        let segments = self.text.segments().get(range.indices()).unwrap_or(&[]);
        let (Some(first), Some(last)) = (segments.first(), segments.last()) else {
            return (String::new(), None);
        };
        let range = TextRange::new(first.range.start, last.range.end);
        (one_line(range.of(self.text.text())), Some(range))
    }
}

impl Bitext<'_> {
    /// Every link with its texts, in order.
    pub fn records(&self) -> impl Iterator<Item = LinkRecord> {
        self.ladder.links().iter().map(|link| self.record(link))
    }

    /// Every link in order, without its texts, for formats that have none.
    pub fn bare_records(&self) -> impl Iterator<Item = LinkRecord> {
        self.ladder.links().iter().map(|link| LinkRecord {
            link: *link,
            source_text: String::new(),
            target_text: String::new(),
            source_range: None,
            target_range: None,
        })
    }

    /// A link of segments of both sides with its texts.
    #[must_use]
    pub fn record(&self, link: &Link) -> LinkRecord {
        let (source_text, source_range) = self.source.span(link.source());
        let (target_text, target_range) = self.target.span(link.target());
        LinkRecord {
            link: *link,
            source_text,
            target_text,
            source_range,
            target_range,
        }
    }

    /// The translation unit of a link, created at `created` (in TMX's form);
    /// `None` for a link with an empty or invisible side.
    #[must_use]
    pub fn unit(&self, record: &LinkRecord, created: Option<&str>) -> Option<TranslationUnit> {
        let is_whole = !record.source_text.is_empty() && !record.target_text.is_empty();
        is_whole.then(|| self.row(record, created))
    }

    /// The same for any link, for tables that a person reviews: without a text
    /// there is no variant.
    #[must_use]
    pub fn row(&self, record: &LinkRecord, created: Option<&str>) -> TranslationUnit {
        let mut properties = vec![
            Property::new(
                property::PROBABILITY,
                format!("{:.4}", record.link.probability().value()),
            ),
            Property::new(property::LINK_TYPE, record.link.link_type().to_string()),
            Property::new(property::SOURCE_DOCUMENT, one_line(self.source.document)),
            Property::new(property::TARGET_DOCUMENT, one_line(self.target.document)),
        ];
        let dates = [
            (property::SOURCE_DATE, self.source.date),
            (property::TARGET_DATE, self.target.date),
        ];
        properties.extend(
            dates
                .iter()
                .filter_map(|&(name, date)| Some(Property::new(name, date?))),
        );
        let ranges = [
            (property::SOURCE_BYTES, record.source_range),
            (property::TARGET_BYTES, record.target_range),
        ];
        properties.extend(ranges.iter().filter_map(|&(name, range)| {
            let range = range?;
            Some(Property::new(
                name,
                format!("{}-{}", range.start, range.end),
            ))
        }));
        let sides = [
            (self.source.language, &record.source_text),
            (self.target.language, &record.target_text),
        ];
        let variants = sides.into_iter().filter(|(_, text)| !text.is_empty());
        let variants = variants.map(|(language, text)| Variant::plain(language.clone(), text));
        TranslationUnit {
            variants: variants.collect(),
            properties,
            history: History {
                created: created.map(str::to_owned),
                ..History::default()
            },
            ..TranslationUnit::default()
        }
    }
}
