//! Translation units and ladders in and out of files.
//!
//! The one idea: **a file is either whole or not there**. Writers take one item
//! at a time, check it before a byte of it goes out, and report the last error
//! in `finish`; [`AtomicFile`] gives the file its name only then.
//!
//! | type | writes or reads |
//! | --- | --- |
//! | [`UnitReader`], [`UnitWriter`] | translation units, in any format of [`UnitFormat`] |
//! | [`TmxReader`] | translation units from TMX 1.1 to 1.4b, as they are in the wild |
//! | [`TmxWriter`] | translation units as TMX 1.4b, the way CAT tools accept it |
//! | [`LadderWriter`] | a ladder as hunalign does |
//! | [`TsvWriter`], [`JsonlWriter`] | a link a line, with its texts |
//! | [`XcesWriter`] | links by index, as OPUS has them |
//! | [`read_links`] | gold and test alignments: ladder, vecalign, tsv, jsonl, xces |
//! | [`Bitext`] | two segmented texts and their ladder, as links and as units |
//!
//! The properties that bitext puts on units are listed in [`property`].

mod atomic;
mod bitext;
mod document;
mod docx;
mod encoding;
mod fused;
mod html;
mod jsonl;
mod ladder;
mod language_map;
mod leftovers;
mod lines;
mod link_reader;
mod link_writer;
mod markup;
mod memory_header;
mod moses;
mod package;
mod pair;
#[cfg(feature = "parquet")]
mod parquet;
mod po;
pub mod property;
mod record;
mod separated;
mod staging;
mod table;
mod text;
mod tmx;
mod tsv;
mod unit_file;
mod unit_format;
mod unit_io;
mod units_jsonl;
mod utf8_stream;
mod wordfast;
mod xces;
mod xliff;
mod xlsx;
mod xml;

pub use atomic::{AtomicFile, AtomicFileError};
pub use bitext::{Bitext, BitextSide};
pub use jsonl::JsonlWriter;
pub use ladder::LadderWriter;
pub use language_map::{LanguageMap, LanguageMapError};
pub use leftovers::remove_leftovers;
pub use link_reader::{IndexLink, LinkFormat, LinkReadError, UnknownLinkFormat, read_links};
pub use link_writer::{LinkRecord, LinkWriter};
pub use memory_header::{MemoryHeader, SegmentType, UserEncoding};
pub use staging::StagedFiles;
pub use text::one_line;
pub use tmx::{TmxError, TmxReader, TmxWriter};
pub use tsv::TsvWriter;
pub use unit_file::{UnitSink, UnitSource};
pub use unit_format::{UnitFormat, UnknownFormat, create_units, open_units};
pub use unit_io::{
    Fidelity, Finding, Findings, Place, ReadError, Severity, Strictness, TmxLevel, UnitReadOptions,
    UnitReader, UnitWriteOptions, UnitWriter, WriteError, units,
};
pub use xces::XcesWriter;
