use core::sync::atomic::{AtomicUsize, Ordering};

use super::{Baskets, FixedWeight, Floors, baskets::Row};
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

/// How many orders are looked up before the first of them is counted.
const ROWS_AHEAD: usize = 16;

/// How many rows a thread takes at a time. Rows are in falling popularity, so the dear ones go out
/// first and the cheap ones level the load.
const ROWS_AT_A_TIME: usize = 32;

impl Baskets {
    /// Counts each item's neighbours and maps the row by `map`, on all threads of the current
    /// rayon pool. The result is in id order and does not depend on the number of threads.
    ///
    /// `map` gets the item and those of its neighbours that clear the floors, ascending by id,
    /// without the item itself, and how many there are in all; the neighbours may be reordered. Time
    /// is the sum over orders of the square of their lines; memory is one cell an item and thread: 4
    /// bytes, 8 with customers, 16 with orders that weigh more than others.
    pub fn map_rows<T: Send>(
        &self,
        floors: Floors,
        map: impl Fn(ItemId, u32, &mut Vec<Neighbour>) -> T + Sync,
    ) -> Vec<T> {
        // What is the same for all needs no room in a cell: the smaller they are, the more of them
        // are in the cache.
        match (self.is_equal, self.is_unnamed) {
            (true, true) => self.map_cells::<(), (), T>(floors, map),
            (true, false) => self.map_cells::<(), u32, T>(floors, map),
            (false, true) => self.map_cells::<FixedWeight, (), T>(floors, map),
            (false, false) => self.map_cells::<FixedWeight, u32, T>(floors, map),
        }
    }

    fn map_cells<W: Weighed, C: Named, T: Send>(
        &self,
        floors: Floors,
        map: impl Fn(ItemId, u32, &mut Vec<Neighbour>) -> T + Sync,
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let mut chunks: Vec<(usize, Vec<T>)> = rayon::broadcast(|_| {
            let mut accumulator = Accumulator::<W, C>::new(self.item_count(), floors);
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
                        let seen = accumulator.count(self, row);
                        map(ItemId(row), seen, &mut accumulator.neighbours)
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

/// What a cell keeps of orders' weights.
trait Weighed: Copy + Default {
    fn add(&mut self, weight: FixedWeight);
    fn of(self, orders: u32) -> FixedWeight;
}

/// Orders weigh the same.
impl Weighed for () {
    fn add(&mut self, _: FixedWeight) {}

    fn of(self, orders: u32) -> FixedWeight {
        FixedWeight::of_equal(orders)
    }
}

impl Weighed for FixedWeight {
    fn add(&mut self, weight: FixedWeight) {
        *self += weight;
    }

    fn of(self, _: u32) -> FixedWeight {
        self
    }
}

/// What a cell keeps of customers.
trait Named: Copy + Default {
    /// Whether the order before was this customer's too.
    fn is_same(&mut self, customer: u32) -> bool;
}

/// Each order is a customer of its own.
impl Named for () {
    fn is_same(&mut self, _: u32) -> bool {
        false
    }
}

/// The last one, from 1.
impl Named for u32 {
    fn is_same(&mut self, customer: u32) -> bool {
        let is_same = *self == customer;
        *self = customer;
        is_same
    }
}

/// One item's running counts in a thread's accumulator.
#[derive(Debug, Clone, Copy, Default)]
struct Cell<W, C> {
    weight: W,
    orders: u32,
    last_customer: C,
}

/// A thread's working memory: a dense array of cells, and which of them are in use.
struct Accumulator<W, C> {
    floors: Floors,
    cells: Vec<Cell<W, C>>,
    /// By item: orders by a customer who was counted already. Rare, hence apart.
    repeats: Vec<u32>,
    /// Room for every item and one more.
    touched: Vec<u32>,
    /// A bit an item.
    marks: Vec<u64>,
    neighbours: Vec<Neighbour>,
}

impl<W: Weighed, C: Named> Accumulator<W, C> {
    fn new(item_count: usize, floors: Floors) -> Self {
        let has_customers = size_of::<C>() > 0;
        Self {
            floors,
            cells: vec![Cell::default(); item_count],
            repeats: vec![0; if has_customers { item_count } else { 0 }],
            touched: vec![0; item_count + 1],
            marks: vec![0; item_count.div_ceil(64)],
            neighbours: Vec::new(),
        }
    }

    /// Fills `neighbours` with what clears the floors of the item's row, ascending, and leaves all
    /// cells empty. Gives how many neighbours there are in all.
    fn count(&mut self, baskets: &Baskets, item: u32) -> u32 {
        let mut met = 0;
        let mut batch = [Row::default(); ROWS_AHEAD];
        for starts in baskets.rows_with(ItemId(item)).chunks(ROWS_AHEAD) {
            // Looked up before any is needed: they lie anywhere, and the cache misses overlap.
            for (row, start) in batch.iter_mut().zip(starts) {
                *row = baskets.row(*start).unwrap_or_default();
            }
            for row in batch.iter().take(starts.len()) {
                met = self.add(*row, baskets.weight_of_length(row.length), met);
            }
        }
        self.drain(item, met);
        u32::try_from(met.saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Counts one order. Takes how many items were met, and gives how many are now.
    #[inline]
    fn add(&mut self, row: Row<'_>, weight: FixedWeight, mut met: usize) -> usize {
        for &other in row.items {
            let (Some(cell), Some(slot)) = (
                self.cells.get_mut(other as usize),
                self.touched.get_mut(met),
            ) else {
                continue;
            };
            // Written whether new or not: which it is, no processor can guess.
            *slot = other;
            met += usize::from(cell.orders == 0);
            cell.orders += 1;
            cell.weight.add(weight);
            // Rows come grouped by customer, so a customer seen before is the last one.
            if cell.last_customer.is_same(row.customer)
                && let Some(repeats) = self.repeats.get_mut(other as usize)
            {
                *repeats += 1;
            }
        }
        met
    }

    /// Empties the cells met.
    fn drain(&mut self, item: u32, met: usize) {
        self.neighbours.clear();
        let mut kept = 0;
        for at in 0..met {
            let Some(&other) = self.touched.get(at) else {
                break;
            };
            let Some(cell) = self.cells.get_mut(other as usize) else {
                continue;
            };
            if other != item && cell.orders >= self.floors.min_pair_orders {
                if let Some(slot) = self.touched.get_mut(kept) {
                    *slot = other;
                    kept += 1;
                }
            } else {
                *cell = Cell::default();
                if let Some(repeats) = self.repeats.get_mut(other as usize) {
                    *repeats = 0;
                }
            }
        }
        self.sort(kept);
        for &other in self.touched.get(..kept).unwrap_or_default() {
            let Some(cell) = self.cells.get_mut(other as usize) else {
                continue;
            };
            let Cell { weight, orders, .. } = core::mem::take(cell);
            let repeats = self.repeats.get_mut(other as usize);
            let neighbour = Neighbour {
                item: ItemId(other),
                orders,
                customers: orders - repeats.map_or(0, core::mem::take),
                weight: weight.of(orders),
            };
            if self.floors.admit(&neighbour) {
                self.neighbours.push(neighbour);
            }
        }
    }

    /// Sorts what was met; many by marking them, in time linear in the items.
    fn sort(&mut self, kept: usize) {
        let Some(kept) = self.touched.get_mut(..kept) else {
            return;
        };
        if kept.len() < self.marks.len() / 8 {
            return kept.sort_unstable();
        }
        for &mut item in &mut *kept {
            if let Some(word) = self.marks.get_mut(item as usize / 64) {
                *word |= 1 << (item % 64);
            }
        }
        let mut slots = kept.iter_mut();
        for (base, word) in (0_u32..).step_by(64).zip(&mut self.marks) {
            while *word != 0
                && let Some(slot) = slots.next()
            {
                *slot = base + word.trailing_zeros();
                *word &= *word - 1;
            }
        }
    }
}
