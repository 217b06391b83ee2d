//! Files as other tools and people write them: what is read from them, and how
//! they are refused.

use bitext_exchange::{ReadError, Severity, UnitFormat, UnitReadOptions, open_units, units};

use crate::{read, tag, texts};

#[test]
fn files_of_other_tools_are_read_too() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("a.csv", "en;ru\r\n\"a;\nb\";ж\r\n"),
        (
            "b.tsv",
            "source [en]\tremark\ttarget [ru]\n\"a;\nb\"\t\tж\n",
        ),
        ("c.csv", "\u{feff}en,ru\n\"a;\nb\",ж\n\n"),
        ("e.csv", "\u{feff}sep=|\r\nen|ru\r\n\"a;\r\nb\"|ж\r\n"),
        ("f.tsv", "\"en\"\t\"ru\"\n\"a;\nb\"\t\"ж\"\n"),
        (
            "d.jsonl",
            "{\"source_language\":\"en\",\"target_language\":\"ru\",\"source_text\":\"a;\\nb\",\"target_text\":\"ж\"}\n",
        ),
    ];
    for (name, content) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let read = read(&path, None).unwrap();
        let expected = [
            ("en".to_owned(), "a;\nb".to_owned()),
            ("ru".to_owned(), "ж".to_owned()),
        ];
        assert_eq!(
            read.iter().map(texts).collect::<Vec<_>>(),
            [expected],
            "{name}"
        );
    }
}

#[test]
fn a_quote_in_a_bare_tsv_is_a_quote() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tsv");
    std::fs::write(&path, "\"Да, сказал он.\t\"Yes, he said.\nНет.\tNo.\n").unwrap();
    let mut options = UnitReadOptions::default();
    options.source_language = Some(tag("ru"));
    options.target_language = Some(tag("en"));
    let mut reader = open_units(&path, None, &options).unwrap();
    let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].variants[0].segment.text(), "\"Да, сказал он.");
}

#[test]
fn a_quote_that_ends_no_field_is_a_quote() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tsv");
    let content = "en\tru\n\"Yes,\" he said.\t«Да», — сказал он.\n\"Go on.\tДальше.\n\
                   She left.\t\"Она\nушла\".\n\"Oh\".\tОх.\n\"End\"\t\"Конец\n";
    std::fs::write(&path, content).unwrap();
    let found = read(&path, None).unwrap();
    let found: Vec<_> = found.iter().map(|unit| texts(unit).remove(0).1).collect();
    let expected = [
        "\"Yes,\" he said.",
        "\"Go on.",
        "She left.",
        "\"Oh\".",
        "End",
    ];
    assert_eq!(found, expected);
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "en,ru\n\"Yes\" he said,\"Да, \"\"да\"\"\" \n").unwrap();
    let found = texts(&read(&path, None).unwrap()[0]);
    assert_eq!(found[0].1, "\"Yes\" he said");
    assert_eq!(found[1].1, "Да, \"да\" ");
}

#[test]
fn an_obsolete_message_ends_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.po");
    let content = "msgid \"\"\nmsgstr \"Language: ru\\n\"\n\nmsgid \"Yes\"\nmsgstr \"Да\"\n\
                   #~ msgid \"Gone\"\n#~ msgstr \"Нет\"\n#~ msgid \"Lost\"\n#~ msgstr \"Нет\"\n";
    std::fs::write(&path, content).unwrap();
    let found = read(&path, None).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(texts(&found[0])[1].1, "Да");
}

/// The first line alone may have as many commas as semicolons.
#[test]
fn what_delimits_fields_is_told_by_several_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let content = "Hello, world;Привет мир\nGood evening, dear, all;Добрый вечер\nBye;Пока\n";
    std::fs::write(&path, content).unwrap();
    let mut options = UnitReadOptions::default();
    options.source_language = Some(tag("en"));
    options.target_language = Some(tag("ru"));
    let mut reader = open_units(&path, None, &options).unwrap();
    let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    let read: Vec<_> = read.iter().map(|unit| texts(unit).remove(0).1).collect();
    assert_eq!(read, ["Hello, world", "Good evening, dear, all", "Bye"]);
}

#[test]
fn what_people_do_to_tables_survives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("review.csv");
    let content = "\
status,source [en],target [ru],id,source document,link type,source bytes
,One.,Раз.,#1,a.txt,1-1,0-4
rejected,Two.,Мусор.,#2,a.txt,1-1,5-9
,Three.,Три.,,,,
Join above,Four.,,#4,a.txt,1-0,10-15
accepted,Five.,,#5,a.txt,1-0,16-20
";
    std::fs::write(&path, content).unwrap();
    let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
    let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    let sources: Vec<_> = read
        .iter()
        .map(|unit| unit.variants[0].segment.text())
        .collect();
    assert_eq!(sources, ["One.", "Three. Four."]);
    assert_eq!(read[1].property("x-bitext-source-document"), Some("a.txt"));
    assert_eq!(read[1].property("x-bitext-status"), Some("edited"));
    let kept = reader.findings().kept();
    let messages: Vec<_> = kept
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "line 3 is left out: it is rejected",
            "line 6 is left out: there is no target text"
        ]
    );
}

#[test]
fn white_space_around_what_was_typed_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("review.csv");
    let content = "\
source [en],target [ru],id,checksum
One.,\"Раз. \n\",#1,0
 Two.,Два.,,
Three., ,#3,0
";
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    let read: Vec<_> = read.iter().map(texts).collect();
    let pair = |source: &str, target: &str| {
        [("en", source), ("ru", target)].map(|(tag, text)| (tag.to_owned(), text.to_owned()))
    };
    assert_eq!(read, [pair("One.", "Раз."), pair("Two.", "Два.")]);
}

#[test]
fn broken_files_are_refused_with_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (
            "a.csv",
            "en,ru\na,б\nc,\"д\ne,ж\n",
            "a quote that is never closed (line 3",
        ),
        ("b.csv", "word,other word,third\n", "heads no columns"),
        ("c.jsonl", "{\"id\":\"7\"}\n", "neither `variants` nor"),
        (
            "d.jsonl",
            "{\"format\":\"bitext-units\",\"version\":9}\n",
            "version 9",
        ),
        ("e.csv", "en,ru\nab,\u{1}\n", ""),
    ];
    for (name, content, expected) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        match read(&path, None) {
            Err(error) => assert!(error.to_string().contains(expected), "{name}: {error}"),
            Ok(_) => assert_eq!(expected, "", "{name}"),
        }
    }
    std::fs::write(folder.path().join("f.po"), "msgid \"a\"\nmsgstr \"a\"\n").unwrap();
    std::fs::write(folder.path().join("f.en"), "a\nb\n").unwrap();
    let error = read(&folder.path().join("f.en"), Some(UnitFormat::Moses)).unwrap_err();
    assert!(error.to_string().contains("no file beside it"), "{error}");
    let error = read(&folder.path().join("f.po"), Some(UnitFormat::Moses)).unwrap_err();
    assert!(error.to_string().contains("end in a language"), "{error}");
    std::fs::write(folder.path().join("f.ru"), "а\n").unwrap();
    let error = read(&folder.path().join("f.en"), Some(UnitFormat::Moses)).unwrap_err();
    assert!(error.to_string().contains("goes on where"), "{error}");
}

#[test]
fn findings_of_a_lenient_reader_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, "{}\n{\"source_text\":\n{\"source_language\":\"en\",\"target_language\":\"ru\",\"source_text\":\"a\",\"target_text\":\"б\"}\n").unwrap();
    let mut options = UnitReadOptions::default();
    options.strictness = bitext_exchange::Strictness::Lenient;
    let mut reader = open_units(&path, None, &options).unwrap();
    assert_eq!(units(reader.as_mut()).filter(Result::is_ok).count(), 1);
    assert_eq!(reader.findings().count(Severity::Skipped), 2);
}

#[test]
fn catalogues_are_read_with_plurals_contexts_and_flags() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.po");
    let content = "# Team\nmsgid \"\"\nmsgstr \"\"\n\"Language: ru\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n
#. shown at night\n#: a.c:1 b.c:2\nmsgctxt \"menu\"\nmsgid \"Open\\n\"\n\"it\"\nmsgstr \"Открыть\\n\"\n\"это\"\n
#, fuzzy, c-format\n#| msgid \"old\"\nmsgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d файл\"\nmsgstr[1] \"%d файла\"\nmsgstr[2] \"\"\n
msgid \"None\"\nmsgstr \"\"\n
#~ msgid \"Gone\"\n#~ msgstr \"Нет\"\n";
    std::fs::write(&path, content).unwrap();
    let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
    let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    let pairs: Vec<_> = read
        .iter()
        .map(|unit| [0, 1].map(|side| unit.variants[side].segment.text()))
        .collect();
    assert_eq!(
        pairs,
        [
            ["Open\nit", "Открыть\nэто"],
            ["%d file", "%d файл"],
            ["%d files", "%d файла"]
        ]
    );
    assert_eq!(read[0].property("x-po-context"), Some("menu"));
    assert_eq!(read[0].property("x-po-reference"), Some("a.c:1 b.c:2"));
    assert_eq!(read[0].notes[0].text, "shown at night");
    assert_eq!(read[1].property("x-bitext-status"), Some("open"));
    assert_eq!(read[1].variants[1].language, tag("ru"));
    let kept = reader.findings().kept();
    let messages: Vec<_> = kept
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "the message `%d file` is fuzzy",
            "the message `None` is left out: it is not translated",
            "the message `Gone` is left out: it is obsolete"
        ]
    );
}

#[test]
fn links_of_opus_are_read_with_their_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let links = folder.path().join("a.xces");
    std::fs::create_dir_all(folder.path().join("xml/en")).unwrap();
    std::fs::create_dir_all(folder.path().join("ru")).unwrap();
    std::fs::write(
        folder.path().join("xml/en/a.xml"),
        "<text><s id=\"1\"><w>Good</w> <w>day</w><w SpaceAfter=\"No\">!</w></s>\n<s id=\"2\">Bye, all.</s></text>",
    )
    .unwrap();
    let russian = "<text><s id=\"s1\">Добрый день! Пока.</s><s id=\"s2\">Ещё.</s></text>";
    std::fs::write(folder.path().join("ru/a.xml"), russian).unwrap();
    let group = |target: &str| {
        format!(
            "<?xml version=\"1.0\"?><!DOCTYPE cesAlign PUBLIC \"-//CES//DTD XML cesAlign//EN\" \"\">\
             <cesAlign version=\"1.0\"><linkGrp targType=\"s\" fromDoc=\"en/a.xml.gz\" toDoc=\"{target}\">\
             <link xtargets=\"1 2;s1\" certainty=\"0.75\"/><link xtargets=\";s2\"/></linkGrp></cesAlign>"
        )
    };
    std::fs::write(&links, group("ru/a.xml")).unwrap();
    let found = read(&links, None).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].variants[0].segment.text(), "Good day ! Bye, all.");
    assert_eq!(found[0].property("x-bitext-probability"), Some("0.7500"));
    assert_eq!(found[0].property("x-bitext-link-type"), Some("2-1"));
    std::fs::write(&links, group("ru/../../a.xml")).unwrap();
    let error = read(&links, None).unwrap_err().to_string();
    assert!(error.contains("no document beside"), "{error}");
    // What `bitext align` writes for plain texts cannot be made into units.
    std::fs::write(folder.path().join("ru/a.txt"), "Добрый день!\n").unwrap();
    std::fs::write(&links, group("ru/a.txt")).unwrap();
    let error = read(&links, None).unwrap_err();
    assert!(matches!(error, ReadError::Unfit { hint, .. } if hint.contains("-o OUT.tmx")));
    let error = error.to_string();
    assert!(error.contains("no numbered sentences"), "{error}");
}

#[test]
fn lines_in_other_encodings_are_refused_by_name_and_read_leniently() {
    let folder = tempfile::tempdir().unwrap();
    let text = "en,ru\nTea is in the kitchen,Чай на кухне\nIt is cold,Уже остыл\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, utf_16).unwrap();
    assert_eq!(read(&path, None).unwrap().len(), 2);
    std::fs::write(&path, encoding_rs::WINDOWS_1251.encode(text).0).unwrap();
    let error = read(&path, None).unwrap_err();
    assert!(matches!(error, ReadError::Unfit { hint, .. } if hint.contains("--lenient")));
    assert_eq!(
        error.to_string(),
        "there are bytes that are not UTF-8 (line 2, byte 28); it seems to be windows-1251"
    );
    let mut options = UnitReadOptions::default();
    options.strictness = bitext_exchange::Strictness::Lenient;
    let mut reader = open_units(&path, None, &options).unwrap();
    let lenient: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
    assert_eq!(lenient[1].variants[1].segment.text(), "Уже остыл");
    let findings = reader.findings().kept();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Repaired);
    assert_eq!((findings[0].place.line, findings[0].place.byte), (2, 28));
    // A wrong byte among characters of UTF-8 is damage and no other encoding.
    let mut damaged = text.as_bytes().to_vec();
    damaged.extend(b"\xff,\n");
    std::fs::write(&path, damaged).unwrap();
    let error = read(&path, None).unwrap_err().to_string();
    assert_eq!(
        error,
        format!(
            "there are bytes that are not UTF-8 (line 4, byte {})",
            text.len()
        )
    );
}

#[test]
fn a_wordfast_memory_is_known_by_its_first_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("memory.txt");
    let content = "%20260301~113000\t%User ID,ME,Me\t%TU=00000002\t%EN-US\t%Wordfast TM v.5\t%DE-01\t%---\r\n\
        20260301~113000\tME\t2\tEN-US\tSalt &'26; pepper\t\tSalz &'26; Pfeffer\tkitchen\r\n\
        20260302~113000\tME\t0\tEN-US\tGone\tDE-DE\t\r\n";
    let utf_16: Vec<u8> = [0xfeff_u16]
        .into_iter()
        .chain(content.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [content.as_bytes(), &utf_16] {
        std::fs::write(&path, bytes).unwrap();
        let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
        let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
        assert_eq!(read.len(), 1);
        let side = |tag: &str, text: &str| (tag.to_owned(), text.to_owned());
        let expected = [side("en-US", "Salt & pepper"), side("de", "Salz & Pfeffer")];
        assert_eq!(texts(&read[0]), expected);
        assert_eq!(read[0].history.created.as_deref(), Some("20260301T113000Z"));
        assert_eq!(reader.findings().count(Severity::Skipped), 1);
    }
    std::fs::write(&path, "%1\t%\t%\t%EN\t%Wordfast TM\t%DE\nEN\tSalt\n").unwrap();
    let error = read(&path, None).unwrap_err().to_string();
    assert!(
        error.starts_with("a line of 2 fields") && error.contains("line 2"),
        "{error}"
    );
}

#[test]
fn a_glossary_without_headings_may_have_remarks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("glossary.tsv");
    let content = "the harbour of the old town\tгавань старого города\t\n\
        the lighthouse on the northern shore\tмаяк на северном берегу\tTravemünde\n\
        the keeper of the lighthouse\tсмотритель маяка, который живёт на берегу\t\n";
    std::fs::write(&path, content).unwrap();
    let read = read(&path, None).unwrap();
    assert_eq!(read.len(), 3);
    assert_eq!(texts(&read[1])[1].1, "маяк на северном берегу");
}

#[test]
fn a_sheet_that_a_workbook_names_many_times_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let sheets = "<sheet name='A' r:id='1'/><sheet name='B' r:id='2'/>".repeat(3);
    let cell = |text: &str| format!("<c t='inlineStr'><is><t>{text}</t></is></c>");
    let row = |source, target| format!("<row>{}{}</row>", cell(source), cell(target));
    let parts = [
        ("xl/workbook.xml", format!("<workbook>{sheets}</workbook>")),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='1' Target='one.xml'/>\
             <Relationship Id='2' Target='/xl/one.xml'/></Relationships>"
                .to_owned(),
        ),
        (
            "xl/one.xml",
            format!(
                "<worksheet><sheetData>{}{}</sheetData></worksheet>",
                row("en", "ru"),
                row("Yes", "Да")
            ),
        ),
    ];
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut writer, content.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    let found = read(&path, None).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(texts(&found[0])[1].1, "Да");
}
