//! Which column is which.

use bitext_core::LanguageTag;

use super::Column;
use crate::UnitReadOptions;

/// What other tools call our columns; Trados Studio, memoQ, Déjà Vu and Wordfast in
/// the tables that they export for review, and people.
const OTHER_NAMES: [(&str, Column); 14] = [
    ("segment id", Column::Id),
    ("segment status", Column::Status),
    ("source segment", Column::Source),
    ("source text", Column::Source),
    ("source string", Column::Source),
    ("original", Column::Source),
    ("target segment", Column::Target),
    ("target text", Column::Target),
    ("translated text", Column::Target),
    ("translation", Column::Target),
    ("comments", Column::Comment),
    ("note", Column::Comment),
    ("notes", Column::Comment),
    ("remarks", Column::Comment),
];

/// The headings of a table as a file has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heading {
    /// What each column of the file is, if it is known.
    pub(crate) columns: Vec<Option<Column>>,
    /// Language of the source, if its heading names it.
    pub(crate) source: Option<LanguageTag>,
    /// Language of the target, if its heading names it.
    pub(crate) target: Option<LanguageTag>,
    /// Columns with texts in further languages.
    pub(crate) others: Vec<(usize, LanguageTag)>,
    /// Whether both texts are headed as bitext does it: `source [en]`.
    pub(crate) names_both_languages: bool,
    /// Headings that stand for nothing.
    pub(crate) unknown: Vec<String>,
}

impl Heading {
    /// Takes a row for headings; `None` if it has none for source and target.
    ///
    /// Texts are found under `source` and `target`, with the language in brackets
    /// behind it or not, or else under headings that are language tags or names, as
    /// other tools and people write them: those of the languages that the options
    /// name, or else the first two. Texts in further languages are kept beside them.
    pub(crate) fn of_row(cells: &[String], options: &UnitReadOptions) -> Option<Self> {
        let mut heading = Self::default();
        for cell in cells {
            let (name, language) = split(cell);
            let column = known(&name).filter(|column| !heading.has(*column));
            match column {
                Some(Column::Source) => heading.source = language,
                Some(Column::Target) => heading.target = language,
                _ => {}
            }
            heading.columns.push(column);
        }
        heading.names_both_languages = heading.source.is_some() && heading.target.is_some();
        heading.find_languages(cells, options);
        if !heading.has(Column::Source) || !heading.has(Column::Target) {
            return None;
        }
        let is_unknown = |index: &usize| {
            let is_other = heading.others.iter().any(|(other, _)| other == index);
            heading.columns[*index].is_none() && !is_other && !cells[*index].trim().is_empty()
        };
        let unknown = (0..cells.len()).filter(is_unknown);
        heading.unknown = unknown.map(|index| cells[index].clone()).collect();
        Some(heading)
    }

    /// Two columns of texts without headings.
    pub(crate) fn of_texts(source: usize, target: usize) -> Self {
        let mut columns = vec![None; source.max(target) + 1];
        columns[source] = Some(Column::Source);
        columns[target] = Some(Column::Target);
        Self {
            columns,
            ..Self::default()
        }
    }

    /// Where a column stands in the file.
    pub(crate) fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|other| *other == Some(column))
    }

    pub(crate) fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }

    /// Finds columns that are headed by a language.
    fn find_languages(&mut self, cells: &[String], options: &UnitReadOptions) {
        let free = (0..cells.len()).filter(|&index| self.columns[index].is_none());
        let mut found: Vec<(usize, LanguageTag)> = free
            .filter_map(|index| Some((index, language(&cells[index])?)))
            .collect();
        let is_number = |index: usize| cells[index].trim().eq_ignore_ascii_case("no");
        if found.len() > 2 && is_number(found[0].0) {
            found.remove(0);
        }
        let has_sides = self.has(Column::Source) && self.has(Column::Target);
        if !has_sides {
            let wanted = [&options.source_language, &options.target_language].map(|wanted| {
                let is_wanted = |(_, tag): &(usize, LanguageTag)| {
                    wanted
                        .as_ref()
                        .is_some_and(|wanted| wanted.same_language(tag))
                };
                found
                    .iter()
                    .find(|column| is_wanted(column))
                    .map(|column| column.0)
            });
            let sides = [Column::Source, Column::Target];
            for (index, side) in (0..2).zip(sides) {
                if self.has(side) {
                    continue;
                }
                let theirs = wanted[1 - index];
                let place = match wanted[index] {
                    Some(index) => found.iter().position(|column| column.0 == index),
                    None => found.iter().position(|column| Some(column.0) != theirs),
                };
                let Some(place) = place else { continue };
                let (column, tag) = found.remove(place);
                self.columns[column] = Some(side);
                match side {
                    Column::Source => self.source = Some(tag),
                    _ => self.target = Some(tag),
                }
            }
        }
        self.others = found;
    }
}

/// The column that a heading in small letters stands for.
fn known(name: &str) -> Option<Column> {
    let ours = Column::ALL.into_iter();
    let mut ours = ours.filter(|column| column.heading() == name);
    let theirs = || OTHER_NAMES.iter().find(|(other, _)| *other == name);
    ours.next().or_else(|| theirs().map(|&(_, column)| column))
}

/// The language that a whole heading names, also with its region in brackets:
/// `English (United States)`.
fn language(cell: &str) -> Option<LanguageTag> {
    let cell = cell.trim().trim_start_matches('\u{feff}');
    // Too many words of three letters are codes of languages: `one`, `sun`.
    let is_short = cell.split(['-', '_']).next().is_some_and(|c| c.len() == 2);
    let tag = is_short.then(|| LanguageTag::try_new(cell).ok()).flatten();
    let tag = tag.or_else(|| LanguageTag::from_name(cell));
    tag.or_else(|| {
        let (name, inner) = bracketed(cell)?;
        let of_name = LanguageTag::from_name(name)?;
        let tag = LanguageTag::try_new(inner).ok();
        Some(
            tag.filter(|tag| tag.same_language(&of_name))
                .unwrap_or(of_name),
        )
    })
}

/// What stands before brackets at the end, and inside them.
fn bracketed(cell: &str) -> Option<(&str, &str)> {
    let brackets = [('[', ']'), ('(', ')')];
    brackets.into_iter().find_map(|(open, close)| {
        let (name, rest) = cell.split_once(open)?;
        Some((name.trim(), rest.strip_suffix(close)?))
    })
}

/// A heading in small letters, and the language in brackets or a colon behind it.
fn split(cell: &str) -> (String, Option<LanguageTag>) {
    let cell = cell.trim().trim_start_matches('\u{feff}');
    let parts = bracketed(cell).or_else(|| cell.split_once(':'));
    match parts {
        Some((name, inner)) => {
            let tag = LanguageTag::try_new(inner).ok();
            (name.trim().to_lowercase(), tag.or_else(|| language(inner)))
        }
        None => (cell.to_lowercase(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|&cell| cell.to_owned()).collect()
    }

    fn of_row(cells: &[String], languages: [Option<&str>; 2]) -> Option<Heading> {
        let tag = |name: &str| LanguageTag::try_new(name).unwrap();
        let mut options = UnitReadOptions::default();
        [options.source_language, options.target_language] = languages.map(|name| name.map(tag));
        Heading::of_row(cells, &options)
    }

    #[test]
    fn columns_are_known_by_their_headings_in_any_order() {
        let cells = row(&["Target (fr-CA)", "remark", "ID", "source [de]"]);
        let heading = of_row(&cells, [None, None]).unwrap();
        let expected = [
            Some(Column::Target),
            None,
            Some(Column::Id),
            Some(Column::Source),
        ];
        assert_eq!(heading.columns, expected);
        assert_eq!(heading.target.unwrap().as_str(), "fr-CA");
        assert_eq!(heading.unknown, ["remark"]);
    }

    #[test]
    fn bare_tags_head_columns_too_and_words_do_not() {
        let heading = of_row(&row(&["id", "uk", "pl_PL"]), [None, None]).unwrap();
        assert_eq!(heading.source.unwrap().as_str(), "uk");
        let heading = of_row(&row(&["English", "Russian", "Notes"]), [None, None]).unwrap();
        assert_eq!(heading.source.unwrap().as_str(), "en");
        assert_eq!(heading.target.unwrap().as_str(), "ru");
        for words in [["Good morning.", "Доброе утро."], ["sun", "may"]] {
            assert!(of_row(&row(&words), [None, None]).is_none());
        }
    }

    #[test]
    fn tables_of_cat_tools_are_known() {
        let cases = [
            (
                [
                    "Segment ID",
                    "Segment status",
                    "Source segment",
                    "Target segment",
                ],
                ["", ""],
            ),
            (
                ["ID", "English (United States)", "Russian", "Comment"],
                ["en", "ru"],
            ),
            (
                ["Source: English", "Target (Russian)", "#", "Notes"],
                ["en", "ru"],
            ),
            (
                ["No", "German (de-AT)", "Remarks", "Polish"],
                ["de-AT", "pl"],
            ),
            (["Original", "Translation [uk]", "", ""], ["", "uk"]),
        ];
        for (cells, languages) in cases {
            let heading = of_row(&row(&cells), [None, None]).unwrap();
            let found = [&heading.source, &heading.target];
            let found = found.map(|tag| tag.as_ref().map_or("", LanguageTag::as_str));
            assert_eq!(found, languages, "{cells:?}");
        }
    }

    #[test]
    fn of_several_languages_those_asked_for_are_source_and_target() {
        let cells = row(&["en", "de", "fr", "note"]);
        let columns = |languages| {
            let heading = of_row(&cells, languages).unwrap();
            let others = heading.others.iter().map(|(column, _)| *column);
            let others: Vec<usize> = others.collect();
            let side = |column| heading.place(column).unwrap();
            (side(Column::Source), side(Column::Target), others)
        };
        assert_eq!(columns([None, None]), (0, 1, vec![2]));
        assert_eq!(columns([Some("de-AT"), Some("fr")]), (1, 2, vec![0]));
        assert_eq!(columns([None, Some("en")]), (1, 0, vec![2]));
        assert_eq!(columns([Some("fr"), None]), (2, 0, vec![1]));
        assert_eq!(columns([Some("ru"), Some("de")]), (0, 1, vec![2]));
    }
}
