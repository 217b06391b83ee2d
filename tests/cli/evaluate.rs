//! `bitext evaluate`.

use bitext_tests::{Bench, printed, root};

#[test]
fn ladders_in_three_formats_are_compared() {
    let bench = Bench::new();
    bench.file(
        "gold.ladder",
        "0\t0\t1\n1\t1\t1\n2\t2\t1\n3\t2\t1\n4\t3\t1\n",
    );
    bench.file(
        "test.vecalign",
        "[0]:[0]:0.1\n[1, 2]:[1]:0.5\n[3]:[2]:0.2\n",
    );
    bench.file("test.tsv", "0\t0\t0.9\tOne.\tРаз.\n1\t1\n2\t\n3\t2\n");
    let mut command = bench.bitext();
    command.args([
        "evaluate",
        "--gold",
        "gold.ladder",
        "--test",
        "test.vecalign",
    ]);
    command.args(["--gold", "gold.ladder", "--test", "test.tsv"]);
    insta::assert_snapshot!("ladders", printed(&command.assert().success()).0);
    command.args(["--format", "json", "--fail-under", "0.9"]);
    let assert = command.assert().code(1);
    let (lines, said) = printed(&assert);
    let rows: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows[1]["strict_f1"], 1.0);
    assert_eq!(rows[2]["name"], "total");
    assert!(said.starts_with("error: strict F1 is 0."), "{said}");
}

#[test]
fn every_output_of_align_for_links_is_read() {
    let bench = Bench::new();
    let folder = root().join("corpora/en-ru");
    let sides = ["en", "ru"].map(|side| folder.join(format!("central-bank-statement.{side}.txt")));
    for name in ["a.ladder", "a.tsv", "a.jsonl", "a.xces"] {
        let mut command = bench.bitext();
        command.arg("align").args(&sides).args(["-q", "-o", name]);
        command.assert().success();
        let mut command = bench.bitext();
        command.args(["evaluate", "--gold", "a.ladder", "--test", name]);
        command.args(["--format", "json", "--fail-under", "1"]);
        command.assert().success();
    }
}

#[test]
fn wrong_use_is_explained() {
    let bench = Bench::new();
    bench.file("gold.ladder", "0 0\n2 1\n1 1\n");
    let mut command = bench.bitext();
    command.args(["evaluate", "--gold", "gold.ladder", "--test", "gold.ladder"]);
    let (_, said) = printed(&command.assert().code(2).stdout(""));
    assert!(
        said.contains("`gold.ladder`, line 3: rung `1 1` goes back"),
        "{said}"
    );
    let mut command = bench.bitext();
    command
        .args(["evaluate", "--gold", "gold.ladder"])
        .assert()
        .code(2);
    bench.bitext().arg("evaluate").assert().code(2);
    let mut command = bench.bitext();
    command
        .args(["evaluate", "--corpus", "nowhere.toml"])
        .assert()
        .code(2);
}

#[test]
fn a_ladder_that_is_cut_off_is_named() {
    let bench = Bench::new();
    bench.file("gold.ladder", "0 0\n1 1\n2 2\n3 3\n4 4\n");
    bench.file("cut.ladder", "0 0\n1 1\n\n2 2\n");
    bench.file("long.ladder", "0 0\n1 1\n6 4\n");
    let run = |test: &str| {
        let mut command = bench.bitext();
        command.args(["evaluate", "--gold", "gold.ladder", "--test", test]);
        command
    };
    let (table, said) = printed(&run("cut.ladder").assert().success());
    assert!(table.contains("cut.ladder"), "{table}");
    assert_eq!(
        said,
        "warning: `cut.ladder`, line 4: the ladder ends at `2 2`, before `4 4`, the end of the \
         texts; is it cut off? What is left counts as one link\n"
    );
    let (_, said) = printed(&run("long.ladder").assert().code(2).stdout(""));
    assert!(
        said.contains("`long.ladder`, line 3: rung `6 4` lies behind `4 4`"),
        "{said}"
    );
    assert_eq!(printed(&run("gold.ladder").assert().success()).1, "");
}

#[test]
fn a_corpus_is_aligned_from_raw_text() {
    let bench = Bench::new();
    let manifest = root().join("corpora/manifest.toml");
    let mut command = bench.bitext();
    command
        .arg("evaluate")
        .arg("--corpus")
        .arg(&manifest)
        .args(["--fail-under", "0.8"]);
    let (table, _) = printed(&command.assert().success());
    assert!(
        table.lines().next().unwrap().starts_with("pair "),
        "{table}"
    );
    assert!(
        table.lines().last().unwrap().starts_with("total "),
        "{table}"
    );
}

#[test]
fn details_are_link_types_and_calibration() {
    let bench = Bench::new();
    bench.file("gold.ladder", "0 0\n1 1\n3 2\n4 3\n");
    bench.file(
        "test.ladder",
        "0 0 0.97\n1 1 0.93\n3 2 0.55\n4 2 0.52\n4 3 1\n",
    );
    let mut command = bench.bitext();
    command.args(["evaluate", "--gold", "gold.ladder"]);
    command.args(["--test", "test.ladder", "--details"]);
    let (text, _) = printed(&command.assert().success());
    assert!(text.contains("2-1       1  100.0"), "{text}");
    assert!(text.contains("0.9–1.0          2  95.0  100.0"), "{text}");
    command.args(["--format", "json"]);
    let (text, _) = printed(&command.assert().success());
    let row: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(row["types"][1]["type"], "2-1");
    assert_eq!(row["calibration"][1]["right"], 1.0);
    assert_eq!(row["calibration"][0]["links"], 2);
    // Bins: 2 × |0.535 − 0| and 2 × |0.95 − 1| over 4 links.
    assert_eq!(row["calibration_error"], 0.2925);
}
