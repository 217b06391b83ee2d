//! Aligning the pairs of a plan, many at a time, written down in order.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bitext_align::{Aligner, Alignment, VerdictKind};
use bitext_core::{LanguageTag, Probability, SegmentedText};
use bitext_document::{Format, ReadOptions};
use bitext_exchange::{Bitext, BitextSide};
use bitext_maintain::is_untranslated;
use bitext_segment::{LineMode, SegmentOptions, Segmenter};
use clap::ValueEnum;
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Job;
use super::entry::{Fate, Outcome, UnitLine};
use super::journal::{Journal, Key};
use super::plan::Plan;
use crate::align::{creation_date, document_date};
use crate::config::Settings;
use crate::cutting::{LineModeName, cut_lines};
use crate::diagnostics::{Failure, Level};
use crate::feed::{Events, FeedDocument, FeedReader, Place, Shelf, side_of};
use crate::findings::doubt;
use crate::side_file::read_bounded;
use crate::wording::counted;

/// Pairs that are worked on before the first of them is written down, for each
/// thread.
const AHEAD: usize = 24;

/// Seconds between two progress events.
const PROGRESS: Duration = Duration::from_secs(5);

/// What aligning takes, made once for the run.
pub(crate) struct Workshop<'a> {
    pub(crate) job: &'a Job<'a>,
    pub(crate) languages: (LanguageTag, LanguageTag),
    segmenters: (Segmenter, Segmenter),
    pub(crate) aligner: Aligner,
    shelf: Shelf,
    /// What the result depends on beside the documents.
    options: String,
    line_mode: Option<LineMode>,
    min_probability: Option<Probability>,
    review_below: Probability,
    force: bool,
}

/// Two documents, cut into segments.
pub(crate) struct Sides {
    pub(crate) source: SegmentedText,
    pub(crate) target: SegmentedText,
    names: (String, String),
    dates: (Option<String>, Option<String>),
}

/// What the pairs of a plan came to.
pub(crate) struct Worked {
    /// The keys of the pairs, in order; `None` where a pair could not be done.
    pub(crate) keys: Vec<Option<Key>>,
    /// Why a pair could not be done, by its number.
    pub(crate) failures: BTreeMap<usize, String>,
    /// How many pairs were in the journal already.
    pub(crate) unchanged: usize,
}

/// What one pair came to.
enum Done {
    /// It is in the journal already.
    Known(Key),
    /// A new line for the journal, and why the pair was refused.
    New(Key, String, Option<String>),
    /// It could not be done.
    Failed(String),
}

impl<'a> Workshop<'a> {
    pub(crate) fn new(job: &'a Job<'a>, plan: &Plan) -> Result<Self, Failure> {
        let (source, target) = (
            job.packs.get(&plan.languages.0)?,
            job.packs.get(&plan.languages.1)?,
        );
        let settings = job.settings;
        let mode = settings.text("batch.line-mode");
        let mode = mode.and_then(|name| LineModeName::from_str(name, false).ok());
        let line_mode = mode.map(LineMode::from);
        let mut options = SegmentOptions::default();
        options.line_mode = line_mode.unwrap_or(options.line_mode);
        let mut workshop = Self {
            job,
            languages: plan.languages.clone(),
            segmenters: (
                Segmenter::try_new(&source, &options)?,
                Segmenter::try_new(&target, &options)?,
            ),
            aligner: Aligner::builder(&source, &target).build()?,
            shelf: Shelf::new(FeedReader {
                encoding: settings.encoding(),
            }),
            options: String::new(),
            line_mode,
            min_probability: settings.share("batch.min-probability"),
            review_below: settings
                .share("batch.review-below")
                .unwrap_or(Probability::ZERO),
            force: settings.flag("batch.force"),
        };
        workshop.options = workshop.describe(settings);
        Ok(workshop)
    }

    /// Everything beside the documents that the results depend on.
    fn describe(&self, settings: &Settings) -> String {
        let epoch = std::env::var("SOURCE_DATE_EPOCH").unwrap_or_default();
        format!(
            "bitext {} from {} to {}, encoding {:?}, packs {:?}, lines {:?}, at least {:?}, \
             review below {}, force {}, epoch {epoch}",
            env!("CARGO_PKG_VERSION"),
            self.languages.0,
            self.languages.1,
            settings.text("encoding"),
            self.job.packs_key,
            self.line_mode,
            self.min_probability.map(Probability::value),
            self.review_below.value(),
            self.force,
        )
    }

    /// The same with another aligner, which `name` tells apart from others.
    pub(crate) fn with_aligner(mut self, aligner: Aligner, name: &str) -> Self {
        self.aligner = aligner;
        self.options.push_str(", ");
        self.options.push_str(name);
        self
    }

    /// Aligns every pair that is not in the journal.
    pub(crate) fn work_off(
        &self,
        plan: &Plan,
        journal: &mut Journal,
        events: &Events,
    ) -> Result<Worked, Failure> {
        let mut failures = BTreeMap::new();
        let mut unchanged = 0;
        let mut keys = Vec::with_capacity(plan.pairs.len());
        let ahead = AHEAD * rayon::current_num_threads();
        let (start, mut told) = (Instant::now(), Instant::now());
        events.begin("aligning", plan.pairs.len());
        for chunk in plan.pairs.chunks(ahead) {
            let known = &*journal;
            let done: Vec<Done> = chunk.par_iter().map(|pair| self.one(pair, known)).collect();
            for (pair, done) in chunk.iter().zip(done) {
                match &done {
                    Done::Failed(reason) => {
                        failures.insert(keys.len(), reason.clone());
                    }
                    Done::Known(_) => unchanged += 1,
                    Done::New(..) => {}
                }
                keys.push(write_down(pair, done, journal, events)?);
            }
            events.advance(chunk.len());
            if told.elapsed() >= PROGRESS {
                told = Instant::now();
                let rate = keys.len() as f64 / start.elapsed().as_secs_f64();
                let (done, of) = (keys.len(), plan.pairs.len());
                let pairs = counted(of, "pair");
                let message = format!("{done} of {pairs}, {rate:.0} a second");
                self.job.say_progress(&message, done, of);
            }
        }
        events.end();
        journal.sync()?;
        Ok(Worked {
            keys,
            failures,
            unchanged,
        })
    }

    fn one(&self, pair: &(Place, Place), journal: &Journal) -> Done {
        let key = match self.key(pair) {
            Ok(key) => key,
            Err(reason) => return Done::Failed(reason),
        };
        if journal.has(key) {
            return Done::Known(key);
        }
        match self.align(pair, key) {
            Ok(outcome) => match serde_json::to_string(&outcome) {
                Ok(line) => {
                    let refused = outcome.fate == Fate::Refused;
                    Done::New(key, line, outcome.remark.filter(|_| refused))
                }
                Err(error) => Done::Failed(error.to_string()),
            },
            Err(reason) => Done::Failed(reason),
        }
    }

    /// What the pair is known by.
    pub(crate) fn key(&self, pair: &(Place, Place)) -> Result<Key, String> {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(self.options.as_bytes());
        for place in [&pair.0, &pair.1] {
            part(place.text().as_bytes());
            part(&self.content(place)?);
        }
        let digest = hash.finalize();
        let half = digest.iter().take(16);
        Ok(Key(half.fold(0, |key, &byte| key << 8 | u128::from(byte))))
    }

    /// What a result depends on at a place: the bytes of the file, or of a file of
    /// several documents the one that is meant.
    fn content(&self, place: &Place) -> Result<Vec<u8>, String> {
        if place.item.is_some() {
            let found = self.shelf.document(place)?;
            return Ok(format!("{:?} {:?}", found.format, found.document).into_bytes());
        }
        let limit = ReadOptions::default().max_bytes;
        match read_bounded(&place.path, limit) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => {
                let reason = format!("it has more than {} MiB", limit >> 20);
                Err(format!("`{}`: {reason}", place.text()))
            }
            Err(error) => Err(format!("cannot read `{}`: {error}", place.text())),
        }
    }

    /// The documents of a pair, read and cut.
    pub(crate) fn sides(&self, pair: &(Place, Place)) -> Result<Sides, String> {
        let tags = (&self.languages.0, &self.languages.1);
        let read = |place: &Place, of_source: bool| {
            let found = self.shelf.document(place)?;
            found.tell(self.job.events);
            side_of(&found, tags, Some(of_source))
                .map_err(|misfit| format!("`{}`: {}", place.text(), misfit.reason))?;
            Ok::<_, String>(found)
        };
        let (source, target) = (read(&pair.0, true)?, read(&pair.1, false)?);
        let texts = (
            self.cut(&self.segmenters.0, &source),
            self.cut(&self.segmenters.1, &target),
        );
        let anchors = self.aligner.anchors();
        let date = |document: &bitext_core::Document, text: &SegmentedText, extractor| {
            let published = document.metadata().published.map(|time| time.to_string());
            let day = published.and_then(|time| time.get(..10).map(str::to_owned));
            day.or_else(|| document_date(extractor, text))
        };
        Ok(Sides {
            dates: (
                date(&source.document, &texts.0, anchors.0),
                date(&target.document, &texts.1, anchors.1),
            ),
            names: (pair.0.text(), pair.1.text()),
            source: texts.0,
            target: texts.1,
        })
    }

    fn cut(&self, segmenter: &Segmenter, found: &FeedDocument) -> SegmentedText {
        match self.line_mode {
            Some(mode) if found.format == Format::Text => {
                cut_lines(segmenter, found.document.text(), mode)
            }
            _ => segmenter.segment_document(&found.document),
        }
    }

    fn align(&self, pair: &(Place, Place), key: Key) -> Result<Outcome, String> {
        let sides = self.sides(pair)?;
        let alignment = self
            .aligner
            .align(&sides.source, &sides.target)
            .map_err(|error| error.to_string())?;
        let created =
            creation_date(&[&pair.0.path, &pair.1.path]).map_err(|failure| failure.to_string())?;
        let verdict = alignment.verdict;
        let refused = verdict.kind == VerdictKind::NoTranslation && !self.force;
        let remark = doubt(&verdict).map(|doubt| format!("they {doubt}"));
        let mut outcome = Outcome {
            key,
            source: sides.names.0.clone(),
            target: sides.names.1.clone(),
            fate: if refused {
                Fate::Refused
            } else {
                Fate::Aligned
            },
            remark,
            created,
            links: 0,
            doubtful: 0,
            left_out: 0,
            segments: (sides.source.len(), sides.target.len()),
            untranslated: (0, 0),
            copies: 0,
            units: Vec::new(),
        };
        if !refused {
            self.fill(&mut outcome, &sides, &alignment);
        }
        Ok(outcome)
    }

    /// Puts the units of an alignment into its outcome.
    fn fill(&self, outcome: &mut Outcome, sides: &Sides, alignment: &Alignment) {
        let side = |text, language, document, date| BitextSide {
            text,
            language,
            document,
            date,
        };
        let bitext = Bitext {
            source: side(
                &sides.source,
                &self.languages.0,
                &sides.names.0,
                sides.dates.0.as_deref(),
            ),
            target: side(
                &sides.target,
                &self.languages.1,
                &sides.names.1,
                sides.dates.1.as_deref(),
            ),
            ladder: &alignment.ladder,
        };
        for record in bitext.records() {
            let link = &record.link;
            if link.is_null() {
                outcome.untranslated.0 += link.source().len();
                outcome.untranslated.1 += link.target().len();
                continue;
            }
            outcome.links += 1;
            outcome.doubtful += usize::from(link.probability() < self.review_below);
            let unsure = self
                .min_probability
                .is_some_and(|least| link.probability() < least);
            // A unit with lost characters would be offered to translators as text.
            let lost = [&record.source_text, &record.target_text]
                .iter()
                .any(|text| text.contains('\u{fffd}'));
            let unit = bitext.unit(&record, None).filter(|_| !unsure && !lost);
            match unit.as_ref().and_then(UnitLine::of) {
                Some(unit) => {
                    let is_copy = is_untranslated(&record.source_text, &record.target_text);
                    outcome.copies += usize::from(is_copy);
                    outcome.units.push(unit);
                }
                None => outcome.left_out += 1,
            }
        }
    }
}

/// Puts the result of a pair into the journal and says what is to be said.
fn write_down(
    pair: &(Place, Place),
    done: Done,
    journal: &mut Journal,
    events: &Events,
) -> Result<Option<Key>, Failure> {
    let (source, target) = (pair.0.text(), pair.1.text());
    let tell = |event: &str, message: String, reason: &str| {
        let fields = [
            ("source", json!(source)),
            ("target", json!(target)),
            ("reason", json!(reason)),
        ];
        events.say(Level::Warning, event, &message, &fields);
    };
    match done {
        Done::Known(key) => Ok(Some(key)),
        Done::New(key, line, remark) => {
            if let Some(remark) = remark {
                tell(
                    "doubtful-pair",
                    format!("`{source}` and `{target}`: {remark}"),
                    &remark,
                );
            }
            // Two lines of a manifest may be the same.
            if !journal.has(key) {
                journal.add(key, line)?;
            }
            Ok(Some(key))
        }
        Done::Failed(reason) => {
            tell(
                "failed-pair",
                format!("`{source}` and `{target}` left out: {reason}"),
                &reason,
            );
            Ok(None)
        }
    }
}
