//! HTML into a tree, as forgiving as a browser where it matters to text.
//!
//! `html5gum` tokenizes after the HTML standard. Building the tree needs only
//! the part of the standard that decides which words stand in which element:
//! void elements, end tags that may be left out, and stray end tags. Misplaced
//! formatting keeps its words, which is all that is asked of it.

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
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut builder = Builder {
        tree: Tree::new(),
        open: vec![0],
        is_xhtml: text.trim_start_matches('\u{feff}').starts_with("<?xml"),
    };
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    // Reading from memory never fails.
    while let Some(Ok(token)) = tokenizer.next() {
        if builder.tree.check_size(0).is_err() {
            break;
        }
        match token {
            Token::StartTag(tag) => {
                builder.start(&tag);
                if tag.self_closing {
                    // All that follows `<title/>` would be its content.
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

fn string(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Builder {
    tree: Tree,
    /// Open elements, the root first.
    open: Vec<NodeIndex>,
    /// Whether any element may close itself, as in `<a id="page5"/>`.
    is_xhtml: bool,
}

impl Builder {
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

    fn start(&mut self, tag: &StartTag<usize>) {
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
                return;
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
        // `<svg:path/>` and the like close themselves; HTML's own do only in XHTML,
        // and where the whole page behind them would be lost.
        let may_close = self.is_xhtml || full != name || RAW.contains(&name.as_str());
        let is_closed = VOID.contains(&name.as_str()) || (tag.self_closing && may_close);
        if !is_closed && self.open.len() < DEEPEST {
            self.open.push(index);
        }
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
