//! Versions: which documents of one language tell one story.
//!
//! A wire sends a report as it grows: a first version of three paragraphs, then
//! five, then a correction. Most sentences of the shorter version stand in the
//! longer one, word for word or with other figures, which chance and common
//! topics do not bring about. So an index of sentences, formulas that many
//! documents share left out, finds the versions, and what belongs together is
//! joined into stories.
//!
//! Reports that are made by filling a form share their sentences too. Those of
//! one day after the other have other figures, but are as long as each other and
//! lie days apart; those of one day have other names and figures. And a short
//! version that stands word for word in one report is no version of another that
//! fills the same form.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::PublishTime;
use crate::report::Report;
use crate::scoring::lag;
use crate::side::{DocumentUnits, Side, UnitType};

/// A sentence in more documents than this is a formula.
const FORMULA: usize = 20;

/// This share of the shorter version's sentences stands in the longer one.
const LEAST_SHARE: f64 = 0.4;

/// This share if figures may differ.
const LEAST_OUTLINE_SHARE: f64 = 0.5;

/// And the shorter one has at most this share of the longer one's sentences.
const MOST_OF_LENGTH: f64 = 0.85;

/// At least this many sentences are shared.
const LEAST_SHARED: usize = 2;

/// Of the document that has fewer names and figures, by weight, the other one has
/// this share.
const LEAST_PARTICULARS: f32 = 0.5;

/// Versions of a story follow each other within this many seconds.
const LONGEST_STORY: i64 = 3 * 86_400;

/// For each document of a side the number of its story: that of the first
/// document of the story.
pub(crate) fn stories(side: &Side, reports: &[Report]) -> Vec<usize> {
    let mut story: Vec<usize> = (0..side.documents.len()).collect();
    for (one, other) in updates(reports) {
        join(&mut story, one, other);
    }
    // A short version that stands word for word in a longer one is a version of that,
    // and of no other that fills the same form with other figures.
    let mut is_settled = vec![false; story.len()];
    for (one, other, count) in shared(side, |document| &document.sentences) {
        let (short, _) = lengths(side, one, other);
        if is_enough(count, short, LEAST_SHARE) && share_particulars(side, one, other) {
            join(&mut story, one, other);
            if let Some(shorter) = shorter(side, one, other) {
                is_settled[shorter] = true;
            }
        }
    }
    for (one, other, count) in shared(side, |document| &document.outlines) {
        let (short, _) = lengths(side, one, other);
        let is_version = shorter(side, one, other).is_some_and(|shorter| !is_settled[shorter]);
        let enough = is_enough(count, short, LEAST_OUTLINE_SHARE);
        if is_version && enough && near_in_time(reports[one].published, reports[other].published) {
            join(&mut story, one, other);
        }
    }
    (0..story.len()).map(|at| root(&mut story, at)).collect()
}

fn is_enough(count: usize, short: usize, share: f64) -> bool {
    count >= LEAST_SHARED.min(short.max(1)) && count as f64 >= share * short as f64
}

/// Sentences of the shorter and of the longer one of two documents.
fn lengths(side: &Side, one: usize, other: usize) -> (usize, usize) {
    let length = |at: usize| side.documents[at].outlines.len();
    let (one, other) = (length(one), length(other));
    (one.min(other), one.max(other))
}

/// The one of two documents that has far fewer sentences.
fn shorter(side: &Side, one: usize, other: usize) -> Option<usize> {
    let length = |at: usize| side.documents[at].outlines.len();
    let (short, long) = lengths(side, one, other);
    let shorter = if length(one) < length(other) {
        one
    } else {
        other
    };
    (short as f64 <= MOST_OF_LENGTH * long as f64).then_some(shorter)
}

/// Whether two documents have much the same names and figures. A text without
/// names may be about the same people as any.
fn share_particulars(side: &Side, one: usize, other: usize) -> bool {
    let of_kind = |at: usize, is_it: fn(&UnitType) -> bool| -> Vec<&UnitType> {
        let units = side.documents[at].units.iter();
        let types = units.map(|&(unit, _)| &side.types[unit as usize]);
        types.filter(|unit| is_it(unit)).collect()
    };
    let weight = |units: &[&UnitType]| units.iter().map(|unit| unit.weight).sum::<f32>();
    let has_names = |at: usize| !of_kind(at, UnitType::is_name).is_empty();
    if !has_names(one) || !has_names(other) {
        return true;
    }
    let is_particular = |unit: &UnitType| unit.is_name() || unit.is_figure();
    let (one, mut other) = (of_kind(one, is_particular), of_kind(other, is_particular));
    let least = LEAST_PARTICULARS * weight(&one).min(weight(&other));
    other.retain(|unit| one.iter().any(|known| std::ptr::eq(*known, *unit)));
    weight(&other) >= least
}

/// Pairs of documents that share sentences, and how many, in order.
fn shared(side: &Side, sentences: fn(&DocumentUnits) -> &Vec<u64>) -> Vec<(usize, usize, usize)> {
    let mut holders: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (index, document) in (0u32..).zip(&side.documents) {
        for &sentence in sentences(document) {
            holders.entry(sentence).or_default().push(index);
        }
    }
    let mut pairs = Vec::new();
    for (index, document) in (0u32..).zip(&side.documents) {
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        for sentence in sentences(document) {
            let others = holders.get(sentence).map_or(&[][..], |found| &found[..]);
            if others.len() > FORMULA {
                continue;
            }
            for &other in others.iter().filter(|&&other| other < index) {
                *counts.entry(other).or_default() += 1;
            }
        }
        let found = counts.into_iter();
        pairs.extend(found.map(|(other, count)| (index as usize, other as usize, count)));
    }
    pairs.sort_unstable();
    pairs
}

/// Whether one story may have been sent at both times, as far as they are known.
pub(crate) fn near_in_time(one: Option<PublishTime>, other: Option<PublishTime>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => lag(one, other) <= LONGEST_STORY,
        _ => true,
    }
}

/// When an update was sent, its number, and its document.
type Update = (Option<PublishTime>, u32, usize);

/// Documents with one story id, each the next update of the other.
///
/// Wires use their ids again: a slug such as `OIL` every day, and a number once all are
/// used up. So an update comes soon after the one before it and has a higher number; one
/// that has not begins another story. Where times are not known, only numbers that differ
/// from each other are those of one story.
fn updates(reports: &[Report]) -> Vec<(usize, usize)> {
    let mut by_story: BTreeMap<&str, Vec<Update>> = BTreeMap::new();
    for (index, report) in reports.iter().enumerate() {
        if let (Some(story), Some(update)) = (&report.story, report.update) {
            let sent = by_story.entry(story).or_default();
            sent.push((report.published, update, index));
        }
    }
    let mut found = Vec::new();
    for mut sent in by_story.into_values() {
        // Without times, in the order of their numbers.
        if sent.iter().any(|(time, ..)| time.is_none()) {
            sent.iter_mut().for_each(|(time, ..)| *time = None);
            sent.sort_unstable();
            if sent.windows(2).any(|two| two[0].1 == two[1].1) {
                continue;
            }
        }
        sent.sort_unstable();
        let next = sent
            .windows(2)
            .filter(|two| two[0].1 < two[1].1 && near_in_time(two[0].0, two[1].0));
        found.extend(next.map(|two| (two[0].2, two[1].2)));
    }
    found
}

fn root(story: &mut [usize], mut at: usize) -> usize {
    while story[at] != at {
        story[at] = story[story[at]];
        at = story[at];
    }
    at
}

/// Joins two stories under the earlier document.
fn join(story: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(story, one), root(story, other));
    story[one.max(other)] = one.min(other);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pairer;
    use bitext_core::LanguageTag;
    use bitext_lang::PackLibrary;

    #[track_caller]
    fn stories_of(texts: &[&str]) -> Vec<usize> {
        let packs = PackLibrary::built_in();
        let pack = |tag| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
        let pairer = Pairer::try_new(&pack("en"), &pack("ru")).unwrap();
        let mut side = Side::default();
        for text in texts {
            side.add(pairer.source_profile(text.lines()));
        }
        side.weigh(&pack("en"));
        stories(&side, &vec![Report::default(); texts.len()])
    }

    #[test]
    fn an_id_that_is_used_again_begins_another_story() {
        let sent = |hour: Option<i64>, update: u32| Report {
            published: hour.map(|hour| PublishTime {
                seconds: 3600 * hour,
                slack: 0,
            }),
            story: Some("OIL".to_owned()),
            update: Some(update),
            ..Report::default()
        };
        let nights = [(18, 1), (20, 2), (42, 1), (45, 3), (500, 4)];
        let reports = nights.map(|(hour, update)| sent(Some(hour), update));
        assert_eq!(updates(&reports), [(0, 1), (2, 3)]);
        let reports = [2, 3, 1].map(|update| sent(None, update));
        assert_eq!(updates(&reports), [(2, 0), (0, 1)]);
        let reports = [1, 2, 1, 2].map(|update| sent(None, update));
        assert!(updates(&reports).is_empty());
    }

    const WHOLE: &str = "The river rose by 40 centimetres overnight.\n\
        Some 300 people left their houses in the valley.\n\
        Schools of the district stay closed until Monday.\n\
        The governor is expected to visit the valley on Friday.";

    #[test]
    fn shorter_versions_with_other_figures_tell_the_same_story() {
        let early = "The river rose by 25 centimetres overnight.\n\
            Some 120 people left their houses in the valley.";
        assert_eq!(stories_of(&[WHOLE, early]), [0, 0]);
    }

    #[test]
    fn forms_filled_with_other_figures_are_other_stories() {
        let tomorrow = WHOLE.replace("40", "90").replace("300", "20");
        let texts = [
            "The dollar cost 40 crowns at noon today.\nThe euro cost 47 crowns at noon today.",
            "The dollar cost 41 crowns at noon today.\nThe euro cost 46 crowns at noon today.",
        ];
        assert_eq!(stories_of(&texts), [0, 1]);
        // Two of four sentences are the same word for word.
        assert_eq!(stories_of(&[WHOLE, &tomorrow]), [0, 0]);
    }

    const QUAKE: &str = "An earthquake of magnitude 4.1 struck the Ostrov Ridge in Kazan.\n\
        The quake was recorded 312 km from Samara.\n\
        Residents felt a slight shaking of the ground.\n\
        There were no reports of casualties or damage.";

    #[test]
    fn a_form_filled_with_other_names_and_figures_is_another_story() {
        let other = "An earthquake of magnitude 5.3 struck the Verkhny Ridge in Omsk.\n\
            The quake was recorded 87 km from Tomsk.\n\
            Residents felt a slight shaking of the ground.\n\
            There were no reports of casualties or damage.";
        assert_eq!(stories_of(&[QUAKE, other]), [0, 1]);
        let corrected = QUAKE.replace("4.1", "4.4");
        assert_eq!(stories_of(&[QUAKE, &corrected]), [0, 0]);
    }

    #[test]
    fn a_short_version_is_one_of_the_report_that_has_its_words() {
        let other = WHOLE
            .replace("40", "90")
            .replace("300", "20")
            .replace("Monday", "June");
        let other = other.replace("governor", "minister");
        let short = "The river rose by 90 centimetres overnight.\n\
            Some 20 people left their houses in the valley.";
        assert_eq!(stories_of(&[WHOLE, &other, short]), [0, 1, 1]);
    }

    #[test]
    fn other_reports_on_the_topic_are_other_stories() {
        let other = "The river Sorm flooded 40 fields in the lowlands.\n\
            Schools of the district stay closed until Monday.\n\
            Farmers expect losses of two million crowns.";
        assert_eq!(stories_of(&[WHOLE, other]), [0, 1]);
    }
}
