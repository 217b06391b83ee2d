//! Pages of sites as they are built: what is article in them, and what is not.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

use bitext_core::BlockKind::{self, Heading, ListItem, Paragraph};
use bitext_document::{ReadOptions, read_bytes};

const FIRST: &str = "The ferry to the northern islands stayed in port on Monday, since the wind \
    had not fallen below forty knots for three days.";
const SECOND: &str = "Two hundred passengers spent the night in the terminal, and the harbour \
    master opened the old customs hall for families with children.";
const THIRD: &str = "Food for the islands will go by helicopter from Tuesday, the regional \
    council said.";

/// The article as it is read.
const FERRY: [(BlockKind, &str); 4] = [
    (Heading, "Ferry waits for the wind"),
    (Paragraph, FIRST),
    (Paragraph, SECOND),
    (Paragraph, THIRD),
];

/// The blocks of a page with this title and body.
#[track_caller]
fn blocks(title: &str, body: &str) -> Vec<(BlockKind, String)> {
    let page = format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    );
    let read = read_bytes("page.html", page.into_bytes(), &ReadOptions::default()).unwrap();
    let text = read.document.text();
    let blocks = read.document.blocks().iter();
    blocks
        .map(|block| (block.kind, block.range.of(text).to_owned()))
        .collect()
}

#[track_caller]
fn assert_article(title: &str, body: &str, expected: &[(BlockKind, &str)]) {
    let found = blocks(title, body);
    let found: Vec<_> = found
        .iter()
        .map(|(kind, text)| (*kind, text.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_header_below_the_headline_is_text_and_one_above_it_is_the_site() {
    let body = format!(
        "<header><p>The Island Post brings you all that the islands talk about since 1904.</p>\
         </header><h1>Ferry waits for the wind</h1><header><p>{FIRST}</p></header>\
         <p>{SECOND}</p><p>{THIRD}</p>"
    );
    assert_article("Ferry waits for the wind", &body, &FERRY);
    let slogan = "<p>The Island Post brings you all that the islands talk about since 1904.</p>";
    for site in [
        format!("<h1 hidden>Island Post</h1><header>{slogan}</header>"),
        format!("<div role=dialog><h1>We value you</h1></div><header>{slogan}</header>"),
        format!("<nav><h1>Post</h1></nav><header>{slogan}</header>"),
    ] {
        let body = format!(
            "{site}<div><h2>Ferry waits for the wind</h2><p>{FIRST}</p><p>{SECOND}</p>\
             <p>{THIRD}</p></div>"
        );
        let found = blocks("Ferry waits for the wind", &body);
        assert!(
            found.iter().all(|(_, text)| !text.contains("1904")),
            "{found:?}"
        );
    }
}

#[test]
fn columns_of_a_layout_table_are_told_from_the_article() {
    let body = format!(
        "<table width=100%><tr><td colspan=3><a href=/><img src=l.gif></a> <a href=/w>World</a> \
         <a href=/s>Sport</a></td></tr><tr><td width=150><b>Most read</b><br>\
         <a href=/1>Bakers go on strike over the price of flour</a><br>\
         <a href=/2>Chess club wins in the last round again</a></td>\
         <td><font size=5><b>Ferry waits for the wind</b></font><br><br>{FIRST}<br><br>{SECOND}\
         <br><br>{THIRD}<br><br><a href=/f>Forward</a> <a href=/p>To print</a></td>\
         <td width=120>Weather <a href=/a>Art</a> <a href=/b>Books</a> Follow the paper wherever \
         you are</td></tr><tr><td colspan=3><font size=1>Harbour Courier, since 1961</font></td>\
         </tr></table>"
    );
    assert_article("Ferry waits for the wind | Harbour Courier", &body, &FERRY);
}

#[test]
fn a_box_under_a_label_is_left_out_and_a_counted_one_too() {
    let body = format!(
        "<div class=a1><h1>Ferry waits for the wind</h1><div class=x>{FIRST}</div>\
         <div class=x>{SECOND}</div><div class=x9><span>Related news</span>\
         <div>The council met behind closed doors on Friday evening.</div></div>\
         <div class=x>{THIRD}</div></div>\
         <div class=b7><h3>Comments (2)</h3><p>They should have built the bridge when there was \
         money for it, as everybody said.</p><p>Nonsense, the bridge would be shut in this wind \
         as well.</p></div>"
    );
    assert_article("", &body, &FERRY);
}

#[test]
fn readers_may_write_more_than_the_author() {
    let comment = "<div class=comment><p>I was there in the terminal, and nobody told us anything \
         until the next morning, which is how it always goes on this line.</p></div>";
    let body = format!(
        "<div id=page><h1>Ferry waits for the wind</h1><div><p>{FIRST}</p><p>{SECOND}</p>\
         <p>{THIRD}</p></div><div id=comments>{}</div></div>",
        comment.repeat(20)
    );
    let found = blocks("", &body);
    assert_eq!(found.len(), 4, "{found:?}");
    // With nothing before them they are the text of the page.
    let found = blocks("", &format!("<div id=comments>{}</div>", comment.repeat(3)));
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn boxes_inside_a_box_that_is_none_are_still_boxes() {
    // The name of the outer element speaks of the whole site.
    let body = format!(
        "<div class='right-sidebar'><h1>Ferry waits for the wind</h1><p>{FIRST}</p><p>{SECOND}</p>\
         <div class=newsletter><p>Every morning the harbour writes to you before breakfast.</p>\
         </div><p>{THIRD}</p><form><p>Your name will not be shown to anybody.</p><input></form>\
         </div>"
    );
    let found = blocks("", &body);
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!(found[3].1, THIRD);
}

#[test]
fn a_named_word_inside_a_sentence_stays() {
    let body = format!(
        "<h1>Ferry waits</h1><p>At <span class=ticker>North Line</span>, which runs the ferry, \
         nobody answered the telephone.</p><p>{FIRST}</p><p>{SECOND}</p>"
    );
    let found = blocks("", &body);
    assert_eq!(
        found[1].1,
        "At North Line, which runs the ferry, nobody answered the telephone."
    );
}

#[test]
fn what_stands_before_the_headline_goes() {
    let body = format!(
        "<div><p>Enter your address and postal code to set up alerts for your street</p>\
         <div>Harbour<br><br>Islands</div><h1>Ferry waits for the wind</h1><p>Size of type</p>\
         <p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    );
    let found = blocks("Ferry waits for the wind - Courier", &body);
    assert_eq!(
        found[0],
        (Heading, "Ferry waits for the wind".to_owned()),
        "{found:?}"
    );
}

#[test]
fn the_end_keeps_signatures_lists_and_tables_but_no_counters() {
    let body = format!(
        "<div class=story><h1>Ferry waits for the wind</h1><div class=text><p>{FIRST}</p>\
         <p>{SECOND}</p><p>{THIRD}</p><p>Anna Lund, Northport</p></div>\
         <ul><li>Northport: no service</li><li>Sandvik: at noon</li></ul>\
         <div class=k>861</div><div class=k2><span>114 views</span></div></div>"
    );
    assert_article(
        "",
        &body,
        &[
            (Heading, "Ferry waits for the wind"),
            (Paragraph, FIRST),
            (Paragraph, SECOND),
            (Paragraph, THIRD),
            (Paragraph, "Anna Lund, Northport"),
            (ListItem, "Northport: no service"),
            (ListItem, "Sandvik: at noon"),
        ],
    );
}

#[test]
fn the_end_of_a_manual_page_is_text() {
    let body = format!(
        "<div id=page><h1>Ferry waits for the wind</h1>\
         <table><tr><th><p>Harbour</p></th><th><p>Berths</p></th></tr>\
         <tr><td><p>North</p></td><td><p>12</p></td></tr></table>\
         <p class=text>{FIRST}</p><p class=text>{SECOND}</p>\
         <div class=box><p class=text>14 Out of port</p><p class=text>15 At sea</p>\
         <p class=text>16 Lost</p></div>\
         <p>Hoist the flag</p><pre>flag --hoist</pre>\
         <div class=by><p class=text>Anna Smith</p></div></div>"
    );
    let found = blocks("Ferry waits for the wind", &body);
    let found: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
    let expected = [
        "Ferry waits for the wind",
        "Harbour",
        "Berths",
        "North",
        "12",
        FIRST,
        SECOND,
        "14 Out of port",
        "15 At sea",
        "16 Lost",
        "Hoist the flag",
        "flag --hoist",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_page_that_is_translated_in_part_is_in_the_language_it_declares() {
    let language = |lines: &[&str]| {
        let body: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
        let page = format!(
            "<html lang=ru><body><h1>{}</h1>{body}</body></html>",
            lines[0]
        );
        let read = read_bytes("page.html", page.into_bytes(), &ReadOptions::default()).unwrap();
        let language = read.document.language().unwrap().to_string();
        assert_eq!(read.guess.unwrap().language.to_string(), language);
        language
    };
    let heading = "Паром ждёт, когда утихнет ветер";
    let sentence = "Совет островов отправит продукты вертолётом во вторник утром.";
    assert_eq!(language(&[heading, FIRST, SECOND, sentence, THIRD]), "ru");
    // One line is a quotation.
    assert_eq!(language(&[FIRST, SECOND, sentence, THIRD]), "en");
    assert_eq!(language(&["Паром", FIRST, SECOND, THIRD]), "en");
}

#[test]
fn teasers_and_replies_in_rows_go_and_a_live_page_stays() {
    let teaser = |n: usize| {
        format!(
            "<div class=c{n}><a href=/{n}>Council number {n} has met</a><p>It took all night, and \
             the doors stayed shut.</p></div>"
        )
    };
    let rows: String = (0..5).map(teaser).collect();
    let reply = "<li>Nobody told us anything until the morning came.<div><a href='#'>Answer</a>\
         </div></li>";
    let body = format!(
        "<div class=p><h1>Ferry waits</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>\
         <p>{FIRST}</p><p>{SECOND}</p><div>{rows}</div><ul>{}</ul></div>",
        reply.repeat(3)
    );
    let found = blocks("", &body);
    assert_eq!(found.len(), 6, "{found:?}");
    let entry = |n: usize| {
        format!(
            "<div class=entry><h3>{n}:15</h3><p>{SECOND}</p><p>{THIRD}</p>\
             <a href='#'>Share this entry</a></div>"
        )
    };
    let live: String = (10..16).map(entry).collect();
    let found = blocks(
        "",
        &format!("<h1>Storm: live</h1><p>{FIRST}</p><div>{live}</div>"),
    );
    assert_eq!(found.len(), 2 + 6 * 3, "{found:?}");
}

#[test]
fn a_briefing_with_questions_keeps_every_line() {
    let turn = "<p><b>Вопрос:</b></p><p>Когда паром выйдет в море?</p><p><b>Ответ:</b></p>\
         <p>Когда стихнет ветер. Мы сообщим об этом за два часа до отправления, как делали всегда.\
         </p>";
    let body = format!(
        "<div class=menu><a href=/a>Главная</a> <a href=/b>Новости</a> <a href=/c>Контакты</a>\
         </div><div class=content><h1>Брифинг начальника порта</h1><div class=body>{}\
         <p>Спасибо.</p></div></div>",
        turn.repeat(4)
    );
    let found = blocks("Брифинг начальника порта - Порт", &body);
    assert_eq!(found.len(), 1 + 4 * 4 + 1, "{found:?}");
    assert_eq!(found.last().unwrap().1, "Спасибо.");
}

#[test]
fn copyright_lines_go_wherever_they_stand() {
    let body = format!(
        "<h1>Ferry waits</h1><p>{FIRST}</p><p>{SECOND}</p><p>2011 Courier Inc. All Rights \
         Reserved.</p>"
    );
    assert_eq!(blocks("", &body).len(), 3);
}

#[test]
fn the_only_body_that_a_page_names_may_be_its_lesser_part() {
    let other = format!("<div class=t><h3>Elsewhere</h3><p>{SECOND}</p></div>");
    let body = format!(
        "<div id=main><h1>Ferry waits</h1><div itemprop=articleBody><p>{FIRST}</p><p>{THIRD}</p>\
         </div><div class=b>{}</div></div>",
        other.repeat(3)
    );
    let found = blocks("", &body);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn references_to_notes_and_ways_back_are_no_text() {
    let body = format!(
        "<h1>Ferry waits</h1><p>{FIRST}<sup class=reference><a href='#n1'>[1]</a></sup></p>\
         <p>{SECOND}<a role=doc-noteref href='#n2'>2</a></p><p>It is 5 km<sup>2</sup> wide.</p>\
         <section role=doc-endnotes><ol><li><p>As seen by the harbour master himself. \
         <a role=doc-backlink href='#r1'>↩</a></p></li></ol></section>"
    );
    let found = blocks("", &body);
    assert_eq!(found[1].1, FIRST);
    assert_eq!(found[2].1, SECOND);
    assert_eq!(found[3].1, "It is 5 km2 wide.");
    let note = "As seen by the harbour master himself.".to_owned();
    assert_eq!(found[4], (BlockKind::Footnote, note));
}
