//! The arguments of `bitext srx`.

use std::path::PathBuf;

use bitext_core::LanguageTag;
use clap::{Args, Subcommand, ValueEnum};

use crate::arguments::{ReportFormat, WorkArguments};

/// Check, convert and export segmentation rules (SRX)
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext srx check rules.srx --fail-on warning
  bitext srx convert old.srx -o new.srx
  bitext srx export --language en --language ru -o bitext.srx
  bitext segment --language en --srx bitext.srx briefing.en.txt")]
pub(crate) struct SrxArguments {
    #[command(subcommand)]
    pub(crate) command: SrxCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SrxCommand {
    Check(CheckArguments),
    Convert(ConvertArguments),
    Export(ExportArguments),
}

/// Say what is wrong with a rule file, and what is odd
///
/// Errors are rules and language patterns that cannot be compiled and lists that
/// are not there; warnings are rules and maps without effect; notes the rest.
/// Exit code 0: nothing as bad as --fail-on; 1: something is; 2: the file cannot
/// be read.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// SRX 1.0 or 2.0, or OmegaT's `segmentation.conf`
    pub(crate) file: PathBuf,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ReportFormat,
    /// How bad a finding has to be for exit code 1
    #[arg(long, value_enum, default_value_t = SeverityName::Error, value_name = "SEVERITY")]
    pub(crate) fail_on: SeverityName,
    /// Dialect of the patterns; by the file's own word if not given, else `java`
    #[arg(long, value_enum, value_name = "DIALECT")]
    pub(crate) dialect: Option<DialectName>,
}

/// Write a rule file as SRX 2.0
///
/// Reads SRX 1.0 and 2.0 and OmegaT's `segmentation.conf`. What other programs
/// have added to the file stays in it.
#[derive(Debug, Args)]
pub(crate) struct ConvertArguments {
    /// File to read
    pub(crate) file: PathBuf,
    /// File to write, `-` for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Group of language maps to write, where version 1.0 has several; the first
    /// if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) map_rule: Option<String>,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Write what the language packs know of segmentation as SRX 2.0
///
/// For CAT tools: abbreviations by their types, initials, ordinals, marks. What
/// rules cannot say stays behind: how words are usually written, quotations,
/// datelines.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// Language to write (BCP 47), once for each; all if not given
    #[arg(short, long, value_name = "TAG")]
    pub(crate) language: Vec<LanguageTag>,
    /// Write the rules of this client profile instead
    #[arg(long, value_name = "PROFILE", conflicts_with = "language")]
    pub(crate) profile: Option<String>,
    /// File to write, `-` for standard output
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) work: WorkArguments,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityName {
    /// Anything
    Note,
    /// Something without effect, or worse
    Warning,
    /// Something that cannot be used
    Error,
}

/// Dialects of patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectName {
    /// Java's: OmegaT, Okapi, LanguageTool
    Java,
    /// ICU's
    Icu,
}
