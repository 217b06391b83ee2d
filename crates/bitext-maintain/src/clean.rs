//! Texts without what does not belong in them.
//!
//! Each job is a pass over the characters that moves the inline codes along, so
//! codes stay where they were between the words.

use bitext_core::{InlineCode, InlineText, TranslationUnit};
use bitext_document::repair_text;

/// What is cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CleanOptions {
    /// White space at the ends, runs of it, line breaks and tabs.
    pub white_space: bool,
    /// Control characters, byte order marks, soft hyphens, zero-width spaces.
    pub control_characters: bool,
    /// Text that was once decoded with a wrong table: `ÐŸÑ€Ð¸Ð²ÐµÑ‚`.
    pub mojibake: bool,
    /// Inline codes and what looks like tags in the text.
    pub markup: bool,
}

impl Default for CleanOptions {
    /// Everything but markup, which some clients need.
    fn default() -> Self {
        Self {
            white_space: true,
            control_characters: true,
            mojibake: true,
            markup: false,
        }
    }
}

/// How many variants each job changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Cleaned {
    /// By white space.
    pub white_space: u64,
    /// By control characters.
    pub control_characters: u64,
    /// By repair of wrongly decoded text.
    pub mojibake: u64,
    /// By markup.
    pub markup: u64,
}

impl CleanOptions {
    /// Cleans the texts of a unit and counts what changed; whether anything did.
    pub fn clean(&self, unit: &mut TranslationUnit, counts: &mut Cleaned) -> bool {
        let mut is_changed = false;
        for variant in &mut unit.variants {
            let jobs: [(bool, Job, &mut u64); 4] = [
                (self.mojibake, repaired, &mut counts.mojibake),
                (
                    self.control_characters,
                    without_control_characters,
                    &mut counts.control_characters,
                ),
                (self.markup, without_markup, &mut counts.markup),
                (
                    self.white_space,
                    with_single_spaces,
                    &mut counts.white_space,
                ),
            ];
            for (_, job, count) in jobs.into_iter().filter(|(is_wanted, _, _)| *is_wanted) {
                let text = job(&variant.segment);
                if text != variant.segment {
                    *count += 1;
                    is_changed = true;
                    variant.segment = text;
                }
            }
        }
        is_changed
    }
}

/// A text with one thing taken out.
type Job = fn(&InlineText) -> InlineText;

fn repaired(text: &InlineText) -> InlineText {
    if text.text().is_ascii() {
        return text.clone();
    }
    by_runs(text, |run| {
        repair_text(run).unwrap_or_else(|| run.to_owned())
    })
}

fn without_control_characters(text: &InlineText) -> InlineText {
    by_runs(text, |run| {
        let is_unwanted = |character: char| {
            (character.is_control() && !character.is_whitespace())
                || matches!(
                    character,
                    '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                )
        };
        run.replace(is_unwanted, "")
    })
}

fn without_markup(text: &InlineText) -> InlineText {
    let mut plain = String::with_capacity(text.text().len());
    let mut rest = text.text();
    while let Some(start) = rest.find('<') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = tag_length(rest).unwrap_or(0);
        if length == 0 {
            plain.push('<');
            rest = &rest[1..];
        } else {
            rest = &rest[length..];
        }
    }
    plain.push_str(rest);
    InlineText::plain(plain)
}

/// How long the tag is that `text` begins with, if it is one: `<b>`, `</a>`,
/// `<br/>`, and not `< 5` nor an address as in `<ann@example.org>`.
fn tag_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    // The next `<` is where the search ends too, or many of them would be slow.
    let end = inner.find(['<', '>'])?;
    let name = inner[..end].trim_start_matches('/');
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
    let behind = name.trim_start_matches(is_name);
    let is_tag = inner[end..].starts_with('>')
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && (matches!(behind, "" | "/") || behind.starts_with(char::is_whitespace));
    is_tag.then_some(end + 2)
}

/// One space for each run of white space that is more than a single (maybe
/// unbreakable) space; none at the ends.
fn with_single_spaces(text: &InlineText) -> InlineText {
    let words = text.text();
    let start = words.len() - words.trim_start().len();
    let end = words.trim_end().len().max(start);
    let mut last_was_space = false;
    by_characters(text, |position, character| {
        if position < start || position >= end {
            return None;
        }
        let is_space = character.is_whitespace();
        let is_second = is_space && last_was_space;
        last_was_space = is_space;
        match character {
            _ if is_second => None,
            '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                Some(' ')
            }
            other => Some(other),
        }
    })
}

/// Each stretch between codes changed by `change`.
fn by_runs(text: &InlineText, mut change: impl FnMut(&str) -> String) -> InlineText {
    let words = text.text();
    let mut changed = String::with_capacity(words.len());
    let mut codes: Vec<InlineCode> = Vec::with_capacity(text.codes().len());
    let mut at = 0;
    for code in text.codes() {
        if code.position > at {
            changed.push_str(&change(&words[at..code.position]));
            at = code.position;
        }
        let mut code = code.clone();
        code.position = changed.len();
        codes.push(code);
    }
    if at < words.len() {
        changed.push_str(&change(&words[at..]));
    }
    rebuilt(changed, codes)
}

/// Each character kept, replaced or left out.
fn by_characters(
    text: &InlineText,
    mut change: impl FnMut(usize, char) -> Option<char>,
) -> InlineText {
    let mut changed = String::with_capacity(text.text().len());
    let mut codes = Vec::with_capacity(text.codes().len());
    let mut waiting = text.codes().iter().peekable();
    for (position, character) in text.text().char_indices() {
        while let Some(code) = waiting.next_if(|code| code.position <= position) {
            let mut code = code.clone();
            code.position = changed.len();
            codes.push(code);
        }
        changed.extend(change(position, character));
    }
    for code in waiting {
        let mut code = code.clone();
        code.position = changed.len();
        codes.push(code);
    }
    rebuilt(changed, codes)
}

/// Codes that were put down in order at the length of the text so far fit it; if
/// ever they did not, the words matter more.
fn rebuilt(text: String, codes: Vec<InlineCode>) -> InlineText {
    let fallback = text.clone();
    InlineText::try_new(text, codes).unwrap_or_else(|_| InlineText::plain(fallback))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::{CodeKind, LanguageTag, Variant};

    fn cleaned(options: CleanOptions, text: &str) -> (String, Cleaned) {
        let tag = LanguageTag::try_new("ru").unwrap();
        let mut unit = TranslationUnit::default();
        unit.variants.push(Variant::plain(tag, text));
        let mut counts = Cleaned::default();
        options.clean(&mut unit, &mut counts);
        (unit.variants[0].segment.text().to_owned(), counts)
    }

    #[test]
    fn what_does_not_belong_goes_and_the_rest_stays() {
        let usual = CleanOptions::default();
        assert_eq!(
            cleaned(usual, " Раз,\n  два\u{a0}три ").0,
            "Раз, два\u{a0}три"
        );
        assert_eq!(cleaned(usual, "a\u{7}b\u{feff}c").0, "abc");
        assert_eq!(cleaned(usual, "РџСЂРёРІРµС‚, РјРёСЂ!").0, "Привет, мир!");
        assert_eq!(cleaned(usual, "5 < 6 <b>и</b>").0, "5 < 6 <b>и</b>");
        let mut markup = usual;
        markup.markup = true;
        assert_eq!(cleaned(markup, "5 < 6 <b>и</b> > 1").0, "5 < 6 и > 1");
        assert_eq!(cleaned(markup, "<a <b/>x</>").0, "<a x</>");
        let address = "To <ann@example.org>, <https://example.org/a>";
        assert_eq!(cleaned(markup, address).0, address);
        assert_eq!(cleaned(markup, "<w:t xml:space='preserve'>x</w:t>").0, "x");
        // Quadratic time would take minutes.
        let open = "<".repeat(4_000_000);
        assert_eq!(cleaned(markup, &open).0, open);
        assert_eq!(cleaned(usual, "Чисто.").1, Cleaned::default());
    }

    #[test]
    fn codes_stay_between_their_words() {
        let code = |position| InlineCode::new(position, CodeKind::Standalone, "<br/>");
        let text = InlineText::try_new("  ab  cd ".to_owned(), vec![code(0), code(5), code(9)]);
        let text = with_single_spaces(&text.unwrap());
        assert_eq!(text.text(), "ab cd");
        let positions: Vec<usize> = text.codes().iter().map(|code| code.position).collect();
        assert_eq!(positions, [0, 3, 5]);
    }
}
