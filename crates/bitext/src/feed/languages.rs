//! Which two languages a feed is in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bitext_core::LanguageTag;
use rayon::prelude::*;

use super::reader::{FeedDocument, FeedReader};
use crate::config::Settings;
use crate::diagnostics::Failure;

/// How many files are read to find the languages out.
const SAMPLE: usize = 100;

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
            let near = near.or_else(|| frequent(reader, source, &[]).into_iter().next());
            let far = far.or_else(|| frequent(reader, target, &[]).into_iter().next());
            (near, far)
        }
        ((Some(near), None), None) => {
            let far = frequent(reader, source, &[&near]).into_iter().next();
            (Some(near), far)
        }
        ((None, Some(far)), None) => {
            let near = frequent(reader, source, &[&far]).into_iter().next();
            (near, Some(far))
        }
        ((None, None), None) => {
            let mut two: Vec<LanguageTag> = frequent(reader, source, &[]);
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

/// Languages by the number of files in them, those in `except` left out; on ties
/// by tag.
fn frequent(reader: &FeedReader, files: &[PathBuf], except: &[&LanguageTag]) -> Vec<LanguageTag> {
    // The pairs of a manifest may be documents of one file.
    let files: BTreeSet<&PathBuf> = files.iter().collect();
    let step = files.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<&PathBuf> = files.into_iter().step_by(step).collect();
    let found: Vec<Vec<LanguageTag>> = sample
        .par_iter()
        .map(|path| {
            let documents = reader.read(path).unwrap_or_default();
            documents
                .into_iter()
                .filter_map(|found| found.language)
                .collect()
        })
        .collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for language in found.iter().flatten() {
        if !except.iter().any(|other| other.same_language(language)) {
            *counts.entry(language.primary().to_owned()).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, String)> = counts.into_iter().map(|(tag, n)| (n, tag)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let tags = ranked.into_iter();
    tags.filter_map(|(_, tag)| LanguageTag::try_new(&tag).ok())
        .collect()
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
