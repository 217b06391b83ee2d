//! What the bytes of a file are, before anybody takes them for text: signatures at
//! its start, names of parts in a container, controls of a wire.

use std::io::Cursor;

use zip::ZipArchive;

use crate::format::Format;

/// What a look at the bytes of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A format that is read from bytes.
    Known(Format),
    /// Text in some encoding; a look at its characters will tell.
    Text,
    /// A file that nothing reads, with its article.
    Foreign(&'static str),
    /// A file that its program has encrypted.
    Encrypted,
}

/// Signatures of files that are often taken for text, and of archives and media
/// that come along by mistake.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"PK\x05\x06", "an empty ZIP container"),
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
];

/// What the bytes of a file are.
pub(crate) fn sniff_bytes(bytes: &[u8]) -> Sniffed {
    let head = &bytes[..bytes.len().min(1024)];
    if bytes.starts_with(b"PK\x03\x04") {
        return sniff_container(bytes);
    }
    // Some programs put a few bytes before the mark of a PDF file.
    if find(head, b"%PDF-").is_some_and(|at| {
        at == 0
            || head[..at]
                .iter()
                .any(|b| *b >= 0x80 || is_binary_control(*b))
    }) {
        return Sniffed::Known(Format::Pdf);
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Sniffed::Known(Format::Rtf);
    }
    let wide: Vec<u8> = b"EncryptedPackage"
        .iter()
        .flat_map(|&byte| [byte, 0])
        .collect();
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") && find(bytes, &wide).is_some() {
        return Sniffed::Encrypted;
    }
    if is_wire_message(bytes) {
        return Sniffed::Known(Format::Iptc7901);
    }
    let by_signature = SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        // Three letters also begin words: only real archives go on with bytes
        // that no text has.
        .filter(|(signature, _)| {
            !signature.iter().all(u8::is_ascii_alphanumeric) || has_control_bytes(bytes)
        });
    by_signature.map_or(Sniffed::Text, |&(_, kind)| Sniffed::Foreign(kind))
}

/// Whether controls frame a message of a wire: SYN and SOH before a short
/// header, STX before the text. Data may have these bytes by chance, but not
/// only text around them.
fn is_wire_message(bytes: &[u8]) -> bool {
    let is_frame = |byte: &u8| matches!(byte, 0x01..=0x04 | 0x10..=0x1F);
    let Some(start) = bytes.iter().take(64).position(|&byte| byte == 0x01) else {
        return false;
    };
    let header = &bytes[start..bytes.len().min(start + 512)];
    let is_text = |byte: &u8| is_frame(byte) || !is_binary_control(*byte);
    header.contains(&0x02) && header.iter().all(is_text) && !bytes.contains(&0)
}

/// The media types that the first part of an OpenDocument file or a book is.
const MEDIA_TYPES: [(&[u8], Format); 4] = [
    (b"application/epub+zip", Format::Epub),
    (b"application/vnd.oasis.opendocument.text", Format::Odt),
    (
        b"application/vnd.oasis.opendocument.presentation",
        Format::Odp,
    ),
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        Format::Ods,
    ),
];

/// The parts by which containers without a media type are known.
const PARTS: [(&[u8], Format); 4] = [
    (b"word/document", Format::Docx),
    (b"META-INF/container.xml", Format::Epub),
    (b"xl/workbook", Format::Xlsx),
    (b"ppt/presentation", Format::Pptx),
];

/// What is in a ZIP container, from the names of its parts.
fn sniff_container(bytes: &[u8]) -> Sniffed {
    let head = &bytes[..bytes.len().min(256)];
    let by_media_type = MEDIA_TYPES
        .iter()
        .find(|(sign, _)| find(head, sign).is_some());
    let known = by_media_type.or_else(|| match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => PARTS.iter().find(|(sign, _)| {
            let mut names = archive.file_names();
            names.any(|name| name.is_ok_and(|name| name.as_bytes().starts_with(sign)))
        }),
        // Of a container that was cut short the names stand in plain bytes among the
        // parts, and so do those of documents inside of it.
        Err(_) => PARTS.iter().find(|(sign, _)| find(bytes, sign).is_some()),
    });
    known.map_or(Sniffed::Foreign("a ZIP archive"), |&(_, format)| {
        Sniffed::Known(format)
    })
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
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
        assert_eq!(sniff_bytes(b"%PDF-1.7\n"), Sniffed::Known(Format::Pdf));
        assert_eq!(
            sniff_bytes(b"The mark is %PDF- and no other"),
            Sniffed::Text
        );
        assert_eq!(sniff_bytes(b"ID3 is a tag format."), Sniffed::Text);
        assert_eq!(
            sniff_bytes(b"ID3\x03\x00\x00"),
            Sniffed::Foreign("an MP3 recording")
        );
        let wire = b"\x16\x01NRA0421 4 POL\r\n\x02Text\x03";
        assert_eq!(sniff_bytes(wire), Sniffed::Known(Format::Iptc7901));
        assert_eq!(sniff_bytes(b"\0\0\x01\0\x02\0\0"), Sniffed::Text);
        assert_eq!(sniff_bytes("Обычный текст.".as_bytes()), Sniffed::Text);
    }
}
