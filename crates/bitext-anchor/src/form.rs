//! Forms of words in data files, written short.
//!
//! An entry is a list of forms parted by `, `; a form is one or more words
//! parted by spaces. A word that takes endings is written with its stem first:
//! `миллион||а|у|ом` stands for *миллион, миллиона, миллиону, миллионом* (the
//! empty ending is the stem alone), and `китайск<adjective>` takes the endings
//! that the file's `[endings]` table lists under that name. A phrase stands for
//! every combination of its words' forms.

use std::collections::BTreeMap;

/// Endings by name, as the `[endings]` table of a file has them: `ий|ого|ому`.
pub(crate) type Endings = BTreeMap<String, String>;

/// A phrase with more forms than this is a slip of the pen.
const MOST_FORMS: usize = 2_000;

/// A word with its endings: it stands for its stem with each of them.
#[derive(Clone, Copy)]
pub(crate) struct Inflected<'file> {
    pub stem: &'file str,
    /// Parted by `|`; one empty ending if it takes none.
    pub endings: &'file str,
}

/// The forms of an entry in the order written, each by its words.
pub(crate) fn forms<'file>(
    entry: &'file str,
    endings: &'file Endings,
) -> impl Iterator<Item = Result<Vec<Inflected<'file>>, String>> {
    entry.split(", ").map(move |form| {
        let form = form.trim();
        if form.is_empty() {
            return Err(format!("an empty form in `{entry}`"));
        }
        let words = form.split_whitespace();
        let words = words
            .map(|word| Inflected::read(word, endings))
            .collect::<Result<Vec<_>, _>>()?;
        let counts = words.iter().map(|word| word.endings.split('|').count());
        if counts.fold(1, usize::saturating_mul) > MOST_FORMS {
            return Err(format!("`{form}` has more than {MOST_FORMS} forms"));
        }
        Ok(words)
    })
}

impl<'file> Inflected<'file> {
    fn read(word: &'file str, endings: &'file Endings) -> Result<Self, String> {
        if let Some((stem, rest)) = word.split_once('<') {
            let name = rest
                .strip_suffix('>')
                .ok_or_else(|| format!("`{word}` lacks its closing `>`"))?;
            let endings = endings
                .get(name)
                .ok_or_else(|| format!("`{word}`: no endings `{name}` in this file"))?;
            return Ok(Self { stem, endings });
        }
        let (stem, endings) = word.split_once('|').unwrap_or((word, ""));
        Ok(Self { stem, endings })
    }
}

/// All forms an entry stands for, written out, in the order written.
pub(crate) fn expand(entry: &str, endings: &Endings) -> Result<Vec<String>, String> {
    let mut expanded = Vec::new();
    for form in forms(entry, endings) {
        let mut phrases = vec![String::new()];
        for word in form? {
            let written = |phrase: &String, ending| match phrase.as_str() {
                "" => format!("{}{ending}", word.stem),
                _ => format!("{phrase} {}{ending}", word.stem),
            };
            let longer = phrases.iter().flat_map(|phrase| {
                let endings = word.endings.split('|');
                endings.map(move |ending| written(phrase, ending))
            });
            phrases = longer.collect();
        }
        expanded.append(&mut phrases);
    }
    Ok(expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_endings_and_phrases_expand() {
        let endings = Endings::from([("adj".to_owned(), "ый|ого".to_owned())]);
        let forms = |entry| expand(entry, &endings);
        assert_eq!(forms("млн, млн.").unwrap(), ["млн", "млн."]);
        assert_eq!(forms("год||а").unwrap(), ["год", "года"]);
        assert_eq!(forms("белый дом||а").unwrap(), ["белый дом", "белый дома"]);
        assert_eq!(forms("нов<adj>").unwrap(), ["новый", "нового"]);
        assert!(forms("нов<adv>").unwrap_err().contains("adv"));
        assert!(forms("a, , b").is_err());
    }
}
