//! Which two languages a feed is in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bitext_core::LanguageTag;
use rayon::prelude::*;

use super::reader::{FeedDocument, FeedReader};
use crate::config::Settings;
use crate::diagnostics::Failure;

/// How many files are read at a time to find the languages out.
const SAMPLE: usize = 100;

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

/// Languages by the number of documents in them, those in `except` left out; on ties
/// by tag. Files are read until so many languages as `wanted` have been met.
fn frequent(
    reader: &FeedReader,
    files: &[PathBuf],
    except: &[&LanguageTag],
    wanted: usize,
) -> Vec<LanguageTag> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for files in scattered(files).chunks(SAMPLE) {
        let found: Vec<Vec<LanguageTag>> = files
            .par_iter()
            .map(|path| {
                let documents = reader.read(path).unwrap_or_default().into_iter();
                documents.filter_map(|found| found.language).collect()
            })
            .collect();
        for language in found.iter().flatten() {
            if !except.iter().any(|other| other.same_language(language)) {
                *counts.entry(language.primary().to_owned()).or_default() += 1;
            }
        }
        if counts.len() >= wanted {
            break;
        }
    }
    let mut ranked: Vec<(usize, String)> = counts.into_iter().map(|(tag, n)| (n, tag)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let tags = ranked.into_iter();
    tags.filter_map(|(_, tag)| LanguageTag::try_new(&tag).ok())
        .collect()
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

/// Which of two languages a document is in: true for the first. A guess that
/// hits neither gives way to the side the document stands on.
///
/// The error says in words for people what else it is.
pub(crate) fn side_of(
    found: &FeedDocument,
    tags: (&LanguageTag, &LanguageTag),
    of_source: Option<bool>,
) -> Result<bool, String> {
    let hit = found.language.as_ref().and_then(|language| {
        let near = language.same_language(tags.0).then_some(true);
        near.or_else(|| language.same_language(tags.1).then_some(false))
    });
    match (hit, &found.language, of_source) {
        (Some(is_source), _, Some(of_source)) if is_source != of_source && found.is_sure => {
            let tag = if is_source { tags.0 } else { tags.1 };
            Err(format!("it is in `{tag}`, the language of the other side"))
        }
        (Some(is_source), _, None) => Ok(is_source),
        (None, Some(language), _) if found.is_sure => Err(format!(
            "it is in `{language}`, not in `{}` or `{}`",
            tags.0, tags.1
        )),
        (_, _, Some(of_source)) => Ok(of_source),
        (None, _, None) => Err("cannot tell its language".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
