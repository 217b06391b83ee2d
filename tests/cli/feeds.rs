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

#[test]
fn reports_sent_twice_keep_their_pairs() {
    let bench = Bench::new();
    let feed = root().join("corpora/feeds");
    let gold = pairs(&fs::read_to_string(feed.join("gold.tsv")).unwrap(), "");
    for side in ["en", "ru"] {
        for entry in fs::read_dir(feed.join(side)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            bench.file(&format!("{side}/{name}"), fs::read(&path).unwrap());
        }
    }
    // Every other report comes again, as it was or with one word corrected.
    let again: Vec<&String> = gold.iter().map(|pair| &pair.0).step_by(2).collect();
    for (index, path) in again.iter().enumerate() {
        let mut text = fs::read(feed.join(path)).unwrap();
        if index % 2 == 1
            && let Some(place) = text.windows(5).rposition(|five| five == b" the ")
        {
            text.splice(place..place + 5, *b" this ");
        }
        bench.file(&path.replace("en/", "en/z-"), text);
    }
    bench.file("en/half.txt.part", "The governor");
    let assert = bench.bitext().args(["pair", "en", "ru"]).assert().success();
    let table = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert_eq!(pairs(&table, "z-"), gold);
    for path in again {
        let copy = path.replace("en/", "en/z-");
        let versions = table.lines().filter(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[0] == path || fields[0] == copy) && fields[3] == "version"
        });
        assert_eq!(versions.count(), 1, "{path}");
    }
    assert!(!table.contains(".part"));
}
