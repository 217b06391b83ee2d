//! The journal: what came of every pair, a JSON object a line, only ever added to.
//!
//! A line counts once its line break is on disk. Whatever a killed run left
//! behind the last whole line is cut off when the journal is opened; everything
//! before it is kept. Lines are brought to disk in groups, so that safety does
//! not cost a pair a disk access. A file beside it is locked while a run uses
//! the folder; the lock goes with the process, however it ends.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use bitext_exchange::AtomicFile;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::entry::Outcome;
use crate::diagnostics::Failure;

const NAME: &str = "journal.jsonl";
const LOCK: &str = "lock";

/// The flag that says where the run folder is.
pub(crate) const RUN_FOLDER: &str = "--run-folder";

/// The first line of the file.
const HEAD: &str = "{\"journal\":\"bitext-batch\",\"version\":1}\n";

/// Lines are brought to disk after so many or so long.
const GROUP: usize = 256;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Lines that are read before they are understood.
const READ_AHEAD: usize = 128;

/// A journal is rewritten if more than this share of its bytes is out of use.
const MOST_WASTE: f64 = 0.5;

/// What a pair is known by: half of a SHA-256 of all that decides its result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Key(pub(crate) u128);

impl Key {
    /// The first half of a SHA-256.
    pub(crate) fn of(digest: &[u8]) -> Self {
        let half = digest.iter().take(16);
        Self(half.fold(0, |key, &byte| key << 8 | u128::from(byte)))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        format!("{key:?}")
    }
}

impl TryFrom<String> for Key {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}

/// A line, as far as opening the journal cares.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Outcome {
        key: Key,
    },
    Written {
        written: Key,
        /// Lines of early versions do not say which file they mean.
        at: Option<Key>,
        #[serde(default)]
        stamp: String,
    },
}

/// What an output file was when it was last written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    content: Key,
    stamp: String,
}

/// Takes the run folder for this process.
pub(crate) fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(LOCK);
    let fault = |error: io::Error| {
        Failure::error(format!("cannot lock `{}`: {error}", path.display()))
            .hint("choose another run folder with `--run-folder`")
    };
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::error(format!(
            "another run is using `{}`",
            folder.display()
        ))
        .hint("wait for it, or choose another folder with `--run-folder`")),
        Err(TryLockError::Error(error)) => Err(fault(error)),
    }
}

/// Removes a run folder in which nothing was done yet but to look for pairs.
pub(crate) fn discard(folder: &Path) {
    for name in [NAME, LOCK, super::plan::MANIFEST] {
        // What is not there need not go, and what stays does no harm.
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

/// Whether a folder is the run folder of a batch.
pub(crate) fn is_run_folder(folder: &Path) -> bool {
    let mut head = [0; HEAD.len()];
    let file = File::open(folder.join(NAME));
    let read = file.and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == HEAD.as_bytes()
}

/// The output files of the runs that a run folder is for.
pub(crate) struct Outputs(HashSet<Key>);

impl Outputs {
    /// Those of several run folders. What cannot be read of one names no files; a
    /// run that uses it says why.
    pub(crate) fn of<'f>(folders: impl Iterator<Item = &'f PathBuf>) -> Self {
        let files = folders.filter_map(|folder| File::open(folder.join(NAME)).ok());
        let lines = files.flat_map(|file| BufReader::new(file).split(b'\n').map_while(Result::ok));
        // Most lines are long and name none.
        let written = lines.filter(|line| line.starts_with(b"{\"written\""));
        let known = written.filter_map(|line| match serde_json::from_slice(&line) {
            Ok(Line::Written { at, .. }) => at,
            _ => None,
        });
        Self(known.collect())
    }

    /// Whether a file is one of them.
    pub(crate) fn contain(&self, file: &Path) -> bool {
        !self.0.is_empty() && self.0.contains(&place_of(file))
    }
}

/// An open journal.
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    /// Where each line is: its first byte and its length.
    places: HashMap<Key, (u64, usize)>,
    /// The last content of each output file, by the hash of its path.
    written: BTreeMap<Key, Written>,
    end: u64,
    unsynced: usize,
    synced: Instant,
}

impl Journal {
    /// Opens the journal of a run folder, new or not.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(NAME);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| failure(&path, &error))?;
        let mut journal = Self {
            path,
            file,
            places: HashMap::new(),
            written: BTreeMap::new(),
            end: 0,
            unsynced: 0,
            synced: Instant::now(),
        };
        journal.load()?;
        Ok(journal)
    }

    fn load(&mut self) -> Result<(), Failure> {
        let mut reader = BufReader::new(&self.file);
        let mut line = Vec::new();
        let mut is_first = true;
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line);
            let length = read.map_err(|error| failure(&self.path, &error))?;
            if !line.ends_with(b"\n") {
                break;
            }
            if is_first {
                is_first = false;
                if line != HEAD.as_bytes() {
                    return Err(Failure::error(format!(
                        "`{}` is no journal of this version of bitext",
                        self.path.display()
                    ))
                    .hint("choose another run folder with `--run-folder`"));
                }
            } else {
                match serde_json::from_slice::<Line>(&line) {
                    Ok(Line::Outcome { key }) => {
                        self.places.insert(key, (self.end, length));
                    }
                    Ok(Line::Written { written, at, stamp }) => {
                        let content = written;
                        if let Some(at) = at {
                            self.written.insert(at, Written { content, stamp });
                        }
                    }
                    // Power failed in the middle of a group.
                    Err(_) => break,
                }
            }
            self.end += length as u64;
        }
        let end = self.end;
        self.check(|journal| {
            journal.file.set_len(end)?;
            journal.file.seek(SeekFrom::Start(end)).map(drop)
        })?;
        if is_first {
            self.append(HEAD.as_bytes())?;
            self.sync()?;
        }
        Ok(())
    }

    /// Whether there is a line for that pair.
    pub(crate) fn has(&self, key: Key) -> bool {
        self.places.contains_key(&key)
    }

    /// Adds what came of a pair, as [`Outcome`] in JSON without a line break.
    pub(crate) fn add(&mut self, key: Key, mut line: String) -> Result<(), Failure> {
        line.push('\n');
        let place = (self.end, line.len());
        self.append(line.as_bytes())?;
        self.places.insert(key, place);
        Ok(())
    }

    /// Whether the last thing written to an output file was that content, and
    /// nobody has changed the file since.
    pub(crate) fn has_written(&self, file: &Path, content: Key) -> bool {
        let last = self.written.get(&place_of(file));
        last.is_some_and(|last| last.content == content) && self.is_ours(file) == Some(true)
    }

    /// Whether an output file is still as it was written; `None` if it is not
    /// there or was never written.
    pub(crate) fn is_ours(&self, file: &Path) -> Option<bool> {
        let last = self.written.get(&place_of(file))?;
        let stamp = stamp_of(file)?;
        Some(last.content != UNKNOWN && last.stamp == stamp)
    }

    /// Whether an output file is one that a run has written or begun to write.
    pub(crate) fn knows(&self, file: &Path) -> bool {
        self.written.contains_key(&place_of(file))
    }

    /// Notes that an output file was written whole.
    pub(crate) fn add_written(&mut self, file: &Path, content: Key) -> Result<(), Failure> {
        let stamp = stamp_of(file).unwrap_or_default();
        self.note_written(place_of(file), Written { content, stamp })
    }

    /// Notes that an output file is about to change or to go.
    pub(crate) fn forget_written(&mut self, file: &Path) -> Result<(), Failure> {
        let at = place_of(file);
        let stamp = String::new();
        let content = UNKNOWN;
        self.note_written(at, Written { content, stamp })
    }

    fn note_written(&mut self, at: Key, written: Written) -> Result<(), Failure> {
        self.append(written_line(at, &written).as_bytes())?;
        self.written.insert(at, written);
        Ok(())
    }

    fn append(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.check(|journal| journal.file.write_all(line))?;
        self.end += line.len() as u64;
        self.unsynced += 1;
        if self.unsynced >= GROUP || self.synced.elapsed() >= LONGEST_WAIT {
            self.sync()?;
        }
        Ok(())
    }

    /// Brings everything to disk.
    pub(crate) fn sync(&mut self) -> Result<(), Failure> {
        self.check(|journal| journal.file.sync_data())?;
        self.unsynced = 0;
        self.synced = Instant::now();
        Ok(())
    }

    /// Hands over what came of pairs, in their order, with the number of each;
    /// those of which nothing is known are left out. `U` is as in [`Outcome`].
    ///
    /// Lines are read one after the other and understood by all threads at once.
    pub(crate) fn read_each<U: DeserializeOwned + Send>(
        &mut self,
        keys: &[Option<Key>],
        mut take: impl FnMut(&mut Self, usize, Outcome<U>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let chunks = keys.chunks(READ_AHEAD).enumerate();
        for (first, chunk) in chunks.map(|(number, chunk)| (number * READ_AHEAD, chunk)) {
            let mut lines: Vec<(usize, u64, Vec<u8>)> = Vec::new();
            for (index, key) in (first..).zip(chunk) {
                let place = key.and_then(|key| self.places.get(&key));
                if let Some(&(place, length)) = place {
                    lines.push((index, place, self.line(place, length)?));
                }
            }
            let end = self.end;
            self.check(|journal| journal.file.seek(SeekFrom::Start(end)).map(drop))?;
            let understood: Vec<_> = lines
                .par_iter()
                .map(|(_, _, line)| serde_json::from_slice::<Outcome<U>>(line))
                .collect();
            for ((index, place, _), outcome) in lines.iter().zip(understood) {
                let outcome = outcome.map_err(|error| {
                    Failure::error(format!("`{}`, byte {place}: {error}", self.path.display()))
                        .hint("the journal was changed by something else; remove the run folder")
                })?;
                take(self, *index, outcome)?;
            }
        }
        Ok(())
    }

    /// What came of a pair; `None` if nothing is known.
    pub(crate) fn read(&mut self, key: Key) -> Result<Option<Outcome>, Failure> {
        let mut found = None;
        self.read_each(&[Some(key)], |_, _, outcome| {
            found = Some(outcome);
            Ok(())
        })?;
        Ok(found)
    }

    /// The bytes of a line; the file is to be put back to its end.
    fn line(&mut self, place: u64, length: usize) -> Result<Vec<u8>, Failure> {
        let mut line = vec![0; length];
        self.check(|journal| {
            journal.file.seek(SeekFrom::Start(place))?;
            journal.file.read_exact(&mut line)
        })?;
        Ok(line)
    }

    /// Rewrites a journal most of which is out of use; `keys` are in use.
    pub(crate) fn compact(mut self, keys: &[Option<Key>]) -> Result<(), Failure> {
        self.sync()?;
        let used: usize = keys
            .iter()
            .flatten()
            .filter_map(|key| self.places.get(key))
            .map(|&(_, length)| length)
            .sum();
        if (used as f64) >= (1.0 - MOST_WASTE) * self.end as f64 || self.end < 1 << 16 {
            return Ok(());
        }
        let created = AtomicFile::create(&self.path);
        let mut file = created.map_err(|error| Failure::creating(&error, RUN_FOLDER))?;
        let mut seen = HashSet::new();
        let path = self.path.clone();
        let fault = |error: io::Error| failure(&path, &error);
        file.write_all(HEAD.as_bytes()).map_err(fault)?;
        for key in keys.iter().flatten() {
            let Some(&(place, length)) = self.places.get(key).filter(|_| seen.insert(*key)) else {
                continue;
            };
            let line = self.line(place, length)?;
            file.write_all(&line).map_err(fault)?;
        }
        for (at, written) in &self.written {
            if written.content != UNKNOWN {
                file.write_all(written_line(*at, written).as_bytes())
                    .map_err(fault)?;
            }
        }
        file.commit()
            .map_err(|error| Failure::creating(&error, RUN_FOLDER))
    }

    fn check<R>(&mut self, work: impl FnOnce(&mut Self) -> io::Result<R>) -> Result<R, Failure> {
        work(self).map_err(|error| failure(&self.path, &error))
    }
}

/// The content of an output file that is being written.
const UNKNOWN: Key = Key(0);

fn written_line(at: Key, Written { content, stamp }: &Written) -> String {
    format!("{{\"written\":\"{content:?}\",\"at\":\"{at:?}\",\"stamp\":\"{stamp}\"}}\n")
}

/// What a file is known by, however its path is spelt.
fn place_of(file: &Path) -> Key {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let path = folder.join(file.file_name().unwrap_or_default());
    Key::of(&Sha256::digest(path.as_os_str().as_encoded_bytes()))
}

/// Length and time of change of a file.
fn stamp_of(file: &Path) -> Option<String> {
    let metadata = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
    let changed = metadata.modified().ok();
    let since = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let since = since.map_or(0, |since| since.as_nanos());
    Some(format!("{}-{since}", metadata.len()))
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    Failure::writing(format!("the journal `{}`", path.display()), error)
}

/// Writes a file whole; `flag` says where it is to be.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], flag: &str) -> Result<(), Failure> {
    let fault = |error| Failure::creating(&error, flag);
    let mut file = AtomicFile::create(path).map_err(fault)?;
    file.write_all(bytes)
        .map_err(|error| Failure::writing(format!("`{}`", path.display()), &error))?;
    file.commit().map_err(fault)
}

/// The bytes of a file that may not be there.
pub(crate) fn read_whole(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: u128) -> String {
        format!("{{\"key\":\"{key:032x}\",\"more\":[1,2]}}")
    }

    #[test]
    fn whole_lines_stay_and_the_rest_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path()).unwrap();
        journal.add(Key(1), line(1)).unwrap();
        journal.add(Key(2), line(2)).unwrap();
        journal.add_written(folder.path(), Key(7)).unwrap();
        drop(journal);
        let path = folder.path().join(NAME);
        let whole = fs::read(&path).unwrap();
        for end in HEAD.len()..whole.len() {
            fs::write(&path, &whole[..end]).unwrap();
            let mut journal = Journal::open(folder.path()).unwrap();
            let lines = whole[..end].iter().filter(|&&byte| byte == b'\n').count();
            assert_eq!(journal.has(Key(1)), lines >= 2, "{end}");
            assert_eq!(journal.has(Key(2)), lines >= 3, "{end}");
            journal.add(Key(3), line(3)).unwrap();
            drop(journal);
            let journal = Journal::open(folder.path()).unwrap();
            assert!(journal.has(Key(3)));
        }
    }

    #[test]
    fn a_folder_is_for_one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = lock(folder.path()).unwrap();
        assert!(lock(folder.path()).is_err());
        drop(first);
        assert!(lock(folder.path()).is_ok());
    }
}
