//! `bitext pair`: which documents of two folders belong together.

mod arguments;

use std::path::Path;

use bitext_lang::PackLibrary;
use serde_json::json;

pub(crate) use self::arguments::PairArguments;
use crate::config::Settings;
use crate::diagnostics::{Failure, Level};
use crate::feed::{
    Entry, Events, LogFormat, ManifestFormat, Status, begins_as_manifest, contains, pair_feed,
    write_manifest,
};
use crate::input::is_standard;
use crate::output::Output;
use crate::toolbox::with_thread_count;
use crate::wording::counted;

pub(crate) fn run(arguments: &PairArguments) -> Result<(), Failure> {
    let settings = Settings::load(&arguments.settings)?;
    with_thread_count(settings.count("threads"), || pair(arguments, &settings))
}

fn pair(arguments: &PairArguments, settings: &Settings) -> Result<(), Failure> {
    let source = arguments.source.as_deref().or(settings.path("source"));
    let source = source.ok_or_else(|| {
        Failure::error("no documents are named")
            .hint("name a folder, or set `source` in `bitext.toml`")
    })?;
    let target = match (&arguments.source, &arguments.target) {
        (_, Some(target)) => Some(target.as_path()),
        (Some(_), None) => None,
        (None, None) => settings.path("target"),
    };
    let events = Events::new(log_format(settings), arguments.quiet);
    let trees = std::iter::once(source).chain(target);
    let file = arguments.output.as_path();
    let is_among = |tree: &Path| !is_standard(file) && contains(tree, file);
    if trees.into_iter().any(is_among) && !begins_as_manifest(file) {
        return Err(Output::among_documents(file));
    }
    Output::refuse_inputs(file, &settings.files())?;
    let mut output = Output::open(file, &[])?;
    let packs = match settings.path("pack-folder") {
        Some(folder) => PackLibrary::with_folder(folder)?,
        None => PackLibrary::built_in(),
    };
    let except = [arguments.output.clone()];
    let feed = pair_feed(settings, &packs, &events, (source, target), &except)?;
    let format = arguments
        .format
        .or_else(|| ManifestFormat::of(&arguments.output))
        .unwrap_or(ManifestFormat::Tsv);
    write_manifest(&mut output, &feed.entries, format).map_err(|error| output.failure(&error))?;
    let place = output.name().to_owned();
    output.finish()?;
    let count = |status: Status, side: fn(&Entry) -> &String| {
        let of_status = feed.entries.iter().filter(|entry| entry.status == status);
        of_status.filter(|entry| !side(entry).is_empty()).count()
    };
    let pairs = count(Status::Pair, |entry| &entry.source);
    let (near, far) = &feed.languages;
    let versions = (
        count(Status::Version, |entry| &entry.source),
        count(Status::Version, |entry| &entry.target),
    );
    let alone = (
        count(Status::Alone, |entry| &entry.source),
        count(Status::Alone, |entry| &entry.target),
    );
    let message = format!(
        "{} of {} in `{near}` and {} in `{far}`; other versions {} and {}, alone {} and {}; left \
         out {}; written to {place}",
        counted(pairs, "pair"),
        counted(feed.documents.0, "document"),
        feed.documents.1,
        versions.0,
        versions.1,
        alone.0,
        alone.1,
        feed.left_out.len()
    );
    let fields = [
        ("pairs", json!(pairs)),
        ("documents", json!([feed.documents.0, feed.documents.1])),
        ("versions", json!([versions.0, versions.1])),
        ("alone", json!([alone.0, alone.1])),
        ("left_out", json!(feed.left_out.len())),
    ];
    events.say(Level::Note, "paired", &message, &fields);
    if pairs == 0 {
        return Err(Failure::no_result("no two documents belong together")
            .hint("check the languages, or lower `--pair-probability`"));
    }
    Ok(())
}

/// How the settings want events to be written.
pub(crate) fn log_format(settings: &Settings) -> LogFormat {
    match settings.text("log-format") {
        Some("json") => LogFormat::Json,
        _ => LogFormat::Text,
    }
}
