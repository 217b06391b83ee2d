//! `bitext pair` and `bitext config`.

use std::fs;

use bitext_tests::{Bench, root};

/// A folder with the English and Russian sides of the sample pairs, under names
/// that say nothing.
fn feed(bench: &Bench) -> Vec<(String, String)> {
    let names = [
        "central-bank-statement",
        "foreign-ministry-briefing",
        "glaciologist-interview",
        "hockey-final-report",
        "lunar-sample-wire",
        "un-flood-statement",
    ];
    let mut gold = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let read = |language: &str| {
            let path = root().join(format!("corpora/en-ru/{name}.{language}.txt"));
            fs::read(path).unwrap()
        };
        let (source, target) = (
            format!("feed/en/a{index}.txt"),
            format!("feed/ru/z{}.txt", 9 - index),
        );
        bench.file(&source, read("en"));
        bench.file(&target, read("ru"));
        gold.push((source, target));
    }
    gold
}

/// The pairs of a manifest.
fn pairs(manifest: &str) -> Vec<(String, String)> {
    let lines = manifest.lines().skip(1);
    let fields = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    fields
        .filter(|fields| fields[3] == "pair")
        .map(|fields| (fields[0].to_owned(), fields[1].to_owned()))
        .collect()
}

#[test]
fn two_folders_are_paired_by_what_the_texts_say() {
    let bench = Bench::new();
    let gold = feed(&bench);
    let command = ["pair", "feed/en", "feed/ru", "-o", "pairs.tsv"];
    bench.bitext().args(command).assert().success().stdout("");
    let manifest = fs::read_to_string(bench.path("pairs.tsv")).unwrap();
    assert_eq!(pairs(&manifest), gold);
    assert!(manifest.starts_with("source\ttarget\tprobability\tstatus\treasons\n"));
}

#[test]
fn one_folder_of_two_languages_and_patterns_do_as_well() {
    let bench = Bench::new();
    let gold = feed(&bench);
    for arguments in [
        &["pair", "feed"][..],
        &["pair", "feed/e*/*.txt", "feed/**/z?.txt"],
    ] {
        let output = bench.bitext().args(arguments).assert().success();
        let manifest = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        assert_eq!(pairs(&manifest), gold, "{arguments:?}");
    }
}

#[test]
fn two_languages_side_by_side_are_found_in_any_number_of_files() {
    let bench = Bench::new();
    let gold: Vec<(String, String)> = feed(&bench)
        .iter()
        .enumerate()
        .map(|(number, (source, target))| {
            let to = |language: &str| format!("wire/{number:03}.{language}.txt");
            let (near, far) = (to("en"), to("ru"));
            bench.file(&near, fs::read(bench.path(source)).unwrap());
            bench.file(&far, fs::read(bench.path(target)).unwrap());
            (near, far)
        })
        .collect();
    // Reports without a counterpart, at every other place and then in great number.
    for (number, language) in (100..190).flat_map(|number| [(number, "en"), (number, "ru")]) {
        let text = match language {
            "en" => format!("Bus line {number} will leave from the northern gate of the station."),
            _ => format!("Автобус маршрута {number} временно не заходит на вокзальную площадь."),
        };
        bench.file(&format!("wire/{number}.{language}.txt"), text);
    }
    let find = |folder: &str| {
        let output = bench.bitext().args(["pair", folder]).assert().success();
        let manifest = String::from_utf8(output.get_output().stdout.clone()).unwrap();
        let found = pairs(&manifest).into_iter();
        found.filter(|pair| gold.contains(pair)).count()
    };
    assert_eq!(find("wire"), gold.len());
    for number in 100..400 {
        let path = format!("wire/{number}.ru.txt");
        if number < 190 {
            fs::remove_file(bench.path(&path)).unwrap();
        } else {
            let text = format!("Ferry {number} stays in the harbour until the storm is over.");
            bench.file(&format!("wire/{number}.en.txt"), text);
        }
    }
    assert_eq!(find("wire"), gold.len());
}

#[test]
fn lists_of_results_are_no_language_of_the_feed() {
    let bench = Bench::new();
    let mut gold = Vec::new();
    for (index, (source, target)) in feed(&bench).into_iter().enumerate() {
        let near = format!("wire/a{index}.txt");
        let far = format!("wire/z{index}.txt");
        fs::create_dir_all(bench.path("wire")).unwrap();
        fs::rename(bench.path(&source), bench.path(&near)).unwrap();
        fs::rename(bench.path(&target), bench.path(&far)).unwrap();
        gold.push((near, far));
    }
    for number in 0..400 {
        // Names alone look like a language of their own.
        let text = match number % 4 {
            0 => format!("Rovigo {number}, Siena 1; Porto Torres 2, Bella Costa 3"),
            _ => format!(
                "Ferry {number} stays in the harbour until the storm is over. Travellers who have \
                 paid for their journey may take the next ship without buying another ticket, \
                 the company said in the evening."
            ),
        };
        bench.file(&format!("wire/m{number:03}.txt"), text);
    }
    let output = bench.bitext().args(["pair", "wire"]).assert().success();
    let manifest = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert_eq!(pairs(&manifest), gold);
}

#[test]
fn a_brief_finds_the_report_behind_it() {
    let bench = Bench::new();
    for name in [
        "grain-corridor-wire",
        "hockey-final-report",
        "refinery-fire-live",
    ] {
        let read = |language: &str| {
            let path = root().join(format!("corpora/en-ru/{name}.{language}.txt"));
            fs::read_to_string(path).unwrap()
        };
        let russian = read("ru");
        let lines: Vec<&str> = russian.lines().filter(|line| !line.is_empty()).collect();
        let brief = &lines[lines.len() / 2 - 1..][..lines.len() / 5 + 1];
        bench.file(&format!("feed/{name}.en"), read("en"));
        bench.file(&format!("feed/brief-of-{name}"), brief.join("\n"));
    }
    let output = bench.bitext().args(["pair", "feed"]).assert().success();
    let manifest = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let found = pairs(&manifest);
    assert_eq!(found.len(), 3, "{manifest}");
    for (report, brief) in found {
        let name = report.strip_prefix("feed/").unwrap().strip_suffix(".en");
        assert_eq!(brief.strip_prefix("feed/brief-of-"), name);
    }
    assert!(manifest.contains("their lines correspond"));
}

#[test]
fn shorter_versions_are_named_and_not_paired() {
    let bench = Bench::new();
    let gold = feed(&bench);
    let whole = fs::read_to_string(bench.path(&gold[0].1)).unwrap();
    let half: Vec<&str> = whole.lines().take(whole.lines().count() / 2).collect();
    bench.file("feed/ru/a-first-version.txt", half.join("\n"));
    let output = bench
        .bitext()
        .args(["pair", "feed", "--format", "jsonl"])
        .assert()
        .success();
    let manifest = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let lines: Vec<serde_json::Value> = manifest
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found: Vec<(String, String)> = lines
        .iter()
        .filter(|line| line["status"] == "pair")
        .map(|line| {
            let text = |side: &str| line[side].as_str().unwrap().to_owned();
            (text("source"), text("target"))
        })
        .collect();
    assert_eq!(found, gold);
    let version = lines
        .iter()
        .find(|line| line["status"] == "version")
        .unwrap();
    assert_eq!(version["target"], "feed/ru/a-first-version.txt");
    assert_eq!(
        version["reasons"][0],
        format!("another version of {}", gold[0].1)
    );
}

#[test]
fn bad_files_are_events_and_the_rest_goes_on() {
    let bench = Bench::new();
    let gold = feed(&bench);
    bench.file("feed/en/empty.txt", "");
    bench.file("feed/ru/noise.bin", [0u8, 159, 146, 150, 0, 1, 2]);
    bench.file("outside.txt", "This text stands outside of the feed.");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../outside.txt", bench.path("feed/en/link.txt")).unwrap();
    let assert = bench
        .bitext()
        .args([
            "pair",
            "feed/en",
            "feed/ru",
            "--log-format",
            "json",
            "-o",
            "pairs.tsv",
        ])
        .assert()
        .success();
    let log = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    let events: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let left_out = |path: &str| {
        events
            .iter()
            .any(|event| event["level"] == "warning" && event["path"] == path)
    };
    assert!(left_out("feed/en/empty.txt"), "{log}");
    assert!(left_out("feed/ru/noise.bin"), "{log}");
    #[cfg(unix)]
    assert!(left_out("feed/en/link.txt"), "{log}");
    let manifest = fs::read_to_string(bench.path("pairs.tsv")).unwrap();
    assert_eq!(pairs(&manifest), gold);
}

#[test]
fn further_languages_of_a_tree_are_counted() {
    let bench = Bench::new();
    let gold = feed(&bench);
    let german = "Die Fähre zu den nördlichen Inseln blieb am Montag im Hafen, weil der Wind \
                  seit drei Tagen nicht nachgelassen hatte. Zweihundert Fahrgäste verbrachten \
                  die Nacht im Wartesaal, und der Hafenmeister öffnete die alte Zollhalle.";
    for number in 0..6 {
        bench.file(
            &format!("feed/de/{number}.txt"),
            format!("{german} {number}\n"),
        );
    }
    let languages = ["--source-language", "en", "--target-language", "ru"];
    let assert = bench
        .bitext()
        .args(["pair", "feed", "-o", "pairs.tsv"])
        .args(languages)
        .assert()
        .success();
    let told = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    let note = "note: left out: 6 documents in `de`\n";
    assert!(told.starts_with(note), "{told}");
    assert!(!told.contains("warning"), "{told}");
    let manifest = fs::read_to_string(bench.path("pairs.tsv")).unwrap();
    assert_eq!(pairs(&manifest), gold);
}

#[cfg(unix)]
#[test]
fn names_may_hold_any_bytes() {
    use std::os::unix::ffi::OsStringExt;
    let bench = Bench::new();
    let gold = feed(&bench);
    let odd = std::ffi::OsString::from_vec(b"odd\xff#\tname.txt".to_vec());
    fs::rename(bench.path(&gold[0].0), bench.path("feed/en").join(odd)).unwrap();
    bench
        .bitext()
        .args(["pair", "feed", "-o", "pairs.tsv"])
        .assert()
        .success();
    let manifest = fs::read_to_string(bench.path("pairs.tsv")).unwrap();
    let line = format!("feed/en/odd\\xff\\x23\\x09name.txt\t{}\t", gold[0].1);
    assert!(manifest.contains(&line), "{manifest}");
    // The manifest leads back to the file.
    bench
        .bitext()
        .args(["batch", "pairs.tsv", "-o", "all.tmx"])
        .assert()
        .success();
    let memory = fs::read_to_string(bench.path("all.tmx")).unwrap();
    assert!(memory.contains("odd\\xff\\x23\\x09name.txt"));
}

#[test]
fn what_has_no_pairs_exits_with_1() {
    let bench = Bench::new();
    let gold = feed(&bench);
    fs::create_dir_all(bench.path("one")).unwrap();
    fs::copy(bench.path(&gold[0].0), bench.path("one/a.txt")).unwrap();
    fs::copy(bench.path(&gold[1].1), bench.path("one/b.txt")).unwrap();
    bench.bitext().args(["pair", "one"]).assert().code(1);
    bench.bitext().args(["pair", "nowhere"]).assert().code(2);
}

#[test]
fn settings_come_from_the_file_and_flags_override_it() {
    let bench = Bench::new();
    bench.file(
        "bitext.toml",
        "source-language = \"en\"\nthreads = 1\n\n[pair]\nmin-probability = 0.7\n",
    );
    let show = |arguments: &[&str]| {
        let output = bench
            .bitext()
            .args(["config", "show"])
            .args(arguments)
            .assert()
            .success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    let text = show(&["--source-language", "de"]);
    let line = |start: &str| {
        text.lines()
            .find(|line| line.starts_with(start))
            .unwrap()
            .to_owned()
    };
    assert!(
        line("source-language = \"de\"").ends_with("# flag"),
        "{text}"
    );
    assert!(line("threads = 1").ends_with("# bitext.toml"), "{text}");
    assert!(
        line("min-probability = 0.7").ends_with("# bitext.toml"),
        "{text}"
    );
    assert!(line("review-below = 0.9").ends_with("# default"), "{text}");
    // What it prints is a file of settings.
    bench.file("shown.toml", &text);
    bench
        .bitext()
        .args(["config", "show", "--config", "shown.toml"])
        .assert()
        .success();
    let json = show(&["--format", "json"]);
    let first: serde_json::Value = serde_json::from_str(json.lines().nth(2).unwrap()).unwrap();
    assert_eq!(first["key"], "source-language");
    assert_eq!(first["origin"], "bitext.toml");
}

#[test]
fn unknown_keys_and_bad_values_are_errors_with_a_way_out() {
    let bench = Bench::new();
    let refused = |content: &str| {
        bench.file("bitext.toml", content);
        let assert = bench
            .bitext()
            .args(["config", "show"])
            .assert()
            .code(2)
            .stdout("");
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    assert_eq!(
        refused("threads = 2\n[batch]\nformt = \"tmx\"\n"),
        "error: `bitext.toml`, line 3: there is no key `batch.formt`\n\
         hint: did you mean `batch.format`? `bitext config show` lists all\n"
    );
    assert!(refused("threads = 0\n").contains("`0` is no whole number from 1"));
    assert!(refused("threads = \n").contains("`bitext.toml`, line 1: "));
    assert!(
        refused("[batch]\nlearn-lexicon = \"maybe\"\n").contains("none of auto, always, never")
    );
}
