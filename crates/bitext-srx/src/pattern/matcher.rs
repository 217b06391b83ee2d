//! A compiled pattern: the linear engine where it can, backtracking where it
//! must.

use regex_automata::meta;
use regex_automata::{Anchored, Input};

use regex_syntax::hir::{ClassUnicode, Hir};

use super::PatternError;
use super::budget::Budget;
use super::edge::guarded;
use super::emit::{backtracking, linear};
use super::node::{Anchor, Node};

/// How often the backtracking engine may turn back in one search.
const MOST_BACKTRACKS: usize = 1_000_000;

/// Finds a pattern in texts.
#[derive(Debug)]
pub(crate) enum Matcher {
    /// Matches nothing, everywhere.
    Empty,
    /// In linear time.
    Linear(Box<meta::Regex>),
    /// The same, where the character before the match is of a class or is not.
    Guarded(Guard, Box<meta::Regex>),
    /// By backtracking, within bounds; with the same bound to the start.
    Backtracking {
        anywhere: Box<fancy_regex::Regex>,
        at_start: Box<fancy_regex::Regex>,
    },
}

/// What has to stand before a match, taken out of the pattern: no engine of
/// ours looks behind in linear time. Whether it holds depends on where a match
/// starts alone, so a match it does not hold for is passed by.
#[derive(Debug)]
pub(crate) struct Guard {
    class: ClassUnicode,
    /// Whether the start of the text will do as well.
    or_start: bool,
}

impl Guard {
    fn holds(&self, text: &str, at: usize) -> bool {
        let Some(letter) = text[..at].chars().next_back() else {
            return self.or_start;
        };
        let ranges = self.class.ranges();
        let next = ranges.partition_point(|range| range.end() < letter);
        ranges
            .get(next)
            .is_some_and(|range| range.start() <= letter)
    }
}

/// What a search gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A match, from and to these bytes.
    At(usize, usize),
    /// No match.
    Nowhere,
    /// The search took too long.
    GaveUp,
}

impl Matcher {
    /// Compiles a tree; `pattern` is what errors call it.
    pub(crate) fn try_new(
        node: &Node,
        pattern: &str,
        budget: &Budget,
    ) -> Result<Self, PatternError> {
        if *node == Node::Empty {
            return Ok(Self::Empty);
        }
        let largest = budget.largest();
        let paid = |bytes: usize| {
            budget
                .take(bytes)
                .then_some(())
                .ok_or_else(|| PatternError::Budget {
                    pattern: pattern.to_owned(),
                })
        };
        let refused = |reason: String| PatternError::Compile {
            pattern: pattern.to_owned(),
            reason,
        };
        let build = |hir: &Hir| {
            let config = meta::Config::new().nfa_size_limit(Some(largest));
            let regex = meta::Builder::new().configure(config).build_from_hir(hir);
            let regex = regex.map_err(|error| match error.size_limit() {
                // Too large for what is left, not in itself.
                Some(_) if budget.is_low() => PatternError::Budget {
                    pattern: pattern.to_owned(),
                },
                _ => refused(reason_of(&error)),
            })?;
            paid(regex.memory_usage())?;
            Ok(Box::new(regex))
        };
        if let Some((class, or_start, rest)) = guarded(node)
            && let Some(hir) = linear(&rest)
        {
            return Ok(Self::Guarded(Guard { class, or_start }, build(&hir)?));
        }
        if let Some(hir) = linear(node) {
            return Ok(Self::Linear(build(&hir)?));
        }
        let build_text = |text: &str| {
            fancy_regex::RegexBuilder::new(text)
                .backtrack_limit(MOST_BACKTRACKS)
                .delegate_size_limit(largest)
                .build()
                .map(Box::new)
                .map_err(|error| refused(error.to_string()))
        };
        let text = backtracking(node);
        // The engine does not say what it takes; it is built twice.
        paid(2 * node.weight())?;
        Ok(Self::Backtracking {
            anywhere: build_text(&text)?,
            at_start: build_text(&format!("\\A(?:{text})"))?,
        })
    }

    /// The same pattern, found only where it ends with the text.
    pub(crate) fn try_new_at_end(
        node: &Node,
        pattern: &str,
        budget: &Budget,
    ) -> Result<Self, PatternError> {
        let bound = Node::Concat(vec![node.clone(), Node::Anchor(Anchor::End)]);
        Self::try_new(&bound, pattern, budget)
    }

    /// The first match in `text` that starts at `from` or later.
    pub(crate) fn find(&self, text: &str, from: usize) -> Found {
        match self {
            Self::Empty if from <= text.len() => Found::At(from, from),
            Self::Empty => Found::Nowhere,
            Self::Linear(regex) => {
                let found = regex.find(Input::new(text).range(from..));
                found.map_or(Found::Nowhere, |found| {
                    Found::At(found.start(), found.end())
                })
            }
            Self::Guarded(guard, regex) => {
                let mut from = from;
                while let Some(found) = regex.find(Input::new(text).range(from..)) {
                    if guard.holds(text, found.start()) {
                        return Found::At(found.start(), found.end());
                    }
                    let Some(letter) = text[found.start()..].chars().next() else {
                        break;
                    };
                    from = found.start() + letter.len_utf8();
                }
                Found::Nowhere
            }
            Self::Backtracking { anywhere, .. } => match anywhere.find_from_pos(text, from) {
                Ok(Some(found)) => Found::At(found.start(), found.end()),
                Ok(None) => Found::Nowhere,
                Err(_) => Found::GaveUp,
            },
        }
    }

    /// Whether `text` starts with a match.
    pub(crate) fn starts(&self, text: &str) -> Found {
        match self {
            Self::Empty => Found::At(0, 0),
            Self::Guarded(guard, _) if !guard.holds(text, 0) => Found::Nowhere,
            Self::Linear(regex) | Self::Guarded(_, regex) => {
                let input = Input::new(text).anchored(Anchored::Yes).earliest(true);
                match regex.search_half(&input) {
                    Some(found) => Found::At(0, found.offset()),
                    None => Found::Nowhere,
                }
            }
            Self::Backtracking { at_start, .. } => match at_start.is_match(text) {
                Ok(true) => Found::At(0, 0),
                Ok(false) => Found::Nowhere,
                Err(_) => Found::GaveUp,
            },
        }
    }
}

fn reason_of(error: &meta::BuildError) -> String {
    match error.size_limit() {
        Some(limit) => format!("it takes more than {limit} bytes"),
        None => error.to_string(),
    }
}
