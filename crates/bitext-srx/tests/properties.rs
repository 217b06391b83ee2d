//! What holds for every rule file and every text: no panic, nothing lost, and
//! time that grows with the text and not faster.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use bitext_srx::{Dialect, LanguageRule, PatternError, Rule, RuleOptions, RuleSet, SrxDocument};
use proptest::prelude::*;

fn list(rules: Vec<Rule>) -> LanguageRule {
    LanguageRule {
        name: "rules".to_owned(),
        rules,
        ..LanguageRule::default()
    }
}

fn compiled(rules: Vec<Rule>) -> RuleSet {
    RuleSet::compile(&[&list(rules)], RuleOptions::default())
}

fn check(rules: &RuleSet, text: &str) {
    let boundaries = rules.boundaries(text);
    assert_eq!(boundaries[0], 0);
    assert_eq!(*boundaries.last().unwrap(), text.len());
    for pair in boundaries.windows(2) {
        assert!(pair[0] < pair[1], "{boundaries:?}");
        assert!(text.is_char_boundary(pair[1]));
    }
    let explained: Vec<usize> = rules
        .explain(text)
        .iter()
        .filter(|decision| decision.is_break)
        .map(|decision| decision.position)
        .collect();
    let inner = boundaries.get(1..boundaries.len() - 1).unwrap_or(&[]);
    assert_eq!(explained, inner, "explaining changes nothing");
}

/// Patterns of what rule files are made of, sound and unsound.
fn pattern() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a", "Ж", ".", "\\.", "\\s", "\\b", "\\B", "^", "$", "[.!?]", "[^a-c]", "\\p{Lu}", "\\h",
        "*", "+", "?", "*+", "+?", "{2}", "{0,3}", "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>",
        "(?i)", "(?x)", ")", "|", "[", "]", "&&", "\\Q", "\\E", "\\u00e9", "\\1", "\\R", "-", "{",
        "\\p{IsX}", "\\Z", " ",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..8).prop_map(|pieces| pieces.concat())
}

fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a", "b", "Ж", ".", "!", "?", " ", "\n", "\r\n", "\u{a0}", "é", "e\u{301}", "\u{202e}",
        "\u{2028}", "1", "_", "\u{feff}", "😀", "。", "...",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_patterns_cut_any_text(
        patterns in prop::collection::vec((any::<bool>(), pattern(), pattern()), 1..5),
        text in text(),
    ) {
        let rules = patterns.into_iter().map(|(is_break, before, after)| {
            if is_break { Rule::breaking(before, after) } else { Rule::joining(before, after) }
        });
        check(&compiled(rules.collect()), &text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = SrxDocument::read(&bytes);
        let mut file = b"<srx version=\"2.0\"><header/><body>".to_vec();
        file.extend(bytes);
        let _ = SrxDocument::read(&file);
    }

    #[test]
    fn what_is_written_is_read_back(
        before in "\\PC{0,12}",
        after in pattern(),
        name in "[a-z <&\"']{1,8}",
    ) {
        let mut document = SrxDocument::read(MINIMAL.as_bytes()).unwrap();
        document.language_rules[0].name = name;
        document.language_rules[0].rules = vec![Rule::joining(before, after)];
        let again = SrxDocument::read(document.write().as_bytes()).unwrap();
        prop_assert_eq!(again, document);
    }

    #[test]
    fn a_plain_text_is_found_where_it_stands(
        text in text(), at in any::<prop::sample::Index>()
    ) {
        let letters: Vec<char> = text.chars().collect();
        prop_assume!(!letters.is_empty());
        let at = at.index(letters.len());
        let rules = compiled(vec![Rule::breaking(format!("\\Q{}\\E", letters[at]), "")]);
        prop_assert!(rules.warnings().is_empty());
        let ends = text.match_indices(letters[at]).map(|(start, found)| start + found.len());
        let expected: Vec<usize> = ends.filter(|&end| end < text.len()).collect();
        let boundaries = rules.boundaries(&text);
        prop_assert_eq!(&boundaries[1..boundaries.len() - 1], &expected[..]);
    }
}

const MINIMAL: &str = r#"<srx version="2.0" xmlns="http://www.lisa.org/srx20">
<header segmentsubflows="yes" cascade="no"/><body><languagerules>
<languagerule languagerulename="x"><rule break="yes"><beforebreak>x</beforebreak></rule>
</languagerule></languagerules><maprules>
<languagemap languagepattern=".*" languagerulename="x"/></maprules></body></srx>"#;

/// A megabyte of `piece` is to be cut in a time in which nothing quadratic is
/// done: linear time takes a second or less, quadratic time takes hours. So it
/// does not matter how busy the machine is.
#[track_caller]
fn assert_linear(rules: &RuleSet, piece: &str) {
    let text = piece.repeat(1_000_000 / piece.len());
    let start = std::time::Instant::now();
    check_ends(rules, &text);
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 120, "a megabyte of {piece:?} took {seconds} s");
}

fn check_ends(rules: &RuleSet, text: &str) {
    let boundaries = rules.boundaries(text);
    assert_eq!(boundaries.last(), Some(&text.len()));
}

fn usual() -> RuleSet {
    compiled(vec![
        Rule::joining(r"\b(?:Mr|Dr|etc)\.", r"\s"),
        Rule::joining(r"\(.*", r"\s"),
        Rule::joining(r"[.]+", r"\s+\p{Ll}"),
        Rule::breaking(r"[.?!]+", ""),
        Rule::breaking("", r"\n"),
    ])
}

#[test]
fn time_grows_with_the_text() {
    let rules = usual();
    for piece in [
        ".",
        "a",
        "e\u{301}\u{202e}",
        "(a. ",
        "\n",
        ". ",
        "((",
        "a.a",
    ] {
        assert_linear(&rules, piece);
    }
}

#[test]
fn catastrophic_patterns_are_bounded_and_reported() {
    let rules = compiled(vec![
        Rule::joining(r"(?=a)(?:a+)+(?<!x)b", ""),
        Rule::breaking(r"(?:(a+)+\1)+c", r"\s"),
        Rule::breaking(r"\.", r"\s"),
    ]);
    let text = format!("{}. {}", "a".repeat(400), "b");
    assert_eq!(rules.boundaries(&text), [0, 401, 403]);
    assert_eq!(rules.gave_up(), [1]);
}

#[test]
fn ten_thousand_rules_are_as_good_as_ten() {
    let mut rules: Vec<Rule> = (0..10_000)
        .map(|number| Rule::joining(format!(r"\babbr{number}\."), r"\s"))
        .collect();
    rules.push(Rule::breaking(r"[.?!]+", r"\s"));
    let rules = compiled(rules);
    assert!(rules.warnings().is_empty());
    let text = "See abbr9999. Then stop. See abbr77. There. Not abbr10000. End.";
    let segments: Vec<&str> = rules
        .boundaries(text)
        .windows(2)
        .map(|pair| text[pair[0]..pair[1]].trim())
        .collect();
    let expected = [
        "See abbr9999. Then stop.",
        "See abbr77. There.",
        "Not abbr10000.",
        "End.",
    ];
    assert_eq!(segments, expected);
}

#[test]
fn ten_thousand_costly_rules_are_bounded_as_a_sum() {
    let mut rules = vec![Rule::breaking(r"[.?!]+", r"\s")];
    for number in 0..5_000 {
        rules.push(Rule::joining(format!(r"\w{{90}}{number}\."), r"\p{Lu}{50}"));
        rules.push(Rule::breaking(format!(r"(?<!x{number})\p{{L}}{{60}};"), ""));
    }
    let rules = compiled(rules);
    let warnings = rules.warnings();
    assert!(warnings.len() > 5_000, "{}", warnings.len());
    assert!(
        warnings
            .iter()
            .all(|warning| { matches!(warning.error, PatternError::Budget { .. }) })
    );
    assert_eq!(warnings.last().map(|warning| warning.number), Some(10_001));
    assert_eq!(rules.boundaries("A. B."), [0, 2, 5]);
}

#[test]
fn rules_that_cannot_be_compiled_are_named() {
    let nested = format!("{}x{}", "(".repeat(5_000), ")".repeat(5_000));
    let list = list(vec![
        Rule::breaking(r"\.", r"\s"),
        Rule::joining("[", ""),
        Rule::joining("((a{1000}){1000}){1000}", ""),
        Rule::joining(r"\p{IsKlingon}", ""),
        Rule::joining(nested, ""),
        Rule::joining(r"\uD800", ""),
    ]);
    for dialect in [Dialect::Java, Dialect::Icu] {
        let mut options = RuleOptions::default();
        options.dialect = Some(dialect);
        let rules = RuleSet::compile(&[&list], options);
        let numbers: Vec<usize> = rules.warnings().iter().map(|found| found.number).collect();
        assert_eq!(numbers, [2, 3, 4, 5, 6], "{:?}", rules.warnings());
        assert_eq!(rules.boundaries("A. B."), [0, 2, 5]);
    }
}

#[test]
fn entity_bombs_are_refused() {
    let bomb = MINIMAL.replacen(
        "<srx",
        "<!DOCTYPE srx [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><srx",
        1,
    );
    let error = SrxDocument::read(bomb.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("entities"), "{error}");
    let reference = MINIMAL.replace(">x<", ">&b;<");
    assert!(SrxDocument::read(reference.as_bytes()).is_err());
    let external = MINIMAL.replacen("<srx", "<!DOCTYPE srx SYSTEM \"nowhere.dtd\"><srx", 1);
    assert!(
        SrxDocument::read(external.as_bytes()).is_ok(),
        "it is not fetched"
    );
}

#[test]
fn elements_of_others_are_kept_behind_two_byte_order_marks() {
    let file = MINIMAL.replacen("<rule ", "<note>«x»</note><rule ", 1);
    let plain = SrxDocument::read(file.as_bytes()).unwrap();
    let marked = format!("\u{feff}\u{feff}{file}");
    let marked = SrxDocument::read(marked.as_bytes()).unwrap();
    assert!(plain.write().contains("<note>«x»</note>"));
    assert_eq!(marked.write(), plain.write());
}
