//! Help is read more often than anything else we write.

use bitext_tests::{Bench, printed};

#[track_caller]
fn help(arguments: &[&str]) -> String {
    let bench = Bench::new();
    let assert = bench.bitext().args(arguments).assert().success().stderr("");
    printed(&assert).0
}

#[test]
fn short_help() {
    insta::assert_snapshot!("bitext", help(&["-h"]));
    insta::assert_snapshot!("align_short", help(&["align", "-h"]));
    insta::assert_snapshot!("segment_short", help(&["segment", "-h"]));
    insta::assert_snapshot!("evaluate_short", help(&["evaluate", "-h"]));
}

#[test]
fn long_help() {
    insta::assert_snapshot!("align_long", help(&["align", "--help"]));
    insta::assert_snapshot!("segment_long", help(&["segment", "--help"]));
    insta::assert_snapshot!("srx_long", help(&["srx", "--help"]));
    insta::assert_snapshot!("srx_check_long", help(&["srx", "check", "--help"]));
    insta::assert_snapshot!("evaluate_long", help(&["evaluate", "--help"]));
    insta::assert_snapshot!("pair_long", help(&["pair", "--help"]));
    insta::assert_snapshot!("batch_long", help(&["batch", "--help"]));
    insta::assert_snapshot!("config_show_long", help(&["config", "show", "--help"]));
}

#[test]
fn usage_errors_exit_with_2() {
    let bench = Bench::new();
    bench.bitext().arg("aling").assert().code(2).stdout("");
    bench.bitext().assert().code(2).stdout("");
    bench
        .bitext()
        .args(["align", "only-one.txt"])
        .assert()
        .code(2)
        .stdout("");
    bench.bitext().arg("--version").assert().success();
}
