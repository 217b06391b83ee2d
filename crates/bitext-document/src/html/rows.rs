//! Rows of like things: teasers of other articles, comments, search results.
//!
//! An article is written once; what a site makes from a list looks alike item
//! by item. Two likenesses are telling: items in a row that each begin with a
//! headline which is a link, and items in a row that hold the same linked words
//! ("Reply", "Read more"). A page that is mostly such keeps them.

use std::collections::BTreeMap;

use crate::html::flow::Passage;
use crate::html::held::{Held, drop_marked, held};
use crate::markup::{NodeIndex, Tree};

/// So many like items in a row are a list that a site has made.
const ROW: usize = 3;

/// The linked headline of a teaser has so many letters; a linked name or time
/// has fewer.
const HEADLINE: usize = 15;

/// And the teaser has at most so many characters.
const LONGEST_TEASER: usize = 400;

/// Drops such rows.
pub(crate) fn drop_rows(tree: &Tree, passages: &mut [Passage]) {
    let sums = held(tree, passages);
    let mut teasers = vec![false; tree.len()];
    for node in 0..tree.len() {
        let children = tree.children(node).iter().copied();
        let with_text: Vec<NodeIndex> = children.filter(|&it| sums[it].passages > 0).collect();
        for row in with_text.chunk_by(|&a, &b| {
            looks_like_teaser(&sums[a], passages) == looks_like_teaser(&sums[b], passages)
        }) {
            let headlines = row.iter().filter(|&&it| has_headline(&sums[it], passages));
            if row.len() >= ROW
                && looks_like_teaser(&sums[row[0]], passages)
                && 2 * headlines.count() > row.len()
            {
                row.iter().for_each(|&it| teasers[it] = true);
            }
        }
    }
    drop_marked(tree, passages, &teasers);
    let same = with_the_same_links(tree, passages);
    drop_marked(tree, passages, &same);
}

/// Whether an element begins with a passage that is a link, and is short.
fn looks_like_teaser(held: &Held, passages: &[Passage]) -> bool {
    held.characters <= LONGEST_TEASER
        && held
            .first
            .is_some_and(|first| passages[first].link_density() > 0.8)
}

fn has_headline(held: &Held, passages: &[Passage]) -> bool {
    held.first
        .is_some_and(|first| passages[first].characters >= HEADLINE)
}

/// Elements in a row that hold the same linked words once each.
fn with_the_same_links(tree: &Tree, passages: &[Passage]) -> Vec<bool> {
    let mut links: BTreeMap<&str, Vec<NodeIndex>> = BTreeMap::new();
    for passage in passages.iter().filter(|passage| !passage.is_dropped) {
        if passage.link_density() > 0.8 {
            links.entry(&passage.text).or_default().push(passage.node);
        }
    }
    let mut marked = vec![false; tree.len()];
    for nodes in links.into_values().filter(|nodes| nodes.len() >= ROW) {
        let mut count: BTreeMap<NodeIndex, usize> = BTreeMap::new();
        for &node in &nodes {
            for above in tree.ancestors(node) {
                *count.entry(above).or_default() += 1;
            }
        }
        let mut rows: BTreeMap<NodeIndex, Vec<NodeIndex>> = BTreeMap::new();
        for &node in &nodes {
            let alone = tree.ancestors(node).take_while(|above| count[above] == 1);
            if let Some(item) = alone.last() {
                rows.entry(tree.parent(item)).or_default().push(item);
            }
        }
        for items in rows.into_values().filter(|items| items.len() >= ROW) {
            items.into_iter().for_each(|item| marked[item] = true);
        }
    }
    marked
}
