//! Subtitles: SubRip and WebVTT.
//!
//! A cue is what fits on a screen, not what belongs together, so cues are
//! joined until a sentence ends. A pause, a new speaker or a dash that begins a
//! turn of a dialogue ends it sooner, and so does what nobody says: a sound in
//! brackets, a song, a title in capitals.

use bitext_core::{BlockKind, TextRange};

use crate::blocks::ends_whole_sentence;
use crate::blocks::{LineBreaks, line_ranges};
use crate::draft::Draft;
use crate::fault::Fault;

/// A pause that ends a sentence, in milliseconds.
const PAUSE: u64 = 3_000;

/// Longest joined text, in characters: songs and rolls may have no full stop.
const LONGEST: usize = 600;

struct Cue {
    start: u64,
    end: u64,
    /// Lines without their markup, with their bytes.
    lines: Vec<(String, TextRange)>,
}

pub(crate) fn read(text: &str) -> Result<Draft, Fault> {
    let cues = cues(text);
    if cues.is_empty() {
        return Err(Fault::damaged(None, "holds no cue"));
    }
    let mut draft = Draft::default();
    let mut run: Option<(String, TextRange)> = None;
    let mut last_end = 0;
    let mut last_voice = Voice::default();
    for cue in &cues {
        let has_pause = cue.start.saturating_sub(last_end) > PAUSE;
        let voice = Voice::of(cue);
        for (index, (line, range)) in cue.lines.iter().enumerate() {
            let is_turn = starts_turn(line);
            let changes = index == 0 && voice.ends(last_voice);
            let ends = run.as_ref().is_some_and(|(words, _)| {
                let small = line.chars().next().is_some_and(char::is_lowercase);
                let is_long = words.chars().count() > LONGEST;
                let has_title = index == 0 && voice.is_title != last_voice.is_title;
                is_turn
                    || is_long
                    || changes
                    || parts_song(words, line)
                    || (!small && (ends_run(words) || (index == 0 && has_pause) || has_title))
            });
            if ends && let Some((words, range)) = run.take() {
                draft.push_bytes(BlockKind::Paragraph, &words, 0, range);
            }
            let line = line.trim_start_matches(['-', '–', '—']).trim_start();
            run = Some(match run.take() {
                Some((words, known)) => (
                    format!("{words} {line}"),
                    TextRange::new(known.start, range.end),
                ),
                None => (line.to_owned(), *range),
            });
        }
        last_end = cue.end;
        last_voice = voice;
    }
    if let Some((words, range)) = run {
        draft.push_bytes(BlockKind::Paragraph, &words, 0, range);
    }
    Ok(draft)
}

/// Who speaks in a cue: a title and a sound are no part of what people say.
#[derive(Clone, Copy, Default)]
struct Voice {
    /// Nothing but a remark in brackets: `[door slams]`.
    is_sound: bool,
    /// Two words or more, all in capitals.
    is_title: bool,
}

impl Voice {
    fn of(cue: &Cue) -> Self {
        let lines: Vec<&str> = cue.lines.iter().map(|(line, _)| line.as_str()).collect();
        let words = lines.join(" ");
        let is_shouted = |word: &&str| {
            word.chars().filter(|c| c.is_alphabetic()).count() > 1
                && word.chars().all(|c| !c.is_alphabetic() || c.is_uppercase())
        };
        Self {
            is_sound: is_remark(&words),
            is_title: !words.chars().any(char::is_lowercase)
                && words.split_whitespace().filter(is_shouted).count() > 1,
        }
    }

    /// Whether a cue with this voice cannot go on with the one before.
    fn ends(self, last: Self) -> bool {
        self.is_sound || last.is_sound
    }
}

/// Whether a text is one pair of brackets and what is in it.
fn is_remark(words: &str) -> bool {
    let inner = match words.chars().next() {
        Some('[') => words[1..].strip_suffix(']'),
        Some('(') => words[1..].strip_suffix(')'),
        _ => None,
    };
    inner.is_some_and(|inner| !inner.contains(['[', ']', '(', ')']))
}

/// Whether a song begins with a line or has ended before it.
fn parts_song(words: &str, line: &str) -> bool {
    let notes = ['♪', '♫'];
    let is_sung = line.starts_with(notes);
    (is_sung && !words.starts_with(notes)) || (!is_sung && words.ends_with(notes))
}

fn starts_turn(line: &str) -> bool {
    let rest = line.strip_prefix(['-', '–', '—']);
    rest.is_some_and(|rest| rest.trim_start().starts_with(char::is_alphanumeric))
}

/// Whether what was said so far ends here; a line of nothing but music does.
fn ends_run(words: &str) -> bool {
    let said = words.trim_end_matches(['♪', ' ']);
    ends_whole_sentence(said) || said.is_empty()
}

fn cues(text: &str) -> Vec<Cue> {
    // WebVTT has blocks that are no cues; in SubRip a blank line may stand in a text.
    let is_web = text.trim_start_matches('\u{feff}').starts_with("WEBVTT");
    let mut cues: Vec<Cue> = Vec::new();
    let mut place = Place::Aside;
    let lines: Vec<(&str, TextRange)> = line_ranges(text, LineBreaks::Newlines)
        .map(|(range, _)| (range.of(text).trim(), range))
        .collect();
    let mut last_number = None;
    for (index, &(line, range)) in lines.iter().enumerate() {
        if let Some((start, end)) = times(line) {
            cues.push(Cue {
                start,
                end,
                lines: Vec::new(),
            });
            place = Place::Inside;
            continue;
        }
        let rest = &lines[index + 1..];
        let heads_cue = heads_cue(rest);
        let number = number(line);
        let is_number = number.is_some_and(|number| {
            heads_cue || cues.is_empty() || is_number_apart(number, last_number, rest)
        });
        // Whether it is one or a text is another question where no line is blank.
        if is_number && (heads_cue || place != Place::Inside) {
            last_number = number;
        }
        place = match place {
            _ if line.is_empty() => Place::Behind,
            // The number of the next cue, before which there should be a blank line.
            Place::Inside if heads_cue && is_number => continue,
            Place::Behind if is_web || is_number || heads_cue || line.contains("-->") => {
                Place::Aside
            }
            Place::Behind => Place::Inside,
            place => place,
        };
        if place == Place::Inside
            && let Some(cue) = cues.last_mut()
        {
            let words = without_markup(line);
            if !words.is_empty() {
                cue.lines.push((words, range));
            }
        }
    }
    cues
}

/// Whether the times of a cue stand in the line that follows.
fn heads_cue(rest: &[(&str, TextRange)]) -> bool {
    rest.first().is_some_and(|(next, _)| next.contains("-->"))
}

/// The number that a line consists of.
fn number(line: &str) -> Option<u64> {
    let is_number = line.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| line.parse().ok()).flatten()
}

/// Whether a number behind a blank line is that of a cue although the times do not
/// follow at once: blank lines stand before them, or the cue is empty, and the file
/// ends or the next number comes.
fn is_number_apart(number: u64, last: Option<u64>, rest: &[(&str, TextRange)]) -> bool {
    let Some(last) = last else {
        return false;
    };
    let is_next = last.checked_add(1) == Some(number);
    let Some(at) = rest.iter().position(|(line, _)| !line.is_empty()) else {
        return is_next;
    };
    let (line, behind) = (rest[at].0, &rest[at + 1..]);
    let heads_later = || self::number(line).is_some_and(|next| next > number);
    line.contains("-->") || (is_next && at > 0 && heads_cue(behind) && heads_later())
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Among the texts of a cue.
    Inside,
    /// Behind a blank line.
    Behind,
    /// In what is no text of a cue.
    Aside,
}

/// The times of a line such as `00:01:02,500 --> 00:01:04,000`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((time(start.trim())?, time(end)?))
}

fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds: u64 = 0;
    for part in clock.split(':') {
        seconds = seconds
            .checked_mul(60)?
            .checked_add(part.trim().parse().ok()?)?;
    }
    let fraction: u64 = format!("{:0<3.3}", fraction.trim()).parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(fraction)
}

/// A line without `<i>`, `<v Name>`, `{\an8}`, and with its entities resolved.
fn without_markup(line: &str) -> String {
    let mut words = String::with_capacity(line.len());
    let mut rest = line;
    // Where there is no end behind, none is looked for again and again.
    let (last_brace, last_angle) = (line.rfind('}'), line.rfind('>'));
    while let Some(at) = rest.find(['<', '{']) {
        words.push_str(&rest[..at]);
        let (close, last, is_tag) = match &rest[at..] {
            tag if tag.starts_with("{\\") => ('}', last_brace, true),
            tag => {
                let next = tag[1..].chars().next();
                let is_tag = next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/');
                ('>', last_angle, tag.starts_with('<') && is_tag)
            }
        };
        let here = line.len() - rest.len() + at;
        let is_closed = is_tag && last.is_some_and(|last| last > here);
        let length = is_closed.then(|| rest[at..].find(close)).flatten();
        match length {
            Some(length) => rest = &rest[at + length + 1..],
            None => {
                words.push_str(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    words.push_str(rest);
    let plain = quick_xml::escape::unescape_with(&words, |name| {
        quick_xml::escape::resolve_html5_entity(name)
    });
    let plain = plain.map_or_else(|_| words.clone(), std::borrow::Cow::into_owned);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_blocks(text: &str, expected: &[&str]) {
        let draft = read(text).unwrap();
        let lines: Vec<&str> = draft.text.lines().collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn sentences_go_on_across_cues() {
        assert_blocks(
            "1\n00:00:01,000 --> 00:00:03,000\n<i>Мост закрыли</i>\nещё в марте,\n\n\
             2\n00:00:03,100 --> 00:00:05,000\n{\\an8}и с тех пор\nего чинят.\n\n\
             3\n00:00:05,200 --> 00:00:07,000\n- Когда откроют?\n- В мае.\n",
            &[
                "Мост закрыли ещё в марте, и с тех пор его чинят.",
                "Когда откроют?",
                "В мае.",
            ],
        );
    }

    #[test]
    fn blank_lines_may_be_missing_or_too_many() {
        assert_blocks(
            "1\n00:00:01,000 --> 00:00:02,000\nOne line.\n\nAnother.\n\n1984\n\n\
             2\n00:00:03,000 --> 00:00:04,000\nThe next.\n\
             3\n00:00:05,000 --> 00:00:06,000\nThe last.\n\n\
             4\n00:00:07 --> later\nBroken\n",
            &["One line.", "Another.", "1984 The next.", "The last."],
        );
    }

    #[test]
    fn numbers_of_cues_are_no_text_behind_blank_lines() {
        let one = "1\n\n00:00:01,000 --> 00:00:02,000\n\nOne.\n\n";
        let three = "00:00:05,000 --> 00:00:06,000\nThree.";
        assert_blocks(&format!("{one}2\n\n \n{three}\n\n"), &["One.", "Three."]);
        assert_blocks(&format!("{one}7\n\n{three}\n\n8\n"), &["One.", "Three."]);
        assert_blocks(
            &format!("{one}2 \n\n\n3\n{three}\n\n4"),
            &["One.", "Three."],
        );
        // Digits that somebody says.
        assert_blocks(&format!("{one}2\n\n2\n{three}"), &["One.", "2 Three."]);
        assert_blocks(
            &format!("{one}2\n{three}\n1984\n\n1985\n"),
            &["One.", "Three.", "1984 1985"],
        );
        let bare = &one[3..];
        assert_blocks(&format!("{bare}1984\n\n{three}"), &["One.", "1984 Three."]);
    }

    #[test]
    fn what_nobody_says_stands_alone() {
        let cues = |texts: &[&str]| {
            let mut srt = String::new();
            for (second, text) in texts.iter().enumerate() {
                srt.push_str(&format!(
                    "00:00:{second:02},0 --> 00:00:{second:02},9\n{text}\n\n"
                ));
            }
            srt
        };
        assert_blocks(
            &cues(&["EARLIER IN THE SERIES", "Nobody leaves", "this town"]),
            &["EARLIER IN THE SERIES", "Nobody leaves this town"],
        );
        assert_blocks(
            &cues(&["[door slams\ntwice]", "Tell Ann", "(laughs)", "that I did"]),
            &["[door slams twice]", "Tell Ann", "(laughs)", "that I did"],
        );
        assert_blocks(
            &cues(&[
                "The old song",
                "♪ Carry me\nhome ♪",
                "♪ at last ♪",
                "He sings",
            ]),
            &["The old song", "♪ Carry me home ♪ ♪ at last ♪", "He sings"],
        );
        assert_blocks(
            &cues(&["DETECTIVE HALE:\nDid you", "NEVER EVER", "think of it"]),
            &["DETECTIVE HALE: Did you", "NEVER EVER think of it"],
        );
    }

    #[test]
    fn a_cue_at_the_end_of_time_is_one_like_others() {
        let end = u64::MAX;
        let (seconds, fraction) = (end / 1000, end % 1000);
        let line = format!("0 --> {seconds},{fraction}");
        assert_eq!(times(&line), Some((0, end)));
        assert_blocks(&format!("1\n{line}\nOne\n\n{line}\ntwo\n"), &["One two"]);
    }

    #[test]
    fn captions_of_the_web_lose_their_markup() {
        assert_blocks(
            "WEBVTT - talk\n\nNOTE a remark\n\nSTYLE\n::cue { color: red }\n\n\
             intro\n00:01.000 --> 00:04.000 line:0\n<v Mara Lind>Rock &amp; roll, 3 < 4\n\n\
             00:20.000 --> 00:24.000\nAfter the pause\n",
            &["Rock & roll, 3 < 4", "After the pause"],
        );
        assert!(read("WEBVTT\n\nNOTE nothing").is_err());
    }

    #[test]
    fn tags_without_an_end_are_words() {
        assert_eq!(without_markup("a <b c {\\d> e {\\f"), "a e {\\f");
        // Quadratic time would take minutes.
        for unit in ["<b", "{\\", "< "] {
            let line = unit.repeat(2_000_000);
            assert_eq!(without_markup(&line).len(), line.trim_end().len());
            assert_eq!(
                without_markup(&format!("<i>{line}")).len(),
                line.trim_end().len()
            );
        }
    }
}
