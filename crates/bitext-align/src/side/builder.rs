//! Reads the units of a text into a [`Side`].
//!
//! Some thousand tokens at a time: first the text is cut into tokens and its
//! words are numbered, then all words that are new are looked up together (so
//! that the waits for memory overlap), and then units are read segment by
//! segment.

use std::sync::Arc;

use bitext_anchor::{Atom, PreparedName, WordSense};
use bitext_core::SegmentedText;
use bitext_lang::{Token, TokenKind, is_katakana, tokens};
use rustc_hash::FxHashMap;

use super::words::{TextWords, UNSEEN};
use super::{Side, SideLanguage, UnitType, parts_of};
use crate::boundary::{Boundaries, BoundaryReader};
use crate::evidence::on_grid;
use crate::forms::{Knows, NO_NAME, StemKnowledge, WordKnowledge};
use crate::math::{exp, ln};
use crate::punctuation::Profile;
use crate::runs::Runs;
use crate::script::{SCRIPTS, WordScript};
use crate::spelled::SpelledName;

/// Prior lines in the weight of a unit: how much the language's own
/// frequencies count beside the document's.
const PRIOR_LINES: f64 = 30.0;

/// Lines that a text counts for at most. In a longer one the share of lines that
/// hold a unit says the same of it, so that a link weighs alike in a report and
/// in a novel.
const MOST_LINES: f64 = 20.0;

/// Words in an average line, which turns a share of tokens into one of lines.
const WORDS_A_LINE: f64 = 20.0;

/// In how many of the prior lines a stem comes up that has a share of running
/// text.
fn expected_lines(share: f32) -> f64 {
    PRIOR_LINES * (1.0 - exp(-WORDS_A_LINE * f64::from(share)))
}

/// Most letters of a foreign word in katakana; what is longer is a row of words.
const LONGEST_FOREIGN: usize = 24;
/// Fewest letters of a word that katakana may be put together from.
const SHORTEST_PART: usize = 3;

/// Tokens that are read before their words are looked up: few enough to stay
/// near the processor.
const TOKENS_AT_ONCE: usize = 2048;

/// Bytes of a text for each of its distinct words, units and tokens: room is made
/// by them, so that lists seldom grow.
const BYTES_A_TYPE: usize = 10;
const BYTES_A_UNIT: usize = 7;
const BYTES_A_TOKEN: usize = 4;

/// Room is made for so many distinct words at most; a long text repeats its words.
const MOST_EXPECTED_TYPES: usize = 4096;

/// Collects the units of a text.
pub(super) struct Builder<'a, 'text> {
    language: &'a SideLanguage<'a>,
    side: Side,
    text: &'text SegmentedText,
    boundaries: BoundaryReader<'text>,
    words: TextWords<'text>,
    /// Number of each mark of one byte; `NO_WORD` if it has not come up.
    marks: [u32; 256],
    /// Number of each name that the other side spells.
    spelled: FxHashMap<&'text str, u32>,
    atoms: FxHashMap<Atom, u32>,
    /// What anchors may make of the tokens of the segment at hand.
    senses: Vec<WordSense>,
}

/// The tokens of some segments, and the words they are by number.
struct Tokens {
    tokens: Vec<Token>,
    words: Vec<u32>,
}

/// A token that is no word.
const NO_WORD: u32 = u32::MAX;

impl<'a, 'text> Builder<'a, 'text> {
    pub(super) fn new(language: &'a SideLanguage<'a>, text: &'text SegmentedText) -> Self {
        let segments = text.len();
        let bytes: usize = text.texts().map(str::len).sum();
        let expected_types = (bytes / BYTES_A_TYPE).min(MOST_EXPECTED_TYPES);
        let mut starts = Vec::with_capacity(segments + 1);
        starts.push(0);
        let side = Side {
            pack: Arc::clone(language.pack),
            forms: language.forms.lend(),
            starts,
            units: Vec::with_capacity(bytes / BYTES_A_UNIT),
            types: Vec::with_capacity(expected_types),
            lines: Runs::default(),
            stems: Vec::with_capacity(expected_types),
            characters: Vec::with_capacity(segments),
            profiles: Vec::with_capacity(segments),
            boundaries: Boundaries::default(),
            opens_block: Vec::new(),
            has_blocks: false,
            has_spelled_names: false,
            script: WordScript::None,
        };
        Self {
            language,
            side,
            text,
            boundaries: BoundaryReader::new(text),
            words: TextWords::with_capacity(expected_types),
            marks: [NO_WORD; 256],
            spelled: FxHashMap::default(),
            atoms: FxHashMap::default(),
            senses: Vec::new(),
        }
    }

    /// Reads all segments.
    pub(super) fn read(mut self) -> Side {
        let mut texts = self.text.texts();
        let bytes: usize = self.text.texts().map(str::len).sum();
        let expected = (bytes / BYTES_A_TOKEN).min(TOKENS_AT_ONCE + TOKENS_AT_ONCE / 8);
        let mut found = Tokens {
            tokens: Vec::with_capacity(expected),
            words: Vec::with_capacity(expected),
        };
        let mut segments = Vec::with_capacity(self.text.len().min(TOKENS_AT_ONCE));
        loop {
            found.tokens.clear();
            found.words.clear();
            segments.clear();
            while found.tokens.len() < TOKENS_AT_ONCE
                && let Some(text) = texts.next()
            {
                let start = found.tokens.len();
                self.cut(text, &mut found);
                segments.push((text, start..found.tokens.len()));
            }
            if segments.is_empty() {
                return self.finish();
            }
            self.words.look_up(&mut self.side.forms, self.language);
            for (text, place) in segments.drain(..) {
                self.add_segment(text, &found.tokens[place.clone()], &found.words[place]);
            }
        }
    }

    /// Cuts a segment into tokens and numbers its words.
    fn cut(&mut self, text: &'text str, found: &mut Tokens) {
        for token in tokens(text) {
            let word = match token.kind {
                // A third of all tokens are these few.
                TokenKind::Mark if token.range.len() == 1 => {
                    let mark = &mut self.marks[usize::from(text.as_bytes()[token.range.start])];
                    if *mark == NO_WORD {
                        *mark = self.words.number(token.range.of(text));
                    }
                    *mark
                }
                TokenKind::Word | TokenKind::Mark => self.words.number(token.range.of(text)),
                // Looked up only where no anchor stands for it.
                _ => NO_WORD,
            };
            found.tokens.push(token);
            found.words.push(word);
        }
    }

    fn add_segment(&mut self, text: &'text str, found: &[Token], numbered: &[u32]) {
        self.senses.clear();
        let words = &self.words;
        self.senses.extend(numbered.iter().map(|&word| {
            if word == NO_WORD {
                WordSense::default()
            } else {
                words.word(word).view.sense
            }
        }));
        let extractor = self.language.anchors;
        let anchors = extractor.extract_values(text, found, &self.senses);
        let mut next_anchor = anchors.iter().peekable();
        let mut index = 0;
        while index < found.len() {
            while next_anchor
                .next_if(|anchor| anchor.tokens.end <= index)
                .is_some()
            {}
            let anchor = next_anchor
                .peek()
                .filter(|anchor| anchor.tokens.start == index && !anchor.atoms.is_empty());
            if let Some(anchor) = anchor {
                let covered = anchor.tokens.clone();
                let only_word = covered.len() == 1 && found[index].kind == TokenKind::Word;
                let word = only_word.then(|| numbered[index]);
                for (place, &atom) in anchor.atoms.iter().enumerate() {
                    // A number word or acronym stands for itself in the
                    // lexicon too.
                    self.add_atom(atom, word.filter(|_| place == 0));
                }
                index = covered.end.max(index + 1);
                continue;
            }
            let token = found[index];
            match token.kind {
                TokenKind::Mark => {}
                TokenKind::Word => self.add_word(numbered[index]),
                TokenKind::Unspaced => self.add_unspaced(token.range.of(text)),
                _ => {
                    let number = self.look_up(token.range.of(text));
                    self.add_word(number);
                }
            }
            index += 1;
        }
        self.side.starts.push(self.side.units.len() as u32);
        self.side
            .characters
            .push(text.trim_end().chars().count() as f32 + 1.0);
        self.side.profiles.push(Profile::of(text, found));
        self.boundaries.read(text, found);
    }

    /// Cuts a run of an unspaced script into words and names that the other side
    /// spells by longest match, single characters where nothing matches; a name
    /// goes before a word of its length.
    fn add_unspaced(&mut self, run: &'text str) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let known = self.longest_word(rest).max(first.len_utf8());
            let name = self.language.spelled.and_then(|names| names.at(rest));
            let number;
            let length = match name {
                Some((length, name)) if length >= known => {
                    number = self.spelled_number(&rest[..length], name);
                    length
                }
                _ => {
                    let length = self.foreign_word(rest).unwrap_or(known);
                    number = self.look_up(&rest[..length]);
                    length
                }
            };
            self.add_word(number);
            rest = &rest[length..];
        }
    }

    /// How many bytes of a text the longest word takes that it begins with, of those
    /// that the lexicon knows.
    fn longest_word(&self, text: &str) -> usize {
        let words = self.language.words;
        words.map_or(0, |words| words.longest_prefix(text))
    }

    /// How many bytes the katakana take that a text begins with, which spell a name
    /// or a foreign word, if they are more than words that the lexicon knows. Short
    /// words are no sign of that: any name can be cut into some.
    fn foreign_word(&self, text: &str) -> Option<usize> {
        let letters = text.chars().take_while(|&letter| is_katakana(letter));
        let (mut count, mut length) = (0, 0);
        for letter in letters.take(LONGEST_FOREIGN + 1) {
            count += 1;
            length += letter.len_utf8();
        }
        if count > LONGEST_FOREIGN {
            return None;
        }
        let mut rest = &text[..length];
        while !rest.is_empty() {
            let known = self.longest_word(rest);
            let is_short = rest[..known].chars().count() < SHORTEST_PART;
            if is_short && known < length {
                return Some(length);
            }
            rest = &rest[known..];
        }
        None
    }

    /// The number of a name in characters, which takes the form that the other
    /// side gives it, so that the two match as words written alike and as names;
    /// its characters mean nothing here.
    fn spelled_number(&mut self, word: &'text str, name: &SpelledName<'_>) -> u32 {
        if let Some(&known) = self.spelled.get(word) {
            return known;
        }
        let said = WordKnowledge {
            folded: name.folded.to_owned(),
            stem: word.to_owned(),
            name: Some(*name.sound),
            sense: WordSense::default(),
            script: WordScript::of(word),
        };
        let stem = StemKnowledge {
            expected: 0.0,
            parts: [].into(),
            meanings: Vec::new(),
        };
        let form = self.side.forms.add_apart(said, stem);
        let number = self.words.add_apart(word, form, &mut self.side.forms);
        self.side.has_spelled_names = true;
        self.spelled.insert(word, number);
        number
    }

    /// The number of a word by itself.
    fn look_up(&mut self, word: &'text str) -> u32 {
        let number = self.words.number(word);
        self.words.look_up(&mut self.side.forms, self.language);
        number
    }

    fn add_word(&mut self, number: u32) {
        let mut unit = self.words.word(number).unit;
        if unit == UNSEEN {
            unit = self.side.types.len() as u32;
            let word = self.word_type(number, None);
            self.side.types.push(word);
            self.words.set_unit(number, unit);
        }
        self.side.units.push(unit);
    }

    fn add_atom(&mut self, atom: Atom, word: Option<u32>) {
        if let Some(&known) = self.atoms.get(&atom) {
            self.side.units.push(known);
            return;
        }
        let id = self.side.types.len() as u32;
        let unit = match word {
            Some(number) => self.word_type(number, Some(atom)),
            None => UnitType {
                weight: 0.0,
                stem: None,
                atom: Some(atom),
                form: None,
                script: WordScript::None,
                hash: 0,
                name: NO_NAME,
            },
        };
        self.side.types.push(unit);
        self.atoms.insert(atom, id);
        self.side.units.push(id);
    }

    fn word_type(&mut self, number: u32, atom: Option<Atom>) -> UnitType {
        let stem = self.words.stem(number, &mut self.side.stems);
        let word = self.words.word(number);
        UnitType {
            weight: 0.0,
            stem: Some(stem),
            atom,
            form: Some(word.form),
            script: word.view.script,
            hash: word.view.hash,
            name: word.view.name,
        }
    }

    fn finish(mut self) -> Side {
        self.weigh();
        let side = &mut self.side;
        side.lines = lines_of_types(side);
        side.boundaries = self.boundaries.finish();
        let segments = self.text.segments();
        let opens = |at: usize| segments[at].block != segments[at - 1].block;
        side.opens_block = (0..=segments.len())
            .map(|at| at == 0 || at == segments.len() || opens(at))
            .collect();
        side.has_blocks = side.opens_block.iter().any(|&opens| !opens);
        // How many words are in each script; atoms are none.
        let mut scripts = [0; SCRIPTS.len()];
        for &unit in &side.units {
            let unit = &side.types[unit as usize];
            scripts[unit.script as usize] += usize::from(unit.atom.is_none());
        }
        // On a tie the script listed first wins.
        let most = SCRIPTS
            .iter()
            .zip(scripts)
            .filter(|&(&script, count)| script != WordScript::None && count > 0)
            .max_by_key(|&(&script, count)| (count, std::cmp::Reverse(script)));
        side.script = most.map_or(WordScript::None, |(&script, _)| script);
        self.side
    }

    /// Gives every type its weight. Words count by stem, atoms by themselves.
    fn weigh(&mut self) {
        let side = &mut self.side;
        let stems = side.stems.len();
        // Weight classes: one for each stem, then one for each bare atom.
        let mut class = Vec::with_capacity(side.types.len());
        let mut classes = stems;
        for unit in &side.types {
            class.push(match unit.stem {
                Some(stem) => stem as usize,
                None => {
                    classes += 1;
                    classes - 1
                }
            });
        }
        let mut lines = vec![0u32; classes];
        let mut last_seen = vec![u32::MAX; classes];
        for segment in 0..side.len() {
            for &unit in side.units(segment) {
                let class = class[unit as usize];
                if last_seen[class] != segment as u32 {
                    last_seen[class] = segment as u32;
                    lines[class] += 1;
                }
            }
        }
        let counted = (side.len() as f64).min(MOST_LINES);
        let share = counted / side.len().max(1) as f64;
        let total = counted + PRIOR_LINES + 1.0;
        for (unit, class) in side.types.iter_mut().zip(class) {
            let expected = unit
                .stem
                .map_or(0.0, |stem| side.stems[stem as usize].view.expected);
            // The line at hand, and as many others of those counted as hold it too.
            let found = 1.0 + (f64::from(lines[class]) - 1.0) * share;
            let telling = ln((total / (found + expected)) as f32);
            unit.weight = on_grid(telling.max(0.0));
        }
    }
}

/// The segments that hold each distinct unit, ascending.
fn lines_of_types(side: &Side) -> Runs<u32> {
    let mut last_seen = vec![u32::MAX; side.types.len()];
    let mut found = Vec::with_capacity(side.units.len());
    for segment in 0..side.len() {
        for &unit in side.units(segment) {
            let last = &mut last_seen[unit as usize];
            if *last != segment as u32 {
                *last = segment as u32;
                found.push((unit, segment as u32));
            }
        }
    }
    Runs::new(side.types.len(), &found)
}

impl Knows for SideLanguage<'_> {
    fn word(&self, word: &str) -> WordKnowledge {
        let mut folded = self.anchors.fold(word);
        let sense = self.anchors.sense(word, &folded);
        let bare = self.pack.without_elision(word);
        if bare.len() < word.len() {
            folded = self.anchors.fold(bare);
        }
        let word = bare;
        let script = WordScript::of(word);
        let stem = self.pack.stem(&folded).into_owned();
        let name = self.anchors.name_key_of(word, &folded).or_else(|| {
            let is_common = (self.knows)(&stem) || self.pack.frequency(&stem) > 0.0;
            let may_be_name = script == WordScript::Other && !is_common;
            may_be_name
                .then(|| self.anchors.name_key_without_capitals(&folded))
                .flatten()
        });
        WordKnowledge {
            sense,
            script,
            name: name.map(|name| PreparedName::new(&name)),
            stem,
            folded,
        }
    }

    fn stem(&self, stem: &Arc<str>) -> StemKnowledge {
        let parts = parts_of(self.pack, stem, self.knows);
        StemKnowledge {
            expected: expected_lines(self.pack.frequency(stem)),
            meanings: (self.meanings)(&parts),
            parts,
        }
    }
}
