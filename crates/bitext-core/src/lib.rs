//! The domain model everybody in bitext speaks: documents and their blocks,
//! segments, links, ladders and translation units. No I/O and no algorithms.
//!
//! The one idea: **text is never copied or changed on its way through**.
//! A segment is a [`TextRange`] of the text it was read from, a link is a pair
//! of ranges of segment indices, and only a [`TranslationUnit`], which leaves
//! the house, owns its words.
//!
//! | type | is |
//! | --- | --- |
//! | [`Document`] | one text with its [`Block`]s (paragraphs, headings, …) |
//! | [`SegmentedText`] | a text cut into [`Segment`]s |
//! | [`Link`] | n source segments and m target segments that translate each other |
//! | [`Ladder`] | links that cover two texts exactly once and in order |
//! | [`TranslationUnit`] | the exported result: one meaning, n language variants |

mod document;
mod ladder;
mod language;
mod metadata;
mod origin;
mod script;
mod segment;
mod spacing;
mod timestamp;
mod unit;

pub use document::{Block, BlockKind, Document, DocumentError, TextRange};
pub use ladder::{
    Ladder, LadderError, Link, LinkError, LinkType, Probability, ProbabilityError, SegmentRange,
};
pub use language::{LanguageTag, LanguageTagError};
pub use metadata::{Alternate, Metadata};
pub use origin::Origin;
pub use script::{decimal_digit, is_end_mark, is_unspaced, is_wide};
pub use segment::{Segment, SegmentedText, SegmentedTextError};
pub use spacing::is_justified;
pub use timestamp::{Timestamp, TimestampError};
pub use unit::{
    Attribute, CodeKind, History, InlineCode, InlineText, InlineTextError, Note, Property, Subflow,
    TranslationUnit, Variant, attribute,
};
