//! Which language is a text in?
//!
//! Script first, then letters, then trigrams, then words: a script of one language
//! settles it; letters that an alphabet lacks rule a language out
//! (`data/alphabets.txt`), and `whatlang` chooses among those that are left. Where
//! trigrams are alike, words of their own tell languages apart
//! (`data/close-languages.txt`), and the commonest words find languages that `whatlang`
//! does not know (`words`). One decision for a document, over pieces from all of its
//! text, so a quoted sentence in another language does not sway it; a document that is
//! translated in part is in the language that it is meant for (`partial`).

mod alphabet;
mod declared;
mod partial;
mod script;
mod words;

use std::borrow::Cow;

use bitext_core::LanguageTag;
use whatlang::{Detector, Lang};

pub use partial::is_partly_in;
use words::CommonWords;

/// How much of a text is looked at, in bytes: trigrams settle before that.
const SAMPLE: usize = 1 << 11;

/// The pieces of a longer text that are looked at, evenly spread over it.
const PIECES: usize = 8;

/// The language a text seems to be in, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageGuess {
    /// The language.
    pub language: LanguageTag,
    /// From 0 to 1; above 0.9 the guess is hardly ever wrong.
    pub confidence: f64,
    /// Letters it rests on.
    pub letters: usize,
}

/// What a document itself says of its language: by its text, its declaration and
/// its file name.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundLanguage {
    /// The language.
    pub language: LanguageTag,
    /// Whether it is little more than a guess from a short text.
    pub is_doubtful: bool,
}

/// Below this a guess is little more than one.
const DOUBTFUL: f64 = 0.5;

/// The language a document seems to be in by its text: the one `given` or `declared` or
/// named by its file if a good part of it is in that, else the one of most of it.
pub(crate) fn guess_language(
    text: &str,
    given: Option<&LanguageTag>,
    declared: Option<&LanguageTag>,
    name: &str,
) -> Option<LanguageGuess> {
    let named = tag_of_name(name);
    let declared = declared.filter(|tag| partial::is_telling(tag));
    let spoken_for = [given, declared, named.as_ref()];
    let guess = detect_language(text)?;
    Some(partial::meant(
        text,
        guess,
        spoken_for.into_iter().flatten(),
    ))
}

/// The language of a document. Its text decides where it is long enough; a guess
/// gives way to what the file declares, and to the language that its `name` ends
/// in, as in `offer.ru.txt`, if that is written in the letters of the text. A language
/// that trigrams cannot find is taken as the file declares it, unless the words of the
/// text are those of the language found.
pub(crate) fn found_language(
    text: &str,
    guess: Option<&LanguageGuess>,
    declared: Option<&LanguageTag>,
    name: &str,
) -> Option<FoundLanguage> {
    let sure = guess.filter(|guess| {
        let is_of_words = || {
            let words = CommonWords::count(&sample(text));
            words.is_some_and(|words| words.allow(guess.language.primary()))
        };
        let is_other = declared.is_some_and(|tag| declared::is_of_its_own(tag, text));
        guess.confidence >= DOUBTFUL && (!is_other || is_of_words())
    });
    let said = sure.map(|guess| guess.language.clone());
    let said = said.or_else(|| declared.cloned());
    let said = said.or_else(|| named_language(text, name));
    let guess = guess.map(|guess| FoundLanguage {
        language: guess.language.clone(),
        is_doubtful: true,
    });
    let said = said.map(|language| FoundLanguage {
        language,
        is_doubtful: false,
    });
    said.or(guess)
}

/// The language that a file's name ends in, before its extension.
fn named_language(text: &str, name: &str) -> Option<LanguageTag> {
    tag_of_name(name).filter(|tag| is_in_letters_of(text, tag) == Some(true))
}

/// The language whose two letters a file's name ends in, before its extension.
fn tag_of_name(name: &str) -> Option<LanguageTag> {
    let (stem, _) = name.rsplit_once('.')?;
    let (_, last) = stem.rsplit_once(['.', '_', '-'])?;
    let tag = LanguageTag::try_new(last).ok();
    tag.filter(|tag| last.len() == 2 && tag.has_two_letter_code())
}

/// Whether a text is in the script that `language` is written in; `None` if it has
/// no letters or nothing is known of the language.
///
/// ```
/// use bitext_document::is_in_letters_of;
/// let russian = bitext_core::LanguageTag::try_new("ru")?;
/// assert_eq!(is_in_letters_of("Мост", &russian), Some(true));
/// assert_eq!(is_in_letters_of("Bridge", &russian), Some(false));
/// assert_eq!(is_in_letters_of("11:30", &russian), None);
/// # Ok::<(), bitext_core::LanguageTagError>(())
/// ```
#[must_use]
pub fn is_in_letters_of(text: &str, language: &LanguageTag) -> Option<bool> {
    let script = whatlang::detect_script(&sample(text))?;
    let lang = lang_of(language.primary())?;
    // Japanese may have more Chinese characters than its own.
    let is_han = script == whatlang::Script::Mandarin && lang == Lang::Jpn;
    Some(script.langs().contains(&lang) || is_han)
}

/// The language of `text`, `None` if it has too few letters or nothing is known
/// of its script.
///
/// ```
/// use bitext_document::detect_language;
/// let guess = detect_language("Прем’єр-міністр зустрівся з послом.").unwrap();
/// assert_eq!(guess.language.as_str(), "uk");
/// assert!(detect_language("11:30 — 100 %").is_none());
/// ```
#[must_use]
pub fn detect_language(text: &str) -> Option<LanguageGuess> {
    let sample = &*sample(text);
    let letters = sample.chars().filter(|&c| is_letter(c)).count();
    if letters < 8 {
        return None;
    }
    let by_number = letters as f64 / (letters as f64 + 2.0);
    if let Some(tag) = script::by_east_asian_script(sample, letters) {
        return guess(tag, by_number, letters);
    }
    let first = match script::of_one_language(sample, letters) {
        Some(tag) => guess(tag, by_number, letters),
        None => by_letters(sample, letters),
    };
    let tag = first.as_ref().map(|first| first.language.primary());
    let words = CommonWords::count(sample);
    let better = words.and_then(|words| words.rather_than(tag));
    better.map_or(first, |better| {
        guess(better.tag, better.confidence, letters)
    })
}

/// The same by alphabets and trigrams alone.
fn by_letters(sample: &str, letters: usize) -> Option<LanguageGuess> {
    let fitting = alphabet::by_alphabet(sample);
    if let [(only, _)] = fitting.as_slice() {
        // One alphabet alone has all these letters; how sure that is grows with
        // their number.
        let confidence = letters as f64 / (letters as f64 + 2.0);
        return guess(only, confidence, letters);
    }
    if fitting.is_empty() {
        let info = Detector::new().detect(sample)?;
        let tag = by_close_words(tag_of(info.lang())?, sample);
        let most = if lang_of(tag).is_some() {
            1.0
        } else {
            BY_CLOSE_WORDS
        };
        return guess(tag, info.confidence().min(most), letters);
    }
    let among = |only_best: bool| {
        let tags = fitting.iter().filter(|(_, is_best)| *is_best || !only_best);
        let languages = tags.filter_map(|(tag, _)| lang_of(tag)).collect();
        Detector::with_allowlist(languages).detect(sample)
    };
    let info = among(false)?;
    let tag = tag_of(info.lang())?;
    if fitting
        .iter()
        .any(|&(other, is_best)| other == tag && is_best)
    {
        return guess(tag, info.confidence(), letters);
    }
    // Trigrams of a short text are surer than its letters allow.
    match among(true).and_then(|info| tag_of(info.lang())) {
        Some(best) => guess(best, AGAINST_TRIGRAMS, letters),
        None => guess(tag, info.confidence(), letters),
    }
}

/// How sure a language is at most that a few words alone tell from one of its group.
const BY_CLOSE_WORDS: f64 = 0.9;

/// How sure a language is whose alphabet fits best if trigrams say another.
const AGAINST_TRIGRAMS: f64 = 0.4;

/// Whether [`detect_language`] finds `language` in a text of any length, so that another
/// answer means that a text is not in it.
#[must_use]
pub fn is_detectable(language: &LanguageTag) -> bool {
    lang_of(language.primary()).is_some()
}

fn guess(tag: &str, confidence: f64, letters: usize) -> Option<LanguageGuess> {
    Some(LanguageGuess {
        language: LanguageTag::try_new(tag).ok()?,
        confidence,
        letters,
    })
}

/// A short text as it is, of a longer one pieces from beginning to end.
fn sample(text: &str) -> Cow<'_, str> {
    if text.len() <= SAMPLE {
        return Cow::Borrowed(text);
    }
    let length = SAMPLE / PIECES;
    let step = (text.len() - length) / (PIECES - 1);
    let mut pieces = String::with_capacity(SAMPLE + PIECES);
    for start in (0..PIECES).map(|piece| piece * step) {
        let start = text.floor_char_boundary(start);
        pieces.push_str(&text[start..text.floor_char_boundary(start + length)]);
        pieces.push('\n');
    }
    Cow::Owned(pieces)
}

/// [`char::is_alphabetic`], the commonest letters first.
fn is_letter(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphabetic(),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        _ => character.is_alphabetic(),
    }
}

/// Of `tag` and the languages too close to it for trigrams the one most of whose own
/// words `text` has; `tag` if none has more. A language that trigrams do not know needs
/// two more.
fn by_close_words(tag: &'static str, text: &str) -> &'static str {
    let groups = include_str!("../../data/close-languages.txt").split("\n\n");
    let mut groups = groups.map(|group| {
        let lines = group.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split_once(' '))
    });
    let Some(group) = groups.find(|group| group.clone().any(|(one, _)| one == tag)) else {
        return tag;
    };
    let text = text.to_lowercase();
    let count = |own: &str| {
        let words = text.split(|letter: char| !letter.is_alphabetic());
        words
            .filter(|&word| own.split(' ').any(|one| one == word))
            .count()
    };
    let counted = group.map(|(other, own)| {
        let is_known = lang_of(other).is_some();
        let count = count(own).saturating_sub(if is_known { 0 } else { 1 });
        (count, other == tag, is_known, other)
    });
    counted.max().map_or(tag, |(_, _, _, best)| best)
}

fn languages() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../../data/languages.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

fn tag_of(lang: Lang) -> Option<&'static str> {
    languages()
        .find(|(code, _)| *code == lang.code())
        .map(|(_, tag)| tag)
}

fn lang_of(tag: &str) -> Option<Lang> {
    languages()
        .find(|(_, known)| *known == tag)
        .and_then(|(code, _)| Lang::from_code(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_names_do_not_hide_an_east_asian_text() {
        let cases = [
            (
                "OmegaT は Java で動く無料の CAT ツールです。TMX を使います。",
                "ja",
            ),
            ("OmegaT 是 Java 编写的免费 CAT 工具，使用 TMX 格式。", "zh"),
            (
                "OmegaT는 Java로 작성된 무료 CAT 도구입니다. TMX를 씁니다.",
                "ko",
            ),
        ];
        for (text, tag) in cases {
            assert_eq!(detect_language(text).unwrap().language.as_str(), tag);
        }
    }

    #[test]
    fn a_short_text_is_in_the_language_that_its_file_says() {
        let found = |text: &str, declared: Option<&str>, name: &str| {
            let guess = detect_language(text);
            let declared = declared.map(|tag| LanguageTag::try_new(tag).unwrap());
            let found = found_language(text, guess.as_ref(), declared.as_ref(), name);
            found.map(|found| (found.language.to_string(), found.is_doubtful))
        };
        let is = |tag: &str, is_doubtful| Some((tag.to_owned(), is_doubtful));
        let short = "Спасибо за заказ.";
        assert!(found(short, None, "offer.txt").is_some_and(|(_, is_doubtful)| is_doubtful));
        assert_eq!(found(short, None, "offer.ru.txt"), is("ru", false));
        assert_eq!(found(short, None, "offer_BG.docx"), is("bg", false));
        assert_eq!(found(short, Some("mk"), "offer.ru.txt"), is("mk", false));
        assert_eq!(found("Hello.", None, "a.en.txt"), is("en", false));
        // No word of a name, and no language of other letters.
        assert_eq!(found("Hello.", None, "a.ru.txt"), None);
        assert_eq!(found("Hello.", None, "what.is.txt.it"), None);
        let long = "Министр встретился с послом в Женеве и выступил перед журналистами.";
        assert_eq!(found(long, None, "speech.bg.txt"), is("ru", false));
    }

    #[test]
    fn words_tell_close_languages_apart() {
        let danish = "Hæren har sendt 25 både og seks helikoptere. Nogle landsbyer er dog \
                      stadig svære at nå. Regeringen betaler hver husstand 500 euro i hjælp.";
        let norwegian = "Hæren har sendt 25 båter og seks helikoptre. Noen landsbyer er \
                         fortsatt vanskelige å nå. Regjeringen betaler hver husstand 500 euro.";
        let croatian = "Tvrtka je u ožujku otvorila dvije trgovine. Tko želi raditi ondje, \
                        može se javiti do sljedećeg tjedna.";
        let serbian = "Firma je u martu otvorila dve prodavnice. Ko želi da radi tamo, \
                       može da se javi do sledeće nedelje.";
        for (text, tag) in [
            (danish, "da"),
            (norwegian, "nb"),
            (croatian, "hr"),
            (serbian, "sr"),
        ] {
            assert_eq!(detect_language(text).unwrap().language.as_str(), tag);
        }
    }

    #[test]
    fn letters_go_before_trigrams() {
        // One letter that Bulgarian has not.
        let text = "Запущена ракета с 10 спутниками. Ракета-носитель с 10 спутниками стартовала \
                    в среду в 21:31 мск, сообщил Роскосмос. Спутники отделятся через 24 минуты \
                    после старта. Их общая масса - 831 кг. Один из аппаратов построен \
                    специалистами Сербии.";
        let guess = detect_language(text).unwrap();
        assert_eq!(guess.language.as_str(), "ru", "{guess:?}");
        assert!(guess.confidence < DOUBTFUL, "{guess:?}");
    }

    #[test]
    fn letters_are_letters() {
        for character in '\0'..='\u{600}' {
            assert_eq!(is_letter(character), character.is_alphabetic());
        }
    }

    #[test]
    fn every_language_of_the_detector_has_a_tag() {
        for &lang in Lang::all() {
            let tag = tag_of(lang).unwrap_or_else(|| panic!("{} has no tag", lang.code()));
            assert!(LanguageTag::try_new(tag).is_ok(), "{tag}");
            assert_eq!(lang_of(tag), Some(lang));
        }
    }

    #[test]
    fn languages_are_told_by_letters_and_trigrams() {
        for (tag, text) in [
            (
                "en",
                "The minister met the ambassador in Geneva on Tuesday and spoke to reporters afterwards.",
            ),
            (
                "de",
                "Die Ministerin traf den Botschafter am Dienstag in Genf und sprach danach mit der Presse.",
            ),
            (
                "fr",
                "La ministre a rencontré l'ambassadeur mardi à Genève, puis elle a parlé à la presse.",
            ),
            (
                "es",
                "La ministra se reunió el martes con el embajador en Ginebra y después habló con la prensa.",
            ),
            (
                "ru",
                "Во вторник министр встретилась с послом в Женеве, а затем выступила перед журналистами.",
            ),
            (
                "uk",
                "У вівторок міністерка зустрілася з послом у Женеві, а потім виступила перед журналістами.",
            ),
            (
                "ky",
                "Министр элчи менен Женевада жолугуп, андан кийин журналисттер менен сүйлөштү. Жаңы көпүрө ачылды.",
            ),
            (
                "mn",
                "Сайд мягмар гарагт Женевт элчин сайдтай уулзаж, дараа нь сэтгүүлчидтэй ярилцсан бөгөөд шинэ гүүр нээв.",
            ),
            (
                "kk",
                "Министр сейсенбіде Женевада елшімен кездесіп, кейін журналистермен сөйлесті. Жаңа көпір ашылды.",
            ),
            (
                "be",
                "У аўторак міністр сустрэлася з паслом у Жэневе, а потым выступіла перад журналістамі.",
            ),
            (
                "bg",
                "Във вторник министърката се срещна с посланика в Женева, а след това говори пред журналисти.",
            ),
            (
                "sr",
                "Министарка се у уторак састала са амбасадором у Женеви, а затим разговарала с новинарима.",
            ),
        ] {
            let guess = detect_language(text).unwrap();
            assert_eq!(guess.language.as_str(), tag, "{guess:?}");
        }
    }

    #[test]
    fn a_long_text_is_judged_from_beginning_to_end() {
        let foreign = "По словам министра, встреча прошла хорошо. ";
        let own = "The minister said that the meeting had gone well. ";
        let text = foreign.repeat(60) + &own.repeat(600);
        assert!(foreign.len() * 60 > SAMPLE);
        assert_eq!(detect_language(&text).unwrap().language.as_str(), "en");
        let text = own.repeat(60) + &foreign.repeat(600);
        let guess = detect_language(&text).unwrap();
        assert_eq!(guess.language.as_str(), "ru");
        assert!(sample(&text).len() <= SAMPLE + PIECES);
    }

    #[test]
    fn a_quotation_does_not_sway_a_document() {
        let text = "The word перестройка, and with it гласность, came to mean more than a policy; \
                    the speaker used both again and again in the hour that followed.";
        assert_eq!(detect_language(text).unwrap().language.as_str(), "en");
    }
}
