//! Boxes beside the article: by what they are, what they are called, and the
//! label they begin with.
//!
//! An element for navigation, a form, a box named `related` or headed "Most
//! read" holds no part of an article. A box with more than half of the prose is
//! no mere box, though, whatever it is called; then the boxes inside it are
//! looked at. Comments are the exception: readers often write more than the
//! author, so they go whatever their size where an article stands before them.

use crate::html::flow::{Page, Passage};
use crate::html::held::held;
use crate::html::names::{Label, is_named_comments, label};
use crate::markup::{NodeIndex, Tree};

/// So much prose before them makes comments of what is called so.
const COMMENTED: usize = 300;

/// A box under a label has at most one part in so many of the prose.
const BOX: usize = 4;

/// Drops passages in elements that hold no running text by kind or name.
pub(crate) fn drop_suspects(tree: &Tree, page: &mut Page) {
    let mut is_suspect = vec![false; tree.len()];
    for &node in &page.suspects {
        is_suspect[node] = true;
    }
    // An inline suspect stands below the element of its passage.
    let place = |passage: &Passage| match passage.suspect {
        Some(suspect) if tree.ancestors(suspect).any(|above| above == passage.node) => suspect,
        _ => passage.node,
    };
    let mut prose = vec![0; tree.len()];
    // Prose before the first passage of each element.
    let mut before: Vec<Option<usize>> = vec![None; tree.len()];
    let mut so_far = 0;
    for passage in &page.passages {
        for node in tree.ancestors(place(passage)) {
            if before[node].is_some() {
                break;
            }
            before[node] = Some(so_far);
        }
        if passage.is_prose() {
            prose[place(passage)] += passage.characters;
            so_far += passage.characters;
        }
    }
    for node in (1..tree.len()).rev() {
        prose[tree.parent(node)] += prose[node];
    }
    let is_comments = |node: NodeIndex| {
        before[node].is_some_and(|before| before >= COMMENTED)
            && tree.element(node).is_some_and(is_named_comments)
    };
    let mut dropped = vec![false; tree.len()];
    for node in 1..tree.len() {
        let is_box = is_suspect[node] && (2 * prose[node] <= prose[0] || is_comments(node));
        dropped[node] = is_box || dropped[tree.parent(node)];
    }
    for passage in &mut page.passages {
        passage.is_dropped = dropped[place(passage)];
    }
}

/// Drops boxes that begin with a label such as "Related" or "Comments".
pub(crate) fn drop_labelled(tree: &Tree, passages: &mut [Passage]) {
    let held = held(tree, passages);
    let mut dropped = vec![false; tree.len()];
    let mut before = 0;
    for (index, passage) in passages.iter().enumerate() {
        if passage.is_dropped {
            continue;
        }
        if let Some(kind) = label(&passage.text) {
            let is_allowed = |node: NodeIndex| match kind {
                Label::Comments if before >= COMMENTED => true,
                _ => BOX * held[node].prose <= held[0].prose,
            };
            let labelled = tree.ancestors(passage.node).take_while(|&node| {
                node != 0 && held[node].first == Some(index) && is_allowed(node)
            });
            if let Some(labelled) = labelled.last() {
                dropped[labelled] = true;
            }
        }
        if passage.is_prose() {
            before += passage.characters;
        }
    }
    for passage in passages {
        passage.is_dropped |= tree.ancestors(passage.node).any(|node| dropped[node]);
    }
}
