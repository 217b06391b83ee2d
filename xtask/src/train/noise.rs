//! Noise: what editors do to a translation, done to clean bitexts.
//!
//! Every document gets a level of its own for each kind of noise, from none to
//! heavy, so that the aligner learns to find the level out rather than to
//! expect one. The same seed gives the same noise.

use bitext_core::Ladder;

use super::data::{GoldDocument, Line};

/// Numbers from a seed, by SplitMix64 (Steele, Lea & Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// How likely each kind of noise is at a link.
struct Levels {
    /// One line loses its counterpart.
    deletion: f64,
    /// A run of lines does.
    block_deletion: f64,
    /// Neighbouring lines of one side are joined.
    join: f64,
    /// A paragraph of another document is put in.
    foreign: f64,
    /// A line ends a paragraph.
    paragraph: f64,
    /// A paragraph ends on one side only.
    paragraph_differs: f64,
}

impl Levels {
    fn random(random: &mut Random) -> Self {
        // Squares make low levels more common than high ones, but not rare
        // those.
        let mut level = |most: f64| {
            let share = random.share();
            most * (0.6 * share + 0.4 * share * share)
        };
        Self {
            deletion: level(0.3),
            block_deletion: level(0.06),
            join: level(0.3),
            foreign: level(0.08),
            paragraph: 0.2 + level(0.8),
            paragraph_differs: level(0.2),
        }
    }
}

/// A link under construction: lines of both sides.
type Rung = (Vec<String>, Vec<String>);

/// A noisy version of a document; `others` lend foreign paragraphs.
pub(crate) fn noisy(
    document: &GoldDocument,
    others: &[GoldDocument],
    random: &mut Random,
) -> GoldDocument {
    let levels = Levels::random(random);
    let lines = |lines: &[Line], range: std::ops::Range<usize>| {
        lines[range]
            .iter()
            .map(|line| line.text.clone())
            .collect::<Vec<_>>()
    };
    let mut rungs: Vec<Rung> = document
        .gold
        .links()
        .iter()
        .map(|link| {
            (
                lines(&document.source, link.source().indices()),
                lines(&document.target, link.target().indices()),
            )
        })
        .collect();
    number_items(&mut rungs, random);
    repeat_headline(&mut rungs, random);
    delete(&mut rungs, &levels, random);
    let mut rungs = join(rungs, &levels, random);
    insert_foreign(&mut rungs, others, &levels, random);
    rungs.retain(|(source, target)| !source.is_empty() || !target.is_empty());
    with_paragraphs(&nulls_in_order(rungs), &levels, random)
}

/// Numbers the items of some documents, before any is lost: both sides alike, but for
/// an error now and then.
fn number_items(rungs: &mut [Rung], random: &mut Random) {
    if !random.chance(0.1) {
        return;
    }
    let mut number = |line: Option<&mut String>, count: usize| {
        if let Some(line) = line {
            let slip = usize::from(random.chance(0.01));
            line.insert_str(0, &format!("{}. ", count + slip));
        }
    };
    for (count, (source, target)) in (1..).zip(rungs) {
        number(source.first_mut(), count);
        number(target.first_mut(), count);
    }
}

/// Puts the headline in front of the lead once more, on one side.
fn repeat_headline(rungs: &mut Vec<Rung>, random: &mut Random) {
    if rungs.len() > 3 && random.chance(0.05) {
        let (source, target) = rungs[0].clone();
        let copy = if random.chance(0.5) {
            (source, vec![])
        } else {
            (vec![], target)
        };
        rungs.insert(1, copy);
    }
}

fn delete(rungs: &mut [Rung], levels: &Levels, random: &mut Random) {
    let mut at = 0;
    while at < rungs.len() {
        let run = if random.chance(levels.block_deletion) {
            2 + random.below(8)
        } else {
            usize::from(random.chance(levels.deletion))
        };
        let source_side = random.chance(0.5);
        for rung in rungs.iter_mut().skip(at).take(run) {
            if source_side {
                rung.0.clear();
            } else {
                rung.1.clear();
            }
        }
        at += run.max(1);
    }
}

/// Joins the lines of neighbouring links on one side into one line.
fn join(rungs: Vec<Rung>, levels: &Levels, random: &mut Random) -> Vec<Rung> {
    let mut joined: Vec<Rung> = Vec::with_capacity(rungs.len());
    for rung in rungs {
        let both = |rung: &Rung| !rung.0.is_empty() && !rung.1.is_empty();
        if let Some(last) = joined.last_mut()
            && both(last)
            && both(&rung)
            && last.0.len() + last.1.len() + rung.0.len() + rung.1.len() <= 6
            && random.chance(levels.join)
        {
            let source_side = if last.0.len() == last.1.len() {
                random.chance(0.5)
            } else {
                last.0.len() < last.1.len()
            };
            last.0.extend(rung.0);
            last.1.extend(rung.1);
            let side = if source_side {
                &mut last.0
            } else {
                &mut last.1
            };
            *side = vec![side.join(" ")];
            continue;
        }
        joined.push(rung);
    }
    joined
}

fn insert_foreign(
    rungs: &mut Vec<Rung>,
    others: &[GoldDocument],
    levels: &Levels,
    random: &mut Random,
) {
    let mut at = 0;
    while at <= rungs.len() {
        if random.chance(levels.foreign) {
            let other = &others[random.below(others.len())];
            let source_side = random.chance(0.5);
            let side = if source_side {
                &other.source
            } else {
                &other.target
            };
            let length = (1 + random.below(5)).min(side.len());
            let start = random.below(side.len() - length + 1);
            for line in &side[start..start + length] {
                let text = vec![line.text.clone()];
                rungs.insert(
                    at,
                    if source_side {
                        (text, vec![])
                    } else {
                        (vec![], text)
                    },
                );
                at += 1;
            }
        }
        at += 1;
    }
}

/// Within each gap source nulls go first, and every null is one line.
fn nulls_in_order(rungs: Vec<Rung>) -> Vec<Rung> {
    let mut ordered = Vec::with_capacity(rungs.len());
    let (mut sources, mut targets) = (Vec::new(), Vec::new());
    let flush = |ordered: &mut Vec<Rung>, sources: &mut Vec<String>, targets: &mut Vec<String>| {
        ordered.extend(sources.drain(..).map(|line| (vec![line], vec![])));
        ordered.extend(targets.drain(..).map(|line| (vec![], vec![line])));
    };
    for (source, target) in rungs {
        if target.is_empty() {
            sources.extend(source);
        } else if source.is_empty() {
            targets.extend(target);
        } else {
            flush(&mut ordered, &mut sources, &mut targets);
            ordered.push((source, target));
        }
    }
    flush(&mut ordered, &mut sources, &mut targets);
    ordered
}

/// Cuts both sides into paragraphs, mostly at the same links.
fn with_paragraphs(rungs: &[Rung], levels: &Levels, random: &mut Random) -> GoldDocument {
    let mut source = Side::default();
    let mut target = Side::default();
    let mut cuts = vec![(0, 0)];
    for (near, far) in rungs {
        let shared = random.chance(levels.paragraph);
        for (side, lines) in [(&mut source, near), (&mut target, far)] {
            let differs = random.chance(levels.paragraph_differs);
            for (at, line) in lines.iter().enumerate() {
                let starts = if at == 0 {
                    shared != differs
                } else {
                    random.chance(0.1)
                };
                side.push(line, starts);
            }
        }
        cuts.push((source.lines.len(), target.lines.len()));
    }
    let gold = Ladder::from_rungs(&cuts, source.lines.len(), target.lines.len());
    GoldDocument {
        source: source.lines,
        target: target.lines,
        // The cuts ascend by construction.
        gold: gold.unwrap_or_else(|error| unreachable!("{error}")),
    }
}

#[derive(Default)]
struct Side {
    lines: Vec<Line>,
    block: usize,
}

impl Side {
    fn push(&mut self, text: &str, starts: bool) {
        if starts && !self.lines.is_empty() {
            self.block += 1;
        }
        self.lines.push(Line {
            text: text.to_owned(),
            block: self.block,
        });
    }
}
