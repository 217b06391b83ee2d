//! `bitext batch`: a whole feed into memories, again and again, unharmed by
//! whatever happens on the way.
//!
//! The one idea: **the journal is the result**. Each pair of documents has a
//! key, made of the bytes of both, the tool and the options; what came of it is
//! a line of the journal. A run works off the pairs whose key is not there yet
//! and then writes the outputs from the journal, in the order of the pairs. So a
//! run that was killed goes on where it stood, unchanged pairs cost nothing, and
//! the outputs depend on neither the number of threads nor on what happened.

mod arguments;
mod entry;
mod journal;
mod learn;
mod names;
mod output;
mod plan;
mod report;
mod watch;
mod work;

use std::fs;
use std::path::{Path, PathBuf};

use bitext_lang::PackLibrary;
use serde_json::json;
use sha2::{Digest, Sha256};

pub(crate) use self::arguments::BatchArguments;
use self::journal::{Journal, Key};
pub(crate) use self::journal::{Outputs, is_run_folder};
use self::output::Destination;
use self::plan::Plan;
use self::report::Report;
use self::work::Workshop;
use crate::config::Settings;
use crate::diagnostics::{Failure, Level};
use crate::feed::Events;
use crate::output::Output;
use crate::pair::log_format;
use crate::side_file::{LARGEST_FILE, read_bytes};
use crate::toolbox::with_thread_count;
use crate::wording::counted;

pub(crate) fn run(arguments: &BatchArguments) -> Result<(), Failure> {
    let settings = arguments.settings()?;
    with_thread_count(settings.count("threads"), || {
        let events = Events::new(log_format(&settings), arguments.quiet);
        let job = Job::new(arguments, &settings, &events)?;
        if arguments.watch {
            watch::watch(arguments, &settings, &job)
        } else {
            let report = job.run()?;
            job.judge(&report)
        }
    })
}

/// What stays the same from one look at the feed to the next.
struct Job<'a> {
    settings: &'a Settings,
    events: &'a Events,
    packs: PackLibrary,
    /// What the packs of the user's folder are known by.
    packs_key: Option<Key>,
    source: PathBuf,
    target: Option<PathBuf>,
    destination: Destination,
    folder: PathBuf,
    report: Option<PathBuf>,
    /// Whether the run folder is new, and serves one run only.
    is_fresh: bool,
    /// Held as long as the job lives, so that no other run uses the folder.
    _lock: fs::File,
}

impl<'a> Job<'a> {
    fn new(
        arguments: &BatchArguments,
        settings: &'a Settings,
        events: &'a Events,
    ) -> Result<Self, Failure> {
        let source = arguments.source.as_deref().or(settings.path("source"));
        let source = source.ok_or_else(|| {
            Failure::error("no documents are named")
                .hint("name a folder or manifest, or set `source` in `bitext.toml`")
        })?;
        let target = match (&arguments.source, &arguments.target) {
            (_, Some(target)) => Some(target.as_path()),
            (Some(_), None) => None,
            (None, None) => settings.path("target"),
        };
        let destination = Destination::new(settings, arguments.report.as_ref())?;
        let folder = match settings.path("batch.run-folder") {
            Some(folder) => folder.to_owned(),
            None => destination.run_folder(),
        };
        let (packs, packs_key) = match settings.path("pack-folder") {
            Some(folder) => (
                PackLibrary::with_folder(folder)?,
                Some(key_of_packs(folder)?),
            ),
            None => (PackLibrary::built_in(), None),
        };
        let is_fresh = !folder.exists() && !arguments.watch;
        fs::create_dir_all(&folder).map_err(|error| {
            Failure::error(format!(
                "cannot make the run folder `{}`: {error}",
                folder.display()
            ))
            .hint(if settings.path("batch.run-folder").is_some() {
                "choose another with `--run-folder`"
            } else {
                "choose an output in a folder you may write to with `-o`"
            })
        })?;
        let lock = journal::lock(&folder)?;
        for path in destination.remove_leftovers(&folder) {
            let message = format!("removed `{}`, which a killed run had left", path.display());
            let fields = [("path", path.to_string_lossy().into())];
            events.say(Level::Note, "leftover", &message, &fields);
        }
        Ok(Self {
            settings,
            events,
            packs,
            packs_key,
            source: source.to_owned(),
            target: target.map(Path::to_owned),
            destination,
            is_fresh,
            _lock: lock,
            folder,
            report: arguments.report.clone(),
        })
    }

    /// One run over the feed as it is now.
    fn run(&self) -> Result<Report, Failure> {
        let prepared = self.prepare();
        if prepared.is_err() && self.is_fresh {
            journal::discard(&self.folder);
        }
        let (plan, mut journal, workshop) = prepared?;
        let workshop = learn::with_lexicon(workshop, self, &plan)?;
        let done = workshop.work_off(&plan, &mut journal, self.events)?;
        let mut report = Report::new(&plan, &done);
        self.destination
            .write(&plan, &done.keys, &mut journal, &mut report)?;
        if let Some(path) = &self.report {
            report.write(path, &mut journal)?;
        }
        journal.compact(&done.keys)?;
        report.tell(self.events);
        Ok(report)
    }

    /// What is known before the first pair is aligned, if all is as it has to be.
    fn prepare(&self) -> Result<(Plan, Journal, Workshop<'_>), Failure> {
        self.destination.refuse_unwritable(self.report.as_deref())?;
        let plan = Plan::new(self)?;
        let journal = Journal::open(&self.folder)?;
        self.refuse_inputs(&plan, &journal)?;
        let workshop = Workshop::new(self, &plan)?;
        Ok((plan, journal, workshop))
    }

    /// What a run writes, which is never input.
    fn places(&self) -> Vec<PathBuf> {
        let mut places = self.destination.places(&self.folder);
        places.extend(self.report.clone());
        places
    }

    /// Refuses a run that would write over what it reads.
    ///
    /// What a run writes is passed over when documents are looked for, so that
    /// it may stand among them; but then it has to be from an earlier run.
    fn refuse_inputs(&self, plan: &Plan, journal: &Journal) -> Result<(), Failure> {
        let mut outputs = self.destination.all_files(plan);
        outputs.extend(self.report.clone());
        let others = [self.source.as_path()].into_iter();
        let others: Vec<&Path> = others.chain(self.settings.files()).collect();
        plan.refuse_inputs(&outputs, &others)?;
        let trees = || std::iter::once(&self.source).chain(&self.target);
        let is_document = |file: &&PathBuf| {
            let is_among = |tree: &PathBuf| crate::feed::contains(tree, file);
            file.is_file() && !journal.knows(file) && trees().any(is_among)
        };
        let mut single = self.destination.single_files(plan);
        single.extend(self.report.clone());
        match single.iter().find(is_document) {
            Some(file) => Err(Output::among_documents(file)),
            None => self.destination.refuse_trees(trees()),
        }
    }

    /// What a report means for the exit code.
    fn judge(&self, report: &Report) -> Result<(), Failure> {
        let output = self.destination.shown();
        if report.pairs == 0 {
            return Err(Failure::no_result(format!(
                "there are no pairs of documents, so {output} stays as it is"
            ))
            .hint("`bitext pair` says why documents have no partner"));
        }
        if report.aligned == 0 {
            return Err(Failure::no_result(format!(
                "of {} none was aligned, so {output} stays as it is",
                counted(report.pairs, "pair")
            ))
            .hint("the warnings above and `--report FILE` say why"));
        }
        let share = report.aligned_share();
        match self.settings.share("batch.fail-under") {
            Some(bar) if share < bar.value() => Err(Failure::no_result(format!(
                "{:.1} % of the pairs were aligned, less than {:.1} %",
                100.0 * share,
                100.0 * bar.value()
            ))
            .hint("the warnings above and `--report FILE` name the others")),
            _ => Ok(()),
        }
    }

    fn say_progress(&self, message: &str, done: usize, of: usize) {
        let fields = [("done", json!(done)), ("of", json!(of))];
        self.events.say(Level::Note, "progress", message, &fields);
    }
}

/// What the files of a folder of packs are known by, wherever it lies.
fn key_of_packs(folder: &Path) -> Result<Key, Failure> {
    let hint = "check the folder given by `--pack-folder`";
    let entries = |folder: &Path| -> Result<Vec<PathBuf>, Failure> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut paths: Vec<PathBuf> = entries
            .map_err(|error| {
                Failure::error(format!("cannot read `{}`: {error}", folder.display())).hint(hint)
            })?
            .into_iter()
            .map(|entry| entry.path())
            .collect();
        paths.sort();
        Ok(paths)
    };
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for pack in entries(folder)?.iter().filter(|path| path.is_dir()) {
        for file in entries(pack)? {
            let name = file.strip_prefix(folder).unwrap_or(&file);
            part(name.as_os_str().as_encoded_bytes());
            part(&read_bytes(&file, LARGEST_FILE, hint)?);
        }
    }
    Ok(Key::of(&hash.finalize()))
}
