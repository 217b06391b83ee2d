//! The same file in every encoding, and in others than it says.

use super::{assert_refused, file, lenient, strict};

#[test]
fn every_encoding_is_read() {
    let text = file("Ёлка — tree").replace("encoding=\"UTF-8\"", "encoding=\"ENC\"");
    let utf16 = |big: bool, mark: bool, label: &str| -> Vec<u8> {
        let text = text.replace("ENC", label);
        let mark = mark.then_some(0xfeff_u16);
        let units = mark.into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let utf32 = |big: bool, mark: bool, label: &str| -> Vec<u8> {
        let text = text.replace("ENC", label);
        let characters = mark.then_some('\u{feff}').into_iter().chain(text.chars());
        characters
            .flat_map(|character| {
                if big {
                    u32::from(character).to_be_bytes()
                } else {
                    u32::from(character).to_le_bytes()
                }
            })
            .collect()
    };
    let cyrillic = |label: &str| {
        let text = text.replace("ENC", label);
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        encoding.encode(&text).0.into_owned()
    };
    let files = [
        text.replace("ENC", "UTF-8").into_bytes(),
        format!("\u{feff}{}", text.replace("ENC", "utf8")).into_bytes(),
        utf16(false, true, "UTF-16"),
        utf16(true, true, "utf-16"),
        utf16(false, false, "UTF-16LE"),
        utf16(true, false, "UTF-16"),
        utf32(false, true, "UTF-32"),
        utf32(true, true, "utf-32"),
        utf32(false, false, "UTF-32LE"),
        utf32(true, false, "ucs-4"),
        cyrillic("windows-1251"),
        cyrillic("koi8-r"),
    ];
    for bytes in files {
        let outcome = strict(bytes);
        assert!(outcome.error.is_none(), "{:?}", outcome.error);
        assert_eq!(outcome.texts(), [["Ёлка — tree", "Да"]]);
        assert!(outcome.findings.is_empty(), "{}", outcome.said());
    }
}

#[test]
fn encodings_that_lie_are_found_out() {
    let text = file("Сегодня в Москве прошли переговоры о поставках зерна.");
    let lying: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(strict(lying).texts()[0][1], "Да");
    let eight_bit = text.replace("UTF-8", "UTF-16");
    let outcome = strict(eight_bit);
    assert_eq!(outcome.units.len(), 1);
    assert!(outcome.said().contains("8-bit"), "{}", outcome.said());
    let latin = strict(text.replace("UTF-8", "windows-1252"));
    assert!(latin.texts()[0][0].starts_with("Сегодня"));
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&text);
    assert_refused(bytes.clone().into_owned(), "not UTF-8");
    let saved = lenient(bytes.into_owned());
    assert!(
        saved.texts()[0][0].starts_with("Сегодня в Москве"),
        "{:?}",
        saved.texts()
    );
    assert!(saved.said().contains("windows-1251"), "{}", saved.said());
}

#[test]
fn a_few_letters_are_read_in_an_encoding_of_their_language() {
    for (language, words, encoding) in [
        ("ru", "Чай", encoding_rs::WINDOWS_1251),
        ("uk", "Її", encoding_rs::WINDOWS_1251),
        ("el", "Τσάι", encoding_rs::WINDOWS_1253),
        ("pl", "Żółć", encoding_rs::WINDOWS_1250),
    ] {
        let text = file("Tea").replace("encoding=\"UTF-8\"", "");
        let text = text.replace("\"ru\"", &format!("\"{language}\""));
        let written = text.replace("Да", words);
        let (bytes, _, _) = encoding.encode(&written);
        let outcome = lenient(bytes.into_owned());
        assert_eq!(outcome.texts(), [["Tea", words]], "{}", outcome.said());
    }
}

#[test]
fn a_broken_character_has_one_place() {
    let text = file("Tea");
    let units = text.encode_utf16().chain([0xd800, 0x20]);
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let error = strict(bytes).error.unwrap().to_string();
    assert!(error.contains("UTF-16LE"), "{error}");
    assert_eq!(error.matches("line").count(), 1, "{error}");
    let utf_32: Vec<u8> = file("Tea\u{1}")
        .chars()
        .map(u32::from)
        .flat_map(|value| {
            let broken = if value == 1 { 0xd800 } else { value };
            broken.to_le_bytes()
        })
        .collect();
    let error = strict(utf_32.clone()).error.unwrap().to_string();
    assert!(error.contains("broken in UTF-32LE"), "{error}");
    assert_eq!(lenient(utf_32).texts()[0][0], "Tea\u{fffd}");
}
