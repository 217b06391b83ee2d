//! The punctuation profile of a segment: marks that translators tend to keep.

/// How many marks a profile counts.
pub(crate) const MARKS: usize = 9;

/// Index of the end mark in a profile; of a link only its last line counts.
pub(crate) const END_MARK: usize = 6;

/// From this index on a mark is either there or not.
pub(crate) const YES_OR_NO: usize = 7;

/// Counts of question marks, exclamation marks, quotation marks (by halves),
/// brackets, colons, ellipses; whether the segment ends in an end mark; spaced
/// dashes; whether it is all in capitals. In the order of the feature list.
pub(crate) type Profile = [f32; MARKS];

/// The profile of a segment.
pub(crate) fn profile(text: &str) -> Profile {
    let mut counts = [0.0; MARKS];
    let (mut upper, mut lower) = (false, false);
    let mut dots = 0;
    let mut before = ' ';
    let mut letters = text.trim().chars().peekable();
    let mut last = ' ';
    while let Some(letter) = letters.next() {
        dots = if letter == '.' { dots + 1 } else { 0 };
        match letter {
            '?' | '？' | '؟' => counts[0] += 1.0,
            '!' | '！' => counts[1] += 1.0,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => {
                counts[2] += 0.5;
            }
            '(' | '（' => counts[3] += 1.0,
            ':' | '：' => counts[4] += 1.0,
            '…' => counts[5] += 1.0,
            '.' if dots == 3 => counts[5] += 1.0,
            '-' | '–' | '—' => {
                let spaced = letters.peek().is_none_or(|next| next.is_whitespace());
                if spaced && before.is_whitespace() {
                    counts[YES_OR_NO] += 1.0;
                }
            }
            _ if letter.is_ascii() => {
                upper |= letter.is_ascii_uppercase();
                lower |= letter.is_ascii_lowercase();
            }
            _ => {
                upper |= letter.is_uppercase();
                lower |= letter.is_lowercase();
            }
        }
        before = letter;
        last = letter;
    }
    let ends = matches!(
        last,
        '.' | '!'
            | '?'
            | '"'
            | '»'
            | '”'
            | ':'
            | ';'
            | '…'
            | '。'
            | '！'
            | '？'
            | '」'
            | '』'
            | '؟'
            | '।'
            | '：'
            | '；'
    );
    counts[END_MARK] = f32::from(u8::from(ends));
    counts[YES_OR_NO + 1] = f32::from(u8::from(upper && !lower));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_both_scripts_count_alike() {
        assert_eq!(profile("\"Why (now)?\" he asked: silence..."), {
            [1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
        });
        assert_eq!(
            profile("«Почему (сейчас)?» — спросил он: тишина…"),
            { [1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0] }
        );
        assert_eq!(profile("READ MORE")[YES_OR_NO + 1], 1.0);
        assert_eq!(profile("2018")[YES_OR_NO + 1], 0.0);
    }
}
