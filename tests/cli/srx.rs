//! `bitext srx`, and cutting by rule files.

use bitext_tests::{Bench, printed};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <srx version=\"2.0\" xmlns=\"http://www.lisa.org/srx20\" \
    xmlns:okpsrx=\"http://okapi.sf.net/srx-extensions\">\n\
    <header segmentsubflows=\"yes\" cascade=\"yes\">\n\
    <okpsrx:options oneSegmentIncludesAll=\"no\" useJavaRegex=\"yes\"/>\n</header>\n<body>";

/// A rule file: rules as (breaks, before, after), for every language.
fn rules(rules: &[(bool, &str, &str)]) -> String {
    let mut text = format!("{HEAD}<languagerules><languagerule languagerulename=\"mine\">");
    for (is_break, before, after) in rules {
        let sign = if *is_break { "yes" } else { "no" };
        text.push_str(&format!(
            "<rule break=\"{sign}\"><beforebreak>{before}</beforebreak>\
             <afterbreak>{after}</afterbreak></rule>"
        ));
    }
    text.push_str(
        "</languagerule></languagerules><maprules><languagemap languagepattern=\".*\" \
         languagerulename=\"mine\"/></maprules></body></srx>",
    );
    text
}

fn cut(bench: &Bench, arguments: &[&str], text: &str) -> String {
    let mut command = bench.bitext();
    command
        .args(["segment", "--language", "en"])
        .args(arguments);
    printed(&command.write_stdin(text).assert().success()).0
}

#[test]
fn rules_cut_alone_or_have_the_last_word() {
    let bench = Bench::new();
    bench.file(
        "mine.srx",
        rules(&[(false, "bar\\.", "\\s"), (true, ";", "\\s")]),
    );
    let text = "Go to the bar. Then stay; it rains. Dr. Orr left.\n";
    assert_eq!(
        cut(&bench, &["--srx", "mine.srx"], text),
        "Go to the bar. Then stay;\nit rains. Dr. Orr left.\n"
    );
    assert_eq!(
        cut(&bench, &["--srx-exceptions", "mine.srx"], text),
        "Go to the bar. Then stay;\nit rains.\nDr. Orr left.\n"
    );
    assert_eq!(
        cut(&bench, &[], text),
        "Go to the bar.\nThen stay; it rains.\nDr. Orr left.\n"
    );
}

#[test]
fn explanations_name_the_rule_in_json() {
    let bench = Bench::new();
    bench.file("mine.srx", rules(&[(false, "bar\\.", "\\s")]));
    let mut command = bench.bitext();
    command.args([
        "segment",
        "--language",
        "en",
        "--srx-exceptions",
        "mine.srx",
    ]);
    command.arg("--explain=json");
    let assert = command.write_stdin("See the bar. Then go. Now.\n").assert();
    let (_, said) = printed(&assert.success());
    let found: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(found[0]["reason"], "rule");
    assert_eq!(found[0]["rule"], 1);
    assert_eq!(found[0]["rule_list"], "mine");
    assert_eq!(found[0]["break"], false);
    assert_eq!(
        (&found[1]["break"], &found[1]["next"]),
        (&true.into(), &22.into())
    );
}

#[test]
fn places_are_told_in_three_units() {
    let bench = Bench::new();
    let out = cut(&bench, &["--format", "json"], "Жа 😀. Ок.\n");
    let first: serde_json::Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!(first["text"], "Жа 😀.");
    assert_eq!(first["bytes"], serde_json::json!([0, 10]));
    assert_eq!(first["characters"], serde_json::json!([0, 5]));
    assert_eq!(first["utf16"], serde_json::json!([0, 6]));
}

#[test]
fn line_modes_say_what_a_line_break_is() {
    let bench = Bench::new();
    let text = "one two\nthree four\n\nfive\n";
    let lines = |mode: &str| cut(&bench, &["--line-mode", mode], text);
    assert_eq!(lines("every"), "one two\nthree four\nfive\n");
    assert_eq!(lines("blank"), "one two three four\nfive\n");
}

#[test]
fn a_fault_in_own_abbreviations_names_their_file_and_line() {
    let bench = Bench::new();
    bench.file("mine.txt", "[title]\nZzq.\n[titel]\nQzz.\n");
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--abbreviations", "mine.txt"]);
    let assert = command
        .write_stdin("We saw Zzq. Moreno.\n")
        .assert()
        .code(2);
    let errors = printed(&assert).1;
    assert!(
        errors.starts_with("error: `mine.txt`, line 3: "),
        "{errors}"
    );
    assert!(errors.contains("hint: correct that line"), "{errors}");
}

#[test]
fn own_abbreviations_and_learned_words_are_used() {
    let bench = Bench::new();
    bench.file("mine.txt", "[title]\nZzq.\n");
    let text = "We saw Zzq. Moreno there.\n";
    assert_eq!(cut(&bench, &[], text), "We saw Zzq.\nMoreno there.\n");
    assert_eq!(cut(&bench, &["--abbreviations", "mine.txt"], text), text);
    bench.file(
        "raw.txt",
        "They saw the kestor, and a kestor saw them, and the kestor fled.\n",
    );
    bench
        .bitext()
        .args([
            "segment",
            "--language",
            "en",
            "--learn",
            "raw.txt",
            "-o",
            "case.txt",
        ])
        .assert()
        .success();
    let table = std::fs::read_to_string(bench.path("case.txt")).unwrap();
    assert!(table.lines().any(|line| line == "kestor"), "{table}");
    let text = "They sold it to Acme Inc. Kestor is a bird.\n";
    assert_eq!(
        cut(&bench, &["--case-table", "case.txt"], text),
        "They sold it to Acme Inc.\nKestor is a bird.\n"
    );
}

#[test]
fn a_client_profile_cuts_as_the_client_does() {
    let bench = Bench::new();
    let text = "He came at 5 p.m. on Friday. Well... no. Mr. Orr said: \"Go.\" They\nwent.\n\n\
                2.1 Scope of work\n";
    assert_eq!(
        cut(&bench, &["--profile", "omegat"], text),
        "He came at 5 p.m. on Friday.\nWell... no.\nMr. Orr said: \"Go.\" They went.\n\
         2.1\nScope of work\n"
    );
    bench.file("client.srx", rules(&[(true, ":", "\\s")]));
    assert_eq!(
        cut(&bench, &["--profile", "client.srx"], "One: two. Three.\n"),
        "One:\ntwo. Three.\n"
    );
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--profile", "trados"]);
    let assert = command.write_stdin("One.").assert().code(2);
    assert!(printed(&assert).1.contains("`omegat`"));
}

#[test]
fn omegat_configurations_are_read() {
    let bench = Bench::new();
    bench.file(
        "segmentation.conf",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <java version=\"17\" class=\"java.beans.XMLDecoder\">\n\
         <object class=\"org.omegat.core.segmentation.SRX\"><void property=\"mappingRules\">\n\
         <void method=\"add\"><object class=\"org.omegat.core.segmentation.MapRule\">\n\
         <void property=\"languageCode\"><string>Mine</string></void>\n\
         <void property=\"pattern\"><string>.*</string></void>\n\
         <void property=\"rules\"><void method=\"add\">\n\
         <object class=\"org.omegat.core.segmentation.Rule\">\n\
         <void property=\"afterbreak\"><string>\\s</string></void>\n\
         <void property=\"beforebreak\"><string>;</string></void>\n\
         <void property=\"breakRule\"><boolean>true</boolean></void>\n\
         </object></void></void></object></void></void></object></java>\n",
    );
    assert_eq!(
        cut(
            &bench,
            &["--profile", "segmentation.conf"],
            "One; two. Three.\n"
        ),
        "One;\ntwo. Three.\n"
    );
}

#[test]
fn check_finds_what_cannot_work() {
    let bench = Bench::new();
    bench.file(
        "good.srx",
        rules(&[(false, "Dr\\.", ""), (true, "\\.", "\\s")]),
    );
    let mut command = bench.bitext();
    let assert = command
        .args(["srx", "check", "good.srx", "--fail-on", "note"])
        .assert();
    assert_eq!(printed(&assert.success()), (String::new(), String::new()));

    bench.file(
        "bad.srx",
        rules(&[
            (true, "[", ""),
            (true, "\\.", ""),
            (true, "\\.", "\\s"),
            (false, "\\.", ""),
            (true, "\\.", ""),
        ]),
    );
    let mut command = bench.bitext();
    let assert = command
        .args(["srx", "check", "bad.srx", "--format", "json"])
        .assert();
    let (findings, said) = printed(&assert.code(1));
    let found: Vec<(String, u64)> = findings
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|one| {
            (
                one["kind"].as_str().unwrap().to_owned(),
                one["number"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("bad-pattern", 1),
        ("shadowed-rule", 3),
        ("shadowed-rule", 4),
        ("duplicate-rule", 5),
    ];
    let found: Vec<(&str, u64)> = found
        .iter()
        .map(|(kind, at)| (kind.as_str(), *at))
        .collect();
    assert_eq!(found, expected);
    assert!(said.contains("1 finding in 5 rules"), "{said}");

    bench.file("none.srx", "<tmx/>");
    let mut command = bench.bitext();
    let assert = command.args(["srx", "check", "none.srx"]).assert().code(2);
    assert!(printed(&assert).1.contains("the root is `<tmx>`"));
}

#[test]
fn a_rule_that_cannot_be_used_is_a_warning_when_cutting() {
    let bench = Bench::new();
    bench.file("bad.srx", rules(&[(false, "(", ""), (true, "\\.", "\\s")]));
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--srx", "bad.srx"]);
    let assert = command.write_stdin("One. Two.\n").assert().success();
    let (segments, said) = printed(&assert);
    assert_eq!(segments, "One.\nTwo.\n");
    assert!(said.contains("rule 1 of `mine` is left out"), "{said}");
}

#[test]
fn version_1_becomes_version_2_and_extensions_stay() {
    let bench = Bench::new();
    bench.file(
        "old.srx",
        "<!DOCTYPE srx SYSTEM \"srx.dtd\"><srx version=\"1.0\"><header segmentsubflows=\"no\">\
         <formathandle type=\"end\" include=\"yes\"/></header><body><languagerules>\
         <languagerule languagerulename=\"a\"><rule break=\"yes\"><beforebreak>&lt;x&gt; </beforebreak>\
         <afterbreak/></rule></languagerule><languagerule languagerulename=\"b\">\
         <rule break=\"no\"><beforebreak>b</beforebreak></rule></languagerule></languagerules>\
         <maprules><maprule maprulename=\"first\"><languagemap languagepattern=\"en\" \
         languagerulename=\"a\"/></maprule><maprule maprulename=\"second\"><languagemap \
         languagepattern=\"ru\" languagerulename=\"b\"/></maprule></maprules></body></srx>",
    );
    let convert = |arguments: &[&str]| {
        let mut command = bench.bitext();
        let assert = command.args(["srx", "convert"]).args(arguments).assert();
        printed(&assert.success())
    };
    let (first, said) = convert(&["old.srx"]);
    assert!(said.contains("--map-rule"), "{said}");
    assert!(
        first.contains("version=\"2.0\"")
            && first.contains("segmentsubflows=\"no\" cascade=\"no\"")
    );
    assert!(
        first.contains("<beforebreak>&lt;x&gt; </beforebreak>"),
        "{first}"
    );
    assert!(first.contains("languagepattern=\"en\"") && !first.contains("languagepattern=\"ru\""));
    let (second, _) = convert(&["old.srx", "--map-rule", "second"]);
    assert!(second.contains("languagepattern=\"ru\""), "{second}");

    bench.file("okapi.srx", rules(&[(true, "\\.", "")]));
    let (okapi, _) = convert(&["okapi.srx", "-q"]);
    assert!(okapi.contains("<okpsrx:options oneSegmentIncludesAll=\"no\" useJavaRegex=\"yes\"/>"));
    bench.file("again.srx", &okapi);
    assert_eq!(convert(&["again.srx", "-q"]).0, okapi);
}

#[test]
fn exported_rules_are_sound_and_cut_alike() {
    let bench = Bench::new();
    bench
        .bitext()
        .args(["srx", "export", "-o", "ours.srx"])
        .assert()
        .success();
    let mut command = bench.bitext();
    let assert = command
        .args(["srx", "check", "ours.srx"])
        .assert()
        .success();
    let _ = printed(&assert);
    let text = "Dr. Moreno met Gen. Orr on Sept. 5. They spoke, e.g. about No. 7. Nobody heard.\n";
    assert_eq!(
        cut(&bench, &["--srx", "ours.srx"], text),
        cut(&bench, &[], text)
    );
}

#[test]
fn bad_rule_files_are_refused() {
    let bench = Bench::new();
    bench.file(
        "bomb.srx",
        "<!DOCTYPE srx [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><srx>&b;</srx>",
    );
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--srx", "bomb.srx"]);
    let assert = command.write_stdin("One.").assert().code(2);
    let (_, said) = printed(&assert);
    assert!(
        said.contains("declares entities") && said.contains("hint: "),
        "{said}"
    );
    bench.file(
        "mine.srx",
        rules(&[(true, "\\.", "")]).replace(".*\" l", "xx\" l"),
    );
    let mut command = bench.bitext();
    command.args(["segment", "--language", "en", "--srx", "mine.srx"]);
    let assert = command.write_stdin("One.").assert().code(2);
    assert!(
        printed(&assert)
            .1
            .contains("has no rules for language `en`")
    );
}
