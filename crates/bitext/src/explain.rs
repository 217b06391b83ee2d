//! `--explain`: link by link, what speaks for it and how much.

use std::io::{self, BufWriter, Write};

use bitext_align::LinkExplanation;
use bitext_core::{Ladder, SegmentRange, SegmentedText};

/// How many features of a link are shown.
const FEATURES: usize = 8;

/// How many matched units of a link are shown.
const MATCHES: usize = 12;

pub(crate) fn explain(
    stream: impl Write,
    links: &[LinkExplanation],
    lattice: &Ladder,
    (source, target): (&SegmentedText, &SegmentedText),
) -> io::Result<()> {
    let mut stream = BufWriter::new(stream);
    for (number, (found, in_lattice)) in links.iter().zip(lattice.links()).enumerate() {
        let link = &found.link;
        writeln!(
            stream,
            "link {number}: {}, probability {:.4} ({:.4} in the lattice), score {:.2}",
            link.link_type(),
            link.probability().value(),
            in_lattice.probability().value(),
            found.score
        )?;
        print_side(&mut stream, "source", source, link.source())?;
        print_side(&mut stream, "target", target, link.target())?;
        for unit in found.matches.iter().take(MATCHES) {
            writeln!(
                stream,
                "  match    {:<9} {} = {}  strength {:.2}, weight {:.2}",
                unit.channel, unit.source, unit.target, unit.strength, unit.weight
            )?;
        }
        let features: Vec<String> = found
            .features
            .iter()
            .take(FEATURES)
            .map(|(name, value, contribution)| format!("{name} {value:.2} ({contribution:+.2})"))
            .collect();
        if !features.is_empty() {
            writeln!(stream, "  features {}", features.join(", "))?;
        }
        writeln!(stream)?;
    }
    stream.flush()
}

fn print_side(
    stream: &mut impl Write,
    name: &str,
    text: &SegmentedText,
    range: SegmentRange,
) -> io::Result<()> {
    for index in range.indices() {
        let words: Vec<&str> = text.segment_text(index).split_whitespace().collect();
        writeln!(stream, "  {name} {index:<3} {}", words.join(" "))?;
    }
    Ok(())
}
