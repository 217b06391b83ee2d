//! Numbers with their nouns, as messages and reports have them.

use std::fmt::Display;

/// A number and what is counted: `1 unit`, `2 units`. The noun takes an `s`.
pub(crate) fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let ending = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// How often: `once`, `twice`, `3 times`.
pub(crate) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(counted(0_u64, "unit"), "0 units");
        assert_eq!(counted(1_usize, "unit"), "1 unit");
        assert_eq!(counted(21_u64, "unit"), "21 units");
        assert_eq!([1, 2, 3].map(times), ["once", "twice", "3 times"]);
    }
}
