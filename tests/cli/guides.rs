//! The guides under `docs/`: every command in them works as it stands.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use bitext_tests::{Build, binary, root};

/// The `sh` blocks of a guide, in order.
fn blocks(guide: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(guide)).unwrap();
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines() {
        match (&mut block, line) {
            (None, "```sh") => block = Some(String::new()),
            (Some(_), "```") => blocks.extend(block.take()),
            (Some(lines), line) => {
                lines.push_str(line);
                lines.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

/// Runs all blocks of a guide in one folder that has `corpora` in it.
#[track_caller]
fn run(guide: &str, least: usize) {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("corpora"), &folder.path().join("corpora"));
    let tools: PathBuf = binary(Build::Development).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(tools).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(paths).unwrap();
    let blocks = blocks(guide);
    assert!(blocks.len() >= least, "{guide} has {} blocks", blocks.len());
    for block in blocks {
        let output = Command::new("sh")
            .args(["-e", "-c", &block])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{guide}: this failed:\n{block}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn translators() {
    run("docs/for-translators.md", 9);
}

#[cfg(unix)]
#[test]
fn mt_teams() {
    run("docs/for-mt-teams.md", 7);
}

#[cfg(unix)]
#[test]
fn wire_desks() {
    run("docs/for-wire-desks.md", 6);
}

#[cfg(unix)]
#[test]
fn documents() {
    run("docs/documents.md", 3);
}

#[cfg(unix)]
#[test]
fn the_feed_of_the_corpora() {
    run("corpora/feeds/README.md", 2);
}
