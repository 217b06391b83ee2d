//! Moses pairs: two files of plain text, in which lines of one number translate
//! each other. `corpus.moses` stands for `corpus.en` and `corpus.ru`.
//!
//! Nothing but texts fits in, each on one line and without codes. Files whose
//! numbers of lines differ are refused, since every line behind the gap would get
//! a wrong partner.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use bitext_core::{LanguageTag, TranslationUnit, Variant};

use crate::fused::Advance;
use crate::lines::LineReader;
use crate::pair::Pairing;
use crate::text::one_line;
use crate::{
    AtomicFile, Findings, LanguageMap, MemoryHeader, ReadError, Severity, UnitReadOptions,
    UnitSource, UnitWriteOptions, UnitWriter, WriteError,
};

/// What a pair of files is.
const PAIR: &str = "a Moses pair is two files that differ in their last extension, which is their \
                    language: `corpus.en` and `corpus.ru`";

/// Reads two files side by side.
pub(crate) struct MosesReader {
    source: LineReader,
    target: LineReader,
    names: (PathBuf, PathBuf),
    header: MemoryHeader,
    languages: (LanguageTag, LanguageTag),
    findings: Findings,
}

impl MosesReader {
    /// Opens the pair that `path` stands for: either of its two files. The other
    /// is the one whose extension is the other language, and if that is not
    /// given, the only other one that has a language for its extension.
    pub(crate) fn open(path: &Path, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let here = language_of(path);
        // `po` and `md` look like languages, but are formats.
        let here = here.filter(|tag| tag.primary().len() > 2 || tag.has_two_letter_code());
        let here = here.ok_or_else(|| ReadError::Unfit {
            what: "its name does not end in a language".to_owned(),
            hint: PAIR,
        })?;
        let is_target = options.source_language.is_none()
            && options.target_language.as_ref() == Some(&here)
            || options
                .source_language
                .as_ref()
                .is_some_and(|source| !source.same_language(&here));
        let wanted = if is_target {
            &options.source_language
        } else {
            &options.target_language
        };
        let (other_path, other) = counterpart(path, wanted.as_ref())?;
        let ours = (path.to_owned(), here);
        let ((source_path, source), (target_path, target)) = if is_target {
            ((other_path, other), ours)
        } else {
            (ours, (other_path, other))
        };
        let header = MemoryHeader {
            source_language: Some(source.clone()),
            target_language: Some(target.clone()),
            ..MemoryHeader::default()
        };
        Ok(Self {
            source: LineReader::new(UnitSource::open(&source_path)?, options.strictness)?,
            target: LineReader::new(UnitSource::open(&target_path)?, options.strictness)?,
            names: (source_path, target_path),
            header,
            languages: (source, target),
            findings: Findings::default(),
        })
    }
}

impl Advance for MosesReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            self.source.report(&mut self.findings);
            self.target.report(&mut self.findings);
            let source = self.source.next()?.map(str::to_owned);
            let target = self.target.next()?;
            let (Some(source), Some(target)) = (&source, target) else {
                if source.is_none() && target.is_none() {
                    return Ok(None);
                }
                let (longer, shorter) = if source.is_none() {
                    (&self.names.1, &self.names.0)
                } else {
                    (&self.names.0, &self.names.1)
                };
                let what = format!(
                    "`{}` goes on where `{}` has ended: the two do not belong together, or one is \
                     cut off",
                    longer.display(),
                    shorter.display()
                );
                return Err(self.source.malformed(what));
            };
            if source.trim().is_empty() || target.trim().is_empty() {
                let place = self.source.place();
                self.findings.add(Severity::Skipped, place, || {
                    "a line without text on one side is left out".to_owned()
                });
                continue;
            }
            let (source_language, target_language) = self.languages.clone();
            return Ok(Some(TranslationUnit::pair(
                Variant::plain(source_language, source.as_str()),
                Variant::plain(target_language, target),
            )));
        }
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// The language that the extension of `path` is.
fn language_of(path: &Path) -> Option<LanguageTag> {
    LanguageTag::try_new(path.extension()?.to_str()?).ok()
}

/// The other file of the pair and its language.
fn counterpart(
    path: &Path,
    language: Option<&LanguageTag>,
) -> Result<(PathBuf, LanguageTag), ReadError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(ReadError::Open)? {
        let other = entry.map_err(ReadError::Open)?.path();
        if other.file_stem() != path.file_stem() || other.file_name() == path.file_name() {
            continue;
        }
        let Some(tag) = language_of(&other) else {
            continue;
        };
        // Most extensions of three letters could be languages, but are formats.
        let is_wanted = match language {
            Some(language) => *language == tag,
            None => {
                let extension = other.extension().and_then(|extension| extension.to_str());
                let language = extension.and_then(|extension| extension.split(['-', '_']).next());
                language.is_some_and(|language| language.len() == 2) && tag.has_two_letter_code()
            }
        };
        if is_wanted {
            found.push((other, tag));
        }
    }
    found.sort();
    let stem = path.with_extension("");
    match (found.len(), language) {
        (1, _) => Ok(found.remove(0)),
        (0, Some(language)) => Err(ReadError::Unfit {
            what: format!("there is no `{}.{language}` beside it", stem.display()),
            hint: PAIR,
        }),
        (0, None) => Err(ReadError::Unfit {
            what: format!(
                "there is no file beside it whose name is `{}` and a language",
                stem.display()
            ),
            hint: PAIR,
        }),
        _ => Err(ReadError::Language {
            what: "several files beside it could be its other side".to_owned(),
        }),
    }
}

/// The file of one language of the pair that is written at `path`.
pub(crate) fn file_of_pair(path: &Path, language: &LanguageTag, map: &LanguageMap) -> PathBuf {
    let is_marked = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("moses"));
    let mut file = if is_marked {
        path.with_extension("").into_os_string()
    } else {
        path.as_os_str().to_owned()
    };
    file.push(".");
    file.push(map.written(language).as_str());
    file.into()
}

/// Writes two files side by side.
pub(crate) struct MosesWriter {
    path: PathBuf,
    pairing: Pairing,
    options: UnitWriteOptions,
    files: Option<(BufWriter<AtomicFile>, BufWriter<AtomicFile>)>,
}

impl MosesWriter {
    pub(crate) fn create(path: &Path, options: UnitWriteOptions) -> Result<Self, WriteError> {
        if crate::unit_file::is_standard(path) {
            let what = "a Moses pair is two files; name them with `-o NAME.moses`".to_owned();
            return Err(WriteError::Format { what });
        }
        let mut writer = Self {
            path: path.to_owned(),
            pairing: Pairing::new(&options.header),
            options,
            files: None,
        };
        // A path that cannot be written to is better known before the work.
        writer.start()?;
        Ok(writer)
    }

    /// Makes the files, as soon as both languages are known.
    fn start(&mut self) -> Result<(), WriteError> {
        let (Some(source), Some(target)) = (self.pairing.source(), self.pairing.target()) else {
            return Ok(());
        };
        if self.files.is_some() {
            return Ok(());
        }
        let open =
            |language: &LanguageTag| AtomicFile::create(&self.file(language)).map(BufWriter::new);
        self.files = Some((open(source)?, open(target)?));
        Ok(())
    }

    fn file(&self, language: &LanguageTag) -> PathBuf {
        file_of_pair(&self.path, language, &self.options.language_map)
    }
}

impl UnitWriter for MosesWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let pair = self.pairing.of(unit);
        let texts = pair.map(|pair| (one_line(pair.source_text()), one_line(pair.target_text())));
        let Some((source, target)) =
            texts.filter(|(source, target)| !source.is_empty() && !target.is_empty())
        else {
            return Err(WriteError::Refused {
                reason: "it lacks a text in one of the two languages".to_owned(),
            });
        };
        self.start()?;
        if let Some((source_file, target_file)) = &mut self.files {
            writeln!(source_file, "{source}")?;
            writeln!(target_file, "{target}")?;
        }
        Ok(())
    }

    fn files(&self) -> Vec<PathBuf> {
        let languages = [self.pairing.source(), self.pairing.target()];
        let languages = languages.into_iter().flatten();
        languages.map(|language| self.file(language)).collect()
    }

    fn variants_left_out(&self) -> u64 {
        self.pairing.left_out()
    }

    fn finish(self: Box<Self>) -> Result<(), WriteError> {
        let Some((source, target)) = self.files else {
            let what = "there is no unit that says which two languages the files are in".to_owned();
            return Err(WriteError::Format { what });
        };
        let inner = |file: BufWriter<AtomicFile>| {
            file.into_inner()
                .map_err(std::io::IntoInnerError::into_error)
        };
        let (source, target) = (inner(source)?, inner(target)?);
        source.commit()?;
        Ok(target.commit()?)
    }
}
