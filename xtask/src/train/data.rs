//! Gold bitexts on disk: a folder a set, with `langs` naming the two languages
//! and for each document `NAME.<language>` twice, a line a segment, and
//! `NAME.gold` in vecalign's format (`[0, 1]:[0]`).

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use bitext_core::{Ladder, LanguageTag, Segment, SegmentedText, SegmentedTextError, TextRange};
use bitext_document::{Layout, ReadOptions, read_document};
use bitext_exchange::{LinkFormat, read_links};
use serde::Deserialize;

/// A document with its gold ladder.
#[derive(Debug, Clone)]
pub(crate) struct GoldDocument {
    pub(crate) source: Vec<Line>,
    pub(crate) target: Vec<Line>,
    pub(crate) gold: Ladder,
}

/// A segment of a gold document.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// Which paragraph it stands in.
    pub(crate) block: usize,
}

/// Documents of one language pair.
#[derive(Debug, Clone)]
pub(crate) struct GoldSet {
    pub(crate) name: String,
    pub(crate) languages: (LanguageTag, LanguageTag),
    pub(crate) documents: Vec<GoldDocument>,
    /// Which lexicon is used.
    pub(crate) lexicon: Lexicon,
}

/// Which lexicon of two languages is used.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lexicon {
    /// The built-in one.
    BuiltIn,
    /// None.
    None,
    /// A packed one, which lives as long as the task.
    Packed(&'static [u8]),
}

impl GoldDocument {
    /// Puts another document behind this one.
    pub(crate) fn append(&mut self, other: &Self) {
        let lengths = (self.source.len(), self.target.len());
        let add = |lines: &mut Vec<Line>, more: &[Line]| {
            let blocks = lines.last().map_or(0, |line| line.block + 1);
            lines.extend(more.iter().map(|line| Line {
                text: line.text.clone(),
                block: line.block + blocks,
            }));
        };
        add(&mut self.source, &other.source);
        add(&mut self.target, &other.target);
        let mut rungs = self.gold.rungs();
        let more = other.gold.rungs();
        rungs.extend(
            more.iter()
                .skip(1)
                .map(|(i, j)| (i + lengths.0, j + lengths.1)),
        );
        let gold = Ladder::from_rungs(&rungs, self.source.len(), self.target.len());
        // Rungs ascend from the end of one document to that of the other.
        self.gold = gold.unwrap_or_else(|error| unreachable!("{error}"));
    }

    /// Both sides as segmented texts.
    pub(crate) fn texts(&self) -> Result<(SegmentedText, SegmentedText), SegmentedTextError> {
        let side = |lines: &[Line]| {
            let mut text = String::new();
            let mut segments = Vec::with_capacity(lines.len());
            for line in lines {
                let start = text.len();
                text.push_str(&line.text);
                text.push('\n');
                // A blank line keeps its line break, for no segment is empty.
                let end = text.len() - usize::from(!line.text.is_empty());
                let range = TextRange::new(start, end);
                segments.push(Segment {
                    range,
                    block: line.block,
                });
            }
            SegmentedText::try_new(text, segments)
        };
        Ok((side(&self.source)?, side(&self.target)?))
    }
}

/// The manifest of `corpora/`, as far as training needs it.
#[derive(Deserialize)]
struct Manifest {
    pair: Vec<ManifestPair>,
}

#[derive(Deserialize)]
struct ManifestPair {
    path: String,
    source_language: String,
    target_language: String,
}

/// Reads the pairs of a corpus, a set for each pair of languages. The lines of
/// the raw texts are the paragraphs of the gold segments.
pub(crate) fn read_corpus(manifest: &Path) -> Result<Vec<GoldSet>, Box<dyn Error>> {
    let folder = manifest.parent().unwrap_or(Path::new("."));
    let mut sets: Vec<GoldSet> = Vec::new();
    for pair in toml::from_str::<Manifest>(&read(manifest)?)?.pair {
        let file = |suffix: &str| folder.join(format!("{}.{suffix}", pair.path));
        let side = |language: &str| -> Result<Vec<Line>, Box<dyn Error>> {
            let raw = read(&file(&format!("{language}.txt")))?;
            let path = file(&format!("{language}.segments"));
            let mut at = 0;
            let mut lines = Vec::new();
            for text in read(&path)?.lines() {
                let found = raw[at..].find(text).ok_or_else(|| {
                    format!("`{}`: `{text}` is not in the raw text", path.display())
                })?;
                let block = raw[..at + found].matches('\n').count();
                at += found + text.len();
                lines.push(Line {
                    text: text.to_owned(),
                    block,
                });
            }
            Ok(lines)
        };
        let source = side(&pair.source_language)?;
        let target = side(&pair.target_language)?;
        let gold = read_ladder(&file("ladder"), source.len(), target.len())?;
        let tag = LanguageTag::try_new;
        let languages = (tag(&pair.source_language)?, tag(&pair.target_language)?);
        let document = GoldDocument {
            source,
            target,
            gold,
        };
        match sets.iter_mut().find(|set| set.languages == languages) {
            Some(set) => set.documents.push(document),
            None => {
                let name = format!("corpora-{}-{}", languages.0, languages.1);
                sets.push(GoldSet {
                    name,
                    languages,
                    documents: vec![document],
                    lexicon: Lexicon::BuiltIn,
                });
            }
        }
    }
    Ok(sets)
}

/// Reads a ladder in hunalign's format.
fn read_ladder(path: &Path, sources: usize, targets: usize) -> Result<Ladder, Box<dyn Error>> {
    let mut rungs = Vec::new();
    for line in read(path)?.lines() {
        let mut numbers = line.split_whitespace().map(str::parse);
        let (Some(i), Some(j)) = (numbers.next(), numbers.next()) else {
            return Err(format!("`{}`: `{line}` is no rung", path.display()).into());
        };
        rungs.push((i?, j?));
    }
    Ok(Ladder::from_rungs(&rungs, sources, targets)?)
}

/// Reads the set in a folder.
pub(crate) fn read_set(folder: &Path) -> Result<GoldSet, Box<dyn Error>> {
    let languages = read(&folder.join("langs"))?;
    let [source, target] = languages.split_whitespace().collect::<Vec<_>>()[..] else {
        return Err(format!("`{}/langs` does not name two languages", folder.display()).into());
    };
    let mut golds: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    golds.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "gold")
    });
    golds.sort();
    let mut documents = Vec::new();
    for path in golds {
        let lines = |language: &str| -> Result<Vec<Line>, Box<dyn Error>> {
            let mut options = ReadOptions::default();
            options.layout = Layout::OnePerLine;
            let document = read_document(&path.with_extension(language), &options)?.document;
            let blocks = 0..document.blocks().len();
            let line = |block| Line {
                text: document.block_text(block).trim_end().to_owned(),
                block,
            };
            Ok(blocks.map(line).collect())
        };
        let (source, target) = (lines(source)?, lines(target)?);
        let gold = read_gold(&path, source.len(), target.len())?;
        documents.push(GoldDocument {
            source,
            target,
            gold,
        });
    }
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let tag = LanguageTag::try_new;
    Ok(GoldSet {
        name,
        languages: (tag(source)?, tag(target)?),
        documents,
        lexicon: Lexicon::BuiltIn,
    })
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()).into())
}

/// Reads links and makes them a ladder: crossing links and those that leave a
/// gap inside lose the later one, segments in no link become nulls.
fn read_gold(path: &Path, sources: usize, targets: usize) -> Result<Ladder, Box<dyn Error>> {
    let found = read_links(&read(path)?, LinkFormat::Vecalign)
        .map_err(|error| format!("`{}`, {error}", path.display()))?;
    let ends = |side: &[usize]| Some((*side.first()?, *side.last()?));
    let links = found.iter().filter_map(|link| {
        let ((i, last_i), (j, last_j)) = (ends(&link.source)?, ends(&link.target)?);
        Some((i, j, last_i + 1, last_j + 1))
    });
    let mut links: Vec<_> = links.collect();
    links.sort_unstable();
    let mut rungs = vec![(0, 0)];
    let mut at = (0, 0);
    for (i, j, next_i, next_j) in links {
        if i < at.0 || j < at.1 {
            continue;
        }
        rungs.extend((at.0 + 1..=i).map(|row| (row, at.1)));
        rungs.extend((at.1 + 1..=j).map(|column| (i, column)));
        rungs.push((next_i, next_j));
        at = (next_i, next_j);
    }
    rungs.extend((at.0 + 1..=sources).map(|row| (row, at.1)));
    rungs.extend((at.1 + 1..=targets).map(|column| (sources, column)));
    Ok(Ladder::from_rungs(&rungs, sources, targets)?)
}
