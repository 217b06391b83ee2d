//! Datelines: place, date and agency at the start of a wire report.
//!
//! `MOSCOW, April 12. /TASS/.` is a segment of its own, for the sentence after
//! it is complete; `KYIV, Sept. 3 (Reuters) - Grain …` runs on into its
//! sentence. Either way the full stops inside end nothing. A dateline opens a
//! line with a place in capitals, or with place and date (`Moscow. April 12.
//! INTERFAX - …`), and is at most [`LONGEST`] bytes long.

use crate::character::{is_alphanumeric, is_dash, is_line_break, is_lowercase, is_uppercase};

/// Longer than any dateline with two places, a date, a time and a reporter.
const LONGEST: usize = 140;

/// A dateline found at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// One past its last byte; no mark before it ends a segment.
    pub(crate) end: usize,
    /// Whether the dateline is a segment of its own.
    pub(crate) is_segment: bool,
}

/// The dateline that starts at byte `start` of `text`, if there is one.
pub(crate) fn dateline(text: &str, start: usize) -> Option<Dateline> {
    // A window, so that a line without end costs no more than a short one.
    let window = text.floor_char_boundary(start + LONGEST + 100);
    let line = &text[start..window];
    let first = first_word(line);
    let mut letters = first.chars();
    if !letters.next().is_some_and(is_uppercase) {
        return None;
    }
    let in_capitals = first.chars().count() > 1 && first.chars().all(|c| !is_lowercase(c));
    // Most lines are told from datelines by this alone.
    if !in_capitals && !line.bytes().take(64).any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let line = &line[..line.find(is_line_break).unwrap_or(line.len())];
    let mut scan = Scan::new(line);
    scan.run();
    let found = scan.found?;
    // A place in capitals is enough with an agency; otherwise the date must
    // show that this is no ordinary sentence with a dash or a slash in it.
    let is_dateline = if found.is_slashed {
        in_capitals || scan.digits > 0
    } else {
        let is_place = in_capitals || line[first.len()..].starts_with(['.', ',']);
        let has_date = scan.digits > 0;
        let is_place = is_place && (in_capitals || !found.is_segment);
        scan.small_words <= 1
            && is_place
            && (scan.ends_in_agency && (in_capitals || has_date) || in_capitals && has_date)
    };
    is_dateline.then_some(Dateline {
        end: start + found.end,
        is_segment: found.is_segment,
    })
}

fn first_word(line: &str) -> &str {
    let end = line.find(|c: char| !(is_alphanumeric(c) || c == '-' || c == '’' || c == '\''));
    &line[..end.unwrap_or(line.len())]
}

struct Found {
    end: usize,
    is_segment: bool,
    is_slashed: bool,
}

struct Scan<'text> {
    line: &'text str,
    digits: usize,
    small_words: usize,
    ends_in_agency: bool,
    found: Option<Found>,
}

impl<'text> Scan<'text> {
    fn new(line: &'text str) -> Self {
        Self {
            line,
            digits: 0,
            small_words: 0,
            ends_in_agency: false,
            found: None,
        }
    }

    /// Walks over words, dates, brackets and agencies until the dateline ends
    /// or something shows that there is none.
    fn run(&mut self) {
        let mut at = 0;
        let mut words = 0;
        while at < LONGEST {
            let rest = &self.line[at..];
            let Some(letter) = rest.chars().next() else {
                return;
            };
            match letter {
                '/' => {
                    self.found = self.slashed(at);
                    return;
                }
                '(' => match rest.find(')') {
                    Some(length) if length < 60 => {
                        self.ends_in_agency = true;
                        at += length + 1;
                    }
                    _ => return,
                },
                _ if letter.is_numeric() => {
                    self.digits += 1;
                    at += rest
                        .find(|c: char| !(c.is_numeric() || ":.".contains(c)))
                        .unwrap_or(rest.len());
                }
                _ if is_alphanumeric(letter) => {
                    let length = rest
                        .find(|c: char| !(is_alphanumeric(c) || "-'’".contains(c)))
                        .unwrap_or(rest.len());
                    let word = &rest[..length];
                    words += 1;
                    if is_lowercase(letter) {
                        self.small_words += 1;
                        // A month between a number and what follows is small in
                        // many languages; a second small word makes a sentence.
                        if self.small_words > 3 {
                            return;
                        }
                    }
                    self.ends_in_agency = words > 1
                        && word.chars().nth(1).is_some()
                        && !word.chars().any(is_lowercase);
                    at += length;
                }
                _ if is_dash(letter) && at > 0 && self.line[..at].ends_with([' ', '\u{a0}']) => {
                    let dashes = rest.find(|c| !is_dash(c)).unwrap_or(rest.len());
                    if rest[dashes..].starts_with([' ', '\u{a0}']) {
                        self.found = Some(Found {
                            end: at + dashes,
                            is_segment: false,
                            is_slashed: false,
                        });
                    }
                    return;
                }
                // `MOSCOW, May 5. (TASS).`, `MOSCOW. May 5. TASS.`
                '.' if self.ends_in_agency
                    && self.digits > 0
                    && rest[1..].starts_with([' ', '\u{a0}'])
                    && self.stands_apart(at) =>
                {
                    self.found = Some(Found {
                        end: at + 1,
                        is_segment: true,
                        is_slashed: false,
                    });
                    return;
                }
                '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '-' | '–' | '\'' | '’' | ')' => {
                    at += letter.len_utf8();
                }
                _ => return,
            }
        }
    }

    /// Whether the word or bracket that ends at byte `at` has a stop or comma before it.
    fn stands_apart(&self, at: usize) -> bool {
        let head = &self.line[..at];
        let parted = if head.ends_with(')') {
            head.rsplit_once('(')
        } else {
            head.rsplit_once([' ', '\u{a0}'])
        };
        parted.is_some_and(|(before, _)| before.trim_end().ends_with(['.', ',']))
    }

    /// The dateline whose agency opens with a slash at `open`.
    fn slashed(&self, open: usize) -> Option<Found> {
        let body = &self.line[open + 1..];
        let length = body.find('/')?;
        if length == 0 || length > 80 || !self.line[..open].ends_with([' ', '\u{a0}']) {
            return None;
        }
        let end = open + length + 2;
        let rest = &self.line[end..];
        let stops = rest.starts_with('.');
        let after = rest.strip_prefix('.').unwrap_or(rest).trim_start();
        let runs_on = after.starts_with(|c| is_dash(c) || c == ',' || c == ':');
        Some(Found {
            end: end + usize::from(stops),
            is_segment: stops && !runs_on,
            is_slashed: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(&str, bool)> {
        dateline(text, 0).map(|found| (&text[..found.end], found.is_segment))
    }

    #[test]
    fn an_agency_in_slashes_makes_a_segment() {
        assert_eq!(
            found("GENEVA, May 2. /ITAR/. Delegates met."),
            Some(("GENEVA, May 2. /ITAR/.", true))
        );
        assert_eq!(
            found("САНКТ-ПЕТЕРБУРГ, 2 мая. /Корр. Ольга Лунёва/. Открыт мост."),
            Some(("САНКТ-ПЕТЕРБУРГ, 2 мая. /Корр. Ольга Лунёва/.", true))
        );
    }

    #[test]
    fn a_dash_runs_on_into_the_sentence() {
        assert_eq!(
            found("OSLO, Nov. 3 (NTB) - Ferries stopped."),
            Some(("OSLO, Nov. 3 (NTB) -", false))
        );
        assert_eq!(
            found("Minsk. November 3. BELTA - Ferries stopped."),
            Some(("Minsk. November 3. BELTA -", false))
        );
    }

    #[test]
    fn ordinary_sentences_are_none() {
        assert_eq!(found("NATO met. The talks - long ones - failed."), None);
        assert_eq!(found("The U.S. and/or the E.U. will pay."), None);
        assert_eq!(found("По ст. 105 УК РФ. Срок — 10 лет."), None);
        assert_eq!(found("ϒ.᱀ഒ"), None);
        assert_eq!(found("I came. I saw - and left."), None);
    }

    #[test]
    fn spaces_of_two_bytes_part_words_too() {
        assert_eq!(found("BERN, April 12\u{a0}SDA. Delegates met."), None);
        assert_eq!(
            found("BERN, April 12.\u{a0}KEYSTONE. Delegates met."),
            Some(("BERN, April 12.\u{a0}KEYSTONE.", true))
        );
    }
}
