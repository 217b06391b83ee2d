//! The last steps, the same for every format: repairs, language, document.

use bitext_core::{Document, LanguageTag, Metadata};

use crate::blocks::{LineBreaks, line_ranges, one_per_line, paragraphs};
use crate::draft::Draft;
use crate::language::{FoundLanguage, found_language, guess_language};
use crate::repair::{lost_characters, repair};
use crate::{DocumentReadError, Format, Layout, ReadDocument, ReadOptions, TextEncoding, wire};

/// The document of a plain text, which is kept as it is.
pub(crate) fn document_of_text(
    shown: &str,
    name: &str,
    mut text: String,
    encoding: TextEncoding,
    options: &ReadOptions,
) -> Result<ReadDocument, DocumentReadError> {
    refuse_long_lines(&text, shown, options.max_line_bytes)?;
    let mut repairs = Vec::new();
    if options.repair
        && let Some((better, done)) = repair(&text)
    {
        text = better;
        repairs = done;
    }
    if let Some(offset) = lost_characters(&text) {
        return Err(DocumentReadError::LostCharacters {
            name: shown.to_owned(),
            offset,
        });
    }
    let mut blocks = paragraphs(&text);
    if blocks.is_empty() {
        return Err(DocumentReadError::Blank {
            name: shown.to_owned(),
        });
    }
    let metadata = match options.layout {
        Layout::Paragraphs => wire::text::recognise(&text, &mut blocks),
        Layout::OnePerLine => {
            blocks = one_per_line(&text);
            Metadata::default()
        }
    };
    let declared = metadata.language.as_ref();
    let guess = guess_language(&text, options.language.as_ref(), declared, name);
    let found = found_language(&text, guess.as_ref(), declared, name);
    let replacement_characters = text.matches('\u{fffd}').count();
    let language = language_of(options, found.as_ref());
    let document = Document::try_new(name, text, blocks, language);
    // Blocks come from the lines of this very text.
    let document = document.unwrap_or_else(|error| unreachable!("{error}"));
    Ok(ReadDocument {
        document: document.with_metadata(metadata),
        format: Format::Text,
        encoding,
        repairs,
        guess,
        found,
        replacement_characters,
        warnings: Vec::new(),
    })
}

/// The document of a draft that has at least one block.
pub(crate) fn document_of_draft(
    name: &str,
    mut draft: Draft,
    format: Format,
    encoding: TextEncoding,
    options: &ReadOptions,
) -> ReadDocument {
    let mut repairs = Vec::new();
    if options.repair
        && let Some((better, done)) = repair(&draft.text)
    {
        draft.replace_text(better);
        repairs = done;
    }
    let replacement_characters = draft.text.matches('\u{fffd}').count();
    let declared = draft.metadata.language.as_ref();
    let guess = guess_language(&draft.text, options.language.as_ref(), declared, name);
    let found = found_language(&draft.text, guess.as_ref(), declared, name);
    let language = language_of(options, found.as_ref());
    let document = Document::try_new(name, draft.text, draft.blocks, language)
        .and_then(|document| document.with_origins(draft.parts, draft.origins));
    // A draft makes its blocks from whole lines, with an origin each.
    let document = document.unwrap_or_else(|error| unreachable!("{error}"));
    ReadDocument {
        document: document.with_metadata(draft.metadata),
        format,
        encoding: draft.encoding.unwrap_or(encoding),
        repairs,
        guess,
        found,
        replacement_characters,
        warnings: draft.warnings,
    }
}

fn language_of(options: &ReadOptions, found: Option<&FoundLanguage>) -> Option<LanguageTag> {
    let given = options.language.clone();
    given.or_else(|| found.map(|found| found.language.clone()))
}

fn refuse_long_lines(text: &str, name: &str, limit: usize) -> Result<(), DocumentReadError> {
    if text.len() <= limit {
        return Ok(());
    }
    let long = line_ranges(text, LineBreaks::All)
        .enumerate()
        .find(|(_, (line, _))| line.len() > limit);
    match long {
        None => Ok(()),
        Some((index, (range, _))) => Err(DocumentReadError::LineTooLong {
            name: name.to_owned(),
            line: index + 1,
            offset: range.start,
            limit,
        }),
    }
}
