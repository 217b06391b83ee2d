//! Shows the anchors of each line of standard input:
//! `cargo run -p bitext-anchor --example probe -- LANGUAGE < TEXT`.
//! A `~` marks numbers in words, a `?` doubtful names.

use std::error::Error;
use std::io::BufRead;

use bitext_anchor::AnchorExtractor;
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};

#[expect(clippy::print_stdout, reason = "a report for a person")]
fn main() -> Result<(), Box<dyn Error>> {
    let tag = std::env::args().nth(1).ok_or("usage: probe LANGUAGE")?;
    let pack = PackLibrary::built_in().get(&LanguageTag::try_new(&tag)?)?;
    let extractor = AnchorExtractor::try_new(&pack)?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let tokens: Vec<Token> = tokens(&line).collect();
        let shown: Vec<String> = extractor
            .extract(&line, &tokens)
            .iter()
            .map(|anchor| {
                let word = if anchor.is_word { "~" } else { "" };
                let doubt = if anchor.is_doubtful { "?" } else { "" };
                format!("{:?} {}{word}{doubt}", anchor.kind, anchor.canonical(&line))
            })
            .collect();
        println!("{line}\n    {}", shown.join(" | "));
    }
    Ok(())
}
