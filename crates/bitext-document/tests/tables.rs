//! The tables of documents of every kind that has some.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

mod parts;

use bitext_document::{ReadOptions, Table, read_tables};

use crate::parts::container;

/// The tables of a file: cells parted by bars, with their columns before them and
/// `^` behind those that go on with the one above; rows by ` ; `, headings marked
/// with `#`.
#[track_caller]
fn outline(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let tables = read_tables(name, bytes.into(), &ReadOptions::default()).unwrap();
    tables.iter().map(shown).collect()
}

fn shown(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let mark = if cell.is_merged { "^" } else { "" };
            format!("{}{}{mark}", cell.column, cell.text.replace('\n', "/"))
        });
        let heading = if row.is_heading { "# " } else { "" };
        format!("{heading}{}", cells.collect::<Vec<_>>().join("|"))
    });
    rows.collect::<Vec<_>>().join(" ; ")
}

#[test]
fn word() {
    let cell = |properties: &str, words: &str| {
        format!(
            "<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"
        )
    };
    let row = |properties: &str, cells: &[String]| {
        format!(
            "<w:tr><w:trPr>{properties}</w:trPr>{}</w:tr>",
            cells.concat()
        )
    };
    let lines = "<w:tc><w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>\
                 <w:p><w:ins><w:r><w:t>th\u{ad}ree</w:t></w:r></w:ins></w:p></w:tc>";
    let rows = [
        row("<w:tblHeader/>", &[cell("", "en"), cell("", "ru")]),
        row(
            "<w:tblHeader w:val='0'/>",
            &[
                cell("<w:vMerge w:val='restart'/>", "bank"),
                cell("", "банк"),
            ],
        ),
        row("", &[cell("<w:vMerge/>", ""), cell("", "берег")]),
        row("<w:del/>", &[cell("", "gone"), cell("", "нет")]),
        row(
            "",
            &[cell("<w:gridSpan w:val='2'/>", "Part B"), lines.to_owned()],
        ),
    ];
    let document = format!(
        "<w:document xmlns:w='w'><w:body><w:tbl>{}</w:tbl><w:p/></w:body></w:document>",
        rows.concat()
    );
    let bytes = container(&[("word/document.xml", document.as_bytes())]);
    let expected = "# 0en|1ru ; 0bank|1банк ; 0^|1берег ; 0Part B|2one/two/th\u{ad}ree";
    assert_eq!(outline("a.docx", bytes), [expected]);
}

#[test]
fn open_document() {
    let content = "<o:document-content><o:body><o:text><t:table>\
        <t:table-header-rows><t:table-row><t:table-cell><p>en</p></t:table-cell>\
        <t:table-cell><p>ru</p></t:table-cell></t:table-row></t:table-header-rows>\
        <t:table-row><t:table-cell t:number-rows-spanned='2'><p>bank</p></t:table-cell>\
        <t:table-cell><p>банк</p></t:table-cell></t:table-row>\
        <t:table-row><t:covered-table-cell/><t:table-cell><p>бе<t:line-break/>рег</p>\
        </t:table-cell></t:table-row>\
        <t:table-row><t:table-cell t:number-columns-spanned='2'><p>B</p></t:table-cell>\
        <t:covered-table-cell/></t:table-row></t:table></o:text></o:body></o:document-content>";
    let bytes = container(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ]);
    let expected = "# 0en|1ru ; 0bank|1банк ; 0^|1бе/рег ; 0B|1";
    assert_eq!(outline("a.odt", bytes), [expected]);
}

#[test]
fn presentations() {
    let cell = |words: &str| format!("<a:tc><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:tc>");
    let slide = format!(
        "<p:sld><a:tbl><a:tr>{}{}</a:tr><a:tr><a:tc vMerge='1'/>{}</a:tr></a:tbl></p:sld>",
        cell("bank"),
        cell("банк"),
        cell("берег")
    );
    let bytes = container(&[
        ("ppt/presentation.xml", b"<p><sldId r:id='1'/></p>"),
        (
            "ppt/_rels/presentation.xml.rels",
            b"<R><Relationship Id='1' Type='t/slide' Target='slide1.xml'/></R>",
        ),
        ("ppt/slide1.xml", slide.as_bytes()),
    ]);
    assert_eq!(outline("a.pptx", bytes), ["0bank|1банк ; 0^|1берег"]);
}

#[test]
fn rich_text() {
    let rtf = r"{\rtf1\ansi Before.\par
\trowd\trhdr\cellx1\cellx2\pard\intbl en\cell ru\cell\row
\trowd\clvmgf\cellx1\cellx2\pard\intbl bank\cell one\line two\par three\cell\row
\trowd\clvmrg\cellx1\cellx2\pard\intbl\cell {\footnote A \cell note}shore\cell\row
\pard After.\par
\trowd\cellx1\pard\intbl alone\cell\row\pard}";
    let expected = ["# 0en|1ru ; 0bank|1one/two/three ; 0^|1shore", "0alone"];
    assert_eq!(outline("a.rtf", rtf), expected);
}

#[test]
fn pages_and_markdown() {
    let page = "<!DOCTYPE html><table><thead><tr><td>en<td>ru</thead><tr><td>a<td>б</table>";
    assert_eq!(outline("a.html", page), ["# 0en|1ru ; 0a|1б"]);
    let text = "| en | ru |\n|---|---|\n| **a** | б<br>в |\n\nNone.\n";
    assert_eq!(outline("a.md", text), ["# 0en|1ru ; 0a|1б/в"]);
    assert!(outline("a.txt", "| en | ru |").is_empty());
}

#[test]
fn a_span_that_is_claimed_costs_nothing() {
    let row = "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999999999'/></w:tcPr></w:tc>\
               <w:tc><w:p><w:r><w:t>far</w:t></w:r></w:p></w:tc></w:tr>";
    let document = format!("<w:document xmlns:w='w'><w:tbl>{row}</w:tbl></w:document>");
    let bytes = container(&[("word/document.xml", document.as_bytes())]);
    assert_eq!(outline("a.docx", bytes), ["0"]);
}

#[test]
fn spans_of_a_page_keep_texts_in_their_columns() {
    let page = "<!DOCTYPE html><nav><table><tr><th>en<th>ru<tr><td rowspan=2>bank<td>банк\
                <tr><td>берег<tr><td colspan=2>B<td>x<p>y</table></nav>";
    let expected = ["# 0en|1ru ; 0bank|1банк ; 0^|1берег ; 0B|2x/y"];
    assert_eq!(outline("a.html", page), expected);
}

#[test]
fn tables_for_layout_and_hidden_ones_are_none() {
    let page = "<!DOCTYPE html><table><tr><td>menu<td><table><tr><td>a<td>b</table></table>\
                <table hidden><tr><td>c</table>";
    assert_eq!(outline("a.html", page), ["0a|1b"]);
}

#[test]
fn claims_of_a_page_cost_no_more_than_the_page() {
    let mut page = "<!DOCTYPE html><table><tr>".to_owned() + &"<td rowspan=65534>".repeat(1000);
    page += &"<tr><td>x".repeat(2000);
    let tables = read_tables("a.html", page.into_bytes(), &ReadOptions::default()).unwrap();
    let cells: usize = tables[0].rows.iter().map(|row| row.cells.len()).sum();
    assert!(cells < 20_000, "{cells}");
}
