//! What decided about each place where a segment could end.

use std::fmt;

use bitext_srx::RuleSet;

use crate::GivenRule;
use crate::decide::Rule;
use crate::lexicon::Types;

/// A place where a segment could end, and whether it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// First byte of the mark, line break or bullet.
    pub mark: usize,
    /// First byte of what follows: where the next segment starts if this is a
    /// break.
    pub next: usize,
    /// Whether a segment ends here.
    pub is_break: bool,
    /// What decided.
    pub reason: Reason,
}

/// What decided about a candidate.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// A mark that ends sentences, and nothing against it.
    Terminator,
    /// A small letter, a comma or the like follows.
    GoesOn,
    /// No space follows, as inside addresses and numbers.
    NoSpace,
    /// The segment so far is the number of a list item or a label.
    ListMarker,
    /// An abbreviation of these types.
    Abbreviation(Vec<&'static str>),
    /// A single letter: an initial, or a name like `Plan B`.
    Initial,
    /// A number: an ordinal, a date, or the end of a sentence.
    Number,
    /// A quotation and who said it.
    Speaker,
    /// A title in quotation marks that belongs to the sentence.
    Title,
    /// A mark alone in brackets or quotation marks.
    LoneMark,
    /// The linear model; it breaks if the score is above 0.
    Model(f32),
    /// The dateline of a wire report.
    Dateline,
    /// The end of a line.
    LineBreak,
    /// A bullet.
    Bullet,
    /// A space, in a language whose sentences end with one.
    Space,
    /// A rule of the caller.
    Given(GivenRule),
}

impl Reason {
    /// The kind of reason as one word, for programs to read.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Terminator => "terminator",
            Self::GoesOn => "goes-on",
            Self::NoSpace => "no-space",
            Self::ListMarker => "list-marker",
            Self::Abbreviation(_) => "abbreviation",
            Self::Initial => "initial",
            Self::Number => "number",
            Self::Speaker => "speaker",
            Self::Title => "title",
            Self::LoneMark => "lone-mark",
            Self::Model(_) => "model",
            Self::Dateline => "dateline",
            Self::LineBreak => "line-break",
            Self::Bullet => "bullet",
            Self::Space => "space",
            Self::Given(_) => "rule",
        }
    }

    /// What `rule` tells the caller, whose own rules are `rules`.
    pub(crate) fn new(rule: Rule, rules: Option<&RuleSet>) -> Self {
        match rule {
            Rule::Terminator => Self::Terminator,
            Rule::GoesOn => Self::GoesOn,
            Rule::NoSpace => Self::NoSpace,
            Rule::ListMarker => Self::ListMarker,
            Rule::Abbreviation(types) => Self::Abbreviation(
                Types::NAMES
                    .iter()
                    .filter(|&&(_, one)| types.any(one))
                    .map(|&(name, _)| name)
                    .collect(),
            ),
            Rule::Initial => Self::Initial,
            Rule::Number => Self::Number,
            Rule::Speaker => Self::Speaker,
            Rule::Title => Self::Title,
            Rule::LoneMark => Self::LoneMark,
            Rule::Model(score) => Self::Model(score),
            Rule::Dateline => Self::Dateline,
            Rule::LineBreak => Self::LineBreak,
            Rule::Bullet => Self::Bullet,
            Rule::Space => Self::Space,
            Rule::Given(rule) => Self::Given(GivenRule::new(rules, rule)),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Terminator => formatter.write_str("mark that ends sentences"),
            Self::GoesOn => formatter.write_str("the sentence goes on"),
            Self::NoSpace => formatter.write_str("no space behind the mark"),
            Self::ListMarker => formatter.write_str("number or label of an item"),
            Self::Abbreviation(types) if types.is_empty() => {
                formatter.write_str("abbreviation with its next word")
            }
            Self::Abbreviation(types) => write!(formatter, "abbreviation ({})", types.join(", ")),
            Self::Initial => formatter.write_str("single letter"),
            Self::Number => formatter.write_str("number"),
            Self::Speaker => formatter.write_str("quotation with its speaker"),
            Self::Title => formatter.write_str("title in quotation marks"),
            Self::LoneMark => formatter.write_str("mark alone in brackets or quotation marks"),
            Self::Model(score) => write!(formatter, "model, score {score:.2}"),
            Self::Dateline => formatter.write_str("dateline"),
            Self::LineBreak => formatter.write_str("end of line"),
            Self::Bullet => formatter.write_str("bullet"),
            Self::Space => formatter.write_str("space between sentences"),
            Self::Given(rule) => rule.fmt(formatter),
        }
    }
}
