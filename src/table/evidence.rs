//! The exact counts behind the rules. They lie apart from the rules: ranking does not read them,
//! explaining does.

use super::{
    Table,
    bits::BitReader,
    error::RowError,
    layout::{BLOCK, FIRST_ORDERS_PARAMETER, MAX_RULES_PER_ITEM, PARAMETER_BITS},
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
    /// Reads the item's two records and their directory blocks; allocates nothing.
    ///
    /// # Errors
    /// [`RowError`] where the table has no such item or the record is damaged.
    pub fn pair_orders(&self, item: ItemId) -> Result<PairOrders, RowError> {
        if item.0 >= self.item_count {
            return Err(RowError::UnknownItem { item });
        }
        let bytes = self.bytes.as_ref();
        self.rows
            .get(bytes, item.0)
            .zip(self.pairs.get(bytes, item.0))
            .and_then(|(row, counts)| {
                unpack_pairs(counts, self.row_length(row)?, self.meta.min_pair_orders)
            })
            .ok_or(RowError::Damaged { item })
    }

    /// The orders that hold the item; `None` where the table has no such item or the record is
    /// damaged.
    ///
    /// Reads one record of at most 32 counts; allocates nothing.
    #[must_use]
    pub fn item_orders(&self, item: ItemId) -> Option<u32> {
        if item.0 >= self.item_count {
            return None;
        }
        let record = self.orders.get(self.bytes.as_ref(), item.0 / BLOCK)?;
        let place = (item.0 % BLOCK) as usize;
        let (orders, _) = unpack_orders(record, place + 1)?;
        orders.get(place).copied()
    }
}

fn unpack_pairs(bytes: &[u8], count: u8, floor: u32) -> Option<PairOrders> {
    let mut pairs = PairOrders {
        count,
        orders: [0; MAX_RULES_PER_ITEM],
    };
    if count == 0 {
        return bytes.is_empty().then_some(pairs);
    }
    let bits = &mut BitReader::new(bytes);
    let parameter = bits.read(PARAMETER_BITS)?;
    for orders in pairs.orders.get_mut(..usize::from(count))? {
        // 0 is 0, 1 is the floor.
        *orders = match bits.rice(parameter)? {
            0 => 0,
            above => (above - 1).checked_add(floor.max(1))?,
        };
    }
    bits.is_finished().then_some(pairs)
}

/// The first `count` counts of a record of up to 32 items, the rest zero, and whether the record
/// ends with them.
pub(super) fn unpack_orders(record: &[u8], count: usize) -> Option<([u32; BLOCK as usize], bool)> {
    let mut all = [0; BLOCK as usize];
    let bits = &mut BitReader::new(record);
    let parameter = bits.read(PARAMETER_BITS)?;
    let mut before = None;
    for orders in all.get_mut(..count)? {
        *orders = match before {
            None => bits.exp_golomb(FIRST_ORDERS_PARAMETER)?,
            Some(above) => u32::checked_sub(above, bits.exp_golomb(parameter)?)?,
        };
        before = Some(*orders);
    }
    Some((all, bits.is_finished()))
}
