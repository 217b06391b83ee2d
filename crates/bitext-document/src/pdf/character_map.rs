//! Character maps: which characters the codes of a font are (ToUnicode), and
//! how many bytes a code has.
//!
//! A map is a small program in PostScript of which only a few operators
//! matter, so it is read token by token.

use std::collections::BTreeMap;

/// A map from codes to characters.
#[derive(Debug, Default)]
pub(crate) struct CharacterMap {
    /// Whether the codes that begin with each byte have one byte, if the map says
    /// how long its codes are.
    one_byte: Option<[bool; 256]>,
    single: BTreeMap<u32, String>,
    /// First code, last code, characters of the first one.
    ranges: Vec<(u32, u32, String)>,
}

/// Most entries of a map: every code of two bytes, and some more.
const MOST_ENTRIES: usize = 100_000;

enum Token {
    Code(Vec<u8>),
    Open,
    Close,
    Word(Vec<u8>),
}

impl CharacterMap {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut operands: Vec<Token> = Vec::new();
        let mut at = 0;
        while let Some(token) = next_token(bytes, &mut at) {
            let Token::Word(word) = &token else {
                if operands.len() < MOST_ENTRIES {
                    operands.push(token);
                }
                continue;
            };
            match word.as_slice() {
                b"endcodespacerange" => map.add_code_space(&operands),
                b"endbfchar" => map.add_characters(&operands),
                b"endbfrange" => map.add_ranges(&operands),
                _ => {}
            }
            operands.clear();
        }
        map.ranges.sort();
        map
    }

    fn add_code_space(&mut self, operands: &[Token]) {
        for pair in operands.chunks(2) {
            if let [Token::Code(first), Token::Code(last)] = pair
                && matches!(first.len(), 1 | 2)
            {
                let known = self.one_byte.get_or_insert([false; 256]);
                let codes = number(first)..=number(last);
                for (byte, is_one) in (0..).zip(known) {
                    *is_one |= first.len() == 1 && codes.contains(&byte);
                }
            }
        }
    }

    fn add_characters(&mut self, operands: &[Token]) {
        for pair in operands.chunks(2) {
            if let [Token::Code(code), Token::Code(text)] = pair
                && self.single.len() < MOST_ENTRIES
            {
                self.single.insert(number(code), characters(text));
            }
        }
    }

    fn add_ranges(&mut self, operands: &[Token]) {
        let mut rest = operands;
        loop {
            match rest {
                [
                    Token::Code(first),
                    Token::Code(last),
                    Token::Code(text),
                    tail @ ..,
                ] => {
                    if self.ranges.len() < MOST_ENTRIES {
                        let range = (number(first), number(last), characters(text));
                        self.ranges.push(range);
                    }
                    rest = tail;
                }
                [Token::Code(first), Token::Code(_), Token::Open, tail @ ..] => {
                    let end = tail.iter().position(|token| matches!(token, Token::Close));
                    let end = end.unwrap_or(tail.len());
                    for (index, token) in tail[..end].iter().enumerate() {
                        if let Token::Code(text) = token
                            && self.single.len() < MOST_ENTRIES
                        {
                            let code = number(first).saturating_add(index as u32);
                            self.single.insert(code, characters(text));
                        }
                    }
                    rest = tail.get(end + 1..).unwrap_or(&[]);
                }
                _ => return,
            }
        }
    }

    /// The characters of a code.
    pub(crate) fn get(&self, code: u32) -> Option<String> {
        if let Some(text) = self.single.get(&code) {
            return Some(text.clone());
        }
        let after = self.ranges.partition_point(|(first, _, _)| *first <= code);
        let (first, last, text) = self.ranges[..after].last()?;
        if code > *last {
            return None;
        }
        // The last character counts up through the range.
        let mut characters: Vec<char> = text.chars().collect();
        let counted = characters.pop()?;
        let next = u32::from(counted).checked_add(code - first)?;
        characters.push(char::from_u32(next)?);
        Some(characters.into_iter().collect())
    }

    /// Whether the codes that begin with this byte have one byte; by what is
    /// declared, else `None`.
    pub(crate) fn is_one_byte(&self, byte: u8) -> Option<bool> {
        self.one_byte.map(|known| known[usize::from(byte)])
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

fn characters(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units: Vec<u16> = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&pair| u16::from_be_bytes(pair))
        .collect();
    String::from_utf16_lossy(&units).replace('\0', "")
}

fn next_token(bytes: &[u8], at: &mut usize) -> Option<Token> {
    loop {
        let byte = *bytes.get(*at)?;
        match byte {
            b'%' => {
                while !matches!(bytes.get(*at), None | Some(b'\n' | b'\r')) {
                    *at += 1;
                }
            }
            b'<' if bytes.get(*at + 1) != Some(&b'<') => {
                let start = *at + 1;
                let length = bytes[start..].iter().position(|&b| b == b'>')?;
                *at = start + length + 1;
                return Some(Token::Code(hexadecimal(&bytes[start..start + length])));
            }
            b'[' => {
                *at += 1;
                return Some(Token::Open);
            }
            b']' => {
                *at += 1;
                return Some(Token::Close);
            }
            byte if byte.is_ascii_alphabetic() => {
                let start = *at;
                while bytes.get(*at).is_some_and(u8::is_ascii_alphanumeric) {
                    *at += 1;
                }
                return Some(Token::Word(bytes[start..*at].to_vec()));
            }
            _ => *at += 1,
        }
    }
}

fn hexadecimal(digits: &[u8]) -> Vec<u8> {
    let values: Vec<u8> = digits
        .iter()
        .filter_map(|&digit| char::from(digit).to_digit(16))
        .filter_map(|value| u8::try_from(value).ok())
        .collect();
    values
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_codes_ranges_and_lists() {
        let map = CharacterMap::parse(
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0004> <00660069> endbfchar\n\
              2 beginbfrange <0010> <0012> <0410> <0020> <0021> [<0416> <D83DDE00>] endbfrange",
        );
        let found: Vec<_> = [3, 4, 0x11, 0x20, 0x21, 0x13]
            .iter()
            .map(|&code| map.get(code))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            [
                some(" "),
                some("fi"),
                some("Б"),
                some("Ж"),
                some("😀"),
                None
            ]
        );
        assert_eq!(map.is_one_byte(0x41), Some(false));
    }
}
