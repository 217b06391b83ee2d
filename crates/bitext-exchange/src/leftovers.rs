//! Temporary files of writers that were killed.
//!
//! Nobody tidies up behind `kill -9` or a power cut. A writer holds a lock on its
//! temporary file as long as it lives, and a lock goes with its process; so a
//! temporary file without one is nobody's, unless it was made just now and its
//! lock is still to come.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the name of a temporary file ends.
pub(crate) const SUFFIX: &str = ".part";

/// How long a file may go without a lock before it is nobody's.
const AGE: Duration = Duration::from_secs(60);

/// Removes from `folder` the temporary files of killed writers whose outputs had
/// names that begin with `name`, and says which.
///
/// # Errors
/// If the folder cannot be listed, or a file not be removed.
pub fn remove_leftovers(folder: &Path, name: &OsStr) -> io::Result<Vec<PathBuf>> {
    let mut prefix = vec![b'.'];
    prefix.extend(name.as_encoded_bytes());
    let mut removed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let bytes = name.as_encoded_bytes();
        let is_temporary = bytes.starts_with(&prefix) && bytes.ends_with(SUFFIX.as_bytes());
        let is_file = || entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_temporary && is_file() && is_nobodys(&entry.path()) {
            fs::remove_file(entry.path())?;
            removed.push(entry.path());
        }
    }
    removed.sort();
    Ok(removed)
}

fn is_nobodys(path: &Path) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    let changed = file.metadata().and_then(|metadata| metadata.modified());
    let age = changed.ok().and_then(|changed| changed.elapsed().ok());
    age.is_some_and(|age| age >= AGE) && file.try_lock().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AtomicFile;

    #[test]
    fn only_files_that_nobody_writes_any_more_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let age = |path: &Path| {
            let file = File::options().write(true).open(path).unwrap();
            let long_ago = std::time::SystemTime::now() - 2 * AGE;
            file.set_modified(long_ago).unwrap();
        };
        let put = |name: &str| {
            let path = folder.path().join(name);
            fs::write(&path, "half").unwrap();
            path
        };
        let dead = put(".feed.tmx.a1B2c3.part");
        let fresh = put(".feed.tmx.d4E5f6.part");
        let others = [put(".other.tmx.a1B2c3.part"), put("feed.tmx")];
        let written = AtomicFile::create(&folder.path().join("feed.tmx")).unwrap();
        let paths = || -> Vec<PathBuf> {
            let entries = fs::read_dir(folder.path()).unwrap();
            entries.map(|entry| entry.unwrap().path()).collect()
        };
        for path in paths().iter().filter(|path| **path != fresh) {
            age(path);
        }
        let removed = remove_leftovers(folder.path(), OsStr::new("feed.")).unwrap();
        assert_eq!(removed, [dead]);
        assert_eq!(paths().len(), 4);
        assert!(fresh.exists() && others.iter().all(|path| path.exists()));
        written.commit().unwrap();
    }
}
