//! Files beside the documents: settings, rules, manifests, tables.
//!
//! Each is read whole, so each has a limit, and what is at the other end of the
//! path (a device, a pipe that never ends) does not matter.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostics::Failure;

/// Largest file of settings, rules or words, in bytes.
pub(crate) const LARGEST_FILE: u64 = 64 << 20;

/// Largest list of documents, in bytes: some millions of lines.
pub(crate) const LARGEST_LIST: u64 = 1 << 30;

/// The bytes of a file of at most `limit` bytes; `hint` says what it should be.
pub(crate) fn read_bytes(path: &Path, limit: u64, hint: &str) -> Result<Vec<u8>, Failure> {
    match read_bounded(path, limit) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Failure::error(format!(
            "`{}` has more than {} MiB",
            path.display(),
            limit >> 20
        ))
        .hint(hint)),
        Err(error) => {
            Err(Failure::error(format!("cannot read `{}`: {error}", path.display())).hint(hint))
        }
    }
}

/// The same as text in UTF-8.
pub(crate) fn read_text(path: &Path, limit: u64, hint: &str) -> Result<String, Failure> {
    String::from_utf8(read_bytes(path, limit, hint)?).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..place).unwrap_or_default();
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        Failure::error(format!(
            "`{}`, line {line}: it is not UTF-8",
            path.display()
        ))
        .hint("save it as UTF-8")
    })
}

/// The bytes of a file; `None` if it has more than `limit`.
pub(crate) fn read_bounded(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read_bounded(&path, 5).unwrap(), Some(b"12345".to_vec()));
        assert_eq!(read_bounded(&path, 4).unwrap(), None);
        let failure = read_text(&path, 4, "give less").unwrap_err();
        assert!(failure.to_string().contains("more than 0 MiB"));
    }

    #[test]
    fn text_that_is_none_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, b"a\nb\xff").unwrap();
        let failure = read_text(&path, 9, "give text").unwrap_err();
        assert!(failure.to_string().contains("line 2"), "{failure}");
    }
}
