//! Several files that appear under their names together, once all are whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::AtomicFileError;

/// Files being written into one folder; dropped without [`StagedFiles::commit`],
/// they leave nothing behind, and older files of those names as they were.
///
/// ```
/// use bitext_exchange::StagedFiles;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("out-1.tmx");
/// let files = StagedFiles::create(folder.path())?;
/// std::fs::write(files.place(&path), "<tmx/>")?;
/// assert!(!path.exists());
/// files.commit()?;
/// assert!(path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct StagedFiles {
    target: PathBuf,
    staging: TempDir,
}

impl StagedFiles {
    /// Prepares for files in `folder`.
    ///
    /// # Errors
    /// If there is no such folder, or nothing can be created in it.
    pub fn create(folder: &Path) -> Result<Self, AtomicFileError> {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        if !folder.is_dir() {
            return Err(AtomicFileError::NoFolder {
                path: folder.to_owned(),
                folder: folder.to_owned(),
            });
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".bitext.").suffix(".parts");
        let staging = builder
            .tempdir_in(folder)
            .map_err(|error| fault(folder, io::Error::from(error.kind())))?;
        Ok(Self {
            target: folder.to_owned(),
            staging,
        })
    }

    /// Where a file is to be written that is going to be called `path`.
    #[must_use]
    pub fn place(&self, path: &Path) -> PathBuf {
        self.staging
            .path()
            .join(path.file_name().unwrap_or_default())
    }

    /// Gives all files their names.
    ///
    /// # Errors
    /// If there is a folder of one of these names, and then no file has got its
    /// own; or if a file cannot be renamed.
    pub fn commit(self) -> Result<(), AtomicFileError> {
        let listed = |error| fault(&self.target, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(self.staging.path()).map_err(listed)? {
            names.push(entry.map_err(listed)?.file_name());
        }
        names.sort();
        for path in names.iter().map(|name| self.target.join(name)) {
            if path.is_dir() {
                return Err(AtomicFileError::Directory { path });
            }
        }
        for name in names {
            let path = self.target.join(&name);
            // A symbolic link is followed, as when a single file is written.
            let resolved = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            fs::rename(self.staging.path().join(name), resolved)
                .map_err(|error| fault(&path, error))?;
        }
        Ok(())
    }
}

fn fault(path: &Path, source: io::Error) -> AtomicFileError {
    AtomicFileError::Write {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_appear_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("1"), folder.path().join("2"));
        fs::write(&one, "old").unwrap();
        let write = |text: &str| {
            let files = StagedFiles::create(folder.path()).unwrap();
            fs::write(files.place(&one), text).unwrap();
            fs::write(files.place(&two), text).unwrap();
            files
        };
        drop(write("given up"));
        assert_eq!(fs::read_to_string(&one).unwrap(), "old");
        assert!(!two.exists());
        fs::create_dir(&two).unwrap();
        let refused = write("refused").commit();
        assert!(matches!(refused, Err(AtomicFileError::Directory { path }) if path == two));
        assert_eq!(fs::read_to_string(&one).unwrap(), "old");
        fs::remove_dir(&two).unwrap();
        write("new").commit().unwrap();
        assert_eq!(fs::read_to_string(&one).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        let missing = StagedFiles::create(&folder.path().join("missing"));
        assert!(matches!(missing, Err(AtomicFileError::NoFolder { .. })));
    }
}
