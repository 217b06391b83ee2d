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
fn columns_may_be_headed_by_the_names_of_languages() {
    let bench = Bench::new();
    bench.file("a.csv", "English;Russian\nTea;Чай\n");
    said(&bench, &["convert", "a.csv", "-o", "a.tmx"], 0);
    let memory = fs::read_to_string(bench.path("a.tmx")).unwrap();
    assert_eq!(memory.matches("<tu>").count(), 1, "{memory}");
    assert!(memory.contains("xml:lang=\"ru\""), "{memory}");
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
        let expected = format!("written         {kept} units");
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
