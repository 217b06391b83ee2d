//! Numbers, currencies and units of measurement on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use bitext_anchor::{Anchor, AnchorKind, Atom};
use bitext_lang::{Token, TokenKind, is_joining, tokens};

use super::{Issue, IssueKind, Side};

const UNITS: &str = include_str!("../../data/units-of-measure.tsv");

/// What a text counts with.
#[derive(Default)]
struct Counted {
    /// Values written in digits, which the other side must have, and how they
    /// are written.
    firm: BTreeMap<String, String>,
    /// Values in words or as part of something else, which may answer one.
    loose: BTreeSet<String>,
    units: BTreeSet<String>,
    /// Units that may be none, which may answer one.
    loose_units: BTreeSet<String>,
}

pub(super) fn check(source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
    let (first, second) = (Counted::of(source, target), Counted::of(target, source));
    let missing = first.without(&second, target.text);
    let added = second.without(&first, source.text);
    if let Some(message) = difference(&missing, &added) {
        issues.push(Issue::new(IssueKind::Number, message));
    }
    let (lost, new) = (first.units_without(&second), second.units_without(&first));
    // What is said in words that no pack knows is not missing; one unit in the
    // place of another is wrong in any language.
    let all_known = [source, target].map(|side| side.extractor.reads_money());
    let is_swapped = !lost.is_empty() && !new.is_empty();
    if (all_known == [true, true] || is_swapped)
        && let Some(message) = difference(&lost, &new)
    {
        issues.push(Issue::new(IssueKind::Unit, message));
    }
}

impl Counted {
    /// What one side counts with, to be compared with the other.
    fn of(side: &Side<'_>, other: &Side<'_>) -> Self {
        let text = side.text;
        let list: Vec<Token> = tokens(text).collect();
        let mut counted = Self::default();
        let anchors = side.extractor.extract(text, &list);
        for anchor in &anchors {
            counted.add(anchor, text, other);
        }
        for (index, pair) in list.windows(2).enumerate() {
            // What is understood as money or as a date is no measure: `900 Ft`
            // are forints, and `г` behind a date is the year's.
            let is_understood = anchors.iter().any(|anchor| {
                matches!(anchor.kind, AnchorKind::Money | AnchorKind::Date)
                    && anchor.tokens.contains(&index)
            });
            if pair[0].kind == TokenKind::Number
                && !is_understood
                && let Some(unit) = unit_at(&text[pair[1].range.start..])
            {
                let units = if is_year(pair[0].range.of(text)) && unit == "gram" {
                    &mut counted.loose_units
                } else {
                    &mut counted.units
                };
                units.insert(unit.to_owned());
            }
        }
        counted
    }

    fn add(&mut self, anchor: &Anchor, text: &str, other: &Side<'_>) {
        let has_digits = anchor.range.of(text).contains(char::is_numeric);
        let has_scale = anchor
            .atoms
            .iter()
            .any(|atom| matches!(atom, Atom::Scale(_)));
        // A date may leave out its year, and a rank may become a word, so only
        // plain numbers are asked for, and `20 million` only if the other language's
        // word for a million is known.
        let is_firm = has_digits
            && (!has_scale || other.extractor.reads_scales())
            && !anchor.is_word
            && matches!(
                anchor.kind,
                AnchorKind::Number | AnchorKind::Percent | AnchorKind::Money | AnchorKind::Time
            );
        for atom in anchor.atoms.iter() {
            let value = match atom {
                Atom::Number(number) => number.to_string(),
                Atom::Ordinal(rank) => rank.to_string(),
                Atom::Time { minutes } => clock(u32::from(*minutes)),
                Atom::Month(month) => month.to_string(),
                Atom::Currency(code) => {
                    self.units
                        .insert(String::from_utf8_lossy(code).into_owned());
                    continue;
                }
                Atom::Percent => {
                    self.units.insert("percent".to_owned());
                    continue;
                }
                _ => continue,
            };
            if is_firm {
                let written = anchor.range.of(text);
                self.firm.insert(value.clone(), written.to_owned());
            }
            self.loose.insert(value);
        }
    }

    fn units_without(&self, other: &Self) -> Vec<String> {
        let missing = self.units.difference(&other.units);
        missing
            .filter(|unit| !other.loose_units.contains(*unit))
            .cloned()
            .collect()
    }

    /// Firm values that the other side has in no form, nor written alike: in
    /// `+7 495 123-45-67` one language sees a number that another takes for three.
    fn without(&self, other: &Self, other_text: &str) -> Vec<String> {
        let missing = self.firm.iter().filter(|(value, written)| {
            !other.loose.contains(*value) && !has_number(other_text, written)
        });
        missing.map(|(value, _)| value.clone()).collect()
    }
}

/// Whether a number may be a year, so that `г` behind it may be its unit as well
/// as `год`.
fn is_year(number: &str) -> bool {
    number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text has a number written just so, as no part of a longer one.
fn has_number(text: &str, written: &str) -> bool {
    text.match_indices(written).any(|(start, _)| {
        let goes_on = |first: Option<char>, second: Option<char>| match first {
            Some('.' | ',' | ':') => second.is_some_and(char::is_numeric),
            first => first.is_some_and(char::is_numeric),
        };
        let mut before = text[..start].chars().rev();
        let mut behind = text[start + written.len()..].chars();
        !goes_on(before.next(), before.next()) && !goes_on(behind.next(), behind.next())
    })
}

/// Minutes on a clock of twelve hours, which is all that some languages say; a
/// full hour also answers a bare number.
fn clock(minutes: u32) -> String {
    let (hour, minute) = (minutes / 60 % 12, minutes % 60);
    format!("{hour}:{minute:02}")
}

/// The unit of measurement that `text` begins with.
fn unit_at(text: &str) -> Option<&'static str> {
    let is_sign = |c: char| matches!(c, '%' | '°' | '℃' | '℉' | '"' | '״');
    let word: String = text
        .chars()
        .take_while(|&c| c.is_alphabetic() || is_joining(c) || is_sign(c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '״' { '"' } else { c })
        .collect();
    // A quotation mark inside is part of a short form of Hebrew: `ק"מ`.
    units().get(word.trim_end_matches('"')).copied()
}

fn units() -> &'static BTreeMap<&'static str, &'static str> {
    static TABLE: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = UNITS.lines().filter(|line| !line.starts_with('#'));
        rows.flat_map(|row| {
            let mut fields = row.split('\t');
            let name = fields.next().unwrap_or_default();
            fields.map(move |form| (form, name))
        })
        .collect()
    })
}

/// `5 is missing, 6 was added`; `None` if there is nothing to say.
pub(super) fn difference(missing: &[String], added: &[String]) -> Option<String> {
    let part = |values: &[String], verb: &str| match values {
        [] => None,
        [one] => Some(format!("`{one}` is {verb}")),
        more => Some(format!("`{}` are {verb}", more.join("`, `"))),
    };
    match (part(missing, "missing"), part(added, "new")) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(missing), Some(added)) => Some(format!("{missing}, {added}")),
    }
}
