//! `bitext align` over texts of `corpora/`.

use std::fs;
use std::process::Stdio;

use bitext_tests::{Bench, binary, pair, printed};

const BRIEFING: &str = "en-ru/lunar-sample-wire";

/// Aligns a pair to standard output in a format.
#[track_caller]
fn aligned(bench: &Bench, path: &str, arguments: &[&str]) -> String {
    let (source, target) = pair(path);
    let mut command = bench.bitext();
    command
        .arg("align")
        .arg(source)
        .arg(target)
        .arg("--quiet")
        .args(arguments);
    let assert = command.assert().success().stderr("");
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn a_language_may_be_given_by_its_code_of_three_letters() {
    let bench = Bench::new();
    let by_name = |arguments: &[&str]| aligned(&bench, BRIEFING, arguments);
    let codes = ["--source-language", "eng", "--target-language", "rus"];
    assert_eq!(by_name(&codes), by_name(&[]));
}

#[test]
fn short_texts_are_in_the_languages_that_their_files_say() {
    let bench = Bench::new();
    bench.file(
        "order.en.txt",
        "Thank you for your order.\nIt will ship on Monday.\n",
    );
    bench.file(
        "order.ru.txt",
        "Спасибо за заказ.\nОн будет отправлен в понедельник.\n",
    );
    let run = |files: [&str; 2], languages: &[&str], code: i32| {
        let mut command = bench.bitext();
        command.arg("align").args(files).args(languages);
        printed(&command.args(["-o", "out.tmx"]).assert().code(code)).1
    };
    let files = ["order.en.txt", "order.ru.txt"];
    let summary = run(files, &[], 0);
    assert!(
        summary.starts_with("segments          2 en, 2 ru\n"),
        "{summary}"
    );
    let given = ["--source-language", "ru", "--target-language", "en"];
    let errors = run(files, &given, 2);
    assert!(
        errors.contains("the other way round than given"),
        "{errors}"
    );
    run(files, &[&given[..], &["--force"]].concat(), 0);
}

#[test]
fn a_map_that_renames_no_language_is_pointed_out() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let warns = |map: &str| {
        let mut command = bench.bitext();
        command.arg("align").args([&source, &target]);
        command.args(["-o", "out.tmx", "--language-map", map]);
        let (_, errors) = printed(&command.assert().success());
        errors.contains("warning: `--language-map` has neither `en` nor `ru`")
    };
    assert!(warns("en-GB=en-US"));
    assert!(!warns("ru=ru-RU,de=de-DE"));
}

#[test]
fn a_briefing_becomes_a_memory_and_the_summary_says_how_well() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let assert = bench
        .bitext()
        .arg("align")
        .args([&source, &target])
        .args(["-o", "memory.tmx"])
        .assert()
        .success()
        .stdout("");
    let (_, summary) = printed(&assert);
    let (notes, lines): (Vec<&str>, Vec<&str>) =
        summary.lines().partition(|line| line.starts_with("note: "));
    let headings: Vec<&str> = lines.iter().map(|line| line[..18].trim()).collect();
    // One announcement stands at the end of the Russian text.
    assert_eq!(notes.len(), 1, "{summary}");
    assert!(
        notes[0].ends_with("`--suggest-moved` shows what"),
        "{summary}"
    );
    assert_eq!(
        headings,
        [
            "segments",
            "links",
            "left alone",
            "text covered",
            "mean probability",
            "need a look",
            "written"
        ]
    );
    assert_eq!(bench.names(), ["memory.tmx"]);
    let memory = fs::read_to_string(bench.path("memory.tmx")).unwrap();
    let units: Vec<&str> = memory.split("    <tu ").skip(1).collect();
    assert!(
        summary.contains(&format!("written           {} units", units.len())),
        "{summary}"
    );
    let head = memory.split("    <tu ").next().unwrap();
    // How sure the link is may change with every training.
    let property = "x-bitext-probability\">";
    let (before, probability) = units[0].split_once(property).unwrap();
    let (_, behind) = probability.split_once('<').unwrap();
    insta::assert_snapshot!(format!(
        "{head}    <tu {before}{property}[probability]<{behind}"
    ));
}

#[test]
fn a_text_that_is_mostly_as_it_was_is_taken_for_the_language_of_the_rest() {
    let bench = Bench::new();
    let (source, target) = pair("en-ru/un-flood-statement");
    let source = fs::read_to_string(source).unwrap();
    let target = fs::read_to_string(target).unwrap();
    let done = target.lines().take(target.lines().count() / 3);
    let left = source.lines().skip(source.lines().count() / 3);
    let half: String = done.chain(left).map(|line| format!("{line}\n")).collect();
    bench.file("one.txt", source);
    bench.file("other.txt", half);
    let assert = bench
        .bitext()
        .args(["align", "one.txt", "other.txt", "-o", "out.tmx"])
        .assert()
        .success();
    let (_, told) = printed(&assert);
    let warning = "`other.txt` is taken for `ru`, since most of it is in `en`";
    assert!(told.contains(warning), "{told}");
    let memory = fs::read_to_string(bench.path("out.tmx")).unwrap();
    assert!(memory.contains("<tuv xml:lang=\"ru\">"), "{memory}");
}

#[test]
fn segments_left_untranslated_are_counted() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let line = "\nThis paragraph was never translated by anybody at the agency.\n";
    for (side, name) in [(source, "a.en.txt"), (target, "a.ru.txt")] {
        let text = fs::read_to_string(side).unwrap();
        bench.file(name, format!("{text}{line}"));
    }
    let align = ["align", "a.en.txt", "a.ru.txt", "-o", "a.tmx"];
    let (_, message) = printed(&bench.bitext().args(align).assert().success());
    let note = "1 link joins a segment to itself, left untranslated; `bitext tmx filter";
    assert!(message.contains(note), "{message}");
}

#[test]
fn every_format_tells_of_the_same_links() {
    let bench = Bench::new();
    let ladder = aligned(&bench, BRIEFING, &["--format", "ladder"]);
    let tsv = aligned(&bench, BRIEFING, &["--format", "tsv"]);
    let jsonl = aligned(&bench, BRIEFING, &["--format", "jsonl"]);
    // A ladder has a line a link and the end.
    assert_eq!(ladder.lines().count(), tsv.lines().count() + 1);
    assert_eq!(jsonl.lines().count(), tsv.lines().count());
    let memory = aligned(&bench, BRIEFING, &[]);
    let both = tsv.lines().filter(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 5, "{line}");
        !columns[0].is_empty() && !columns[1].is_empty()
    });
    assert_eq!(both.count(), memory.matches("<tu ").count());
}

#[test]
fn the_extension_chooses_the_format() {
    let bench = Bench::new();
    aligned(&bench, BRIEFING, &["-o", "a.ladder"]);
    aligned(&bench, BRIEFING, &["-o", "a.jsonl"]);
    aligned(&bench, BRIEFING, &["-o", "a.xlf"]);
    let start = |name: &str| {
        fs::read_to_string(bench.path(name)).unwrap()[..5].replace("0\t0\t0", "0\t0\t1")
    };
    assert_eq!(start("a.ladder"), "0\t0\t1");
    assert!(start("a.jsonl").starts_with('{'));
    assert_eq!(start("a.xlf"), "<?xml");
}

#[test]
fn a_ladder_covers_both_sides_once_and_in_order() {
    let bench = Bench::new();
    for path in [
        BRIEFING,
        "en-de/sleeper-train-release",
        "ru-uk/spring-flood-report",
    ] {
        let jsonl = aligned(&bench, path, &["--format", "jsonl"]);
        let (mut source, mut target) = (0, 0);
        for line in jsonl.lines() {
            let link: serde_json::Value = serde_json::from_str(line).unwrap();
            for (side, next) in [("source", &mut source), ("target", &mut target)] {
                for index in link[side].as_array().unwrap() {
                    assert_eq!(index.as_u64(), Some(*next), "{path}, {side}");
                    *next += 1;
                }
            }
        }
        let segments = |path: &std::path::Path| {
            let assert = bench.bitext().arg("segment").arg(path).assert().success();
            printed(&assert).0.lines().count() as u64
        };
        let (source_path, target_path) = pair(path);
        assert_eq!(
            (source, target),
            (segments(&source_path), segments(&target_path)),
            "{path}"
        );
    }
}

#[test]
fn output_does_not_depend_on_the_number_of_threads() {
    let bench = Bench::new();
    for path in ["en-ru/press-secretary-briefing", "en-fr/museum-reopening"] {
        let one = aligned(&bench, path, &["--threads", "1"]);
        assert!(one == aligned(&bench, path, &["--threads", "8"]), "{path}");
        assert!(one == aligned(&bench, path, &[]), "{path}");
    }
}

#[test]
fn doubtful_links_can_be_left_out() {
    let bench = Bench::new();
    let count = |arguments: &[&str]| {
        aligned(&bench, "en-ru/glaciologist-interview", arguments)
            .matches("<tu ")
            .count()
    };
    let (all, sure) = (count(&[]), count(&["--min-probability", "0.95"]));
    assert!(0 < sure && sure < all, "{sure} of {all}");
    assert_eq!(count(&["--min-probability", "0"]), all);
}

#[test]
fn languages_can_be_given_and_renamed() {
    let bench = Bench::new();
    let memory = aligned(
        &bench,
        BRIEFING,
        &[
            "--source-language",
            "en",
            "--target-language",
            "ru",
            "--language-map",
            "en=en-US,ru=ru-RU",
        ],
    );
    assert!(memory.contains("srclang=\"en-US\""));
    assert!(memory.contains("xml:lang=\"ru-RU\"") && !memory.contains("xml:lang=\"ru\""));
}

#[test]
fn encodings_do_not_change_the_result() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let text = fs::read_to_string(&target).unwrap();
    let plain = aligned(&bench, BRIEFING, &["--format", "jsonl"]);
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Every Russian letter as two characters of windows-1252.
    let mistaken: String = text.bytes().map(latin_1_or_1252).collect();
    for (name, bytes) in [
        ("utf16.txt", utf_16),
        ("mark.txt", format!("\u{feff}{text}").into_bytes()),
        ("mistaken.txt", mistaken.into_bytes()),
    ] {
        let copy = bench.file(name, bytes);
        let mut command = bench.bitext();
        command
            .arg("align")
            .args([&source, &copy])
            .args(["--format", "jsonl", "-q"]);
        let assert = command.assert().success();
        assert!(printed(&assert).0 == plain, "{name}");
    }
}

/// The character of windows-1252, or of Latin-1 where it has none.
fn latin_1_or_1252(byte: u8) -> char {
    const UPPER: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        0x80..=0x9f => UPPER.chars().nth(usize::from(byte - 0x80)).unwrap(),
        _ => char::from(byte),
    }
}

#[test]
fn one_side_may_come_from_standard_input() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let mut command = bench.bitext();
    command
        .args(["align", "-"])
        .arg(&target)
        .args(["--format", "ladder", "-q"]);
    let assert = command
        .write_stdin(fs::read(&source).unwrap())
        .assert()
        .success();
    assert_eq!(
        printed(&assert).0,
        aligned(&bench, BRIEFING, &["--format", "ladder"])
    );
    let mut command = bench.bitext();
    command
        .args(["align", "-", "-"])
        .assert()
        .code(2)
        .stdout("");
}

#[test]
fn lines_keep_their_numbers() {
    let bench = Bench::new();
    let source = "The museum opens at ten.\n\nTickets cost 12 euros.\nThe director, Mr Lambert, \
                  met visitors on 5 May 2019.\n";
    let target = "Музей открывается в десять.\n\nБилеты стоят 12 евро.\nДиректор, г-н Ламбер, \
                  встретил посетителей 5 мая 2019 года.\n";
    let (source, target) = (bench.file("a.en", source), bench.file("a.ru", target));
    let mut command = bench.bitext();
    command.arg("align").args([&source, &target]);
    command.args(["--one-per-line", "--format", "ladder", "-q", "--force"]);
    command.args(["--source-language", "en", "--target-language", "ru"]);
    let ladder = printed(&command.assert().success()).0;
    assert!(ladder.ends_with("\n4\t4\t1.0000\n"), "{ladder}");
}

#[test]
fn explanations_go_to_standard_error() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let mut command = bench.bitext();
    command
        .arg("align")
        .args([&source, &target])
        .args(["--explain", "--format", "ladder"]);
    let (ladder, explanation) = printed(&command.assert().success());
    let links = ladder.lines().count() - 1;
    assert_eq!(explanation.matches("\nlink ").count() + 1, links);
    for word in [
        "probability",
        "source",
        "target",
        "match",
        "number",
        "features",
    ] {
        assert!(explanation.contains(word), "{word}: {explanation}");
    }
}

#[test]
fn a_language_can_be_added_without_touching_the_program() {
    let bench = Bench::new();
    bench.file(
        "packs/eo/pack.toml",
        "name = \"Esperanto\"\nscript = \"latin\"\nprefix = 4\n",
    );
    let english = "The meeting opened in Geneva on 5 May 2019. Twelve ministers came. \
                   Anna Keller of Austria spoke first, for 45 minutes.\n";
    let esperanto = "La kunveno malfermiĝis en Genève la 5-an de majo 2019. Venis dek du \
                     ministroj. Anna Keller el Aŭstrio parolis unua, dum 45 minutoj.\n";
    bench.file("a.en.txt", english);
    bench.file("a.eo.txt", esperanto);
    let align = |packs: &[&str]| {
        let mut command = bench.bitext();
        command.args([
            "align",
            "a.en.txt",
            "a.eo.txt",
            "--target-language",
            "eo",
            "--force",
        ]);
        let assert = command
            .args(packs)
            .args(["--source-language", "en"])
            .assert()
            .success();
        printed(&assert)
    };
    let (memory, messages) = align(&["--pack-folder", "packs"]);
    assert!(!messages.contains("no pack"), "{messages}");
    assert!(memory.contains("xml:lang=\"eo\""), "{memory}");
    assert!(align(&[]).1.contains("there is no pack for `eo`"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (source, target) = pair(BRIEFING);
    let mut child = std::process::Command::new(binary(bitext_tests::Build::Development))
        .arg("align")
        .args([source, target])
        .arg("--quiet")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn moved_text_is_suggested_where_it_is_asked_for() {
    let bench = Bench::new();
    let (source, target) = pair(BRIEFING);
    let mut command = bench.bitext();
    command.arg("align").args([&source, &target]);
    command.args(["-o", "links.jsonl", "--suggest-moved"]);
    let (_, said) = printed(&command.assert().success());
    assert!(said.contains("note: moved text, not linked: "), "{said}");
    let lines = fs::read_to_string(bench.path("links.jsonl")).unwrap();
    let objects: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (moved, links): (Vec<_>, Vec<_>) = objects
        .iter()
        .partition(|object| object.get("suggestion").is_some());
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0]["suggestion"], "moved");
    assert!(moved[0]["probability"].as_f64().unwrap() >= 0.9);
    // What is suggested stays alone in the ladder.
    let segment = &moved[0]["source"][0];
    let link = links
        .iter()
        .find(|link| link["source"].as_array().unwrap().contains(segment));
    assert_eq!(link.unwrap()["type"], "1-0");
}

#[test]
fn bad_texts_get_an_answer() {
    let bench = Bench::new();
    let lines = |line: &str, count: usize| format!("{line}\n").repeat(count);
    bench.file("blank.en", format!("One line.\n{}", lines("", 5_000)));
    bench.file("blank.ru", format!("Одна строка.\n{}", lines("", 5_000)));
    bench.file("same.en", lines("The same line again.", 1_000));
    bench.file("same.ru", lines("Та же строка опять.", 1_000));
    bench.file("short.en", lines("Nothing new was said today.", 30));
    bench.file("long.ru", lines("Сегодня ничего нового не сказали.", 300));
    bench.file("wide.en", lines(&"word and another ".repeat(20_000), 3));
    bench.file("wide.ru", lines(&"слово и другое ".repeat(20_000), 3));
    bench.file("none.en", "");
    for (source, target, counts) in [
        ("blank.en", "blank.ru", (5_001, 5_001)),
        ("same.en", "same.ru", (1_000, 1_000)),
        ("short.en", "long.ru", (30, 300)),
        ("wide.en", "wide.ru", (3, 3)),
    ] {
        let mut command = bench.bitext();
        command.args(["align", source, target, "--one-per-line", "--force"]);
        command.args(["--source-language", "en", "--target-language", "ru"]);
        command.args(["--format", "ladder", "-q", "-o", "-"]);
        let (ladder, _) = printed(&command.assert().success());
        let end = format!("{}\t{}\t1.0000", counts.0, counts.1);
        assert_eq!(ladder.lines().last(), Some(end.as_str()), "{source}");
    }
    let mut command = bench.bitext();
    command.args(["align", "none.en", "short.en", "-o", "-"]);
    let (_, said) = printed(&command.assert().code(2).stdout(""));
    assert!(
        said.starts_with("error: ") && said.contains("hint: "),
        "{said}"
    );
}

#[test]
fn a_moses_pair_never_replaces_the_documents() {
    let bench = bitext_tests::Bench::new();
    bench.file("news.en", "The bank is open.\nIt closes at five.\n");
    bench.file("news.ru", "Банк открыт.\nОн закрывается в пять.\n");
    let arguments = ["align", "news.en", "news.ru", "--one-per-line"];
    let assert = bench
        .bitext()
        .args(arguments)
        .args(["--source-language", "en", "--target-language", "ru"])
        .args(["-o", "news.moses"])
        .assert()
        .code(2);
    let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(error.contains("`news.en` is both input"), "{error}");
    let text = std::fs::read_to_string(bench.path("news.en")).unwrap();
    assert_eq!(text, "The bank is open.\nIt closes at five.\n");
}
