//! What a reader finds wrong with a file whose name it does not know.
//!
//! Readers see bytes; `read` knows what the file is called and turns a fault
//! into a [`DocumentReadError`](crate::DocumentReadError).

use thiserror::Error;

/// A fault of a file with structure.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The file breaks the rules of its format.
    #[error("{}{}{reason}", place(*offset), part.as_ref().map_or(String::new(), |part| format!("`{part}` ")))]
    Damaged {
        part: Option<String>,
        offset: Option<usize>,
        reason: String,
    },
    /// Nothing can be read without a password.
    #[error("it is encrypted")]
    Encrypted,
    /// Elements lie deeper than the limit.
    #[error("its elements lie deeper than {limit}")]
    TooDeep { limit: usize },
    /// It unpacks to more bytes than the limit.
    #[error("it unpacks to more than {limit} bytes")]
    Expands { limit: u64 },
    /// Pages without any text.
    #[error("no page of its {pages} has text")]
    NoTextLayer { pages: usize },
    /// No text in it at all.
    #[error("it holds no text")]
    Blank,
    /// Its bytes are no text in any encoding.
    #[error("its bytes are no text")]
    Encoding(crate::encoding::Fault),
}

impl From<crate::encoding::Fault> for Fault {
    fn from(fault: crate::encoding::Fault) -> Self {
        Self::Encoding(fault)
    }
}

impl Fault {
    pub(crate) fn damaged(offset: Option<usize>, reason: impl Into<String>) -> Self {
        Self::Damaged {
            part: None,
            offset,
            reason: reason.into(),
        }
    }

    /// The same fault in a part of the file.
    pub(crate) fn in_part(self, name: &str) -> Self {
        match self {
            Self::Damaged { offset, reason, .. } => Self::Damaged {
                part: Some(name.to_owned()),
                offset,
                reason,
            },
            other => other,
        }
    }
}

fn place(offset: Option<usize>) -> String {
    offset.map_or(String::new(), |offset| format!("at byte {offset}: "))
}
