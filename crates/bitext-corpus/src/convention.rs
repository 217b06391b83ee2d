//! What names, addresses and ids say about which documents belong together.
//!
//! `en/2024/flood-17.html` and `ru/2024/flood-17.html` differ in nothing but the
//! mark of their language; so do `flood_en.txt` and `flood_ru.txt`. A path with
//! that mark taken out is its *key*. That two keys are equal is evidence only as
//! far as the texts bear it out: two archives that both number their files from
//! 1 have equal keys everywhere and mean nothing by it. So the belief in keys is
//! measured on the feed itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use bitext_align::math;
use bitext_core::LanguageTag;
use rustc_hash::FxHashMap;

/// The marks that come with the crate.
const MARKS: &str = include_str!("../data/language-marks.tsv");

/// Marks by primary language subtag.
static BY_LANGUAGE: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = MARKS.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(language, marks)| (language, marks.split(' ').collect()))
        .collect()
});

/// A key is believed in as if this many pairs had been checked before, and so
/// many of them borne out.
const PRIOR_PAIRS: f64 = 5.0;
const PRIOR_BORNE_OUT: f64 = 4.5;

/// The belief in keys before any pair has been checked.
const PRIOR_BELIEF: f64 = 0.8;

/// A path or address without the marks of its language, in small letters; the
/// extension, which versions need not share, goes too.
///
/// `None` if nothing would be left of the name but a language.
#[must_use]
pub fn path_key(path: &str, language: &LanguageTag) -> Option<String> {
    let path = path.to_lowercase();
    let path = without_scheme(&path);
    let mut parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !part.is_empty())
        .collect();
    let file = parts.pop()?;
    let stem = file.rsplit_once('.').map_or(file, |(stem, extension)| {
        // `flood.ru` has no extension but a mark, and `wire.0007` a number.
        let is_mark = is_mark(extension, language);
        let is_number = extension.bytes().all(|byte| byte.is_ascii_digit());
        if extension.len() <= 5 && !is_mark && !is_number {
            stem
        } else {
            file
        }
    });
    let folders = parts.iter().map(|part| without_marks(part, language));
    let mut key: Vec<String> = folders.filter(|part| !part.is_empty()).collect();
    let name = without_marks(stem, language);
    if name.is_empty() {
        return None;
    }
    key.push(name);
    Some(key.join("/"))
}

/// A path without its extension and what may count versions at its end: `flood-v2.txt`
/// and `flood-2026-03-14.txt` are `flood`.
pub(crate) fn without_number(path: &str) -> &str {
    let name = path.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let end = path[name..].rfind('.').map_or(path.len(), |at| name + at);
    let stem = path[..end].trim_end_matches(|c: char| c.is_ascii_digit() || "-_. ()".contains(c));
    let bare = stem.strip_suffix(['v', 'V']).unwrap_or(stem);
    if bare.ends_with(['-', '_', '.', ' ']) {
        bare.trim_end_matches(['-', '_', '.', ' '])
    } else {
        stem
    }
}

fn without_scheme(address: &str) -> &str {
    let address = address.split(['?', '#']).next().unwrap_or(address);
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest)
}

/// The words of a path component that are no marks of `language`.
fn without_marks(component: &str, language: &LanguageTag) -> String {
    let is_separator = |letter: char| matches!(letter, '.' | '-' | '_' | ' ' | '(' | ')' | '~');
    let mut words: Vec<&str> = component
        .split(is_separator)
        .filter(|word| !word.is_empty())
        .collect();
    if let Some(at) = words.iter().position(|word| is_mark(word, language)) {
        words.remove(at);
        // A region belongs to the mark: `en-us`.
        let region = words.get(at).is_some_and(|word| {
            word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        if region && words.len() > 1 || region && words.len() == 1 && component.len() <= 6 {
            words.remove(at);
        }
    }
    words.join("-")
}

fn is_mark(word: &str, language: &LanguageTag) -> bool {
    let primary = language.primary();
    word == primary
        || BY_LANGUAGE
            .get(primary)
            .is_some_and(|marks| marks.contains(&word))
}

/// Which pairs the conventions name.
#[derive(Debug, Default)]
pub(crate) struct Conventions {
    /// Documents whose key no other document of their side has, by key: target.
    named: FxHashMap<u32, u32>,
    /// How far keys are believed, from 0: nine tenths of them borne out are four fifths
    /// of the weight of a name, a hundred without exception twice that.
    belief: f32,
    story: FxHashMap<u32, Vec<u32>>,
    linked: FxHashMap<u32, Vec<u32>>,
}

/// What is known of a document besides its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    pub(crate) keys: Vec<String>,
    pub(crate) story: Option<String>,
    pub(crate) addresses: Vec<String>,
    pub(crate) translations: Vec<String>,
}

impl Conventions {
    pub(crate) fn new(source: &[Marks], target: &[Marks]) -> Self {
        // In order, so that a document with two keys always gets the same one.
        let by_key = |side: &[Marks]| -> BTreeMap<String, Vec<u32>> {
            let mut map: BTreeMap<String, Vec<u32>> = BTreeMap::new();
            for (index, marks) in (0u32..).zip(side) {
                for key in &marks.keys {
                    map.entry(key.clone()).or_default().push(index);
                }
            }
            map
        };
        let (near, far) = (by_key(source), by_key(target));
        let mut named = FxHashMap::default();
        for (key, documents) in &near {
            if let ([one], Some([other])) = (&documents[..], far.get(key).map(|found| &found[..])) {
                named.entry(*one).or_insert(*other);
            }
        }
        Self {
            named,
            belief: 0.0,
            story: by_story(source, target),
            linked: by_link(source, target),
        }
    }

    /// Every pair that some convention names, ascending.
    pub(crate) fn pairs(&self) -> Vec<(u32, u32)> {
        let named = self.named.iter().map(|(&source, &target)| (source, target));
        let others = [&self.story, &self.linked].into_iter().flatten();
        let others =
            others.flat_map(|(&source, targets)| targets.iter().map(move |&t| (source, t)));
        let mut pairs: Vec<(u32, u32)> = named.chain(others).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Settles how far keys are believed: `bears_out` says of a source document and the
    /// target document of its key whether they tell one story by their texts; `None` if
    /// these say nothing.
    pub(crate) fn measure(&mut self, bears_out: impl Fn(u32, u32) -> Option<bool>) {
        let (mut borne_out, mut pairs) = (PRIOR_BORNE_OUT, PRIOR_PAIRS);
        for (&source, &target) in &self.named {
            if let Some(is_borne_out) = bears_out(source, target) {
                pairs += 1.0;
                borne_out += f64::from(u8::from(is_borne_out));
            }
        }
        let odds = |borne_out: f64, pairs: f64| math::ln((borne_out / (pairs - borne_out)) as f32);
        // Half right may be chance within a topic; from there on up.
        let so_far = odds(borne_out, pairs) / odds(PRIOR_BORNE_OUT, PRIOR_PAIRS);
        self.belief = (PRIOR_BELIEF as f32 * so_far).max(0.0);
    }

    pub(crate) fn named(&self, source: u32, target: u32) -> f32 {
        if self.named.get(&source) == Some(&target) {
            self.belief
        } else {
            0.0
        }
    }

    pub(crate) fn same_story(&self, source: u32, target: u32) -> bool {
        contains(&self.story, source, target)
    }

    pub(crate) fn linked(&self, source: u32, target: u32) -> bool {
        contains(&self.linked, source, target)
    }
}

/// More documents than this with one story id are a topic, not a story.
const MOST_OF_A_STORY: usize = 12;

fn contains(map: &FxHashMap<u32, Vec<u32>>, source: u32, target: u32) -> bool {
    map.get(&source)
        .is_some_and(|found| found.contains(&target))
}

fn by_story(source: &[Marks], target: &[Marks]) -> FxHashMap<u32, Vec<u32>> {
    let mut far: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (index, marks) in (0u32..).zip(target) {
        if let Some(story) = &marks.story {
            far.entry(story).or_default().push(index);
        }
    }
    let mut found = FxHashMap::default();
    for (index, marks) in (0u32..).zip(source) {
        let others = marks.story.as_deref().and_then(|story| far.get(story));
        if let Some(others) = others.filter(|others| others.len() <= MOST_OF_A_STORY) {
            found.insert(index, others.clone());
        }
    }
    found
}

/// Pairs of which one names the other's address as its translation.
fn by_link(source: &[Marks], target: &[Marks]) -> FxHashMap<u32, Vec<u32>> {
    fn at(side: &[Marks]) -> FxHashMap<&str, u32> {
        let mut map = FxHashMap::default();
        for (index, marks) in (0u32..).zip(side) {
            for address in &marks.addresses {
                map.entry(plain(address)).or_insert(index);
            }
        }
        map
    }
    let mut found: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let (near, far) = (at(source), at(target));
    for (index, marks) in (0u32..).zip(source) {
        for link in &marks.translations {
            if let Some(&other) = far.get(plain(link)) {
                found.entry(index).or_default().push(other);
            }
        }
    }
    for (index, marks) in (0u32..).zip(target) {
        for link in &marks.translations {
            if let Some(&other) = near.get(plain(link)) {
                found.entry(other).or_default().push(index);
            }
        }
    }
    found
}

/// An address without what does not tell documents apart.
fn plain(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    rest.strip_prefix("www.")
        .unwrap_or(rest)
        .trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_same_key(english: &str, russian: &str) {
        let key = |path, tag| path_key(path, &LanguageTag::try_new(tag).unwrap());
        assert_eq!(key(english, "en"), key(russian, "ru"));
        assert!(key(english, "en").is_some());
    }

    #[test]
    fn keys_leave_out_the_language() {
        assert_same_key("en/2024/flood-17.html", "ru/2024/flood-17.html");
        assert_same_key("flood_en.txt", "flood_ru.docx");
        assert_same_key("flood.en-US.txt", "flood.ru.txt");
        assert_same_key("ENG/1234.xml", "rus/1234.xml");
        assert_same_key(
            "https://www.example.org/en/news/77",
            "https://example.org/ru/news/77?print=1",
        );
        assert_same_key("en_flood.txt", "flood-ru.txt");
    }

    #[test]
    fn a_number_at_the_end_belongs_to_the_name() {
        let english = LanguageTag::try_new("en").unwrap();
        let key = path_key("wire.en.0007", &english);
        assert_eq!(key, Some("wire-0007".to_owned()));
        assert_same_key("wire.en.0007", "ru/wire.0007");
    }

    #[test]
    fn numbers_at_the_end_count_versions() {
        for path in [
            "a/flood-v2.txt",
            "a/flood-2026-03-14-1000.html",
            "a/flood_3",
            "a/flood.docx",
        ] {
            assert_eq!(without_number(path), "a/flood", "{path}");
        }
        assert_eq!(without_number("a.b/lev.txt"), "a.b/lev");
        assert_eq!(without_number("en/07.txt"), "en/");
    }

    #[test]
    fn names_are_believed_as_far_as_texts_bear_them_out() {
        let marks: Vec<Marks> = (0..100)
            .map(|number| Marks {
                keys: vec![number.to_string()],
                ..Marks::default()
            })
            .collect();
        let belief = |borne_out: &dyn Fn(u32) -> Option<bool>| {
            let mut conventions = Conventions::new(&marks, &marks);
            conventions.measure(|source, _| borne_out(source));
            conventions.named(7, 7)
        };
        assert_eq!(belief(&|_| None), PRIOR_BELIEF as f32);
        assert!(belief(&|_| Some(true)) > 1.5);
        assert!(belief(&|number| Some(number % 10 > 0)) < 1.0);
        assert_eq!(belief(&|number| Some(number % 3 > 1)), 0.0);
    }

    #[test]
    fn a_name_that_is_only_a_language_is_no_key() {
        let english = LanguageTag::try_new("en").unwrap();
        assert_eq!(path_key("en.txt", &english), None);
        assert_eq!(path_key("", &english), None);
        assert_eq!(path_key("17/en.txt", &english), None);
    }

    #[test]
    fn other_languages_marks_stay() {
        let english = LanguageTag::try_new("en").unwrap();
        assert_eq!(
            path_key("rus-visit.txt", &english),
            Some("rus-visit".to_owned())
        );
    }
}
