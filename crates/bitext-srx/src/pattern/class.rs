//! Sets of characters: shorthands, properties and blocks in both dialects.
//!
//! Java's `\w`, `\d`, `\s` and POSIX names are ASCII unless `(?U)` is set; ICU's
//! are Unicode. Both know scripts, categories and binary properties; those come
//! from the tables of `regex-syntax`.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// Names and ranges of Unicode's blocks.
const BLOCKS: &str = include_str!("../../data/blocks.txt");

/// A set from its ranges, both ends in it.
pub(crate) fn set(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(
        ranges
            .iter()
            .map(|&(start, end)| ClassUnicodeRange::new(start, end)),
    )
}

/// The set of one character.
pub(crate) fn single(letter: char) -> ClassUnicode {
    set(&[(letter, letter)])
}

/// Every character.
pub(crate) fn any() -> ClassUnicode {
    set(&[('\0', char::MAX)])
}

/// Every character that is not in `class`.
pub(crate) fn complement(class: &ClassUnicode) -> ClassUnicode {
    let mut class = class.clone();
    class.negate();
    class
}

/// The characters in both.
pub(crate) fn common(left: &ClassUnicode, right: &ClassUnicode) -> ClassUnicode {
    let mut class = left.clone();
    class.intersect(right);
    class
}

/// Whether a set holds nothing.
pub(crate) fn is_empty(class: &ClassUnicode) -> bool {
    class.ranges().is_empty()
}

/// Line terminators as both dialects see them.
pub(crate) fn vertical() -> ClassUnicode {
    set(&[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')])
}

/// White space inside a line.
fn horizontal() -> ClassUnicode {
    set(&[
        ('\t', '\t'),
        (' ', ' '),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
    ])
}

/// What `.` matches if it does not match line breaks.
pub(crate) fn dot(only_line_feed: bool) -> ClassUnicode {
    if only_line_feed {
        return complement(&single('\n'));
    }
    complement(&set(&[
        ('\n', '\n'),
        ('\r', '\r'),
        ('\u{85}', '\u{85}'),
        ('\u{2028}', '\u{2029}'),
    ]))
}

/// The characters of words as `\b` sees them: letters, digits, `_` and marks.
pub(crate) fn word_for_boundaries() -> ClassUnicode {
    let mut word = known(&["L", "Nd", "Mn"]);
    word.push(ClassUnicodeRange::new('_', '_'));
    word
}

/// The set of a shorthand such as `\d`, by its letter.
pub(crate) fn shorthand(letter: char, unicode: bool) -> Option<ClassUnicode> {
    let class = match letter.to_ascii_lowercase() {
        'd' if unicode => known(&["Nd"]),
        'd' => set(&[('0', '9')]),
        's' if unicode => known(&["White_Space"]),
        's' => set(&[('\t', '\r'), (' ', ' ')]),
        'w' if unicode => known(&["Alphabetic", "M", "Nd", "Pc", "Join_Control"]),
        'w' => set(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        'h' => horizontal(),
        'v' => vertical(),
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() {
        complement(&class)
    } else {
        class
    })
}

/// The set of a POSIX name such as `Alpha`.
pub(crate) fn posix(name: &str, unicode: bool) -> Option<ClassUnicode> {
    let name = name.to_ascii_lowercase();
    let ascii = |ranges: &[(char, char)]| Some(set(ranges));
    if !unicode {
        return match name.as_str() {
            "lower" => ascii(&[('a', 'z')]),
            "upper" => ascii(&[('A', 'Z')]),
            "ascii" => ascii(&[('\0', '\x7f')]),
            "alpha" => ascii(&[('A', 'Z'), ('a', 'z')]),
            "digit" => ascii(&[('0', '9')]),
            "alnum" => ascii(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
            "punct" => ascii(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
            "graph" => ascii(&[('!', '~')]),
            "print" => ascii(&[(' ', '~')]),
            "blank" => ascii(&[('\t', '\t'), (' ', ' ')]),
            "cntrl" => ascii(&[('\0', '\x1f'), ('\x7f', '\x7f')]),
            "xdigit" => ascii(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
            "space" => shorthand('s', false),
            "word" => shorthand('w', false),
            _ => None,
        };
    }
    Some(match name.as_str() {
        "lower" => known(&["Lowercase"]),
        "upper" => known(&["Uppercase"]),
        "ascii" => set(&[('\0', '\x7f')]),
        "alpha" => known(&["Alphabetic"]),
        "digit" => known(&["Nd"]),
        "alnum" => known(&["Alphabetic", "Nd"]),
        "punct" => known(&["P"]),
        "graph" => complement(&known(&["White_Space", "Cc", "Cs", "Cn"])),
        "print" => {
            let mut print = complement(&known(&["White_Space", "Cc", "Cs", "Cn"]));
            print.union(&known(&["Zs"]));
            print
        }
        "blank" => {
            let mut blank = known(&["Zs"]);
            blank.push(ClassUnicodeRange::new('\t', '\t'));
            blank
        }
        "cntrl" => known(&["Cc"]),
        "xdigit" => known(&["Nd", "Hex_Digit"]),
        "space" => known(&["White_Space"]),
        "word" => known(&["Alphabetic", "M", "Nd", "Pc", "Join_Control"]),
        _ => return None,
    })
}

/// The set that `\p{name}` stands for.
///
/// `unicode` says whether POSIX names are Unicode's or ASCII's.
pub(crate) fn property(name: &str, unicode: bool) -> Result<ClassUnicode, String> {
    let name = name.trim();
    let unknown = || format!("there is no character property `{name}`");
    if let Some(found) = posix(name, unicode) {
        return Ok(found);
    }
    if let Some(rest) = name.strip_prefix("java") {
        return java(rest).ok_or_else(unknown);
    }
    if let Some((kind, value)) = name.split_once('=') {
        return match kind.trim().to_ascii_lowercase().as_str() {
            "block" | "blk" => block(value).ok_or_else(unknown),
            "script" | "sc" | "scx" | "script_extensions" | "general_category" | "gc" => {
                table(&format!("{}={}", kind.trim(), value.trim())).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        };
    }
    if let Some(rest) = name.strip_prefix("In")
        && let Some(found) = block(rest)
    {
        return Ok(found);
    }
    let rest = name.strip_prefix("Is").unwrap_or(name);
    match rest {
        "L1" => Ok(set(&[('\0', '\u{ff}')])),
        "LC" => Ok(known(&["Lu", "Ll", "Lt"])),
        "all" | "ALL" | "Any" | "any" => Ok(any()),
        _ => table(rest)
            .or_else(|| posix(rest, true))
            .or_else(|| block(rest))
            .ok_or_else(unknown),
    }
}

/// `\p{javaX}`: what the methods `isX` of Java's characters say.
fn java(method: &str) -> Option<ClassUnicode> {
    Some(match method {
        "LowerCase" => known(&["Lowercase"]),
        "UpperCase" => known(&["Uppercase"]),
        "TitleCase" => known(&["Lt"]),
        "Alphabetic" => known(&["Alphabetic"]),
        "Ideographic" => known(&["Ideographic"]),
        "Digit" => known(&["Nd"]),
        "Letter" => known(&["L"]),
        "LetterOrDigit" => known(&["L", "Nd"]),
        "Defined" => complement(&known(&["Cn"])),
        "SpaceChar" => known(&["Z"]),
        "Whitespace" => {
            let mut space = known(&["Z"]);
            space.difference(&set(&[
                ('\u{a0}', '\u{a0}'),
                ('\u{2007}', '\u{2007}'),
                ('\u{202f}', '\u{202f}'),
            ]));
            space.union(&set(&[('\t', '\r'), ('\x1c', '\x1f')]));
            space
        }
        "ISOControl" => known(&["Cc"]),
        "JavaIdentifierStart" | "UnicodeIdentifierStart" => known(&["ID_Start"]),
        "JavaIdentifierPart" | "UnicodeIdentifierPart" => known(&["ID_Continue"]),
        _ => return None,
    })
}

fn block(name: &str) -> Option<ClassUnicode> {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let wanted = plain(name);
    let lines = BLOCKS.lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let mut fields = line.splitn(3, ' ');
        let (Some(first), Some(last), Some(found)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if plain(found) != wanted {
            continue;
        }
        // Surrogates are no characters here: their blocks are empty.
        let number = |digits| {
            u32::from_str_radix(digits, 16)
                .ok()
                .and_then(char::from_u32)
        };
        return Some(match (number(first), number(last)) {
            (Some(first), Some(last)) => set(&[(first, last)]),
            _ => set(&[]),
        });
    }
    None
}

/// The union of properties whose names are in this file.
fn known(names: &[&str]) -> ClassUnicode {
    let mut class = set(&[]);
    for name in names {
        match table(name) {
            Some(found) => class.union(&found),
            None => debug_assert!(false, "`{name}` is not in the tables of `regex-syntax`"),
        }
    }
    class
}

/// A script, category or binary property by its name.
fn table(name: &str) -> Option<ClassUnicode> {
    // `Cs` has no characters that a text could hold.
    if name == "Cs" || name == "Surrogate" {
        return Some(set(&[]));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '=');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let hir = regex_syntax::parse(&format!("\\p{{{name}}}")).ok()?;
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        HirKind::Literal(literal) => {
            let text = String::from_utf8(literal.0.into_vec()).ok()?;
            text.chars().next().map(single)
        }
        _ => None,
    }
}

/// A set with the other case of its letters: of all, or of ASCII's only.
pub(crate) fn fold_case(class: &ClassUnicode, unicode: bool) -> ClassUnicode {
    let ascii = set(&[('\0', '\x7f')]);
    let mut folded = if unicode {
        class.clone()
    } else {
        common(class, &ascii)
    };
    // The tables of `regex-syntax` are there, so folding cannot fail.
    let _ = folded.try_case_fold_simple();
    if !unicode {
        folded.intersect(&ascii);
    }
    folded.union(class);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(class: &ClassUnicode, letter: char) -> bool {
        !is_empty(&common(class, &single(letter)))
    }

    #[test]
    fn properties_have_many_names() {
        for name in [
            "Lu",
            "IsLu",
            "gc=Lu",
            "Upper",
            "javaUpperCase",
            "IsUppercase",
            "Uppercase_Letter",
        ] {
            let class = property(name, false).unwrap();
            assert!(holds(&class, 'A') && !holds(&class, 'a'), "{name}");
        }
        for name in [
            "IsCyrillic",
            "InCyrillic",
            "script=Cyrillic",
            "blk=Cyrillic",
        ] {
            let class = property(name, false).unwrap();
            assert!(holds(&class, 'ж') && !holds(&class, 'z'), "{name}");
        }
        assert!(property("IsKlingon", true).is_err());
    }

    #[test]
    fn dialects_differ_in_their_shorthands() {
        assert!(!holds(&shorthand('w', false).unwrap(), 'ж'));
        assert!(holds(&shorthand('w', true).unwrap(), 'ж'));
        assert!(!holds(&shorthand('s', false).unwrap(), '\u{a0}'));
        assert!(holds(&shorthand('s', true).unwrap(), '\u{a0}'));
        assert!(holds(&shorthand('W', false).unwrap(), 'ж'));
    }

    #[test]
    fn case_is_folded_in_ascii_or_everywhere() {
        let class = set(&[('k', 'k'), ('ж', 'ж')]);
        let ascii = fold_case(&class, false);
        assert!(holds(&ascii, 'K') && !holds(&ascii, 'Ж') && !holds(&ascii, '\u{212a}'));
        assert!(holds(&fold_case(&class, true), 'Ж'));
    }
}
