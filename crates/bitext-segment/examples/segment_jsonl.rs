//! Reads a JSON object with a `text` a line and writes a JSON array of its
//! segments a line: `segment_jsonl en < texts.jsonl`.

use std::error::Error;
use std::io::{self, BufRead, BufWriter, Write};

use bitext_core::LanguageTag;
use bitext_lang::PackLibrary;
use bitext_segment::{Profile, SegmentOptions, Segmenter};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let language = arguments
        .next()
        .ok_or("usage: segment_jsonl LANGUAGE [informal]")?;
    let mut options = SegmentOptions::default();
    if arguments.next().as_deref() == Some("informal") {
        options.profile = Profile::Informal;
    }
    let pack = PackLibrary::built_in().get(&LanguageTag::try_new(&language)?)?;
    let segmenter = Segmenter::try_new(&pack, &options)?;
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let value: Value = serde_json::from_str(&line?)?;
        let text = value["text"].as_str().ok_or("a line has no `text`")?;
        let ranges = segmenter.segments(text);
        let segments: Vec<_> = ranges.iter().map(|range| range.of(text)).collect();
        writeln!(output, "{}", serde_json::to_string(&segments)?)?;
    }
    Ok(output.flush()?)
}
