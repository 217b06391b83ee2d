//! Flags that settings come from, the same for every command that has them.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use bitext_core::{LanguageTag, Probability};
use bitext_document::TextEncoding;
use clap::{Args, Subcommand};
use toml::Value;

use crate::arguments::{ReportFormat, probability};
use crate::feed::LogFormat;

/// Show the settings in effect
#[derive(Debug, Args)]
pub(crate) struct ConfigArguments {
    #[command(subcommand)]
    pub(crate) action: ConfigAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigAction {
    /// Print every setting, its value and where the value comes from
    ///
    /// Values come from `bitext.toml` in the working folder, or the file named
    /// with --config, and from flags, which override it. The output is itself a
    /// valid `bitext.toml`.
    Show(ShowArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// How to print the settings
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    pub(crate) format: ReportFormat,
    #[command(flatten)]
    pub(crate) settings: SettingsArguments,
}

/// Flags that override `bitext.toml` in every command that reads a feed.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SettingsArguments {
    /// File of settings; `bitext.toml` in the working folder if not given
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Language of the source documents (BCP 47); found out if not given
    #[arg(long, value_name = "TAG")]
    pub(crate) source_language: Option<LanguageTag>,
    /// Language of the target documents (BCP 47); found out if not given
    #[arg(long, value_name = "TAG")]
    pub(crate) target_language: Option<LanguageTag>,
    /// Encoding of all documents; found out if not given
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<TextEncoding>,
    /// Folder of language packs that add to or override the built-in ones
    #[arg(long, value_name = "FOLDER")]
    pub(crate) pack_folder: Option<PathBuf>,
    /// Number of threads; all cores if not given
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// How events on standard error are written
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) log_format: Option<LogFormat>,
    /// Pair no documents less probable to belong together than this
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) pair_probability: Option<Probability>,
    /// Table of what the documents do not say themselves
    ///
    /// TSV under a heading: `path`, and any of `published`, `story`, `update`,
    /// `url`.
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,
}

impl SettingsArguments {
    /// The flags that were given, by key.
    pub(crate) fn values(&self) -> Vec<(&'static str, Value)> {
        let mut values: Vec<(&'static str, Value)> = Vec::new();
        let mut text = |name, value: Option<String>| {
            values.extend(value.map(|value| (name, Value::String(value))));
        };
        let path = |path: &Option<PathBuf>| path.as_ref().map(|p| p.to_string_lossy().into_owned());
        text(
            "source-language",
            self.source_language.as_ref().map(ToString::to_string),
        );
        text(
            "target-language",
            self.target_language.as_ref().map(ToString::to_string),
        );
        text("encoding", self.encoding.as_ref().map(ToString::to_string));
        text("pack-folder", path(&self.pack_folder));
        text("pair.metadata", path(&self.metadata));
        let log_format = self.log_format.map(|format| match format {
            LogFormat::Text => "text".to_owned(),
            LogFormat::Json => "json".to_owned(),
        });
        text("log-format", log_format);
        let threads = self
            .threads
            .and_then(|threads| i64::try_from(threads.get()).ok());
        values.extend(threads.map(|threads| ("threads", Value::Integer(threads))));
        let least = self
            .pair_probability
            .map(|least| Value::Float(least.value()));
        values.extend(least.map(|least| ("pair.min-probability", least)));
        values
    }
}
