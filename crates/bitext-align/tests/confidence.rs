//! What the probabilities of links rest on, beyond the lattice.

#![expect(clippy::unwrap_used, reason = "tests")]

use bitext_align::{Aligner, Alignment, Confidence};
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::PackLibrary;

fn align(source: &[&str], target: &[&str], confidence: Confidence) -> Alignment {
    let packs = PackLibrary::built_in();
    let pack = |name: &str| packs.get(&LanguageTag::try_new(name).unwrap()).unwrap();
    let aligner = Aligner::builder(&pack("en"), &pack("ru"))
        .confidence(confidence)
        .build()
        .unwrap();
    let (source, target) = (
        SegmentedText::from_lines(source),
        SegmentedText::from_lines(target),
    );
    aligner.align(&source, &target).unwrap()
}

const ENGLISH: [&str; 6] = [
    "The regional council met in Tver on Tuesday to discuss the repair of the old bridge.",
    "Background",
    "The bridge was built in 1956 and has been closed to lorries since last spring.",
    "+1 555 010 20 30",
    "Its repair will cost 340 million roubles, half of which the federal budget will pay.",
    "The council did not say when the work begins.",
];
const RUSSIAN: [&str; 6] = [
    "Областной совет во вторник обсудил в Твери ремонт старого моста.",
    "Справка",
    "Мост построен в 1956 году, с прошлой весны он закрыт для грузовиков.",
    "+1 555 010 20 30",
    "Ремонт обойдётся в 340 млн рублей, половину выделит федеральный бюджет.",
    "Когда начнутся работы, в совете не сказали.",
];

#[test]
fn links_stay_and_probabilities_change() {
    let lattice = align(&ENGLISH, &RUSSIAN, Confidence::of_the_lattice());
    let weighed = align(&ENGLISH, &RUSSIAN, Confidence::built_in());
    assert_eq!(lattice.lattice, weighed.lattice);
    assert_eq!(lattice.verdict, weighed.verdict);
    assert_eq!(lattice.ladder.rungs(), weighed.ladder.rungs());
    assert_ne!(lattice.ladder, weighed.ladder);
    for (one, other) in lattice.ladder.links().iter().zip(lattice.lattice.links()) {
        let (one, other) = (one.probability().value(), other.probability().value());
        assert!((one - other).abs() < 1e-4, "{one} {other}");
    }
}

#[test]
fn a_short_heading_is_less_sure_than_a_long_sentence_and_a_copy_as_sure_as_before() {
    let alignment = align(&ENGLISH, &RUSSIAN, Confidence::built_in());
    let probability = |ladder: &bitext_core::Ladder, at: usize| {
        assert_eq!(ladder.links().len(), ENGLISH.len());
        ladder.links()[at].probability().value()
    };
    let doubt = |at: usize| 1.0 - probability(&alignment.ladder, at);
    assert!(doubt(1) > 2.0 * doubt(2), "{} {}", doubt(1), doubt(2));
    assert!(probability(&alignment.ladder, 3) >= probability(&alignment.lattice, 3));
}
