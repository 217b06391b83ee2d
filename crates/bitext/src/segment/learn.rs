//! `--learn`: from raw text, how words are usually written.

use bitext_segment::CaseLearner;

use super::arguments::SegmentArguments;
use crate::diagnostics::{Failure, Level, say};
use crate::input::Input;
use crate::output::Output;
use crate::wording::{counted, times};

/// Learns a case table from the texts and writes it.
pub(super) fn learn(arguments: &SegmentArguments) -> Result<(), Failure> {
    let paths: Vec<_> = arguments.learn.iter().collect();
    let mut output = Output::open(&arguments.output, &paths)?;
    let mut learner = CaseLearner::default();
    for path in &arguments.learn {
        let input = Input {
            path,
            encoding: arguments.encoding,
            language: arguments.language.as_ref(),
            language_flag: "--language",
            one_per_line: false,
            may_be_large: true,
        };
        learner.add(input.read(arguments.work.quiet)?.document.text());
    }
    let table = learner.table(arguments.learn_minimum);
    let words = table.lines().count();
    if words == 0 {
        return Err(Failure::no_result(format!(
            "no word was met {} inside sentences",
            times(u64::from(arguments.learn_minimum))
        ))
        .hint("give more text, or pass `--learn-minimum 1`"));
    }
    let head = "# How words are usually written, learned from raw text; `-` marks names.\n\
                # For `--case-table`, or as `case.txt` of a language pack.\n";
    std::io::Write::write_all(&mut output, head.as_bytes())
        .and_then(|()| std::io::Write::write_all(&mut output, table.as_bytes()))
        .map_err(|error| output.failure(&error))?;
    output.finish()?;
    if !arguments.work.quiet {
        let words = counted(words, "word");
        say(Level::Note, &format!("learned the case of {words}"));
    }
    Ok(())
}
