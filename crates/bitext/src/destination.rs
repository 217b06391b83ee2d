//! Where alignments go: units or links, in any format.
//!
//! Formats of memories hold units, which have a text on both sides. Formats for
//! people who review show every link, for what was left alone may be where the
//! aligner erred.

use std::io;
use std::path::Path;

use bitext_align::MovedText;
use bitext_core::{LanguageTag, Link, Probability};
use bitext_exchange::{
    Bitext, JsonlWriter, LadderWriter, LinkRecord, LinkWriter, MemoryHeader, TsvWriter, UnitFormat,
    UnitWriteOptions, UnitWriter, WriteError, XcesWriter, create_units,
};

use crate::align::creation_date;
use crate::arguments::{AlignArguments, OutputFormat};
use crate::diagnostics::{Failure, chain};
use crate::input::is_standard;
use crate::output::Output;

/// An open output of `align`.
pub(crate) enum Destination {
    /// A link at a time, with its segment numbers.
    Links(Output, LinkKind),
    /// A unit at a time.
    Units(Units),
}

/// Formats of links.
#[derive(Clone, Copy)]
pub(crate) enum LinkKind {
    Ladder,
    Xces,
    Tsv,
    Jsonl,
}

/// An open memory.
pub(crate) struct Units {
    writer: Box<dyn UnitWriter>,
    name: String,
    created: String,
    /// Whether links without counterpart are shown too.
    shows_all: bool,
}

/// What was written.
pub(crate) struct Written {
    /// Units or links.
    pub(crate) count: usize,
    /// What one of them is called.
    pub(crate) noun: &'static str,
    /// Links left out because they are doubtful.
    pub(crate) doubtful: usize,
}

impl Destination {
    /// Opens the output that the arguments name.
    pub(crate) fn open(
        arguments: &AlignArguments,
        source: &LanguageTag,
        target: &LanguageTag,
    ) -> Result<Self, Failure> {
        let path = &arguments.output;
        let inputs = [&arguments.source, &arguments.target];
        Output::refuse_inputs(path, &arguments.cutting.files())?;
        let format = match arguments.format {
            Some(format) => format,
            None => format_of(path)?,
        };
        let format = match format {
            OutputFormat::Ladder => Err(LinkKind::Ladder),
            OutputFormat::Xces => Err(LinkKind::Xces),
            OutputFormat::Tsv => Err(LinkKind::Tsv),
            OutputFormat::Jsonl => Err(LinkKind::Jsonl),
            OutputFormat::Tmx => Ok(UnitFormat::Tmx),
            OutputFormat::Xliff => Ok(UnitFormat::Xliff),
            OutputFormat::Xliff2 => Ok(UnitFormat::Xliff2),
            OutputFormat::Xlsx => Ok(UnitFormat::Xlsx),
            OutputFormat::Html => Ok(UnitFormat::Html),
            OutputFormat::Docx => Ok(UnitFormat::Docx),
            OutputFormat::Csv => Ok(UnitFormat::Csv),
            OutputFormat::Moses => Ok(UnitFormat::Moses),
            OutputFormat::Parquet => Ok(UnitFormat::Parquet),
        };
        let format = match format {
            Ok(format) => format,
            Err(kind) => return Ok(Self::Links(Output::open(path, &inputs)?, kind)),
        };
        let map = arguments.language_map.clone().unwrap_or_default();
        for file in format.files(path, [source, target], &map) {
            Output::refuse_inputs(&file, &inputs)?;
        }
        let name = if is_standard(path) {
            "standard output".to_owned()
        } else {
            Output::remove_leftovers(path);
            format!("`{}`", path.display())
        };
        let created = creation_date(&inputs)?;
        let mut options = UnitWriteOptions::default();
        options.header = MemoryHeader::new(source.clone());
        options.header.target_language = Some(target.clone());
        options.header.history.created = Some(created.clone());
        options.language_map = map;
        options.byte_order_mark = arguments.byte_order_mark;
        let writer = create_units(path, Some(format), options);
        let writer = writer.map_err(|error| failure(&name, error))?;
        let files = writer.files();
        let files: Vec<_> = files
            .iter()
            .map(|file| format!("`{}`", file.display()))
            .collect();
        let name = if files.is_empty() {
            name
        } else {
            files.join(" and ")
        };
        Ok(Self::Units(Units {
            writer,
            name,
            created,
            shows_all: matches!(
                format,
                UnitFormat::Xlsx | UnitFormat::Html | UnitFormat::Docx | UnitFormat::Csv
            ),
        }))
    }

    /// What the output is called in messages.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Links(output, _) => output.name(),
            Self::Units(units) => &units.name,
        }
    }

    /// Writes all of a bitext but links less probable than `minimum`, and ends
    /// the output. Formats with room for it say what seems to have `moved`.
    pub(crate) fn write(
        self,
        bitext: &Bitext<'_>,
        minimum: Option<Probability>,
        moved: &[MovedText],
    ) -> Result<Written, Failure> {
        match self {
            Self::Units(units) => units.write(bitext, minimum),
            Self::Links(output, kind) => {
                // Links cannot be left out of a ladder.
                let minimum = minimum.filter(|_| !matches!(kind, LinkKind::Ladder));
                write_links(bitext, minimum, moved, output, kind)
            }
        }
    }
}

/// The format that the extension of a path stands for; TMX without one.
fn format_of(path: &Path) -> Result<OutputFormat, Failure> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        None => return Ok(OutputFormat::Tmx),
        Some("ladder") => return Ok(OutputFormat::Ladder),
        Some("tsv" | "txt") => return Ok(OutputFormat::Tsv),
        Some("jsonl" | "ndjson") => return Ok(OutputFormat::Jsonl),
        Some(_) => {}
    }
    let hint = "name the format with `--format`; `bitext align --help` lists them";
    let format = UnitFormat::from_path(path)
        .map_err(|error| Failure::error(format!("`{}`: {error}", path.display())).hint(hint))?;
    Ok(match format {
        UnitFormat::Xliff => OutputFormat::Xliff,
        UnitFormat::Xliff2 => OutputFormat::Xliff2,
        UnitFormat::Xlsx => OutputFormat::Xlsx,
        UnitFormat::Html => OutputFormat::Html,
        UnitFormat::Docx => OutputFormat::Docx,
        UnitFormat::Csv => OutputFormat::Csv,
        UnitFormat::Tsv => OutputFormat::Tsv,
        UnitFormat::Xces => OutputFormat::Xces,
        UnitFormat::Jsonl => OutputFormat::Jsonl,
        UnitFormat::Moses => OutputFormat::Moses,
        UnitFormat::Parquet => OutputFormat::Parquet,
        UnitFormat::Tmx => OutputFormat::Tmx,
        other => {
            let message = format!("`{}`: `align` does not write {other}", path.display());
            return Err(Failure::error(message).hint(hint));
        }
    })
}

impl Units {
    fn write(
        mut self,
        bitext: &Bitext<'_>,
        minimum: Option<Probability>,
    ) -> Result<Written, Failure> {
        let (mut count, mut doubtful) = (0, 0);
        for record in bitext.records() {
            let unit = bitext.unit(&record, Some(&self.created));
            let unit = match unit {
                Some(unit) => unit,
                None if self.shows_all => bitext.row(&record, Some(&self.created)),
                None => continue,
            };
            if is_doubtful(&record, minimum) {
                doubtful += 1;
                continue;
            }
            // A unit with lost characters would be offered to translators as
            // text.
            let is_damaged = |text: &str| text.contains('\u{fffd}');
            let mut sides = unit.variants.iter();
            if sides.any(|side| is_damaged(side.segment.text())) {
                continue;
            }
            let written = self.writer.write_unit(&unit);
            written.map_err(|error| failure(&self.name, error))?;
            count += 1;
        }
        let finished = self.writer.finish();
        finished.map_err(|error| failure(&self.name, error))?;
        let noun = if self.shows_all { "row" } else { "unit" };
        Ok(Written {
            count,
            noun,
            doubtful,
        })
    }
}

fn write_links(
    bitext: &Bitext<'_>,
    minimum: Option<Probability>,
    moved: &[MovedText],
    mut output: Output,
    kind: LinkKind,
) -> Result<Written, Failure> {
    let name = output.name().to_owned();
    let failure = |error: io::Error| Failure::writing(&name, &error);
    let mut writer: Box<dyn LinkWriter + '_> = match kind {
        LinkKind::Ladder => Box::new(LadderWriter::new(&mut output)),
        LinkKind::Xces => {
            let (source, target) = (bitext.source.document, bitext.target.document);
            Box::new(XcesWriter::new(&mut output, source, target))
        }
        LinkKind::Tsv => Box::new(TsvWriter::new(&mut output)),
        LinkKind::Jsonl => Box::new(JsonlWriter::new(&mut output)),
    };
    let (mut count, mut doubtful) = (0, 0);
    // Ladders and OPUS links have no texts.
    let records: Box<dyn Iterator<Item = LinkRecord>> = match kind {
        LinkKind::Ladder | LinkKind::Xces => Box::new(bitext.bare_records()),
        LinkKind::Tsv | LinkKind::Jsonl => Box::new(bitext.records()),
    };
    for record in records {
        if is_doubtful(&record, minimum) {
            doubtful += 1;
            continue;
        }
        writer.write(&record).map_err(failure)?;
        count += 1;
    }
    for text in moved {
        let link = Link::try_new(text.source, text.target, text.probability)
            .map_err(|error| Failure::error(format!("cannot suggest moved text: {error}")))?;
        writer
            .suggest_moved(&bitext.record(&link))
            .map_err(failure)?;
    }
    writer.finish().map_err(failure)?;
    drop(writer);
    output.finish()?;
    Ok(Written {
        count,
        noun: "link",
        doubtful,
    })
}

fn is_doubtful(record: &LinkRecord, minimum: Option<Probability>) -> bool {
    minimum.is_some_and(|minimum| record.link.probability() < minimum)
}

fn failure(name: &str, error: WriteError) -> Failure {
    match error {
        WriteError::Write(cause) => Failure::writing(name, &cause),
        WriteError::File(error) => Failure::from(error),
        other => Failure::error(format!("{name}: {}", chain(&other))),
    }
}
