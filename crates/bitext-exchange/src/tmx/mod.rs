//! TMX 1.4b, streaming both ways.

mod element;
mod error;
mod header_reader;
mod language;
mod names;
mod reader;
mod reference;
mod scanner;
mod segment_reader;
mod segment_writer;
mod tag;
mod token;
mod unit_reader;
mod writer;

pub use error::TmxError;
pub use reader::TmxReader;
pub use writer::TmxWriter;
