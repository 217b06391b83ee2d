//! A text in eight bytes, so that a million texts can be remembered.

use std::hash::{DefaultHasher, Hash, Hasher};

use bitext_core::InlineText;

/// The fingerprint of a text or unit. Two different texts have the same one with
/// a probability of 2⁻⁶⁴; among a million units, that is one chance in forty
/// million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Of anything that can be hashed.
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        // The default hasher starts from fixed keys, so runs agree.
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        Self::from(hasher)
    }

    /// Adds a text and its codes to a fingerprint in the making.
    pub(crate) fn of_segment(segment: &InlineText, hasher: &mut DefaultHasher) {
        segment.text().hash(hasher);
        for code in segment.codes() {
            (code.position, code.kind, &code.content).hash(hasher);
        }
    }
}

impl From<DefaultHasher> for Fingerprint {
    fn from(hasher: DefaultHasher) -> Self {
        Self(hasher.finish())
    }
}
