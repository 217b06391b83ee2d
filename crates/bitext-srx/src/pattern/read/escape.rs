//! Escapes: what follows a backslash.

use regex_syntax::hir::ClassUnicode;

use super::super::class::{complement, property, shorthand, single, vertical};
use super::super::node::{Anchor, Node};
use super::super::{Dialect, PatternError};
use super::Reader;

impl Reader<'_> {
    /// What follows a backslash outside brackets.
    pub(super) fn escape(&mut self) -> Result<Node, PatternError> {
        let letter = self.next("what is escaped")?;
        Ok(match letter {
            'b' if self.take("{g}") => {
                return Err(self.fault("`\\b{g}` (grapheme boundaries) is not supported"));
            }
            'b' => Node::Anchor(Anchor::Word),
            'B' => Node::Anchor(Anchor::NotWord),
            'A' => Node::Anchor(Anchor::Start),
            'z' => Node::Anchor(Anchor::End),
            'Z' => Node::Anchor(Anchor::LastLineEnd),
            'R' => Node::Atomic(Box::new(Node::Alternate(vec![
                Node::Concat(vec![Node::Class(single('\r')), Node::Class(single('\n'))]),
                Node::Class(vertical()),
            ]))),
            'E' => Node::Empty,
            'G' | 'X' | 'N' => return Err(self.fault(format!("`\\{letter}` is not supported"))),
            'k' => self.named_reference()?,
            '1'..='9' => {
                let mut number = letter.to_digit(10).unwrap_or(0);
                while let Some(digit) = self.peek().and_then(|letter| letter.to_digit(10)) {
                    let longer = number * 10 + digit;
                    if longer > self.groups {
                        break;
                    }
                    number = longer;
                    self.at += 1;
                }
                if number > self.groups {
                    return Err(self.fault(format!("there is no group {number} so far")));
                }
                if self.flags.ignore_case {
                    return Err(self.fault("a back-reference that ignores case is not supported"));
                }
                Node::BackReference(number)
            }
            _ => Node::Class(self.class_escape(letter)?),
        })
    }

    fn named_reference(&mut self) -> Result<Node, PatternError> {
        if !self.take("<") {
            return Err(self.fault("`\\k` without `<name>`"));
        }
        let mut name = String::new();
        loop {
            match self.next("`>`")? {
                '>' => break,
                letter => name.push(letter),
            }
        }
        let found = self.names.iter().find(|(known, _)| *known == name);
        match found {
            Some(&(_, number)) => Ok(Node::BackReference(number)),
            None => Err(self.fault(format!("there is no group `{name}` so far"))),
        }
    }

    /// The set of an escape; `letter` has been taken.
    pub(super) fn class_escape(&mut self, letter: char) -> Result<ClassUnicode, PatternError> {
        if let Some(class) = shorthand(letter, self.flags.unicode_classes) {
            return Ok(class);
        }
        if matches!(letter, 'p' | 'P') {
            let class = self.property()?;
            let class = self.cased(class);
            return Ok(if letter == 'P' {
                complement(&class)
            } else {
                class
            });
        }
        let character = self.character_escape(letter)?;
        Ok(self.cased(single(character)))
    }

    /// The name behind `\p`, in braces or one letter long.
    fn property(&mut self) -> Result<ClassUnicode, PatternError> {
        let mut name = String::new();
        if self.take("{") {
            loop {
                match self.next("`}`")? {
                    '}' => break,
                    letter => name.push(letter),
                }
            }
        } else {
            name.push(self.next("a property")?);
        }
        let (name, negated) = match name.strip_prefix('^') {
            Some(rest) => (rest, true),
            None => (name.as_str(), false),
        };
        let class =
            property(name, self.flags.unicode_classes).map_err(|reason| self.fault(reason))?;
        Ok(if negated { complement(&class) } else { class })
    }

    /// The character that an escape stands for; `letter` has been taken.
    pub(super) fn character_escape(&mut self, letter: char) -> Result<char, PatternError> {
        Ok(match letter {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\x0c',
            'a' => '\x07',
            'e' => '\x1b',
            'c' => {
                let control = u32::from(self.next("a letter")?) ^ 64;
                char::from_u32(control).ok_or_else(|| self.fault("no control character"))?
            }
            '0' => {
                let mut value = 0;
                let mut digits = 0;
                while let Some(digit) = self.peek().and_then(|letter| letter.to_digit(8)) {
                    if digits == 3 || value * 8 + digit > 0o377 {
                        break;
                    }
                    value = value * 8 + digit;
                    digits += 1;
                    self.at += 1;
                }
                if digits == 0 {
                    return Err(self.fault("an octal number is missing behind `\\0`"));
                }
                self.scalar(value)?
            }
            'x' if self.take("{") => {
                let mut value = 0_u32;
                loop {
                    let letter = self.next("`}`")?;
                    if letter == '}' {
                        break;
                    }
                    let digit = letter.to_digit(16);
                    let digit = digit.ok_or_else(|| self.fault("no hexadecimal number"))?;
                    value = value.saturating_mul(16).saturating_add(digit);
                }
                self.scalar(value)?
            }
            'x' => {
                let value = self.hexadecimal(2)?;
                self.scalar(value)?
            }
            'U' if self.dialect == Dialect::Icu => {
                let value = self.hexadecimal(8)?;
                self.scalar(value)?
            }
            'u' => {
                let value = self.hexadecimal(4)?;
                if (0xd800..0xdc00).contains(&value) && self.take("\\u") {
                    let low = self.hexadecimal(4)?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(self.fault("half a surrogate pair"));
                    }
                    self.scalar(0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00))?
                } else {
                    self.scalar(value)?
                }
            }
            _ if letter.is_ascii_alphabetic() => {
                return Err(self.fault(format!("there is no escape `\\{letter}`")));
            }
            _ => letter,
        })
    }

    fn scalar(&self, value: u32) -> Result<char, PatternError> {
        char::from_u32(value).ok_or_else(|| self.fault(format!("U+{value:04X} is no character")))
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32, PatternError> {
        let mut value = 0;
        for _ in 0..digits {
            let digit = self.next("a hexadecimal digit")?.to_digit(16);
            let digit = digit.ok_or_else(|| self.fault("no hexadecimal number"))?;
            value = value * 16 + digit;
        }
        Ok(value)
    }
}
