//! Translation units as the rows of a table: what XLSX, CSV, TSV and the
//! tables of documents share.
//!
//! A table is for people: they reorder columns, correct texts, split and join
//! rows, reject some, and save the file with whatever program they have. So
//! columns are known by their headings, wherever they stand; a new row belongs
//! to the document of the row above it; and what people cannot be expected to
//! look at goes into one last column, so that nothing is lost on the way.
//!
//! | heading | is |
//! | --- | --- |
//! | `id` | name of the unit; `#12` where it has none, just to find the row by |
//! | `status` | `open`, `accepted`, `edited`, `rejected` or `join above` |
//! | `probability`, `link type` | how sure the link is, and of how many segments |
//! | `source [en]`, `target [ru]` | the texts, with a placeholder `{1}` for each inline code |
//! | `comment` | notes |
//! | `source document`, `source date`, `source bytes`, and of the target | where the texts come from |
//! | `more` | everything else, as JSON (the fields of JSONL) |
//! | `checksum` | of both texts, to tell what has been edited |

mod heading;
mod opening;
mod placeholder;
mod reader;
mod sheets;
mod writer;

pub(crate) use heading::Heading;
pub(crate) use opening::Opening;
pub(crate) use reader::{Row, TableReader};
pub(crate) use sheets::{Sheets, SheetsReader};
pub(crate) use writer::{Cell, TableWriter};

use crate::property;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Id,
    Status,
    Probability,
    LinkType,
    Source,
    Target,
    Comment,
    SourceDocument,
    TargetDocument,
    SourceDate,
    TargetDate,
    SourceBytes,
    TargetBytes,
    More,
    Checksum,
}

impl Column {
    /// All columns, in the order they are written.
    pub(crate) const ALL: [Self; 15] = [
        Self::Id,
        Self::Status,
        Self::Probability,
        Self::LinkType,
        Self::Source,
        Self::Target,
        Self::Comment,
        Self::SourceDocument,
        Self::TargetDocument,
        Self::SourceDate,
        Self::TargetDate,
        Self::SourceBytes,
        Self::TargetBytes,
        Self::More,
        Self::Checksum,
    ];

    /// Its heading; those of the texts also name a language.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Status => "status",
            Self::Probability => "probability",
            Self::LinkType => "link type",
            Self::Source => "source",
            Self::Target => "target",
            Self::Comment => "comment",
            Self::SourceDocument => "source document",
            Self::TargetDocument => "target document",
            Self::SourceDate => "source date",
            Self::TargetDate => "target date",
            Self::SourceBytes => "source bytes",
            Self::TargetBytes => "target bytes",
            Self::More => "more",
            Self::Checksum => "checksum",
        }
    }

    /// The property that it shows, if it shows one.
    pub(crate) fn property(self) -> Option<&'static str> {
        match self {
            Self::Status => Some(property::STATUS),
            Self::Probability => Some(property::PROBABILITY),
            Self::LinkType => Some(property::LINK_TYPE),
            Self::SourceDocument => Some(property::SOURCE_DOCUMENT),
            Self::TargetDocument => Some(property::TARGET_DOCUMENT),
            Self::SourceDate => Some(property::SOURCE_DATE),
            Self::TargetDate => Some(property::TARGET_DATE),
            Self::SourceBytes => Some(property::SOURCE_BYTES),
            Self::TargetBytes => Some(property::TARGET_BYTES),
            _ => None,
        }
    }
}

/// What a reviewer can say of a row.
pub(crate) const STATUSES: [&str; 5] = ["open", ACCEPTED, EDITED, REJECTED, JOIN_ABOVE];

/// The unit is right.
pub(crate) const ACCEPTED: &str = "accepted";
/// A person changed its texts.
pub(crate) const EDITED: &str = "edited";
/// The unit is wrong and stays out.
pub(crate) const REJECTED: &str = "rejected";
/// The texts of this row continue those of the row above.
pub(crate) const JOIN_ABOVE: &str = "join above";

/// Whether an id is only that of its row, `#12`: the unit has none.
fn is_row_number(id: &str) -> bool {
    let digits = id.strip_prefix('#');
    digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Notes as they are shown in one cell.
fn comment<'note>(notes: impl Iterator<Item = &'note str>) -> String {
    notes.collect::<Vec<_>>().join("\n")
}

/// A checksum of two texts (64-bit FNV-1a), to notice edits; no protection
/// against anybody.
fn checksum(source: &str, target: &str) -> String {
    let bytes = source.bytes().chain([0]).chain(target.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
