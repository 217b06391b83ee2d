//! A second opinion from the commonest words.
//!
//! The trigram detector answers with a language that it knows, whatever the text is
//! in: Icelandic comes out as Afrikaans, Swahili as Shona. But a third of any text are
//! the few commonest words of its language (`data/common-words.txt`), and next to none
//! those of another. So a language that the detector does not know is chosen where many
//! more words speak for it.
//!
//! Only words of the script that most letters are of count, and none of one letter, which
//! are as often marks for something: `%s`, `it's`, `A, B, C`.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::is_letter;

/// Fewer words say nothing sure.
const FEWEST: usize = 40;

/// The least share of a text that the commonest words of its language have, and how much
/// more, how many more, and how many times as many than those of the language first
/// thought of.
const LEAST: f64 = 0.15;
const MORE: f64 = 0.08;
const MORE_WORDS: usize = 9;
const TIMES: f64 = 1.5;

/// So many words more are as likely chance as not.
const CHANCE: f64 = 3.0;

/// With a smaller share a text is hardly in the language first thought of.
const PLAUSIBLE: f64 = 0.08;

/// Which languages have a word among their commonest; the languages by their line.
struct Table {
    tags: Vec<&'static str>,
    /// Whether the trigram detector knows the language.
    is_known: Vec<bool>,
    words: HashMap<&'static str, Vec<u16>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        tags: Vec::new(),
        is_known: Vec::new(),
        words: HashMap::new(),
    };
    for line in include_str!("../../data/common-words.txt").lines() {
        let mut words = line.split(' ').filter(|_| !line.starts_with('#'));
        let (Some(tag), Ok(number)) = (words.next(), u16::try_from(table.tags.len())) else {
            continue;
        };
        table.tags.push(tag);
        table.is_known.push(super::lang_of(tag).is_some());
        for word in words {
            table.words.entry(word).or_default().push(number);
        }
    }
    table
});

/// How many words of a text are the commonest of each language.
pub(super) struct CommonWords {
    all: usize,
    /// By line of the table.
    found: Vec<usize>,
}

/// A language that words speak for.
pub(super) struct Spoken {
    pub(super) tag: &'static str,
    /// From 0 to 1.
    pub(super) confidence: f64,
}

impl CommonWords {
    /// Counts those of `text`; `None` if it is too short.
    pub(super) fn count(text: &str) -> Option<Self> {
        let table = &*TABLE;
        let text = match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => text.to_lowercase(),
            _ => text.nfc().collect::<String>().to_lowercase(),
        };
        let words = || {
            let words = text.split(|letter: char| !is_letter(letter));
            words.filter_map(|word| Some((word, word.chars().next()?)))
        };
        let mut letters: Vec<(u32, usize)> = Vec::new();
        for (word, first) in words() {
            let script = script(first);
            match letters.iter_mut().find(|(one, _)| *one == script) {
                Some((_, count)) => *count += word.len(),
                None => letters.push((script, word.len())),
            }
        }
        let (main, _) = letters.into_iter().rev().max_by_key(|&(_, count)| count)?;
        let mut found = vec![0; table.tags.len()];
        let mut all = 0;
        let is_counted =
            |word: &str, first: char| word.len() > first.len_utf8() && script(first) == main;
        for (word, _) in words().filter(|&(word, first)| is_counted(word, first)) {
            all += 1;
            for &number in table.words.get(word).into_iter().flatten() {
                found[usize::from(number)] += 1;
            }
        }
        (all >= FEWEST).then_some(Self { all, found })
    }

    /// The share of the text that the words of a language are; `None` for a language
    /// whose words are not known.
    fn share(&self, tag: &str) -> Option<f64> {
        let lines = TABLE.tags.iter().zip(&self.found);
        let found = lines
            .filter(|(one, _)| **one == tag)
            .map(|(_, found)| found);
        found.max().map(|&found| found as f64 / self.all as f64)
    }

    /// Whether the text may be in a language as far as its words tell.
    pub(super) fn allow(&self, tag: &str) -> bool {
        self.share(tag).is_none_or(|share| share >= PLAUSIBLE)
    }

    /// The language unknown to the trigram detector that many more words speak for than
    /// for `tag`; of equals the first in the table.
    pub(super) fn rather_than(&self, tag: Option<&str>) -> Option<Spoken> {
        let lines = || TABLE.tags.iter().zip(&TABLE.is_known).zip(&self.found);
        let of_first = lines().filter(|((one, _), _)| Some(**one) == tag);
        let first = of_first.map(|(_, found)| *found).max().unwrap_or(0);
        let asked = lines().filter(|((_, is_known), _)| !**is_known);
        let ((best, _), &found) = asked.rev().max_by_key(|&(_, found)| found)?;
        let more = found.saturating_sub(first);
        let share = |count: usize| count as f64 / self.all as f64;
        let is_clear = share(found) >= LEAST
            && more >= MORE_WORDS
            && share(more) >= MORE
            && found as f64 >= TIMES * first as f64;
        is_clear.then_some(Spoken {
            tag: best,
            confidence: more as f64 / (more as f64 + CHANCE),
        })
    }
}

/// A number for the script of a letter, as coarse as telling words apart needs.
fn script(letter: char) -> u32 {
    match letter {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => 0,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 1,
        '\u{400}'..='\u{52f}' => 2,
        '\u{600}'..='\u{77f}' => 3,
        '\u{1200}'..='\u{139f}' => 4,
        // Each script of India has a block of its own.
        _ => u32::from(letter) >> 7,
    }
}

#[cfg(test)]
mod tests {
    use bitext_core::LanguageTag;

    use crate::language::{detect_language, found_language, lang_of};

    const ICELANDIC: &str = "Ráðherrann hitti sendiherrann í Genf á þriðjudag og talaði við \
        blaðamenn á eftir. Hann sagði að fundurinn hefði verið góður og að þeir ættu að hittast \
        aftur fyrir lok ársins. Brúin yfir ána er lokuð og það verður að aka um sveitina til að \
        komast á völlinn, en lögreglan á von á því að hún opni á ný um helgina.";
    const GALICIAN: &str = "A ministra reuniuse o martes coa embaixadora en Xenebra e despois \
        falou coa prensa. Dixo que a reunión foi boa e que as dúas persoas teñen que verse outra \
        vez antes do remate do ano. A ponte sobre o río está pechada e para ir ao campo hai que \
        pasar pola vila, pero a policía agarda que abra ou no sábado ou no domingo.";
    const TAJIK: &str = "Вазир рӯзи сешанбе бо сафир дар Женева мулоқот кард ва баъд бо \
        рӯзноманигорон сӯҳбат намуд. Ӯ гуфт, ки мулоқот хуб гузашт ва онҳо то охири сол бояд боз \
        вохӯранд. Пули болои дарё баста аст ва барои рафтан ба майдон аз деҳа гузаштан лозим \
        аст, аммо полис мегӯяд, ки он рӯзи шанбе ё якшанбе кушода мешавад.";
    const SWAHILI: &str = "Waziri alikutana na balozi mjini Geneva siku ya Jumanne na baadaye \
        alizungumza na waandishi wa habari. Alisema kuwa mkutano ulikuwa mzuri na kwamba watu \
        wote wawili ni lazima wakutane tena kabla ya mwisho wa mwaka. Daraja la mto limefungwa \
        na kila mtu ana kazi ya kupita katika kijiji ili kwenda uwanjani, lakini polisi wana \
        matumaini kwa siku ya Jumamosi au ya Jumapili.";
    const UZBEK: &str = "Вазир сешанба куни Женевада элчи билан учрашди ва кейин журналистлар \
        билан суҳбатлашди. У учрашув яхши ўтди ва улар йил охирига қадар яна учрашиши керак деб \
        айтди. Дарё устидаги кўприк ёпиқ ва майдонга бориш учун қишлоқ орқали ўтиш керак, аммо \
        полиция у шанба ёки якшанба куни очилади деб умид қилади. Ҳар бир киши бу ердан ўтиш \
        ҳуқуқига эга.";

    #[test]
    fn languages_that_trigrams_take_for_others_are_found_by_their_words() {
        for (text, tag) in [
            (ICELANDIC, "is"),
            (GALICIAN, "gl"),
            (TAJIK, "tg"),
            (SWAHILI, "sw"),
            (UZBEK, "uz"),
        ] {
            let guess = detect_language(text).unwrap();
            assert_eq!(guess.language.as_str(), tag, "{guess:?}");
            assert!(guess.confidence > 0.7, "{guess:?}");
        }
    }

    #[test]
    fn single_letters_and_foreign_words_say_nothing() {
        let strings = "Файл %s не найден.\nНе удаётся открыть %s.\nУдалить %s и %s?\n".repeat(9);
        let names = "Verdi's Otello, Puccini's Tosca, Bizet's Carmen, Gounod's Faust, ".repeat(7);
        let thai = "ฝ่ายที่หนึ่งตกลงส่งมอบสินค้าให้แก่ฝ่ายที่สองภายในสามสิบวันนับจากวันที่ลงนาม ".repeat(4);
        let quoted = format!(
            "{thai}The parties agree to the terms of this contract, and each of them is entitled \
             to a copy of it. The buyer has the right to return the goods, and the seller shall \
             be free of any claim by the buyer if the goods are not returned within ten days."
        );
        for (text, tag) in [(&strings, "ru"), (&quoted, "th")] {
            let guess = detect_language(text).unwrap();
            assert_eq!(guess.language.as_str(), tag, "{guess:?}");
        }
        // Names alone say little, but are no Gaelic for their `'s`.
        let guess = detect_language(&names).unwrap();
        assert!(lang_of(guess.language.primary()).is_some(), "{guess:?}");
    }

    #[test]
    fn an_unknown_language_is_the_one_that_the_file_declares() {
        let found = |text: &str, declared: &str| {
            let guess = detect_language(text);
            let declared = LanguageTag::try_new(declared).unwrap();
            let found = found_language(text, guess.as_ref(), Some(&declared), "a.html");
            found.unwrap().language.to_string()
        };
        let unknown = "Tarike movun selig rapote hinas dovel kurim, sapelo nitur gamed. ";
        assert_eq!(found(&unknown.repeat(6), "sq"), "sq");
        assert_eq!(found(unknown, "sq"), "sq");
        // A code that is none, and a language that the text is plainly not in.
        assert_eq!(found(GALICIAN, "glg"), "gl");
        assert_eq!(found(ICELANDIC, "fr"), "is");
        for none in ["und", "x-default", "ua", "jp", "no"] {
            let found = found(
                "안녕하세요. 장관은 화요일에 제네바에서 대사를 만났습니다.",
                none,
            );
            assert_eq!(found, "ko");
        }
    }
}
