//! From a tree to what the two engines read.
//!
//! Most trees become an expression of `regex-syntax`, which runs in linear time.
//! Trees that look around, refer back or never give back become text for
//! `fancy-regex`, which backtracks.

use regex_syntax::hir::{self, Class, Hir, Repetition};

use super::class::{is_empty, vertical};
use super::node::{Anchor, Greed, Node};

/// The tree for the linear engine; `None` if only backtracking can match it.
pub(crate) fn linear(node: &Node) -> Option<Hir> {
    Some(match node {
        Node::Empty => Hir::empty(),
        Node::Class(class) if is_empty(class) => Hir::fail(),
        Node::Class(class) => Hir::class(Class::Unicode(class.clone())),
        Node::Concat(nodes) => Hir::concat(nodes.iter().map(linear).collect::<Option<_>>()?),
        Node::Alternate(nodes) => {
            Hir::alternation(nodes.iter().map(linear).collect::<Option<_>>()?)
        }
        Node::Repeat {
            node,
            minimum,
            maximum,
            greed,
        } => {
            if *greed == Greed::Possessive {
                return None;
            }
            Hir::repetition(Repetition {
                min: *minimum,
                max: *maximum,
                greedy: *greed == Greed::Greedy,
                sub: Box::new(linear(node)?),
            })
        }
        Node::Capture(_, node) => linear(node)?,
        Node::Anchor(anchor) => Hir::look(match anchor {
            Anchor::Start => hir::Look::Start,
            Anchor::End => hir::Look::End,
            Anchor::LineStart => hir::Look::StartCRLF,
            Anchor::LineEnd => hir::Look::EndCRLF,
            Anchor::Word => hir::Look::WordUnicode,
            Anchor::NotWord => hir::Look::WordUnicodeNegate,
            Anchor::LastLineEnd => return None,
        }),
        Node::Atomic(_) | Node::Look { .. } | Node::BackReference(_) => return None,
    })
}

/// The tree as text for the backtracking engine.
pub(crate) fn backtracking(node: &Node) -> String {
    let has_references = node.has_back_reference();
    let mut text = String::new();
    write(node, has_references, &mut text);
    text
}

fn write(node: &Node, captures: bool, text: &mut String) {
    // A part without groups that count is written by `regex-syntax`.
    if !(captures && has_capture(node))
        && let Some(hir) = linear(node)
    {
        text.push_str(&format!("(?:{hir})"));
        return;
    }
    match node {
        Node::Concat(nodes) => {
            for node in nodes {
                write(node, captures, text);
            }
        }
        Node::Alternate(nodes) => {
            text.push_str("(?:");
            for (index, node) in nodes.iter().enumerate() {
                if index > 0 {
                    text.push('|');
                }
                write(node, captures, text);
            }
            text.push(')');
        }
        Node::Repeat {
            node,
            minimum,
            maximum,
            greed,
        } => {
            text.push_str(match greed {
                Greed::Possessive => "(?>(?:",
                _ => "(?:",
            });
            write(node, captures, text);
            text.push(')');
            let maximum = maximum.map_or(String::new(), |maximum| maximum.to_string());
            text.push_str(&format!("{{{minimum},{maximum}}}"));
            text.push_str(match greed {
                Greed::Possessive => ")",
                Greed::Lazy => "?",
                Greed::Greedy => "",
            });
        }
        Node::Capture(_, node) => {
            text.push_str(if captures { "(" } else { "(?:" });
            write(node, captures, text);
            text.push(')');
        }
        Node::Atomic(node) => {
            text.push_str("(?>");
            write(node, captures, text);
            text.push(')');
        }
        Node::Look {
            ahead,
            positive,
            node,
        } => {
            text.push_str(match (ahead, positive) {
                (true, true) => "(?=",
                (true, false) => "(?!",
                (false, true) => "(?<=",
                (false, false) => "(?<!",
            });
            write(node, captures, text);
            text.push(')');
        }
        Node::Anchor(Anchor::LastLineEnd) => {
            let line_break = Hir::class(Class::Unicode(vertical()));
            text.push_str(&format!("(?=(?:\\r\\n|{line_break})?\\z)"));
        }
        Node::BackReference(number) => text.push_str(&format!("(?:\\{number})")),
        // What is left has been written by `regex-syntax`.
        Node::Empty | Node::Class(_) | Node::Anchor(_) => {}
    }
}

fn has_capture(node: &Node) -> bool {
    match node {
        Node::Capture(..) => true,
        Node::Empty | Node::Class(_) | Node::Anchor(_) | Node::BackReference(_) => false,
        Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().any(has_capture),
        Node::Repeat { node, .. } | Node::Atomic(node) | Node::Look { node, .. } => {
            has_capture(node)
        }
    }
}
