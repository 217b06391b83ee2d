//! The records of a file of lines: where fields end, and which quotes are quotes.

use std::collections::VecDeque;

use crate::lines::LineReader;
use crate::table::{Heading, Row};
use crate::{Place, ReadError, UnitReadOptions, UnitSource};

/// Most fields of a record.
const MOST_FIELDS: usize = 1 << 14;

/// Longest record, in bytes.
const LONGEST: usize = 64 << 20;

/// Most lines that are looked at to tell what delimits the fields.
const SAMPLE: usize = 50;

/// Most bytes of them.
const SAMPLE_BYTES: usize = 1 << 16;

const DELIMITERS: [char; 4] = ['\t', ',', ';', '|'];

/// The records of a file.
pub(super) struct Records {
    lines: LineReader,
    pub(super) delimiter: char,
    quotes: Quotes,
    /// The line at hand.
    line: Line,
    /// Lines that were read ahead.
    ahead: VecDeque<Line>,
    /// Whether the first line ends in a carriage return, so that those within a text
    /// are ends of lines, too.
    has_returns: bool,
}

#[derive(Clone, Debug, Default)]
struct Line {
    text: String,
    place: Place,
    has_return: bool,
}

/// What a quote at the beginning of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotes {
    /// A character of the text.
    Text,
    /// The beginning of a quoted field, if its end is one.
    Fields,
    /// The same, but no quoted field goes on over a line with a tab, since many
    /// programs that write TSV know no quotes.
    FieldsOfTabs,
}

/// Where the quote is that ends a field, as far as one line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    /// At the end of a field.
    There,
    /// On no line so far.
    Below,
    /// Before something else, so that the quotes are text: `"Yes," he said.`
    Amiss,
}

impl Records {
    /// Finds out how the fields are parted; by `delimiter` if no line shows it.
    pub(super) fn open(
        source: UnitSource,
        delimiter: char,
        options: &UnitReadOptions,
    ) -> Result<Self, ReadError> {
        let mut records = Self {
            lines: LineReader::new(source, options.strictness)?,
            delimiter,
            quotes: Quotes::Fields,
            line: Line::default(),
            ahead: VecDeque::new(),
            has_returns: false,
        };
        records.read_sample()?;
        records.has_returns = records.ahead.front().is_some_and(|line| line.has_return);
        let named = records.ahead.front().and_then(|line| named(&line.text));
        if named.is_some() {
            records.ahead.pop_front();
        }
        let lines = records.ahead.iter().map(|line| line.text.as_str());
        let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).collect();
        let found = named.or_else(|| delimiter_of(&lines, options));
        records.delimiter = found.unwrap_or(delimiter);
        if records.delimiter == '\t' {
            let first = lines.first().copied().unwrap_or_default();
            records.quotes = match heading(first, '\t', options) {
                None => Quotes::Text,
                Some(heading) if heading.names_both_languages => Quotes::Fields,
                Some(_) => Quotes::FieldsOfTabs,
            };
        }
        Ok(records)
    }

    /// The reader of lines, to say what was odd about them.
    pub(super) fn lines(&mut self) -> &mut LineReader {
        &mut self.lines
    }

    fn read_sample(&mut self) -> Result<(), ReadError> {
        let mut bytes = 0;
        while self.ahead.len() < SAMPLE && bytes < SAMPLE_BYTES && self.read_ahead()? {
            bytes += self.ahead.back().map_or(0, |line| line.text.len());
        }
        Ok(())
    }

    /// Reads one more line ahead; whether there was one.
    fn read_ahead(&mut self) -> Result<bool, ReadError> {
        let Some(text) = self.lines.next()?.map(str::to_owned) else {
            return Ok(false);
        };
        self.ahead.push_back(Line {
            text,
            place: self.lines.place(),
            has_return: self.lines.has_return(),
        });
        Ok(true)
    }

    /// Goes on to the next line; whether there is one.
    fn advance(&mut self) -> Result<bool, ReadError> {
        if let Some(line) = self.ahead.pop_front() {
            self.line = line;
            return Ok(true);
        }
        let Some(text) = self.lines.next()? else {
            return Ok(false);
        };
        self.line.text.clear();
        self.line.text.push_str(text);
        self.line.place = self.lines.place();
        self.line.has_return = self.lines.has_return();
        Ok(true)
    }

    /// The next record that is not blank.
    pub(super) fn next(&mut self) -> Result<Option<Row>, ReadError> {
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut opened: Option<Place> = None;
        let mut place = None;
        while self.advance()? {
            if opened.is_none() && self.line.text.trim().is_empty() {
                continue;
            }
            let is_open = self.fields(opened.is_some(), &mut cell, &mut cells)?;
            let here = self.line.place;
            let start = *place.get_or_insert(here);
            if cells.len() > MOST_FIELDS || cell.len() > LONGEST {
                let what = "a record of more fields or bytes than any table has".to_owned();
                return Err(ReadError::Malformed { what, place: start });
            }
            if !is_open {
                cells.push(cell);
                return Ok(Some(Row {
                    cells,
                    place: start,
                    name: format!("line {}", start.line),
                    merged: Vec::new(),
                    is_heading: false,
                }));
            }
            opened.get_or_insert(here);
            let is_text = self.line.has_return && !self.has_returns;
            cell.push_str(if is_text { "\r\n" } else { "\n" });
        }
        match opened {
            None => Ok(None),
            Some(place) => Err(ReadError::Malformed {
                what: "a quote that is never closed".to_owned(),
                place,
            }),
        }
    }

    /// Splits the line at hand, the last field of which stays in `cell`; whether a
    /// quote is open at its end.
    fn fields(
        &mut self,
        mut is_open: bool,
        cell: &mut String,
        cells: &mut Vec<String>,
    ) -> Result<bool, ReadError> {
        let text = std::mem::take(&mut self.line.text);
        let mut characters = text.chars();
        let mut is_start = !is_open;
        while let Some(character) = characters.next() {
            let rest = characters.as_str();
            if is_open {
                if character != '"' {
                    cell.push(character);
                } else if rest.starts_with('"') {
                    characters.next();
                    cell.push('"');
                } else {
                    is_open = false;
                }
            } else if character == self.delimiter {
                cells.push(std::mem::take(cell));
                is_start = true;
                continue;
            } else if character == '"' && is_start && self.opens_field(rest)? {
                is_open = true;
            } else {
                cell.push(character);
            }
            is_start = false;
        }
        self.line.text = text;
        Ok(is_open)
    }

    /// Whether a field is quoted that goes on with `rest` behind its first quote.
    fn opens_field(&mut self, rest: &str) -> Result<bool, ReadError> {
        Ok(match (self.quotes, closing(rest, self.delimiter)) {
            (Quotes::Text, _) | (_, Closing::Amiss) => false,
            (_, Closing::There) | (Quotes::Fields, Closing::Below) => true,
            (Quotes::FieldsOfTabs, Closing::Below) => {
                !rest.contains('\t') && self.closes_below()?
            }
        })
    }

    /// Whether one of the lines below closes a field, before any of them begins
    /// another.
    fn closes_below(&mut self) -> Result<bool, ReadError> {
        let mut bytes = 0;
        for index in 0.. {
            if index == self.ahead.len() && !self.read_ahead()? {
                return Ok(false);
            }
            let text = &self.ahead[index].text;
            bytes += text.len();
            let field = text.split('\t').next().unwrap_or_default();
            match closing(field, '\t') {
                Closing::There => return Ok(true),
                Closing::Below if field.len() == text.len() && bytes < LONGEST => {}
                _ => return Ok(false),
            }
        }
        Ok(false)
    }
}

/// How a quoted field that goes on with `rest` ends.
fn closing(rest: &str, delimiter: char) -> Closing {
    let mut from = 0;
    while let Some(at) = rest[from..].find('"') {
        let behind = &rest[from + at + 1..];
        if !behind.starts_with('"') {
            let behind = behind.trim_start_matches(' ');
            let is_end = behind.is_empty() || behind.starts_with(delimiter);
            return if is_end {
                Closing::There
            } else {
                Closing::Amiss
            };
        }
        from += at + 2;
    }
    Closing::Below
}

/// The delimiter that a first line names for Excel: `sep=;`.
fn named(line: &str) -> Option<char> {
    let mut rest = line.strip_prefix("sep=")?.chars();
    rest.next().filter(|_| rest.next().is_none())
}

/// What delimits the fields of a file that begins with these lines: what makes
/// headings of the first, or else what most lines have as often as one another; of
/// several the most frequent in the first line.
fn delimiter_of(lines: &[&str], options: &UnitReadOptions) -> Option<char> {
    let first = lines.first()?;
    if first.contains('\t') {
        return Some('\t');
    }
    let there = DELIMITERS
        .into_iter()
        .filter(|&sign| count(first, sign) > 0);
    let heads = |sign: &char| heading(first, *sign, options).is_some();
    there.clone().find(heads).or_else(|| {
        // The last of several is the one that comes first in the list.
        there.rev().max_by_key(|&sign| {
            let number = count(first, sign);
            let alike = lines.iter().filter(|line| count(line, sign) == number);
            (alike.count(), number)
        })
    })
}

/// How often a sign stands in a line outside of quotes.
fn count(line: &str, sign: char) -> usize {
    let mut is_quoted = false;
    let signs = line.chars().filter(|&character| {
        is_quoted ^= character == '"';
        !is_quoted && character == sign
    });
    signs.count()
}

/// The headings that a line is, if it is some; a line of more fields than a record may
/// have is none, and not looked at any further.
fn heading(line: &str, delimiter: char, options: &UnitReadOptions) -> Option<Heading> {
    let bare = |name: &str| name.trim_matches('"').to_owned();
    let fields = line.split(delimiter).map(bare);
    let names: Vec<String> = fields.take(MOST_FIELDS + 1).collect();
    (names.len() <= MOST_FIELDS)
        .then(|| Heading::of_row(&names, options))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_ends_a_field_or_is_text() {
        assert_eq!(closing("a\"\tb", '\t'), Closing::There);
        assert_eq!(closing("a \"\"b\"\" c\"", ','), Closing::There);
        assert_eq!(closing("Yes,\" he said.\tДа", '\t'), Closing::Amiss);
        assert_eq!(closing("Yes\tДа", '\t'), Closing::Below);
        assert_eq!(closing("\"", ','), Closing::There);
    }

    /// Each of them would be looked up among the languages, and each that is one be
    /// compared with the others.
    #[test]
    fn a_line_of_more_fields_than_a_record_has_heads_nothing() {
        let options = UnitReadOptions::default();
        let line = |fields: usize| format!("en,ru{}", ",de".repeat(fields - 2));
        assert!(heading(&line(MOST_FIELDS), ',', &options).is_some());
        assert!(heading(&line(MOST_FIELDS + 1), ',', &options).is_none());
    }

    #[test]
    fn lines_tell_what_delimits_them() {
        let options = UnitReadOptions::default();
        let found = |lines: &[&str]| delimiter_of(lines, &options);
        assert_eq!(found(&["a, b;c", "d, e, f;g", "h;i"]), Some(';'));
        assert_eq!(found(&["a;b,c", "d;e;f,g", "h,i"]), Some(','));
        assert_eq!(found(&["a,b"]), Some(','));
        assert_eq!(found(&["en|ru", "a, b|c"]), Some('|'));
        assert_eq!(found(&["ab"]), None);
        assert_eq!(named("sep=;"), Some(';'));
        assert_eq!(named("sep=;a"), None);
    }
}
