//! A compiled pattern: the linear engine where it can, backtracking where it
//! must.

use regex_automata::meta;
use regex_automata::{Anchored, Input};

use super::PatternError;
use super::emit::{backtracking, linear};
use super::node::{Anchor, Node};

/// Largest automaton of one pattern, in bytes.
const LARGEST: usize = 16 << 20;

/// How often the backtracking engine may turn back in one search.
const MOST_BACKTRACKS: usize = 1_000_000;

/// Finds a pattern in texts.
#[derive(Debug)]
pub(crate) enum Matcher {
    /// Matches nothing, everywhere.
    Empty,
    /// In linear time.
    Linear(Box<meta::Regex>),
    /// By backtracking, within bounds; with the same bound to the start.
    Backtracking {
        anywhere: Box<fancy_regex::Regex>,
        at_start: Box<fancy_regex::Regex>,
    },
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
    pub(crate) fn try_new(node: &Node, pattern: &str) -> Result<Self, PatternError> {
        if *node == Node::Empty {
            return Ok(Self::Empty);
        }
        let refused = |reason: String| PatternError::Compile {
            pattern: pattern.to_owned(),
            reason,
        };
        if let Some(hir) = linear(node) {
            let config = meta::Config::new().nfa_size_limit(Some(LARGEST));
            let regex = meta::Builder::new().configure(config).build_from_hir(&hir);
            let regex = regex.map_err(|error| refused(reason_of(&error)))?;
            return Ok(Self::Linear(Box::new(regex)));
        }
        let build = |text: &str| {
            fancy_regex::RegexBuilder::new(text)
                .backtrack_limit(MOST_BACKTRACKS)
                .delegate_size_limit(LARGEST)
                .build()
                .map(Box::new)
                .map_err(|error| refused(error.to_string()))
        };
        let text = backtracking(node);
        Ok(Self::Backtracking {
            anywhere: build(&text)?,
            at_start: build(&format!("\\A(?:{text})"))?,
        })
    }

    /// The same pattern, found only where it ends with the text.
    pub(crate) fn try_new_at_end(node: &Node, pattern: &str) -> Result<Self, PatternError> {
        let bound = Node::Concat(vec![node.clone(), Node::Anchor(Anchor::End)]);
        Self::try_new(&bound, pattern)
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
            Self::Linear(regex) => {
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
