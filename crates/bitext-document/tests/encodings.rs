//! Is the encoding of a few words found? Measured on the project's own texts, cut
//! into pieces of whole words with forty characters or a few more, and encoded in
//! every table that has their letters.

#![expect(clippy::unwrap_used, reason = "a test may panic anywhere")]

use std::path::Path;

use bitext_document::{ReadOptions, read_bytes};
use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, WINDOWS_1251, X_MAC_CYRILLIC};

/// Fewest characters of a piece.
const LENGTH: usize = 40;

/// The share of pieces that has to come back as it was.
const ENOUGH: f64 = 0.995;

/// Pieces of Russian text, from every second word on.
fn pieces() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora/en-ru");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    paths.sort();
    let mut pieces = Vec::new();
    for path in paths
        .iter()
        .filter(|path| path.to_string_lossy().ends_with(".ru.txt"))
    {
        let text = std::fs::read_to_string(path).unwrap();
        let words: Vec<&str> = text.split_whitespace().collect();
        for start in (0..words.len()).step_by(2) {
            let mut piece = String::new();
            for word in &words[start..] {
                if piece.chars().count() >= LENGTH {
                    break;
                }
                if !piece.is_empty() {
                    piece.push(' ');
                }
                piece.push_str(word);
            }
            let letters = piece.chars().filter(|c| ('А'..='ё').contains(c)).count();
            // Mostly Russian: not a list of addresses or figures.
            if piece.chars().count() >= LENGTH && letters > LENGTH / 2 {
                pieces.push(piece);
            }
        }
    }
    pieces
}

fn come_back(pieces: &[String], encode: impl Fn(&str) -> Option<Vec<u8>>) -> (usize, Vec<String>) {
    let mut tried = 0;
    let mut failed = Vec::new();
    for piece in pieces {
        let Some(bytes) = encode(piece) else { continue };
        tried += 1;
        let read = read_bytes("piece.txt", bytes, &ReadOptions::default());
        let is_same = read
            .as_ref()
            .is_ok_and(|read| read.document.text() == piece);
        if !is_same {
            failed.push(piece.clone());
        }
    }
    (tried, failed)
}

#[track_caller]
fn assert_found(name: &str, pieces: &[String], encode: impl Fn(&str) -> Option<Vec<u8>>) {
    let (tried, failed) = come_back(pieces, encode);
    assert!(tried > 500, "{name}: only {tried} pieces");
    let share = 1.0 - failed.len() as f64 / tried as f64;
    let first = &failed[..failed.len().min(8)];
    assert!(
        share >= ENOUGH,
        "{name}: {share:.4} of {tried}, such as {first:?}"
    );
}

fn table(table: &'static Encoding) -> impl Fn(&str) -> Option<Vec<u8>> {
    move |piece| {
        let (bytes, _, lost) = table.encode(piece);
        (!lost).then(|| bytes.into_owned())
    }
}

#[test]
fn cyrillic_tables_are_found_from_forty_characters() {
    let pieces = pieces();
    for encoding in [WINDOWS_1251, KOI8_R, IBM866, ISO_8859_5, X_MAC_CYRILLIC] {
        assert_found(encoding.name(), &pieces, table(encoding));
    }
}

#[test]
fn forms_of_unicode_are_found_from_forty_characters() {
    let pieces = pieces();
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| {
        move |piece: &str| Some(piece.encode_utf16().flat_map(bytes).collect::<Vec<u8>>())
    };
    let utf_32 = |bytes: fn(u32) -> [u8; 4]| {
        move |piece: &str| {
            Some(
                piece
                    .chars()
                    .flat_map(|c| bytes(u32::from(c)))
                    .collect::<Vec<u8>>(),
            )
        }
    };
    assert_found("UTF-8", &pieces, |piece| Some(piece.as_bytes().to_vec()));
    assert_found("UTF-16LE", &pieces, utf_16(u16::to_le_bytes));
    assert_found("UTF-16BE", &pieces, utf_16(u16::to_be_bytes));
    assert_found("UTF-32LE", &pieces, utf_32(u32::to_le_bytes));
    assert_found("UTF-32BE", &pieces, utf_32(u32::to_be_bytes));
}
