//! The tree itself, and the questions readers ask of it.

use bitext_core::TextRange;

use crate::fault::Fault;

/// Nodes of one tree, some 400 MB of them.
const MOST_NODES: usize = 2_000_000;

/// A node by its place in the tree's list; 0 is the root, which has no name.
pub(crate) type NodeIndex = usize;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parent: NodeIndex,
    pub(crate) children: Vec<NodeIndex>,
    pub(crate) content: Content,
    /// Its bytes; of an element those of its start tag.
    pub(crate) range: TextRange,
}

#[derive(Debug)]
pub(crate) enum Content {
    Element(Element),
    Text(String),
}

/// An element with its attributes; names without their namespace prefix, but for
/// attributes that would have one name then.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// The prefix of its name as it is written, often empty.
    pub(crate) prefix: String,
    pub(crate) name: String,
    /// In their order; `xml:lang` keeps its prefix.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Tree {
    pub(crate) fn new() -> Self {
        let root = Node {
            parent: 0,
            children: Vec::new(),
            content: Content::Element(Element::default()),
            range: TextRange::new(0, 0),
        };
        Self { nodes: vec![root] }
    }

    /// Fails once there are more nodes than a document has: a small packed file
    /// can hold tags enough to fill any memory.
    pub(crate) fn check_size(&self, offset: usize) -> Result<(), Fault> {
        if self.nodes.len() > MOST_NODES {
            let reason = format!("it holds more than {MOST_NODES} elements and texts");
            return Err(Fault::damaged(Some(offset), reason));
        }
        Ok(())
    }

    pub(crate) fn push(
        &mut self,
        parent: NodeIndex,
        content: Content,
        range: TextRange,
    ) -> NodeIndex {
        let index = self.nodes.len();
        self.nodes.push(Node {
            parent,
            children: Vec::new(),
            content,
            range,
        });
        self.nodes[parent].children.push(index);
        index
    }

    /// Appends to a text node that ends where the words begin; `false` if it is
    /// no text.
    pub(crate) fn append_text(&mut self, index: NodeIndex, words: &str, end: usize) -> bool {
        let node = &mut self.nodes[index];
        let Content::Text(text) = &mut node.content else {
            return false;
        };
        text.push_str(words);
        node.range.end = end;
        true
    }

    pub(crate) fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index]
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn children(&self, index: NodeIndex) -> &[NodeIndex] {
        &self.nodes[index].children
    }

    pub(crate) fn parent(&self, index: NodeIndex) -> NodeIndex {
        self.nodes[index].parent
    }

    pub(crate) fn element(&self, index: NodeIndex) -> Option<&Element> {
        match &self.nodes[index].content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        }
    }

    pub(crate) fn element_mut(&mut self, index: NodeIndex) -> Option<&mut Element> {
        match &mut self.nodes[index].content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        }
    }

    /// The element's name; empty for text.
    pub(crate) fn name(&self, index: NodeIndex) -> &str {
        self.element(index).map_or("", |element| &element.name)
    }

    pub(crate) fn attribute(&self, index: NodeIndex, name: &str) -> Option<&str> {
        self.element(index)?.attribute(name)
    }

    /// The node and everything below it, in the order of the file.
    pub(crate) fn descendants(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        let mut stack = vec![index];
        std::iter::from_fn(move || {
            let next = stack.pop()?;
            stack.extend(self.nodes[next].children.iter().rev());
            Some(next)
        })
    }

    /// The elements below a node that have a name asked for, but none that lies in
    /// another of them, so that no text is met twice.
    pub(crate) fn outermost(
        &self,
        index: NodeIndex,
        is_asked: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = NodeIndex> {
        let mut stack: Vec<NodeIndex> = self.children(index).iter().rev().copied().collect();
        std::iter::from_fn(move || {
            loop {
                let next = stack.pop()?;
                if is_asked(self.name(next)) {
                    return Some(next);
                }
                stack.extend(self.children(next).iter().rev());
            }
        })
    }

    /// Elements of that name below a node, in the order of the file.
    pub(crate) fn all(&self, index: NodeIndex, name: &str) -> impl Iterator<Item = NodeIndex> {
        self.descendants(index)
            .filter(move |&node| self.name(node) == name)
    }

    pub(crate) fn first(&self, index: NodeIndex, name: &str) -> Option<NodeIndex> {
        self.all(index, name).next()
    }

    /// Child elements of that name.
    pub(crate) fn children_named(
        &self,
        index: NodeIndex,
        name: &str,
    ) -> impl Iterator<Item = NodeIndex> {
        let children = self.nodes[index].children.iter().copied();
        children.filter(move |&child| self.name(child) == name)
    }

    pub(crate) fn child(&self, index: NodeIndex, name: &str) -> Option<NodeIndex> {
        self.children_named(index, name).next()
    }

    /// The node and its ancestors, the root last.
    pub(crate) fn ancestors(&self, index: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        std::iter::successors(Some(index), |&node| {
            (node != 0).then(|| self.nodes[node].parent)
        })
    }

    /// The text of the first element of that name below a node; `None` if there is
    /// no such element or no text in it.
    pub(crate) fn first_text(&self, index: NodeIndex, name: &str) -> Option<String> {
        let text = self.first(index, name).map(|node| self.text(node));
        text.filter(|text| !text.is_empty())
    }

    /// All text below a node, runs of white space as one space, trimmed.
    pub(crate) fn text(&self, index: NodeIndex) -> String {
        let mut text = String::new();
        for node in self.descendants(index) {
            if let Content::Text(words) = &self.nodes[node].content {
                text.push_str(words);
            } else if matches!(self.name(node), "br" | "p" | "div") {
                text.push(' ');
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
