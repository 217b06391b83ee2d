//! Reading a pack's files into the lexicon.
//!
//! The one idea: every entry of every file is a list of forms and one meaning,
//! so reading is the same for all, and a fault is reported with the pack, the
//! file and the entry.

use bitext_lang::{LanguagePack, PackError, tokens};

use crate::anchor::Code;
use crate::fold::Folder;
use crate::form::{Endings, expand};
use crate::lexicon::{Capitals, Lexicon, Meaning, Phrase};
use crate::schema::{Acronyms, Calendar, Currencies, Names, Numbers};

/// The schemas of a pack and what is prepared from them.
pub(crate) struct Knowledge {
    pub lexicon: Lexicon,
    pub numbers: Numbers,
    pub calendar: Calendar,
    pub names: Names,
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
        let lexicon = Lexicon::new(&phrases);
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
