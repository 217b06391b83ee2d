//! JSON as it is written: the pieces of a file that its values were made of, by
//! which a string has a place.

use std::collections::BTreeMap;

use bitext_core::TextRange;
use serde_json::value::RawValue;

/// A value as it is written.
pub(crate) type Written<'text> = &'text RawValue;

/// What an object has, by name; nothing if it is none.
pub(crate) fn members(written: Written<'_>) -> BTreeMap<String, Written<'_>> {
    serde_json::from_str(written.get()).unwrap_or_default()
}

/// What a list has; nothing if it is none.
pub(crate) fn list(written: Written<'_>) -> Vec<Written<'_>> {
    serde_json::from_str(written.get()).unwrap_or_default()
}

/// The bytes of a piece of `text`.
pub(crate) fn place(text: &str, written: Written<'_>) -> TextRange {
    let start = written.get().as_ptr().addr() - text.as_ptr().addr();
    TextRange::new(start, start + written.get().len())
}
