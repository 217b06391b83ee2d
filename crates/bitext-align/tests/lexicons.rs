//! The lexicons that come with the crate know everyday words.

#![expect(clippy::unwrap_used, reason = "a test")]

use bitext_align::Lexicon;
use bitext_core::LanguageTag;
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
