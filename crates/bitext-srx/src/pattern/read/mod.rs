//! Reads a pattern as Java or ICU would.
//!
//! Recursive descent over characters. Flags live in the reader, for they hold
//! to the end of the group they are set in; everything they change is worked
//! out at once, so that the tree has no flags.

mod brackets;
mod escape;

use regex_syntax::hir::ClassUnicode;

use super::class::{any, dot, fold_case, single};
use super::node::{Anchor, Greed, Node};
use super::{Dialect, PatternError};

/// Deepest nesting of groups and classes.
const DEEPEST: usize = 100;

/// Highest count of a repetition.
const MOST_REPEATS: u32 = 10_000;

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    unicode_case: bool,
    comments: bool,
    dot_all: bool,
    multi_line: bool,
    unix_lines: bool,
    unicode_classes: bool,
}

struct Reader<'text> {
    letters: Vec<char>,
    at: usize,
    dialect: Dialect,
    flags: Flags,
    depth: usize,
    groups: u32,
    names: Vec<(String, u32)>,
    text: &'text str,
}

/// The tree of a pattern.
pub(super) fn read(text: &str, dialect: Dialect) -> Result<Node, PatternError> {
    let mut reader = Reader {
        letters: text.chars().collect(),
        at: 0,
        dialect,
        flags: Flags::default(),
        depth: 0,
        groups: 0,
        names: Vec::new(),
        text,
    };
    reader.flags.unicode_classes = dialect == Dialect::Icu;
    reader.flags.unicode_case = dialect == Dialect::Icu;
    let node = reader.alternation()?;
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.fault("a `)` without its `(`")),
    }
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn looks_at(&self, text: &str) -> bool {
        let rest = self.letters.get(self.at..).unwrap_or(&[]);
        let mut rest = rest.iter().copied();
        text.chars().all(|letter| rest.next() == Some(letter))
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.looks_at(text);
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn next(&mut self, wanted: &str) -> Result<char, PatternError> {
        let letter = self
            .peek()
            .ok_or_else(|| self.fault(format!("{wanted} is missing at the end")))?;
        self.at += 1;
        Ok(letter)
    }

    fn fault(&self, reason: impl Into<String>) -> PatternError {
        PatternError::Syntax {
            pattern: self.text.to_owned(),
            position: self.at + 1,
            reason: reason.into(),
        }
    }

    fn descend(&mut self) -> Result<(), PatternError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault(format!("nested deeper than {DEEPEST}")));
        }
        Ok(())
    }

    fn alternation(&mut self) -> Result<Node, PatternError> {
        self.descend()?;
        let mut branches = vec![self.sequence()?];
        while self.take("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(Node::alternate(branches))
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut nodes = Vec::new();
        while let Some(letter) = self.peek() {
            if matches!(letter, '|' | ')') {
                break;
            }
            if self.flags.comments && self.skip_comment(letter) {
                continue;
            }
            if self.take("\\Q") {
                self.quoted(&mut nodes);
                continue;
            }
            let Some(atom) = self.atom()? else {
                continue;
            };
            nodes.push(self.repeated(atom)?);
        }
        Ok(Node::concat(nodes))
    }

    /// Skips white space, or a comment to the end of its line.
    fn skip_comment(&mut self, letter: char) -> bool {
        if letter.is_ascii_whitespace() || letter == '\x0b' {
            self.at += 1;
            return true;
        }
        if letter != '#' {
            return false;
        }
        while self
            .peek()
            .is_some_and(|letter| !matches!(letter, '\n' | '\r'))
        {
            self.at += 1;
        }
        true
    }

    /// The text up to `\E`; what follows may repeat its last character.
    fn quoted(&mut self, nodes: &mut Vec<Node>) {
        while let Some(letter) = self.peek() {
            if self.take("\\E") {
                return;
            }
            self.at += 1;
            nodes.push(self.literal(letter));
        }
    }

    fn literal(&self, letter: char) -> Node {
        Node::Class(self.cased(single(letter)))
    }

    fn cased(&self, class: ClassUnicode) -> ClassUnicode {
        if self.flags.ignore_case {
            fold_case(&class, self.flags.unicode_case)
        } else {
            class
        }
    }

    /// The next part; `None` if it only set flags or was a comment.
    fn atom(&mut self) -> Result<Option<Node>, PatternError> {
        let letter = self.next("a part")?;
        Ok(Some(match letter {
            '(' => return self.group(),
            '[' => Node::Class(self.class()?),
            '\\' => self.escape()?,
            '.' if self.flags.dot_all => Node::Class(any()),
            '.' => Node::Class(dot(self.flags.unix_lines)),
            '^' if self.flags.multi_line => Node::Anchor(Anchor::LineStart),
            '^' => Node::Anchor(Anchor::Start),
            '$' if self.flags.multi_line => Node::Anchor(Anchor::LineEnd),
            '$' => Node::Anchor(Anchor::LastLineEnd),
            '*' | '+' | '?' => {
                self.at -= 1;
                return Err(self.fault(format!("nothing before `{letter}` to be repeated")));
            }
            _ => self.literal(letter),
        }))
    }

    fn group(&mut self) -> Result<Option<Node>, PatternError> {
        if self.take("?#") {
            while self.next("`)`")? != ')' {}
            return Ok(None);
        }
        let look = [
            ("?=", true, true),
            ("?!", true, false),
            ("?<=", false, true),
            ("?<!", false, false),
        ];
        for (sign, ahead, positive) in look {
            if self.take(sign) {
                let node = Box::new(self.group_end()?);
                return Ok(Some(Node::Look {
                    ahead,
                    positive,
                    node,
                }));
            }
        }
        if self.take("?>") {
            return Ok(Some(Node::Atomic(Box::new(self.group_end()?))));
        }
        if self.take("?:") {
            return Ok(Some(self.group_end()?));
        }
        if self.take("?<") || self.take("?P<") {
            let mut name = String::new();
            loop {
                match self.next("`>`")? {
                    '>' => break,
                    letter => name.push(letter),
                }
            }
            self.groups += 1;
            let number = self.groups;
            self.names.push((name, number));
            return Ok(Some(Node::Capture(number, Box::new(self.group_end()?))));
        }
        if self.take("?") {
            return self.flag_group();
        }
        self.groups += 1;
        let number = self.groups;
        Ok(Some(Node::Capture(number, Box::new(self.group_end()?))))
    }

    /// The inside of a group and its `)`; flags set in it end with it.
    fn group_end(&mut self) -> Result<Node, PatternError> {
        let flags = self.flags;
        let node = self.alternation()?;
        self.flags = flags;
        if !self.take(")") {
            return Err(self.fault("a `(` without its `)`"));
        }
        Ok(node)
    }

    /// `(?i)`, `(?i-s)` and `(?i:…)`.
    fn flag_group(&mut self) -> Result<Option<Node>, PatternError> {
        let mut flags = self.flags;
        let mut on = true;
        loop {
            match self.next("`)`")? {
                '-' => on = false,
                'i' => flags.ignore_case = on,
                'u' => flags.unicode_case = on,
                'x' => flags.comments = on,
                's' => flags.dot_all = on,
                'm' => flags.multi_line = on,
                'd' => flags.unix_lines = on,
                // In ICU this sets what word boundaries are.
                'w' if self.dialect == Dialect::Icu => {}
                'U' if self.dialect == Dialect::Java => {
                    flags.unicode_classes = on;
                    flags.unicode_case = on;
                }
                ')' => {
                    self.flags = flags;
                    return Ok(None);
                }
                ':' => {
                    let outer = std::mem::replace(&mut self.flags, flags);
                    let node = self.group_end()?;
                    self.flags = outer;
                    return Ok(Some(node));
                }
                letter => return Err(self.fault(format!("there is no flag `{letter}`"))),
            }
        }
    }

    /// An atom with the repetition behind it.
    fn repeated(&mut self, mut node: Node) -> Result<Node, PatternError> {
        for _ in 0..DEEPEST {
            while self.flags.comments && self.peek().is_some_and(|letter| self.skip_comment(letter))
            {
            }
            let (minimum, maximum) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => {
                    self.at += 1;
                    self.counts()?
                }
                _ => return Ok(node),
            };
            // At the sign itself, or at the `}` of the counts.
            if !matches!(self.peek(), Some('*' | '+' | '?' | '}')) {
                return Err(self.fault("a `{` without its `}`"));
            }
            self.at += 1;
            let greed = if self.take("?") {
                Greed::Lazy
            } else if self.take("+") {
                Greed::Possessive
            } else {
                Greed::Greedy
            };
            node = Node::Repeat {
                node: Box::new(node),
                minimum,
                maximum,
                greed,
            };
        }
        Err(self.fault("too many repetitions of a repetition"))
    }

    /// `n`, `n,` or `n,m`, up to the `}`.
    fn counts(&mut self) -> Result<(u32, Option<u32>), PatternError> {
        let minimum = self.count()?;
        let Some(minimum) = minimum else {
            return Err(self.fault("a number is missing behind `{`"));
        };
        if !self.take(",") {
            return Ok((minimum, Some(minimum)));
        }
        let maximum = self.count()?;
        if maximum.is_some_and(|maximum| maximum < minimum) {
            return Err(self.fault("the counts of a repetition are the wrong way round"));
        }
        Ok((minimum, maximum))
    }

    fn count(&mut self) -> Result<Option<u32>, PatternError> {
        let start = self.at;
        let mut count = 0_u32;
        while let Some(digit) = self.peek().and_then(|letter| letter.to_digit(10)) {
            count = count.saturating_mul(10).saturating_add(digit);
            self.at += 1;
        }
        if count > MOST_REPEATS {
            return Err(self.fault(format!("repeated more than {MOST_REPEATS} times")));
        }
        Ok((self.at > start).then_some(count))
    }
}
