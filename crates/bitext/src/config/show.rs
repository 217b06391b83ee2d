//! `bitext config show`.

use std::io::{self, Write};

use serde_json::json;

use super::arguments::{ConfigAction, ConfigArguments, ShowArguments};
use super::settings::Settings;
use crate::arguments::ReportFormat;
use crate::diagnostics::Failure;

pub(crate) fn run(arguments: &ConfigArguments) -> Result<(), Failure> {
    match &arguments.action {
        ConfigAction::Show(arguments) => show(arguments),
    }
}

fn show(arguments: &ShowArguments) -> Result<(), Failure> {
    let settings = Settings::load(&arguments.settings)?;
    let output = io::stdout().lock();
    let written = match arguments.format {
        ReportFormat::Text => write_toml(output, &settings),
        ReportFormat::Json => write_json(output, &settings),
    };
    written.map_err(|error| Failure::writing("standard output", &error))
}

fn write_toml(mut output: impl Write, settings: &Settings) -> io::Result<()> {
    let mut table = "";
    for (key, value) in settings.all() {
        let (home, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if home != table {
            writeln!(output, "\n[{home}]")?;
            table = home;
        }
        match value {
            Some((value, origin)) => {
                let setting = format!("{name} = {value}");
                writeln!(output, "{setting:<32} # {origin}")?;
            }
            None => {
                let setting = format!("# {name} is not set");
                writeln!(output, "{setting:<32} # {}", key.about)?;
            }
        }
    }
    output.flush()
}

fn write_json(mut output: impl Write, settings: &Settings) -> io::Result<()> {
    for (key, value) in settings.all() {
        let line = match value {
            Some((value, origin)) => {
                json!({"key": key.name, "value": value, "origin": origin.to_string()})
            }
            None => json!({"key": key.name, "value": null, "origin": null}),
        };
        writeln!(output, "{line}")?;
    }
    output.flush()
}
