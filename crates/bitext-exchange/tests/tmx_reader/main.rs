//! TMX as it is in the wild, and as nobody should write it.

#![expect(clippy::unwrap_used, reason = "a test helper may panic")]

mod encodings;

use std::io::BufReader;

use bitext_core::{
    Attribute, CodeKind, InlineCode, InlineText, LanguageTag, Note, Property, TranslationUnit,
    Variant,
};
use bitext_exchange::{
    Fidelity, Findings, MemoryHeader, ReadError, Severity, Strictness, TmxReader, TmxWriter,
    UnitReadOptions, UnitReader, UnitWriteOptions,
};
use proptest::prelude::*;

struct Outcome {
    header: MemoryHeader,
    units: Vec<TranslationUnit>,
    findings: Findings,
    error: Option<ReadError>,
}

impl Outcome {
    fn texts(&self) -> Vec<Vec<&str>> {
        let units = self.units.iter();
        units
            .map(|unit| {
                unit.variants
                    .iter()
                    .map(|variant| variant.segment.text())
                    .collect()
            })
            .collect()
    }

    fn said(&self) -> String {
        let findings = self.findings.kept().iter();
        findings
            .map(|found| format!("{}: {}\n", found.place, found.message))
            .collect()
    }
}

fn read(bytes: impl Into<Vec<u8>>, strictness: Strictness) -> Outcome {
    let mut options = UnitReadOptions::default();
    options.strictness = strictness;
    let input = BufReader::with_capacity(7, std::io::Cursor::new(bytes.into()));
    let mut outcome = Outcome {
        header: MemoryHeader::default(),
        units: Vec::new(),
        findings: Findings::default(),
        error: None,
    };
    let mut reader = match TmxReader::new(input, &options) {
        Ok(reader) => reader,
        Err(error) => {
            outcome.error = Some(error);
            return outcome;
        }
    };
    while let Some(unit) = reader.next_unit() {
        match unit {
            Ok(unit) => outcome.units.push(unit),
            Err(error) => outcome.error = Some(error),
        }
    }
    outcome.header = reader.header().clone();
    outcome.findings = reader.findings().clone();
    outcome
}

fn strict(bytes: impl Into<Vec<u8>>) -> Outcome {
    read(bytes, Strictness::Strict)
}

fn lenient(bytes: impl Into<Vec<u8>>) -> Outcome {
    read(bytes, Strictness::Lenient)
}

/// A file with one unit of that source segment.
fn file(segment: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header srclang=\"en\"/>\
         <body>\n<tu><tuv xml:lang=\"en\"><seg>{segment}</seg></tuv>\
         <tuv xml:lang=\"ru\"><seg>Да</seg></tuv></tu>\n</body></tmx>"
    )
}

#[track_caller]
fn assert_refused(bytes: impl Into<Vec<u8>>, message: &str) {
    let error = strict(bytes).error.map(|error| error.to_string());
    let error = error.unwrap_or_default();
    assert!(error.contains(message), "{error:?}");
    assert!(
        error.contains("line ") && error.contains("byte "),
        "{error:?}"
    );
}

#[test]
fn oddities_of_the_wild_are_read_and_noted() {
    let text = r#"<!DOCTYPE tmx SYSTEM "tmx14.dtd" [ <!-- nothing --> ]>
<tmx><body>
  <tu tuid="1" changedate="2020-01-02T03:04:05" x-own="kept">
    <prop name="no-type">value</prop>
    <tuv lang="EN_us" usagecount="3"><seg>A &lt; B<![CDATA[ & C]]></seg></tuv>
    <tuv xml:lang="rus"><seg>А
Б</seg></tuv>
    <foreign><deep/></foreign>
  </tu>
</body></tmx>"#;
    let outcome = strict(text);
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let unit = &outcome.units[0];
    assert_eq!(outcome.texts(), [["A < B & C", "А\nБ"]]);
    assert_eq!(unit.variants[0].language.as_str(), "en-US");
    assert_eq!(unit.variants[1].language.as_str(), "ru");
    assert_eq!(
        unit.variants[0].attributes,
        [Attribute::new("usagecount", "3")]
    );
    assert_eq!(unit.history.changed.as_deref(), Some("20200102T030405Z"));
    assert_eq!(unit.attributes, [Attribute::new("x-own", "kept")]);
    assert_eq!(unit.properties, [Property::new("no-type", "value")]);
    let said = outcome.said();
    for expected in [
        "which version",
        "no `header`",
        "`rus` is read as `ru`",
        "`foreign`",
    ] {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn entities_are_never_fetched_or_expanded() {
    let bomb: String = (1..12)
        .map(|level| {
            format!(
                "<!ENTITY e{level} \"{}\">",
                format!("&e{};", level - 1).repeat(10)
            )
        })
        .collect();
    for (declaration, entity) in [
        (
            "<!ENTITY x SYSTEM \"file:///etc/hostname\">".to_owned(),
            "x",
        ),
        (format!("<!ENTITY e0 \"ha\">{bomb}"), "e11"),
    ] {
        let text = file(&format!("a &{entity}; b"));
        let text = text.replace("<tmx ", &format!("<!DOCTYPE tmx [{declaration}]>\n<tmx "));
        let outcome = strict(text);
        assert!(outcome.error.is_none(), "{:?}", outcome.error);
        let segment = &outcome.units[0].variants[0].segment;
        assert_eq!(segment.text(), "a  b");
        assert_eq!(segment.codes()[0].content, format!("&{entity};"));
        assert!(outcome.said().contains("not expanded"));
    }
    assert_refused(file("a &undeclared; b"), "`&undeclared;`");
}

#[test]
fn what_xml_does_not_allow_is_refused_or_repaired() {
    for (segment, message, repaired) in [
        ("a\u{8}b", "U+0008", "ab"),
        ("a&#x1F;b", "U+001F", "ab"),
        ("a&#xD83D;&#xDE00;b", "half a character", "a😀b"),
        ("a&#xD83D;b", "half a character", "ab"),
        ("R & D", "", "R & D"),
        ("a < b", "`<` in the text", "a < b"),
        ("a&nbsp;b", "HTML", "a\u{a0}b"),
    ] {
        assert_refused(file(segment), message);
        let outcome = lenient(file(segment));
        assert_eq!(
            outcome.texts(),
            [[repaired, "Да"]],
            "{segment}: {}",
            outcome.said()
        );
    }
    for segment in ["a\u{8}b", "R & D", "a < b"] {
        let outcome = lenient(file(segment));
        assert_eq!(outcome.findings.count(Severity::Repaired), 1, "{segment}");
    }
}

#[test]
fn a_file_cut_off_anywhere_is_never_taken_for_whole() {
    let text = file("One <bpt i=\"1\">&lt;b&gt;<sub>s</sub></bpt>two<ept i=\"1\"/> three");
    let two = text.replace(
        "</body>",
        &text[text.find("<tu>").unwrap()..text.find("</body>").unwrap()],
    ) + "</body></tmx>";
    let two = two.replacen("</tmx></body>", "</body>", 1);
    assert_eq!(strict(two.clone()).units.len(), 2, "{two}");
    let first_end = two.find("</tu>").unwrap() + 5;
    for length in 0..two.len() {
        let cut = &two.as_bytes()[..length];
        let outcome = strict(cut);
        assert!(outcome.error.is_some(), "{length} bytes pass");
        let saved = lenient(cut);
        let is_listed = saved.error.is_some() || !saved.findings.is_empty();
        assert!(is_listed, "{length} bytes pass leniently");
        if length >= first_end {
            assert!(!saved.units.is_empty(), "{length}: {}", saved.said());
        }
    }
}

#[test]
fn a_broken_unit_does_not_take_others_with_it() {
    let unit = |text: &str| format!("<tu><tuv xml:lang=\"en\"><seg>{text}</seg></tuv></tu>\n");
    let broken = [
        "<tu><tuv xml:lang=\"en\"><seg>never closed</tuv></tu>",
        "<tu><tuv><seg>no language</seg></tuv></tu>",
        "<tu><tuv xml:lang=\"en\"></tuv></tu>",
        "<tu><tuv xml:lang=\"en\"><seg>lost its end</seg></tuv>",
        "<tu a='1' a='2'><tuv xml:lang=\"en\"><seg>twice</seg></tuv></tu>",
    ];
    for broken in broken {
        let text = format!(
            "<tmx version=\"1.4\"><header srclang=\"en\"/><body>{}{broken}\n{}</body></tmx>",
            unit("first"),
            unit("last")
        );
        assert!(strict(text.clone()).error.is_some(), "{broken}");
        let outcome = lenient(text);
        let texts = outcome.texts();
        assert_eq!(texts.first(), Some(&vec!["first"]), "{broken}");
        assert_eq!(
            texts.last(),
            Some(&vec!["last"]),
            "{broken}: {}",
            outcome.said()
        );
        assert!(!outcome.findings.is_empty(), "{broken}");
    }
}

#[test]
fn what_is_no_tmx_is_said_to_be_none() {
    for (text, message) in [
        ("<html><body/></html>", "`html`"),
        ("just words", "this is no TMX"),
        ("<tmx version='1.4'><header", "tag not closed"),
        ("\u{0}\u{1}\u{2}\u{3}", ""),
    ] {
        assert_refused(text, message);
    }
}

#[test]
fn nothing_endless_is_read_to_its_end() {
    let long = "x".repeat(20 << 20);
    for text in [
        format!("<tmx version=\"{long}"),
        file(&format!("<ph x=\"{long}\"/>")),
        format!("<!-- {long}"),
    ] {
        let error = strict(text).error.unwrap().to_string();
        assert!(error.contains("longer than"), "{error}");
    }
    let deep = format!("{}{}", "<ph><sub>".repeat(1000), "</sub></ph>".repeat(1000));
    assert_refused(file(&deep), "too deeply");
    let flat = format!("{}{}", "<hi>".repeat(1000), "</hi>".repeat(1000));
    assert_eq!(strict(file(&flat)).units.len(), 1);
}

fn rewritten(text: &str) -> String {
    let outcome = strict(text);
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    let mut options = UnitWriteOptions::default();
    options.header = outcome.header;
    options.fidelity = Fidelity::Faithful;
    let mut writer = TmxWriter::new(Vec::new(), options).unwrap();
    for unit in &outcome.units {
        writer.write(unit).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

#[test]
fn everything_comes_back_and_twice_the_same() {
    let text = r##"<tmx version="1.4">
<header creationtool="a" creationtoolversion="1" segtype="block" o-tmf="b" adminlang="en" srclang="*all*" datatype="html" o-encoding="x" creationid="me" own="1">
<note xml:lang="en">N</note><prop type="p" xml:lang="en" o-encoding="e">P</prop>
<ude name="u" base="b"><map unicode="#xF8FF" code="#xF0" ent="Apple" subst="[A]"/></ude></header><body>
<tu tuid="t" srclang="en" usagecount="2" lastusagedate="20200101T000000Z" own="2"><note>n</note><prop type="p">v</prop>
<tuv xml:lang="en" creationid="c" o-encoding="z"><note>q</note><seg> a <bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>b<hi type="h">c<ph x="2" assoc="p">&lt;img alt='<sub type="alt" datatype="html">d <it pos="begin">e</it></sub>'></ph></hi><ept i="1">&lt;/b&gt;</ept><ut>u</ut> </seg></tuv>
<tuv xml:lang="ru"><seg></seg></tuv></tu></body></tmx>"##;
    let once = rewritten(text);
    assert_eq!(rewritten(&once), once);
    for part in [
        "srclang=\"*all*\"",
        "segtype=\"block\"",
        "o-encoding=\"x\"",
        "creationid=\"me\"",
        "<prop type=\"x-attribute-own\">1</prop>",
        "<prop type=\"x-attribute-own\">2</prop>",
        "<prop type=\"p\" xml:lang=\"en\" o-encoding=\"e\">P</prop>",
        "<note xml:lang=\"en\">N</note>",
        "<map unicode=\"#xF8FF\" code=\"#xF0\" ent=\"Apple\" subst=\"[A]\"/>",
        "tuid=\"t\"",
        "usagecount=\"2\"",
        "lastusagedate=\"20200101T000000Z\"",
        "creationid=\"c\"",
        "<seg> a <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;b&gt;</bpt>b<hi type=\"h\">c<ph x=\"2\" assoc=\"p\">&lt;img alt='<sub type=\"alt\" datatype=\"html\">d <it pos=\"begin\">e</it></sub>'&gt;</ph></hi><ept i=\"1\">&lt;/b&gt;</ept><ut>u</ut> </seg>",
    ] {
        assert!(once.contains(part), "{part}\n{once}");
    }
}

proptest! {
    #[test]
    fn any_unit_comes_back(
        words in "[a-zё<>&\"' \\]\u{a0}]{1,20}",
        value in "[ -~ёЖ漢\n]{0,20}",
        name in "[a-z<>&\"]{1,8}",
        cut in 0_usize..20,
    ) {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let mut position = cut.min(words.len());
        while !words.is_char_boundary(position) {
            position -= 1;
        }
        let codes = vec![
            InlineCode::new(0, CodeKind::Begin, value.clone()).in_pair(1),
            InlineCode::new(position, CodeKind::Standalone, words.clone()),
            InlineCode::new(words.len(), CodeKind::End, "").in_pair(1),
        ];
        let mut unit = TranslationUnit::pair(
            Variant::plain(tag("en"), words.clone()),
            Variant::plain(tag("zh-Hant-TW"), value.clone()),
        );
        unit.variants[0].segment = InlineText::try_new(words, codes).unwrap();
        unit.properties.push(Property::new(name.clone(), value.clone()));
        unit.notes.push(Note::new(value));
        unit.id = Some(name);
        let mut options = UnitWriteOptions::default();
        options.header = MemoryHeader::new(tag("en"));
        options.fidelity = Fidelity::Faithful;
        let mut writer = TmxWriter::new(Vec::new(), options).unwrap();
        writer.write(&unit).unwrap();
        let outcome = strict(writer.finish().unwrap());
        prop_assert!(outcome.error.is_none(), "{:?}", outcome.error);
        prop_assert_eq!(&outcome.units[0], &unit);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..300) {
        let mut text = file("a <ph>b</ph> c").into_bytes();
        let at = at.min(text.len());
        text.splice(at..at, bytes);
        for strictness in [Strictness::Strict, Strictness::Lenient] {
            let _ = read(text.clone(), strictness);
        }
    }
}

#[test]
fn a_lenient_reader_goes_on_behind_what_is_too_long() {
    let long = "x".repeat(40 << 20);
    let unit = |text: &str| {
        format!(
            "<tu><tuv xml:lang=\"en\"><seg>{text}</seg></tuv><tuv \
             xml:lang=\"ru\"><seg>Да</seg></tuv></tu>"
        )
    };
    let hidden = unit("hidden");
    let overlong = [
        unit(&long),
        unit(&format!("<ph>{long}</ph>")),
        unit(&format!("<![CDATA[{long}<tu></tu>]]>")),
        format!("<tu tuid=\"{long}\">{}", &unit("lost")[4..]),
        format!("<!--{long}{hidden}-->"),
        format!("<?x {long}?>"),
    ];
    for part in overlong {
        let file = format!(
            "<tmx version=\"1.4\"><header srclang=\"en\"/><body>{}{part}{}</body></tmx>",
            unit("One"),
            unit("Two")
        );
        let options = {
            let mut options = UnitReadOptions::default();
            options.strictness = Strictness::Lenient;
            options
        };
        let mut reader = TmxReader::new(std::io::Cursor::new(file), &options).unwrap();
        let mut texts = Vec::new();
        while let Some(unit) = reader.next_unit() {
            texts.push(unit.unwrap().variants[0].segment.text().to_owned());
        }
        let start = &part[..part.len().min(60)];
        assert_eq!(texts, ["One", "Two"], "{start}");
        let skipped = reader.findings().count(Severity::Skipped);
        assert!(skipped > 0, "{start} is passed over in silence");
    }
}

#[test]
fn memories_joined_end_to_end_are_read_to_the_end_leniently() {
    let one = file("One");
    let joined = format!("{one}\n{}\n", one.replace("One", "Two"));
    assert_refused(joined.as_str(), "behind `</tmx>`");
    let outcome = lenient(joined);
    assert_eq!(outcome.units.len(), 2);
    assert_eq!(outcome.findings.count(Severity::Repaired), 1);
}

#[test]
fn a_bare_ampersand_is_named_with_the_way_to_write_it() {
    for text in ["AT&T", "AT&T was first; we follow", "a &; b", "R&D & so on"] {
        assert_refused(file(text), "must be written `&amp;`");
        assert_eq!(lenient(file(text)).texts()[0][0], text);
    }
}

#[test]
fn a_header_that_is_too_long_is_passed_over() {
    let note = format!(
        "<note>{}</note><prop type=\"x-a\">b</prop>",
        "a".repeat(17 << 20)
    );
    let text = file("Tea").replace(
        "<header srclang=\"en\"/>",
        &format!("<header srclang=\"en\">{note}</header>"),
    );
    assert_refused(text.clone(), "longer than");
    let outcome = lenient(text);
    assert_eq!(outcome.texts(), [["Tea", "Да"]]);
    assert_eq!(
        outcome.findings.count(Severity::Skipped),
        1,
        "{}",
        outcome.said()
    );
    assert_eq!(outcome.header.properties.len(), 1);
}
