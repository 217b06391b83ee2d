//! `bitext tmx merge`: several memories in one.

use bitext_maintain::{Duplicates, Likeness, SameBy, Winner};
use clap::Args;

use super::transform::{TransformArguments, transform};
use crate::diagnostics::Failure;

/// Put several memories into one, in order
///
/// The header is that of the first. If the memories have different source
/// languages, it says so (`*all*`).
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx merge 2024.tmx 2025.tmx -o all.tmx
  bitext tmx merge --unique *.tmx -o all.tmx.gz")]
pub(crate) struct MergeArguments {
    /// Leave out units whose texts an earlier unit has
    ///
    /// Inline codes count. A language without a region is the same with any: `en`,
    /// `ru` and `en-US`, `ru-RU` are one, `pt-BR` and `pt-PT` are not.
    #[arg(long)]
    unique: bool,
    #[command(flatten)]
    transform: TransformArguments,
}

pub(crate) fn run(arguments: &MergeArguments) -> Result<(), Failure> {
    let mut seen = Duplicates::new(SameBy::Both, Winner::First, Likeness::Exact, None);
    transform("merge", &arguments.transform, |unit, report| {
        if arguments.unique && !seen.add(&unit) {
            report.left_out += 1;
            report.example(&unit, None);
            return Ok(None);
        }
        Ok(Some(unit))
    })
}
