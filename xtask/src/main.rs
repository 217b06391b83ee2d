//! What maintainers of bitext run: `cargo xtask <task>`.

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

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
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().task {
        Task::Stem { language } => stem(&language),
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
