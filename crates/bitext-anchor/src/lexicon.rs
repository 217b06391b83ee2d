//! Everything the pack's files say about words, in one table.
//!
//! The one idea: each form of each file is a path of words in one trie, so a
//! token is looked up once whatever it may turn out to be, and "per cent",
//! `U.S.` and `долл. США` are found like single words. Words are numbered, so
//! that walking a phrase compares numbers.

use rustc_hash::FxHashMap;

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
    DecadeSuffix,
    Fraction(u16, u16),
    CountedFraction(u16, u16),
    Percent,
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
    pub(crate) has_digits: bool,
}

impl Default for WordSense {
    fn default() -> Self {
        Self {
            word: UNKNOWN,
            capital: false,
            capitals: true,
            opens: Openings::NONE,
            has_digits: false,
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
            Self::Month(_) | Self::AmbiguousMonth(_) => Openings::MONTH,
            Self::Weekday(_) | Self::AmbiguousWeekday(_) => Openings::WEEKDAY,
            Self::Moment(_) => Openings::MOMENT,
            Self::Zone(_) => Openings::ZONE,
            Self::Term(_) => Openings::TERM,
            _ => Openings::NONE,
        }
    }
}

#[derive(Debug, Default)]
struct Node {
    meanings: Vec<(Capitals, Meaning)>,
    /// The following word, whether it must touch the one before it (`A$`), and
    /// the node it leads to.
    next: Vec<(WordId, bool, usize)>,
}

/// All forms of a pack.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: FxHashMap<Box<str>, WordId>,
    /// For each word, what anchors the forms can open that begin with it.
    opens: Vec<Openings>,
    /// The first `words.len()` nodes are those of the words by number.
    nodes: Vec<Node>,
}

impl Lexicon {
    /// The number of a folded word.
    pub(crate) fn word(&self, folded: &str) -> WordId {
        self.words.get(folded).copied().unwrap_or(UNKNOWN)
    }

    /// What anchors may begin with the word.
    pub(crate) fn opens(&self, word: WordId) -> Openings {
        let index = usize::try_from(word).unwrap_or(usize::MAX);
        self.opens.get(index).copied().unwrap_or_default()
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
        let first = seen.first()?;
        let mut node = self.nodes.get(usize::try_from(first.word).ok()?)?;
        let mut length = 1;
        let mut best = None;
        loop {
            let fits = |capitals| match capitals {
                Capitals::Any => true,
                Capitals::First => first.capital,
                Capitals::All => seen[..length].iter().all(|word| word.capitals),
            };
            let chosen = node
                .meanings
                .iter()
                .filter(|&&(capitals, _)| fits(capitals))
                .find_map(|&(_, meaning)| choose(meaning));
            if let Some(chosen) = chosen {
                best = Some((chosen, length));
            }
            let Some(following) = seen.get(length) else {
                return best;
            };
            let leads = |&&(word, joined, _): &&(WordId, bool, usize)| {
                word == following.word && (!joined || touches(length))
            };
            match node.next.iter().find(leads) {
                Some(&(_, _, next)) => node = &self.nodes[next],
                None => return best,
            }
            length += 1;
        }
    }

    /// The lexicon of these phrases.
    pub(crate) fn new(phrases: &[Phrase]) -> Self {
        let mut lexicon = Self::default();
        lexicon.number_words(phrases);
        phrases.iter().for_each(|phrase| lexicon.add(phrase));
        lexicon
    }

    fn number_words(&mut self, phrases: &[Phrase]) {
        for phrase in phrases {
            for (word, _) in &phrase.words {
                if !self.words.contains_key(word.as_str()) {
                    let id = WordId::try_from(self.words.len()).unwrap_or(UNKNOWN);
                    self.words.insert(word.as_str().into(), id);
                }
            }
        }
        self.nodes.resize_with(self.words.len(), Node::default);
        self.opens.resize(self.words.len(), Openings::NONE);
    }

    fn add(&mut self, phrase: &Phrase) {
        let words = phrase.words.iter();
        let mut path = words.map(|(word, joined)| (self.words[word.as_str()], *joined));
        let Some((first, _)) = path.next() else {
            return;
        };
        let mut at = usize::try_from(first).unwrap_or(usize::MAX);
        self.opens[at].0 |= phrase.meaning.opens().0;
        for (word, joined) in path {
            let mut edges = self.nodes[at].next.iter();
            let known = edges.find(|edge| (edge.0, edge.1) == (word, joined));
            at = match known {
                Some(&(_, _, node)) => node,
                None => {
                    let node = self.nodes.len();
                    self.nodes.push(Node::default());
                    self.nodes[at].next.push((word, joined, node));
                    node
                }
            };
        }
        let meaning = (phrase.capitals, phrase.meaning);
        if !self.nodes[at].meanings.contains(&meaning) {
            self.nodes[at].meanings.push(meaning);
        }
    }
}

/// One form of one entry.
pub(crate) struct Phrase {
    /// Each with whether it touches the one before it.
    pub words: Vec<(String, bool)>,
    pub capitals: Capitals,
    pub meaning: Meaning,
}
