//! How words are spread over a line.

/// Whether the words of a line are spread evenly over it so that it ends at a column, as
/// programs for terminals do: its gaps are of two widths that differ by a space, two or
/// more of them are wider than one, and it is mostly words. In a row of a table they differ
/// by more or not at all, or there are hardly any.
///
/// ```
/// use bitext_core::is_justified;
/// assert!(is_justified("The  ferry to the  islands stays in  port"));
/// assert!(!is_justified("The ferry to the islands stays in port"));
/// assert!(!is_justified("Hoist rope    500 h    Lessor"));
/// assert!(!is_justified("Monday  Tuesday  Friday  Sunday"));
/// ```
#[must_use]
pub fn is_justified(line: &str) -> bool {
    let (mut least, mut most, mut gaps, mut wide) = (usize::MAX, 0, 0, 0);
    let mut gap = 0;
    for character in line.trim().chars() {
        if character == ' ' {
            gap += 1;
        } else if gap > 0 {
            (least, most) = (least.min(gap), most.max(gap));
            gaps += 1;
            wide += usize::from(gap > 1);
            gap = 0;
        }
    }
    let has_letters = |word: &&str| word.contains(char::is_alphabetic);
    gaps >= FEWEST_GAPS
        && wide >= 2
        && most - least == 1
        && 2 * line.split_whitespace().filter(has_letters).count() > gaps
}

/// So few gaps are even by chance.
const FEWEST_GAPS: usize = 3;
