//! The container of every section: a directory, then byte strings.

use super::{WriteError, bits::BitWriter};
use crate::table::layout::BLOCK;

/// Lengths and bases, then the records end to end.
pub(super) fn pack(records: &[Vec<u8>]) -> Result<Vec<u8>, WriteError> {
    let too_large = |_| WriteError::TooLarge;
    let longest = records.iter().map(Vec::len).max().unwrap_or_default();
    let longest = u32::try_from(longest).map_err(too_large)?;
    let length_bits = u32::BITS - longest.leading_zeros();
    let mut packed = vec![length_bits as u8];
    let mut base = 0_usize;
    for block in records.chunks(BLOCK as usize) {
        packed.extend(u32::try_from(base).map_err(too_large)?.to_le_bytes());
        let mut lengths = BitWriter::default();
        for place in 0..BLOCK as usize {
            let length = block.get(place).map_or(0, Vec::len);
            lengths.write(length as u32, length_bits);
            base += length;
        }
        packed.extend(lengths.finish());
    }
    packed.extend(records.iter().flatten());
    Ok(packed)
}
