use core::ops::Range;

use super::{
    FixedWeight,
    rows::{Row, Rows},
};
use crate::{
    domain::ItemId,
    mine::{
        config::OrderWeight,
        dataset::{Dataset, Item, OrderRange, Orders},
    },
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
    rows: Rows,
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
        let mut purchases: Vec<_> = purchases.into_iter().collect();
        let mut baskets = Self::laid_out(skus, &mut purchases, has_customers, order_weight);
        baskets.transpose();
        baskets
    }

    /// Lays orders out; what items are in is still to be told, by [`Self::transpose`].
    fn laid_out<S: AsRef<str>>(
        skus: &[S],
        source: &mut impl Purchases,
        has_customers: bool,
        order_weight: OrderWeight,
    ) -> Self {
        let orders = u32::try_from(source.count()).unwrap_or(u32::MAX);
        // By customer; of one customer's orders the order is the caller's.
        let mut by_customer: Vec<u32> = Vec::new();
        if has_customers {
            by_customer = (0..orders).collect();
            by_customer.sort_by_cached_key(|at| {
                let customer = source.get(*at).and_then(|purchase| purchase.customer);
                customer.map_or((1, 0), |id| (0, id))
            });
        }
        let at = |place: u32| by_customer.get(place as usize).copied().unwrap_or(place);

        let mut orders_with = vec![0_u32; skus.len()];
        let (mut order_count, mut longest) = (0, 0);
        for place in 0..orders {
            let Some(purchase) = source.get(at(place)) else {
                continue;
            };
            order_count += usize::from(!purchase.items.is_empty());
            longest = longest.max(purchase.items.len());
            for &item in purchase.items {
                if let Some(count) = orders_with.get_mut(item as usize) {
                    *count += 1;
                }
            }
        }
        let sources = by_popularity(skus, &orders_with);
        drop(orders_with);
        let mut ids = vec![None; skus.len()];
        for (id, &source) in (0..).map(ItemId).zip(&sources) {
            if let Some(slot) = ids.get_mut(source as usize) {
                *slot = Some(id);
            }
        }

        let mut baskets = Self {
            rows: Rows::new(order_weight == OrderWeight::Equal && !has_customers),
            order_count,
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
        let mut row: Vec<u32> = Vec::with_capacity(longest);
        for place in 0..orders {
            if !has_customers && place.is_multiple_of(1 << 10) {
                source.forget_before(place);
            }
            let purchase = source.get(at(place));
            let Some(purchase) = purchase.filter(|it| !it.items.is_empty()) else {
                continue;
            };
            if !has_customers || last_customer != Some(purchase.customer) {
                baskets.customer_count += 1;
                last_customer = Some(purchase.customer);
            }
            let length = u32::try_from(purchase.items.len()).unwrap_or(u32::MAX);
            let ids = &baskets.ids;
            let ids = |item: &u32| ids.get(*item as usize).copied().flatten();
            let items = purchase.items.iter().filter_map(ids).map(|id| id.0);
            row.clear();
            row.extend(items);
            row.sort_unstable();
            let weight = weight_of_length(&baskets.weights, length);
            for item in &row {
                if let Some(sum) = baskets.item_weights.get_mut(*item as usize) {
                    *sum += weight;
                }
            }
            baskets.rows.push(Row {
                length,
                customer: baskets.customer_count,
                items: &row,
            });
        }
        baskets
    }

    /// Lays out some of a dataset's orders, by position.
    #[must_use]
    pub fn of_dataset(dataset: &Dataset, orders: Range<usize>, order_weight: OrderWeight) -> Self {
        let skus: Vec<&str> = dataset.items.iter().map(|item| item.sku.as_str()).collect();
        let mut orders = dataset.orders.range(orders);
        let mut baskets = Self::laid_out(&skus, &mut orders, dataset.has_customers, order_weight);
        baskets.transpose();
        baskets
    }

    /// Lays out all orders of a dataset, which are not kept beside it: less memory by what they take.
    #[must_use]
    pub fn from_dataset(dataset: Dataset, order_weight: OrderWeight) -> (Self, Vec<Item>) {
        let Dataset {
            items,
            orders,
            has_customers,
            ..
        } = dataset;
        let mut orders = Consumed {
            is_in_place: orders.is_in_place(),
            orders: orders.nameless(),
        };
        let skus: Vec<&str> = items.iter().map(|item| item.sku.as_str()).collect();
        let mut baskets = Self::laid_out(&skus, &mut orders, has_customers, order_weight);
        drop((skus, orders));
        baskets.transpose();
        (baskets, items)
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
        let mut rows = Rows::new(self.is_equal && self.is_unnamed);
        let mut items: Vec<u32> = Vec::new();
        for (_, row) in self.rows.iter() {
            items.clear();
            let new_ids = row.items.iter().filter_map(|item| new_id(ItemId(*item)));
            items.extend(new_ids.map(|id| id.0));
            items.sort_unstable();
            rows.push(Row {
                items: &items,
                ..row
            });
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
        for (_, row) in self.rows.iter() {
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
        for (place, row) in self.rows.iter() {
            for item in row.items {
                if let Some(cursor) = cursors.get_mut(*item as usize)
                    && let Some(slot) = item_rows.get_mut(*cursor)
                {
                    *slot = place;
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
        self.rows
            .iter()
            .map(|(_, row)| row.items.iter().copied().map(ItemId))
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

    /// The row at a place.
    #[inline]
    pub(super) fn row(&self, place: u32) -> Option<Row<'_>> {
        self.rows.at(place)
    }

    /// What an order weighs that held so many items when it was laid out.
    #[inline]
    pub(super) fn weight_of_length(&self, length: u32) -> FixedWeight {
        weight_of_length(&self.weights, length)
    }
}

/// Where orders come from.
trait Purchases {
    fn count(&self) -> usize;

    fn get(&self, at: u32) -> Option<Purchase<'_>>;

    /// Those before will not be asked for again.
    fn forget_before(&mut self, _: u32) {}
}

impl Purchases for Vec<Purchase<'_>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, at: u32) -> Option<Purchase<'_>> {
        self.as_slice().get(at as usize).copied()
    }
}

impl Purchases for OrderRange<'_> {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, at: u32) -> Option<Purchase<'_>> {
        let (items, customer) = self.bought(at as usize)?;
        let customer = customer.map(|customer| customer.0);
        Some(Purchase { items, customer })
    }
}

/// Orders that go as they are laid out.
struct Consumed {
    orders: Orders,
    is_in_place: bool,
}

impl Purchases for Consumed {
    fn count(&self) -> usize {
        self.orders.len()
    }

    fn get(&self, at: u32) -> Option<Purchase<'_>> {
        let (items, customer) = self.orders.bought(at as usize)?;
        let customer = customer.map(|customer| customer.0);
        Some(Purchase { items, customer })
    }

    fn forget_before(&mut self, at: u32) {
        if self.is_in_place {
            self.orders.forget_before(at as usize);
        }
    }
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
