//! What is made of a set of gold bitexts before the weights learn from it.
//!
//! Texts come clean and noisy, short and long, with a lexicon and without, and few
//! sets have gold for more than one of these. So a recipe names a folder and the
//! steps that turn its documents into others: `news:joined:noisy*3:bare=2` joins
//! them to long ones, makes three noisy versions of each, has them aligned without
//! the built-in lexicon, and counts each twice. `unknown` goes further: of the target
//! language nothing at all is known. `lexicon@FILE` puts a packed lexicon in the place of
//! the built-in one, so that languages with a large lexicon show what a small one does.

use std::fs;
use std::path::PathBuf;
use std::str::FromStr;

use bitext_core::LanguageTag;

use super::data::{GoldDocument, GoldSet, Lexicon};
use super::noise::{self, Random};

/// Lines of the first long document, and how often the next is twice as long
/// before it starts again: the lengths of long reports and of chapters.
const FIRST_LENGTH: usize = 100;
const DOUBLINGS: usize = 5;

/// A folder, the steps to take, and the weight of the documents made.
#[derive(Clone)]
pub(super) struct Recipe {
    pub(super) folder: PathBuf,
    pub(super) weight: f64,
    steps: Vec<Step>,
}

#[derive(Clone)]
enum Step {
    /// Documents are joined, in order, to long ones.
    Joined,
    /// So many noisy versions of each take its place.
    Noisy(usize),
    /// The built-in lexicon is left out.
    Bare,
    /// This one takes its place.
    Lexicon(&'static [u8]),
    /// The target language is taken for one that nobody has described.
    Unknown,
}

impl FromStr for Recipe {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rest, weight) = text.rsplit_once('=').unwrap_or((text, "1"));
        let number = |text: &str| format!("`{text}` is no number");
        let mut parts = rest.split(':');
        let folder = parts.next().unwrap_or_default().into();
        let lexicon = |path: &str| {
            let bytes = fs::read(path).map_err(|error| format!("`{path}`: {error}"))?;
            // There are a few, and they are needed to the end.
            Ok(Step::Lexicon(bytes.leak()))
        };
        let step = |name: &str| match name.split_once('*').unwrap_or((name, "1")) {
            ("joined", "1") => Ok(Step::Joined),
            ("bare", "1") => Ok(Step::Bare),
            ("unknown", "1") => Ok(Step::Unknown),
            ("noisy", versions) => Ok(Step::Noisy(versions.parse().map_err(|_| number(versions))?)),
            _ => match name.split_once('@') {
                Some(("lexicon", path)) => lexicon(path),
                _ => Err(format!(
                    "no step `{name}`: joined, noisy, noisy*3, bare, unknown or lexicon@FILE"
                )),
            },
        };
        Ok(Self {
            folder,
            weight: weight.parse().map_err(|_| number(weight))?,
            steps: parts.map(step).collect::<Result<_, _>>()?,
        })
    }
}

impl Recipe {
    /// Takes the steps, one after another.
    pub(super) fn make(&self, mut set: GoldSet) -> GoldSet {
        for step in &self.steps {
            match *step {
                Step::Joined => {
                    set.documents = joined(&set.documents);
                    set.name.push_str("-joined");
                }
                Step::Noisy(versions) => {
                    let mut random = Random::new(1);
                    let clean = set.documents;
                    set.documents = (0..versions)
                        .flat_map(|_| clean.iter())
                        .map(|document| noise::noisy(document, &clean, &mut random))
                        .filter(|document| {
                            !document.source.is_empty() && !document.target.is_empty()
                        })
                        .collect();
                    set.name.push_str("-noisy");
                }
                Step::Bare => {
                    set.lexicon = Lexicon::None;
                    set.name.push_str("-bare");
                }
                Step::Lexicon(packed) => {
                    set.lexicon = Lexicon::Packed(packed);
                    set.name.push_str("-lexicon");
                }
                Step::Unknown => {
                    set.languages.1 = LanguageTag::undetermined();
                    set.lexicon = Lexicon::None;
                    set.name.push_str("-unknown");
                }
            }
        }
        set
    }
}

/// The documents joined to long ones of growing lengths.
fn joined(documents: &[GoldDocument]) -> Vec<GoldDocument> {
    let mut joined: Vec<GoldDocument> = Vec::new();
    let lengths = (0..DOUBLINGS).map(|doublings| FIRST_LENGTH << doublings);
    let mut lengths = lengths.collect::<Vec<_>>().into_iter().cycle();
    let mut wanted = 0;
    for document in documents {
        match joined.last_mut() {
            Some(last) if last.source.len() < wanted => last.append(document),
            _ => {
                joined.push(document.clone());
                wanted = lengths.next().unwrap_or(FIRST_LENGTH);
            }
        }
    }
    joined
}
