//! The properties bitext puts on translation units, by their TMX names.
//!
//! Our own start with `x-bitext-`, those that hold the words of another format
//! with its name, `x-xliff-`: TMX reserves the names without `x-`, and OmegaT
//! takes some bare ones (`file`, `id`, `prev`, `next`, `path`) for the context a
//! unit is bound to, and then no longer applies it elsewhere.
//!
//! | name | on | value |
//! | --- | --- | --- |
//! | [`PROBABILITY`] | unit | probability that the link is right, four decimals |
//! | [`LINK_TYPE`] | unit | segments joined on either side: `1-1`, `2-1`, … |
//! | [`SOURCE_DOCUMENT`], [`TARGET_DOCUMENT`] | unit | file name of the document |
//! | [`SOURCE_DATE`], [`TARGET_DATE`] | unit | date of the document, `2018-04-11`, if known |
//! | [`STATUS`] | unit | what a reviewer said of it: `open`, `accepted`, `edited` |
//! | [`XLIFF_STATE`] | unit | state of the target in an XLIFF file, if it says more than the status |
//! | [`SDL_CONFIRMATION`] | unit | confirmation level in an SDLXLIFF file: `Translated`, … |
//! | [`PLURAL_FORM`] | unit | which plural form of a gettext message it is, from 0 |
//! | [`SOURCE_BYTES`], [`TARGET_BYTES`] | unit | where the text stands in its document as UTF-8: `1024-1107`, end not included |

/// Probability that the link behind the unit is right.
pub const PROBABILITY: &str = "x-bitext-probability";
/// How many segments were joined on either side.
pub const LINK_TYPE: &str = "x-bitext-link-type";
/// File name of the source document.
pub const SOURCE_DOCUMENT: &str = "x-bitext-source-document";
/// File name of the target document.
pub const TARGET_DOCUMENT: &str = "x-bitext-target-document";
/// Date of the source document, if it is known.
pub const SOURCE_DATE: &str = "x-bitext-source-date";
/// Date of the target document, if it is known.
pub const TARGET_DATE: &str = "x-bitext-target-date";
/// Bytes of the source document the unit was taken from.
pub const SOURCE_BYTES: &str = "x-bitext-source-bytes";
/// Bytes of the target document the unit was taken from.
pub const TARGET_BYTES: &str = "x-bitext-target-bytes";
/// What a reviewer said of the unit.
pub const STATUS: &str = "x-bitext-status";
/// State of the target in an XLIFF file.
pub const XLIFF_STATE: &str = "x-xliff-state";
/// Which plural form of its gettext message the unit is.
pub const PLURAL_FORM: &str = "x-po-form";
/// Status of a unit in an MQXLIFF file.
pub const MEMOQ_STATUS: &str = "x-memoq-status";
/// Confirmation level in an SDLXLIFF file.
pub const SDL_CONFIRMATION: &str = "x-sdl-confirmation";
