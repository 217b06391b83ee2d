//! Words learned from the whole batch.
//!
//! Where no lexicon comes with a language pair, all pairs are aligned once, the
//! sure links teach a lexicon, and all pairs are aligned again with it. What is
//! learned depends on the batch alone, so the links are taken in order and up to
//! a number of them. The first pass of an unchanged batch need not be done again:
//! the links are kept in the run folder under the batch's own key.

use std::sync::Arc;

use bitext_align::{Aligner, LearnedLexicon, VerdictKind};
use rayon::prelude::*;
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
    let key = batch_key(&workshop, plan);
    let path = job.folder.join(NAME);
    let kept = read_whole(&path).and_then(|bytes| {
        let (of, links): (Key, Links) = serde_json::from_slice(&bytes).ok()?;
        (of == key).then_some(links)
    });
    let links = match kept {
        Some(links) => links,
        None => {
            let links = sure_links(&workshop, job, plan);
            let bytes = serde_json::to_vec(&(key, &links)).map_err(|error| {
                Failure::error(format!("cannot write `{}`: {error}", path.display()))
            })?;
            write_whole(&path, &bytes, RUN_FOLDER)?;
            links
        }
    };
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
    Ok(workshop.with_aligner(aligner, &format!("learned {key:?}")))
}

/// What the whole batch is known by.
fn batch_key(workshop: &Workshop<'_>, plan: &Plan) -> Key {
    let keys: Vec<Option<Key>> = plan
        .pairs
        .par_iter()
        .map(|pair| workshop.key(pair).ok())
        .collect();
    let mut hash = Sha256::new();
    for key in keys {
        hash.update(key.map_or(0, |key| key.0).to_le_bytes());
    }
    let digest = hash.finalize();
    Key(digest
        .iter()
        .take(16)
        .fold(0, |key, &byte| key << 8 | u128::from(byte)))
}

/// The sure links of the batch, in order. A pair that cannot be done teaches
/// nothing; it is reported when it is to be aligned for good.
fn sure_links(workshop: &Workshop<'_>, job: &Job<'_>, plan: &Plan) -> Links {
    let mut links = Links::new();
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
                        let ladder = &alignment.ladder;
                        workshop
                            .aligner
                            .sure_links(&sides.source, &sides.target, ladder)
                    }
                    _ => Links::new(),
                }
            })
            .collect();
        links.extend(found.into_iter().flatten());
        job.events.advance(chunk.len());
        if links.len() >= MOST_LINKS {
            links.truncate(MOST_LINKS);
            break;
        }
    }
    job.events.end();
    links
}
