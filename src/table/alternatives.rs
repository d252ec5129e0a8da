//! What may be taken in an item's place: the `ALTS` section, which most tables have no need of.
//!
//! ```text
//! ┌───────────┬─────────────────────────────────────────┐
//! │ item: u32 │ the other: u32, bits 30 and 31 as flags │   8 bytes, by ascending item
//! └───────────┴─────────────────────────────────────────┘
//! ```
//!
//! Bit 31: the other is offered as an upgrade, the best first. Bit 30: the other never stands in the
//! item's box. The low 30 bits are its id.

use super::{
    Table,
    layout::{FIXED_HEADER_BYTES, SECTION_ENTRY_BYTES},
};
use crate::domain::ItemId;

/// The section's name.
pub(super) const ALTERNATIVES_TAG: [u8; 4] = *b"ALTS";
const RECORD_BYTES: usize = 8;
const UPGRADE: u32 = 1 << 31;
const STAND_IN: u32 = 1 << 30;

/// Something that may be taken in an item's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alternative {
    /// What may be taken.
    pub other: ItemId,
    /// Whether it is offered in the item's place.
    pub is_upgrade: bool,
    /// Whether it never stands beside the item: it is bought instead.
    pub is_stand_in: bool,
}

impl Alternative {
    /// The record of an item's alternative; `None` for ids of more than 30 bits.
    pub(super) fn record(self, item: ItemId) -> Option<[u8; RECORD_BYTES]> {
        let flag = |is_set, bit| if is_set { bit } else { 0 };
        let flags = flag(self.is_upgrade, UPGRADE) | flag(self.is_stand_in, STAND_IN);
        let mut record = [0; RECORD_BYTES];
        let (head, tail) = record.split_at_mut(4);
        head.copy_from_slice(&item.0.to_le_bytes());
        tail.copy_from_slice(&(self.other.0 | flags).to_le_bytes());
        (self.other.0 < STAND_IN).then_some(record)
    }
}

impl<B: AsRef<[u8]>> Table<B> {
    /// What may be taken in an item's place, upgrades in their order. Empty where the table says
    /// nothing of it, or is damaged.
    ///
    /// Time: a binary search; allocates nothing.
    pub fn alternatives(&self, item: ItemId) -> impl Iterator<Item = Alternative> {
        let all = self.alternative_bytes().as_chunks::<RECORD_BYTES>().0;
        let half = |record: &[u8; RECORD_BYTES]| {
            let [a, b, c, d, e, f, g, h] = *record;
            (
                u32::from_le_bytes([a, b, c, d]),
                u32::from_le_bytes([e, f, g, h]),
            )
        };
        let first = all.partition_point(|record| half(record).0 < item.0);
        let own = all.get(first..).unwrap_or_default().iter().map(half);
        own.take_while(move |record| record.0 == item.0)
            .map(|(_, other)| Alternative {
                other: ItemId(other & (STAND_IN - 1)),
                is_upgrade: other & UPGRADE != 0,
                is_stand_in: other & STAND_IN != 0,
            })
    }

    /// The section's bytes; empty where there is none.
    pub(super) fn alternative_bytes(&self) -> &[u8] {
        let bytes = self.bytes.as_ref();
        let directory = bytes.get(FIXED_HEADER_BYTES..self.header_bytes as usize);
        let entries = directory.unwrap_or_default();
        let entries = entries.as_chunks::<SECTION_ENTRY_BYTES>().0;
        entries
            .iter()
            .find_map(|[a, b, c, d, e, f, g, h, i, j, k, l]| {
                if [*a, *b, *c, *d] != ALTERNATIVES_TAG {
                    return None;
                }
                let start = u32::from_le_bytes([*e, *f, *g, *h]) as usize;
                let bytes_after = bytes.get(start..)?;
                bytes_after.get(..u32::from_le_bytes([*i, *j, *k, *l]) as usize)
            })
            .unwrap_or_default()
    }

    /// Whether the section is whole records, by ascending item, of items that the table has.
    pub(super) fn are_alternatives_sound(&self) -> bool {
        let (records, rest) = self.alternative_bytes().as_chunks::<RECORD_BYTES>();
        let id = |record: &[u8; RECORD_BYTES]| {
            let [a, b, c, d, e, f, g, h] = *record;
            let other = u32::from_le_bytes([e, f, g, h]) & (STAND_IN - 1);
            (u32::from_le_bytes([a, b, c, d]), other)
        };
        rest.is_empty()
            && records.is_sorted_by_key(|record| id(record).0)
            && records.iter().map(id).all(|(item, other)| {
                item != other && item < self.item_count && other < self.item_count
            })
    }
}
