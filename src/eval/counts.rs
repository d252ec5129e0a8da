use rayon::prelude::*;

use crate::{domain::ItemId, mine::count::Baskets};

/// What the baselines know of two items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The other item.
    pub item: ItemId,
    /// Orders that hold both.
    pub orders: u32,
    /// Σ idf² over those orders.
    pub rarity: f64,
}

/// Which items were bought together in the training orders: all pairs, 16 bytes each.
///
/// idf of an order of l items out of M is ln M − ln(1 + l): a small order says more of what is in it.
/// It is the inverse document frequency of a search engine with items for documents and orders for
/// words.
///
/// Counted on its own, in the plainest way, so that a fault in the mining's counts would show as a
/// figure that is out of line.
#[derive(Debug)]
pub struct PairCounts {
    rows: Vec<Vec<Pair>>,
    orders_with: Vec<f64>,
    /// Σ idf² over each item's orders.
    rarities: Vec<f64>,
    order_count: f64,
    mean_orders: f64,
}

impl PairCounts {
    /// Counts the pairs among the items `0..vocabulary`. Time: the sum over orders of the square of
    /// their lines, on all threads.
    #[must_use]
    pub fn new(train: &Baskets, vocabulary: usize) -> Self {
        let orders: Vec<Vec<ItemId>> = train
            .rows()
            .map(|items| items.filter(|item| item.index() < vocabulary).collect())
            .collect();
        let order_count = orders.len() as f64;
        let mut orders_of: Vec<Vec<u32>> = vec![Vec::new(); vocabulary];
        for (order, items) in (0..).zip(&orders) {
            for item in items {
                if let Some(orders) = orders_of.get_mut(item.index()) {
                    orders.push(order);
                }
            }
        }
        let orders_with: Vec<f64> = orders_of.iter().map(|orders| orders.len() as f64).collect();
        let rarity_of: Vec<f64> = orders
            .iter()
            .map(|items| ((vocabulary as f64).ln() - (items.len() as f64).ln_1p()).powi(2))
            .collect();
        let rarities = orders_of
            .iter()
            .map(|orders| {
                let known = orders.iter();
                known
                    .filter_map(|order| rarity_of.get(*order as usize))
                    .sum()
            })
            .collect();

        let rows = orders_of
            .par_iter()
            .enumerate()
            .map_init(
                || vec![(0_u32, 0.0); vocabulary],
                |cells, (item, with_item)| {
                    let mut touched = Vec::new();
                    for &order in with_item {
                        let (Some(items), Some(rarity)) =
                            (orders.get(order as usize), rarity_of.get(order as usize))
                        else {
                            continue;
                        };
                        for other in items {
                            if let Some(cell) = cells.get_mut(other.index()) {
                                if cell.0 == 0 {
                                    touched.push(*other);
                                }
                                cell.0 += 1;
                                cell.1 += rarity;
                            }
                        }
                    }
                    touched.sort_unstable();
                    let mut row = Vec::with_capacity(touched.len().saturating_sub(1));
                    for other in touched {
                        if let Some(cell) = cells.get_mut(other.index()) {
                            let (orders, rarity) = core::mem::take(cell);
                            if other.index() != item {
                                row.push(Pair {
                                    item: other,
                                    orders,
                                    rarity,
                                });
                            }
                        }
                    }
                    row
                },
            )
            .collect();
        Self {
            mean_orders: orders_with.iter().sum::<f64>() / vocabulary.max(1) as f64,
            rows,
            orders_with,
            rarities,
            order_count,
        }
    }

    /// By item, what was bought with it: ascending, without the item itself.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Pair>] {
        &self.rows
    }

    /// How many items there are.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.rows.len()
    }

    /// How many orders were counted.
    #[must_use]
    pub fn order_count(&self) -> f64 {
        self.order_count
    }

    /// How many of them hold an item.
    #[must_use]
    pub fn orders_of(&self, item: ItemId) -> f64 {
        self.orders_with.get(item.index()).copied().unwrap_or(0.0)
    }

    /// How many orders hold an item on average.
    #[must_use]
    pub fn mean_orders(&self) -> f64 {
        self.mean_orders
    }

    /// Σ idf² over an item's orders.
    pub(super) fn rarity_of(&self, item: ItemId) -> f64 {
        self.rarities.get(item.index()).copied().unwrap_or(0.0)
    }
}
