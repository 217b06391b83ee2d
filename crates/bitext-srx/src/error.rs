//! Why a rule file cannot be read.

use thiserror::Error;

/// Why a rule file cannot be read. Lines count from 1.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SrxError {
    /// It is no well-formed XML.
    #[error("line {line}: malformed XML: {reason}")]
    Xml {
        /// Where.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It is XML, but no rules.
    #[error("line {line}: {reason}")]
    Structure {
        /// Where.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It declares entities or refers to some, which is how a small file grows
    /// without bounds.
    #[error("line {line}: {what}; entities are not expanded")]
    Entity {
        /// Where.
        line: usize,
        /// What was met.
        what: String,
    },
    /// Its bytes are not in the encoding that it names.
    #[error("the file is not in {encoding}")]
    Encoding {
        /// The encoding.
        encoding: String,
    },
}
