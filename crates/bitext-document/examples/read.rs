//! Prints what is read from a file: the kind and the text of each block.
//!
//! `cargo run -p bitext-document --example read -- FILE…`

use std::io::{self, Write};
use std::path::Path;

use bitext_document::{ReadOptions, read_documents};

fn main() -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    for path in std::env::args_os().skip(1) {
        match read_documents(Path::new(&path), &ReadOptions::default()) {
            Ok(documents) => {
                for read in documents {
                    for (index, block) in read.document.blocks().iter().enumerate() {
                        let text = read.document.block_text(index);
                        writeln!(output, "{:?}\t{text}", block.kind)?;
                    }
                }
            }
            Err(error) => writeln!(output, "error: {error}")?,
        }
    }
    output.flush()
}
