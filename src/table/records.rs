//! Byte strings by number: the one container that every section is made of.
//!
//! ```text
//! ┌────────┬──────────────────────────────────────────┬───────────────┐
//! │ u8 w   │ per 32 records: u32 base, 32 lengths of  │ record bytes  │
//! │        │ w bits each (the last block is padded)   │               │
//! └────────┴──────────────────────────────────────────┴───────────────┘
//! ```

use super::{bits::BitReader, layout::BLOCK};

/// Where a section's records lie in the file. Holds numbers only, no bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Records {
    count: u32,
    length_bits: u32,
    blocks_at: usize,
    data_at: usize,
    end: usize,
}

impl Records {
    /// The records of the bytes from `start` to `end` of the file, or `None` where the directory
    /// of `count` records does not fit in.
    pub(super) fn open(bytes: &[u8], start: usize, end: usize, count: u32) -> Option<Self> {
        let length_bits = u32::from(*bytes.get(start..end)?.first()?);
        if length_bits > 32 {
            return None;
        }
        let blocks = u64::from(count.div_ceil(BLOCK));
        let directory_bytes = blocks.checked_mul(Self::block_bytes(length_bits))?;
        let blocks_at = start.checked_add(1)?;
        let data_at = blocks_at.checked_add(usize::try_from(directory_bytes).ok()?)?;
        (data_at <= end).then_some(Self {
            count,
            length_bits,
            blocks_at,
            data_at,
            end,
        })
    }

    const fn block_bytes(length_bits: u32) -> u64 {
        4 + (BLOCK / 8 * length_bits) as u64
    }

    /// How many records.
    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// Bytes of the directory.
    pub(super) const fn directory_bytes(&self) -> usize {
        self.data_at - self.blocks_at + 1
    }

    /// Bytes of all records.
    pub(super) const fn data_bytes(&self) -> usize {
        self.end - self.data_at
    }

    /// Where a record begins and ends, within the record bytes, as its directory block says.
    /// Reads that one block.
    pub(super) fn range(&self, bytes: &[u8], index: u32) -> Option<(u64, u64)> {
        if index >= self.count {
            return None;
        }
        let block_bytes = usize::try_from(Self::block_bytes(self.length_bits)).ok()?;
        let block_at = block_bytes
            .checked_mul((index / BLOCK) as usize)?
            .checked_add(self.blocks_at)?;
        let block = bytes.get(block_at..block_at.checked_add(block_bytes)?)?;
        let (base, lengths) = block.split_first_chunk::<4>()?;
        let mut lengths = BitReader::new(lengths);
        let mut begin = u64::from(u32::from_le_bytes(*base));
        for _ in 0..index % BLOCK {
            begin += u64::from(lengths.read(self.length_bits)?);
        }
        let length = u64::from(lengths.read(self.length_bits)?);
        Some((begin, begin + length))
    }

    /// A record's bytes. Touches them and their directory block, nothing else.
    pub(super) fn get<'a>(&self, bytes: &'a [u8], index: u32) -> Option<&'a [u8]> {
        let (begin, end) = self.range(bytes, index)?;
        let data = bytes.get(self.data_at..self.end)?;
        data.get(usize::try_from(begin).ok()?..usize::try_from(end).ok()?)
    }
}
