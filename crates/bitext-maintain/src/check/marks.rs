//! Placeables, brackets, quotation marks and the mark at the end.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use bitext_core::CodeKind;
use regex::Regex;

use super::numbers::difference;
use super::{Issue, IssueKind, Side};

/// Placeholders of the usual programming languages, tags, entities, addresses.
const PLACEABLE: &str = r"(?x)
    \{\{[^{}]{1,40}\}\} | \$\{[^{}]{1,40}\} | \{[A-Za-z0-9_.:]{0,40}\}
  | %(?:\d+\$)?[-+0\#]?\d*(?:\.\d+)?(?:(?:l{1,2}|hh?|z)?[sdiuoefgxXEGc]\b|@) | %\([A-Za-z_]+\)[sd] | %[A-Z_]{2,}%
  | </?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*)?/?>
  | &(?:[a-z]{2,8}|\#\d{1,6});
  | https?://[^\s<>]*[\w/]
  | [\w.+-]+@[\w-]+\.[\w.-]*\w";

pub(super) fn check(source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
    check_placeables(source, target, issues);
    check_brackets(source, target, issues);
    check_quotes(source, target, issues);
    let (first, second) = (end_mark(source.text), end_mark(target.text));
    let is_short_form = match (first, second) {
        (EndMark::Stop, EndMark::Other) => ends_in_abbreviation(source.text),
        (EndMark::Other, EndMark::Stop) => ends_in_abbreviation(target.text),
        _ => false,
    };
    if first != second && !is_short_form {
        let message = format!("{} against {}", first.name(), second.name());
        issues.push(Issue::new(IssueKind::EndMark, message));
    }
}

fn check_placeables(source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
    let (first, second) = (placeables(source), placeables(target));
    let missing = surplus(&first, &second);
    let added = surplus(&second, &first);
    if let Some(message) = difference(&missing, &added) {
        issues.push(Issue {
            is_addition: missing.is_empty(),
            ..Issue::new(IssueKind::Placeable, message)
        });
    }
}

fn placeables(side: &Side<'_>) -> BTreeMap<String, u32> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let mut counts = BTreeMap::new();
    let mut count = |text: &str| *counts.entry(text.to_owned()).or_default() += 1;
    // The pattern is a constant, which a test compiles.
    if let Some(pattern) = PATTERN.get_or_init(|| Regex::new(PLACEABLE).ok()) {
        pattern
            .find_iter(side.text)
            .for_each(|found| count(found.as_str()));
    }
    for code in side.inline.codes() {
        match code.kind {
            CodeKind::HighlightEnd => {}
            CodeKind::HighlightBegin => count("(highlight)"),
            _ if code.content.is_empty() => count("(code)"),
            _ => count(&code.content),
        }
    }
    counts
}

/// What `first` has more of than `second`.
fn surplus(first: &BTreeMap<String, u32>, second: &BTreeMap<String, u32>) -> Vec<String> {
    let more = first
        .iter()
        .filter(|(text, count)| second.get(*text).unwrap_or(&0) < count);
    more.map(|(text, _)| text.clone()).collect()
}

fn check_brackets(source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
    let counts = |text: &str| {
        let mut counts = [0_i32; 3];
        let mut closed = [0_i32; 3];
        for character in text.chars() {
            match character {
                '(' | '（' => counts[0] += 1,
                ')' | '）' => closed[0] += 1,
                '[' => counts[1] += 1,
                ']' => closed[1] += 1,
                '{' => counts[2] += 1,
                '}' => closed[2] += 1,
                _ => {}
            }
        }
        (counts, closed)
    };
    let (first, second) = (counts(source.text), counts(target.text));
    let is_paired = |(opened, closed): &([i32; 3], [i32; 3])| opened == closed;
    if !is_paired(&second) && is_paired(&first) {
        issues.push(Issue::new(
            IssueKind::Bracket,
            "a bracket of the target has no partner",
        ));
    } else if first.0 != second.0 {
        let sum = |counts: &[i32; 3]| counts.iter().sum::<i32>();
        let message = format!("{} opened against {}", sum(&first.0), sum(&second.0));
        issues.push(Issue::new(IssueKind::Bracket, message));
    }
}

/// Whether the mark at byte `at` stands before the last letter of a word, as in short
/// forms of Hebrew: `ק"מ`.
fn is_gershayim(text: &str, at: usize) -> bool {
    let mut after = text[at..].chars().skip(1).map(char::is_alphabetic);
    text[at..].starts_with('"')
        && text[..at].ends_with(char::is_alphabetic)
        && after.next() == Some(true)
        && after.next() != Some(true)
}

fn check_quotes(source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
    let count = |text: &str| {
        let is_quote = |c: &char| {
            matches!(
                c,
                '"' | '«'
                    | '»'
                    | '“'
                    | '”'
                    | '„'
                    | '‟'
                    | '「'
                    | '」'
                    | '『'
                    | '』'
                    | '《'
                    | '》'
            )
        };
        let marks = text.char_indices().filter(|(_, letter)| is_quote(letter));
        marks.filter(|&(at, _)| !is_gershayim(text, at)).count()
    };
    let (first, second) = (count(source.text), count(target.text));
    if second % 2 == 1 && first % 2 == 0 {
        issues.push(Issue::new(
            IssueKind::Quote,
            "a quotation mark of the target has no partner",
        ));
    } else if (first == 0) != (second == 0) {
        // Single marks are also apostrophes, so they count on neither side.
        let has_single = |text: &str| text.contains(['‘', '‚', '‹', '\'']);
        if !(has_single(source.text) || has_single(target.text)) {
            let message = format!("{first} marks against {second}");
            issues.push(Issue::new(IssueKind::Quote, message));
        }
    }
}

/// How a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EndMark {
    Stop,
    Question,
    Exclamation,
    Colon,
    Ellipsis,
    Other,
}

impl EndMark {
    fn name(self) -> &'static str {
        match self {
            Self::Stop => "a full stop",
            Self::Question => "a question mark",
            Self::Exclamation => "an exclamation mark",
            Self::Colon => "a colon",
            Self::Ellipsis => "an ellipsis",
            Self::Other => "no end mark",
        }
    }
}

/// Without the brackets and quotation marks at the end.
fn without_closers(text: &str) -> &str {
    text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | '»' | '”' | '“' | '’' | ')' | ']' | '」' | '』' | '）' | '›' | '*'
            )
    })
}

/// Whether the full stop at the end is that of an abbreviation, which the other
/// language need not have: a short word behind a number or another abbreviation
/// (`14 марта 2023 г.`, `и т. д.`), stops inside (`p.m.`), or nothing else (`No.`).
fn ends_in_abbreviation(text: &str) -> bool {
    const LONGEST: usize = 4;
    let text = without_closers(text);
    let Some(bare) = text.strip_suffix('.') else {
        return false;
    };
    let (head, word) = match bare.rsplit_once(char::is_whitespace) {
        Some((head, word)) => (head.trim_end(), word),
        None => ("", bare),
    };
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_word = word.starts_with(char::is_alphabetic);
    let is_short = word.chars().filter(|c| c.is_alphabetic()).count() <= LONGEST;
    let follows = head.is_empty() || head.ends_with(|c: char| c.is_numeric() || c == '.');
    is_word && is_short && (follows || word.contains('.'))
}

fn end_mark(text: &str) -> EndMark {
    let text = without_closers(text);
    if text.ends_with("...") || text.ends_with(['…', '⋯']) {
        return EndMark::Ellipsis;
    }
    match text.chars().next_back() {
        Some('.' | '。' | '।' | '۔' | '．') => EndMark::Stop,
        Some('?' | '？' | '؟') => EndMark::Question,
        Some('!' | '！') => EndMark::Exclamation,
        Some(':' | '：') => EndMark::Colon,
        _ => EndMark::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_words_are_not() {
        let pattern = Regex::new(PLACEABLE).unwrap();
        let found = |text| {
            pattern
                .find_iter(text)
                .map(|m| m.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("{0} of %d, ${name} {{x}}"),
            ["{0}", "%d", "${name}", "{{x}}"]
        );
        assert_eq!(
            found("%@ in %1$@, %zu at %5.2f%%."),
            ["%@", "%1$@", "%zu", "%5.2f"]
        );
        assert_eq!(found("a <b>c</b> &nbsp;"), ["<b>", "</b>", "&nbsp;"]);
        assert_eq!(
            found("see https://example.org/a."),
            ["https://example.org/a"]
        );
        assert_eq!(found("50 % of 5 < 6, 100% sure"), [""; 0]);
    }

    #[test]
    fn the_stop_of_an_abbreviation_ends_no_sentence() {
        for text in [
            "г. Роттердам 14 марта 2023 г.",
            "насосы, клапаны и т. д.",
            "100 тыс. руб.",
            "(open until 6 p.m.)",
            "No.",
        ] {
            assert!(ends_in_abbreviation(text), "{text}");
        }
        for text in [
            "Это он.",
            "Она родилась в 1956.",
            "Он приехал в 2019 году, поздно.",
        ] {
            assert!(!ends_in_abbreviation(text), "{text}");
        }
    }

    #[test]
    fn ends_are_told_apart() {
        assert_eq!(end_mark("Да.» "), EndMark::Stop);
        assert_eq!(end_mark("Was..."), EndMark::Ellipsis);
        assert_eq!(end_mark("吗？"), EndMark::Question);
        assert_eq!(end_mark("Title"), EndMark::Other);
    }
}
