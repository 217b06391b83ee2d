//! `bitext align` into every format, and back through `bitext tmx convert`.

use std::fs;
use std::io::Read;

use bitext_tests::{Bench, pair};
use flate2::read::DeflateDecoder;

const BRIEFING: &str = "en-ru/lunar-sample-wire";

#[track_caller]
fn text_of(bench: &Bench, name: &str) -> String {
    std::fs::read_to_string(bench.path(name)).unwrap()
}

/// Aligns the briefing into a file of a name.
#[track_caller]
fn align_to(bench: &Bench, output: &str, arguments: &[&str]) {
    let (source, target) = pair(BRIEFING);
    let mut command = bench.bitext();
    command.arg("align").arg(source).arg(target).arg("--quiet");
    command.args(["-o", output]).args(arguments);
    command.assert().success().stdout("").stderr("");
}

/// Converts a file and gives its lines as JSON.
#[track_caller]
fn units(bench: &Bench, file: &str, arguments: &[&str]) -> Vec<serde_json::Value> {
    let mut command = bench.bitext();
    command.args(["tmx", "convert", file, "--quiet", "-o", "units.jsonl"]);
    command.args(arguments).assert().success();
    let text = fs::read_to_string(bench.path("units.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines
        .filter(|line: &serde_json::Value| line["variants"].is_array())
        .collect()
}

fn texts(units: &[serde_json::Value]) -> Vec<[String; 2]> {
    let side = |unit: &serde_json::Value, index: usize| {
        let text = &unit["variants"][index]["text"];
        text.as_str().unwrap_or_default().to_owned()
    };
    units
        .iter()
        .map(|unit| [side(unit, 0), side(unit, 1)])
        .collect()
}

#[test]
fn every_format_that_is_read_gives_the_units_of_the_memory() {
    let bench = Bench::new();
    align_to(&bench, "memory.tmx", &[]);
    let expected = units(&bench, "memory.tmx", &[]);
    assert!(expected.len() > 5, "{expected:?}");
    for name in ["a.xlsx", "a.csv", "a.xlf", "a.xliff2"] {
        align_to(&bench, name, &[]);
        let read = units(&bench, name, &[]);
        assert_eq!(texts(&read), texts(&expected), "{name}");
        let probabilities = |units: &[serde_json::Value]| -> Vec<serde_json::Value> {
            let first = units.iter().map(|unit| unit["properties"][0].clone());
            first.collect()
        };
        assert_eq!(probabilities(&read), probabilities(&expected), "{name}");
    }
    for name in ["a.docx", "a.html"] {
        align_to(&bench, name, &[]);
        let read = units(&bench, name, &[]);
        assert_eq!(texts(&read), texts(&expected), "{name}");
    }
    align_to(&bench, "a.moses", &[]);
    assert!(bench.names().contains(&"a.ru".to_owned()));
    let read = units(&bench, "a.en", &["--input-format", "moses"]);
    assert_eq!(texts(&read), texts(&expected));
}

#[test]
fn the_same_texts_give_the_same_bytes_in_every_format() {
    let bench = Bench::new();
    for extension in ["xlsx", "xlf", "xliff2", "html", "docx", "csv", "parquet"] {
        let names = [format!("1.{extension}"), format!("2.{extension}")];
        align_to(&bench, &names[0], &["--threads", "1"]);
        align_to(&bench, &names[1], &["--threads", "2"]);
        let [first, second] = names.map(|name| fs::read(bench.path(&name)).unwrap());
        assert!(!first.is_empty() && first == second, "{extension}");
    }
}

#[test]
fn a_page_needs_nothing_from_elsewhere_and_escapes_what_it_shows() {
    let bench = Bench::new();
    bench.file(
        "a.csv",
        "en,ru\n<script>alert(1)</script> & 7,\"Пункт \"\"7\"\" <b>\"\n",
    );
    let mut command = bench.bitext();
    command.args(["tmx", "convert", "a.csv", "-o", "a.html", "--quiet"]);
    command.assert().success();
    let page = fs::read_to_string(bench.path("a.html")).unwrap();
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(page.contains("&lt;script&gt;alert("));
    assert!(page.contains("<mark>7</mark>"));
    assert!(!page.contains("http://") && !page.contains("https://"));
}

/// The first entry of a ZIP archive whose name ends so, unpacked.
fn part(archive: &[u8], end: &str) -> String {
    let name = archive
        .windows(end.len())
        .position(|window| window == end.as_bytes());
    let data = name.unwrap() + end.len();
    let mut text = String::new();
    DeflateDecoder::new(&archive[data..])
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn texts_that_look_like_formulas_stay_texts_in_a_workbook() {
    let bench = Bench::new();
    bench.file("a.csv", "en,ru\n=1+1,@СУММ\n+7 495,-1\n");
    let mut command = bench.bitext();
    command.args(["tmx", "convert", "a.csv", "-o", "a.xlsx", "--quiet"]);
    command.assert().success();
    let sheet = part(&fs::read(bench.path("a.xlsx")).unwrap(), "sheet1.xml");
    assert!(sheet.contains("t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t>"));
    assert!(!sheet.contains("<f>"), "{sheet}");
    let read = units(&bench, "a.xlsx", &[]);
    assert_eq!(texts(&read), [["=1+1", "@СУММ"], ["+7 495", "-1"]]);
}

#[test]
fn an_unknown_extension_is_an_error_that_lists_the_known() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let mut command = bench.bitext();
    command
        .arg("align")
        .arg(source)
        .arg(target)
        .args(["-o", "a.pdf"]);
    let assert = command.assert().code(2).stdout("");
    let errors = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(
        errors.contains("`pdf` is no format that bitext knows; it knows tmx,"),
        "{errors}"
    );
    assert!(
        errors.contains("hint: name the format with `--format`"),
        "{errors}"
    );
    assert!(bench.names().is_empty());
}

#[test]
fn broken_files_of_every_format_are_errors_with_a_place() {
    let bench = Bench::new();
    let cases: [(&str, &[u8], &str); 7] = [
        ("a.xlsx", b"PK\x03\x04 but no more", "ZIP archive"),
        ("b.xlf", b"<xliff version='1.2'>\n<file source-language='en' target-language='ru'>", "line 2"),
        ("c.csv", b"en,ru\na,\"b\n", "line 2"),
        ("d.jsonl", b"{\"variants\":\n", "line 1"),
        ("e.xlf", b"<!DOCTYPE xliff [<!ENTITY a \"b\">]><xliff><file source-language='en' target-language='ru'><trans-unit id='1'><source>&a;</source>", "not expanded"),
        ("f.docx", b"PK\x03\x04", "ZIP archive"),
        ("g.parquet", b"PAR1", "can be written, but not read"),
    ];
    for (name, content, expected) in cases {
        bench.file(name, content);
        let mut command = bench.bitext();
        command.args(["tmx", "convert", name, "-o", "out.tmx"]);
        let assert = command.assert().code(2).stdout("");
        let errors = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(
            errors.contains(expected) && errors.contains(name),
            "{name}: {errors}"
        );
        assert!(!bench.path("out.tmx").exists());
    }
}

#[test]
fn csv_cells_are_no_formulas_and_come_back_as_they_were() {
    let bench = Bench::new();
    let texts = "=1+1\t- Да.\n'=x\t'Tis\n''-s\t@СУММ\n+7 495\t'\n";
    bench.file("a.tsv", texts);
    let languages = ["--source-language", "en", "--target-language", "ru"];
    let convert = |from: &str, to: &str| {
        let mut command = bench.bitext();
        command.args(["tmx", "convert", from, "-o", to, "--quiet"]);
        command.args(languages).assert().success();
    };
    convert("a.tsv", "a.csv");
    let written = text_of(&bench, "a.csv");
    for cell in [
        ",'=1+1,",
        ",'- Да.,",
        ",''=x,'Tis,",
        ",'''-s,'@СУММ,",
        ",'+7 495,',",
    ] {
        assert!(written.contains(cell), "{cell} in {written}");
    }
    convert("a.csv", "b.tsv");
    convert("a.tsv", "c.tsv");
    assert_eq!(text_of(&bench, "b.tsv"), text_of(&bench, "c.tsv"));
    // Nobody knows what an apostrophe means in a file of somebody else.
    bench.file("d.csv", "en,ru\n'-s,'-ы\n");
    convert("d.csv", "d.tsv");
    assert!(text_of(&bench, "d.tsv").contains("\t'-s\t'-ы\t"));
}
