//! A feed read and paired: folders in, a manifest out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bitext_core::LanguageTag;
use bitext_corpus::{Pairer, Pairing, Profile, Report, Reports, Unpaired};
use bitext_lang::{LanguagePack, PackLibrary};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::events::Events;
use super::languages::{Misfit, languages, side_of};
use super::manifest::{Entry, Status};
use super::metadata::MetadataTable;
use super::place::{Place, path_text};
use super::reader::{FeedDocument, FeedReader};
use super::second_look::SecondLook;
use super::tree::{Listing, list};
use crate::config::Settings;
use crate::diagnostics::{Failure, Level};
use crate::wording::counted;

/// Files that are read at a time; their texts are dropped before the next ones.
const CHUNK: usize = 256;

/// A paired feed.
#[derive(Debug)]
pub(crate) struct PairedFeed {
    pub(crate) languages: (LanguageTag, LanguageTag),
    pub(crate) entries: Vec<Entry>,
    /// How many documents of each side were read.
    pub(crate) documents: (usize, usize),
    /// Files, folders and documents that were left out.
    pub(crate) left_out: Vec<LeftOut>,
}

/// What was not paired since it could not be read or is in no wanted language.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeftOut {
    pub(crate) path: String,
    pub(crate) reason: String,
}

/// One document, profiled.
struct Profiled {
    is_source: bool,
    place: Place,
    report: Report,
    profile: Profile,
}

/// Everything that reading one file can come to.
type FileResult = Result<Vec<Result<Profiled, (String, Misfit)>>, String>;

/// So many documents of one further language are no accident: a site has them.
const FURTHER_LANGUAGE: usize = 5;

/// Reads the documents under `source` and `target`, or of both languages under
/// `source` alone, and pairs them. What lies under `except` is passed over.
pub(crate) fn pair_feed(
    settings: &Settings,
    packs: &PackLibrary,
    events: &Events,
    trees: (&Path, Option<&Path>),
    except: &[PathBuf],
) -> Result<PairedFeed, Failure> {
    let reader = FeedReader {
        encoding: settings.encoding(),
    };
    let table = match settings.path("pair.metadata") {
        Some(path) => MetadataTable::read(path)?,
        None => MetadataTable::default(),
    };
    let documents = |tree| list(tree, except).map(|found| found.without_outputs(except));
    let source = documents(trees.0)?;
    let target = trees.1.map(documents).transpose()?;
    let found = languages(
        settings,
        &reader,
        &source.files,
        target.as_ref().map(|listing| &listing.files[..]),
    )?;
    let (near, far) = (packs.get(&found.0)?, packs.get(&found.1)?);
    let mut pairer = Pairer::try_new(&near, &far)?;
    if let Some(least) = settings.share("pair.min-probability") {
        pairer = pairer.least_probability(least);
    }
    let mut gathering = Gathering {
        events,
        reader: &reader,
        table: &table,
        pairer: &pairer,
        packs: (&near, &far),
        sides: (Reports::default(), Reports::default()),
        places: (Vec::new(), Vec::new()),
        left_out: Vec::new(),
        foreign: BTreeMap::new(),
    };
    let files = source.files.len() + target.as_ref().map_or(0, |listing| listing.files.len());
    events.begin("reading", files);
    gathering.gather(trees.0, &source, target.as_ref().map(|_| true));
    if let (Some(tree), Some(listing)) = (trees.1, &target) {
        gathering.gather(tree, listing, Some(false));
    }
    events.end();
    gathering.leave_out_foreign();
    let Gathering {
        sides,
        places,
        left_out,
        ..
    } = gathering;
    let documents = (sides.0.len(), sides.1.len());
    let second_look = SecondLook::new(reader, (&near, &far))?;
    let pairing = pairer.pair_asking(sides.0, sides.1, |source, target| {
        second_look.align(&places.0[source], &places.1[target])
    });
    Ok(PairedFeed {
        languages: found,
        entries: entries(&pairing, &places),
        documents,
        left_out,
    })
}

/// Documents being taken in.
struct Gathering<'a> {
    events: &'a Events,
    reader: &'a FeedReader,
    table: &'a MetadataTable,
    pairer: &'a Pairer,
    packs: (&'a Arc<LanguagePack>, &'a Arc<LanguagePack>),
    sides: (Reports, Reports),
    places: (Vec<Place>, Vec<Place>),
    left_out: Vec<LeftOut>,
    /// Documents in further languages, by language.
    foreign: BTreeMap<String, Vec<(String, String)>>,
}

impl Gathering<'_> {
    /// Takes in the files of a tree; `of_source` says which side the tree is, if
    /// it is one.
    fn gather(&mut self, tree: &Path, listing: &Listing, of_source: Option<bool>) {
        for (path, reason) in &listing.left_out {
            self.leave_out("left-out", &path_text(path), reason);
        }
        for chunk in listing.files.chunks(CHUNK) {
            let read: Vec<FileResult> = chunk
                .par_iter()
                .map(|path| self.read(tree, path, of_source))
                .collect();
            for (path, result) in chunk.iter().zip(read) {
                match result {
                    Ok(documents) => documents.into_iter().for_each(|found| self.take(found)),
                    Err(reason) => self.leave_out("unreadable", &path_text(path), &reason),
                }
            }
            self.events.advance(chunk.len());
        }
    }

    fn read(&self, tree: &Path, path: &Path, of_source: Option<bool>) -> FileResult {
        let documents = self.reader.read(path)?;
        // A feed may be one file.
        let documents = documents.into_par_iter();
        Ok(documents
            .map(|document| self.profile(tree, document, of_source))
            .collect())
    }

    /// A document's profile on its side; the error names it and says why it is on
    /// neither.
    fn profile(
        &self,
        tree: &Path,
        found: FeedDocument,
        of_source: Option<bool>,
    ) -> Result<Profiled, (String, Misfit)> {
        found.tell(self.events);
        let place = found.place.clone();
        let tags = (self.packs.0.tag(), self.packs.1.tag());
        let is_source = match side_of(&found, tags, of_source) {
            Ok(is_source) => is_source,
            Err(misfit) => return Err((place.text(), misfit)),
        };
        let profile = if is_source {
            self.pairer.source_profile(found.blocks())
        } else {
            self.pairer.target_profile(found.blocks())
        };
        let mut report = found.report(tree);
        self.table.complete(&mut report, &place.text());
        Ok(Profiled {
            is_source,
            place,
            report,
            profile,
        })
    }

    fn take(&mut self, found: Result<Profiled, (String, Misfit)>) {
        match found {
            Ok(found) if found.is_source => {
                self.sides.0.add(found.report, found.profile);
                self.places.0.push(found.place);
            }
            Ok(found) => {
                self.sides.1.add(found.report, found.profile);
                self.places.1.push(found.place);
            }
            Err((place, misfit)) => match misfit.language {
                Some(language) => {
                    let documents = self.foreign.entry(language).or_default();
                    documents.push((place, misfit.reason));
                }
                None => self.leave_out("left-out", &place, &misfit.reason),
            },
        }
    }

    /// Says which documents are in further languages: one by one if they are a few.
    fn leave_out_foreign(&mut self) {
        for (language, documents) in std::mem::take(&mut self.foreign) {
            if documents.len() < FURTHER_LANGUAGE {
                for (place, reason) in documents {
                    self.leave_out("left-out", &place, &reason);
                }
                continue;
            }
            let count = documents.len();
            let message = format!("left out: {} in `{language}`", counted(count, "document"));
            let fields = [
                ("language", Value::from(language)),
                ("documents", count.into()),
            ];
            self.events
                .say(Level::Note, "further-language", &message, &fields);
            let documents = documents.into_iter();
            self.left_out
                .extend(documents.map(|(path, reason)| LeftOut { path, reason }));
        }
    }

    fn leave_out(&mut self, event: &str, place: &str, reason: &str) {
        // Most reasons name the file already.
        let message = if reason.contains(place) {
            format!("left out: {reason}")
        } else {
            format!("`{place}` left out: {reason}")
        };
        let fields = [
            ("path", Value::from(place)),
            ("reason", Value::from(reason)),
        ];
        self.events.say(Level::Warning, event, &message, &fields);
        self.left_out.push(LeftOut {
            path: place.to_owned(),
            reason: reason.to_owned(),
        });
    }
}

/// The lines of the manifest: pairs first, then what is left of either side.
fn entries(pairing: &Pairing, places: &(Vec<Place>, Vec<Place>)) -> Vec<Entry> {
    let mut entries: Vec<Entry> = pairing
        .pairs
        .iter()
        .map(|pair| Entry {
            source: places.0[pair.source].text(),
            target: places.1[pair.target].text(),
            probability: Some((pair.probability.value() * 1e4).round() / 1e4),
            status: Status::Pair,
            reasons: pair.reasons.iter().map(ToString::to_string).collect(),
        })
        .collect();
    let sides = [
        (&pairing.source_unpaired, &places.0, &places.1, true),
        (&pairing.target_unpaired, &places.1, &places.0, false),
    ];
    for (unpaired, own, others, is_source) in sides {
        for (document, why) in unpaired {
            let (status, reasons) = match why {
                Unpaired::VersionOf(other) => {
                    let reason = format!("another version of {}", own[*other].text());
                    (Status::Version, vec![reason])
                }
                Unpaired::Closest(other, probability) => {
                    let reason = format!(
                        "closest is {} at {:.2}",
                        others[*other].text(),
                        probability.value()
                    );
                    (Status::Alone, vec![reason])
                }
                _ => (Status::Alone, Vec::new()),
            };
            let place = own[*document].text();
            let (source, target) = if is_source {
                (place, String::new())
            } else {
                (String::new(), place)
            };
            entries.push(Entry {
                source,
                target,
                probability: None,
                status,
                reasons,
            });
        }
    }
    entries
}
