//! OPUS links (XCES `cesAlign`): which sentences of two files translate each
//! other, by their ids, and nothing else.
//!
//! `xtargets="1 2;1"` names the sentences of either side. Files whose sentences
//! are `<s id="…">` elements are read beside the links, as OPUS packs them, plain
//! or with gzip; from a bitext, links are written by index, with ids from 1.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use bitext_core::{LanguageTag, Property, TranslationUnit, Variant};
use flate2::bufread::MultiGzDecoder;

use crate::fused::Advance;
use crate::markup::{Element, LONGEST, Markup, MarkupReader};
use crate::text::one_line;
use crate::xml::push_attribute;
use crate::{
    Findings, LinkRecord, LinkWriter, MemoryHeader, Place, ReadError, Severity, Strictness,
    UnitReadOptions, UnitSource, property,
};

/// Writes links by index.
#[derive(Debug)]
pub struct XcesWriter<W: Write> {
    writer: W,
    documents: (String, String),
    links: usize,
}

impl<W: Write> XcesWriter<W> {
    /// A writer of the links between two documents.
    pub fn new(writer: W, source: &str, target: &str) -> Self {
        Self {
            writer,
            documents: (source.to_owned(), target.to_owned()),
            links: 0,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if self.links > 0 {
            return Ok(());
        }
        let mut head = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <!DOCTYPE cesAlign PUBLIC \"-//CES//DTD XML cesAlign//EN\" \"\">\n\
             <cesAlign version=\"1.0\">\n<linkGrp targType=\"s\"",
        );
        push_attribute(&mut head, "fromDoc", &self.documents.0);
        push_attribute(&mut head, "toDoc", &self.documents.1);
        head.push_str(">\n");
        self.writer.write_all(head.as_bytes())
    }
}

impl<W: Write> LinkWriter for XcesWriter<W> {
    fn write(&mut self, record: &LinkRecord) -> io::Result<()> {
        self.begin()?;
        self.links += 1;
        let ids = |range: bitext_core::SegmentRange| {
            let ids = range.indices().map(|index| (index + 1).to_string());
            ids.collect::<Vec<_>>().join(" ")
        };
        let link = &record.link;
        writeln!(
            self.writer,
            "<link id=\"SL{}\" xtargets=\"{};{}\" certainty=\"{:.4}\"/>",
            self.links,
            ids(link.source()),
            ids(link.target()),
            link.probability().value()
        )
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin()?;
        self.writer.write_all(b"</linkGrp>\n</cesAlign>\n")?;
        self.writer.flush()
    }
}

/// Reads links and the sentences they name.
pub(crate) struct XcesReader {
    links: MarkupReader<Box<dyn BufRead + Send>>,
    folder: PathBuf,
    options: UnitReadOptions,
    group: Option<Group>,
    header: MemoryHeader,
    findings: Findings,
}

/// Two documents and their sentences.
struct Group {
    names: [String; 2],
    languages: [LanguageTag; 2],
    sentences: [Sentences; 2],
}

/// The most bytes of the sentences of one document. Links name them in any order,
/// so all are kept while their document is at hand.
const MOST_SENTENCES: usize = 1 << 30;

/// What a sentence takes beside its text and its id.
const PER_SENTENCE: usize = 64;

/// The sentences of a document by their ids: one text, and where each is in it.
#[derive(Default)]
struct Sentences {
    text: String,
    places: HashMap<Box<str>, Range<usize>>,
    bytes: usize,
}

impl Sentences {
    /// Adds a sentence; `false` if they have come to be more than `most` bytes.
    fn add(&mut self, id: &str, sentence: &str, most: usize) -> bool {
        let start = self.text.len();
        self.text.push_str(sentence);
        self.places.insert(id.into(), start..self.text.len());
        self.bytes += id.len() + sentence.len() + PER_SENTENCE;
        self.bytes <= most
    }

    fn get(&self, id: &str) -> Option<&str> {
        self.text.get(self.places.get(id)?.clone())
    }
}

impl XcesReader {
    pub(crate) fn new(source: UnitSource, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let folder = source.path().parent().unwrap_or(Path::new("")).to_owned();
        let mut links = MarkupReader::new(source.into_stream());
        match links.next()? {
            Markup::Start(element) if element.name == "cesAlign" => {}
            _ => {
                let what = "its root is not `cesAlign`".to_owned();
                return Err(ReadError::Format { what });
            }
        }
        Ok(Self {
            links,
            folder,
            options: options.clone(),
            group: None,
            header: MemoryHeader::default(),
            findings: Findings::default(),
        })
    }

    fn open_group(&self, element: &Element) -> Result<Group, ReadError> {
        let side = |name: &str, given: &Option<LanguageTag>| {
            let document = element.attribute(name).unwrap_or_default().to_owned();
            // OPUS puts the documents of a language into a folder of its name.
            let folder = document.split('/').next().unwrap_or_default();
            let sentences = self.sentences(&document)?;
            let language = given.clone().or_else(|| LanguageTag::try_new(folder).ok());
            let language = language.ok_or_else(|| ReadError::Language {
                what: format!("nothing says in which language `{document}` is"),
            })?;
            Ok::<_, ReadError>((document, language, sentences))
        };
        let source = side("fromDoc", &self.options.source_language)?;
        let target = side("toDoc", &self.options.target_language)?;
        Ok(Group {
            names: [source.0, target.0],
            languages: [source.1, target.1],
            sentences: [source.2, target.2],
        })
    }

    /// The sentences of a document by their ids.
    fn sentences(&self, document: &str) -> Result<Sentences, ReadError> {
        let path = Path::new(document);
        let stays_inside = path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if document.is_empty() || !stays_inside {
            let what = format!("`{document}` is no document beside the links");
            return Err(ReadError::Unfit {
                what,
                hint: "links name their documents by paths inside of their own folder",
            });
        }
        let candidates = [
            self.folder.join(path),
            self.folder.join("xml").join(path),
            self.folder.join(path.with_extension("")),
            self.folder.join("xml").join(path.with_extension("")),
        ];
        let Some(found) = candidates.iter().find(|path| path.is_file()) else {
            return Err(ReadError::Unfit {
                what: format!("the document `{document}` of its links is not beside it"),
                hint: "put it there, or into a folder `xml` beside it, packed or not",
            });
        };
        let mut file = BufReader::new(File::open(found).map_err(ReadError::Open)?);
        let head = file.fill_buf().map_err(ReadError::Open)?;
        let is_packed = head.starts_with(&[0x1f, 0x8b]);
        let first = head.iter().find(|byte| byte.is_ascii_graphic());
        if !is_packed && first != Some(&b'<') {
            return Err(ReadError::Unfit {
                what: format!("its document `{document}` has no numbered sentences in XML"),
                hint: "OPUS has them; from plain texts `bitext align` writes units at once, as in \
                       `-o OUT.tmx`, and links by index for `bitext evaluate`",
            });
        }
        let stream: Box<dyn BufRead> = if is_packed {
            Box::new(BufReader::new(MultiGzDecoder::new(file)))
        } else {
            Box::new(file)
        };
        let named = |error| match error {
            ReadError::Malformed { what, place } => ReadError::Malformed {
                what: format!("its document `{document}`: {what}"),
                place,
            },
            other => other,
        };
        let mut reader = MarkupReader::new(stream);
        let mut sentences = Sentences::default();
        loop {
            match reader.next().map_err(named)? {
                Markup::Start(element) if element.name == "s" => {
                    let id = element.attribute("id").unwrap_or_default();
                    let text = sentence(&mut reader).map_err(named)?;
                    if !sentences.add(id, &text, MOST_SENTENCES) {
                        let limit = MOST_SENTENCES >> 30;
                        return Err(ReadError::Unfit {
                            what: format!(
                                "its document `{document}` has more than {limit} GiB of sentences"
                            ),
                            hint: "split the document, and give each part a `linkGrp` of its own",
                        });
                    }
                }
                Markup::Eof => return Ok(sentences),
                _ => {}
            }
        }
    }

    /// The unit of a link; `None` for one with an empty side.
    fn unit(&mut self, element: &Element, place: Place) -> Result<Option<TranslationUnit>, String> {
        let Some(group) = &self.group else {
            return Err("a link outside of `linkGrp`".to_owned());
        };
        let targets = element.attribute("xtargets").unwrap_or_default();
        let (source, target) = targets
            .split_once(';')
            .ok_or_else(|| format!("`{targets}` does not name sentences of two sides"))?;
        let mut texts = [String::new(), String::new()];
        let mut counts = [0; 2];
        for (side, ids) in [source, target].into_iter().enumerate() {
            for id in ids.split_whitespace() {
                let sentence = group.sentences[side]
                    .get(id)
                    .ok_or_else(|| format!("`{}` has no sentence `{id}`", group.names[side]))?;
                if !texts[side].is_empty() {
                    texts[side].push('\n');
                }
                texts[side].push_str(sentence);
                if texts[side].len() as u64 > LONGEST {
                    return Err(format!("a link of more than {LONGEST} bytes of text"));
                }
                counts[side] += 1;
            }
        }
        let [source_text, target_text] = texts.map(|text| one_line(&text));
        if source_text.is_empty() || target_text.is_empty() {
            self.findings.add(Severity::Skipped, place, || {
                "a link without text on one side is left out".to_owned()
            });
            return Ok(None);
        }
        let [source_language, target_language] = group.languages.clone();
        let mut unit = TranslationUnit::pair(
            Variant::plain(source_language, source_text),
            Variant::plain(target_language, target_text),
        );
        let certainty = element
            .attribute("certainty")
            .and_then(|c| c.parse::<f64>().ok());
        let certainty = certainty.filter(|certainty| (0.0..=1.0).contains(certainty));
        let properties = [
            (property::PROBABILITY, certainty.map(|p| format!("{p:.4}"))),
            (
                property::LINK_TYPE,
                Some(format!("{}-{}", counts[0], counts[1])),
            ),
            (property::SOURCE_DOCUMENT, Some(group.names[0].clone())),
            (property::TARGET_DOCUMENT, Some(group.names[1].clone())),
        ];
        let known = properties
            .into_iter()
            .filter_map(|(name, value)| Some(Property::new(name, value?)));
        unit.properties.extend(known);
        Ok(Some(unit))
    }
}

/// The words of a sentence: its text, or its `w` elements with a space between
/// them unless the file says that there is none.
fn sentence<R: BufRead>(reader: &mut MarkupReader<R>) -> Result<String, ReadError> {
    let depth = reader.depth();
    let (mut text, mut words, mut is_tight) = (String::new(), String::new(), true);
    while reader.depth() >= depth {
        match reader.next()? {
            Markup::Start(element) if element.name == "w" => {
                let is_joined = is_tight;
                is_tight = element.attribute("SpaceAfter") == Some("No");
                let word = reader.text()?;
                if !is_joined && !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(word.trim());
            }
            Markup::Text(piece) => text.push_str(&piece),
            _ => {}
        }
        reader.check_length(text.len() + words.len())?;
    }
    Ok(one_line(if words.is_empty() { &text } else { &words }))
}

impl Advance for XcesReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            let place = self.links.place();
            match self.links.next()? {
                Markup::Eof => return Ok(None),
                Markup::Start(element) if element.name == "linkGrp" => {
                    // Room for the sentences of the next one.
                    self.group = None;
                    let group = self.open_group(&element)?;
                    let [source, target] = group.languages.clone();
                    self.header.source_language.get_or_insert(source);
                    self.header.target_language.get_or_insert(target);
                    self.group = Some(group);
                }
                Markup::Start(element) if element.name == "link" => {
                    match self.unit(&element, place) {
                        Ok(Some(unit)) => return Ok(Some(unit)),
                        Ok(None) => {}
                        Err(what) if self.options.strictness == Strictness::Lenient => {
                            self.findings.add(Severity::Skipped, place, || what);
                        }
                        Err(what) => return Err(ReadError::Malformed { what, place }),
                    }
                }
                _ => {}
            }
        }
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_a_bound() {
        let mut sentences = Sentences::default();
        assert!(sentences.add("1", "Да.", 2 * PER_SENTENCE + 15));
        assert!(sentences.add("2", "Нет.", 2 * PER_SENTENCE + 15));
        assert_eq!(sentences.get("2"), Some("Нет."));
        assert_eq!(sentences.get("3"), None);
        assert!(!sentences.add("", "", 2 * PER_SENTENCE + 15));
    }
}
