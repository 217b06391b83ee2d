//! Which passages of a page are its article?
//!
//! First goes what is plainly something else: boxes (`boxes`) and rows of
//! teasers or comments (`rows`). Then the smallest element that holds nearly
//! all of the prose left is the article; an element that calls itself one is
//! believed sooner. Inside it, what stands before the headline and around the
//! text goes (`edges`), and last, passages that are only links, or invitations.
//! Linear in the page, but for its depth.

use bitext_core::BlockKind;

use crate::html::flow::{Page, Passage};
use crate::html::held::{Held, held};
use crate::html::names::is_phrase;
use crate::html::{boxes, edges, rows};
use crate::markup::{NodeIndex, Tree};

/// The share of the prose that the article's element has to hold.
const NEARLY_ALL: f64 = 0.95;

/// The same where all that stands beside it is full of links.
const MAIN_PART: f64 = 0.7;

/// The same for an element that calls itself an article.
const NAMED: f64 = 0.4;

/// The same for the only element that a page calls the body of its article.
const SAID: f64 = 0.2;

/// So many passages of links in a row are a menu.
const MENU: usize = 3;

/// A headline says so much at least.
const HEADLINE: usize = 8;

/// The passages of a page, with those dropped that do not belong to its
/// article; and its headline, where it is found.
pub(crate) fn choose(
    tree: &Tree,
    page: Page,
    stated: Option<&str>,
) -> (Vec<Passage>, Option<String>) {
    let mut page = page;
    boxes::drop_suspects(tree, &mut page);
    let mut passages = page.passages;
    boxes::drop_labelled(tree, &mut passages);
    rows::drop_rows(tree, &mut passages);
    let sums = held(tree, &passages);
    let article = article(tree, &sums);
    let headline = headline(tree, &passages, article, stated);
    for (index, passage) in passages.iter_mut().enumerate() {
        let is_above = headline.is_some_and(|at| index < at);
        passage.is_dropped |=
            is_above || !tree.ancestors(passage.node).any(|above| above == article);
    }
    if let Some(at) = headline {
        passages[at].is_dropped = false;
        passages[at].kind = BlockKind::Heading;
        passages[at].level = 1;
    }
    edges::trim(tree, &mut passages, article, |node, sums| {
        is_leaf(tree, node, sums)
    });
    drop_credits(&mut passages);
    drop_links(&mut passages);
    drop_empty_headings(&mut passages);
    keep_something(&mut passages);
    let headline = headline.map(|at| passages[at].text.clone());
    (passages, headline)
}

fn article(tree: &Tree, sums: &[Held]) -> NodeIndex {
    let share = |node: NodeIndex, of: usize| sums[node].prose as f64 / of.max(1) as f64;
    let says_body = |node: &NodeIndex| {
        let property = tree.attribute(*node, "itemprop").unwrap_or("");
        property.eq_ignore_ascii_case("articleBody") && sums[*node].prose > 0
    };
    let mut best = 0;
    let mut most = 0;
    for node in 1..tree.len() {
        let Some(element) = tree.element(node) else {
            continue;
        };
        let is_named = matches!(element.name.as_str(), "article" | "main")
            || element.attribute("role") == Some("main")
            || says_body(&node);
        // Of equals, the innermost.
        if is_named
            && sums[node].prose > 0
            && share(node, sums[0].prose) >= NAMED
            && share(node, most) >= NEARLY_ALL
        {
            best = node;
            most = most.max(sums[node].prose);
        }
    }
    let mut bodies = (1..tree.len()).filter(says_body);
    // A page may hold more of other articles than of its own, and yet say once
    // which is its own.
    if let (0, Some(body), None) = (best, bodies.next(), bodies.next())
        && share(body, sums[0].prose) >= SAID
    {
        best = body;
    }
    loop {
        let children = tree.children(best);
        let heir = children.iter().position(|&child| {
            sums[child].prose > 0 && share(child, sums[best].prose) >= MAIN_PART
        });
        let Some(at) = heir else {
            return best;
        };
        // A paragraph or a list is no place for an article, and what stands
        // beside one may belong to it: headings above it, sentences anywhere.
        let belongs = |(index, &child): (usize, &NodeIndex)| {
            let held = &sums[child];
            index != at
                && ((held.is_running() && held.prose > 0)
                    || (index < at && held.has_heading && 4 * held.linked < held.characters))
        };
        if is_leaf(tree, children[at], sums) || children.iter().enumerate().any(belongs) {
            return best;
        }
        best = children[at];
    }
}

/// Elements that an article is not inside of, but which it holds. A table with
/// paragraphs in its cells is a layout.
fn is_leaf(tree: &Tree, node: NodeIndex, sums: &[Held]) -> bool {
    match tree.name(node) {
        "p" | "ul" | "ol" | "dl" | "blockquote" | "pre" => true,
        "table" => sums[node].outside_cells == 0,
        _ => false,
    }
}

/// The place of the headline: the last passage before the prose that says what
/// the page's title says; else the heading of the first level that stands above
/// the article or in it before its prose.
fn headline(
    tree: &Tree,
    passages: &[Passage],
    article: NodeIndex,
    stated: Option<&str>,
) -> Option<usize> {
    let inside = |passage: &Passage| tree.ancestors(passage.node).any(|above| above == article);
    let is_text = |passage: &Passage| passage.is_prose() && !passage.is_dropped && inside(passage);
    let is_said =
        |passage: &Passage| stated.is_some_and(|stated| says_title(stated, &passage.text));
    // A headline that is a sentence looks like prose.
    let start = passages
        .iter()
        .position(|passage| is_text(passage) && !is_said(passage))?;
    let above = &passages[..start];
    let stands = |passage: &Passage| passage.level > 0 || !passage.is_dropped;
    let is_first = |passage: &Passage| passage.level == 1 && !passage.is_dropped;
    let by_level = |level: &dyn Fn(&Passage) -> bool| {
        above
            .iter()
            .rposition(|passage| level(passage) && is_said(passage))
    };
    by_level(&|passage| passage.level == 1)
        .or_else(|| by_level(&|passage| stands(passage) && passage.link_density() < 0.5))
        .or_else(|| by_level(&|passage| passage.level > 0))
        .or_else(|| above.iter().rposition(is_first))
}

/// Whether a title is these words, alone or beside the name of the site.
fn says_title(title: &str, words: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let said = letters(words);
    if said.chars().count() < HEADLINE {
        return !said.is_empty() && said == letters(title);
    }
    // The parts of a title stand between bars, dashes and the like.
    let mut cuts = vec![0];
    for (at, _) in title.match_indices(is_bar) {
        cuts.push(at);
    }
    cuts.push(title.len());
    let whole = letters(title);
    let mut parts = cuts
        .iter()
        .skip(1)
        .flat_map(|&at| [&title[..at], &title[at..]]);
    whole == said || parts.any(|part| letters(part) == said)
}

fn is_bar(character: char) -> bool {
    matches!(
        character,
        '|' | '-' | '–' | '—' | '·' | '•' | ':' | '/' | '»' | '«' | '.'
    )
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
