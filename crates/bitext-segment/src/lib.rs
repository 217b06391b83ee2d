//! Splits text into segments, the units that are aligned and translated.
//!
//! The one idea: **most full stops are easy, and a typed word list says which
//! are not**. One forward pass finds the marks that could end a segment; the
//! word before the mark, looked up in the language pack, says what kind of
//! abbreviation it is (before a name, before a number, after a number, never
//! last, …); the word after it says the rest. What the types leave open is
//! settled by how the following word is usually written.
//!
//! Nothing is copied and nothing is changed: results are byte offsets, and the
//! pieces between them joined together are the input. Time is linear in the
//! length of the text, whatever the text is.
//!
//! ```
//! use bitext_core::LanguageTag;
//! use bitext_lang::PackLibrary;
//! use bitext_segment::{SegmentOptions, Segmenter};
//!
//! let packs = PackLibrary::built_in();
//! let english = packs.get(&LanguageTag::try_new("en")?)?;
//! let segmenter = Segmenter::try_new(&english, &SegmentOptions::default())?;
//! let text = "Dr. Moreno declined to comment. Her office did too.";
//! let segments: Vec<_> = segmenter.segments(text).iter().map(|range| range.of(text)).collect();
//! assert_eq!(segments, ["Dr. Moreno declined to comment.", "Her office did too."]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod abbreviation;
mod by_rules;
mod case;
mod character;
mod client;
mod dateline;
mod decide;
mod explain;
mod export;
mod headline;
mod knowledge;
mod label;
mod lexicon;
mod lines;
mod list;
mod model;
mod options;
mod quotation;
mod segmenter;
mod site;
mod small;
mod spaces;

pub use by_rules::GivenRule;
pub use case::CaseLearner;
pub use client::ClientProfile;
pub use explain::{Candidate, Reason};
pub use export::export_rules;
pub use model::TrainingSite;
pub use options::{LineMode, Profile, SegmentError, SegmentOptions};
pub use segmenter::Segmenter;
