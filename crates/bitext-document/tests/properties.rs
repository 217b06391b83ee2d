//! Whatever the bytes are, reading ends in a sound document or an error.

use bitext_document::{Format, Layout, ReadOptions, TextEncoding, read_bytes};
use proptest::prelude::*;

fn squashed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for layout in [Layout::Paragraphs, Layout::OnePerLine] {
            let mut options = ReadOptions::default();
            options.layout = layout;
            let read = read_bytes("noise", bytes.clone(), &options);
            if let Err(error) = read {
                prop_assert_eq!(error.name(), "noise");
            }
        }
    }

    #[test]
    fn utf_8_comes_back_as_it_is(text in "[ -~а-яё «»—\\n]{1,300}") {
        let mut options = ReadOptions::default();
        // `<p>` would make it a page.
        options.format = Some(Format::Text);
        options.encoding = Some(TextEncoding::UTF_8);
        options.repair = false;
        if let Ok(read) = read_bytes("text", text.clone().into_bytes(), &options) {
            prop_assert_eq!(read.document.text(), &text);
            let blocks: String = (0..read.document.blocks().len())
                .map(|index| read.document.block_text(index))
                .collect();
            prop_assert_eq!(squashed(&blocks), squashed(&text));
        }
    }

    #[test]
    fn lines_keep_their_numbers(lines in proptest::collection::vec("[ -~а-я]{0,20}", 1..30)) {
        let mut options = ReadOptions::default();
        options.layout = Layout::OnePerLine;
        options.repair = false;
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        if let Ok(read) = read_bytes("lines", text.into_bytes(), &options) {
            let found: Vec<&str> = (0..read.document.blocks().len())
                .map(|index| read.document.block_text(index).trim_end_matches('\n'))
                .collect();
            prop_assert_eq!(found, lines);
        }
    }
}
