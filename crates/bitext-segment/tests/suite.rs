//! Runs the cases of `suite/<language>[.<profile>].txt`.
//!
//! A case is its name after `@`, the text, `---`, the segments a line each,
//! and `===`. A case whose name ends in `(known failure)` must fail: when it
//! passes at last, the mark has to go. Lines that start with `#` between cases
//! are comments.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use bitext_core::LanguageTag;
use bitext_lang::PackLibrary;
use bitext_segment::{Profile, SegmentOptions, Segmenter};

struct Case {
    name: String,
    is_known_failure: bool,
    text: String,
    segments: Vec<String>,
}

fn cases(path: &Path) -> Vec<Case> {
    let content = fs::read_to_string(path).unwrap();
    let mut cases = Vec::new();
    let mut lines = content.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = || format!("{}:{}", path.display(), number + 1);
        let name = line.strip_prefix("@ ");
        let name = name.unwrap_or_else(|| panic!("{}: a case starts with `@ name`", at()));
        let mut part = |end: &str| -> Vec<String> {
            let mut found = Vec::new();
            for (_, line) in lines.by_ref() {
                if line == end {
                    return found;
                }
                found.push(line.to_owned());
            }
            panic!("{}: `{end}` is missing", at());
        };
        let text = part("---").join("\n");
        let segments = part("===");
        cases.push(Case {
            name: name.trim_end_matches("(known failure)").trim().to_owned(),
            is_known_failure: name.ends_with("(known failure)"),
            text,
            segments,
        });
    }
    cases
}

#[test]
fn every_case_is_cut_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let packs = PackLibrary::built_in();
    let mut report = String::new();
    for path in paths {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (language, profile) = stem.split_once('.').unwrap_or((&stem, "edited"));
        let mut options = SegmentOptions::default();
        options.profile = match profile {
            "edited" => Profile::Edited,
            "informal" => Profile::Informal,
            other => panic!("{}: there is no profile `{other}`", path.display()),
        };
        let pack = packs.get(&LanguageTag::try_new(language).unwrap()).unwrap();
        let segmenter = Segmenter::try_new(&pack, &options).unwrap();
        for case in cases(&path) {
            let ranges = segmenter.segments(&case.text);
            let segments: Vec<_> = ranges.iter().map(|range| range.of(&case.text)).collect();
            let passes = segments == case.segments;
            if passes && case.is_known_failure {
                report += &format!("{stem}: `{}` passes now: drop its mark\n", case.name);
            } else if !passes && !case.is_known_failure {
                report += &format!(
                    "{stem}: `{}`\n  want {:#?}\n  got  {segments:#?}\n",
                    case.name, case.segments
                );
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}
