//! Properties of ladders that hold for any text: texts of `corpora/` with lines
//! lost, joined and out of place.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bitext_align::{Aligner, Alignment, VerdictKind};
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::PackLibrary;
use proptest::prelude::*;

fn aligner(source: &str, target: &str) -> Aligner {
    let packs = PackLibrary::built_in();
    let pack = |name: &str| packs.get(&LanguageTag::try_new(name).unwrap()).unwrap();
    Aligner::builder(&pack(source), &pack(target))
        .build()
        .unwrap()
}

/// The segments of every English–Russian pair, one after the other.
fn corpus(language: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora/en-ru");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.ends_with(&format!(".{language}.segments"))
        })
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn segmented(lines: &[String]) -> SegmentedText {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    SegmentedText::from_lines(&lines)
}

/// What may become of a line.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Kept,
    Lost,
    Joined,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![
        8 => Just(Fate::Kept),
        1 => Just(Fate::Lost),
        1 => Just(Fate::Joined),
    ];
    proptest::collection::vec(fate, 0..70)
}

fn suffered(lines: &[String], fates: &[Fate]) -> Vec<String> {
    let mut left: Vec<String> = Vec::new();
    for (line, fate) in lines.iter().zip(fates) {
        match (fate, left.last_mut()) {
            (Fate::Lost, _) => {}
            (Fate::Joined, Some(last)) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => left.push(line.clone()),
        }
    }
    left
}

/// The links with two sides, and the lines without counterpart, of each side;
/// `swapped` turns the sides round.
type Content = (BTreeSet<(usize, usize, usize, usize)>, [BTreeSet<usize>; 2]);

fn content(alignment: &Alignment, swapped: bool) -> Content {
    let (mut links, mut alone) = (BTreeSet::new(), [BTreeSet::new(), BTreeSet::new()]);
    for link in alignment.ladder.links() {
        let (mut near, mut far) = (link.source(), link.target());
        if swapped {
            (near, far) = (far, near);
        }
        if link.is_null() {
            alone[0].extend(near.indices());
            alone[1].extend(far.indices());
        } else {
            links.insert((near.start, near.end, far.start, far.end));
        }
    }
    (links, alone)
}

proptest! {
    // A fixed seed: lines that are alike to the last bit tie, and a tie is
    // settled by the order of the texts.
    #![proptest_config(ProptestConfig {
        cases: 16,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn swapping_the_sides_mirrors_the_ladder(
        start in 0usize..150, near in fates(), far in fates()
    ) {
        let (english, russian) = (corpus("en"), corpus("ru"));
        let source = segmented(&suffered(&english[start..], &near));
        let target = segmented(&suffered(&russian[start..], &far));
        let there = aligner("en", "ru").align(&source, &target).unwrap();
        let back = aligner("ru", "en").align(&target, &source).unwrap();
        prop_assert_eq!(there.verdict.kind, back.verdict.kind);
        // Between texts that share nothing the corridor is a matter of chance, and
        // a gap leads through it on one side's way only.
        if there.verdict.kind != VerdictKind::NoTranslation {
            prop_assert_eq!(content(&there, false), content(&back, true));
        }
    }

    #[test]
    fn any_lines_have_a_ladder(
        near in proptest::collection::vec(".{0,40}", 0..30),
        far in proptest::collection::vec(".{0,40}", 0..30),
    ) {
        let clean = |lines: &[String]| -> Vec<String> {
            lines.iter().map(|line| line.replace('\n', " ")).collect()
        };
        let (source, target) = (segmented(&clean(&near)), segmented(&clean(&far)));
        let ladder = aligner("en", "ru").align(&source, &target).unwrap().ladder;
        prop_assert_eq!(ladder.source_length(), source.len());
        prop_assert_eq!(ladder.target_length(), target.len());
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let (source, target) = (segmented(&corpus("en")), segmented(&corpus("ru")));
    let aligner = aligner("en", "ru");
    let links = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let alignment = pool
            .unwrap()
            .install(|| aligner.align(&source, &target))
            .unwrap();
        let links = alignment.ladder.links().iter();
        links
            .map(|link| {
                (
                    link.source(),
                    link.target(),
                    link.probability().value().to_bits(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert!(source.len() > 300);
    assert_eq!(links(1), links(8));
}

#[test]
fn a_side_much_longer_than_the_other_is_left_alone_for_the_most_part() {
    let (english, russian) = (corpus("en"), corpus("ru"));
    let long: Vec<String> = (0..10)
        .flat_map(|round| russian.iter().map(move |line| format!("{line} {round}")))
        .collect();
    let (source, target) = (segmented(&english), segmented(&long));
    let ladder = aligner("en", "ru").align(&source, &target).unwrap().ladder;
    let alone = ladder
        .links()
        .iter()
        .filter(|link| link.source().is_empty());
    assert!(alone.count() > 8 * russian.len());
}
