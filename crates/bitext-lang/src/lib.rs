//! What bitext knows about a language.
//!
//! The one idea: **language knowledge is data**. A language is a folder of
//! text and TOML files, a *pack*; code knows how to read packs, never which
//! languages there are. [`PackLibrary`] finds the pack of a tag, falling back
//! along its BCP 47 parents; [`LanguagePack::file`] hands a file of it to the
//! crate that understands its topic (abbreviations to the segmenter, number
//! words to the anchors); what every crate needs, tokens and normal forms,
//! is here.
//!
//! ```
//! use bitext_core::LanguageTag;
//! use bitext_lang::PackLibrary;
//! let packs = PackLibrary::built_in();
//! let russian = packs.get(&LanguageTag::try_new("ru-RU")?)?;
//! assert_eq!(russian.stem(&russian.fold("Переговорами")), "переговор");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod frequencies;
mod library;
mod pack;
mod readings;
mod token;

pub use library::{PackLibrary, PackLibraryError};
pub use pack::{LanguagePack, PackError, Script};
pub use readings::Readings;
pub use token::{Token, TokenKind, is_joining, is_katakana, tokens};
