//! The parts of a workbook that are the same in all of ours.

/// Kinds of parts. Sheets are the default for XML, so that there can be any
/// number of them.
pub(super) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>
"#;

pub(super) const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
"#;

/// Formats of cells (`cellXfs`), by number: as they come, [`TEXT`], [`NUMBER`],
/// [`HEADING`]; and of rows that a rule colours (`dxfs`), by number.
pub(super) const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf><xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="4"><dxf><font><strike/><color rgb="FF808080"/></font></dxf><dxf><fill><patternFill patternType="solid"><fgColor rgb="FFE2F0D9"/><bgColor rgb="FFE2F0D9"/></patternFill></fill></dxf><dxf><fill><patternFill patternType="solid"><fgColor rgb="FFF8CBAD"/><bgColor rgb="FFF8CBAD"/></patternFill></fill></dxf><dxf><fill><patternFill patternType="solid"><fgColor rgb="FFFFF2CC"/><bgColor rgb="FFFFF2CC"/></patternFill></fill></dxf></dxfs></styleSheet>
"#;

/// Text that wraps, kept as text whatever is typed.
pub(super) const TEXT: usize = 1;
/// A number with four decimals.
pub(super) const NUMBER: usize = 2;
/// A heading.
pub(super) const HEADING: usize = 3;

/// The list of the sheets; `last_rows` has the number of rows of each.
pub(super) fn workbook(last_rows: &[usize], last_column: &str) -> String {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView/></bookViews><sheets>"#,
    );
    for number in 1..=last_rows.len() {
        let name = sheet_name(number);
        text.push_str(&format!(
            r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#
        ));
    }
    text.push_str("</sheets><definedNames>");
    for (index, row) in last_rows.iter().enumerate() {
        let name = sheet_name(index + 1);
        text.push_str(&format!(
            r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'{name}'!$A$1:${last_column}${row}</definedName>"#
        ));
    }
    text.push_str("</definedNames></workbook>\n");
    text
}

fn sheet_name(number: usize) -> String {
    if number == 1 {
        "Review".to_owned()
    } else {
        format!("Review {number}")
    }
}

/// Where the sheets of the list lie.
pub(super) fn workbook_relationships(count: usize) -> String {
    let mut text = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#,
    );
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    for number in 1..=count {
        text.push_str(&format!(
            r#"<Relationship Id="rId{number}" Type="{base}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        ));
    }
    let styles = count + 1;
    text.push_str(&format!(
        r#"<Relationship Id="rId{styles}" Type="{base}/styles" Target="styles.xml"/></Relationships>
"#
    ));
    text
}
