//! Runs the cases in `tests/suite/`, which anyone can extend without Rust.
//!
//! `<topic>.<language>.txt`: a text, and on the next line, indented, `=` and
//! its anchors in canonical form parted by ` | `, names left out; or `?` and
//! the anchors it should have but does not yet have: a known failure.
//!
//! `names.txt`: names in several languages, each with its tag, that must match
//! each other; or, after `≠`, names that must not match.

#![expect(clippy::unwrap_used, reason = "a test ends when its data is not there")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bitext_anchor::{AnchorExtractor, AnchorKind, NameKey, name_similarity};
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};

/// From here on two names count as the same in these tests.
const ALIKE: f32 = 0.65;

fn extractor(tag: &str) -> AnchorExtractor {
    let packs = PackLibrary::built_in();
    let pack = packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
    AnchorExtractor::try_new(&Arc::clone(&pack)).unwrap()
}

fn suite() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn shown(extractor: &AnchorExtractor, text: &str) -> String {
    let tokens: Vec<Token> = tokens(text).collect();
    let anchors = extractor.extract(text, &tokens);
    let anchors = anchors
        .iter()
        .filter(|anchor| anchor.kind != AnchorKind::Name);
    let shown: Vec<String> = anchors.map(|anchor| anchor.canonical(text)).collect();
    shown.join(" | ")
}

#[test]
fn anchors_are_found_as_the_suite_says() {
    let mut report = String::new();
    let mut cases = 0;
    for (name, content) in suite() {
        let stem = name.strip_suffix(".txt");
        let Some((_, tag)) = stem.and_then(|stem| stem.split_once('.')) else {
            continue;
        };
        let extractor = extractor(tag);
        let mut text = "";
        for (number, line) in (1..).zip(content.lines()) {
            let Some(body) = line.strip_prefix("  ") else {
                text = line;
                continue;
            };
            cases += 1;
            let found = shown(&extractor, text);
            let (mark, expected) = body.split_at(1);
            let expected = expected.trim();
            let complaint = match mark {
                "=" if found != expected => format!("expected {expected}"),
                "?" if found == expected => "a known failure is mended: mark it `=`".to_owned(),
                "=" | "?" => continue,
                _ => "the line begins with neither `=` nor `?`".to_owned(),
            };
            report.push_str(&format!(
                "{name}:{number}: {text}\n  found    {found}\n  {complaint}\n"
            ));
        }
    }
    assert!(cases > 150, "only {cases} cases were read");
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn names_match_across_languages() {
    let (_, content) = suite()
        .into_iter()
        .find(|(name, _)| name == "names.txt")
        .unwrap();
    let tags = [
        "en", "ru", "uk", "de", "fr", "es", "nl", "hu", "ro", "ja", "ko", "ar", "fa", "he", "hi",
        "bn",
    ];
    let extractors: Vec<(&str, AnchorExtractor)> = tags.map(|tag| (tag, extractor(tag))).into();
    let key = |tagged: &str| -> NameKey {
        let (tag, name) = tagged.trim().split_once(' ').unwrap();
        let (_, extractor) = extractors.iter().find(|(known, _)| *known == tag).unwrap();
        extractor
            .name_key(name)
            .or_else(|| extractor.name_key_without_capitals(&extractor.fold(name)))
            .unwrap_or_else(|| panic!("{tagged} has no key"))
    };
    let mut report = String::new();
    for line in content
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (line, is_failure) = match line.strip_prefix("? ") {
            Some(rest) => (rest, true),
            None => (line, false),
        };
        let (alike, different) = line.split_once('≠').unwrap_or((line, ""));
        let names = |part: &str| -> Vec<String> {
            let names = part.split(',').map(|name| name.trim().to_owned());
            names.filter(|name| !name.is_empty()).collect()
        };
        let (alike, different) = (names(alike), names(different));
        let mut complaints = String::new();
        for (at, one) in alike.iter().enumerate() {
            for other in &alike[at + 1..] {
                let similarity = name_similarity(&key(one), &key(other));
                if similarity < ALIKE {
                    complaints.push_str(&format!(
                        "{one} / {other}: {similarity} {:?} {:?}\n",
                        key(one),
                        key(other)
                    ));
                }
            }
            for other in &different {
                let similarity = name_similarity(&key(one), &key(other));
                if similarity >= ALIKE {
                    complaints.push_str(&format!(
                        "{one} ≠ {other}: {similarity} {:?} {:?}\n",
                        key(one),
                        key(other)
                    ));
                }
            }
        }
        match (is_failure, complaints.is_empty()) {
            (true, true) => report.push_str(&format!("mended, take the `?` away: {line}\n")),
            (false, false) => report.push_str(&complaints),
            _ => {}
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
