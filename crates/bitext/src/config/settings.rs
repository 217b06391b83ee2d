//! The settings in effect: defaults, then the file, then flags.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use bitext_core::{LanguageTag, Probability};
use bitext_document::TextEncoding;
use bitext_exchange::LanguageMap;
use toml::Value;

use super::SettingsArguments;
use super::file::{NAME, load};
use super::keys::{KEYS, Key, share};
use crate::diagnostics::Failure;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    File(PathBuf),
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Flag => formatter.write_str("flag"),
        }
    }
}

/// The value of every key that has one, and where it came from.
#[derive(Debug)]
pub(crate) struct Settings {
    values: Vec<(&'static Key, Option<(Value, Origin)>)>,
    /// The file that was read.
    file: Option<PathBuf>,
}

impl Settings {
    /// The settings that `arguments` and the file they name, or the one in the
    /// working folder, come to.
    pub(crate) fn load(arguments: &SettingsArguments) -> Result<Self, Failure> {
        let mut settings = Self::defaults();
        let file = match &arguments.config {
            Some(path) => Some(path.clone()),
            None => Some(PathBuf::from(NAME)).filter(|path| path.is_file()),
        };
        if let Some(path) = file {
            for (name, value) in load(&path)? {
                settings.set(name, value, Origin::File(path.clone()));
            }
            settings.file = Some(path);
        }
        for (name, value) in arguments.values() {
            settings.set(name, value, Origin::Flag);
        }
        Ok(settings)
    }

    fn defaults() -> Self {
        let value = |key: &'static Key| {
            let text = format!("x = {}", key.default?);
            let mut table: toml::Table = toml::from_str(&text).ok()?;
            Some((table.remove("x")?, Origin::Default))
        };
        Self {
            values: KEYS.iter().map(|key| (key, value(key))).collect(),
            file: None,
        }
    }

    /// Sets a key; a name that is none is a mistake of ours and has no effect.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>, origin: Origin) {
        let place = self.values.iter_mut().find(|(key, _)| key.name == name);
        debug_assert!(place.is_some(), "no key `{name}`");
        if let Some(place) = place {
            place.1 = Some((value.into(), origin));
        }
    }

    /// The files that settings come from and name, which no output may replace.
    pub(crate) fn files(&self) -> Vec<&Path> {
        let file = self.file.as_deref().into_iter();
        file.chain(self.path("pair.metadata")).collect()
    }

    /// Every key with its value.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static Key, Option<&(Value, Origin)>)> {
        self.values
            .iter()
            .map(|(key, value)| (*key, value.as_ref()))
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let found = self.values.iter().find(|(key, _)| key.name == name)?;
        found.1.as_ref().map(|(value, _)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.value(name)?.as_str()
    }

    pub(crate) fn path(&self, name: &str) -> Option<&Path> {
        self.text(name).map(Path::new)
    }

    pub(crate) fn language(&self, name: &str) -> Option<LanguageTag> {
        LanguageTag::try_new(self.text(name)?).ok()
    }

    pub(crate) fn encoding(&self) -> Option<TextEncoding> {
        TextEncoding::from_str(self.text("encoding")?).ok()
    }

    pub(crate) fn language_map(&self) -> LanguageMap {
        let map = self.text("batch.language-map");
        map.and_then(|map| LanguageMap::from_str(map).ok())
            .unwrap_or_default()
    }

    pub(crate) fn share(&self, name: &str) -> Option<Probability> {
        self.value(name)
            .and_then(share)
            .map(Probability::saturating)
    }

    pub(crate) fn count(&self, name: &str) -> Option<usize> {
        usize::try_from(self.value(name)?.as_integer()?).ok()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or(false)
    }
}
