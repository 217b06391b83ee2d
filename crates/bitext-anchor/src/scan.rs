//! One text while it is read, and what the readers of numbers, dates and names
//! ask about a token and its neighbours.
//!
//! The one idea: questions take a token's index and answer "no" past the end,
//! so readers look ahead without guarding each step.

use std::borrow::Cow;

use bitext_lang::{Token, TokenKind};

use crate::anchor::Anchor;
use crate::decimal::Decimal;
use crate::extract::AnchorExtractor;
use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, WordSense};
use crate::literal::{self, Literal};

/// One text while its anchors are being read.
pub(crate) struct Scan<'text> {
    pub(crate) extractor: &'text AnchorExtractor,
    pub(crate) knowledge: &'text Knowledge,
    pub(crate) text: &'text str,
    pub(crate) tokens: &'text [Token],
    /// What is known of each token by itself.
    pub(crate) seen: &'text [WordSense],
    pub(crate) anchors: Vec<Anchor>,
    /// Every word begins with a capital, as in a headline.
    pub(crate) is_capitalised: bool,
    /// Names, words in foreign letters and addresses are left out.
    pub(crate) only_values: bool,
}

impl Scan<'_> {
    /// The longest phrase at token `at` with a meaning that `choose` takes, and
    /// how many tokens it has.
    pub(crate) fn find<T>(
        &self,
        at: usize,
        choose: impl FnMut(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        let touches = |offset| self.touches(at + offset);
        let lexicon = &self.knowledge.lexicon;
        lexicon.find(self.seen.get(at..)?, touches, choose)
    }

    /// Whether the single token `at` means that.
    pub(crate) fn means(&self, at: usize, wanted: Meaning) -> bool {
        let Some(seen) = self.seen.get(at..=at) else {
            return false;
        };
        let choose = |meaning| (meaning == wanted).then_some(());
        let lexicon = &self.knowledge.lexicon;
        lexicon.find(seen, |_| false, choose).is_some()
    }

    /// Whether the tokens before `at` mean that: one, or two that make a phrase
    /// (`kl.`).
    pub(crate) fn follows(&self, at: usize, wanted: Meaning) -> bool {
        (1..=2).any(|length| {
            let start = at.checked_sub(length);
            start.is_some_and(|start| self.skip(start, wanted) == at)
        })
    }

    pub(crate) fn any_at(&self, at: usize, wanted: &[Meaning]) -> bool {
        self.find(at, |meaning| wanted.contains(&meaning).then_some(()))
            .is_some()
    }

    /// The token after a phrase of that meaning at `at`, if there is one; else
    /// `at`.
    pub(crate) fn skip(&self, at: usize, wanted: Meaning) -> usize {
        match self.find(at, |meaning| (meaning == wanted).then_some(())) {
            Some((_, length)) => at + length,
            None => at,
        }
    }

    fn text_of(&self, at: usize, kind: TokenKind) -> Option<&str> {
        let token = self.tokens.get(at).filter(|token| token.kind == kind)?;
        Some(token.range.of(self.text))
    }

    pub(crate) fn mark(&self, at: usize) -> Option<&str> {
        self.text_of(at, TokenKind::Mark)
    }

    /// The number at token `at`, in ASCII digits where it has digits only.
    pub(crate) fn number_text(&self, at: usize) -> Option<Cow<'_, str>> {
        let text = self.text_of(at, TokenKind::Number)?;
        Some(literal::in_ascii(text).unwrap_or(Cow::Borrowed(text)))
    }

    pub(crate) fn word_text(&self, at: usize) -> Option<&str> {
        self.text_of(at, TokenKind::Word)
    }

    /// Whether no space parts token `at` from the one before it.
    pub(crate) fn touches(&self, at: usize) -> bool {
        match (
            at.checked_sub(1).and_then(|before| self.tokens.get(before)),
            self.tokens.get(at),
        ) {
            (Some(before), Some(token)) => before.range.end == token.range.start,
            _ => false,
        }
    }

    /// The token after a hyphen that joins tokens `at - 1` and `at + 1`; else
    /// `at`.
    pub(crate) fn after_hyphen(&self, at: usize) -> usize {
        let joins = matches!(self.mark(at), Some("-" | "‑" | "‐"))
            && self.touches(at)
            && self.touches(at + 1);
        if joins { at + 1 } else { at }
    }

    /// The token after what makes an ordinal of the digits before token `at`:
    /// `th`, `-й`, or a dot where the language writes one.
    pub(crate) fn after_ordinal_sign(&self, at: usize) -> Option<usize> {
        if self.knowledge.numbers.ordinal_dot && self.mark(at) == Some(".") && self.touches(at) {
            // A number at the start of a line is a list marker.
            let follows_word = at >= 2;
            let before_word = self.word_text(at + 1).is_some() && !self.touches(at + 1);
            return (follows_word && before_word).then_some(at + 1);
        }
        if !self.touches(at) {
            return None;
        }
        let suffix_at = self.after_hyphen(at);
        let (_, length) = self.find(suffix_at, |meaning| {
            matches!(meaning, Meaning::OrdinalSuffix | Meaning::DecadeSuffix).then_some(())
        })?;
        Some(suffix_at + length)
    }

    /// The number in digits that begins at token `at`, groups parted by spaces
    /// or apostrophes joined, and the token after it.
    pub(crate) fn plain_number(&self, at: usize) -> Option<(Decimal, usize)> {
        let first = self.number_text(at)?;
        let mut end = at + 1;
        if literal::opens_groups(&first) && self.group_after(end).is_some() {
            let mut groups = vec![first.clone()];
            while let Some((group, next)) = self.group_after(end) {
                let Some(is_last) = literal::continues_groups(&group) else {
                    break;
                };
                groups.push(group);
                end = next;
                if is_last {
                    break;
                }
            }
            if groups.len() > 1
                && let Some(value) = literal::read_groups(&groups)
            {
                return Some((value, end));
            }
        }
        match literal::read(&first, &self.knowledge.numbers) {
            Literal::Value(value) => Some((value, at + 1)),
            _ => None,
        }
    }

    /// The group of digits after a single group sign at token `at`, and the
    /// token after it.
    fn group_after(&self, at: usize) -> Option<(Cow<'_, str>, usize)> {
        let signs = &self.knowledge.numbers.group;
        if let Some(mark) = self.mark(at) {
            let mut letters = mark.chars();
            let sign = letters.next().filter(|sign| signs.contains(sign))?;
            let apostrophe = matches!(sign, '\'' | '’');
            let joined = apostrophe && self.touches(at) && self.touches(at + 1);
            return joined
                .then(|| Some((self.number_text(at + 1)?, at + 2)))
                .flatten();
        }
        let before = self.tokens.get(at.checked_sub(1)?)?;
        let token = self.tokens.get(at)?;
        let mut gap = self.text[before.range.end..token.range.start].chars();
        let sign = gap.next().filter(|sign| signs.contains(sign));
        let single = sign.is_some() && gap.next().is_none();
        single
            .then(|| Some((self.number_text(at)?, at + 1)))
            .flatten()
    }
}
