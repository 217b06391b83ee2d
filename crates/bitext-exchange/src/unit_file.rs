//! Where units come from and go to: files, packed or not, and standard streams.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::{AtomicFile, ReadError, WriteError};

/// How much is read at a time; also how much can be looked at beforehand.
const BUFFER: usize = 64 << 10;

/// An opened input, unpacked if it was packed with gzip.
pub struct UnitSource {
    path: PathBuf,
    stream: Box<dyn BufRead + Send>,
}

impl UnitSource {
    /// Opens `path`; `-` is standard input.
    ///
    /// # Errors
    /// If it cannot be opened or has no bytes.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let raw: Box<dyn Read + Send> = if is_standard(path) {
            Box::new(io::stdin())
        } else {
            let file = File::open(path).map_err(ReadError::Open)?;
            let is_folder = file.metadata().is_ok_and(|metadata| metadata.is_dir());
            if is_folder {
                return Err(ReadError::Unfit {
                    what: "it is a directory".to_owned(),
                    hint: "name the memories in it: `FOLDER/*.tmx`",
                });
            }
            Box::new(file)
        };
        Self::from_stream(path.to_owned(), BufReader::with_capacity(BUFFER, raw))
    }

    /// An input that is open already; `path` names it.
    ///
    /// # Errors
    /// If it cannot be read or has no bytes.
    pub fn from_stream(
        path: PathBuf,
        mut stream: impl BufRead + Send + 'static,
    ) -> Result<Self, ReadError> {
        let head = stream.fill_buf().map_err(ReadError::Open)?;
        if head.is_empty() {
            return Err(ReadError::Empty);
        }
        let is_gzip = head.starts_with(&[0x1f, 0x8b]);
        let stream: Box<dyn BufRead + Send> = if is_gzip {
            Box::new(BufReader::with_capacity(
                BUFFER,
                MultiGzDecoder::new(stream),
            ))
        } else {
            Box::new(stream)
        };
        Ok(Self { path, stream })
    }

    /// What the input is called; `-` for standard input.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The first bytes, at least one, which stay to be read.
    ///
    /// # Errors
    /// If they cannot be read, as when a packed file is damaged.
    pub fn head(&mut self) -> Result<&[u8], ReadError> {
        let head = self.stream.fill_buf().map_err(ReadError::Open)?;
        if head.is_empty() {
            return Err(ReadError::Empty);
        }
        Ok(head)
    }

    /// The bytes.
    #[must_use]
    pub fn into_stream(self) -> Box<dyn BufRead + Send> {
        self.stream
    }
}

/// A file being written that is whole or not there, or standard output; packed
/// with gzip if its name ends in `.gz`.
#[derive(Debug)]
pub struct UnitSink(Packing);

#[derive(Debug)]
enum Packing {
    Plain(BufWriter<Target>),
    Gzip(Box<GzEncoder<BufWriter<Target>>>),
}

#[derive(Debug)]
enum Target {
    Standard(io::Stdout),
    File(AtomicFile),
}

impl UnitSink {
    /// Starts the file; `-` is standard output.
    ///
    /// # Errors
    /// If it cannot be made there.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let target = if is_standard(path) {
            Target::Standard(io::stdout())
        } else {
            Target::File(AtomicFile::create(path)?)
        };
        let writer = BufWriter::with_capacity(BUFFER, target);
        let is_gzip = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        // The encoder writes no time stamp, so the same bytes come out each time.
        Ok(Self(if is_gzip {
            Packing::Gzip(Box::new(GzEncoder::new(writer, Compression::default())))
        } else {
            Packing::Plain(writer)
        }))
    }

    /// Ends the file, which gets its name only now.
    ///
    /// # Errors
    /// If the rest cannot be written; then there is no new file.
    pub fn commit(self) -> Result<(), WriteError> {
        let writer = match self.0 {
            Packing::Plain(writer) => writer,
            Packing::Gzip(encoder) => encoder.finish()?,
        };
        let target = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        match target {
            Target::Standard(mut stream) => Ok(stream.flush()?),
            Target::File(file) => Ok(file.commit()?),
        }
    }
}

impl Write for UnitSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Packing::Plain(writer) => writer.write(bytes),
            Packing::Gzip(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Packing::Plain(writer) => writer.flush(),
            Packing::Gzip(encoder) => encoder.flush(),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(stream) => stream.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(stream) => stream.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

/// Whether `path` stands for standard input or output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}
