//! The flags of `bitext pair`.

use std::path::PathBuf;

use clap::Args;

use crate::config::SettingsArguments;
use crate::feed::ManifestFormat;

/// Find out which documents of two languages are versions of the same report
///
/// Reads every document of one or two folders and writes a manifest: a line a
/// pair, with the probability that the two belong together and what speaks for
/// it; then the documents without a partner: other versions of a paired one, and
/// those that stand alone. `bitext batch` takes the manifest, corrected or not.
/// Exit code 0: written; 1: no two documents belong together; 2: error.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext pair feed/en feed/ru -o pairs.tsv
  bitext pair feed --source-language en --target-language ru -o pairs.jsonl
  bitext pair 'feed/**/*_en.html' 'feed/**/*_ru.html' --pair-probability 0.8")]
pub(crate) struct PairArguments {
    /// Folder or pattern of source documents, or of both languages
    pub(crate) source: Option<PathBuf>,
    /// Folder or pattern of target documents
    pub(crate) target: Option<PathBuf>,
    /// Manifest to write, `-` for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// What to write; by the output's extension if not given, else TSV
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ManifestFormat>,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
