//! Bytes of a file in any encoding as UTF-8, with the lines counted.
//!
//! What a file says about its encoding is often wrong, so the bytes have the
//! last word: a byte order mark, then the look of the first characters, then the
//! declaration. Where bytes turn out not to be what was declared, a strict
//! reader stops there and a lenient one goes on with the encoding that the
//! bytes are really in.
//!
//! A scanner looks at the text where it lies: [`Utf8Stream::rest`] is what has
//! not been consumed yet, and [`Utf8Stream::extend`] makes that longer when a
//! token does not end in it. So text is checked once, when it is read, and
//! copied once, to where it stays.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_8};

use crate::encoding::{Declared, Utf32Decoder, guess, is_utf8_with_damage};
use crate::{Findings, Place, Severity, Strictness};

/// How much is decoded at a time, and how much of what was consumed is kept to
/// tell the lines of places in it.
const BUFFER: usize = 64 << 10;

/// The most that may be unconsumed: a tag, a comment or a text longer than this
/// is no memory's.
const LIMIT: usize = 16 << 20;

/// Something in the encoding that was read otherwise than it says.
pub(crate) struct EncodingNote {
    pub(crate) place: Place,
    pub(crate) message: String,
}

/// A stream of UTF-8.
pub(crate) struct Utf8Stream {
    input: Box<dyn BufRead + Send>,
    decoding: Decoding,
    strictness: Strictness,
    /// Raw bytes: those of a character that the last read cut in two, and room
    /// for the next.
    raw: Vec<u8>,
    /// How many bytes of a cut character there are.
    cut: usize,
    /// Decoded text, and how much of it has been consumed.
    text: String,
    consumed: usize,
    /// Place where `text` begins.
    start: Place,
    /// Why a strict reader goes no further than `text`.
    fault: Option<String>,
    /// The encoding that the file seems to be in behind the fault.
    likely: Option<&'static str>,
    /// Whether reading stopped because a token is too long.
    is_over_limit: bool,
    /// What is to be told about the encoding.
    notes: Vec<EncodingNote>,
    is_at_end: bool,
}

enum Decoding {
    Utf8,
    Utf32(Utf32Decoder),
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
        let mut input: Box<dyn BufRead + Send> = Box::new(io::Cursor::new(head).chain(input));
        input.consume(mark);
        let start = Place {
            line: 1,
            byte: mark as u64,
        };
        let decoding = match found.utf_32 {
            Some(decoder) => Decoding::Utf32(decoder),
            None if found.encoding == UTF_8 => Decoding::Utf8,
            None => Decoding::Other(Box::new(found.encoding.new_decoder_without_bom_handling())),
        };
        let note = found.note.map(|message| EncodingNote {
            place: start,
            message,
        });
        Ok(Self {
            input,
            decoding,
            strictness,
            raw: vec![0; BUFFER + 4],
            cut: 0,
            text: String::with_capacity(4 * BUFFER),
            consumed: 0,
            start,
            fault: None,
            likely: None,
            is_over_limit: false,
            notes: note.into_iter().collect(),
            is_at_end: false,
        })
    }

    /// What is there and not consumed; it may end anywhere.
    #[inline]
    pub(crate) fn rest(&self) -> &str {
        &self.text[self.consumed..]
    }

    /// What was consumed last, `length` bytes of it.
    #[inline]
    pub(crate) fn consumed(&self, length: usize) -> &str {
        &self.text[self.consumed - length..self.consumed]
    }

    /// Passes over the first `count` bytes of [`Utf8Stream::rest`].
    #[inline]
    pub(crate) fn pass(&mut self, count: usize) {
        self.consumed += count;
    }

    /// Reads on and puts that behind the rest; whether there was anything more.
    ///
    /// # Errors
    /// If the file cannot be read on, is not in its encoding and the reader
    /// strict, or the rest is longer than any token.
    #[cold]
    pub(crate) fn extend(&mut self) -> io::Result<bool> {
        if self.text.len() - self.consumed > LIMIT {
            self.is_over_limit = true;
            let limit = LIMIT >> 20;
            return Err(invalid_data(format!(
                "a tag, comment or text is longer than {limit} MiB"
            )));
        }
        self.forget();
        let length = self.text.len();
        while self.text.len() == length && self.fault.is_none() && !self.is_at_end {
            self.read_more()?;
        }
        match &self.fault {
            Some(fault) if self.text.len() == length => Err(invalid_data(fault.clone())),
            _ => Ok(self.text.len() > length),
        }
    }

    /// Whether the last error was that one token is too long; asking ends that.
    pub(crate) fn take_over_limit(&mut self) -> bool {
        std::mem::take(&mut self.is_over_limit)
    }

    /// Where bytes are that are not in the encoding, if reading stopped there.
    pub(crate) fn fault_place(&self) -> Option<Place> {
        self.fault.is_some().then(|| self.place(u64::MAX))
    }

    /// The encoding that the file seems to be in, if reading stopped where it is in
    /// another one than it has to be.
    pub(crate) fn likely_encoding(&self) -> Option<&'static str> {
        self.likely
    }

    /// Adds what was odd about the encoding since this was last asked.
    pub(crate) fn report(&mut self, findings: &mut Findings) {
        for note in self.notes.drain(..) {
            findings.add(Severity::Repaired, note.place, || note.message);
        }
    }

    /// Passes over the rest, and over everything before the next `mark` behind
    /// it, however much it is.
    pub(crate) fn skip_to(&mut self, mark: &str) -> io::Result<()> {
        self.consumed = self.text.len();
        loop {
            let found = memchr::memmem::find(self.rest().as_bytes(), mark.as_bytes());
            if let Some(at) = found {
                self.consumed += at;
                return Ok(());
            }
            let begun = self.text.len().saturating_sub(mark.len() - 1);
            self.consumed = self.text.floor_char_boundary(begun).max(self.consumed);
            if !self.extend()? {
                self.consumed = self.text.len();
                return Ok(());
            }
        }
    }

    /// Byte of the file that comes next; at first, the one behind the byte order
    /// mark.
    #[inline]
    pub(crate) fn position(&self) -> u64 {
        self.start.byte + self.consumed as u64
    }

    /// The place of a byte that was read lately; for one long gone, that of the
    /// earliest byte still known, and for one to come, the end of what was read.
    pub(crate) fn place(&self, byte: u64) -> Place {
        let byte = byte.min(self.start.byte + self.text.len() as u64);
        let offset = byte.saturating_sub(self.start.byte);
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let passed = &self.text.as_bytes()[..offset.min(self.text.len())];
        Place {
            line: self.start.line + memchr::memchr_iter(b'\n', passed).count() as u64,
            byte,
        }
    }

    /// Drops what was consumed long ago.
    fn forget(&mut self) {
        if self.consumed < 2 * BUFFER {
            return;
        }
        let cut = self.text.floor_char_boundary(self.consumed - BUFFER);
        self.start = self.place(self.start.byte + cut as u64);
        self.text.drain(..cut);
        self.consumed -= cut;
    }

    /// Decodes the next stretch.
    fn read_more(&mut self) -> io::Result<()> {
        let room = &mut self.raw[self.cut..];
        let count = loop {
            match self.input.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.is_at_end = count == 0;
        let length = self.cut + count;
        self.cut = 0;
        match self.decoding {
            Decoding::Utf8 => self.take_utf8(length),
            Decoding::Utf32(_) => self.take_utf32(length),
            Decoding::Other(_) => self.take_other(length),
        }
        Ok(())
    }

    fn take_utf8(&mut self, length: usize) {
        let bytes = &self.raw[..length];
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => {
                self.text.push_str(text);
                return;
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        if error.error_len().is_none() && !self.is_at_end {
            self.text
                .push_str(std::str::from_utf8(valid).unwrap_or_default());
            self.keep_cut(length - rest.len(), length);
        } else if self.strictness == Strictness::Strict {
            self.text
                .push_str(std::str::from_utf8(valid).unwrap_or_default());
            self.fault = Some(match error.error_len() {
                Some(_) => "there are bytes that are not UTF-8".to_owned(),
                None => "the file ends inside a character".to_owned(),
            });
            if !is_utf8_with_damage(valid, rest) {
                self.likely = Some(guess(bytes, &self.text, self.is_at_end).name());
            }
        } else if is_utf8_with_damage(valid, rest) {
            self.take_damaged(length);
        } else {
            self.change_encoding(valid.len(), length);
        }
    }

    /// Takes what is UTF-8 but for some bytes, which are replaced.
    fn take_damaged(&mut self, length: usize) {
        let raw = std::mem::take(&mut self.raw);
        let mut at = 0;
        let mut is_noted = false;
        for chunk in raw[..length].utf8_chunks() {
            self.text.push_str(chunk.valid());
            at += chunk.valid().len();
            let broken = chunk.invalid();
            let is_cut = at + broken.len() == length
                && std::str::from_utf8(broken).is_err_and(|error| error.error_len().is_none());
            if is_cut && !self.is_at_end {
                break;
            }
            if let Some(found) = broken.first() {
                if !std::mem::replace(&mut is_noted, true) {
                    self.note_repair(format!("the byte 0x{found:02X} is not UTF-8"));
                }
                self.text.push(char::REPLACEMENT_CHARACTER);
            }
            at += broken.len();
        }
        self.raw = raw;
        self.keep_cut(at, length);
    }

    /// Takes `length` bytes, of which those from `valid` on are not UTF-8, in
    /// the encoding that they seem to be in, and what follows too.
    fn change_encoding(&mut self, valid: usize, length: usize) {
        let found = self.raw[valid];
        let encoding = guess(&self.raw[..length], &self.text, self.is_at_end);
        let name = encoding.name();
        let (kept, _) = self.raw.split_at(valid);
        self.text
            .push_str(std::str::from_utf8(kept).unwrap_or_default());
        self.note_repair(format!(
            "the byte 0x{found:02X} is not UTF-8; read on as {name}"
        ));
        self.raw.copy_within(valid..length, 0);
        self.decoding = Decoding::Other(Box::new(encoding.new_decoder_without_bom_handling()));
        self.take_other(length - valid);
    }

    fn take_utf32(&mut self, length: usize) {
        let Decoding::Utf32(decoder) = &self.decoding else {
            return;
        };
        let whole = if self.is_at_end { length } else { length & !3 };
        let mut is_noted = false;
        let decoder = *decoder;
        for start in (0..whole).step_by(4) {
            let unit = &self.raw[start..(start + 4).min(whole)];
            match decoder.decode(unit) {
                Some(character) => self.text.push(character),
                None if self.lose_character(decoder.name(), &mut is_noted) => {}
                None => return,
            }
        }
        self.keep_cut(whole, length);
    }

    fn take_other(&mut self, length: usize) {
        let mut decoding = std::mem::replace(&mut self.decoding, Decoding::Utf8);
        if let Decoding::Other(decoder) = &mut decoding {
            self.decode(decoder, length);
        }
        self.decoding = decoding;
    }

    fn decode(&mut self, decoder: &mut Decoder, length: usize) {
        let raw = std::mem::take(&mut self.raw);
        let mut bytes = &raw[..length];
        let mut is_noted = false;
        loop {
            let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
            self.text.reserve(most.unwrap_or(4 * bytes.len()));
            let (result, read) =
                decoder.decode_to_string_without_replacement(bytes, &mut self.text, self.is_at_end);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    if !self.lose_character(decoder.encoding().name(), &mut is_noted) {
                        break;
                    }
                }
            }
        }
        self.raw = raw;
    }

    /// Deals with a character that is broken in the encoding `name`; whether to
    /// go on. One of each stretch is noted.
    fn lose_character(&mut self, name: &str, is_noted: &mut bool) -> bool {
        let message = format!("a character is broken in {name}");
        if self.strictness == Strictness::Strict {
            self.fault = Some(message);
            return false;
        }
        if !std::mem::replace(is_noted, true) {
            self.note_repair(message);
        }
        self.text.push(char::REPLACEMENT_CHARACTER);
        true
    }

    /// Keeps the raw bytes from `start` to `end` for the next read.
    fn keep_cut(&mut self, start: usize, end: usize) {
        self.raw.copy_within(start..end, 0);
        self.cut = end - start;
    }

    /// Notes something at the end of the text.
    fn note_repair(&mut self, message: String) {
        let place = self.place(u64::MAX);
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
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.consumed == self.text.len() {
            self.extend()?;
        }
        Ok(&self.text.as_bytes()[self.consumed..])
    }

    fn consume(&mut self, count: usize) {
        self.consumed += count;
    }
}

fn invalid_data(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
