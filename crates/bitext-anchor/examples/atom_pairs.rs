//! How often do the atoms of a line stand in its translation? Prints, for each
//! kind of atom, how many of the source are found in the target line and in an
//! unrelated one, and with `EXPLAIN` set the lines where one is missing.
//!
//! `cargo run --release -p bitext-anchor --example atom_pairs -- en ru SOURCE TARGET [SOURCE TARGET …]`
//! with texts aligned line by line.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use bitext_anchor::{AnchorExtractor, AnchorKind, Atom};
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};

fn atoms(extractor: &AnchorExtractor, line: &str) -> Vec<(Atom, bool)> {
    let tokens: Vec<Token> = tokens(line).collect();
    let anchors = extractor.extract(line, &tokens);
    let anchors = anchors
        .iter()
        .filter(|anchor| anchor.kind != AnchorKind::Name);
    anchors
        .flat_map(|anchor| {
            anchor
                .atoms
                .iter()
                .map(|&atom| (atom, anchor.is_word))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn name(atom: Atom, is_word: bool) -> &'static str {
    match (atom, is_word) {
        (Atom::Number(_), false) => "number",
        (Atom::Number(_), true) => "number in words",
        (Atom::Ordinal(_), _) => "ordinal",
        (Atom::Fraction { .. }, _) => "fraction",
        (Atom::Month(_), _) => "month",
        (Atom::Weekday(_), _) => "weekday",
        (Atom::Percent, _) => "percent",
        (Atom::Currency(_), _) => "currency",
        (Atom::Time { .. }, _) => "time",
        (Atom::Zone(_), _) => "zone",
        (Atom::Scale(_), _) => "scale",
        (Atom::Term(_), _) => "term",
        _ => "text",
    }
}

#[expect(clippy::print_stdout, reason = "a report for a person")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target, files @ ..] = arguments.as_slice() else {
        return Err("usage: atom_pairs SOURCE-TAG TARGET-TAG SOURCE TARGET …".into());
    };
    let packs = PackLibrary::built_in();
    let source = AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new(source)?)?)?;
    let target = AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new(target)?)?)?;
    let explain = std::env::var_os("EXPLAIN").is_some();
    let mut lines = Vec::new();
    for pair in files.chunks_exact(2) {
        let (left, right) = (fs::read_to_string(&pair[0])?, fs::read_to_string(&pair[1])?);
        for (left, right) in left.lines().zip(right.lines()) {
            lines.push((left.to_owned(), right.to_owned()));
        }
    }
    let found: Vec<_> = lines
        .iter()
        .map(|(left, right)| (atoms(&source, left), atoms(&target, right)))
        .collect();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (at, (left, right)) in found.iter().enumerate() {
        let unrelated = &found[(at + found.len() / 2) % found.len()].1;
        for &(atom, is_word) in left {
            let count = counts.entry(name(atom, is_word)).or_default();
            let stands_in = |line: &[(Atom, bool)]| line.iter().any(|&(other, _)| other == atom);
            count[0] += 1;
            count[1] += usize::from(stands_in(right));
            count[2] += usize::from(stands_in(unrelated));
            if explain && !stands_in(right) {
                println!(
                    "{atom:?} {right:?}\n    {}\n    {}",
                    lines[at].0, lines[at].1
                );
            }
        }
    }
    println!("kind              number  found  by chance");
    for (kind, [all, kept, chance]) in counts {
        let share = |part: usize| 100.0 * part as f64 / all as f64;
        println!(
            "{kind:16} {all:7} {:6.1} {:10.1}",
            share(kept),
            share(chance)
        );
    }
    Ok(())
}
