//! Which version of a story? Desks number updates in slugs and headlines.

/// Words that stand before the number of a version.
const BEFORE: &[&str] = &[
    "update",
    "upd",
    "lead",
    "ld",
    "writethru",
    "версия",
    "обновление",
];

/// Words that stand after it.
const AFTER: &[&str] = &["ld", "lead", "update", "writethru", "версия", "обновление"];

/// The number of the version in `UPDATE 2-Harbour reopens`, `BC-HARBOUR, 2nd Ld`
/// or `(обновление 3)`.
pub(crate) fn update_number(text: &str) -> Option<u32> {
    let small = text.to_lowercase();
    let words: Vec<&str> = small
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1);
        if BEFORE.contains(word)
            && let Some(number) = next.and_then(|next| small_number(next))
        {
            return Some(number);
        }
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let ending = &word[digits.len()..];
        let number = small_number(&digits);
        if number.is_some()
            && (AFTER.contains(&ending)
                || (matches!(ending, "st" | "nd" | "rd" | "th" | "я")
                    && next.is_some_and(|next| AFTER.contains(next))))
        {
            return number;
        }
        // `2-я версия`: the ending of an ordinal stands apart.
        let is_ordinal = ending.is_empty() && next.is_some_and(|next| next.chars().count() <= 2);
        if number.is_some()
            && is_ordinal
            && words
                .get(index + 2)
                .is_some_and(|word| AFTER.contains(word))
        {
            return number;
        }
        // `2ndLd`, as wires write it in one word.
        let glued = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|mark| ending.strip_prefix(mark));
        if number.is_some() && glued.is_some_and(|rest| AFTER.contains(&rest)) {
            return number;
        }
    }
    None
}

fn small_number(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|number| *number < 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbered_in_several_ways() {
        for (text, number) in [
            ("UPDATE 2-Harbour reopens after storm", Some(2)),
            ("BC-HARBOUR, 3rd Ld", Some(3)),
            ("harbour-2ndLd", Some(2)),
            ("Порт открыт (обновление 4)", Some(4)),
            ("Порт открыт, 2-я версия", Some(2)),
            ("Lead falls 2 percent", None),
            ("The 2nd update", Some(2)),
            ("UPDATE 2026", None),
        ] {
            assert_eq!(update_number(text), number, "{text}");
        }
    }
}
