//! Writing numbers of any width. Bits fill a byte from its lowest up.

/// Bits that grow.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    pending_bits: u32,
}

impl BitWriter {
    /// The `width` low bits of a number; `width` is 32 at most.
    pub(super) fn write(&mut self, value: u32, width: u32) {
        debug_assert!(width <= 32 && u64::from(value) < 1 << width);
        self.pending |= u64::from(value) << self.pending_bits;
        self.pending_bits += width;
        while self.pending_bits >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.pending_bits -= 8;
        }
    }

    /// That many zero bits, then a one bit.
    pub(super) fn unary(&mut self, mut zeros: u32) {
        while zeros >= 32 {
            self.write(0, 32);
            zeros -= 32;
        }
        self.write(0, zeros);
        self.write(1, 1);
    }

    /// A Rice code.
    pub(super) fn rice(&mut self, value: u32, parameter: u32) {
        let low = u64::from(value) & ((1_u64 << parameter) - 1);
        self.unary((u64::from(value) >> parameter) as u32);
        self.write(low as u32, parameter);
    }

    /// The bytes, the last one padded with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.pending_bits > 0 {
            self.bytes.push(self.pending as u8);
        }
        self.bytes
    }
}

/// Bits of a Rice code.
pub(super) fn rice_bits(value: u32, parameter: u32) -> u64 {
    (u64::from(value) >> parameter) + 1 + u64::from(parameter)
}

/// The parameter of the range under which the values take the fewest bits together, and those
/// bits; the lowest of equals.
pub(super) fn cheapest(
    parameters: core::ops::RangeInclusive<u32>,
    values: impl Iterator<Item = u32> + Clone,
    bits: fn(u32, u32) -> u64,
) -> (u32, u64) {
    let first = *parameters.start();
    parameters
        .map(|parameter| {
            let total = values.clone().map(|value| bits(value, parameter)).sum();
            (parameter, total)
        })
        .min_by_key(|&(parameter, total)| (total, parameter))
        .unwrap_or((first, 0))
}
