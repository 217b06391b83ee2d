//! Pairing in languages that no lexicon ties together.

use bitext_core::LanguageTag;
use bitext_corpus::{Pairer, Report, Reports};
use bitext_lang::PackLibrary;

fn named(name: &str, number: usize) -> Report {
    Report {
        path: format!("{name}{number}.txt"),
        ..Report::default()
    }
}

#[test]
fn names_and_figures_pair_languages_without_a_lexicon() {
    let packs = PackLibrary::built_in();
    let pack = |tag| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
    let pairer = Pairer::try_new(&pack("en"), &pack("hi")).unwrap();
    let english = [
        "The minister met Sergey Lavrov in Moscow. Trade reached 65.7 billion dollars. \
         Then Vladimir Putin flew to Vladivostok for 16 hours.",
        "The museum in Edinburgh opened on Friday. Some 1,240 guests came to see it. \
         The director, Fiona Campbell, thanked the architects of Copenhagen.",
    ];
    let hindi = [
        "एडिनबर्ग का संग्रहालय शुक्रवार को खुला। लगभग 1,240 मेहमान आए। निदेशक फियोना कैंपबेल ने \
         कोपेनहेगन के वास्तुकारों को धन्यवाद दिया।",
        "मंत्री मॉस्को में सर्गेई लावरोव से मिले। व्यापार 65.7 अरब डॉलर तक पहुँचा। फिर व्लादिमीर \
         पुतिन 16 घंटे के लिए व्लादिवोस्तोक गए।",
    ];
    let (mut near, mut far) = (Reports::default(), Reports::default());
    for (at, (one, other)) in english.iter().zip(hindi).enumerate() {
        near.add(named("a", at), pairer.source_profile(one.lines()));
        far.add(named("x", at), pairer.target_profile(other.lines()));
    }
    let pairs = pairer.pair(near, far).pairs;
    let found: Vec<_> = pairs
        .iter()
        .map(|pair| (pair.source, pair.target))
        .collect();
    assert_eq!(found, [(0, 1), (1, 0)]);
}
