//! `bitext tmx check`: what may be wrong with translations.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use bitext_exchange::property;
use bitext_maintain::{Checker, Consistency, Issue, IssueKind, OddOneOut};
use clap::Args;
use serde::Serialize;

use super::doubts::{Checkers, kind, pairs};
use super::input::{Memory, ReadArguments};
use super::report::{Report, ReportArguments, line};
use crate::diagnostics::Failure;
use crate::input::is_standard;
use crate::wording::{counted, times};

/// List what may be wrong with translations
///
/// Compares numbers, units, placeables, brackets, quotes, end marks, lengths and
/// scripts of both sides, and the translations of the same source with each other.
/// What is listed is a doubt and no proof. Exit code 0: no doubts; 1: there are
/// some.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  bitext tmx check memory.tmx
  bitext tmx check memory.tmx --only number,unit --json
  bitext tmx check memory.tmx --except length,end-mark")]
pub(crate) struct CheckArguments {
    /// Memory to check
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Kinds of doubt to look for, joined by commas: empty, untranslated, number,
    /// unit, inconsistent, placeable, bracket, quote, end-mark, length, script,
    /// look-alike
    #[arg(long, value_delimiter = ',', value_parser = kind, value_name = "KIND")]
    only: Vec<IssueKind>,
    /// Kinds of doubt not to look for
    #[arg(long, value_delimiter = ',', value_parser = kind, value_name = "KIND")]
    except: Vec<IssueKind>,
    /// How many times as long as the other a text may be
    #[arg(long, value_name = "RATIO", default_value_t = Checker::LENGTH_RATIO)]
    length_ratio: f64,
    #[command(flatten)]
    read: ReadArguments,
    #[command(flatten)]
    report: ReportArguments,
}

#[derive(Serialize)]
struct Doubt<'unit> {
    kind: &'static str,
    unit: u64,
    id: Option<&'unit str>,
    message: String,
    source: &'unit str,
    target: &'unit str,
}

#[derive(Serialize)]
struct CheckReport {
    file: String,
    tu: u64,
    /// Units with doubts.
    doubtful: u64,
    issues: BTreeMap<&'static str, u64>,
}

pub(crate) fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    if is_standard(&arguments.file) {
        return Err(Failure::error(
            "the memory must be read twice, which standard input cannot be",
        )
        .hint("save it to a file first"));
    }
    let odd = if arguments.wants(IssueKind::Inconsistent) {
        odd_ones_out(arguments)?
    } else {
        BTreeMap::new()
    };
    let mut memory = Memory::open(&arguments.file, &arguments.read)?;
    let source_language = memory.header().source_language.clone();
    let mut report = CheckReport {
        file: memory.name(),
        tu: 0,
        doubtful: 0,
        issues: BTreeMap::new(),
    };
    let mut checkers = Checkers::new(arguments.length_ratio);
    let mut out = io::BufWriter::new(io::stdout().lock());
    memory.for_each(|unit| {
        report.tu += 1;
        let mut is_doubtful = false;
        for (source, target, mut issues) in checkers.doubts(&unit, source_language.as_ref())? {
            if let Some(found) = odd.get(&report.tu) {
                issues.push(inconsistency(found));
            }
            issues.retain(|issue| arguments.wants(issue.kind));
            for issue in issues {
                is_doubtful = true;
                *report.issues.entry(issue.kind.name()).or_default() += 1;
                let doubt = Doubt {
                    kind: issue.kind.name(),
                    unit: report.tu,
                    id: unit.id.as_deref(),
                    message: issue.message,
                    source: source.1.text(),
                    target: target.1.text(),
                };
                let written = doubt.print(&mut out, arguments.report.json);
                written.map_err(|error| Failure::writing("standard output", &error))?;
            }
        }
        report.doubtful += u64::from(is_doubtful);
        Ok(())
    })?;
    let flushed = out.flush();
    flushed.map_err(|error| Failure::writing("standard output", &error))?;
    drop(out);
    arguments.report.print_result(&report)?;
    if report.doubtful == 0 {
        Ok(())
    } else {
        Err(Failure::no_result(format!(
            "{} {} doubts",
            counted(report.doubtful, "unit"),
            if report.doubtful == 1 {
                "raises"
            } else {
                "raise"
            }
        )))
    }
}

impl CheckArguments {
    fn wants(&self, kind: IssueKind) -> bool {
        (self.only.is_empty() || self.only.contains(&kind)) && !self.except.contains(&kind)
    }
}

impl Doubt<'_> {
    fn print(&self, out: &mut impl Write, is_json: bool) -> io::Result<()> {
        if is_json {
            serde_json::to_writer(&mut *out, self)?;
            return writeln!(out);
        }
        writeln!(out, "unit {}: {}: {}", self.unit, self.kind, self.message)?;
        writeln!(out, "  {}\n  {}", self.source, self.target)
    }
}

/// The translations that differ from the usual one of their source.
fn odd_ones_out(arguments: &CheckArguments) -> Result<BTreeMap<u64, (OddOneOut, String)>, Failure> {
    let mut memory = Memory::open(&arguments.file, &arguments.read)?;
    let source_language = memory.header().source_language.clone();
    let mut consistency = Consistency::default();
    memory.for_each(|unit| {
        let mut pairs = pairs(&unit, source_language.as_ref());
        match pairs.next() {
            // Plural forms have one source and are meant to differ.
            Some((source, target)) => match unit.property(property::PLURAL_FORM) {
                Some(form) => {
                    let source = format!("{}\u{0}{form}", source.1.text());
                    consistency.add(&source, target.1.text());
                }
                None => consistency.add(source.1.text(), target.1.text()),
            },
            None => consistency.skip(),
        }
        Ok(())
    })?;
    let odd = consistency.odd_ones_out();
    if odd.is_empty() {
        return Ok(BTreeMap::new());
    }
    // A third reading, for the usual translations that are going to be shown.
    let wanted: std::collections::BTreeSet<u64> = odd.values().map(|found| found.usual).collect();
    let mut texts: BTreeMap<u64, String> = BTreeMap::new();
    let mut number = 0;
    let mut memory = Memory::open(&arguments.file, &arguments.read)?;
    memory.for_each(|unit| {
        number += 1;
        if wanted.contains(&number)
            && let Some((_, target)) = pairs(&unit, source_language.as_ref()).next()
        {
            texts.insert(number, target.1.text().to_owned());
        }
        Ok(())
    })?;
    let with_texts = odd.into_iter().map(|(unit, found)| {
        let text = texts.get(&found.usual).cloned().unwrap_or_default();
        (unit, (found, text))
    });
    Ok(with_texts.collect())
}

fn inconsistency((found, usual): &(OddOneOut, String)) -> Issue {
    Issue {
        kind: IssueKind::Inconsistent,
        message: format!(
            "{} so, {} `{usual}` (unit {})",
            times(found.counts.0),
            times(found.counts.1),
            found.usual
        ),
        is_addition: false,
    }
}

impl Report for CheckReport {
    fn text(&self) -> String {
        let mut text = line("units", self.tu);
        text += &line("with doubts", self.doubtful);
        for (kind, count) in &self.issues {
            text += &line(&format!("  {kind}"), count);
        }
        text
    }
}
