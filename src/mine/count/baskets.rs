use core::ops::Range;

use super::FixedWeight;
use crate::{
    domain::ItemId,
    mine::{config::OrderWeight, dataset::Dataset},
};

/// One order, as the counting sees it.
#[derive(Debug, Clone, Copy)]
pub struct Purchase<'a> {
    /// What was bought, as positions in the list of SKUs: distinct, in any order.
    pub items: &'a [u32],
    /// Who bought it. Everyone unnamed counts as one customer: the privacy floor must not be
    /// cleared by orders that may all be one person's.
    pub customer: Option<u32>,
}

/// Orders as flat rows of dense item ids, with the transpose beside them. Immutable.
///
/// Rows are grouped by customer (unnamed ones last), so that walking an item's orders meets each
/// customer in one run, which is how distinct customers are counted without a set.
#[derive(Debug)]
pub struct Baskets {
    /// Row *r* is `row_items[row_starts[r]..row_starts[r + 1]]`, ascending ids.
    row_starts: Vec<usize>,
    row_items: Vec<ItemId>,
    row_customers: Vec<u32>,
    row_weights: Vec<FixedWeight>,
    /// Item *i* is in the rows `item_rows[item_starts[i]..item_starts[i + 1]]`, ascending.
    item_starts: Vec<usize>,
    item_rows: Vec<u32>,
    item_weights: Vec<FixedWeight>,
    /// Position in the caller's list of SKUs, by id.
    sources: Vec<u32>,
    /// Id by position in the caller's list; `None` for what no order holds.
    ids: Vec<Option<ItemId>>,
    customer_count: u32,
}

impl Baskets {
    /// Lays the orders out.
    ///
    /// Ids are given by falling number of orders, ties by SKU bytes ascending; an item that no
    /// order holds gets none. Empty orders are ignored. Without customers (`has_customers` false)
    /// each order counts as a customer of its own. Linear in the lines, plus sorting the orders.
    #[must_use]
    pub fn new<'a, S: AsRef<str>>(
        skus: &[S],
        purchases: impl IntoIterator<Item = Purchase<'a>>,
        has_customers: bool,
        order_weight: OrderWeight,
    ) -> Self {
        let mut purchases: Vec<_> = purchases
            .into_iter()
            .filter(|purchase| !purchase.items.is_empty())
            .collect();
        if has_customers {
            // Stable: one customer's orders keep the caller's order.
            purchases.sort_by_key(|purchase| purchase.customer.map_or((1, 0), |id| (0, id)));
        }

        let mut orders_with = vec![0_u32; skus.len()];
        for &item in purchases.iter().flat_map(|purchase| purchase.items) {
            if let Some(count) = orders_with.get_mut(item as usize) {
                *count += 1;
            }
        }
        let sources = by_popularity(skus, &orders_with);
        let mut ids = vec![None; skus.len()];
        for (id, &source) in (0..).map(ItemId).zip(&sources) {
            if let Some(slot) = ids.get_mut(source as usize) {
                *slot = Some(id);
            }
        }

        let mut baskets = Self {
            row_starts: vec![0],
            row_items: Vec::with_capacity(purchases.iter().map(|p| p.items.len()).sum()),
            row_customers: Vec::with_capacity(purchases.len()),
            row_weights: Vec::with_capacity(purchases.len()),
            item_starts: Vec::new(),
            item_rows: Vec::new(),
            item_weights: vec![FixedWeight::default(); sources.len()],
            sources,
            ids,
            customer_count: 0,
        };
        let mut last_customer = None;
        for purchase in &purchases {
            let row_start = baskets.row_items.len();
            for &item in purchase.items {
                baskets.row_items.extend(baskets.id_of(item));
            }
            if let Some(row) = baskets.row_items.get_mut(row_start..) {
                row.sort_unstable();
                let weight = FixedWeight::of_order(row.len(), order_weight);
                for item in row {
                    if let Some(sum) = baskets.item_weights.get_mut(item.index()) {
                        *sum += weight;
                    }
                }
                baskets.row_weights.push(weight);
            }
            baskets.row_starts.push(baskets.row_items.len());
            if !has_customers || last_customer != Some(purchase.customer) {
                baskets.customer_count += 1;
                last_customer = Some(purchase.customer);
            }
            baskets.row_customers.push(baskets.customer_count - 1);
        }
        baskets.transpose();
        baskets
    }

    /// Lays out some of a dataset's orders, by position.
    #[must_use]
    pub fn of_dataset(dataset: &Dataset, orders: Range<usize>, order_weight: OrderWeight) -> Self {
        let skus: Vec<&str> = dataset.items.iter().map(|item| item.sku.as_str()).collect();
        let orders = dataset.orders.get(orders).unwrap_or_default();
        let purchases = orders.iter().map(|order| Purchase {
            items: &order.items,
            customer: order.customer.map(|customer| customer.0),
        });
        Self::new(&skus, purchases, dataset.has_customers, order_weight)
    }

    /// The same orders with items that none of them holds, by position in the list of SKUs: their ids
    /// follow the others', in this order.
    #[must_use]
    pub fn with_unsold(mut self, sources: Range<u32>) -> Self {
        let end = self.item_starts.last().copied().unwrap_or(0);
        for source in sources {
            let id = ItemId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
            self.sources.push(source);
            self.item_weights.push(FixedWeight::default());
            self.item_starts.push(end);
            let at = source as usize;
            if self.ids.len() <= at {
                self.ids.resize(at + 1, None);
            }
            if let Some(slot) = self.ids.get_mut(at) {
                *slot = Some(id);
            }
        }
        self
    }

    /// The same orders under other ids: the new id `k` is the old id `order[k]`, where `order` holds
    /// every old id once. Ids that are not in it lose their item.
    #[must_use]
    pub fn renumbered(mut self, order: &[ItemId]) -> Self {
        let mut new_ids = vec![None; self.sources.len()];
        for (new, old) in (0..).map(ItemId).zip(order) {
            if let Some(slot) = new_ids.get_mut(old.index()) {
                *slot = Some(new);
            }
        }
        let new_id = |old: ItemId| new_ids.get(old.index()).copied().flatten();
        for id in &mut self.ids {
            *id = id.and_then(new_id);
        }
        let (mut starts, mut items) = (vec![0], Vec::with_capacity(self.row_items.len()));
        for row in self.rows() {
            let start = items.len();
            items.extend(row.iter().filter_map(|item| new_id(*item)));
            items.get_mut(start..).unwrap_or_default().sort_unstable();
            starts.push(items.len());
        }
        self.item_weights = order.iter().map(|old| self.weight_of(*old)).collect();
        self.sources = order
            .iter()
            .filter_map(|old| self.source_of(*old))
            .collect();
        self.row_starts = starts;
        self.row_items = items;
        self.transpose();
        self
    }

    /// Fills `item_starts` and `item_rows` by a counting sort of the rows' items.
    fn transpose(&mut self) {
        let mut starts = vec![0_usize; self.sources.len() + 1];
        for item in &self.row_items {
            if let Some(next) = starts.get_mut(item.index() + 1) {
                *next += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut cursors = starts.clone();
        let mut item_rows = vec![0_u32; self.row_items.len()];
        for (row, items) in (0_u32..).zip(self.rows()) {
            for item in items {
                if let Some(cursor) = cursors.get_mut(item.index())
                    && let Some(slot) = item_rows.get_mut(*cursor)
                {
                    *slot = row;
                    *cursor += 1;
                }
            }
        }
        self.item_starts = starts;
        self.item_rows = item_rows;
    }

    /// How many items some order holds. Their ids are `0..item_count`.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.sources.len()
    }

    /// How many orders hold anything.
    #[must_use]
    pub fn order_count(&self) -> usize {
        self.row_weights.len()
    }

    /// Distinct customers, all unnamed ones together as one; the number of orders where the export
    /// has no customers.
    #[must_use]
    pub fn customer_count(&self) -> u32 {
        self.customer_count
    }

    /// The id of an item given by its position in the list of SKUs.
    #[must_use]
    pub fn id_of(&self, source: u32) -> Option<ItemId> {
        self.ids.get(source as usize).copied().flatten()
    }

    /// The position in the list of SKUs of an item.
    #[must_use]
    pub fn source_of(&self, item: ItemId) -> Option<u32> {
        self.sources.get(item.index()).copied()
    }

    /// How many orders hold the item; 0 for an unknown one.
    #[must_use]
    pub fn orders_with(&self, item: ItemId) -> u32 {
        u32::try_from(self.rows_with(item).len()).unwrap_or(u32::MAX)
    }

    /// The weight of all orders that hold the item; 0 for an unknown one.
    #[must_use]
    pub fn weight_of(&self, item: ItemId) -> FixedWeight {
        self.item_weights
            .get(item.index())
            .copied()
            .unwrap_or_default()
    }

    /// Every order's items, ascending.
    pub fn rows(&self) -> impl Iterator<Item = &[ItemId]> {
        self.row_starts
            .windows(2)
            .filter_map(|bounds| match *bounds {
                [start, end] => self.row_items.get(start..end),
                _ => None,
            })
    }

    pub(super) fn rows_with(&self, item: ItemId) -> &[u32] {
        let bounds = (
            self.item_starts.get(item.index()),
            self.item_starts.get(item.index() + 1),
        );
        match bounds {
            (Some(&start), Some(&end)) => self.item_rows.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// A row's items, weight and customer.
    pub(super) fn row(&self, row: u32) -> Option<(&[ItemId], FixedWeight, u32)> {
        let row = row as usize;
        let (&start, &end) = (self.row_starts.get(row)?, self.row_starts.get(row + 1)?);
        Some((
            self.row_items.get(start..end)?,
            *self.row_weights.get(row)?,
            *self.row_customers.get(row)?,
        ))
    }
}

/// Positions of all items that some order holds: falling orders, then SKU bytes ascending, then
/// position (for a list that names one SKU twice).
fn by_popularity<S: AsRef<str>>(skus: &[S], orders_with: &[u32]) -> Vec<u32> {
    let mut ranked: Vec<_> = (0_u32..)
        .zip(skus.iter().zip(orders_with))
        .filter(|(_, (_, orders))| **orders > 0)
        .map(|(source, (sku, &orders))| (core::cmp::Reverse(orders), sku.as_ref(), source))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, source)| source).collect()
}
