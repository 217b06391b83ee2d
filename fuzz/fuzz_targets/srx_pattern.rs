//! Any two patterns as a rule, and any text: compiled or left out with a reason,
//! and the boundaries are sound.

#![no_main]

use bitext_srx::{LanguageRule, Rule, RuleOptions, RuleSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (bool, &str, &str, &str)| {
    let (is_break, before, after, text) = input;
    let rule = if is_break { Rule::breaking(before, after) } else { Rule::joining(before, after) };
    let list = LanguageRule {
        name: "fuzz".to_owned(),
        rules: vec![rule, Rule::breaking(r"[.?!]", "")],
        ..LanguageRule::default()
    };
    let rules = RuleSet::compile(&[&list], RuleOptions::default());
    let boundaries = rules.boundaries(text);
    assert_eq!(boundaries.first(), Some(&0));
    assert_eq!(boundaries.last(), Some(&text.len()));
    for pair in boundaries.windows(2) {
        assert!(pair[0] < pair[1] && text.is_char_boundary(pair[1]));
    }
});
