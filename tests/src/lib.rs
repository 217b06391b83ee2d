//! What tests and benchmarks of the whole program share: the binary, the
//! corpora, a folder to work in.
//!
//! The binary is built by the `cargo` that runs the tests, once, so that
//! `cargo test` in a fresh checkout needs nothing else.

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::OnceLock;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use tempfile::TempDir;

/// Which build of the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// Quick to make, for tests.
    Development,
    /// As users have it, for benchmarks.
    Release,
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Builds the binary and says where it is.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn binary(build: Build) -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut process = Process::new(cargo);
    process
        .args([
            "build",
            "--quiet",
            "--package",
            "bitext",
            "--message-format",
            "json",
        ])
        .current_dir(root());
    if build == Build::Release {
        process.arg("--release");
    }
    let output = match process.output() {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => panic!(
            "bitext does not build: {}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => panic!("cargo does not start: {error}"),
    };
    let messages = String::from_utf8_lossy(&output).into_owned();
    let executable = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == "bitext")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    executable.unwrap_or_else(|| panic!("cargo names no executable: {messages}"))
}

/// A command line of the binary, in a folder of its own for what it writes.
///
/// Nothing of the tester's surroundings shows: no colours, a fixed date.
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    /// An empty folder.
    ///
    /// # Panics
    /// If there can be none.
    #[must_use]
    pub fn new() -> Self {
        match tempfile::tempdir() {
            Ok(folder) => Self { folder },
            Err(error) => panic!("no temporary folder: {error}"),
        }
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file into the folder.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            let _ = std::fs::create_dir_all(parent);
        }
        match std::fs::write(&path, content) {
            Ok(()) => path,
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }

    /// Names of the files in the folder, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path())
            .into_iter()
            .flatten()
            .flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The binary, to be run in the folder.
    #[must_use]
    pub fn bitext(&self) -> Command {
        static BINARY: OnceLock<PathBuf> = OnceLock::new();
        let mut command = Command::new(BINARY.get_or_init(|| binary(Build::Development)));
        command
            .current_dir(self.folder.path())
            .env_remove("NO_COLOR")
            .env("COLUMNS", "90")
            .env("SOURCE_DATE_EPOCH", "1523446200");
        command
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

/// What a command printed, as (standard output, standard error), with paths of
/// the workspace replaced so that snapshots do not depend on it.
#[must_use]
pub fn printed(assert: &Assert) -> (String, String) {
    let output = assert.get_output();
    let root = root();
    let corpora = root.join("corpora");
    let clean = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).replace(&corpora.display().to_string(), "[corpora]")
    };
    (clean(&output.stdout), clean(&output.stderr))
}

/// A pair of raw texts of `corpora/` by its path there: `en-ru/central-bank-statement`.
#[must_use]
pub fn pair(path: &str) -> (PathBuf, PathBuf) {
    let stem = root().join("corpora").join(path);
    let languages = path.split('/').next().unwrap_or("");
    let (source, target) = languages.split_once('-').unwrap_or(("", ""));
    let raw = |language: &str| PathBuf::from(format!("{}.{language}.txt", stem.display()));
    (raw(source), raw(target))
}
