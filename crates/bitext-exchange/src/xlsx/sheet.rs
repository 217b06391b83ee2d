//! A workbook as it lies in its archive: sheets, shared texts, rows of cells.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::BufRead;

use super::cells::{position, unescaped};
use crate::markup::{Element, Markup, MarkupReader};
use crate::package::{Package, Part};
use crate::{ReadError, UnitSource};

/// Most columns that are looked at.
const MOST_COLUMNS: usize = 1 << 10;

/// Most bytes of texts that cells share.
const MOST_SHARED: usize = 1 << 30;

/// An open workbook.
pub(super) struct Workbook {
    package: Package,
    /// Names of the sheets and of their parts, in order.
    sheets: Vec<(String, String)>,
    shared: SharedTexts,
}

/// Texts that cells refer to by number.
#[derive(Default)]
struct SharedTexts {
    all: String,
    ends: Vec<usize>,
}

/// The rows of a sheet that have cells.
pub(super) struct Rows {
    reader: MarkupReader<Part>,
    shared: SharedTexts,
    row: usize,
}

/// A row.
pub(super) struct SheetRow {
    /// Its number, from 0.
    pub(super) number: usize,
    /// Its texts by column, from the first.
    pub(super) cells: Vec<String>,
}

/// Cells that are merged with those above them.
#[derive(Debug, Default)]
pub(super) struct Merges {
    /// For each column the last rows of its merges by their first ones.
    by_column: BTreeMap<usize, BTreeMap<usize, usize>>,
}

impl Merges {
    /// The columns in which a row goes on with the one above.
    pub(super) fn in_row(&self, row: usize) -> Vec<usize> {
        let columns = self.by_column.iter().filter(|(_, merges)| {
            let above = merges.range(..row).next_back();
            above.is_some_and(|(_, &last)| row <= last)
        });
        columns.map(|(&column, _)| column).collect()
    }
}

impl Workbook {
    /// Opens a workbook.
    pub(super) fn open(source: UnitSource) -> Result<Self, ReadError> {
        let mut package = Package::of_source(source)?;
        if !package.has("xl/workbook.xml") {
            return Err(ReadError::Unfit {
                what: "it is a ZIP archive, but no Excel workbook".to_owned(),
                hint: "open it in the program it is from and save it as .xlsx",
            });
        }
        let sheets = sheets(&mut package)?;
        let shared = shared_texts(&mut package)?;
        Ok(Self {
            package,
            sheets,
            shared,
        })
    }

    /// The names of the sheets.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|(name, _)| name.as_str())
    }

    /// The rows of a sheet, counted from 0, and the merges in it. The workbook
    /// lends its shared texts out and wants them back: see [`Workbook::close`].
    pub(super) fn rows(&mut self, sheet: usize) -> Result<(Rows, Merges), ReadError> {
        let part = self.sheets.get(sheet).map(|(_, part)| part.clone());
        let part = part.unwrap_or_default();
        let merges = merges(MarkupReader::new(self.package.part(&part)?))
            .map_err(|error| in_part(&part, error))?;
        let rows = Rows {
            reader: MarkupReader::new(self.package.part(&part)?),
            shared: std::mem::take(&mut self.shared),
            row: 0,
        };
        Ok((rows, merges))
    }

    /// Takes the shared texts back.
    pub(super) fn close(&mut self, rows: Rows) {
        self.shared = rows.shared;
    }
}

/// Says in which part of the archive something is wrong.
fn in_part(part: &str, error: ReadError) -> ReadError {
    match error {
        ReadError::Malformed { what, place } => ReadError::Malformed {
            what: format!("its part `{part}`: {what}"),
            place,
        },
        other => other,
    }
}

/// The sheets of the workbook and where they lie, in order.
fn sheets(package: &mut Package) -> Result<Vec<(String, String)>, ReadError> {
    let mut targets = HashMap::new();
    let name = "xl/_rels/workbook.xml.rels";
    let mut reader = MarkupReader::new(package.part(name)?);
    each_start(&mut reader, |element| {
        if element.name == "Relationship" {
            let target = element.attribute("Target").unwrap_or_default();
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            let id = element.attribute("Id").unwrap_or_default().to_owned();
            targets.entry(id).or_insert(target);
        }
    })
    .map_err(|error| in_part(name, error))?;
    let mut sheets = Vec::new();
    let mut known = HashSet::new();
    let name = "xl/workbook.xml";
    let mut reader = MarkupReader::new(package.part(name)?);
    each_start(&mut reader, |element| {
        if element.name == "sheet" {
            let is_id = |name: &str| name == "id" || name.ends_with(":id");
            let attributes = element.attributes.iter();
            let id = attributes.rev().find(|(name, _)| is_id(name));
            // A part is one sheet. Whoever names it again has nothing to add, and a small
            // file that does so many times would be read for hours.
            if let Some(part) = id.and_then(|(_, id)| targets.get(id))
                && known.insert(part.clone())
            {
                let title = element.attribute("name").unwrap_or_default().to_owned();
                sheets.push((title, part.clone()));
            }
        }
    })
    .map_err(|error| in_part(name, error))?;
    sheets.retain(|(_, part)| package.has(part));
    Ok(sheets)
}

fn each_start(
    reader: &mut MarkupReader<Part>,
    mut each: impl FnMut(&Element),
) -> Result<(), ReadError> {
    loop {
        match reader.next()? {
            Markup::Start(element) => each(&element),
            Markup::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn shared_texts(package: &mut Package) -> Result<SharedTexts, ReadError> {
    let mut shared = SharedTexts::default();
    let name = "xl/sharedStrings.xml";
    if !package.has(name) {
        return Ok(shared);
    }
    let mut reader = MarkupReader::new(package.part(name)?);
    loop {
        match reader.next().map_err(|error| in_part(name, error))? {
            Markup::Start(element) if element.name == "si" => {
                let text = rich_text(&mut reader).map_err(|error| in_part(name, error))?;
                shared.all.push_str(&unescaped(&text));
                shared.ends.push(shared.all.len());
                if shared.all.len() > MOST_SHARED {
                    let what = format!("its cells share more than {MOST_SHARED} bytes of text");
                    return Err(ReadError::Format { what });
                }
            }
            Markup::Eof => return Ok(shared),
            _ => {}
        }
    }
}

impl SharedTexts {
    fn text(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start..end)
    }
}

/// The text of an element whose start was read last, with its runs joined and
/// without the readings of East Asian characters.
fn rich_text<R: BufRead>(reader: &mut MarkupReader<R>) -> Result<String, ReadError> {
    let depth = reader.depth();
    let mut text = String::new();
    while reader.depth() >= depth {
        match reader.next()? {
            Markup::Start(element) if element.name == "t" => text.push_str(&reader.text()?),
            Markup::Start(element) if element.name == "rPh" => reader.skip()?,
            _ => {}
        }
        reader.check_length(text.len())?;
    }
    Ok(text)
}

/// The cells of a sheet that are merged downwards.
fn merges(mut reader: MarkupReader<Part>) -> Result<Merges, ReadError> {
    let mut merges = Merges::default();
    each_start(&mut reader, |element| {
        if element.name != "mergeCell" {
            return;
        }
        let reference = element.attribute("ref").unwrap_or_default();
        let ends = reference.split_once(':');
        let ends = ends.and_then(|(first, last)| Some((position(first)?, position(last)?)));
        if let Some(((column, first), (_, last))) = ends
            && last > first
        {
            merges
                .by_column
                .entry(column)
                .or_default()
                .insert(first, last);
        }
    })?;
    Ok(merges)
}

impl Rows {
    /// The next row that has cells.
    pub(super) fn next(&mut self) -> Result<Option<SheetRow>, ReadError> {
        loop {
            match self.reader.next()? {
                Markup::Start(element) if element.name == "row" => {
                    let number = element.attribute("r").and_then(|r| r.parse::<u32>().ok());
                    let number =
                        number.map_or(self.row, |number| number.saturating_sub(1) as usize);
                    self.row = number + 1;
                    let cells = self.cells(number)?;
                    return Ok(Some(SheetRow { number, cells }));
                }
                Markup::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn cells(&mut self, row: usize) -> Result<Vec<String>, ReadError> {
        let depth = self.reader.depth();
        let mut cells: Vec<String> = Vec::new();
        let mut column = 0;
        while self.reader.depth() >= depth {
            let Markup::Start(element) = self.reader.next()? else {
                continue;
            };
            if element.name != "c" {
                self.reader.skip()?;
                continue;
            }
            let reference = element.attribute("r").and_then(position);
            column = reference.map_or(column, |(column, _)| column);
            let kind = element.attribute("t").unwrap_or("n").to_owned();
            let text = self.cell(&kind, row, column)?;
            if column < MOST_COLUMNS && !text.is_empty() {
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                cells[column] = text;
            }
            column += 1;
        }
        Ok(cells)
    }

    /// The text of a cell whose start was read last.
    fn cell(&mut self, kind: &str, row: usize, column: usize) -> Result<String, ReadError> {
        let depth = self.reader.depth();
        let (mut value, mut inline) = (String::new(), String::new());
        while self.reader.depth() >= depth {
            if let Markup::Start(element) = self.reader.next()? {
                match element.name.as_str() {
                    "v" => value = self.reader.text()?,
                    "is" => inline = rich_text(&mut self.reader)?,
                    _ => self.reader.skip()?,
                }
            }
        }
        Ok(match kind {
            "s" => {
                let number = value.trim().parse().ok();
                let text = number.and_then(|number| self.shared.text(number));
                let Some(text) = text else {
                    let cell = super::cells::letters(column);
                    let what = format!(
                        "the cell {cell}{} wants text {value}, which the workbook does not have",
                        row + 1
                    );
                    return Err(self.reader.malformed(what));
                };
                text.to_owned()
            }
            "inlineStr" => unescaped(&inline),
            "b" if value.trim() == "1" => "TRUE".to_owned(),
            "b" => "FALSE".to_owned(),
            "str" => unescaped(&value),
            _ => value,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::PackageWriter;

    #[test]
    fn a_row_without_a_number_that_can_be_follows_the_one_before() {
        let mut bytes = Vec::new();
        let mut writer = PackageWriter::new(&mut bytes);
        for (name, content) in [
            (
                "xl/workbook.xml",
                r#"<workbook><sheets><sheet name="A" id="1"/></sheets></workbook>"#,
            ),
            (
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships><Relationship Id="1" Target="a.xml"/></Relationships>"#,
            ),
            (
                "xl/a.xml",
                r#"<worksheet><row r="18446744073709551615"/><row/><row r="7"/><row/></worksheet>"#,
            ),
        ] {
            writer.part(name, content).unwrap();
        }
        writer.finish().unwrap();
        let source = UnitSource::from_stream("a.xlsx".into(), std::io::Cursor::new(bytes));
        let mut workbook = Workbook::open(source.unwrap()).unwrap();
        let (mut rows, _) = workbook.rows(0).unwrap();
        let found = std::iter::from_fn(|| rows.next().unwrap()).map(|row| row.number);
        assert_eq!(found.collect::<Vec<_>>(), [0, 1, 6, 7]);
    }
}
