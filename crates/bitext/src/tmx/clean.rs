//! `bitext tmx clean`: texts without what does not belong in them.

use bitext_maintain::{CleanOptions, Cleaned};
use clap::{Args, ValueEnum};

use super::transform::{TransformArguments, transform};
use crate::diagnostics::Failure;

/// Mend white space, control characters and wrongly decoded text; strip markup
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx clean memory.tmx --dry-run
  bitext tmx clean memory.tmx -o clean.tmx
  bitext tmx clean memory.tmx --only markup,white-space -o plain.tmx")]
pub(crate) struct CleanArguments {
    /// What to clean, joined by commas; all but markup if not given
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    only: Vec<What>,
    /// Leave out units that have no text on some side afterwards
    #[arg(long)]
    drop_empty: bool,
    #[command(flatten)]
    transform: TransformArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// White space at the ends, runs of it, line breaks
    WhiteSpace,
    /// Control characters, byte order marks, soft hyphens
    ControlCharacters,
    /// Text decoded with a wrong table: `ÐŸÑ€Ð¸Ð²ÐµÑ‚`
    Mojibake,
    /// Inline codes and tags
    Markup,
}

pub(crate) fn run(arguments: &CleanArguments) -> Result<(), Failure> {
    let mut options = CleanOptions::default();
    if !arguments.only.is_empty() {
        let is_wanted = |what| arguments.only.contains(&what);
        options.white_space = is_wanted(What::WhiteSpace);
        options.control_characters = is_wanted(What::ControlCharacters);
        options.mojibake = is_wanted(What::Mojibake);
        options.markup = is_wanted(What::Markup);
    }
    let mut counts = Cleaned::default();
    transform("clean", &arguments.transform, |unit, report| {
        let mut cleaned = unit.clone();
        if options.clean(&mut cleaned, &mut counts) {
            report.changed += 1;
            report.example(&unit, Some(&cleaned));
        }
        report.counts = vec![
            ("white space", counts.white_space),
            ("control characters", counts.control_characters),
            ("mojibake", counts.mojibake),
            ("markup", counts.markup),
        ];
        let mut texts = cleaned
            .variants
            .iter()
            .map(|variant| variant.segment.text());
        if arguments.drop_empty && texts.any(|text| text.trim().is_empty()) {
            report.left_out += 1;
            return Ok(None);
        }
        Ok(Some(cleaned))
    })
}
