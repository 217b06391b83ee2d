//! Pairing on the feed of `corpora/feeds`, which has gold pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bitext_tests::{Bench, root};

/// Pairs of a table with a heading, by a common way of writing their paths.
fn pairs(table: &str, strip: &str) -> BTreeSet<(String, String)> {
    let lines = table.lines().skip(1);
    let fields = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    fields
        .filter(|fields| !fields[0].is_empty() && !fields[1].is_empty())
        .map(|fields| (fields[0].replace(strip, ""), fields[1].replace(strip, "")))
        .collect()
}

#[test]
fn the_feed_is_paired_as_its_gold_says() {
    let bench = Bench::new();
    let feed = root().join("corpora/feeds");
    let gold_table = fs::read_to_string(feed.join("gold.tsv")).unwrap();
    let gold = pairs(&gold_table, "");
    assert_eq!(gold.len(), 24);
    let run = |arguments: &[&str]| {
        let assert = bench
            .bitext()
            .arg("pair")
            .args(arguments)
            .assert()
            .success();
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    };
    let folder = feed.display().to_string();
    let strip = format!("{folder}/");
    let (en, ru) = (format!("{folder}/en"), format!("{folder}/ru"));
    let two = run(&[&en, &ru]);
    assert_eq!(pairs(&two, &strip), gold);
    let one = run(&[&folder]);
    assert_eq!(pairs(&one, &strip), gold);
    // Earlier versions are named as such.
    let status = |table: &str, column: usize| -> BTreeMap<String, String> {
        let lines = table.lines().skip(1);
        let fields = lines.map(|line| line.split('\t').collect::<Vec<_>>());
        let unpaired = fields.filter(|fields| fields[0].is_empty() || fields[1].is_empty());
        unpaired
            .map(|fields| {
                let place = format!("{}{}", fields[0], fields[1]).replace(&strip, "");
                (place, fields[column].to_owned())
            })
            .collect()
    };
    let (found, wanted) = (status(&two, 3), status(&gold_table, 2));
    let right = wanted
        .iter()
        .filter(|(place, status)| found.get(*place) == Some(status));
    let right = right.count();
    assert!(
        right + 1 >= wanted.len(),
        "{right} of {}: {found:?}",
        wanted.len()
    );
}
