//! A table of what documents do not say themselves: publish times, story ids.

use std::collections::BTreeMap;
use std::path::Path;

use bitext_core::Timestamp;
use bitext_corpus::{PublishTime, Report};

use crate::diagnostics::Failure;
use crate::side_file::{self, LARGEST_LIST};

const COLUMNS: [&str; 5] = ["path", "published", "story", "update", "url"];

/// Rows by path.
#[derive(Debug, Default)]
pub(crate) struct MetadataTable(BTreeMap<String, Row>);

#[derive(Debug, Default)]
struct Row {
    published: Option<PublishTime>,
    story: Option<String>,
    update: Option<u32>,
    url: Option<String>,
}

impl MetadataTable {
    /// Reads a table: TSV with a heading that names its columns.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let hint = "give a table of TSV under a heading with `path`";
        let text = side_file::read_text(path, LARGEST_LIST, hint)?;
        let fault = |line: usize, reason: String| {
            Failure::error(format!("`{shown}`, line {line}: {reason}")).hint(format!(
                "the table is TSV under a heading with `path` and any of {}",
                COLUMNS[1..].join(", ")
            ))
        };
        let mut lines = (1..).zip(text.lines());
        let (_, heading) = lines
            .next()
            .ok_or_else(|| fault(1, "the table is empty".to_owned()))?;
        let columns: Vec<&str> = heading.trim_start_matches('\u{feff}').split('\t').collect();
        if let Some(unknown) = columns.iter().find(|name| !COLUMNS.contains(name)) {
            return Err(fault(1, format!("there is no column `{unknown}`")));
        }
        if !columns.contains(&"path") {
            return Err(fault(1, "there is no column `path`".to_owned()));
        }
        let mut rows = BTreeMap::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let mut row = Row::default();
            let mut name = None;
            for (&column, field) in columns.iter().zip(line.split('\t')) {
                let field = field.trim();
                if field.is_empty() {
                    continue;
                }
                match column {
                    "path" => name = Some(field.to_owned()),
                    "published" => {
                        let time: Result<Timestamp, _> = field.parse();
                        let time = time.map_err(|error| fault(number, error.to_string()))?;
                        row.published = Some(time.into());
                    }
                    "story" => row.story = Some(field.to_owned()),
                    "update" => {
                        let update = field.parse();
                        let reason = || format!("`{field}` is no number of an update");
                        row.update = Some(update.map_err(|_| fault(number, reason()))?);
                    }
                    _ => row.url = Some(field.to_owned()),
                }
            }
            let name = name.ok_or_else(|| fault(number, "the path is empty".to_owned()))?;
            rows.insert(name, row);
        }
        Ok(Self(rows))
    }

    /// Fills in what the table says of a document; the table outweighs the
    /// document. Its path may be written with as many of its folders as the
    /// table likes; the row with most of them counts.
    pub(crate) fn complete(&self, report: &mut Report, place: &str) {
        let tails = std::iter::successors(Some(place), |tail| {
            tail.split_once('/').map(|(_, tail)| tail)
        });
        let mut rows = tails.filter_map(|tail| self.0.get(tail));
        let Some(row) = rows.next() else {
            return;
        };
        report.published = row.published.or(report.published);
        if row.story.is_some() {
            report.story.clone_from(&row.story);
        }
        report.update = row.update.or(report.update);
        report.addresses.extend(row.url.clone());
    }
}
