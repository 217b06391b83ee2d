//! Aligns two segmented texts that translate each other.
//!
//! The one idea: **an aligner that knows what it does not know**. Every ladder
//! of a bitext is a path through one lattice; weighted evidence (lengths,
//! numbers, names, words written alike, a lexicon, punctuation) scores its
//! links; the best path is the answer, and the sum over all paths gives each
//! link a probability. Two passes use the same features: the first finds a
//! ladder from which the document's own rates of gaps and joins are taken, the
//! second decides with them.
//!
//! | module | does |
//! | --- | --- |
//! | [`Aligner`] | runs the passes |
//! | `side` | one side as weighted units |
//! | `channel` | which units match which |
//! | `evidence`, `score` | from matches to the features of links |
//! | `lattice`, `corridor` | best path, sums over paths |
//! | `adapt` | what pass 1 teaches pass 2 |
//! | [`evaluate`] | ladders against gold ladders |
//! | [`training`] | weights from gold ladders |

mod adapt;
mod aligner;
mod channel;
mod corridor;
pub mod evaluate;
mod evidence;
mod explain;
mod feature;
mod lattice;
mod lexicon;
mod math;
mod punctuation;
mod score;
mod side;
pub mod training;
mod verdict;
mod weights;

pub use aligner::{AlignError, Aligner, AlignerBuilder, Alignment};
pub use explain::{LinkExplanation, MatchedUnit};
pub use lexicon::distilled::{LexiconError, pack_lexicon};
pub use verdict::{Verdict, VerdictKind};
pub use weights::{Weights, WeightsError};
