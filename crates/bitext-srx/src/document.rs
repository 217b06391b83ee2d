//! A rule file as it is written, before anything is compiled.

/// A rule file.
///
/// What other programs have added in namespaces of their own, and comments, are
/// kept as they are and written again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SrxDocument {
    /// Version 1.0 or 2.0, as read.
    pub version: SrxVersion,
    /// Whether all rules of all fitting language maps hold, not only those of
    /// the first. Version 1.0 knows no cascade.
    pub cascade: bool,
    /// Whether text within footnotes and the like is cut by itself.
    pub segment_subflows: bool,
    /// Which side of a break inline codes belong to.
    pub format_handles: Vec<FormatHandle>,
    /// Attributes of the root that the standard does not know, mostly
    /// namespaces, in order.
    pub attributes: Vec<(String, String)>,
    /// What stands in the header besides format handles, as XML.
    pub header_extensions: Vec<String>,
    /// Lists of rules, in order.
    pub language_rules: Vec<LanguageRule>,
    /// Which languages take which lists. Version 2.0 has one group without a
    /// name; of several in version 1.0 the first holds.
    pub map_rules: Vec<MapRule>,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SrxVersion {
    /// 1.0, of 2004.
    V1,
    /// 2.0, of 2008.
    #[default]
    V2,
}

/// Which side of a break an inline code belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatHandle {
    /// `start`, `end` or `isolated`.
    pub kind: String,
    /// Whether it belongs to the segment before the break.
    pub include: bool,
}

/// A list of rules under a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageRule {
    /// The name that language maps refer to.
    pub name: String,
    /// The rules in order; the first that fits a place decides about it.
    pub rules: Vec<Rule>,
    /// Comments and other programs' elements among the rules: XML, and the index
    /// of the rule they stand before.
    pub extensions: Vec<(usize, String)>,
}

/// One rule: what has to stand before and behind a place, and whether it is a
/// break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether it breaks; if not it keeps later rules from breaking.
    pub is_break: bool,
    /// Pattern of what stands before; fits everything if empty.
    pub before: String,
    /// Pattern of what stands behind; fits everything if empty.
    pub after: String,
    /// Attributes that the standard does not know.
    pub attributes: Vec<(String, String)>,
}

impl Rule {
    /// A rule that breaks between `before` and `after`.
    #[must_use]
    pub fn breaking(before: impl Into<String>, after: impl Into<String>) -> Self {
        Self {
            is_break: true,
            before: before.into(),
            after: after.into(),
            attributes: Vec::new(),
        }
    }

    /// A rule that keeps later ones from breaking between `before` and `after`.
    #[must_use]
    pub fn joining(before: impl Into<String>, after: impl Into<String>) -> Self {
        Self {
            is_break: false,
            ..Self::breaking(before, after)
        }
    }
}

/// A group of language maps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapRule {
    /// Its name, in version 1.0.
    pub name: Option<String>,
    /// The maps in order.
    pub maps: Vec<LanguageMap>,
    /// Comments and other programs' elements among the maps.
    pub extensions: Vec<(usize, String)>,
}

/// Which languages take a list of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageMap {
    /// Pattern that the whole language code has to fit.
    pub pattern: String,
    /// Name of the list of rules.
    pub rule_name: String,
}

impl SrxDocument {
    /// The language maps that hold.
    #[must_use]
    pub fn maps(&self) -> &[LanguageMap] {
        self.map_rules.first().map_or(&[], |group| &group.maps)
    }

    /// The list of rules of a name; of several the first.
    #[must_use]
    pub fn rules_named(&self, name: &str) -> Option<&LanguageRule> {
        self.language_rules.iter().find(|rule| rule.name == name)
    }

    /// How many rules there are.
    #[must_use]
    pub fn rule_count(&self) -> usize {
        self.language_rules
            .iter()
            .map(|list| list.rules.len())
            .sum()
    }

    /// An option of Okapi's (`useJavaRegex`), if the file has it.
    #[must_use]
    pub(crate) fn okapi_option(&self, name: &str) -> Option<bool> {
        let options = self.header_extensions.iter();
        let mut options = options.filter(|xml| xml.contains(":options"));
        options.find_map(|xml| {
            let at = xml.find(&format!("{name}=\""))? + name.len() + 2;
            Some(xml[at..].starts_with("yes"))
        })
    }
}
