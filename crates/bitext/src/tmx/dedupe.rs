//! `bitext tmx dedupe`: one of each.

use bitext_maintain::{Duplicates, Likeness, SameBy, Winner};
use clap::{Args, ValueEnum};

use super::input::Memory;
use super::transform::{TransformArguments, read_first, transform};
use crate::diagnostics::Failure;

/// Keep one of the units that say the same
///
/// A language without a region is the same with any: `en`, `ru` and `en-US`, `ru-RU`
/// are one, `pt-BR` and `pt-PT` are not.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx dedupe memory.tmx -o unique.tmx
  bitext tmx dedupe memory.tmx --by source --keep newest -o one-each.tmx
  bitext tmx dedupe memory.tmx --near --dry-run")]
pub(crate) struct DedupeArguments {
    /// What must be the same
    #[arg(long, value_enum, default_value_t = By::Both, value_name = "SIDE")]
    by: By,
    /// Which of them is kept
    #[arg(long, value_enum, default_value_t = Keep::First, value_name = "WHICH")]
    keep: Keep,
    /// Compare letters and digits alone, in any case, numbers apart
    #[arg(long)]
    near: bool,
    #[command(flatten)]
    transform: TransformArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// The text in the source language
    Source,
    /// The texts in the other languages
    Target,
    /// All texts
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Keep {
    /// The first
    First,
    /// The one changed or made last
    Newest,
    /// The one with the highest probability
    Best,
}

pub(crate) fn run(arguments: &DedupeArguments) -> Result<(), Failure> {
    let same_by = match arguments.by {
        By::Source => SameBy::Source,
        By::Target => SameBy::Target,
        By::Both => SameBy::Both,
    };
    let winner = match arguments.keep {
        Keep::First => Winner::First,
        Keep::Newest => Winner::Newest,
        Keep::Best => Winner::Best,
    };
    let likeness = if arguments.near {
        Likeness::Near
    } else {
        Likeness::Exact
    };
    // Which of the variants is the source matters only where one side is asked
    // for; standard input can be opened just once.
    let source = match (arguments.by, arguments.transform.files.first()) {
        (By::Source | By::Target, Some(path)) if !crate::input::is_standard(path) => {
            let memory = Memory::open(path, &arguments.transform.read)?;
            memory.header().source_language.clone()
        }
        _ => None,
    };
    let mut duplicates = Duplicates::new(same_by, winner, likeness, source);
    let is_second_pass = winner != Winner::First;
    if is_second_pass {
        read_first(&arguments.transform, |unit| {
            duplicates.add(unit);
        })?;
    }
    transform("dedupe", &arguments.transform, |unit, report| {
        let is_kept = if is_second_pass {
            duplicates.keeps(&unit)
        } else {
            duplicates.add(&unit)
        };
        if is_kept {
            return Ok(Some(unit));
        }
        report.left_out += 1;
        report.example(&unit, None);
        Ok(None)
    })
}
