//! Assertions at the far edge of a pattern become characters.
//!
//! Whether the text before a break matches depends on where the match ends, not
//! on where it starts; so what has to stand before its start may as well be
//! taken into it: `\bMr` becomes "start of text or no letter, then `Mr`". That
//! leaves patterns that a finite automaton can run, Unicode word boundaries
//! included. The text behind a break is the mirror of it.

use regex_syntax::hir::ClassUnicode;

use super::class::{any, common, complement, is_empty, set, vertical, word_for_boundaries};
use super::node::{Anchor, Node};

/// Which edge of a pattern is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Its start, as of the text before a break.
    Start,
    /// Its end, as of the text behind a break.
    End,
}

/// `node` with the assertions at its free edge as characters, where that can be
/// done.
pub(crate) fn open(node: Node, edge: Edge) -> Node {
    open_before(node, edge, None)
}

/// The same for a part; `inside` are the characters that may stand next to it
/// on the side of the pattern, if they are known.
fn open_before(node: Node, edge: Edge, inside: Option<&ClassUnicode>) -> Node {
    match node {
        Node::Concat(mut nodes) => {
            if edge == Edge::End {
                nodes.reverse();
            }
            let nodes = open_sequence(nodes, edge, inside);
            in_order(nodes, edge)
        }
        Node::Alternate(nodes) => Node::Alternate(
            nodes
                .into_iter()
                .map(|node| open_before(node, edge, inside))
                .collect(),
        ),
        Node::Capture(number, node) => {
            Node::Capture(number, Box::new(open_before(*node, edge, inside)))
        }
        node => match (assertion(&node, edge), inside) {
            (Some(Assertion::Neighbour { class, or_edge }), _) => outside(class, or_edge, edge),
            (Some(Assertion::Boundary(is_boundary)), Some(inside)) => {
                let word = word_for_boundaries();
                if is_empty(&common(inside, &complement(&word))) {
                    boundary(true, is_boundary, edge)
                } else if is_empty(&common(inside, &word)) {
                    boundary(false, is_boundary, edge)
                } else {
                    node
                }
            }
            _ => node,
        },
    }
}

/// Opens a sequence that starts at the free edge.
fn open_sequence(mut nodes: Vec<Node>, edge: Edge, inside: Option<&ClassUnicode>) -> Vec<Node> {
    let Some(first) = nodes.first().cloned() else {
        return nodes;
    };
    let rest = &nodes[1..];
    let next = next_letters(rest, edge, inside);
    if let Some(Assertion::Boundary(is_boundary)) = assertion(&first, edge)
        && next.as_ref().is_some_and(is_mixed)
        && let Some(pushed) = push(is_boundary, rest, edge, inside)
    {
        return vec![pushed];
    }
    // A part that has no width of its own leaves the next one at the edge.
    let opened = open_before(first.clone(), edge, next.as_ref());
    if opened == first && first == Node::Empty {
        nodes.remove(0);
        return open_sequence(nodes, edge, inside);
    }
    nodes[0] = opened;
    nodes
}

/// Whether a class holds characters of words and others.
fn is_mixed(class: &ClassUnicode) -> bool {
    let word = word_for_boundaries();
    !is_empty(&common(class, &word)) && !is_empty(&common(class, &complement(&word)))
}

/// A boundary before a sequence that may go on with a word or without: once for
/// each kind of character, inside of what repeats or branches.
fn push(
    is_boundary: bool,
    rest: &[Node],
    edge: Edge,
    inside: Option<&ClassUnicode>,
) -> Option<Node> {
    let (first, rest) = rest.split_first()?;
    let again = |parts: &[Node]| {
        let anchor = if is_boundary {
            Anchor::Word
        } else {
            Anchor::NotWord
        };
        let mut nodes = vec![Node::Anchor(anchor)];
        nodes.extend_from_slice(parts);
        nodes.extend_from_slice(rest);
        in_order(open_sequence(nodes, edge, inside), edge)
    };
    match first {
        Node::Class(class) => {
            let word = word_for_boundaries();
            let branch = |is_word: bool| {
                let kind = if is_word {
                    word.clone()
                } else {
                    complement(&word)
                };
                let mut nodes = vec![
                    boundary(is_word, is_boundary, edge),
                    Node::Class(common(class, &kind)),
                ];
                nodes.extend_from_slice(rest);
                in_order(nodes, edge)
            };
            Some(Node::Alternate(vec![branch(true), branch(false)]))
        }
        Node::Repeat {
            node,
            minimum,
            maximum,
            greed,
        } => {
            let once_less = Node::Repeat {
                node: node.clone(),
                minimum: minimum.saturating_sub(1),
                maximum: maximum.map(|maximum| maximum.saturating_sub(1)),
                greed: *greed,
            };
            let mut branches = vec![again(&[(**node).clone(), once_less])];
            if *minimum == 0 {
                branches.push(again(&[]));
            }
            Some(Node::alternate(branches))
        }
        Node::Capture(_, node) => Some(again(&[(**node).clone()])),
        Node::Alternate(nodes) => Some(Node::Alternate(
            nodes
                .iter()
                .map(|node| again(std::slice::from_ref(node)))
                .collect(),
        )),
        Node::Concat(nodes) => {
            let mut nodes = nodes.clone();
            if edge == Edge::End {
                nodes.reverse();
            }
            Some(again(&nodes))
        }
        _ => None,
    }
}

fn in_order(mut nodes: Vec<Node>, edge: Edge) -> Node {
    if edge == Edge::End {
        nodes.reverse();
    }
    Node::concat(nodes)
}

enum Assertion {
    /// A character of the class stands outside, or (`or_edge`) the text ends.
    Neighbour { class: ClassUnicode, or_edge: bool },
    /// A word boundary, or none.
    Boundary(bool),
}

fn assertion(node: &Node, edge: Edge) -> Option<Assertion> {
    Some(match node {
        Node::Anchor(Anchor::Word) => Assertion::Boundary(true),
        Node::Anchor(Anchor::NotWord) => Assertion::Boundary(false),
        Node::Look {
            ahead,
            positive,
            node,
        } if *ahead == (edge == Edge::End) => {
            let class = one_class(node)?;
            Assertion::Neighbour {
                class: if *positive { class } else { complement(&class) },
                or_edge: !positive,
            }
        }
        _ => return None,
    })
}

/// The class of a part that is always one character.
fn one_class(node: &Node) -> Option<ClassUnicode> {
    match node {
        Node::Class(class) => Some(class.clone()),
        Node::Capture(_, node) => one_class(node),
        Node::Alternate(nodes) => {
            let mut all = set(&[]);
            for node in nodes {
                all.union(&one_class(node)?);
            }
            Some(all)
        }
        _ => None,
    }
}

/// What has to stand outside for a boundary, given what stands inside.
fn boundary(inside_is_word: bool, is_boundary: bool, edge: Edge) -> Node {
    let word = word_for_boundaries();
    // Outside the text counts as no word.
    let wants_word = inside_is_word != is_boundary;
    if wants_word {
        outside(word, false, edge)
    } else {
        outside(complement(&word), true, edge)
    }
}

fn outside(class: ClassUnicode, or_edge: bool, edge: Edge) -> Node {
    let class = Node::Class(class);
    if !or_edge {
        return class;
    }
    let anchor = match edge {
        Edge::Start => Anchor::Start,
        Edge::End => Anchor::End,
    };
    Node::Alternate(vec![Node::Anchor(anchor), class])
}

/// The characters that a sequence may start with; `None` if that is not known.
fn next_letters(nodes: &[Node], edge: Edge, inside: Option<&ClassUnicode>) -> Option<ClassUnicode> {
    let mut letters = set(&[]);
    for node in nodes {
        let (first, may_be_empty) = first_letters(node, edge)?;
        letters.union(&first);
        if !may_be_empty {
            return Some(letters);
        }
    }
    letters.union(inside?);
    Some(letters)
}

/// The characters at the edge of a part, and whether it may match nothing.
pub(crate) fn first_letters(node: &Node, edge: Edge) -> Option<(ClassUnicode, bool)> {
    match node {
        Node::Empty => Some((set(&[]), true)),
        Node::Class(class) => Some((class.clone(), false)),
        Node::Concat(nodes) => {
            let mut letters = set(&[]);
            let mut parts: Vec<&Node> = nodes.iter().collect();
            if edge == Edge::End {
                parts.reverse();
            }
            for node in parts {
                let (first, may_be_empty) = first_letters(node, edge)?;
                letters.union(&first);
                if !may_be_empty {
                    return Some((letters, false));
                }
            }
            Some((letters, true))
        }
        Node::Alternate(nodes) => {
            let mut all = (set(&[]), false);
            for node in nodes {
                let (first, may_be_empty) = first_letters(node, edge)?;
                all.0.union(&first);
                all.1 |= may_be_empty;
            }
            Some(all)
        }
        Node::Repeat { node, minimum, .. } => {
            let (first, may_be_empty) = first_letters(node, edge)?;
            Some((first, may_be_empty || *minimum == 0))
        }
        Node::Capture(_, node) | Node::Atomic(node) => first_letters(node, edge),
        // Assertions only narrow what follows.
        Node::Look { .. } | Node::Anchor(_) => Some((set(&[]), true)),
        Node::BackReference(_) => None,
    }
}

/// Takes the assertions at the end of `before` over to the start of `behind`:
/// `\.(?=\s)` before nothing is `\.` before `\s`.
///
/// What cannot be moved stays where it is.
pub(crate) fn move_over(before: Node, behind: Node) -> (Node, Node) {
    let mut nodes = match before {
        Node::Concat(nodes) => nodes,
        node => vec![node],
    };
    let mut behind = behind;
    loop {
        let next = match nodes.last() {
            Some(Node::Look {
                ahead: true,
                positive,
                node,
            }) => Node::Look {
                ahead: true,
                positive: *positive,
                node: node.clone(),
            },
            Some(Node::Anchor(anchor @ (Anchor::Word | Anchor::NotWord))) => {
                let (head, is_boundary) = (&nodes[..nodes.len() - 1], *anchor == Anchor::Word);
                let mut reversed: Vec<Node> = head.to_vec();
                reversed.reverse();
                let word = word_for_boundaries();
                let last = next_letters(&reversed, Edge::End, None).unwrap_or_else(any);
                let is_word = if is_empty(&common(&last, &complement(&word))) {
                    true
                } else if is_empty(&common(&last, &word)) {
                    false
                } else {
                    break;
                };
                // No character of this kind may follow.
                let barred = if is_word == is_boundary {
                    word
                } else {
                    complement(&word)
                };
                // The end of the text is no word.
                let positive = is_word != is_boundary;
                let class = if positive {
                    complement(&barred)
                } else {
                    barred
                };
                Node::Look {
                    ahead: true,
                    positive,
                    node: Box::new(Node::Class(class)),
                }
            }
            Some(Node::Anchor(anchor @ (Anchor::End | Anchor::LastLineEnd | Anchor::LineEnd))) => {
                Node::Anchor(*anchor)
            }
            _ => break,
        };
        nodes.pop();
        behind = Node::concat(vec![next, behind]);
    }
    (Node::concat(nodes), narrowed(behind))
}

/// Lets look-aheads of one character that stand before a class narrow it:
/// `(?!a)\w` is `[\w&&[^a]]`.
pub(crate) fn narrowed(node: Node) -> Node {
    let Node::Concat(nodes) = node else {
        return node;
    };
    let mut narrowed: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes.into_iter().rev() {
        if let Some(Assertion::Neighbour { class, .. }) = assertion(&node, Edge::End)
            && let Some(Node::Class(next)) = narrowed.last_mut()
        {
            next.intersect(&class);
            continue;
        }
        // An end of line before nothing may take the line break.
        if node == Node::Anchor(Anchor::LastLineEnd) && narrowed.is_empty() {
            narrowed.push(last_line_end());
            continue;
        }
        narrowed.push(node);
    }
    narrowed.reverse();
    Node::concat(narrowed)
}

/// The end of the text, or the line break that ends it.
pub(crate) fn last_line_end() -> Node {
    let line_break = Node::Alternate(vec![
        Node::Concat(vec![
            Node::Class(super::class::single('\r')),
            Node::Class(super::class::single('\n')),
        ]),
        Node::Class(vertical()),
        Node::Empty,
    ]);
    Node::Concat(vec![line_break, Node::Anchor(Anchor::End)])
}

/// `node` without the word boundaries that the characters around them settle:
/// `t\b\s` is `t\s`.
pub(crate) fn settled(node: Node) -> Node {
    match node {
        Node::Concat(nodes) => {
            let nodes: Vec<Node> = nodes.into_iter().map(settled).collect();
            let settle = |at: usize| {
                let is_boundary = match nodes[at] {
                    Node::Anchor(Anchor::Word) => true,
                    Node::Anchor(Anchor::NotWord) => false,
                    _ => return nodes[at].clone(),
                };
                let mut before = nodes[..at].to_vec();
                before.reverse();
                let left = next_letters(&before, Edge::End, None);
                let right = next_letters(&nodes[at + 1..], Edge::Start, None);
                let (Some(left), Some(right)) = (left, right) else {
                    return nodes[at].clone();
                };
                if is_mixed(&left) || is_mixed(&right) {
                    return nodes[at].clone();
                }
                let word = word_for_boundaries();
                let changes = is_empty(&common(&left, &word)) != is_empty(&common(&right, &word));
                if changes == is_boundary {
                    Node::Empty
                } else {
                    Node::Class(set(&[]))
                }
            };
            Node::concat((0..nodes.len()).map(settle).collect())
        }
        Node::Alternate(nodes) => Node::Alternate(nodes.into_iter().map(settled).collect()),
        Node::Capture(number, node) => Node::Capture(number, Box::new(settled(*node))),
        Node::Atomic(node) => Node::Atomic(Box::new(settled(*node))),
        node => node,
    }
}

/// An assertion about the character before a pattern, and the pattern without
/// it: the class that has to stand there, and whether the start of the text will
/// do as well.
pub(crate) fn guarded(node: &Node) -> Option<(ClassUnicode, bool, Node)> {
    let Node::Concat(nodes) = node else {
        return None;
    };
    let (first, rest) = nodes.split_first()?;
    let rest = Node::concat(rest.to_vec());
    match assertion(first, Edge::Start)? {
        Assertion::Neighbour { class, or_edge } => Some((class, or_edge, rest)),
        Assertion::Boundary(is_boundary) => {
            let word = word_for_boundaries();
            let (letters, may_be_empty) = first_letters(&rest, Edge::Start)?;
            if may_be_empty || is_mixed(&letters) {
                return None;
            }
            let starts_word = !is_empty(&common(&letters, &word));
            Some(if starts_word == is_boundary {
                (complement(&word), true, rest)
            } else {
                (word, false, rest)
            })
        }
    }
}
