//! The files of a language pack that anchors are found with.
//!
//! Values of words are lists of forms in the short notation of `form.rs`.
//! Capitals in a form must be matched, small letters match any case: `May` is
//! never *may*, `US` never *us*, `млн` is *МЛН* too.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::form::Endings;

/// `numbers.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Numbers {
    /// Named lists of endings.
    pub endings: Endings,
    /// The decimal sign.
    pub decimal: Option<char>,
    /// Signs that part groups of three digits.
    pub group: Vec<char>,
    /// Whether `5.` before a word is an ordinal.
    pub ordinal_dot: bool,
    /// Endings written after digits that make an ordinal: `th`, `й`.
    pub ordinal_suffixes: String,
    /// Endings after digits that name a decade, not a rank: `s`, `е`.
    pub decade_suffixes: String,
    /// Number words by value. `one` without weight of its own (articles) goes
    /// to `articles`.
    pub cardinals: BTreeMap<u32, String>,
    /// Words that count as 1 before a scale word or fraction only: `a`.
    pub articles: String,
    /// Rank words by value.
    pub ordinals: BTreeMap<u32, String>,
    /// Words for parts, by `numerator/denominator`.
    pub fractions: BTreeMap<String, String>,
    /// Words for parts that are fractions only after a number or article:
    /// `third` in `one third`.
    pub counted_fractions: BTreeMap<String, String>,
    /// Powers of ten with names. Those that are no power of a thousand count as the
    /// words for a million and its like that other languages write instead.
    pub scales: Vec<Scale>,
    /// Words between the parts of a number, by what goes before: `hundred`
    /// ("one hundred and five") or `ten` ("treinta y uno").
    pub connectors: BTreeMap<Connector, String>,
    /// Words and signs for per cent.
    pub percent: String,
    /// Those of them that stand before the number: `%20`, `yüzde 20`.
    pub percent_before: String,
    /// Words after a whole number that add a half: `and a half`.
    pub plus_half: String,
    /// Words after a Roman numeral of one letter that make it a number.
    pub roman_before: String,
    /// Numbers written as one word, made from their parts.
    pub compounds: Compounds,
}

/// A power of ten and its names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Scale {
    /// The power.
    pub power: u8,
    /// Forms that alone mean one of it: `million`.
    #[serde(default)]
    pub forms: String,
    /// Forms that need a number before them to say one: `millions`, `mln`.
    #[serde(default)]
    pub counted: String,
    /// Abbreviations that must touch the number: `5m`.
    #[serde(default)]
    pub attached: String,
}

/// After what a connecting word may stand.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Connector {
    /// After full hundreds or a scale word.
    Hundred,
    /// After full tens.
    Ten,
}

/// Patterns for numbers written as one word. `{unit}` is a cardinal from 1 to
/// 9, `{ten}` one of 20, 30 … 90, `{low}` any below 100.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Compounds {
    /// Forms of units inside compounds that differ from the word alone (`ein`).
    pub units: BTreeMap<u32, String>,
    /// `{unit}und{ten}`.
    pub tens: Option<String>,
    /// `{unit}hundert`, with `{low}` appended for the rest.
    pub hundreds: Option<String>,
    /// `{unit}tausend`.
    pub thousands: Option<String>,
    /// Endings that make an ordinal of a cardinal: below 20, and from 20 on.
    pub ordinal_low: Option<String>,
    /// See `ordinal_low`.
    pub ordinal_high: Option<String>,
}

/// `calendar.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Calendar {
    /// Named lists of endings.
    pub endings: Endings,
    /// Which of day and month comes first in `11/04/2018`.
    pub month_first: bool,
    /// Whether the year is written before month and day: `2018. április 11-én`.
    pub year_first: bool,
    /// Months by number.
    pub months: BTreeMap<u8, String>,
    /// Signs that make a month of the number they touch: `月`.
    pub month_signs: String,
    /// Words that make a month of the number behind them: `tháng`.
    pub month_words: String,
    /// Month words that mean something else too: they count only beside a day
    /// or year or after one of `before_month`.
    pub ambiguous_months: BTreeMap<u8, String>,
    /// Words before a month without a day: `in`, `since`.
    pub before_month: String,
    /// Words between day and month or month and year: `of`, `de`.
    pub between: String,
    /// Weekdays by number, Monday is 1.
    pub weekdays: BTreeMap<u8, String>,
    /// Weekday abbreviations that mean something else too: they count only
    /// before a date.
    pub ambiguous_weekdays: BTreeMap<u8, String>,
    /// Whether `morning`, `evening` and `night` stand before the time, too.
    pub half_first: bool,
    /// Words after an hour from midnight to noon: `a.m.`, `утра`.
    pub morning: String,
    /// Words after an hour from noon to midnight: `p.m.`, `вечера`.
    pub evening: String,
    /// Words after an hour of the night, evening or small: `ночи`.
    pub night: String,
    /// Words that make a time of any number before them: `o'clock`, `Uhr`.
    pub clock: String,
    /// Words that make a time of a number with one of `before_time` before it.
    pub hours: String,
    /// Words after the minutes: `минут`.
    pub minutes: String,
    /// A letter between hour and minute: `h`.
    pub hour_letter: Option<char>,
    /// Words before a time: `at`, `в`.
    pub before_time: String,
    /// Words after `4.25` that show it to be no time: `раза`.
    pub not_time: String,
    /// Whether `11.30` after one of `before_time` is a time.
    pub dot_time: bool,
    /// Words that are times, by `hour:minute`: `noon`.
    pub moments: BTreeMap<String, String>,
    /// Time zones by id.
    pub zones: BTreeMap<String, String>,
}

/// `currencies.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Currencies {
    /// Named lists of endings.
    pub endings: Endings,
    /// Words and signs by ISO 4217 code.
    pub currencies: BTreeMap<String, String>,
    /// Words and signs that are a currency only beside a number: `pound`.
    pub ambiguous: BTreeMap<String, String>,
}

/// `acronyms.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Acronyms {
    /// Named lists of endings.
    pub endings: Endings,
    /// Names and abbreviations by the id all packs share, at most eight
    /// letters; countries by ISO 3166 code.
    pub terms: BTreeMap<String, String>,
}

/// `names.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Names {
    /// Letter groups and their sounds, each `from = to`; the longest that fits
    /// applies. `^` before a group ties it to the start of the word, `$` after
    /// it to the end.
    pub sounds: BTreeMap<String, String>,
    /// Endings that inflection adds, on the sounds: `ending = what stays`.
    pub endings: BTreeMap<String, String>,
    /// Suffixes with an apostrophe that are no part of a word: `'s`.
    pub cut: String,
    /// Words that are no names though they begin with a capital.
    pub never: String,
    /// Endings that only common nouns have, where nouns are capitalised.
    pub common_endings: String,
    /// Whether every noun is capitalised, so that a capital says little.
    pub nouns_capitalised: bool,
}
