//! Exact decimal numbers in eight bytes.
//!
//! The one idea: a value is a mantissa without trailing zeros and a power of
//! ten, so each value has one representation and `1,000.5`, `1 000,5` and
//! `1000.50` are equal bit for bit. Floats would not be: 0.1 + 0.2 ≠ 0.3.

use std::fmt;

/// A decimal number that is not negative, exact, with up to 16 significant
/// digits.
///
/// Equality is equality of value. The order is a fixed one for sorting, not
/// that of the values.
///
/// ```
/// use bitext_anchor::Decimal;
/// assert_eq!(Decimal::try_new(10_005, -1), Decimal::try_new(100_050, -2));
/// assert_eq!(Decimal::try_new(10_005, -1).map(|n| n.to_string()).as_deref(), Some("1000.5"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(u64);

/// Values above this do not fit the 56 bits kept for the mantissa.
const LARGEST_MANTISSA: u64 = (1 << 56) - 1;

/// No scale word is greater.
const ANY_SCALE: u8 = 36;

impl Decimal {
    /// Nought.
    pub const ZERO: Self = Self(0);

    /// `mantissa` × 10^`exponent`; `None` if it has too many digits or lies
    /// outside 10^±127.
    #[must_use]
    pub fn try_new(mut mantissa: u64, exponent: i32) -> Option<Self> {
        if mantissa == 0 {
            return Some(Self::ZERO);
        }
        let mut exponent = exponent;
        while mantissa.is_multiple_of(10) {
            mantissa /= 10;
            exponent += 1;
        }
        if mantissa > LARGEST_MANTISSA {
            return None;
        }
        let exponent = i8::try_from(exponent).ok()?;
        Some(Self(mantissa << 8 | u64::from(exponent.to_le_bytes()[0])))
    }

    /// The digits without trailing zeros.
    #[must_use]
    pub fn mantissa(self) -> u64 {
        self.0 >> 8
    }

    /// The power of ten the mantissa is multiplied by.
    #[must_use]
    pub fn exponent(self) -> i32 {
        i32::from(i8::from_le_bytes([self.0.to_le_bytes()[0]]))
    }

    /// The number times 10^`power`; `None` if that is out of range.
    #[must_use]
    pub fn scaled(self, power: u8) -> Option<Self> {
        Self::try_new(self.mantissa(), self.exponent() + i32::from(power))
    }

    /// The sum; `None` if it has too many digits.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent().min(other.exponent());
        let shifted = |number: Self| {
            let power = u32::try_from(number.exponent() - exponent).ok()?;
            number.mantissa().checked_mul(10_u64.checked_pow(power)?)
        };
        if self == Self::ZERO || other == Self::ZERO {
            return Some(if self == Self::ZERO { other } else { self });
        }
        Self::try_new(shifted(self)?.checked_add(shifted(other)?)?, exponent)
    }

    /// Whether the number is smaller than 10^`power`.
    #[must_use]
    pub fn is_below_power(self, power: u8) -> bool {
        let digits = match self.mantissa() {
            0 => return true,
            mantissa => i32::try_from(mantissa.ilog10()).unwrap_or(i32::MAX) + 1,
        };
        digits + self.exponent() <= i32::from(power)
    }

    /// The greatest power of a thousand that the number reaches, from a million on,
    /// as a power of ten.
    pub(crate) fn scale(self) -> Option<u8> {
        let powers = (6..=ANY_SCALE).step_by(3);
        powers.rev().find(|&power| !self.is_below_power(power))
    }

    /// The value, if it is a whole number that fits.
    #[must_use]
    pub fn to_integer(self) -> Option<u32> {
        let power = u32::try_from(self.exponent()).ok()?;
        let value = self.mantissa().checked_mul(10_u64.checked_pow(power)?)?;
        u32::try_from(value).ok()
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        // A u32 has ten digits at most, so it always fits.
        Self::try_new(u64::from(value), 0).unwrap_or(Self::ZERO)
    }
}

impl fmt::Display for Decimal {
    /// Plain digits with a point and no exponent.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa().to_string();
        let exponent = self.exponent();
        if exponent >= 0 {
            let zeros = usize::try_from(exponent).unwrap_or(0);
            return write!(formatter, "{digits}{:0<zeros$}", "");
        }
        let places = usize::try_from(-exponent).unwrap_or(0);
        if places >= digits.len() {
            return write!(formatter, "0.{digits:0>places$}");
        }
        let (whole, part) = digits.split_at(digits.len() - places);
        write!(formatter, "{whole}.{part}")
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(mantissa: u64, exponent: i32) -> Decimal {
        Decimal::try_new(mantissa, exponent).unwrap()
    }

    #[test]
    fn a_value_has_one_representation() {
        assert_eq!(decimal(5_000_000, 0), decimal(5, 6));
        assert_eq!(decimal(0, 7), Decimal::ZERO);
        assert_ne!(decimal(5, 0), decimal(5, 1));
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(decimal(1, -1).plus(decimal(2, -1)), Some(decimal(3, -1)));
        let trillion = decimal(1, 12).plus(decimal(643, 8));
        assert_eq!(trillion, Some(decimal(10_643, 8)));
        assert_eq!(decimal(385, -1).scaled(3), Some(decimal(38_500, 0)));
        assert_eq!(decimal(1, 100).plus(decimal(1, -20)), None);
        assert_eq!(Decimal::try_new(u64::MAX, 0), None);
    }

    #[test]
    fn numbers_are_shown_plainly() {
        let shown = |mantissa, exponent| decimal(mantissa, exponent).to_string();
        assert_eq!(shown(0, 0), "0");
        assert_eq!(shown(5, 6), "5000000");
        assert_eq!(shown(10_005, -1), "1000.5");
        assert_eq!(shown(5, -3), "0.005");
        assert_eq!(decimal(12, 0).to_integer(), Some(12));
        assert_eq!(decimal(12, -1).to_integer(), None);
    }

    #[test]
    fn bounds_by_power_of_ten() {
        assert!(decimal(999, 0).is_below_power(3));
        assert!(!decimal(1000, 0).is_below_power(3));
        assert!(decimal(643, -1).is_below_power(3));
    }
}
