//! How far a pattern reaches, and patterns near it that reach less or ask less.
//!
//! A break is looked for with a looser pattern that a finite automaton can run;
//! the exact one is asked only where that has matched. Looking back from a
//! break needs an end, so repetitions without one are bounded for that.

use super::class::any;
use super::node::{Anchor, Greed, Node};

/// A looser pattern that the linear engine can run: it matches wherever `node`
/// does, and elsewhere too. `None` if `node` is loose enough as it is.
pub(crate) fn loosened(node: &Node) -> Option<Node> {
    let loose = loosen(node);
    (loose != *node).then_some(loose)
}

fn loosen(node: &Node) -> Node {
    match node {
        Node::Empty | Node::Class(_) => node.clone(),
        Node::Anchor(Anchor::Word | Anchor::NotWord | Anchor::LastLineEnd) => Node::Empty,
        Node::Anchor(_) => node.clone(),
        Node::Look { .. } => Node::Empty,
        Node::BackReference(_) => Node::Repeat {
            node: Box::new(Node::Class(any())),
            minimum: 0,
            maximum: None,
            greed: Greed::Greedy,
        },
        Node::Concat(nodes) => Node::concat(nodes.iter().map(loosen).collect()),
        Node::Alternate(nodes) => Node::Alternate(nodes.iter().map(loosen).collect()),
        Node::Capture(_, node) | Node::Atomic(node) => loosen(node),
        Node::Repeat {
            node,
            minimum,
            maximum,
            greed,
        } => Node::Repeat {
            node: Box::new(loosen(node)),
            minimum: *minimum,
            maximum: *maximum,
            greed: if *greed == Greed::Possessive {
                Greed::Greedy
            } else {
                *greed
            },
        },
    }
}

/// The pattern with every repetition without end bound to `most` times, and
/// whether there was one.
pub(crate) fn bounded(node: &Node, most: u32) -> (Node, bool) {
    let all = |nodes: &[Node]| {
        let (nodes, found): (Vec<Node>, Vec<bool>) =
            nodes.iter().map(|node| bounded(node, most)).unzip();
        (nodes, found.contains(&true))
    };
    match node {
        Node::Concat(nodes) => {
            let (nodes, found) = all(nodes);
            (Node::Concat(nodes), found)
        }
        Node::Alternate(nodes) => {
            let (nodes, found) = all(nodes);
            (Node::Alternate(nodes), found)
        }
        Node::Capture(number, node) => {
            let (node, found) = bounded(node, most);
            (Node::Capture(*number, Box::new(node)), found)
        }
        Node::Atomic(node) => {
            let (node, found) = bounded(node, most);
            (Node::Atomic(Box::new(node)), found)
        }
        Node::Repeat {
            node,
            minimum,
            maximum,
            greed,
        } => {
            let (node, found) = bounded(node, most);
            let repeat = Node::Repeat {
                node: Box::new(node),
                minimum: *minimum,
                maximum: Some(maximum.unwrap_or(most.max(*minimum))),
                greed: *greed,
            };
            (repeat, found || maximum.is_none())
        }
        node => (node.clone(), false),
    }
}

/// How many characters a pattern takes at most; `None` if there is no bound.
pub(crate) fn longest(node: &Node) -> Option<usize> {
    match node {
        Node::Empty | Node::Look { .. } | Node::Anchor(_) => Some(0),
        Node::Class(_) => Some(1),
        Node::Concat(nodes) => nodes.iter().try_fold(0_usize, |sum, node| {
            Some(sum.saturating_add(longest(node)?))
        }),
        Node::Alternate(nodes) => nodes
            .iter()
            .try_fold(0, |most, node| Some(longest(node)?.max(most))),
        Node::Repeat { node, maximum, .. } => {
            let maximum = usize::try_from((*maximum)?).ok()?;
            Some(longest(node)?.saturating_mul(maximum))
        }
        Node::Capture(_, node) | Node::Atomic(node) => longest(node),
        Node::BackReference(_) => None,
    }
}
