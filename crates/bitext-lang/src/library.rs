//! Finding the pack of a language: layers of files, most specific first.
//!
//! For a tag like `en-GB` the layers are the user's `en-GB`, the built-in
//! `en-GB`, the user's `en`, the built-in `en`, and last `und`, the pack of
//! every language nobody has described; `no` also has the layers of `nb`, under which
//! it is described. A file is looked up through the layers
//! by name, so a pack holds only what differs from the layer below it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::{fs, io};

use bitext_core::LanguageTag;
use thiserror::Error;

use crate::pack::{LanguagePack, PackError};

/// The files of every built-in pack, made by `build.rs` from `data/`.
static BUILT_IN: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The files of one layer by name.
pub(crate) type Layer = BTreeMap<String, Cow<'static, str>>;

/// All packs there are: the built-in ones and those of a user's folder.
///
/// Packs are read when first asked for and kept.
#[derive(Debug, Default)]
pub struct PackLibrary {
    user: BTreeMap<String, Layer>,
    loaded: Mutex<BTreeMap<LanguageTag, Arc<LanguagePack>>>,
}

/// Why a folder of packs cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PackLibraryError {
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A folder's name is no language tag.
    #[error("`{path}` is not named after a language tag")]
    Tag {
        /// Which folder.
        path: PathBuf,
    },
}

impl PackLibrary {
    /// The packs that come with the crate.
    #[must_use]
    pub fn built_in() -> Self {
        Self::default()
    }

    /// The built-in packs under those of `folder`, which holds a folder named
    /// `<language tag>` for each pack. A file there takes the place of the
    /// built-in file of that name.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read as UTF-8 text, or a folder
    /// is not named after a language tag.
    pub fn with_folder(folder: &Path) -> Result<Self, PackLibraryError> {
        let mut user = BTreeMap::new();
        for path in entries(folder)? {
            if !path.is_dir() {
                continue;
            }
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let tag = name
                .as_deref()
                .and_then(|name| LanguageTag::try_new(name).ok());
            let Some(tag) = tag else {
                return Err(PackLibraryError::Tag { path });
            };
            let mut layer = Layer::new();
            for file in entries(&path)? {
                let text = read_text(&file).map_err(|source| PackLibraryError::Read {
                    path: file.clone(),
                    source,
                })?;
                let name = file
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                layer.insert(name, Cow::Owned(text));
            }
            user.insert(tag.as_str().to_owned(), layer);
        }
        Ok(Self {
            user,
            loaded: Mutex::default(),
        })
    }

    /// The pack of a language, or of the nearest parent that has one; in the
    /// end the pack `und`, which says so by [`LanguagePack::is_fallback`].
    ///
    /// # Errors
    /// If the pack's own settings, `pack.toml`, cannot be read.
    pub fn get(&self, tag: &LanguageTag) -> Result<Arc<LanguagePack>, PackError> {
        // A poisoned lock means another thread panicked between two map
        // operations; the map itself is whole.
        let mut loaded = self
            .loaded
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(pack) = loaded.get(tag) {
            return Ok(Arc::clone(pack));
        }
        let pack = Arc::new(self.load(tag)?);
        loaded.insert(tag.clone(), Arc::clone(&pack));
        Ok(pack)
    }

    /// The tags that have a pack, sorted, `und` left out.
    #[must_use]
    pub fn tags(&self) -> Vec<&str> {
        let mut tags: Vec<&str> = BUILT_IN
            .iter()
            .map(|&(tag, _)| tag)
            .chain(self.user.keys().map(String::as_str))
            .filter(|&tag| tag != "und")
            .collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    fn load(&self, tag: &LanguageTag) -> Result<LanguagePack, PackError> {
        let mut layers = Vec::new();
        let other = Some(tag.described_as()).filter(|&other| other != tag.primary());
        for name in tag.fallback_chain().chain(other) {
            self.push_layers(name, &mut layers);
        }
        let is_fallback = layers.is_empty();
        if tag.as_str() != "und" {
            self.push_layers("und", &mut layers);
        }
        LanguagePack::try_new(tag.clone(), layers, is_fallback)
    }

    fn push_layers(&self, name: &str, layers: &mut Vec<Layer>) {
        layers.extend(self.user.get(name).cloned());
        let built_in = BUILT_IN.iter().find(|&&(tag, _)| tag == name);
        layers.extend(built_in.map(|&(_, files)| {
            files
                .iter()
                .map(|&(file, text)| (file.to_owned(), Cow::Borrowed(text)))
                .collect()
        }));
    }
}

/// Largest file of a pack, in bytes.
const LARGEST_FILE: u64 = 64 << 20;

/// A file of a pack, of which no more than the limit is read.
fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let limit = LARGEST_FILE + 1;
    fs::File::open(path)?
        .take(limit)
        .read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_FILE {
        let reason = format!("it has more than {} MiB", LARGEST_FILE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(text)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, PackLibraryError> {
    let fault = |source| PackLibraryError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = fs::read_dir(folder)
        .map_err(fault)?
        .map(|entry| entry.map(|found| found.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(fault)?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::try_new(text).unwrap()
    }

    #[test]
    fn a_regional_tag_falls_back_to_its_language_and_an_unknown_one_to_und() {
        let packs = PackLibrary::built_in();
        assert!(!packs.get(&tag("en-GB")).unwrap().is_fallback());
        let unknown = packs.get(&tag("tlh")).unwrap();
        assert!(unknown.is_fallback());
        assert!(unknown.file("pack.toml").is_some());
    }

    #[test]
    fn a_tag_that_is_described_under_another_one_has_the_pack_of_that() {
        let packs = PackLibrary::built_in();
        for (name, other) in [("no", "nb"), ("nn-NO", "nb"), ("iw", "he")] {
            let pack = packs.get(&tag(name)).unwrap();
            assert!(!pack.is_fallback(), "{name}");
            assert_eq!(pack.tag(), &tag(name));
            assert_eq!(pack.name(), packs.get(&tag(other)).unwrap().name());
        }
    }

    #[test]
    fn every_built_in_pack_loads() {
        let packs = PackLibrary::built_in();
        assert!(packs.tags().len() >= 6, "{:?}", packs.tags());
        for name in packs.tags() {
            packs.get(&tag(name)).unwrap();
        }
    }

    #[test]
    fn a_user_folder_adds_a_language_and_overrides_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("is/pack.toml", "name = \"Icelandic\"\nprefix = 4\n"),
            ("en/greeting.txt", "hello"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let packs = PackLibrary::with_folder(folder.path()).unwrap();
        let icelandic = packs.get(&tag("is")).unwrap();
        assert_eq!(icelandic.name(), "Icelandic");
        assert_eq!(icelandic.stem("hestarnir"), "hest");
        let english = packs.get(&tag("en")).unwrap();
        assert_eq!(english.file("greeting.txt"), Some("hello"));
        assert_eq!(english.name(), "English");
    }

    #[test]
    fn a_folder_that_is_no_tag_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("not a tag")).unwrap();
        let error = PackLibrary::with_folder(folder.path()).unwrap_err();
        assert!(error.to_string().contains("not a tag"), "{error}");
    }
}
