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

/// Whether a key would be taken for another one that an unlabelled look-up tries first: the same
/// string under an earlier kind, with the hash of a key that is not it.
fn is_mistaken(
    keys: &[(KeyKind, &str, ItemId)],
    hashes: &[(u64, usize)],
    (kind, key): (KeyKind, &str),
    hash_of: impl Fn(KeyKind, &str) -> u64,
) -> bool {
    let earlier = KeyKind::ALL.into_iter().take_while(|other| *other != kind);
    earlier.into_iter().any(|earlier| {
        let hash = hash_of(earlier, key);
        let place = hashes.binary_search_by_key(&hash, |(hash, _)| *hash);
        let found = place.ok().and_then(|place| keys.get(hashes.get(place)?.1));
        found.is_some_and(|(kind, other, _)| (*kind, *other) != (earlier, key))
    })
}

/// The `KEYS` section.
///
/// The seed is the first of 0, 1, 2, … under which no two keys share a hash, and no key is taken for
/// another when its kind is not told; hashes have as many bits as the promise on wrong hits needs,
/// and more where no seed serves.
pub(super) fn write(items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    let keys = collect(items)?;
    let key_count = u32::try_from(keys.len()).map_err(|_| WriteError::TooLarge)?;
    let count_log2 = u32::BITS - key_count.saturating_sub(1).leading_zeros();
    let bucket_bits = count_log2.saturating_sub(BUCKET_KEYS_LOG2);
    // An unlabelled key is tried under three other kinds at most: with these bits one key of all is
    // mistaken, about, so that a few seeds are enough.
    let tried: usize = keys.iter().map(|(kind, ..)| *kind as usize).sum();
    let tried_log2 = usize::BITS - tried.leading_zeros();
    let least_bits = count_log2 + WRONG_HIT_BITS.max(tried_log2);
    let mut hashes = Vec::with_capacity(keys.len());
    let (seed, hash_bits) = (0..)
        .map(|attempt| (attempt, least_bits + attempt / SEEDS_PER_WIDTH))
        .take_while(|(_, hash_bits)| hash_bits - bucket_bits <= MAX_REMAINDER_BITS)
        .find(|&(seed, hash_bits)| {
            let hash_of = |kind, key: &str| hash(seed, kind, key, hash_bits);
            hashes.clear();
            hashes.extend(
                keys.iter()
                    .enumerate()
                    .map(|(place, &(kind, key, _))| (hash_of(kind, key), place)),
            );
            hashes.sort_unstable();
            hashes
                .windows(2)
                .all(|pair| matches!(pair, [(first, _), (second, _)] if first != second))
                && !keys
                    .iter()
                    .any(|&(kind, key, _)| is_mistaken(&keys, &hashes, (kind, key), hash_of))
        })
        .ok_or(WriteError::TooLarge)?;

    let remainder_bits = hash_bits - bucket_bits;
    let highest_id = (items.len() as u32).saturating_sub(1);
    let item_bits = u32::BITS - highest_id.leading_zeros();
    let mut buckets = vec![Vec::new(); 1 << bucket_bits];
    let mut next = (0, 0);
    for &(hash, place) in &hashes {
        let Some(&(_, _, item)) = keys.get(place) else {
            continue;
        };
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
