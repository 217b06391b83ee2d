//! Cells of tables that have borders.
//!
//! The nearest rules above, below, to the left and to the right of a letter are
//! the borders of its cell, whatever the table looks like. Cells that touch make
//! a table. A lone box is none: it may be a frame around anything. A table may be open at
//! its sides: where an upright rule stands between level ones, these end at a border.

use std::collections::BTreeMap;

use crate::pdf::content::Letter;
use crate::pdf::rules::{Rule, is_drawing};

/// How far borders that meet may miss each other, in points.
const SLACK: f32 = 2.0;

/// Most pairs of a letter and a rule that are compared on a page.
const MOST_PAIRS: usize = 20_000_000;

/// How far letters of a word lie apart at most, as a share of their size; and where the
/// next one lies in another cell.
const LOOSE: f32 = 0.1;
const TIGHT: f32 = 0.015;

/// Fewest level rules of a table that is open at its sides.
const OPEN_ROWS: usize = 3;

/// Tallest cell, as a share of the page: what is taller frames the page.
const TALLEST: f32 = 0.5;

/// A table: its letters by cell, in the order of reading.
#[derive(Debug)]
pub(crate) struct Grid {
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    pub(crate) cells: Vec<Vec<Letter>>,
}

/// Borders by their place: top, left, bottom, right.
type Borders = [usize; 4];

/// Takes the letters of tables out of those of a page.
pub(crate) fn take_grids(letters: &mut Vec<Letter>, rules: &[Rule], height: f32) -> Vec<Grid> {
    if is_drawing(rules) || letters.len().saturating_mul(rules.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let sides = Sides::of(&with_open_sides(rules));
    let cells = cells(letters, &sides, height);
    let mut is_outside = vec![true; letters.len()];
    cells
        .values()
        .flatten()
        .for_each(|&at| is_outside[at] = false);
    let mut found = Vec::new();
    for table in tables(cells) {
        let (top, bottom) = sides.span(&table);
        // Text beside a table has an order of its own.
        let is_beside = |(letter, is_outside): (&Letter, &bool)| {
            *is_outside
                && letter.base > top
                && letter.base < bottom
                && !letter.text.trim().is_empty()
        };
        let is_table = table.len() > 1 && !letters.iter().zip(&is_outside).any(is_beside);
        let places = table.into_iter().map(|(_, places)| places);
        if is_table {
            found.push((top, bottom, places.collect::<Vec<_>>()));
        } else {
            places.flatten().for_each(|at| is_outside[at] = true);
        }
    }
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    // What is no table stays where it stood.
    let mut slots: Vec<Option<Letter>> = letters.drain(..).map(Some).collect();
    let mut take = |places: Vec<usize>| {
        places
            .into_iter()
            .filter_map(|at| slots[at].take())
            .collect()
    };
    let grids = found.into_iter().map(|(top, bottom, cells)| Grid {
        top,
        bottom,
        cells: cells.into_iter().map(&mut take).collect(),
    });
    let grids = grids.collect();
    letters.extend(slots.into_iter().flatten());
    grids
}

/// Places of the letters of each cell with something visible in it.
fn cells(letters: &[Letter], sides: &Sides, height: f32) -> BTreeMap<Borders, Vec<usize>> {
    let mut cells: BTreeMap<Borders, Vec<usize>> = BTreeMap::new();
    let mut before: Option<(&Letter, Borders)> = None;
    for (at, letter) in letters.iter().enumerate() {
        let around = sides.around(letter);
        let around = around.filter(|&cell| sides.height(cell) < TALLEST * height);
        // A word that is too long for its cell runs over the border; into the next cell
        // only if nothing at all parts its letters.
        let most = if around.is_some() { TIGHT } else { LOOSE };
        let overflown = before
            .take()
            .filter(|(last, _)| is_glued(last, letter, most));
        if let Some(cell) = overflown.map(|(_, cell)| cell).or(around) {
            before = Some((letter, cell));
            cells.entry(cell).or_default().push(at);
        }
    }
    let is_visible = |&at: &usize| !letters[at].text.trim().is_empty();
    cells.retain(|_, places| places.iter().any(is_visible));
    cells
}

/// Whether a letter goes on with the word of the one before it, at most a share of the
/// size away.
fn is_glued(last: &Letter, letter: &Letter, most: f32) -> bool {
    let size = last.size;
    (letter.base - last.base).abs() < 0.1 * size
        && (letter.left - last.right).abs() < most * size
        && !letter.text.trim().is_empty()
        && !last.text.trim().is_empty()
}

/// The rules, and upright ones at the ends of the level rules between which an upright
/// rule stands, as tall as that.
fn with_open_sides(rules: &[Rule]) -> Vec<Rule> {
    let lines = level_lines(rules);
    let mut all = rules.to_vec();
    for rule in rules.iter().filter(|rule| !rule.is_level) {
        let is_inside = |line: &&Rule| line.from + SLACK < rule.at && rule.at < line.to - SLACK;
        let end_at = |end: f32| {
            let first = lines.partition_point(|line| line.at < end - SLACK);
            let near = lines[first..].iter();
            let mut near = near.take_while(|line| line.at <= end + SLACK);
            near.find(is_inside)
        };
        if let (Some(top), Some(bottom)) = (end_at(rule.from), end_at(rule.to))
            && crossed(rules, &lines, rule) >= OPEN_ROWS
        {
            let sides = [top.from.max(bottom.from), top.to.min(bottom.to)];
            all.extend(sides.map(|at| Rule { at, ..*rule }));
        }
    }
    all
}

/// How many level rules an upright one and those above and below it cross or touch: two are
/// a frame around columns.
fn crossed(rules: &[Rule], lines: &[Rule], rule: &Rule) -> usize {
    let stack = rules
        .iter()
        .filter(|other| !other.is_level && (other.at - rule.at).abs() < SLACK);
    let (top, bottom) = stack.fold((rule.from, rule.to), |(top, bottom), other| {
        (top.min(other.from), bottom.max(other.to))
    });
    let is_crossed = |line: &&Rule| {
        line.at > top - SLACK
            && line.at < bottom + SLACK
            && line.from < rule.at
            && rule.at < line.to
    };
    lines.iter().filter(is_crossed).count()
}

/// Level rules from the top down, those that touch end to end as one.
fn level_lines(rules: &[Rule]) -> Vec<Rule> {
    let mut level: Vec<Rule> = rules.iter().copied().filter(|rule| rule.is_level).collect();
    level.sort_by(|one, other| {
        one.at
            .total_cmp(&other.at)
            .then(one.from.total_cmp(&other.from))
    });
    let mut lines: Vec<Rule> = Vec::new();
    for rule in level {
        match lines.last_mut() {
            Some(line) if rule.at - line.at < 0.5 && rule.from <= line.to + SLACK => {
                line.to = line.to.max(rule.to);
            }
            _ => lines.push(rule),
        }
    }
    lines
}

/// Cells that touch each other, directly or through others.
fn tables(cells: BTreeMap<Borders, Vec<usize>>) -> Vec<Vec<(Borders, Vec<usize>)>> {
    let mut left: Vec<(Borders, Vec<usize>)> = cells.into_iter().collect();
    let mut tables = Vec::new();
    while !left.is_empty() {
        let mut table = vec![left.remove(0)];
        let mut seen = 0;
        while let Some(&(cell, _)) = table.get(seen) {
            seen += 1;
            let (near, far): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|&(other, _)| touch(cell, other));
            table.extend(near);
            left = far;
        }
        table.sort_by_key(|&(cell, _)| cell);
        tables.push(table);
    }
    tables
}

/// Whether two cells share a part of a border.
fn touch(one: Borders, other: Borders) -> bool {
    let [top, left, bottom, right] = one;
    let [other_top, other_left, other_bottom, other_right] = other;
    let is_beside = right == other_left || left == other_right;
    let is_below = bottom == other_top || top == other_bottom;
    let same_rows = top < other_bottom && other_top < bottom;
    let same_columns = left < other_right && other_left < right;
    is_beside && same_rows || is_below && same_columns
}

/// The rules of a page, and the places that they lie at.
struct Sides {
    level: Vec<f32>,
    /// Rules with the index of their place.
    rules: Vec<(usize, Rule)>,
}

impl Sides {
    fn of(rules: &[Rule]) -> Self {
        let places = |is_level: bool| {
            let of_kind = rules.iter().filter(|rule| rule.is_level == is_level);
            let mut places: Vec<f32> = of_kind.map(|rule| rule.at).collect();
            places.sort_by(f32::total_cmp);
            places.dedup_by(|later, kept| *later - *kept < SLACK);
            places
        };
        let (level, upright) = (places(true), places(false));
        let place = |rule: &Rule| {
            let places = if rule.is_level { &level } else { &upright };
            places
                .partition_point(|&at| at <= rule.at)
                .saturating_sub(1)
        };
        let rules = rules.iter().map(|rule| (place(rule), *rule)).collect();
        Self { level, rules }
    }

    /// The borders around a letter, if it has one on every side.
    fn around(&self, letter: &Letter) -> Option<Borders> {
        let x = f32::midpoint(letter.left, letter.right);
        let y = letter.base - 0.3 * letter.size;
        let [mut top, mut left, mut bottom, mut right] = [None; 4];
        for (place, rule) in &self.rules {
            let (here, across) = if rule.is_level { (y, x) } else { (x, y) };
            if across < rule.from - SLACK || across > rule.to + SLACK {
                continue;
            }
            let (before, behind) = if rule.is_level {
                (&mut top, &mut bottom)
            } else {
                (&mut left, &mut right)
            };
            if rule.at <= here {
                *before = (*before).max(Some(*place));
            } else {
                *behind = Some(behind.map_or(*place, |other: usize| other.min(*place)));
            }
        }
        Some([top?, left?, bottom?, right?])
    }

    fn height(&self, [top, _, bottom, _]: Borders) -> f32 {
        at(&self.level, bottom) - at(&self.level, top)
    }

    /// The top and the bottom of a table.
    fn span(&self, table: &[(Borders, Vec<usize>)]) -> (f32, f32) {
        let tops = table.iter().map(|(cell, _)| at(&self.level, cell[0]));
        let bottoms = table.iter().map(|(cell, _)| at(&self.level, cell[2]));
        (
            tops.min_by(f32::total_cmp).unwrap_or_default(),
            bottoms.max_by(f32::total_cmp).unwrap_or_default(),
        )
    }
}

fn at(places: &[f32], index: usize) -> f32 {
    places.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::content::tests::write;

    /// Rules around two columns, and level ones at these places.
    fn borders(level: &[f32]) -> Vec<Rule> {
        let (top, bottom) = (level[0], level[level.len() - 1]);
        let upright = [40.0, 200.0, 400.0].map(|at| Rule {
            is_level: false,
            at,
            from: top,
            to: bottom,
        });
        let level = level.iter().map(|&at| Rule {
            is_level: true,
            at,
            from: 40.0,
            to: 400.0,
        });
        level.chain(upright).collect()
    }

    fn cells(grids: &[Grid]) -> Vec<String> {
        let cells = grids.iter().flat_map(|grid| &grid.cells);
        let text = |cell: &Vec<Letter>| cell.iter().map(|letter| letter.text.as_str()).collect();
        cells.map(text).collect()
    }

    fn machine() -> Vec<Letter> {
        let mut letters = Vec::new();
        for (left, base, text) in [
            (50.0, 50.0, "Above"),
            (50.0, 80.0, "The pump is "),
            (210.0, 86.0, "Close it."),
            (50.0, 92.0, "loud."),
            (50.0, 110.0, "It drips."),
            (210.0, 110.0, "Call us "),
            (210.0, 122.0, "at once."),
            (50.0, 150.0, "Below"),
        ] {
            write(&mut letters, left, base, text);
        }
        letters
    }

    #[test]
    fn borders_keep_the_lines_of_a_cell_together() {
        let mut letters = machine();
        let grids = take_grids(&mut letters, &borders(&[70.0, 98.0, 130.0]), 800.0);
        assert_eq!(
            cells(&grids),
            [
                "The pump is loud.",
                "Close it.",
                "It drips.",
                "Call us at once."
            ]
        );
        assert_eq!(letters.len(), "AboveBelow".len());
    }

    #[test]
    fn a_table_may_be_open_at_its_sides() {
        let mut letters = machine();
        let mut rules = borders(&[70.0, 98.0, 130.0]);
        rules.retain(|rule| rule.is_level || rule.at == 200.0);
        let found = cells(&take_grids(&mut letters, &rules, 800.0));
        assert_eq!(found.len(), 4, "{found:?}");
        // Rules above and below the rows alone tell no columns.
        rules.retain(|rule| rule.is_level);
        assert!(take_grids(&mut machine(), &rules, 800.0).is_empty());
    }

    #[test]
    fn a_word_may_run_over_the_border_of_its_cell() {
        let mut letters = machine();
        write(&mut letters, 370.0, 110.0, "overflown");
        let last = letters.last().unwrap();
        assert!(last.left > 400.0, "{last:?}");
        let found = cells(&take_grids(
            &mut letters,
            &borders(&[70.0, 98.0, 130.0]),
            800.0,
        ));
        assert_eq!(found[3], "Call us at once.overflown");
    }

    #[test]
    fn text_beside_a_table_leaves_it_alone() {
        let mut letters = machine();
        write(&mut letters, 420.0, 92.0, "beside");
        let grids = take_grids(&mut letters, &borders(&[70.0, 98.0, 130.0]), 800.0);
        assert!(grids.is_empty());
        let text = |letters: &[Letter]| -> String {
            letters.iter().map(|letter| letter.text.as_str()).collect()
        };
        let mut as_it_was = machine();
        write(&mut as_it_was, 420.0, 92.0, "beside");
        assert_eq!(text(&letters), text(&as_it_was));
    }

    #[test]
    fn frames_are_no_tables() {
        for level in [&[10.0, 790.0][..], &[70.0, 100.0]] {
            let mut letters = machine();
            letters.retain(|letter| letter.right < 200.0);
            let grids = take_grids(&mut letters, &borders(level), 800.0);
            assert!(grids.is_empty(), "{level:?}");
        }
    }
}
