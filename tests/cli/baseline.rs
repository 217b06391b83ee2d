//! Quality is a test: no pair of `corpora/` may get worse than it was.
//!
//! `tests/baseline.tsv` holds, for each pair, the share of gold links that come
//! out as one unit with the very text of both sides, the score by characters,
//! and the strict F1 on gold segments. A rise is to be written down, so that it
//! lasts: run the tests with `BITEXT_BASELINE=write`, and say in the commit why
//! a figure moved.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use bitext_tests::{Bench, printed, root};

const FIGURES: [&str; 3] = ["found", "characters", "strict_f1"];

const HEADING: &str = "# pair\tfound\tcharacters\tstrict_f1\n";

/// What rounding to four decimals may hide.
const ROUNDING: f64 = 0.000_11;

#[test]
fn no_pair_gets_worse() {
    let bench = Bench::new();
    let mut command = bench.bitext();
    command
        .arg("evaluate")
        .arg("--corpus")
        .arg(root().join("corpora/manifest.toml"));
    let (lines, _) = printed(&command.args(["--format", "json"]).assert().success());
    let mut now = BTreeMap::new();
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let figures = FIGURES.map(|name| row[name].as_f64().unwrap());
        now.insert(row["name"].as_str().unwrap().to_owned(), figures);
    }
    let path = root().join("tests/baseline.tsv");
    if std::env::var_os("BITEXT_BASELINE").is_some_and(|value| value == "write") {
        let mut text = HEADING.to_owned();
        for (name, [found, characters, f1]) in &now {
            writeln!(text, "{name}\t{found:.4}\t{characters:.4}\t{f1:.4}").unwrap();
        }
        fs::write(path, text).unwrap();
        return;
    }
    let baseline = fs::read_to_string(path).unwrap();
    let mut worse = String::new();
    for line in baseline.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let name = columns.next().unwrap();
        let Some(figures) = now.remove(name) else {
            panic!("`{name}` is in the baseline and not in the corpora");
        };
        for ((what, before), figure) in FIGURES.iter().zip(columns).zip(figures) {
            let before: f64 = before.parse().unwrap();
            if figure < before - ROUNDING {
                writeln!(worse, "{name}: {what} fell from {before:.4} to {figure:.4}").unwrap();
            }
        }
    }
    assert!(
        worse.is_empty(),
        "{worse}to accept: BITEXT_BASELINE=write, and say why"
    );
    assert!(
        now.is_empty(),
        "not in the baseline yet (BITEXT_BASELINE=write): {now:?}"
    );
}
