//! Client profiles: cutting as another program does.
//!
//! A translation unit that the client's own segmentation cannot produce never
//! matches there. A profile is a rule file, the user's own or one of those in
//! `data/`, which describe in our words what a program was seen to do.

use std::sync::Arc;

use bitext_core::LanguageTag;
use bitext_srx::{LanguageMap, LanguageRule, MapRule, Rule, RuleOptions, RuleSet, SrxDocument};
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
        Ok(Some(Self::from_rules(name, observed.into_document())))
    }

    /// A profile of the user's own: the rules of an SRX file, or of OmegaT's
    /// `segmentation.conf`.
    #[must_use]
    pub fn from_rules(name: &str, document: SrxDocument) -> Self {
        Self {
            name: name.into(),
            document: Arc::new(document),
            options: RuleOptions::default(),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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

    /// A segmenter that cuts as the client does: every line is a paragraph, and
    /// its rules cut that.
    #[must_use]
    pub fn segmenter(&self, language: &LanguageTag) -> Segmenter {
        Segmenter::from_rules(self.rules(language), LineMode::EveryLine)
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
    /// Words with their full stop after which nothing breaks.
    #[serde(default)]
    never: Vec<String>,
    /// Words with their full stop after which nothing breaks before this.
    #[serde(default)]
    unless: Vec<Unless>,
    /// Pairs of patterns between which it breaks.
    #[serde(default, rename = "break")]
    breaks: Vec<(String, String)>,
}

/// Words after which nothing breaks if a pattern follows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unless {
    words: Vec<String>,
    followed_by: String,
}

impl Observed {
    fn into_document(self) -> SrxDocument {
        let mut document = SrxDocument {
            cascade: true,
            segment_subflows: true,
            map_rules: vec![MapRule::default()],
            ..SrxDocument::default()
        };
        for list in self.list {
            let mut rules = Vec::new();
            for unless in &list.unless {
                rules.push(Rule::joining(any_of(&unless.words), &unless.followed_by));
            }
            if !list.never.is_empty() {
                rules.push(Rule::joining(any_of(&list.never), r"\s"));
            }
            let breaks = list.breaks.iter();
            rules.extend(breaks.map(|(before, after)| Rule::breaking(before, after)));
            document.map_rules[0].maps.push(LanguageMap {
                pattern: list.languages,
                rule_name: list.name.clone(),
            });
            document.language_rules.push(LanguageRule {
                name: list.name,
                rules,
                extensions: Vec::new(),
            });
        }
        document
    }
}

/// A pattern that any of the words ends, as they are written.
fn any_of(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!(r"\Q{word}\E")).collect();
    format!("(?:{})", quoted.join("|"))
}
