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
