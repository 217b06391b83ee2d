//! What a caller may choose, and what may go wrong.

use bitext_lang::PackError;
use thiserror::Error;

/// How a text is to be cut. Options may be added; start from the default.
///
/// ```
/// use bitext_segment::{Profile, SegmentOptions};
/// let mut options = SegmentOptions::default();
/// options.profile = Profile::Informal;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SegmentOptions {
    /// What kind of text it is.
    pub profile: Profile,
    /// What a line break means in a text without blocks.
    pub line_mode: LineMode,
    /// Further abbreviations, in the format of a pack's `abbreviations.txt`:
    ///
    /// ```text
    /// [title]
    /// Insp., Comm.
    /// [inner]
    /// approx.
    /// ```
    pub abbreviations: String,
    /// A further case table, in the format of a pack's `case.txt`, as
    /// [`CaseLearner`](crate::CaseLearner) makes it from raw text. It has the
    /// last word.
    pub case_table: String,
}

/// What a line break means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineMode {
    /// Every line break ends a segment.
    #[default]
    EveryLine,
    /// A blank line ends a segment; any other line break counts as a space.
    BlankLine,
    /// The text is wrapped at a fixed width: a line break counts as a space
    /// where the line is about as long as the longest one, and ends a segment
    /// elsewhere, at blank lines, and before items of a list.
    Unwrap,
}

/// What kind of text is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Written with care: news, documents, books. A small letter after a full
    /// stop means that the sentence goes on.
    #[default]
    Edited,
    /// Chats, mails, posts: sentences may start with a small letter and end
    /// with an emoticon.
    Informal,
}

/// Why a segmenter cannot be prepared.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// A file of the language pack is malformed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The rules of a client's profile are malformed.
    #[error("profile `{name}`: {reason}")]
    Profile {
        /// Which profile.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The caller's own abbreviations are malformed.
    #[error("abbreviations, line {line}: {reason}")]
    Abbreviations {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}
