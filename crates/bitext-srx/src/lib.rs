//! Segmentation rules in SRX, the format in which translation tools exchange
//! them: read, checked, run and written.
//!
//! The one idea: **a rule is two patterns around a place, and the two are
//! matched apart**. Rules that break are searched for through the text; at each
//! place that one finds, all rules that forbid the break are asked at once by
//! an automaton that reads backwards. Patterns are translated from the
//! dialects of Java and ICU into expressions that run in linear time; only those
//! that look around or refer back are left to a backtracking engine, whose steps
//! are counted.
//!
//! No rules are shipped here; users bring their own.

mod breaks;
mod decode;
mod document;
mod error;
mod exceptions;
mod lint;
mod omegat;
mod pattern;
mod read;
mod rules;
mod write;

pub use document::{
    FormatHandle, LanguageMap, LanguageRule, MapRule, Rule, SrxDocument, SrxVersion,
};
pub use error::SrxError;
pub use lint::{Finding, FindingKind, Severity};
pub use pattern::{Dialect, PatternError};
pub use rules::{Decision, Reach, RuleOptions, RuleSet, RuleSource, RuleWarning};
