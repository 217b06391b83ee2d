//! Which column is which.

use bitext_core::LanguageTag;

use super::Column;

/// The headings of a table as a file has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heading {
    /// What each column of the file is, if it is known.
    pub(crate) columns: Vec<Option<Column>>,
    /// Language of the source, if its heading names it.
    pub(crate) source: Option<LanguageTag>,
    /// Language of the target, if its heading names it.
    pub(crate) target: Option<LanguageTag>,
    /// Whether both texts are headed as bitext does it: `source [en]`.
    pub(crate) names_both_languages: bool,
    /// Headings that stand for nothing.
    pub(crate) unknown: Vec<String>,
}

impl Heading {
    /// Takes a row for headings; `None` if it has none for source and target.
    ///
    /// Texts are found under `source` and `target`, with the language in brackets
    /// behind it or not, or else under the first two headings that are language
    /// tags or names, as other tools and people write them.
    pub(crate) fn of_row(cells: &[String]) -> Option<Self> {
        let mut heading = Self::default();
        for cell in cells {
            let (name, language) = split(cell);
            let known = Column::ALL
                .into_iter()
                .find(|column| column.heading() == name);
            let column = known.filter(|column| !heading.columns.contains(&Some(*column)));
            match column {
                Some(Column::Source) => heading.source = language,
                Some(Column::Target) => heading.target = language,
                _ => {}
            }
            heading.columns.push(column);
        }
        heading.names_both_languages = heading.source.is_some() && heading.target.is_some();
        heading.find_tags(cells);
        let has = |column| heading.columns.contains(&Some(column));
        if !has(Column::Source) || !has(Column::Target) {
            return None;
        }
        let unknown = cells.iter().zip(&heading.columns);
        let unknown = unknown.filter(|(cell, column)| column.is_none() && !cell.trim().is_empty());
        heading.unknown = unknown.map(|(cell, _)| cell.clone()).collect();
        Some(heading)
    }

    /// Two columns without headings: source and target.
    pub(crate) fn of_two() -> Self {
        Self {
            columns: vec![Some(Column::Source), Some(Column::Target)],
            ..Self::default()
        }
    }

    fn find_tags(&mut self, cells: &[String]) {
        for (index, cell) in cells.iter().enumerate() {
            if self.columns[index].is_some() {
                continue;
            }
            let Some(tag) = language(cell) else {
                continue;
            };
            let has = |column| self.columns.contains(&Some(column));
            if !has(Column::Source) {
                self.columns[index] = Some(Column::Source);
                self.source = Some(tag);
            } else if !has(Column::Target) {
                self.columns[index] = Some(Column::Target);
                self.target = Some(tag);
            }
        }
    }
}

/// The language that a whole heading names.
fn language(cell: &str) -> Option<LanguageTag> {
    let cell = cell.trim().trim_start_matches('\u{feff}');
    // Too many words of three letters are codes of languages: `one`, `sun`.
    let is_short = cell.split(['-', '_']).next().is_some_and(|c| c.len() == 2);
    let tag = is_short.then(|| LanguageTag::try_new(cell).ok()).flatten();
    tag.or_else(|| LanguageTag::from_name(cell))
}

/// A heading in small letters, and the language in brackets behind it.
fn split(cell: &str) -> (String, Option<LanguageTag>) {
    let cell = cell.trim().trim_start_matches('\u{feff}');
    let brackets = [('[', ']'), ('(', ')')];
    for (open, close) in brackets {
        if let Some((name, rest)) = cell.split_once(open)
            && let Some(tag) = rest.strip_suffix(close)
        {
            return (name.trim().to_lowercase(), LanguageTag::try_new(tag).ok());
        }
    }
    (cell.to_lowercase(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|&cell| cell.to_owned()).collect()
    }

    #[test]
    fn columns_are_known_by_their_headings_in_any_order() {
        let cells = row(&["Target (fr-CA)", "remark", "ID", "source [de]"]);
        let heading = Heading::of_row(&cells).unwrap();
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
        let heading = Heading::of_row(&row(&["id", "uk", "pl_PL"])).unwrap();
        assert_eq!(heading.source.unwrap().as_str(), "uk");
        let heading = Heading::of_row(&row(&["English", "Russian", "Notes"])).unwrap();
        assert_eq!(heading.source.unwrap().as_str(), "en");
        assert_eq!(heading.target.unwrap().as_str(), "ru");
        for words in [["Good morning.", "Доброе утро."], ["sun", "may"]] {
            assert!(Heading::of_row(&row(&words)).is_none());
        }
    }
}
