//! The outputs of a run, written from the journal in the order of the pairs.
//!
//! One file for all pairs, or a file a pair. Each output has a key made of what
//! goes into it; an output whose last key it is and that nobody has changed since
//! is left as it is. In a folder, files of earlier runs that no pair stands for
//! any more are removed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use bitext_core::LanguageTag;
use bitext_exchange::{
    AtomicFile, LanguageMap, MemoryHeader, UnitFormat, UnitWriteOptions, UnitWriter, WriteError,
    create_units, remove_leftovers,
};
use sha2::{Digest, Sha256};

use super::entry::{Fate, Outcome, UnitCount};
use super::journal::{Journal, Key};
use super::names::Names;
use super::plan::Plan;
use super::report::Report;
use crate::config::Settings;
use crate::diagnostics::{Failure, chain};
use crate::output::Output;

/// Where the units go.
pub(crate) struct Destination {
    output: PathBuf,
    format: UnitFormat,
    is_folder: bool,
    language_map: LanguageMap,
    /// The report of the run, which may stand in the folder of outputs.
    report: Option<PathBuf>,
}

impl Destination {
    pub(crate) fn new(settings: &Settings, report: Option<&PathBuf>) -> Result<Self, Failure> {
        let output = settings.path("batch.output").ok_or_else(|| {
            Failure::error("no output is named")
                .hint("name a file or a folder with `-o`, or set `output` in `bitext.toml`")
        })?;
        if output.as_os_str() == "-" {
            return Err(
                Failure::error("a batch cannot be written to standard output")
                    .hint("name a file or a folder with `-o`"),
            );
        }
        let ends_in_separator = output
            .as_os_str()
            .as_encoded_bytes()
            .last()
            .is_some_and(|&byte| std::path::is_separator(char::from(byte)));
        let is_folder = ends_in_separator || output.is_dir();
        let format = match settings.text("batch.format") {
            Some(name) => name.parse::<UnitFormat>(),
            None if is_folder => Ok(UnitFormat::Tmx),
            None => UnitFormat::of_output(output),
        };
        let format = format.map_err(|error| {
            Failure::error(error.to_string())
                .hint("name the format with `--format`, or end a folder's name in `/`")
        })?;
        if !format.is_writable() {
            return Err(Failure::error(format!(
                "`{format}` can be read, but not written"
            )));
        }
        Ok(Self {
            output: output.to_owned(),
            format,
            is_folder,
            language_map: settings.language_map(),
            report: report.cloned(),
        })
    }

    /// Refuses an output or report that cannot be made, before the work on it.
    pub(crate) fn refuse_unwritable(&self, report: Option<&Path>) -> Result<(), Failure> {
        // The report may lie in a folder that is to be made for the outputs.
        let is_in_new = |report: &&Path| {
            self.is_folder && !self.output.exists() && report.starts_with(&self.output)
        };
        if let Some(report) = report.filter(|report| !is_in_new(report)) {
            Output::refuse_unwritable(report, "--report")?;
        }
        if !self.is_folder {
            return Output::refuse_unwritable(&self.output, "-o");
        }
        // Folders are made when there is something to put into them.
        let mut above = self.output.ancestors();
        let there = above.find(|folder| folder.as_os_str().is_empty() || folder.is_dir());
        let there = there.filter(|folder| !folder.as_os_str().is_empty());
        let probe = there.unwrap_or(Path::new(".")).join("bitext");
        AtomicFile::create(&probe).map(drop).map_err(|error| {
            Failure::error(format!(
                "cannot write into `{}`: {}",
                self.output.display(),
                chain(&error)
            ))
            .hint("choose a folder you may write to with `-o`")
        })
    }

    /// Where the journal goes if nobody says.
    pub(crate) fn run_folder(&self) -> PathBuf {
        let mut name = self.output.file_name().unwrap_or_default().to_owned();
        name.push(".run");
        self.output.with_file_name(name)
    }

    /// What this run writes, which is never input.
    pub(crate) fn places(&self, run_folder: &Path) -> Vec<PathBuf> {
        vec![self.output.clone(), run_folder.to_owned()]
    }

    /// Writes what is new, and counts everything into the report.
    pub(crate) fn write(
        &self,
        plan: &Plan,
        keys: &[Option<Key>],
        journal: &mut Journal,
        report: &mut Report,
    ) -> Result<(), Failure> {
        if self.is_folder {
            self.write_each(plan, keys, journal, report)
        } else {
            self.write_merged(plan, keys, journal, report)
        }
    }

    fn write_merged(
        &self,
        plan: &Plan,
        keys: &[Option<Key>],
        journal: &mut Journal,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let files = self.files(plan, &self.output);
        let all = self.key(plan, keys.iter().flatten());
        let is_there = files.iter().all(|file| journal.has_written(file, all));
        let mut created = String::new();
        journal.read_each(keys, |_, _, outcome: Outcome<UnitCount>| {
            report.count(&outcome);
            if outcome.created > created {
                created = outcome.created;
            }
            Ok(())
        })?;
        // A night on which everything failed is no reason to lose the memory.
        if is_there || report.aligned == 0 {
            return Ok(());
        }
        forget(journal, &files)?;
        let mut writer = self.create(&self.output, &plan.languages, &created)?;
        journal.read_each(keys, |_, _, outcome| {
            self.write_units(writer.as_mut(), outcome, &plan.languages, &self.output)
        })?;
        writer
            .finish()
            .map_err(|error| self.failure(&self.output, &error))?;
        add_written(journal, &files, all)
    }

    fn write_each(
        &self,
        plan: &Plan,
        keys: &[Option<Key>],
        journal: &mut Journal,
        report: &mut Report,
    ) -> Result<(), Failure> {
        fs::create_dir_all(&self.output).map_err(|error| {
            Failure::error(format!("cannot make `{}`: {error}", self.output.display()))
                .hint("choose a folder you may write to with `-o`")
        })?;
        let paths = self.paths(plan);
        let mut current = BTreeSet::new();
        for (path, _) in paths.iter().zip(keys).filter(|(_, key)| key.is_none()) {
            // What an earlier run knew of this pair is better than nothing.
            current.extend(self.files(plan, path));
        }
        journal.read_each(keys, |journal, index, outcome: Outcome<UnitCount>| {
            report.count(&outcome);
            if outcome.fate == Fate::Refused {
                return Ok(());
            }
            let path = &paths[index];
            let files = self.files(plan, path);
            let own = self.key(plan, [&outcome.key].into_iter());
            current.extend(files.iter().cloned());
            if files.iter().all(|file| journal.has_written(file, own)) {
                return Ok(());
            }
            let Some(outcome) = journal.read(outcome.key)? else {
                return Ok(());
            };
            forget(journal, &files)?;
            let mut writer = self.create(path, &plan.languages, &outcome.created)?;
            self.write_units(writer.as_mut(), outcome, &plan.languages, path)?;
            writer
                .finish()
                .map_err(|error| self.failure(path, &error))?;
            add_written(journal, &files, own)
        })?;
        if report.aligned == 0 {
            return Ok(());
        }
        self.remove_others(&current, journal, report)
    }

    /// Removes the files of earlier runs that are not `current`. One that was
    /// changed since is somebody's work and stays.
    fn remove_others(
        &self,
        current: &BTreeSet<PathBuf>,
        journal: &mut Journal,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let fault = |path: &Path, error: std::io::Error| {
            Failure::error(format!("cannot clear `{}`: {error}", path.display()))
                .hint("choose another folder with `-o`")
        };
        for entry in fs::read_dir(&self.output).map_err(|error| fault(&self.output, error))? {
            let entry = entry.map_err(|error| fault(&self.output, error))?;
            let path = self.output.join(entry.file_name());
            if current.contains(&path) || self.is_report(&path) {
                continue;
            }
            match journal.is_ours(&path) {
                Some(true) => {
                    fs::remove_file(&path).map_err(|error| fault(&path, error))?;
                    journal.forget_written(&path)?;
                    report.removed += 1;
                }
                Some(false) => report.outdated += 1,
                None => {}
            }
        }
        Ok(())
    }

    fn is_report(&self, path: &Path) -> bool {
        let report = self
            .report
            .as_ref()
            .and_then(|it| fs::canonicalize(it).ok());
        report.is_some() && report == fs::canonicalize(path).ok()
    }

    /// Refuses a folder for outputs that is one of the folders of documents: its
    /// documents would be passed over as outputs are.
    pub(crate) fn refuse_trees<'t>(
        &self,
        trees: impl Iterator<Item = &'t PathBuf>,
    ) -> Result<(), Failure> {
        if !self.is_folder {
            return Ok(());
        }
        let trees: Vec<&PathBuf> = trees.collect();
        Output::refuse_inputs(&self.output, &trees)
    }

    /// Every file that a run writes units to.
    pub(crate) fn all_files(&self, plan: &Plan) -> Vec<PathBuf> {
        if !self.is_folder {
            return self.single_files(plan);
        }
        let paths = self.paths(plan).into_iter();
        paths.flat_map(|path| self.files(plan, &path)).collect()
    }

    /// The files of the one output of all pairs; none if each has its own.
    pub(crate) fn single_files(&self, plan: &Plan) -> Vec<PathBuf> {
        if self.is_folder {
            return Vec::new();
        }
        self.files(plan, &self.output)
    }

    /// Removes what killed runs have left in the run folder and beside the output.
    /// What cannot be removed stays; it does no harm.
    pub(crate) fn remove_leftovers(&self, run_folder: &Path) -> Vec<PathBuf> {
        let all = OsString::new();
        let mut removed = remove_leftovers(run_folder, &all).unwrap_or_default();
        removed.extend(if self.is_folder {
            remove_leftovers(&self.output, &all).unwrap_or_default()
        } else {
            Output::remove_leftovers(&self.output)
        });
        removed
    }

    /// What the output is called in messages.
    pub(crate) fn shown(&self) -> String {
        format!("`{}`", self.output.display())
    }

    /// The output of each pair, in a folder.
    fn paths(&self, plan: &Plan) -> Vec<PathBuf> {
        let mut names = Names::new(self.format.name());
        let sources = plan.pairs.iter().map(|(source, _)| source);
        let names = sources.map(|source| names.of(source, &plan.root));
        names.map(|name| self.output.join(name)).collect()
    }

    /// The files that an output consists of.
    fn files(&self, plan: &Plan, path: &Path) -> Vec<PathBuf> {
        let (source, target) = &plan.languages;
        self.format
            .files(path, [source, target], &self.language_map)
    }

    fn create(
        &self,
        path: &Path,
        languages: &(LanguageTag, LanguageTag),
        created: &str,
    ) -> Result<Box<dyn UnitWriter>, Failure> {
        let mut options = UnitWriteOptions::default();
        options.header = MemoryHeader::new(languages.0.clone());
        options.header.target_language = Some(languages.1.clone());
        options.header.history.created = Some(created.to_owned()).filter(|date| !date.is_empty());
        options.language_map = self.language_map.clone();
        create_units(path, Some(self.format), options).map_err(|error| self.failure(path, &error))
    }

    fn write_units(
        &self,
        writer: &mut dyn UnitWriter,
        outcome: Outcome,
        languages: &(LanguageTag, LanguageTag),
        path: &Path,
    ) -> Result<(), Failure> {
        for line in outcome.units {
            let unit = line.unit(languages, &outcome.created);
            match writer.write_unit(&unit) {
                // A character that the format has no form for costs its unit only.
                Ok(()) | Err(WriteError::Refused { .. }) => {}
                Err(error) => return Err(self.failure(path, &error)),
            }
        }
        Ok(())
    }

    /// What an output made of those pairs is known by.
    fn key<'k>(&self, plan: &Plan, keys: impl Iterator<Item = &'k Key>) -> Key {
        let mut hash = Sha256::new();
        let options = format!(
            "{} {} {:?} {:?}",
            env!("CARGO_PKG_VERSION"),
            self.format,
            self.language_map,
            plan.languages
        );
        hash.update(options.as_bytes());
        for key in keys {
            hash.update(key.0.to_le_bytes());
        }
        Key::of(&hash.finalize())
    }

    fn failure(&self, path: &Path, error: &WriteError) -> Failure {
        match error {
            WriteError::Write(cause) => Failure::writing(format!("`{}`", path.display()), cause),
            _ => Failure::error(format!("`{}`: {}", path.display(), chain(error)))
                .hint("choose another output with `-o`"),
        }
    }
}

/// Notes that the files of an output are about to change.
fn forget(journal: &mut Journal, files: &[PathBuf]) -> Result<(), Failure> {
    files
        .iter()
        .try_for_each(|file| journal.forget_written(file))
}

/// Notes that the files of an output were written whole.
fn add_written(journal: &mut Journal, files: &[PathBuf], content: Key) -> Result<(), Failure> {
    let mut files = files.iter();
    files.try_for_each(|file| journal.add_written(file, content))
}
