//! Everything the pack's files say about words, in one table.
//!
//! The one idea: each form of each file is a path of words in one trie, so a
//! token is looked up once whatever it may turn out to be, and "per cent",
//! `U.S.` and `долл. США` are found like single words. Words are numbered, so
//! that walking a phrase compares numbers.

use bitext_lang::{LanguagePack, PackError, tokens};
use rustc_hash::FxHashMap;

use crate::anchor::Code;
use crate::fold::Folder;
use crate::form::{Endings, expand};
use crate::schema::{Acronyms, Calendar, Connector, Currencies, Names, Numbers};

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
enum Capitals {
    Any,
    First,
    All,
}

/// A word of the lexicon by number.
pub(crate) type WordId = u32;

/// The number of every word the lexicon does not have.
pub(crate) const UNKNOWN: WordId = WordId::MAX;

/// A token as the lexicon sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub word: WordId,
    /// Begins with a capital.
    pub capital: bool,
    /// Has no small letters.
    pub capitals: bool,
    /// No space parts it from the token before it.
    pub touches: bool,
    /// An anchor may begin with it.
    pub opens: bool,
    /// Hash of the folded word; 0 if it does not begin with a capital.
    pub text: u64,
}

impl Meaning {
    /// Whether an anchor can begin with this.
    fn opens(self) -> bool {
        matches!(
            self,
            Self::Cardinal(_)
                | Self::Article
                | Self::Scale(_)
                | Self::ScaleCounted(_)
                | Self::Ordinal(_)
                | Self::Fraction(..)
                | Self::Currency(_)
                | Self::AmbiguousCurrency(_)
                | Self::Month(_)
                | Self::AmbiguousMonth(_)
                | Self::Weekday(_)
                | Self::AmbiguousWeekday(_)
                | Self::Moment(_)
                | Self::Zone(_)
                | Self::Term(_)
        )
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
    /// For each word, whether a form that can open an anchor begins with it.
    opens: Vec<bool>,
    /// The first `words.len()` nodes are those of the words by number.
    nodes: Vec<Node>,
}

/// The schemas of a pack and what is prepared from them.
pub(crate) struct Knowledge {
    pub lexicon: Lexicon,
    pub numbers: Numbers,
    pub calendar: Calendar,
    pub names: Names,
}

impl Lexicon {
    /// The number of a folded word.
    pub(crate) fn word(&self, folded: &str) -> WordId {
        self.words.get(folded).copied().unwrap_or(UNKNOWN)
    }

    /// Whether an anchor may begin with the word.
    pub(crate) fn opens(&self, word: WordId) -> bool {
        let index = usize::try_from(word).unwrap_or(usize::MAX);
        self.opens.get(index).copied().unwrap_or(false)
    }

    /// The longest phrase at the start of `seen` with a meaning that `choose`
    /// takes, and how many tokens long it is.
    pub(crate) fn find<T>(
        &self,
        seen: &[Seen],
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
                word == following.word && (following.touches || !joined)
            };
            match node.next.iter().find(leads) {
                Some(&(_, _, next)) => node = &self.nodes[next],
                None => return best,
            }
            length += 1;
        }
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
        self.opens.resize(self.words.len(), false);
    }

    fn add(&mut self, phrase: &Phrase) {
        let words = phrase.words.iter();
        let mut path = words.map(|(word, joined)| (self.words[word.as_str()], *joined));
        let Some((first, _)) = path.next() else {
            return;
        };
        let mut at = usize::try_from(first).unwrap_or(usize::MAX);
        self.opens[at] |= phrase.meaning.opens();
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
struct Phrase {
    /// Each with whether it touches the one before it.
    words: Vec<(String, bool)>,
    capitals: Capitals,
    meaning: Meaning,
}

/// Gathers the phrases of a pack's files; its errors name file and entry.
struct Gatherer<'pack> {
    pack: &'pack LanguagePack,
    folder: &'pack Folder,
    phrases: Vec<Phrase>,
}

impl Gatherer<'_> {
    /// Adds an entry's forms. An empty entry has none.
    fn entry(
        &mut self,
        file: &Endings,
        place: (&str, &str),
        entry: &str,
        meaning: Meaning,
    ) -> Result<(), PackError> {
        if entry.is_empty() {
            return Ok(());
        }
        let (name, key) = place;
        let fault = |reason: String| {
            self.pack
                .malformed(name, format!("entry `{key}`: {reason}"))
        };
        for form in expand(entry, file).map_err(fault)? {
            self.form(&form, meaning);
        }
        Ok(())
    }

    fn form(&mut self, form: &str, meaning: Meaning) {
        let letters = || form.chars().filter(|letter| letter.is_alphabetic());
        let starts_small = form
            .chars()
            .next()
            .is_none_or(|first| !first.is_uppercase());
        let capitals = if starts_small {
            Capitals::Any
        } else if letters().count() > 1 && letters().all(char::is_uppercase) {
            Capitals::All
        } else {
            Capitals::First
        };
        let mut end = 0;
        let words = tokens(form)
            .map(|token| {
                let joined = end == token.range.start;
                end = token.range.end;
                (self.folder.fold(token.range.of(form)), joined)
            })
            .collect();
        self.phrases.push(Phrase {
            words,
            capitals,
            meaning,
        });
    }
}

impl Knowledge {
    /// Reads the pack's files; those it does not have count as empty.
    pub(crate) fn try_new(pack: &LanguagePack, folder: &Folder) -> Result<Self, PackError> {
        let numbers: Numbers = pack.toml("numbers.toml")?.unwrap_or_default();
        let calendar: Calendar = pack.toml("calendar.toml")?.unwrap_or_default();
        let currencies: Currencies = pack.toml("currencies.toml")?.unwrap_or_default();
        let acronyms: Acronyms = pack.toml("acronyms.toml")?.unwrap_or_default();
        let names: Names = pack.toml("names.toml")?.unwrap_or_default();
        let mut gatherer = Gatherer {
            pack,
            folder,
            phrases: Vec::new(),
        };
        gatherer.numbers(&numbers)?;
        gatherer.calendar(&calendar)?;
        gatherer.currencies(&currencies)?;
        gatherer.acronyms(&acronyms)?;
        let none = Endings::new();
        gatherer.entry(
            &none,
            ("names.toml", "never"),
            &names.never,
            Meaning::NeverName,
        )?;
        let phrases = gatherer.phrases;
        let mut lexicon = Lexicon::default();
        lexicon.number_words(&phrases);
        phrases.iter().for_each(|phrase| lexicon.add(phrase));
        Ok(Self {
            lexicon,
            numbers,
            calendar,
            names,
        })
    }
}

impl Gatherer<'_> {
    fn numbers(&mut self, file: &Numbers) -> Result<(), PackError> {
        const NAME: &str = "numbers.toml";
        let endings = &file.endings;
        for (&value, entry) in &file.cardinals {
            let key = value.to_string();
            self.entry(endings, (NAME, &key), entry, Meaning::Cardinal(value))?;
        }
        for (&value, entry) in &file.ordinals {
            let key = value.to_string();
            self.entry(endings, (NAME, &key), entry, Meaning::Ordinal(value))?;
        }
        for (key, entry) in &file.fractions {
            let (numerator, denominator) = self.pair(NAME, key, '/')?;
            let meaning = Meaning::Fraction(numerator, denominator);
            self.entry(endings, (NAME, key), entry, meaning)?;
        }
        for (key, entry) in &file.counted_fractions {
            let (numerator, denominator) = self.pair(NAME, key, '/')?;
            let meaning = Meaning::CountedFraction(numerator, denominator);
            self.entry(endings, (NAME, key), entry, meaning)?;
        }
        for scale in &file.scales {
            let key = format!("scales, power {}", scale.power);
            let place = (NAME, key.as_str());
            self.entry(endings, place, &scale.forms, Meaning::Scale(scale.power))?;
            self.entry(
                endings,
                place,
                &scale.counted,
                Meaning::ScaleCounted(scale.power),
            )?;
            self.entry(
                endings,
                place,
                &scale.attached,
                Meaning::ScaleAttached(scale.power),
            )?;
        }
        for (&after, entry) in &file.connectors {
            self.entry(
                endings,
                (NAME, "connectors"),
                entry,
                Meaning::Connector(after),
            )?;
        }
        let lists = [
            ("articles", &file.articles, Meaning::Article),
            ("percent", &file.percent, Meaning::Percent),
            ("plus-half", &file.plus_half, Meaning::PlusHalf),
            (
                "ordinal-suffixes",
                &file.ordinal_suffixes,
                Meaning::OrdinalSuffix,
            ),
            (
                "decade-suffixes",
                &file.decade_suffixes,
                Meaning::DecadeSuffix,
            ),
            ("roman-before", &file.roman_before, Meaning::RomanBefore),
        ];
        for (key, entry, meaning) in lists {
            self.entry(endings, (NAME, key), entry, meaning)?;
        }
        let compounds = crate::numeral::compounds(file).map_err(|reason| {
            self.pack
                .malformed(NAME, format!("entry `compounds`: {reason}"))
        })?;
        for (form, meaning) in compounds {
            self.form(&form, meaning);
        }
        Ok(())
    }

    fn calendar(&mut self, file: &Calendar) -> Result<(), PackError> {
        const NAME: &str = "calendar.toml";
        let endings = &file.endings;
        let numbered = [
            (
                "months",
                &file.months,
                12,
                Meaning::Month as fn(u8) -> Meaning,
            ),
            (
                "ambiguous-months",
                &file.ambiguous_months,
                12,
                Meaning::AmbiguousMonth,
            ),
            ("weekdays", &file.weekdays, 7, Meaning::Weekday),
            (
                "ambiguous-weekdays",
                &file.ambiguous_weekdays,
                7,
                Meaning::AmbiguousWeekday,
            ),
        ];
        for (table, entries, most, meaning) in numbered {
            for (&number, entry) in entries {
                let key = format!("{table}, {number}");
                if !(1..=most).contains(&number) {
                    let reason = format!("entry `{key}`: not from 1 to {most}");
                    return Err(self.pack.malformed(NAME, reason));
                }
                self.entry(endings, (NAME, &key), entry, meaning(number))?;
            }
        }
        for (key, entry) in &file.moments {
            let (hour, minute) = self.pair(NAME, key, ':')?;
            let meaning = Meaning::Moment(hour * 60 + minute);
            self.entry(endings, (NAME, key), entry, meaning)?;
        }
        for (key, entry) in &file.zones {
            let zone = self.code(NAME, key)?;
            self.entry(endings, (NAME, key), entry, Meaning::Zone(zone))?;
        }
        let lists = [
            ("before-month", &file.before_month, Meaning::BeforeMonth),
            ("between", &file.between, Meaning::Between),
            ("morning", &file.morning, Meaning::Morning),
            ("evening", &file.evening, Meaning::Evening),
            ("night", &file.night, Meaning::Night),
            ("clock", &file.clock, Meaning::Clock),
            ("hours", &file.hours, Meaning::Hours),
            ("minutes", &file.minutes, Meaning::Minutes),
            ("before-time", &file.before_time, Meaning::BeforeTime),
            ("not-time", &file.not_time, Meaning::NotTime),
        ];
        for (key, entry, meaning) in lists {
            self.entry(endings, (NAME, key), entry, meaning)?;
        }
        Ok(())
    }

    fn currencies(&mut self, file: &Currencies) -> Result<(), PackError> {
        const NAME: &str = "currencies.toml";
        let tables = [
            (
                &file.currencies,
                Meaning::Currency as fn([u8; 3]) -> Meaning,
            ),
            (&file.ambiguous, Meaning::AmbiguousCurrency),
        ];
        for (entries, meaning) in tables {
            for (key, entry) in entries {
                let code: Result<[u8; 3], _> = key.as_bytes().try_into();
                let Ok(code) = code else {
                    let reason = format!("entry `{key}`: not a three-letter currency code");
                    return Err(self.pack.malformed(NAME, reason));
                };
                self.entry(&file.endings, (NAME, key), entry, meaning(code))?;
            }
        }
        Ok(())
    }

    fn acronyms(&mut self, file: &Acronyms) -> Result<(), PackError> {
        const NAME: &str = "acronyms.toml";
        for (key, entry) in &file.terms {
            let code = self.code(NAME, key)?;
            self.entry(&file.endings, (NAME, key), entry, Meaning::Term(code))?;
        }
        Ok(())
    }

    fn code(&self, file: &str, key: &str) -> Result<Code, PackError> {
        Code::try_new(key).ok_or_else(|| {
            let reason = format!("entry `{key}`: not an id of one to eight ASCII characters");
            self.pack.malformed(file, reason)
        })
    }

    fn pair(&self, file: &str, key: &str, sign: char) -> Result<(u16, u16), PackError> {
        let numbers = key
            .split_once(sign)
            .and_then(|(left, right)| Some((left.parse().ok()?, right.parse().ok()?)));
        numbers.ok_or_else(|| {
            let reason = format!("entry `{key}`: not two numbers with `{sign}` between them");
            self.pack.malformed(file, reason)
        })
    }
}
