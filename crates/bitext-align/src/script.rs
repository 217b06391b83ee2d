//! Scripts, told by the first letter of a word.

/// The script a word is written in, as far as the identical channel cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum WordScript {
    /// No letters.
    None,
    Latin,
    Cyrillic,
    Greek,
    Han,
    Other,
}

/// All scripts in their order.
pub(crate) const SCRIPTS: [WordScript; 6] = [
    WordScript::None,
    WordScript::Latin,
    WordScript::Cyrillic,
    WordScript::Greek,
    WordScript::Han,
    WordScript::Other,
];

impl WordScript {
    /// The script of the first letter of a word.
    pub(crate) fn of(word: &str) -> Self {
        let letter = word.chars().find(|letter| letter.is_alphabetic());
        match letter.map(u32::from) {
            None => Self::None,
            Some(0..=0x24f | 0x1e00..=0x1eff) => Self::Latin,
            Some(0x370..=0x3ff | 0x1f00..=0x1fff) => Self::Greek,
            Some(0x400..=0x52f) => Self::Cyrillic,
            Some(0x3040..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff) => Self::Han,
            Some(_) => Self::Other,
        }
    }
}
