use rayon::prelude::*;

use crate::{domain::ItemId, mine::count::Baskets};

/// BM25's k₁: how soon a repeated word says no more. Here each item is in an order once, and k₁
/// sets how much the order's length matters.
const BM25_K1: f64 = 1.2;

/// BM25's b: how far an order's length is held against it, 0 to 1.
const BM25_B: f64 = 0.75;

/// What the baselines know of two items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The other item.
    pub item: ItemId,
    /// Orders that hold both.
    pub orders: u32,
    /// Σ over those orders of BM25's squared weight of an entry, its idf apart.
    pub bm25: f64,
    /// Σ over those orders of 1 / Σ idf² of the order's items.
    pub tf_idf: f64,
}

/// Which items were bought together in the training orders: all pairs, 24 bytes each.
///
/// Counted on its own, in the plainest way, so that a fault in the mining's counts would show as a
/// figure that is out of line.
#[derive(Debug)]
pub struct PairCounts {
    rows: Vec<Vec<Pair>>,
    orders_with: Vec<f64>,
    idf: Vec<f64>,
    order_count: f64,
}

impl PairCounts {
    /// Counts the pairs among the items `0..vocabulary`. Time: the sum over orders of the square of
    /// their lines, on all threads.
    #[must_use]
    pub fn new(train: &Baskets, vocabulary: usize) -> Self {
        let orders: Vec<Vec<ItemId>> = train
            .rows()
            .map(|items| {
                let known = items.iter().copied();
                known.filter(|item| item.index() < vocabulary).collect()
            })
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
        let idf: Vec<f64> = orders_with
            .iter()
            .map(|orders| order_count.ln() - orders.ln_1p())
            .collect();
        let mean_length = orders_with.iter().sum::<f64>() / order_count.max(1.0);
        let weights: Vec<(f64, f64)> = orders
            .iter()
            .map(|items| {
                let norm = 1.0 - BM25_B + BM25_B * items.len() as f64 / mean_length;
                let entry = (BM25_K1 + 1.0) / (BM25_K1 * norm + 1.0);
                let squares: f64 = items
                    .iter()
                    .filter_map(|item| idf.get(item.index()))
                    .map(|idf| idf * idf)
                    .sum();
                (
                    entry * entry,
                    if squares > 0.0 { squares.recip() } else { 0.0 },
                )
            })
            .collect();

        let rows = orders_of
            .par_iter()
            .enumerate()
            .map_init(
                || vec![(0_u32, 0.0, 0.0); vocabulary],
                |cells, (item, with_item)| {
                    let mut touched = Vec::new();
                    for &order in with_item {
                        let (Some(items), Some(&(bm25, tf_idf))) =
                            (orders.get(order as usize), weights.get(order as usize))
                        else {
                            continue;
                        };
                        for other in items {
                            if let Some(cell) = cells.get_mut(other.index()) {
                                if cell.0 == 0 {
                                    touched.push(*other);
                                }
                                cell.0 += 1;
                                cell.1 += bm25;
                                cell.2 += tf_idf;
                            }
                        }
                    }
                    touched.sort_unstable();
                    let mut row = Vec::with_capacity(touched.len().saturating_sub(1));
                    for other in touched {
                        if let Some(cell) = cells.get_mut(other.index()) {
                            let (orders, bm25, tf_idf) = core::mem::take(cell);
                            if other.index() != item {
                                row.push(Pair {
                                    item: other,
                                    orders,
                                    bm25,
                                    tf_idf,
                                });
                            }
                        }
                    }
                    row
                },
            )
            .collect();
        Self {
            rows,
            orders_with,
            idf,
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

    /// ln N − ln(1 + n).
    pub(super) fn idf_of(&self, item: ItemId) -> f64 {
        self.idf.get(item.index()).copied().unwrap_or(0.0)
    }
}
