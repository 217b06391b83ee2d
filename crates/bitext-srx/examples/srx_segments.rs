//! Cuts a text by a rule file and prints the segments, a line each: what the
//! comparison with other engines reads. `srx_segments RULES LANGUAGE TEXT`.

use std::error::Error;
use std::io::{BufWriter, Write, stderr, stdout};
use std::time::Instant;

use bitext_srx::{RuleOptions, SrxDocument};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, rules, language, text] = arguments.as_slice() else {
        return Err("usage: srx_segments RULES LANGUAGE TEXT".into());
    };
    let document = SrxDocument::read(&std::fs::read(rules)?)?;
    let rules = document.compile(language, RuleOptions::default());
    for warning in rules.warnings() {
        writeln!(stderr(), "{warning}")?;
    }
    let text = std::fs::read_to_string(text)?;
    let mut boundaries = Vec::new();
    for _ in 0..2 {
        let start = Instant::now();
        boundaries = rules.boundaries(&text);
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate to be read by people")]
        let rate = text.len() as f64 / 1e6 / seconds;
        writeln!(
            stderr(),
            "{} segments, {rate:.2} MB/s",
            boundaries.len() - 1
        )?;
    }
    let mut output = BufWriter::new(stdout());
    for pair in boundaries.windows(2) {
        let segment = text[pair[0]..pair[1]].replace('\n', "␤").replace('\r', "␍");
        writeln!(output, "{segment}")?;
    }
    output.flush()?;
    Ok(())
}
