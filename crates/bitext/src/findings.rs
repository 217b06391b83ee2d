//! What `align` found out about two texts, beyond the links themselves.

use std::path::Path;

use bitext_align::{Alignment, MovedText, Verdict, VerdictKind, untranslated_runs};
use bitext_core::{LanguageTag, SegmentRange};
use bitext_document::ReadDocument;
use bitext_exchange::{Bitext, BitextSide};
use bitext_maintain::is_untranslated;

use crate::arguments::AlignArguments;
use crate::diagnostics::{Failure, Level, say};
use crate::input::shown;
use crate::wording::counted;

/// Fewest neighbouring segments without counterpart that are worth a word.
const RUN: usize = 3;

/// The share of sure segments that is no reason to doubt a translation.
const MOSTLY: f64 = 0.5;

/// How many characters of a text stand for it in a message.
const EXCERPT: usize = 40;

/// Stops if the two texts are no translations of each other.
pub(crate) fn judge(arguments: &AlignArguments, alignment: &Alignment) -> Result<(), Failure> {
    let verdict = alignment.verdict;
    let Some(doubt) = doubt(&verdict) else {
        return Ok(());
    };
    let (source, target) = (shown(&arguments.source), shown(&arguments.target));
    let message = format!("`{source}` and `{target}` {doubt}");
    if verdict.kind == VerdictKind::NoTranslation && !arguments.force {
        let hint =
            "check that the files belong together, or pass `--force` to write what was found";
        return Err(Failure::no_result(message).hint(hint));
    }
    if !arguments.work.quiet {
        say(Level::Warning, &message);
    }
    Ok(())
}

/// What is to be said of two texts that are no whole translations of each other.
pub(crate) fn doubt(verdict: &Verdict) -> Option<String> {
    let share = || {
        let share = 100.0 * verdict.sure_share;
        format!("{share:.0} % of their segments have a sure counterpart")
    };
    match verdict.kind {
        VerdictKind::Translation => None,
        VerdictKind::NoTranslation => {
            // Of two short texts that are as long as each other all may be linked.
            let why = if verdict.sure_share < MOSTLY {
                share()
            } else {
                "too few words, names and figures of one are found in the other".to_owned()
            };
            Some(format!("do not seem to translate each other: {why}"))
        }
        _ => Some(format!("translate each other in part: {}", share())),
    }
}

/// Says how many links join a segment to itself, left as it was on the other side.
pub(crate) fn report_unchanged(bitext: &Bitext<'_>) {
    let (source, target) = (bitext.source.text, bitext.target.text);
    let links = bitext.ladder.links().iter();
    let pairs = links.filter(|link| (link.source().len(), link.target().len()) == (1, 1));
    let unchanged = pairs.filter(|link| {
        let near = source.segment_text(link.source().start);
        let far = target.segment_text(link.target().start);
        is_untranslated(near, far)
    });
    let count = unchanged.count();
    if count > 0 {
        let what = match count {
            1 => "link joins a segment to itself, left untranslated",
            _ => "links join segments to themselves, left untranslated",
        };
        say(
            Level::Note,
            &format!(
                "{count} {what}; `bitext tmx filter --without untranslated` leaves such \
                 units out"
            ),
        );
    }
}

/// Says which parts of a partial translation have no counterpart.
pub(crate) fn report_without_counterpart(bitext: &Bitext<'_>) {
    let runs = untranslated_runs(bitext.ladder, RUN);
    for (side, ranges) in [(bitext.source, runs.source), (bitext.target, runs.target)] {
        for range in ranges {
            let message = format!(
                "`{}`: {} without counterpart from `{}`",
                side.document,
                counted(range.len(), "segment"),
                excerpt(side, range)
            );
            say(Level::Note, &message);
        }
    }
}

/// Says what seems to stand in another place on the other side, or, unless that
/// was asked for, that there is such text.
pub(crate) fn report_moved(arguments: &AlignArguments, moved: &[MovedText], bitext: &Bitext<'_>) {
    if !arguments.suggest_moved {
        let count = moved.len();
        let (stretches, seem) = if count == 1 {
            ("stretch", "seems")
        } else {
            ("stretches", "seem")
        };
        if count > 0 {
            let message = format!(
                "{count} {stretches} of text {seem} to stand elsewhere on the other side; \
                 `--suggest-moved` shows what"
            );
            say(Level::Note, &message);
        }
        return;
    }
    for text in moved {
        let message = format!(
            "moved text, not linked: `{}` and `{}` (probability {:.2})",
            excerpt(bitext.source, text.source),
            excerpt(bitext.target, text.target),
            text.probability.value()
        );
        say(Level::Note, &message);
    }
}

/// Says how a text was read.
pub(crate) fn report_side(path: &Path, read: &ReadDocument, language: &LanguageTag) {
    let found = read.guess.as_ref().map_or_else(String::new, |guess| {
        format!(
            " (found `{}`, confidence {:.2})",
            guess.language, guess.confidence
        )
    });
    let message = format!(
        "`{}`: {}, language `{language}`{found}, {} blocks",
        shown(path),
        read.encoding,
        read.document.blocks().len()
    );
    say(Level::Note, &message);
}

/// Says what the verdict rests on.
pub(crate) fn report_verdict(alignment: &Alignment) {
    let verdict = alignment.verdict;
    let message = format!(
        "evidence for a translation: {:.2} a segment, {:.0} % of segments in sure links",
        verdict.evidence,
        100.0 * verdict.sure_share
    );
    say(Level::Note, &message);
}

/// The first words of a run of segments.
fn excerpt(side: BitextSide<'_>, range: SegmentRange) -> String {
    beginning(side.text.segment_text(range.start))
}

/// The first words of a text, to find it by.
pub(crate) fn beginning(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}
