//! What the packs know of segmentation, as rules for other programs.
//!
//! Rules see a few characters on either side of a place, so this is what can be
//! said there: each abbreviation keeps together what its types say, a small
//! letter goes on with the sentence, and a word that starts sentences cuts where
//! a name could go on. Quotations, datelines, and the case table stay behind.

use bitext_lang::LanguagePack;
use bitext_srx::{FormatHandle, LanguageMap, LanguageRule, MapRule, Rule, SrxDocument};

use crate::SegmentError;
use crate::knowledge::{ABBREVIATIONS, Settings, malformed};
use crate::lexicon::{Listed, Types, entries};
use crate::spaces::{SHORTEST_BEFORE, SHORTEST_BEHIND, Spaces};

/// No letter or digit before a word. `\b` means different things to different
/// programs.
const WORD_START: &str = r"(?<![\p{L}\p{N}])";

/// Closing quotation marks and brackets.
const CLOSING: &str = r#"["'\p{Pe}\p{Pf}»“”’]*"#;

/// The abbreviations and marks of languages as an SRX document. What holds for
/// every language is in a list of its own, and rules cascade.
///
/// ```
/// use bitext_core::LanguageTag;
/// use bitext_lang::PackLibrary;
/// use bitext_segment::export_rules;
/// let packs = PackLibrary::built_in();
/// let english = packs.get(&LanguageTag::try_new("en")?)?;
/// let document = export_rules(&[&english])?;
/// let rules = document.compile("en", Default::default());
/// assert_eq!(rules.boundaries("Dr. Orr came. She left."), [0, 14, 23]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a segmentation file of a pack is malformed.
pub fn export_rules(packs: &[&LanguagePack]) -> Result<SrxDocument, SegmentError> {
    let mut language_rules = Vec::new();
    let mut maps = Vec::new();
    for pack in packs {
        let rules = language(pack)?;
        // A list is to hold at least one rule.
        if rules.is_empty() {
            continue;
        }
        let tag = pack.tag().to_string();
        maps.push(LanguageMap {
            pattern: format!("(?i){tag}([-_].*)?"),
            rule_name: pack.name().to_owned(),
        });
        language_rules.push(LanguageRule {
            name: pack.name().to_owned(),
            rules,
            extensions: Vec::new(),
        });
    }
    let common = "Every language";
    maps.push(LanguageMap {
        pattern: ".*".to_owned(),
        rule_name: common.to_owned(),
    });
    language_rules.push(LanguageRule {
        name: common.to_owned(),
        rules: every_language(),
        extensions: Vec::new(),
    });
    let handle = |kind: &str, include| FormatHandle {
        kind: kind.to_owned(),
        include,
    };
    Ok(SrxDocument {
        cascade: true,
        segment_subflows: true,
        format_handles: vec![
            handle("start", false),
            handle("end", true),
            handle("isolated", false),
        ],
        language_rules,
        map_rules: vec![MapRule {
            maps,
            ..MapRule::default()
        }],
        ..SrxDocument::default()
    })
}

fn every_language() -> Vec<Rule> {
    vec![
        // The number of an item stands with it.
        Rule::joining(r"^\s*(?:\p{Nd}{1,3}|\p{L})[.)]\s+", ""),
        Rule::joining(format!(r"[.!?…؟]+{CLOSING}\s+"), r"[\p{Ll},;:–—-]"),
        Rule::joining(
            format!(r"{WORD_START}\p{{Lu}}\.\s*"),
            r"\p{Lu}\p{Ll}*[.\p{Ll}]",
        ),
        Rule::breaking(format!(r"[.!?…؟।]+{CLOSING}\s+"), ""),
        Rule::breaking(format!(r"{GREEK};{CLOSING}\s+"), r"[^\p{Ll}]"),
        Rule::breaking(
            format!("[。！？｡]+{CLOSING}"),
            format!("[^。！？｡{CLOSERS}]"),
        ),
    ]
}

/// A Greek letter, behind which `;` asks.
const GREEK: &str = "[\u{370}-\u{3ff}\u{1f00}-\u{1fff}]";

/// What does not begin a sentence in scripts without spaces.
const CLOSERS: &str = r#""'\p{Pe}\p{Pf}»“”’"#;

fn language(pack: &LanguagePack) -> Result<Vec<Rule>, SegmentError> {
    let settings = Settings::of(pack)?;
    let mut rules = Vec::new();
    let listed = entries(pack.file(ABBREVIATIONS).unwrap_or(""));
    let listed = listed.map_err(|error| malformed(pack, &error))?;
    // A word that starts sentences cuts after what may end one or not.
    let starters: Vec<String> = settings.starters.iter().map(|word| capital(word)).collect();
    let starter = format!(r"(?:{})(?![\p{{L}}\p{{N}}])", starters.join("|"));
    // An abbreviation may stand in several sections; it is written once.
    let mut known: Vec<(String, Types)> = Vec::new();
    for entry in listed {
        let (spelling, types) = match entry {
            Listed::Abbreviation(spelling, types) => (spelling, types),
            Listed::Phrase(head, follower) => {
                let before = format!(r"{}\s+", pattern(&format!("{head}.")));
                rules.push(Rule::joining(before, escaped(follower)));
                continue;
            }
        };
        let mark = if spelling.ends_with(['.', '!', '?']) {
            ""
        } else {
            "."
        };
        let before = format!(r"{}\s+", pattern(&format!("{spelling}{mark}")));
        match known.iter_mut().find(|(found, _)| *found == before) {
            Some((_, all)) => *all = all.with(types),
            None => known.push((before, types)),
        }
    }
    if !starters.is_empty() {
        // Rules that break are searched for through the whole text, so these are
        // one.
        let names = Types::ACRONYM.with(Types::NAME);
        let ends = known
            .iter()
            .filter(|(_, types)| types.any(names) && !types.any(KEPT));
        let ends = ends.map(|(before, _)| before.trim_start_matches(WORD_START));
        let ends: Vec<&str> = ends.map(|before| before.trim_end_matches(r"\s+")).collect();
        let ends = ends.join("|");
        let bar = if ends.is_empty() { "" } else { "|" };
        let before = format!(r"{WORD_START}(?:\p{{Lu}}\.{bar}{ends})\s+");
        rules.push(Rule::breaking(before, starter));
    }
    for (before, types) in known {
        abbreviation(before, types, &mut rules);
    }
    if let Some(spaces) = &settings.spaces {
        between_spaces(spaces, &mut rules);
    }
    if settings.ordinals {
        rules.push(Rule::joining(
            format!(r"{WORD_START}\p{{Nd}}{{1,3}}\.\s+"),
            r"\p{L}",
        ));
    }
    Ok(rules)
}

/// The rules of a language whose sentences end with a space.
fn between_spaces(spaces: &Spaces, rules: &mut Vec<Rule>) {
    let any = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|word| escaped(word)).collect();
        format!("(?:{})", words.join("|"))
    };
    let letter = r"[\p{Lo}\p{M}]";
    let (before, behind) = (
        format!(r"{letter}{{{SHORTEST_BEFORE},}}\s+"),
        format!("{letter}{{{SHORTEST_BEHIND},}}"),
    );
    rules.push(Rule::joining(
        format!(r"{}\s+", any(&spaces.go_on_after)),
        "",
    ));
    rules.push(Rule::breaking(
        format!(r"{letter}\s+"),
        any(&spaces.starters),
    ));
    rules.push(Rule::joining(r"\s+", any(&spaces.go_on_with)));
    rules.push(Rule::breaking(before, behind));
}

/// Types that nothing breaks behind.
const KEPT: Types = Types::TITLE
    .with(Types::PLACE)
    .with(Types::INITIAL)
    .with(Types::INNER);

/// The rules of an abbreviation, of which `before` is the pattern with the white
/// space behind it.
fn abbreviation(before: String, types: Types, rules: &mut Vec<Rule>) {
    if types.any(Types::UNIT) && types.any(KEPT) {
        // `1934 г.` may end a sentence, `г. Омск` does not.
        let number = before.replacen(WORD_START, r"\p{Nd}\s?", 1);
        rules.push(Rule::breaking(number, r"\p{Lu}\p{Ll}"));
    }
    if types.any(KEPT) {
        rules.push(Rule::joining(before, ""));
    } else if types.any(Types::ACRONYM.with(Types::NAME)) {
        rules.push(Rule::joining(before, r"[\p{L}\p{Nd}]"));
    } else if types.any(Types::NUMBER) {
        rules.push(Rule::joining(before, r"[\p{Nd}IVXLC(]"));
    } else if types.any(Types::MONTH) {
        rules.push(Rule::joining(before, r"\p{Nd}"));
    } else if types.any(Types::TIME) {
        rules.push(Rule::joining(before, r"\p{Lu}{2,}"));
    }
}

/// The pattern of an abbreviation: its first letter in either case if it is
/// small, and the spaces inside as they may be.
fn pattern(spelling: &str) -> String {
    let (spelling, start) = match spelling.strip_prefix('-') {
        Some(ending) => (ending, ""),
        None => (spelling, WORD_START),
    };
    let mut letters = spelling.chars();
    let first = letters.next().map_or(String::new(), |first| {
        let upper: Vec<char> = first.to_uppercase().collect();
        match upper.as_slice() {
            [upper] if *upper != first => format!("[{first}{upper}]"),
            _ => escaped(&first.to_string()),
        }
    });
    let rest = escaped(letters.as_str()).replace(' ', r"\s?");
    format!("{start}{first}{rest}")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    escaped(&format!(
        "{}{}",
        first.unwrap_or_default(),
        letters.as_str()
    ))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
