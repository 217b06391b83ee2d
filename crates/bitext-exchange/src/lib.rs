//! Translation units and ladders in and out of files.
//!
//! The one idea: **a file is either whole or not there**. Writers take one item
//! at a time, check it before a byte of it goes out, and report the last error
//! in `finish`; [`AtomicFile`] gives the file its name only then.
//!
//! | type | writes or reads |
//! | --- | --- |
//! | [`TmxWriter`] | translation units as TMX 1.4b, the way CAT tools accept it |
//! | [`LadderWriter`] | a ladder as hunalign does |
//! | [`TsvWriter`], [`JsonlWriter`] | a link a line, with its texts |
//! | [`read_links`] | gold and test alignments: ladder, vecalign, tsv |
//! | [`Bitext`] | two segmented texts and their ladder, as links and as units |
//!
//! The properties that bitext puts on units are listed in [`property`].

mod atomic;
mod bitext;
mod jsonl;
mod ladder;
mod language_map;
mod link_reader;
mod link_writer;
pub mod property;
mod text;
mod tmx_error;
mod tmx_header;
mod tmx_writer;
mod tsv;
mod xml;

pub use atomic::{AtomicFile, AtomicFileError};
pub use bitext::{Bitext, BitextSide};
pub use jsonl::JsonlWriter;
pub use ladder::LadderWriter;
pub use language_map::{LanguageMap, LanguageMapError};
pub use link_reader::{IndexLink, LinkFormat, LinkReadError, read_links};
pub use link_writer::{LinkRecord, LinkWriter};
pub use tmx_error::TmxError;
pub use tmx_header::{SegmentType, TmxHeader};
pub use tmx_writer::TmxWriter;
pub use tsv::TsvWriter;
