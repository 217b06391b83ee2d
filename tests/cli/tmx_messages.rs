//! What `bitext tmx` says: hints that lead on, places where the units are.

use std::fs;

use bitext_tests::{Bench, printed};

/// The lines on standard error of a command that ends so.
#[track_caller]
fn said(bench: &Bench, arguments: &[&str], code: i32) -> String {
    let assert = bench.bitext().arg("tmx").args(arguments).assert();
    printed(&assert.code(code)).1
}

#[test]
fn a_hint_names_the_way_out_of_just_that() {
    let bench = Bench::new();
    bench.file("source.csv", "source,target\nTea,Чай\n");
    bench.file("three.csv", "Tea,Чай,Thé\nMilk,Молоко,Lait\n");
    bench.file("a.po", "msgid \"Tea\"\nmsgstr \"Чай\"\n");
    bench.file("alone.en", "Tea\n");
    bench.file("a.docx", "PK\x03\x04");
    bench.file("a.html", "<!DOCTYPE html><p>Tea");
    bench.file("a.parquet", "PAR1");
    bench.file("plain.en.txt", "Tea\n");
    bench.file("plain.ru.txt", "Чай\n");
    bench.file(
        "plain.xces",
        "<cesAlign><linkGrp fromDoc=\"plain.en.txt\" toDoc=\"plain.ru.txt\">\
         <link xtargets=\"1;1\"/></linkGrp></cesAlign>",
    );
    let languages = "hint: name its languages with `--source-language`";
    for (file, arguments, hint) in [
        ("source.csv", vec![], languages),
        ("a.po", vec![], languages),
        (
            "plain.xces",
            vec![],
            "hint: OPUS has them; from plain texts",
        ),
        ("three.csv", vec![], "hint: head the columns of texts"),
        (
            "plain.xces",
            vec!["--source-language", "en", "--target-language", "ru"],
            "hint: OPUS has them; from plain texts",
        ),
        (
            "alone.en",
            vec!["--input-format", "moses"],
            "hint: a Moses pair is two files",
        ),
        (
            "a.parquet",
            vec![],
            "hint: read the memory that it was made of",
        ),
        ("a.docx", vec![], "hint: open it in the program it is from"),
        (
            "a.html",
            vec![],
            "hint: a document is aligned with its translation",
        ),
        (".", vec![], "hint: name the memories in it"),
        ("plain.en.txt", vec![], "hint: name its format"),
    ] {
        let mut command = vec!["convert", file];
        command.extend(arguments);
        let errors = said(&bench, &command, 2);
        assert!(errors.contains(hint), "{file}: {errors}");
        assert_eq!(errors.matches("hint:").count(), 1, "{errors}");
    }
}

#[test]
fn nobody_is_told_to_do_what_was_done() {
    let bench = Bench::new();
    bench.file("a.jsonl", "{\"format\":\"bitext-units\",\"version\":9}\n");
    let strict = said(&bench, &["stats", "a.jsonl"], 2);
    assert!(strict.contains("pass `--lenient`"), "{strict}");
    let lenient = said(&bench, &["stats", "a.jsonl", "--lenient"], 2);
    assert!(!lenient.contains("--lenient"), "{lenient}");
}

#[test]
fn what_a_reviewer_wrote_otherwise_is_named() {
    let bench = Bench::new();
    let rows: String = (1..=7)
        .map(|n| format!("{n},reject,Tea {n},Чай {n}\n"))
        .collect();
    bench.file(
        "a.csv",
        format!(
            "id,status,source [en],target [ru],remark\n{}",
            rows.replace('\n', ",?\n")
        ),
    );
    let notes = said(&bench, &["convert", "a.csv", "-o", "a.tmx"], 0);
    assert!(
        notes.contains("note: `a.csv`: the column `remark` is passed over"),
        "{notes}"
    );
    assert!(
        notes.contains(
            "`reject` is none of the statuses open, accepted, edited, rejected, join above"
        ),
        "{notes}"
    );
    assert!(
        notes.contains("note: `a.csv`: 8 places of that kind in all"),
        "{notes}"
    );
    assert_eq!(notes.matches("note:").count(), 6, "{notes}");
    assert_eq!(
        said(&bench, &["convert", "a.csv", "-o", "a.tmx", "--quiet"], 0),
        ""
    );
}

#[test]
fn columns_may_be_headed_by_the_names_of_languages() {
    let bench = Bench::new();
    bench.file("a.csv", "English;Russian\nTea;Чай\n");
    said(&bench, &["convert", "a.csv", "-o", "a.tmx"], 0);
    let memory = fs::read_to_string(bench.path("a.tmx")).unwrap();
    assert_eq!(memory.matches("<tu>").count(), 1, "{memory}");
    assert!(memory.contains("xml:lang=\"ru\""), "{memory}");
}

#[test]
fn the_report_names_the_files_that_were_written() {
    let bench = Bench::new();
    bench.file("a.csv", "en,ru\nTea,Чай\n");
    let report = said(&bench, &["convert", "a.csv", "-o", "b.moses"], 0);
    assert!(
        report.contains("written         1 unit to b.en and b.ru\n"),
        "{report}"
    );
    let report = said(&bench, &["filter", "a.csv", "-o", "c.moses"], 0);
    assert!(
        report.contains("written         1 unit to c.en and c.ru\n"),
        "{report}"
    );
    let dry = bench
        .bitext()
        .args(["tmx", "convert", "a.csv", "-o", "d.tmx", "--dry-run"])
        .assert();
    let (report, _) = printed(&dry.success());
    assert!(
        report.contains("would write     1 unit to d.tmx\n"),
        "{report}"
    );
    assert!(!bench.path("d.tmx").exists());
}

#[test]
fn the_help_lists_the_formats() {
    let bench = Bench::new();
    let help = bench.bitext().args(["tmx", "convert", "-h"]).assert();
    let (help, _) = printed(&help.success());
    let words: Vec<&str> = help.split_whitespace().collect();
    let help = words.join(" ");
    let (read, written) = (
        "xces, po, wordfast, tsv, csv, moses]",
        "docx, html, xlsx, jsonl, tsv, csv, moses, parquet]",
    );
    assert!(help.contains(read) && help.contains(written), "{help}");
    bench.file("a.csv", "en,ru\nTea,Чай\n");
    let errors = said(&bench, &["convert", "a.csv", "--format", "po"], 2);
    assert!(errors.contains("possible values: tmx, "), "{errors}");
}

#[test]
fn an_output_without_extension_is_tmx() {
    let bench = Bench::new();
    bench.file("a.csv", "en,ru\nTea,Чай\n");
    said(&bench, &["convert", "a.csv", "-o", "memory"], 0);
    assert!(
        fs::read_to_string(bench.path("memory"))
            .unwrap()
            .contains("<tmx")
    );
}

#[test]
fn a_regional_form_is_another_than_the_next() {
    let bench = Bench::new();
    bench.file("a.csv", "en-US,ru\nColor,Цвет\n");
    for (language, kept) in [
        ("en", 1),
        ("en-US", 1),
        ("en-GB", 0),
        ("ru", 1),
        ("ru-RU", 0),
    ] {
        let arguments = ["filter", "a.csv", "--language", language, "-o", "b.jsonl"];
        let report = said(&bench, &arguments, 0);
        let expected = format!("written         {kept} unit{}", ["s", ""][kept]);
        assert!(report.contains(&expected), "{language}: {report}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_error_for_archives_too() {
    let bench = Bench::new();
    bench.file("a.csv", "en,ru\nTea,Чай\n");
    for format in ["xlsx", "docx"] {
        let arguments = ["convert", "a.csv", "-o", "/dev/full", "--format", format];
        let errors = said(&bench, &arguments, 2);
        let lines: Vec<&str> = errors.lines().collect();
        assert_eq!(lines.len(), 2, "{errors}");
        assert!(
            lines[0].starts_with("error: cannot write `/dev/full`: "),
            "{errors}"
        );
        assert!(lines[1].starts_with("hint: free some space"), "{errors}");
    }
}

/// A memory whose units have these variants: language and text.
fn memory(units: &[&[(&str, &str)]]) -> String {
    let variant = |&(language, text): &(&str, &str)| {
        format!("<tuv xml:lang=\"{language}\"><seg>{text}</seg></tuv>")
    };
    let unit = |variants: &&[(&str, &str)]| {
        format!(
            "<tu>{}</tu>",
            variants.iter().map(variant).collect::<String>()
        )
    };
    format!(
        "<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" \
         segtype=\"sentence\" o-tmf=\"t\" adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/>\
         <body>{}</body></tmx>",
        units.iter().map(unit).collect::<String>()
    )
}

#[test]
fn variants_that_a_format_of_pairs_has_no_place_for_are_counted() {
    let bench = Bench::new();
    let three = [("en", "A house"), ("ru", "Дом"), ("de", "Ein Haus")];
    bench.file("three.tmx", memory(&[&three]));
    for output in ["o.moses", "o.html", "o.docx", "o.parquet", "o.xlf"] {
        let errors = said(&bench, &["convert", "three.tmx", "-o", output], 0);
        assert!(
            errors.contains("left out 1 variant in"),
            "{output}: {errors}"
        );
    }
    for output in ["o.csv", "o.tmx", "o.jsonl"] {
        let errors = said(&bench, &["convert", "three.tmx", "-o", output], 0);
        assert!(!errors.contains("left out"), "{output}: {errors}");
    }
}

#[test]
fn a_unit_that_a_format_refuses_is_named() {
    let bench = Bench::new();
    let units: [&[(&str, &str)]; 2] =
        [&[("en", "A house"), ("ru", "Дом")], &[("fr", "Une maison")]];
    bench.file("units.tmx", memory(&units));
    let convert = ["convert", "units.tmx", "-o", "o.moses"];
    let errors = said(&bench, &convert, 2);
    assert!(
        errors.contains("unit `Une maison`: it lacks a text"),
        "{errors}"
    );
    let lenient = [&convert[..], &["--lenient"]].concat();
    let errors = said(&bench, &lenient, 0);
    assert!(errors.contains("skipped: unit `Une maison`"), "{errors}");
}
