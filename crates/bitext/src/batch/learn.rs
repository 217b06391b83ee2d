//! Words learned from the whole batch.
//!
//! Where no large lexicon comes with a language pair, all pairs are aligned once, the
//! sure links teach a lexicon, and all pairs are aligned again with it. What is
//! learned depends on the batch alone, so the links are taken in order and up to
//! a number of them. The first pass over unchanged pairs need not be done again: the
//! links are kept in the run folder under the key of the pairs that they come from. And
//! what is aligned with them is known by the links themselves, so that reports which
//! come behind those pairs change nothing for the pairs before them.

use std::sync::Arc;

use bitext_align::{Aligner, LearnedLexicon, VerdictKind};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Job;
use super::journal::{Key, RUN_FOLDER, read_whole, write_whole};
use super::plan::Plan;
use super::work::Workshop;
use crate::diagnostics::{Failure, Level};
use crate::wording::counted;

/// What the links learned from are called in the run folder.
const NAME: &str = "learned.json";

/// More links teach little more, and cost memory.
const MOST_LINKS: usize = 30_000;

/// Pairs whose links are taken at a time.
const CHUNK: usize = 64;

type Links = Vec<(Vec<String>, Vec<String>)>;

/// The links that words are learned from, and the pairs that they come from.
#[derive(Debug, Serialize, Deserialize)]
struct Lesson {
    /// What those pairs are known by.
    pairs: Key,
    /// How many there are, if the links were enough before the last pair of the batch.
    enough: Option<usize>,
    links: Links,
}

impl Lesson {
    /// Whether a batch of pairs with those keys teaches the same.
    fn is_of(&self, keys: &[Option<Key>]) -> bool {
        let looked_at = match self.enough {
            Some(enough) => keys.get(..enough),
            None => Some(keys),
        };
        looked_at.is_some_and(|keys| key_of(keys) == self.pairs)
    }
}

/// The workshop with a lexicon learned from the batch, if that is wanted.
pub(crate) fn with_lexicon<'a>(
    workshop: Workshop<'a>,
    job: &Job<'_>,
    plan: &Plan,
) -> Result<Workshop<'a>, Failure> {
    let wanted = match job.settings.text("batch.learn-lexicon") {
        Some("always") => true,
        Some("never") => false,
        _ => !workshop.aligner.has_lexicon(),
    };
    if !wanted || plan.pairs.is_empty() {
        return Ok(workshop);
    }
    let keys: Vec<Option<Key>> = plan
        .pairs
        .par_iter()
        .map(|pair| workshop.key(pair).ok())
        .collect();
    let path = job.folder.join(NAME);
    let fault = |error: serde_json::Error| {
        Failure::error(format!("cannot write `{}`: {error}", path.display()))
    };
    let kept = read_whole(&path).and_then(|bytes| {
        let lesson: Lesson = serde_json::from_slice(&bytes).ok()?;
        lesson.is_of(&keys).then_some(lesson)
    });
    let links = match kept {
        Some(lesson) => lesson.links,
        None => {
            let (links, enough) = sure_links(&workshop, job, plan);
            let pairs = key_of(
                enough
                    .and_then(|enough| keys.get(..enough))
                    .unwrap_or(&keys),
            );
            let lesson = Lesson {
                pairs,
                enough,
                links,
            };
            let bytes = serde_json::to_vec(&lesson).map_err(fault)?;
            write_whole(&path, &bytes, RUN_FOLDER)?;
            lesson.links
        }
    };
    let name = Key::of(&Sha256::digest(serde_json::to_vec(&links).map_err(fault)?));
    let message = format!(
        "words learned from {} of the batch",
        counted(links.len(), "sure link")
    );
    job.events.say(
        Level::Note,
        "learned",
        &message,
        &[("links", json!(links.len()))],
    );
    let lexicon = Arc::new(LearnedLexicon::learn(&links));
    let packs = (
        job.packs.get(&plan.languages.0)?,
        job.packs.get(&plan.languages.1)?,
    );
    let aligner = Aligner::builder(&packs.0, &packs.1)
        .learned(lexicon)
        .build()?;
    Ok(workshop.with_aligner(aligner, &format!("learned {name:?}")))
}

/// What pairs are known by together.
fn key_of(keys: &[Option<Key>]) -> Key {
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(key.map_or(0, |key| key.0).to_le_bytes());
    }
    Key::of(&hash.finalize())
}

/// The sure links of the batch, in order, and after how many pairs there were enough, if
/// it was before the last one. A pair that cannot be done teaches nothing; it is
/// reported when it is to be aligned for good.
fn sure_links(workshop: &Workshop<'_>, job: &Job<'_>, plan: &Plan) -> (Links, Option<usize>) {
    let mut links = Links::new();
    let mut looked_at = 0;
    job.events.begin("learning", plan.pairs.len());
    for chunk in plan.pairs.chunks(CHUNK) {
        let found: Vec<Links> = chunk
            .par_iter()
            .map(|pair| {
                let Ok(sides) = workshop.sides(pair) else {
                    return Links::new();
                };
                match workshop.aligner.align(&sides.source, &sides.target) {
                    Ok(alignment) if alignment.verdict.kind != VerdictKind::NoTranslation => {
                        workshop
                            .aligner
                            .sure_links(&sides.source, &sides.target, &alignment)
                    }
                    _ => Links::new(),
                }
            })
            .collect();
        links.extend(found.into_iter().flatten());
        job.events.advance(chunk.len());
        looked_at += chunk.len();
        if links.len() >= MOST_LINKS {
            links.truncate(MOST_LINKS);
            break;
        }
    }
    job.events.end();
    (
        links,
        Some(looked_at).filter(|&pairs| pairs < plan.pairs.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_behind_those_that_taught_enough_change_nothing() {
        let keys: Vec<Option<Key>> = (1..=6).map(|key| Some(Key(key))).collect();
        let lesson = |enough: Option<usize>, from: &[Option<Key>]| Lesson {
            pairs: key_of(from),
            enough,
            links: Links::new(),
        };
        let early = lesson(Some(3), &keys[..3]);
        assert!(early.is_of(&keys[..4]) && early.is_of(&keys));
        assert!(!early.is_of(&keys[1..]) && !early.is_of(&keys[..2]));
        let whole = lesson(None, &keys[..5]);
        assert!(whole.is_of(&keys[..5]) && !whole.is_of(&keys));
    }
}
