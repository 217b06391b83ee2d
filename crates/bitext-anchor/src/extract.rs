//! The extractor: what is prepared once for a language and used for each text.
//!
//! The one idea: all that a pack knows is turned into tables when the extractor
//! is made, so that a text costs look-ups only and threads can share it.

use std::sync::Arc;

use bitext_lang::{LanguagePack, PackError, Script, Token, TokenKind, is_katakana};

use crate::anchor::Anchor;
use crate::fold::Folder;
use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, Openings, UNKNOWN, WordSense};
use crate::name::{NameKey, Romaniser};
use crate::scan::Scan;

/// Finds the anchors in texts of one language.
///
/// Made once, used for every text; can be shared between threads.
pub struct AnchorExtractor {
    pub(crate) folder: Folder,
    knowledge: Knowledge,
    romaniser: Romaniser,
    /// Folded prefixes with an apostrophe that are no part of a name: `l'`.
    pub(crate) elisions: Vec<String>,
    /// Folded suffixes with an apostrophe that are no part of a name: `'s`.
    pub(crate) cuts: Vec<String>,
    pub(crate) common_endings: Vec<String>,
    pub(crate) is_latin: bool,
}

impl AnchorExtractor {
    /// Prepares the pack's words and rules.
    ///
    /// # Errors
    /// If a file of the pack is malformed; the error names pack, file and
    /// entry. A file the pack does not have counts as empty.
    pub fn try_new(pack: &Arc<LanguagePack>) -> Result<Self, PackError> {
        let folder = Folder::new(pack);
        let knowledge = Knowledge::try_new(pack, &folder)?;
        let romaniser = Romaniser::try_new(pack, &knowledge.names)?;
        let list = |entry: &str| -> Vec<String> {
            let forms = entry.split(',').map(str::trim);
            forms
                .filter(|form| !form.is_empty())
                .map(|form| folder.fold(form))
                .collect()
        };
        let names = &knowledge.names;
        Ok(Self {
            elisions: pack
                .elisions()
                .iter()
                .map(|word| format!("{word}'"))
                .collect(),
            cuts: list(&names.cut),
            common_endings: list(&names.common_endings),
            is_latin: matches!(pack.script(), Script::Latin | Script::Other),
            folder,
            knowledge,
            romaniser,
        })
    }

    /// The anchors of `text`, ascending and apart.
    ///
    /// `tokens` are those [`bitext_lang::tokens`] finds in `text`. An empty
    /// text has no anchors. Where two readings are possible the longer wins.
    #[must_use]
    pub fn extract(&self, text: &str, tokens: &[Token]) -> Vec<Anchor> {
        let mut folded = String::with_capacity(32);
        let sense = |token: &Token| match token.kind {
            TokenKind::Word | TokenKind::Mark => {
                let word = token.range.of(text);
                self.folder.fold_into(word, &mut folded);
                self.sense(word, &folded)
            }
            _ => WordSense::default(),
        };
        let senses: Vec<WordSense> = tokens.iter().map(sense).collect();
        self.scan(text, tokens, &senses, false)
    }

    /// Only the anchors that mean something whatever their letters are, for
    /// callers that keep what is known of each word: no names, words in foreign
    /// letters, addresses, handles or hashtags.
    ///
    /// `senses` has the [`AnchorExtractor::sense`] of every token that is a word
    /// or a mark, and the default of others. Tokens without a sense have no
    /// anchors.
    #[must_use]
    pub fn extract_values(
        &self,
        text: &str,
        tokens: &[Token],
        senses: &[WordSense],
    ) -> Vec<Anchor> {
        let tokens = &tokens[..tokens.len().min(senses.len())];
        // Most texts of a line have none, and that is seen at once.
        let begins = |(token, sense): (&Token, &WordSense)| {
            token.kind == TokenKind::Number || sense.opens.any() || sense.may_be_value
        };
        if !tokens.iter().zip(senses).any(begins) {
            return Vec::new();
        }
        self.scan(text, tokens, senses, true)
    }

    fn scan(
        &self,
        text: &str,
        tokens: &[Token],
        senses: &[WordSense],
        only_values: bool,
    ) -> Vec<Anchor> {
        let mut scan = Scan {
            extractor: self,
            knowledge: &self.knowledge,
            text,
            tokens,
            seen: senses,
            anchors: Vec::new(),
            is_capitalised: !only_values && is_capitalised(tokens, senses),
            only_values,
        };
        scan.read();
        scan.anchors
    }

    /// Whether the pack says how its language writes large numbers: `20 million`.
    #[must_use]
    pub fn reads_scales(&self) -> bool {
        !self.knowledge.numbers.scales.is_empty()
    }

    /// Whether the pack names currencies.
    #[must_use]
    pub fn reads_money(&self) -> bool {
        self.knowledge.has_currencies
    }

    /// A word in the form in which words are compared, as the pack folds it.
    #[must_use]
    pub fn fold(&self, word: &str) -> String {
        self.folder.fold(word)
    }

    /// What is known of a word or mark by itself, which is `folded` when folded.
    #[must_use]
    pub fn sense(&self, word: &str, folded: &str) -> WordSense {
        let lexicon = &self.knowledge.lexicon;
        let first = word.chars().next();
        let is_word = first.is_some_and(char::is_alphabetic);
        let mut sense = WordSense {
            word: lexicon.word(folded),
            capital: first.is_some_and(char::is_uppercase),
            capitals: !word.chars().any(char::is_lowercase),
            opens: Openings::NONE,
            may_be_value: may_be_value(word),
        };
        if sense.word == UNKNOWN && is_word && folded.contains('\'') {
            let bare = self.bare(folded);
            sense.word = lexicon.word(bare);
            let body = word.chars().skip_while(|letter| letter.is_lowercase());
            let after_elision = bare.len() < folded.len() && self.elision(folded) > 0;
            sense.capital |= after_elision && body.clone().nth(1).is_some_and(char::is_uppercase);
            sense.capitals |= after_elision && !body.clone().any(char::is_lowercase);
        }
        sense.opens = lexicon.opens(sense.word);
        sense
    }

    /// How a word that stands out sounds, by a capital or in katakana; `None` if it
    /// cannot be a name: it does not stand out, the pack lists it among words that
    /// never are names, or it has fewer than two sounds.
    #[must_use]
    pub fn name_key(&self, word: &str) -> Option<NameKey> {
        self.name_key_of(word, &self.folder.fold(word))
    }

    /// The same for a word that is `folded` when folded.
    #[must_use]
    pub fn name_key_of(&self, word: &str, folded: &str) -> Option<NameKey> {
        let bare = self.bare(folded);
        let begins = word.len().saturating_sub(folded.len()) + self.elision(folded);
        let stands_out = |letter: char| letter.is_uppercase() || is_katakana(letter);
        let may_be_name =
            stands_out(word.chars().next()?) || stands_out(word.get(begins..)?.chars().next()?);
        if !may_be_name || self.is_never_name(bare) {
            return None;
        }
        self.romaniser.key(bare)
    }

    /// How a word sounds whose script has no capitals, so that any word may be a
    /// name; `None` if its script has them, or if the word has so few sounds that it
    /// is like many others.
    #[must_use]
    pub fn name_key_without_capitals(&self, folded: &str) -> Option<NameKey> {
        let first = folded.chars().next()?;
        let has_capitals = first.is_uppercase() || first.is_lowercase();
        let bare = self.bare(folded);
        if has_capitals || is_katakana(first) || self.is_never_name(bare) {
            return None;
        }
        let key = self.romaniser.key(bare)?;
        key.is_telling().then_some(key)
    }

    fn is_never_name(&self, folded: &str) -> bool {
        let seen = [WordSense {
            word: self.knowledge.lexicon.word(folded),
            capital: true,
            ..WordSense::default()
        }];
        let never = |meaning| (meaning == Meaning::NeverName).then_some(());
        let common = |ending: &String| folded.ends_with(ending.as_str());
        self.knowledge
            .lexicon
            .find(&seen, |_| false, never)
            .is_some()
            || self.common_endings.iter().any(common)
    }

    /// The currency that a word by itself means.
    pub(crate) fn currency_of(&self, word: &str) -> Option<[u8; 3]> {
        let seen = [self.sense(word, &self.folder.fold(word))];
        let currency = |meaning| match meaning {
            Meaning::Currency(code) => Some(code),
            _ => None,
        };
        let (code, _) = self.knowledge.lexicon.find(&seen, |_| false, currency)?;
        Some(code)
    }

    pub(crate) fn is_ordinal_suffix(&self, text: &str) -> bool {
        let seen = [WordSense {
            word: self.knowledge.lexicon.word(&self.folder.fold(text)),
            capitals: false,
            ..WordSense::default()
        }];
        let suffix = |meaning| (meaning == Meaning::OrdinalSuffix).then_some(());
        self.knowledge
            .lexicon
            .find(&seen, |_| true, suffix)
            .is_some()
    }

    /// How many bytes of a folded word are an elided article.
    pub(crate) fn elision(&self, folded: &str) -> usize {
        let mut elisions = self.elisions.iter();
        elisions
            .find(|elision| folded.len() > elision.len() && folded.starts_with(elision.as_str()))
            .map_or(0, String::len)
    }

    /// A folded word without elided article and possessive ending.
    pub(crate) fn bare<'word>(&self, folded: &'word str) -> &'word str {
        if !folded.contains('\'') {
            return folded;
        }
        let word = &folded[self.elision(folded)..];
        let mut cuts = self.cuts.iter();
        cuts.find_map(|cut| word.strip_suffix(cut.as_str()))
            .filter(|bare| !bare.is_empty())
            .unwrap_or(word)
    }
}

/// Whether a word may be a Roman numeral or a time, by its first and last byte:
/// most words are neither.
fn may_be_value(word: &str) -> bool {
    let bytes = word.as_bytes();
    let roman = bytes.first().is_some_and(|first| b"IVX".contains(first));
    roman || bytes.last().is_some_and(u8::is_ascii_digit)
}

/// Whether every word begins with a capital, as in a headline. Fewer than four
/// words are a name as often.
fn is_capitalised(tokens: &[Token], senses: &[WordSense]) -> bool {
    let words = tokens
        .iter()
        .zip(senses)
        .filter(|(token, _)| token.kind == TokenKind::Word);
    let (mut count, mut capitals) = (0, 0);
    for (_, sense) in words {
        count += 1;
        capitals += usize::from(sense.capital);
    }
    count >= 4 && count == capitals
}
