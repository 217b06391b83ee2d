//! HTML into a tree, as forgiving as a browser where it matters to text.
//!
//! `html5gum` tokenizes after the HTML standard. Building the tree needs only
//! the part of the standard that decides which words stand in which element:
//! void elements, end tags that may be left out, and stray end tags. Misplaced
//! formatting keeps its words, which is all that is asked of it.

use std::collections::BTreeMap;

use bitext_core::TextRange;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{HtmlString, State, Tokenizer};

use crate::markup::{Content, Element, NodeIndex, Tree};

/// Deepest element, as browsers have it; what lies deeper becomes its sibling.
const DEEPEST: usize = 512;

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// The namespace that a page says it is XHTML by.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Elements whose content is text up to their end tag, whatever it looks like.
const RAW: &[&str] = &[
    "iframe",
    "noembed",
    "noframe",
    "noscript",
    "plaintext",
    "script",
    "style",
    "textarea",
    "title",
    "xmp",
];

/// Elements that end an open paragraph.
const ENDS_PARAGRAPH: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dd",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

const FORMATTING: &[&str] = &[
    "b", "big", "code", "em", "font", "i", "s", "small", "span", "strike", "strong", "tt", "u",
];

/// Walls that an end tag or an implied end does not reach through.
const WALLS: &[&str] = &[
    "table", "td", "th", "caption", "template", "button", "object",
];

/// The tree of an HTML text. There is no HTML that cannot be read, but there is
/// too much of it: [`Tree::check_size`] tells whether this stopped early.
pub(crate) fn parse_html(text: &str) -> Tree {
    parse(
        text,
        text.trim_start_matches('\u{feff}').starts_with("<?xml"),
    )
}

/// The tree of a text that is known to be XHTML, whether it says so or not.
pub(crate) fn parse_xhtml(text: &str) -> Tree {
    parse(text, true)
}

fn parse(text: &str, is_xhtml: bool) -> Tree {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut builder = Builder {
        tree: Tree::new(),
        open: vec![0],
        is_xhtml,
        raw_ends: RawEnds::new(text),
    };
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    // Reading from memory never fails.
    while let Some(Ok(token)) = tokenizer.next() {
        if builder.tree.check_size(0).is_err() {
            break;
        }
        match token {
            Token::StartTag(tag) => {
                if builder.start(&tag) {
                    // What follows `<title/>` is not its content.
                    tokenizer.set_state(State::Data);
                }
            }
            Token::EndTag(tag) => builder.end(&string(&tag.name)),
            Token::String(words) => {
                let range = TextRange::new(words.span.start, words.span.end);
                builder.text(&string(&words.value), range);
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    builder.tree
}

/// Where the last end tags of [`RAW`] elements stand, looked for when first asked.
struct RawEnds<'text> {
    text: &'text str,
    last: Option<BTreeMap<&'static str, usize>>,
}

impl<'text> RawEnds<'text> {
    fn new(text: &'text str) -> Self {
        Self { text, last: None }
    }

    /// Whether an end tag of that name stands behind a byte.
    fn is_behind(&mut self, name: &str, byte: usize) -> bool {
        let text = self.text;
        let last = self.last.get_or_insert_with(|| {
            let ends = text.match_indices("</").filter_map(|(at, _)| {
                let rest = &text.as_bytes()[at + 2..];
                let length = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
                let name = &rest[..length];
                let known = RAW
                    .iter()
                    .find(|raw| raw.as_bytes().eq_ignore_ascii_case(name));
                known.map(|&raw| (raw, at))
            });
            ends.collect()
        });
        last.get(name).is_some_and(|&at| at >= byte)
    }
}

fn string(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Builder<'text> {
    tree: Tree,
    /// Open elements, the root first.
    open: Vec<NodeIndex>,
    /// Whether any element may close itself, as in `<a id="page5"/>`.
    is_xhtml: bool,
    raw_ends: RawEnds<'text>,
}

impl Builder<'_> {
    fn current(&self) -> NodeIndex {
        self.open.last().copied().unwrap_or(0)
    }

    fn name_at(&self, depth: usize) -> &str {
        self.tree.name(self.open[depth])
    }

    fn text(&mut self, words: &str, range: TextRange) {
        let parent = self.current();
        let last = self.tree.children(parent).last().copied();
        if !last.is_some_and(|last| self.tree.append_text(last, words, range.end)) {
            let content = Content::Text(words.to_owned());
            self.tree.push(parent, content, range);
        }
    }

    /// Takes in a start tag; whether its element ends with it.
    fn start(&mut self, tag: &StartTag<usize>) -> bool {
        let full = string(&tag.name);
        let name = full.rsplit(':').next().unwrap_or("").to_owned();
        let attributes: Vec<(String, String)> = tag
            .attributes
            .iter()
            .map(|(name, value)| (string(name), string(&value.value)))
            .collect();
        self.is_xhtml |= name == "html"
            && attributes
                .iter()
                .any(|(name, value)| name == "xmlns" && value == XHTML);
        if name == "html" || name == "body" {
            // A second one only adds its attributes to the first.
            let depth = (1..self.open.len()).find(|&depth| self.name_at(depth) == name);
            if let Some(depth) = depth {
                if let Some(element) = self.tree.element_mut(self.open[depth]) {
                    element.attributes.extend(attributes);
                }
                return false;
            }
        }
        self.end_implied(&name);
        let element = Element {
            prefix: String::new(),
            name: name.clone(),
            attributes,
        };
        let range = TextRange::new(tag.span.start, tag.span.end);
        let parent = self.current();
        let index = self.tree.push(parent, Content::Element(element), range);
        let is_closed = VOID.contains(&name.as_str())
            || (tag.self_closing && (full != name || self.closes_itself(&name, tag.span.end)));
        if !is_closed && self.open.len() < DEEPEST {
            self.open.push(index);
        }
        is_closed
    }

    /// Whether `/>` closes an element whose tag ends at that byte. It does in XHTML, in
    /// drawings and formulas and, as nowhere else in HTML, where no end tag follows and
    /// the rest of the page would be lost as content of a `<title/>`.
    fn closes_itself(&mut self, name: &str, end: usize) -> bool {
        let is_foreign = |name: &str| matches!(name, "svg" | "math");
        let is_root = |name: &&str| is_foreign(name) || *name == "foreignobject";
        let mut open = self.open.iter().rev().map(|&node| self.tree.name(node));
        self.is_xhtml
            || is_foreign(name)
            || open.find(is_root).is_some_and(is_foreign)
            || (RAW.contains(&name) && !self.raw_ends.is_behind(name, end))
    }

    /// Ends what may not hold an element of that name.
    fn end_implied(&mut self, name: &str) {
        match name {
            "li" => self.close_nearest(&["li"], &["ul", "ol", "menu", "dir"]),
            "dt" | "dd" => self.close_nearest(&["dt", "dd"], &["dl"]),
            "tr" => self.close_in_table(&["tr"]),
            "td" | "th" => self.close_in_table(&["td", "th"]),
            "tbody" | "thead" | "tfoot" => self.close_in_table(&["tbody", "thead", "tfoot"]),
            "option" => self.close_nearest(&["option"], &["select", "datalist", "optgroup"]),
            "optgroup" => self.close_nearest(&["optgroup", "option"], &["select"]),
            "a" => self.close_nearest(&["a"], &[]),
            "body" => self.close_nearest(&["head"], &[]),
            _ => {}
        }
        if ENDS_PARAGRAPH.contains(&name) {
            self.close_nearest(&["p"], &[]);
        }
        if let [b'h', b'1'..=b'6'] = name.as_bytes() {
            self.close_nearest(&["h1", "h2", "h3", "h4", "h5", "h6"], &["section", "div"]);
        }
    }

    /// Closes the innermost open element of one of the names, unless a wall
    /// stands before it.
    fn close_nearest(&mut self, names: &[&str], walls: &[&str]) {
        for depth in (1..self.open.len()).rev() {
            let name = self.name_at(depth);
            if names.contains(&name) {
                self.open.truncate(depth);
                return;
            }
            if WALLS.contains(&name) || walls.contains(&name) {
                return;
            }
        }
    }

    fn close_in_table(&mut self, names: &[&str]) {
        for depth in (1..self.open.len()).rev() {
            let name = self.name_at(depth);
            if names.contains(&name) {
                self.open.truncate(depth);
                return;
            }
            if name == "table" {
                return;
            }
        }
    }

    fn end(&mut self, name: &str) {
        let name = name.rsplit(':').next().unwrap_or("");
        if matches!(name, "html" | "body") {
            // What follows still belongs to the page.
            return;
        }
        let is_table = matches!(
            name,
            "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot"
        );
        let is_heading = matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        for depth in (1..self.open.len()).rev() {
            let open = self.name_at(depth);
            let matches =
                open == name || (is_heading && matches!(open.as_bytes(), [b'h', b'1'..=b'6']));
            if matches {
                self.open.truncate(depth);
                return;
            }
            let is_wall = if is_table {
                open == "table"
            } else {
                WALLS.contains(&open)
            };
            if is_wall || (FORMATTING.contains(&name) && ENDS_PARAGRAPH.contains(&open)) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(html: &str) -> String {
        fn write(tree: &Tree, node: NodeIndex, out: &mut String) {
            match &tree.node(node).content {
                Content::Text(words) => out.push_str(words.trim()),
                Content::Element(element) => {
                    out.push_str(&element.name);
                    out.push('(');
                    for &child in tree.children(node) {
                        write(tree, child, out);
                        out.push(' ');
                    }
                    *out = out.trim_end().to_owned();
                    out.push(')');
                }
            }
        }
        let mut out = String::new();
        write(&parse_html(html), 0, &mut out);
        out
    }

    #[test]
    fn left_out_end_tags_are_implied() {
        assert_eq!(
            outline("<ul><li>One<li>Two<ul><li>Inner</ul></ul><p>A<p>B<div>C</div>"),
            "(ul(li(One) li(Two ul(li(Inner)))) p(A) p(B) div(C))"
        );
        assert_eq!(
            outline("<table><tr><td>1<td><p>2<tr><th>3</table>after"),
            "(table(tr(td(1) td(p(2))) tr(th(3))) after)"
        );
        assert_eq!(
            outline("<dl><dt>T<dd>D<dt>U</dl>"),
            "(dl(dt(T) dd(D) dt(U)))"
        );
    }

    #[test]
    fn stray_tags_do_no_harm() {
        assert_eq!(
            outline("</div>A<br>B</p><b>C<p>D</b>E</p>"),
            "(A br() B b(C p(DE)))"
        );
        assert_eq!(
            outline("<html><body class=x><script>if (a<b) '</p>'</script>T</body></html>tail"),
            "(html(body(script(if (a<b) '</p>') Ttail)))"
        );
    }

    #[test]
    fn elements_of_xhtml_close_themselves() {
        let head = "<html xmlns='http://www.w3.org/1999/xhtml'>";
        assert_eq!(
            outline(&format!(
                "{head}<head><title/><script src='a'/></head>A<h2/><p>B</p>"
            )),
            "(html(head(title() script()) A h2() p(B)))"
        );
        assert_eq!(
            outline("<?xml version='1.0'?><p>A<a/>B</p><div/>D"),
            "(p(A a() B) div() D)"
        );
        // Elsewhere only what would hide the rest of the page.
        assert_eq!(
            outline("<title/><style/><textarea/>A<b/>B"),
            "(title() style() textarea() A b(B))"
        );
    }

    #[test]
    fn elements_of_html_do_not_close_themselves() {
        assert_eq!(
            outline("<script/>var a=1;</SCRIPT >A<iframe/>B</iframe><textarea/><b></textarea>C"),
            "(script(var a=1;) A iframe(B) textarea(<b>) C)"
        );
        // The last of a kind has no end tag behind it.
        assert_eq!(
            outline("<style>a</style>A<style/>B"),
            "(style(a) A style() B)"
        );
        // Drawings are XML.
        assert_eq!(
            outline("<svg><title/><path/>A</svg><title>B</title><svg/>C"),
            "(svg(title() path() A) title(B) svg() C)"
        );
        assert_eq!(
            outline("<svg><foreignObject><script/>A</script></svg>"),
            "(svg(foreignobject(script(A))))"
        );
        let tree = parse_xhtml("<script/>A<script>b</script>");
        assert_eq!(tree.children(0).len(), 3);
    }

    #[test]
    fn texts_know_their_bytes() {
        let html = "<p>Ёж &amp; уж</p>";
        let tree = parse_html(html);
        let p = tree.first(0, "p").unwrap();
        let text = tree.children(p)[0];
        assert_eq!(tree.text(text), "Ёж & уж");
        assert_eq!(tree.node(text).range.of(html), "Ёж &amp; уж");
    }

    #[test]
    fn depth_is_bounded() {
        let html = "<div>".repeat(100_000) + "text";
        let tree = parse_html(&html);
        let text = tree.len() - 1;
        assert!(tree.ancestors(text).count() <= DEEPEST + 1);
        assert_eq!(tree.text(0), "text");
    }
}
