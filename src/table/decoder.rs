//! Reading symbols that take as few bits as their frequency allows: the decoder of asymmetric
//! numeral systems (Duda 2013; the range variant, with bytes).

use super::layout::{FREQUENCY_BITS, STATE_LOW};

/// A place in a record, as the state of the decoder: below 2^31. Past the end of the bytes it goes
/// on with what is in the state; whether the record ends where it should is for the end to tell.
#[derive(Debug, Clone)]
pub(super) struct Decoder<'a> {
    bytes: core::slice::Iter<'a, u8>,
    state: u32,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut this = Self {
            bytes: bytes.iter(),
            state: 0,
        };
        this.fill();
        this
    }

    fn fill(&mut self) {
        while self.state < STATE_LOW
            && let Some(byte) = self.bytes.next()
        {
            self.state = self.state << 8 | u32::from(*byte);
        }
    }

    /// A number of at most 32 bits that are all alike, in parts from the lowest up.
    pub(super) fn raw(&mut self, bits: u32) -> u32 {
        let mut value = 0;
        let mut done = 0;
        while done < bits {
            let part = FREQUENCY_BITS.min(bits - done);
            value |= (self.state & ((1 << part) - 1)) << done;
            self.state >>= part;
            self.fill();
            done += part;
        }
        value
    }

    /// A symbol by its table: the first symbol, how many more there are, and of each but the last
    /// the sum of frequencies up to it. `None` where the table breaks off.
    ///
    /// Whatever the table says, the state stays below 2^31 and the symbol below 511.
    pub(super) fn symbol(&mut self, table: &[u8]) -> Option<u32> {
        let ([first, more], ends) = table.split_first_chunk()?;
        let ends = ends.get(..2 * usize::from(*more))?;
        let slot = self.state & ((1 << FREQUENCY_BITS) - 1);
        let mut symbol = u32::from(*first);
        let (mut begin, mut end) = (0, 1 << FREQUENCY_BITS);
        for two in ends.as_chunks().0 {
            let here = u32::from(u16::from_le_bytes(*two));
            if slot < here {
                end = here.min(end);
                break;
            }
            begin = here;
            symbol += 1;
        }
        self.state = (end - begin) * (self.state >> FREQUENCY_BITS) + slot - begin;
        self.fill();
        Some(symbol)
    }

    /// Bits read so far, to within one.
    pub(super) fn position(&self, of_bytes: usize) -> usize {
        let read = of_bytes.saturating_sub(self.bytes.len());
        (8 * read).saturating_sub((u32::BITS - self.state.leading_zeros()) as usize)
    }

    /// Whether all has been read: the state that the writer began with.
    pub(super) fn is_finished(&self) -> bool {
        self.state == 0 && self.bytes.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_table_and_any_bytes_are_read_without_harm() {
        let noise: Vec<u8> = (0..4_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        for (table, bytes) in noise.windows(70).zip(noise.chunks(40).cycle()) {
            let mut decoder = Decoder::new(bytes);
            for bits in 0..60 {
                if let Some(symbol) = decoder.symbol(table) {
                    assert!(symbol < 511);
                }
                decoder.raw(bits % 33);
                assert!(decoder.state < 1 << 31);
            }
        }
    }

    #[test]
    fn raw_bits_are_the_bytes_from_the_end() {
        let mut decoder = Decoder::new(&[0x12, 0x34]);
        assert_eq!(decoder.raw(4), 4);
        assert_eq!(decoder.raw(16), 0x123);
        assert!(decoder.is_finished());
    }
}
