//! How well do names match across two languages? Prints, for several
//! thresholds, how many names of the source find a match in the line that
//! translates theirs, and how many find one in an unrelated line.
//!
//! `cargo run --release -p bitext-anchor --example name_pairs -- en ru SOURCE TARGET [SOURCE TARGET …]`
//! with texts aligned line by line.

use std::error::Error;
use std::fs;

use bitext_anchor::{AnchorExtractor, AnchorKind, NameKey, name_similarity};
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};

type Names = Vec<(String, NameKey)>;

fn names(extractor: &AnchorExtractor, line: &str) -> Names {
    let tokens: Vec<Token> = tokens(line).collect();
    let anchors = extractor.extract(line, &tokens);
    let found = anchors
        .iter()
        .filter(|anchor| anchor.kind == AnchorKind::Name && !anchor.is_doubtful);
    let keyed = found.filter_map(|anchor| {
        let word = anchor.range.of(line);
        Some((word.to_owned(), extractor.name_key(word)?))
    });
    keyed.collect()
}

fn best<'names>(key: &NameKey, names: &'names Names) -> (f32, &'names str) {
    let graded = names
        .iter()
        .map(|(word, other)| (name_similarity(key, other), word.as_str()));
    graded
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, ""))
}

#[expect(clippy::print_stdout, reason = "a report for a person")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target, files @ ..] = arguments.as_slice() else {
        return Err("usage: name_pairs SOURCE-TAG TARGET-TAG SOURCE TARGET …".into());
    };
    let packs = PackLibrary::built_in();
    let source = AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new(source)?)?)?;
    let target = AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new(target)?)?)?;
    let verbose = std::env::var_os("EXPLAIN").is_some();
    let mut lines: Vec<(Names, Names)> = Vec::new();
    for pair in files.chunks_exact(2) {
        let (left, right) = (fs::read_to_string(&pair[0])?, fs::read_to_string(&pair[1])?);
        for (left, right) in left.lines().zip(right.lines()) {
            lines.push((names(&source, left), names(&target, right)));
        }
    }
    println!("threshold  found  false  precision");
    for step in 10..=19 {
        let threshold = f32::from(u8::try_from(step)?) / 20.0;
        let (mut total, mut found, mut wrong) = (0, 0, 0);
        for (at, (left, right)) in lines.iter().enumerate() {
            // Far enough away to be another document.
            let unrelated = &lines[(at + lines.len() / 2) % lines.len()].1;
            if right.is_empty() || unrelated.is_empty() {
                continue;
            }
            for (word, key) in left {
                total += 1;
                let (similarity, partner) = best(key, right);
                found += usize::from(similarity >= threshold);
                let (chance, stranger) = best(key, unrelated);
                wrong += usize::from(chance >= threshold);
                if verbose && step == 13 {
                    println!("{similarity:.2} {word} {partner}    {chance:.2} {stranger}");
                }
            }
        }
        let share = |part: usize| 100.0 * part as f64 / total.max(1) as f64;
        let precision = 100.0 * (found as f64) / (found + wrong).max(1) as f64;
        println!(
            "{threshold:9.2} {:6.1} {:6.1} {precision:10.1}",
            share(found),
            share(wrong)
        );
    }
    Ok(())
}
