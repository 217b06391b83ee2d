//! Texts from the command line: read, checked, in a known language.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use bitext_core::{LanguageTag, SegmentedText};
use bitext_document::{
    DocumentReadError, Layout, ReadDocument, ReadOptions, TextEncoding, detect_language,
    is_detectable, read_document, read_stream,
};

use crate::diagnostics::{Failure, Level, say};
use crate::wording::counted;

/// Fewest letters from which the language of a text can be contradicted.
const ENOUGH_LETTERS: usize = 200;

/// How sure a contradiction has to be.
const SURE: f64 = 0.95;

/// Fewest letters that only one of two texts in one language has and that tell another.
const ENOUGH_OTHER: usize = 80;

/// One part in so many of a text is a good part of it.
const GOOD_PART: usize = 5;

/// Largest text, in bytes, where time and memory grow with its length alone.
const LARGE: usize = 1 << 30;

/// How standard input is called in messages and files.
const STANDARD_INPUT: &str = "standard input";

/// One text to be read.
pub(crate) struct Input<'arguments> {
    /// Its path, `-` for standard input.
    pub(crate) path: &'arguments Path,
    /// Its encoding, if given.
    pub(crate) encoding: Option<TextEncoding>,
    /// Its language, if given.
    pub(crate) language: Option<&'arguments LanguageTag>,
    /// The flag that would give it.
    pub(crate) language_flag: &'static str,
    /// Whether its lines are segments.
    pub(crate) one_per_line: bool,
    /// Whether it may be larger than a text that is aligned, lines and all.
    pub(crate) may_be_large: bool,
}

/// Whether `path` stands for standard input or output.
pub(crate) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What a path is called in messages.
pub(crate) fn shown(path: &Path) -> String {
    if is_standard(path) {
        STANDARD_INPUT.to_owned()
    } else {
        path.display().to_string()
    }
}

impl Input<'_> {
    /// Reads the text and says on standard error what was repaired in it.
    pub(crate) fn read(&self, quiet: bool) -> Result<ReadDocument, Failure> {
        let read = self.read_silently()?;
        if !quiet {
            report(&shown(self.path), &read);
        }
        Ok(read)
    }

    pub(crate) fn read_silently(&self) -> Result<ReadDocument, DocumentReadError> {
        let mut options = ReadOptions::default();
        options.encoding = self.encoding;
        options.language = self.language.cloned();
        if self.one_per_line {
            options.layout = Layout::OnePerLine;
        }
        if self.may_be_large {
            options.max_bytes = LARGE as u64;
            options.max_line_bytes = LARGE;
        }
        if is_standard(self.path) {
            read_stream(STANDARD_INPUT, io::stdin().lock(), &options)
        } else {
            read_document(self.path, &options)
        }
    }

    /// The language, none given, of what `other` has not of the text, if that is a good
    /// part of it and not in `language`, which most of it is in: that of a translation
    /// which leaves much as it was.
    pub(crate) fn other_language(
        &self,
        read: &ReadDocument,
        other: &ReadDocument,
        language: &LanguageTag,
        quiet: bool,
    ) -> Option<LanguageTag> {
        if self.language.is_some() {
            return None;
        }
        let (text, other) = (read.document.text(), other.document.text());
        let known: HashSet<&str> = other.lines().map(str::trim).collect();
        let is_own = |line: &&str| !known.contains(line.trim());
        let own = text.lines().filter(is_own).collect::<Vec<_>>().join("\n");
        let guess = detect_language(&own)?;
        let is_other = !guess.language.same_language(language)
            && guess.confidence >= SURE
            && guess.letters >= ENOUGH_OTHER
            && own.len() * GOOD_PART >= text.len();
        if !is_other {
            return None;
        }
        if !quiet {
            let (name, flag) = (shown(self.path), self.language_flag);
            let message = format!(
                "`{name}` is taken for `{}`, since most of it is in `{language}` as the other \
                 text is; pass `{flag} TAG` if it is not",
                guess.language
            );
            say(Level::Warning, &message);
        }
        Some(guess.language)
    }

    /// The language of the text: the given one, else the one found out.
    ///
    /// A text that is plainly in another language than the given one is an
    /// error unless `force` says otherwise.
    pub(crate) fn language(
        &self,
        read: &ReadDocument,
        force: bool,
    ) -> Result<LanguageTag, Failure> {
        let name = shown(self.path);
        let flag = self.language_flag;
        let Some(given) = self.language else {
            if let Some(found) = read.found.as_ref().filter(|found| found.is_doubtful) {
                let found = &found.language;
                let message = format!(
                    "`{name}` is taken for `{found}`, which is little more than a guess; pass `{flag} TAG` if it is not"
                );
                say(Level::Warning, &message);
            }
            return read.document.language().cloned().ok_or_else(|| {
                Failure::error(format!("cannot tell which language `{name}` is in"))
                    .hint(format!("pass it: `{flag} TAG`"))
            });
        };
        if let Some(guess) = &read.guess
            && guess.confidence >= SURE
            && guess.letters >= ENOUGH_LETTERS
            && !guess.language.same_language(given)
            && is_detectable(given)
        {
            let found = &guess.language;
            let message = format!("`{name}` is in `{found}`, not in `{given}`");
            if !force {
                let hint = format!("pass `{flag} {found}`, or `--force` if it is `{given}`");
                return Err(Failure::error(message).hint(hint));
            }
            say(Level::Warning, &message);
        }
        Ok(given.clone())
    }
}

/// Says on standard error what was repaired in a document, and what is lost.
pub(crate) fn report(name: &str, read: &ReadDocument) {
    for repair in &read.repairs {
        let lines = counted(repair.lines, "line");
        let message = format!(
            "`{name}`: {lines} of {} decoded as {} repaired (first: line {})",
            repair.meant, repair.decoded_as, repair.first_line
        );
        say(Level::Note, &message);
    }
    for warning in &read.warnings {
        say(Level::Warning, &format!("`{name}`: {warning}"));
    }
    if read.replacement_characters > 0 {
        let message = format!(
            "`{name}`: it came here with {} lost (U+FFFD); segments that lack one stay out \
             of the TMX",
            counted(read.replacement_characters, "character")
        );
        say(Level::Warning, &message);
    }
}

/// The lines of a text as its segments; a blank line keeps its line break.
pub(crate) fn segments_of_lines(read: &ReadDocument) -> Result<SegmentedText, Failure> {
    let document = &read.document;
    let segments = document.blocks().iter().enumerate();
    let segments = segments.map(|(block, found)| bitext_core::Segment {
        range: found.range,
        block,
    });
    SegmentedText::try_new(document.text().to_owned(), segments.collect())
        .map_err(|error| Failure::error(format!("`{}`: {error}", document.name())))
}
