//! Rows of cells to units, with what a person did to them.

use std::collections::BTreeSet;

use bitext_core::{
    InlineCode, InlineText, LanguageTag, Note, Property, TranslationUnit, Variant, is_unspaced,
};

use super::heading::Heading;
use super::placeholder::without_placeholders;
use super::{
    ACCEPTED, Column, EDITED, JOIN_ABOVE, REJECTED, STATUSES, checksum, comment, is_row_number,
};
use crate::record::{UnitRecord, VariantRecord};
use crate::{Findings, MemoryHeader, Place, Severity, UnitReadOptions, property};

/// Most statuses of other tools that are noted.
const MOST_ODD: usize = 20;

/// Makes units of the rows below a heading.
pub(crate) struct TableReader {
    heading: Heading,
    header: MemoryHeader,
    languages: (LanguageTag, LanguageTag),
    findings: Findings,
    /// The last row, which the next may continue.
    draft: Option<Draft>,
    /// Where the last row came from, for rows that a person has added.
    origin: Vec<Property>,
    /// Name of the last row in the file.
    last_id: String,
    /// Statuses that are none of ours.
    odd: BTreeSet<String>,
    /// Whether somebody has named a language to read.
    wants_both: bool,
}

/// A row of the file.
pub(crate) struct Row {
    /// Its cells, in the file's order of columns.
    pub(crate) cells: Vec<String>,
    /// Where it is.
    pub(crate) place: Place,
    /// What it is called in messages: `row 7`.
    pub(crate) name: String,
    /// Columns whose cells are merged with those above.
    pub(crate) merged: Vec<usize>,
    /// Whether the file calls it a heading.
    pub(crate) is_heading: bool,
}

/// A row that may still grow.
struct Draft {
    unit: TranslationUnit,
    source: Variant,
    target: Variant,
    place: Place,
    name: String,
    is_rejected: bool,
    is_edited: bool,
}

impl TableReader {
    /// A reader below `heading`; languages that it does not name are taken from
    /// the options.
    ///
    /// # Errors
    /// With the name of the side whose language is not known.
    pub(crate) fn new(heading: Heading, options: &UnitReadOptions) -> Result<Self, &'static str> {
        let source = heading.source.clone().or(options.source_language.clone());
        let target = heading.target.clone().or(options.target_language.clone());
        let languages = (source.ok_or("source")?, target.ok_or("target")?);
        let header = MemoryHeader {
            source_language: Some(languages.0.clone()),
            target_language: Some(languages.1.clone()),
            ..MemoryHeader::default()
        };
        let mut findings = Findings::default();
        for name in &heading.unknown {
            findings.add(Severity::Noted, Place::default(), || {
                format!("the column `{name}` is passed over")
            });
        }
        Ok(Self {
            heading,
            header,
            languages,
            findings,
            draft: None,
            origin: Vec::new(),
            last_id: String::new(),
            odd: BTreeSet::new(),
            wants_both: options.source_language.is_some() || options.target_language.is_some(),
        })
    }

    pub(crate) fn header(&self) -> &MemoryHeader {
        &self.header
    }

    pub(crate) fn findings(&self) -> &Findings {
        &self.findings
    }

    pub(crate) fn findings_mut(&mut self) -> &mut Findings {
        &mut self.findings
    }

    /// Takes the next row; gives a unit once it is known to be whole.
    ///
    /// # Errors
    /// With what is wrong with the row.
    pub(crate) fn row(&mut self, row: &Row) -> Result<Option<TranslationUnit>, String> {
        let is_merged = self.is_merged(row);
        if row.cells.iter().all(|cell| cell.trim().is_empty()) && !is_merged {
            return Ok(None);
        }
        if row.is_heading {
            let name = &row.name;
            let what = || format!("{name} is passed over: it is a heading");
            self.findings.add(Severity::Noted, row.place, what);
            return Ok(None);
        }
        let continues = is_merged || self.status(row) == JOIN_ABOVE;
        let draft = self.draft(row)?;
        if continues && let Some(above) = &mut self.draft {
            above.join(draft);
            return Ok(None);
        }
        if continues {
            self.findings.add(Severity::Noted, row.place, || {
                format!("{}: there is no row above to join", row.name)
            });
        }
        let finished = self.draft.replace(draft);
        Ok(finished.and_then(|draft| self.unit(draft)))
    }

    /// The unit of the last row.
    pub(crate) fn finish(&mut self) -> Option<TranslationUnit> {
        let draft = self.draft.take()?;
        self.unit(draft)
    }

    /// Whether a text of the row goes on with the one above.
    fn is_merged(&self, row: &Row) -> bool {
        let sides = [Column::Source, Column::Target].map(|side| self.heading.place(side));
        let mut sides = sides.into_iter().flatten();
        sides.any(|side| row.merged.contains(&side))
    }

    fn cell<'row>(&self, row: &'row Row, column: Column) -> &'row str {
        let cell = self
            .heading
            .place(column)
            .and_then(|index| row.cells.get(index));
        cell.map_or("", String::as_str)
    }

    fn status(&self, row: &Row) -> String {
        self.cell(row, Column::Status).trim().to_lowercase()
    }

    fn draft(&mut self, row: &Row) -> Result<Draft, String> {
        let more = self.cell(row, Column::More).trim();
        let mut record = if more.is_empty() {
            UnitRecord::default()
        } else {
            serde_json::from_str(more)
                .map_err(|error| format!("the column `more` is damaged: {error}"))?
        };
        let mut variants = record.variants.take().unwrap_or_default().into_iter();
        let (source, target) = (variants.next(), variants.next());
        let others = variants.map(VariantRecord::into_variant);
        let mut others = others.collect::<Result<Vec<_>, _>>()?;
        others.extend(self.further_texts(row));
        let (source_language, target_language) = self.languages.clone();
        let sum = self.cell(row, Column::Checksum).trim();
        let tracks_edits = self.heading.has(Column::Checksum);
        let texts = (
            self.cell(row, Column::Source),
            self.cell(row, Column::Target),
        );
        let is_typed = tracks_edits && sum != checksum(texts.0, texts.1);
        let is_changed = is_typed && !sum.is_empty();
        let mut source = self.variant(row, Column::Source, source, source_language)?;
        let mut target = self.variant(row, Column::Target, target, target_language)?;
        if is_typed {
            trim(&mut source.segment);
            trim(&mut target.segment);
        }
        let mut unit = record.into_unit()?;
        unit.variants = others;
        let is_new = self.name_unit(row, &mut unit);
        unit.properties.splice(0..0, self.properties(row));
        if is_new {
            unit.properties.extend(self.origin.iter().cloned());
        } else {
            let origin = unit.properties.iter().filter(|property| {
                [
                    property::SOURCE_DOCUMENT,
                    property::TARGET_DOCUMENT,
                    property::SOURCE_DATE,
                    property::TARGET_DATE,
                ]
                .contains(&property.name.as_str())
            });
            self.origin = origin.cloned().collect();
        }
        let shown = comment(unit.notes.iter().map(|note| note.text.as_str()));
        let remark = self.cell(row, Column::Comment);
        if self.heading.has(Column::Comment) && shown != remark {
            unit.notes.clear();
            unit.notes
                .extend((!remark.is_empty()).then(|| Note::new(remark)));
        }
        let status = self.status(row);
        if self.is_odd(&status) {
            self.findings.add(Severity::Noted, row.place, || {
                format!(
                    "{}: `{status}` is none of the statuses {} and changes nothing",
                    row.name,
                    STATUSES.join(", ")
                )
            });
        }
        Ok(Draft {
            unit,
            source,
            target,
            place: row.place,
            name: row.name.clone(),
            is_rejected: status == REJECTED,
            is_edited: is_changed || (is_new && tracks_edits),
        })
    }

    /// Whether a status is none of ours and not noted yet. Another tool has its own
    /// words for it, and each of them is noted once; in a table of ours it is a slip.
    fn is_odd(&mut self, status: &str) -> bool {
        let is_odd = !status.is_empty() && !STATUSES.contains(&status);
        let is_slip = self.heading.names_both_languages;
        is_odd && (is_slip || self.odd.len() < MOST_ODD && self.odd.insert(status.to_owned()))
    }

    /// The texts in further languages.
    fn further_texts(&self, row: &Row) -> impl Iterator<Item = Variant> {
        self.heading.others.iter().filter_map(|(column, language)| {
            let text = row.cells.get(*column)?.trim();
            (!text.is_empty()).then(|| Variant::plain(language.clone(), text))
        })
    }

    /// Gives the unit its id; whether a person has added the row.
    fn name_unit(&mut self, row: &Row, unit: &mut TranslationUnit) -> bool {
        let id = self.cell(row, Column::Id).trim().to_owned();
        // Whoever splits a row by copying it has its name twice.
        let is_copy = !id.is_empty() && id == self.last_id;
        let is_known = unit.id.as_deref().map(str::trim) == Some(&id);
        if !id.is_empty() && !is_known && !is_row_number(&id) && !is_copy {
            unit.id = Some(id.clone());
        }
        let is_new = id.is_empty() && self.cell(row, Column::SourceDocument).is_empty();
        if !id.is_empty() {
            self.last_id = id;
        }
        is_new
    }

    /// The properties that columns show, in their usual order.
    fn properties(&self, row: &Row) -> Vec<Property> {
        let columns = Column::ALL
            .iter()
            .filter(|column| **column != Column::Status);
        let shown = columns.chain([&Column::Status]).filter_map(|&column| {
            let name = column.property()?;
            let value = self.cell(row, column).trim();
            let is_left_out = value.is_empty() || value.eq_ignore_ascii_case(JOIN_ABOVE);
            (!is_left_out).then(|| Property::new(name, value))
        });
        shown.collect()
    }

    fn variant(
        &mut self,
        row: &Row,
        column: Column,
        record: Option<VariantRecord>,
        language: LanguageTag,
    ) -> Result<Variant, String> {
        let mut record = record.unwrap_or_default();
        if record.language.is_empty() {
            record.language = language.as_str().to_owned();
        }
        let codes = std::mem::take(&mut record.codes);
        let (text, codes, missing) = without_placeholders(self.cell(row, column), codes);
        for number in missing {
            self.findings.add(Severity::Repaired, row.place, || {
                let side = column.heading();
                format!(
                    "{}: the inline code {{{number}}} is left out of the {side}",
                    row.name
                )
            });
        }
        record.text = text;
        record.codes = codes;
        record.into_variant()
    }

    /// The unit of a row that is whole; `None`, and a finding, if there is none.
    fn unit(&mut self, draft: Draft) -> Option<TranslationUnit> {
        let Draft {
            mut unit,
            source,
            target,
            place,
            name,
            ..
        } = draft;
        let is_empty = |variant: &Variant| {
            variant.segment.text().is_empty() && variant.segment.codes().is_empty()
        };
        // A memory of several languages has units that lack one of the two in columns,
        // which only those do not want who name the two.
        let sides = [source, target];
        let all = sides.iter().chain(&unit.variants);
        let texts = all.filter(|variant| !is_empty(variant)).count();
        let is_whole = texts > 1 && !self.wants_both;
        let [source, target] = &sides;
        let reason = if draft.is_rejected {
            Some("it is rejected")
        } else if is_whole {
            None
        } else if is_empty(source) {
            Some("there is no source text")
        } else if is_empty(target) {
            Some("there is no target text")
        } else {
            None
        };
        if let Some(reason) = reason {
            let left_out = || format!("{name} is left out: {reason}");
            self.findings.add(Severity::Skipped, place, left_out);
            return None;
        }
        let status = unit.property(property::STATUS);
        let is_open = status.is_none_or(|status| !status.eq_ignore_ascii_case(ACCEPTED));
        if draft.is_edited && is_open {
            unit.properties
                .retain(|property| property.name != property::STATUS);
            unit.properties
                .push(Property::new(property::STATUS, EDITED));
        }
        let filled = sides.into_iter().filter(|variant| !is_empty(variant));
        unit.variants.splice(0..0, filled);
        Some(unit)
    }
}

impl Draft {
    /// Continues this row with the one below it.
    fn join(&mut self, below: Self) {
        append(&mut self.source.segment, below.source.segment);
        append(&mut self.target.segment, below.target.segment);
        self.unit.notes.extend(below.unit.notes.iter().cloned());
        for further in &below.unit.variants {
            let mut ours = self.unit.variants.iter_mut();
            match ours.find(|variant| variant.language == further.language) {
                Some(variant) => append(&mut variant.segment, further.segment.clone()),
                None => self.unit.variants.push(further.clone()),
            }
        }
        self.is_edited = true;
        for (name, joined) in [
            (
                property::LINK_TYPE,
                joined_types as fn(&str, &str) -> Option<String>,
            ),
            (property::SOURCE_BYTES, joined_ranges),
            (property::TARGET_BYTES, joined_ranges),
        ] {
            let other = below.unit.property(name);
            let mut properties = self.unit.properties.iter_mut();
            match (properties.find(|property| property.name == name), other) {
                (Some(property), Some(other)) => {
                    if let Some(value) = joined(&property.value, other) {
                        property.value = value;
                    }
                }
                (None, Some(other)) => self.unit.properties.push(Property::new(name, other)),
                _ => {}
            }
        }
    }
}

/// Takes away the white space that slips in at the ends of a cell as one types.
fn trim(text: &mut InlineText) {
    if text.codes().is_empty() {
        *text = InlineText::plain(text.text().trim());
    }
}

/// Two texts as one, with a space between words where the script has spaces.
fn append(text: &mut InlineText, tail: InlineText) {
    let (mut words, mut codes) = std::mem::take(text).into_parts();
    let (more, more_codes) = tail.into_parts();
    let is_apart = words.is_empty()
        || more.is_empty()
        || words.ends_with(char::is_whitespace)
        || more.starts_with(char::is_whitespace)
        || (words.ends_with(is_unspaced) && more.starts_with(is_unspaced));
    if !is_apart {
        words.push(' ');
    }
    let shift = words.len();
    let pairs = codes.iter().filter_map(|code| code.pair).max().unwrap_or(0);
    let shifted = more_codes.into_iter().map(|code| InlineCode {
        position: code.position + shift,
        pair: code.pair.map(|pair| pair.saturating_add(pairs)),
        ..code
    });
    codes.extend(shifted);
    words.push_str(&more);
    // Shifting keeps positions between characters and in order.
    *text = InlineText::try_new(words, codes).unwrap_or_default();
}

/// `1-1` and `1-0` make `2-1`.
fn joined_types(first: &str, second: &str) -> Option<String> {
    let parse = |text: &str| -> Option<(u32, u32)> {
        let (source, target) = text.split_once('-')?;
        Some((source.parse().ok()?, target.parse().ok()?))
    };
    let (first, second) = (parse(first)?, parse(second)?);
    let source = first.0.checked_add(second.0)?;
    let target = first.1.checked_add(second.1)?;
    Some(format!("{source}-{target}"))
}

/// `10-20` and `21-30` make `10-30`.
fn joined_ranges(first: &str, second: &str) -> Option<String> {
    let (start, _) = first.split_once('-')?;
    let (_, end) = second.split_once('-')?;
    Some(format!("{start}-{end}"))
}
