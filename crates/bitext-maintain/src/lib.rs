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

mod fingerprint;
mod statistics;
mod stumbling;

pub use fingerprint::Fingerprint;
pub use statistics::{LanguageStatistics, Statistics};
pub use stumbling::{Found, Stumbling, StumblingBlocks};
