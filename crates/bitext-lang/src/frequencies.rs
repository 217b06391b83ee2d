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
    /// Where the lines begin, by the hashes of their stems.
    lines: HashTable<u32>,
}

/// A line has about so many bytes.
const LINE: usize = 12;

impl Frequencies {
    /// Reads which stems the lines of a file have; the last line of a stem counts.
    pub(crate) fn new(file: Cow<'static, str>) -> Self {
        let text = file.as_bytes();
        let mut lines: HashTable<u32> = HashTable::with_capacity(text.len() / LINE);
        let mut start = 0;
        while start < text.len() {
            let line = line_at(text, start);
            if let Some((stem, _)) = entry(line) {
                let is_it = |&at: &u32| stem_at(text, at) == stem;
                let hash_at = |&at: &u32| hash_of(stem_at(text, at));
                match lines.entry(hash_of(stem), is_it, hash_at) {
                    Entry::Occupied(mut known) => *known.get_mut() = start as u32,
                    Entry::Vacant(free) => {
                        free.insert(start as u32);
                    }
                }
            }
            start += line.len() + 1;
        }
        Self { text: file, lines }
    }

    /// The share of a stem; 0 if it is not there.
    pub(crate) fn share(&self, stem: &str) -> f32 {
        let (text, stem) = (self.text.as_bytes(), stem.as_bytes());
        let is_it = |&at: &u32| stem_at(text, at) == stem;
        let known = self.lines.find(hash_of(stem), is_it);
        let share = known.and_then(|&at| {
            let (_, share) = entry(line_at(text, at as usize))?;
            std::str::from_utf8(share).ok()?.parse().ok()
        });
        share.unwrap_or(0.0)
    }
}

/// Stem and share of a line, which is no comment.
fn entry(line: &[u8]) -> Option<(&[u8], &[u8])> {
    if line.starts_with(b"#") {
        return None;
    }
    let tab = line.iter().position(|&byte| byte == b'\t')?;
    Some((&line[..tab], line[tab + 1..].trim_ascii_end()))
}

fn line_at(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at..];
    let end = rest.iter().position(|&byte| byte == b'\n');
    &rest[..end.unwrap_or(rest.len())]
}

fn stem_at(text: &[u8], at: u32) -> &[u8] {
    entry(line_at(text, at as usize)).map_or(b"", |(stem, _)| stem)
}

fn hash_of(stem: &[u8]) -> u64 {
    FxBuildHasher.hash_one(stem)
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
