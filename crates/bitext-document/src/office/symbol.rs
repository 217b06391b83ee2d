//! Signs that a document takes from a font of signs, by their place in it.
//!
//! Word's dialog for symbols writes `°` or `≥` as a place in the font Symbol. What is
//! in other such fonts is mostly bullets and arrows, and is left out.

/// The signs at the places from 0x20 on.
const FROM_SPACE: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?\
    ≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// The signs at the places from 0xA0 on.
const FROM_EURO: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵\
    ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊";

/// The sign at a place, written in hexadecimal digits, of a font.
pub(crate) fn sign(font: &str, place: &str) -> Option<char> {
    let place = u32::from_str_radix(place, 16).ok()?;
    // Fonts of signs have theirs in the private area.
    let is_private = (0xF000..=0xF0FF).contains(&place);
    if font.eq_ignore_ascii_case("Symbol") && (is_private || place < 0x100) {
        let place = place & 0xFF;
        let (signs, first) = if place < 0xA0 {
            (FROM_SPACE, 0x20)
        } else {
            (FROM_EURO, 0xA0)
        };
        let index = usize::try_from(place.checked_sub(first)?).ok()?;
        return signs.chars().nth(index);
    }
    let sign = char::from_u32(place)?;
    (!is_private && !sign.is_control()).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_the_font_are_signs() {
        for (font, place, expected) in [
            ("Symbol", "F0B0", Some('°')),
            ("Symbol", "00B3", Some('≥')),
            ("Symbol", "F06D", Some('μ')),
            ("Symbol", "F0E0", Some('◊')),
            ("Symbol", "F000", None),
            ("Wingdings", "F0E0", None),
            ("Arial", "2192", Some('→')),
            ("Arial", "D800", None),
        ] {
            assert_eq!(sign(font, place), expected, "{font} {place}");
        }
    }
}
