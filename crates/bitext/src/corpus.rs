//! `bitext evaluate --corpus`: from raw text to units, against a gold corpus.
//!
//! Each pair of the manifest goes through the whole of bitext, raw text in, links
//! out, in the languages the manifest gives, and is compared with its gold
//! segments and gold ladder in two ways: how many gold links came out as one unit
//! with the very text of both sides (white space aside), and by characters. The
//! aligner alone is measured too, on the gold segments, in the field's strict
//! and lax figures.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bitext_align::evaluate::Score;
use bitext_core::{Ladder, LanguageTag, SegmentRange, SegmentedText};
use bitext_document::{ReadOptions, read_document};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::arguments::EvaluateArguments;
use crate::characters::{CharacterScore, stretches};
use crate::details::Details;
use crate::diagnostics::Failure;
use crate::evaluate::{bar, links_up_to, percent, print, rounded};
use crate::side_file::{self, LARGEST_FILE};
use crate::toolbox::Toolbox;

/// `manifest.toml`, as far as it matters here.
#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    path: PathBuf,
    source_language: String,
    target_language: String,
}

/// Counts of a pair, which can be summed.
#[derive(Clone, Copy, Default)]
struct Counts {
    gold_links: usize,
    units: usize,
    found: usize,
    characters: CharacterScore,
    cuts: Cuts,
}

/// What comes of a pair.
struct Outcome {
    counts: Counts,
    /// The gold ladder, and the one found over the gold segments.
    ladders: (Ladder, Ladder),
}

impl Outcome {
    fn score(&self) -> Score {
        let mut score = Score::default();
        score.add(&self.ladders.0, &self.ladders.1);
        score
    }
}

/// Segment ends inside the text: how many there are, and how many agree.
#[derive(Clone, Copy, Default)]
struct Cuts {
    gold: usize,
    test: usize,
    shared: usize,
}

/// The figures of a pair or of all, as JSON has them.
#[derive(Serialize)]
struct Row {
    /// Name of the pair, or `total`.
    name: String,
    /// Gold links with two sides.
    links: usize,
    /// Links with two sides that came out.
    units: usize,
    /// Share of gold links that stand as one unit with the very text of both sides.
    found: f64,
    /// Agreement of the two alignments by characters.
    characters: f64,
    /// F1 of segment ends.
    segment_f1: f64,
    /// On gold segments: strict precision, recall and F1, lax F1, F1 over
    /// segments left alone.
    strict_precision: f64,
    strict_recall: f64,
    strict_f1: f64,
    lax_f1: f64,
    left_alone_f1: Option<f64>,
    #[serde(flatten)]
    details: Details,
}

const HEADING: [&str; 10] = [
    "pair",
    "links",
    "units",
    "found",
    "chars",
    "segment F1",
    "P",
    "R",
    "F1",
    "lax F1",
];

impl Row {
    fn new(name: &str, counts: &Counts, score: &Score) -> Self {
        let share = |part: usize, whole: usize| {
            if whole == 0 {
                0.0
            } else {
                rounded(part as f64 / whole as f64)
            }
        };
        let figures = score.figures();
        Self {
            name: name.to_owned(),
            links: counts.gold_links,
            units: counts.units,
            found: share(counts.found, counts.gold_links),
            characters: rounded(counts.characters.value()),
            segment_f1: share(2 * counts.cuts.shared, counts.cuts.gold + counts.cuts.test),
            strict_precision: rounded(figures.precision_strict),
            strict_recall: rounded(figures.recall_strict),
            strict_f1: rounded(figures.f1_strict),
            lax_f1: rounded(figures.f1_lax),
            left_alone_f1: figures.f1_unaligned.map(rounded),
            details: Details::new(score),
        }
    }

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.name.clone(),
            self.links.to_string(),
            self.units.to_string(),
        ];
        let shares = [
            self.found,
            self.characters,
            self.segment_f1,
            self.strict_precision,
            self.strict_recall,
            self.strict_f1,
            self.lax_f1,
        ];
        cells.extend(shares.iter().map(|&share| percent(share)));
        cells
    }
}

pub(crate) fn run(arguments: &EvaluateArguments, path: &Path) -> Result<(), Failure> {
    let hint = "give the manifest of a corpus, such as `corpora/manifest.toml`";
    let text = side_file::read_text(path, LARGEST_FILE, hint)?;
    let manifest: Manifest = toml::from_str(&text)
        .map_err(|error| Failure::error(format!("`{}`: {error}", path.display())))?;
    if manifest.pair.is_empty() {
        return Err(
            Failure::error(format!("`{}` lists no pair", path.display()))
                .hint("each pair is a table `[[pair]]` with name, path and languages"),
        );
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let toolbox = Toolbox::new(&arguments.work)?;
    let outcomes: Vec<Outcome> = manifest
        .pair
        .par_iter()
        .map(|pair| evaluate(&toolbox, folder, pair))
        .collect::<Result<_, _>>()?;
    let mut rows: Vec<Row> = manifest
        .pair
        .iter()
        .zip(&outcomes)
        .map(|(pair, outcome)| Row::new(&pair.name, &outcome.counts, &outcome.score()))
        .collect();
    let (total, score) = total(&outcomes);
    let found = total.found;
    rows.push(total);
    print(arguments, &rows, &HEADING, Row::cells, &score)?;
    bar(arguments, "the share of gold links found", found)
}

/// All pairs together.
fn total(outcomes: &[Outcome]) -> (Row, Score) {
    let mut total = Counts::default();
    let mut score = Score::default();
    for Outcome { counts, ladders } in outcomes {
        total.gold_links += counts.gold_links;
        total.units += counts.units;
        total.found += counts.found;
        total.characters.add(counts.characters);
        total.cuts.gold += counts.cuts.gold;
        total.cuts.test += counts.cuts.test;
        total.cuts.shared += counts.cuts.shared;
        score.add(&ladders.0, &ladders.1);
    }
    (Row::new("total", &total, &score), score)
}

/// One side of a pair: gold segments, and segments found in the raw text, both
/// by the places of their non-white characters.
struct Side {
    gold: SegmentedText,
    found: SegmentedText,
    gold_places: Vec<Range<usize>>,
    found_places: Vec<Range<usize>>,
}

fn evaluate(toolbox: &Toolbox, folder: &Path, pair: &Pair) -> Result<Outcome, Failure> {
    let stem = folder.join(&pair.path);
    let language = |tag: &str| {
        LanguageTag::try_new(tag)
            .map_err(|error| Failure::error(format!("pair `{}`: {error}", pair.name)))
    };
    let source_language = language(&pair.source_language)?;
    let target_language = language(&pair.target_language)?;
    let source = side(toolbox, &stem, &source_language)?;
    let target = side(toolbox, &stem, &target_language)?;
    let aligner = toolbox.aligner(
        &toolbox.pack(&source_language)?,
        &toolbox.pack(&target_language)?,
    )?;

    let gold = gold_ladder(
        &with_suffix(&stem, "ladder"),
        source.gold.len(),
        target.gold.len(),
    )?;
    let raw = aligner.align(&source.found, &target.found)?.ladder;
    let on_gold = aligner.align(&source.gold, &target.gold)?.ladder;

    let gold_links = places(&gold, &source.gold_places, &target.gold_places);
    let raw_links = places(&raw, &source.found_places, &target.found_places);
    let mut counts = Counts {
        ..Counts::default()
    };
    count_units(&gold_links, &raw_links, &mut counts);
    let (gold_sides, raw_sides) = (stretches(&gold_links), stretches(&raw_links));
    counts.characters.add_side(&gold_sides.0, &raw_sides.0);
    counts.characters.add_side(&gold_sides.1, &raw_sides.1);
    for side in [&source, &target] {
        count_cuts(&side.gold_places, &side.found_places, &mut counts.cuts);
    }
    Ok(Outcome {
        counts,
        ladders: (gold, on_gold),
    })
}

/// `stem` with another ending: `press.en.txt`. Not `with_extension`, since the
/// stem may have full stops in it.
fn with_suffix(stem: &Path, suffix: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn side(toolbox: &Toolbox, stem: &Path, language: &LanguageTag) -> Result<Side, Failure> {
    let raw_path = with_suffix(stem, &format!("{language}.txt"));
    let mut options = ReadOptions::default();
    options.language = Some(language.clone());
    let read = read_document(&raw_path, &options)?;
    let pack = toolbox.pack(language)?;
    let found = toolbox.segmenter(&pack)?.segment_document(&read.document);

    let gold_path = with_suffix(stem, &format!("{language}.segments"));
    let hint = "the manifest names pairs with gold segments of both sides";
    let gold = side_file::read_text(&gold_path, LARGEST_FILE, hint)?;
    let gold = SegmentedText::from_lines(&gold.lines().collect::<Vec<_>>());
    let (gold_places, found_places) = (letters_of(&gold), letters_of(&found));
    if squashed(gold.text()) != squashed(found.text()) {
        return Err(Failure::error(format!(
            "`{}` and `{}` do not hold the same text",
            raw_path.display(),
            gold_path.display()
        ))
        .hint("gold segments are the raw text cut into lines, nothing else changed"));
    }
    Ok(Side {
        gold,
        found,
        gold_places,
        found_places,
    })
}

fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Where each segment stands, counted in non-white characters of its text.
fn letters_of(text: &SegmentedText) -> Vec<Range<usize>> {
    let (mut at, mut count) = (0, 0);
    let mut count_to = |end: usize| {
        let passed = text.text().get(at..end).unwrap_or("");
        count += passed.chars().filter(|c| !c.is_whitespace()).count();
        at = end;
        count
    };
    let segments = text.segments().iter();
    segments
        .map(|segment| count_to(segment.range.start)..count_to(segment.range.end))
        .collect()
}

fn gold_ladder(path: &Path, sources: usize, targets: usize) -> Result<Ladder, Failure> {
    let links = links_up_to((sources, targets), path, None)?;
    let mut last = (0, 0);
    let end = |side: &[usize], last: usize| side.last().map_or(last, |index| index + 1);
    let rungs: Vec<(usize, usize)> = links
        .iter()
        .map(|link| {
            last = (end(&link.source, last.0), end(&link.target, last.1));
            last
        })
        .collect();
    Ladder::from_rungs(&rungs, sources, targets).map_err(|error| {
        Failure::error(format!(
            "`{}` does not fit its segments: {error}",
            path.display()
        ))
    })
}

type Places = Vec<(Range<usize>, Range<usize>)>;

/// The links of a ladder by the places of their texts.
fn places(ladder: &Ladder, source: &[Range<usize>], target: &[Range<usize>]) -> Places {
    let span = |range: SegmentRange, places: &[Range<usize>]| {
        let segments = places.get(range.indices()).unwrap_or(&[]);
        match (segments.first(), segments.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    };
    let links = ladder.links().iter();
    links
        .map(|link| (span(link.source(), source), span(link.target(), target)))
        .collect()
}

/// Gold links that stand among the found ones with the same text on both sides.
fn count_units(gold: &Places, found: &Places, counts: &mut Counts) {
    let two_sided = |link: &&(Range<usize>, Range<usize>)| !link.0.is_empty() && !link.1.is_empty();
    let key =
        |link: &(Range<usize>, Range<usize>)| (link.0.start, link.0.end, link.1.start, link.1.end);
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for link in found.iter().filter(two_sided) {
        counts.units += 1;
        *known.entry(key(link)).or_default() += 1;
    }
    for link in gold.iter().filter(two_sided) {
        counts.gold_links += 1;
        counts.found += usize::from(known.contains_key(&key(link)));
    }
}

fn count_cuts(gold: &[Range<usize>], found: &[Range<usize>], cuts: &mut Cuts) {
    let ends = |places: &[Range<usize>]| {
        let last = places.last().map_or(0, |place| place.end);
        let inner = places
            .iter()
            .map(|place| place.end)
            .filter(|&end| end != last);
        inner.collect::<std::collections::BTreeSet<_>>()
    };
    let (gold, found) = (ends(gold), ends(found));
    cuts.gold += gold.len();
    cuts.test += found.len();
    cuts.shared += gold.intersection(&found).count();
}
