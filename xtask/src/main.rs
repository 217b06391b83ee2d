//! What maintainers of bitext run: `cargo xtask <task>`.

mod binary;
mod clients;
mod manual;
mod pairing;
mod report;
mod segment;
mod test;
mod train;

use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};

use bitext_core::LanguageTag;
use bitext_lang::PackLibrary;
use clap::{Parser, Subcommand};

/// Maintenance tasks of the bitext workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Print the stem of each word on standard input, a line each
    Stem {
        /// Language whose pack decides
        #[arg(long)]
        language: LanguageTag,
    },
    /// Pack a lexicon: `source stem, target stem, strength` a line, parted by tabs
    PackLexicon {
        /// The entries
        input: PathBuf,
        /// The packed lexicon
        output: PathBuf,
    },
    /// Write completions for bash, zsh, fish, PowerShell and elvish into a folder
    Completions {
        /// The folder
        folder: PathBuf,
    },
    /// Write a man page for each command into a folder
    Man {
        /// The folder
        folder: PathBuf,
    },
    /// Learn how far the aligner's probabilities are to be trusted
    ConfidenceTrain(train::ConfidenceArguments),
    /// Learn the weights that pair documents from feeds whose pairs are known
    PairTrain(pairing::PairTrainArguments),
    /// Write the README's tables of accuracy and speed anew
    Report(report::ReportArguments),
    /// Learn the segmenter's linear model from gold segmentations
    SegmentTrain(segment::TrainArguments),
    /// Run format, lints, tests, doctests, documentation, and let clients read our files
    Test {
        /// Leave out the clients, which are Debian packages
        #[arg(long)]
        without_clients: bool,
    },
    /// Let clients read our files: a part of `test`
    Clients,
    /// Learn the aligner's weights from gold bitexts
    Train(train::TrainArguments),
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().task {
        Task::Stem { language } => stem(&language),
        Task::PackLexicon { input, output } => pack_lexicon(&input, &output),
        Task::Completions { folder } => manual::completions(&folder),
        Task::ConfidenceTrain(arguments) => train::confidence(&arguments),
        Task::Man { folder } => manual::man(&folder),
        Task::PairTrain(arguments) => pairing::train(&arguments),
        Task::Report(arguments) => report::report(&arguments),
        Task::SegmentTrain(arguments) => segment::train(&arguments),
        Task::Test { without_clients } => test::test(without_clients),
        Task::Clients => test::clients(),
        Task::Train(arguments) => train::train(&arguments),
    }
}

fn stem(language: &LanguageTag) -> Result<(), Box<dyn Error>> {
    let pack = PackLibrary::built_in().get(language)?;
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        writeln!(output, "{}", pack.stem(&pack.fold(line?.trim())))?;
    }
    Ok(output.flush()?)
}

fn pack_lexicon(input: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    let mut entries = Vec::new();
    for (index, line) in fs::read_to_string(input)?.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [source, target, strength] = fields[..] else {
            return Err(format!(
                "`{}`, line {}: not three fields",
                input.display(),
                index + 1
            )
            .into());
        };
        entries.push((source.to_owned(), target.to_owned(), strength.parse()?));
    }
    Ok(fs::write(output, bitext_align::pack_lexicon(&entries)?)?)
}
