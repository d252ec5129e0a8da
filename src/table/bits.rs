//! Reading numbers of any width from borrowed bytes. Bits fill a byte from its lowest up.

/// A place in some bytes, counted in bits. Every read is checked; past the end there is `None`.
#[derive(Debug, Clone)]
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> BitReader<'a> {
    /// At the first bit.
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bits not read yet.
    pub(super) const fn left(&self) -> usize {
        self.bytes.len().saturating_mul(8).saturating_sub(self.at)
    }

    /// The next bits, at least 57 of them, the first lowest; zeros past the end.
    pub(super) fn peek(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => rest
                .iter()
                .rev()
                .fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        word >> (self.at % 8)
    }

    /// Passes over some bits; `None` past the end.
    pub(super) fn advance(&mut self, bits: usize) -> Option<()> {
        if bits > self.left() {
            return None;
        }
        self.at = self.at.saturating_add(bits);
        Some(())
    }

    /// A number of `width` bits, lowest bit first. `None` past the end or over 32 bits.
    pub(super) fn read(&mut self, width: u32) -> Option<u32> {
        if width > 32 {
            return None;
        }
        let word = self.peek();
        self.advance(width as usize)?;
        Some((word & ((1_u64 << width) - 1)) as u32)
    }

    /// How many zero bits stand before the next one bit, which is read too.
    pub(super) fn unary(&mut self) -> Option<u32> {
        const SEEN: u32 = 57;
        let mut zeros = 0_u32;
        loop {
            let here = self.peek().trailing_zeros();
            if here < SEEN {
                self.advance(here as usize + 1)?;
                return zeros.checked_add(here);
            }
            self.advance(SEEN as usize)?;
            zeros = zeros.checked_add(SEEN)?;
        }
    }

    /// A Rice code: the quotient in unary, then `parameter` bits.
    pub(super) fn rice(&mut self, parameter: u32) -> Option<u32> {
        let quotient = u64::from(self.unary()?);
        let low = u64::from(self.read(parameter)?);
        u32::try_from(quotient.checked_shl(parameter)? | low).ok()
    }

    /// Whether all that is left is padding: under a byte, and zero.
    pub(super) fn is_finished(&self) -> bool {
        self.left() < 8 && self.peek() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lowest_bit_first_and_stops_at_the_end() {
        let mut bits = BitReader::new(&[0b1010_0110, 0b0000_0001]);
        assert_eq!(bits.read(3), Some(0b110));
        assert_eq!(bits.read(6), Some(0b11_0100));
        assert_eq!(bits.read(8), None);
        assert_eq!(bits.left(), 7);
        assert!(bits.is_finished());
    }

    #[test]
    fn long_runs_of_zeros_are_counted_or_refused() {
        let mut bytes = [0_u8; 20];
        assert_eq!(BitReader::new(&bytes).unary(), None);
        bytes[19] = 0x80;
        assert_eq!(BitReader::new(&bytes).unary(), Some(159));
        assert_eq!(BitReader::new(&bytes).rice(30), None);
    }
}
