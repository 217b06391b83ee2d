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

/// All forms an entry stands for, in the order written.
pub(crate) fn expand(entry: &str, endings: &Endings) -> Result<Vec<String>, String> {
    let mut forms = Vec::new();
    for form in entry.split(", ") {
        let form = form.trim();
        if form.is_empty() {
            return Err(format!("an empty form in `{entry}`"));
        }
        let mut phrases = vec![String::new()];
        for word in form.split_whitespace() {
            let words = expand_word(word, endings)?;
            phrases = phrases
                .iter()
                .flat_map(|phrase| {
                    words.iter().map(move |word| match phrase.as_str() {
                        "" => word.clone(),
                        _ => format!("{phrase} {word}"),
                    })
                })
                .collect();
            if phrases.len() > MOST_FORMS {
                return Err(format!("`{form}` has more than {MOST_FORMS} forms"));
            }
        }
        forms.append(&mut phrases);
    }
    Ok(forms)
}

fn expand_word(word: &str, endings: &Endings) -> Result<Vec<String>, String> {
    let (stem, list) = if let Some((stem, rest)) = word.split_once('<') {
        let name = rest
            .strip_suffix('>')
            .ok_or_else(|| format!("`{word}` lacks its closing `>`"))?;
        let list = endings
            .get(name)
            .ok_or_else(|| format!("`{word}`: no endings `{name}` in this file"))?;
        (stem, list.as_str())
    } else if let Some((stem, list)) = word.split_once('|') {
        (stem, list)
    } else {
        return Ok(vec![word.to_owned()]);
    };
    Ok(list
        .split('|')
        .map(|ending| format!("{stem}{ending}"))
        .collect())
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
