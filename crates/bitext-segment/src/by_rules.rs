//! Cutting by rules of the caller, alone or before the segmenter's own knowledge.
//!
//! Rule files break before the white space between two segments or behind it,
//! as their authors like it. Here a segment starts behind it, so a rule's break
//! moves there, and a rule that forbids a break is asked at each place from the
//! mark on.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bitext_srx::RuleSet;
use rustc_hash::FxHashSet;

use crate::character::is_line_break;
use crate::segmenter::first_letter;
use crate::{Candidate, LineMode, Reason};

/// A rule of the caller, by the list it stands in and its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRule {
    /// The list.
    pub list: Arc<str>,
    /// Its number in that list, from 1.
    pub number: usize,
}

impl fmt::Display for GivenRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rule {} of `{}`", self.number, self.list)
    }
}

impl GivenRule {
    pub(crate) fn new(rules: Option<&RuleSet>, rule: usize) -> Self {
        let source = rules.and_then(|rules| rules.rules().get(rule));
        Self {
            list: source.map_or("", |source| &source.list).into(),
            number: source.map_or(0, |source| source.number),
        }
    }
}

/// The rule that forbids a break somewhere between the mark at the start of
/// `place` and the segment that would start at its end.
pub(crate) fn exception(rules: &RuleSet, text: &str, place: Range<usize>) -> Option<usize> {
    let behind_mark = place.start + text[place.start..].chars().next().map_or(1, char::len_utf8);
    let mut places = (behind_mark..=place.end).filter(|&at| text.is_char_boundary(at));
    places.find_map(|at| rules.exception_at(text, at))
}

/// Calls `report` with the start of every segment but the first that the rules
/// alone would make, line breaks aside.
pub(crate) fn each_break(rules: &RuleSet, text: &str, mut report: impl FnMut(usize)) {
    let mut last = first_letter(text, 0);
    rules.each_break(text, |at| {
        // Between two places in one stretch of white space no segment starts.
        if at > last {
            last = first_letter(text, at);
            if last < text.len() {
                report(last);
            }
        }
    });
}

/// The same, with every paragraph a text of its own.
pub(crate) fn each_paragraph_break(
    rules: &RuleSet,
    text: &str,
    line_mode: LineMode,
    mut report: impl FnMut(usize),
) {
    let mut is_first = true;
    each_paragraph(text, line_mode, |start, paragraph| {
        if !is_first {
            report(start);
        }
        is_first = false;
        each_break(rules, paragraph, |at| report(start + at));
    });
}

/// Calls `visit` with every paragraph, from its first letter on, and where that
/// stands: lines, or lines between blank ones.
fn each_paragraph(text: &str, line_mode: LineMode, mut visit: impl FnMut(usize, &str)) {
    let mut start = first_letter(text, 0);
    while start < text.len() {
        let mut end = start;
        loop {
            end = text[end..]
                .find(is_line_break)
                .map_or(text.len(), |found| end + found);
            let next = first_letter(text, end);
            // A line break and no other up to the next letter: the line ends, the
            // paragraph does not.
            let gap = text[end..next].replace("\r\n", "\n");
            let is_blank = gap.matches(is_line_break).count() > 1;
            if line_mode != LineMode::BlankLine || is_blank || next == text.len() {
                visit(start, &text[start..end]);
                start = next;
                break;
            }
            end = next;
        }
    }
}

/// Every place that a rule would break, with the rule that decided.
pub(crate) fn explain(
    rules: &RuleSet,
    text: &str,
    line_mode: LineMode,
    candidates: &mut Vec<Candidate>,
) {
    let mut is_first = true;
    each_paragraph(text, line_mode, |start, line| {
        if !is_first {
            candidates.push(Candidate {
                mark: text[..start].trim_end().len(),
                next: start,
                is_break: true,
                reason: Reason::LineBreak,
            });
        }
        is_first = false;
        for decision in rules.explain(line) {
            candidates.push(Candidate {
                mark: start + line[..decision.position].trim_end().len(),
                next: start + first_letter(line, decision.position),
                is_break: decision.is_break,
                reason: Reason::Given(GivenRule::new(Some(rules), decision.rule)),
            });
        }
    });
}

/// Adds the breaks that the caller's rules make to what the segmenter's own
/// knowledge gave.
pub(crate) fn add_breaks(rules: &RuleSet, text: &str, candidates: &mut Vec<Candidate>) {
    let known = candidates.iter().filter(|known| known.is_break);
    let known: FxHashSet<usize> = known.map(|known| known.next).collect();
    let mut added: BTreeMap<usize, Candidate> = BTreeMap::new();
    let mut next = first_letter(text, 0);
    for decision in rules.explain(text) {
        if !decision.is_break || decision.position <= next {
            continue;
        }
        next = first_letter(text, decision.position);
        if known.contains(&next) || next == text.len() {
            continue;
        }
        let candidate = Candidate {
            mark: text[..decision.position].trim_end().len(),
            next,
            is_break: true,
            reason: Reason::Given(GivenRule::new(Some(rules), decision.rule)),
        };
        added.insert(next, candidate);
    }
    candidates.retain(|known| !added.contains_key(&known.next));
    candidates.extend(added.into_values());
    candidates.sort_by_key(|candidate| candidate.next);
}
