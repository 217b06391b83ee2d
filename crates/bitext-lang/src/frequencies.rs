//! How often stems come up, from `frequencies.txt`.
//!
//! The file stays as it is: a table leads from the hash of a stem to its line,
//! and a share is read when it is asked for. A text asks for few of them.

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

/// Where the line of each stem is.
#[derive(Debug)]
pub(crate) struct Frequencies {
    text: Cow<'static, str>,
    /// Hash of the stem, and where its line begins.
    lines: HashTable<(u32, u32)>,
}

/// A line has about so many bytes.
const LINE: usize = 12;

impl Frequencies {
    /// Reads which stems the lines of a file have; the last line of a stem counts.
    pub(crate) fn new(file: Cow<'static, str>) -> Self {
        let text: &str = &file;
        let mut lines: HashTable<(u32, u32)> = HashTable::with_capacity(text.len() / LINE);
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some((stem, _)) = entry(line) {
                let place = (hash_of(stem), start as u32);
                let is_it = |&(hash, at): &(u32, u32)| hash == place.0 && stem_at(text, at) == stem;
                match lines.entry(spread(place.0), is_it, |&(hash, _)| spread(hash)) {
                    Entry::Occupied(mut known) => *known.get_mut() = place,
                    Entry::Vacant(free) => {
                        free.insert(place);
                    }
                }
            }
            start += line.len();
        }
        Self { text: file, lines }
    }

    /// The share of a stem; 0 if it is not there.
    pub(crate) fn share(&self, stem: &str) -> f32 {
        let text = &self.text;
        let hash = hash_of(stem);
        let is_it = |&(other, at): &(u32, u32)| other == hash && stem_at(text, at) == stem;
        let known = self.lines.find(spread(hash), is_it);
        let share = known.and_then(|&(_, at)| entry(line_at(text, at))?.1.parse().ok());
        share.unwrap_or(0.0)
    }
}

/// Stem and share of a line, which is no comment.
fn entry(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.starts_with('#') {
        return None;
    }
    line.split_once('\t')
}

fn line_at(text: &str, at: u32) -> &str {
    let rest = text.get(at as usize..).unwrap_or("");
    rest.split('\n').next().unwrap_or("")
}

fn stem_at(text: &str, at: u32) -> &str {
    entry(line_at(text, at)).map_or("", |(stem, _)| stem)
}

fn hash_of(stem: &str) -> u32 {
    FxBuildHasher.hash_one(stem) as u32
}

/// A hash for a table that looks at both ends of it.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_found_by_stem_and_the_last_line_counts() {
        let text = "# stem\tshare\na\t0.5\nbe\t2.5e-3\r\nno share\na\t0.25\nz\tx";
        let frequencies = Frequencies::new(Cow::Borrowed(text));
        let share = |stem| frequencies.share(stem);
        assert_eq!(share("a"), 0.25);
        assert_eq!(share("be"), 0.0025);
        for unknown in ["", "b", "no share", "z", "# stem"] {
            assert_eq!(share(unknown), 0.0, "{unknown}");
        }
    }
}
