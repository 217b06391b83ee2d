//! Whether two texts translate each other, where no lexicon says so.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use bitext_align::{Aligner, VerdictKind};
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::PackLibrary;

const DOCUMENTS: [&str; 8] = [
    "central-bank-statement",
    "foreign-ministry-briefing",
    "glaciologist-interview",
    "grain-corridor-wire",
    "hockey-final-report",
    "lunar-sample-wire",
    "press-secretary-briefing",
    "refinery-fire-live",
];

/// The first segments of a document, as a transcript has them if `spoken`: without
/// punctuation and capitals.
fn segments(document: &str, language: &str, spoken: bool) -> SegmentedText {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora/en-ru");
    let text = fs::read_to_string(folder.join(format!("{document}.{language}.segments"))).unwrap();
    let said = |line: &str| -> String {
        let letters = line.chars().filter(|letter| !letter.is_ascii_punctuation());
        let letters = letters.filter(|letter| !"«»—–…“”№".contains(*letter));
        letters.collect::<String>().to_lowercase()
    };
    let lines: Vec<String> = match spoken {
        true => text.lines().take(20).map(said).collect(),
        false => text.lines().take(20).map(str::to_owned).collect(),
    };
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    SegmentedText::from_lines(&lines)
}

/// Which of the documents are refused if each is paired with the one so many places on.
fn refused(shift: usize, spoken: bool) -> Vec<&'static str> {
    let packs = PackLibrary::built_in();
    let pack = |tag: &str| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
    let builder = Aligner::builder(&pack("en"), &pack("ru"));
    let aligner = builder.without_lexicon().build().unwrap();
    let is_refused = |at: usize| {
        let other = DOCUMENTS[(at + shift) % DOCUMENTS.len()];
        let source = segments(DOCUMENTS[at], "en", false);
        let target = segments(other, "ru", spoken);
        let verdict = aligner.align(&source, &target).unwrap().verdict;
        verdict.kind == VerdictKind::NoTranslation
    };
    let places = (0..DOCUMENTS.len()).filter(|&at| is_refused(at));
    places.map(|at| DOCUMENTS[at]).collect()
}

#[test]
fn translations_are_told_from_other_texts_of_their_kind() {
    let mut passed = Vec::new();
    for spoken in [false, true] {
        assert_eq!(refused(0, spoken), [""; 0]);
        for shift in [1, 3] {
            let refused = refused(shift, spoken);
            let wrong = DOCUMENTS.iter().filter(|name| !refused.contains(name));
            passed.extend(wrong.map(|name| (name, shift, spoken)));
        }
    }
    // Of 32, all in one register and some on like subjects.
    assert!(passed.len() <= 2, "{passed:?}");
}

#[test]
fn a_small_lexicon_makes_no_translations_of_unrelated_texts() {
    let packs = PackLibrary::built_in();
    let pack = |tag: &str| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
    let aligner = Aligner::builder(&pack("en"), &pack("uk"));
    let aligner = aligner.build().unwrap();
    let verdict = |source: &[&str], target: &[&str]| {
        let texts = [source, target].map(SegmentedText::from_lines);
        aligner.align(&texts[0], &texts[1]).unwrap().verdict.kind
    };
    // They have nothing in common but a few prepositions.
    let zoo = [
        "Children may help to prepare the food on Sundays.",
        "The director thanked the volunteers for their patience.",
        "Visitors can watch them from a wooden terrace.",
        "The keepers feed them four times a day.",
    ];
    let bridge = [
        "Власники крамниць на березі річки побоюються, що втратять клієнтів.",
        "Водіям доведеться користуватися об'їзною дорогою, сказав мер.",
        "Минулої осені інженери виявили тріщини в трьох із семи опор.",
        "Відтоді важким вантажівкам заборонено їздити мостом.",
    ];
    assert_eq!(verdict(&zoo, &bridge), VerdictKind::NoTranslation);
    assert_eq!(verdict(&zoo[1..], &bridge[..3]), VerdictKind::NoTranslation);
    let english = [
        "The owners of shops on the river bank fear that they will lose customers.",
        "Drivers will have to use another road, the mayor said.",
        "Last autumn engineers found cracks in three of seven piers.",
        "Since then heavy trucks have not been allowed on the bridge.",
    ];
    assert_ne!(verdict(&english, &bridge), VerdictKind::NoTranslation);
    assert_ne!(
        verdict(&english[..2], &bridge[..2]),
        VerdictKind::NoTranslation
    );
}
