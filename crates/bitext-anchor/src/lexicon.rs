//! Everything the pack's files say about words, in one table.
//!
//! The one idea: each form of each file is a path of words in one trie, so a
//! token is looked up once whatever it may turn out to be, and "per cent",
//! `U.S.` and `долл. США` are found like single words. Words are numbered, so
//! that walking a phrase compares numbers.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::anchor::Code;
use crate::schema::Connector;

/// What a word or phrase can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Cardinal(u32),
    /// Counts as 1 before a scale word.
    Article,
    Scale(u8),
    ScaleCounted(u8),
    ScaleAttached(u8),
    Connector(Connector),
    Ordinal(u32),
    OrdinalSuffix,
    /// Makes a month of the number that it touches.
    MonthSign,
    MonthWord,
    DecadeSuffix,
    Fraction(u16, u16),
    CountedFraction(u16, u16),
    Percent,
    PercentBefore,
    PlusHalf,
    RomanBefore,
    Currency([u8; 3]),
    AmbiguousCurrency([u8; 3]),
    Month(u8),
    AmbiguousMonth(u8),
    BeforeMonth,
    Between,
    Weekday(u8),
    AmbiguousWeekday(u8),
    Morning,
    Evening,
    Night,
    Clock,
    Hours,
    Minutes,
    BeforeTime,
    /// Follows a number that is no time though it could be one.
    NotTime,
    Moment(u16),
    Zone(Code),
    Term(Code),
    NeverName,
}

/// How a form must be capitalised to be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capitals {
    Any,
    First,
    All,
}

/// A word of the lexicon by number.
pub(crate) type WordId = u32;

/// The number of every word the lexicon does not have.
pub(crate) const UNKNOWN: WordId = WordId::MAX;

/// What kinds of anchors may begin with a word, a bit each, so that a word is
/// asked only for what it can mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Openings(u8);

impl Openings {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const QUANTITY: Self = Self(1);
    pub(crate) const CURRENCY: Self = Self(2);
    pub(crate) const MONTH: Self = Self(4);
    pub(crate) const WEEKDAY: Self = Self(8);
    pub(crate) const MOMENT: Self = Self(16);
    pub(crate) const ZONE: Self = Self(32);
    pub(crate) const TERM: Self = Self(64);

    /// Whether a kind is among them.
    pub(crate) fn has(self, kind: Self) -> bool {
        self.0 & kind.0 != 0
    }

    /// Whether there are any.
    pub(crate) fn any(self) -> bool {
        self != Self::NONE
    }
}

/// A word or mark as an extractor sees it by itself, whatever stands around it:
/// worked out once for a word by
/// [`AnchorExtractor::sense`](crate::AnchorExtractor::sense), it serves wherever
/// the word comes up again. The default stands for any other token.
#[derive(Clone, Copy, Debug)]
pub struct WordSense {
    pub(crate) word: WordId,
    /// It begins with a capital.
    pub(crate) capital: bool,
    /// It has no small letters.
    pub(crate) capitals: bool,
    /// What anchors the phrases of the lexicon open that begin with it.
    pub(crate) opens: Openings,
    /// Its letters alone may make an anchor of it: a Roman numeral, a time.
    pub(crate) may_be_value: bool,
}

impl Default for WordSense {
    fn default() -> Self {
        Self {
            word: UNKNOWN,
            capital: false,
            capitals: true,
            opens: Openings::NONE,
            may_be_value: false,
        }
    }
}

impl Meaning {
    /// What kind of anchor can begin with this.
    fn opens(self) -> Openings {
        match self {
            Self::Cardinal(_)
            | Self::Article
            | Self::Scale(_)
            | Self::ScaleCounted(_)
            | Self::Ordinal(_)
            | Self::Fraction(..) => Openings::QUANTITY,
            Self::Currency(_) | Self::AmbiguousCurrency(_) => Openings::CURRENCY,
            Self::Month(_) | Self::AmbiguousMonth(_) | Self::MonthWord => Openings::MONTH,
            Self::Weekday(_) | Self::AmbiguousWeekday(_) => Openings::WEEKDAY,
            Self::Moment(_) => Openings::MOMENT,
            Self::Zone(_) => Openings::ZONE,
            Self::Term(_) => Openings::TERM,
            _ => Openings::NONE,
        }
    }
}

/// A place in a phrase. What it means and what follows are chains in the order
/// in which they were added, each by the number of its first.
#[derive(Clone, Copy, Debug)]
struct Node {
    meanings: u32,
    next: u32,
}

#[derive(Clone, Copy, Debug)]
struct Means {
    capitals: Capitals,
    /// Its number.
    meaning: u32,
    following: u32,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    word: WordId,
    /// The word must touch the one before it (`A$`).
    joined: bool,
    node: NodeId,
    following: u32,
}

/// A node by number.
pub(crate) type NodeId = u32;

/// The number of no node, and the end of a chain.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Word {
    /// Where it ends among the letters.
    end: u32,
    /// What anchors the forms can open that begin with it.
    opens: Openings,
    /// Where those forms begin.
    node: NodeId,
}

/// All forms of a pack.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// The words, one after another.
    letters: String,
    words: Vec<Word>,
    /// The number of each word with its hash.
    numbers: HashTable<(u32, WordId)>,
    nodes: Vec<Node>,
    meanings: Vec<Meaning>,
    means: Vec<Means>,
    edges: Vec<Edge>,
}

impl Lexicon {
    /// The number of a folded word.
    pub(crate) fn word(&self, folded: &str) -> WordId {
        self.number_of(folded, hash_of(folded)).unwrap_or(UNKNOWN)
    }

    fn number_of(&self, folded: &str, hash: u32) -> Option<WordId> {
        let is_it =
            |&(other, word): &(u32, WordId)| other == hash && self.letters_of(word) == folded;
        let found = self
            .numbers
            .find(u64::from(hash) << 32 | u64::from(hash), is_it);
        found.map(|&(_, word)| word)
    }

    fn letters_of(&self, word: WordId) -> &str {
        let end = |word: usize| self.words[word].end as usize;
        let word = word as usize;
        &self.letters[word.checked_sub(1).map_or(0, end)..end(word)]
    }

    /// What anchors may begin with the word.
    pub(crate) fn opens(&self, word: WordId) -> Openings {
        let known = self.words.get(word as usize);
        known.map_or(Openings::NONE, |word| word.opens)
    }

    /// The longest phrase at the start of `seen` with a meaning that `choose`
    /// takes, and how many tokens long it is; `touches` says of a token whether no
    /// space parts it from the one before.
    pub(crate) fn find<T>(
        &self,
        seen: &[WordSense],
        touches: impl Fn(usize) -> bool,
        mut choose: impl FnMut(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        let first = self.words.get(seen.first()?.word as usize)?;
        let mut node = self.nodes.get(first.node as usize)?;
        let mut length = 1;
        let mut best = None;
        loop {
            let fits = |capitals| match capitals {
                Capitals::Any => true,
                Capitals::First => seen[0].capital,
                Capitals::All => seen[..length].iter().all(|word| word.capitals),
            };
            let chosen = self
                .meanings(node)
                .filter(|means| fits(means.capitals))
                .find_map(|means| choose(self.meanings[means.meaning as usize]));
            if let Some(chosen) = chosen {
                best = Some((chosen, length));
            }
            let Some(following) = seen.get(length) else {
                return best;
            };
            let leads =
                |edge: &&Edge| edge.word == following.word && (!edge.joined || touches(length));
            match self.edges(node).find(leads) {
                Some(edge) => node = &self.nodes[edge.node as usize],
                None => return best,
            }
            length += 1;
        }
    }

    fn meanings(&self, node: &Node) -> impl Iterator<Item = &Means> {
        let at = |at: u32| self.means.get(at as usize);
        std::iter::successors(at(node.meanings), move |means| at(means.following))
    }

    fn edges(&self, node: &Node) -> impl Iterator<Item = &Edge> {
        let at = |at: u32| self.edges.get(at as usize);
        std::iter::successors(at(node.next), move |edge| at(edge.following))
    }
}

/// Adding forms.
impl Lexicon {
    /// The number of a folded word, which is added if it is new.
    pub(crate) fn add_word(&mut self, folded: &str) -> WordId {
        let hash = hash_of(folded);
        if let Some(known) = self.number_of(folded, hash) {
            return known;
        }
        let word = self.words.len() as WordId;
        self.letters.push_str(folded);
        self.words.push(Word {
            end: self.letters.len() as u32,
            opens: Openings::NONE,
            node: NONE,
        });
        let spread = |&(hash, _): &(u32, WordId)| u64::from(hash) << 32 | u64::from(hash);
        self.numbers
            .insert_unique(spread(&(hash, word)), (hash, word), spread);
        word
    }

    /// Where the forms are that begin with a word, for one of this meaning.
    pub(crate) fn begin(&mut self, word: WordId, meaning: u32) -> NodeId {
        let next = self.nodes.len() as NodeId;
        let word = &mut self.words[word as usize];
        word.opens.0 |= self.meanings[meaning as usize].opens().0;
        if word.node != NONE {
            return word.node;
        }
        word.node = next;
        self.add_node()
    }

    /// Where the forms are that go on with a word.
    pub(crate) fn go_on(&mut self, from: NodeId, word: WordId, joined: bool) -> NodeId {
        let mut last = None;
        let mut at = self.nodes[from as usize].next;
        while let Some(edge) = self.edges.get(at as usize) {
            if (edge.word, edge.joined) == (word, joined) {
                return edge.node;
            }
            last = Some(at);
            at = edge.following;
        }
        let new = self.edges.len() as u32;
        let node = self.add_node();
        self.edges.push(Edge {
            word,
            joined,
            node,
            following: NONE,
        });
        match last {
            Some(last) => self.edges[last as usize].following = new,
            None => self.nodes[from as usize].next = new,
        }
        node
    }

    fn add_node(&mut self) -> NodeId {
        self.nodes.push(Node {
            meanings: NONE,
            next: NONE,
        });
        self.nodes.len() as NodeId - 1
    }

    /// The number of a meaning that forms are to have.
    pub(crate) fn add_meaning(&mut self, meaning: Meaning) -> u32 {
        // The forms of a meaning come one after another.
        if self.meanings.last() != Some(&meaning) {
            self.meanings.push(meaning);
        }
        self.meanings.len() as u32 - 1
    }

    /// Says what a form means that ends at a node.
    pub(crate) fn end(&mut self, node: NodeId, capitals: Capitals, meaning: u32) {
        let mut last = None;
        let mut at = self.nodes[node as usize].meanings;
        while let Some(known) = self.means.get(at as usize) {
            let said = self.meanings[known.meaning as usize];
            if known.capitals == capitals && said == self.meanings[meaning as usize] {
                return;
            }
            last = Some(at);
            at = known.following;
        }
        let new = self.means.len() as u32;
        self.means.push(Means {
            capitals,
            meaning,
            following: NONE,
        });
        match last {
            Some(last) => self.means[last as usize].following = new,
            None => self.nodes[node as usize].meanings = new,
        }
    }
}

fn hash_of(word: &str) -> u32 {
    FxBuildHasher.hash_one(word) as u32
}
