//! The documents of a feed at hand, by their places.
//!
//! A file may hold thousands of documents, and pairs ask for them one by one. So
//! the files asked for last stay read: to read one anew for each of its documents
//! would take time with the square of their number.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::place::{Place, path_text};
use super::reader::{FeedDocument, FeedReader};
use crate::wording::counted;

/// Files stay read until their texts have more bytes than this together.
const KEPT: usize = 256 << 20;

/// What reading a file came to, once it is read.
type File = OnceLock<Result<Read, String>>;

/// The documents of a file.
#[derive(Debug)]
struct Read {
    documents: Vec<Arc<FeedDocument>>,
    /// Bytes of their texts.
    size: usize,
}

/// Reads documents and keeps those that came in a file with others.
#[derive(Debug)]
pub(crate) struct Shelf {
    reader: FeedReader,
    /// The files asked for last, the latest at the end.
    files: Mutex<Vec<(PathBuf, Arc<File>)>>,
}

impl Shelf {
    pub(crate) fn new(reader: FeedReader) -> Self {
        Self {
            reader,
            files: Mutex::default(),
        }
    }

    /// The document at a place; the error is for people.
    pub(crate) fn document(&self, place: &Place) -> Result<Arc<FeedDocument>, String> {
        let Some(item) = place.item else {
            let documents = self.reader.read(&place.path)?;
            let first = documents.into_iter().next().map(Arc::new);
            return first.ok_or_else(|| missing(place, 0));
        };
        let file = self.file(place);
        let read = file.get_or_init(|| {
            let documents = self.reader.read(&place.path)?;
            let sizes = documents.iter().map(|found| found.document.text().len());
            Ok(Read {
                size: sizes.sum(),
                documents: documents.into_iter().map(Arc::new).collect(),
            })
        });
        let documents = &read.as_ref().map_err(Clone::clone)?.documents;
        let found = documents.get(item.saturating_sub(1));
        found
            .cloned()
            .ok_or_else(|| missing(place, documents.len()))
    }

    /// The file of a place, read or not; whoever asks first reads it, outside the
    /// lock.
    fn file(&self, place: &Place) -> Arc<File> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let at = files.iter().position(|(path, _)| *path == place.path);
        let entry = match at {
            Some(at) => files.remove(at),
            None => (place.path.clone(), Arc::default()),
        };
        let file = Arc::clone(&entry.1);
        let size = |(_, file): &(PathBuf, Arc<File>)| match file.get() {
            Some(Ok(read)) => read.size,
            _ => 0,
        };
        let mut sizes: usize = files.iter().map(size).sum();
        while sizes > KEPT && !files.is_empty() {
            sizes -= size(&files.remove(0));
        }
        files.push(entry);
        file
    }
}

fn missing(place: &Place, documents: usize) -> String {
    let count = counted(documents, "document");
    format!("`{}` holds {count}", path_text(&place.path))
}
