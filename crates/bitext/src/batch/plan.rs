//! What is to be done: the pairs of documents, in order.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use bitext_core::LanguageTag;
use serde_json::json;

use super::Job;
use super::journal::{RUN_FOLDER, write_whole};
use crate::diagnostics::{Failure, Level};
use crate::feed::{
    Entry, FeedReader, LeftOut, ManifestFormat, Place, Status, is_manifest, languages, list,
    pair_feed, path_text, read_manifest, write_manifest,
};
use crate::output::Output;
use crate::wording::counted;

/// What the manifest of a paired feed is called in the run folder.
pub(crate) const MANIFEST: &str = "pairs.tsv";

/// The pairs of a run.
pub(crate) struct Plan {
    pub(crate) languages: (LanguageTag, LanguageTag),
    pub(crate) pairs: Vec<(Place, Place)>,
    /// The folder that the sources' names are seen from.
    pub(crate) root: PathBuf,
    /// Documents without partner, other versions and alone, and why.
    pub(crate) unpaired: Vec<Entry>,
    /// Files that could not be read or listed, or are in other languages.
    pub(crate) left_out: Vec<LeftOut>,
}

impl Plan {
    pub(crate) fn new(job: &Job<'_>) -> Result<Self, Failure> {
        if job.target.is_none() && is_manifest(&job.source) {
            return Self::of_manifest(job);
        }
        let except = job.places();
        let trees = (job.source.as_path(), job.target.as_deref());
        let feed = pair_feed(job.settings, &job.packs, job.events, trees, &except)?;
        // A person may want to see why documents were paired.
        let path = job.folder.join(MANIFEST);
        let mut manifest = Vec::new();
        write_manifest(&mut manifest, &feed.entries, ManifestFormat::Tsv)
            .map_err(|error| Failure::writing(format!("`{}`", path.display()), &error))?;
        write_whole(&path, &manifest, RUN_FOLDER)?;
        let count = |status: Status| {
            let of_status = feed.entries.iter().filter(|entry| entry.status == status);
            of_status.count()
        };
        let (versions, alone) = (count(Status::Version), count(Status::Alone));
        let (paired, unpaired): (Vec<Entry>, Vec<Entry>) = feed
            .entries
            .into_iter()
            .partition(|entry| entry.status == Status::Pair);
        let pairs: Vec<(Place, Place)> = paired.iter().filter_map(places).collect();
        let message = format!(
            "{}, {}, {} alone: `{}`",
            counted(pairs.len(), "pair"),
            counted(versions, "other version"),
            counted(alone, "document"),
            path.display()
        );
        let fields = [
            ("pairs", json!(pairs.len())),
            ("versions", json!(versions)),
            ("alone", json!(alone)),
            ("manifest", json!(path_text(&path))),
        ];
        job.events.say(Level::Note, "paired", &message, &fields);
        Ok(Self {
            languages: feed.languages,
            pairs,
            root: root_of(&job.source),
            unpaired,
            left_out: feed.left_out,
        })
    }

    /// Refuses `outputs` that are documents of a pair or among `others`.
    pub(crate) fn refuse_inputs(
        &self,
        outputs: &[PathBuf],
        others: &[&Path],
    ) -> Result<(), Failure> {
        let there: Vec<&PathBuf> = outputs.iter().filter(|file| file.exists()).collect();
        if there.is_empty() {
            return Ok(());
        }
        let documents = self.pairs.iter().flat_map(|(source, target)| {
            let sides = [source, target];
            sides.map(|place| place.path.as_path())
        });
        let inputs: HashSet<PathBuf> = documents
            .chain(others.iter().copied())
            .filter_map(|path| fs::canonicalize(path).ok())
            .collect();
        let is_input =
            |file: &&&PathBuf| fs::canonicalize(file).is_ok_and(|file| inputs.contains(&file));
        match there.iter().find(is_input) {
            Some(file) => Err(Output::both(file)),
            None => Ok(()),
        }
    }

    fn of_manifest(job: &Job<'_>) -> Result<Self, Failure> {
        let pairs = read_manifest(&job.source)?;
        let reader = FeedReader {
            encoding: job.settings.encoding(),
        };
        let side = |pick: fn(&(Place, Place)) -> &Place| -> Vec<PathBuf> {
            pairs.iter().map(|pair| pick(pair).path.clone()).collect()
        };
        let (sources, targets) = (side(|pair| &pair.0), side(|pair| &pair.1));
        let languages = if pairs.is_empty() {
            (LanguageTag::undetermined(), LanguageTag::undetermined())
        } else {
            languages(job.settings, &reader, &sources, Some(&targets))?
        };
        let root = job
            .source
            .parent()
            .map_or_else(PathBuf::new, Path::to_owned);
        Ok(Self {
            languages,
            pairs,
            root,
            unpaired: Vec::new(),
            left_out: Vec::new(),
        })
    }
}

fn places(entry: &Entry) -> Option<(Place, Place)> {
    Some((Place::parse(&entry.source)?, Place::parse(&entry.target)?))
}

/// The folder that names are seen from: the tree, or that of the pattern.
fn root_of(source: &Path) -> PathBuf {
    if source.is_dir() {
        return source.to_owned();
    }
    let fixed = source.ancestors().skip(1).find(|folder| folder.is_dir());
    fixed.map_or_else(PathBuf::new, Path::to_owned)
}

/// Everything under the sources with its size and time of change, and the table of what
/// they do not say themselves, as a number: if it is another one, there is something to
/// do.
pub(crate) fn fingerprint(job: &Job<'_>) -> Result<u64, Failure> {
    use std::hash::Hasher;
    let mut hasher = std::collections::hash_map::DefaultHasher::new();
    let mut note = |path: &Path| {
        hasher.write(path.as_os_str().as_encoded_bytes());
        if let Ok(metadata) = fs::metadata(path) {
            hasher.write_u64(metadata.len());
            let changed = metadata.modified().ok();
            let since = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            hasher.write_u128(since.map_or(0, |since| since.as_nanos()));
        }
    };
    if let Some(table) = job.settings.path("pair.metadata") {
        note(table);
    }
    let except = job.places();
    for tree in std::iter::once(&job.source).chain(&job.target) {
        let listing = list(tree, &except)?;
        listing.files.iter().for_each(|file| note(file));
    }
    if job.target.is_none() && is_manifest(&job.source) {
        for (source, target) in read_manifest(&job.source)? {
            note(&source.path);
            note(&target.path);
        }
    }
    Ok(hasher.finish())
}
