//! ZIP archives, within bounds: what XLSX and DOCX files are.
//!
//! An archive can claim anything, so nothing it claims is believed: at most so
//! many entries, each unpacked as a stream that ends with an error once it has
//! given more bytes than its bound or grown beyond what honest text can be
//! packed to. Entries are looked up by name only, so no path is ever followed.
//! Writing is a stream as well: the same parts give the same bytes, to a pipe as
//! to a file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use flate2::read::DeflateDecoder;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::{ReadError, UnitSource};

/// Most entries of an archive; office files have a few dozen.
const MOST_ENTRIES: usize = 10_000;

/// Most bytes an entry may unpack to.
const MOST_BYTES: u64 = 4 << 30;

/// How much a part may grow when unpacked; repetitive sheets reach a hundred,
/// and DEFLATE ends at 1032.
const MOST_GROWTH: u64 = 400;

/// Bytes that any part may unpack to, however small it is packed.
const FREE_BYTES: u64 = 16 << 20;

/// Whether a file that begins with these bytes is an archive.
pub(crate) fn is_package(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// An archive open for reading.
pub(crate) struct Package {
    archive: ZipArchive<BufReader<File>>,
    file: Arc<File>,
}

/// An entry of an archive, unpacked as it is read.
pub(crate) type Part = BufReader<Bounded<Unpacking>>;

impl Package {
    /// Opens an archive.
    pub(crate) fn open(file: File) -> Result<Self, ReadError> {
        let handle = file.try_clone().map_err(ReadError::Open)?;
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
            ZipError::Io(error) => ReadError::Open(error),
            error => ReadError::Unfit {
                what: format!("it is no whole ZIP archive: {error}"),
                hint: "get the file anew, or save it again",
            },
        })?;
        if archive.len() > MOST_ENTRIES {
            let count = archive.len();
            let what =
                format!("it is an archive of {count} entries, where {MOST_ENTRIES} is the most");
            return Err(ReadError::Format { what });
        }
        Ok(Self {
            archive,
            file: Arc::new(handle),
        })
    }

    /// Opens an archive that is unpacked into a temporary file first: it has its table
    /// of contents at its end, and a source may be a pipe.
    pub(crate) fn of_source(source: UnitSource) -> Result<Self, ReadError> {
        let mut stream = source.into_stream();
        let mut file = tempfile::tempfile().map_err(ReadError::Open)?;
        io::copy(&mut stream, &mut file).map_err(ReadError::Open)?;
        file.flush().map_err(ReadError::Open)?;
        file.rewind().map_err(ReadError::Open)?;
        Self::open(file)
    }

    /// The names of its entries, as far as they are text.
    pub(crate) fn names(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.archive.file_names().filter_map(Result::ok)
    }

    /// Whether there is an entry called `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The entry called `name`, unpacked from its start.
    pub(crate) fn part(&mut self, name: &str) -> Result<Part, ReadError> {
        let fault = |reason: &str| ReadError::Format {
            what: format!("its part `{name}`: {reason}"),
        };
        let entry = self
            .archive
            .by_name(name)
            .map_err(|error| fault(&error.to_string()))?;
        if entry.encrypted() {
            return Err(fault("it is encrypted; save the file without a password"));
        }
        let packed = entry.compressed_size();
        let is_stored = match entry.compression() {
            CompressionMethod::Stored => true,
            CompressionMethod::Deflated => false,
            other => return Err(fault(&format!("it is packed with {other}, not DEFLATE"))),
        };
        let start = entry
            .data_start()
            .ok_or_else(|| fault("its data is not to be found"))?;
        drop(entry);
        let slice = BufReader::new(Slice {
            file: Arc::clone(&self.file),
            at: start,
            end: start.saturating_add(packed),
        });
        let inner = if is_stored {
            Unpacking::Stored(slice)
        } else {
            Unpacking::Deflated(Box::new(DeflateDecoder::new(slice)))
        };
        let left = MOST_BYTES.min(FREE_BYTES.saturating_add(packed.saturating_mul(MOST_GROWTH)));
        Ok(BufReader::new(Bounded { inner, left }))
    }
}

/// The bytes of an entry as they lie in the archive. It seeks before each read,
/// so that several entries can be read by turns from one open file.
pub(crate) struct Slice {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let most = left.min(buffer.len());
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(&mut buffer[..most])?;
        self.at += count as u64;
        Ok(count)
    }
}

/// The two ways office files are packed.
pub(crate) enum Unpacking {
    Stored(BufReader<Slice>),
    Deflated(Box<DeflateDecoder<BufReader<Slice>>>),
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(slice) => slice.read(buffer),
            Self::Deflated(decoder) => decoder.read(buffer),
        }
    }
}

/// A reader that fails once it has given more than its bound.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            io::Error::other("it unpacks to more than honest text does: a ZIP bomb?")
        })?;
        Ok(count)
    }
}

/// An archive being written, a part after the other.
pub(crate) struct PackageWriter<W: Write> {
    archive: ZipWriter<StreamWriter<UntilFault<W>>>,
}

/// Takes no more after a fault. An archive that is given up still tries to write
/// its end, and would complain on standard error if that failed, too.
struct UntilFault<W> {
    writer: W,
    has_failed: bool,
}

impl<W: Write> UntilFault<W> {
    fn guarded<T>(
        &mut self,
        nothing: T,
        work: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.has_failed {
            return Ok(nothing);
        }
        let result = work(&mut self.writer);
        self.has_failed = result
            .as_ref()
            .is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        result
    }
}

impl<W: Write> Write for UntilFault<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.guarded(bytes.len(), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.guarded((), W::flush)
    }
}

impl<W: Write> PackageWriter<W> {
    pub(crate) fn new(writer: W) -> Self {
        Self {
            archive: ZipWriter::new_stream(UntilFault {
                writer,
                has_failed: false,
            }),
        }
    }

    /// Ends the part before, and begins one called `name`.
    pub(crate) fn start(&mut self, name: &str) -> io::Result<()> {
        // Every part has the same date, the first that ZIP knows, so that the
        // same content makes the same file.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        self.archive.start_file(name, options)?;
        Ok(())
    }

    /// Writes a whole part.
    pub(crate) fn part(&mut self, name: &str, content: &str) -> io::Result<()> {
        self.start(name)?;
        self.archive.write_all(content.as_bytes())
    }

    /// Ends the archive and gives the writer back.
    pub(crate) fn finish(self) -> io::Result<W> {
        let inner = self.archive.finish()?.into_inner();
        if inner.has_failed {
            return Err(io::Error::other("an earlier part could not be written"));
        }
        Ok(inner.writer)
    }
}

impl<W: Write> Write for PackageWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.archive.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.archive.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(parts: &[(&str, &str)]) -> File {
        let mut bytes = Vec::new();
        let mut writer = PackageWriter::new(&mut bytes);
        for (name, content) in parts {
            writer.part(name, content).unwrap();
        }
        writer.finish().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        file
    }

    #[test]
    fn parts_are_read_by_turns() {
        let long = "б".repeat(40_000);
        let mut package = Package::open(archive(&[("a", &long), ("b/c", "2")])).unwrap();
        assert!(package.has("a") && !package.has("c"));
        let (mut first, mut second) = (package.part("a").unwrap(), package.part("b/c").unwrap());
        let mut head = [0; 2];
        first.read_exact(&mut head).unwrap();
        let mut text = String::new();
        second.read_to_string(&mut text).unwrap();
        assert_eq!(text, "2");
        text.clear();
        first.read_to_string(&mut text).unwrap();
        assert_eq!(text.len(), long.len() - 2);
        assert!(package.part("d").is_err());
    }

    #[test]
    fn a_bomb_is_stopped_while_it_unpacks() {
        let content = "0".repeat(40 << 20);
        let mut package = Package::open(archive(&[("a", &content)])).unwrap();
        let mut part = package.part("a").unwrap();
        let error = io::copy(&mut part, &mut io::sink()).unwrap_err();
        assert!(error.to_string().contains("bomb"), "{error}");
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"PK but no more").unwrap();
        assert!(Package::open(file).is_err());
    }
}
