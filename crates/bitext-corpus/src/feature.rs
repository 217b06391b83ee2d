//! The features of a pair of documents, by name; the weights file uses the names.

/// What is known of a pair of documents, as numbers.
pub(crate) type Features = [f32; COUNT];

macro_rules! features {
    ($($name:ident = $text:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Feature { $($name),+ }

        /// Names of the features, in the order of [`Feature`].
        pub(crate) const NAMES: &[&str] = &[$($text),+];
    };
}

features! {
    Bias = "bias",
    Covered = "covered",
    CoveredLess = "covered.lesser",
    CoveredDifference = "covered.difference",
    Matched = "matched",
    Unmatched = "unmatched",
    FiguresCovered = "figures.covered",
    FiguresUnmatched = "figures.unmatched",
    NamesCovered = "names.covered",
    NamesUnmatched = "names.unmatched",
    LexiconCovered = "lexicon.covered",
    Order = "order",
    OpeningCovered = "opening.covered",
    Length = "length",
    LengthFar = "length.far",
    Time = "time",
    TimeLag = "time.lag",
    TimeFar = "time.far",
    ConventionLink = "convention.link",
    ConventionStory = "convention.story",
    ConventionName = "convention.name",
    SourceMargin = "margin.source",
    TargetMargin = "margin.target",
    Content = "content",
}

/// How many features there are.
pub(crate) const COUNT: usize = Feature::Content as usize + 1;

/// The index of a feature by its name.
pub(crate) fn index_of(name: &str) -> Option<usize> {
    NAMES.iter().position(|&known| known == name)
}
