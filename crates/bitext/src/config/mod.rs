//! Settings: `bitext.toml`, overridden by flags, and `bitext config show`.
//!
//! The one idea: **one table of keys**. What may stand in the file, what it is
//! checked against, what it is if nobody says anything, and what `config show`
//! prints all come from the rows of `KEYS`; every value remembers where it came
//! from.

mod arguments;
mod file;
mod keys;
mod settings;
mod show;

pub(crate) use arguments::{ConfigArguments, SettingsArguments};
pub(crate) use settings::{Origin, Settings};
pub(crate) use show::run;
