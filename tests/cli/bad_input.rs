//! Bad input: a clear message naming the file and the way out, the right exit
//! code, and nothing under the output's name.

use std::fs::{self, File};
use std::path::Path;

use bitext_tests::{Bench, pair, printed};

const PAIR: &str = "en-ru/lunar-sample-wire";

/// Aligns `source`, a path in the bench, with a good Russian text, and expects
/// it to fail; returns what it said.
#[track_caller]
fn refusal(bench: &Bench, source: &Path, code: i32, arguments: &[&str]) -> String {
    let target = pair(PAIR).1;
    let before = bench.names();
    let mut command = bench.bitext();
    command
        .arg("align")
        .arg(source)
        .arg(target)
        .args(["-o", "out.tmx"])
        .args(arguments);
    let assert = command.assert().code(code).stdout("");
    assert_eq!(bench.names(), before, "something was left behind");
    printed(&assert).1
}

#[track_caller]
fn refused(name: &str, content: &[u8]) -> String {
    let bench = Bench::new();
    bench.file(name, content);
    refusal(&bench, Path::new(name), 2, &[])
}

#[test]
fn files_that_are_not_there_or_no_files() {
    let bench = Bench::new();
    insta::assert_snapshot!("missing", refusal(&bench, Path::new("missing.txt"), 2, &[]));
    fs::create_dir(bench.path("folder")).unwrap();
    insta::assert_snapshot!("directory", refusal(&bench, Path::new("folder"), 2, &[]));
    insta::assert_snapshot!("empty", refused("empty.txt", b""));
    insta::assert_snapshot!("blank", refused("blank.txt", b" \r\n\n"));
}

#[test]
fn files_that_are_no_text() {
    insta::assert_snapshot!("nul", refused("nul.txt", b"A minister\0 said so."));
    insta::assert_snapshot!(
        "surrogate",
        refused(
            "half.txt",
            b"\xff\xfeH\0i\0 \0\x3d\xd8 \0t\0h\0e\0r\0e\0.\0"
        )
    );
    let data: Vec<u8> = (0..4000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    insta::assert_snapshot!("binary", refused("data.txt", &data));
    insta::assert_snapshot!(
        "pdf",
        refused("paper.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")
    );
    insta::assert_snapshot!(
        "damaged",
        refused(
            "damaged.txt",
            "Во вторник в Женеве\u{430}"
                .as_bytes()
                .split_last()
                .unwrap()
                .1
        )
    );
}

#[test]
fn files_that_are_too_large() {
    let bench = Bench::new();
    // 200 MB that take no room on disk.
    File::create(bench.path("huge.txt"))
        .unwrap()
        .set_len(200_000_000)
        .unwrap();
    insta::assert_snapshot!("huge", refusal(&bench, Path::new("huge.txt"), 2, &[]));
    bench.file("line.txt", "word ".repeat(2_000_000));
    insta::assert_snapshot!("long_line", refusal(&bench, Path::new("line.txt"), 2, &[]));
    let target = pair(PAIR).1;
    let mut command = bench.bitext();
    command
        .args(["align", "-"])
        .arg(target)
        .args(["-o", "out.tmx"]);
    let assert = command
        .write_stdin(vec![b'a'; 100_000_000])
        .assert()
        .code(2);
    insta::assert_snapshot!("huge_stream", printed(&assert).1);
}

#[test]
fn texts_in_the_wrong_language() {
    let bench = Bench::new();
    let (_, target) = pair(PAIR);
    insta::assert_snapshot!("same_language", refusal(&bench, &target, 2, &[]));
    let german = pair("en-de/sleeper-train-release").1;
    let said = refusal(&bench, &german, 2, &["--source-language", "en"]);
    insta::assert_snapshot!("third_language", said);
    bench.file("numbers.txt", "11:30 – 100 %\n");
    let said = refusal(&bench, Path::new("numbers.txt"), 2, &[]);
    insta::assert_snapshot!("no_language", said);
}

#[test]
fn texts_that_do_not_translate_each_other() {
    let bench = Bench::new();
    let (source, _) = pair("en-ru/hockey-final-report");
    let said = refusal(&bench, &source, 1, &[]);
    assert!(
        said.contains("do not seem to translate each other"),
        "{said}"
    );
    assert!(
        said.contains("\nhint: ") && said.contains("--force"),
        "{said}"
    );
    let mut command = bench.bitext();
    command
        .arg("align")
        .arg(source)
        .arg(pair(PAIR).1)
        .args(["-o", "out.tmx", "--force"]);
    command.assert().success();
    assert_eq!(bench.names(), ["out.tmx"]);
}

#[test]
fn outputs_that_cannot_be_written() {
    let bench = Bench::new();
    let (source, target) = pair(PAIR);
    fs::create_dir(bench.path("folder")).unwrap();
    let write = |output: &str| {
        let mut command = bench.bitext();
        command
            .arg("align")
            .args([&source, &target])
            .args(["-o", output]);
        let assert = command.assert().code(2).stdout("");
        printed(&assert).1
    };
    insta::assert_snapshot!("output_folder_missing", write("no/such/out.tmx"));
    insta::assert_snapshot!("output_is_folder", write("folder"));
    assert_eq!(bench.names(), ["folder"]);
    let mut command = bench.bitext();
    command
        .arg("align")
        .args([&source, &target])
        .arg("-o")
        .arg(&source);
    let said = printed(&command.assert().code(2).stdout("")).1;
    assert!(said.contains("is both input and output"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn folders_and_disks_that_take_nothing() {
    let bench = Bench::new();
    let (source, target) = pair(PAIR);
    // Nobody, not even root, may create a file there; a full disk is at hand too.
    for (output, words) in [
        ("/proc/out.tmx", "cannot write `/proc/out.tmx`"),
        (
            "/dev/full",
            "cannot write `/dev/full`: No space left on device",
        ),
    ] {
        let mut command = bench.bitext();
        command
            .arg("align")
            .args([&source, &target])
            .args(["-q", "-o", output]);
        let said = printed(&command.assert().code(2).stdout("")).1;
        assert!(said.contains(words) && said.contains("\nhint: "), "{said}");
    }
}

#[test]
fn an_older_output_survives_a_failure() {
    let bench = Bench::new();
    bench.file("out.tmx", "old");
    let (source, _) = pair("en-ru/hockey-final-report");
    refusal(&bench, &source, 1, &[]);
    assert_eq!(fs::read_to_string(bench.path("out.tmx")).unwrap(), "old");
}

#[test]
fn packs_that_cannot_be_read() {
    let bench = Bench::new();
    bench.file("packs/en/pack.toml", "nam = \"English\"");
    let (source, target) = pair(PAIR);
    let mut command = bench.bitext();
    command
        .arg("align")
        .args([&source, &target])
        .args(["--pack-folder", "packs"]);
    let said = printed(&command.assert().code(2).stdout("")).1;
    assert!(
        said.contains("pack.toml") && said.contains("hint:"),
        "{said}"
    );
    let mut command = bench.bitext();
    command
        .arg("align")
        .args([&source, &target])
        .args(["--pack-folder", "nowhere"]);
    command.assert().code(2);
}
