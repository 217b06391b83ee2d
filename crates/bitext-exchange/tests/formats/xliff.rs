//! XLIFF and its dialects as CAT tools write them.

use bitext_exchange::{ReadError, Severity, UnitFormat, UnitReadOptions, open_units, units};

use crate::{read, tag, texts, through};

const XLIFF_ONE: &str = r#"<?xml version="1.0"?>
<!DOCTYPE xliff [<!ENTITY bomb "boom">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="deck.pptx" source-language="en-US" target-language="ru" datatype="x">
<header><skl><internal-file>AAAA</internal-file></skl></header>
<body><group id="g1">
<trans-unit id="7" approved="yes"><source>See <g id="1">page <x id="2"/>nine</g>.</source>
<target state="signed-off">См. <g id="1">стр. <x id="2"/>девять</g>.</target>
<note from="PM">Short</note>
<alt-trans><source>Other</source><target>Другое</target></alt-trans></trans-unit>
<trans-unit id="8"><source>One. Two.</source>
<seg-source><g id="5"><mrk mtype="seg" mid="0">One.</mrk> <mrk mtype="seg" mid="1">Two<bpt id="1">{\b</bpt>!<ept id="1">}</ept></mrk></g></seg-source>
<target><g id="5"><mrk mtype="seg" mid="1">Два!</mrk><mrk mtype="seg" mid="0">Раз.</mrk></g></target></trans-unit>
<trans-unit id="9"><source>Not yet</source></trans-unit>
</group></body></file></xliff>"#;

#[test]
fn xliff_1_2_is_read_with_its_segments_codes_and_states() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlf");
    std::fs::write(&path, XLIFF_ONE).unwrap();
    let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
    let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    let sources: Vec<_> = read
        .iter()
        .map(|unit| unit.variants[0].segment.text())
        .collect();
    assert_eq!(sources, ["See page nine.", "One.", "Two!"]);
    let codes: Vec<_> = read[0].variants[1].segment.codes().iter().collect();
    let contents: Vec<_> = codes.iter().map(|code| code.content.as_str()).collect();
    assert_eq!(contents, ["<g id=\"1\">", "<x id=\"2\"/>", "</g>"]);
    assert_eq!(read[0].property("x-bitext-status"), Some("accepted"));
    assert_eq!(read[0].property("x-xliff-state"), Some("signed-off"));
    assert_eq!(
        read[0].property("x-bitext-source-document"),
        Some("deck.pptx")
    );
    assert_eq!(read[0].notes[0].text, "Short");
    assert_eq!(read[1].id.as_deref(), Some("8:0"));
    assert_eq!(read[1].variants[1].segment.text(), "Раз.");
    assert_eq!(read[2].variants[0].segment.codes()[0].content, "{\\b");
    let messages: Vec<_> = reader
        .findings()
        .kept()
        .iter()
        .map(|f| f.message.clone())
        .collect();
    assert_eq!(
        messages,
        [
            "the proposals of unit `7` are passed over",
            "unit `9` is left out: it is not translated"
        ]
    );
    // The tags of the file's own go back as they were.
    let out = folder.path().join("b.xlf");
    let again = through(&out, UnitFormat::Xliff, &read);
    assert_eq!(again.len(), 3);
    let text = std::fs::read_to_string(&out).unwrap();
    let target =
        "<target state=\"signed-off\">См. <g id=\"1\">стр. <x id=\"2\"/>девять</g>.</target>";
    assert!(text.contains(target), "{text}");
}

#[test]
fn xliff_2_is_read_with_its_native_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlf");
    let content = r#"<xliff version="2.1" srcLang="en" trgLang="fr" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f1" original="a.html"><unit id="u1"><notes><note>Careful</note></notes>
<originalData><data id="d1">&lt;b></data><data id="d2">&lt;/b></data></originalData>
<segment id="s1" state="final"><source>A <pc id="1" dataRefStart="d1" dataRefEnd="d2">bold</pc> <ph id="2"/>move<cp hex="0041"/>.</source>
<target>Un <pc id="1" dataRefStart="d1" dataRefEnd="d2">coup</pc> <ph id="2"/>hardi.</target></segment>
<ignorable><source> </source></ignorable>
<segment id="s2"><source>Bye.</source><target>Salut.</target></segment></unit></file></xliff>"#;
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].variants[0].segment.text(), "A bold moveA.");
    let codes = read[0].variants[0].segment.codes().iter();
    let contents: Vec<_> = codes.map(|code| code.content.as_str()).collect();
    assert_eq!(contents, ["<b>", "</b>", "<ph id=\"2\"/>"]);
    assert_eq!(read[0].id.as_deref(), Some("u1:s1"));
    assert_eq!(read[0].property("x-xliff-state"), Some("final"));
    assert_eq!(read[1].variants[1].segment.text(), "Salut.");
}

#[test]
fn a_catalogue_as_xliff_has_no_head_and_its_plural_forms_are_known() {
    let unit = |id: &str, more: &str| {
        format!("<trans-unit id=\"{id}\"{more}><source>a</source><target>б</target></trans-unit>")
    };
    let content = format!(
        "<xliff version=\"1.1\"><file source-language=\"en\" target-language=\"ru\"><body>{}\
         <group restype=\"x-gettext-plurals\" id=\"4\">{}{}</group>{}</body></file></xliff>",
        unit("2", " restype=\"x-gettext-domain-header\""),
        unit("4[0]", ""),
        unit("4[1]", ""),
        unit("5[1]", ""),
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlf");
    std::fs::write(&path, content).unwrap();
    let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
    let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    let forms: Vec<_> = read.iter().map(|unit| unit.property("x-po-form")).collect();
    assert_eq!(forms, [Some("0"), Some("1"), None]);
    let found = &reader.findings().kept()[0].message;
    assert_eq!(found, "unit `2` is left out: it is the head of a catalogue");
}

#[test]
fn sdlxliff_is_read_with_its_confirmation_levels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sdlxliff");
    let content = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\
<xliff xmlns:sdl=\"http://sdl.com/FileTypes/SdlXliff/1.0\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\
<file original=\"c:\\a.docx\" source-language=\"en-GB\" target-language=\"de-DE\" datatype=\"x-sdlfilterframework2\">\
<header><tag-defs xmlns=\"http://sdl.com/FileTypes/SdlXliff/1.0\"><tag id=\"1\"><bpt name=\"b\">x</bpt></tag></tag-defs></header>\
<body><trans-unit id=\"t1\"><source>Good. Bad.</source>\
<seg-source><mrk mtype=\"seg\" mid=\"1\">Good.</mrk> <mrk mtype=\"seg\" mid=\"2\">Bad.</mrk></seg-source>\
<target><mrk mtype=\"seg\" mid=\"1\">Gut.</mrk> <mrk mtype=\"seg\" mid=\"2\">Schlecht.</mrk></target>\
<sdl:seg-defs><sdl:seg id=\"1\" conf=\"ApprovedTranslation\"/><sdl:seg id=\"2\" conf=\"RejectedTranslation\"/></sdl:seg-defs>\
</trans-unit></body></file></xliff>";
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].variants[1].segment.text(), "Gut.");
    assert_eq!(read[0].variants[1].language, tag("de-DE"));
    assert_eq!(read[0].property("x-bitext-status"), Some("accepted"));
    assert_eq!(
        read[0].property("x-sdl-confirmation"),
        Some("ApprovedTranslation")
    );
}

/// Quadratic time would take minutes.
#[test]
fn many_segments_of_one_unit_take_linear_time() {
    const COUNT: usize = 100_000;
    let marks = |mids: &mut dyn Iterator<Item = usize>| -> String {
        mids.map(|mid| format!("<mrk mtype=\"seg\" mid=\"{mid}\">{mid}</mrk>"))
            .collect()
    };
    let (sources, targets) = (marks(&mut (0..COUNT)), marks(&mut (0..COUNT).rev()));
    let levels: String = (0..COUNT)
        .map(|mid| format!("<sdl:seg id=\"{mid}\" conf=\"Draft\"/>"))
        .collect();
    let content = format!(
        "<xliff xmlns:sdl=\"http://sdl.com/FileTypes/SdlXliff/1.0\" version=\"1.2\">\
         <file source-language=\"en\" target-language=\"de\"><body><trans-unit id=\"t\">\
         <source>all</source><seg-source>{sources}</seg-source><target>{targets}</target>\
         <sdl:seg-defs>{levels}</sdl:seg-defs></trans-unit></body></file></xliff>"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sdlxliff");
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    assert_eq!(read.len(), COUNT);
    for unit in &read {
        assert_eq!(unit.variants[0].segment, unit.variants[1].segment);
        assert_eq!(unit.property("x-sdl-confirmation"), Some("Draft"));
    }
}

/// A small file must not grow to gigabytes, as by native markup that many codes
/// refer to or a note that many segments share.
#[test]
fn units_are_bounded_with_what_they_repeat() {
    let long = "x".repeat(1 << 20);
    let references = "<ph id=\"1\" dataRef=\"d\"/>".repeat(20);
    let segments = "<segment><source>a</source><target>b</target></segment>".repeat(20);
    let notes = format!("<note>{long}</note>").repeat(20);
    let cases = [
        format!(
            "<originalData><data id=\"d\">{long}</data></originalData>\
             <segment><source>{references}</source><target>b</target></segment>"
        ),
        format!("<notes><note>{long}</note></notes>{segments}"),
        format!("<notes>{notes}</notes><segment><source>a</source></segment>"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlf");
    let write = |units: &str| {
        let content = format!(
            "<xliff version=\"2.1\" srcLang=\"en\" trgLang=\"de\"><file id=\"f\">{units}</file></xliff>"
        );
        std::fs::write(&path, content).unwrap();
    };
    for unit in cases {
        write(&format!("<unit id=\"u\">{unit}</unit>"));
        let error = read(&path, None).unwrap_err().to_string();
        assert!(
            error.starts_with("a unit of more than 16 MiB (line 1"),
            "{error}"
        );
    }
    // What is too much for one unit is not for several.
    let unit = format!(
        "<unit id=\"u\"><notes><note>{long}</note></notes>\
         <segment><source>a</source><target>b</target></segment></unit>"
    );
    write(&unit.repeat(20));
    assert_eq!(read(&path, None).unwrap().len(), 20);
}

#[test]
fn utf_16_is_read_where_a_mark_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let encode = |text: &str| {
        let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let xliff = XLIFF_ONE.replace(
        "<?xml version=\"1.0\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
    );
    for (name, text, count) in [
        ("a.tsv", "en\tru\r\nA\tБ\r\n", 1),
        ("a.xlf", xliff.as_str(), 3),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, encode(text)).unwrap();
        assert_eq!(read(&path, None).unwrap().len(), count, "{name}");
    }
}

#[test]
fn an_xliff_in_another_encoding_is_repaired_aloud() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlf");
    std::fs::write(&path, encoding_rs::WINDOWS_1251.encode(XLIFF_ONE).0).unwrap();
    let mut options = UnitReadOptions::default();
    options.strictness = bitext_exchange::Strictness::Lenient;
    let mut reader = open_units(&path, None, &options).unwrap();
    assert_eq!(units(reader.as_mut()).filter(Result::is_ok).count(), 3);
    assert_eq!(reader.findings().count(Severity::Repaired), 1);
}

#[test]
fn what_a_reviewer_deleted_is_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.sdlxliff");
    let content = "<xliff xmlns:sdl='s' version='1.2'><file original='a' source-language='en' \
        target-language='de'><body><trans-unit id='1'><source>Salt.</source><target>\
        <mrk mtype='x-sdl-added' sdl:revid='1'>Salz</mrk><mrk mtype='x-sdl-deleted' sdl:revid='2'>\
        Zuk<g id='1'>ker</g></mrk>.</target></trans-unit></body></file></xliff>";
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    assert_eq!(read[0].variants[1].segment.text(), "Salz.");
    assert!(read[0].variants[1].segment.codes().is_empty());
}

#[test]
fn the_status_of_memoq_is_kept_and_what_is_rejected_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mqxliff");
    let unit = |id: u8, status: &str| {
        format!(
            "<trans-unit id='{id}' mq:status='{status}'><source>Salt</source>\
             <target>Salz</target></trans-unit>"
        )
    };
    let content = format!(
        "<xliff xmlns:mq='MQXliff' version='1.2'><file original='a' source-language='en' \
         target-language='de'><body>{}{}</body></file></xliff>",
        unit(1, "ManuallyConfirmed"),
        unit(2, "Rejected")
    );
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(
        read[0].property("x-memoq-status"),
        Some("ManuallyConfirmed")
    );
}

#[test]
fn xliff_may_lie_in_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("memo.mqxlz");
    let memory = "<xliff version='1.2'><file original='a' source-language='en' \
        target-language='de'><body><trans-unit id='1'><source>Salt</source><target>Salz</target>\
        </trans-unit></body></file></xliff>";
    let pack = |names: &[&str]| {
        let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
        for name in names {
            let options = zip::write::SimpleFileOptions::default();
            writer.start_file(*name, options).unwrap();
            std::io::Write::write_all(&mut writer, memory.as_bytes()).unwrap();
        }
        writer.finish().unwrap();
    };
    pack(&["skeleton.xml", "document.mqxliff"]);
    assert_eq!(texts(&read(&path, None).unwrap()[0])[1].1, "Salz");
    pack(&["a.mqxliff", "b.mqxliff"]);
    let error = read(&path, None).unwrap_err().to_string();
    assert_eq!(
        error,
        "it is an archive that holds 2 XLIFF files, where one is wanted"
    );
}

#[test]
fn xliff_without_a_target_language_wants_it_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlf");
    let content = "<xliff version='1.2'><file original='a' source-language='en'><body>\
        <trans-unit id='1'><source>Salt</source><target>Salz</target></trans-unit></body></file>\
        </xliff>";
    std::fs::write(&path, content).unwrap();
    let error = read(&path, None).unwrap_err();
    assert!(matches!(error, ReadError::Language { .. }), "{error}");
    let mut options = UnitReadOptions::default();
    options.target_language = Some(tag("de"));
    let mut reader = open_units(&path, None, &options).unwrap();
    assert_eq!(units(reader.as_mut()).filter_map(Result::ok).count(), 1);
}
