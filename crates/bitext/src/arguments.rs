//! The command line as clap sees it. The same flag means the same everywhere.

use std::path::PathBuf;

use bitext_core::{LanguageTag, Probability};
use bitext_document::TextEncoding;
use bitext_exchange::{LanguageMap, LinkFormat, UnitFormat};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cutting::{CuttingArguments, LineModeName};
use crate::leverage::LeverageArguments;
use crate::read::ReadArguments;
use crate::segment::SegmentArguments;
use crate::srx::SrxArguments;
use crate::tmx::TmxArguments;

/// Two texts in, a translation memory out
///
/// Finds which sentences of two texts translate each other and writes them as a
/// translation memory (TMX) that CAT tools load.
#[derive(Debug, Parser)]
#[command(
    name = "bitext",
    version,
    disable_help_subcommand = true,
    max_term_width = 90
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Align(AlignArguments),
    Segment(SegmentArguments),
    Read(ReadArguments),
    Srx(SrxArguments),
    Evaluate(EvaluateArguments),
    Tmx(TmxArguments),
    Leverage(LeverageArguments),
    Pair(crate::pair::PairArguments),
    Batch(crate::batch::BatchArguments),
    Config(crate::config::ConfigArguments),
}

/// Align two texts that translate each other and write a translation memory
///
/// Languages and encodings are found out unless they are given. A summary goes
/// to standard error. Exit code 0: written; 1: the two texts are no translations
/// of each other; 2: error. The output appears under its name only when it is
/// whole.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext align briefing.en.txt briefing.ru.txt -o briefing.tmx
  bitext align briefing.en.txt briefing.ru.txt --format tsv --min-probability 0.9
  bitext align lines.en lines.ru --one-per-line --format ladder -o lines.ladder")]
pub(crate) struct AlignArguments {
    /// Source text, `-` for standard input
    pub(crate) source: PathBuf,
    /// Target text, `-` for standard input
    pub(crate) target: PathBuf,
    /// File to write, `-` for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// What to write; by the output's extension if not given, else TMX
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,
    #[command(flatten)]
    pub(crate) languages: LanguageArguments,
    #[command(flatten)]
    pub(crate) reading: ReadingArguments,
    /// Take each line for a segment, blank ones included
    #[arg(long)]
    pub(crate) one_per_line: bool,
    /// What a line break of a plain text means; found out from the lines if not
    /// given
    #[arg(long, value_enum, value_name = "MODE", conflicts_with = "one_per_line")]
    pub(crate) line_mode: Option<LineModeName>,
    /// Leave out links less probable than this
    ///
    /// From 0 to 1. A ladder is always written whole, since links cannot be left
    /// out of it.
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) min_probability: Option<Probability>,
    /// Count links less probable than this as in need of a look
    #[arg(long, value_name = "P", value_parser = probability, default_value = "0.9")]
    pub(crate) review_below: Probability,
    /// Write tags under other names, as in `en=en-US,ru=ru-RU` for Trados
    #[arg(long, value_name = "MAP")]
    pub(crate) language_map: Option<LanguageMap>,
    /// Begin CSV with a byte order mark, for Excel
    #[arg(long)]
    pub(crate) byte_order_mark: bool,
    /// Align even if the texts seem to be no translations of each other
    ///
    /// Also where both seem to be in one language, or one in another language
    /// than the given one.
    #[arg(long)]
    pub(crate) force: bool,
    /// Show text that seems to stand elsewhere on the other side
    ///
    /// A ladder cannot cross itself, so such text is left alone. It is shown on
    /// standard error with its probability, and written to JSON lines as objects
    /// with `"suggestion": "moved"`.
    #[arg(long)]
    pub(crate) suggest_moved: bool,
    /// Show the evidence behind each link on standard error
    #[arg(long)]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) cutting: CuttingArguments,
    #[command(flatten)]
    pub(crate) work: WorkArguments,
}

/// Score alignments against gold alignments
///
/// Either alignments that exist, in pairs of --gold and --test; or --corpus, a
/// manifest whose document pairs are aligned from their raw text and compared
/// with their gold segments and ladders. Strict: the same link is in the gold;
/// lax: it shares a segment of either side with a gold link. Exit code 1: the
/// score is below --fail-under.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext evaluate --gold gold.ladder --test out.ladder
  bitext evaluate --corpus corpora/manifest.toml
  bitext evaluate --corpus corpora/manifest.toml --format json --fail-under 0.8")]
pub(crate) struct EvaluateArguments {
    /// Gold alignment; once for each pair
    #[arg(long, value_name = "FILE", required_unless_present = "corpus")]
    pub(crate) gold: Vec<PathBuf>,
    /// Alignment to be scored; once for each pair
    #[arg(long, value_name = "FILE", requires = "gold")]
    pub(crate) test: Vec<PathBuf>,
    /// Format of the gold: ladder, vecalign, tsv, jsonl or xces; by its lines if not given
    #[arg(long, value_name = "FORMAT")]
    pub(crate) gold_format: Option<LinkFormat>,
    /// Format of the alignments to be scored
    #[arg(long, value_name = "FORMAT")]
    pub(crate) test_format: Option<LinkFormat>,
    /// Manifest of document pairs with gold segments and ladders
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["gold", "test"])]
    pub(crate) corpus: Option<PathBuf>,
    /// How to print the scores
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ReportFormat,
    /// Add tables by link type and of calibration, over all pairs
    ///
    /// Calibration compares the probabilities of links with the share of them
    /// that is right. JSON always has both, for each pair.
    #[arg(long)]
    pub(crate) details: bool,
    /// Exit with 1 if the score is below this, from 0 to 1
    ///
    /// The score is the strict F1 of --gold and --test, and with --corpus the
    /// share of gold links that come out as a unit with the very text of both
    /// sides.
    #[arg(long, value_name = "SCORE", value_parser = probability)]
    pub(crate) fail_under: Option<Probability>,
    #[command(flatten)]
    pub(crate) work: WorkArguments,
}

#[derive(Debug, Args)]
pub(crate) struct LanguageArguments {
    /// Language of the source text (BCP 47); found out if not given
    #[arg(long, value_name = "TAG")]
    pub(crate) source_language: Option<LanguageTag>,
    /// Language of the target text (BCP 47); found out if not given
    #[arg(long, value_name = "TAG")]
    pub(crate) target_language: Option<LanguageTag>,
}

#[derive(Debug, Args)]
pub(crate) struct ReadingArguments {
    /// Encoding of both texts; found out if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<TextEncoding>,
    /// Encoding of the source text
    #[arg(long, value_name = "NAME")]
    pub(crate) source_encoding: Option<TextEncoding>,
    /// Encoding of the target text
    #[arg(long, value_name = "NAME")]
    pub(crate) target_encoding: Option<TextEncoding>,
}

#[derive(Debug, Args)]
pub(crate) struct WorkArguments {
    /// Folder of language packs that add to or override the built-in ones
    #[arg(long, value_name = "FOLDER")]
    pub(crate) pack_folder: Option<PathBuf>,
    /// Number of threads; all cores if not given
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<std::num::NonZeroUsize>,
    /// Say what was found out, and where the time went
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// What `align` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Translation memory, TMX 1.4b
    Tmx,
    /// XLIFF 1.2
    Xliff,
    /// XLIFF 2.1
    Xliff2,
    /// Excel workbook for review, every link a row
    Xlsx,
    /// Report to look at, one HTML page
    Html,
    /// Word document, a table of two columns
    Docx,
    /// The table of the workbook as comma-separated values
    Csv,
    /// Two files of plain text, line by line
    Moses,
    /// Columns for data analysis
    Parquet,
    /// Links by segment number, as OPUS has them
    Xces,
    /// Rungs, as hunalign writes them
    Ladder,
    /// Indices, probability and texts, tab-separated
    Tsv,
    /// The same and more, a JSON object a line
    Jsonl,
}

/// How `evaluate` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// A table
    Text,
    /// A JSON object a line
    Json,
}

pub(crate) fn probability(text: &str) -> Result<Probability, String> {
    let value: f64 = text
        .parse()
        .map_err(|_| format!("`{text}` is not a number"))?;
    Probability::try_new(value).map_err(|error| error.to_string())
}

/// Takes a format that units are read from; the help and an error list them.
pub(crate) fn readable() -> impl TypedValueParser<Value = UnitFormat> {
    formats(UnitFormat::is_readable)
}

/// Takes a format that units are written in; the help and an error list them.
pub(crate) fn writable() -> impl TypedValueParser<Value = UnitFormat> {
    formats(UnitFormat::is_writable)
}

fn formats(is_wanted: fn(UnitFormat) -> bool) -> impl TypedValueParser<Value = UnitFormat> {
    let formats = UnitFormat::all().filter(move |format| is_wanted(*format));
    let names: Vec<&str> = formats.map(UnitFormat::name).collect();
    PossibleValuesParser::new(names).try_map(|name| name.parse::<UnitFormat>())
}
