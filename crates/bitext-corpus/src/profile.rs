//! What a text is about, as far as another language can tell: the profile.
//!
//! A profile holds the distinct *units* of a text: stems of words, and atoms of
//! anchors (the 11, the April and the 2018 of a date are three), each with the
//! place where it first comes up and whether it was written with a capital
//! inside a sentence, which is what names are. Beside them stand hashes of the
//! sentences, by which versions of one text in one language are known.

use std::sync::{Arc, RwLock};

use bitext_align::Lexicon;
use bitext_anchor::{Anchor, AnchorExtractor, AnchorKind, Atom, NameKey};
use bitext_core::is_end_mark;
use bitext_lang::{LanguagePack, Token, TokenKind, tokens};
use rustc_hash::FxHashMap;

/// A sentence of fewer tokens than this says nothing about its text.
const LEAST_SENTENCE: usize = 4;

/// What a unit is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum UnitKey {
    /// A word, by its stem.
    Stem(Arc<str>),
    /// A piece of an anchor in language-free form.
    Atom(Atom),
}

/// The numbers of units. A stem is found by its letters.
#[derive(Debug, Default)]
pub(crate) struct UnitIds {
    stems: FxHashMap<Arc<str>, u32>,
    atoms: FxHashMap<Atom, u32>,
}

impl UnitIds {
    /// The number of a unit.
    pub(crate) fn get(&self, key: &UnitKey) -> Option<u32> {
        match key {
            UnitKey::Stem(stem) => self.stem(stem),
            UnitKey::Atom(atom) => self.atoms.get(atom).copied(),
        }
    }

    /// The number of a stem.
    pub(crate) fn stem(&self, stem: &str) -> Option<u32> {
        self.stems.get(stem).copied()
    }

    /// Numbers a unit.
    pub(crate) fn insert(&mut self, key: &UnitKey, id: u32) {
        match key {
            UnitKey::Stem(stem) => self.stems.insert(Arc::clone(stem), id),
            UnitKey::Atom(atom) => self.atoms.insert(*atom, id),
        };
    }
}

/// A distinct unit of a text.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) key: UnitKey,
    /// As it is written where it first comes up.
    pub(crate) shown: Arc<str>,
    /// The word with folding, for comparing letter by letter; empty for atoms.
    pub(crate) folded: Arc<str>,
    /// Where it first comes up, from 0 (start) to 1 (end).
    pub(crate) place: f32,
    /// How often it begins with a capital inside a sentence, and how often not.
    pub(crate) capitals: u32,
    pub(crate) others: u32,
    /// How it may sound, if it ever had a capital or its script has none.
    pub(crate) name: Option<NameKey>,
}

/// What a text is about.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Distinct units in the order in which they first come up.
    pub(crate) units: Vec<Unit>,
    /// Hashes of the longer sentences, ascending and distinct.
    pub(crate) sentences: Vec<u64>,
    /// The same with every number taken for one: a later version of a story
    /// corrects its figures.
    pub(crate) outlines: Vec<u64>,
    /// Characters, white space not counted.
    pub(crate) characters: usize,
}

impl Profile {
    /// Characters of the text, white space not counted.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.characters
    }
}

/// Which side of a lexicon a language is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SideOf {
    Source,
    Target,
}

/// Word forms that are kept from one text to the next; a feed has most of its
/// running words among fewer.
const MOST_FORMS: usize = 1 << 16;

/// A word as it is written, and what comes of it.
struct Form {
    word: Arc<str>,
    folded: Arc<str>,
    stem: Arc<str>,
    /// How it may sound, if it has a capital or its script has none.
    name: Option<NameKey>,
}

impl Form {
    fn new(word: &str, pack: &LanguagePack, anchors: &AnchorExtractor) -> Self {
        // What reads the same is kept once.
        let shared = |text: &str, known: &Arc<str>| match text == &**known {
            true => Arc::clone(known),
            false => text.into(),
        };
        let word: Arc<str> = word.into();
        let folded = shared(&pack.fold(&word), &word);
        let name = || anchors.name_key_without_capitals(&folded);
        Self {
            name: anchors.name_key(&word).or_else(name),
            stem: shared(&pack.stem(&folded), &folded),
            folded,
            word,
        }
    }
}

/// What became of the word forms of earlier texts.
///
/// Only saves work: a form comes to the same whether it is found here or not.
#[derive(Default)]
pub(crate) struct FormCache(RwLock<FxHashMap<Arc<str>, Arc<Form>>>);

impl FormCache {
    fn get(&self, word: &str, make: impl FnOnce() -> Form) -> Arc<Form> {
        // A thread that panicked while it held the lock left whole entries.
        let known = self.0.read().unwrap_or_else(|lock| lock.into_inner());
        if let Some(form) = known.get(word) {
            return Arc::clone(form);
        }
        drop(known);
        let form = Arc::new(make());
        let mut known = self.0.write().unwrap_or_else(|lock| lock.into_inner());
        if known.len() < MOST_FORMS {
            known.insert(Arc::clone(&form.word), Arc::clone(&form));
        }
        form
    }
}

/// Makes profiles of the texts of one language.
pub(crate) struct Profiler {
    pub(crate) forms: FormCache,
    pub(crate) pack: Arc<LanguagePack>,
    pub(crate) anchors: AnchorExtractor,
    pub(crate) lexicon: Option<Arc<Lexicon>>,
    pub(crate) side: SideOf,
}

impl Profiler {
    /// The profile of a text given as its blocks.
    pub(crate) fn profile<'text>(&self, blocks: impl Iterator<Item = &'text str>) -> Profile {
        let mut builder = Builder::new(self);
        for block in blocks {
            builder.add_block(block);
        }
        builder.finish()
    }

    /// Length in bytes of the longest known word at the start of `text`.
    fn longest_prefix(&self, text: &str) -> usize {
        let Some(lexicon) = &self.lexicon else {
            return 0;
        };
        match self.side {
            SideOf::Source => lexicon.source_prefix(text),
            SideOf::Target => lexicon.target_prefix(text),
        }
    }
}

struct Builder<'a> {
    profiler: &'a Profiler,
    ids: UnitIds,
    /// Unit and sound of a word as it is written.
    forms: FxHashMap<Arc<str>, (usize, Option<NameKey>)>,
    units: Vec<Unit>,
    sentences: Vec<u64>,
    outlines: Vec<u64>,
    bytes: usize,
    characters: usize,
    /// Room for a sentence.
    sentence: String,
}

impl<'a> Builder<'a> {
    fn new(profiler: &'a Profiler) -> Self {
        Self {
            profiler,
            ids: UnitIds::default(),
            forms: FxHashMap::default(),
            units: Vec::new(),
            sentences: Vec::new(),
            outlines: Vec::new(),
            bytes: 0,
            characters: 0,
            sentence: String::new(),
        }
    }

    fn add_block(&mut self, text: &str) {
        let found: Vec<Token> = tokens(text).collect();
        let anchors = self.profiler.anchors.extract(text, &found);
        let before = self.bytes;
        let mut next = anchors.iter().peekable();
        let mut index = 0;
        let mut opens = true;
        while index < found.len() {
            while next.next_if(|anchor| anchor.tokens.end <= index).is_some() {}
            let anchor = next.peek().filter(|anchor| anchor.tokens.start == index);
            let place = before + found[index].range.start;
            if let Some(anchor) = anchor.filter(|anchor| speaks_for_itself(anchor)) {
                for &atom in anchor.atoms.iter() {
                    self.add_atom(atom, anchor.range.of(text), place);
                }
                index = anchor.tokens.end.max(index + 1);
                opens = false;
                continue;
            }
            let token = found[index];
            let word = token.range.of(text);
            match token.kind {
                TokenKind::Mark => opens |= ends_sentence(word),
                TokenKind::Unspaced => {
                    self.add_unspaced(word, place);
                    opens = false;
                }
                _ => {
                    self.add_word(word, place, opens);
                    opens = false;
                }
            }
            index += 1;
        }
        self.add_sentences(text, &found);
        self.bytes += text.len();
        self.characters += text.chars().filter(|c| !c.is_whitespace()).count();
    }

    fn add_unspaced(&mut self, run: &str, place: usize) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let length = self.profiler.longest_prefix(rest).max(first.len_utf8());
            self.add_word(&rest[..length], place, true);
            rest = &rest[length..];
        }
    }

    fn add_word(&mut self, word: &str, place: usize, opens: bool) {
        let (id, name) = match self.forms.get(word) {
            Some(&known) => known,
            None => self.new_form(word, place),
        };
        let unit = &mut self.units[id];
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        if capital && !opens {
            unit.capitals += 1;
        } else if !capital {
            unit.others += 1;
        }
        unit.name = unit.name.or(name);
    }

    fn new_form(&mut self, word: &str, place: usize) -> (usize, Option<NameKey>) {
        let Profiler {
            forms,
            pack,
            anchors,
            ..
        } = self.profiler;
        let form = forms.get(word, || Form::new(word, pack, anchors));
        let key = UnitKey::Stem(Arc::clone(&form.stem));
        let id = self.unit(key, &form.word, &form.folded, place);
        self.forms.insert(Arc::clone(&form.word), (id, form.name));
        (id, form.name)
    }

    fn add_atom(&mut self, atom: Atom, shown: &str, place: usize) {
        let key = UnitKey::Atom(atom);
        let id = match self.ids.get(&key) {
            Some(known) => known as usize,
            None => self.unit(key, &shown.into(), &Arc::default(), place),
        };
        self.units[id].others += 1;
    }

    fn unit(&mut self, key: UnitKey, shown: &Arc<str>, folded: &Arc<str>, place: usize) -> usize {
        if let Some(known) = self.ids.get(&key) {
            return known as usize;
        }
        let id = self.units.len();
        self.ids.insert(&key, id as u32);
        self.units.push(Unit {
            key,
            shown: Arc::clone(shown),
            folded: Arc::clone(folded),
            place: place as f32,
            capitals: 0,
            others: 0,
            name: None,
        });
        id
    }

    /// Sentences end at end marks here; that is good enough for comparing texts
    /// of one language, which are cut at the same places.
    fn add_sentences(&mut self, text: &str, found: &[Token]) {
        let is_end =
            |token: &Token| token.kind == TokenKind::Mark && ends_sentence(token.range.of(text));
        for sentence in found.split(is_end) {
            let words = sentence
                .iter()
                .filter(|token| token.kind != TokenKind::Mark);
            if words.clone().count() < LEAST_SENTENCE {
                continue;
            }
            let mut hash = |numbers: bool| {
                self.sentence.clear();
                for token in words.clone() {
                    let is_hidden = !numbers && token.kind == TokenKind::Number;
                    let word = if is_hidden { "0" } else { token.range.of(text) };
                    self.sentence.push_str(word);
                    self.sentence.push(' ');
                }
                match Atom::of_text(&self.sentence) {
                    Atom::Text(hash) => Some(hash),
                    _ => None,
                }
            };
            let whole = hash(true);
            let has_numbers = words.clone().any(|token| token.kind == TokenKind::Number);
            let outline = if has_numbers { hash(false) } else { whole };
            self.sentences.extend(whole);
            self.outlines.extend(outline);
        }
    }

    fn finish(mut self) -> Profile {
        let length = self.bytes.max(1) as f32;
        for unit in &mut self.units {
            unit.place /= length;
        }
        for hashes in [&mut self.sentences, &mut self.outlines] {
            hashes.sort_unstable();
            hashes.dedup();
        }
        Profile {
            units: self.units,
            sentences: self.sentences,
            outlines: self.outlines,
            characters: self.characters,
        }
    }
}

/// Whether an anchor's atoms take the place of its words. Names and words in
/// foreign letters are compared as words.
fn speaks_for_itself(anchor: &Anchor) -> bool {
    let by_itself = !matches!(
        anchor.kind,
        AnchorKind::Name | AnchorKind::Latin | AnchorKind::Handle | AnchorKind::Hashtag
    );
    by_itself && !anchor.atoms.is_empty()
}

fn ends_sentence(mark: &str) -> bool {
    mark.starts_with(is_end_mark)
}
