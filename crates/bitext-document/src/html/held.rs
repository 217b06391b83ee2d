//! What each element of a page holds.

use bitext_core::BlockKind;

use crate::html::flow::Passage;
use crate::markup::{NodeIndex, Tree};

/// Sums over the passages below an element that are not dropped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    /// Its first passage, by place in the page.
    pub(crate) first: Option<usize>,
    pub(crate) passages: usize,
    /// Passages that are prose.
    pub(crate) prose_passages: usize,
    /// Characters, all of them.
    pub(crate) characters: usize,
    /// Those of links.
    pub(crate) linked: usize,
    /// Those of prose.
    pub(crate) prose: usize,
    /// Those of prose that is in no cell of a table.
    pub(crate) outside_cells: usize,
    /// Those of whole sentences.
    pub(crate) running: usize,
    /// Those of list items and cells.
    pub(crate) listed: usize,
    /// Whether a heading that is no link is among them.
    pub(crate) has_heading: bool,
}

impl Held {
    fn of(index: usize, passage: &Passage) -> Self {
        let count = |holds: bool| if holds { passage.characters } else { 0 };
        let is_listed = matches!(passage.kind, BlockKind::ListItem | BlockKind::Cell);
        Self {
            first: Some(index),
            passages: 1,
            prose_passages: usize::from(passage.is_prose()),
            characters: passage.characters,
            linked: passage.linked,
            prose: count(passage.is_prose()),
            outside_cells: count(passage.is_prose() && passage.kind != BlockKind::Cell),
            running: count(passage.is_running()),
            listed: count(is_listed),
            has_heading: passage.level > 0 && passage.link_density() < 0.5,
        }
    }

    fn add(&mut self, other: Self) {
        self.first = self.first.into_iter().chain(other.first).min();
        self.passages += other.passages;
        self.prose_passages += other.prose_passages;
        self.characters += other.characters;
        self.linked += other.linked;
        self.prose += other.prose;
        self.outside_cells += other.outside_cells;
        self.running += other.running;
        self.listed += other.listed;
        self.has_heading |= other.has_heading;
    }

    /// Whether it is mostly whole sentences, and not of links.
    pub(crate) fn is_running(&self) -> bool {
        2 * self.running >= self.characters.max(1) && 10 * self.linked < 3 * self.characters
    }
}

/// What each node of the tree holds, itself included.
pub(crate) fn held(tree: &Tree, passages: &[Passage]) -> Vec<Held> {
    let mut held = vec![Held::default(); tree.len()];
    for (index, passage) in passages.iter().enumerate() {
        if !passage.is_dropped {
            held[passage.node].add(Held::of(index, passage));
        }
    }
    // Children stand after their parents.
    for node in (1..tree.len()).rev() {
        let below = held[node];
        held[tree.parent(node)].add(below);
    }
    held
}

/// Drops the passages below the elements marked, unless these hold more than
/// half of the prose: then the mark means something else.
pub(crate) fn drop_marked(tree: &Tree, passages: &mut [Passage], marked: &[bool]) {
    let mut found = Vec::new();
    let mut lost = 0;
    let mut all = 0;
    for (index, passage) in passages.iter().enumerate() {
        if passage.is_dropped {
            continue;
        }
        let prose = if passage.is_prose() {
            passage.characters
        } else {
            0
        };
        all += prose;
        if tree.ancestors(passage.node).any(|node| marked[node]) {
            found.push(index);
            lost += prose;
        }
    }
    if 2 * lost <= all {
        for index in found {
            passages[index].is_dropped = true;
        }
    }
}

/// The element below `root` that a node stands in, or the node itself: the
/// topmost ancestor that `is_around` does not hold for.
pub(crate) fn section(
    tree: &Tree,
    node: NodeIndex,
    is_around: impl Fn(NodeIndex) -> bool,
) -> NodeIndex {
    let mut section = node;
    for above in tree.ancestors(node) {
        if is_around(above) {
            break;
        }
        section = above;
    }
    section
}
