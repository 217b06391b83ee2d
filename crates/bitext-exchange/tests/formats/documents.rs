//! Units in the tables of documents: what people and CAT tools make, and our own.

use std::path::Path;

use bitext_core::{LanguageTag, TranslationUnit, Variant};
use bitext_exchange::{ReadError, UnitFormat, UnitReadOptions, open_units, units};
use proptest::prelude::*;

use crate::{tag, texts, through, words};

/// The texts of the units of a file, each as `en: a | ru: б`, and what was found.
fn read(
    path: &Path,
    languages: [Option<&str>; 2],
) -> Result<(Vec<String>, Vec<String>), ReadError> {
    let mut options = UnitReadOptions::default();
    [options.source_language, options.target_language] = languages.map(|name| name.map(tag));
    let mut reader = open_units(path, None, &options)?;
    let read: Result<Vec<_>, _> = units(reader.as_mut()).collect();
    let line = |unit: &TranslationUnit| {
        let sides = texts(unit).into_iter();
        let sides = sides.map(|(language, text)| format!("{language}: {text}"));
        sides.collect::<Vec<_>>().join(" | ")
    };
    let found = reader.findings().kept().iter();
    let found = found.map(|finding| finding.message.clone()).collect();
    Ok((read?.iter().map(line).collect(), found))
}

/// The same for a page with this body.
fn page(body: &str, languages: [Option<&str>; 2]) -> Result<(Vec<String>, Vec<String>), ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    std::fs::write(&path, format!("<!DOCTYPE html><meta charset=utf-8>{body}")).unwrap();
    read(&path, languages)
}

const CONTRACT: &str = "\
<tr><td>The contract enters into force on the day of its signature by both parties.\
<td>Договор вступает в силу со дня его подписания обеими сторонами.\
<tr><td>The supplier shall deliver the goods within thirty days.\
<td>Поставщик обязуется поставить товар в течение тридцати дней.";

#[test]
fn languages_are_found_out_by_the_texts() {
    let (read, found) = page(&format!("<table>{CONTRACT}</table>"), [None, None]).unwrap();
    assert_eq!(read.len(), 2);
    assert!(read[0].starts_with("en: The contract enters") && read[0].contains(" | ru: Договор"));
    assert_eq!(
        found,
        [
            "the source is taken to be in `en`, by its text",
            "the target is taken to be in `ru`, by its text"
        ]
    );
    let turned = [Some("ru"), Some("en")];
    let (read, found) = page(&format!("<table>{CONTRACT}</table>"), turned).unwrap();
    assert!(read[0].starts_with("ru: Договор"), "{read:?}");
    assert!(found.is_empty(), "{found:?}");
    let short = "<table><tr><td>a<td>б</table>";
    let error = page(short, [None, None]).unwrap_err().to_string();
    assert!(error.starts_with("no table of it has columns"), "{error}");
    let (read, _) = page(short, [Some("en"), Some("ru")]).unwrap();
    assert_eq!(read, ["en: a | ru: б"]);
}

#[test]
fn an_entry_that_names_languages_is_no_heading() {
    let body = format!("<table>{CONTRACT}<tr><td>English<td>Russian{CONTRACT}</table>");
    let (read, _) = page(&body, [None, None]).unwrap();
    assert_eq!(read.len(), 5);
    // Rows above headings are named.
    let body = format!("<table><tr><td>Contract 7<tr><td>English<td>Russian{CONTRACT}</table>");
    let (read, found) = page(&body, [None, None]).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_table_of_figures_does_not_go_on_with_one_of_texts() {
    let other = "<table><tr><td>Copyright<td>2026<tr><td>Tel.<td>12-34</table>";
    let (read, _) = page(&format!("<table>{CONTRACT}</table>{other}"), [None, None]).unwrap();
    assert_eq!(read.len(), 2);
}

#[test]
fn a_table_of_something_else_does_not_hide_a_clear_one() {
    let other = "<table><tr><th>Original<th>Translation<tr><td>12<td>12</table>";
    let (read, found) = page(&format!("<table>{CONTRACT}</table>{other}"), [None, None]).unwrap();
    assert_eq!(read.len(), 2);
    assert!(
        found
            .iter()
            .any(|found| found.ends_with("it is passed over")),
        "{found:?}"
    );
}

#[test]
fn a_review_table_of_a_cat_tool_is_read() {
    let body = "<p>CAUTION<table><tr><td colspan=5>memo.docx<tr><th>ID<th>English (UK)<th>Russian\
        <th>Comment<th>Status\
        <tr><td>12<td>One.<br>Two.<td>Раз.<br>Два.<td>look<td>Draft\
        <tr><td>13<td>Three.<td><td><td>Draft\
        <tr><td>14<td>Four.<td>Четыре.<td><td>Rejected</table>";
    let (read, found) = page(body, [None, None]).unwrap();
    assert_eq!(read, ["en: One.\nTwo. | ru: Раз.\nДва."]);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].starts_with("table 1, row 1 stands above the headings"));
    assert!(found[1].starts_with("table 1, row 3: `draft` is none of the statuses"));
    assert_eq!(
        found[2],
        "table 1, row 4 is left out: there is no target text"
    );
    assert_eq!(found[3], "table 1, row 5 is left out: it is rejected");
}

#[test]
fn a_table_without_headings_goes_on_with_the_one_before() {
    let body = format!(
        "<table><tr><th>Английский<th>Русский{CONTRACT}</table><p>II\
         <table><tr><td>Arbitration<td>Арбитраж</table>\
         <table><tr><td>Продавец<td>Покупатель</table>\
         <table><tr><td>1<td>2<td>3</table>"
    );
    let (read, found) = page(&body, [None, None]).unwrap();
    assert_eq!(read.len(), 3, "{read:?}");
    assert_eq!(read[2], "en: Arbitration | ru: Арбитраж");
    assert_eq!(
        found[2..],
        [
            "table 1, row 1 is passed over: it is a heading",
            "the table 3 has no columns of texts in two languages",
            "the table 4 has no columns of texts in two languages",
        ]
    );
}

#[test]
fn glossaries_of_several_languages_keep_them_all() {
    let body = "<table><tr><th>No<th>EN<th>DE<th>RU<tr><td>1<td>bridge<td>Brücke<td>мост\
                <tr><td>2<td>river<td>Fluss<td><tr><td rowspan=2>3<td rowspan=2>bank<td>Bank<td>банк\
                <tr><td>Ufer<td>берег<tr><td>4<td>pier<td><td>пирс</table>";
    let (read, _) = page(body, [None, None]).unwrap();
    assert_eq!(
        read[..2],
        [
            "en: bridge | de: Brücke | ru: мост",
            "en: river | de: Fluss"
        ]
    );
    // Merged cells join their rows, as in a workbook.
    assert_eq!(read[2], "en: bank | de: Bank Ufer | ru: банк берег");
    assert_eq!(read[3], "en: pier | ru: пирс");
    let (read, found) = page(body, [Some("de"), Some("ru")]).unwrap();
    assert_eq!(read[0], "de: Brücke | ru: мост | en: bridge");
    assert!(found.contains(&"table 1, row 3 is left out: there is no target text".to_owned()));
}

#[test]
fn what_holds_no_units_is_refused_with_the_way_out() {
    let error = page("<p>No table.", [None, None]).unwrap_err();
    let ReadError::Unfit { what, hint } = error else {
        panic!("{error}");
    };
    assert!(what.starts_with("there is no table"), "{what}");
    assert!(hint.contains("bitext align"), "{hint}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.docx");
    std::fs::write(&path, "PK\u{3}\u{4} word/document.xml").unwrap();
    let error = read(&path, [None, None]).unwrap_err().to_string();
    assert!(
        error.starts_with("it is a damaged DOCX document"),
        "{error}"
    );
}

#[test]
fn a_file_without_a_name_is_known_by_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let rtf = r"{\rtf1\trowd\cellx1\cellx2\pard\intbl en\cell de\cell\row
\pard\intbl bridge\cell Br\'fccke\cell\row\pard}";
    for (name, content) in [
        ("rtf", rtf.to_owned()),
        (
            "page",
            "<html><table><tr><th>en<th>de<tr><td>bridge<td>Brücke</table>".to_owned(),
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let (read, _) = read(&path, [None, None]).unwrap();
        assert_eq!(read, ["en: bridge | de: Brücke"], "{name}");
    }
}

fn pair(source: &str, target: &str) -> TranslationUnit {
    let side = |name, text| Variant::plain(LanguageTag::try_new(name).unwrap(), text);
    TranslationUnit::pair(side("en", source), side("ru", target))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn our_own_document_keeps_the_texts(
        list in prop::collection::vec((words(), words(), words()), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let list: Vec<_> = list
            .iter()
            .map(|(source, first, second)| pair(source, &format!("{first}\n\u{ad}{second}")))
            .collect();
        let read = through(&folder.path().join("a.docx"), UnitFormat::Docx, &list);
        prop_assert_eq!(read, list);
    }
}
