//! The arguments of `bitext segment`.

use std::path::PathBuf;

use bitext_core::LanguageTag;
use bitext_document::TextEncoding;
use clap::{Args, ValueEnum};

use crate::arguments::WorkArguments;
use crate::cutting::{CuttingArguments, LineModeName};

/// Cut a text into segments, a line each
///
/// With --jsonl, reads a JSON object with `text` a line and writes a JSON array
/// of its segments a line. With --learn, cuts nothing but learns from texts how
/// words are usually written, for --case-table.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext segment briefing.en.txt
  bitext segment briefing.en.txt --profile omegat --format json
  bitext segment --language en --learn briefing.en.txt -o case.txt
  echo '{\"text\": \"Dr. Moreno came. She left.\"}' | bitext segment --language en --jsonl")]
pub(crate) struct SegmentArguments {
    /// Text to cut, `-` for standard input
    #[arg(default_value = "-")]
    pub(crate) text: PathBuf,
    /// File to write, `-` for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Language of the text (BCP 47); found out if not given
    #[arg(short, long, value_name = "TAG")]
    pub(crate) language: Option<LanguageTag>,
    /// Encoding of the text; found out if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<TextEncoding>,
    /// What a line break means; found out from the lines if not given
    #[arg(long, value_enum, value_name = "MODE")]
    pub(crate) line_mode: Option<LineModeName>,
    /// What to write of each segment
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = SegmentFormat::Lines)]
    pub(crate) format: SegmentFormat,
    /// Read JSON lines, write JSON lines
    #[arg(long, requires = "language", conflicts_with = "explain")]
    pub(crate) jsonl: bool,
    /// Show on standard error what decided about each possible end of a segment
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text"
    )]
    pub(crate) explain: Option<ExplainFormat>,
    /// Learn from these texts how words are usually written, and write a case
    /// table
    #[arg(
        long,
        value_name = "FILE",
        num_args = 1..,
        conflicts_with_all = ["text", "jsonl", "explain", "format", "line_mode"]
    )]
    pub(crate) learn: Vec<PathBuf>,
    /// Fewest times that a word has to be met to be learned
    #[arg(long, value_name = "N", default_value_t = 3, requires = "learn")]
    pub(crate) learn_minimum: u32,
    #[command(flatten)]
    pub(crate) cutting: CuttingArguments,
    #[command(flatten)]
    pub(crate) work: WorkArguments,
}

/// What `segment` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SegmentFormat {
    /// Its text
    Lines,
    /// Its text and its place in bytes, characters and UTF-16 units, as JSON
    Json,
}

/// How `--explain` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For people
    Text,
    /// A JSON object a line
    Json,
}
