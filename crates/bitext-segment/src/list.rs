//! Items of a list that run on in one line.
//!
//! `1) Bread 2) Butter` has no mark between its items, only labels that count
//! up. So when a segment starts with the first label of a list, or with the
//! label after it was cut off, the next label in the same dress opens the next
//! item. Labels are numbers or single small letters with `)`, `.)` or `.`.

use crate::character::is_lowercase;
use crate::site::word_after;

/// The label that would open the next item.
#[derive(Debug)]
pub(crate) struct NextItem {
    label: String,
    dress: Dress,
}

/// What stands behind a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    Stop,
    Bracket,
    StopBracket,
}

impl Dress {
    fn of(rest: &str) -> Option<Self> {
        if rest.starts_with(".)") {
            Some(Self::StopBracket)
        } else if rest.starts_with(')') {
            Some(Self::Bracket)
        } else if rest.starts_with(". ") {
            Some(Self::Stop)
        } else {
            None
        }
    }
}

impl NextItem {
    /// The label that follows the one `segment` starts with. A list starts
    /// with 1 or a; `is_running` says that the segment was cut at a label.
    pub(crate) fn after(segment: &str, is_running: bool) -> Option<Self> {
        let first = segment.chars().next()?;
        let starts = if is_running {
            first.is_ascii_digit() || is_lowercase(first)
        } else {
            matches!(first, '1' | 'a' | 'а')
        };
        if !starts {
            return None;
        }
        let label = word_after(segment);
        let dress = Dress::of(&segment[label.len()..])?;
        let label = if label.len() == first.len_utf8() && is_lowercase(first) {
            // Russian lists leave out `й`.
            let next = if first == 'и' {
                'к'
            } else {
                char::from_u32(u32::from(first) + 1)?
            };
            next.to_string()
        } else if label.len() <= 2 {
            let number: u32 = label.parse().ok()?;
            if number != 1 && !is_running {
                return None;
            }
            (number + 1).to_string()
        } else {
            return None;
        };
        Some(Self { label, dress })
    }

    /// Where the label starts that ends at `mark`, the byte of its `)` or `.`.
    pub(crate) fn starts_at(&self, text: &str, segment: usize, mark: usize) -> Option<usize> {
        let start = mark.checked_sub(self.label.len())?;
        let stands_apart = start > segment
            && text.get(start..mark)? == self.label
            && text[..start].ends_with([' ', '\u{a0}']);
        (stands_apart && Dress::of(&text[mark..]) == Some(self.dress)).then_some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_count_up_in_one_dress() {
        let text = "1) Bread 2) Butter";
        let next = NextItem::after(text, false).unwrap();
        assert_eq!(next.starts_at(text, 0, 10), Some(9));
        assert_eq!(next.starts_at(text, 0, 1), None);
        assert!(NextItem::after("2) Butter", false).is_none());
        assert!(NextItem::after("2) Butter", true).is_some());
        assert!(NextItem::after("1934 was cold", false).is_none());
    }
}
