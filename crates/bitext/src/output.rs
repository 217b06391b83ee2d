//! Where results go: standard output, or a file that is whole or not there.

use std::fs;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use bitext_exchange::AtomicFile;

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
