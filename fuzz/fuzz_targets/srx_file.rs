//! Any bytes as a rule file: read or refused; what is read is written and read
//! back as it was.

#![no_main]

use bitext_srx::{RuleOptions, SrxDocument, SrxVersion};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = SrxDocument::read(bytes) else {
        return;
    };
    let _ = document.lint(RuleOptions::default());
    let _ = document.compile("en", RuleOptions::default()).boundaries("One. Two? 3. Four.");
    let again = SrxDocument::read(document.write().as_bytes()).expect("what we write can be read");
    assert_eq!(again.version, SrxVersion::V2);
    assert_eq!(again.rule_count(), document.rule_count());
});
