//! What stands before and after the text inside the element of the article.
//!
//! The core of an article is the innermost element with more than half of its
//! prose. Around it a site puts sizes of type, numbers of views, credits and
//! boxes; inside it, they stand before the first and after the last prose. What
//! stands between prose, or between it and samples of code, is never touched here.
//! An edge keeps whole sentences, lists and tables of the text's own place, and lines
//! in the very kind of element that the prose stands in, such as a signature.

use std::collections::BTreeMap;

use bitext_core::BlockKind;

use crate::html::flow::Passage;
use crate::html::held::{Held, held, section};
use crate::markup::{NodeIndex, Tree};

/// Where a paragraph stands: in what kind of element and of what class; without a
/// class, or with hardly anything beside it, also below which element.
type Slot<'tree> = (NodeIndex, &'tree str, &'tree str);

/// A line that so many passages stand beside, itself counted, is no name or tag in a box of
/// its own.
const BESIDE: usize = 3;

/// Drops what is no text at both ends of an article.
pub(crate) fn trim(
    tree: &Tree,
    passages: &mut [Passage],
    article: NodeIndex,
    is_leaf: impl Fn(NodeIndex, &[Held]) -> bool,
) {
    let sums = held(tree, passages);
    let core = core(tree, &sums, article, is_leaf);
    let mut is_around = vec![false; tree.len()];
    for above in tree.ancestors(core) {
        is_around[above] = true;
    }
    let is_inside = |passage: &Passage| tree.ancestors(passage.node).any(|above| above == core);
    let mut slots: BTreeMap<Slot<'_>, usize> = BTreeMap::new();
    let mut first = None;
    let mut last = 0;
    for (index, passage) in passages.iter().enumerate() {
        if passage.is_dropped || !is_inside(passage) {
            continue;
        }
        // No site puts samples of code around its texts.
        if passage.is_prose() || passage.kind == BlockKind::Preformatted {
            first.get_or_insert(index);
            last = index;
        }
        if passage.is_prose() {
            for slot in slots_of(tree, passage.node) {
                *slots.entry(slot).or_default() += passage.characters;
            }
        }
    }
    let Some(first) = first else {
        return;
    };
    // A kind of element that holds a good part of the prose.
    slots.retain(|_, prose| 5 * *prose >= sums[core].prose);
    for (index, passage) in passages.iter_mut().enumerate() {
        let is_between = (first..=last).contains(&index);
        if passage.is_dropped || passage.level == 1 || is_between {
            continue;
        }
        let is_box_kept = || {
            let section = section(tree, passage.node, |node| is_around[node]);
            let held = &sums[section];
            let is_list = held.listed == held.characters && 10 * held.linked < 3 * held.characters;
            // A heading of the text stands beside its list.
            held.is_running() || is_list
        };
        let is_before = index < first;
        let is_kept = if is_inside(passage) {
            match passage.kind {
                BlockKind::Paragraph => {
                    let beside = &sums[tree.parent(passage.node)];
                    let is_text =
                        beside.passages >= BESIDE && 10 * beside.linked < 3 * beside.characters;
                    let [by_place, by_class] = slots_of(tree, passage.node);
                    passage.is_running()
                        || slots.contains_key(&by_place)
                        || is_text && !by_class.2.is_empty() && slots.contains_key(&by_class)
                }
                _ => passage.link_density() < 0.5,
            }
        } else if is_before {
            passage.is_running()
                || passage.is_prose()
                || matches!(passage.kind, BlockKind::Heading | BlockKind::Caption)
        } else {
            is_box_kept()
        };
        passage.is_dropped = !is_kept;
    }
}

fn core(
    tree: &Tree,
    sums: &[Held],
    article: NodeIndex,
    is_leaf: impl Fn(NodeIndex, &[Held]) -> bool,
) -> NodeIndex {
    let mut core = article;
    loop {
        let heir = tree.children(core).iter().copied().find(|&child| {
            2 * sums[child].prose > sums[article].prose
                && sums[child].prose_passages > 1
                && !is_leaf(child, sums)
        });
        match heir {
            Some(heir) => core = heir,
            None => return core,
        }
    }
}

/// The place of a paragraph below its element, and wherever that is.
fn slots_of(tree: &Tree, node: NodeIndex) -> [Slot<'_>; 2] {
    let class = tree.attribute(node, "class").unwrap_or("");
    let of = |parent| (parent, tree.name(node), class);
    [of(tree.parent(node)), of(0)]
}
