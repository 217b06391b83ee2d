//! `bitext leverage`: how much of a document will a client fill from a memory?

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use bitext_core::{LanguageTag, Probability};
use bitext_document::{Format, TextEncoding};
use bitext_exchange::{UnitReadOptions, open_units};
use bitext_maintain::{Coverage, Leverage};
use clap::Args;
use serde::Serialize;

use crate::arguments::{ReportFormat, probability};
use crate::cutting::client_profile;
use crate::diagnostics::{Failure, Level, chain, say};
use crate::input::{Input, shown};
use crate::table::Table;

/// Most segments without a match that are shown.
const EXAMPLES: usize = 10;

/// From which share of segments lost to other cuts on the texts had better be aligned
/// anew: in any memory some units join segments.
const CUT_OTHERWISE: f64 = 0.2;

/// Say which share of texts a client fills exactly from a memory, and why not the
/// rest
///
/// Cuts the texts as the client does and looks each segment up. Exit code 1: the
/// share of segments is below --fail-under.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext leverage --profile omegat briefing.en.txt --tmx briefing.tmx
  bitext leverage --profile rules.srx *.txt --tmx memory.tmx --format json")]
pub(crate) struct LeverageArguments {
    /// Texts to translate
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Memory; may be given several times
    #[arg(long, required = true, value_name = "FILE")]
    tmx: Vec<PathBuf>,
    /// Client whose cuts are followed (`omegat`), or its rule file
    #[arg(long, default_value = "omegat", value_name = "PROFILE")]
    profile: String,
    /// Language of the texts (BCP 47); found out if not given
    #[arg(long, value_name = "TAG")]
    source_language: Option<LanguageTag>,
    /// Language to translate into; the other one of each unit if not given
    #[arg(long, value_name = "TAG")]
    target_language: Option<LanguageTag>,
    /// Encoding of the texts; found out if not given
    #[arg(long, value_name = "NAME")]
    encoding: Option<TextEncoding>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    format: ReportFormat,
    /// Exit with 1 if a smaller share of the segments is filled, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = probability)]
    fail_under: Option<Probability>,
}

#[derive(Default, Serialize)]
struct LeverageReport {
    segments: u64,
    words: u64,
    filled_segments: u64,
    filled_words: u64,
    segment_share: f64,
    word_share: f64,
    by_kind: BTreeMap<&'static str, Share>,
    /// Documents with formatting, whose segments have tags in the client.
    formatted: Vec<String>,
    /// The first segments that are not filled.
    examples: Vec<Example>,
}

#[derive(Default, Serialize)]
struct Share {
    segments: u64,
    words: u64,
}

#[derive(Serialize)]
struct Example {
    file: String,
    kind: &'static str,
    segment: String,
}

pub(crate) fn run(arguments: &LeverageArguments) -> Result<(), Failure> {
    let mut report = LeverageReport::default();
    let mut memories: BTreeMap<LanguageTag, Leverage> = BTreeMap::new();
    let profile = client_profile(&arguments.profile)?;
    for path in &arguments.sources {
        let input = Input {
            path,
            encoding: arguments.encoding,
            language: arguments.source_language.as_ref(),
            language_flag: "--source-language",
            one_per_line: false,
            may_be_large: false,
        };
        let read = input.read(false)?;
        let language = input.language(&read, false)?;
        if !memories.contains_key(&language) {
            memories.insert(language.clone(), memory(arguments, &language)?);
        }
        if !is_plain(read.format) {
            report.formatted.push(shown(path));
        }
        let text = profile
            .segmenter(&language)
            .segment_document(&read.document);
        let segments: Vec<&str> = text.texts().collect();
        if let Some(memory) = memories.get(&language) {
            report.add(&shown(path), &segments, &memory.of_segments(&segments));
        }
    }
    report.finish();
    if let Some(first) = report.formatted.first() {
        let count = report.formatted.len();
        let message = format!(
            "the shares are upper bounds for `{first}`{}: the client sees its formatting as tags, \
             and a segment with tags is filled only from a unit that has the same ones",
            if count > 1 {
                format!(" and {} more", count - 1)
            } else {
                String::new()
            }
        );
        say(Level::Warning, &message);
    }
    let written = report.print(arguments.format, io::stdout().lock());
    written.map_err(|error| Failure::writing("standard output", &error))?;
    if report.is_cut_otherwise() {
        let message = format!(
            "the memory is cut in another way than the client cuts; align its texts with \
             `--profile {}`",
            arguments.profile
        );
        say(Level::Hint, &message);
    }
    match arguments.fail_under {
        Some(bar) if report.segment_share < bar.value() => Err(Failure::no_result(format!(
            "{:.1} % of the segments are filled, less than {:.1} %",
            100.0 * report.segment_share,
            100.0 * bar.value()
        ))),
        _ => Ok(()),
    }
}

/// Whether clients read such a document as text without tags.
fn is_plain(format: Format) -> bool {
    matches!(format, Format::Text | Format::SubRip | Format::WebVtt)
}

fn memory(arguments: &LeverageArguments, language: &LanguageTag) -> Result<Leverage, Failure> {
    let mut memory = Leverage::default();
    for path in &arguments.tmx {
        let failure = |error| {
            let name = shown(path);
            Failure::error(format!("`{name}`: {}", chain(&error))).hint(format!(
                "`bitext tmx validate {name}` lists what is wrong with it"
            ))
        };
        let mut reader = open_units(path, None, &UnitReadOptions::default()).map_err(failure)?;
        while let Some(unit) = reader.next_unit() {
            let unit = unit.map_err(failure)?;
            memory.add(&unit, language, arguments.target_language.as_ref());
        }
    }
    Ok(memory)
}

impl LeverageReport {
    fn add(&mut self, file: &str, segments: &[&str], coverage: &[Coverage]) {
        for (segment, kind) in segments.iter().zip(coverage) {
            let words = segment.split_whitespace().count() as u64;
            self.segments += 1;
            self.words += words;
            if kind.is_filled() {
                self.filled_segments += 1;
                self.filled_words += words;
            } else if self.examples.len() < EXAMPLES {
                self.examples.push(Example {
                    file: file.to_owned(),
                    kind: kind.name(),
                    segment: (*segment).to_owned(),
                });
            }
            let share = self.by_kind.entry(kind.name()).or_default();
            share.segments += 1;
            share.words += words;
        }
    }

    fn finish(&mut self) {
        let share = |part: u64, whole: u64| {
            if whole == 0 {
                0.0
            } else {
                part as f64 / whole as f64
            }
        };
        self.segment_share = share(self.filled_segments, self.segments);
        self.word_share = share(self.filled_words, self.words);
    }

    /// Whether many segments are not filled only because the memory has them joined
    /// or in parts.
    fn is_cut_otherwise(&self) -> bool {
        let lost: u64 = [Coverage::SpansSegments, Coverage::Finer]
            .iter()
            .filter_map(|kind| self.by_kind.get(kind.name()))
            .map(|share| share.segments)
            .sum();
        lost as f64 > CUT_OTHERWISE * self.segments as f64
    }

    fn print(&self, format: ReportFormat, mut out: impl Write) -> io::Result<()> {
        if format == ReportFormat::Json {
            serde_json::to_writer(&mut out, self)?;
            return writeln!(out);
        }
        let mut table = Table::new(&["", "segments", "%", "words", "%"]);
        let percent = |part: u64, whole: u64| {
            let share = if whole == 0 {
                0.0
            } else {
                100.0 * part as f64 / whole as f64
            };
            format!("{share:.1}")
        };
        let mut row = |name: &str, segments: u64, words: u64| {
            table.push(vec![
                name.to_owned(),
                segments.to_string(),
                percent(segments, self.segments),
                words.to_string(),
                percent(words, self.words),
            ]);
        };
        row("all", self.segments, self.words);
        for kind in Coverage::ALL {
            if let Some(share) = self.by_kind.get(kind.name()) {
                row(kind.explanation(), share.segments, share.words);
            }
        }
        write!(out, "{}", table.render())?;
        for example in &self.examples {
            writeln!(
                out,
                "{}: {}: {}",
                example.file, example.kind, example.segment
            )?;
        }
        Ok(())
    }
}
