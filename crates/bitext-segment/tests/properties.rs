//! What holds for every language, every profile and every string.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;

use bitext_core::{Block, BlockKind, Document, LanguageTag, TextRange};
use bitext_lang::{LanguagePack, PackLibrary};
use bitext_segment::{LineMode, Profile, SegmentOptions, Segmenter};
use bitext_srx::{LanguageRule, Rule, RuleOptions, RuleSet};
use proptest::prelude::*;

fn segmenters() -> Vec<Segmenter> {
    let packs = PackLibrary::built_in();
    let tags = packs.tags().into_iter().chain(["und"]);
    let packs: Vec<Arc<LanguagePack>> = tags
        .map(|tag| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap())
        .collect();
    let mut segmenters = Vec::new();
    for (profile, line_mode) in [
        (Profile::Edited, LineMode::EveryLine),
        (Profile::Informal, LineMode::BlankLine),
        (Profile::Edited, LineMode::Unwrap),
    ] {
        let mut options = SegmentOptions::default();
        options.profile = profile;
        options.line_mode = line_mode;
        let made = packs
            .iter()
            .map(|pack| Segmenter::try_new(pack, &options).unwrap());
        segmenters.extend(made);
    }
    segmenters
}

fn check(segmenter: &Segmenter, text: &str) -> Result<(), TestCaseError> {
    let boundaries = segmenter.boundaries(text);
    prop_assert_eq!(boundaries[0], 0);
    prop_assert_eq!(*boundaries.last().unwrap(), text.len());
    let mut joined = String::new();
    for pair in boundaries.windows(2) {
        prop_assert!(pair[0] < pair[1], "{:?}", boundaries);
        prop_assert!(text.is_char_boundary(pair[1]));
        joined.push_str(&text[pair[0]..pair[1]]);
    }
    prop_assert_eq!(&joined, text);
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    let segments = segmenter.segments(text);
    let kept: String = segments.iter().map(|range| dense(range.of(text))).collect();
    prop_assert_eq!(kept, dense(text), "white space alone may lie outside");
    for range in segments {
        let segment = range.of(text);
        prop_assert!(!segment.is_empty());
        prop_assert_eq!(segment, segment.trim());
    }
    Ok(())
}

/// Text made of what the rules look at, which random strings hardly hit.
fn tricky() -> impl Strategy<Value = String> {
    let pieces = vec![
        ".",
        "!",
        "?",
        "…",
        "。",
        "؟",
        "।",
        "\"",
        "'",
        "“",
        "”",
        "«",
        "»",
        "(",
        ")",
        "[",
        "]",
        " ",
        " ",
        " ",
        "\n",
        "\r\n",
        "\u{a0}",
        "\u{202f}",
        "\u{200e}",
        "\u{301}",
        "—",
        "-",
        "/",
        "Dr",
        "Mr",
        "U.S",
        "т",
        "е",
        "г",
        "ул",
        "И",
        "А",
        "No",
        "5",
        "12.04",
        "1",
        "(a)",
        "IV",
        "MOSCOW, April 12",
        "/TASS/",
        "МОСКВА",
        "The",
        "he",
        "Она",
        "Москва",
        "iOS",
        "🎉",
        ":)",
        "https://example.com",
        "[12]",
        "...",
        ". . .",
        "北京",
        "รายงาน",
        "แต่",
        "مرحبا",
        "ё",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|parts| parts.concat())
}

#[test]
fn segments_join_to_the_input() {
    let segmenters = segmenters();
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let texts = prop_oneof![any::<String>(), tricky()];
    let outcome = runner.run(&texts, |text| {
        segmenters
            .iter()
            .try_for_each(|segmenter| check(segmenter, &text))
    });
    outcome.unwrap();
}

#[test]
fn a_dateline_with_spaces_behind_it_is_one_segment_everywhere() {
    for segmenter in segmenters() {
        check(&segmenter, "MOSCOW, 12.04. . .\nPARIS.  The").unwrap();
        check(&segmenter, "И12.04МОСКВА. . .").unwrap();
    }
}

#[test]
fn awkward_texts_take_linear_time() {
    let units = [
        ".", ". ", "! ", "a. ", "A. ", "т. ", "\"", "(", "[1]", "a", "\u{301}", "\u{202e}", " ",
        "\n", "。", "/", "MOSCOW /", "? \"", ".)", "🎉 ", "... ", ". . ", "5. ", "Mr", "[", ":",
    ];
    for segmenter in segmenters() {
        for unit in units {
            // Quadratic time would take minutes here.
            let text = unit.repeat(60_000 / unit.len());
            check(&segmenter, &text).unwrap();
        }
    }
}

/// Rules that break at each comma, stop and space, behind our own knowledge.
fn with_rules() -> Segmenter {
    let rules = vec![
        Rule::joining(r"\bMr\.", r"\s"),
        Rule::breaking(r"[.,]", ""),
        Rule::breaking(r"\s", ""),
    ];
    let list = LanguageRule {
        name: "mine".to_owned(),
        rules,
        ..LanguageRule::default()
    };
    let rules = RuleSet::compile(&[&list], RuleOptions::default());
    english(&SegmentOptions::default()).with_exceptions(rules)
}

#[test]
fn rules_of_the_caller_break_where_they_are_said_to() {
    let segmenter = with_rules();
    for text in ["Mr. Orr, 5,000.5  m.\n a,", "a.  . , b", " ,", ""] {
        check(&segmenter, text).unwrap();
        let explained = segmenter.explain(text).into_iter();
        let breaks: Vec<usize> = explained
            .filter(|candidate| candidate.is_break)
            .map(|candidate| candidate.next)
            .collect();
        let starts = segmenter.segments(text).into_iter().skip(1);
        assert_eq!(breaks, starts.map(|range| range.start).collect::<Vec<_>>());
    }
    // Quadratic time would take minutes.
    for unit in ["5,000.5 ", " "] {
        let text = format!("{}a", unit.repeat(1_000_000 / unit.len()));
        check(&segmenter, &text).unwrap();
        assert!(segmenter.explain(&text).len() < text.len());
    }
}

#[test]
fn blocks_are_walls_and_lines_are_left_alone() {
    let text = "Mr.\nSmith came. He\nsat.\nOne. Two.\n  ".to_owned();
    let block = |start, end, kind| Block {
        range: TextRange::new(start, end),
        kind,
    };
    let blocks = vec![
        block(0, 3, BlockKind::Heading),
        block(4, 23, BlockKind::Paragraph),
        block(24, 33, BlockKind::Line),
        block(34, 36, BlockKind::Paragraph),
    ];
    let document = Document::try_new("d", text, blocks, None).unwrap();
    let pack = PackLibrary::built_in()
        .get(&LanguageTag::try_new("en").unwrap())
        .unwrap();
    let segmenter = Segmenter::try_new(&pack, &SegmentOptions::default()).unwrap();
    let segmented = segmenter.segment_document(&document);
    let texts: Vec<_> = segmented.texts().collect();
    assert_eq!(texts, ["Mr.", "Smith came.", "He\nsat.", "One. Two."]);
    let blocks: Vec<_> = segmented.segments().iter().map(|s| s.block).collect();
    assert_eq!(blocks, [0, 1, 1, 2]);
}

fn english(options: &SegmentOptions) -> Segmenter {
    let pack = PackLibrary::built_in()
        .get(&LanguageTag::try_new("en").unwrap())
        .unwrap();
    Segmenter::try_new(&pack, options).unwrap()
}

#[test]
fn callers_add_abbreviations_of_their_own() {
    let text = "The Xyz. Smith report is out. It is long.";
    let segments = |options: &SegmentOptions| english(options).segments(text).len();
    let mut options = SegmentOptions::default();
    assert_eq!(segments(&options), 3);
    options.abbreviations = "[title]\nXyz.".to_owned();
    assert_eq!(segments(&options), 2);
}

#[test]
fn wrapped_text_is_joined_on_request() {
    let text = "The ferry went down in a\nstorm. Nobody was\nhurt.\n\nMore later.";
    let mut options = SegmentOptions::default();
    assert_eq!(english(&options).segments(text).len(), 5);
    options.line_mode = LineMode::BlankLine;
    let segmenter = english(&options);
    let texts: Vec<_> = segmenter
        .segments(text)
        .iter()
        .map(|range| range.of(text))
        .collect();
    assert_eq!(
        texts,
        [
            "The ferry went down in a\nstorm.",
            "Nobody was\nhurt.",
            "More later."
        ]
    );
}
