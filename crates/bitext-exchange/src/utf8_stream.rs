//! Bytes of an XML file in any encoding as UTF-8, with the lines counted.
//!
//! What a file says about its encoding is often wrong, so the bytes have the
//! last word: a byte order mark, then the look of the first characters, then the
//! declaration. Where bytes turn out not to be what was declared, a strict
//! reader stops there and a lenient one goes on with the encoding that the
//! bytes are really in.

use std::io::{self, BufRead, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{Place, Strictness};

/// How much is decoded at a time.
const BUFFER: usize = 64 << 10;

/// The most that may be read between two calls of [`Utf8Stream::renew`]: a tag,
/// a comment or a text longer than this is no memory's.
const LIMIT: usize = 16 << 20;

/// Something in the encoding that was read otherwise than it says.
pub(crate) struct EncodingNote {
    pub(crate) place: Place,
    pub(crate) message: String,
}

/// A stream of UTF-8; valid, if the reader is lenient or the file is in another
/// encoding.
pub(crate) struct Utf8Stream {
    input: Box<dyn BufRead + Send>,
    decoding: Decoding,
    strictness: Strictness,
    /// Decoded bytes, and how many of them have been handed out.
    buffer: Vec<u8>,
    handed: usize,
    /// The decoded bytes before those, to tell lines of places in them.
    previous: Vec<u8>,
    /// Place where `previous` begins.
    previous_start: Place,
    /// Raw bytes of a character that the last read cut in two.
    rest: Vec<u8>,
    since_renewal: usize,
    /// Whether reading stopped because of that limit.
    is_over_limit: bool,
    /// What is to be told about the encoding.
    pub(crate) notes: Vec<EncodingNote>,
    is_at_end: bool,
}

enum Decoding {
    Utf8,
    Other(Box<Decoder>),
}

impl Utf8Stream {
    /// Finds out the encoding from the first bytes.
    pub(crate) fn new(
        mut input: Box<dyn BufRead + Send>,
        strictness: Strictness,
    ) -> io::Result<Self> {
        // A pipe may hand out its first bytes one by one.
        let mut head = Vec::with_capacity(BUFFER);
        (&mut input).take(BUFFER as u64).read_to_end(&mut head)?;
        let found = Declared::of(&head);
        let mark = found.byte_order_mark;
        let mut input: Box<dyn BufRead + Send> = Box::new(Cursor::new(head).chain(input));
        input.consume(mark);
        let start = Place {
            line: 1,
            byte: mark as u64,
        };
        let decoding = match found.encoding {
            encoding if encoding == UTF_8 => Decoding::Utf8,
            encoding => Decoding::Other(Box::new(encoding.new_decoder_without_bom_handling())),
        };
        let note = found.note.map(|message| EncodingNote {
            place: start,
            message,
        });
        Ok(Self {
            input,
            decoding,
            strictness,
            buffer: Vec::with_capacity(2 * BUFFER),
            handed: 0,
            previous: Vec::with_capacity(2 * BUFFER),
            previous_start: start,
            rest: Vec::new(),
            since_renewal: 0,
            is_over_limit: false,
            notes: note.into_iter().collect(),
            is_at_end: false,
        })
    }

    /// Allows for another token.
    pub(crate) fn renew(&mut self) {
        self.since_renewal = 0;
    }

    /// Reads on, unless too much was read for one token.
    #[cold]
    fn more(&mut self) -> io::Result<()> {
        if self.is_at_end {
            return Ok(());
        }
        // What was in the buffer before the token began counts too, which makes
        // no difference at this size.
        self.since_renewal += self.buffer.len();
        if self.since_renewal > LIMIT {
            self.is_over_limit = true;
            let limit = LIMIT >> 20;
            return Err(invalid_data(format!(
                "a tag, comment or text is longer than {limit} MiB"
            )));
        }
        self.refill()
    }

    /// Whether the last error was that one token is too long; asking ends that.
    pub(crate) fn take_over_limit(&mut self) -> bool {
        std::mem::take(&mut self.is_over_limit)
    }

    /// Passes over everything before the next `mark`, however much it is. Of a
    /// mark that two reads share, a part may be passed over too.
    pub(crate) fn skip_to(&mut self, mark: &[u8]) -> io::Result<()> {
        let mut window = Vec::new();
        loop {
            self.renew();
            let available = self.fill_buf()?;
            if available.is_empty() {
                return Ok(());
            }
            let carried = window.len();
            window.extend_from_slice(available);
            let found = memchr::memmem::find(&window, mark);
            let count = found.map_or(available.len(), |at| at.saturating_sub(carried));
            self.consume(count);
            if found.is_some() {
                return Ok(());
            }
            window.drain(..(window.len() + 1).saturating_sub(mark.len()));
        }
    }

    /// Byte of the file that is handed out next; at first, the one behind the
    /// byte order mark.
    pub(crate) fn position(&self) -> u64 {
        self.previous_start.byte + (self.previous.len() + self.handed) as u64
    }

    /// The place of a byte that was handed out lately; for one long gone, that
    /// of the earliest byte still known.
    pub(crate) fn place(&self, byte: u64) -> Place {
        let start = self.previous_start;
        let Some(offset) = byte.checked_sub(start.byte) else {
            return Place {
                line: start.line,
                byte,
            };
        };
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let split = offset.min(self.previous.len());
        let rest = (offset - split).min(self.buffer.len());
        let lines = lines_in(&self.previous[..split]) + lines_in(&self.buffer[..rest]);
        Place {
            line: start.line + lines,
            byte,
        }
    }

    /// Decodes the next stretch into `buffer`, all of which was handed out.
    fn refill(&mut self) -> io::Result<()> {
        self.previous_start = self.place(self.previous_start.byte + self.previous.len() as u64);
        std::mem::swap(&mut self.previous, &mut self.buffer);
        self.buffer.clear();
        self.handed = 0;
        while self.buffer.is_empty() && !self.is_at_end {
            self.read_more()?;
        }
        Ok(())
    }

    fn read_more(&mut self) -> io::Result<()> {
        let chunk = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let used = chunk.len().min(BUFFER);
        self.is_at_end = used == 0;
        match &mut self.decoding {
            Decoding::Utf8 => {
                self.buffer.append(&mut self.rest);
                self.buffer.extend_from_slice(&chunk[..used]);
                self.input.consume(used);
                self.check_utf8()
            }
            Decoding::Other(decoder) => {
                // Three bytes a byte is the most that any encoding grows by.
                self.buffer.resize(3 * used + 16, 0);
                let (result, _, written, had_errors) =
                    decoder.decode_to_utf8(&chunk[..used], &mut self.buffer, self.is_at_end);
                debug_assert!(
                    result == CoderResult::InputEmpty,
                    "the buffer is large enough"
                );
                let name = decoder.encoding().name();
                self.buffer.truncate(written);
                self.input.consume(used);
                if had_errors {
                    self.lost_characters(name)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Cuts off what is not yet a character; deals with what is none.
    fn check_utf8(&mut self) -> io::Result<()> {
        if self.strictness == Strictness::Strict {
            // The parser checks each token and refuses what is not UTF-8; doing
            // it here as well would take a tenth of the time.
            return Ok(());
        }
        let Err(error) = std::str::from_utf8(&self.buffer) else {
            return Ok(());
        };
        let valid = error.valid_up_to();
        if error.error_len().is_none() && !self.is_at_end {
            self.rest = self.buffer.split_off(valid);
            return Ok(());
        }
        let byte = self.previous_start.byte + (self.previous.len() + valid) as u64;
        let place = self.place(byte);
        let found = self.buffer[valid];
        let damaged = std::mem::take(&mut self.buffer);
        // A single wrong byte among characters of UTF-8 is damage; bytes without
        // any such character are in another encoding.
        let is_utf8 = damaged[..valid].iter().any(|byte| !byte.is_ascii())
            || String::from_utf8_lossy(&damaged[valid..])
                .chars()
                .any(|character| !character.is_ascii() && character != char::REPLACEMENT_CHARACTER);
        if is_utf8 {
            self.buffer = String::from_utf8_lossy(&damaged).into_owned().into_bytes();
            self.note_repair(place, format!("the byte 0x{found:02X} is not UTF-8"));
            return Ok(());
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&damaged, self.is_at_end);
        let encoding = detector.guess(None, Utf8Detection::Deny);
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text = vec![0; 3 * damaged.len() + 16];
        let (_, _, written, _) = decoder.decode_to_utf8(&damaged, &mut text, self.is_at_end);
        text.truncate(written);
        self.buffer = text;
        self.decoding = Decoding::Other(Box::new(decoder));
        let name = encoding.name();
        let message = format!("the byte 0x{found:02X} is not UTF-8; read on as {name}");
        self.note_repair(place, message);
        Ok(())
    }

    fn lost_characters(&mut self, encoding: &str) -> io::Result<()> {
        let text = String::from_utf8_lossy(&self.buffer);
        let offset = text.find(char::REPLACEMENT_CHARACTER).unwrap_or(0);
        let place = self.place(self.previous_start.byte + (self.previous.len() + offset) as u64);
        let message = format!("a character is broken in {encoding}");
        if self.strictness == Strictness::Strict {
            return Err(invalid_data(format!("{message} ({place})")));
        }
        self.note_repair(place, message);
        Ok(())
    }

    fn note_repair(&mut self, place: Place, message: String) {
        self.notes.push(EncodingNote { place, message });
    }
}

impl Read for Utf8Stream {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(bytes.len());
        bytes[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Utf8Stream {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.handed == self.buffer.len() {
            self.more()?;
        }
        Ok(&self.buffer[self.handed..])
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        self.handed += count;
    }
}

/// What the first bytes of a file say about its encoding.
struct Declared {
    encoding: &'static Encoding,
    byte_order_mark: usize,
    note: Option<String>,
}

impl Declared {
    fn of(head: &[u8]) -> Self {
        let mut found = match head {
            [0xef, 0xbb, 0xbf, ..] => Self::by_bytes(UTF_8, 3),
            [0xff, 0xfe, ..] => Self::by_bytes(UTF_16LE, 2),
            [0xfe, 0xff, ..] => Self::by_bytes(UTF_16BE, 2),
            [b'<', 0, ..] => Self::by_bytes(UTF_16LE, 0),
            [0, b'<', ..] => Self::by_bytes(UTF_16BE, 0),
            _ => return Self::by_declaration(head),
        };
        let text = found.text_of(head);
        if let Some(label) = label_of(&text)
            && !is_same(label, found.encoding)
        {
            let name = found.encoding.name();
            found.note = Some(format!("the file declares `{label}` and is in {name}"));
        }
        found
    }

    fn by_bytes(encoding: &'static Encoding, byte_order_mark: usize) -> Self {
        Self {
            encoding,
            byte_order_mark,
            note: None,
        }
    }

    fn by_declaration(head: &[u8]) -> Self {
        let mut found = Self::by_bytes(UTF_8, 0);
        let text = found.text_of(head);
        let Some(label) = label_of(&text) else {
            return found;
        };
        match Encoding::for_label(label.as_bytes()) {
            Some(encoding) if encoding == UTF_8 => {}
            // The declaration could not be read as it stands if this were so.
            Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
                found.note = Some(format!("the file declares `{label}` and is in 8-bit bytes"));
            }
            Some(_) if is_utf8_beyond_doubt(head) => {
                found.note = Some(format!("the file declares `{label}` and is in UTF-8"));
            }
            Some(encoding) => found.encoding = encoding,
            None => {
                found.note = Some(format!(
                    "the file declares `{label}`, which is no known encoding; read as UTF-8"
                ));
            }
        }
        found
    }

    /// The declaration's part of the file as text.
    fn text_of(&self, head: &[u8]) -> String {
        let head = &head[self.byte_order_mark..];
        let head = head.get(..1024).unwrap_or(head);
        let ascii = head.iter().copied().filter(|&byte| byte != 0);
        ascii.map(char::from).collect()
    }
}

/// The encoding that an XML declaration at the start of `text` names.
fn label_of(text: &str) -> Option<&str> {
    let declaration = text.trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let value = declaration.split_once("encoding")?.1;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|&mark| matches!(mark, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn is_same(label: &str, encoding: &'static Encoding) -> bool {
    let is_utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
    let label = label.to_ascii_lowercase();
    if is_utf16
        && matches!(
            label.as_str(),
            "utf-16" | "utf16" | "ucs-2" | "iso-10646-ucs-2" | "unicode"
        )
    {
        return true;
    }
    Encoding::for_label(label.as_bytes()) == Some(encoding)
}

/// Whether there are characters beyond ASCII, and all of them are UTF-8.
fn is_utf8_beyond_doubt(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    valid
        .chars()
        .filter(|character| !character.is_ascii())
        .count()
        > 1
}

fn lines_in(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn invalid_data(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
