//! The features of a link: everything the weights speak about.
//!
//! A link's score is the weighted sum of these numbers. Each is named, so that
//! the weights file, `--explain` and this code mean the same thing; what a
//! group measures is told where it is computed ([`crate::score`]).

/// Indices into a feature vector, and the vector's length.
macro_rules! features {
    ($($constant:ident = $name:literal,)*) => {
        features!(@index 0usize; $($constant,)*);
        /// The names of the features by index, as the weights file has them.
        pub(crate) const NAMES: [&str; COUNT] = [$($name),*];
    };
    (@index $index:expr; $constant:ident, $($rest:ident,)*) => {
        #[allow(dead_code, reason = "groups are reached from their first index")]
        pub(crate) const $constant: usize = $index;
        features!(@index $index + 1; $($rest,)*);
    };
    (@index $index:expr;) => {
        /// How many features there are.
        pub(crate) const COUNT: usize = $index;
    };
}

features! {
    TYPE_1_1 = "type.1-1",
    TYPE_1_2 = "type.1-2",
    TYPE_2_2 = "type.2-2",
    TYPE_1_3 = "type.1-3",
    TYPE_1_4 = "type.1-4",
    TYPE_2_3 = "type.2-3",
    TYPE_1_5 = "type.1-5",
    TYPE_3_3 = "type.3-3",
    LENGTH_SQUARED = "length.squared",
    LENGTH_DEVIATION = "length.deviation",
    LENGTH_RATIO = "length.ratio",
    NULL = "null",
    NULL_LENGTH = "null.length",
    COPY = "copy",
    NUMBER_MATCHED = "number.matched",
    NUMBER_UNMATCHED = "number.unmatched",
    NUMBER_COVERAGE = "number.coverage",
    IDENTICAL_MATCHED = "identical.matched",
    IDENTICAL_UNMATCHED = "identical.unmatched",
    IDENTICAL_COVERAGE = "identical.coverage",
    NAME_MATCHED = "name.matched",
    NAME_UNMATCHED = "name.unmatched",
    NAME_COVERAGE = "name.coverage",
    LEXICON_MATCHED = "lexicon.matched",
    LEXICON_UNMATCHED = "lexicon.unmatched",
    LEXICON_COVERAGE = "lexicon.coverage",
    ALL_MATCHED = "all.matched",
    ALL_UNMATCHED = "all.unmatched",
    ALL_COVERAGE = "all.coverage",
    BARE = "bare",
    ASYMMETRY = "asymmetry",
    WEAKEST_LINE = "weakest-line",
    FRONT_UNMATCHED = "front.unmatched",
    FRONT_ASYMMETRY = "front.asymmetry",
    BACK_UNMATCHED = "back.unmatched",
    BACK_ASYMMETRY = "back.asymmetry",
    MIDDLE_UNMATCHED = "middle.unmatched",
    MIDDLE_ASYMMETRY = "middle.asymmetry",
    JOIN_ORDER = "join.order",
    QUESTION_EQUAL = "question.equal",
    QUESTION_DIFFERENT = "question.different",
    EXCLAMATION_EQUAL = "exclamation.equal",
    EXCLAMATION_DIFFERENT = "exclamation.different",
    QUOTATION_EQUAL = "quotation.equal",
    QUOTATION_DIFFERENT = "quotation.different",
    BRACKET_EQUAL = "bracket.equal",
    BRACKET_DIFFERENT = "bracket.different",
    COLON_EQUAL = "colon.equal",
    COLON_DIFFERENT = "colon.different",
    ELLIPSIS_EQUAL = "ellipsis.equal",
    ELLIPSIS_DIFFERENT = "ellipsis.different",
    END_MARK_EQUAL = "end-mark.equal",
    END_MARK_DIFFERENT = "end-mark.different",
    DASH_EQUAL = "dash.equal",
    DASH_DIFFERENT = "dash.different",
    CAPITALS_EQUAL = "capitals.equal",
    CAPITALS_DIFFERENT = "capitals.different",
    OPEN_END_JOINED = "open-end.joined",
    OPEN_END_DIFFERENT = "open-end.different",
    OPEN_END_NULL = "open-end.null",
    CONTINUED_JOINED = "continued.joined",
    CONTINUED_DIFFERENT = "continued.different",
    CONTINUED_NULL = "continued.null",
    ENCLOSED_JOINED = "enclosed.joined",
    ENCLOSED_DIFFERENT = "enclosed.different",
    ENCLOSED_NULL = "enclosed.null",
    QUOTED_JOINED = "quoted.joined",
    QUOTED_DIFFERENT = "quoted.different",
    QUOTED_NULL = "quoted.null",
    BLOCK_START_EQUAL = "block-start.equal",
    BLOCK_START_DIFFERENT = "block-start.different",
    BLOCK_JOINED = "block.joined",
    ITEM_NUMBER_EQUAL = "item-number.equal",
    ITEM_NUMBER_DIFFERENT = "item-number.different",
    GAP_RATE = "gap-rate",
    MERGE_RATE = "merge-rate",
    CALIBRATION = "calibration",
}

/// Feature values of one link.
pub(crate) type Features = [f32; COUNT];

/// The index of the feature of that name.
pub(crate) fn index_of(name: &str) -> Option<usize> {
    NAMES.iter().position(|&known| known == name)
}
