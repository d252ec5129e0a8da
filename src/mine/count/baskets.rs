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
    /// One row after another, each in one piece, so that looking one up misses the cache once: how
    /// many items it holds, how many it held when it was laid out, the customer from 1, and the
    /// items, ascending.
    rows: Vec<u32>,
    order_count: usize,
    /// What an order weighs by how many items it held.
    weights: Vec<FixedWeight>,
    /// Whether all orders weigh the same.
    pub(super) is_equal: bool,
    /// Whether each order is a customer of its own.
    pub(super) is_unnamed: bool,
    /// Item *i* is in the rows that start at `item_rows[item_starts[i]..item_starts[i + 1]]`,
    /// ascending.
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

        let lines: usize = purchases.iter().map(|p| p.items.len()).sum();
        let longest = purchases.iter().map(|p| p.items.len()).max().unwrap_or(0);
        let mut baskets = Self {
            rows: Vec::with_capacity(lines + ROW_HEAD * purchases.len()),
            order_count: purchases.len(),
            weights: (0..=longest)
                .map(|items| FixedWeight::of_order(items, sources.len(), order_weight))
                .collect(),
            is_equal: order_weight == OrderWeight::Equal,
            is_unnamed: !has_customers,
            item_starts: Vec::new(),
            item_rows: Vec::new(),
            item_weights: vec![FixedWeight::default(); sources.len()],
            sources,
            ids,
            customer_count: 0,
        };
        let mut last_customer = None;
        for purchase in &purchases {
            if !has_customers || last_customer != Some(purchase.customer) {
                baskets.customer_count += 1;
                last_customer = Some(purchase.customer);
            }
            let start = baskets.rows.len();
            let length = u32::try_from(purchase.items.len()).unwrap_or(u32::MAX);
            baskets
                .rows
                .extend([length, length, baskets.customer_count]);
            let ids = &baskets.ids;
            let ids = |item: &u32| ids.get(*item as usize).copied().flatten();
            baskets
                .rows
                .extend(purchase.items.iter().filter_map(ids).map(|id| id.0));
            let weight = weight_of_length(&baskets.weights, length);
            for item in Self::items_mut(&mut baskets.rows, start) {
                if let Some(sum) = baskets.item_weights.get_mut(*item as usize) {
                    *sum += weight;
                }
            }
        }
        baskets.transpose();
        baskets
    }

    /// The items of a row that was just put down, sorted, its length set.
    fn items_mut(rows: &mut [u32], start: usize) -> &mut [u32] {
        match rows.get_mut(start..) {
            Some([length, _, _, items @ ..]) => {
                *length = u32::try_from(items.len()).unwrap_or(u32::MAX);
                items.sort_unstable();
                items
            }
            _ => &mut [],
        }
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
    pub fn with_unsold(mut self, sources: impl IntoIterator<Item = u32>) -> Self {
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
        let mut rows = Vec::with_capacity(self.rows.len());
        for row in self.whole_rows() {
            let start = rows.len();
            rows.extend([row.items.len() as u32, row.length, row.customer]);
            let items = row.items.iter().filter_map(|item| new_id(ItemId(*item)));
            rows.extend(items.map(|id| id.0));
            Self::items_mut(&mut rows, start);
        }
        self.item_weights = order.iter().map(|old| self.weight_of(*old)).collect();
        self.sources = order
            .iter()
            .filter_map(|old| self.source_of(*old))
            .collect();
        self.rows = rows;
        self.transpose();
        self
    }

    /// Fills `item_starts` and `item_rows` by a counting sort of the rows' items.
    fn transpose(&mut self) {
        let mut starts = vec![0_usize; self.sources.len() + 1];
        let mut lines = 0;
        for row in self.whole_rows() {
            lines += row.items.len();
            for item in row.items {
                if let Some(next) = starts.get_mut(*item as usize + 1) {
                    *next += 1;
                }
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut cursors = starts.clone();
        let mut item_rows = vec![0_u32; lines];
        for row in self.whole_rows() {
            for item in row.items {
                if let Some(cursor) = cursors.get_mut(*item as usize)
                    && let Some(slot) = item_rows.get_mut(*cursor)
                {
                    *slot = row.start;
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
        self.order_count
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
    pub fn rows(&self) -> impl Iterator<Item = impl ExactSizeIterator<Item = ItemId>> {
        self.whole_rows()
            .map(|row| row.items.iter().copied().map(ItemId))
    }

    fn whole_rows(&self) -> impl Iterator<Item = Row<'_>> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let row = self.row(start)?;
            start += (ROW_HEAD + row.items.len()) as u32;
            Some(row)
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

    /// The row that starts there.
    #[inline]
    pub(super) fn row(&self, start: u32) -> Option<Row<'_>> {
        match self.rows.get(start as usize..)? {
            [count, length, customer, rest @ ..] => Some(Row {
                start,
                length: *length,
                customer: *customer,
                items: rest.get(..*count as usize)?,
            }),
            _ => None,
        }
    }

    /// What an order weighs that held so many items when it was laid out.
    #[inline]
    pub(super) fn weight_of_length(&self, length: u32) -> FixedWeight {
        weight_of_length(&self.weights, length)
    }
}

/// Words before a row's items.
const ROW_HEAD: usize = 3;

/// One order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row<'a> {
    start: u32,
    /// How many items it held when it was laid out.
    pub(super) length: u32,
    /// From 1.
    pub(super) customer: u32,
    /// Ids, ascending.
    pub(super) items: &'a [u32],
}

fn weight_of_length(weights: &[FixedWeight], length: u32) -> FixedWeight {
    weights.get(length as usize).copied().unwrap_or_default()
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
