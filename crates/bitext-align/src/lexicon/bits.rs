//! Numbers of any width in a run of bits, the highest bit of each byte first.

/// Numbers are this many bits at most.
const WIDEST: u32 = 32;

/// Fields of numbers are this many bits at most.
pub(super) const WIDEST_FIELD: u32 = 5;

/// Reads numbers one after another. What lies behind the end reads as zeros, so
/// that damage leads to wrong numbers and no further.
#[derive(Clone, Copy)]
pub(crate) struct BitReader<'file> {
    bytes: &'file [u8],
    at: usize,
}

impl<'file> BitReader<'file> {
    /// Reads from bit `at` on.
    #[inline]
    pub(crate) fn new(bytes: &'file [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// The place of the next bit.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    /// Passes over so many bits.
    #[inline]
    pub(crate) fn skip(&mut self, bits: usize) {
        self.at = self.at.saturating_add(bits);
    }

    /// The next 57 bits, the first one highest, and a few more.
    #[inline]
    pub(crate) fn window(&self) -> u64 {
        let (byte, bit) = (self.at / 8, self.at % 8);
        let window = match self.bytes.get(byte..).and_then(<[u8]>::first_chunk) {
            Some(window) => *window,
            None => self.last_bytes(byte),
        };
        u64::from_be_bytes(window) << bit
    }

    /// The next number of `width` bits.
    #[inline]
    pub(crate) fn bits(&mut self, width: u32) -> u32 {
        let number = highest(self.window(), width.min(WIDEST));
        self.skip(width as usize);
        number
    }

    #[cold]
    fn last_bytes(&self, byte: usize) -> [u8; 8] {
        let mut window = [0; 8];
        let rest = self.bytes.get(byte..).unwrap_or_default();
        for (place, byte) in window.iter_mut().zip(rest) {
            *place = *byte;
        }
        window
    }

    /// The next number that [`BitWriter::number`] wrote for the same `field`.
    #[inline]
    pub(crate) fn number(&mut self, field: u32) -> u32 {
        let window = self.window();
        let length = highest(window, field).min(WIDEST - 1);
        let number = 1 << length | highest(window << field, length);
        self.skip((field + length) as usize);
        number - 1
    }
}

/// The highest bits of a window.
#[inline]
fn highest(window: u64, width: u32) -> u32 {
    // In two steps, since no number is shifted by all its 64 bits.
    ((window >> 1) >> (63 - width)) as u32
}

/// Writes numbers one after another.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    length: usize,
}

impl BitWriter {
    /// How many bits there are.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Adds the lowest `width` bits of a number.
    pub(crate) fn bits(&mut self, number: u32, width: u32) {
        for bit in (0..width).rev() {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((number >> bit & 1) as u8) << (7 - self.length % 8);
            }
            self.length += 1;
        }
    }

    /// Adds a number in as many bits as it needs: for the number one higher, how
    /// many bits follow its highest one, in `field` bits, and those bits.
    pub(crate) fn number(&mut self, number: u32, field: u32) {
        let length = width_of(number + 1) - 1;
        self.bits(length, field);
        self.bits(number + 1, length);
    }

    /// Adds all that another one wrote.
    pub(crate) fn append(&mut self, other: &Self) {
        let mut reader = BitReader::new(&other.bytes, 0);
        let mut left = other.length;
        while left > 0 {
            let width = left.min(WIDEST as usize) as u32;
            self.bits(reader.bits(width), width);
            left -= width as usize;
        }
    }

    /// What was written, filled up with zeros to whole bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// How many bits a number has up to its highest one.
pub(crate) fn width_of(number: u32) -> u32 {
    u32::BITS - number.leading_zeros()
}

/// The narrowest field in which [`BitWriter::number`] can write numbers up to
/// `most`.
pub(crate) fn field_of(most: u32) -> u32 {
    width_of(width_of(most + 1) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 2, 3, 6, 7, 200, 65_535, 1 << 20, (1 << 31) - 2];
        let mut writer = BitWriter::default();
        writer.bits(5, 3);
        for number in numbers {
            writer.number(number, field_of(number));
            writer.bits(number, width_of(number));
        }
        let mut twice = BitWriter::default();
        twice.bits(1, 1);
        twice.append(&writer);
        assert_eq!(twice.len(), writer.len() + 1);
        let bytes = twice.finish();
        let mut reader = BitReader::new(&bytes, 1);
        assert_eq!(reader.bits(3), 5);
        for number in numbers {
            assert_eq!(reader.number(field_of(number)), number);
            assert_eq!(reader.bits(width_of(number)), number);
        }
        assert_eq!(reader.bits(32), 0);
    }
}
