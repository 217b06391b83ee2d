//! Many documents: which of them are versions of the same report in two
//! languages.
//!
//! The one idea: **a report is known by its rare things**. Figures, dates, names
//! and words that the lexicon translates are weighed by how few documents have
//! them; an inverted index over them finds for each document the few of the
//! other language worth a closer look, so the work grows with the documents and
//! not with their pairs. A small model turns what two documents share, where it
//! stands, how long they are, when they were published and what their names say
//! into a probability; the best one-to-one choice is the answer, and of a story
//! that was sent several times the best version.
//!
//! | module | does |
//! | --- | --- |
//! | `profile`, `side` | a text as weighted units, and all texts of a language |
//! | `channel` | which units of two languages match |
//! | `candidate` | the inverted index |
//! | `evidence`, `feature`, `scoring`, `model` | from matches to probabilities |
//! | `convention` | what names and addresses say |
//! | `version` | versions of a story in one language |
//! | `second_look` | what aligning doubtful pairs says |
//! | `choice`, `pairing`, `reason` | which candidates are pairs, and what speaks for them |
//! | [`training`] | the weights |

mod candidate;
mod channel;
mod choice;
mod convention;
mod evidence;
mod feature;
mod model;
mod pairing;
mod profile;
mod reason;
mod report;
mod scoring;
mod second_look;
mod side;
mod time;
pub mod training;
mod version;

pub use convention::path_key;
pub use model::{PairingModel, PairingModelError};
pub use pairing::{DocumentPair, Pairer, Pairing, PairingError, Unpaired};
pub use profile::Profile;
pub use reason::Reason;
pub use report::{Report, Reports};
pub use second_look::Correspondence;
pub use time::PublishTime;
