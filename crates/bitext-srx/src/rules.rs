//! The rules that hold for one language, compiled.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::breaks::{BreakRule, Breaks};
use crate::document::{LanguageRule, SrxDocument};
use crate::exceptions::{Builder, Exceptions};
use crate::pattern::{
    self, Budget, Dialect, Edge, Found, Matcher, Node, PatternError, narrowed, open,
};

/// How a rule file is to be compiled. Options may be added; start from the
/// default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleOptions {
    /// The dialect of its patterns; if not given, ICU's where the file says so
    /// in Okapi's way, else Java's.
    pub dialect: Option<Dialect>,
    /// How far back the rules that break see.
    pub reach: Reach,
}

/// How far back from a break its pattern may look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// To the break before it, as in the Java library `segment`: `^` is the start
    /// of every segment.
    #[default]
    Segment,
    /// To the start of the text, as in OmegaT.
    Text,
}

/// The rules that hold for one language, ready to cut any number of texts from
/// any number of threads.
///
/// A place is a break if the first rule that fits it says so. As in the Java
/// engine, matches of what stands before a break are looked for one after the
/// other from the start of the segment, without overlaps; what keeps a place
/// from being a break may stand anywhere in the last 2000 characters before it.
///
/// ```
/// use bitext_srx::{LanguageRule, Rule, RuleSet};
/// let list = LanguageRule {
///     name: "English".to_owned(),
///     rules: vec![Rule::joining(r"\bDr\.", ""), Rule::breaking(r"[.!?]+", r"\s")],
///     ..LanguageRule::default()
/// };
/// let rules = RuleSet::compile(&[&list], Default::default());
/// assert_eq!(rules.boundaries("Dr. Orr came. She left."), [0, 13, 23]);
/// ```
#[derive(Debug)]
pub struct RuleSet {
    sources: Vec<RuleSource>,
    breaks: Vec<BreakRule>,
    exceptions: Exceptions,
    warnings: Vec<RuleWarning>,
    gave_up: Vec<AtomicBool>,
    reach: Reach,
}

/// Where a compiled rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSource {
    /// The list it stands in.
    pub list: String,
    /// Its number in that list, from 1.
    pub number: usize,
    /// Whether it breaks.
    pub is_break: bool,
    /// Pattern of what stands before.
    pub before: String,
    /// Pattern of what stands behind.
    pub after: String,
}

/// A rule that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleWarning {
    /// The list it stands in.
    pub list: String,
    /// Its number in that list, from 1.
    pub number: usize,
    /// Why it is left out.
    pub error: PatternError,
}

impl std::fmt::Display for RuleWarning {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            list,
            number,
            error,
        } = self;
        write!(formatter, "rule {number} of `{list}` is left out: {error}")
    }
}

/// A place that a rule would break, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// First byte behind the place.
    pub position: usize,
    /// Whether it is a break.
    pub is_break: bool,
    /// The rule that decided, an index into [`RuleSet::rules`].
    pub rule: usize,
}

impl SrxDocument {
    /// The lists of rules that hold for a language code, in order.
    ///
    /// Codes are compared with the patterns whatever their case. None hold if no
    /// map fits; a map whose pattern cannot be compiled fits nothing.
    #[must_use]
    pub fn rules_for(&self, language: &str, options: RuleOptions) -> Vec<&LanguageRule> {
        let dialect = self.dialect(options);
        let mut found = Vec::new();
        for map in self.maps() {
            let fits = language_matcher(&map.pattern, dialect)
                .is_ok_and(|matcher| matcher.starts(language) != Found::Nowhere);
            if !fits {
                continue;
            }
            found.extend(self.rules_named(&map.rule_name));
            if !self.cascade {
                break;
            }
        }
        found
    }

    /// The rules for a language code, compiled.
    #[must_use]
    pub fn compile(&self, language: &str, mut options: RuleOptions) -> RuleSet {
        options.dialect = Some(self.dialect(options));
        RuleSet::compile(&self.rules_for(language, options), options)
    }

    pub(crate) fn dialect(&self, options: RuleOptions) -> Dialect {
        options
            .dialect
            .unwrap_or_else(|| match self.okapi_option("useJavaRegex") {
                Some(false) => Dialect::Icu,
                _ => Dialect::Java,
            })
    }
}

/// A matcher of whole language codes.
pub(crate) fn language_matcher(pattern: &str, dialect: Dialect) -> Result<Matcher, PatternError> {
    let node = pattern::read(&format!("(?iu)(?:{pattern})\\z"), dialect)?;
    Matcher::try_new(&node, pattern, &Budget::default())
}

impl RuleSet {
    /// Compiles lists of rules, which hold one after the other.
    #[must_use]
    pub fn compile(lists: &[&LanguageRule], options: RuleOptions) -> Self {
        let dialect = options.dialect.unwrap_or_default();
        let mut sources = Vec::new();
        let mut warnings = Vec::new();
        let mut breaks = Vec::new();
        let mut exceptions = Builder::default();
        for list in lists {
            for (index, rule) in list.rules.iter().enumerate() {
                let source = RuleSource {
                    list: list.name.clone(),
                    number: index + 1,
                    is_break: rule.is_break,
                    before: rule.before.clone(),
                    after: rule.after.clone(),
                };
                let place = sources.len();
                let added = add(&source, place, dialect, &mut breaks, &mut exceptions);
                sources.push(source);
                if let Err(error) = added {
                    warnings.push(RuleWarning {
                        list: list.name.clone(),
                        number: index + 1,
                        error,
                    });
                }
            }
        }
        Self {
            gave_up: sources.iter().map(|_| AtomicBool::new(false)).collect(),
            sources,
            breaks,
            exceptions: exceptions.build(),
            warnings,
            reach: options.reach,
        }
    }

    /// The rules in order, those that are left out included.
    #[must_use]
    pub fn rules(&self) -> &[RuleSource] {
        &self.sources
    }

    /// The rules that are left out, with the reason.
    #[must_use]
    pub fn warnings(&self) -> &[RuleWarning] {
        &self.warnings
    }

    /// The rules that so far took too long somewhere and were taken not to fit
    /// there, as indices into [`RuleSet::rules`].
    #[must_use]
    pub fn gave_up(&self) -> Vec<usize> {
        let flags = self.gave_up.iter().enumerate();
        flags
            .filter(|(_, flag)| flag.load(Ordering::Relaxed))
            .map(|(rule, _)| rule)
            .collect()
    }

    /// Byte offsets of the segment boundaries of `text`, ascending.
    ///
    /// The first is 0 and the last is `text.len()`; each lies on a character
    /// boundary. An empty text has the single boundary 0.
    #[must_use]
    pub fn boundaries(&self, text: &str) -> Vec<usize> {
        let mut boundaries = vec![0];
        self.each_break(text, |at| boundaries.push(at));
        if boundaries.last() != Some(&text.len()) {
            boundaries.push(text.len());
        }
        boundaries
    }

    /// Calls `report` with every break, in order: where a segment but the first
    /// starts.
    pub fn each_break(&self, text: &str, mut report: impl FnMut(usize)) {
        self.walk(text, |at, rule| {
            let is_break = !self
                .exceptions
                .hold(text, at, rule, &|rule| self.give_up(rule));
            if is_break {
                report(at);
            }
            is_break
        });
    }

    /// Every place that a rule would break, with the rule that decided.
    #[must_use]
    pub fn explain(&self, text: &str) -> Vec<Decision> {
        let mut decisions = Vec::new();
        self.walk(text, |at, rule| {
            let exception = self.exceptions.first(text, at, rule);
            decisions.push(Decision {
                position: at,
                is_break: exception.is_none(),
                rule: exception.unwrap_or(rule),
            });
            exception.is_none()
        });
        decisions
    }

    /// The first rule that keeps `at` from being a break, whichever rule would
    /// make it one; an index into [`RuleSet::rules`].
    ///
    /// # Panics
    /// If `at` is not on a character boundary of `text`.
    #[must_use]
    pub fn exception_at(&self, text: &str, at: usize) -> Option<usize> {
        self.exceptions.first(text, at, usize::MAX)
    }

    fn walk(&self, text: &str, mut decide: impl FnMut(usize, usize) -> bool) {
        let mut breaks = Breaks::new(&self.breaks, text, |rule| self.give_up(rule));
        let mut start = 0;
        while let Some((at, rule)) = breaks.first() {
            if at >= text.len() {
                break;
            }
            if at > start && decide(at, rule) {
                start = at;
                if self.reach == Reach::Segment {
                    breaks.cut(at);
                }
            }
            breaks.pass(at);
        }
    }

    fn give_up(&self, rule: usize) {
        if let Some(flag) = self.gave_up.get(rule) {
            flag.store(true, Ordering::Relaxed);
        }
    }
}

fn add(
    source: &RuleSource,
    place: usize,
    dialect: Dialect,
    breaks: &mut Vec<BreakRule>,
    exceptions: &mut Builder,
) -> Result<(), PatternError> {
    let before = pattern::read(&source.before, dialect)?;
    let after = pattern::read(&source.after, dialect)?;
    if !source.is_break {
        return exceptions.add(place, (before, &source.before), (after, &source.after));
    }
    let after = open(narrowed(after), Edge::End);
    let is_short = before == Node::Empty;
    breaks.push(BreakRule {
        rule: place,
        before: Matcher::try_new(&before, &source.before, exceptions.budget())?,
        after: Matcher::try_new(&after, &source.after, exceptions.budget())?,
        only_after: is_short,
    });
    Ok(())
}
