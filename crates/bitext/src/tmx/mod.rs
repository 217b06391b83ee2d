//! `bitext tmx`: what is done to translation memories, in any format.
//!
//! The one idea: **a verb is a function from unit to unit, and everything around
//! it is the same**: units stream in from the inputs (`input`), through the verb,
//! and out into a file that is whole or not there (`output`); what was found and
//! done is a report (`report`). With `--dry-run` nothing is written and the
//! report is the result.

mod anonymise;
mod check;
mod clean;
mod convert;
mod dedupe;
mod diff;
mod doubts;
mod filter;
mod input;
mod merge;
mod output;
mod report;
mod split;
mod stats;
mod transform;
mod validate;

use clap::{Args, Subcommand};

use crate::diagnostics::Failure;

/// Count, check, convert and tidy translation memories
///
/// Works on every format that bitext reads, one unit at a time, so that memory
/// does not grow with the file. Memories that break the rules of their format
/// are refused with the place; --lenient saves what can be saved and lists the
/// rest.
#[derive(Debug, Args)]
pub(crate) struct TmxArguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Stats(stats::StatsArguments),
    Validate(validate::ValidateArguments),
    Convert(convert::ConvertArguments),
    Merge(merge::MergeArguments),
    Split(split::SplitArguments),
    Filter(filter::FilterArguments),
    Dedupe(dedupe::DedupeArguments),
    Clean(clean::CleanArguments),
    Diff(diff::DiffArguments),
    Check(check::CheckArguments),
    Anonymise(anonymise::AnonymiseArguments),
}

pub(crate) fn run(arguments: &TmxArguments) -> Result<(), Failure> {
    match &arguments.verb {
        Verb::Stats(arguments) => stats::run(arguments),
        Verb::Validate(arguments) => validate::run(arguments),
        Verb::Convert(arguments) => convert::run(arguments),
        Verb::Merge(arguments) => merge::run(arguments),
        Verb::Split(arguments) => split::run(arguments),
        Verb::Filter(arguments) => filter::run(arguments),
        Verb::Dedupe(arguments) => dedupe::run(arguments),
        Verb::Clean(arguments) => clean::run(arguments),
        Verb::Diff(arguments) => diff::run(arguments),
        Verb::Check(arguments) => check::run(arguments),
        Verb::Anonymise(arguments) => anonymise::run(arguments),
    }
}
