//! Building the key index.

use xxhash_rust::xxh64::Xxh64;

use super::{
    ItemInput, WriteError,
    bits::{BitWriter, cheapest, rice_bits},
    records,
};
use crate::{
    domain::{ItemId, KeyKind},
    table::layout::{MAX_REMAINDER_BITS, MIN_GAP_PARAMETER},
};

/// A wrong hit has at most a probability of 2^-12.
const WRONG_HIT_BITS: u32 = 12;

/// Keys of a bucket, about, as a power of two.
const BUCKET_KEYS_LOG2: u32 = 5;

/// Seeds that are tried before hashes grow by a bit.
const SEEDS_PER_WIDTH: u32 = 64;

/// Every distinct key with its item, by kind and bytes.
fn collect(items: &[ItemInput]) -> Result<Vec<(KeyKind, &str, ItemId)>, WriteError> {
    let mut keys = Vec::new();
    for (item, input) in (0..).map(ItemId).zip(items) {
        for (kind, key) in &input.keys {
            if key.is_empty() {
                return Err(WriteError::EmptyKey { item });
            }
            keys.push((*kind, key.as_str(), item));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    for pair in keys.windows(2) {
        if let [(kind, key, first), (next_kind, next_key, second)] = pair
            && kind == next_kind
            && key == next_key
        {
            return Err(WriteError::SharedKey {
                kind: *kind,
                key: (*key).to_owned(),
                first: *first,
                second: *second,
            });
        }
    }
    Ok(keys)
}

fn hash(seed: u32, kind: KeyKind, key: &str, hash_bits: u32) -> u64 {
    let mut hash = Xxh64::new(u64::from(seed));
    hash.update(&[kind as u8]);
    hash.update(key.as_bytes());
    hash.digest() >> (64 - hash_bits)
}

/// The `KEYS` section.
///
/// The seed is the first of 0, 1, 2, … under which no two keys share a hash; hashes have as many
/// bits as the promise on wrong hits needs, and more where no seed serves (millions of keys).
pub(super) fn write(items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    let keys = collect(items)?;
    let key_count = u32::try_from(keys.len()).map_err(|_| WriteError::TooLarge)?;
    let count_log2 = u32::BITS - key_count.saturating_sub(1).leading_zeros();
    let bucket_bits = count_log2.saturating_sub(BUCKET_KEYS_LOG2);
    let least_bits = count_log2 + WRONG_HIT_BITS;
    let mut hashes = Vec::with_capacity(keys.len());
    let (seed, hash_bits) = (0..)
        .map(|attempt| (attempt, least_bits + attempt / SEEDS_PER_WIDTH))
        .take_while(|(_, hash_bits)| hash_bits - bucket_bits <= MAX_REMAINDER_BITS)
        .find(|&(seed, hash_bits)| {
            hashes.clear();
            hashes.extend(
                keys.iter()
                    .map(|&(kind, key, item)| (hash(seed, kind, key, hash_bits), item)),
            );
            hashes.sort_unstable();
            hashes
                .windows(2)
                .all(|pair| matches!(pair, [(first, _), (second, _)] if first != second))
        })
        .ok_or(WriteError::TooLarge)?;

    let remainder_bits = hash_bits - bucket_bits;
    let highest_id = (items.len() as u32).saturating_sub(1);
    let item_bits = u32::BITS - highest_id.leading_zeros();
    let mut buckets = vec![Vec::new(); 1 << bucket_bits];
    let mut next = (0, 0);
    for &(hash, item) in &hashes {
        let bucket = hash >> remainder_bits;
        let remainder = hash & ((1 << remainder_bits) - 1);
        let free = if next.0 == bucket { next.1 } else { 0 };
        if let Some(bucket) = buckets.get_mut(bucket as usize) {
            bucket.push(((remainder - free) as u32, item));
        }
        next = (bucket, remainder + 1);
    }
    let gaps = buckets.iter().flatten().map(|&(gap, _)| gap);
    let (gap_parameter, _) = cheapest(MIN_GAP_PARAMETER..=MAX_REMAINDER_BITS, gaps, rice_bits);

    let buckets: Vec<_> = buckets
        .iter()
        .map(|bucket| {
            let mut bits = BitWriter::default();
            for &(gap, item) in bucket {
                bits.rice(gap, gap_parameter);
                bits.write(item.0, item_bits);
            }
            bits.finish()
        })
        .collect();
    let mut section = Vec::new();
    section.extend(seed.to_le_bytes());
    section.extend(key_count.to_le_bytes());
    section.extend([hash_bits, bucket_bits, gap_parameter, item_bits].map(|bits| bits as u8));
    section.extend(records::pack(&buckets)?);
    Ok(section)
}
