//! `bitext tmx filter`: the units that meet conditions.

use bitext_core::{LanguageTag, Probability};
use bitext_maintain::{Checker, Filter, IssueKind};
use clap::Args;
use regex::Regex;

use super::doubts::{Checkers, Doubts, kind_of_one};
use super::transform::{TransformArguments, transform};
use crate::arguments::probability;
use crate::diagnostics::Failure;

/// Keep the units that meet every condition
///
/// Dates are compared with when a unit, or a side of it, was last changed or made.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx filter memory.tmx --language en --language ru -o pair.tmx
  bitext tmx filter memory.tmx --since 2024-01-01 --user ann -o recent.tmx
  bitext tmx filter memory.tmx --text '(?i)confidential' --invert -o public.tmx
  bitext tmx filter memory.tmx --min-probability 0.9 -o sure.tmx
  bitext tmx filter memory.tmx --without untranslated,number,script -o clean.tmx")]
pub(crate) struct FilterArguments {
    /// There is text in this language or a regional form of it; may be given several times
    #[arg(long, value_name = "TAG")]
    language: Vec<LanguageTag>,
    /// Leave out variants in other languages than those
    #[arg(long, requires = "language")]
    only: bool,
    /// Changed or made on this day or later: 2024-01-01
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<String>,
    /// Changed or made before this day
    #[arg(long, value_name = "DATE", value_parser = date)]
    before: Option<String>,
    /// Made or changed by this user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Has this property, `NAME` or `NAME=VALUE`
    #[arg(long, value_name = "PROPERTY")]
    property: Option<String>,
    /// A text matches this regular expression
    #[arg(long, value_name = "REGEX")]
    text: Option<Regex>,
    /// Aligned with at least this probability; units without one are kept
    #[arg(long, value_name = "P", value_parser = probability)]
    min_probability: Option<Probability>,
    /// Raises none of these doubts, joined by commas, as `bitext tmx check` tells them:
    /// empty, untranslated, number, unit, placeable, bracket, quote, end-mark, length,
    /// script, look-alike
    #[arg(long, value_delimiter = ',', value_parser = kind_of_one, value_name = "KIND")]
    without: Vec<IssueKind>,
    /// Keep the others instead
    #[arg(long)]
    invert: bool,
    #[command(flatten)]
    transform: TransformArguments,
}

pub(crate) fn run(arguments: &FilterArguments) -> Result<(), Failure> {
    let mut filter = Filter::default();
    filter.languages.clone_from(&arguments.language);
    filter.since.clone_from(&arguments.since);
    filter.before.clone_from(&arguments.before);
    filter.user.clone_from(&arguments.user);
    filter.property =
        arguments
            .property
            .as_deref()
            .map(|property| match property.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (property.to_owned(), None),
            });
    filter.text.clone_from(&arguments.text);
    filter.min_probability = arguments.min_probability.map(Probability::value);
    let mut checkers = Checkers::new(Checker::LENGTH_RATIO);
    transform("filter", &arguments.transform, |mut unit, report| {
        let source = report.source_language.as_ref();
        let is_kept = filter.keeps(&unit)
            && (arguments.without.is_empty()
                || !arguments.is_doubtful(&checkers.doubts(&unit, source)?));
        if is_kept == arguments.invert {
            report.left_out += 1;
            report.example(&unit, None);
            return Ok(None);
        }
        if arguments.only {
            let languages = &arguments.language;
            unit.variants
                .retain(|variant| languages.iter().any(|tag| tag.covers(&variant.language)));
        }
        Ok(Some(unit))
    })
}

impl FilterArguments {
    /// Whether some doubt is of a kind that is not wanted.
    fn is_doubtful(&self, doubts: &[Doubts<'_>]) -> bool {
        let issues = doubts.iter().flat_map(|(_, _, issues)| issues);
        issues
            .into_iter()
            .any(|issue| self.without.contains(&issue.kind))
    }
}

/// `2024-01-01` as dates in memories begin: `20240101`.
fn date(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|&c| c != '-').collect();
    let is_date = matches!(digits.len(), 4 | 6 | 8) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_date {
        Ok(digits)
    } else {
        Err(format!("`{text}` is no date such as `2024-01-01`"))
    }
}
