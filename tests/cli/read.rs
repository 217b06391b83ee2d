//! `bitext read`: what is read from files of every kind, and what is refused.

use bitext_tests::{Bench, printed};

const PAGE: &str = r#"<!DOCTYPE html><html lang="ru"><head><title>Порт открыт | Вести гавани</title>
<meta property="article:published_time" content="2026-03-14T18:30:00+03:00">
<link rel="canonical" href="https://news.example/ru/port"><link rel="alternate" hreflang="en"
href="https://news.example/en/port"></head><body>
<nav><ul><li><a href="/">Главная</a></li><li><a href="/s">Спорт</a></li></ul></nav>
<article><h1>Порт открыт</h1><p class="byline">Юлия Шевцова</p>
<p>Порт снова принимает суда после недели шторма, сообщила администрация в субботу утром.</p>
<figure><img src="a.jpg"><figcaption>Буксир у причала.</figcaption></figure>
<ul><li>Пассажирские рейсы начнутся в понедельник, билеты уже продаются.</li></ul>
<p>По словам капитана порта, <b>повреждены</b> два крана и склад у северного мола.</p></article>
<div class="related-news"><h2>Читайте также</h2><a href="/1">Шторм стих</a></div>
<footer>© Вести гавани</footer></body></html>"#;

#[track_caller]
fn read(bench: &Bench, arguments: &[&str]) -> (String, String) {
    let mut command = bench.bitext();
    command.arg("read").args(arguments);
    printed(&command.assert().success())
}

#[track_caller]
fn refused(name: &str, content: &[u8]) -> String {
    let bench = Bench::new();
    bench.file(name, content);
    let mut command = bench.bitext();
    command.args(["read", name]);
    printed(&command.assert().code(2).stdout("")).1
}

#[test]
fn a_page_is_read_without_what_is_around_the_article() {
    let bench = Bench::new();
    bench.file("port.html", PAGE);
    let (shown, said) = read(&bench, &["port.html"]);
    insta::assert_snapshot!("read_page", shown);
    assert_eq!(said, "");
    let (shown, _) = read(&bench, &["port.html", "--boilerplate"]);
    assert!(shown.contains("boilerplate\tСпорт\n"), "{shown}");
}

#[test]
fn blocks_have_their_bytes_in_json() {
    let bench = Bench::new();
    bench.file("port.html", PAGE);
    let (shown, _) = read(&bench, &["port.html", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(object["metadata"]["published"], "2026-03-14T18:30:00+03:00");
    assert_eq!(object["metadata"]["alternates"][0]["language"], "en");
    let caption = object["blocks"].as_array().unwrap().iter();
    let caption = caption
        .clone()
        .find(|block| block["kind"] == "caption")
        .unwrap();
    let place = |key: &str| usize::try_from(caption["origin"][key].as_u64().unwrap()).unwrap();
    assert_eq!(&PAGE[place("start")..place("end")], "Буксир у причала.");
}

#[test]
fn a_feed_is_a_document_an_entry() {
    let bench = Bench::new();
    bench.file(
        "feed.xml",
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Wire</title>\
         <language>en</language><item><title>Port opens</title><guid>hw-1</guid>\
         <pubDate>Sat, 14 Mar 2026 15:30:00 GMT</pubDate>\
         <description>&lt;p&gt;The port opened.&lt;/p&gt;</description></item>\
         <item><title>UPDATE 1-Port opens</title><description>It is busy.</description></item>\
         </channel></rss>",
    );
    let (shown, _) = read(&bench, &["feed.xml", "--format", "json"]);
    let documents: Vec<serde_json::Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["metadata"]["story_id"], "hw-1");
    assert_eq!(
        documents[0]["metadata"]["published"],
        "2026-03-14T15:30:00Z"
    );
    assert_eq!(documents[0]["blocks"][1]["text"], "The port opened.");
    assert_eq!(documents[1]["metadata"]["update_number"], 1);
    let mut command = bench.bitext();
    command.args(["segment", "feed.xml"]);
    let said = printed(&command.assert().code(2).stdout("")).1;
    assert!(said.contains("`feed.xml` holds 2 documents"), "{said}");
}

#[test]
fn a_page_is_segmented_and_aligned_like_a_text() {
    let bench = Bench::new();
    bench.file("port.html", PAGE);
    let mut command = bench.bitext();
    let shown = printed(&command.args(["segment", "port.html"]).assert().success()).0;
    assert_eq!(shown.lines().next(), Some("Порт открыт"));
    assert_eq!(shown.lines().count(), 5);
    let english = "# The port is open\n\nThe port is taking ships again after a week of storm, \
        its administration said on Saturday morning.\n\nA tug at the quay.\n\n* Passenger services \
        begin on Monday, tickets are already on sale.\n\nThe harbour master said two cranes and a \
        store at the northern pier were **damaged**.\n";
    bench.file("port.md", english);
    let mut command = bench.bitext();
    command.args(["align", "port.md", "port.html", "-o", "out.tmx", "--force"]);
    command.assert().success();
    let memory = std::fs::read_to_string(bench.path("out.tmx")).unwrap();
    assert!(memory.contains("The port is open</seg>"), "{memory}");
    assert!(memory.contains("<seg>Порт открыт</seg>"), "{memory}");
}

#[test]
fn what_cannot_be_read_is_said_with_the_way_out() {
    insta::assert_snapshot!("read_picture", refused("a.txt", b"\x89PNG\r\n\x1a\n\0\0"));
    insta::assert_snapshot!("read_mislabelled", refused("a.docx", b"Only some words."));
    insta::assert_snapshot!("read_damaged_pdf", refused("a.pdf", b"%PDF-1.7\n1 0 obj"));
    insta::assert_snapshot!("read_damaged_rtf", refused("a.rtf", b"{\\rtf1 Cut sho"));
    insta::assert_snapshot!(
        "read_entity",
        refused(
            "a.xml",
            b"<!DOCTYPE nitf [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><nitf><body>&x;</body></nitf>"
        )
    );
    let deep = format!("<?xml version='1.0'?><nitf>{}", "<p>".repeat(5000));
    insta::assert_snapshot!("read_deep", refused("deep.xml", deep.as_bytes()));
}
