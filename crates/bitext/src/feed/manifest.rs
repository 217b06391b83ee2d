//! Manifests: which document goes with which, a line a pair.
//!
//! TSV has the columns `source`, `target`, `probability`, `status` and `reasons`
//! under a heading; JSON lines have fields of the same names. A line with both a
//! source and a target is a pair unless its status says otherwise, by which a
//! person takes one out; documents without a partner have lines with one side
//! empty. A manifest written by hand needs only the first two columns.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::place::Place;
use crate::diagnostics::Failure;
use crate::side_file::{self, LARGEST_LIST};

/// How a manifest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManifestFormat {
    /// Tab-separated columns under a heading
    Tsv,
    /// A JSON object a line
    Jsonl,
}

impl ManifestFormat {
    /// The format that an extension stands for.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_string_lossy().to_lowercase();
        match extension.as_str() {
            "tsv" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

/// What became of the documents of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// The two belong together.
    #[default]
    Pair,
    /// Another version of a document that is paired.
    Version,
    /// Nothing on the other side belongs to it.
    Alone,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Version => "version",
            Self::Alone => "alone",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        let all = [Self::Pair, Self::Version, Self::Alone];
        all.into_iter().find(|status| status.name() == name)
    }
}

/// A line of a manifest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) probability: Option<f64>,
    #[serde(default)]
    pub(crate) status: Status,
    #[serde(default)]
    pub(crate) reasons: Vec<String>,
}

/// No line of a manifest is longer, in bytes.
const LONGEST_LINE: u64 = 1 << 20;

const HEADING: &str = "source\ttarget\tprobability\tstatus\treasons";

/// Writes a manifest.
pub(crate) fn write_manifest(
    mut output: impl Write,
    entries: &[Entry],
    format: ManifestFormat,
) -> io::Result<()> {
    if format == ManifestFormat::Tsv {
        writeln!(output, "{HEADING}")?;
    }
    for entry in entries {
        match format {
            ManifestFormat::Jsonl => {
                serde_json::to_writer(&mut output, entry).map_err(io::Error::from)?;
                writeln!(output)?;
            }
            ManifestFormat::Tsv => {
                let probability = entry
                    .probability
                    .map_or_else(String::new, |value| format!("{value:.4}"));
                let reasons = entry.reasons.join("; ").replace(['\t', '\n', '\r'], " ");
                let status = entry.status.name();
                let (source, target) = (&entry.source, &entry.target);
                writeln!(
                    output,
                    "{source}\t{target}\t{probability}\t{status}\t{reasons}"
                )?;
            }
        }
    }
    Ok(())
}

/// What stands in the first line of a file, as far as manifests care.
enum Begin {
    /// The heading or an entry of a manifest.
    Manifest,
    /// An object that is no entry, as documents are in a feed of JSON lines.
    Object,
    Other,
}

impl Begin {
    fn of(path: &Path) -> Self {
        let Ok(file) = File::open(path) else {
            return Self::Other;
        };
        let mut line = Vec::new();
        let mut head = BufReader::new(file).take(LONGEST_LINE);
        if head.read_until(b'\n', &mut line).is_err() {
            return Self::Other;
        }
        let is_cut = line.len() as u64 == LONGEST_LINE;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_start_matches('\u{feff}').trim_end();
        match serde_json::from_str::<Map<String, Value>>(line) {
            _ if line == HEADING => Self::Manifest,
            // A document may name its source, but no target.
            Ok(object)
                if ["source", "target"]
                    .iter()
                    .all(|key| object.contains_key(*key)) =>
            {
                Self::Manifest
            }
            Ok(_) => Self::Object,
            // A document may be one long line.
            Err(_) if is_cut && line.starts_with('{') => Self::Object,
            Err(_) => Self::Other,
        }
    }
}

/// Whether the file begins as a manifest that [`write_manifest`] wrote.
pub(crate) fn begins_as_manifest(path: &Path) -> bool {
    matches!(Begin::of(path), Begin::Manifest)
}

/// Whether a file given as input is a manifest, by its extension or its first
/// line: parts of one that was split have any names, and a feed may be one file of
/// JSON lines.
pub(crate) fn is_manifest(path: &Path) -> bool {
    path.is_file()
        && match ManifestFormat::of(path) {
            Some(ManifestFormat::Tsv) => true,
            Some(ManifestFormat::Jsonl) => !matches!(Begin::of(path), Begin::Object),
            None => begins_as_manifest(path),
        }
}

/// The pairs of a manifest, each once; lines without a partner are passed over.
pub(crate) fn read_manifest(path: &Path) -> Result<Vec<(Place, Place)>, Failure> {
    let shown = path.display();
    let hint = "a manifest is UTF-8 text, as `bitext pair` writes it";
    let text = side_file::read_text(path, LARGEST_LIST, hint)?;
    let by_content = || match text.trim_start().starts_with('{') {
        true => ManifestFormat::Jsonl,
        false => ManifestFormat::Tsv,
    };
    let format = ManifestFormat::of(path).unwrap_or_else(by_content);
    let mut pairs = Vec::new();
    let mut known = HashSet::new();
    let mut status_column = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        // Another heading stands where manifests were put one behind the other.
        if line.starts_with("source\ttarget") || index == 0 && line.starts_with("source\t") {
            status_column = line.split('\t').position(|name| name == "status");
            continue;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |reason: String| {
            Failure::error(format!("`{shown}`, line {number}: {reason}")).hint(
                "a line of a manifest is `source<TAB>target`, or a JSON object with \
                 `source` and `target`",
            )
        };
        let entry = match format {
            ManifestFormat::Jsonl => serde_json::from_str(line).map_err(|error| error.to_string()),
            ManifestFormat::Tsv => entry_of_fields(line, status_column),
        };
        let Entry {
            source,
            target,
            status,
            ..
        } = entry.map_err(&fault)?;
        if source.is_empty() || target.is_empty() || status != Status::Pair {
            continue;
        }
        let place = |text: &str| {
            let place = Place::parse(text);
            let place = place.ok_or_else(|| fault(format!("`{text}` is no path")))?;
            Ok::<Place, Failure>(resolved(place, path))
        };
        let pair = (place(&source)?, place(&target)?);
        // Twice in the list is not twice in the memory.
        if known.insert((source, target)) {
            pairs.push(pair);
        }
    }
    Ok(pairs)
}

/// What a line of TSV says.
fn entry_of_fields(line: &str, status_column: Option<usize>) -> Result<Entry, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [source, target, ..] = fields.as_slice() else {
        return Err("there is no tab".to_owned());
    };
    let status = status_column.and_then(|column| fields.get(column)).copied();
    let status = match status.unwrap_or_default().trim() {
        "" => Status::default(),
        name => Status::of_name(name).ok_or_else(|| {
            format!("the status is `{name}`, but may be `pair`, `version` or `alone`")
        })?,
    };
    Ok(Entry {
        source: (*source).to_owned(),
        target: (*target).to_owned(),
        status,
        ..Entry::default()
    })
}

/// A relative path is one from the working folder, or else from the folder of
/// the manifest.
fn resolved(place: Place, manifest: &Path) -> Place {
    let beside = manifest.parent().map(|folder| folder.join(&place.path));
    match beside {
        Some(beside) if !place.path.exists() && beside.exists() => Place {
            path: beside,
            ..place
        },
        _ => place,
    }
}
