//! Finding an item by any id that a page has.

use xxhash_rust::xxh64::Xxh64;

use super::{
    Table,
    bits::BitReader,
    layout::{KEYS_PREFIX_BYTES, MAX_REMAINDER_BITS, MIN_GAP_PARAMETER},
    records::Records,
};
use crate::domain::{ItemId, KeyKind};

/// The key index's numbers. Holds no bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyIndex {
    pub(super) seed: u32,
    pub(super) key_count: u32,
    pub(super) hash_bits: u32,
    pub(super) bucket_bits: u32,
    gap_parameter: u32,
    item_bits: u32,
    pub(super) buckets: Records,
}

/// One key of a bucket: what its hash leaves below the bucket's bits, and its item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) remainder: u64,
    pub(super) item: ItemId,
}

impl KeyIndex {
    pub(super) fn open(bytes: &[u8], start: usize, end: usize) -> Option<Self> {
        let section = bytes.get(start..end)?;
        let (seed, rest) = section.split_first_chunk::<4>()?;
        let (key_count, rest) = rest.split_first_chunk::<4>()?;
        let [hash_bits, bucket_bits, gap_parameter, item_bits] =
            rest.first_chunk::<4>()?.map(u32::from);
        let remainder_bits = hash_bits.checked_sub(bucket_bits)?;
        if hash_bits > 63
            || !(1..=MAX_REMAINDER_BITS).contains(&remainder_bits)
            || !(MIN_GAP_PARAMETER..=MAX_REMAINDER_BITS).contains(&gap_parameter)
            || item_bits > 32
        {
            return None;
        }
        let bucket_count = 1_u32.checked_shl(bucket_bits)?;
        let records_at = start.checked_add(KEYS_PREFIX_BYTES)?;
        Some(Self {
            seed: u32::from_le_bytes(*seed),
            key_count: u32::from_le_bytes(*key_count),
            hash_bits,
            bucket_bits,
            gap_parameter,
            item_bits,
            buckets: Records::open(bytes, records_at, end, bucket_count)?,
        })
    }

    /// A key's bucket, and the rest of its hash.
    fn place(&self, kind: KeyKind, key: &str) -> (u32, u64) {
        let mut hash = Xxh64::new(u64::from(self.seed));
        hash.update(&[kind as u8]);
        hash.update(key.as_bytes());
        let hash = hash.digest() >> (64 - self.hash_bits);
        let remainder_bits = self.hash_bits - self.bucket_bits;
        let bucket = (hash >> remainder_bits) as u32;
        (bucket, hash & ((1 << remainder_bits) - 1))
    }

    /// The keys of a bucket by ascending remainder; ends early where they cannot be read.
    pub(super) fn entries<'a>(
        &self,
        bytes: &'a [u8],
        bucket: u32,
    ) -> Option<impl Iterator<Item = Option<Entry>> + use<'a>> {
        let (gap_parameter, item_bits) = (self.gap_parameter, self.item_bits);
        let mut bits = BitReader::new(self.buckets.get(bytes, bucket)?);
        let mut next = 0_u64;
        Some(core::iter::from_fn(move || {
            if bits.is_finished() {
                return None;
            }
            let entry = bits.rice(gap_parameter).and_then(|gap| {
                let remainder = next + u64::from(gap);
                next = remainder + 1;
                let item = ItemId(bits.read(item_bits)?);
                Some(Entry { remainder, item })
            });
            if entry.is_none() {
                bits = BitReader::new(&[]);
            }
            Some(entry)
        }))
    }
}

impl<B: AsRef<[u8]>> Table<B> {
    /// The item that has this key, byte for byte: no trimming, no change of case.
    ///
    /// Takes constant time (a bucket holds some 32 keys) and allocates nothing. Keys are kept as
    /// hashes: a key that no item has finds a wrong item with a probability of at most 2^-12,
    /// 1 in 4,096; a key that an item has always finds that item. The empty key finds nothing.
    #[must_use]
    pub fn find(&self, kind: KeyKind, key: &str) -> Option<ItemId> {
        if key.is_empty() {
            return None;
        }
        let (bucket, remainder) = self.keys.place(kind, key);
        for entry in self.keys.entries(self.bytes.as_ref(), bucket)? {
            let Entry {
                remainder: here,
                item,
            } = entry?;
            if here == remainder {
                return (item.0 < self.item_count).then_some(item);
            }
            if here > remainder {
                return None;
            }
        }
        None
    }

    /// The item that has this key under any kind: the first hit of [`KeyKind::ALL`]. A key that an
    /// item has always finds an item that has it; another one is taken for some item's with a
    /// probability of at most 2^-10.
    #[must_use]
    pub fn find_any(&self, key: &str) -> Option<ItemId> {
        KeyKind::ALL
            .into_iter()
            .find_map(|kind| self.find(kind, key))
    }

    /// Keys in the index, over all items, as it says.
    #[must_use]
    pub const fn key_count(&self) -> u32 {
        self.keys.key_count
    }
}
