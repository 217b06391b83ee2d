//! `cargo xtask report`: the figures of the README, made by the program.
//!
//! Each table stands between two marks in the README, `<!-- tables: NAME -->`
//! and `<!-- /tables: NAME -->`, and is written anew from what the release
//! binary does now: accuracy on `corpora/`, speed on generated texts of growing
//! size. hunalign is measured beside it in the same run where it is installed.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bitext_benches::Generator;
use bitext_core::LanguageTag;
use clap::Args;
use serde::Deserialize;

use crate::binary::build;

/// Pairs of languages that are timed.
const PAIRS: [(&str, &str); 3] = [("en", "ru"), ("de", "fr"), ("zh", "en")];

/// Lines a side.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// A size is timed this often, and the best run counts: noise only adds.
const RUNS: usize = 3;

#[derive(Args)]
pub(crate) struct ReportArguments {
    /// Leave texts of more lines than this out of the speed table
    #[arg(long, default_value_t = 100_000)]
    most_lines: usize,
    /// Write the tables of accuracy only
    #[arg(long)]
    no_speed: bool,
    /// The file with the tables
    #[arg(long, default_value = "README.md")]
    readme: PathBuf,
}

/// A line of `bitext evaluate --corpus … --format json`.
#[derive(Deserialize)]
struct Row {
    name: String,
    links: usize,
    found: f64,
    characters: f64,
    segment_f1: f64,
    strict_f1: f64,
    lax_f1: f64,
}

pub(crate) fn report(arguments: &ReportArguments) -> Result<(), Box<dyn Error>> {
    let binary = build(&["--release"])?;
    let mut readme = fs::read_to_string(&arguments.readme)?;
    readme = put(&readme, "corpora", &accuracy(&binary)?)?;
    if !arguments.no_speed {
        readme = put(&readme, "speed", &speed(&binary, arguments.most_lines)?)?;
    }
    fs::write(&arguments.readme, readme)?;
    Ok(())
}

/// The text with the table called `name` put between its marks.
fn put(text: &str, name: &str, table: &str) -> Result<String, String> {
    let (open, close) = (
        format!("<!-- tables: {name} -->\n"),
        format!("<!-- /tables: {name} -->"),
    );
    let missing = || format!("there is no `{}` with its end", open.trim_end());
    let start = text.find(&open).ok_or_else(missing)? + open.len();
    let end = start + text[start..].find(&close).ok_or_else(missing)?;
    Ok(format!("{}{table}{}", &text[..start], &text[end..]))
}

fn accuracy(binary: &Path) -> Result<String, Box<dyn Error>> {
    let output = Command::new(binary)
        .args(["evaluate", "--corpus", "corpora/manifest.toml"])
        .args(["--format", "json"])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("`bitext evaluate --corpus corpora/manifest.toml` failed".into());
    }
    let mut table = String::from(
        "| pair | links | found | chars | segment F1 | strict F1 | lax F1 |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for line in String::from_utf8(output.stdout)?.lines() {
        let row: Row = serde_json::from_str(line)?;
        write!(table, "| {} | {}", row.name, row.links)?;
        let shares = [
            row.found,
            row.characters,
            row.segment_f1,
            row.strict_f1,
            row.lax_f1,
        ];
        for share in shares {
            write!(table, " | {:.1}", 100.0 * share)?;
        }
        table.push_str(" |\n");
    }
    Ok(table)
}

fn speed(binary: &Path, most_lines: usize) -> Result<String, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let hunalign = has_hunalign();
    let mut table = String::from("| lines a side | pair | seconds | lines a second |");
    table.push_str(if hunalign {
        " hunalign, seconds |\n| --- | --- | --- | --- | --- |\n"
    } else {
        "\n| --- | --- | --- | --- |\n"
    });
    for size in SIZES.into_iter().filter(|&size| size <= most_lines) {
        for (source, target) in PAIRS {
            let texts = write_texts(folder.path(), source, target, size)?;
            let ours = best_of(|| align(binary, source, target, &texts))?;
            let rate = size as f64 / ours.as_secs_f64();
            write!(
                table,
                "| {size} | {source}–{target} | {:.3} | {rate:.0} |",
                ours.as_secs_f64()
            )?;
            if hunalign {
                let theirs = best_of(|| run_hunalign(&texts))?;
                write!(table, " {:.3} |", theirs.as_secs_f64())?;
            }
            table.push('\n');
        }
    }
    Ok(table)
}

fn write_texts(
    folder: &Path,
    source: &str,
    target: &str,
    size: usize,
) -> Result<[PathBuf; 2], Box<dyn Error>> {
    let (from, to) = (LanguageTag::try_new(source)?, LanguageTag::try_new(target)?);
    let lines = Generator::try_new(&from, &to)?.lines(size);
    let paths = [folder.join("source.txt"), folder.join("target.txt")];
    fs::write(&paths[0], lines.source.join("\n") + "\n")?;
    fs::write(&paths[1], lines.target.join("\n") + "\n")?;
    Ok(paths)
}

fn best_of(
    mut run: impl FnMut() -> Result<Duration, Box<dyn Error>>,
) -> Result<Duration, Box<dyn Error>> {
    let mut best = run()?;
    for _ in 1..RUNS {
        best = best.min(run()?);
    }
    Ok(best)
}

/// The time of one whole run of the program, on one thread.
fn align(
    binary: &Path,
    source: &str,
    target: &str,
    texts: &[PathBuf; 2],
) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let status = Command::new(binary)
        .arg("align")
        .args(texts)
        .args(["--one-per-line", "--format", "ladder", "--quiet"])
        .args(["--source-language", source, "--target-language", target])
        .args(["--threads", "1"])
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        Ok(start.elapsed())
    } else {
        Err("`bitext align` failed on generated texts".into())
    }
}

fn has_hunalign() -> bool {
    Command::new("hunalign")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// The time of one run of hunalign without a dictionary.
fn run_hunalign(texts: &[PathBuf; 2]) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let status = Command::new("hunalign")
        .arg("/dev/null")
        .args(texts)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() {
        Ok(start.elapsed())
    } else {
        Err("`hunalign` failed on generated texts".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_between_its_marks() {
        let text = "a\n<!-- tables: x -->\nold\n<!-- /tables: x -->\nb\n";
        let put_in = put(text, "x", "new\n").unwrap();
        assert_eq!(
            put_in,
            "a\n<!-- tables: x -->\nnew\n<!-- /tables: x -->\nb\n"
        );
        assert!(put(text, "y", "").is_err());
    }
}
