//! Whether a text is inside a quotation, mark by mark.
//!
//! The marks of the world's languages disagree about which of them opens
//! (`„so“`, `»so«`, `“so”`, `”so”`, `« so »`), so what a mark does depends on
//! whether a quotation is open and on the mark that opened it.

use crate::punctuation::opens_quotation;

/// The state of a text as its marks go by.
#[derive(Debug, Default)]
pub(crate) struct Quotation {
    /// The mark that opened the quotation at hand.
    opened_by: Option<char>,
}

/// What a mark did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A quotation begins; one that was open was never closed.
    Opens,
    /// The open quotation ends.
    Closes,
}

impl Quotation {
    /// Whether a letter can be a mark of quotation.
    pub(crate) fn may_step(letter: char) -> bool {
        matches!(
            letter,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '\'' | '’' | '‘'
        )
    }

    /// Takes note of a letter between `before` and `rest`.
    pub(crate) fn step(&mut self, letter: char, before: char, rest: &str) -> Option<Step> {
        let closes = match (letter, self.opened_by) {
            ('"', opened) => opened.is_some(),
            ('“', opened) => opened == Some('„'),
            ('«', opened) => opened == Some('»'),
            ('”' | '»', opened) => opened.is_some(),
            ('」' | '』', Some(_)) => true,
            ('„' | '「' | '『', _) => false,
            ('\'' | '’', Some('\'')) if !before.is_alphanumeric() && !begins_word(rest) => true,
            ('\'' | '‘', None) if opens_quotation(before, rest) => false,
            _ => return None,
        };
        let mark = if letter == '‘' { '\'' } else { letter };
        self.opened_by = (!closes).then_some(mark);
        Some(if closes { Step::Closes } else { Step::Opens })
    }
}

fn begins_word(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `<` and `>` for what opens and closes.
    fn marked(text: &str) -> String {
        let mut quotation = Quotation::default();
        let mut before = ' ';
        let mut marked = String::new();
        for (at, letter) in text.char_indices() {
            let rest = &text[at + letter.len_utf8()..];
            marked.push(match quotation.step(letter, before, rest) {
                Some(Step::Opens) => '<',
                Some(Step::Closes) => '>',
                None => letter,
            });
            before = letter;
        }
        marked
    }

    #[test]
    fn every_tradition_opens_and_closes() {
        for text in [
            "\"so\"",
            "“so”",
            "„so“",
            "„so”",
            "«so»",
            "»so«",
            "”so”",
            "「so」",
            "'so.'",
            "‘so?’",
        ] {
            let so = marked(text);
            assert!(so.starts_with("<so") && so.ends_with('>'), "{text}: {so}");
        }
    }

    #[test]
    fn an_apostrophe_is_no_mark() {
        assert_eq!(marked("the dogs' don't 't"), "the dogs' don't 't");
        assert_eq!(marked("'We don't.' He"), "<We don't.> He");
    }

    #[test]
    fn paragraphs_of_a_quotation_open_it_anew() {
        assert_eq!(marked("“One. “Two.” Three."), "<One. <Two.> Three.");
    }
}
