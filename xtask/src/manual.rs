//! Completions and man pages, made from the command line itself so that they
//! never lag behind it.

use std::error::Error;
use std::fs;
use std::path::Path;

use clap::ValueEnum;
use clap_complete::{Shell, generate_to};

const NAME: &str = "bitext";

/// Writes completions for every shell.
pub(crate) fn completions(folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for &shell in Shell::value_variants() {
        generate_to(shell, &mut bitext_cli::command(), NAME, folder)?;
    }
    Ok(())
}

/// Writes `bitext.1` and a page for each command: `bitext-align.1`.
pub(crate) fn man(folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    Ok(clap_mangen::generate_to(bitext_cli::command(), folder)?)
}
