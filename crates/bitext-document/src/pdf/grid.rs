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
    let mut cells: BTreeMap<Borders, Vec<Letter>> = BTreeMap::new();
    let mut outside = Vec::new();
    for letter in letters.drain(..) {
        match sides.around(&letter) {
            Some(cell) if sides.height(cell) < TALLEST * height => {
                cells.entry(cell).or_default().push(letter);
            }
            _ => outside.push(letter),
        }
    }
    cells.retain(|_, letters| {
        let is_blank = letters.iter().all(|letter| letter.text.trim().is_empty());
        if is_blank {
            outside.append(letters);
        }
        !is_blank
    });
    let mut grids = Vec::new();
    for table in tables(cells) {
        let is_table = table.len() > 1;
        let grid = sides.grid(table);
        // Text beside a table has an order of its own.
        let is_beside = |letter: &Letter| {
            letter.base > grid.top && letter.base < grid.bottom && !letter.text.trim().is_empty()
        };
        if is_table && !outside.iter().any(is_beside) {
            grids.push(grid);
        } else {
            outside.extend(grid.cells.into_iter().flatten());
        }
    }
    *letters = outside;
    grids.sort_by(|one, other| one.top.total_cmp(&other.top));
    grids
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
        if let (Some(top), Some(bottom)) = (end_at(rule.from), end_at(rule.to)) {
            let sides = [top.from.max(bottom.from), top.to.min(bottom.to)];
            all.extend(sides.map(|at| Rule { at, ..*rule }));
        }
    }
    all
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
fn tables(cells: BTreeMap<Borders, Vec<Letter>>) -> Vec<Vec<(Borders, Vec<Letter>)>> {
    let mut left: Vec<(Borders, Vec<Letter>)> = cells.into_iter().collect();
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

    fn grid(&self, table: Vec<(Borders, Vec<Letter>)>) -> Grid {
        let tops = table.iter().map(|&(cell, _)| at(&self.level, cell[0]));
        let bottoms = table.iter().map(|&(cell, _)| at(&self.level, cell[2]));
        Grid {
            top: tops.min_by(f32::total_cmp).unwrap_or_default(),
            bottom: bottoms.max_by(f32::total_cmp).unwrap_or_default(),
            cells: table.into_iter().map(|(_, letters)| letters).collect(),
        }
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
    fn text_beside_a_table_leaves_it_alone() {
        let mut letters = machine();
        write(&mut letters, 420.0, 92.0, "beside");
        let all = letters.len();
        let grids = take_grids(&mut letters, &borders(&[70.0, 98.0, 130.0]), 800.0);
        assert!(grids.is_empty());
        assert_eq!(letters.len(), all);
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
