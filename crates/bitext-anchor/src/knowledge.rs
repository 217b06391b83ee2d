//! Reading a pack's files into the lexicon.
//!
//! The one idea: every entry of every file is a list of forms and one meaning,
//! so reading is the same for all, and a fault is reported with the pack, the
//! file and the entry.

use std::ops::Range;

use bitext_lang::{LanguagePack, PackError, tokens};

use crate::anchor::Code;
use crate::fold::Folder;
use crate::form::{Endings, Inflected, forms};
use crate::lexicon::{Capitals, Lexicon, Meaning, NodeId, WordId};
use crate::literal::clock;
use crate::schema::{Acronyms, Calendar, Currencies, Names, Numbers};

/// The schemas of a pack and what is prepared from them.
pub(crate) struct Knowledge {
    pub lexicon: Lexicon,
    pub numbers: Numbers,
    pub calendar: Calendar,
    pub names: Names,
    pub has_currencies: bool,
}

/// Gathers the forms of a pack's files; its errors name file and entry.
struct Gatherer<'pack> {
    pack: &'pack LanguagePack,
    folder: &'pack Folder,
    lexicon: Lexicon,
    /// Of the form at hand: all its words with each of their endings, where those
    /// of one word end, and the tokens of them all.
    written: Vec<Written>,
    word_ends: Vec<usize>,
    tokens: Vec<(WordId, bool)>,
    letters: String,
    folded: String,
}

/// A word with one of its endings.
#[derive(Clone)]
struct Written {
    tokens: Range<usize>,
    case: Case,
}

/// How a form, or the start of one, is capitalised.
#[derive(Clone, Copy)]
struct Case {
    /// Whether its first character is no capital; `None` if it has none.
    begins_small: Option<bool>,
    /// How many of its letters are capitals.
    capitals: usize,
    /// Whether one is not.
    has_small: bool,
}

impl Case {
    const EMPTY: Self = Self {
        begins_small: None,
        capitals: 0,
        has_small: false,
    };

    fn of(text: &str) -> Self {
        let begins_small = text.chars().next().map(|first| !first.is_uppercase());
        let mut case = Self {
            begins_small,
            ..Self::EMPTY
        };
        for letter in text.chars() {
            if letter.is_uppercase() {
                case.capitals += usize::from(letter.is_alphabetic());
            } else if letter.is_lowercase() || letter.is_alphabetic() {
                case.has_small = true;
                break;
            }
        }
        case
    }

    fn followed_by(self, word: Self) -> Self {
        Self {
            begins_small: self.begins_small.or(word.begins_small),
            capitals: self.capitals + word.capitals,
            has_small: self.has_small || word.has_small,
        }
    }

    fn capitals(self) -> Capitals {
        if self.begins_small.unwrap_or(true) {
            Capitals::Any
        } else if self.capitals > 1 && !self.has_small {
            Capitals::All
        } else {
            Capitals::First
        }
    }
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
        for form in forms(entry, file) {
            self.form(&form.map_err(fault)?, meaning);
        }
        Ok(())
    }

    /// Adds a form with every ending of each of its words. What a word is made of
    /// is found out once, however many words it is joined with.
    fn form(&mut self, words: &[Inflected<'_>], meaning: Meaning) {
        self.written.clear();
        self.word_ends.clear();
        self.tokens.clear();
        for word in words {
            for ending in word.endings.split('|') {
                self.write(word.stem, ending);
            }
            self.word_ends.push(self.written.len());
        }
        let meaning = self.lexicon.add_meaning(meaning);
        self.add(0, None, Case::EMPTY, meaning);
    }

    fn write(&mut self, stem: &str, ending: &str) {
        self.letters.clear();
        self.letters.push_str(stem);
        self.letters.push_str(ending);
        let start = self.tokens.len();
        let mut end = None;
        for token in tokens(&self.letters) {
            let joined = end == Some(token.range.start);
            end = Some(token.range.end);
            let token = token.range.of(&self.letters);
            self.folder.fold_into(token, &mut self.folded);
            let word = self.lexicon.add_word(&self.folded);
            self.tokens.push((word, joined));
        }
        self.written.push(Written {
            tokens: start..self.tokens.len(),
            case: Case::of(&self.letters),
        });
    }

    /// Adds all that words from `index` on make of the start of a form, which
    /// ends at `node`.
    fn add(&mut self, index: usize, node: Option<NodeId>, case: Case, meaning: u32) {
        let Some(&end) = self.word_ends.get(index) else {
            if let Some(node) = node {
                self.lexicon.end(node, case.capitals(), meaning);
            }
            return;
        };
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.word_ends[before]);
        for number in start..end {
            let Written { tokens, case: own } = self.written[number].clone();
            let mut node = node;
            for &(word, joined) in &self.tokens[tokens] {
                node = Some(match node {
                    None => self.lexicon.begin(word, meaning),
                    Some(node) => self.lexicon.go_on(node, word, joined),
                });
            }
            self.add(index + 1, node, case.followed_by(own), meaning);
        }
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
            lexicon: Lexicon::default(),
            written: Vec::new(),
            word_ends: Vec::new(),
            tokens: Vec::new(),
            letters: String::new(),
            folded: String::new(),
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
        Ok(Self {
            lexicon: gatherer.lexicon,
            numbers,
            calendar,
            names,
            has_currencies: !currencies.currencies.is_empty(),
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
            (
                "percent-before",
                &file.percent_before,
                Meaning::PercentBefore,
            ),
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
            let stem = form.as_str();
            self.form(&[Inflected { stem, endings: "" }], meaning);
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
            let time = clock(hour.into(), minute.into()).ok_or_else(|| {
                let reason = format!("entry `{key}`: not a time of day");
                self.pack.malformed(NAME, reason)
            })?;
            self.entry(endings, (NAME, key), entry, Meaning::Moment(time))?;
        }
        for (key, entry) in &file.zones {
            let zone = self.code(NAME, key)?;
            self.entry(endings, (NAME, key), entry, Meaning::Zone(zone))?;
        }
        let lists = [
            ("month-signs", &file.month_signs, Meaning::MonthSign),
            ("month-words", &file.month_words, Meaning::MonthWord),
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
