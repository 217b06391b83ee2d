//! `bitext segment`: a text in, a segment a line out.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use bitext_core::{Document, LanguageTag};
use bitext_segment::{Profile, Segmenter};
use serde::Deserialize;

use crate::arguments::{ProfileName, SegmentArguments};
use crate::diagnostics::{Failure, Level, say};
use crate::input::{Input, is_standard, shown};
use crate::output::Output;
use crate::stopwatch::Stopwatch;
use crate::toolbox::{Toolbox, with_threads};

/// How many characters `--explain` shows on either side.
const SHOWN: usize = 30;

/// Longest line of JSON, in bytes.
const LONGEST_LINE: u64 = 64 << 20;

pub(crate) fn run(arguments: &SegmentArguments) -> Result<(), Failure> {
    with_threads(&arguments.work, || {
        if arguments.jsonl {
            segment_json_lines(arguments)
        } else {
            segment_text(arguments)
        }
    })
}

fn segmenter(arguments: &SegmentArguments, language: &LanguageTag) -> Result<Segmenter, Failure> {
    let toolbox = Toolbox::new(&arguments.work)?;
    let profile = match arguments.profile {
        ProfileName::Edited => Profile::Edited,
        ProfileName::Informal => Profile::Informal,
    };
    toolbox.segmenter_for(&*toolbox.pack(language)?, profile)
}

fn segment_text(arguments: &SegmentArguments) -> Result<(), Failure> {
    let mut stopwatch = Stopwatch::start();
    let input = Input {
        path: &arguments.text,
        encoding: arguments.encoding,
        language: arguments.language.as_ref(),
        language_flag: "--language",
        one_per_line: false,
    };
    let read = input.read(arguments.work.quiet)?;
    // A text in another language than the given one still has segments.
    let language = match &arguments.language {
        Some(given) => given.clone(),
        None => input.language(&read, true)?,
    };
    let mut output = Output::open(&arguments.output, &[&arguments.text])?;
    stopwatch.lap("read");
    let segmenter = segmenter(arguments, &language)?;
    let segmented = segmenter.segment_document(&read.document);
    stopwatch.lap("segment");
    if arguments.explain {
        // Nobody listening on standard error is no error.
        let _ = explain(io::stderr().lock(), &segmenter, &read.document);
        stopwatch.lap("explain");
    }
    for segment in segmented.texts() {
        let words: Cow<'_, str> = if segment.contains(['\n', '\r']) {
            // A segment of hard-wrapped text goes on one line.
            segment
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .into()
        } else {
            segment.into()
        };
        writeln!(output, "{words}").map_err(|error| output.failure(&error))?;
    }
    output.finish()?;
    stopwatch.lap("write");
    if arguments.work.verbose {
        let name = shown(&arguments.text);
        let count = segmented.len();
        let message = format!(
            "`{name}`: {}, language `{language}`, {count} segments",
            read.encoding
        );
        say(Level::Note, &message);
        say(Level::Note, &format!("time: {}", stopwatch.report()));
    }
    Ok(())
}

/// Prints each place where a segment could end, with its surroundings: a bar
/// stands for an end, a dot for none.
fn explain(stream: impl Write, segmenter: &Segmenter, document: &Document) -> io::Result<()> {
    let mut stream = BufWriter::new(stream);
    for block in document.blocks() {
        // Line breaks inside a block are those of hard-wrapped text.
        let text = block.range.of(document.text()).replace(['\n', '\r'], " ");
        for candidate in segmenter.explain(&text) {
            let (before, behind) = text.split_at(candidate.next);
            let start = before
                .char_indices()
                .rev()
                .nth(SHOWN)
                .map_or(0, |(at, _)| at);
            let end = behind
                .char_indices()
                .nth(SHOWN)
                .map_or(behind.len(), |(at, _)| at);
            let sign = if candidate.is_break { '|' } else { '·' };
            let shown = format!("{}{sign} {}", &before[start..], &behind[..end]);
            let words: Vec<&str> = shown.split_whitespace().collect();
            writeln!(stream, "{}  ({})", words.join(" "), candidate.reason)?;
        }
    }
    stream.flush()
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
        let segments: Vec<&str> = segmenter
            .segments(text)
            .iter()
            .map(|range| range.of(text))
            .collect();
        serde_json::to_writer(&mut output, &segments)
            .map_err(io::Error::from)
            .and_then(|()| output.write_all(b"\n"))
            .map_err(|error| output.failure(&error))?;
    }
    output.finish()
}
