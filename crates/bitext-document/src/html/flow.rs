//! A page taken apart into passages, in the order of reading.
//!
//! Text runs on through inline elements and ends where a block-level element
//! begins or ends. Each passage knows how much of it is link text, which
//! element it stands in, and whether it lies where no running text is.

use std::collections::BTreeMap;

use bitext_core::{BlockKind, TextRange};

use crate::blocks::ends_sentence;
use crate::draft::up_to;
use crate::html::Scope;
use crate::html::elements::{
    ASIDE, ASIDE_ROLES, INLINE, NEVER, is_hidden, is_note, is_note_link, leads_away,
};
use crate::html::names::{is_named_boilerplate, is_named_credit};
use crate::markup::{Content, Element, NodeIndex, Tree};

/// A page taken apart.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) passages: Vec<Passage>,
    /// In the order of the page.
    pub(crate) suspects: Vec<NodeIndex>,
}

/// A block of a page.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) kind: BlockKind,
    /// 1 for `h1` to 6 for `h6`, 0 for anything else.
    pub(crate) level: u8,
    pub(crate) text: String,
    /// Bytes from its first to its last text.
    pub(crate) range: TextRange,
    /// The block-level element it stands in.
    pub(crate) node: NodeIndex,
    /// Visible characters.
    pub(crate) characters: usize,
    /// Those of them that belong to links.
    pub(crate) linked: usize,
    /// The innermost element around it whose kind or name says that it holds
    /// no running text.
    pub(crate) suspect: Option<NodeIndex>,
    /// Author and time of an article.
    pub(crate) is_credit: bool,
    pub(crate) is_dropped: bool,
}

impl Passage {
    /// The share of link text.
    pub(crate) fn link_density(&self) -> f64 {
        self.linked as f64 / self.characters.max(1) as f64
    }

    /// Its length in letters; a character that is a word counts for several.
    fn weight(&self) -> usize {
        let is_word = |c: &char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        self.characters + 2 * self.text.chars().filter(is_word).count()
    }

    /// Whether it is whole sentences, which no label or link is.
    pub(crate) fn is_running(&self) -> bool {
        (self.is_prose() && self.weight() >= 100)
            || (ends_sentence(&self.text) && self.level == 0 && self.link_density() < 0.3)
    }

    /// Whether it reads like running text.
    pub(crate) fn is_prose(&self) -> bool {
        let is_running = matches!(
            self.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quotation | BlockKind::Cell
        );
        let is_long = self.weight() >= 60 || (self.weight() >= 20 && ends_sentence(&self.text));
        is_running && is_long && self.link_density() < 0.5
    }
}

/// So many headings are asked whether they are the headline.
const MOST_HEADLINES: usize = 8;

/// The passages below a node.
pub(crate) fn passages(tree: &Tree, root: NodeIndex, scope: Scope) -> Vec<Passage> {
    page(tree, root, scope).passages
}

/// The passages below a node, and the elements whose kind or name says that
/// they hold no running text.
pub(crate) fn page(tree: &Tree, root: NodeIndex, scope: Scope) -> Page {
    let mut walk = Walk {
        tree,
        scope,
        headline: headline(tree, root),
        passages: Vec::new(),
        suspects: Vec::new(),
        run: Run::default(),
    };
    let place = Place {
        kind: BlockKind::Paragraph,
        level: 0,
        node: root,
        suspect: None,
        is_link: false,
        is_credit: false,
        keeps_lines: false,
    };
    walk.visit(root, 0, place);
    walk.flush(place);
    let mut page = Page {
        passages: walk.passages,
        suspects: walk.suspects,
    };
    settle_cells(tree, &mut page.passages);
    page
}

/// The first heading of the first level that is seen and no part of a site's frame.
fn headline(tree: &Tree, root: NodeIndex) -> Option<NodeIndex> {
    let is_framed = |element: &Element| {
        is_hidden(element)
            || ASIDE.contains(&element.name.as_str())
            || matches!(element.name.as_str(), "header" | "dialog")
            || element.attribute("role").is_some_and(|role| {
                ASIDE_ROLES.contains(&role) || matches!(role, "dialog" | "alertdialog")
            })
            || is_named_boilerplate(element)
    };
    let is_free = |node: &NodeIndex| {
        let mut elements = tree
            .ancestors(*node)
            .filter_map(|above| tree.element(above));
        !elements.any(is_framed)
    };
    let below = (root..tree.len()).filter(|&node| tree.name(node) == "h1");
    below.take(MOST_HEADLINES).find(is_free)
}

/// Old pages put their columns into the cells of a table. A cell with several
/// passages, prose among them, is such a column, and its lines are paragraphs. A cell
/// whose few words stand in an element of their own is a cell all the same.
fn settle_cells(tree: &Tree, passages: &mut [Passage]) {
    let cell = |node: NodeIndex| {
        let mut above = tree.ancestors(node);
        above.find(|&above| matches!(tree.name(above), "td" | "th"))
    };
    let mut held: BTreeMap<NodeIndex, (usize, bool)> = BTreeMap::new();
    for passage in passages.iter() {
        if let Some(cell) = cell(passage.node) {
            let (count, has_prose) = held.entry(cell).or_default();
            *count += 1;
            *has_prose |= passage.is_prose();
        }
    }
    for passage in passages {
        let Some(held) = cell(passage.node).and_then(|cell| held.get(&cell)) else {
            continue;
        };
        match (passage.kind, held) {
            (BlockKind::Cell, (2.., true)) => passage.kind = BlockKind::Paragraph,
            (BlockKind::Paragraph, (1, false)) => passage.kind = BlockKind::Cell,
            _ => {}
        }
    }
}

/// Where the walk stands.
#[derive(Clone, Copy)]
struct Place {
    kind: BlockKind,
    level: u8,
    node: NodeIndex,
    suspect: Option<NodeIndex>,
    is_link: bool,
    is_credit: bool,
    keeps_lines: bool,
}

/// The text of a passage so far.
#[derive(Default)]
struct Run {
    text: String,
    range: Option<TextRange>,
    characters: usize,
    linked: usize,
    /// Line breaks since the last visible character.
    breaks: usize,
}

struct Walk<'tree> {
    tree: &'tree Tree,
    scope: Scope,
    /// The first heading of the first level.
    headline: Option<NodeIndex>,
    passages: Vec<Passage>,
    suspects: Vec<NodeIndex>,
    run: Run,
}

impl Walk<'_> {
    // As deep as the tree, which has a limit. `at` is the node's place among its
    // siblings.
    fn visit(&mut self, node: NodeIndex, at: usize, place: Place) {
        let element = match &self.tree.node(node).content {
            Content::Text(words) => {
                let range = self.tree.node(node).range;
                self.words(words, range, place);
                return;
            }
            Content::Element(element) => element,
        };
        let name = element.name.as_str();
        if NEVER.contains(&name) || is_hidden(element) || is_note_link(self.tree, node, element) {
            return;
        }
        if name == "br" {
            self.run.breaks += 1;
            if place.keeps_lines {
                self.run.text.push('\n');
            }
            return;
        }
        let mut inner = place;
        if self.scope == Scope::Article && self.is_suspect(node, at, element) {
            inner.suspect = Some(node);
            self.suspects.push(node);
        }
        inner.is_link |= name == "a" && leads_away(element);
        inner.is_credit |= self.scope == Scope::Article && is_named_credit(element);
        if INLINE.contains(&name) {
            // A suspect inline element is a passage of its own.
            let is_apart = inner.suspect != place.suspect;
            if is_apart {
                self.flush(place);
            }
            self.children(node, inner);
            if is_apart {
                self.flush(inner);
            }
            return;
        }
        self.flush(place);
        inner.node = node;
        set_kind(&mut inner, name);
        if is_note(element) || (place.kind == BlockKind::Footnote && inner.level == 0) {
            inner.kind = BlockKind::Footnote;
        }
        self.children(node, inner);
        self.flush(inner);
    }

    fn children(&mut self, node: NodeIndex, place: Place) {
        for (at, &child) in self.tree.children(node).iter().enumerate() {
            self.visit(child, at, place);
        }
    }

    fn is_suspect(&self, node: NodeIndex, at: usize, element: &Element) -> bool {
        let name = element.name.as_str();
        if matches!(name, "html" | "body" | "main" | "article" | "") {
            return false;
        }
        let role = element.attribute("role").unwrap_or("");
        let above = || {
            self.tree
                .ancestors(node)
                .skip(1)
                .map(|above| self.tree.name(above))
        };
        if name == "footer" {
            return !above().any(|name| name == "blockquote");
        }
        if name == "header" {
            // What stands below the headline introduces the text, not the site.
            let is_below =
                role != "banner" && self.headline.is_some_and(|headline| headline < node);
            return !is_below
                && !above().any(|name| matches!(name, "article" | "main"))
                && self.tree.first(node, "h1").is_none();
        }
        if ASIDE.contains(&name) || ASIDE_ROLES.contains(&role) {
            return true;
        }
        // The name of a word inside a sentence makes no box of it.
        let is_word = || INLINE.contains(&name) && self.stands_in_words(node, at);
        is_named_boilerplate(element) && !is_word()
    }

    /// Whether visible text stands right before or after an inline element, the
    /// child of that number.
    fn stands_in_words(&self, node: NodeIndex, at: usize) -> bool {
        let siblings = self.tree.children(self.tree.parent(node));
        let is_words = |at: Option<usize>| {
            at.and_then(|at| siblings.get(at)).is_some_and(|&it| {
                matches!(&self.tree.node(it).content,
                    Content::Text(words) if words.contains(char::is_alphanumeric))
            })
        };
        is_words(at.checked_sub(1)) || is_words(Some(at + 1))
    }

    fn words(&mut self, words: &str, range: TextRange, place: Place) {
        if place.keeps_lines {
            self.run.text.push_str(words);
            self.count(words, range, place);
            return;
        }
        let is_visible = words.contains(|c: char| !c.is_ascii_whitespace());
        if !is_visible {
            if !words.is_empty() && !self.run.text.is_empty() && !self.run.text.ends_with(' ') {
                self.run.text.push(' ');
            }
            return;
        }
        if self.run.breaks > 0 {
            // One break inside a sentence is one of layout.
            if self.run.breaks > 1 || ends_sentence(&self.run.text) {
                self.flush(place);
            } else if !self.run.text.ends_with(' ') {
                self.run.text.push(' ');
            }
            self.run.breaks = 0;
        }
        for character in words.chars() {
            if !character.is_ascii_whitespace() {
                self.run.text.push(character);
            } else if !self.run.text.is_empty() && !self.run.text.ends_with(' ') {
                self.run.text.push(' ');
            }
        }
        self.count(words, range, place);
    }

    fn count(&mut self, words: &str, range: TextRange, place: Place) {
        let visible = words.chars().filter(|c| !c.is_whitespace()).count();
        self.run.characters += visible;
        if place.is_link {
            self.run.linked += visible;
        }
        if visible > 0 {
            self.run.range = Some(up_to(self.run.range, range));
        }
    }

    fn flush(&mut self, place: Place) {
        let run = std::mem::take(&mut self.run);
        let Some(range) = run.range else {
            return;
        };
        self.passages.push(Passage {
            kind: place.kind,
            level: place.level,
            text: run.text.trim().to_owned(),
            range,
            node: place.node,
            characters: run.characters,
            linked: run.linked,
            suspect: place.suspect,
            is_credit: place.is_credit,
            is_dropped: false,
        });
    }
}

fn set_kind(place: &mut Place, name: &str) {
    let kind = match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "hl1" | "hl2" => BlockKind::Heading,
        "li" | "dd" => BlockKind::ListItem,
        "td" | "th" => BlockKind::Cell,
        "figcaption" | "caption" | "media-caption" => BlockKind::Caption,
        "blockquote" | "bq" => BlockKind::Quotation,
        "pre" | "listing" | "xmp" => BlockKind::Preformatted,
        "p" if place.kind == BlockKind::Cell => BlockKind::Paragraph,
        "article" | "main" | "section" | "body" => BlockKind::Paragraph,
        _ => place.kind,
    };
    place.kind = kind;
    place.level = match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => level - b'0',
        _ if kind == BlockKind::Heading => place.level,
        _ => 0,
    };
    place.keeps_lines = kind == BlockKind::Preformatted;
}
