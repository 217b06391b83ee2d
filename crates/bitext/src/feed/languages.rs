//! Which two languages a feed is in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bitext_core::LanguageTag;
use bitext_document::is_partly_in;
use rayon::prelude::*;

use super::reader::{ENOUGH_LETTERS, FeedDocument, FeedReader};
use crate::config::Settings;
use crate::diagnostics::Failure;

/// How many files are read at a time to find the languages out.
const SAMPLE: usize = 100;

/// Texts that are surely in a language before it is one of the feed: a foreign one or
/// two are among the files of any archive.
const FEWEST_TEXTS: f64 = 5.0;

/// The golden ratio in 64 bits: multiples of it, cut off there, are spread evenly, and
/// those that lie close together stand at no regular distance (Weyl's theorem).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The source and target language: those of the settings, else the most
/// frequent ones of the files. With one tree both are looked for in it, and the
/// first by tag is the source language.
pub(crate) fn languages(
    settings: &Settings,
    reader: &FeedReader,
    source: &[PathBuf],
    target: Option<&[PathBuf]>,
) -> Result<(LanguageTag, LanguageTag), Failure> {
    let given = (
        settings.language("source-language"),
        settings.language("target-language"),
    );
    let found = match (given, target) {
        ((Some(near), Some(far)), _) => (Some(near), Some(far)),
        ((near, far), Some(target)) => {
            let near = near.or_else(|| frequent(reader, source, &[], 1).into_iter().next());
            let far = far.or_else(|| frequent(reader, target, &[], 1).into_iter().next());
            (near, far)
        }
        ((Some(near), None), None) => {
            let far = frequent(reader, source, &[&near], 1).into_iter().next();
            (Some(near), far)
        }
        ((None, Some(far)), None) => {
            let near = frequent(reader, source, &[&far], 1).into_iter().next();
            (near, Some(far))
        }
        ((None, None), None) => {
            let mut two = frequent(reader, source, &[], 2);
            two.truncate(2);
            two.sort();
            let mut two = two.into_iter();
            (two.next(), two.next())
        }
    };
    match found {
        (Some(near), Some(far)) if !near.same_language(&far) => Ok((near, far)),
        (Some(near), Some(far)) => Err(Failure::error(format!(
            "both sides seem to be in one language: `{near}` and `{far}`"
        ))
        .hint("name them with `--source-language` and `--target-language`")),
        _ => {
            let what = "cannot tell which two languages the documents are in";
            let unread = unread(reader, source.iter().chain(target.into_iter().flatten()));
            let message = match unread {
                Some(reason) => format!("{what}: {reason}"),
                None => what.to_owned(),
            };
            Err(Failure::error(message)
                .hint("name them with `--source-language` and `--target-language`"))
        }
    }
}

/// Why the first of the first files that cannot be read cannot be.
fn unread<'a>(reader: &FeedReader, files: impl Iterator<Item = &'a PathBuf>) -> Option<String> {
    files.take(SAMPLE).find_map(|path| reader.read(path).err())
}

/// Languages by how much speaks for them, those in `except` left out; on ties by tag.
/// Files are read until it is settled which are the first `wanted` ones.
fn frequent(
    reader: &FeedReader,
    files: &[PathBuf],
    except: &[&LanguageTag],
    wanted: usize,
) -> Vec<LanguageTag> {
    let mut tally = Tally::default();
    for files in scattered(files).chunks(SAMPLE) {
        let found: Vec<Vec<(LanguageTag, usize)>> = files
            .par_iter()
            .map(|path| {
                let documents = reader.read(path).unwrap_or_default().into_iter();
                let said = documents.map(|found| (found.language, found.sure_letters));
                said.filter_map(|(language, letters)| Some((language?, letters)))
                    .collect()
            })
            .collect();
        for (language, letters) in found.iter().flatten() {
            if !except.iter().any(|other| other.same_language(language)) {
                tally.add(language, *letters);
            }
        }
        if tally.is_settled(wanted) {
            break;
        }
    }
    let tags = tally.ranked().into_iter();
    tags.filter_map(|(tag, _)| LanguageTag::try_new(tag).ok())
        .collect()
}

/// What speaks for each language: texts that are surely in it, in whole ones, and
/// documents that seem to be.
///
/// Of thousands of headlines some are taken for another language, and may so outnumber
/// the few documents of the language that is looked for. So guesses only count between
/// languages that nothing surer speaks for.
#[derive(Default)]
struct Tally(BTreeMap<String, (f64, usize)>);

impl Tally {
    fn add(&mut self, language: &LanguageTag, sure_letters: usize) {
        let count = self.0.entry(language.usual_name().to_owned()).or_default();
        count.0 += sure_letters as f64 / ENOUGH_LETTERS as f64;
        count.1 += 1;
    }

    /// Languages with what speaks for them, the surest first.
    fn ranked(&self) -> Vec<(&str, (f64, usize))> {
        let counts = self.0.iter().map(|(tag, count)| (&**tag, *count));
        let mut ranked: Vec<_> = counts.collect();
        // On ties the order is that of the tags.
        ranked.sort_by(|(_, a), (_, b)| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        ranked
    }

    /// Whether the first `wanted` languages would stay the first ones in all of the
    /// feed: chance moves counts by their root.
    fn is_settled(&self, wanted: usize) -> bool {
        let ranked = self.ranked();
        let texts = |place: usize| ranked.get(place).map_or(0.0, |(_, count)| count.0);
        let (last, next) = (texts(wanted.saturating_sub(1)), texts(wanted));
        last >= FEWEST_TEXTS && last - next >= 2.0 * (last + next).sqrt()
    }
}

/// Every file once, in an order whose beginning is a fair sample: in folders where
/// `1.en` and `1.ru` stand side by side, every second file is of one language.
fn scattered(files: &[PathBuf]) -> Vec<&PathBuf> {
    // The pairs of a manifest may be documents of one file.
    let files: BTreeSet<&PathBuf> = files.iter().collect();
    let mut placed: Vec<(u64, &PathBuf)> = (0u64..)
        .map(|index| index.wrapping_mul(GOLDEN))
        .zip(files)
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, file)| file).collect()
}

/// Why a document is on neither side of a feed.
#[derive(Debug)]
pub(crate) struct Misfit {
    /// The language that it is in, if that is neither side's.
    pub(crate) language: Option<String>,
    /// In words for people.
    pub(crate) reason: String,
}

/// Which of two languages a document is in: true for the first. A guess that
/// hits neither gives way to the side the document stands on, and so does one that
/// hits the other if a good part of the document is in the language of its side.
///
/// The error says in words for people what else it is.
pub(crate) fn side_of(
    found: &FeedDocument,
    tags: (&LanguageTag, &LanguageTag),
    of_source: Option<bool>,
) -> Result<bool, Misfit> {
    let hit = found.language.as_ref().and_then(|language| {
        let near = language.same_language(tags.0).then_some(true);
        near.or_else(|| language.same_language(tags.1).then_some(false))
    });
    match (hit, &found.language, of_source) {
        (Some(is_source), _, Some(of_source)) if is_source != of_source && found.is_sure => {
            let (tag, own) = match is_source {
                true => tags,
                false => (tags.1, tags.0),
            };
            if is_partly_in(found.document.text(), own) {
                return Ok(of_source);
            }
            Err(Misfit {
                language: None,
                reason: format!("it is in `{tag}`, the language of the other side"),
            })
        }
        (Some(is_source), _, None) => Ok(is_source),
        (None, Some(language), _) if found.is_sure => Err(Misfit {
            language: Some(language.primary().to_owned()),
            reason: format!("it is in `{language}`, not in `{}` or `{}`", tags.0, tags.1),
        }),
        (_, _, Some(of_source)) => Ok(of_source),
        (None, _, None) => Err(Misfit {
            language: None,
            reason: "cannot tell its language".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_do_not_outnumber_texts_that_are_surely_in_a_language() {
        let tag = |tag| LanguageTag::try_new(tag).unwrap();
        let mut tally = Tally::default();
        for _ in 0..90 {
            tally.add(&tag("en"), ENOUGH_LETTERS);
        }
        // Headlines that were taken for another language, and a quoted letter.
        for _ in 0..9 {
            tally.add(&tag("pt"), 0);
        }
        tally.add(&tag("de"), ENOUGH_LETTERS);
        assert!(!tally.is_settled(2));
        for _ in 0..8 {
            tally.add(&tag("ru-RU"), ENOUGH_LETTERS);
        }
        assert!(tally.is_settled(2));
        let tags = |tally: &Tally| -> Vec<String> {
            let ranked = tally.ranked().into_iter();
            ranked.map(|(tag, _)| tag.to_owned()).collect()
        };
        assert_eq!(tags(&tally), ["en", "ru", "de", "pt"]);
        let mut briefs = Tally::default();
        (0..3).for_each(|_| briefs.add(&tag("sr"), 0));
        (0..2).for_each(|_| briefs.add(&tag("hr"), 0));
        assert_eq!(tags(&briefs), ["sr", "hr"]);
    }

    #[test]
    fn languages_that_are_as_frequent_are_counted_to_the_end() {
        let tag = |tag| LanguageTag::try_new(tag).unwrap();
        let mut tally = Tally::default();
        for (language, texts) in [("en", 40), ("de", 28), ("ru", 32)] {
            (0..texts).for_each(|_| tally.add(&tag(language), ENOUGH_LETTERS));
        }
        assert!(!tally.is_settled(2));
        assert!(tally.is_settled(3));
    }

    #[test]
    fn no_rhythm_of_names_hides_a_language() {
        let languages = ["de", "en", "es", "fr", "ru"];
        for several in 2..=languages.len() {
            for stories in [60, 101, 374, 400, 1000] {
                let mut files = Vec::new();
                for story in 0..stories {
                    for language in &languages[..several] {
                        files.push(PathBuf::from(format!("{story:04}.{language}.txt")));
                    }
                }
                let sample = scattered(&files);
                assert_eq!(sample.len(), files.len());
                for language in &languages[..several] {
                    let end = format!(".{language}.txt");
                    let first = sample[..SAMPLE].iter();
                    let hits = first.filter(|file| file.to_string_lossy().ends_with(&end));
                    let fair = SAMPLE / several;
                    assert!(
                        hits.count().abs_diff(fair) <= fair / 3,
                        "{language} of {several}"
                    );
                }
            }
        }
    }
}
