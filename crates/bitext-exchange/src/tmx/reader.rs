//! TMX 1.1 to 1.4b in, one unit at a time.
//!
//! Memory is that of the largest unit, whatever the size of the file. What a
//! file says is kept, down to attributes that only one tool knows; what is said
//! in an odd way is noted. A strict reader stops at the first thing that is not
//! XML or not TMX, with its line and byte. A lenient one repairs it, or leaves
//! the unit out, and lists that. No document type and no entity is ever fetched
//! or expanded.

use std::io::BufRead;

use bitext_core::{LanguageTag, TranslationUnit};

use super::element::Element;
use super::language::{Understood, understand};
use super::token::{Token, Tokens};
use crate::{Findings, MemoryHeader, ReadError, Severity, UnitReadOptions, UnitReader};

/// Versions of TMX whose files are read as they are.
const VERSIONS: [&str; 5] = ["1.1", "1.2", "1.3", "1.4", "1.4b"];

/// The most tags whose meaning is remembered.
const REMEMBERED_TAGS: usize = 256;

/// Reads translation units from TMX.
///
/// ```
/// use bitext_exchange::{TmxReader, UnitReadOptions, UnitReader};
/// let file = r#"<tmx version="1.4"><header srclang="en"/><body>
///   <tu><tuv xml:lang="en"><seg>Tea</seg></tuv><tuv xml:lang="ru"><seg>Чай</seg></tuv></tu>
/// </body></tmx>"#;
/// let mut reader = TmxReader::new(file.as_bytes(), &UnitReadOptions::default())?;
/// let unit = reader.next_unit().ok_or("no unit")??;
/// assert_eq!(unit.variants[1].segment.text(), "Чай");
/// assert!(reader.next_unit().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TmxReader {
    pub(super) tokens: Tokens,
    pub(super) header: MemoryHeader,
    /// Units begun so far; the number of the one at hand.
    pub(super) units: u64,
    /// Tags seen, with what they mean.
    languages: Vec<(String, LanguageTag)>,
    /// Whether the tag of the next unit has been read already.
    pub(super) is_at_unit: bool,
    is_done: bool,
}

impl TmxReader {
    /// Reads up to the first unit.
    ///
    /// # Errors
    /// If the file is no TMX, or ends or breaks before its body.
    pub fn new(
        input: impl BufRead + Send + 'static,
        options: &UnitReadOptions,
    ) -> Result<Self, ReadError> {
        let mut reader = Self {
            tokens: Tokens::new(Box::new(input), options.strictness)?,
            header: MemoryHeader::default(),
            units: 0,
            languages: Vec::new(),
            is_at_unit: false,
            is_done: false,
        };
        reader.read_root()?;
        reader.read_up_to_body()?;
        Ok(reader)
    }

    fn read_root(&mut self) -> Result<(), ReadError> {
        loop {
            match self.tokens.next()? {
                Token::Start(Element::Tmx) => break,
                Token::Start(_) => {
                    let raw = self.tokens.tag.raw.as_str();
                    let end = raw.find(char::is_whitespace).unwrap_or(raw.len());
                    let name = raw[..end].to_owned();
                    if let Some(prefix) = name.strip_suffix("tmx").filter(|p| p.ends_with(':')) {
                        self.tokens.set_prefix(prefix);
                        break;
                    }
                    return Err(self.no_tmx(&format!("its root element is `{name}`, not `tmx`")));
                }
                Token::Text if self.tokens.text.trim_matches(is_blank).is_empty() => {}
                Token::Eof => return Err(self.no_tmx("there is no element in it")),
                _ => return Err(self.no_tmx("it does not begin with a tag")),
            }
        }
        let version = self.tokens.tag.attribute("version").map(str::to_owned);
        match version {
            Some(version) if VERSIONS.contains(&version.trim()) => {}
            Some(version) => self.note(|| format!("the file says it is TMX `{version}`")),
            None => self.note(|| "the file does not say which version of TMX it is".to_owned()),
        }
        Ok(())
    }

    fn read_up_to_body(&mut self) -> Result<(), ReadError> {
        let mut has_header = false;
        loop {
            let token = self.tokens.next();
            let Some(token) = self.unless_too_long(token)? else {
                continue;
            };
            match token {
                Token::Start(Element::Header) => {
                    has_header = true;
                    self.read_header()?;
                }
                Token::Start(Element::Body) => break,
                Token::Start(Element::Tu) => {
                    self.note(|| "there is no `body` around the units".to_owned());
                    self.is_at_unit = true;
                    break;
                }
                Token::Start(_) => self.skip_element()?,
                Token::Text => self.expect_white_space()?,
                Token::End(Element::Tmx) => {
                    self.note(|| "there is no `body`".to_owned());
                    self.is_done = true;
                    break;
                }
                Token::End(_) | Token::Entity => {}
                Token::Eof => {
                    return Err(self.tokens.malformed("the file ends before its `body`"));
                }
            }
        }
        if !has_header {
            self.note(|| "there is no `header`".to_owned());
        }
        Ok(())
    }

    fn no_tmx(&mut self, why: &str) -> ReadError {
        self.tokens.malformed(format!("this is no TMX: {why}"))
    }

    /// Goes to the next unit; whether there is one.
    fn find_unit(&mut self) -> Result<bool, ReadError> {
        if std::mem::take(&mut self.is_at_unit) {
            return Ok(true);
        }
        loop {
            match self.tokens.next_beyond_space()? {
                Token::Start(Element::Tu) => return Ok(true),
                Token::Start(Element::Body) => {}
                // What a skipped unit left behind.
                Token::Start(_) if self.tokens.is_lenient() => {}
                Token::Start(_) => {
                    self.report_foreign("body");
                    self.skip_element()?;
                }
                Token::Text if self.tokens.is_lenient() => {}
                Token::Text => self.expect_white_space()?,
                Token::End(Element::Tmx) => {
                    // Memories that were joined end to end: the rest counts too.
                    if self.expect_end()? {
                        return Ok(false);
                    }
                }
                Token::End(_) | Token::Entity => {}
                Token::Eof => {
                    let byte = self.tokens.start();
                    self.tokens
                        .repair(byte, || "the file ends before `</tmx>`".to_owned())?;
                    return Ok(false);
                }
            }
        }
    }

    /// Whether the file ends here, as it should.
    fn expect_end(&mut self) -> Result<bool, ReadError> {
        loop {
            match self.tokens.next()? {
                Token::Eof => return Ok(true),
                Token::Text if self.tokens.text.trim().is_empty() => {}
                _ => {
                    let byte = self.tokens.start();
                    self.tokens
                        .repair(byte, || "there is something behind `</tmx>`".to_owned())?;
                    return Ok(false);
                }
            }
        }
    }

    /// The end of an element whose start was read, with all that is in it.
    pub(super) fn skip_element(&mut self) -> Result<(), ReadError> {
        let mut depth = 1_u64;
        while depth > 0 {
            match self.tokens.next()? {
                Token::Start(_) => depth += 1,
                Token::End(_) => depth -= 1,
                Token::Eof => return Err(self.tokens.malformed("the file ends inside an element")),
                Token::Text | Token::Entity => {}
            }
        }
        Ok(())
    }

    /// Text between elements that have none.
    pub(super) fn expect_white_space(&mut self) -> Result<(), ReadError> {
        if self
            .tokens
            .text
            .bytes()
            .all(|byte| byte.is_ascii_whitespace())
        {
            return Ok(());
        }
        let text: String = self.tokens.text.trim().chars().take(40).collect();
        let byte = self.tokens.start();
        self.tokens
            .repair(byte, || format!("there is text between elements: `{text}`"))
    }

    /// An element that TMX does not have there, and that is left out.
    pub(super) fn report_foreign(&mut self, parent: &str) {
        let raw = self.tokens.tag.raw.as_str();
        let name: String = raw
            .split_whitespace()
            .next()
            .unwrap_or("")
            .chars()
            .take(64)
            .collect();
        let byte = self.tokens.start();
        self.tokens.find(Severity::Skipped, byte, || {
            format!("the element `{name}` in `{parent}` is not of TMX and was left out")
        });
    }

    pub(super) fn note(&mut self, message: impl FnOnce() -> String) {
        let byte = self.tokens.start();
        self.tokens.find(Severity::Noted, byte, message);
    }

    /// The language that a tag in the file means.
    pub(super) fn language(&mut self, written: &str) -> LanguageTag {
        let known = self.languages.iter().find(|(tag, _)| tag == written);
        if let Some((_, tag)) = known {
            return tag.clone();
        }
        let tag = match understand(written) {
            Understood::AsWritten(tag) => tag,
            Understood::ByList(tag) => {
                self.note(|| format!("the language `{written}` is read as `{tag}`"));
                tag
            }
            Understood::AsPrivate(tag) => {
                let byte = self.tokens.start();
                self.tokens.find(Severity::Repaired, byte, || {
                    format!("the language `{written}` is not known and read as `{tag}`")
                });
                tag
            }
        };
        if self.languages.len() < REMEMBERED_TAGS {
            self.languages.push((written.to_owned(), tag.clone()));
        }
        tag
    }

    fn advance(&mut self) -> Option<Result<TranslationUnit, ReadError>> {
        loop {
            match self.find_unit() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => match self.unless_too_long::<()>(Err(error)) {
                    Ok(_) => continue,
                    Err(error) => return self.give_up(error),
                },
            }
            self.units += 1;
            let start = self.tokens.start();
            self.tokens.begin_unit();
            let unit = self.read_unit();
            self.tokens.end_unit();
            match unit {
                Ok(unit) => return Some(Ok(unit)),
                Err(error) if self.tokens.is_lenient() => {
                    let number = self.units;
                    self.tokens.find(Severity::Skipped, start, || {
                        format!("translation unit {number} was left out: {error}")
                    });
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// What was read; nothing, where something too long was passed over and
    /// listed.
    pub(super) fn unless_too_long<T>(
        &mut self,
        read: Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        match read {
            Err(error) if self.tokens.has_resumed() => {
                let start = self.tokens.start();
                self.tokens
                    .find(Severity::Skipped, start, || error.to_string());
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    /// Nothing more can be read.
    fn give_up(&mut self, error: ReadError) -> Option<Result<TranslationUnit, ReadError>> {
        let is_malformed = matches!(error, ReadError::Malformed { .. });
        if is_malformed && self.tokens.is_lenient() {
            let byte = self.tokens.start();
            self.tokens.find(Severity::Skipped, byte, || {
                format!("the rest of the file was left out: {error}")
            });
            return None;
        }
        Some(Err(error))
    }
}

impl UnitReader for TmxReader {
    fn next_unit(&mut self) -> Option<Result<TranslationUnit, ReadError>> {
        if self.is_done {
            return None;
        }
        let next = self.advance();
        self.is_done = !matches!(next, Some(Ok(_)));
        next
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.tokens.findings
    }
}

/// White space, or one byte order mark too many.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}
