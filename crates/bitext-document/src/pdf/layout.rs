//! Letters into lines, lines into the order of reading.
//!
//! Letters that follow each other on a baseline make a run; runs at one height
//! make a row. A gutter is a place that many rows leave free with prose on both
//! sides of it: there the page has columns, which are read one after the other.
//! Rows that cross the gutter (titles, wide pictures' captions) part the page
//! above from the page below. Columns may have columns.

use crate::pdf::content::{Letter, Letters};
use crate::pdf::grid::take_grids;
use crate::pdf::references::{References, drop_references};

/// A gap between letters that is a space, as a share of their size.
const SPACE: f32 = 0.11;

/// A gap that ends a run.
const GAP: f32 = 1.3;

/// Narrowest gutter, in points.
const GUTTER: f32 = 7.0;

/// Most places where a gutter is looked for: one every three points on the largest
/// sheets.
const STEPS: f32 = 2000.0;

/// Fewest lines of a column.
const COLUMN: usize = 4;

/// Columns inside columns at most.
const DEEPEST: usize = 4;

/// A line of one column, or a cell of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) base: f32,
    pub(crate) size: f32,
    pub(crate) is_bold: bool,
    /// Which column of its page.
    pub(crate) region: usize,
    pub(crate) is_cell: bool,
    /// Whether borders show where the cell ends, so that its lines are a text.
    pub(crate) is_ruled: bool,
    /// Running heads, page numbers, stamps.
    pub(crate) is_boilerplate: bool,
}

/// A page in the order of reading.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) lines: Vec<Line>,
    pub(crate) height: f32,
    pub(crate) references: References,
}

impl Page {
    pub(crate) fn letters(&self) -> usize {
        let characters = self.lines.iter().flat_map(|line| line.text.chars());
        characters.filter(|c| c.is_alphanumeric()).count()
    }
}

pub(crate) fn lay_out(found: Letters) -> Page {
    let height = found.height;
    let (artifacts, mut letters): (Vec<Letter>, Vec<Letter>) = found
        .letters
        .into_iter()
        .partition(|letter| letter.is_artifact);
    let references = drop_references(&mut letters);
    let grids = take_grids(&mut letters, &found.rules, height);
    let mut order = Order::default();
    let mut below = rows(runs(letters));
    for grid in grids {
        let middle = f32::midpoint(grid.top, grid.bottom);
        let rest = below.split_off(below.partition_point(|row| row[0].base < middle));
        order.region(std::mem::replace(&mut below, rest), 0);
        for cell in grid.cells {
            order.add_cell(rows(runs(cell)));
        }
    }
    order.region(below, 0);
    let mut lines = order.lines;
    for run in runs(artifacts) {
        let mut line = line_of(vec![run], order.regions);
        line.is_boilerplate = true;
        lines.push(line);
    }
    lines.retain(|line| !line.text.is_empty());
    Page {
        lines,
        height,
        references,
    }
}

/// Letters that follow each other.
#[derive(Clone, Debug)]
struct Run {
    text: String,
    left: f32,
    right: f32,
    base: f32,
    size: f32,
    letters: usize,
    bold: usize,
}

fn runs(letters: Vec<Letter>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<Letter> = None;
    for letter in letters {
        let is_blank = letter.text.trim().is_empty();
        // Some programs embolden letters by printing them twice.
        let is_double = before.as_ref().is_some_and(|before| {
            before.text == letter.text
                && (before.left - letter.left).abs() < 0.1 * letter.size
                && (before.base - letter.base).abs() < 0.1 * letter.size
        });
        if is_double {
            continue;
        }
        before = Some(letter.clone());
        match runs.last_mut() {
            Some(run) if follows(run, &letter) => {
                let gap = letter.left - run.right;
                if gap > SPACE * run.size.min(letter.size) && !run.text.ends_with(' ') && !is_blank
                {
                    run.text.push(' ');
                }
                run.text.push_str(&letter.text);
                run.right = run.right.max(letter.right);
                if letter.size > run.size {
                    // A raised or lowered sign came first.
                    run.size = letter.size;
                    run.base = letter.base;
                }
                run.letters += 1;
                run.bold += usize::from(letter.is_bold);
            }
            _ if is_blank => {}
            _ => runs.push(Run {
                text: letter.text,
                left: letter.left,
                right: letter.right,
                base: letter.base,
                size: letter.size,
                letters: 1,
                bold: usize::from(letter.is_bold),
            }),
        }
    }
    runs.retain(|run| !run.text.trim().is_empty());
    runs
}

fn follows(run: &Run, letter: &Letter) -> bool {
    let size = run.size.max(letter.size);
    let gap = letter.left - run.right;
    let rise = (letter.base - run.base).abs();
    let is_note = letter.size < 0.85 * run.size || run.size < 0.85 * letter.size;
    let is_level = rise < 0.2 * size || (is_note && rise < 0.6 * size && gap < 0.4 * size);
    is_level && gap > -0.6 * size && gap < GAP * size
}

/// Runs at one height, from left to right.
type Row = Vec<Run>;

fn rows(mut runs: Vec<Run>) -> Vec<Row> {
    runs.sort_by(|one, other| {
        one.base
            .total_cmp(&other.base)
            .then(one.left.total_cmp(&other.left))
    });
    let mut rows: Vec<Row> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row) if (run.base - row[0].base).abs() < 0.4 * run.size.min(row[0].size) => {
                row.push(run);
            }
            _ => rows.push(vec![run]),
        }
    }
    for row in &mut rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
    }
    rows
}

#[derive(Default)]
struct Order {
    lines: Vec<Line>,
    regions: usize,
}

impl Order {
    fn region(&mut self, rows: Vec<Row>, depth: usize) {
        let gutter = if depth < DEEPEST { gutter(&rows) } else { None };
        let Some(x) = gutter else {
            self.add_lines(rows);
            return;
        };
        let mut rest = rows.into_iter().peekable();
        while let Some(first) = rest.next() {
            let is_crossed = crosses(&first, x);
            let mut stretch = vec![first];
            while let Some(row) = rest.next_if(|row| crosses(row, x) == is_crossed) {
                stretch.push(row);
            }
            if is_crossed || !has_columns(&stretch, x) {
                self.region(stretch, DEEPEST);
                continue;
            }
            let (left, right) = split(stretch, x);
            self.region(left, depth + 1);
            self.region(right, depth + 1);
        }
    }

    fn add_cell(&mut self, rows: Vec<Row>) {
        for row in rows {
            let mut line = line_of(row, self.regions);
            line.is_cell = true;
            line.is_ruled = true;
            self.lines.push(line);
        }
        self.regions += 1;
    }

    fn add_lines(&mut self, rows: Vec<Row>) {
        let region = self.regions;
        self.regions += 1;
        let parted: Vec<Vec<Vec<Run>>> = rows.into_iter().map(parts).collect();
        for (index, row) in parted.iter().enumerate() {
            // One wide gap is a badly set line; a table has rows of them.
            let is_beside = |other: Option<&Vec<Vec<Run>>>| other.is_some_and(|row| row.len() > 1);
            let before = index.checked_sub(1).and_then(|index| parted.get(index));
            let is_table = row.len() > 2
                || (row.len() == 2 && (is_beside(before) || is_beside(parted.get(index + 1))));
            if is_table {
                for part in row {
                    let mut line = line_of(part.clone(), region);
                    line.is_cell = true;
                    self.lines.push(line);
                }
            } else {
                self.lines.push(line_of(row.concat(), region));
            }
        }
    }
}

/// A row, cut where its gaps are wide.
fn parts(row: Row) -> Vec<Vec<Run>> {
    let mut parts: Vec<Vec<Run>> = Vec::new();
    for run in row {
        let is_apart = parts
            .last()
            .and_then(|part| part.last())
            .is_some_and(|last| {
                // A bullet or a number stands apart from its text.
                let is_marker = last.text.trim().chars().count() <= 3;
                run.left - last.right > 2.5 * run.size.max(last.size) && !is_marker
            });
        match parts.last_mut() {
            Some(part) if !is_apart => part.push(run),
            _ => parts.push(vec![run]),
        }
    }
    parts
}

fn crosses(row: &Row, x: f32) -> bool {
    row.iter().any(|run| run.left < x && run.right > x)
}

fn split(rows: Vec<Row>, x: f32) -> (Vec<Row>, Vec<Row>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in rows {
        let (before, behind): (Row, Row) = row.into_iter().partition(|run| run.right <= x);
        left.extend((!before.is_empty()).then_some(before));
        right.extend((!behind.is_empty()).then_some(behind));
    }
    (left, right)
}

/// The place that parts most rows into columns, if any does.
fn gutter(rows: &[Row]) -> Option<f32> {
    let runs = || rows.iter().flatten();
    let left = runs().map(|run| run.left).min_by(f32::total_cmp)?;
    let right = runs().map(|run| run.right).max_by(f32::total_cmp)?;
    let width = right - left;
    if width < 100.0 || rows.len() < COLUMN {
        return None;
    }
    // Nobody sees a sign that a damaged file puts a million pages aside.
    let stride = (width / STEPS).max(3.0);
    let steps = (width / stride) as usize;
    let mut best: Option<(usize, f32)> = None;
    for step in steps / 8..=steps * 7 / 8 {
        let x = left + stride * step as f32;
        let mut parted = 0;
        for stretch in rows.chunk_by(|one, other| crosses(one, x) == crosses(other, x)) {
            if !crosses(&stretch[0], x) && has_columns(stretch, x) {
                parted += stretch.len();
            }
        }
        if parted > best.map_or(0, |(most, _)| most) {
            best = Some((parted, x));
        }
    }
    best.map(|(_, x)| x)
}

/// Whether rows have prose on both sides of a place, and a gutter there.
fn has_columns(rows: &[Row], x: f32) -> bool {
    let mut left: Vec<&Run> = Vec::new();
    let mut right: Vec<&Run> = Vec::new();
    for run in rows.iter().flatten() {
        if run.right <= x {
            left.push(run);
        } else {
            right.push(run);
        }
    }
    if left.len() < COLUMN || right.len() < COLUMN {
        return false;
    }
    let edge = |runs: &[&Run], of: fn(&Run) -> f32, most: bool| {
        let values = runs.iter().map(|run| of(run));
        let found = if most {
            values.max_by(f32::total_cmp)
        } else {
            values.min_by(f32::total_cmp)
        };
        found.unwrap_or(0.0)
    };
    let inner_left = edge(&left, |run| run.right, true);
    let inner_right = edge(&right, |run| run.left, false);
    if inner_right - inner_left < GUTTER {
        return false;
    }
    let is_prose = |runs: &[&Run], from: f32, to: f32| {
        // Cells of a table are short and end anywhere; lines of prose fill
        // their column.
        let mut widths: Vec<f32> = runs.iter().map(|run| run.right - run.left).collect();
        widths.sort_by(f32::total_cmp);
        let letters: usize = runs.iter().map(|run| run.text.chars().count()).sum();
        widths[widths.len() / 2] > 0.55 * (to - from) && letters > 14 * runs.len()
    };
    let outer_left = edge(&left, |run| run.left, false);
    let outer_right = edge(&right, |run| run.right, true);
    is_prose(&left, outer_left, inner_left) && is_prose(&right, inner_right, outer_right)
}

fn line_of(runs: Vec<Run>, region: usize) -> Line {
    let mut text = String::new();
    for run in &runs {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(run.text.trim());
    }
    let letters: usize = runs.iter().map(|run| run.letters).sum();
    let bold: usize = runs.iter().map(|run| run.bold).sum();
    let longest = runs.iter().max_by_key(|run| run.letters);
    let (base, size) = longest.map_or((0.0, 0.0), |run| (run.base, run.size));
    Line {
        text: plain(&text),
        left: runs.first().map_or(0.0, |run| run.left),
        right: runs.last().map_or(0.0, |run| run.right),
        base,
        size,
        is_bold: 10 * bold > 9 * letters,
        region,
        is_cell: false,
        is_ruled: false,
        is_boilerplate: false,
    }
}

/// Text without ligatures and doubled spaces.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            'ﬅ' | 'ﬆ' => plain.push_str("st"),
            c if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(if c == '\u{a0}' { c } else { ' ' });
                }
            }
            c if c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::content::tests::write;

    fn texts(letters: Vec<Letter>) -> Vec<String> {
        let page = lay_out(Letters {
            letters,
            height: 800.0,
            ..Letters::default()
        });
        page.lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_below_a_title() {
        let mut letters = Vec::new();
        write(&mut letters, 150.0, 50.0, "A title across both columns");
        for row in 0..6 {
            let base = 80.0 + 12.0 * row as f32;
            write(
                &mut letters,
                50.0,
                base,
                &format!("left column has line {row}"),
            );
            write(
                &mut letters,
                300.0,
                base,
                &format!("right column has line {row}"),
            );
        }
        let found = texts(letters);
        assert_eq!(found[0], "A title across both columns");
        assert_eq!(found[6], "left column has line 5");
        assert_eq!(found[7], "right column has line 0");
    }

    /// Each place of a gutter tried would take hours.
    #[test]
    fn a_letter_far_off_the_page_takes_no_time() {
        let mut letters = Vec::new();
        for row in 0..8 {
            write(&mut letters, 50.0, 80.0 + 12.0 * row as f32, "left");
        }
        write(&mut letters, 1e15, 80.0, "x");
        let found = texts(letters);
        assert_eq!(found[..2], ["left x", "left"]);
    }

    #[test]
    fn rows_of_a_table_stay_together() {
        let mut letters = Vec::new();
        for row in 0..6 {
            let base = 80.0 + 12.0 * row as f32;
            write(&mut letters, 50.0, base, &format!("oats {row}"));
            write(&mut letters, 300.0, base, "12.5");
        }
        assert_eq!(texts(letters)[..3], ["oats 0", "12.5", "oats 1"]);
    }

    #[test]
    fn gaps_are_spaces_and_double_printing_is_not_seen() {
        let mut letters = Vec::new();
        write(&mut letters, 50.0, 80.0, "two");
        write(&mut letters, 71.0, 80.0, "words");
        let doubled = letters
            .iter()
            .flat_map(|letter| [letter.clone(), letter.clone()])
            .collect();
        assert_eq!(texts(doubled), ["two words"]);
    }
}
