//! A translation unit as JSON, with everything it holds.
//!
//! | field | on | is |
//! | --- | --- | --- |
//! | `variants` | unit | the languages' sides, the source first |
//! | `language`, `text` | variant | its tag and its words without codes |
//! | `codes` | variant, subflow | inline codes: `position` (byte of the text), `kind`, `content`, and if there are any `pair`, `subflows`, `attributes` |
//! | `subflows` | code | texts inside it: `position` (byte of the content), `text`, and if there are any `codes`, `attributes` |
//! | `id`, `created`, `created_by`, `changed`, `changed_by` | unit, variant | as in TMX; a variant has no `id` |
//! | `properties` | unit, variant | objects of `name` and `value`, and `attributes` if there are any |
//! | `notes` | unit, variant | objects of `text`, and `attributes` if there are any |
//! | `attributes` | all but attributes | objects of `name` and `value` |
//!
//! What is empty is left out. The same records stand behind the lines of JSONL
//! and in the last column of tables.

use bitext_core::{
    Attribute, CodeKind, History, InlineCode, InlineText, LanguageTag, Note, Property, Subflow,
    TranslationUnit, Variant,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct UnitRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// None is said where the columns of a table hold them; a unit may have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variants: Option<Vec<VariantRecord>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) properties: Vec<PropertyRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<NoteRecord>,
    #[serde(flatten)]
    pub(crate) history: HistoryRecord,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<AttributeRecord>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct VariantRecord {
    pub(crate) language: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) codes: Vec<CodeRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) properties: Vec<PropertyRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<NoteRecord>,
    #[serde(flatten)]
    pub(crate) history: HistoryRecord,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<AttributeRecord>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CodeRecord {
    pub(crate) position: usize,
    pub(crate) kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pair: Option<u32>,
    #[serde(default)]
    pub(crate) content: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) subflows: Vec<SubflowRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<AttributeRecord>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SubflowRecord {
    pub(crate) position: usize,
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) codes: Vec<CodeRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<AttributeRecord>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AttributeRecord {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PropertyRecord {
    pub(crate) name: String,
    pub(crate) value: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<AttributeRecord>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NoteRecord {
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attributes: Vec<AttributeRecord>,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct HistoryRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changed_by: Option<String>,
}

/// Kinds of codes and their names.
const KINDS: [(CodeKind, &str); 7] = [
    (CodeKind::Begin, "begin"),
    (CodeKind::End, "end"),
    (CodeKind::Standalone, "standalone"),
    (CodeKind::Isolated, "isolated"),
    (CodeKind::HighlightBegin, "highlight-begin"),
    (CodeKind::HighlightEnd, "highlight-end"),
    (CodeKind::Unknown, "unknown"),
];

impl UnitRecord {
    pub(crate) fn of(unit: &TranslationUnit) -> Self {
        Self {
            id: unit.id.clone(),
            variants: Some(unit.variants.iter().map(VariantRecord::of).collect()),
            properties: properties(&unit.properties),
            notes: notes(&unit.notes),
            history: HistoryRecord::of(&unit.history),
            attributes: attributes(&unit.attributes),
        }
    }

    /// The unit, or why the record is none.
    pub(crate) fn into_unit(self) -> Result<TranslationUnit, String> {
        let variants = self.variants.unwrap_or_default().into_iter();
        let variants = variants.map(VariantRecord::into_variant);
        Ok(TranslationUnit {
            variants: variants.collect::<Result<_, _>>()?,
            properties: from_properties(self.properties),
            notes: from_notes(self.notes),
            id: self.id,
            history: self.history.into_history(),
            attributes: from_attributes(self.attributes),
        })
    }
}

impl VariantRecord {
    pub(crate) fn of(variant: &Variant) -> Self {
        Self {
            language: variant.language.as_str().to_owned(),
            text: variant.segment.text().to_owned(),
            codes: codes(&variant.segment),
            properties: properties(&variant.properties),
            notes: notes(&variant.notes),
            history: HistoryRecord::of(&variant.history),
            attributes: attributes(&variant.attributes),
        }
    }

    /// The variant, or why the record is none.
    pub(crate) fn into_variant(self) -> Result<Variant, String> {
        let language = LanguageTag::try_new(&self.language).map_err(|error| error.to_string())?;
        Ok(Variant {
            language,
            segment: inline_text(self.text, self.codes)?,
            properties: from_properties(self.properties),
            notes: from_notes(self.notes),
            history: self.history.into_history(),
            attributes: from_attributes(self.attributes),
        })
    }
}

impl HistoryRecord {
    fn of(history: &History) -> Self {
        Self {
            created: history.created.clone(),
            created_by: history.created_by.clone(),
            changed: history.changed.clone(),
            changed_by: history.changed_by.clone(),
        }
    }

    fn into_history(self) -> History {
        History {
            created: self.created,
            created_by: self.created_by,
            changed: self.changed,
            changed_by: self.changed_by,
        }
    }
}

fn codes(text: &InlineText) -> Vec<CodeRecord> {
    let records = text.codes().iter().map(|code| CodeRecord {
        position: code.position,
        kind: kind_name(code.kind).to_owned(),
        pair: code.pair,
        content: code.content.clone(),
        subflows: code.subflows.iter().map(subflow).collect(),
        attributes: attributes(&code.attributes),
    });
    records.collect()
}

fn subflow(subflow: &Subflow) -> SubflowRecord {
    SubflowRecord {
        position: subflow.position,
        text: subflow.text.text().to_owned(),
        codes: codes(&subflow.text),
        attributes: attributes(&subflow.attributes),
    }
}

fn inline_text(text: String, codes: Vec<CodeRecord>) -> Result<InlineText, String> {
    let codes = codes.into_iter().map(inline_code);
    let codes = codes.collect::<Result<_, _>>()?;
    InlineText::try_new(text, codes).map_err(|error| error.to_string())
}

fn inline_code(record: CodeRecord) -> Result<InlineCode, String> {
    let found = KINDS.iter().find(|(_, name)| *name == record.kind);
    let Some(&(kind, _)) = found else {
        return Err(format!("`{}` is no kind of inline code", record.kind));
    };
    let mut code = InlineCode::new(record.position, kind, record.content);
    code.pair = record.pair;
    code.attributes = from_attributes(record.attributes);
    for subflow in record.subflows {
        code.subflows.push(Subflow {
            position: subflow.position,
            text: inline_text(subflow.text, subflow.codes)?,
            attributes: from_attributes(subflow.attributes),
        });
    }
    Ok(code)
}

pub(crate) fn kind_name(kind: CodeKind) -> &'static str {
    let found = KINDS.iter().find(|(other, _)| *other == kind);
    found.map_or("unknown", |&(_, name)| name)
}

fn attributes(list: &[Attribute]) -> Vec<AttributeRecord> {
    let records = list.iter().map(|attribute| AttributeRecord {
        name: attribute.name.clone(),
        value: attribute.value.clone(),
    });
    records.collect()
}

fn from_attributes(list: Vec<AttributeRecord>) -> Vec<Attribute> {
    let attributes = list.into_iter();
    attributes
        .map(|record| Attribute::new(record.name, record.value))
        .collect()
}

fn properties(list: &[Property]) -> Vec<PropertyRecord> {
    let records = list.iter().map(|property| PropertyRecord {
        name: property.name.clone(),
        value: property.value.clone(),
        attributes: attributes(&property.attributes),
    });
    records.collect()
}

fn from_properties(list: Vec<PropertyRecord>) -> Vec<Property> {
    let properties = list.into_iter().map(|record| {
        let mut property = Property::new(record.name, record.value);
        property.attributes = from_attributes(record.attributes);
        property
    });
    properties.collect()
}

fn notes(list: &[Note]) -> Vec<NoteRecord> {
    let records = list.iter().map(|note| NoteRecord {
        text: note.text.clone(),
        attributes: attributes(&note.attributes),
    });
    records.collect()
}

fn from_notes(list: Vec<NoteRecord>) -> Vec<Note> {
    let notes = list.into_iter().map(|record| {
        let mut note = Note::new(record.text);
        note.attributes = from_attributes(record.attributes);
        note
    });
    notes.collect()
}
