//! TMX 1.4b, streaming both ways.

mod error;
mod names;
mod segment_writer;
mod writer;

pub use error::TmxError;
pub use writer::TmxWriter;
