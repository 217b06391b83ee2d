//! Logarithm and exponential that give the same bits on every platform.
//!
//! The standard library's are those of the system's mathematics library and
//! differ in the last place between platforms, which would let a near-tie fall
//! either way. These use only additions, multiplications and divisions, which
//! IEEE 754 fixes.

/// Natural logarithm of a positive normal number, within 2e-7 of the true one;
/// nothing is promised for others.
#[inline]
#[must_use]
pub fn ln(x: f32) -> f32 {
    // x = m · 2^e with m in [√½, √2); ln m by the series of the inverse
    // hyperbolic tangent in s = (m − 1)/(m + 1), |s| < 0.172.
    let bits = x.to_bits();
    let shifted = bits.wrapping_add(0x3f80_0000 - 0x3f35_04f3);
    let exponent = (shifted >> 23) as i32 - 127;
    let mantissa = f32::from_bits((shifted & 0x007f_ffff) + 0x3f35_04f3);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = 2.0 + square * (2.0 / 3.0 + square * (2.0 / 5.0 + square * (2.0 / 7.0)));
    s * series + exponent as f32 * std::f32::consts::LN_2
}

/// Natural logarithm in double precision, within 1e-14 relative; of positive
/// normal numbers only.
#[must_use]
pub fn ln_double(x: f64) -> f64 {
    let bits = x.to_bits();
    let shifted = bits.wrapping_add(0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd);
    let exponent = (shifted >> 52) as i64 - 1023;
    let mantissa = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + 0x3fe6_a09e_667f_3bcd);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut series = 0.0;
    for odd in (0..10).rev() {
        series = series * square + 2.0 / f64::from(2 * odd + 1);
    }
    s * series + exponent as f64 * std::f64::consts::LN_2
}

/// Exponential, within 1e-9 relative; arguments are clamped to ±700.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    // x = k·ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor series.
    let x = x.clamp(-700.0, 700.0);
    let k = (x * std::f64::consts::LOG2_E + 0.5).floor();
    let r = x - k * std::f64::consts::LN_2;
    let series = 1.0
        + r * (1.0
            + r * (1.0 / 2.0
                + r * (1.0 / 6.0
                    + r * (1.0 / 24.0
                        + r * (1.0 / 120.0
                            + r * (1.0 / 720.0 + r * (1.0 / 5040.0 + r * (1.0 / 40320.0))))))));
    series * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_to_the_real_functions() {
        for step in 1..20_000 {
            let x = step as f32 * 0.013;
            assert!((ln(x) - x.ln()).abs() <= 4e-7 * (1.0 + x.ln().abs()), "{x}");
            let y = f64::from(step) * 0.03 - 300.0;
            assert!((exp(y) / y.exp() - 1.0).abs() < 1e-8, "{y}");
            let z = f64::from(x) * 1e-3;
            assert!((ln_double(z) - z.ln()).abs() < 1e-13, "{z}");
        }
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(exp(0.0), 1.0);
    }
}
