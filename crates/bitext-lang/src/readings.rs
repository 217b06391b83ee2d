//! How the characters of a script are read, for names that another text spells.
//!
//! A pack whose script writes words without letters may hold `readings.txt`: a
//! line a syllable, the syllable in letters a to z, a tab, and the characters
//! that are read so. A character may stand on several lines.

use rustc_hash::FxHashMap;

/// The readings of characters.
#[derive(Debug, Default)]
pub struct Readings {
    syllables: Vec<Box<str>>,
    /// For each character the indices of its syllables, ascending.
    by_character: FxHashMap<char, Vec<u16>>,
}

impl Readings {
    /// Reads `readings.txt`. Lines that begin with `#` are comments; what is
    /// wrong comes back with its line number.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut readings = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |what: &str| format!("line {number}: {what}");
            let (syllable, characters) = line
                .split_once('\t')
                .ok_or_else(|| fault("no tab between syllable and characters"))?;
            if syllable.is_empty() || !syllable.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(fault("a syllable is letters a to z"));
            }
            let index = u16::try_from(readings.syllables.len())
                .map_err(|_| fault("more than 65,536 syllables"))?;
            readings.syllables.push(syllable.into());
            for character in characters.chars() {
                readings
                    .by_character
                    .entry(character)
                    .or_default()
                    .push(index);
            }
        }
        Ok(readings)
    }

    /// Whether no character has a reading.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_character.is_empty()
    }

    /// The readings of a character, in the order of the file.
    pub fn of(&self, character: char) -> impl Iterator<Item = &str> {
        let indices = self.by_character.get(&character);
        let indices = indices.map_or(&[][..], Vec::as_slice);
        indices
            .iter()
            .map(|&index| &*self.syllables[usize::from(index)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_have_several_readings() {
        let readings = Readings::parse("# comment\nchang\t长常\nzhang\t张长\n").unwrap();
        assert_eq!(readings.of('长').collect::<Vec<_>>(), ["chang", "zhang"]);
        assert_eq!(readings.of('x').count(), 0);
    }

    #[test]
    fn faults_name_their_line() {
        let fault = |text: &str| Readings::parse(text).unwrap_err();
        assert!(fault("a\t啊\nzhāng\t张\n").starts_with("line 2"));
        assert!(fault("张").contains("no tab"));
    }
}
