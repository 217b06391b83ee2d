//! `bitext segment`: a text in, a segment a line out.

mod arguments;
mod explain;
mod learn;
mod place;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};

use bitext_core::{Document, LanguageTag, SegmentedText};
use bitext_segment::Segmenter;
use serde::{Deserialize, Serialize};

pub(crate) use self::arguments::SegmentArguments;
use self::arguments::SegmentFormat;
use self::explain::{Explainer, on_one_line};
use self::place::Placer;
use crate::cutting::{Cutting, cut_lines, report_given_up};
use crate::diagnostics::{Failure, Level, say};
use crate::input::{Input, is_standard, shown};
use crate::output::Output;
use crate::stopwatch::Stopwatch;
use crate::toolbox::{Toolbox, with_threads};
use crate::wording::counted;

/// Longest line of JSON, in bytes.
const LONGEST_LINE: u64 = 64 << 20;

pub(crate) fn run(arguments: &SegmentArguments) -> Result<(), Failure> {
    with_threads(&arguments.work, || {
        if !arguments.learn.is_empty() {
            learn::learn(arguments)
        } else if arguments.jsonl {
            segment_json_lines(arguments)
        } else {
            segment_text(arguments)
        }
    })
}

fn segmenter(arguments: &SegmentArguments, language: &LanguageTag) -> Result<Segmenter, Failure> {
    let toolbox = Toolbox::new(&arguments.work)?;
    let mut cutting = Cutting::try_new(&arguments.cutting, arguments.work.quiet)?;
    if let Some(mode) = arguments.line_mode {
        cutting.set_line_mode(mode);
    }
    cutting.segmenter(&*toolbox.pack(language)?, language)
}

fn segment_text(arguments: &SegmentArguments) -> Result<(), Failure> {
    let mut stopwatch = Stopwatch::start();
    let input = Input {
        path: &arguments.text,
        encoding: arguments.encoding,
        language: arguments.language.as_ref(),
        language_flag: "--language",
        one_per_line: false,
        may_be_large: true,
    };
    let read = input.read(arguments.work.quiet)?;
    // A text in another language than the given one still has segments.
    let language = match &arguments.language {
        Some(given) => given.clone(),
        None => input.language(&read, true)?,
    };
    Output::refuse_inputs(&arguments.output, &arguments.cutting.files())?;
    let mut output = Output::open(&arguments.output, &[&arguments.text])?;
    stopwatch.lap("read");
    let segmenter = segmenter(arguments, &language)?;
    let segmented = cut(arguments, &segmenter, &read.document);
    report_given_up(&segmenter);
    stopwatch.lap("segment");
    if arguments.explain.is_some() {
        // Nobody listening on standard error is no error.
        let _ = explain(arguments, &segmenter, &read.document);
        stopwatch.lap("explain");
    }
    write(arguments.format, &segmented, &mut output).map_err(|error| output.failure(&error))?;
    output.finish()?;
    stopwatch.lap("write");
    if arguments.work.verbose {
        let name = shown(&arguments.text);
        let count = counted(segmented.len(), "segment");
        let message = format!(
            "`{name}`: {}, language `{language}`, {count}",
            read.encoding
        );
        say(Level::Note, &message);
        say(Level::Note, &format!("time: {}", stopwatch.report()));
    }
    Ok(())
}

/// Cuts by the blocks of the document, or by its lines as they were asked for.
fn cut(arguments: &SegmentArguments, segmenter: &Segmenter, document: &Document) -> SegmentedText {
    match arguments.line_mode {
        Some(mode) => cut_lines(segmenter, document.text(), mode.into()),
        None => segmenter.segment_document(document),
    }
}

fn write(format: SegmentFormat, segmented: &SegmentedText, output: &mut Output) -> io::Result<()> {
    let mut placer = Placer::new(segmented.text());
    for segment in segmented.segments() {
        match format {
            SegmentFormat::Lines => {
                let text = segment.range.of(segmented.text());
                writeln!(output, "{}", on_one_line(text))?;
            }
            SegmentFormat::Json => {
                let placed = placer.place(segment.range, Some(segment.block));
                serde_json::to_writer(&mut *output, &placed)?;
                output.write_all(b"\n")?;
            }
        }
    }
    Ok(())
}

fn explain(
    arguments: &SegmentArguments,
    segmenter: &Segmenter,
    document: &Document,
) -> io::Result<()> {
    let Some(format) = arguments.explain else {
        return Ok(());
    };
    let mut explainer = Explainer::new(io::stderr().lock(), format, segmenter);
    if arguments.line_mode.is_some() || segmenter.is_by_rules() {
        explainer.explain(document.text(), 0)?;
        return explainer.finish();
    }
    for block in document.blocks() {
        // Line breaks inside a block are those of hard-wrapped text.
        let text = block.range.of(document.text()).replace(['\n', '\r'], " ");
        explainer.explain(&text, block.range.start)?;
    }
    explainer.finish()
}

/// A line of input; other fields are allowed and left alone.
#[derive(Deserialize)]
struct Line<'json> {
    #[serde(borrow)]
    text: Cow<'json, str>,
}

fn segment_json_lines(arguments: &SegmentArguments) -> Result<(), Failure> {
    let Some(language) = &arguments.language else {
        return Err(Failure::error("`--jsonl` needs `--language`"));
    };
    let segmenter = segmenter(arguments, language)?;
    let name = shown(&arguments.text);
    let unreadable = |error: io::Error| {
        Failure::error(format!("cannot read `{name}`: {error}"))
            .hint("check the path; `-` reads standard input")
    };
    let mut reader: Box<dyn BufRead> = if is_standard(&arguments.text) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(
            File::open(&arguments.text).map_err(unreadable)?,
        ))
    };
    Output::refuse_inputs(&arguments.output, &arguments.cutting.files())?;
    let mut output = Output::open(&arguments.output, &[&arguments.text])?;
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let mut limited = reader.by_ref().take(LONGEST_LINE);
        let length = limited.read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if length == 0 {
            break;
        }
        let place = format!("line {number} of `{name}`");
        if length as u64 == LONGEST_LINE {
            return Err(
                Failure::error(format!("{place} is longer than {LONGEST_LINE} bytes"))
                    .hint("give one paragraph a line"),
            );
        }
        if bytes.trim_ascii().is_empty() {
            return Err(Failure::error(format!("{place} is blank"))
                .hint("each line is to be a JSON object with `text`"));
        }
        let line: Line<'_> = serde_json::from_slice(&bytes).map_err(|error| {
            Failure::error(format!("{place} is no JSON object with `text`: {error}"))
                .hint("each line is to look like {\"text\": \"One. Two.\"}")
        })?;
        let text = line.text.as_ref();
        let ranges = segmenter.segments(text);
        let written = match arguments.format {
            SegmentFormat::Lines => {
                let segments: Vec<&str> = ranges.iter().map(|range| range.of(text)).collect();
                write_json(&mut output, &segments)
            }
            SegmentFormat::Json => {
                let mut placer = Placer::new(text);
                let ranges = ranges.into_iter();
                let segments: Vec<_> = ranges.map(|range| placer.place(range, None)).collect();
                write_json(&mut output, &segments)
            }
        };
        written.map_err(|error| output.failure(&error))?;
    }
    report_given_up(&segmenter);
    output.finish()
}

fn write_json(output: &mut Output, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}
