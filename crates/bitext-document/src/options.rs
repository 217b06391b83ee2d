//! How to read a document, and how much of it at most.

use bitext_core::LanguageTag;

use crate::{Format, TextEncoding};

/// How the lines of a plain text are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Lines are paragraphs, or pieces of hard-wrapped ones.
    #[default]
    Paragraphs,
    /// Each line is a segment, blank ones included, and is never cut further.
    /// The file is plain text, whatever it looks like.
    OnePerLine,
}

/// How to read a document.
///
/// ```
/// use bitext_document::{Layout, ReadOptions};
/// let mut options = ReadOptions::default();
/// options.layout = Layout::OnePerLine;
/// assert_eq!(options.max_bytes, 64 << 20);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The format, if it is known; `None` to find it out.
    pub format: Option<Format>,
    /// The encoding, if it is known; `None` to find it out. Formats that fix
    /// their encoding take no notice.
    pub encoding: Option<TextEncoding>,
    /// The language, if it is known; the text is examined all the same, so that
    /// the caller can compare.
    pub language: Option<LanguageTag>,
    /// What lines are.
    pub layout: Layout,
    /// Whether to undo text decoded with a wrong table.
    pub repair: bool,
    /// Whether to keep navigation, running heads and the like, as blocks of
    /// the kind [`BlockKind::Boilerplate`](bitext_core::BlockKind::Boilerplate).
    pub boilerplate: bool,
    /// Largest file, in bytes: 64 MiB, some ten million words.
    pub max_bytes: u64,
    /// Longest line of a plain text, in bytes of UTF-8: 8 MiB, several novels.
    pub max_line_bytes: usize,
    /// Most bytes that a packed file may unpack to: 256 MiB.
    pub max_expanded_bytes: u64,
    /// Deepest element of an XML file, and deepest group of RTF: 256.
    pub max_depth: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: None,
            encoding: None,
            language: None,
            layout: Layout::default(),
            repair: true,
            boilerplate: false,
            max_bytes: 64 << 20,
            max_line_bytes: 8 << 20,
            max_expanded_bytes: 256 << 20,
            max_depth: 256,
        }
    }
}

impl ReadOptions {
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            max_expanded_bytes: self.max_expanded_bytes,
            max_depth: self.max_depth,
        }
    }
}

/// What a reader keeps to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) max_expanded_bytes: u64,
    pub(crate) max_depth: usize,
}
