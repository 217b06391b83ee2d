//! The flags of `bitext batch`.

use std::path::PathBuf;

use bitext_core::Probability;
use bitext_exchange::{LanguageMap, UnitFormat};
use clap::{Args, ValueEnum};
use toml::Value;

use crate::arguments::{probability, writable};
use crate::config::{Origin, Settings, SettingsArguments};
use crate::cutting::LineModeName;
use crate::diagnostics::Failure;

/// Align a whole feed of documents and write memories
///
/// The documents are given as a manifest of pairs (TSV or JSON lines), or as
/// folders or patterns, which are paired first. What came of each pair is kept in
/// the run folder: a run that was stopped goes on where it stood, and pairs that
/// have not changed are not aligned again. A bad document is reported and the run
/// goes on. Exit code 0: done; 1: no pair was aligned, and the
/// output stays as it was, or fewer than --fail-under; 2: error.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext batch pairs.tsv -o feed.tmx
  bitext batch feed/en feed/ru -o memories/
  bitext batch feed -o feed.jsonl --log-format json --fail-under 0.9
  bitext batch --config nightly.toml --watch")]
pub(crate) struct BatchArguments {
    /// Manifest of pairs, or folder or pattern of source documents or of both
    /// languages
    pub(crate) source: Option<PathBuf>,
    /// Folder or pattern of target documents
    pub(crate) target: Option<PathBuf>,
    /// File for the units of all pairs, or folder (with `/` at its end) for a file a
    /// pair
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// What to write; by the output's extension if not given, else TMX
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    pub(crate) format: Option<UnitFormat>,
    /// Folder for the journal of the run; `OUTPUT.run` if not given
    #[arg(long, value_name = "FOLDER")]
    pub(crate) run_folder: Option<PathBuf>,
    /// Leave out links less probable than this
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) min_probability: Option<Probability>,
    /// Count links less probable than this as in need of a look
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) review_below: Option<Probability>,
    /// What a line break of a plain text means; found out from the lines if not
    /// given
    #[arg(long, value_enum, value_name = "MODE")]
    pub(crate) line_mode: Option<LineModeName>,
    /// Write tags under other names, as in `en=en-US,ru=ru-RU` for Trados
    #[arg(long, value_name = "MAP", value_parser = language_map)]
    pub(crate) language_map: Option<String>,
    /// Write pairs too that seem to be no translations of each other
    #[arg(long)]
    pub(crate) force: bool,
    /// Align twice, the second time with words learned from the whole batch
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(crate) learn_lexicon: Option<LearnLexicon>,
    /// Exit with 1 if a smaller share of the pairs is aligned, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = probability)]
    pub(crate) fail_under: Option<Probability>,
    /// File for a summary of the run: JSON if its name ends so, else text
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Go on looking for new and changed documents until stopped
    #[arg(long)]
    pub(crate) watch: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", requires = "watch")]
    pub(crate) watch_interval: Option<u32>,
    /// Stop after so many looks
    #[arg(long, value_name = "N", requires = "watch", hide = true)]
    pub(crate) watch_looks: Option<u32>,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// When words are learned from the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LearnLexicon {
    /// If there is no lexicon for the two languages or only a small one
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl BatchArguments {
    /// The settings in effect.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let mut settings = Settings::load(&self.settings)?;
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                settings.set(name, value, Origin::Flag);
            }
        };
        let path = |path: &Option<PathBuf>| {
            path.as_ref()
                .map(|path| Value::String(path.to_string_lossy().into_owned()))
        };
        let share = |share: Option<Probability>| share.map(|share| Value::Float(share.value()));
        set("batch.output", path(&self.output));
        set("batch.run-folder", path(&self.run_folder));
        let format = self.format.map(|format| Value::String(format.to_string()));
        set("batch.format", format);
        set("batch.min-probability", share(self.min_probability));
        set("batch.review-below", share(self.review_below));
        set("batch.fail-under", share(self.fail_under));
        let map = self.language_map.clone().map(Value::String);
        set("batch.language-map", map);
        set("batch.force", self.force.then_some(Value::Boolean(true)));
        let learn = self.learn_lexicon.and_then(|when| {
            let name = when.to_possible_value()?.get_name().to_owned();
            Some(Value::String(name))
        });
        set("batch.learn-lexicon", learn);
        let mode = self.line_mode.and_then(|mode| {
            let name = mode.to_possible_value()?.get_name().to_owned();
            Some(Value::String(name))
        });
        set("batch.line-mode", mode);
        let interval = self
            .watch_interval
            .map(|seconds| Value::Integer(seconds.into()));
        set("batch.watch-interval", interval);
        Ok(settings)
    }
}

fn language_map(text: &str) -> Result<String, String> {
    let map: Result<LanguageMap, _> = text.parse();
    map.map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}
