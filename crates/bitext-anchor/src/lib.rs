//! Anchors: numbers, dates, times, money, names, terms and addresses in a
//! text, in a form that does not depend on its language.
//!
//! The one idea: a translation keeps such things, however it spells them. An
//! [`AnchorExtractor`], prepared once from a language pack, finds them in one
//! pass over the tokens and reduces each to [`Atom`]s, which are equal across
//! languages or are not; names, which no list holds, are reduced to phonetic
//! [`NameKey`]s, which are more or less alike.
//!
//! ```
//! use bitext_anchor::AnchorExtractor;
//! use bitext_core::LanguageTag;
//! use bitext_lang::{PackLibrary, Token, tokens};
//!
//! let packs = PackLibrary::built_in();
//! let find = |language: &str, text: &str| -> Result<Vec<String>, Box<dyn std::error::Error>> {
//!     let pack = packs.get(&LanguageTag::try_new(language)?)?;
//!     let extractor = AnchorExtractor::try_new(&pack)?;
//!     let tokens: Vec<Token> = tokens(text).collect();
//!     let anchors = extractor.extract(text, &tokens);
//!     Ok(anchors.iter().map(|anchor| anchor.canonical(text)).collect())
//! };
//! assert_eq!(find("en", "on April 11, 2018, they paid $5 million")?, ["2018-04-11", "USD 5000000"]);
//! assert_eq!(find("ru", "11 апреля 2018 года выплачено 5 млн долларов")?, ["2018-04-11", "USD 5000000"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Extraction takes time in proportion to the text. What each language knows
//! stands in `numbers.toml`, `calendar.toml`, `currencies.toml`,
//! `acronyms.toml` and `names.toml` of its pack; the schemas are in this crate.

mod anchor;
mod decimal;
mod extract;
mod fold;
mod form;
mod index;
mod knowledge;
mod lexicon;
mod literal;
mod name;
mod numeral;
mod read;
mod scan;
mod schema;
mod similarity;
mod temporal;

pub use anchor::{Anchor, AnchorKind, Atom, AtomList, Code};
pub use decimal::Decimal;
pub use extract::AnchorExtractor;
pub use index::{NameDistance, NameIndex, PreparedName};
pub use lexicon::WordSense;
pub use name::NameKey;
pub use similarity::name_similarity;
