//! What speaks for a pair, in words for the person who checks it.

use std::fmt;

use crate::channel::Channel;
use crate::evidence::Meeting;
use crate::feature::Feature;
use crate::report::Report;
use crate::scoring::{Candidate, lag};
use crate::side::Side;

/// How many figures, names or words a reason lists.
const LISTED: usize = 4;

/// Something that speaks for a pair of documents.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// One names the other as its translation.
    Linked,
    /// Both carry this story id.
    Story(String),
    /// Their names differ in the language only.
    FileName,
    /// They were published this many seconds apart.
    Published(i64),
    /// Figures and dates that both have.
    Figures(Vec<String>),
    /// Names and words written alike, as each side has them.
    Names(Vec<(String, String)>),
    /// Words that translate each other, and how many there are.
    Words(Vec<(String, String)>, usize),
    /// Share of what both say that the other has too.
    Covered(f32),
    /// Their lines translate each other, at least in part.
    Aligned,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let couples = |couples: &[(String, String)]| {
            let shown: Vec<String> = couples
                .iter()
                .map(|(near, far)| {
                    if near == far {
                        near.clone()
                    } else {
                        format!("{near}={far}")
                    }
                })
                .collect();
            shown.join(", ")
        };
        match self {
            Self::Linked => formatter.write_str("linked as translations"),
            Self::Story(id) => write!(formatter, "story {id}"),
            Self::FileName => formatter.write_str("names differ in the language only"),
            Self::Published(seconds) => {
                write!(formatter, "published {} apart", span(*seconds))
            }
            Self::Figures(figures) => write!(formatter, "figures {}", figures.join(", ")),
            Self::Names(names) => write!(formatter, "names {}", couples(names)),
            Self::Words(words, all) => {
                let noun = if *all == 1 { "word" } else { "words" };
                write!(formatter, "{all} {noun} as {}", couples(words))
            }
            Self::Covered(share) => write!(formatter, "{:.0} % in common", 100.0 * share),
            Self::Aligned => formatter.write_str("their lines correspond"),
        }
    }
}

/// A stretch of time in the unit a person would use.
fn span(seconds: i64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// The reasons for a candidate, conventions first, then what the texts share.
pub(crate) fn reasons(
    candidate: &Candidate,
    meeting: &Meeting<'_>,
    sides: (&Side, &Side),
    reports: (&Report, &Report),
) -> Vec<Reason> {
    let feature = |feature: Feature| candidate.features[feature as usize];
    let mut reasons = Vec::new();
    if feature(Feature::ConventionLink) > 0.0 {
        reasons.push(Reason::Linked);
    }
    if feature(Feature::ConventionStory) > 0.0 {
        reasons.extend(reports.0.story.clone().map(Reason::Story));
    }
    if feature(Feature::ConventionName) > 0.0 {
        reasons.push(Reason::FileName);
    }
    if let (Some(near), Some(far)) = (reports.0.published, reports.1.published) {
        reasons.push(Reason::Published(lag(near, far)));
    }
    if candidate.corresponds {
        reasons.push(Reason::Aligned);
    }
    let (mut figures, mut names, mut words, mut known) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for shared in meeting.shared() {
        let (near, far) = (
            &sides.0.types[shared.source as usize],
            &sides.1.types[shared.target as usize],
        );
        let couple = || (near.shown.to_string(), far.shown.to_string());
        match shared.channel {
            Channel::Anchor if figures.len() < LISTED => {
                let shown = near.shown.to_string();
                if !figures.contains(&shown) {
                    figures.push(shown);
                }
            }
            Channel::Name | Channel::Identical if names.len() < LISTED => names.push(couple()),
            Channel::Lexicon => {
                known += 1;
                if words.len() < LISTED {
                    words.push(couple());
                }
            }
            _ => {}
        }
    }
    if !figures.is_empty() {
        reasons.push(Reason::Figures(figures));
    }
    if !names.is_empty() {
        reasons.push(Reason::Names(names));
    }
    if !words.is_empty() {
        reasons.push(Reason::Words(words, known));
    }
    reasons.push(Reason::Covered(feature(Feature::Covered)));
    reasons
}
