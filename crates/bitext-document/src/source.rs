//! Bytes from a file or a stream, within a limit.
//!
//! A regular file is refused by its size before a byte of it is read; a stream
//! (standard input, a pipe, a device) is read to one byte past the limit and no
//! further, so memory stays bounded whatever is at the other end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::DocumentReadError;

/// The bytes of the file at `path`, which messages call `name`.
pub(crate) fn read_file(path: &Path, name: &str, limit: u64) -> Result<Vec<u8>, DocumentReadError> {
    let metadata = fs::metadata(path).map_err(|error| fault(name, error))?;
    if metadata.is_dir() {
        return Err(DocumentReadError::Directory {
            name: name.to_owned(),
        });
    }
    if metadata.len() > limit {
        return Err(DocumentReadError::TooLarge {
            name: name.to_owned(),
            limit,
        });
    }
    let file = File::open(path).map_err(|error| fault(name, error))?;
    read_expected(file, name, limit, metadata.len())
}

/// The bytes of `stream`.
pub(crate) fn read_limited(
    stream: impl Read,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, DocumentReadError> {
    read_expected(stream, name, limit, 0)
}

/// The bytes of `stream`, of which so many are expected.
fn read_expected(
    stream: impl Read,
    name: &str,
    limit: u64,
    expected: u64,
) -> Result<Vec<u8>, DocumentReadError> {
    // One more byte, so that the end is found without growing.
    let room = usize::try_from(expected.saturating_add(1)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(room);
    let mut limited = stream.take(limit.saturating_add(1));
    let result = limited.read_to_end(&mut bytes);
    result.map_err(|error| fault(name, error))?;
    if bytes.len() as u64 > limit {
        return Err(DocumentReadError::TooLarge {
            name: name.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

fn fault(name: &str, source: io::Error) -> DocumentReadError {
    let name = name.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => DocumentReadError::Missing { name },
        io::ErrorKind::IsADirectory => DocumentReadError::Directory { name },
        _ => DocumentReadError::Read { name, source },
    }
}
