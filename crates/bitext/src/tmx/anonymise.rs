//! `bitext tmx anonymise`: texts without personal data.

use std::collections::BTreeMap;

use bitext_core::{LanguageTag, TranslationUnit};
use bitext_lang::PackLibrary;
use bitext_maintain::{Anonymiser, Personal};
use clap::{Args, ValueEnum};

use super::transform::{TransformArguments, transform};
use crate::diagnostics::Failure;

/// Replace names, e-mail addresses, telephone numbers and amounts by placeholders
///
/// Look at the preview first (--dry-run): names are found by their capitals, so
/// some are missed and some are none. Users' names in the file and properties stay
/// unless --drop-users and --drop-properties are given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx anonymise memory.tmx --dry-run
  bitext tmx anonymise memory.tmx --drop-users --drop-properties -o anonymous.tmx
  bitext tmx anonymise memory.tmx --only email,phone -o anonymous.tmx")]
pub(crate) struct AnonymiseArguments {
    /// What to replace, joined by commas; everything if not given
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    only: Vec<What>,
    /// Leave out who made and changed units
    #[arg(long)]
    drop_users: bool,
    /// Leave out properties and notes
    #[arg(long)]
    drop_properties: bool,
    #[command(flatten)]
    transform: TransformArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Names
    Name,
    /// E-mail addresses and `@names`
    Email,
    /// Telephone numbers
    Phone,
    /// Amounts of money
    Amount,
}

impl What {
    fn kind(self) -> Personal {
        match self {
            Self::Name => Personal::Name,
            Self::Email => Personal::Email,
            Self::Phone => Personal::Phone,
            Self::Amount => Personal::Amount,
        }
    }
}

pub(crate) fn run(arguments: &AnonymiseArguments) -> Result<(), Failure> {
    let kinds: Vec<Personal> = match arguments.only.as_slice() {
        [] => Personal::ALL.to_vec(),
        only => only.iter().map(|what| what.kind()).collect(),
    };
    let packs = PackLibrary::built_in();
    let mut anonymisers: BTreeMap<LanguageTag, Anonymiser> = BTreeMap::new();
    let mut counts: BTreeMap<Personal, u64> = BTreeMap::new();
    transform("anonymise", &arguments.transform, |unit, report| {
        let mut changed = unit.clone();
        for variant in &mut changed.variants {
            let tag = &variant.language;
            if !anonymisers.contains_key(tag) {
                let anonymiser = Anonymiser::try_new(&packs.get(tag)?, &kinds)?;
                anonymisers.insert(tag.clone(), anonymiser);
            }
            let Some(anonymiser) = anonymisers.get(tag) else {
                continue;
            };
            let mut count = |kind| *counts.entry(kind).or_default() += 1;
            variant.segment = anonymiser.anonymise(&variant.segment, &mut count);
        }
        if changed != unit {
            report.changed += 1;
            report.example(&unit, Some(&changed));
        }
        report.counts = counts
            .iter()
            .map(|(kind, count)| (kind.name(), *count))
            .collect();
        drop_traces(&mut changed, arguments);
        Ok(Some(changed))
    })
}

fn drop_traces(unit: &mut TranslationUnit, arguments: &AnonymiseArguments) {
    if arguments.drop_users {
        unit.history.created_by = None;
        unit.history.changed_by = None;
    }
    if arguments.drop_properties {
        unit.properties.clear();
        unit.notes.clear();
    }
    for variant in &mut unit.variants {
        if arguments.drop_users {
            variant.history.created_by = None;
            variant.history.changed_by = None;
        }
        if arguments.drop_properties {
            variant.properties.clear();
            variant.notes.clear();
        }
    }
}
