//! A second look at doubtful pairs: what aligning them says.
//!
//! A brief shares few words with the long report behind it, and two reports of one
//! event share many. Whether lines of one translate lines of the other tells both
//! cases apart, but takes a hundred times as long as a look at the words; so only
//! pairs are aligned that are neither sure nor out of the question. The verdict is
//! evidence like any other: by Bayes' rule it multiplies the odds.

use bitext_align::VerdictKind;
use rayon::prelude::*;

use crate::choice::SURE;
use crate::scoring::Candidate;

/// Less probable pairs stay out of the question, for no verdict makes them as likely
/// as not.
const LEAST: f64 = 0.001;

/// Of the figures and names of one side the other has at least so many, or they tell
/// different things in like words: of true pairs cut to 30 % of one side two in three
/// share 0.9 and more, of bulletins that fill one form most share 0.2 to 0.5.
const FEWEST_FACTS: f32 = 0.5;

/// A document is aligned with so many others at most.
const CLOSEST: usize = 2;

/// What aligning two documents says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correspondence {
    /// Whether they translate each other.
    pub verdict: VerdictKind,
    /// Segments of the longer one.
    pub segments: usize,
}

/// What a verdict multiplies the odds by: the share of right pairs that get it,
/// divided by that of wrong ones.
///
/// That two lines translate two others says little, for any two sentences may pass
/// for translations where few words are known. So what speaks for a pair multiplies the
/// odds anew with each segment, up to `enough` of them; whether it is the brief or the
/// report that has these makes no difference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bearing {
    whole: f64,
    partial: f64,
    none: f64,
    enough: f64,
}

impl Bearing {
    /// With a lexicon: 2,152 pairs of the English–Russian development data, whole,
    /// under heavy noise, and with 15, 30 and 50 % of one side left, are found to be
    /// translations, partial ones and none in 1,854, 230 and 68 cases; as many wrong
    /// ones in 2, 5 and 2,145. Stretches of one, two and three lines of that data: 8, 40
    /// and 200 times as many right ones as wrong ones pass where these are the next lines,
    /// 190, 450 and 3,700 times where they are those of another story.
    const WITH_LEXICON: Self = Self {
        whole: 900.0,
        partial: 45.0,
        none: 0.03,
        enough: 3.0,
    };

    /// Without: 1,679 pairs of chapters of the Bible in seven pairs of languages, whole
    /// and with half and a quarter of one side left, in 529, 200 and 950 cases; as many
    /// pairs of one chapter and the next in 2, 26 and 1,652. Stretches of 2, 3, 4, 6, 9 and
    /// 15 verses in five pairs of languages, and the next ones: 1.4, 11, 13, 34, 160 and
    /// 280 times as many right ones as wrong ones pass.
    const WITHOUT_LEXICON: Self = Self {
        whole: 260.0,
        partial: 8.0,
        none: 0.6,
        enough: 8.0,
    };

    pub(crate) fn new(has_lexicon: bool) -> Self {
        match has_lexicon {
            true => Self::WITH_LEXICON,
            false => Self::WITHOUT_LEXICON,
        }
    }

    fn after(self, probability: f64, found: Correspondence) -> f64 {
        let share = (found.segments as f64 / self.enough).min(1.0);
        let factor = match found.verdict {
            VerdictKind::Translation => self.whole.powf(share),
            VerdictKind::NoTranslation => self.none,
            // There are three.
            _ => self.partial.powf(share),
        };
        let odds = factor * probability / (1.0 - probability);
        odds / (1.0 + odds)
    }
}

/// Has the doubtful ones among `candidates` aligned; `ask` says what a source and a
/// target document are to each other, and nothing if it cannot tell.
pub(crate) fn look_again(
    candidates: &mut [Candidate],
    bearing: Bearing,
    ask: impl Fn(usize, usize) -> Option<Correspondence> + Sync,
) {
    let answers: Vec<(usize, Option<Correspondence>)> = doubtful(candidates)
        .into_par_iter()
        .map(|place| {
            let candidate = &candidates[place];
            let (source, target) = (candidate.source as usize, candidate.target as usize);
            (place, ask(source, target))
        })
        .collect();
    for (place, answer) in answers {
        let candidate = &mut candidates[place];
        let Some(found) = answer else { continue };
        let corresponds = found.verdict != VerdictKind::NoTranslation;
        // The lines of two forms correspond whatever they were filled with.
        if !corresponds || candidate.facts >= FEWEST_FACTS {
            candidate.probability = bearing.after(candidate.probability, found);
            candidate.corresponds = corresponds;
        }
    }
}

/// Candidates worth a look, by place: neither document has a sure one, and each is
/// among the closest of the other.
fn doubtful(candidates: &[Candidate]) -> Vec<usize> {
    let by_source = closest(candidates, |candidate| candidate.source);
    let by_target = closest(candidates, |candidate| candidate.target);
    let is_doubtful = |place: &usize| {
        let candidate = &candidates[*place];
        let near = &by_source[candidate.source as usize];
        let far = &by_target[candidate.target as usize];
        let is_sure = |closest: &[usize]| {
            closest
                .first()
                .is_some_and(|&first| candidates[first].probability >= SURE)
        };
        candidate.probability >= LEAST
            && !(is_sure(near) || is_sure(far))
            && near.contains(place)
            && far.contains(place)
    };
    (0..candidates.len()).filter(is_doubtful).collect()
}

/// For each document of a side its most probable candidates, the best one first; on
/// ties the earlier one.
fn closest(candidates: &[Candidate], document: impl Fn(&Candidate) -> u32) -> Vec<Vec<usize>> {
    let mut closest: Vec<Vec<usize>> = Vec::new();
    for (place, candidate) in candidates.iter().enumerate() {
        let document = document(candidate) as usize;
        if closest.len() <= document {
            closest.resize_with(document + 1, Vec::new);
        }
        let best = &mut closest[document];
        let beaten = |&other: &usize| candidates[other].probability >= candidate.probability;
        let at = best.iter().take_while(|other| beaten(other)).count();
        if at < CLOSEST {
            best.insert(at, place);
            best.truncate(CLOSEST);
        }
    }
    closest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(source: u32, target: u32, probability: f64) -> Candidate {
        let mut candidate = Candidate::default();
        (candidate.source, candidate.target) = (source, target);
        candidate.probability = probability;
        candidate.facts = 1.0;
        candidate
    }

    #[test]
    fn only_doubtful_pairs_are_looked_at() {
        let mut candidates = [
            candidate(0, 0, 0.99),
            candidate(0, 1, 0.3),
            candidate(1, 0, 0.3),
            candidate(1, 2, 0.2),
            candidate(2, 3, 0.0005),
            candidate(3, 2, 0.1),
            candidate(4, 2, 0.05),
            candidate(5, 4, 0.6),
            candidate(6, 5, 0.2),
        ];
        candidates[8].facts = 0.3;
        look_again(&mut candidates, Bearing::new(true), |source, target| {
            let verdict = match (source, target) {
                (1, 2) => VerdictKind::Partial,
                (3, 2) | (6, 5) => VerdictKind::Translation,
                (5, 4) => VerdictKind::NoTranslation,
                _ => return None,
            };
            let segments = 20;
            Some(Correspondence { verdict, segments })
        });
        let after = candidates.map(|candidate| (candidate.probability * 100.0).round());
        assert_eq!(after, [99.0, 30.0, 30.0, 92.0, 0.0, 99.0, 5.0, 4.0, 20.0]);
    }

    #[test]
    fn few_segments_say_little() {
        let after = |segments, has_lexicon| {
            let verdict = VerdictKind::Translation;
            let found = Correspondence { verdict, segments };
            (Bearing::new(has_lexicon).after(0.1, found) * 100.0).round()
        };
        let [without, with] = [false, true].map(|has| [1, 2, 4, 8, 99].map(|n| after(n, has)));
        assert_eq!(without, [18.0, 31.0, 64.0, 97.0, 97.0]);
        assert_eq!(with, [52.0, 91.0, 99.0, 99.0, 99.0]);
    }

    #[test]
    fn each_document_is_aligned_with_its_closest_ones() {
        let candidates = [
            candidate(0, 0, 0.1),
            candidate(0, 1, 0.2),
            candidate(0, 2, 0.3),
            candidate(1, 2, 0.4),
            candidate(2, 2, 0.5),
        ];
        assert_eq!(doubtful(&candidates), [1, 3, 4]);
    }
}
