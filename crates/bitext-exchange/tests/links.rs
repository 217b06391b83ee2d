//! Links written and read again.

#![expect(clippy::unwrap_used, reason = "a test helper may panic")]

use bitext_core::{Ladder, LanguageTag, SegmentedText};
use bitext_exchange::{
    Bitext, BitextSide, JsonlWriter, LadderWriter, LinkFormat, LinkWriter, TsvWriter, XcesWriter,
    property, read_links,
};

fn with_bitext(work: impl FnOnce(&Bitext<'_>)) {
    let source = SegmentedText::from_lines(&["One.", "", "Two.", "Three."]);
    let target = SegmentedText::from_lines(&["Раз.", "Два,\tтри."]);
    let ladder = Ladder::from_rungs(&[(1, 1), (2, 1)], 4, 2).unwrap();
    let (en, ru) = (
        LanguageTag::try_new("en").unwrap(),
        LanguageTag::try_new("ru").unwrap(),
    );
    work(&Bitext {
        source: BitextSide {
            text: &source,
            language: &en,
            document: "a.txt",
            date: None,
        },
        target: BitextSide {
            text: &target,
            language: &ru,
            document: "b.txt",
            date: Some("2018-04-11"),
        },
        ladder: &ladder,
    });
}

fn written(write: impl FnOnce(&Bitext<'_>, &mut Vec<u8>)) -> String {
    let mut bytes = Vec::new();
    with_bitext(|bitext| write(bitext, &mut bytes));
    String::from_utf8(bytes).unwrap()
}

fn through<W: LinkWriter>(bitext: &Bitext<'_>, mut writer: W) {
    for record in bitext.records() {
        writer.write(&record).unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn each_format_says_the_same() {
    let ladder = written(|bitext, bytes| through(bitext, LadderWriter::new(bytes)));
    assert_eq!(
        ladder,
        "0\t0\t1.0000\n1\t1\t1.0000\n2\t1\t1.0000\n4\t2\t1.0000\n"
    );
    let tsv = written(|bitext, bytes| through(bitext, TsvWriter::new(bytes)));
    assert_eq!(
        tsv,
        "0\t0\t1.0000\tOne.\tРаз.\n1\t\t1.0000\t\t\n2,3\t1\t1.0000\tTwo. Three.\tДва, три.\n"
    );
    assert_eq!(
        read_links(&ladder, LinkFormat::Ladder),
        read_links(&tsv, LinkFormat::Tsv)
    );
    let jsonl = written(|bitext, bytes| through(bitext, JsonlWriter::new(bytes)));
    let lines: Vec<serde_json::Value> = jsonl
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[2]["source"], serde_json::json!([2, 3]));
    assert_eq!(lines[2]["type"], "2-1");
    assert_eq!(lines[2]["target_text"], "Два, три.");
    assert_eq!(lines[1]["target_bytes"], serde_json::Value::Null);
    let xces = written(|bitext, bytes| through(bitext, XcesWriter::new(bytes, "a.txt", "b.txt")));
    let links = read_links(&tsv, LinkFormat::Tsv).unwrap();
    for text in [jsonl, xces] {
        let format = LinkFormat::detect(&text);
        assert_eq!(read_links(&text, format).unwrap(), links, "{text}");
    }
}

#[test]
fn units_carry_their_origin_and_nulls_make_none() {
    with_bitext(|bitext| {
        let units: Vec<_> = bitext
            .records()
            .filter_map(|record| bitext.unit(&record, None))
            .collect();
        assert_eq!(units.len(), 2);
        let unit = &units[1];
        assert_eq!(unit.property(property::LINK_TYPE), Some("2-1"));
        assert_eq!(unit.property(property::SOURCE_DOCUMENT), Some("a.txt"));
        assert_eq!(unit.property(property::SOURCE_DATE), None);
        assert_eq!(unit.property(property::TARGET_DATE), Some("2018-04-11"));
        assert_eq!(unit.property(property::SOURCE_BYTES), Some("6-17"));
    });
}
