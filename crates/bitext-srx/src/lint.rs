//! What is wrong with a rule file, and what is merely odd.

use std::collections::BTreeMap;
use std::fmt;

use crate::document::{LanguageRule, Rule, SrxDocument, SrxVersion};
use crate::pattern::{self, Dialect, Found};
use crate::rules::{RuleOptions, RuleSet, language_matcher};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Something has no effect, or another one than meant.
    Warning,
    /// Part of the file cannot be used.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FindingKind {
    /// A rule's pattern cannot be compiled.
    BadPattern,
    /// A language map's pattern cannot be compiled.
    BadLanguagePattern,
    /// A language map names a list that is not there.
    MissingList,
    /// Two lists have one name; the first holds.
    DuplicateList,
    /// A list of rules that no language map names.
    UnusedList,
    /// A language map that never holds, since one before it fits all languages
    /// and rules do not cascade.
    ShadowedMap,
    /// Two maps of one language pattern, to one list.
    DuplicateMap,
    /// A rule that an equal one stands before.
    DuplicateRule,
    /// A rule that an earlier one decides before, whatever the text.
    ShadowedRule,
    /// A rule that forbids breaks behind the last rule that makes some.
    IdleRule,
    /// A rule with two empty patterns, which fits everywhere.
    EmptyRule,
    /// A list without rules.
    EmptyList,
    /// No list of any language makes a break.
    NoBreaks,
    /// Several groups of maps; only the first holds.
    SeveralGroups,
    /// `[[:alpha:]]` in the dialect of Java, where it means letters.
    PosixInJava,
    /// A pattern that only a backtracking engine can run.
    Backtracking,
}

impl FindingKind {
    /// Its name, for programs to read.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadPattern => "bad-pattern",
            Self::BadLanguagePattern => "bad-language-pattern",
            Self::MissingList => "missing-list",
            Self::DuplicateList => "duplicate-list",
            Self::UnusedList => "unused-list",
            Self::ShadowedMap => "shadowed-map",
            Self::DuplicateMap => "duplicate-map",
            Self::DuplicateRule => "duplicate-rule",
            Self::ShadowedRule => "shadowed-rule",
            Self::IdleRule => "idle-rule",
            Self::EmptyRule => "empty-rule",
            Self::EmptyList => "empty-list",
            Self::NoBreaks => "no-breaks",
            Self::SeveralGroups => "several-groups",
            Self::PosixInJava => "posix-in-java",
            Self::Backtracking => "backtracking",
        }
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::BadPattern
            | Self::BadLanguagePattern
            | Self::MissingList
            | Self::DuplicateList => Severity::Error,
            Self::UnusedList | Self::EmptyList | Self::Backtracking | Self::SeveralGroups => {
                Severity::Note
            }
            _ => Severity::Warning,
        }
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is the matter.
    pub kind: FindingKind,
    /// The list it is in, if it is in one.
    pub list: Option<String>,
    /// The number in that list, or of the language map, from 1.
    pub number: Option<usize>,
    /// The matter in words.
    pub message: String,
}

impl SrxDocument {
    /// Everything that is wrong or odd: of the maps first, then of the lists, in
    /// the order of the file.
    #[must_use]
    pub fn lint(&self, options: RuleOptions) -> Vec<Finding> {
        let dialect = self.dialect(options);
        let mut findings = Vec::new();
        self.lint_maps(dialect, &mut findings);
        self.lint_lists(&mut findings);
        for list in &self.language_rules {
            lint_list(list, dialect, &mut findings);
        }
        findings
    }

    fn lint_maps(&self, dialect: Dialect, findings: &mut Vec<Finding>) {
        if self.map_rules.len() > 1 {
            let count = self.map_rules.len();
            findings.push(Finding {
                kind: FindingKind::SeveralGroups,
                list: None,
                number: None,
                message: format!("there are {count} groups of language maps; the first holds"),
            });
        }
        let mut fits_all = None;
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (index, map) in self.maps().iter().enumerate() {
            let number = index + 1;
            let mut find = |kind, message: String| {
                findings.push(Finding {
                    kind,
                    list: None,
                    number: Some(number),
                    message,
                });
            };
            let pattern = &map.pattern;
            if self.rules_named(&map.rule_name).is_none() {
                let name = &map.rule_name;
                find(
                    FindingKind::MissingList,
                    format!("map `{pattern}` names the list `{name}`, which is not there"),
                );
            }
            if let Some(first) = seen.insert((pattern, &map.rule_name), number) {
                find(
                    FindingKind::DuplicateMap,
                    format!("map `{pattern}` says the same as map {first}"),
                );
            } else if let (Some(first), false) = (fits_all, self.cascade) {
                find(
                    FindingKind::ShadowedMap,
                    format!("map `{pattern}` never holds: map {first} fits every language"),
                );
            }
            match language_matcher(pattern, dialect) {
                Err(error) => find(FindingKind::BadLanguagePattern, error.to_string()),
                // Nothing but a pattern of everything fits these.
                Ok(matcher) => {
                    let all = ["en", "ru-RU", "zh-Hant-TW", "qaa", "x-1"];
                    let fits = |code: &&str| matcher.starts(code) != Found::Nowhere;
                    if fits_all.is_none() && all.iter().all(fits) {
                        fits_all = Some(number);
                    }
                }
            }
        }
    }

    fn lint_lists(&self, findings: &mut Vec<Finding>) {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, list) in self.language_rules.iter().enumerate() {
            let mut find = |kind, message: &str| {
                findings.push(Finding {
                    kind,
                    list: Some(list.name.clone()),
                    number: None,
                    message: message.to_owned(),
                });
            };
            if names.insert(&list.name, index).is_some() {
                find(
                    FindingKind::DuplicateList,
                    "a list of this name stands before it, and that one holds",
                );
            }
            if list.rules.is_empty() {
                find(FindingKind::EmptyList, "it has no rules");
            }
            if !self.maps().iter().any(|map| map.rule_name == list.name) {
                find(FindingKind::UnusedList, "no language map names it");
            }
        }
        let breaks = |list: &LanguageRule| list.rules.iter().any(|rule| rule.is_break);
        if !self.language_rules.iter().any(breaks) {
            findings.push(Finding {
                kind: FindingKind::NoBreaks,
                list: None,
                number: None,
                message: "no rule breaks, so no text is cut".to_owned(),
            });
        }
        // Without a cascade a list cannot count on the breaks of another.
        if self.version == SrxVersion::V1 || !self.cascade {
            for list in &self.language_rules {
                let last = list.rules.iter().rposition(|rule| rule.is_break);
                let behind = last.map_or(0, |last| last + 1);
                for index in behind..list.rules.len() {
                    findings.push(Finding {
                        kind: FindingKind::IdleRule,
                        list: Some(list.name.clone()),
                        number: Some(index + 1),
                        message: "it forbids breaks, but no rule behind it makes any".to_owned(),
                    });
                }
            }
        }
    }
}

fn lint_list(list: &LanguageRule, dialect: Dialect, findings: &mut Vec<Finding>) {
    let mut find = |kind, number, message: String| {
        findings.push(Finding {
            kind,
            list: Some(list.name.clone()),
            number: Some(number),
            message,
        });
    };
    let options = RuleOptions {
        dialect: Some(dialect),
        ..RuleOptions::default()
    };
    for warning in RuleSet::compile(&[list], options).warnings() {
        let message = warning.error.to_string();
        find(FindingKind::BadPattern, warning.number, message);
    }
    // The first rule of each pair of patterns, and the first that asks less.
    let mut seen: BTreeMap<(&str, &str), (usize, bool)> = BTreeMap::new();
    let mut everywhere: Option<usize> = None;
    for (index, rule) in list.rules.iter().enumerate() {
        let number = index + 1;
        let Rule { before, after, .. } = rule;
        if let Some(first) = everywhere {
            let message = format!("rule {first} fits everywhere and decides before it");
            find(FindingKind::ShadowedRule, number, message);
        } else if let Some(&(first, is_break)) = seen.get(&(before.as_str(), after.as_str())) {
            if is_break == rule.is_break {
                let message = format!("it says the same as rule {first}");
                find(FindingKind::DuplicateRule, number, message);
            } else {
                let message = format!("rule {first} has the same patterns and decides before it");
                find(FindingKind::ShadowedRule, number, message);
            }
        } else {
            let wider = [(before.as_str(), ""), ("", after.as_str())];
            let first = wider.iter().find_map(|key| seen.get(key));
            if let Some((first, _)) = first {
                let message = format!("rule {first} asks less and decides before it");
                find(FindingKind::ShadowedRule, number, message);
            }
            seen.insert((before, after), (number, rule.is_break));
        }
        if before.is_empty() && after.is_empty() {
            let message = "both its patterns are empty, so it fits everywhere";
            find(FindingKind::EmptyRule, number, message.to_owned());
            everywhere = everywhere.or(Some(number));
        }
        for text in [before, after] {
            if dialect == Dialect::Java && text.contains("[[:") && text.contains(":]") {
                let message =
                    format!("in Java's dialect `[:…:]` is a class of letters, in `{text}`");
                find(FindingKind::PosixInJava, number, message);
            }
            let backtracks =
                pattern::read(text, dialect).is_ok_and(|node| pattern::needs_backtracking(&node));
            if backtracks {
                let message = format!("`{text}` needs a backtracking engine, which is slower");
                find(FindingKind::Backtracking, number, message);
            }
        }
    }
}
