use core::sync::atomic::{AtomicUsize, Ordering};

use super::{Baskets, FixedWeight};
use crate::domain::ItemId;

/// An item bought together with another one, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// The other item.
    pub item: ItemId,
    /// Orders that hold both.
    pub orders: u32,
    /// Distinct customers among those orders, all unnamed ones together as one.
    pub customers: u32,
    /// The weight of those orders.
    pub weight: FixedWeight,
}

/// One item's running counts in a thread's accumulator.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    weight: FixedWeight,
    orders: u32,
    customers: u32,
    last_customer: u32,
}

/// How many rows a thread takes at a time. Rows are in falling popularity, so the dear ones go out
/// first and the cheap ones level the load.
const ROWS_AT_A_TIME: usize = 32;

impl Baskets {
    /// Counts each item's neighbours and maps the row by `map`, on all threads of the current
    /// rayon pool. The result is in id order and does not depend on the number of threads.
    ///
    /// `map` gets the item and its neighbours, ascending by id, without the item itself; the slice
    /// may be reordered. Time is the sum over orders of the square of their lines; memory is one
    /// cell of 24 bytes an item and thread.
    pub fn map_rows<T: Send>(
        &self,
        map: impl Fn(ItemId, &mut Vec<Neighbour>) -> T + Sync,
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let mut chunks: Vec<(usize, Vec<T>)> = rayon::broadcast(|_| {
            let mut accumulator = Accumulator::new(self.item_count());
            let mut done = Vec::new();
            loop {
                let start = next.fetch_add(ROWS_AT_A_TIME, Ordering::Relaxed);
                if start >= self.item_count() {
                    return done;
                }
                let end = (start + ROWS_AT_A_TIME).min(self.item_count());
                let mapped = (start..end)
                    .filter_map(|row| u32::try_from(row).ok())
                    .map(|row| {
                        accumulator.count(self, ItemId(row));
                        map(ItemId(row), &mut accumulator.neighbours)
                    })
                    .collect();
                done.push((start, mapped));
            }
        })
        .into_iter()
        .flatten()
        .collect();
        chunks.sort_unstable_by_key(|(start, _)| *start);
        chunks.into_iter().flat_map(|(_, mapped)| mapped).collect()
    }
}

/// A thread's working memory: a dense array of cells, and which of them are in use.
struct Accumulator {
    cells: Vec<Cell>,
    touched: Vec<ItemId>,
    neighbours: Vec<Neighbour>,
}

impl Accumulator {
    fn new(item_count: usize) -> Self {
        Self {
            cells: vec![Cell::default(); item_count],
            touched: Vec::new(),
            neighbours: Vec::new(),
        }
    }

    /// Fills `neighbours` with the item's row, ascending, and leaves all cells empty.
    fn count(&mut self, baskets: &Baskets, item: ItemId) {
        for &row in baskets.rows_with(item) {
            let Some((others, weight, customer)) = baskets.row(row) else {
                continue;
            };
            for &other in others {
                let Some(cell) = self.cells.get_mut(other.index()) else {
                    continue;
                };
                if cell.orders == 0 {
                    self.touched.push(other);
                    cell.customers = 1;
                } else if cell.last_customer != customer {
                    // Rows come grouped by customer, so a customer seen before is the last one.
                    cell.customers += 1;
                }
                cell.last_customer = customer;
                cell.orders += 1;
                cell.weight += weight;
            }
        }
        self.touched.sort_unstable();
        self.neighbours.clear();
        for other in self.touched.drain(..) {
            let Some(cell) = self.cells.get_mut(other.index()) else {
                continue;
            };
            if other != item {
                self.neighbours.push(Neighbour {
                    item: other,
                    orders: cell.orders,
                    customers: cell.customers,
                    weight: cell.weight,
                });
            }
            *cell = Cell::default();
        }
    }
}
