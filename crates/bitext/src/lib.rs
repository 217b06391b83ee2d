//! The command line of bitext: arguments, diagnostics and exit codes around the
//! libraries.
//!
//! The one idea: **data on standard output, everything else on standard error,
//! and an exit code that says which of three things happened**: 0 for done, 1
//! for no result (the texts are no translations of each other, a score below
//! the bar), 2 for an error. A reader that closes the pipe early is no error.
//!
//! A command is a module with a `run` function; what it may fail with becomes a
//! `Failure` there (module `diagnostics`), with a hint at what to do next.

mod align;
mod arguments;
mod batch;
mod characters;
mod config;
mod corpus;
mod cutting;
mod destination;
mod details;
mod diagnostics;
mod evaluate;
mod explain;
mod feed;
mod findings;
mod input;
mod leverage;
mod output;
mod pair;
mod read;
mod segment;
mod side_file;
mod srx;
mod stopwatch;
mod summary;
mod table;
mod tmx;
mod toolbox;
mod wording;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::arguments::{Arguments, Command};

/// The command line as clap has it, for completions and man pages.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command line `arguments`, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(message) => {
            // Help goes to standard output and counts as done, a usage error to
            // standard error and counts as one; nobody listening is no error.
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { 2 } else { 0 });
        }
    };
    let result = match &parsed.command {
        Command::Align(arguments) => align::run(arguments),
        Command::Segment(arguments) => segment::run(arguments),
        Command::Read(arguments) => read::run(arguments),
        Command::Srx(arguments) => srx::run(arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
        Command::Tmx(arguments) => tmx::run(arguments),
        Command::Leverage(arguments) => leverage::run(arguments),
        Command::Pair(arguments) => pair::run(arguments),
        Command::Batch(arguments) => batch::run(arguments),
        Command::Config(arguments) => config::run(arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report();
            ExitCode::from(failure.exit_code())
        }
    }
}
