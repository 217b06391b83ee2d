//! `bitext batch` and `pair` where it could hurt: what they write over, what they
//! say of it, and what they refuse to read.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use bitext_tests::{Bench, printed, root};

use crate::batch::{NAMES, keys, manifest, units};

#[test]
fn a_night_on_which_everything_fails_leaves_the_memories_as_they_are() {
    for output in ["all.tmx", "memories/"] {
        let bench = Bench::new();
        manifest(&bench, 1);
        let run = || {
            let arguments = ["batch", "pairs.tsv", "-o", output];
            let languages = ["--source-language", "en", "--target-language", "ru"];
            bench.bitext().args(arguments).args(languages).assert()
        };
        let memory = || match output {
            "all.tmx" => fs::read(bench.path(output)).unwrap(),
            _ => fs::read(bench.path("memories/feed--en--central-bank-statement-0.tmx")).unwrap(),
        };
        run().success();
        let before = memory();
        // A disk that is not there, then a manifest without pairs.
        fs::rename(bench.path("feed"), bench.path("elsewhere")).unwrap();
        let assert = run().code(1);
        let log = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
        assert!(log.contains("of 6 pairs none was aligned"), "{log}");
        assert!(log.contains("stays as it is"), "{log}");
        assert!(memory() == before, "{output}");
        fs::write(bench.path("pairs.tsv"), "source\ttarget\n").unwrap();
        run().code(1);
        assert!(memory() == before, "{output}");
    }
}

#[test]
fn what_a_killed_run_left_is_removed_and_what_another_writes_is_not() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let old = |name: &str| {
        let path = bench.file(name, "half");
        let file = fs::File::options().write(true).open(path).unwrap();
        let hours_ago = SystemTime::now() - Duration::from_secs(7200);
        file.set_modified(hours_ago).unwrap();
        file
    };
    old("out/.all.tmx.a1B2c3.part");
    old("out/.other.tmx.a1B2c3.part");
    old("run/.pairs.tsv.a1B2c3.part");
    let held = old("out/.all.tmx.d4E5f6.part");
    held.lock().unwrap();
    let arguments = [
        "batch",
        "pairs.tsv",
        "-o",
        "out/all.tmx",
        "--run-folder",
        "run",
    ];
    let assert = bench.bitext().args(arguments).assert().success();
    let log = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    let removed: Vec<&str> = log.lines().filter(|line| line.contains("killed")).collect();
    assert_eq!(
        removed,
        [
            "note: removed `run/.pairs.tsv.a1B2c3.part`, which a killed run had left",
            "note: removed `out/.all.tmx.a1B2c3.part`, which a killed run had left",
        ]
    );
    let left = |name: &str| bench.path(name).exists();
    assert!(left("out/.other.tmx.a1B2c3.part") && left("out/.all.tmx.d4E5f6.part"));
    assert!(left("out/all.tmx"));
}

#[test]
fn what_a_killed_command_left_goes_with_the_next_one() {
    let bench = Bench::new();
    bench.file("a.en", "Tea is ready.\n");
    bench.file("a.ru", "Чай готов.\n");
    let moses = [
        "--source-language",
        "en",
        "--target-language",
        "ru",
        "--force",
    ];
    let commands: [(&str, &[&str]); 3] = [
        (
            ".o.tmx.a1B2c3.part",
            &["tmx", "convert", "a.en", "--input-format", "moses"],
        ),
        (".o.tmx.d4E5f6.part", &["align", "a.en", "a.ru"]),
        (
            ".o.tsv.a1B2c3.part",
            &["align", "a.en", "a.ru", "--format", "tsv"],
        ),
    ];
    for (name, arguments) in commands {
        let path = bench.file(name, "half");
        let file = fs::File::options().write(true).open(&path).unwrap();
        let hours_ago = SystemTime::now() - Duration::from_secs(7200);
        file.set_modified(hours_ago).unwrap();
        let output = format!("o{}", if name.contains("tsv") { ".tsv" } else { ".tmx" });
        let mut command = bench.bitext();
        let command = command.args(arguments).args(["-o", &output, "-q"]);
        let command = match arguments[0] {
            "align" => command.args(moses),
            _ => command,
        };
        command.assert().success();
        assert!(!bench.path(name).exists(), "{name}");
    }
}

#[test]
fn the_report_names_what_was_not_paired_and_the_log_says_when() {
    let bench = Bench::new();
    let count = manifest(&bench, 1);
    let more = root().join("corpora/en-fr/museum-reopening.en.txt");
    bench.file("feed/en/alone.txt", fs::read(more).unwrap());
    bench.file("feed/en/broken.txt", [0xffu8, 0xfe, 0x00]);
    let arguments = ["batch", "feed/en", "feed/ru", "-o", "all.tmx"];
    let run = |report: &str| {
        let more = ["--log-format", "json", "--report", report];
        let assert = bench.bitext().args(arguments).args(more).assert().success();
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    let log = run("report.json");
    for line in log.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let time = event["time"].as_str().unwrap();
        assert!(
            time.len() == 24 && time.ends_with('Z') && time.starts_with("20"),
            "{line}"
        );
    }
    let report = fs::read_to_string(bench.path("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["pairs"], count);
    assert_eq!(report["unpaired"][0]["source"], "feed/en/alone.txt");
    assert_eq!(report["unpaired"][0]["status"], "alone");
    assert_eq!(report["unreadable"][0]["path"], "feed/en/broken.txt");
    // The report may lie among the documents, and is none of them.
    run("feed/en/report.txt");
    run("feed/en/report.txt");
    let report = fs::read_to_string(bench.path("feed/en/report.txt")).unwrap();
    assert!(report.contains("alone\tfeed/en/alone.txt\t\t"), "{report}");
    assert!(
        report.contains("left out\tfeed/en/broken.txt\t\t"),
        "{report}"
    );
    assert!(report.contains("doubtful\t"), "{report}");
}

#[test]
fn a_report_in_the_folder_of_outputs_is_no_output() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let report = || {
        let arguments = ["batch", "pairs.tsv", "-q", "-o", "memories/"];
        let report = ["--report", "memories/report.json"];
        let run = bench.bitext().args(arguments).args(report).assert();
        run.success();
        let text = fs::read_to_string(bench.path("memories/report.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    report();
    let again = report();
    assert_eq!(again["aligned"], NAMES.len());
    assert_eq!(again["removed"], 0);
    assert_eq!(again["outdated"], 0);
}

#[test]
fn what_a_run_writes_among_the_documents_is_no_document() {
    for output in ["feed/en/all.tsv", "feed/en/all.moses", "feed/ru/all"] {
        let bench = Bench::new();
        manifest(&bench, 1);
        let counts = || {
            let arguments = ["batch", "feed/en", "feed/ru", "-q", "-o", output];
            let report = ["--report", "feed/en/report.json"];
            let format = ["--format", "moses"];
            let format = &format[..if output.ends_with("tsv") { 0 } else { 2 }];
            let mut run = bench.bitext();
            run.args(arguments).args(report).args(format);
            run.assert().success();
            let text = fs::read_to_string(bench.path("feed/en/report.json")).unwrap();
            let report: serde_json::Value = serde_json::from_str(&text).unwrap();
            (report["alone"].clone(), report["left_out"].clone())
        };
        let first = counts();
        assert_eq!(counts(), first, "{output}");
        if output.ends_with("tsv") {
            continue;
        }
        assert!(
            bench
                .path(&output.replace(".moses", ""))
                .with_extension("ru")
                .exists()
        );
        // Others that read the folder know it by the run folder beside it.
        let pair = ["pair", "feed/en", "feed/ru", "-q"];
        let table = printed(&bench.bitext().args(pair).assert().success()).0;
        assert!(!table.contains("/all"), "{table}");
    }
}

#[test]
fn line_breaks_mean_what_the_settings_say() {
    let bench = Bench::new();
    let wrapped = |text: &str| text.replace(". ", ".\n").replace(", ", ",\n");
    for language in ["en", "ru"] {
        let name = format!("corpora/en-ru/lunar-sample-wire.{language}.txt");
        let text = fs::read_to_string(root().join(name)).unwrap();
        bench.file(&format!("a.{language}"), wrapped(&text));
    }
    bench.file("pairs.tsv", "a.en\ta.ru\n");
    let count = |mode: &str| {
        let output = format!("{mode}.tmx");
        let arguments = [
            "batch",
            "pairs.tsv",
            "-q",
            "-o",
            &output,
            "--line-mode",
            mode,
        ];
        bench.bitext().args(arguments).assert().success();
        let batch = fs::read_to_string(bench.path(&output)).unwrap();
        let arguments = ["align", "a.en", "a.ru", "-q", "--line-mode", mode];
        let assert = bench.bitext().args(arguments).assert().success();
        let align = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        assert_eq!(units(&batch), units(&align), "{mode}");
        units(&align)
    };
    assert!(count("every") > count("blank"));
}

#[test]
fn endless_side_files_are_refused() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let refused = |arguments: &[&str]| {
        let assert = bench.bitext().args(arguments).assert().code(2);
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(error.contains("`/dev/zero` has more than"), "{error}");
        assert!(error.contains("hint:"), "{error}");
    };
    if Path::new("/dev/zero").exists() {
        refused(&["batch", "pairs.tsv", "-o", "a.tmx", "--config", "/dev/zero"]);
        let texts = [
            "align",
            "feed/en/lunar-sample-wire-0.txt",
            "feed/ru/lunar-sample-wire-0.txt",
        ];
        for flag in ["--srx", "--abbreviations", "--case-table"] {
            refused(&[&texts[..], &[flag, "/dev/zero"]].concat());
        }
    }
}

#[test]
fn outputs_among_the_documents_are_refused_unless_a_run_made_them() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let tsv = fs::read(bench.path("feed/en/lunar-sample-wire-0.txt")).unwrap();
    bench.file("feed/en/wire.tsv", &tsv);
    let refused = |arguments: &[&str]| {
        let assert = bench.bitext().args(arguments).assert().code(2);
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        let reasons = ["among the documents that are read", "both input and output"];
        assert!(
            reasons.iter().any(|reason| error.contains(reason)),
            "{error}"
        );
        assert!(error.contains("hint:"), "{error}");
        assert!(fs::read(bench.path("feed/en/wire.tsv")).unwrap() == tsv);
    };
    let feed = ["feed/en", "feed/ru"];
    refused(&["pair", feed[0], feed[1], "-o", "feed/en/wire.tsv"]);
    refused(&["batch", feed[0], feed[1], "-o", "feed/en/wire.tsv"]);
    refused(&[
        "batch",
        feed[0],
        feed[1],
        "-o",
        "a.tmx",
        "--report",
        "feed/en/wire.tsv",
    ]);
    refused(&["batch", "pairs.tsv", "-o", "a.tmx", "--report", "pairs.tsv"]);
    refused(&["batch", feed[0], feed[1], "-o", "feed/en/"]);
    bench.file("bitext.toml", "threads = 1\n");
    refused(&["pair", feed[0], feed[1], "-o", "bitext.toml"]);
    // What a run made itself may be made again.
    for _ in 0..2 {
        let pair = ["pair", feed[0], feed[1], "-q", "-o", "feed/en/pairs.tsv"];
        bench.bitext().args(pair).assert().success();
        let batch = ["batch", feed[0], feed[1], "-q", "-o", "feed/en/units.jsonl"];
        bench.bitext().args(batch).assert().success();
    }
}

#[test]
fn a_batch_never_writes_over_what_it_reads() {
    let bench = Bench::new();
    let text = |language: &str| {
        let name = format!("corpora/en-ru/{}.{language}.txt", NAMES[0]);
        fs::read(root().join(name)).unwrap()
    };
    bench.file("c.en", text("en"));
    bench.file("c.ru", text("ru"));
    bench.file("out/c.tsv", text("en"));
    bench.file("l.tsv", "c.en\tc.ru\n");
    bench.file("l2.tsv", "out/c.tsv\tc.ru\n");
    for (manifest, output, format) in [
        ("l.tsv", "c.moses", "moses"),
        ("l.tsv", "./c.ru", "tsv"),
        ("l.tsv", "l.tsv", "tsv"),
        ("l2.tsv", "out/c.tsv", "tsv"),
    ] {
        let before = ["c.en", "c.ru", "l.tsv", "l2.tsv", "out/c.tsv"]
            .map(|name| fs::read(bench.path(name)).unwrap());
        let arguments = ["batch", manifest, "-o", output, "--format", format];
        let languages = ["--source-language", "en", "--target-language", "ru"];
        let assert = bench.bitext().args(arguments).args(languages).assert();
        let assert = assert.code(2);
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(error.contains("is both input and output"), "{error}");
        let after = ["c.en", "c.ru", "l.tsv", "l2.tsv", "out/c.tsv"]
            .map(|name| fs::read(bench.path(name)).unwrap());
        assert!(before == after, "{output}");
    }
}

#[test]
fn packs_count_by_what_is_in_them_and_not_by_where_they_lie() {
    let bench = Bench::new();
    manifest(&bench, 1);
    bench.file("packs/en/abbreviations.txt", "# none\n");
    bench.file("elsewhere/en/abbreviations.txt", "# none\n");
    let run = |folder: &str| {
        let arguments = ["batch", "pairs.tsv", "-o", "all.tmx"];
        let packs = ["--pack-folder", folder];
        let mut command = bench.bitext();
        command.args(arguments).args(packs).assert().success();
        keys(&bench.path("all.tmx.run/journal.jsonl"))
    };
    let first = run("packs");
    assert_eq!(first.len(), NAMES.len());
    assert_eq!(run("elsewhere"), first);
    bench.file("packs/en/abbreviations.txt", "# none yet\n");
    // Perhaps the lines of the first run have been cleared away.
    let second = &run("packs") - &first;
    assert_eq!(second.len(), NAMES.len());
}

#[test]
fn a_refused_run_says_so_at_once_and_leaves_nothing() {
    let bench = Bench::new();
    manifest(&bench, 1);
    bench.file(
        "pairs-of-one.tsv",
        "source\ttarget\nfeed/en/no.txt\tfeed/ru/no.txt\n",
    );
    bench.file("file", "no folder");
    fs::create_dir(bench.path("all.moses")).unwrap();
    let names = || {
        let entries = fs::read_dir(bench.path(".")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    for (arguments, expected) in [
        // The output is a document of the first pair.
        (
            vec![
                "pairs.tsv",
                "-o",
                "feed/en/central-bank-statement-0.txt",
                "--format",
                "tmx",
            ],
            "is both input and output",
        ),
        (
            vec![
                "pairs.tsv",
                "-o",
                "all.tmx",
                "--report",
                "nowhere/report.txt",
            ],
            "hint: make the folder first",
        ),
        (
            vec!["pairs.tsv", "-o", "all.tmx", "--report", "feed"],
            "hint: name a file with `--report`",
        ),
        (
            vec!["pairs.tsv", "-o", "all.tmx", "--run-folder", "file/run"],
            "hint: choose another with `--run-folder`",
        ),
        (
            vec!["pairs.tsv", "-o", "file/all.tmx"],
            "hint: choose an output in a folder you may write to with `-o`",
        ),
        (vec!["nowhere.tsv", "-o", "all.tmx"], "nowhere.tsv"),
    ] {
        let assert = bench
            .bitext()
            .arg("batch")
            .args(&arguments)
            .assert()
            .code(2);
        let log = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
        assert!(log.contains(expected), "{arguments:?}: {log}");
        assert_eq!(log.lines().count(), 2, "{arguments:?}: {log}");
        assert_eq!(names(), before, "{arguments:?}");
    }
    assert!(
        !bench
            .path("feed/en/central-bank-statement-0.txt.run")
            .exists()
    );
}

#[test]
fn pairs_of_an_earlier_run_are_counted() {
    let bench = Bench::new();
    let count = manifest(&bench, 1);
    let run = || {
        let arguments = ["batch", "pairs.tsv", "-o", "all.tmx"];
        let assert = bench.bitext().args(arguments).assert().success();
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    assert!(!run().contains("unchanged"));
    let log = run();
    let line = format!("unchanged         {count} pairs, done by an earlier run\n");
    assert!(log.contains(&line), "{log}");
}
