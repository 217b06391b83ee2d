//! Units to a workbook, row by row.

use std::io::Write;

use bitext_core::{TranslationUnit, is_wide};

use super::cells::{letters, push_escaped};
use super::parts::{
    CONTENT_TYPES, HEADING, NUMBER, RELATIONSHIPS, STYLES, TEXT, workbook, workbook_relationships,
};
use super::{LONGEST_CELL, MOST_ROWS};
use crate::package::PackageWriter;
use crate::table::{ACCEPTED, Cell, Column, REJECTED, STATUSES, TableWriter};
use crate::{UnitSink, UnitWriteOptions, UnitWriter, WriteError};

/// Rows with a probability below this are surely in need of a look.
const BAD: f64 = 0.5;

/// Rows with a probability below this are doubtful.
const DOUBTFUL: f64 = 0.9;

/// Height of a line, in points.
const LINE_HEIGHT: usize = 15;

/// The greatest height a row may have.
const HIGHEST: usize = 409;

/// Writes units as a workbook for review.
pub(crate) struct XlsxWriter {
    package: PackageWriter<UnitSink>,
    table: TableWriter,
    /// Rows written to the present sheet, its heading included; 0 before it is
    /// begun.
    rows: usize,
    /// Number of rows of each sheet that is ended.
    ended: Vec<usize>,
}

impl XlsxWriter {
    pub(crate) fn new(sink: UnitSink, options: UnitWriteOptions) -> Result<Self, WriteError> {
        let mut package = PackageWriter::new(sink);
        package.part("[Content_Types].xml", CONTENT_TYPES)?;
        package.part("_rels/.rels", RELATIONSHIPS)?;
        package.part("xl/styles.xml", STYLES)?;
        Ok(Self {
            package,
            table: TableWriter::new(options),
            rows: 0,
            ended: Vec::new(),
        })
    }

    fn begin_sheet(&mut self) -> Result<(), WriteError> {
        let number = self.ended.len() + 1;
        self.package
            .start(&format!("xl/worksheets/sheet{number}.xml"))?;
        let mut head = String::from(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>"#,
        );
        for (column, number) in Column::ALL.iter().zip(1..) {
            let (width, is_hidden) = look(*column);
            let style = if *column == Column::Probability {
                NUMBER
            } else {
                TEXT
            };
            head.push_str(&format!(
                r#"<col min="{number}" max="{number}" width="{width}" style="{style}" customWidth="1"{}/>"#,
                if is_hidden { r#" hidden="1""# } else { "" }
            ));
        }
        head.push_str("</cols><sheetData>");
        self.package.write_all(head.as_bytes())?;
        let headings = self.table.headings().into_iter().map(Cell::Text);
        self.push_row(&headings.collect::<Vec<_>>(), Some(HEADING))
    }

    fn push_row(&mut self, cells: &[Cell], style: Option<usize>) -> Result<(), WriteError> {
        self.rows += 1;
        let number = self.rows;
        let mut row = format!(r#"<row r="{number}""#);
        let sides = Column::ALL.iter().zip(cells);
        let lines = sides.map(|(column, cell)| lines(cell.as_str(), look(*column)));
        let lines = lines.max().unwrap_or(1);
        if lines > 1 {
            let height = (lines * LINE_HEIGHT).min(HIGHEST);
            row.push_str(&format!(r#" ht="{height}""#));
        }
        row.push('>');
        for (index, cell) in cells.iter().enumerate() {
            let reference = format!("{}{number}", letters(index));
            match cell {
                Cell::Empty => {
                    let style = style.unwrap_or(TEXT);
                    row.push_str(&format!(r#"<c r="{reference}" s="{style}"/>"#));
                }
                Cell::Number(value) => {
                    row.push_str(&format!(
                        r#"<c r="{reference}" s="{NUMBER}"><v>{value}</v></c>"#
                    ));
                }
                Cell::Text(text) => {
                    let style = style.unwrap_or(TEXT);
                    row.push_str(&format!(
                        r#"<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">"#
                    ));
                    push_escaped(&mut row, text);
                    row.push_str("</t></is></c>");
                }
            }
        }
        row.push_str("</row>\n");
        Ok(self.package.write_all(row.as_bytes())?)
    }

    fn end_sheet(&mut self) -> Result<(), WriteError> {
        let rows = std::mem::take(&mut self.rows);
        self.ended.push(rows);
        let last_column = letters(Column::ALL.len() - 1);
        let below = rows.max(2);
        let (status, probability) = (column(Column::Status), column(Column::Probability));
        // The rules reach below the last row, for rows that a person adds; only
        // the first that holds counts.
        let reach = below.saturating_add(1000).min(MOST_ROWS);
        let rules = [
            (0, format!("${status}2=\"{REJECTED}\"")),
            (1, format!("${status}2=\"{ACCEPTED}\"")),
            (
                2,
                format!("AND(ISNUMBER(${probability}2),${probability}2&lt;{BAD})"),
            ),
            (
                3,
                format!("AND(ISNUMBER(${probability}2),${probability}2&lt;{DOUBTFUL})"),
            ),
        ];
        let mut foot = format!(
            r#"</sheetData><autoFilter ref="A1:{last_column}{rows}"/><conditionalFormatting sqref="A2:{last_column}{reach}">"#
        );
        for (look, formula) in rules {
            let priority = look + 1;
            let formula = formula.replace('"', "&quot;");
            foot.push_str(&format!(
                r#"<cfRule type="expression" dxfId="{look}" priority="{priority}" stopIfTrue="1"><formula>{formula}</formula></cfRule>"#
            ));
        }
        let list = STATUSES.join(",");
        foot.push_str(&format!(
            r#"</conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="Status" error="Choose one of: {list}" sqref="{status}2:{status}{reach}"><formula1>"{list}"</formula1></dataValidation></dataValidations><pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3" footer="0.3"/></worksheet>
"#
        ));
        Ok(self.package.write_all(foot.as_bytes())?)
    }
}

/// The letters of one of our columns.
fn column(wanted: Column) -> String {
    let index = Column::ALL.iter().position(|column| *column == wanted);
    letters(index.unwrap_or_default())
}

/// About how many lines a text takes in a column; programs that do not measure
/// texts when they open a file show rows of that height.
fn lines(text: &str, (width, is_hidden): (u32, bool)) -> usize {
    if is_hidden {
        return 1;
    }
    let width = usize::try_from(width).unwrap_or(1).max(1);
    let wide = |line: &str| line.chars().filter(|&c| is_wide(c)).count();
    let lines = text
        .split('\n')
        .map(|line| (line.chars().count() + wide(line)).div_ceil(width).max(1));
    lines.sum()
}

/// Width of a column in characters, and whether it is hidden at first.
fn look(column: Column) -> (u32, bool) {
    match column {
        Column::Source | Column::Target => (60, false),
        Column::Comment => (30, false),
        Column::SourceDocument | Column::TargetDocument => (18, false),
        Column::Id => (7, false),
        Column::More | Column::Checksum => (12, true),
        _ => (12, false),
    }
}

impl UnitWriter for XlsxWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let Some(row) = self.table.row(unit) else {
            return Err(WriteError::Refused {
                reason: "it has a variant in neither of the two languages".to_owned(),
            });
        };
        for (column, cell) in Column::ALL.iter().zip(&row) {
            let length = cell.as_str().encode_utf16().count();
            if length > LONGEST_CELL {
                let heading = column.heading();
                return Err(WriteError::Refused {
                    reason: format!(
                        "its {heading} has {length} characters, where a cell holds {LONGEST_CELL}"
                    ),
                });
            }
        }
        if self.rows == MOST_ROWS {
            self.end_sheet()?;
        }
        if self.rows == 0 {
            self.begin_sheet()?;
        }
        self.push_row(&row, None)
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        if self.rows == 0 {
            self.begin_sheet()?;
        }
        self.end_sheet()?;
        let count = self.ended.len();
        let last_column = letters(Column::ALL.len() - 1);
        self.package
            .part("xl/workbook.xml", &workbook(&self.ended, &last_column))?;
        self.package
            .part("xl/_rels/workbook.xml.rels", &workbook_relationships(count))?;
        self.package.finish()?.commit()
    }
}
