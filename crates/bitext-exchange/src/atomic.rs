//! A file that appears under its name only when it is whole.
//!
//! The bytes go into a temporary file in the same folder, which is flushed to
//! disk and renamed over the target; a rename within a folder either happens or
//! does not. Whatever goes wrong before leaves an older file of that name as it
//! was, and no new one. Devices and pipes (`/dev/stdout`) cannot be renamed over
//! and are written directly.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use crate::leftovers;

/// A file being written; dropped without [`AtomicFile::commit`], it leaves
/// nothing behind.
///
/// ```
/// use std::io::Write;
/// use bitext_exchange::AtomicFile;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("out.tmx");
/// let mut file = AtomicFile::create(&path)?;
/// file.write_all(b"<tmx/>")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert_eq!(std::fs::read(&path)?, b"<tmx/>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    output: Output,
}

#[derive(Debug)]
enum Output {
    Temporary(NamedTempFile),
    Device(File),
}

/// Why a file cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AtomicFileError {
    /// There is a folder of that name.
    #[error("`{path}` is a directory")]
    Directory {
        /// The path.
        path: PathBuf,
    },
    /// The folder does not exist.
    #[error("there is no folder `{folder}` to write `{path}` into")]
    NoFolder {
        /// The path.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// The operating system refuses.
    #[error("cannot write `{path}`")]
    Write {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl AtomicFile {
    /// Starts a file that is going to be called `path`. A symbolic link is
    /// followed, so that its target is replaced and not the link.
    ///
    /// # Errors
    /// If `path` is a directory, its folder does not exist, or nothing can be
    /// created in it.
    pub fn create(path: &Path) -> Result<Self, AtomicFileError> {
        let fault = |source| AtomicFileError::Write {
            path: path.to_owned(),
            source,
        };
        let resolved = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&resolved).ok();
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) || ends_in_separator(path) {
            return Err(AtomicFileError::Directory {
                path: path.to_owned(),
            });
        }
        if existing
            .as_ref()
            .is_some_and(|metadata| !metadata.is_file())
        {
            let file = OpenOptions::new()
                .write(true)
                .open(&resolved)
                .map_err(fault)?;
            return Ok(Self {
                path: resolved,
                output: Output::Device(file),
            });
        }
        let folder = match resolved.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        if !folder.is_dir() {
            return Err(AtomicFileError::NoFolder {
                path: path.to_owned(),
                folder,
            });
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(resolved.file_name().unwrap_or_default());
        name.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&name).suffix(leftovers::SUFFIX);
        with_usual_permissions(&mut builder);
        // The path of the temporary file, which this error names, would only
        // confuse.
        let temporary = builder
            .tempfile_in(&folder)
            .map_err(|error| fault(io::Error::from(error.kind())))?;
        // Only says that somebody lives who writes it; where files cannot be
        // locked, it is taken for a leftover no sooner than it is old.
        let _ = temporary.as_file().try_lock();
        if let Some(metadata) = existing {
            temporary
                .as_file()
                .set_permissions(metadata.permissions())
                .map_err(fault)?;
        }
        Ok(Self {
            path: resolved,
            output: Output::Temporary(temporary),
        })
    }

    /// Gives the file its name, once all of it is on disk.
    ///
    /// # Errors
    /// If the file cannot be flushed or renamed; then there is none.
    pub fn commit(self) -> Result<(), AtomicFileError> {
        let Self { path, output } = self;
        let fault = |source| AtomicFileError::Write {
            path: path.clone(),
            source,
        };
        match output {
            Output::Device(mut file) => file.flush().map_err(fault),
            Output::Temporary(temporary) => {
                temporary.as_file().sync_all().map_err(fault)?;
                temporary
                    .persist(&path)
                    .map_err(|error| fault(error.error))?;
                // Whether the rename has reached the disk when the power fails
                // decides between the old file and the new one; both are whole.
                Ok(())
            }
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.output {
            // The file itself, whose errors do not name its temporary path.
            Output::Temporary(file) => file.as_file_mut().write(bytes),
            Output::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Temporary(file) => file.as_file_mut().flush(),
            Output::Device(file) => file.flush(),
        }
    }
}

fn ends_in_separator(path: &Path) -> bool {
    path.as_os_str()
        .to_string_lossy()
        .ends_with(std::path::is_separator)
}

/// Temporary files are made for their owner alone; this one is going to be an
/// ordinary file, readable as the user's mask has it.
#[cfg(unix)]
fn with_usual_permissions(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn with_usual_permissions(_: &mut tempfile::Builder<'_, '_>) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_file_given_up_leaves_the_old_one_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tmx");
        fs::write(&path, "old").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a.tmx"]);
    }

    #[test]
    fn directories_and_missing_folders_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            AtomicFile::create(folder.path()),
            Err(AtomicFileError::Directory { .. })
        ));
        assert!(matches!(
            AtomicFile::create(&folder.path().join("no/a.tmx")),
            Err(AtomicFileError::NoFolder { .. })
        ));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay_what_they_are() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        let mut file = AtomicFile::create(&link).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        AtomicFile::create(Path::new("/dev/null"))
            .unwrap()
            .commit()
            .unwrap();
    }
}
