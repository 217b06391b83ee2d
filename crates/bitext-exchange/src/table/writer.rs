//! Units to rows of cells.

use bitext_core::{InlineText, LanguageTag, TranslationUnit, Variant};

use super::placeholder::with_placeholders;
use super::{Column, checksum, comment, is_row_number};
use crate::pair::Pairing;
use crate::record::{UnitRecord, VariantRecord};
use crate::unit_io::UnitWriteOptions;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A number as it is to be written.
    Number(String),
}

impl Cell {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

/// Makes rows of units, with the columns of [`Column::ALL`].
pub(crate) struct TableWriter {
    pairing: Pairing,
    options: UnitWriteOptions,
    rows: u64,
    /// The id of the last unit.
    last_id: Option<String>,
}

impl TableWriter {
    pub(crate) fn new(options: UnitWriteOptions) -> Self {
        Self {
            pairing: Pairing::new(&options.header),
            options,
            rows: 0,
            last_id: None,
        }
    }

    /// The headings, once the first unit has settled the languages.
    pub(crate) fn headings(&self) -> Vec<String> {
        let with_language = |column: Column, language: Option<&LanguageTag>| {
            let written = language.map(|tag| self.options.language_map.written(tag));
            written.map_or_else(
                || column.heading().to_owned(),
                |tag| format!("{} [{tag}]", column.heading()),
            )
        };
        let headings = Column::ALL.iter().map(|&column| match column {
            Column::Source => with_language(column, self.pairing.source()),
            Column::Target => with_language(column, self.pairing.target()),
            other => other.heading().to_owned(),
        });
        headings.collect()
    }

    /// Whether an id is not taken for that of a row without one, or of one that a
    /// person has split.
    fn is_read_from_its_column(&self, id: Option<&str>) -> bool {
        id.is_none_or(|id| {
            let is_plain = !id.is_empty() && id.trim() == id && !is_row_number(id);
            is_plain && self.last_id.as_deref() != Some(id)
        })
    }

    /// The row of a unit; `None` if it has a variant in neither language.
    pub(crate) fn row(&mut self, unit: &TranslationUnit) -> Option<Vec<Cell>> {
        let pair = self.pairing.of(unit)?;
        self.rows += 1;
        let (source, first_source) = marked(pair.source);
        let (target, first_target) = marked(pair.target);
        let mut record = UnitRecord::of(unit);
        let sides = [
            (pair.source, first_source, self.pairing.source()),
            (pair.target, first_target, self.pairing.target()),
        ];
        if self.is_read_from_its_column(unit.id.as_deref()) {
            record.id = None;
        }
        self.last_id.clone_from(&unit.id);
        shorten(&mut record, unit, &sides);
        let row = Column::ALL.iter().map(|&column| match column {
            Column::Id => text(match &unit.id {
                Some(id) if !id.trim().is_empty() => id.clone(),
                _ => format!("#{}", self.rows),
            }),
            Column::Source => text(source.clone()),
            Column::Target => text(target.clone()),
            Column::Comment => text(comment(unit.notes.iter().map(|note| note.text.as_str()))),
            Column::Checksum => text(checksum(&source, &target)),
            Column::More => more(&record),
            Column::Probability => probability(unit.property(crate::property::PROBABILITY)),
            other => {
                let value = other.property().and_then(|name| unit.property(name));
                text(value.unwrap_or_default().to_owned())
            }
        });
        Some(row.collect())
    }
}

fn text(text: String) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn probability(value: Option<&str>) -> Cell {
    let value = value.unwrap_or_default();
    // Only what comes back the same may become a number.
    match value.parse::<f64>() {
        Ok(number) if format!("{number:.4}") == value => Cell::Number(value.to_owned()),
        _ => text(value.to_owned()),
    }
}

fn marked(variant: Option<&Variant>) -> (String, usize) {
    let empty = InlineText::default();
    with_placeholders(variant.map_or(&empty, |variant| &variant.segment))
}

/// Leaves in `record` only what no other column shows.
fn shorten(
    record: &mut UnitRecord,
    unit: &TranslationUnit,
    sides: &[(Option<&Variant>, usize, Option<&LanguageTag>); 2],
) {
    let is_single = record.notes.len() == 1 && record.notes[0].attributes.is_empty();
    if is_single && !record.notes[0].text.is_empty() {
        record.notes.clear();
    }
    for column in Column::ALL {
        let Some(name) = column.property() else {
            continue;
        };
        let shown = |property: &crate::record::PropertyRecord| {
            property.name == name && property.attributes.is_empty() && !property.value.is_empty()
        };
        let first = record.properties.iter().position(|p| p.name == name);
        if let Some(index) = first.filter(|&index| shown(&record.properties[index])) {
            record.properties.remove(index);
        }
    }
    let mut variants = Vec::new();
    for &(side, first, language) in sides {
        let mut variant = side.map_or_else(VariantRecord::default, VariantRecord::of);
        variant.text.clear();
        if side.map(|side| &side.language) == language {
            variant.language.clear();
        }
        for (index, code) in variant.codes.iter_mut().enumerate() {
            code.position = first + index;
        }
        variants.push(variant);
    }
    let is_side = |variant: &Variant| {
        sides
            .iter()
            .any(|(side, ..)| side.is_some_and(|side| std::ptr::eq(side, variant)))
    };
    let others = unit.variants.iter().filter(|variant| !is_side(variant));
    variants.extend(others.map(VariantRecord::of));
    if variants.len() == 2 && variants.iter().all(|v| *v == VariantRecord::default()) {
        variants.clear();
    }
    record.variants = (!variants.is_empty()).then_some(variants);
}

fn more(record: &UnitRecord) -> Cell {
    if *record == UnitRecord::default() {
        return Cell::Empty;
    }
    // A record of text and numbers has always a form in JSON.
    text(serde_json::to_string(record).unwrap_or_default())
}
