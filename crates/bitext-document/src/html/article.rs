//! Which passages of a page are its article?
//!
//! Three steps. What lies in elements for navigation, notices and the like is
//! set aside, unless such an element holds most of the page's prose, in which
//! case its name means something else. Then the smallest element that holds
//! nearly all of the prose left is the article; an element that calls itself
//! one is believed sooner. Teasers of other articles are told by standing in a
//! row, each under a headline that is a link. Last, passages inside it that are only links, or
//! invitations, go. Linear in the page, but for its depth.

use std::collections::BTreeMap;

use bitext_core::BlockKind;

use crate::html::flow::Passage;
use crate::html::names::is_phrase;
use crate::markup::{NodeIndex, Tree};

/// An element with a larger share of the prose is no mere aside.
const MOST: f64 = 0.5;

/// The share of the prose that the article's element has to hold.
const NEARLY_ALL: f64 = 0.95;

/// The same where all that stands beside it is full of links.
const MAIN_PART: f64 = 0.7;

/// The same for an element that calls itself an article.
const NAMED: f64 = 0.4;

/// So many passages of links in a row are a menu.
const MENU: usize = 3;

/// The linked headline of a teaser has so many letters; a linked name or time
/// has fewer.
const TEASER_HEADLINE: usize = 15;

/// And the teaser has at most so many characters.
const LONGEST_TEASER: usize = 400;

/// Marks the passages that do not belong to the article as dropped.
pub(crate) fn choose(tree: &Tree, passages: Vec<Passage>, headline: Option<&str>) -> Vec<Passage> {
    let mut passages = passages;
    set_suspects_aside(&mut passages);
    drop_teasers(tree, &mut passages);
    let prose = prose_by_element(tree, &passages);
    let own_text = with_own_text(tree, &passages);
    let article = article(tree, &prose, &own_text);
    let headline_at = headline_outside(tree, &passages, article, headline);
    for passage in &mut passages {
        passage.is_dropped |= !tree.ancestors(passage.node).any(|above| above == article);
    }
    drop_credits(&mut passages);
    drop_links(&mut passages);
    drop_empty_headings(&mut passages);
    if let Some(index) = headline_at {
        passages[index].is_dropped = false;
    }
    keep_something(&mut passages);
    passages
}

fn characters<'a>(passages: impl Iterator<Item = &'a Passage>) -> usize {
    passages.map(|passage| passage.characters).sum()
}

fn set_suspects_aside(passages: &mut [Passage]) {
    let all = characters(passages.iter().filter(|passage| passage.is_prose()));
    let mut by_suspect: BTreeMap<NodeIndex, usize> = BTreeMap::new();
    for passage in passages.iter().filter(|passage| passage.is_prose()) {
        if let Some(suspect) = passage.suspect {
            *by_suspect.entry(suspect).or_default() += passage.characters;
        }
    }
    for passage in passages {
        let held = passage.suspect.and_then(|suspect| by_suspect.get(&suspect));
        let is_most = held.is_some_and(|&held| held as f64 > MOST * all as f64);
        passage.is_dropped = passage.suspect.is_some() && !is_most;
    }
}

/// Drops teasers: elements in a row that each begin with a headline which is a
/// link, with a line or two below it. A page that is mostly such, keeps them.
fn drop_teasers(tree: &Tree, passages: &mut [Passage]) {
    // The first passage below each element, and the characters there.
    let mut below: Vec<(Option<usize>, usize)> = vec![(None, 0); tree.len()];
    for (index, passage) in passages.iter().enumerate().filter(|(_, it)| !it.is_dropped) {
        let (first, characters) = &mut below[passage.node];
        first.get_or_insert(index);
        *characters += passage.characters;
    }
    for node in (1..tree.len()).rev() {
        let (first, characters) = below[node];
        let above = &mut below[tree.parent(node)];
        above.0 = above.0.into_iter().chain(first).min();
        above.1 += characters;
    }
    let is_teaser = |node: NodeIndex| {
        let (Some(first), characters) = below[node] else {
            return false;
        };
        let headline = &passages[first];
        headline.link_density() > 0.8
            && headline.characters >= TEASER_HEADLINE
            && characters <= LONGEST_TEASER
    };
    let mut teasers = vec![false; tree.len()];
    for node in 0..tree.len() {
        let children = tree.children(node).iter().copied();
        let with_text = children.filter(|&child| below[child].0.is_some());
        let (yes, no): (Vec<NodeIndex>, Vec<NodeIndex>) = with_text.partition(|&it| is_teaser(it));
        if yes.len() >= MENU && yes.len() >= 4 * no.len() {
            yes.into_iter().for_each(|child| teasers[child] = true);
        }
    }
    let found: Vec<usize> = (0..passages.len())
        .filter(|&index| !passages[index].is_dropped)
        .filter(|&index| {
            tree.ancestors(passages[index].node)
                .any(|node| teasers[node])
        })
        .collect();
    let prose = |of: &mut dyn Iterator<Item = &Passage>| -> usize {
        characters(of.filter(|passage| passage.is_prose() && !passage.is_dropped))
    };
    let held = prose(&mut found.iter().map(|&index| &passages[index]));
    if held as f64 <= MOST * prose(&mut passages.iter()) as f64 {
        found
            .into_iter()
            .for_each(|index| passages[index].is_dropped = true);
    }
}

/// Characters of prose below each element.
fn prose_by_element(tree: &Tree, passages: &[Passage]) -> Vec<usize> {
    let mut prose = vec![0; tree.len()];
    for passage in passages {
        if passage.is_prose() && !passage.is_dropped {
            prose[passage.node] += passage.characters;
        }
    }
    // Children stand after their parents.
    for node in (1..tree.len()).rev() {
        prose[tree.parent(node)] += prose[node];
    }
    prose
}

fn article(tree: &Tree, prose: &[usize], own_text: &[bool]) -> NodeIndex {
    let mut best = 0;
    let mut most = 0;
    for node in 1..tree.len() {
        let Some(element) = tree.element(node) else {
            continue;
        };
        let property = element.attribute("itemprop").unwrap_or("");
        let is_named = matches!(element.name.as_str(), "article" | "main")
            || element.attribute("role") == Some("main")
            || property.eq_ignore_ascii_case("articleBody");
        // Of equals, the innermost.
        if is_named
            && prose[node] as f64 >= NAMED * prose[0] as f64
            && prose[node] > 0
            && (prose[node] as f64 >= NEARLY_ALL * most as f64)
        {
            best = node;
            most = most.max(prose[node]);
        }
    }
    loop {
        let children = tree.children(best);
        let heir = children.iter().copied().find(|&child| {
            prose[child] > 0 && prose[child] as f64 >= MAIN_PART * prose[best] as f64
        });
        match heir {
            // A paragraph or a list is no place for an article, and what stands
            // beside one may belong to it.
            Some(heir)
                if !is_leaf(tree, heir)
                    && children
                        .iter()
                        .all(|&child| child == heir || !own_text[child]) =>
            {
                best = heir;
            }
            _ => return best,
        }
    }
}

/// Elements with prose or headings below them that are not mostly links.
fn with_own_text(tree: &Tree, passages: &[Passage]) -> Vec<bool> {
    let mut characters = vec![(0usize, 0usize, false); tree.len()];
    for passage in passages.iter().filter(|passage| !passage.is_dropped) {
        let sums = &mut characters[passage.node];
        sums.0 += passage.characters;
        sums.1 += passage.linked;
        sums.2 |= passage.is_prose() || (passage.level > 0 && passage.link_density() < 0.5);
    }
    for node in (1..tree.len()).rev() {
        let (all, linked, is_text) = characters[node];
        let sums = &mut characters[tree.parent(node)];
        sums.0 += all;
        sums.1 += linked;
        sums.2 |= is_text;
    }
    let is_own = |(all, linked, is_text)| is_text && 4 * linked < all;
    characters.into_iter().map(is_own).collect()
}

fn is_leaf(tree: &Tree, node: NodeIndex) -> bool {
    matches!(
        tree.name(node),
        "p" | "ul" | "ol" | "dl" | "table" | "blockquote" | "pre"
    )
}

/// The headline, where it stands above the article's element.
fn headline_outside(
    tree: &Tree,
    passages: &[Passage],
    article: NodeIndex,
    headline: Option<&str>,
) -> Option<usize> {
    let inside = |passage: &Passage| tree.ancestors(passage.node).any(|above| above == article);
    let first = passages.iter().position(inside)?;
    let is_first = |passage: &Passage| passage.level == 1;
    if passages
        .iter()
        .any(|passage| is_first(passage) && inside(passage))
    {
        return None;
    }
    let above = &passages[..first];
    let is_said = |passage: &Passage| headline.is_some_and(|said| same(said, &passage.text));
    let found = above
        .iter()
        .rposition(|passage| passage.level > 0 && is_said(passage));
    found.or_else(|| {
        above
            .iter()
            .rposition(|passage| is_first(passage) && !passage.is_dropped)
    })
}

fn same(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    letters(one) == letters(other)
}

fn drop_credits(passages: &mut [Passage]) {
    for passage in passages {
        let is_short = passage.characters < 120;
        let is_text = matches!(passage.kind, BlockKind::Heading | BlockKind::Caption);
        if (passage.is_credit && is_short && !is_text) || is_phrase(&passage.text) {
            passage.is_dropped = true;
        }
    }
}

/// Menus, and lines that are one link and no sentence.
fn drop_links(passages: &mut [Passage]) {
    let is_link: Vec<bool> = passages
        .iter()
        .map(|passage| {
            // Commas and bars between links belong to them.
            let is_bare = !passage.text.contains(char::is_alphanumeric);
            (is_bare || passage.link_density() > 0.8) && passage.level != 1
        })
        .collect();
    let mut start = 0;
    while start < passages.len() {
        let run = is_link[start..].iter().take_while(|&&link| link).count();
        for passage in &mut passages[start..start + run] {
            // Tables have cells with links in every row.
            let menu = if passage.kind == BlockKind::Cell {
                2 * MENU
            } else {
                MENU
            };
            let is_lone_line = passage.kind == BlockKind::Paragraph && passage.characters < 200;
            passage.is_dropped |= run >= menu || is_lone_line;
        }
        start += run.max(1);
    }
}

/// A heading over nothing but what was dropped goes too.
fn drop_empty_headings(passages: &mut [Passage]) {
    for index in (0..passages.len()).rev() {
        let level = passages[index].level;
        if level < 2 || passages[index].is_dropped {
            continue;
        }
        let mut below = passages[index + 1..]
            .iter()
            .take_while(|next| next.level == 0 || next.level > level)
            .peekable();
        if below.peek().is_some() && below.all(|next| next.is_dropped) {
            passages[index].is_dropped = true;
        }
    }
}

/// A page of a few lines may look like nothing but navigation; then everything
/// outside the asides counts, or at last everything.
fn keep_something(passages: &mut [Passage]) {
    if passages.iter().any(|passage| !passage.is_dropped) {
        return;
    }
    let all_suspect = passages.iter().all(|passage| passage.suspect.is_some());
    for passage in passages {
        passage.is_dropped = passage.suspect.is_some() && !all_suspect;
    }
}
