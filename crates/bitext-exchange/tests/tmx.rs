//! TMX as other tools see it: what is written, what is refused, what a plain
//! XML parser reads back.

#![expect(clippy::unwrap_used, reason = "a test helper may panic")]

use bitext_core::{
    CodeKind, History, InlineCode, InlineText, LanguageTag, Note, Property, TranslationUnit,
    Variant,
};
use bitext_exchange::{
    MemoryHeader, TmxError, TmxReader, TmxWriter, UnitReadOptions, UnitReader, UnitWriteOptions,
};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

fn tag(text: &str) -> LanguageTag {
    LanguageTag::try_new(text).unwrap()
}

fn pair(source: &str, target: &str) -> TranslationUnit {
    TranslationUnit::pair(
        Variant::plain(tag("en"), source),
        Variant::plain(tag("ru"), target),
    )
}

fn english() -> UnitWriteOptions {
    let mut options = UnitWriteOptions::default();
    options.header = MemoryHeader::new(tag("en"));
    options
}

fn written(options: UnitWriteOptions, units: &[TranslationUnit]) -> Result<String, TmxError> {
    let mut writer = TmxWriter::new(Vec::new(), options)?;
    for unit in units {
        writer.write(unit)?;
    }
    Ok(String::from_utf8(writer.finish()?).unwrap())
}

#[track_caller]
fn assert_refused(unit: &TranslationUnit, message: &str) {
    let mut writer = TmxWriter::new(Vec::new(), english()).unwrap();
    assert_eq!(writer.write(unit).unwrap_err().to_string(), message);
    assert_eq!(writer.written(), 0);
    let file = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert!(!file.contains("<tu"), "{file}");
}

/// Quadratic time would take minutes.
#[test]
fn many_open_pairs_take_linear_time() {
    let pairs = 1..=200_000;
    let half = |kind| move |pair| InlineCode::new(0, kind, "").in_pair(pair);
    let begins = pairs.clone().map(half(CodeKind::Begin));
    let codes = begins.chain(pairs.map(half(CodeKind::End))).collect();
    let mut unit = pair("a", "а");
    unit.variants[0].segment = InlineText::try_new("a".to_owned(), codes).unwrap();
    let file = written(english(), std::slice::from_ref(&unit)).unwrap();
    let file = std::io::Cursor::new(file);
    let mut reader = TmxReader::new(file, &UnitReadOptions::default()).unwrap();
    let read = reader.next_unit().unwrap().unwrap();
    assert!(read.variants == unit.variants);
}

#[test]
fn a_file_with_everything_in_it() {
    let mut options = english();
    let header = &mut options.header;
    header.creation_tool_version = Some("1.0".to_owned());
    header.history.created = Some("20180411T113000Z".to_owned());
    header.notes = vec![Note::new("A <small> memory")];
    options.language_map = "en=en-US".parse().unwrap();
    let bold = InlineText::try_new(
        " Fish & chips ".to_owned(),
        vec![
            InlineCode::new(0, CodeKind::Begin, "<b>").in_pair(1),
            InlineCode::new(5, CodeKind::End, "</b>").in_pair(1),
            InlineCode::new(13, CodeKind::Standalone, "<br/>"),
        ],
    );
    let unit = TranslationUnit {
        // The source variant goes first, wherever it stands.
        variants: vec![
            Variant::plain(tag("ru"), "Рыба с картошкой\n"),
            Variant {
                segment: bold.unwrap(),
                ..Variant::plain(tag("en"), "")
            },
        ],
        properties: vec![
            Property::new("x-bitext-probability", "0.9876"),
            Property::new("file", "menu \"A\".txt"),
        ],
        notes: vec![Note::new("see menu")],
        history: History {
            created: Some("20180411T113000Z".to_owned()),
            ..History::default()
        },
        ..TranslationUnit::default()
    };
    insta::assert_snapshot!(written(options, &[unit]).unwrap());
}

#[test]
fn what_no_tool_would_accept_is_refused_and_leaves_no_trace() {
    assert_refused(
        &pair("Bell\u{7} rings", "Звонок"),
        "translation unit 1, variant `en` has the character U+0007 at byte 4, \
         which XML does not allow",
    );
    assert_refused(
        &pair("Text", " \n"),
        "translation unit 1 has an empty variant in `ru`",
    );
    let mut unit = pair("Text", "Текст");
    unit.history.created = Some("11.04.2018".to_owned());
    assert_refused(
        &unit,
        "translation unit 1 has the date `11.04.2018` where TMX wants the form `20180411T113000Z`",
    );
    let mut unit = pair("Text", "Текст");
    unit.variants.truncate(1);
    assert_refused(
        &unit,
        "translation unit 1 has 1 of the two variants that are needed",
    );
    let mut unit = pair("Text", "Текст");
    unit.variants[0].language = tag("en-GB");
    assert_refused(
        &unit,
        "translation unit 1 has no variant in the source language `en`",
    );
}

#[test]
fn a_refused_unit_does_not_stop_the_file() {
    let mut writer = TmxWriter::new(Vec::new(), english()).unwrap();
    assert!(writer.write(&pair("", "Текст")).is_err());
    writer.write(&pair("Text", "Текст")).unwrap();
    assert_eq!(writer.written(), 1);
}

/// The texts of all `seg` elements, as an XML parser reads them.
fn segments(file: &str) -> Vec<String> {
    let mut reader = Reader::from_str(file);
    let mut segments: Vec<String> = Vec::new();
    let mut inside = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.name().as_ref() == "seg" => {
                inside = true;
                segments.push(String::new());
            }
            Event::End(element) if element.name().as_ref() == "seg" => inside = false,
            Event::Text(text) if inside => {
                segments.last_mut().unwrap().push_str(&text.xml10_content());
            }
            Event::GeneralRef(reference) if inside => {
                let name = reference.xml10_content();
                let text = quick_xml::escape::unescape(&format!("&{name};"))
                    .unwrap()
                    .into_owned();
                segments.last_mut().unwrap().push_str(&text);
            }
            Event::Eof => return segments,
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn any_text_comes_back_trimmed(source in "\\PC*", target in "[а-я<>&\"' \\]]*") {
        let unit = pair(&source, &target);
        let expected = [source.trim(), target.trim()];
        match written(english(), &[unit]) {
            Ok(file) => prop_assert_eq!(segments(&file), expected),
            Err(TmxError::EmptyVariant { .. }) => {
                prop_assert!(expected.contains(&""));
            }
            Err(TmxError::Character { .. }) => {
                let lost = source.contains(['\u{fffe}', '\u{ffff}']);
                prop_assert!(lost);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}
