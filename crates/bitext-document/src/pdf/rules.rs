//! Rules: the straight lines that a page draws, level or upright.
//!
//! Programs draw the borders of a table as lines or as thin filled rectangles.
//! Curves, slanted lines and areas are no rules.

/// Thickest line that is a rule and no area, in points.
const THICKEST: f32 = 3.0;

/// Shortest rule; the sides of a row are no shorter.
const SHORTEST: f32 = 5.0;

/// Most rules of a page. Drawings and maps have more, and no tables.
const MOST: usize = 5_000;

/// Most points of a path.
const MOST_POINTS: usize = 10_000;

/// A level or upright line, in points from the top left corner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) is_level: bool,
    /// How far down a level rule lies, how far to the right an upright one.
    pub(crate) at: f32,
    /// Where it begins and ends in the other direction.
    pub(crate) from: f32,
    pub(crate) to: f32,
}

type Point = (f32, f32);

/// A path that is not painted yet: runs of points joined by straight lines.
#[derive(Debug, Default)]
pub(crate) struct Path {
    runs: Vec<Vec<Point>>,
    points: usize,
}

impl Path {
    pub(crate) fn move_to(&mut self, point: Point) {
        if self.points < MOST_POINTS {
            self.points += 1;
            self.runs.push(vec![point]);
        }
    }

    pub(crate) fn line_to(&mut self, point: Point) {
        if self.points < MOST_POINTS
            && let Some(run) = self.runs.last_mut()
        {
            self.points += 1;
            run.push(point);
        }
    }

    pub(crate) fn close(&mut self) {
        let first = self.runs.last().and_then(|run| run.first()).copied();
        if let Some(first) = first {
            self.line_to(first);
        }
    }

    /// Draws the lines of the path.
    pub(crate) fn stroke(&self, rules: &mut Vec<Rule>) {
        for run in &self.runs {
            for pair in run.windows(2) {
                add(pair, rules);
            }
        }
    }

    /// Fills the areas of the path, of which thin ones are rules.
    pub(crate) fn fill(&self, rules: &mut Vec<Rule>) {
        for run in &self.runs {
            add(run, rules);
        }
    }
}

/// Adds the rule that points span, if they span one.
fn add(points: &[Point], rules: &mut Vec<Rule>) {
    let edges = |of: fn(&Point) -> f32| {
        let values = || points.iter().map(of);
        Some((
            values().min_by(f32::total_cmp)?,
            values().max_by(f32::total_cmp)?,
        ))
    };
    let (Some((left, right)), Some((top, bottom))) = (edges(|it| it.0), edges(|it| it.1)) else {
        return;
    };
    let (width, height) = (right - left, bottom - top);
    let is_level = height <= THICKEST && width >= SHORTEST;
    let is_upright = width <= THICKEST && height >= SHORTEST;
    if (is_level || is_upright) && rules.len() <= MOST {
        rules.push(if is_level {
            Rule {
                is_level,
                at: f32::midpoint(top, bottom),
                from: left,
                to: right,
            }
        } else {
            Rule {
                is_level,
                at: f32::midpoint(left, right),
                from: top,
                to: bottom,
            }
        });
    }
}

/// Whether a page has more rules than a page of tables.
pub(crate) fn is_drawing(rules: &[Rule]) -> bool {
    rules.len() > MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_thin_areas_are_rules() {
        let mut path = Path::default();
        path.move_to((10.0, 20.0));
        path.line_to((110.0, 20.0));
        path.line_to((110.0, 80.0));
        path.line_to((30.0, 30.0));
        let mut rules = Vec::new();
        path.stroke(&mut rules);
        let found: Vec<_> = rules.iter().map(|rule| (rule.is_level, rule.at)).collect();
        assert_eq!(found, [(true, 20.0), (false, 110.0)]);

        let mut thin = Path::default();
        thin.move_to((50.0, 10.0));
        thin.line_to((51.0, 10.0));
        thin.line_to((51.0, 90.0));
        thin.line_to((50.0, 90.0));
        thin.close();
        rules.clear();
        thin.fill(&mut rules);
        path.fill(&mut rules);
        assert_eq!(rules.len(), 1);
        assert!(!rules[0].is_level);
    }
}
