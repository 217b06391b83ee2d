//! `bitext segment`.

use bitext_tests::{Bench, pair, printed};

#[track_caller]
fn text_of(bench: &Bench, name: &str) -> String {
    std::fs::read_to_string(bench.path(name)).unwrap()
}

fn squashed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn segments_joined_are_the_text() {
    let bench = Bench::new();
    for path in [
        "en-ru/refinery-fire-live",
        "en-fr/museum-reopening",
        "ru-uk/spring-flood-report",
    ] {
        let (source, target) = pair(path);
        for file in [source, target] {
            let assert = bench
                .bitext()
                .arg("segment")
                .arg(&file)
                .assert()
                .success()
                .stderr("");
            let text = std::fs::read_to_string(&file).unwrap();
            assert_eq!(
                squashed(&printed(&assert).0),
                squashed(&text),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn json_lines_in_json_lines_out() {
    let bench = Bench::new();
    let input = "{\"text\": \"Dr. Moreno came. She left.\"}\n\
                 {\"id\": 7, \"text\": \"Один \\\"два\\\"\\nтри\"}\n{\"text\": \"\"}\n";
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--jsonl"]);
    let assert = command.write_stdin(input).assert().success();
    assert_eq!(
        printed(&assert).0,
        "[\"Dr. Moreno came.\",\"She left.\"]\n[\"Один \\\"два\\\"\",\"три\"]\n[]\n"
    );
}

#[test]
fn broken_json_is_named_by_its_line() {
    let bench = Bench::new();
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--jsonl"]);
    let assert = command
        .write_stdin("{\"text\": \"Fine.\"}\n{\"txt\": 1}\n")
        .assert()
        .code(2);
    let (_, said) = printed(&assert);
    assert!(said.starts_with("error: line 2 of "), "{said}");
    assert!(said.contains("\nhint: "), "{said}");
    bench.bitext().args(["segment", "--jsonl"]).assert().code(2);
}

#[test]
fn hard_wrapped_text_is_joined_before_it_is_cut() {
    let bench = Bench::new();
    let text = "The last tram left the depot on Harbour Street at ten past\n\
                eleven, and by midnight the rails had already been covered\n\
                with sand. Nobody made a speech.\n\n\
                Three hundred people had come to see it off, among them the\n\
                driver of the first tram to run after the war; she is 101\n\
                now and would not let anybody help her up the step.\n";
    let assert = bench
        .bitext()
        .arg("segment")
        .write_stdin(text)
        .assert()
        .success();
    let lines = printed(&assert).0;
    assert_eq!(lines.lines().count(), 3, "{lines}");
    assert!(
        lines.lines().nth(1).unwrap().starts_with("Nobody"),
        "{lines}"
    );
}

#[test]
fn explanations_name_what_decided() {
    let bench = Bench::new();
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--explain"]);
    let assert = command
        .write_stdin("Dr. Moreno left. Nobody saw him.\n")
        .assert()
        .success();
    let (segments, explanation) = printed(&assert);
    assert_eq!(segments, "Dr. Moreno left.\nNobody saw him.\n");
    let lines: Vec<&str> = explanation.lines().collect();
    assert!(lines[0].starts_with("Dr. · Moreno left."), "{explanation}");
    assert!(
        lines[1].starts_with("Dr. Moreno left. | Nobody saw him."),
        "{explanation}"
    );
}

#[test]
fn the_rules_of_a_text_are_no_output() {
    let bench = Bench::new();
    bench.file("a.txt", "One. Two.\n");
    let export = ["srx", "export", "--profile", "omegat", "-o", "a.srx"];
    bench.bitext().args(export).assert().success();
    let rules = text_of(&bench, "a.srx");
    for flag in ["--srx", "--srx-exceptions", "--profile"] {
        let mut command = bench.bitext();
        command.args(["segment", "a.txt", "-l", "en", flag, "a.srx", "-o", "a.srx"]);
        let (_, said) = printed(&command.assert().code(2));
        assert!(said.contains("is both input and output"), "{said}");
    }
    let export = ["srx", "export", "--profile", "a.srx", "-o", "a.srx"];
    bench.bitext().args(export).assert().code(2);
    assert_eq!(text_of(&bench, "a.srx"), rules);
}
