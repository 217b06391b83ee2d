//! Documents of a feed: read, and their language settled.

use std::path::Path;

use bitext_core::{BlockKind, Document, LanguageTag};
use bitext_corpus::{PublishTime, Report};
use bitext_document::{
    Format, ReadDocument, ReadOptions, ReadWarning, TextEncoding, read_documents,
};
use serde_json::json;

use super::events::Events;
use super::place::{Place, path_text};
use crate::diagnostics::{Level, chain};

/// A language found in a text with at least this confidence outweighs what the
/// document says of itself.
const SURE: f64 = 0.9;

/// And in at least this many letters.
pub(super) const ENOUGH_LETTERS: usize = 150;

/// A document of a feed.
#[derive(Debug)]
pub(crate) struct FeedDocument {
    pub(crate) place: Place,
    pub(crate) document: Document,
    pub(crate) format: Format,
    /// What was left out of it.
    pub(crate) warnings: Vec<ReadWarning>,
    /// Its language: found in the text, else declared.
    pub(crate) language: Option<LanguageTag>,
    /// Whether that is more than a guess.
    pub(crate) is_sure: bool,
    /// Letters that are surely in that language, [`ENOUGH_LETTERS`] of them at most.
    pub(super) sure_letters: usize,
}

/// How the documents of a feed are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct FeedReader {
    pub(crate) encoding: Option<TextEncoding>,
}

impl FeedReader {
    /// All documents of a file; the error is for people.
    pub(crate) fn read(&self, path: &Path) -> Result<Vec<FeedDocument>, String> {
        let mut options = ReadOptions::default();
        options.encoding = self.encoding;
        let documents = read_documents(path, &options).map_err(|error| chain(&error))?;
        let several = documents.len() > 1;
        let numbered = (1..).zip(documents);
        Ok(numbered
            .map(|(number, read)| {
                let (language, is_sure) = language_of(&read);
                let sure_letters = sure_letters(&read, is_sure);
                FeedDocument {
                    place: Place {
                        path: path.to_owned(),
                        item: several.then_some(number),
                    },
                    language,
                    is_sure,
                    sure_letters,
                    format: read.format,
                    warnings: read.warnings,
                    document: read.document,
                }
            })
            .collect())
    }
}

/// The language of a document, and whether it is more than a guess.
fn language_of(read: &ReadDocument) -> (Option<LanguageTag>, bool) {
    let declared = read.document.metadata().language.clone();
    let found = read.found.as_ref().map(|found| found.language.clone());
    let Some(guess) = &read.guess else {
        return (found, declared.is_some());
    };
    let is_sure = guess.confidence >= SURE && guess.letters >= ENOUGH_LETTERS;
    match declared {
        Some(declared) if guess.language.same_language(&declared) => (Some(declared), true),
        // A short text in one language is easily taken for a related one.
        Some(declared) if !is_sure => (Some(declared), true),
        _ => (found, is_sure),
    }
}

/// See [`FeedDocument::sure_letters`].
fn sure_letters(read: &ReadDocument, is_sure: bool) -> usize {
    if is_sure {
        return ENOUGH_LETTERS;
    }
    let guess = read.guess.as_ref();
    let guess = guess.filter(|guess| guess.confidence >= SURE);
    guess.map_or(0, |guess| guess.letters.min(ENOUGH_LETTERS))
}

impl FeedDocument {
    /// Says what was left out of the document.
    pub(crate) fn tell(&self, events: &Events) {
        let place = self.place.text();
        for warning in &self.warnings {
            let reason = warning.to_string();
            let message = format!("`{place}`: {reason}");
            let fields = [("path", json!(place)), ("reason", json!(reason))];
            events.say(Level::Warning, "incomplete", &message, &fields);
        }
    }

    /// The blocks that belong to the report itself.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &str> {
        let blocks = self.document.blocks().iter().enumerate();
        blocks
            .filter(|(_, block)| block.kind != BlockKind::Boilerplate)
            .map(|(index, _)| self.document.block_text(index))
    }

    /// What pairing wants to know besides the text. The path is that in the
    /// tree `root`, so that two trees' names can be compared.
    pub(crate) fn report(&self, root: &Path) -> Report {
        let metadata = self.document.metadata();
        let path = self
            .place
            .path
            .strip_prefix(root)
            .unwrap_or(&self.place.path);
        let mut text = path_text(path);
        if let Some(item) = self.place.item {
            text.push_str(&format!("#{item}"));
        }
        Report {
            path: text,
            published: metadata.published.map(PublishTime::from),
            story: metadata.story_id.clone(),
            update: metadata.update_number,
            addresses: metadata.canonical_url.iter().cloned().collect(),
            translations: metadata
                .alternates
                .iter()
                .map(|alternate| alternate.url.clone())
                .collect(),
        }
    }
}
