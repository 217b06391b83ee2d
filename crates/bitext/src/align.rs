//! `bitext align`: two texts in, a translation memory out.

use std::io::{self, BufWriter};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bitext_align::VerdictKind;
use bitext_anchor::{AnchorExtractor, AnchorKind};
use bitext_core::{LanguageTag, SegmentedText};
use bitext_document::ReadDocument;
use bitext_exchange::{Bitext, BitextSide};
use bitext_lang::{LanguagePack, tokens};

use crate::arguments::AlignArguments;
use crate::cutting::{Cutting, report_given_up};
use crate::destination::Destination;
use crate::diagnostics::{Failure, Level, say};
use crate::explain::explain;
use crate::findings;
use crate::input::{Input, is_standard, segments_of_lines, shown};
use crate::stopwatch::Stopwatch;
use crate::summary::Summary;
use crate::toolbox::{Toolbox, both, with_threads};

/// A document's date stands among its first segments.
const DATELINE_SEGMENTS: usize = 5;

pub(crate) fn run(arguments: &AlignArguments) -> Result<(), Failure> {
    with_threads(&arguments.work, || align(arguments))
}

/// One side on its way through.
struct Side {
    read: ReadDocument,
    language: LanguageTag,
    text: SegmentedText,
    date: Option<String>,
}

fn align(arguments: &AlignArguments) -> Result<(), Failure> {
    let mut stopwatch = Stopwatch::start();
    let quiet = arguments.work.quiet;
    let (source_input, target_input) = inputs(arguments);
    if is_standard(&arguments.source) && is_standard(&arguments.target) {
        return Err(Failure::error("both texts are to come from standard input")
            .hint("name a file for one of them"));
    }
    let source = source_input.read(quiet)?;
    let target = target_input.read(quiet)?;
    let mut source_language = source_input.language(&source, arguments.force)?;
    let mut target_language = target_input.language(&target, arguments.force)?;
    if source_language.same_language(&target_language) {
        let target_is = || target_input.other_language(&target, &source, &target_language, quiet);
        let source_is = || source_input.other_language(&source, &target, &source_language, quiet);
        if let Some(other) = target_is() {
            target_language = other;
        } else if let Some(other) = source_is() {
            source_language = other;
        }
    }
    refuse_one_language(arguments, &source_language, &target_language)?;
    refuse_swapped(arguments, [&source, &target])?;
    stopwatch.lap("read");

    let toolbox = Toolbox::new(&arguments.work)?;
    let packs = (
        toolbox.pack(&source_language)?,
        toolbox.pack(&target_language)?,
    );
    let destination = Destination::open(arguments, &source_language, &target_language)?;
    if let Some(map) = arguments.language_map.as_ref().filter(|_| !quiet)
        && !map.renames(&source_language)
        && !map.renames(&target_language)
    {
        let message = format!(
            "`--language-map` has neither `{source_language}` nor `{target_language}`: both are \
             written as they are"
        );
        say(Level::Warning, &message);
    }
    let cutting = if arguments.one_per_line {
        None
    } else {
        let mut cutting = Cutting::try_new(&arguments.cutting, quiet)?;
        if let Some(mode) = arguments.line_mode {
            cutting.set_line_mode(mode);
        }
        Some(cutting)
    };
    let cutting = cutting.as_ref();
    let bytes = source.document.text().len() + target.document.text().len();
    let (aligner, (source, target)) = both(
        bytes,
        || toolbox.aligner(&packs.0, &packs.1),
        || {
            both(
                bytes,
                || prepare(cutting, source, source_language, &packs.0),
                || prepare(cutting, target, target_language, &packs.1),
            )
        },
    );
    let (aligner, mut source, mut target) = (aligner?, source?, target?);
    // The process ends with this command, and giving each word back would take
    // longer than aligning a page.
    let aligner = ManuallyDrop::new(aligner);
    let (source_anchors, target_anchors) = aligner.anchors();
    source.date = document_date(source_anchors, &source.text);
    target.date = document_date(target_anchors, &target.text);
    stopwatch.lap("prepare and segment");
    let alignment = aligner.align(&source.text, &target.text)?;
    stopwatch.lap("align");
    if arguments.explain {
        let links = aligner.explain(&source.text, &target.text, &alignment.ladder);
        // Nobody listening on standard error is no error.
        let texts = (&source.text, &target.text);
        let _ = explain(io::stderr().lock(), &links, &alignment.lattice, texts);
        stopwatch.lap("explain");
    }
    findings::judge(arguments, &alignment)?;

    let bitext = Bitext {
        source: side(&source),
        target: side(&target),
        ladder: &alignment.ladder,
    };
    let place = destination.name().to_owned();
    let moved = if arguments.suggest_moved {
        alignment.moved.as_slice()
    } else {
        &[]
    };
    let written = destination.write(&bitext, arguments.min_probability, moved)?;
    stopwatch.lap("write");
    if !quiet {
        let summary = Summary::new(&bitext, arguments.review_below);
        let stream = BufWriter::new(io::stderr().lock());
        let _ = summary.print(stream, &bitext, &written, &place);
    }
    if !quiet && alignment.verdict.kind == VerdictKind::Partial {
        findings::report_without_counterpart(&bitext);
    }
    if !quiet {
        findings::report_unchanged(&bitext);
        findings::report_moved(arguments, &alignment.moved, &bitext);
    }
    if arguments.work.verbose {
        findings::report_side(&arguments.source, &source.read, &source.language);
        findings::report_side(&arguments.target, &target.read, &target.language);
        findings::report_verdict(&alignment);
        say(Level::Note, &format!("time: {}", stopwatch.report()));
    }
    Ok(())
}

fn inputs(arguments: &AlignArguments) -> (Input<'_>, Input<'_>) {
    let (reading, languages) = (&arguments.reading, &arguments.languages);
    let source = Input {
        path: &arguments.source,
        encoding: reading.source_encoding.or(reading.encoding),
        language: languages.source_language.as_ref(),
        language_flag: "--source-language",
        one_per_line: arguments.one_per_line,
        may_be_large: false,
    };
    let target = Input {
        path: &arguments.target,
        encoding: reading.target_encoding.or(reading.encoding),
        language: languages.target_language.as_ref(),
        language_flag: "--target-language",
        one_per_line: arguments.one_per_line,
        may_be_large: false,
    };
    (source, target)
}

fn refuse_one_language(
    arguments: &AlignArguments,
    source: &LanguageTag,
    target: &LanguageTag,
) -> Result<(), Failure> {
    if !source.same_language(target) || arguments.force {
        return Ok(());
    }
    let (first, second) = (shown(&arguments.source), shown(&arguments.target));
    Err(
        Failure::error(format!("`{first}` and `{second}` are both in `{source}`")).hint(
            "give a text and its translation; if the languages were mistaken, pass \
         `--source-language` and `--target-language`, or `--force`",
        ),
    )
}

/// Of texts that are too short for each to contradict the language given for it,
/// both together do.
fn refuse_swapped(arguments: &AlignArguments, read: [&ReadDocument; 2]) -> Result<(), Failure> {
    let languages = &arguments.languages;
    let given = (&languages.source_language, &languages.target_language);
    let [first, second] = read.map(|read| read.found.as_ref().map(|found| &found.language));
    let ((Some(source), Some(target)), (Some(first), Some(second))) = (given, (first, second))
    else {
        return Ok(());
    };
    let is_swapped = first.same_language(target) && second.same_language(source);
    if !is_swapped || arguments.force {
        return Ok(());
    }
    let names = (shown(&arguments.source), shown(&arguments.target));
    Err(Failure::error(format!(
        "`{}` seems to be in `{first}` and `{}` in `{second}`: the other way round than given",
        names.0, names.1
    ))
    .hint("swap the files or the languages, or pass `--force` if it is right so"))
}

fn prepare(
    cutting: Option<&Cutting>,
    read: ReadDocument,
    language: LanguageTag,
    pack: &Arc<LanguagePack>,
) -> Result<Side, Failure> {
    let text = match cutting {
        None => segments_of_lines(&read)?,
        Some(cutting) => {
            let segmenter = cutting.segmenter(pack, &language)?;
            let text = cutting.cut(&segmenter, &read);
            report_given_up(&segmenter);
            text
        }
    };
    Ok(Side {
        read,
        language,
        text,
        date: None,
    })
}

/// The first full date among the first segments of a text.
pub(crate) fn document_date(extractor: &AnchorExtractor, text: &SegmentedText) -> Option<String> {
    text.texts().take(DATELINE_SEGMENTS).find_map(|segment| {
        let anchors = extractor.extract(segment, &tokens(segment).collect::<Vec<_>>());
        let mut dates = anchors
            .iter()
            .filter(|anchor| anchor.kind == AnchorKind::Date);
        dates.find_map(|date| {
            let canonical = date.canonical(segment);
            is_full_date(&canonical).then_some(canonical)
        })
    })
}

/// Whether a date is year, month and day: `2018-04-11`.
fn is_full_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let is_number =
        |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day]
        if is_number(year, 4) && is_number(month, 2) && is_number(day, 2))
}

fn side(side: &Side) -> BitextSide<'_> {
    BitextSide {
        text: &side.text,
        language: &side.language,
        document: side.read.document.name(),
        date: side.date.as_deref(),
    }
}

/// When the memory was made, in TMX's form.
///
/// The same texts are to give the same bytes, so this is `SOURCE_DATE_EPOCH` if
/// that is set, else the time at which the newer of the two files was last
/// changed; only where both come from a pipe is it the time of the clock.
pub(crate) fn creation_date(inputs: &[&PathBuf]) -> Result<String, Failure> {
    if let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") {
        let seconds: u64 = epoch.trim().parse().map_err(|_| {
            Failure::error(format!(
                "`SOURCE_DATE_EPOCH` is `{epoch}`, which is no number"
            ))
            .hint("set it to seconds since 1970, or unset it")
        })?;
        return Ok(tmx_date(seconds));
    }
    let changed = inputs.iter().filter_map(|input| {
        let metadata = std::fs::metadata(input)
            .ok()
            .filter(std::fs::Metadata::is_file)?;
        metadata.modified().ok()
    });
    let time = changed.max().unwrap_or_else(SystemTime::now);
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    Ok(tmx_date(seconds))
}

/// Seconds since 1970 as `20180411T113000Z`.
pub(crate) fn tmx_date(seconds: u64) -> String {
    let ([year, month, day], [hour, minute, second]) = calendar(seconds);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// Year, month and day, hour, minute and second of seconds since 1970, in the
/// Gregorian calendar.
pub(crate) fn calendar(seconds: u64) -> ([u64; 3], [u64; 3]) {
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Years counted from March, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year + era * 400 + u64::from(month <= 2);
    (
        [year, month, day],
        [of_day / 3600, of_day / 60 % 60, of_day % 60],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(tmx_date(0), "19700101T000000Z");
        assert_eq!(tmx_date(951_782_399), "20000228T235959Z");
        assert_eq!(tmx_date(951_782_400), "20000229T000000Z");
        assert_eq!(tmx_date(1_523_446_200), "20180411T113000Z");
        assert_eq!(tmx_date(4_107_542_400), "21000301T000000Z");
    }

    #[test]
    fn only_whole_dates_date_a_document() {
        assert!(is_full_date("2018-04-11"));
        assert!(!is_full_date("04-11"));
        assert!(!is_full_date("2018-04"));
    }
}
