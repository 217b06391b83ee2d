//! What kind of file is this? Known by its first bytes, whatever its name says.
//!
//! Plain text has no signature, so it is what is left. A format gets a reader
//! here when bitext learns to read it; until then its name goes into the error.

/// Signatures of kinds of files that are often taken for text, and of archives
/// and media that come along by mistake.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP container (DOCX, ODT, XLSX, EPUB)"),
    (b"PK\x05\x06", "an empty ZIP container"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Word, Excel or PowerPoint document",
    ),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\x00", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1A\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"RIFF", "a RIFF media file"),
    (b"OggS", "an Ogg media file"),
    (b"ID3", "an MP3 recording"),
    (b"\x7FELF", "an ELF program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xFF\xFE\x00\x00", "text in UTF-32"),
    (b"\x00\x00\xFE\xFF", "text in UTF-32"),
];

/// How markup that is read as if it were plain text begins, in small letters.
const MARKUP: &[(&str, &str)] = &[
    ("<!doctype html", "an HTML page"),
    ("<html", "an HTML page"),
    ("<?xml", "an XML file"),
    ("<tmx", "a TMX file"),
];

/// What the file is, with its article, if it is no plain text.
pub(crate) fn foreign_format(bytes: &[u8]) -> Option<&'static str> {
    let by_signature = SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        // Three letters also begin words: only real archives go on with bytes
        // that no text has.
        .filter(|(signature, _)| {
            !signature.iter().all(u8::is_ascii_alphanumeric) || has_control_bytes(bytes)
        });
    if let Some(&(_, kind)) = by_signature {
        return Some(kind);
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    MARKUP
        .iter()
        .find(|(mark, _)| {
            start
                .get(..mark.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()))
        })
        .map(|&(_, kind)| kind)
}

fn has_control_bytes(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    head.iter().any(|&byte| is_binary_control(byte))
}

/// Whether no text has this byte: C0 controls but for tab, line and page breaks
/// and the end-of-file mark of DOS.
pub(crate) fn is_binary_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | 0x1A)) || byte == 0x7F
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_need_more_than_three_letters() {
        assert_eq!(foreign_format(b"%PDF-1.7\n"), Some("a PDF document"));
        assert_eq!(foreign_format(b"ID3 is a tag format."), None);
        assert_eq!(foreign_format(b"ID3\x03\x00\x00"), Some("an MP3 recording"));
        assert_eq!(foreign_format(b"\n <!DOCTYPE HTML>"), Some("an HTML page"));
        assert_eq!(foreign_format("Обычный текст.".as_bytes()), None);
    }
}
