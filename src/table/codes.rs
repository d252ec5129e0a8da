//! The code book: how rows write their codes. A shop's rows look alike in a few ways, so the file
//! holds a few prefix codes for each plane and a row names the one that suits it.

use super::{
    bits::BitReader,
    layout::{
        CART_CONTEXTS, MAX_CHOICE_BITS, MAX_SCALE_BITS, PLANE_PREFIX_BYTES, TABLE_BYTES,
        cart_context,
    },
};

/// Where one plane's part of the book lies. Holds numbers only, no bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlaneBook {
    lowest_scale: u8,
    scale_bits: u32,
    choice_bits: u32,
    contexts: usize,
    tables_at: usize,
}

/// Where the book lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodeBook {
    pub(super) page: PlaneBook,
    pub(super) cart: Option<PlaneBook>,
}

impl CodeBook {
    /// The book in the bytes from `start` to `end` of the file, which it must fill.
    pub(super) fn open(bytes: &[u8], start: usize, end: usize, planes: u8) -> Option<Self> {
        let (page, rest) = PlaneBook::open(bytes, start, end, 1)?;
        let (cart, rest) = match planes {
            1 => (None, rest),
            _ => {
                let (cart, rest) = PlaneBook::open(bytes, rest, end, CART_CONTEXTS)?;
                (Some(cart), rest)
            }
        };
        (rest == end).then_some(Self { page, cart })
    }
}

impl PlaneBook {
    fn open(bytes: &[u8], start: usize, end: usize, contexts: usize) -> Option<(Self, usize)> {
        let prefix = bytes.get(start..end)?.first_chunk::<PLANE_PREFIX_BYTES>()?;
        let [lowest_scale, scale_bits, choice_bits] = *prefix;
        let book = Self {
            lowest_scale,
            scale_bits: u32::from(scale_bits),
            choice_bits: u32::from(choice_bits),
            contexts,
            tables_at: start.checked_add(PLANE_PREFIX_BYTES)?,
        };
        if book.scale_bits > MAX_SCALE_BITS || book.choice_bits > MAX_CHOICE_BITS {
            return None;
        }
        let behind = book
            .tables_at
            .checked_add(book.table_count() * TABLE_BYTES)?;
        (behind <= end).then_some((book, behind))
    }

    /// Prefix codes in the plane's part.
    pub(super) const fn table_count(&self) -> usize {
        self.contexts << self.choice_bits
    }

    /// The prefix code of a number below [`table_count`](Self::table_count).
    pub(super) fn table(&self, bytes: &[u8], index: usize) -> Option<PrefixCode> {
        let at = self
            .tables_at
            .checked_add(index.checked_mul(TABLE_BYTES)?)?;
        bytes.get(at..)?.first_chunk().map(PrefixCode::new)
    }

    /// A row's scale and its choice of prefix codes.
    pub(super) fn read_head(&self, bits: &mut BitReader<'_>) -> Option<(u8, u32)> {
        let scale = u32::from(self.lowest_scale) + bits.read(self.scale_bits)?;
        Some((u8::try_from(scale).ok()?, bits.read(self.choice_bits)?))
    }

    /// A row's codes in the page plane.
    pub(super) fn read_page(
        &self,
        bytes: &[u8],
        bits: &mut BitReader<'_>,
        choice: u32,
        codes: &mut [u8],
    ) -> Option<()> {
        let prefix_code = self.table(bytes, choice as usize)?;
        for code in codes {
            *code = prefix_code.read(bits)?;
        }
        Some(())
    }

    /// A row's codes in the cart plane: which prefix code is read depends on the page code.
    pub(super) fn read_cart(
        &self,
        bytes: &[u8],
        bits: &mut BitReader<'_>,
        choice: u32,
        page_codes: &[u8],
        codes: &mut [u8],
    ) -> Option<()> {
        let mut prefix_codes = [PrefixCode::NONE; CART_CONTEXTS];
        for (context, prefix_code) in prefix_codes.iter_mut().enumerate() {
            *prefix_code = self.table(bytes, choice as usize * CART_CONTEXTS + context)?;
        }
        for (code, page_code) in codes.iter_mut().zip(page_codes) {
            *code = prefix_codes.get(cart_context(*page_code))?.read(bits)?;
        }
        Some(())
    }
}

/// A prefix code over the 16 codes, in canonical form: how many have each length from 1 on, and the
/// codes by length, then by value.
#[derive(Debug, Clone, Copy)]
pub(super) struct PrefixCode {
    counts: [u8; 15],
    codes: [u8; 16],
}

impl PrefixCode {
    const NONE: Self = Self {
        counts: [0; 15],
        codes: [0; 16],
    };

    /// From 16 lengths of four bits; 0 is a code that does not occur.
    fn new(packed: &[u8; TABLE_BYTES]) -> Self {
        let packed = u64::from_le_bytes(*packed);
        let mut this = Self::NONE;
        let mut lengths = packed;
        for _ in 0..16 {
            if let Some(count) = this.counts.get_mut(place_of(lengths)) {
                *count += 1;
            }
            lengths >>= 4;
        }
        // Where the codes of each length begin.
        let mut places = this.counts;
        let mut begin = 0;
        for place in &mut places {
            begin += core::mem::replace(place, begin);
        }
        let mut lengths = packed;
        for code in 0..16 {
            if let Some(place) = places.get_mut(place_of(lengths))
                && let Some(slot) = this.codes.get_mut(usize::from(*place))
            {
                *slot = code;
                *place += 1;
            }
            lengths >>= 4;
        }
        this
    }

    /// Reads one code; `None` past the end, and for bits that mean none.
    fn read(&self, bits: &mut BitReader<'_>) -> Option<u8> {
        let mut ahead = bits.peek();
        // The word so far, less the first word of its length; and how many codes are shorter.
        let (mut above_first, mut shorter, mut length) = (0_u32, 0_u32, 0);
        for &count in &self.counts {
            let count = u32::from(count);
            above_first = above_first << 1 | (ahead & 1) as u32;
            ahead >>= 1;
            length += 1;
            if above_first < count {
                bits.advance(length)?;
                return self.codes.get((shorter + above_first) as usize).copied();
            }
            above_first -= count;
            shorter += count;
        }
        None
    }

    /// Whether no two codes can be taken for each other.
    pub(super) fn is_sound(&self) -> bool {
        let taken: u32 = (1..=15)
            .zip(self.counts)
            .map(|(length, count)| u32::from(count) << (15 - length))
            .sum();
        taken <= 1 << 15
    }
}

/// The place in [`PrefixCode::counts`] of the lowest length; past its end for length 0.
const fn place_of(lengths: u64) -> usize {
    (lengths as usize & 15).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_first_then_by_value() {
        // Code 15: 0; code 14: 10; code 12: 110; code 13: 111.
        let lengths = 1_u64 << 60 | 2 << 56 | 3 << 52 | 3 << 48;
        let prefix_code = PrefixCode::new(&lengths.to_le_bytes());
        assert!(prefix_code.is_sound());
        let bytes = [0b1011_0110, 0b0000_0011];
        let bits = &mut BitReader::new(&bytes);
        let read: Vec<_> = (0..5).map_while(|_| prefix_code.read(bits)).collect();
        assert_eq!(read, [15, 12, 12, 13, 15]);
    }

    #[test]
    fn every_table_of_lengths_is_read_without_harm() {
        for fill in 0..=255_u8 {
            let prefix_code = PrefixCode::new(&[fill; 8]);
            let bytes = [fill; 8];
            let bits = &mut BitReader::new(&bytes);
            while prefix_code.read(bits).is_some() {}
        }
    }
}
