//! The tokens of RTF with their bytes.

use bitext_core::TextRange;

#[derive(Debug, PartialEq)]
pub(crate) enum Token<'bytes> {
    Open,
    Close,
    /// `\*`: the group may be passed over.
    Star,
    /// A byte of text in the code page at hand.
    Byte(u8),
    /// A control word or symbol and its number.
    Word(&'bytes str, Option<i32>),
}

pub(crate) struct Tokens<'bytes> {
    bytes: &'bytes [u8],
    at: usize,
}

impl<'bytes> Tokens<'bytes> {
    pub(crate) fn new(bytes: &'bytes [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) fn next(&mut self) -> Option<(Token<'bytes>, TextRange)> {
        // Line breaks of the file mean nothing.
        while matches!(self.bytes.get(self.at), Some(b'\r' | b'\n' | 0)) {
            self.at += 1;
        }
        let start = self.at;
        let token = match *self.bytes.get(self.at)? {
            b'{' => self.single(Token::Open),
            b'}' => self.single(Token::Close),
            b'\\' => self.control(),
            byte => self.single(Token::Byte(byte)),
        };
        Some((token, TextRange::new(start, self.at)))
    }

    fn single(&mut self, token: Token<'bytes>) -> Token<'bytes> {
        self.at += 1;
        token
    }

    fn control(&mut self) -> Token<'bytes> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let letters = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if letters == 0 {
            return self.control_symbol();
        }
        let word = std::str::from_utf8(&rest[..letters]).unwrap_or("");
        let rest = &rest[letters..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let length = if digits == 0 { 0 } else { sign + digits };
        let number = std::str::from_utf8(&rest[..length])
            .ok()
            .and_then(|it| it.parse().ok());
        self.at += letters + length;
        // One space ends a control word and belongs to it.
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if word == "bin" {
            // So many bytes of data follow.
            let skipped = number
                .and_then(|n: i32| usize::try_from(n).ok())
                .unwrap_or(0);
            self.at = (self.at + skipped).min(self.bytes.len());
        }
        Token::Word(word, number)
    }

    fn control_symbol(&mut self) -> Token<'bytes> {
        let Some(&symbol) = self.bytes.get(self.at) else {
            return Token::Word("", None);
        };
        self.at += 1;
        match symbol {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2);
                let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(byte) => {
                        self.at += 2;
                        Token::Byte(byte)
                    }
                    None => Token::Word("", None),
                }
            }
            b'\\' | b'{' | b'}' => Token::Byte(symbol),
            b'*' => Token::Star,
            b'\n' | b'\r' => Token::Word("par", None),
            b'~' => Token::Word("~", None),
            b'_' => Token::Word("_", None),
            // A hyphen that shows only at the end of a line, and the rest.
            _ => Token::Word("", None),
        }
    }
}
