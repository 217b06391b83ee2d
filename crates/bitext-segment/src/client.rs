//! Client profiles: cutting as another program does.
//!
//! A translation unit that the client's own segmentation cannot produce never
//! matches there. A profile is a rule file, the user's own or one of those in
//! `data/`, which describe in our words what a program was seen to do.

use std::sync::Arc;

use bitext_core::LanguageTag;
use bitext_srx::{
    LanguageMap, LanguageRule, MapRule, Reach, Rule, RuleOptions, RuleSet, SrxDocument,
};
use serde::Deserialize;

use crate::{LineMode, SegmentError, Segmenter};

/// The profiles that are built in, by name.
const BUILT_IN: [(&str, &str); 1] = [("omegat", include_str!("../data/omegat.toml"))];

/// How a client cuts.
///
/// ```
/// use bitext_core::LanguageTag;
/// use bitext_segment::ClientProfile;
/// let omegat = ClientProfile::built_in("omegat")?.expect("it is built in");
/// let segmenter = omegat.segmenter(&LanguageTag::try_new("en")?);
/// assert_eq!(segmenter.segments("It rained. We left.").len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClientProfile {
    name: Arc<str>,
    document: Arc<SrxDocument>,
    options: RuleOptions,
    line_mode: LineMode,
}

impl ClientProfile {
    /// The names of the profiles that are built in.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|&(name, _)| name)
    }

    /// A profile that is built in; `None` if there is none of that name.
    ///
    /// # Errors
    /// If its data is malformed, which the tests rule out.
    pub fn built_in(name: &str) -> Result<Option<Self>, SegmentError> {
        let found = BUILT_IN.iter().find(|&&(known, _)| known == name);
        let Some(&(name, text)) = found else {
            return Ok(None);
        };
        let observed: Observed = toml::from_str(text).map_err(|error| SegmentError::Profile {
            name: name.to_owned(),
            reason: error.to_string(),
        })?;
        let mut profile = Self::from_rules(name, observed.into_document());
        profile.options.reach = Reach::Text;
        profile.line_mode = LineMode::BlankLine;
        Ok(Some(profile))
    }

    /// A profile of the user's own: the rules of an SRX file, or of OmegaT's
    /// `segmentation.conf`.
    #[must_use]
    pub fn from_rules(name: &str, document: SrxDocument) -> Self {
        Self {
            name: name.into(),
            document: Arc::new(document),
            options: RuleOptions::default(),
            line_mode: LineMode::EveryLine,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How its rules are to be compiled.
    #[must_use]
    pub fn options(&self) -> RuleOptions {
        self.options
    }

    /// What a line break in a plain text means to the client: for OmegaT, whose
    /// paragraphs are parted by blank lines, a space; for a file of rules, the end
    /// of a paragraph.
    #[must_use]
    pub fn line_mode(&self) -> LineMode {
        self.line_mode
    }

    /// Its rules, for all languages.
    #[must_use]
    pub fn document(&self) -> &SrxDocument {
        &self.document
    }

    /// Its rules for a language, compiled. Rules that cannot be used are among
    /// the warnings of the set.
    #[must_use]
    pub fn rules(&self, language: &LanguageTag) -> RuleSet {
        self.document.compile(&language.to_string(), self.options)
    }

    /// A segmenter that cuts as the client does: its paragraphs first, and those by
    /// its rules.
    #[must_use]
    pub fn segmenter(&self, language: &LanguageTag) -> Segmenter {
        Segmenter::from_rules(self.rules(language), self.line_mode)
    }
}

/// What a program was seen to do: see `data/omegat.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Observed {
    #[serde(rename = "program")]
    _program: String,
    list: Vec<ObservedList>,
}

/// The rules of some languages. What comes first decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObservedList {
    name: String,
    /// Pattern of language codes.
    languages: String,
    /// Pairs of patterns between which nothing breaks.
    #[serde(default)]
    join: Vec<(String, String)>,
    /// Words after white space, with their full stop, after which nothing breaks.
    #[serde(default)]
    words: Vec<String>,
    /// The same for ends of words, whatever stands before them.
    #[serde(default)]
    endings: Vec<String>,
    /// Pairs of patterns between which it breaks.
    #[serde(default, rename = "break")]
    breaks: Vec<(String, String)>,
}

impl Observed {
    fn into_document(self) -> SrxDocument {
        let mut maps = Vec::new();
        let mut language_rules = Vec::new();
        for list in self.list {
            let mut rules: Vec<Rule> = Vec::new();
            let joins = list.join.iter();
            rules.extend(joins.map(|(before, after)| Rule::joining(before, after)));
            let words = list.words.iter();
            rules.extend(words.map(|word| Rule::joining(format!(r"\s\Q{word}\E"), r"\s")));
            let endings = list.endings.iter();
            rules.extend(endings.map(|ending| Rule::joining(format!(r"\Q{ending}\E"), r"\s")));
            let breaks = list.breaks.iter();
            rules.extend(breaks.map(|(before, after)| Rule::breaking(before, after)));
            maps.push(LanguageMap {
                pattern: list.languages,
                rule_name: list.name.clone(),
            });
            language_rules.push(LanguageRule {
                name: list.name,
                rules,
                extensions: Vec::new(),
            });
        }
        SrxDocument {
            cascade: true,
            segment_subflows: true,
            map_rules: vec![MapRule {
                maps,
                ..MapRule::default()
            }],
            language_rules,
            ..SrxDocument::default()
        }
    }
}
