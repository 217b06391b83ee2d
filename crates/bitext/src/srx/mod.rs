//! `bitext srx`: rule files checked, converted, and made from our own knowledge.

mod arguments;
mod check;

use std::io::Write;

use bitext_lang::{LanguagePack, PackLibrary};
use bitext_segment::export_rules;
use bitext_srx::{SrxDocument, SrxVersion};

pub(crate) use self::arguments::SrxArguments;
use self::arguments::{ConvertArguments, ExportArguments, SrxCommand};
use crate::cutting::{client_profile, read_document};
use crate::diagnostics::{Failure, Level, say};
use crate::output::Output;
use crate::toolbox::Toolbox;

pub(crate) fn run(arguments: &SrxArguments) -> Result<(), Failure> {
    match &arguments.command {
        SrxCommand::Check(arguments) => check::run(arguments),
        SrxCommand::Convert(arguments) => convert(arguments),
        SrxCommand::Export(arguments) => export(arguments),
    }
}

fn convert(arguments: &ConvertArguments) -> Result<(), Failure> {
    let mut document = read_document(&arguments.file)?;
    if let Some(name) = &arguments.map_rule {
        let groups = &mut document.map_rules;
        let at = groups
            .iter()
            .position(|group| group.name.as_deref() == Some(name));
        let at = at.ok_or_else(|| {
            let known: Vec<&str> = groups
                .iter()
                .filter_map(|group| group.name.as_deref())
                .collect();
            Failure::error(format!("there is no group of language maps `{name}`"))
                .hint(format!("there are `{}`", known.join("`, `")))
        })?;
        groups.swap(0, at);
        groups.truncate(1);
    } else if document.map_rules.len() > 1 && !arguments.quiet {
        let message = "only the first group of language maps is written; choose another with \
                       `--map-rule NAME`";
        say(Level::Warning, message);
    }
    if document.version == SrxVersion::V2 && !arguments.quiet {
        say(Level::Note, "the file is SRX 2.0 already");
    }
    let mut output = Output::open(&arguments.output, &[&arguments.file])?;
    write(&document, &mut output)?;
    output.finish()
}

fn export(arguments: &ExportArguments) -> Result<(), Failure> {
    let document = match &arguments.profile {
        Some(name) => client_profile(name)?.document().clone(),
        None => own_rules(arguments)?,
    };
    Output::refuse_inputs(&arguments.output, arguments.profile.as_slice())?;
    let mut output = Output::open(&arguments.output, &[])?;
    write(&document, &mut output)?;
    output.finish()
}

fn own_rules(arguments: &ExportArguments) -> Result<SrxDocument, Failure> {
    let toolbox = Toolbox::new(&arguments.work)?;
    let mut packs = Vec::new();
    if arguments.language.is_empty() {
        let library = match &arguments.work.pack_folder {
            Some(folder) => PackLibrary::with_folder(folder)?,
            None => PackLibrary::built_in(),
        };
        for tag in library.tags() {
            let tag = bitext_core::LanguageTag::try_new(tag);
            let tag = tag.map_err(|error| Failure::error(error.to_string()))?;
            packs.push(toolbox.pack(&tag)?);
        }
    } else {
        for language in &arguments.language {
            packs.push(toolbox.pack(language)?);
        }
    }
    let packs: Vec<&LanguagePack> = packs
        .iter()
        .map(|pack| &**pack)
        .filter(|pack| pack.tag().to_string() != "und")
        .collect();
    Ok(export_rules(&packs)?)
}

fn write(document: &SrxDocument, output: &mut Output) -> Result<(), Failure> {
    output
        .write_all(document.write().as_bytes())
        .map_err(|error| output.failure(&error))
}
