//! What holds for every text in every language.

#![expect(clippy::unwrap_used, reason = "a test ends when its data is not there")]

use std::sync::LazyLock;

use bitext_anchor::{AnchorExtractor, Atom, NameIndex, NameKey, name_similarity};
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};
use proptest::prelude::*;

static EXTRACTORS: LazyLock<Vec<AnchorExtractor>> = LazyLock::new(|| {
    let packs = PackLibrary::built_in();
    let mut tags = packs.tags();
    tags.push("und");
    tags.into_iter()
        .map(|tag| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap())
        .map(|pack| AnchorExtractor::try_new(&pack).unwrap())
        .collect()
});

fn extractor(tag: &str) -> AnchorExtractor {
    let packs = PackLibrary::built_in();
    AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap()).unwrap()
}

static ENGLISH: LazyLock<AnchorExtractor> = LazyLock::new(|| extractor("en"));
static RUSSIAN: LazyLock<AnchorExtractor> = LazyLock::new(|| extractor("ru"));
static GERMAN: LazyLock<AnchorExtractor> = LazyLock::new(|| extractor("de"));

/// The pieces texts with anchors are made of, in every order.
fn anchor_like_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "5",
        "11",
        "30",
        "2018",
        "1,000.5",
        "1 000,5",
        "11:30",
        "11.30",
        "11.04.2018",
        "000",
        "-",
        "/",
        ".",
        ",",
        "%",
        "$",
        "€",
        "'",
        "’",
        "th",
        "й",
        "h30",
        "h",
        "million",
        "млн",
        "Mrd.",
        "April",
        "апреля",
        "of",
        "de",
        "half",
        "полтора",
        "twenty",
        "один",
        "cent",
        "mille",
        "et",
        "und",
        "a",
        "one",
        "third",
        "XIX",
        "I",
        "век",
        "noon",
        "a.m.",
        "утра",
        "часов",
        "Uhr",
        "GMT",
        "мск",
        "по московскому времени",
        "US",
        "США",
        "Peskov",
        "Пескову",
        "d'Emmanuel",
        "½",
        "٤٢",
        "@x",
        "#тег",
        "https://a.example/b",
        "\u{301}",
        "İ",
        "ß",
        "北京",
        "Mon",
        "Sat",
        "May",
    ]);
    let gaps = prop::sample::select(vec!["", " ", "\u{a0}", "-"]);
    prop::collection::vec((pieces, gaps), 0..12).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(piece, gap)| format!("{piece}{gap}"))
            .collect()
    })
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let tokens: Vec<Token> = tokens(text).collect();
    for extractor in EXTRACTORS.iter() {
        let mut end = 0;
        for anchor in extractor.extract(text, &tokens) {
            prop_assert!(anchor.tokens.start >= end, "anchors ascend and are apart");
            prop_assert!(anchor.tokens.start < anchor.tokens.end);
            end = anchor.tokens.end;
            prop_assert_eq!(anchor.range.start, tokens[anchor.tokens.start].range.start);
            prop_assert_eq!(anchor.range.end, tokens[end - 1].range.end);
            prop_assert!(!anchor.atoms.is_empty(), "every anchor says something");
            prop_assert!(!anchor.canonical(text).is_empty());
        }
        for token in &tokens {
            let _ = extractor.name_key(token.range.of(text));
        }
    }
    Ok(())
}

/// A number as a language writes it, groups and decimals.
fn written(value: u64, cents: u32, group: &str, decimal: char) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    if cents > 0 {
        text.push_str(&format!("{decimal}{cents:02}"));
    }
    text
}

fn atoms(extractor: &AnchorExtractor, text: &str) -> Vec<Atom> {
    let tokens: Vec<Token> = tokens(text).collect();
    let anchors = extractor.extract(text, &tokens);
    anchors
        .iter()
        .flat_map(|anchor| anchor.atoms.to_vec())
        .collect()
}

proptest! {
    #[test]
    fn anchors_ascend_and_lie_on_tokens_of_any_text(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn anchors_ascend_and_lie_on_tokens_of_numbers_in_disorder(text in anchor_like_text()) {
        check(&text)?;
    }

    #[test]
    fn a_number_has_the_same_atoms_however_it_is_written(value in 10_000_u64..1_000_000_000_000, cents in 0_u32..100) {
        let (english, russian, german) = (&*ENGLISH, &*RUSSIAN, &*GERMAN);
        let plain = atoms(english, &written(value, cents, "", '.'));
        prop_assert_eq!(plain.len(), 1);
        for (extractor, group, decimal) in [
            (english, ",", '.'),
            (english, "\u{a0}", '.'),
            (english, "'", '.'),
            (russian, "", ','),
            (russian, " ", ','),
            (russian, "\u{202f}", ','),
            (german, ".", ','),
            (german, "'", ','),
        ] {
            let text = written(value, cents, group, decimal);
            prop_assert_eq!(atoms(extractor, &text), plain.clone(), "{}", text);
        }
    }

    #[test]
    fn similarity_is_symmetric_and_the_index_agrees(words in prop::collection::vec("[A-Z][a-z]{2,9}", 1..20)) {
        let english = &*ENGLISH;
        let keys: Vec<NameKey> = words.iter().filter_map(|word| english.name_key(word)).collect();
        let index = NameIndex::new(&keys);
        for one in &keys {
            let found = index.matches(one, 0.9);
            for &(at, similarity) in &found {
                prop_assert!(similarity >= 0.9);
                prop_assert_eq!(similarity, name_similarity(one, &keys[at]));
            }
            for (at, other) in keys.iter().enumerate() {
                let similarity = name_similarity(one, other);
                prop_assert_eq!(similarity, name_similarity(other, one));
                if similarity == 1.0 && one == other {
                    prop_assert!(found.contains(&(at, 1.0)));
                }
            }
        }
    }
}

#[test]
fn a_malformed_pack_file_is_named_with_its_entry() {
    let folder = std::env::temp_dir().join(format!("bitext-anchor-{}", std::process::id()));
    let pack = folder.join("en");
    std::fs::create_dir_all(&pack).unwrap();
    for (file, text, expected) in [
        ("calendar.toml", "[months]\n13 = \"Smarch\"\n", "months, 13"),
        (
            "acronyms.toml",
            "[terms]\nOVERLONGID = \"X\"\n",
            "OVERLONGID",
        ),
        ("currencies.toml", "[currencies]\nEURO = \"euro\"\n", "EURO"),
        (
            "numbers.toml",
            "[cardinals]\n1 = \"o<ne>\"\n",
            "no endings `ne`",
        ),
        ("names.toml", "sound = 1\n", "unknown field"),
    ] {
        std::fs::write(pack.join(file), text).unwrap();
        let packs = PackLibrary::with_folder(&folder).unwrap();
        let pack = packs.get(&LanguageTag::try_new("en").unwrap()).unwrap();
        let error = AnchorExtractor::try_new(&pack)
            .err()
            .map(|error| error.to_string());
        std::fs::remove_file(folder.join("en").join(file)).unwrap();
        let error = error.unwrap();
        assert!(
            error.contains(file) && error.contains(expected) && error.contains("`en`"),
            "{error}"
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
