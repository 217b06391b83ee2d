//! Patterns as rule files write them, for engines that know other dialects.

mod budget;
mod class;
mod edge;
mod emit;
mod matcher;
mod node;
mod reach;
mod read;

use thiserror::Error;

pub(crate) use budget::Budget;
pub(crate) use edge::{Edge, move_over, narrowed, open, settled};
pub(crate) use emit::linear;
pub(crate) use matcher::{Found, Matcher};
pub(crate) use node::Node;
pub(crate) use reach::{bounded, longest, loosened};

/// Whose regular expressions a rule file is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// Java's, which OmegaT, Okapi and LanguageTool use: `\w`, `\d`, `\s` and
    /// case are ASCII's unless a flag says otherwise.
    #[default]
    Java,
    /// ICU's, which SRX 2.0 asks for: they are Unicode's, and `[[:alpha:]]`
    /// works.
    Icu,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// It is no regular expression, or one that is not supported.
    #[error("{reason} (at character {position} of `{pattern}`)")]
    Syntax {
        /// The pattern.
        pattern: String,
        /// Which character, from 1.
        position: usize,
        /// What is wrong there.
        reason: String,
    },
    /// An engine refuses it, mostly because it grows too large.
    #[error("`{pattern}` cannot be compiled: {reason}")]
    Compile {
        /// The pattern.
        pattern: String,
        /// What the engine says.
        reason: String,
    },
    /// The rules before it took the memory that all may take together.
    #[error("`{pattern}` needs more memory than the rules before it left ({} MiB for all)", budget::ALL >> 20)]
    Budget {
        /// The pattern.
        pattern: String,
    },
}

/// Reads a pattern.
pub(crate) fn read(text: &str, dialect: Dialect) -> Result<Node, PatternError> {
    read::read(text, dialect)
}

/// Whether only the backtracking engine can run a pattern as it stands.
pub(crate) fn needs_backtracking(node: &Node) -> bool {
    let start = open(settled(node.clone()), Edge::Start);
    let end = open(narrowed(node.clone()), Edge::End);
    linear(&start).is_none() && linear(&end).is_none()
}
