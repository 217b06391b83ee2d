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
}
