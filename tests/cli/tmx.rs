//! `bitext tmx` and `bitext leverage`.

use bitext_tests::{Bench, pair, printed};

const MEMORY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu creationdate="20240101T000000Z" creationid="ann"><tuv xml:lang="en"><seg>It costs $5 million.</seg></tuv><tuv xml:lang="ru"><seg>Это стоит 6 млн долларов.</seg></tuv></tu>
<tu creationdate="20200101T000000Z"><tuv xml:lang="en"><seg>Open</seg></tuv><tuv xml:lang="ru"><seg> Открыть  это</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Open</seg></tuv><tuv xml:lang="ru"><seg>Открыть это</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Open</seg></tuv><tuv xml:lang="ru"><seg>Открыть это</seg></tuv></tu>
</body></tmx>
"#;

#[track_caller]
fn text_of(bench: &Bench, name: &str) -> String {
    std::fs::read_to_string(bench.path(name)).unwrap()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

fn run(bench: &Bench, arguments: &[&str]) -> (String, String) {
    printed(&bench.bitext().args(arguments).assert().success())
}

#[test]
fn stats_count_and_validate_judges() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    let stats = json(&run(&bench, &["tmx", "stats", "--json", "a.tmx"]).0);
    assert_eq!(
        (&stats["tu"], &stats["tuv"], &stats["duplicates"]),
        (&4.into(), &8.into(), &1.into())
    );
    assert_eq!(stats["languages"]["ru"]["tuv"], 4);
    assert_eq!(stats["users"]["ann"], 1);
    run(&bench, &["tmx", "validate", "a.tmx"]);
    bench.file(
        "b.tmx",
        MEMORY.replace("<seg>Open</seg>", "<seg>Open & shut</seg>"),
    );
    let assert = bench
        .bitext()
        .args(["tmx", "validate", "--json", "b.tmx"])
        .assert()
        .code(1);
    let report = json(&printed(&assert).0);
    assert_eq!(report["valid"], false);
    assert_eq!(report["findings"]["repaired"], 3);
    assert_eq!(report["findings"]["list"][0]["line"], 4);
}

#[test]
fn a_broken_memory_is_refused_with_its_place_and_saved_leniently() {
    let bench = Bench::new();
    let cut = &MEMORY[..MEMORY.len() - 60];
    bench.file("cut.tmx", cut);
    bench.file("out.tmx", "old");
    let convert = ["tmx", "convert", "cut.tmx", "-o", "out.tmx"];
    let (_, said) = printed(&bench.bitext().args(convert).assert().code(2));
    assert!(
        said.contains("`cut.tmx`") && said.contains("line 6, byte "),
        "{said}"
    );
    assert!(said.contains("--lenient"), "{said}");
    assert_eq!(
        std::fs::read_to_string(bench.path("out.tmx")).unwrap(),
        "old"
    );
    assert_eq!(bench.names(), ["cut.tmx", "out.tmx"]);
    let (_, said) = run(
        &bench,
        &["tmx", "convert", "--lenient", "cut.tmx", "-o", "out.tmx"],
    );
    assert!(
        said.contains("skipped") && said.contains("3 units"),
        "{said}"
    );
}

#[test]
fn converting_twice_changes_nothing() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    run(&bench, &["tmx", "convert", "a.tmx", "-o", "b.tmx"]);
    run(&bench, &["tmx", "convert", "b.tmx", "-o", "c.tmx.gz"]);
    run(&bench, &["tmx", "convert", "c.tmx.gz", "-o", "d.tmx"]);
    let read = |name: &str| std::fs::read_to_string(bench.path(name)).unwrap();
    assert_eq!(read("b.tmx"), read("d.tmx"));
    run(
        &bench,
        &[
            "tmx",
            "convert",
            "a.tmx",
            "-o",
            "e.tmx",
            "--language-map",
            "en=en-US",
        ],
    );
    assert!(read("e.tmx").contains("srclang=\"en-US\""));
    assert_eq!(read("e.tmx").matches("xml:lang=\"en-US\"").count(), 4);
}

#[test]
fn an_unknown_extension_is_no_tmx() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    let convert = ["tmx", "convert", "a.tmx", "-o", "a.pdf"];
    let (_, said) = printed(&bench.bitext().args(convert).assert().code(2));
    assert!(said.contains("`pdf`") && said.contains("tmx"), "{said}");
    assert_eq!(bench.names(), ["a.tmx"]);
}

#[test]
fn verbs_do_what_they_say_and_dry_runs_write_nothing() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    let units = |name: &str| json(&run(&bench, &["tmx", "stats", "--json", name]).0)["tu"].clone();
    let written = |arguments: &[&str]| {
        let mut all = vec!["tmx"];
        all.extend(arguments);
        all.extend(["a.tmx", "-o", "out.tmx"]);
        let mut dry = all.clone();
        dry.extend(["--dry-run", "--json"]);
        let preview = json(&run(&bench, &dry).0);
        assert!(!bench.path("out.tmx").exists(), "{arguments:?}");
        run(&bench, &all);
        assert_eq!(preview["written"], units("out.tmx"), "{arguments:?}");
        let text = std::fs::read_to_string(bench.path("out.tmx")).unwrap();
        std::fs::remove_file(bench.path("out.tmx")).unwrap();
        (preview, text)
    };
    assert_eq!(written(&["dedupe"]).0["left_out"], 1);
    assert_eq!(written(&["dedupe", "--near"]).0["left_out"], 2);
    let (report, text) = written(&["dedupe", "--by", "source", "--keep", "newest"]);
    assert_eq!(report["left_out"], 2);
    assert!(text.contains(" Открыть  это"), "{text}");
    let (report, text) = written(&["clean"]);
    assert_eq!(report["changed"], 1);
    assert!(text.contains("<seg>Открыть это</seg>") && !text.contains(" Открыть  это"));
    assert_eq!(written(&["filter", "--user", "ann"]).0["written"], 1);
    assert_eq!(
        written(&["filter", "--text", "Откр", "--invert"]).0["written"],
        1
    );
    assert_eq!(
        written(&["filter", "--since", "2021-01-01"]).0["written"],
        1
    );
    let (report, text) = written(&["anonymise", "--only", "amount"]);
    assert_eq!(report["changed"], 1);
    assert!(text.contains("It costs [amount].") && text.contains("Это стоит [amount]."));
    assert_eq!(written(&["merge", "--unique"]).0["left_out"], 1);
}

#[test]
fn memories_are_split_and_compared() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    run(
        &bench,
        &["tmx", "split", "a.tmx", "--units", "3", "-o", "p.tmx"],
    );
    run(
        &bench,
        &["tmx", "split", "a.tmx", "--by-language-pair", "-o", "q.tmx"],
    );
    assert_eq!(
        bench.names(),
        ["a.tmx", "p-1.tmx", "p-2.tmx", "q.en-ru.tmx"]
    );
    let single = r#"{"variants":[{"language":"en","text":"A"}]}"#;
    let pair = r#"{"variants":[{"language":"en","text":"A"},{"language":"ru","text":"Б"}]}"#;
    bench.file("one.jsonl", format!("{single}\n{pair}\n"));
    let split = ["tmx", "split", "one.jsonl", "--by-language-pair", "--json"];
    let split = bench
        .bitext()
        .args(split)
        .args(["--dry-run", "-o", "o.tmx"])
        .assert();
    let report = json(&printed(&split.success()).0);
    assert_eq!(
        (&report["read"], &report["left_out"]),
        (&2.into(), &1.into())
    );
    run(
        &bench,
        &["tmx", "merge", "p-1.tmx", "p-2.tmx", "-o", "m.tmx"],
    );
    run(&bench, &["tmx", "diff", "a.tmx", "m.tmx"]);
    bench.file("new.tmx", MEMORY.replace("6 млн", "5 млн"));
    let diff = ["tmx", "diff", "--json", "a.tmx", "new.tmx"];
    let report = json(&printed(&bench.bitext().args(diff).assert().code(1)).0);
    assert_eq!(
        (&report["same"], &report["changed"], &report["removed"]),
        (&3.into(), &1.into(), &0.into())
    );
}

#[test]
fn a_comparison_lists_both_memories_and_writes_what_is_new() {
    let bench = Bench::new();
    bench.file(
        "old.csv",
        "en,ru\nTea,Чай\nMilk,Молоко\nSalt,Соль\nSugar,Сахар\n",
    );
    bench.file(
        "new.csv",
        "en,ru\nTea,Чай\nMilk,Молочко\nRice,Рис\nBread,Хлеб\n",
    );
    let diff = |arguments: &[&str]| {
        let diff = ["tmx", "diff", "old.csv", "new.csv"];
        printed(&bench.bitext().args(diff).args(arguments).assert().code(1)).0
    };
    let report = "same            1\nadded           2\nchanged         1\nremoved         2\n\
                  changed to (unit 2): Milk | Молочко\nadded (unit 3): Rice | Рис\n\
                  added (unit 4): Bread | Хлеб\nchanged from (unit 2): Milk | Молоко\n\
                  removed (unit 3): Salt | Соль\nremoved (unit 4): Sugar | Сахар\n";
    assert_eq!(diff(&["-o", "news.csv"]), report);
    let news = text_of(&bench, "news.csv");
    let words = ["Milk", "Молочко", "Rice", "Bread", "Tea", "Salt", "Молоко"];
    let found = words.map(|word| news.contains(word));
    assert_eq!(found, [true, true, true, true, false, false, false]);
    bench.file(
        "tagged.csv",
        "en-US,ru-RU\nTea,Чай\nMilk,Молоко\nSalt,Соль\nSugar,Сахар\n",
    );
    let tagged = ["tmx", "diff", "old.csv", "tagged.csv"];
    let report = printed(&bench.bitext().args(tagged).assert().success()).0;
    let same = "same            4 (4 with a region that one leaves open)\n";
    assert!(report.starts_with(same), "{report}");
    let short = diff(&["--list", "1"]);
    let (to, from) = ("changed to (unit 2)", "changed from (unit 2)");
    assert!(short.contains(to) && short.contains(from), "{short}");
    assert!(!short.contains("(unit 3)"), "{short}");
}

#[test]
fn a_split_that_fails_leaves_no_part_and_the_old_ones_as_they_were() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    bench.file(
        "broken.tmx",
        MEMORY.replace("</tmx>", "").replace("</body>", "<tu>"),
    );
    bench.file("p-1.tmx", "old");
    let split = ["tmx", "split", "broken.tmx", "--units", "1", "-o", "p.tmx"];
    bench.bitext().args(split).assert().code(2);
    assert_eq!(bench.names(), ["a.tmx", "broken.tmx", "p-1.tmx"]);
    assert_eq!(text_of(&bench, "p-1.tmx"), "old");
}

#[test]
fn doubts_are_listed_with_the_odd_one_out() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    let check = ["tmx", "check", "a.tmx", "--only", "number,inconsistent"];
    let (text, _) = printed(&bench.bitext().args(check).assert().code(1));
    assert!(
        text.contains("unit 1: number: `5000000` is missing, `6000000` is new"),
        "{text}"
    );
    run(
        &bench,
        &["tmx", "check", "a.tmx", "--only", "bracket,placeable"],
    );
}

#[test]
fn units_that_raise_doubts_are_left_out_by_kind() {
    let bench = Bench::new();
    bench.file(
        "a.tsv",
        "en\tru\n\
         Insert the disc.\tВставьте диск.\n\
         Press any key.\tPress any key.\n\
         Wait 5 minutes.\tПодождите 6 минут.\n\
         Debian GNU/Linux\tDebian GNU/Linux\n",
    );
    let left = |kinds: &str, more: &[&str]| {
        let mut all = vec!["tmx", "filter", "a.tsv", "--without", kinds];
        all.extend(["--format", "tsv"]);
        all.extend(more);
        let (text, _) = run(&bench, &all);
        let firsts = text.lines().skip(1).map(|line| {
            let word = line.split_whitespace().nth(1);
            word.unwrap_or_default().to_owned()
        });
        firsts.collect::<Vec<_>>()
    };
    assert_eq!(left("untranslated", &[]), ["Insert", "Wait", "Debian"]);
    assert_eq!(left("untranslated,number", &[]), ["Insert", "Debian"]);
    assert_eq!(
        left("untranslated,number", &["--invert"]),
        ["Press", "Wait"]
    );
    let arguments = ["tmx", "filter", "a.tsv", "--without", "inconsistent"];
    let (_, message) = printed(&bench.bitext().args(arguments).assert().code(2));
    assert!(message.contains("`bitext tmx check`"), "{message}");
    let kinds = |verb: &str, option: &str| {
        let arguments = ["tmx", verb, "a.tsv", option, "foo"];
        printed(&bench.bitext().args(arguments).assert().code(2)).1
    };
    assert!(!kinds("filter", "--without").contains("inconsistent"));
    assert!(kinds("check", "--only").contains("inconsistent"));
}

#[test]
fn plural_forms_are_meant_to_differ() {
    let bench = Bench::new();
    let message = |forms: [&str; 3]| {
        let [one, few, many] = forms;
        format!(
            "msgid \"a file\"\nmsgid_plural \"files\"\nmsgstr[0] \"{one}\"\nmsgstr[1] \"{few}\"\n\
             msgstr[2] \"{many}\"\n\n"
        )
    };
    let head = "msgid \"\"\nmsgstr \"Language: ru\\n\"\n\n";
    let usual = message(["файл", "файла", "файлов"]);
    let check = ["tmx", "check", "a.po", "--only", "inconsistent"];
    bench.file("a.po", format!("{head}{usual}{usual}"));
    run(&bench, &check);
    let odd = message(["файл", "файла", "документов"]);
    bench.file("a.po", format!("{head}{usual}{usual}{odd}"));
    let (text, said) = printed(&bench.bitext().args(check).assert().code(1));
    assert!(
        text.starts_with("unit 9: inconsistent: once so, twice `файлов` (unit 3)\n"),
        "{text}"
    );
    assert!(said.ends_with("error: 1 unit raises doubts\n"), "{said}");
}

#[test]
fn the_first_plural_form_may_stand_for_more_than_one() {
    let bench = Bench::new();
    let message = |id: &str, form: &str| {
        format!(
            "msgid \"{id}\"\nmsgid_plural \"%d files of %s\"\nmsgstr[0] \"{form}\"\n\
             msgstr[1] \"%d файла %s\"\nmsgstr[2] \"%d файлов %s\"\n\n"
        )
    };
    let head = "msgid \"\"\nmsgstr \"Language: ru\\n\"\n\n";
    let check = ["tmx", "check", "a.po", "--only", "placeable,number"];
    bench.file(
        "a.po",
        format!("{head}{}", message("1 file of %s", "%d файл %s")),
    );
    run(&bench, &check);
    bench.file(
        "a.po",
        format!("{head}{}", message("1 file of %s", "%d файл")),
    );
    let (text, _) = printed(&bench.bitext().args(check).assert().code(1));
    assert!(
        text.starts_with("unit 1: placeable: `%s` is missing"),
        "{text}"
    );
}

#[test]
fn leverage_says_what_a_client_fills_and_why_not_the_rest() {
    let bench = Bench::new();
    let (source, target) = pair("en-ru/lunar-sample-wire");
    let (source, target) = (source.to_str().unwrap(), target.to_str().unwrap());
    run(
        &bench,
        &[
            "align",
            source,
            target,
            "--profile",
            "omegat",
            "-q",
            "-o",
            "m.tmx",
        ],
    );
    let leverage = [
        "leverage",
        "--profile",
        "omegat",
        source,
        "--tmx",
        "m.tmx",
        "--format",
        "json",
    ];
    let report = json(&run(&bench, &leverage).0);
    assert!(report["segment_share"].as_f64().unwrap() > 0.5, "{report}");
    let kinds = report["by_kind"].as_object().unwrap();
    let segments: u64 = kinds
        .values()
        .filter_map(|kind| kind["segments"].as_u64())
        .sum();
    assert_eq!(report["segments"], segments);
    let barred = [&leverage[..], &["--fail-under", "1"]].concat();
    bench.bitext().args(barred).assert().code(1);
}

#[test]
fn leverage_says_how_to_cut_as_the_client_does() {
    let bench = Bench::new();
    bench.file(
        "a.en.txt",
        "1.1. The price is firm.\n\n1.2. The pump is new.\n",
    );
    bench.file("a.ru.txt", "1.1. Цена твёрдая.\n\n1.2. Насос новый.\n");
    let hint = |profile: &str| {
        run(
            &bench,
            &[
                "align",
                "a.en.txt",
                "a.ru.txt",
                "--profile",
                profile,
                "-q",
                "-o",
                "m.tmx",
            ],
        );
        let leverage = ["leverage", "a.en.txt", "--tmx", "m.tmx"];
        run(&bench, &leverage).1.contains("`--profile omegat`")
    };
    assert!(hint("edited"));
    assert!(!hint("omegat"));
}

#[test]
fn parts_and_differences_never_replace_what_they_are_made_of() {
    let bench = Bench::new();
    bench.file("part-2.tmx", MEMORY);
    bench.file("b.tmx", MEMORY.replace("Open", "Shut"));
    let refused: [&[&str]; 4] = [
        &["split", "part-2.tmx", "--units", "1", "-o", "part.tmx"],
        &[
            "split",
            "part-2.tmx",
            "--units",
            "1",
            "-o",
            "part.tmx",
            "--dry-run",
        ],
        &["diff", "part-2.tmx", "b.tmx", "-o", "part-2.tmx"],
        &["diff", "part-2.tmx", "b.tmx", "-o", "b.tmx"],
    ];
    for arguments in refused {
        let mut command = bench.bitext();
        command.arg("tmx").args(arguments);
        let (_, said) = printed(&command.assert().code(2));
        assert!(said.contains("is both input and output"), "{said}");
        assert_eq!(text_of(&bench, "part-2.tmx"), MEMORY);
    }
}

#[test]
fn leverage_of_a_formatted_document_is_called_an_upper_bound() {
    let bench = Bench::new();
    bench.file("a.tmx", MEMORY);
    bench.file("a.html", "<p>It costs <b>$5</b> million.</p>");
    bench.file("a.txt", "It costs $5 million.\n");
    let arguments = [
        "--source-language",
        "en",
        "--tmx",
        "a.tmx",
        "--format",
        "json",
    ];
    let leverage = |file: &str| run(&bench, &[&["leverage", file], &arguments[..]].concat());
    let (page, said) = leverage("a.html");
    assert_eq!(json(&page)["formatted"][0], "a.html");
    assert!(said.contains("upper bounds for `a.html`"), "{said}");
    let (text, said) = leverage("a.txt");
    assert_eq!(json(&text)["formatted"], serde_json::json!([]));
    assert!(!said.contains("upper bounds"), "{said}");
}
