//! Where results go: standard output, or a file that is whole or not there.

use std::fs;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use bitext_exchange::{AtomicFile, remove_leftovers};

use crate::diagnostics::Failure;
use crate::input::is_standard;

/// An open output.
pub(crate) struct Output {
    name: String,
    sink: Sink,
}

enum Sink {
    Standard(BufWriter<StdoutLock<'static>>),
    File(BufWriter<AtomicFile>),
}

impl Output {
    /// Opens the output at `path`, which must be none of the `inputs`.
    pub(crate) fn open(path: &Path, inputs: &[&PathBuf]) -> Result<Self, Failure> {
        if is_standard(path) {
            let sink = Sink::Standard(BufWriter::new(io::stdout().lock()));
            return Ok(Self {
                name: "standard output".to_owned(),
                sink,
            });
        }
        Self::refuse_inputs(path, inputs)?;
        Self::remove_leftovers(path);
        let name = format!("`{}`", path.display());
        let sink = Sink::File(BufWriter::new(AtomicFile::create(path)?));
        Ok(Self { name, sink })
    }

    /// Refuses an output that is one of the `inputs`.
    pub(crate) fn refuse_inputs<P: AsRef<Path>>(path: &Path, inputs: &[P]) -> Result<(), Failure> {
        if is_standard(path) {
            return Ok(());
        }
        let here = fs::canonicalize(path).ok();
        let is_input = |input: &P| here.is_some() && fs::canonicalize(input).ok() == here;
        if inputs.iter().any(is_input) {
            return Err(Self::both(path));
        }
        Ok(())
    }

    /// Removes what killed runs have left of the output at `path`, and says which. What
    /// cannot be removed stays; it does no harm.
    pub(crate) fn remove_leftovers(path: &Path) -> Vec<PathBuf> {
        let folder = path.parent();
        let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
        // The two files of a Moses pair have its name but not its extension.
        let mut name = path.file_stem().unwrap_or_default().to_owned();
        name.push(".");
        remove_leftovers(folder.unwrap_or(Path::new(".")), &name).unwrap_or_default()
    }

    /// Refuses a path at which no file can be made, so that the work on it is not in
    /// vain; `flag` names another.
    pub(crate) fn refuse_unwritable(path: &Path, flag: &str) -> Result<(), Failure> {
        AtomicFile::create(path)
            .map(drop)
            .map_err(|error| Failure::creating(&error, flag))
    }

    /// The refusal of an output that is input, too.
    pub(crate) fn both(path: &Path) -> Failure {
        Failure::error(format!("`{}` is both input and output", path.display()))
            .hint("choose another file with `-o`")
    }

    /// The refusal of an output that stands among the documents that are read,
    /// and of which nobody knows that it is no document.
    pub(crate) fn among_documents(path: &Path) -> Failure {
        let message = format!(
            "`{}` is there already, among the documents that are read",
            path.display()
        );
        Failure::error(message).hint("remove it if it is no document, or name another file")
    }

    /// What the output is called in messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A failure to write to it.
    pub(crate) fn failure(&self, error: &io::Error) -> Failure {
        Failure::writing(&self.name, error)
    }

    /// Ends the output; only now a file gets its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let name = self.name;
        match self.sink {
            Sink::Standard(mut writer) => writer
                .flush()
                .map_err(|error| Failure::writing(&name, &error)),
            Sink::File(writer) => {
                let file = writer.into_inner().map_err(|error| {
                    let cause = error.into_error();
                    Failure::writing(&name, &cause)
                })?;
                Ok(file.commit()?)
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Standard(writer) => writer.write(bytes),
            Sink::File(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Standard(writer) => writer.flush(),
            Sink::File(writer) => writer.flush(),
        }
    }
}
