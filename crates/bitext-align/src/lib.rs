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
//! | [`Aligner`], [`AlignerBuilder`] | runs the passes; its settings |
//! | `side` | one side as weighted units |
//! | `spelled` | names in characters, found by their spelling |
//! | `channel` | which units match which |
//! | `evidence`, `length`, `punctuation`, `item_number`, `score` | from matches to the features of links |
//! | `lattice`, `corridor` | best path, sums over paths |
//! | `passes`, `adapt` | the two passes, and what the first teaches the second |
//! | `lexicon` | distilled and induced lexicons |
//! | `verdict`, `chance`, `moved` | is it a translation; what stands elsewhere |
//! | [`evaluate`] | ladders against gold ladders |
//! | [`confidence`] | how far to trust what the lattice says of a link |
//! | `lessons` | words that a text teaches |
//! | [`training`] | weights from gold ladders |

mod adapt;
mod aligner;
mod boundary;
mod builder;
mod chance;
mod channel;
mod coarse;
mod cognate;
pub mod confidence;
mod corridor;
pub mod evaluate;
mod evidence;
mod expected;
mod explain;
mod feature;
mod forms;
mod item_number;
mod lattice;
mod length;
mod lessons;
mod lexicon;
pub mod math;
mod moved;
mod numbering;
mod passes;
mod punctuation;
mod quotation;
mod runs;
mod score;
mod script;
mod side;
mod sink;
mod spelled;
mod stretch;
pub mod training;
mod verdict;
mod weights;
mod window;

pub use aligner::{AlignError, Aligner, Alignment};
pub use builder::AlignerBuilder;
pub use confidence::{Confidence, ConfidenceError};
pub use explain::{LinkExplanation, MatchedUnit};
pub use lexicon::built_in_lexicon;
pub use lexicon::distilled::{LexiconError, pack_lexicon};
pub use lexicon::{LearnedLexicon, Lexicon};
pub use moved::MovedText;
pub use verdict::{UntranslatedRuns, Verdict, VerdictKind, untranslated_runs};
pub use weights::{Knowledge, Weights, WeightsError};
