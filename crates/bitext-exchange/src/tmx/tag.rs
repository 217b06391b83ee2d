//! A start tag, in buffers that are used again for the next.

/// A start tag: its name and attributes.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// The tag as it stands in the file, without angle brackets and end slash.
    pub(super) raw: String,
    /// Whether it ends itself: `<x/>`. Its end is the next token all the same.
    pub(super) is_empty: bool,
    /// Names and values, one behind the other.
    pub(super) text: String,
    /// Where name and value of each attribute end in `text`.
    pub(super) ends: Vec<(usize, usize)>,
}

impl Tag {
    /// The tag as it stands in the file.
    pub(super) fn markup(&self) -> String {
        let end = if self.is_empty { "/>" } else { ">" };
        format!("<{}{end}", self.raw)
    }

    /// Names and values in the order of the file.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|&(_, end)| end));
        starts
            .zip(&self.ends)
            .map(|(start, &(name, value))| (&self.text[start..name], &self.text[name..value]))
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut found = self.attributes().filter(|&(other, _)| other == name);
        found.next().map(|(_, value)| value)
    }

    pub(super) fn clear(&mut self) {
        self.raw.clear();
        self.is_empty = false;
        self.text.clear();
        self.ends.clear();
    }
}

/// Whether what stands between angle brackets can be a tag.
pub(super) fn is_tag(raw: &str) -> bool {
    raw.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | ':'))
}
