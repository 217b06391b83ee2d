//! How a table begins: which of its columns are texts, and in which languages.
//!
//! Headings say so, and where they do not, the texts do: a column is in the
//! language that its first rows seem to be in.

use std::collections::VecDeque;

use bitext_core::LanguageTag;
use bitext_document::{detect_language, is_in_letters_of};

use super::{Column, Heading, Row};
use crate::{Findings, Place, ReadError, Severity, UnitReadOptions};

/// How many rows a heading may have above it.
const HEADING_WITHIN: usize = 20;

/// Most rows that are looked at to tell a language.
const SAMPLE: usize = 200;

/// Most bytes of them.
const SAMPLE_BYTES: usize = 1 << 16;

/// How sure a language has to be; what is less sure is little more than a guess.
const LIKELY: f64 = 0.5;

/// How sure it has to be to say that headings are wrong for these rows.
const SURE: f64 = 0.9;

/// The head of a table, and the rows behind it that were read ahead.
pub(crate) struct Opening {
    pub(crate) heading: Heading,
    pub(crate) rows: VecDeque<Row>,
}

/// Where the rows of a table come from.
pub(crate) type NextRow<'rows> = dyn FnMut() -> Result<Option<Row>, ReadError> + 'rows;

impl Opening {
    /// Reads the beginning of a table; `None` if it has no texts in two languages.
    ///
    /// A table without headings is like `before`, the one that it goes on with, if
    /// there is one, and else two columns of texts are looked for.
    pub(crate) fn read(
        next: &mut NextRow<'_>,
        before: Option<&Heading>,
        options: &UnitReadOptions,
        findings: &mut Findings,
    ) -> Result<Option<Self>, ReadError> {
        let mut rows = VecDeque::new();
        while rows.len() < HEADING_WITHIN {
            let Some(row) = next()? else { break };
            let heading = Heading::of_row(&row.cells, options);
            if let Some(heading) = heading.filter(|heading| !is_among_texts(heading, &row, &rows)) {
                for above in &rows {
                    findings.add(Severity::Noted, above.place, || {
                        format!(
                            "{} stands above the headings and is passed over",
                            above.name
                        )
                    });
                }
                let rows = VecDeque::new();
                return Ok(Some(Self { heading, rows }));
            }
            rows.push_back(row);
        }
        let by_text = Self::columns_of_texts(next, &mut rows, options)?;
        let goes_on = before.filter(|before| goes_on(before, &rows));
        let heading = match goes_on {
            Some(before) => Some(before.clone()),
            None => by_text,
        };
        Ok(heading.map(|heading| Self { heading, rows }))
    }

    /// The columns of a table without headings, by its first rows, which are read
    /// ahead.
    pub(crate) fn columns_of_texts(
        next: &mut NextRow<'_>,
        rows: &mut VecDeque<Row>,
        options: &UnitReadOptions,
    ) -> Result<Option<Heading>, ReadError> {
        read_ahead(next, rows)?;
        Ok(columns_of_texts(rows, options))
    }

    /// Finds out the languages that neither the headings nor the options name.
    pub(crate) fn find_languages(
        &mut self,
        next: &mut NextRow<'_>,
        options: &UnitReadOptions,
        findings: &mut Findings,
    ) -> Result<(), ReadError> {
        let is_known = [
            self.heading.source.is_some() || options.source_language.is_some(),
            self.heading.target.is_some() || options.target_language.is_some(),
        ];
        if is_known == [true, true] {
            return Ok(());
        }
        read_ahead(next, &mut self.rows)?;
        for (is_known, side) in is_known.into_iter().zip([Column::Source, Column::Target]) {
            let column = self.heading.place(side).filter(|_| !is_known);
            let Some(tag) = column.and_then(|column| language_of(&self.rows, column)) else {
                continue;
            };
            findings.add(Severity::Noted, Place::default(), || {
                let side = side.heading();
                format!("the {side} is taken to be in `{tag}`, by its text")
            });
            match side {
                Column::Source => self.heading.source = Some(tag),
                _ => self.heading.target = Some(tag),
            }
        }
        Ok(())
    }
}

/// Whether what looks like headings is an entry of a glossary (`it | es`): all rows above
/// it have something in both of its columns of texts.
fn is_among_texts(heading: &Heading, row: &Row, above: &VecDeque<Row>) -> bool {
    let columns = [Column::Source, Column::Target].map(|side| heading.place(side));
    let has = |row: &Row, column: Option<usize>| {
        let cell = column.and_then(|column| row.cells.get(column));
        cell.is_some_and(|cell| !cell.trim().is_empty())
    };
    let is_text = |row: &Row| columns.iter().all(|&column| has(row, column));
    !row.is_heading && !above.is_empty() && above.iter().all(is_text)
}

/// Reads as many rows as are looked at.
fn read_ahead(next: &mut NextRow<'_>, rows: &mut VecDeque<Row>) -> Result<(), ReadError> {
    let size = |row: &Row| row.cells.iter().map(String::len).sum::<usize>();
    let mut bytes: usize = rows.iter().map(size).sum();
    while rows.len() < SAMPLE && bytes < SAMPLE_BYTES {
        let Some(row) = next()? else { break };
        bytes += size(&row);
        rows.push_back(row);
    }
    Ok(())
}

/// Whether rows without headings are more of the table before: they have its
/// columns, and no text in another language.
fn goes_on(before: &Heading, rows: &VecDeque<Row>) -> bool {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let sides = [
        (Column::Source, &before.source),
        (Column::Target, &before.target),
    ];
    let fits = |(side, language): (Column, &Option<LanguageTag>)| {
        let column = before.place(side).filter(|&column| column < width);
        column.is_some_and(|column| {
            let text = text_of(rows, column);
            language
                .as_ref()
                .is_none_or(|language| can_be_in(&text, language))
        })
    };
    width <= before.columns.len() && sides.into_iter().all(fits)
}

fn can_be_in(text: &str, language: &LanguageTag) -> bool {
    let other = guess(text, SURE).filter(|found| !found.same_language(language));
    text.contains(char::is_alphabetic)
        && other.is_none()
        && is_in_letters_of(text, language) != Some(false)
}

/// The two columns that are texts in different languages, those of the options if
/// they name some; `None` if there are none, or more than two.
fn columns_of_texts(rows: &VecDeque<Row>, options: &UnitReadOptions) -> Option<Heading> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let is_filled = |column: usize| {
        let cell = |row: &&Row| row.cells.get(column).is_some_and(|cell| !cell.is_empty());
        2 * rows.iter().filter(cell).count() >= rows.len()
    };
    let filled: Vec<usize> = (0..width).filter(|&column| is_filled(column)).collect();
    let in_language = |wanted: &Option<LanguageTag>, column: usize| {
        let (wanted, found) = (wanted.as_ref()?, language_of(rows, column)?);
        wanted.same_language(&found).then_some(column)
    };
    let [source, target] = [&options.source_language, &options.target_language].map(|wanted| {
        filled
            .iter()
            .find_map(|&column| in_language(wanted, column))
    });
    if let (Some(source), Some(target)) = (source, target)
        && source != target
    {
        return Some(Heading::of_texts(source, target));
    }
    if let [first, second] = filled[..] {
        let is_told = options.source_language.is_some() && options.target_language.is_some();
        let (one, other) = (language_of(rows, first), language_of(rows, second));
        let is_seen = one
            .zip(other)
            .is_some_and(|(one, other)| !one.same_language(&other));
        // Whoever names one language may mean either column.
        let is_swapped = source == Some(second) || target == Some(first);
        return match (is_told || is_seen, is_swapped) {
            (false, _) => None,
            (true, false) => Some(Heading::of_texts(first, second)),
            (true, true) => Some(Heading::of_texts(second, first)),
        };
    }
    let seen = filled
        .iter()
        .filter_map(|&column| Some((column, language_of(rows, column)?)));
    match seen.collect::<Vec<_>>().as_slice() {
        [(source, one), (target, other)] if !one.same_language(other) => {
            Some(Heading::of_texts(*source, *target))
        }
        _ => None,
    }
}

/// The language that a column is in by its text.
fn language_of(rows: &VecDeque<Row>, column: usize) -> Option<LanguageTag> {
    guess(&text_of(rows, column), LIKELY)
}

/// The language of a text if it is at least so sure.
fn guess(text: &str, least: f64) -> Option<LanguageTag> {
    let guess = detect_language(text)?;
    (guess.confidence >= least).then_some(guess.language)
}

/// The texts of a column, one below the other.
fn text_of(rows: &VecDeque<Row>, column: usize) -> String {
    let cells = rows.iter().filter(|row| !row.is_heading);
    let cells = cells.filter_map(|row| row.cells.get(column));
    cells.fold(String::new(), |text, cell| text + cell + "\n")
}
