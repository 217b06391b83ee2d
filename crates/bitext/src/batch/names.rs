//! What the outputs in a folder are called, one for each pair.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::feed::{Place, path_text};

/// File names are kept to this many bytes.
const LONGEST_NAME: usize = 180;

/// The names given so far.
pub(super) struct Names {
    extension: &'static str,
    /// In small letters: to some file systems `Fire.tmx` and `fire.tmx` are one.
    taken: HashSet<String>,
    /// The number that a name which is taken is tried with next, by the name.
    next: HashMap<String, usize>,
}

impl Names {
    /// Names that end in `extension`; none is given yet.
    pub(super) fn new(extension: &'static str) -> Self {
        Self {
            extension,
            taken: HashSet::new(),
            next: HashMap::new(),
        }
    }

    /// The name of a pair's file: that of its source document as seen from `root`, its
    /// folders joined by `--`; a name that is taken gets a number.
    pub(super) fn of(&mut self, source: &Place, root: &Path) -> String {
        let path = source.path.strip_prefix(root).unwrap_or(&source.path);
        let mut stem = path_text(&without_extension(path));
        if let Some(item) = source.item {
            stem.push_str(&format!("-{item}"));
        }
        let mut stem = stem
            .trim_matches(['/', '.'])
            .replace(['/', '\\', ':'], "--");
        while stem.len() > LONGEST_NAME {
            stem.pop();
        }
        let extension = self.extension;
        let mut name = format!("{stem}.{extension}");
        let next = self.next.entry(stem.to_lowercase()).or_insert(2);
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{stem}-{next}.{extension}");
            *next += 1;
        }
        name
    }
}

/// A path without its extension. In `rtrs.20261128.0007` the number is none: it tells
/// one report from the other.
fn without_extension(path: &Path) -> std::path::PathBuf {
    let extension = path.extension().unwrap_or_default().as_encoded_bytes();
    if extension.iter().all(u8::is_ascii_digit) {
        path.to_owned()
    } else {
        path.with_extension("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn names_of(sources: &[&str]) -> Vec<String> {
        let mut names = Names::new("tmx");
        let places = sources.iter().filter_map(|source| Place::parse(source));
        let root = Path::new("feed/en");
        places.map(|place| names.of(&place, root)).collect()
    }

    #[test]
    fn outputs_are_called_as_their_sources() {
        let sources = [
            "feed/en/2026/11/fire.txt",
            "feed/en/wire.jsonl#7",
            "a.en.txt",
        ];
        let names = ["2026--11--fire.tmx", "wire-7.tmx", "a.en.tmx"];
        assert_eq!(names_of(&sources), names);
    }

    #[test]
    fn a_number_at_the_end_belongs_to_the_name() {
        let sources = ["rtrs.20261128.0007", "rtrs.20261128.0008", "flood.7.txt"];
        let names = [
            "rtrs.20261128.0007.tmx",
            "rtrs.20261128.0008.tmx",
            "flood.7.tmx",
        ];
        assert_eq!(names_of(&sources), names);
    }

    #[test]
    fn names_that_are_taken_get_numbers() {
        let sources = ["a.txt", "a.html", "A.odt", "a-2.txt", "a.rtf"];
        let names = ["a.tmx", "a-2.tmx", "A-3.tmx", "a-2-2.tmx", "a-4.tmx"];
        assert_eq!(names_of(&sources), names);
    }
}
