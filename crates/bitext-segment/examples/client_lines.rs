//! Cuts each line of a text as a client does, its segments joined by `␞`: what
//! the comparison with the client itself reads. `client_lines PROFILE LANGUAGE TEXT`.

use std::error::Error;
use std::io::{BufWriter, Write, stdout};

use bitext_core::LanguageTag;
use bitext_segment::ClientProfile;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, profile, language, text] = arguments.as_slice() else {
        return Err("usage: client_lines PROFILE LANGUAGE TEXT".into());
    };
    let profile = ClientProfile::built_in(profile)?.ok_or("there is no such profile")?;
    let segmenter = profile.segmenter(&LanguageTag::try_new(language)?);
    let text = std::fs::read_to_string(text)?;
    let mut output = BufWriter::new(stdout());
    for line in text.lines() {
        let segments: Vec<&str> = segmenter
            .segments(line)
            .iter()
            .map(|range| range.of(line))
            .collect();
        writeln!(output, "{}", segments.join("␞"))?;
    }
    output.flush()?;
    Ok(())
}
