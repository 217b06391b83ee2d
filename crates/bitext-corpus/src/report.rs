//! Documents as pairing sees them.

use crate::side::Side;
use crate::{Profile, PublishTime};

/// What is known of one document of a feed besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Path of the document in its tree.
    pub path: String,
    /// When it was published.
    pub published: Option<PublishTime>,
    /// Id of the story, as wires give it; the same in both languages if they
    /// share one newsroom.
    pub story: Option<String>,
    /// Number of the update, for wires that count them.
    pub update: Option<u32>,
    /// Addresses under which the document was published.
    pub addresses: Vec<String>,
    /// Addresses that it names as its translations (`hreflang`).
    pub translations: Vec<String>,
}

/// The documents of one language, a few hundred bytes of memory each.
///
/// They are known by their index, the order in which they were added; that is
/// to be the order of their paths, since ties are settled by it.
#[derive(Debug, Default)]
pub struct Reports {
    pub(crate) side: Side,
    pub(crate) reports: Vec<Report>,
}

impl Reports {
    /// Adds a document; its profile must come from the same
    /// [`Pairer`](crate::Pairer) and side as those of the others.
    pub fn add(&mut self, report: Report, profile: Profile) {
        self.side.add(profile);
        self.reports.push(report);
    }

    /// How many documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// The document of that index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Report> {
        self.reports.get(index)
    }
}
