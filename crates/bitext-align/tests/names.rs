//! Names that one side writes in characters and the other side spells.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use bitext_align::Aligner;
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::{LanguagePack, PackLibrary};

fn pack(tag: &str) -> Arc<LanguagePack> {
    let tag = LanguageTag::try_new(tag).unwrap();
    PackLibrary::built_in().get(&tag).unwrap()
}

/// The pairs of words that match in the links of two texts.
fn matches(languages: (&str, &str), source: &[&str], target: &[&str]) -> Vec<(String, String)> {
    let (near, far) = (pack(languages.0), pack(languages.1));
    let aligner = Aligner::builder(&near, &far).build().unwrap();
    let source = SegmentedText::from_lines(source);
    let target = SegmentedText::from_lines(target);
    let ladder = aligner.align(&source, &target).unwrap().ladder;
    let links = aligner.explain(&source, &target, &ladder);
    let pairs = links.into_iter().flat_map(|link| link.matches);
    pairs.map(|pair| (pair.source, pair.target)).collect()
}

const CHINESE: [&str; 2] = ["林佩珊没有说话。", "女人们问欧阳清岚去哪里。"];
const ENGLISH: [&str; 2] = [
    "Lin Peishan said nothing.",
    "Women asked Ouyang Qinglan where she was going.",
];

fn has(pairs: &[(String, String)], near: &str, far: &str) -> bool {
    pairs
        .iter()
        .any(|(a, b)| (a.as_str(), b.as_str()) == (near, far))
}

#[test]
fn a_spelled_name_is_found_in_characters() {
    let pairs = matches(("zh", "en"), &CHINESE, &ENGLISH);
    assert!(has(&pairs, "佩珊", "peishan"), "{pairs:?}");
    assert!(has(&pairs, "清岚", "qinglan"), "{pairs:?}");
}

#[test]
fn either_side_may_spell_it() {
    let pairs = matches(("en", "zh"), &ENGLISH, &CHINESE);
    assert!(has(&pairs, "peishan", "佩珊"), "{pairs:?}");
}

#[test]
fn a_word_that_the_lexicon_knows_is_no_name() {
    // 我们 reads *wo men*, and *Women* opens the sentence.
    let pairs = matches(("zh", "en"), &["我们不知道。"], &["Women do not know."]);
    assert!(!has(&pairs, "我们", "women"), "{pairs:?}");
}

#[test]
fn katakana_spell_names_by_their_sound() {
    let english = ["Montero left Santander.", "Nobody asked Navarro why."];
    let japanese = [
        "モンテロはサンタンデルを去った。",
        "誰もナバロに理由を尋ねなかった。",
    ];
    for (languages, source, target) in [
        (("en", "ja"), &english, &japanese),
        (("ja", "en"), &japanese, &english),
    ] {
        let mut pairs = matches(languages, source, target);
        if languages.0 == "ja" {
            pairs = pairs.into_iter().map(|(near, far)| (far, near)).collect();
        }
        assert!(has(&pairs, "montero", "モンテロ"), "{pairs:?}");
        assert!(has(&pairs, "santander", "サンタンデル"), "{pairs:?}");
        assert!(has(&pairs, "navarro", "ナバロ"), "{pairs:?}");
    }
}

#[test]
fn katakana_that_the_lexicon_knows_are_words() {
    let pairs = matches(
        ("en", "ja"),
        &["The computer is a system."],
        &["そのコンピューターシステムである。"],
    );
    assert!(has(&pairs, "system", "システム"), "{pairs:?}");
}
