//! Patterns for paths: `*` and `?` inside a name, `**` for any folders, `[a-z]`.

use std::path::{Path, PathBuf};

/// Whether a path given by the user is a pattern and not a name.
pub(crate) fn is_pattern(path: &Path) -> bool {
    !path.exists() && path.to_string_lossy().contains(['*', '?', '['])
}

/// The longest folder without wildcards, from which to walk.
pub(crate) fn fixed_part(pattern: &Path) -> PathBuf {
    let plain = |part: &std::path::Component<'_>| {
        !part.as_os_str().to_string_lossy().contains(['*', '?', '['])
    };
    let fixed: PathBuf = pattern.components().take_while(plain).collect();
    if fixed.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        fixed
    }
}

/// Whether `path` matches `pattern`, both with `/` between their parts.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').filter(|part| *part != ".").collect();
    let path: Vec<&str> = path.split('/').filter(|part| *part != ".").collect();
    parts_match(&pattern, &path)
}

fn parts_match(pattern: &[&str], path: &[&str]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((&"**", rest)) => (0..=path.len()).any(|skipped| parts_match(rest, &path[skipped..])),
        Some((part, rest)) => match path.split_first() {
            Some((name, below)) => name_matches(part, name) && parts_match(rest, below),
            None => false,
        },
    }
}

/// Matches one name, going back to the last `*` where it fails: linear memory,
/// and no pattern takes more than pattern × name steps.
fn name_matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut place) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while place < name.len() {
        match one_matches(&pattern[at..], name[place]) {
            _ if pattern.get(at) == Some(&'*') => {
                star = Some((at + 1, place));
                at += 1;
            }
            Some(length) => {
                at += length;
                place += 1;
            }
            None => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    at = after;
                    place = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&letter| letter == '*')
}

/// How many letters of the pattern match one letter.
fn one_matches(pattern: &[char], letter: char) -> Option<usize> {
    match pattern.first()? {
        '?' => Some(1),
        '[' => {
            let end = pattern.iter().skip(2).position(|&c| c == ']')? + 2;
            let negated = matches!(pattern[1], '!' | '^');
            let set = &pattern[1 + usize::from(negated)..end];
            let mut found = false;
            let mut index = 0;
            while index < set.len() {
                let is_range = set.get(index + 1) == Some(&'-') && index + 2 < set.len();
                let last = if is_range { set[index + 2] } else { set[index] };
                found |= (set[index]..=last).contains(&letter);
                index += if is_range { 3 } else { 1 };
            }
            (found != negated).then_some(end + 1)
        }
        plain => (*plain == letter).then_some(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_as_shells_match_them() {
        assert!(matches("feed/*.txt", "feed/a.txt"));
        assert!(!matches("feed/*.txt", "feed/en/a.txt"));
        assert!(matches("feed/**/*.txt", "feed/en/a.txt"));
        assert!(matches("feed/**/*.txt", "feed/a.txt"));
        assert!(matches("**/[a-c]?_*_ru.*", "x/y/b1_flood_ru.html"));
        assert!(!matches("**/[!a-c]?_*_ru.*", "x/y/b1_flood_ru.html"));
        assert!(matches("*a*b*c", "xaybzbzc"));
        assert!(!matches("[", "a"));
    }
}
