//! The files of a folder or pattern, in order, and what was left out of them.

use std::fs;
use std::path::{Path, PathBuf};

use super::pattern::{fixed_part, is_pattern, matches};
use super::place::path_text;
use crate::batch::{Outputs, is_run_folder};
use crate::diagnostics::Failure;

/// Folders deeper than this are taken for a loop.
const DEEPEST: usize = 64;

/// Names of what editors and downloads leave behind end so.
const PASSING: [&str; 5] = ["~", ".part", ".tmp", ".swp", ".crdownload"];

/// What was found under a path.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The files, ascending by path.
    pub(crate) files: Vec<PathBuf>,
    /// What was left out, and why.
    pub(crate) left_out: Vec<(PathBuf, String)>,
    /// The run folders of batches, which hold no documents.
    run_folders: Vec<PathBuf>,
}

impl Listing {
    /// Takes out what batches have written, as far as run folders among the documents
    /// and among `others` know: in some formats an output looks like any document.
    pub(crate) fn without_outputs(mut self, others: &[PathBuf]) -> Self {
        let outputs = Outputs::of(self.run_folders.iter().chain(others));
        self.files.retain(|file| !outputs.contain(file));
        self
    }
}

/// Whether the file `file` lies where documents are looked for under `path`: in
/// the folder, in that of the pattern, or is the file itself.
pub(crate) fn contains(path: &Path, file: &Path) -> bool {
    let root = if is_pattern(path) {
        fixed_part(path)
    } else {
        path.to_owned()
    };
    match (fs::canonicalize(root), fs::canonicalize(file)) {
        (Ok(root), Ok(file)) => file.starts_with(root),
        _ => false,
    }
}

/// Lists the files under `path`: a folder, a pattern, or one file. Hidden names,
/// files half downloaded or kept by an editor, the run folders of batches, and what
/// lies under `except` are passed over; a link is followed only to a file outside of
/// no folder that was given.
pub(crate) fn list(path: &Path, except: &[PathBuf]) -> Result<Listing, Failure> {
    let pattern = is_pattern(path).then(|| path_text(path));
    let root = if pattern.is_some() {
        fixed_part(path)
    } else {
        path.to_owned()
    };
    let metadata = fs::metadata(&root).map_err(|error| {
        Failure::error(format!("cannot read `{}`: {error}", path.display()))
            .hint("name a folder of documents, a pattern such as `feed/**/*.txt`, or a file")
    })?;
    let mut listing = Listing::default();
    if metadata.is_file() {
        listing.files.push(root);
        return Ok(listing);
    }
    let walk = Walk {
        home: fs::canonicalize(&root).unwrap_or_else(|_| root.clone()),
        except: except
            .iter()
            .filter_map(|path| fs::canonicalize(path).ok())
            .collect(),
    };
    walk.folder(&root, 0, &mut listing);
    if let Some(pattern) = pattern {
        listing
            .files
            .retain(|file| matches(&pattern, &path_text(file)));
    }
    listing.files.sort();
    listing.left_out.sort();
    Ok(listing)
}

struct Walk {
    /// The folder that nothing may lead out of.
    home: PathBuf,
    except: Vec<PathBuf>,
}

impl Walk {
    fn folder(&self, folder: &Path, depth: usize, listing: &mut Listing) {
        if depth > DEEPEST {
            let reason = format!("more than {DEEPEST} folders deep");
            listing.left_out.push((folder.to_owned(), reason));
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                listing
                    .left_out
                    .push((folder.to_owned(), error.to_string()));
                return;
            }
        };
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry.path(), depth, listing),
                Err(error) => listing
                    .left_out
                    .push((folder.to_owned(), error.to_string())),
            }
        }
    }

    fn is_excepted(&self, path: &Path) -> bool {
        // Most names are told apart without asking the disk.
        let has_name = |other: &&PathBuf| other.file_name() == path.file_name();
        let mut alike = self.except.iter().filter(has_name).peekable();
        alike.peek().is_some()
            && fs::canonicalize(path).is_ok_and(|real| alike.any(|other| *other == real))
    }

    fn entry(&self, path: &Path, depth: usize, listing: &mut Listing) {
        let name = path.file_name().unwrap_or_default();
        if name.as_encoded_bytes().starts_with(b".") {
            return;
        }
        let mut leave_out = |reason: String| listing.left_out.push((path.to_owned(), reason));
        let kind = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => return leave_out(error.to_string()),
        };
        if kind.is_symlink() {
            match fs::canonicalize(path) {
                Ok(end) if !end.starts_with(&self.home) => {
                    leave_out("a link that leads out of the folder".to_owned());
                }
                Ok(_) => leave_out("a link to what is in the folder anyway".to_owned()),
                Err(error) => leave_out(format!("a link that leads nowhere: {error}")),
            }
        } else if kind.is_dir() {
            if is_run_folder(path) {
                listing.run_folders.push(path.to_owned());
            } else if !self.is_excepted(path) {
                self.folder(path, depth + 1, listing);
            }
        } else if kind.is_file() {
            let name = name.as_encoded_bytes();
            if PASSING.iter().any(|end| name.ends_with(end.as_bytes())) {
                return;
            }
            if !self.is_excepted(path) {
                listing.files.push(path.to_owned());
            }
        } else {
            leave_out("neither a file nor a folder".to_owned());
        }
    }
}
