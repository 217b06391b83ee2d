//! `bitext batch`: whole feeds, killed runs, bad documents.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use bitext_tests::{Bench, root};

pub(crate) const NAMES: [&str; 6] = [
    "central-bank-statement",
    "glaciologist-interview",
    "hockey-final-report",
    "lunar-sample-wire",
    "transit-agreement",
    "un-flood-statement",
];

/// A manifest of pairs; each pair of the samples comes up `times` times, under
/// names of its own.
pub(crate) fn manifest(bench: &Bench, times: usize) -> usize {
    let mut lines = String::from("source\ttarget\n");
    let mut count = 0;
    for time in 0..times {
        for name in NAMES {
            let copy = |language: &str| {
                let from = root().join(format!("corpora/en-ru/{name}.{language}.txt"));
                let to = format!("feed/{language}/{name}-{time}.txt");
                bench.file(&to, fs::read(from).unwrap());
                to
            };
            lines.push_str(&format!("{}\t{}\n", copy("en"), copy("ru")));
            count += 1;
        }
    }
    bench.file("pairs.tsv", lines);
    count
}

pub(crate) fn units(memory: &str) -> usize {
    memory.matches("<tu ").count()
}

#[test]
fn a_feed_becomes_one_memory_the_same_at_any_number_of_threads() {
    let bench = Bench::new();
    manifest(&bench, 2);
    for threads in ["1", "3"] {
        let output = format!("t{threads}/all.tmx");
        fs::create_dir_all(bench.path(&format!("t{threads}"))).unwrap();
        bench
            .bitext()
            .args(["batch", "pairs.tsv", "-o", &output, "--threads", threads])
            .assert()
            .success()
            .stdout("");
    }
    let one = fs::read_to_string(bench.path("t1/all.tmx")).unwrap();
    let three = fs::read_to_string(bench.path("t3/all.tmx")).unwrap();
    assert!(one == three, "the number of threads shows");
    assert!(units(&one) > 300, "{}", units(&one));
}

#[test]
fn a_translation_in_the_making_is_aligned_and_what_it_left_is_counted() {
    let bench = Bench::new();
    let sample = |language: &str| {
        let name = format!("corpora/en-ru/un-flood-statement.{language}.txt");
        fs::read_to_string(root().join(name)).unwrap()
    };
    let (source, target) = (sample("en"), sample("ru"));
    let (done, all) = (target.lines().count() / 3, source.lines().count());
    let lines = target.lines().take(done);
    let half: String = lines
        .chain(source.lines().skip(all / 3))
        .map(|line| format!("{line}\n"))
        .collect();
    bench.file("source.txt", source);
    bench.file("target.txt", half);
    bench.file("pairs.tsv", "source.txt\ttarget.txt\n");
    let languages = ["--source-language", "en", "--target-language", "ru"];
    let assert = bench
        .bitext()
        .args(["batch", "pairs.tsv", "-o", "all.tmx"])
        .args(languages)
        .assert()
        .success();
    let told = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(told.contains("1 pair: 1 aligned"), "{told}");
    assert!(told.contains("left as they are"), "{told}");
}

#[test]
fn each_pair_gets_a_file_of_its_own_in_a_folder() {
    let bench = Bench::new();
    let count = manifest(&bench, 1);
    let run = |arguments: &[&str]| {
        let assert = bench.bitext().args(arguments).assert().success();
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    run(&["batch", "feed/en", "feed/ru", "-o", "memories/"]);
    let mut names: Vec<String> = fs::read_dir(bench.path("memories"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), count);
    assert_eq!(names[0], "central-bank-statement-0.tmx");
    let before = fs::metadata(bench.path("memories/central-bank-statement-0.tmx")).unwrap();
    // A second run has nothing to do.
    run(&["batch", "feed/en", "feed/ru", "-o", "memories/"]);
    let after = fs::metadata(bench.path("memories/central-bank-statement-0.tmx")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[test]
fn other_formats_come_through_the_same_door() {
    let bench = Bench::new();
    manifest(&bench, 1);
    for output in ["all.jsonl", "all.tsv"] {
        bench
            .bitext()
            .args(["batch", "pairs.tsv", "-q", "-o", output])
            .assert()
            .success();
        let text = fs::read_to_string(bench.path(output)).unwrap();
        assert!(text.lines().count() > 150, "{output}");
        assert!(
            text.contains("гляциолог") || text.contains("ледник"),
            "{output}"
        );
    }
    bench
        .bitext()
        .args(["batch", "pairs.tsv", "-o", "all.pdf"])
        .assert()
        .code(2);
    bench.bitext().args(["batch", "pairs.tsv"]).assert().code(2);
}

#[test]
fn only_what_changed_is_aligned_again() {
    let bench = Bench::new();
    let count = manifest(&bench, 1);
    let journal = bench.path("all.tmx.run/journal.jsonl");
    let lines = || {
        let text = fs::read_to_string(&journal).unwrap();
        text.lines().filter(|line| line.contains("\"key\"")).count()
    };
    let run = || {
        bench
            .bitext()
            .args(["batch", "pairs.tsv", "-o", "all.tmx"])
            .assert()
            .success()
    };
    run();
    assert_eq!(lines(), count);
    let first = fs::read(bench.path("all.tmx")).unwrap();
    run();
    assert_eq!(lines(), count);
    assert!(first == fs::read(bench.path("all.tmx")).unwrap());
    let path = bench.path("feed/en/hockey-final-report-0.txt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text + "\nThe next season begins in September.\n").unwrap();
    run();
    assert_eq!(lines(), count + 1);
}

#[test]
fn a_bad_document_is_reported_and_the_bar_decides_the_exit_code() {
    let bench = Bench::new();
    let count = manifest(&bench, 1);
    bench.file("feed/en/hockey-final-report-0.txt", [0xffu8, 0xfe, 0x00]);
    fs::remove_file(bench.path("feed/ru/lunar-sample-wire-0.txt")).unwrap();
    let run = |bar: &str, code: i32| {
        let arguments = [
            "batch",
            "pairs.tsv",
            "-o",
            "all.tmx",
            "--report",
            "report.json",
        ];
        let more = ["--fail-under", bar, "--log-format", "json"];
        let assert = bench
            .bitext()
            .args(arguments)
            .args(more)
            .assert()
            .code(code);
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    let log = run("0.5", 0);
    let failed: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("failed-pair"))
        .collect();
    assert_eq!(failed.len(), 2, "{log}");
    let report = fs::read_to_string(bench.path("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["pairs"], count);
    assert_eq!(report["aligned"], count - 2);
    assert_eq!(report["failed"], 2);
    assert_eq!(report["remarks"][0]["status"], "failed");
    run("0.9", 1);
}

#[test]
fn texts_that_do_not_belong_together_are_refused() {
    let bench = Bench::new();
    manifest(&bench, 1);
    bench.file(
        "wrong.tsv",
        "feed/en/hockey-final-report-0.txt\tfeed/ru/central-bank-statement-0.txt\n",
    );
    let run = |arguments: &[&str]| {
        bench
            .bitext()
            .args(["batch", "wrong.tsv", "-o", "wrong.tmx"])
            .args(arguments)
            .assert()
    };
    let assert = run(&[]).code(1);
    let log = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(log.contains("do not seem to translate each other"), "{log}");
    assert!(!bench.path("wrong.tmx").exists());
    run(&["--force"]).success();
    assert!(units(&fs::read_to_string(bench.path("wrong.tmx")).unwrap()) > 0);
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let bench = Bench::new();
    manifest(&bench, 1);
    fs::create_dir_all(bench.path("run")).unwrap();
    let lock = fs::File::create(bench.path("run/lock")).unwrap();
    lock.lock().unwrap();
    let run = || {
        let arguments = ["batch", "pairs.tsv", "-o", "all.tmx", "--run-folder", "run"];
        bench.bitext().args(arguments).assert()
    };
    let assert = run().code(2);
    let log = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(log.contains("another run is using `run`"), "{log}");
    drop(lock);
    run().success();
}

#[test]
fn watching_takes_in_what_arrives() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let hidden = bench.path("feed/ru/hockey-final-report-0.txt");
    let text = fs::read(&hidden).unwrap();
    fs::remove_file(&hidden).unwrap();
    let arguments = [
        "batch",
        "feed",
        "-o",
        "all.tmx",
        "--watch",
        "--watch-interval",
        "1",
    ];
    let mut command = bench.bitext();
    command.args(arguments).args(["--watch-looks", "60"]);
    let mut child = Command::new(command.get_program())
        .args(command.get_args())
        .current_dir(bench.path("."))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let memory = bench.path("all.tmx");
    let has = |what: &str| fs::read_to_string(&memory).is_ok_and(|text| text.contains(what));
    let wait = |what: &str| {
        let start = Instant::now();
        while !has(what) && start.elapsed() < Duration::from_secs(50) {
            thread::sleep(Duration::from_millis(100));
        }
        has(what)
    };
    let first = wait("lunar-sample-wire-0.txt") && !has("hockey-final-report-0.txt");
    fs::write(&hidden, text).unwrap();
    let second = wait("hockey-final-report-0.txt");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first, "the first look missed what was there");
    assert!(second, "the next look missed what arrived");
}

#[test]
fn watching_takes_in_a_new_table_of_times() {
    let bench = Bench::new();
    manifest(&bench, 1);
    let table = |minute: u32| {
        let row =
            format!("path\tpublished\nen/lunar-sample-wire-0.txt\t2026-03-03T11:{minute}:00Z\n");
        bench.file("times.tsv", row);
    };
    table(20);
    let mut command = bench.bitext();
    command.args(["batch", "feed", "-o", "all.tmx", "--metadata", "times.tsv"]);
    command.args(["--watch", "--watch-interval", "1", "--watch-looks", "60"]);
    let log = fs::File::create(bench.path("log")).unwrap();
    let mut child = Command::new(command.get_program())
        .args(command.get_args())
        .current_dir(bench.path("."))
        .stderr(Stdio::from(log))
        .spawn()
        .unwrap();
    let runs = || {
        let log = fs::read_to_string(bench.path("log")).unwrap();
        log.matches("6 pairs: ").count()
    };
    let wait = |count: usize| {
        let start = Instant::now();
        while runs() < count && start.elapsed() < Duration::from_secs(50) {
            thread::sleep(Duration::from_millis(100));
        }
        runs() >= count
    };
    let first = wait(1);
    table(25);
    let second = wait(2);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first && second, "{first} {second}");
}

/// Kills a run at twenty moments, one after the other, each time letting the
/// next run go on; then compares with a run that nobody disturbed.
#[test]
fn a_run_killed_at_any_moment_goes_on_where_it_stood() {
    let bench = Bench::new();
    let count = manifest(&bench, 8);
    let start = Instant::now();
    bench
        .bitext()
        .args(["batch", "pairs.tsv", "-q", "-o", "whole.tmx"])
        .assert()
        .success();
    let whole = start.elapsed();
    let mut command = bench.bitext();
    command.args(["batch", "pairs.tsv", "-q", "-o", "killed.tmx"]);
    let program = command.get_program().to_owned();
    let journal = bench.path("killed.tmx.run/journal.jsonl");
    let mut sizes = Vec::new();
    // Moments spread over a whole run by a multiplicative generator, so that
    // the journal is met in every state.
    let mut moment: u64 = 7;
    for _ in 0..20 {
        moment = moment * 48_271 % 2_147_483_647;
        let mut child = Command::new(&program)
            .args(command.get_args())
            .env("SOURCE_DATE_EPOCH", "1523446200")
            .current_dir(bench.path("."))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let share = (moment % 1000) as f64 / 1000.0;
        thread::sleep(whole.mul_f64(share * 0.4));
        let _ = child.kill();
        child.wait().unwrap();
        sizes.push(fs::metadata(&journal).map_or(0, |metadata| metadata.len()));
    }
    assert!(
        sizes.windows(2).all(|two| two[0] <= two[1]),
        "something was lost: {sizes:?}"
    );
    bench.bitext().args(command.get_args()).assert().success();
    let keys = keys(&journal);
    assert_eq!(keys.len(), count, "something was lost or doubled");
    let (killed, undisturbed) = (
        fs::read(bench.path("killed.tmx")).unwrap(),
        fs::read(bench.path("whole.tmx")).unwrap(),
    );
    assert!(killed == undisturbed, "the memories differ");
}

/// The distinct keys of a journal; a key that comes up twice is a failure.
pub(crate) fn keys(journal: &Path) -> std::collections::BTreeSet<String> {
    let mut keys = std::collections::BTreeSet::new();
    for line in fs::read_to_string(journal).unwrap().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(key) = line["key"].as_str() {
            assert!(keys.insert(key.to_owned()), "{key} comes up twice");
        }
    }
    keys
}

#[test]
fn words_learned_from_the_batch_serve_pairs_without_a_lexicon() {
    let bench = Bench::new();
    let pair = |language: &str| {
        let name = format!("spring-flood-report.{language}.txt");
        let to = format!("feed/{name}");
        bench.file(
            &to,
            fs::read(root().join("corpora/ru-uk").join(&name)).unwrap(),
        );
        to
    };
    bench.file("pairs.tsv", format!("{}\t{}\n", pair("ru"), pair("uk")));
    let run = |output: &str| {
        let arguments = [
            "batch",
            "pairs.tsv",
            "-o",
            output,
            "--learn-lexicon",
            "always",
        ];
        let assert = bench.bitext().args(arguments).assert().success();
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    assert!(run("all.tmx").contains("sure links of the batch"));
    let first = fs::read(bench.path("all.tmx")).unwrap();
    run("all.tmx");
    assert!(first == fs::read(bench.path("all.tmx")).unwrap());
    assert!(units(&String::from_utf8(first).unwrap()) >= 8);
}

/// A manifest called `name` of the first pairs of `pairs.tsv`.
fn shortened(bench: &Bench, name: &str, pairs: usize) {
    let all = fs::read_to_string(bench.path("pairs.tsv")).unwrap();
    let lines: Vec<&str> = all.lines().take(pairs + 1).collect();
    bench.file(name, lines.join("\n") + "\n");
}

#[test]
fn an_output_that_returns_to_an_earlier_state_is_written_again() {
    let bench = Bench::new();
    manifest(&bench, 1);
    shortened(&bench, "two.tsv", 2);
    let run = |manifest: &str, output: &str| {
        let arguments = ["batch", manifest, "-o", output, "--run-folder", "run", "-q"];
        bench.bitext().args(arguments).assert().success();
    };
    for format in ["tmx", "moses"] {
        let output = format!("all.{format}");
        let file = match format {
            "moses" => bench.path("all.ru"),
            _ => bench.path(&output),
        };
        run("two.tsv", &output);
        let two = fs::read(&file).unwrap();
        run("pairs.tsv", &output);
        let all = fs::read(&file).unwrap();
        assert!(two.len() < all.len());
        // Another spelling of the path is the same file.
        run("two.tsv", &format!("./{output}"));
        assert!(fs::read(&file).unwrap() == two, "{format}");
        run("pairs.tsv", &output);
        assert!(fs::read(&file).unwrap() == all, "{format}");
        // Neither is it left alone if something else has changed it.
        fs::write(&file, "something else").unwrap();
        run("pairs.tsv", &output);
        assert!(fs::read(&file).unwrap() == all, "{format}");
    }
}

#[test]
fn a_folder_holds_what_a_fresh_run_would_write() {
    let bench = Bench::new();
    manifest(&bench, 1);
    shortened(&bench, "two.tsv", 2);
    let run = |manifest: &str, output: &str, minimum: &str| {
        let arguments = ["batch", manifest, "-o", output, "--run-folder", "run"];
        let more = ["-q", "--min-probability", minimum];
        bench.bitext().args(arguments).args(more).assert().success();
    };
    let contents = |folder: &str| {
        let entries = fs::read_dir(bench.path(folder)).unwrap();
        let mut files: Vec<(String, Vec<u8>)> = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap();
                (name.to_owned(), fs::read(&path).unwrap())
            })
            .collect();
        files.sort();
        files
    };
    run("two.tsv", "fresh/", "0");
    run("two.tsv", "out/", "0");
    run("pairs.tsv", "out/", "0.99999");
    assert_eq!(contents("out").len(), NAMES.len());
    // A file that is not ours stays, and so does one that somebody changed.
    let last = contents("out").last().unwrap().0.clone();
    bench.file("out/notes.txt", "mine");
    fs::write(bench.path(&format!("out/{last}")), "changed").unwrap();
    run("two.tsv", "out/", "0");
    let mut after = contents("out");
    after.retain(|(name, _)| *name != "notes.txt" && *name != last);
    assert!(after == contents("fresh"));
    assert_eq!(contents("out").len(), after.len() + 2);
}
