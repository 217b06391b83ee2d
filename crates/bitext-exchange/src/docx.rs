//! Pairs as a Word document: a table of two columns, for those who read and
//! comment in a word processor. It comes back as any other table of a document does
//! (see `document`); a review that splits and joins has more room in the workbook.

use std::io::Write;

use bitext_core::{TranslationUnit, Variant, is_wide};

use crate::package::PackageWriter;
use crate::pair::Pairing;
use crate::xml::{is_allowed, push_attribute, push_content};
use crate::{UnitSink, UnitWriteOptions, UnitWriter, WriteError};

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>
"#;

const RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
"#;

/// Width of the page and of the columns, in twentieths of a point: A4 across.
const OPENING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:left w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:right w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/></w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="7500"/><w:gridCol w:w="7500"/></w:tblGrid>
"#;

const CLOSING: &str = r#"</w:tbl><w:p/><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="900" w:right="900" w:bottom="900" w:left="900" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr></w:body></w:document>
"#;

/// Writes units as a table in a document.
pub(crate) struct DocxWriter {
    package: PackageWriter<UnitSink>,
    pairing: Pairing,
    options: UnitWriteOptions,
    has_heading: bool,
}

impl DocxWriter {
    pub(crate) fn new(sink: UnitSink, options: UnitWriteOptions) -> Result<Self, WriteError> {
        let mut package = PackageWriter::new(sink);
        package.part("[Content_Types].xml", CONTENT_TYPES)?;
        package.part("_rels/.rels", RELATIONSHIPS)?;
        package.start("word/document.xml")?;
        package.write_all(OPENING.as_bytes())?;
        Ok(Self {
            package,
            pairing: Pairing::new(&options.header),
            options,
            has_heading: false,
        })
    }

    fn heading(&mut self) -> Result<(), WriteError> {
        if std::mem::replace(&mut self.has_heading, true) {
            return Ok(());
        }
        let mut row = String::from("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for tag in [self.pairing.source(), self.pairing.target()] {
            row.push_str("<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>");
            if let Some(tag) = tag {
                push_content(&mut row, self.options.language_map.written(tag).as_str());
            }
            row.push_str("</w:t></w:r></w:p></w:tc>");
        }
        row.push_str("</w:tr>\n");
        Ok(self.package.write_all(row.as_bytes())?)
    }
}

impl UnitWriter for DocxWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let Some(pair) = self.pairing.of(unit) else {
            return Err(WriteError::Refused {
                reason: "it has a variant in neither of the two languages".to_owned(),
            });
        };
        self.heading()?;
        let mut row = String::from("<w:tr>");
        push_cell(&mut row, pair.source);
        push_cell(&mut row, pair.target);
        row.push_str("</w:tr>\n");
        Ok(self.package.write_all(row.as_bytes())?)
    }

    fn variants_left_out(&self) -> u64 {
        self.pairing.left_out()
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.heading()?;
        self.package.write_all(CLOSING.as_bytes())?;
        self.package.finish()?.commit()
    }
}

fn push_cell(row: &mut String, side: Option<&Variant>) {
    row.push_str("<w:tc><w:p>");
    if let Some(variant) = side {
        let mut letters = variant.segment.text().chars();
        let is_rtl = letters
            .find(|c| c.is_alphabetic())
            .is_some_and(is_right_to_left);
        if is_rtl {
            row.push_str("<w:pPr><w:bidi/></w:pPr>");
        }
        row.push_str("<w:r><w:rPr>");
        if is_rtl {
            row.push_str("<w:rtl/>");
        }
        // Word has a language for each of three kinds of script.
        let attribute = if is_rtl {
            "w:bidi"
        } else if variant.segment.text().chars().any(is_wide) {
            "w:eastAsia"
        } else {
            "w:val"
        };
        row.push_str("<w:lang");
        push_attribute(row, attribute, variant.language.as_str());
        row.push_str("/></w:rPr>");
        for (line, index) in variant.segment.text().split('\n').zip(0..) {
            if index > 0 {
                row.push_str("<w:br/>");
            }
            row.push_str("<w:t xml:space=\"preserve\">");
            let shown: String = line.chars().filter(|&c| is_allowed(c)).collect();
            push_content(row, &shown);
            row.push_str("</w:t>");
        }
        row.push_str("</w:r>");
    }
    row.push_str("</w:p></w:tc>");
}

/// Whether a letter is of a script written from right to left.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
