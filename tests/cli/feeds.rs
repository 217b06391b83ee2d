//! Pairing on the feed of `corpora/feeds`, which has gold pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bitext_tests::{Bench, root};

use crate::batch::{NAMES, manifest};

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

#[test]
fn a_manifest_that_was_split_corrected_or_put_together_is_understood() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let pairs: Vec<(String, String)> = NAMES
        .iter()
        .map(|name| {
            (
                format!("feed/en/{name}-0.txt"),
                format!("feed/ru/{name}-0.txt"),
            )
        })
        .collect();
    let written = |list: &str, content: String| -> usize {
        bench.file(list, content);
        let arguments = [
            "batch",
            list,
            "-o",
            "out.tmx",
            "--report",
            "report.json",
            "-q",
        ];
        bench.bitext().args(arguments).assert().success();
        let report = fs::read_to_string(bench.path("report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        usize::try_from(report["pairs"].as_u64().unwrap()).unwrap()
    };
    let json: String = pairs
        .iter()
        .map(|(source, target)| format!("{{\"source\":\"{source}\",\"target\":\"{target}\"}}\n"))
        .collect();
    // As `split` names the parts.
    assert_eq!(written("part.aa", json.clone()), NAMES.len());
    // The same pair twice is one.
    assert_eq!(written("twice.jsonl", json.repeat(2)), NAMES.len());
    // Whoever looked through the list said of the first pair that it is none.
    let mut table = String::from("source\ttarget\tprobability\tstatus\treasons\n");
    for (index, (source, target)) in pairs.iter().enumerate() {
        let status = if index == 0 { "alone" } else { "pair" };
        table.push_str(&format!("{source}\t{target}\t0.9\t{status}\t\n"));
    }
    assert_eq!(written("corrected.tsv", table.clone()), NAMES.len() - 1);
    assert_eq!(written("joined.tsv", table.repeat(2)), NAMES.len() - 1);
    bench.file("wrong.tsv", table.replace("alone", "wrong"));
    let assert = bench
        .bitext()
        .args(["batch", "wrong.tsv", "-o", "out.tmx"])
        .assert();
    let output = assert.failure().code(2).get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("`wrong.tsv`, line 2: the status is `wrong`"),
        "{message}"
    );
}

#[test]
fn documents_a_line_are_a_feed_and_an_unchanged_one_is_known() {
    let bench = Bench::new();
    let line = |language: &str, index: usize| {
        let name = format!("corpora/en-ru/{}.{language}.txt", NAMES[index]);
        let text = fs::read_to_string(root().join(name)).unwrap();
        format!("{}\n", serde_json::json!({"id": index, "text": text}))
    };
    let write = |count: usize| {
        let of = |language: &str| (0..count).map(|index| line(language, index)).collect();
        let (english, russian): (String, String) = (of("en"), of("ru"));
        bench.file("feed/crawl.en.jsonl", english);
        bench.file("feed/crawl.ru.jsonl", russian);
    };
    let unchanged = || -> u64 {
        let arguments = ["batch", "feed", "-o", "all.tmx", "--report", "report.json"];
        bench.bitext().args(arguments).assert().success();
        let report = fs::read_to_string(bench.path("report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        assert_eq!(report["refused"], 0);
        report["unchanged"].as_u64().unwrap()
    };
    write(NAMES.len() - 1);
    assert_eq!(unchanged(), 0);
    write(NAMES.len());
    assert_eq!(unchanged(), NAMES.len() as u64 - 1);
    let memory = fs::read_to_string(bench.path("all.tmx")).unwrap();
    let last = format!("crawl.ru.jsonl#{}<", NAMES.len());
    assert!(memory.contains(&last));
    bench.file(
        "feed/crawl.en.jsonl",
        format!("{}{{\"text\": \"Cut", line("en", 0)),
    );
    let assert = bench
        .bitext()
        .args(["read", "feed/crawl.en.jsonl"])
        .assert();
    let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(
        error.contains("crawl.en.jsonl") && error.contains("line 2 "),
        "{error}"
    );
}

#[test]
fn a_feed_in_one_file_is_no_manifest() {
    let bench = Bench::new();
    let mut feed = String::new();
    for name in NAMES {
        for language in ["en", "ru"] {
            let path = root().join(format!("corpora/en-ru/{name}.{language}.txt"));
            let text = fs::read_to_string(path).unwrap();
            let document = serde_json::json!({"source": "our desk", "text": text});
            feed.push_str(&format!("{document}\n"));
        }
    }
    for file in ["feed.jsonl", "feed.ndjson", "feed.json"] {
        bench.file(file, feed.clone());
        let output = format!("{file}.tmx");
        let batch = ["batch", file, "-o", &output];
        bench.bitext().args(batch).assert().success();
        let memory = fs::read_to_string(bench.path(&output)).unwrap();
        let last = format!("{file}#{}<", 2 * NAMES.len());
        assert!(memory.contains(&last), "{file}");
    }
}
