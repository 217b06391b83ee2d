//! The lexicons that come with the crate know everyday words.

#![expect(clippy::unwrap_used, reason = "a test")]

use bitext_align::{Aligner, Lexicon, built_in_lexicon, pack_lexicon};
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::PackLibrary;

/// *Mountain*, *to drink* and *Tuesday* in the languages whose lexicon with English knows
/// dictionaries, but for Chinese and Japanese.
const WORDS: [(&str, [&str; 3]); 18] = [
    ("bg", ["планина", "пия", "вторник"]),
    ("de", ["Berg", "trinken", "Dienstag"]),
    ("el", ["βουνό", "πίνω", "Τρίτη"]),
    ("es", ["montaña", "beber", "martes"]),
    ("fi", ["vuori", "juoda", "tiistai"]),
    ("fr", ["montagne", "boire", "mardi"]),
    ("id", ["gunung", "minum", "Selasa"]),
    ("it", ["montagna", "bere", "martedì"]),
    ("lt", ["kalnas", "gerti", "antradienis"]),
    ("nb", ["fjell", "drikke", "tirsdag"]),
    ("nl", ["berg", "drinken", "dinsdag"]),
    ("nn", ["fjell", "drikke", "tirsdag"]),
    ("no", ["fjell", "drikke", "tirsdag"]),
    ("pl", ["góra", "pić", "wtorek"]),
    ("pt", ["montanha", "beber", "terça-feira"]),
    ("ru", ["гора", "пить", "вторник"]),
    ("sv", ["berg", "dricka", "tisdag"]),
    ("tr", ["dağ", "içmek", "salı"]),
];

fn translations(source: &str, target: &str, word: &str) -> Vec<String> {
    let packs = PackLibrary::built_in();
    let tag = |name: &str| LanguageTag::try_new(name).unwrap();
    let lexicon = Lexicon::built_in(&tag(source), &tag(target))
        .unwrap()
        .unwrap();
    let stem = packs
        .get(&tag(source))
        .unwrap()
        .stem(&word.to_lowercase())
        .into_owned();
    let mut found = Vec::new();
    lexicon.for_each_translation(&stem, |stem, _| found.push(stem.to_owned()));
    found
}

#[test]
fn everyday_words_have_their_translations() {
    let packs = PackLibrary::built_in();
    let mut missing = Vec::new();
    for (language, words) in WORDS {
        let pack = packs.get(&LanguageTag::try_new(language).unwrap()).unwrap();
        for (english, word) in ["mountain", "drink", "tuesday"].iter().zip(words) {
            let stem = pack.stem(&word.to_lowercase()).into_owned();
            if !translations("en", language, english).contains(&stem) {
                missing.push((english, word));
            }
        }
    }
    // A Portuguese weekday is two words to a lexicon.
    assert_eq!(missing, [(&"tuesday", "terça-feira")]);
}

/// *Address*, *red* and *language* in the languages whose lexicon with English knows
/// interface strings alone.
const SHOWN: [(&str, [&str; 3]); 19] = [
    ("bn", ["ঠিকানা", "লাল", "ভাষা"]),
    ("ca", ["adreça", "vermell", "idioma"]),
    ("cs", ["adresa", "červená", "jazyk"]),
    ("da", ["adresse", "rød", "sprog"]),
    ("et", ["aadress", "punane", "keel"]),
    ("fa", ["نشانی", "قرمز", "زبان"]),
    ("he", ["כתובת", "אדום", "שפה"]),
    ("hi", ["पता", "लाल", "भाषा"]),
    ("hr", ["adresa", "crvena", "jezik"]),
    ("hu", ["cím", "piros", "nyelv"]),
    ("lv", ["adrese", "sarkans", "valoda"]),
    ("ro", ["adresă", "roșu", "limbă"]),
    ("sk", ["adresa", "červená", "jazyk"]),
    ("sl", ["naslov", "rdeča", "jezik"]),
    ("sr", ["адреса", "црвена", "језик"]),
    ("sw", ["anwani", "nyekundu", "lugha"]),
    ("ta", ["முகவரி", "சிவப்பு", "மொழி"]),
    ("uk", ["адреса", "червоний", "мова"]),
    ("vi", ["địa", "đỏ", "ngôn"]),
];

#[test]
fn small_lexicons_know_what_interfaces_say() {
    let packs = PackLibrary::built_in();
    let english = LanguageTag::try_new("en").unwrap();
    let mut missing = Vec::new();
    for (language, words) in SHOWN {
        let tag = LanguageTag::try_new(language).unwrap();
        assert!(
            !Lexicon::built_in(&english, &tag)
                .unwrap()
                .unwrap()
                .is_large()
        );
        let pack = packs.get(&tag).unwrap();
        for (english, word) in ["address", "red", "language"].iter().zip(words) {
            let stem = pack.stem(&pack.fold(word)).into_owned();
            if !translations("en", language, english).contains(&stem) {
                missing.push((language, english, word));
            }
        }
    }
    assert_eq!(missing, []);
}

#[test]
fn words_that_were_not_translated_are_no_translations() {
    let tag = |name: &str| LanguageTag::try_new(name).unwrap();
    for language in ["bn", "fa", "he", "hi", "sr", "ta", "uk"] {
        let entries = built_in_lexicon(&tag("en"), &tag(language)).unwrap();
        let latin = entries.iter().find(|(_, word, _)| word.is_ascii());
        assert_eq!(latin, None, "{language}");
    }
}

#[test]
fn two_small_lexicons_are_not_joined() {
    let lexicon = |source: &str, target: &str| {
        let tag = |name: &str| LanguageTag::try_new(name).unwrap();
        Lexicon::built_in(&tag(source), &tag(target)).unwrap()
    };
    assert!(lexicon("ro", "uk").is_none());
    assert!(!lexicon("ro", "de").unwrap().is_large());
    assert!(!lexicon("uk", "ru").unwrap().is_large());
    assert!(lexicon("sv", "de").unwrap().is_large());
}

#[test]
fn two_languages_without_english_meet_in_it() {
    let packs = PackLibrary::built_in();
    for (source, word, target, other) in
        [("sv", "berg", "fi", "vuori"), ("no", "fjell", "ru", "гора")]
    {
        let pack = packs.get(&LanguageTag::try_new(target).unwrap()).unwrap();
        let stem = pack.stem(other).into_owned();
        let found = translations(source, target, word);
        assert!(found.contains(&stem), "{word}, {other}: {found:?}");
    }
}

#[test]
fn a_packed_lexicon_takes_the_place_of_the_built_in_one() {
    let packs = PackLibrary::built_in();
    let pack = |name: &str| packs.get(&LanguageTag::try_new(name).unwrap()).unwrap();
    let builder = || Aligner::builder(&pack("en"), &pack("ru"));
    let entry = |near: &str, far: &str| (near.to_owned(), far.to_owned(), 1.0);
    let entries = [entry("hous", "дом"), entry("dog", "собак")];
    let packed: &'static [u8] = pack_lexicon(&entries).unwrap().leak();
    let explained = |aligner: &Aligner| {
        let source = SegmentedText::from_lines(&["The dog sleeps.", "A house burned."]);
        let target = SegmentedText::from_lines(&["Собака спит.", "Сгорел дом."]);
        let ladder = aligner.align(&source, &target).unwrap().ladder;
        let links = aligner.explain(&source, &target, &ladder);
        let matches = links.into_iter().flat_map(|link| link.matches);
        matches
            .filter(|unit| unit.channel == "lexicon")
            .map(|unit| unit.source)
            .collect::<Vec<_>>()
    };
    let small = builder().lexicon(packed).build().unwrap();
    assert!(!small.has_lexicon());
    assert_eq!(explained(&small), ["dog", "house"]);
    let large = builder().build().unwrap();
    assert!(large.has_lexicon());
    assert!(explained(&large).len() > 2);
    assert!(builder().lexicon(b"no lexicon").build().is_err());
}
