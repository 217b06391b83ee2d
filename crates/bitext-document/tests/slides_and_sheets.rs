//! Presentations and workbooks, made here by hand: what is read from them, and what is
//! refused.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

mod parts;

use bitext_core::BlockKind::{self, Cell, Heading, ListItem, Paragraph};
use bitext_document::{DocumentReadError, Format, ReadOptions, read_bytes};

use crate::parts::container;

/// The blocks of a file.
#[track_caller]
fn blocks(name: &str, bytes: Vec<u8>, format: Format) -> Vec<(BlockKind, String)> {
    let read = read_bytes(name, bytes, &ReadOptions::default()).unwrap();
    assert_eq!(read.format, format);
    let document = &read.document;
    let kinds = document.blocks().iter().enumerate();
    kinds
        .map(|(index, block)| (block.kind, document.block_text(index).to_owned()))
        .collect()
}

fn expected(list: &[(BlockKind, &str)]) -> Vec<(BlockKind, String)> {
    let list = list.iter().map(|&(kind, text)| (kind, text.to_owned()));
    list.collect()
}

/// A list of relations: ids, kinds, addresses.
fn relations(list: &[(&str, &str, &str)]) -> String {
    let list = list.iter().map(|(id, kind, target)| {
        format!("<Relationship Id='{id}' Type='http://x/relationships/{kind}' Target='{target}'/>")
    });
    format!(
        "<Relationships>{}</Relationships>",
        list.collect::<String>()
    )
}

#[test]
fn slides_are_read_in_the_order_of_the_presentation() {
    let shape = |placeholder: &str, paragraphs: &str| {
        format!(
            "<p:sp><p:nvSpPr><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>\
             <p:txBody>{paragraphs}</p:txBody></p:sp>"
        )
    };
    let slide = |shapes: &str| {
        format!(
            "<p:sld xmlns:p='p' xmlns:a='a'><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        )
    };
    let first = slide(&format!(
        "{}{}{}<mc:AlternateContent xmlns:mc='m'><mc:Choice>{}</mc:Choice><mc:Fallback>{}\
         </mc:Fallback></mc:AlternateContent>",
        shape(
            "<p:ph type='title'/>",
            "<a:p><a:r><a:t>The new pier</a:t></a:r></a:p>"
        ),
        shape(
            "<p:ph idx='1'/>",
            "<a:p><a:r><a:t>Two cra</a:t></a:r><a:r><a:t>nes</a:t></a:r><a:br/><a:r><a:t>and a \
             lamp</a:t></a:r></a:p><a:p><a:endParaRPr/></a:p>"
        ),
        shape(
            "<p:ph type='sldNum'/>",
            "<a:p><a:fld type='slidenum'><a:t>1</a:t></a:fld></a:p>"
        ),
        shape("", "<a:p><a:r><a:t>Spring 2027</a:t></a:r></a:p>"),
        shape("", "<a:p><a:r><a:t>Spring 2027</a:t></a:r></a:p>"),
    ));
    let second = slide(
        "<p:graphicFrame><a:graphic><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Crane</a:t></a:r>\
         </a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphic></p:graphicFrame>",
    );
    let presentation = "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId id='256' \
                        r:id='rId7'/><p:sldId r:id='rId2' id='257'/></p:sldIdLst></p:presentation>";
    // The numbers of a chart, which are stored as they are.
    let embedded = workbook("", "");
    let file = container(&[
        ("ppt/embeddings/Sheet1.xlsx", embedded.as_slice()),
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            relations(&[("rId1", "officeDocument", "ppt/presentation.xml")]).as_bytes(),
        ),
        ("ppt/presentation.xml", presentation.as_bytes()),
        (
            "ppt/_rels/presentation.xml.rels",
            relations(&[
                ("rId2", "slide", "slides/slide1.xml"),
                ("rId7", "slide", "/ppt/slides/slide2.xml"),
            ])
            .as_bytes(),
        ),
        ("ppt/slides/slide1.xml", second.as_bytes()),
        ("ppt/slides/slide2.xml", first.as_bytes()),
    ]);
    assert_eq!(
        blocks("a.pptx", file, Format::Pptx),
        expected(&[
            (Heading, "The new pier"),
            (Paragraph, "Two cranes and a lamp"),
            (Paragraph, "Spring 2027"),
            (Cell, "Crane"),
        ])
    );
}

/// A workbook of two sheets, the second of which is hidden.
fn workbook(shared: &str, cells: &str) -> Vec<u8> {
    let book = "<workbook xmlns:r='r'><sheets><sheet name='A' sheetId='1' r:id='rId1'/>\
                <sheet name='B' sheetId='2' state='hidden' r:id='rId1'/></sheets></workbook>";
    let sheet = format!("<worksheet><sheetData><row r='1'>{cells}</row></sheetData></worksheet>");
    let known = [
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "sharedStrings", "sharedStrings.xml"),
    ];
    container(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(&known).as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        (
            "xl/sharedStrings.xml",
            format!("<sst>{shared}</sst>").as_bytes(),
        ),
    ])
}

#[test]
fn sheets_give_their_cells_with_text() {
    let file = workbook(
        "<si><t>Pier</t></si><si><r><t>Two </t></r><r><t>cranes</t></r><rPh><t>x</t></rPh></si>",
        "<c t='s'><v>1</v></c><c><v>12</v></c><c t='inlineStr'><is><t>Lamp\nand light</t></is></c>\
         <c t='s'><v>0</v></c><c t='str'><f>A1</f><v>Sum</v></c><c t='s'><v>9</v></c>",
    );
    assert_eq!(
        blocks("a.xlsx", file, Format::Xlsx),
        expected(&[
            (Cell, "Two cranes"),
            (Cell, "Lamp"),
            (Cell, "and light"),
            (Cell, "Pier")
        ])
    );
}

#[test]
fn a_long_text_that_many_cells_share_is_refused() {
    let long = "x".repeat(1 << 20);
    let file = workbook(
        &format!("<si><t>{long}</t></si>"),
        &"<c t='s'><v>0</v></c>".repeat(600),
    );
    let error = read_bytes("a.xlsx", file, &ReadOptions::default()).unwrap_err();
    assert!(
        matches!(error, DocumentReadError::Expands { .. }),
        "{error}"
    );
}

#[test]
fn presentations_and_spreadsheets_of_open_document_are_read() {
    let file = |kind: &str, body: &str| {
        let content = format!(
            "<o:document-content xmlns:o='o' xmlns:t='t'><o:body><o:{kind}>{body}</o:{kind}></o:body>\
             </o:document-content>"
        );
        let mime = format!("application/vnd.oasis.opendocument.{kind}");
        container(&[
            ("mimetype", mime.as_bytes()),
            ("content.xml", content.as_bytes()),
        ])
    };
    let slides = "<page><frame class='title'><text-box><t:p>The new pier</t:p></text-box></frame>\
                  <frame class='outline'><text-box><t:list><t:list-item><t:p>Two cranes</t:p>\
                  </t:list-item></t:list></text-box></frame><frame class='page-number'><text-box>\
                  <t:p>1</t:p></text-box></frame><notes><frame><text-box><t:p>Slowly</t:p></text-box>\
                  </frame></notes></page>";
    assert_eq!(
        blocks("a.odp", file("presentation", slides), Format::Odp),
        expected(&[(Heading, "The new pier"), (ListItem, "Two cranes")])
    );
    let sheet = "<table><table-row><table-cell value-type='string'><t:p>Pier</t:p></table-cell>\
                 <table-cell value-type='float' value='12'><t:p>12</t:p></table-cell>\
                 <table-cell value-type='string' formula='of:=A1'><t:p>Pier</t:p></table-cell>\
                 </table-row></table>";
    assert_eq!(
        blocks("a.ods", file("spreadsheet", sheet), Format::Ods),
        expected(&[(Cell, "Pier")])
    );
}
