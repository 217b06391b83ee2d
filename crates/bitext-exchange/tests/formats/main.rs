//! Units into each format and back: equal in everything the format can hold.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod documents;
mod foreign;
mod xliff;

use std::path::Path;

use bitext_core::{
    CodeKind, History, InlineCode, InlineText, LanguageTag, Note, Property, TranslationUnit,
    Variant,
};
use bitext_exchange::{
    MemoryHeader, ReadError, UnitFormat, UnitReadOptions, UnitWriteOptions, create_units,
    open_units, units,
};
use proptest::prelude::*;

fn tag(text: &str) -> LanguageTag {
    LanguageTag::try_new(text).unwrap()
}

fn options() -> UnitWriteOptions {
    let mut options = UnitWriteOptions::default();
    options.header = MemoryHeader::new(tag("en"));
    options.header.target_language = Some(tag("ru"));
    options
}

/// Writes units to `path` and reads them back.
#[track_caller]
fn through(path: &Path, format: UnitFormat, list: &[TranslationUnit]) -> Vec<TranslationUnit> {
    let mut writer = create_units(path, Some(format), options()).unwrap();
    for unit in list {
        writer.write_unit(unit).unwrap();
    }
    writer.finish().unwrap();
    let path = if format == UnitFormat::Moses {
        path.with_extension("en")
    } else {
        path.to_owned()
    };
    read(&path, Some(format)).unwrap()
}

fn read(path: &Path, format: Option<UnitFormat>) -> Result<Vec<TranslationUnit>, ReadError> {
    let mut reader = open_units(path, format, &UnitReadOptions::default())?;
    units(reader.as_mut()).collect()
}

/// Words as units have them: no control characters, no white space at the ends.
fn words() -> impl Strategy<Value = String> {
    "[A-Za-zЁёА-я漢字 ,;\"'=+@{}<>&|\\\\1-9\t-]{0,20}[!?.\"=]"
        .prop_map(|text| text.trim().to_owned())
}

fn segment() -> impl Strategy<Value = InlineText> {
    (
        words(),
        prop::collection::vec((0usize..30, 0usize..3), 0..3),
    )
        .prop_map(|(text, places)| {
            let mut codes = Vec::new();
            let boundary = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            for (index, (at, kind)) in (1u32..).zip(places) {
                let position = boundary(at);
                match kind {
                    0 => codes.push(InlineCode::new(position, CodeKind::Standalone, "<br/>")),
                    1 => codes.push(InlineCode::new(position, CodeKind::Isolated, "<i>")),
                    _ => {
                        let end = boundary(position + 3);
                        let begin = InlineCode::new(position, CodeKind::Begin, "<b>");
                        codes.push(begin.in_pair(index));
                        codes.push(InlineCode::new(end, CodeKind::End, "</b>").in_pair(index));
                    }
                }
            }
            codes.sort_by_key(|code| code.position);
            let broken = codes.clone();
            InlineText::try_new(text, ordered(broken)).unwrap()
        })
}

/// Sorting may have put an end before its beginning at the same place.
fn ordered(mut codes: Vec<InlineCode>) -> Vec<InlineCode> {
    for first in 0..codes.len() {
        for second in first + 1..codes.len() {
            let same = codes[first].pair.is_some() && codes[first].pair == codes[second].pair;
            if same && codes[first].kind == CodeKind::End {
                codes.swap(first, second);
            }
        }
    }
    codes
}

fn unit() -> impl Strategy<Value = TranslationUnit> {
    let probability = prop::option::of(0u32..=10_000);
    (
        segment(),
        segment(),
        probability,
        prop::option::of(words()),
        any::<bool>(),
    )
        .prop_map(|(source, target, probability, note, named)| {
            let mut unit =
                TranslationUnit::pair(Variant::plain(tag("en"), ""), Variant::plain(tag("ru"), ""));
            unit.variants[0].segment = source;
            unit.variants[1].segment = target;
            let probability = probability.map(|p| format!("{:.4}", f64::from(p) / 1e4));
            unit.properties
                .extend(probability.map(|value| Property::new("x-bitext-probability", value)));
            unit.properties
                .push(Property::new("x-bitext-source-document", "a b.txt"));
            unit.properties.push(Property::new("x-client", "ACME <1>"));
            unit.notes.extend(note.map(Note::new));
            unit.id = named.then(|| "tu-7".to_owned());
            unit.history = History {
                created: Some("20180411T113000Z".to_owned()),
                ..History::default()
            };
            unit
        })
}

/// A unit without what XLIFF has no place for: dates, the numbers of pairs, and
/// those that join the codes of both sides, which the reader adds.
fn as_in_xliff(mut unit: TranslationUnit) -> TranslationUnit {
    unit.history = History::default();
    for variant in &mut unit.variants {
        let (text, mut codes) = std::mem::take(&mut variant.segment).into_parts();
        let mut pairs = Vec::new();
        for code in &mut codes {
            code.attributes.clear();
            if let Some(pair) = code.pair {
                let known = pairs.iter().position(|other| *other == pair);
                let index = known.unwrap_or_else(|| {
                    pairs.push(pair);
                    pairs.len() - 1
                });
                code.pair = u32::try_from(index).ok();
            }
        }
        variant.segment = InlineText::try_new(text, codes).unwrap();
    }
    unit
}

/// Only the texts of a unit.
fn texts(unit: &TranslationUnit) -> Vec<(String, String)> {
    let sides = unit.variants.iter();
    let sides = sides.map(|side| (side.language.to_string(), side.segment.text().to_owned()));
    sides.collect()
}

#[test]
fn tables_keep_odd_names_other_languages_and_line_ends() {
    let folder = tempfile::tempdir().unwrap();
    let unit = |sides: &[(&str, &str)]| TranslationUnit {
        variants: sides
            .iter()
            .map(|(language, text)| Variant::plain(tag(language), *text))
            .collect(),
        ..TranslationUnit::default()
    };
    let mut list = vec![
        unit(&[("en", "A\r\nb"), ("ru", "Б\nв\r"), ("de", "D")]),
        unit(&[("en", "Only in"), ("fr", "French")]),
        unit(&[("ru", "Без"), ("de", "Englisch"), ("fr", "anglais")]),
    ];
    for id in ["#12", "x", "x", " y ", ""] {
        let mut named = unit(&[("en", "Name"), ("ru", "Имя")]);
        named.id = Some(id.to_owned());
        list.push(named);
    }
    for (format, name) in [
        (UnitFormat::Xlsx, "a.xlsx"),
        (UnitFormat::Csv, "a.csv"),
        (UnitFormat::Tsv, "a.tsv"),
    ] {
        let read = through(&folder.path().join(name), format, &list);
        assert_eq!(read, list, "{format}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn tables_and_json_lines_keep_everything(list in prop::collection::vec(unit(), 1..6)) {
        let folder = tempfile::tempdir().unwrap();
        let mut list = list;
        // A table takes two rows of one name for one row that was split.
        for (number, unit) in list.iter_mut().enumerate() {
            if let Some(id) = &mut unit.id {
                id.push_str(&number.to_string());
            }
        }
        for (format, name) in [
            (UnitFormat::Jsonl, "a.jsonl"),
            (UnitFormat::Xlsx, "a.xlsx"),
            (UnitFormat::Csv, "a.csv"),
            (UnitFormat::Tsv, "a.tsv"),
        ] {
            let read = through(&folder.path().join(name), format, &list);
            prop_assert_eq!(&read, &list, "{}", format);
        }
    }

    #[test]
    fn xliff_keeps_texts_codes_properties_and_notes(list in prop::collection::vec(unit(), 1..6)) {
        let folder = tempfile::tempdir().unwrap();
        for (format, name) in [(UnitFormat::Xliff, "a.xlf"), (UnitFormat::Xliff2, "a.xliff2")] {
            let read = through(&folder.path().join(name), format, &list);
            let read: Vec<_> = read.into_iter().map(as_in_xliff).collect();
            let expected: Vec<_> = list.iter().cloned().map(as_in_xliff).collect();
            prop_assert_eq!(read, expected, "{}", format);
        }
    }

    #[test]
    fn moses_keeps_the_texts(list in prop::collection::vec(unit(), 1..6)) {
        let folder = tempfile::tempdir().unwrap();
        let read = through(&folder.path().join("a.moses"), UnitFormat::Moses, &list);
        let lines = |mut sides: Vec<(String, String)>| {
            // A run of spaces with a tab in it becomes one space.
            for (_, text) in &mut sides {
                *text = text.split_whitespace().collect();
            }
            sides
        };
        let expected: Vec<_> = list.iter().map(|unit| lines(texts(unit))).collect();
        let read: Vec<_> = read.iter().map(|unit| lines(texts(unit))).collect();
        prop_assert_eq!(read, expected);
    }
}
