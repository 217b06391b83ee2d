//! Folding words without an allocation for each.
//!
//! The pack's folding works letter by letter, so a table of what becomes of
//! each common letter, filled once from [`LanguagePack::fold`], gives the same
//! result; a word with any other letter goes to the pack itself.

use std::sync::Arc;

use bitext_lang::LanguagePack;

/// Letters up to here (Latin with its extensions, Greek, Cyrillic) are in the
/// table.
const TABLE_SIZE: u32 = 0x530;

/// A pack's folding, prepared.
pub(crate) struct Folder {
    pack: Arc<LanguagePack>,
    table: Vec<Folded>,
}

#[derive(Clone, Copy)]
enum Folded {
    Letter(char),
    Nothing,
    /// More letters than one.
    Elsewhere,
}

impl Folder {
    pub(crate) fn new(pack: &Arc<LanguagePack>) -> Self {
        let mut folded = String::new();
        let table = (0..TABLE_SIZE)
            .map(|code| {
                let Some(letter) = char::from_u32(code) else {
                    return Folded::Elsewhere;
                };
                folded.clear();
                pack.fold_letter(letter, &mut folded);
                let mut letters = folded.chars();
                match (letters.next(), letters.next()) {
                    (None, _) => Folded::Nothing,
                    (Some(letter), None) => Folded::Letter(letter),
                    _ => Folded::Elsewhere,
                }
            })
            .collect();
        Self {
            pack: Arc::clone(pack),
            table,
        }
    }

    /// Replaces what is in `folded` by the folded `word`.
    pub(crate) fn fold_into(&self, word: &str, folded: &mut String) {
        folded.clear();
        for letter in word.chars() {
            let index = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX);
            match self.table.get(index) {
                Some(Folded::Letter(letter)) => folded.push(*letter),
                Some(Folded::Nothing) => {}
                Some(Folded::Elsewhere) | None => {
                    *folded = self.pack.fold(word);
                    return;
                }
            }
        }
    }

    pub(crate) fn fold(&self, word: &str) -> String {
        let mut folded = String::with_capacity(word.len());
        self.fold_into(word, &mut folded);
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::LanguageTag;
    use bitext_lang::PackLibrary;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folds_as_the_pack_does(word in any::<String>()) {
            let packs = PackLibrary::built_in();
            for name in ["en", "ru", "de"] {
                let pack = packs.get(&LanguageTag::try_new(name).unwrap()).unwrap();
                prop_assert_eq!(Folder::new(&pack).fold(&word), pack.fold(&word));
            }
        }
    }
}
