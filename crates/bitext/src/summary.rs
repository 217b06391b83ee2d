//! What an alignment comes to, in a few lines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use bitext_core::{LinkType, Probability, SegmentRange, SegmentedText};
use bitext_exchange::Bitext;

use crate::destination::Written;
use crate::wording::counted;

/// The figures of an alignment.
pub(crate) struct Summary {
    types: BTreeMap<LinkType, usize>,
    alone: (usize, usize),
    covered: (f64, f64),
    mean_probability: f64,
    doubtful: usize,
    review_below: Probability,
}

impl Summary {
    pub(crate) fn new(bitext: &Bitext<'_>, review_below: Probability) -> Self {
        let mut types = BTreeMap::new();
        let mut alone = (0, 0);
        let mut characters = (0, 0);
        let (mut sum, mut doubtful, mut links) = (0.0, 0, 0);
        for link in bitext.ladder.links() {
            if link.is_null() {
                alone.0 += link.source().len();
                alone.1 += link.target().len();
                continue;
            }
            *types.entry(link.link_type()).or_default() += 1;
            characters.0 += characters_of(bitext.source.text, link.source());
            characters.1 += characters_of(bitext.target.text, link.target());
            links += 1;
            sum += link.probability().value();
            doubtful += usize::from(link.probability() < review_below);
        }
        let share = |covered: usize, text: &SegmentedText| {
            let all = characters_of(text, SegmentRange::new(0, text.len()));
            if all == 0 {
                0.0
            } else {
                covered as f64 / all as f64
            }
        };
        Self {
            types,
            alone,
            covered: (
                share(characters.0, bitext.source.text),
                share(characters.1, bitext.target.text),
            ),
            mean_probability: if links == 0 {
                0.0
            } else {
                sum / f64::from(links)
            },
            doubtful,
            review_below,
        }
    }

    pub(crate) fn print(
        &self,
        mut stream: impl Write,
        bitext: &Bitext<'_>,
        written: &Written,
        place: &str,
    ) -> io::Result<()> {
        let (source, target) = (bitext.source.language, bitext.target.language);
        let links: usize = self.types.values().sum();
        let types: Vec<String> = self
            .by_count()
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        let types = if types.is_empty() {
            String::new()
        } else {
            format!(": {}", types.join(", "))
        };
        let (sources, targets) = (bitext.source.text.len(), bitext.target.text.len());
        writeln!(
            stream,
            "segments          {sources} {source}, {targets} {target}"
        )?;
        writeln!(stream, "links             {links}{types}")?;
        writeln!(
            stream,
            "left alone        {} {source}, {} {target}",
            self.alone.0, self.alone.1
        )?;
        writeln!(
            stream,
            "text covered      {:.0} % {source}, {:.0} % {target}",
            100.0 * self.covered.0,
            100.0 * self.covered.1
        )?;
        writeln!(stream, "mean probability  {:.3}", self.mean_probability)?;
        writeln!(
            stream,
            "need a look       {} below {}",
            self.doubtful,
            self.review_below.value()
        )?;
        let Written {
            count,
            noun,
            doubtful,
        } = written;
        let left_out = match doubtful {
            0 => String::new(),
            &count => format!(", {} left out", counted(count, "doubtful link")),
        };
        writeln!(
            stream,
            "written           {} to {place}{left_out}",
            counted(*count, noun)
        )
    }

    /// Link types, the most frequent first.
    fn by_count(&self) -> Vec<(LinkType, usize)> {
        let mut types: Vec<_> = self
            .types
            .iter()
            .map(|(kind, count)| (*kind, *count))
            .collect();
        types.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
        types
    }
}

/// Characters of a run of segments, without the space around each.
fn characters_of(text: &SegmentedText, range: SegmentRange) -> usize {
    let segments = range.indices().map(|index| text.segment_text(index));
    segments.map(|segment| segment.trim().chars().count()).sum()
}
