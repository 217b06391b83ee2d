//! Where rules would break: the next place of each, kept in step.
//!
//! As the Java engine does it. Each rule looks for what stands before a break
//! with a search that goes on behind the match before. A break moves every
//! search whose match began in the segment before it to the new segment, where
//! nothing before is seen any more.

use crate::pattern::{Found, Matcher};

/// A rule that breaks.
#[derive(Debug)]
pub(crate) struct BreakRule {
    /// Index of the rule.
    pub(crate) rule: usize,
    /// What stands before.
    pub(crate) before: Matcher,
    /// What stands behind.
    pub(crate) after: Matcher,
    /// Whether nothing has to stand before.
    pub(crate) only_after: bool,
}

/// The searches of all rules in a text.
pub(crate) struct Breaks<'text, G> {
    text: &'text str,
    searches: Vec<Search<'text>>,
    gave_up: G,
}

struct Search<'text> {
    rule: &'text BreakRule,
    /// Where the part of the text starts that the search sees.
    region: usize,
    /// The match: where it starts, and where the break would be.
    start: usize,
    at: usize,
}

impl<'text, G: Fn(usize)> Breaks<'text, G> {
    pub(crate) fn new(rules: &'text [BreakRule], text: &'text str, gave_up: G) -> Self {
        let mut breaks = Self {
            text,
            searches: Vec::with_capacity(rules.len()),
            gave_up,
        };
        for rule in rules {
            let mut search = Search {
                rule,
                region: 0,
                start: 0,
                at: 0,
            };
            if breaks.find(&mut search, 0) {
                breaks.searches.push(search);
            }
        }
        breaks
    }

    /// The first place and the first rule that would break there.
    pub(crate) fn first(&self) -> Option<(usize, usize)> {
        // Rules are in order, and the first of several smallest is taken.
        let first = self.searches.iter().min_by_key(|search| search.at)?;
        Some((first.at, first.rule.rule))
    }

    /// Starts a segment at `at`.
    pub(crate) fn cut(&mut self, at: usize) {
        self.update(|search| (search.start < at).then_some((at, at)));
    }

    /// Moves every search past `at`.
    pub(crate) fn pass(&mut self, at: usize) {
        self.update(|search| {
            let is_empty = search.start == search.at;
            (search.at <= at).then_some((search.region, search.at + usize::from(is_empty)))
        });
    }

    /// Searches again where `from` says so, in a region from a place; again
    /// until it is content. Searches that find nothing any more are dropped.
    fn update(&mut self, from: impl Fn(&Search<'_>) -> Option<(usize, usize)>) {
        let mut searches = std::mem::take(&mut self.searches);
        searches.retain_mut(|search| {
            while let Some((region, at)) = from(search) {
                let is_cut = search.region != region;
                search.region = region;
                if !self.find(search, at) {
                    return false;
                }
                if is_cut {
                    break;
                }
            }
            true
        });
        self.searches = searches;
    }

    /// Finds the next place of a search at or behind `from`.
    fn find(&self, search: &mut Search<'_>, from: usize) -> bool {
        let seen = &self.text[search.region..];
        let mut from = from;
        loop {
            // An empty match is followed by one that starts a character later.
            while from < self.text.len() && !self.text.is_char_boundary(from) {
                from += 1;
            }
            if from > self.text.len() {
                return false;
            }
            let rule = search.rule;
            let matcher = if rule.only_after {
                &rule.after
            } else {
                &rule.before
            };
            let (start, end) = match matcher.find(seen, from - search.region) {
                Found::At(start, end) => (start + search.region, end + search.region),
                Found::Nowhere => return false,
                Found::GaveUp => {
                    (self.gave_up)(rule.rule);
                    return false;
                }
            };
            if rule.only_after {
                (search.start, search.at) = (start, start);
                return true;
            }
            match rule.after.starts(&self.text[end..]) {
                Found::At(..) => {
                    (search.start, search.at) = (start, end);
                    return true;
                }
                Found::Nowhere => {}
                Found::GaveUp => (self.gave_up)(rule.rule),
            }
            from = if start == end { end + 1 } else { end };
        }
    }
}
