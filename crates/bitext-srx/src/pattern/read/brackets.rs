//! Sets of characters in brackets.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::super::class::{common, complement, posix, property, set, shorthand, single};
use super::super::{Dialect, PatternError};
use super::Reader;

impl Reader<'_> {
    /// The inside of brackets, the first `[` taken.
    pub(super) fn class(&mut self) -> Result<ClassUnicode, PatternError> {
        self.descend()?;
        let negated = self.take("^");
        let mut class = self.class_union(true)?;
        loop {
            let intersects = self.take("&&")
                || self.dialect == Dialect::Icu && self.looks_at("&[") && self.take("&");
            if intersects {
                let right = self.class_union(false)?;
                class = common(&class, &right);
                continue;
            }
            let subtracts = self.dialect == Dialect::Icu
                && (self.take("--") || self.looks_at("-[") && self.take("-"));
            if !subtracts {
                break;
            }
            let right = self.class_union(false)?;
            class.difference(&right);
        }
        if !self.take("]") {
            return Err(self.fault("a `[` without its `]`"));
        }
        self.depth -= 1;
        Ok(if negated { complement(&class) } else { class })
    }

    /// Members of a class up to `]` or a set operator.
    fn class_union(&mut self, mut is_first: bool) -> Result<ClassUnicode, PatternError> {
        let mut class = set(&[]);
        loop {
            let Some(letter) = self.peek() else {
                return Err(self.fault("a `[` without its `]`"));
            };
            if letter == ']' && !is_first || self.is_set_operator() {
                return Ok(class);
            }
            is_first = false;
            if self.flags.comments && self.skip_comment(letter) {
                continue;
            }
            if self.take("\\Q") {
                while !self.take("\\E") {
                    let letter = self.next("`\\E`")?;
                    class.union(&self.cased(single(letter)));
                }
                continue;
            }
            if let Some(found) = self.posix_class()? {
                class.union(&found);
                continue;
            }
            if self.take("[") {
                class.union(&self.class()?);
                continue;
            }
            class.union(&self.member()?);
        }
    }

    fn is_set_operator(&self) -> bool {
        let icu = || self.looks_at("--") || self.looks_at("-[") || self.looks_at("&[");
        self.looks_at("&&") || self.dialect == Dialect::Icu && icu()
    }

    /// `[:alpha:]`, which ICU knows. In Java it is a class of letters.
    fn posix_class(&mut self) -> Result<Option<ClassUnicode>, PatternError> {
        if self.dialect != Dialect::Icu || !self.looks_at("[:") {
            return Ok(None);
        }
        let rest: String = self.letters.iter().skip(self.at + 2).collect();
        let Some(end) = rest.find(":]") else {
            return Ok(None);
        };
        let name = &rest[..end];
        let (bare, negated) = match name.strip_prefix('^') {
            Some(bare) => (bare, true),
            None => (name, false),
        };
        let found = posix(bare, true).map_or_else(|| property(bare, true), Ok);
        let found = found.map_err(|reason| self.fault(reason))?;
        self.at += name.chars().count() + 4;
        Ok(Some(if negated { complement(&found) } else { found }))
    }

    /// A character, an escape or a range.
    fn member(&mut self) -> Result<ClassUnicode, PatternError> {
        let first = match self.next("`]`")? {
            '\\' => {
                let letter = self.next("what is escaped")?;
                if shorthand(letter, false).is_some() || matches!(letter, 'p' | 'P') {
                    return self.class_escape(letter);
                }
                self.character_escape(letter)?
            }
            letter => letter,
        };
        let is_range = self.peek() == Some('-')
            && !matches!(self.letters.get(self.at + 1), None | Some(']' | '['));
        if !is_range || self.dialect == Dialect::Icu && self.looks_at("--") {
            return Ok(self.cased(single(first)));
        }
        self.at += 1;
        let last = match self.next("`]`")? {
            '\\' => {
                let letter = self.next("what is escaped")?;
                if shorthand(letter, false).is_some() || matches!(letter, 'p' | 'P') {
                    // `[.-\s]`: the hyphen stands for itself.
                    let mut class = self.class_escape(letter)?;
                    class.push(ClassUnicodeRange::new('-', '-'));
                    class.push(ClassUnicodeRange::new(first, first));
                    return Ok(class);
                }
                self.character_escape(letter)?
            }
            letter => letter,
        };
        if last < first {
            return Err(self.fault(format!("the range `{first}-{last}` is the wrong way round")));
        }
        Ok(self.cased(set(&[(first, last)])))
    }
}
