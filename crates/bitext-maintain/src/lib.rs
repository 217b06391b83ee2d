//! What is done to translation memories once they exist.
//!
//! The one idea: **every job takes units one at a time and says what it did**.
//! None reads or writes files, so all of them work on any format and in any
//! order; those that must remember units keep a few bytes of each.
//!
//! | type | does |
//! | --- | --- |
//! | [`Statistics`] | counts by language, tool, user, date, property; duplicates |
//! | [`StumblingBlocks`] | finds what clients stumble over |
//! | [`Filter`] | says which units to keep |
//! | [`Duplicates`] | says which of several units that say the same is kept |
//! | [`CleanOptions`] | takes out what does not belong in a text |
//! | [`Difference`] | compares two memories |
//! | [`Checker`], [`Consistency`] | say what may be wrong with a translation |
//! | [`Leverage`] | says how much of a document a client fills from a memory |
//! | [`Anonymiser`] | finds and replaces personal data |

mod anonymise;
mod check;
mod clean;
mod difference;
mod duplicates;
mod filter;
mod fingerprint;
mod leverage;
mod statistics;
mod stumbling;
mod tags;

pub use anonymise::{Anonymiser, Personal, PersonalData};
pub use check::{Checker, Consistency, Issue, IssueKind, OddOneOut, is_untranslated};
pub use clean::{CleanOptions, Cleaned};
pub use difference::{Change, Difference};
pub use duplicates::{Duplicates, Likeness, SameBy, Winner};
pub use filter::Filter;
pub use fingerprint::Fingerprint;
pub use leverage::{Coverage, Leverage};
pub use statistics::{LanguageStatistics, Statistics};
pub use stumbling::{Found, Stumbling, StumblingBlocks};
