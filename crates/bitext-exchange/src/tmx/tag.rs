//! A start tag, in buffers that are used again for the next.

/// A start tag: its name and attributes.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// The tag as it stands in the file, without angle brackets and end slash.
    pub(super) raw: String,
    /// Whether it ends itself: `<x/>`. Its end is the next token all the same.
    pub(super) is_empty: bool,
    /// How long the name is.
    name: usize,
    /// Names and values as they are meant, if that is not how they are written.
    meant: Option<String>,
    /// Where name and value of each attribute stand in `meant` or else in `raw`.
    attributes: Vec<Position>,
}

/// Where an attribute stands in a text.
#[derive(Clone, Copy, Debug)]
struct Position {
    name: (usize, usize),
    value: (usize, usize),
}

/// How far a tag could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// To its end, the closing bracket included.
    Whole {
        /// How many bytes that is.
        length: usize,
    },
    /// The text ends inside it.
    Cut,
    /// It is not written in the plainest way, or not allowed at all.
    Odd,
}

/// The attributes of a plain tag; more are odd.
const PLAIN_ATTRIBUTES: usize = 32;

impl Tag {
    /// Reads the tag at the start of `text`, the bracket of which is passed, as
    /// long as its attributes are what they look like: `name="value"`, without
    /// references and line breaks, none of them twice.
    pub(super) fn read(&mut self, text: &str) -> Read {
        self.clear();
        let bytes = text.as_bytes();
        let mut at = count(bytes, is_name);
        self.name = at;
        let content = loop {
            let space = count(&bytes[at..], is_space);
            let begin = at + space;
            match bytes[begin..] {
                [b'>', ..] => break begin,
                [b'/', b'>', ..] => {
                    self.is_empty = true;
                    break begin;
                }
                [] | [b'/'] => return Read::Cut,
                [first, ..] if space > 0 && first.is_ascii_alphabetic() => {}
                _ => return Read::Odd,
            }
            let name = (begin, begin + count(&bytes[begin..], is_name));
            let quote = match bytes[name.1..] {
                [b'=', quote @ (b'"' | b'\''), ..] => quote,
                [] | [b'='] => return Read::Cut,
                _ => return Read::Odd,
            };
            let start = name.1 + 2;
            let value = (start, start + count(&bytes[start..], is_plain));
            match bytes.get(value.1) {
                Some(&end) if end == quote => {}
                Some(_) => return Read::Odd,
                None => return Read::Cut,
            }
            if self.attributes.len() == PLAIN_ATTRIBUTES
                || self.find(text, &text[name.0..name.1]).is_some()
            {
                return Read::Odd;
            }
            self.attributes.push(Position { name, value });
            at = value.1 + 1;
        };
        self.raw.push_str(&text[..content]);
        let bracket = if self.is_empty { 2 } else { 1 };
        Read::Whole {
            length: content + bracket,
        }
    }

    /// Begins a tag whose attributes are to be [pushed](Self::push).
    pub(super) fn begin(&mut self, raw: &str) {
        self.clear();
        self.raw.push_str(raw);
        self.name = count(raw.as_bytes(), |byte| !is_space(byte));
        self.meant = Some(String::new());
    }

    /// Adds an attribute.
    pub(super) fn push(&mut self, name: &str, value: &str) {
        let text = self.meant.get_or_insert_default();
        let start = text.len();
        text.push_str(name);
        let middle = text.len();
        text.push_str(value);
        let (name, value) = ((start, middle), (middle, text.len()));
        self.attributes.push(Position { name, value });
    }

    /// How many attributes there are.
    pub(super) fn attribute_count(&self) -> usize {
        self.attributes.len()
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.raw[..self.name]
    }

    /// The tag as it stands in the file.
    pub(super) fn markup(&self) -> String {
        let end = if self.is_empty { "/>" } else { ">" };
        format!("<{}{end}", self.raw)
    }

    /// Names and values in the order of the file.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let text = self.text();
        let of = |(start, end): (usize, usize)| &text[start..end];
        let positions = self.attributes.iter();
        positions.map(move |position| (of(position.name), of(position.value)))
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let text = self.text();
        let position = self.find(text, name)?;
        Some(&text[position.value.0..position.value.1])
    }

    fn find(&self, text: &str, name: &str) -> Option<Position> {
        let mut positions = self.attributes.iter().copied();
        positions.find(|position| text[position.name.0..position.name.1] == *name)
    }

    fn text(&self) -> &str {
        self.meant.as_deref().unwrap_or(&self.raw)
    }

    fn clear(&mut self) {
        self.raw.clear();
        self.is_empty = false;
        self.meant = None;
        self.attributes.clear();
    }
}

/// How many bytes at the start of `bytes` are such.
#[inline]
fn count(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    let other = bytes.iter().position(|&byte| !is_such(byte));
    other.unwrap_or(bytes.len())
}

/// Whether a plain name may have this byte in it.
pub(super) fn is_name(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & NAME != 0
}

/// Whether a plain value may have this byte in it.
fn is_plain(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & VALUE != 0
}

const NAME: u8 = 1;
const VALUE: u8 = 2;

/// What each byte may be part of; a table, since every byte of every tag is
/// looked up.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        if byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.') {
            classes[byte as usize] |= NAME;
        }
        // 0xEF begins the characters that XML does not allow.
        if byte >= b' ' && !matches!(byte, b'"' | b'\'' | b'&' | b'<' | 0xef) {
            classes[byte as usize] |= VALUE;
        }
        if byte == u8::MAX {
            return classes;
        }
        byte += 1;
    }
}

/// Whether XML takes this byte for white space.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether what stands between angle brackets can be a tag.
pub(super) fn is_tag(raw: &str) -> bool {
    raw.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | ':'))
}
