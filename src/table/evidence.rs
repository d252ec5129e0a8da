//! The exact counts behind the rules. They lie apart from the rules: ranking does not read them,
//! explaining does.

use super::{
    Table,
    bits::BitReader,
    error::RowError,
    layout::{BLOCK, MAX_RULES_PER_ITEM, PARAMETER_BITS},
};
use crate::domain::ItemId;

/// In how many orders each of an item's rules was seen. No heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairOrders {
    count: u8,
    orders: [u32; MAX_RULES_PER_ITEM],
}

impl PairOrders {
    /// Orders that hold both items, by ascending consequent: the order of [`Row`](super::Row).
    /// Zero is a rule that does not come from orders (pinned, or borrowed from another item).
    #[must_use]
    pub fn as_slice(&self) -> &[u32] {
        self.orders
            .get(..usize::from(self.count))
            .unwrap_or_default()
    }
}

impl<B: AsRef<[u8]>> Table<B> {
    /// The pair counts of an item's rules.
    ///
    /// Reads one record and its directory block; allocates nothing. A damaged record may give fewer
    /// or more counts than the item has rules: [`verify`](Self::verify) tells.
    ///
    /// # Errors
    /// [`RowError`] where the table has no such item or the record is damaged.
    pub fn pair_orders(&self, item: ItemId) -> Result<PairOrders, RowError> {
        if item.0 >= self.item_count {
            return Err(RowError::UnknownItem { item });
        }
        self.pairs
            .get(self.bytes.as_ref(), item.0)
            .and_then(|counts| unpack_pairs(counts, self.meta.min_pair_orders))
            .ok_or(RowError::Damaged { item })
    }

    /// The orders that hold the item; `None` where the table has no such item or the record is
    /// damaged.
    ///
    /// Reads one number and its directory block; allocates nothing.
    #[must_use]
    pub fn item_orders(&self, item: ItemId) -> Option<u32> {
        if item.0 >= self.item_count {
            return None;
        }
        let record = self.orders.get(self.bytes.as_ref(), item.0 / BLOCK)?;
        orders_at(record, item.0 % BLOCK)
    }

    /// Every item with the orders that hold it, by id. Items of a damaged record are left out.
    pub(crate) fn all_item_orders(&self) -> impl Iterator<Item = (ItemId, u32)> + '_ {
        (0..self.item_count.div_ceil(BLOCK)).flat_map(move |block| {
            let record = self.orders.get(self.bytes.as_ref(), block);
            let record = record.unwrap_or_default();
            let first = block * BLOCK;
            (0..BLOCK.min(self.item_count - first))
                .filter_map(move |place| Some((ItemId(first + place), orders_at(record, place)?)))
        })
    }
}

fn unpack_pairs(bytes: &[u8], floor: u32) -> Option<PairOrders> {
    let mut pairs = PairOrders {
        count: 0,
        orders: [0; MAX_RULES_PER_ITEM],
    };
    if bytes.is_empty() {
        return Some(pairs);
    }
    let bits = &mut BitReader::new(bytes);
    let parameter = bits.read(PARAMETER_BITS)?;
    // Every count has a one bit, so zeros within the last byte are its end.
    while !bits.is_finished() {
        // 0 is 0, 1 is the floor.
        *pairs.orders.get_mut(usize::from(pairs.count))? = match bits.rice(parameter)? {
            0 => 0,
            above => (above - 1).checked_add(floor.max(1))?,
        };
        pairs.count += 1;
    }
    Some(pairs)
}

/// One of the 32 numbers of a record; `None` where its length is not that of 32 numbers.
fn orders_at(record: &[u8], place: u32) -> Option<u32> {
    let width = u32::try_from(record.len() / 4).ok()?;
    if !record.len().is_multiple_of(4) || record.is_empty() {
        return None;
    }
    let mut bits = BitReader::new(record);
    bits.advance((place as usize).checked_mul(width as usize)?)?;
    bits.read(width)
}
