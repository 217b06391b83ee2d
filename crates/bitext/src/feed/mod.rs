//! Feeds: folders, patterns and manifests of documents, read one file at a time.
//!
//! The one idea: **one bad file is an event, not the end**. Whatever cannot be
//! listed, read or understood is reported with its path and left out; everything
//! else goes on in the order of the paths, whatever the number of threads.

mod events;
mod languages;
mod manifest;
mod metadata;
mod pairing;
mod pattern;
mod place;
mod reader;
mod second_look;
mod shelf;
mod tree;

pub(crate) use events::{Events, LogFormat};
pub(crate) use languages::{languages, side_of};
pub(crate) use manifest::{
    Entry, ManifestFormat, Status, begins_as_manifest, is_manifest, read_manifest, write_manifest,
};
pub(crate) use pairing::{LeftOut, pair_feed};
pub(crate) use place::{Place, path_text};
pub(crate) use reader::{FeedDocument, FeedReader};
pub(crate) use shelf::Shelf;
pub(crate) use tree::{contains, list};
