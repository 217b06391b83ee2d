//! In which letters a text is written.

use bitext_lang::Script;

use super::{Issue, IssueKind, Side};

/// Fewest letters from which a text's script is judged.
const ENOUGH: usize = 6;

pub(super) fn check(source: &Side<'_>, target: &Side<'_>, issues: &mut Vec<Issue>) {
    for (name, side) in [("source", source), ("target", target)] {
        if is_wrong(side) {
            let message = format!("the {name} is not in the script of its language");
            issues.push(Issue::new(IssueKind::Script, message));
        }
        let mixed = words(side.text).find(|word| is_mixed(word));
        if let Some(word) = mixed {
            let message = format!("`{word}` mixes Latin and Cyrillic letters");
            issues.push(Issue::new(IssueKind::LookAlike, message));
        }
    }
}

/// Whether less than a third of the letters are of the language's script.
fn is_wrong(side: &Side<'_>) -> bool {
    let of_script: fn(char) -> bool = match side.script {
        Script::Latin => is_latin,
        Script::Cyrillic => is_cyrillic,
        Script::Arabic => {
            |c| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        }
        Script::Hangul => |c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}'),
        // Nothing to be told from the letters.
        _ => return false,
    };
    let letters: Vec<char> = side.text.chars().filter(|c| c.is_alphabetic()).collect();
    let of_language = letters.iter().filter(|&&c| of_script(c)).count();
    letters.len() >= ENOUGH && 3 * of_language < letters.len() && has_plain_words(side.text)
}

/// Whether there are words that are neither names nor abbreviations: two or more
/// that begin with a small letter, or one of a script without capitals.
pub(super) fn has_plain_words(text: &str) -> bool {
    let plain = words(text).filter(|word| {
        let mut letters = word.chars();
        let first = letters.next();
        word.chars().count() > 2 && first.is_some_and(|c| !c.is_uppercase())
    });
    plain.count() >= 1
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
}

/// Whether a word mixes the two scripts. Letters joined by a hyphen are words of
/// their own, and a single Latin letter in front of a digit belongs to a name.
fn is_mixed(word: &str) -> bool {
    word.chars().any(is_latin) && word.chars().any(is_cyrillic)
}

fn is_latin(character: char) -> bool {
    character.is_alphabetic()
        && matches!(character, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn is_cyrillic(character: char) -> bool {
    matches!(character, '\u{400}'..='\u{52f}')
}
