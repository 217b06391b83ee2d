//! Languages that their script tells.

/// A quarter of such letters makes a text East Asian: one of them says as much
/// as two or three Latin ones, and product names are in Latin letters.
const LEAST_EAST_ASIAN: f64 = 0.25;

/// Chinese has no kana; Japanese has some in every sentence.
const LEAST_KANA: f64 = 0.1;

/// Chinese, Japanese or Korean by the share of their letters, however many
/// Latin ones stand between them.
pub(super) fn by_east_asian_script(text: &str, letters: usize) -> Option<&'static str> {
    let (mut kana, mut han, mut hangul) = (0usize, 0usize, 0usize);
    for letter in text.chars() {
        match letter {
            '\u{3041}'..='\u{30ff}' => kana += 1,
            '\u{3400}'..='\u{9fff}' => han += 1,
            '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            _ => {}
        }
    }
    let all = kana + han + hangul;
    if (all as f64) < LEAST_EAST_ASIAN * letters as f64 {
        return None;
    }
    Some(if hangul > kana + han {
        "ko"
    } else if kana as f64 > LEAST_KANA * (kana + han) as f64 {
        "ja"
    } else {
        "zh"
    })
}

/// Scripts of which one language is by far the most written: their letters, first and
/// last, and the language.
const OF_ONE_LANGUAGE: [(char, char, &str); 10] = [
    ('\u{780}', '\u{7bf}', "dv"),
    ('\u{7c0}', '\u{7ff}', "nqo"),
    ('\u{e80}', '\u{eff}', "lo"),
    ('\u{f00}', '\u{fff}', "bo"),
    ('\u{13a0}', '\u{13ff}', "chr"),
    ('\u{1400}', '\u{167f}', "iu"),
    ('\u{1800}', '\u{18af}', "mn"),
    ('\u{1c50}', '\u{1c7f}', "sat"),
    ('\u{2d30}', '\u{2d7f}', "zgh"),
    ('\u{a000}', '\u{a4cf}', "ii"),
];

/// The language of the script that most letters of a text are of, if it is one of those.
pub(super) fn of_one_language(text: &str, letters: usize) -> Option<&'static str> {
    let mut counts = [0; OF_ONE_LANGUAGE.len()];
    // The first letter of all of them takes two bytes, and is beyond those that are common.
    for letter in text
        .chars()
        .filter(|&letter| letter >= OF_ONE_LANGUAGE[0].0)
    {
        let scripts = OF_ONE_LANGUAGE.iter().zip(&mut counts);
        for ((first, last, _), count) in scripts {
            *count += usize::from((*first..=*last).contains(&letter) && letter.is_alphabetic());
        }
    }
    let most = OF_ONE_LANGUAGE
        .iter()
        .zip(counts)
        .max_by_key(|&(_, count)| count);
    most.filter(|&(_, count)| 2 * count > letters)
        .map(|((_, _, tag), _)| *tag)
}
