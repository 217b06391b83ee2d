//! What an anchor is: a place in the text and its language-free atoms.
//!
//! The one idea: an anchor is compared through its **atoms**, small values
//! that are equal or not. A date breaks into day, month and year, so that
//! "11 April" still agrees with "11.04.2018" in two of three atoms, and a sum
//! of money agrees with a bare number in one of two.

use std::fmt;
use std::ops::{Deref, Range};

use crate::Decimal;
use bitext_core::TextRange;

/// A piece of a text that a translation carries over in a predictable form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Anchor {
    /// What it is.
    pub kind: AnchorKind,
    /// Its bytes in the text.
    pub range: TextRange,
    /// Its tokens, as indices into the list of tokens given.
    pub tokens: Range<usize>,
    /// Its language-free pieces of evidence. Empty for names, which are
    /// compared by [`NameKey`](crate::NameKey).
    pub atoms: AtomList,
    /// Whether a number, ordinal or fraction is written in words. Small ones
    /// often are no numbers at all ("one of them") and deserve less weight.
    pub is_word: bool,
    /// Whether the anchor may be something else altogether: a capital at the
    /// start of a sentence or on a common noun, taken for a name.
    pub is_doubtful: bool,
}

/// What an anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AnchorKind {
    /// A number in digits or words.
    Number,
    /// A number of per cent.
    Percent,
    /// A sum of money, or a currency alone.
    Money,
    /// A rank: `5th`, `пятый`, `XIX`.
    Ordinal,
    /// A part of a whole: `half`, `две трети`.
    Fraction,
    /// A date, as far as it is given, or a weekday.
    Date,
    /// A time of day, or a time zone alone.
    Time,
    /// A country, organisation or agency of the pack's list.
    Term,
    /// A word in Latin letters in a text of another script.
    Latin,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// `@name`.
    Handle,
    /// `#topic`.
    Hashtag,
    /// A capitalised word that may be (part of) a name.
    Name,
}

/// A language-free piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Atom {
    /// A number, scale words multiplied in; also the day and year of a date.
    Number(Decimal),
    /// A rank.
    Ordinal(u32),
    /// A part of a whole.
    Fraction {
        /// How many parts.
        numerator: u16,
        /// Parts of which size.
        denominator: u16,
    },
    /// A month, 1 to 12.
    Month(u8),
    /// A weekday, 1 (Monday) to 7 (Sunday).
    Weekday(u8),
    /// The number is one of per cent.
    Percent,
    /// A currency by its ISO 4217 code.
    Currency([u8; 3]),
    /// A time of day in minutes since midnight.
    Time {
        /// Minutes since midnight, below 1440.
        minutes: u16,
    },
    /// A time zone by its usual Latin abbreviation.
    Zone(Code),
    /// A scale word ("million") was used: its power of ten.
    Scale(u8),
    /// A country, organisation or agency by the id all packs share.
    Term(Code),
    /// A hash of the folded text, for what is carried over as it stands. The
    /// same on every machine.
    Text(u64),
}

/// A short identifier, one to eight ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code([u8; 8]);

impl Code {
    /// The identifier, if it is one to eight visible ASCII characters.
    #[must_use]
    pub fn try_new(text: &str) -> Option<Self> {
        let mut code = [0; 8];
        let fits = !text.is_empty() && text.len() <= code.len();
        if !fits || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        code[..text.len()].copy_from_slice(text.as_bytes());
        Some(Self(code))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|&byte| byte == 0);
        let bytes = &self.0[..length.unwrap_or(self.0.len())];
        // Only ASCII gets in, so this never takes the other way.
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Up to four atoms, without a heap; more are left out.
#[derive(Clone, Copy)]
pub struct AtomList {
    atoms: [Atom; Self::CAPACITY],
    length: u8,
}

impl AtomList {
    /// How many atoms find room.
    pub const CAPACITY: usize = 4;

    /// No atoms.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            atoms: [Atom::Percent; Self::CAPACITY],
            length: 0,
        }
    }

    /// Adds an atom, unless it is there already or the list is full.
    pub fn push(&mut self, atom: Atom) {
        let length = usize::from(self.length);
        if length < Self::CAPACITY && !self.contains(&atom) {
            self.atoms[length] = atom;
            self.length += 1;
        }
    }
}

impl Default for AtomList {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for AtomList {
    type Target = [Atom];

    fn deref(&self) -> &[Atom] {
        &self.atoms[..usize::from(self.length)]
    }
}

impl FromIterator<Atom> for AtomList {
    fn from_iter<I: IntoIterator<Item = Atom>>(atoms: I) -> Self {
        let mut list = Self::new();
        atoms.into_iter().for_each(|atom| list.push(atom));
        list
    }
}

impl PartialEq for AtomList {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for AtomList {}

impl fmt::Debug for AtomList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Display for Atom {
    /// As a person would write it: `5000000`, `month 4`, `EUR`, `11:30`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Ordinal(rank) => write!(formatter, "no. {rank}"),
            Self::Fraction {
                numerator,
                denominator,
            } => {
                write!(formatter, "{numerator}/{denominator}")
            }
            Self::Month(month) => write!(formatter, "month {month}"),
            Self::Weekday(day) => write!(formatter, "weekday {day}"),
            Self::Percent => formatter.write_str("%"),
            Self::Currency(code) => formatter.write_str(&String::from_utf8_lossy(code)),
            Self::Time { minutes } => {
                write!(formatter, "{}:{:02}", minutes / 60, minutes % 60)
            }
            Self::Zone(code) | Self::Term(code) => formatter.write_str(code.as_str()),
            Self::Scale(power) => write!(formatter, "10^{power}"),
            Self::Text(hash) => write!(formatter, "text {hash:016x}"),
        }
    }
}

impl Atom {
    /// The atom of a text that is carried over as it stands, folded.
    #[must_use]
    pub fn of_text(folded: &str) -> Self {
        // FNV-1a: the same on every machine, which the hashers of tables are not.
        let hash = folded
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
        Self::Text(hash)
    }
}

impl Anchor {
    /// The anchor in a form that does not depend on the language, for display:
    /// `2018-04-11`, `--04-11` (no year), `EUR 5000000`, `11:30 MSK`, `50 %`,
    /// `5th`, `1/2`, `Mon`, `10^6` (a scale word alone); names, Latin words and
    /// addresses as they stand in `text`, the text the anchor was found in.
    #[must_use]
    pub fn canonical(&self, text: &str) -> String {
        let shown = match self.kind {
            AnchorKind::Date => self.canonical_date(),
            AnchorKind::Money => self.join(|atom| match atom {
                Atom::Currency(code) => Some((0, String::from_utf8_lossy(&code).into_owned())),
                Atom::Number(number) => Some((1, number.to_string())),
                Atom::Scale(power) if !self.has_number() => Some((1, format!("10^{power}"))),
                _ => None,
            }),
            AnchorKind::Number
            | AnchorKind::Percent
            | AnchorKind::Ordinal
            | AnchorKind::Fraction
            | AnchorKind::Time
            | AnchorKind::Term => self.join(|atom| match atom {
                Atom::Number(number) => Some((0, number.to_string())),
                Atom::Ordinal(rank) => Some((0, format!("{rank}{}", ordinal_suffix(rank)))),
                Atom::Fraction {
                    numerator,
                    denominator,
                } => Some((0, format!("{numerator}/{denominator}"))),
                Atom::Time { minutes } => {
                    Some((0, format!("{:02}:{:02}", minutes / 60, minutes % 60)))
                }
                Atom::Scale(power) if !self.has_number() => Some((1, format!("10^{power}"))),
                Atom::Percent => Some((2, "%".to_owned())),
                Atom::Zone(code) | Atom::Term(code) => Some((2, code.as_str().to_owned())),
                _ => None,
            }),
            _ => String::new(),
        };
        if shown.is_empty() {
            return self.range.of(text).to_owned();
        }
        shown
    }

    fn has_number(&self) -> bool {
        self.atoms
            .iter()
            .any(|atom| matches!(atom, Atom::Number(_)))
    }

    fn join(&self, show: impl Fn(Atom) -> Option<(u8, String)>) -> String {
        let mut parts: Vec<(u8, String)> =
            self.atoms.iter().filter_map(|&atom| show(atom)).collect();
        // Stable, so that two numbers keep their order.
        parts.sort_by_key(|&(rank, _)| rank);
        let parts: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
        parts.join(" ")
    }

    /// As ISO 8601 writes dates that lack a part.
    fn canonical_date(&self) -> String {
        let mut day = None;
        let mut month = None;
        let mut year = None;
        let mut weekday = String::new();
        for &atom in self.atoms.iter() {
            match atom {
                Atom::Month(number) => month = Some(number),
                Atom::Number(number) => match number.to_integer() {
                    Some(value @ 1..=31) => day = Some(value),
                    value => year = value,
                },
                Atom::Weekday(number) => {
                    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
                    let index = usize::from(number).saturating_sub(1);
                    weekday = names.get(index).copied().unwrap_or_default().to_owned();
                }
                _ => {}
            }
        }
        let date = match (year, month, day) {
            (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(year), Some(month), None) => format!("{year:04}-{month:02}"),
            (Some(year), None, _) => format!("{year:04}"),
            (None, Some(month), Some(day)) => format!("--{month:02}-{day:02}"),
            (None, Some(month), None) => format!("--{month:02}"),
            (None, None, Some(day)) => format!("---{day:02}"),
            (None, None, None) => String::new(),
        };
        [weekday, date]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn ordinal_suffix(rank: u32) -> &'static str {
    match (rank % 100, rank % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_atom_is_two_words_and_a_list_drops_what_is_there() {
        assert_eq!(size_of::<Atom>(), 16);
        let list: AtomList = [Atom::Month(4), Atom::Month(4), Atom::Percent]
            .into_iter()
            .collect();
        assert_eq!(*list, [Atom::Month(4), Atom::Percent]);
    }

    #[test]
    fn codes_hold_what_was_put_in() {
        assert_eq!(
            Code::try_new("NATO").map(|code| code.as_str().to_owned()),
            Some("NATO".to_owned())
        );
        assert_eq!(Code::try_new(""), None);
        assert_eq!(Code::try_new("overlong1"), None);
        assert_eq!(Code::try_new("ЕС"), None);
    }

    #[test]
    fn dates_show_what_is_known() {
        let date = |atoms: &[Atom]| Anchor {
            kind: AnchorKind::Date,
            range: TextRange::new(0, 0),
            tokens: 0..0,
            atoms: atoms.iter().copied().collect(),
            is_word: false,
            is_doubtful: false,
        };
        let day = Atom::Number(Decimal::from(11));
        let year = Atom::Number(Decimal::from(2018));
        let shown = |atoms: &[Atom]| date(atoms).canonical("");
        assert_eq!(shown(&[day, Atom::Month(4), year]), "2018-04-11");
        assert_eq!(shown(&[day, Atom::Month(4)]), "--04-11");
        assert_eq!(shown(&[Atom::Month(4), year]), "2018-04");
        assert_eq!(shown(&[Atom::Weekday(3)]), "Wed");
    }
}
