//! Why a translation unit cannot be written as TMX.

use std::io;

use bitext_core::LanguageTag;
use thiserror::Error;

use crate::WriteError;

/// Why a header or translation unit cannot be written as TMX; `number` counts
/// the units handed to the writer, from 1.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TmxError {
    /// The file cannot be written.
    #[error("cannot write the TMX file")]
    Write(#[from] io::Error),
    /// A character that XML does not have.
    #[error("{place} has the character {character} at byte {offset}, which XML does not allow")]
    Character {
        /// Which text: `translation unit 3, variant en`.
        place: String,
        /// The character, as `U+0008`.
        character: String,
        /// Where it stands in that text.
        offset: usize,
    },
    /// A unit with less than two variants.
    #[error("translation unit {number} has {count} of the two variants that are needed")]
    TooFewVariants {
        /// Which unit.
        number: u64,
        /// How many it has.
        count: usize,
    },
    /// No variant in the source language of the header.
    #[error("translation unit {number} has no variant in the source language `{language}`")]
    NoSourceVariant {
        /// Which unit.
        number: u64,
        /// The source language.
        language: LanguageTag,
    },
    /// A variant without words.
    #[error("translation unit {number} has an empty variant in `{language}`")]
    EmptyVariant {
        /// Which unit.
        number: u64,
        /// Its language.
        language: LanguageTag,
    },
    /// A date in another form than TMX has it.
    #[error("{place} has the date `{date}` where TMX wants the form `20180411T113000Z`")]
    Date {
        /// Which element.
        place: String,
        /// The date.
        date: String,
    },
    /// A pair of inline codes of which one half is missing.
    #[error("translation unit {number} has an unpaired inline code in `{language}`")]
    UnpairedCode {
        /// Which unit.
        number: u64,
        /// Language of the variant.
        language: LanguageTag,
    },
}

impl From<TmxError> for WriteError {
    fn from(error: TmxError) -> Self {
        match error {
            TmxError::Write(cause) => Self::Write(cause),
            refused => Self::Refused {
                reason: refused.to_string(),
            },
        }
    }
}
