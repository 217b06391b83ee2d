//! Undoing text that was decoded with a wrong table and saved that way.
//!
//! `ÐŸÑ€Ð¸Ð²ÐµÑ‚`, `РџСЂРёРІРµС‚` and `Ïðèâåò` are all `Привет`. Such text is
//! valid UTF-8, so only its letters give it away. The idea: put a line back
//! into the bytes it was wrongly decoded from; if these are well-formed UTF-8,
//! or read as Cyrillic far better than the line itself does, they are what was
//! meant. Lines are judged one by one, since documents are pasted together; a
//! line too short to judge goes the way its longer neighbours went.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use encoding_rs::{
    Encoding, IBM866, KOI8_U, MACINTOSH, UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
};

use crate::TextEncoding;
use crate::cyrillic::{GOOD, plausibility};

/// What was undone, and in how many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The wrong table the text had been decoded with.
    pub decoded_as: TextEncoding,
    /// The one it is really in.
    pub meant: TextEncoding,
    /// How many lines were repaired.
    pub lines: usize,
    /// Number of the first of them, from 1.
    pub first_line: usize,
}

/// Tables that text is wrongly decoded with, the likeliest first.
static WRONG: &[&Encoding] = &[
    WINDOWS_1252,
    WINDOWS_1251,
    KOI8_U,
    IBM866,
    MACINTOSH,
    WINDOWS_1250,
];

/// Tables that Cyrillic text is really in when it was not UTF-8.
static MEANT: &[&Encoding] = &[WINDOWS_1251, KOI8_U, IBM866];

/// Fewest characters from which a change of Cyrillic tables is judged.
const ENOUGH_LETTERS: usize = 10;

/// Characters that tell how a line was decoded, if half of them are beyond ASCII.
const TELLING: usize = 64;

/// By how much the mean plausibility has to rise.
const GAIN: f64 = 1.5;

/// Text may have gone wrong more than once.
const ROUNDS: usize = 3;

/// One way to undo: indices into `WRONG` and, shifted by one, `MEANT`; 0 stands
/// for UTF-8.
type Way = (usize, usize);

/// The text as it was meant, if it was once decoded with a wrong table; `None` if
/// nothing needs repair.
#[must_use]
pub fn repair_text(text: &str) -> Option<String> {
    repair(text).map(|(repaired, _)| repaired)
}

/// The repaired text and what was done; `None` if nothing needs repair.
pub(crate) fn repair(text: &str) -> Option<(String, Vec<Repair>)> {
    let mut repairs = Vec::new();
    let mut repaired: Option<String> = None;
    for _ in 0..ROUNDS {
        let current = repaired.as_deref().unwrap_or(text);
        if current.is_ascii() {
            break;
        }
        let Some((better, done)) = one_round(current) else {
            break;
        };
        repairs.extend(done);
        repaired = Some(better);
    }
    repaired.map(|text| (text, repairs))
}

/// Byte of the first sign that text was decoded wrongly and lost characters on
/// the way, if that is what most letters beyond ASCII look like.
///
/// UTF-8 read as windows-1252 turns every Cyrillic letter into `Ð` or `Ñ` and a
/// second character, which some programs drop.
pub(crate) fn lost_characters(text: &str) -> Option<usize> {
    /// First byte of both signs in UTF-8, which few sound texts have.
    const LEAD: u8 = 0xc3;
    if !text.as_bytes().contains(&LEAD) {
        return None;
    }
    let bytes = text.as_bytes();
    let leads = bytes
        .windows(2)
        .filter(|pair| pair[0] == LEAD && matches!(pair[1], 0x90 | 0x91))
        .count();
    // Each character beyond ASCII has one byte from here on.
    let beyond = bytes.iter().filter(|&&byte| byte >= 0xc0).count();
    if leads >= 16 && 3 * leads > beyond {
        text.find(['Ð', 'Ñ'])
    } else {
        None
    }
}

fn one_round(text: &str) -> Option<(String, Vec<Repair>)> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut fixed: Vec<Option<(String, Way)>> = lines.iter().map(|line| best_way(line)).collect();
    let mut ways: BTreeMap<Way, usize> = BTreeMap::new();
    for (_, way) in fixed.iter().flatten() {
        *ways.entry(*way).or_default() += 1;
    }
    let (&usual, _) = ways.iter().max_by_key(|&(_, count)| count)?;
    for (line, slot) in lines.iter().zip(&mut fixed) {
        if slot.is_none() && !line.is_ascii() {
            *slot = weak_line(line, usual).map(|better| (better, usual));
        }
    }
    let mut better = String::with_capacity(text.len());
    let mut repairs: BTreeMap<Way, Repair> = BTreeMap::new();
    for (index, (line, slot)) in lines.iter().zip(&fixed).enumerate() {
        let Some((fixed_line, way)) = slot else {
            better.push_str(line);
            continue;
        };
        better.push_str(fixed_line);
        let repair = repairs.entry(*way).or_insert_with(|| Repair {
            decoded_as: TextEncoding::of(WRONG[way.0]),
            meant: TextEncoding::of(meant(way.1)),
            lines: 0,
            first_line: index + 1,
        });
        repair.lines += 1;
    }
    Some((better, repairs.into_values().collect()))
}

fn meant(index: usize) -> &'static Encoding {
    if index == 0 { UTF_8 } else { MEANT[index - 1] }
}

/// The way that makes best sense of a line on its own, if any does.
fn best_way(line: &str) -> Option<(String, Way)> {
    if line.is_ascii() {
        return None;
    }
    // A line is decoded in one way, so a good beginning will do.
    let beginning = plausibility(line.chars().take(TELLING));
    if beginning.characters >= TELLING / 2 && beginning.mean() >= GOOD {
        return None;
    }
    let now = plausibility(line.chars());
    if now.mean() >= GOOD {
        return None;
    }
    for wrong in 0..WRONG.len() {
        if let Some(better) = undo(line, (wrong, 0)) {
            let gained = better.chars().filter(|c| !c.is_ascii()).count();
            if gained >= 2 && looks_meant(&better, wrong) {
                return Some((better, (wrong, 0)));
            }
        }
    }
    if now.characters < ENOUGH_LETTERS {
        return None;
    }
    let mut best: Option<(f64, String, Way)> = None;
    for wrong in 0..WRONG.len() {
        for really in 1..=MEANT.len() {
            let Some(better) = undo(line, (wrong, really)) else {
                continue;
            };
            let then = plausibility(better.chars());
            let mean = then.mean();
            let mostly_letters = 10 * then.letters >= 8 * then.characters;
            if mean >= GOOD.max(now.mean() + GAIN)
                && mostly_letters
                && stands_in_words(&better)
                && best.as_ref().is_none_or(|(most, ..)| mean > *most)
            {
                best = Some((mean, better, (wrong, really)));
            }
        }
    }
    best.map(|(_, better, way)| (better, way))
}

/// The way of the document applied to a line too short to be judged alone.
fn weak_line(line: &str, way: Way) -> Option<String> {
    let now = plausibility(line.chars());
    let better = undo(line, way)?;
    let then = plausibility(better.chars());
    let is_better = if way.1 == 0 {
        looks_meant(&better, way.0)
    } else {
        let no_fewer = then.letters >= now.letters;
        let better = then.letters > now.letters || then.mean() > now.mean();
        then.mean() >= GOOD && no_fewer && better
    };
    is_better.then_some(better)
}

/// Whether text that came out of the UTF-8 bytes of a wrong table is something people
/// write: letters and signs, no private characters and no lone marks. (Controls may be half
/// of what the next round mends.)
///
/// On a Macintosh quotation marks, dashes and no-break spaces are first bytes of letters: an
/// apostrophe and the letter behind it are an Armenian one (`L’état`).
fn looks_meant(text: &str, wrong: usize) -> bool {
    let is_macintosh = WRONG[wrong] == MACINTOSH;
    let is_written = |c: char| match c {
        '\u{1c0}'..='\u{2bf}' if is_macintosh => "əȘșȚț".contains(c),
        // A mark of stress, a sign of windows-1252, and the full stop of Armenian.
        '\u{301}' | '\u{2dc}' | '\u{589}' => true,
        '\u{100}'..='\u{7ff}' => c.is_alphabetic(),
        _ => !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}'),
    };
    text.chars().all(is_written) && {
        let (pure, mixed) = letters_in_words(text, |c| matches!(c, '\u{370}'..='\u{7ff}'));
        pure >= mixed
    }
}

/// Whether Cyrillic letters mostly stand in words of their own: Latin text with accents
/// makes words of both scripts when it is read as Cyrillic.
fn stands_in_words(text: &str) -> bool {
    let (pure, mixed) = letters_in_words(text, |c| !c.is_ascii());
    pure > 4 * mixed
}

/// How many letters of a kind stand in words of such letters alone, and in others.
fn letters_in_words(text: &str, is_beyond: impl Fn(char) -> bool) -> (usize, usize) {
    let (mut pure, mut mixed) = (0usize, 0usize);
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let beyond = word.chars().filter(|&c| is_beyond(c)).count();
        if beyond == word.chars().count() {
            pure += beyond;
        } else {
            mixed += beyond;
        }
    }
    (pure, mixed)
}

/// The line put back into bytes of the wrong table and decoded as it was meant.
fn undo(line: &str, (wrong, really): Way) -> Option<String> {
    let mut bytes = encode(line, wrong)?;
    if really == 0 {
        let mended = mend_spaces(&mut bytes);
        let text = String::from_utf8(bytes).ok()?;
        let beyond = text.chars().filter(|c| !c.is_ascii()).count();
        // Dashes between spaces look like mended letters on a Macintosh.
        return (3 * mended <= beyond).then_some(text);
    }
    let (text, _) = MEANT[really - 1].decode_without_bom_handling(&bytes);
    Some(text.into_owned())
}

/// The bytes of `line` in the table `WRONG[index]`, `None` if it has others.
fn encode(line: &str, index: usize) -> Option<Vec<u8>> {
    static TABLES: OnceLock<Vec<BTreeMap<char, u8>>> = OnceLock::new();
    let tables = TABLES.get_or_init(|| WRONG.iter().map(|&table| inverse(table)).collect());
    let table = &tables[index];
    let mut bytes = Vec::with_capacity(line.len());
    for character in line.chars() {
        let byte = if character.is_ascii() {
            character as u8
        } else {
            *table.get(&character)?
        };
        bytes.push(byte);
    }
    Some(bytes)
}

/// A no-break space that is half of a letter is often saved as a plain one;
/// UTF-8 never has a space after a leading byte. Returns how many were mended.
fn mend_spaces(bytes: &mut [u8]) -> usize {
    let mut mended = 0;
    for index in 1..bytes.len() {
        if bytes[index] == b' ' && matches!(bytes[index - 1], 0xC2..=0xDF) {
            bytes[index] = 0xA0;
            mended += 1;
        }
    }
    mended
}

/// Characters beyond ASCII of a table, with their bytes.
fn inverse(table: &'static Encoding) -> BTreeMap<char, u8> {
    let mut inverse = BTreeMap::new();
    for byte in 0x80..=0xFFu8 {
        let (text, _) = table.decode_without_bom_handling(std::slice::from_ref(&byte));
        inverse.extend(text.chars().next().map(|character| (character, byte)));
    }
    for byte in 0x80..=0x9Fu8 {
        // Latin-1 proper shows these bytes as the controls of that number.
        inverse.entry(char::from(byte)).or_insert(byte);
    }
    if table == WINDOWS_1251 {
        // The one byte windows-1251 has no character for.
        inverse.insert('\u{fffd}', 0x98);
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Привет из Женевы, где сегодня открылась встреча министров.\nДа.\n\
                        Её итоги обсудят в четверг — «не раньше», сказала Юлия Шевцова.\n";

    fn disguised(text: &str, really: &'static Encoding, wrong: &'static Encoding) -> String {
        let (bytes, _, lost) = really.encode(text);
        assert!(!lost);
        wrong.decode_without_bom_handling(&bytes).0.into_owned()
    }

    #[track_caller]
    fn assert_undone(text: &str, really: &'static Encoding, wrong: &'static Encoding) {
        let (better, repairs) = repair(&disguised(text, really, wrong)).unwrap();
        assert_eq!(better, text);
        assert_eq!(repairs[0].decoded_as.name(), wrong.name());
        assert_eq!(repairs[0].first_line, 1);
    }

    #[test]
    fn every_usual_mistake_is_undone() {
        for wrong in [WINDOWS_1252, WINDOWS_1251, IBM866, KOI8_U, MACINTOSH] {
            assert_undone(TEXT, UTF_8, wrong);
        }
        let plain = TEXT.replace(['«', '»', '—'], "-");
        for wrong in [WINDOWS_1252, KOI8_U, IBM866] {
            assert_undone(&plain, WINDOWS_1251, wrong);
        }
        assert_undone(&plain, KOI8_U, WINDOWS_1251);
        assert_undone(&plain, IBM866, WINDOWS_1251);
    }

    #[test]
    fn twice_decoded_wrongly_is_undone_twice() {
        let once = disguised(TEXT, UTF_8, WINDOWS_1252);
        let twice = disguised(&once, UTF_8, WINDOWS_1252);
        let (better, repairs) = repair(&twice).unwrap();
        assert_eq!(better, TEXT);
        assert_eq!(repairs.len(), 2);
    }

    #[test]
    fn spaces_and_the_missing_letter_are_mended() {
        let text = "Россия и Италия: Индекс вырос на Рождество.";
        let shown = disguised(text, UTF_8, WINDOWS_1252).replace('\u{a0}', " ");
        assert_eq!(repair(&shown).unwrap().0, text);
        let shown = disguised(text, UTF_8, WINDOWS_1251).replace('\u{98}', "\u{fffd}");
        assert_eq!(repair(&shown).unwrap().0, text);
    }

    #[test]
    fn words_of_several_scripts_are_undone() {
        for text in [
            "Căn cứ Luật Tổ chức Chính phủ, trước 3 giờ chiều Thứ Hai.",
            "iPhone’ы и USBшные кабели",
            "OmegaTはJavaで動く無料のCATツールです。",
            "Премʼєр-міністр зустрівся з послом.",
            "Ƙasar Hausa tana da ɓangarori da ɗalibai.",
        ] {
            let shown = disguised(text, UTF_8, WINDOWS_1252);
            assert_eq!(repair(&shown).map(|(text, _)| text).as_deref(), Some(text));
        }
    }

    #[test]
    fn sound_text_stays() {
        for text in [
            TEXT,
            "Le musée rouvre à Noël, où l’été ça va; «très bien», dit-elle à Orléans.",
            "Übergrößenträger müssen draußen bleiben: ÄÖÜ äöü ß.",
            "Zażółć gęślą jaźń. Příliš žluťoučký kůň úpěl ďábelské ódy.",
            "ГОСТ Р ИСО 9001, СССР, США, ЕС, НАТО, ООН, МАГАТЭ, ЮНЕСКО, ВОЗ",
            "Ўзбекистон Республикаси. Қазақстан Республикасы. Төрага сөз сүйледі.",
            "Ελληνική Δημοκρατία. العربية. 中文文本。日本語のテキスト。",
            "Evacuation of three streets – Dock, Cannery and Lower Sea – is under way.",
            "“État – ” et — “Été” –",
            "1.4. L’éditeur de l’école\n1.5. D’éventuels textes\nL’État, «état», etc.\n",
            "Il dit : « l’édit », l’Égypte… été",
            "„Spaß“, »Maß«, ‚Fuß‘ – 5 % – und so — weiter",
            "100 °C, 5 €, § 4, ½, «цитата», № 5, ±2, ×3",
        ] {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    #[test]
    fn lost_halves_of_letters_are_noticed() {
        let shown = disguised(TEXT, UTF_8, WINDOWS_1252);
        let lossy: String = shown.chars().filter(|c| !c.is_control()).collect();
        let text = repair(&lossy).map_or(lossy.clone(), |(text, _)| text);
        assert!(lost_characters(&text).is_some());
        assert_eq!(lost_characters(TEXT), None);
    }
}
