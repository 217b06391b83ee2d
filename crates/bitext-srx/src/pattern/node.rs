//! A pattern as a tree, with every character class worked out.
//!
//! Case, dialects, named properties and escapes are settled while a pattern is
//! read, so that a tree means the same whatever wrote it.

use regex_syntax::hir::ClassUnicode;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Matches nothing, everywhere.
    Empty,
    /// One character of a set.
    Class(ClassUnicode),
    /// One after the other.
    Concat(Vec<Node>),
    /// The first that fits.
    Alternate(Vec<Node>),
    /// The same part several times.
    Repeat {
        node: Box<Node>,
        minimum: u32,
        maximum: Option<u32>,
        greed: Greed,
    },
    /// A part that a back-reference may name, numbered from 1.
    Capture(u32, Box<Node>),
    /// A part that is not tried again once it has matched.
    Atomic(Box<Node>),
    /// What stands before or behind, without taking it.
    Look {
        ahead: bool,
        positive: bool,
        node: Box<Node>,
    },
    /// A place.
    Anchor(Anchor),
    /// What a part matched, again.
    BackReference(u32),
}

/// How much a repetition takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greed {
    /// As much as it can, less if it must.
    Greedy,
    /// As little as it can, more if it must.
    Lazy,
    /// As much as it can, never less.
    Possessive,
}

/// A place that takes no character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Start of the text.
    Start,
    /// End of the text.
    End,
    /// End of the text, or before the line break that ends it.
    LastLineEnd,
    /// Start of a line.
    LineStart,
    /// End of a line.
    LineEnd,
    /// Between a word and what is none.
    Word,
    /// Anywhere else.
    NotWord,
}

impl Node {
    /// A sequence, without needless nesting.
    pub(crate) fn concat(mut nodes: Vec<Node>) -> Self {
        nodes.retain(|node| *node != Self::Empty);
        match nodes.len() {
            0 => Self::Empty,
            1 => nodes.remove(0),
            _ => Self::Concat(nodes),
        }
    }

    /// Alternatives, without needless nesting.
    pub(crate) fn alternate(mut nodes: Vec<Node>) -> Self {
        if nodes.len() == 1 {
            nodes.remove(0)
        } else {
            Self::Alternate(nodes)
        }
    }

    /// About how many bytes an engine takes for it, with repetitions written out.
    pub(crate) fn weight(&self) -> usize {
        const STEP: usize = 64;
        match self {
            Self::Empty | Self::Anchor(_) | Self::BackReference(_) => STEP,
            Self::Class(class) => STEP + STEP * class.ranges().len(),
            Self::Concat(nodes) | Self::Alternate(nodes) => nodes
                .iter()
                .map(Self::weight)
                .fold(STEP, usize::saturating_add),
            Self::Repeat {
                node,
                minimum,
                maximum,
                ..
            } => {
                let times = maximum.unwrap_or(minimum.saturating_add(1));
                node.weight().saturating_mul(times as usize)
            }
            Self::Capture(_, node) | Self::Atomic(node) | Self::Look { node, .. } => {
                node.weight().saturating_add(STEP)
            }
        }
    }

    /// Whether some part is a back-reference.
    pub(crate) fn has_back_reference(&self) -> bool {
        match self {
            Self::BackReference(_) => true,
            Self::Empty | Self::Class(_) | Self::Anchor(_) => false,
            Self::Concat(nodes) | Self::Alternate(nodes) => {
                nodes.iter().any(Self::has_back_reference)
            }
            Self::Repeat { node, .. }
            | Self::Capture(_, node)
            | Self::Atomic(node)
            | Self::Look { node, .. } => node.has_back_reference(),
        }
    }
}
