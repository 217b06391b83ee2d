//! Office documents, books and PDF, made here by hand: what is read from them,
//! and what is refused.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

mod parts;

use crate::parts::container;
use bitext_core::{BlockKind, Origin};
use bitext_document::{
    DocumentReadError, Format, ReadDocument, ReadOptions, ReadWarning, read_bytes,
};

fn docx(body: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
    container(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        (
            "word/styles.xml",
            b"<w:styles xmlns:w='w'><w:style w:styleId='1'><w:name w:val='heading 1'/></w:style>\
              <w:style w:styleId='2'><w:name w:val='Own'/><w:basedOn w:val='1'/></w:style></w:styles>",
        ),
        (
            "word/footnotes.xml",
            "<w:footnotes xmlns:w='w'><w:footnote w:id='2'><w:p><w:r><w:t>Примечание.</w:t></w:r></w:p>\
             </w:footnote></w:footnotes>"
                .as_bytes(),
        ),
    ])
}

fn read(name: &str, bytes: Vec<u8>) -> Result<ReadDocument, DocumentReadError> {
    read_bytes(name, bytes, &ReadOptions::default())
}

fn blocks(read: &ReadDocument) -> Vec<(BlockKind, &str)> {
    let document = &read.document;
    let kinds = document.blocks().iter().enumerate();
    kinds
        .map(|(index, block)| (block.kind, document.block_text(index)))
        .collect()
}

#[test]
fn a_note_is_read_once_however_often_it_is_referred_to() {
    let body = "<w:p><w:r><w:t>Мост</w:t><w:footnoteReference w:id='2'/>\
        <w:footnoteReference w:id='2'/></w:r></w:p>";
    let read = read("мост.docx", docx(body)).unwrap();
    let expected = [
        (BlockKind::Paragraph, "Мост"),
        (BlockKind::Footnote, "Примечание."),
    ];
    assert_eq!(blocks(&read), expected);
}

#[test]
fn a_deleted_mark_joins_no_paragraphs_across_a_cell() {
    let marked = |words: &str| {
        format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
    };
    let cells = ["Tea", "Чай"].map(|words| format!("<w:tc>{}</w:tc>", marked(words)));
    let body = format!(
        "{}<w:tbl><w:tr>{}</w:tr></w:tbl>{}",
        marked("Before"),
        cells.concat(),
        marked("The end")
    );
    let read = read("a.docx", docx(&body)).unwrap();
    let expected = [
        (BlockKind::Paragraph, "Before"),
        (BlockKind::Cell, "Tea"),
        (BlockKind::Cell, "Чай"),
        (BlockKind::Paragraph, "The end"),
    ];
    assert_eq!(blocks(&read), expected);
}

#[test]
fn readings_of_characters_are_no_text() {
    let body = "<w:p><w:r><w:ruby><w:rt><w:r><w:t>かん</w:t></w:r></w:rt><w:rubyBase><w:r>\
        <w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>字</w:t></w:r></w:p>";
    let read = read("a.docx", docx(body)).unwrap();
    assert_eq!(blocks(&read), [(BlockKind::Paragraph, "漢字")]);
}

#[test]
fn signs_of_the_symbol_font_are_text() {
    let body = "<w:p><w:r><w:t>20 </w:t></w:r><w:r><w:sym w:font='Symbol' w:char='F0B0'/></w:r>\
        <w:r><w:t>C</w:t></w:r></w:p>";
    let read = read("мост.docx", docx(body)).unwrap();
    assert_eq!(blocks(&read), [(BlockKind::Paragraph, "20 °C")]);
}

#[test]
fn tracked_changes_are_read_as_if_accepted() {
    use BlockKind::{Cell, Footnote, Heading, Paragraph};
    let body = "<w:p><w:pPr><w:pStyle w:val='2'/></w:pPr><w:r><w:t>Мост</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space='preserve'>Мост </w:t></w:r><w:ins><w:r><w:t>снова </w:t></w:r></w:ins>\
        <w:del><w:r><w:delText>не </w:delText></w:r></w:del><w:hyperlink><w:r><w:t>открыт</w:t></w:r>\
        </w:hyperlink><w:r><w:footnoteReference w:id='2'/></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>Два </w:t></w:r></w:p>\
        <w:p><w:r><w:t>абзаца.</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Ячейка</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let read = read("мост.docx", docx(body)).unwrap();
    assert_eq!(read.format, Format::Docx);
    assert_eq!(
        blocks(&read),
        [
            (Heading, "Мост"),
            (Paragraph, "Мост снова открыт"),
            (Paragraph, "Два абзаца."),
            (Cell, "Ячейка"),
            (Footnote, "Примечание."),
        ]
    );
    let Some(Origin::Bytes { part, .. }) = read.document.origin(4) else {
        panic!("a note comes from bytes");
    };
    assert_eq!(read.document.part(part), "word/footnotes.xml");
}

#[test]
fn open_document_text_is_read_without_its_deletions() {
    let content = "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s'>\
        <style:style style:name='T1'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='P1' style:parent-style-name='T1'/><office:body><office:text>\
        <text:p text:style-name='P1'>secret</text:p>\
        <text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
        <text:h>Bridge</text:h><text:p>It is<text:s/>open\
        <text:span text:style-name='T1'> in secret</text:span><text:note><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>Since May.</text:p></text:note-body></text:note>.</text:p>\
        <text:list><text:list-item><text:p>Lane one</text:p></text:list-item></text:list>\
        </office:text></office:body></office:document-content>";
    let parts: [(&str, &[u8]); 2] = [
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ];
    let read = read("bridge.odt", container(&parts)).unwrap();
    use BlockKind::{Footnote, Heading, ListItem, Paragraph};
    assert_eq!(
        blocks(&read),
        [
            (Heading, "Bridge"),
            (Paragraph, "It is open."),
            (ListItem, "Lane one"),
            (Footnote, "Since May."),
        ]
    );
    let locked: [(&str, &[u8]); 2] = [
        parts[0],
        (
            "META-INF/manifest.xml",
            b"<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>",
        ),
    ];
    let error = read_bytes("b.odt", container(&locked), &ReadOptions::default()).unwrap_err();
    assert!(
        matches!(error, DocumentReadError::Encrypted { .. }),
        "{error}"
    );
}

#[test]
fn a_book_is_read_in_the_order_of_its_spine() {
    let parts: [(&str, &[u8]); 5] = [
        ("mimetype", b"application/epub+zip"),
        (
            "META-INF/container.xml",
            b"<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>",
        ),
        (
            "OPS/book.opf",
            "<package><metadata><dc:title xmlns:dc='d'>Гавань</dc:title></metadata><manifest>\
             <item id='b' href='two.xhtml' media-type='application/xhtml+xml'/>\
             <item id='a' href='one.xhtml' media-type='application/xhtml+xml'/></manifest>\
             <spine><itemref idref='a'/><itemref idref='b'/></spine></package>"
                .as_bytes(),
        ),
        (
            "OPS/one.xhtml",
            "<html><body><h1>Начало</h1></body></html>".as_bytes(),
        ),
        (
            "OPS/two.xhtml",
            // An element that closes itself hides nothing behind it.
            "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head>\
             <body><p>Конец.</p></body></html>"
                .as_bytes(),
        ),
    ];
    let read = read("book.epub", container(&parts)).unwrap();
    assert_eq!(
        blocks(&read),
        [
            (BlockKind::Heading, "Начало"),
            (BlockKind::Paragraph, "Конец.")
        ]
    );
    assert_eq!(read.document.metadata().headline.as_deref(), Some("Гавань"));
}

#[test]
fn bombs_and_broken_containers_are_refused() {
    let bomb = docx(&"<w:p/>".repeat(200_000));
    let mut options = ReadOptions::default();
    options.max_expanded_bytes = 100_000;
    let error = read_bytes("bomb.docx", bomb.clone(), &options).unwrap_err();
    assert!(
        matches!(error, DocumentReadError::Expands { limit: 100_000, .. }),
        "{error}"
    );
    let deep = docx(&"<w:x>".repeat(2000));
    let error = read("deep.docx", deep).unwrap_err();
    assert!(
        matches!(error, DocumentReadError::TooDeep { .. }),
        "{error}"
    );
    let cut = bomb[..bomb.len() / 2].to_vec();
    let error = read("cut.docx", cut).unwrap_err();
    assert!(
        matches!(error, DocumentReadError::Damaged { .. }),
        "{error}"
    );
}

/// A PDF of pages with lines at heights, in a font with the standard encoding.
fn pdf(pages: &[Vec<(i32, i32, &str)>]) -> Vec<u8> {
    let widths = vec!["500"; 224].join(" ");
    pdf_in_font(
        &format!(
            "<</Type/Font/Subtype/Type1/BaseFont/Own/Encoding/WinAnsiEncoding\
             /FirstChar 32/LastChar 255/Widths[{widths}]>>"
        ),
        pages,
    )
}

/// The same in a font of one's own.
fn pdf_in_font(font: &str, pages: &[Vec<(i32, i32, &str)>]) -> Vec<u8> {
    let mut objects: Vec<String> = Vec::new();
    let kids: Vec<String> = (0..pages.len())
        .map(|index| format!("{} 0 R", 4 + 2 * index))
        .collect();
    objects.push("<</Type/Catalog/Pages 2 0 R>>".to_owned());
    objects.push(format!(
        "<</Type/Pages/Count {}/Kids[{}]>>",
        pages.len(),
        kids.join(" ")
    ));
    objects.push(font.to_owned());
    for (index, lines) in pages.iter().enumerate() {
        let contents = 5 + 2 * index;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {contents} 0 R\
             /Resources<</Font<</F 3 0 R>>>>>>"
        ));
        let shown: String = lines
            .iter()
            .map(|(x, y, text)| format!("BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n"))
            .collect();
        objects.push(format!(
            "<</Length {}>>stream\n{shown}endstream",
            shown.len()
        ));
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    file.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes());
    file
}

#[test]
fn pages_become_paragraphs_without_heads_and_numbers() {
    let page = |number: &'static str, lines: [&'static str; 3]| {
        vec![
            (50, 770, "Harbour Wire Quarterly"),
            (50, 700, lines[0]),
            (50, 688, lines[1]),
            (50, 676, lines[2]),
            (300, 30, number),
        ]
    };
    let file = pdf(&[
        page(
            "1",
            [
                "The harbour of the old town was opened again af-",
                "ter a storm that lasted for a whole week of the",
                "spring, and the first ships came in with the grain",
            ],
        ),
        page(
            "2",
            [
                "that had waited at sea, said the master of the port.",
                "Nobody was hurt.",
                "The two cranes at the pier are to be mended in May.",
            ],
        ),
        page(
            "3",
            [
                "A third page holds only this one paragraph, whose",
                "lines are as long as those of the other pages, and",
                "which ends here.",
            ],
        ),
    ]);
    let read = read("quarterly.pdf", file).unwrap();
    assert_eq!(
        blocks(&read),
        [
            (
                BlockKind::Paragraph,
                "The harbour of the old town was opened again after a storm that lasted for a whole week \
                 of the spring, and the first ships came in with the grain that had waited at sea, said \
                 the master of the port. Nobody was hurt."
            ),
            (
                BlockKind::Paragraph,
                "The two cranes at the pier are to be mended in May."
            ),
            (
                BlockKind::Paragraph,
                "A third page holds only this one paragraph, whose lines are as long as those of the other \
                 pages, and which ends here."
            ),
        ]
    );
    let place = read.document.origin(1);
    assert_eq!(
        place,
        Some(Origin::Page {
            page: 2,
            left: 50,
            top: 124
        })
    );
}

#[test]
fn pages_without_letters_have_no_text_layer() {
    let error = read("scan.pdf", pdf(&[vec![], vec![]])).unwrap_err();
    assert!(
        matches!(error, DocumentReadError::NoTextLayer { pages: 2, .. }),
        "{error}"
    );
}

#[test]
fn a_page_with_more_letters_than_are_read_is_said_to_be_cut() {
    let line = "letters and letters ".repeat(500);
    let lines = |count: i32| (0..count).map(|at| (50, 700 - at, line.as_str())).collect();
    let whole = read("whole.pdf", pdf(&[lines(2)])).unwrap();
    assert_eq!(whole.warnings, []);
    let cut = read("cut.pdf", pdf(&[lines(2), lines(130)])).unwrap();
    let [ReadWarning::PageCut { page: 2, limit }] = cut.warnings[..] else {
        panic!("{:?}", cut.warnings);
    };
    // White space takes no letter.
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let kept = letters(cut.document.text()) - letters(whole.document.text());
    assert!(kept <= limit && kept > limit / 2, "{kept} of {limit}");
}

#[test]
fn numbers_that_no_code_has_do_no_harm_in_a_font() {
    let words = || vec![vec![(50, 700, "Some words of text")]];
    let simple = "<</Type/Font/Subtype/Type1/BaseFont/Own\
                  /Encoding<</Differences[4294967295/A/B/C]>>>>";
    let text = read("simple.pdf", pdf_in_font(simple, &words())).unwrap();
    assert_eq!(text.document.text(), "Some words of text");
    // Each range is of all codes: a thousand million widths.
    let ranges = "0 65535 500 ".repeat(16_000);
    let composite = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/Own/Encoding/UniGB-UCS2-H/DescendantFonts[\
         <</Type/Font/Subtype/CIDFontType2/BaseFont/Own\
         /W[4294967295[500 600]4294967290 4294967295 700 {ranges}]>>]>>"
    );
    let text = read("composite.pdf", pdf_in_font(&composite, &words())).unwrap();
    assert!(
        text.document.text().contains('卯'),
        "{:?}",
        text.document.text()
    );
}

#[test]
fn no_damage_to_a_file_is_a_panic() {
    let files = [
        docx("<w:p><w:r><w:t>Text</w:t></w:r></w:p>"),
        pdf(&[vec![(50, 700, "Some words of text")]]),
        b"{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\f0 Text \\'e9 \\u1086?\\par}".to_vec(),
    ];
    for file in files {
        for place in (0..file.len()).step_by(7) {
            let mut damaged = file.clone();
            damaged[place] ^= 0x55;
            // Either is fine; only a panic is not.
            let _ = read("damaged", damaged);
            let _ = read("cut", file[..place].to_vec());
        }
    }
}

#[test]
fn each_bullet_of_a_page_begins_an_item() {
    let file = pdf(&[vec![
        (
            50,
            700,
            "The council gave the master of the port three tasks for the spring",
        ),
        (
            50,
            688,
            "of next year, and all of them have to do with the new pier.",
        ),
        (60, 670, "\\225 The first crane"),
        (60, 658, "\\225 The second crane"),
        (
            60,
            646,
            "\\225 A lamp at the end of the pier that can be seen",
        ),
        (66, 634, "from the islands"),
    ]]);
    let read = read_bytes("a.pdf", file, &ReadOptions::default()).unwrap();
    let text = read.document.text();
    let items: Vec<&str> = read
        .document
        .blocks()
        .iter()
        .filter(|block| block.kind == BlockKind::ListItem)
        .map(|block| block.range.of(text))
        .collect();
    let expected = [
        "The first crane",
        "The second crane",
        "A lamp at the end of the pier that can be seen from the islands",
    ];
    assert_eq!(items, expected);
}

#[test]
fn a_file_cut_short_is_said_to_be() {
    let lines = vec![(50, 700, "The harbour was opened again on Monday.")];
    let container = docx("<w:p><w:r><w:t>Harbour</w:t></w:r></w:p>");
    // Where the objects of a PDF are whole they are found without their table.
    for (name, whole, part) in [("a.docx", container, 2), ("a.pdf", pdf(&[lines]), 12)] {
        let cut = whole[..whole.len() / part].to_vec();
        let length = cut.len();
        let error = read_bytes(name, cut, &ReadOptions::default()).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("it was cut short"), "{said}");
        assert!(said.contains(&format!("byte {length}")), "{said}");
    }
}
