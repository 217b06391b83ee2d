//! Doubts about the translations of one unit, for the verbs that list them and leave
//! them out.

use std::collections::BTreeMap;

use bitext_core::{InlineText, LanguageTag, TranslationUnit};
use bitext_exchange::property;
use bitext_lang::PackLibrary;
use bitext_maintain::{Checker, Issue, IssueKind};

use crate::diagnostics::Failure;

/// A text and its language.
pub(super) type Text<'unit> = (&'unit LanguageTag, &'unit InlineText);

/// The source and the target of a pair, and the doubts about them.
pub(super) type Doubts<'unit> = (Text<'unit>, Text<'unit>, Vec<Issue>);

/// The source of a unit with each of its other variants.
pub(super) fn pairs<'unit>(
    unit: &'unit TranslationUnit,
    source: Option<&LanguageTag>,
) -> impl Iterator<Item = (Text<'unit>, Text<'unit>)> {
    let first = source
        .and_then(|tag| unit.variant(tag))
        .or(unit.variants.first());
    let targets = unit
        .variants
        .iter()
        .filter(move |target| first.is_some_and(|first| !std::ptr::eq(first, *target)));
    targets.filter_map(move |target| {
        let first = first?;
        Some((
            (&first.language, &first.segment),
            (&target.language, &target.segment),
        ))
    })
}

/// A checker for each pair of languages.
pub(super) struct Checkers {
    packs: PackLibrary,
    length_ratio: f64,
    made: BTreeMap<(LanguageTag, LanguageTag), Checker>,
}

impl Checkers {
    pub(super) fn new(length_ratio: f64) -> Self {
        Self {
            packs: PackLibrary::built_in(),
            length_ratio,
            made: BTreeMap::new(),
        }
    }

    /// The doubts about the source of a unit with each of its other variants.
    pub(super) fn doubts<'unit>(
        &mut self,
        unit: &'unit TranslationUnit,
        source: Option<&LanguageTag>,
    ) -> Result<Vec<Doubts<'unit>>, Failure> {
        let is_singular = unit.property(property::PLURAL_FORM) == Some("0");
        let mut doubts = Vec::new();
        for (source, target) in pairs(unit, source) {
            let mut issues = self.check(source, target)?;
            issues.retain(|issue| !(is_singular && is_of_many(issue)));
            doubts.push((source, target, issues));
        }
        Ok(doubts)
    }

    fn check(&mut self, source: Text<'_>, target: Text<'_>) -> Result<Vec<Issue>, Failure> {
        let key = (source.0.clone(), target.0.clone());
        if !self.made.contains_key(&key) {
            let (first, second) = (self.packs.get(source.0)?, self.packs.get(target.0)?);
            let checker = Checker::try_new(&first, &second, self.length_ratio)?;
            self.made.insert(key.clone(), checker);
        }
        let checker = self.made.get(&key);
        Ok(checker.map_or_else(Vec::new, |checker| checker.check(source.1, target.1)))
    }
}

/// Whether a doubt about the first plural form is none: it may stand for 21 as well as
/// for 1, so that `One file` is `%d файл`.
fn is_of_many(issue: &Issue) -> bool {
    match issue.kind {
        IssueKind::Number => true,
        IssueKind::Placeable => issue.is_addition,
        _ => false,
    }
}

/// The kind of doubt called `name`; the error names those that there are.
pub(super) fn kind(name: &str) -> Result<IssueKind, String> {
    IssueKind::from_name(name).ok_or_else(|| unknown(name, |_| true))
}

/// A kind of doubt that one unit raises by itself.
pub(super) fn kind_of_one(name: &str) -> Result<IssueKind, String> {
    match IssueKind::from_name(name) {
        Some(IssueKind::Inconsistent) => Err("a unit is inconsistent with others, not by \
             itself; `bitext tmx check` lists such units"
            .to_owned()),
        Some(kind) => Ok(kind),
        None => Err(unknown(name, |kind| kind != IssueKind::Inconsistent)),
    }
}

/// That there is no such kind of doubt, and which there are.
fn unknown(name: &str, is_taken: impl Fn(IssueKind) -> bool) -> String {
    let kinds = IssueKind::ALL.into_iter().filter(|&kind| is_taken(kind));
    let names: Vec<&str> = kinds.map(|kind| kind.name()).collect();
    format!(
        "`{name}` is no kind of doubt; there are {}",
        names.join(", ")
    )
}
