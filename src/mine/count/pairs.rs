use core::sync::atomic::{AtomicUsize, Ordering};

use super::{Baskets, FixedWeight, Floors, rows::Row};
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
    /// is the sum over orders of the square of their lines; memory is a few cells an item and thread: 1,
    /// 2 or 4 bytes, 8 with customers, 16 with orders that weigh more than others.
    pub fn map_rows<T: Send>(
        &self,
        floors: Floors,
        map: impl Fn(ItemId, u32, &mut Vec<Neighbour>) -> T + Sync,
    ) -> Vec<T> {
        self.map_counted(floors, &Whole(map))
    }

    /// Counts each item's neighbours and has them read, as [`Self::map_rows`].
    pub(super) fn map_counted<R: Read>(&self, floors: Floors, read: &R) -> Vec<R::Out> {
        // What is the same for all needs no room in a cell, nor do digits that no count of a row can
        // have: the smaller cells are, the more of them are in the cache.
        match (self.is_equal, self.is_unnamed) {
            (true, true) => self.map_cells::<u8, u16, u32, R>(floors, read),
            (true, false) => self.map_one::<Tally<(), u32>, R>(floors, read),
            (false, true) => self.map_one::<Tally<FixedWeight, ()>, R>(floors, read),
            (false, false) => self.map_one::<Tally<FixedWeight, u32>, R>(floors, read),
        }
    }

    fn map_one<K: Cell, R: Read>(&self, floors: Floors, read: &R) -> Vec<R::Out> {
        self.map_cells::<K, K, K, R>(floors, read)
    }

    /// Each row is counted in the smallest cells that hold its counts.
    fn map_cells<S: Cell, M: Cell, L: Cell, R: Read>(
        &self,
        floors: Floors,
        read: &R,
    ) -> Vec<R::Out> {
        let next = AtomicUsize::new(0);
        let mut chunks: Vec<(usize, Vec<R::Out>)> = rayon::broadcast(|_| {
            let mut small = Accumulator::<S>::new(floors);
            let mut medium = Accumulator::<M>::new(floors);
            let mut large = Accumulator::<L>::new(floors);
            let mut room = R::Room::default();
            let mut done = Vec::new();
            loop {
                let start = next.fetch_add(ROWS_AT_A_TIME, Ordering::Relaxed);
                if start >= self.item_count() {
                    return done;
                }
                let end = (start + ROWS_AT_A_TIME).min(self.item_count());
                let mapped = (start..end)
                    .filter_map(|row| u32::try_from(row).ok().map(ItemId))
                    .map(|item| match self.orders_with(item) {
                        orders if orders <= S::MOST => small.read(self, item, read, &mut room),
                        orders if orders <= M::MOST => medium.read(self, item, read, &mut room),
                        _ => large.read(self, item, read, &mut room),
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

/// What is made of an item's row of counts.
pub(super) trait Read: Sync {
    type Out: Send;

    /// What a thread keeps between rows: nothing but room.
    type Room: Default;

    /// Reads a row that was counted, and leaves all cells empty.
    fn read<K: Cell>(
        &self,
        item: ItemId,
        counted: &mut Accumulator<K>,
        room: &mut Self::Room,
    ) -> Self::Out;
}

/// The whole row, sorted.
struct Whole<F>(F);

impl<T: Send, F: Fn(ItemId, u32, &mut Vec<Neighbour>) -> T + Sync> Read for Whole<F> {
    type Out = T;

    type Room = Vec<Neighbour>;

    fn read<K: Cell>(
        &self,
        item: ItemId,
        counted: &mut Accumulator<K>,
        room: &mut Vec<Neighbour>,
    ) -> T {
        let seen = counted.seen();
        counted.drain(item, room);
        (self.0)(item, seen, room)
    }
}

/// One item's running counts in a thread's accumulator.
pub(super) trait Cell: Copy + Default {
    /// The most orders that it can count.
    const MOST: u32;

    /// Whether it tells one customer from another.
    const IS_NAMED: bool;

    /// Counts an order; whether the one before was this customer's too.
    fn add(&mut self, weight: FixedWeight, customer: u32) -> bool;

    fn orders(self) -> u32;

    fn weight(self) -> FixedWeight;
}

/// Orders weigh the same, and each is a customer of its own.
macro_rules! plain_cells {
    ($($count:ty),*) => {$(
        impl Cell for $count {
            const MOST: u32 = <$count>::MAX as u32;
            const IS_NAMED: bool = false;

            #[inline]
            fn add(&mut self, _: FixedWeight, _: u32) -> bool {
                *self += 1;
                false
            }

            #[inline]
            fn orders(self) -> u32 {
                self.into()
            }

            #[inline]
            fn weight(self) -> FixedWeight {
                FixedWeight::of_equal(self.into())
            }
        }
    )*};
}

plain_cells!(u8, u16, u32);

/// All that may differ between orders.
#[derive(Debug, Clone, Copy, Default)]
struct Tally<W, C> {
    weight: W,
    orders: u32,
    last_customer: C,
}

impl<W: Weighed, C: Named> Cell for Tally<W, C> {
    const MOST: u32 = u32::MAX;
    const IS_NAMED: bool = size_of::<C>() > 0;

    #[inline]
    fn add(&mut self, weight: FixedWeight, customer: u32) -> bool {
        self.orders += 1;
        self.weight.add(weight);
        self.last_customer.is_same(customer)
    }

    #[inline]
    fn orders(self) -> u32 {
        self.orders
    }

    #[inline]
    fn weight(self) -> FixedWeight {
        self.weight.of(self.orders)
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

/// A thread's working memory: a dense array of cells, and which of them are in use.
pub(super) struct Accumulator<K> {
    floors: Floors,
    /// None until the first row.
    cells: Vec<K>,
    /// By item: orders by a customer who was counted already. Rare, hence apart.
    repeats: Vec<u32>,
    /// Room for every item and one more.
    touched: Vec<u32>,
    /// How many of them were met, the item itself among them.
    met: usize,
    /// A bit an item.
    marks: Vec<u64>,
}

/// What was counted of an item, its cells empty after.
#[inline]
fn taken<K: Cell>(cells: &mut [K], repeats: &mut [u32], other: u32) -> Option<Neighbour> {
    let cell = core::mem::take(cells.get_mut(other as usize)?);
    let repeats = repeats.get_mut(other as usize);
    let orders = cell.orders();
    Some(Neighbour {
        item: ItemId(other),
        orders,
        customers: orders - repeats.map_or(0, core::mem::take),
        weight: cell.weight(),
    })
}

impl<K: Cell> Accumulator<K> {
    fn new(floors: Floors) -> Self {
        Self {
            floors,
            cells: Vec::new(),
            repeats: Vec::new(),
            touched: Vec::new(),
            met: 0,
            marks: Vec::new(),
        }
    }

    /// Counts an item's row and has it read.
    fn read<R: Read>(
        &mut self,
        baskets: &Baskets,
        item: ItemId,
        read: &R,
        room: &mut R::Room,
    ) -> R::Out {
        if self.cells.is_empty() {
            let items = baskets.item_count();
            self.cells = vec![K::default(); items];
            self.repeats = vec![0; if K::IS_NAMED { items } else { 0 }];
            self.touched = vec![0; items + 1];
            self.marks = vec![0; items.div_ceil(64)];
        }
        self.count(baskets, item);
        read.read(item, self, room)
    }

    /// Counts an item's row.
    fn count(&mut self, baskets: &Baskets, item: ItemId) {
        let mut met = 0;
        let mut batch = [Row::default(); ROWS_AHEAD];
        for starts in baskets.rows_with(item).chunks(ROWS_AHEAD) {
            // Looked up before any is needed: they lie anywhere, and the cache misses overlap.
            for (row, start) in batch.iter_mut().zip(starts) {
                *row = baskets.row(*start).unwrap_or_default();
            }
            for row in batch.iter().take(starts.len()) {
                met = self.add(*row, baskets.weight_of_length(row.length), met);
            }
        }
        self.met = met;
    }

    /// How many neighbours were counted, whatever the floors.
    pub(super) fn seen(&self) -> u32 {
        u32::try_from(self.met.saturating_sub(1)).unwrap_or(u32::MAX)
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
            met += usize::from(cell.orders() == 0);
            // Rows come grouped by customer, so a customer seen before is the last one.
            if cell.add(weight, row.customer)
                && let Some(repeats) = self.repeats.get_mut(other as usize)
            {
                *repeats += 1;
            }
        }
        met
    }

    /// Hands over what clears the floors, in no order, and leaves all cells empty.
    #[inline]
    pub(super) fn take_each(&mut self, item: ItemId, mut each: impl FnMut(Neighbour)) {
        for &other in self.touched.get(..self.met).unwrap_or_default() {
            let Some(neighbour) = taken(&mut self.cells, &mut self.repeats, other) else {
                continue;
            };
            if other != item.0 && self.floors.admit(&neighbour) {
                each(neighbour);
            }
        }
    }

    /// Fills a list with what clears the floors, ascending, and leaves all cells empty.
    fn drain(&mut self, item: ItemId, neighbours: &mut Vec<Neighbour>) {
        neighbours.clear();
        let mut kept = 0;
        for at in 0..self.met {
            let Some(&other) = self.touched.get(at) else {
                break;
            };
            let Some(cell) = self.cells.get_mut(other as usize) else {
                continue;
            };
            if other != item.0 && cell.orders() >= self.floors.min_pair_orders {
                if let Some(slot) = self.touched.get_mut(kept) {
                    *slot = other;
                    kept += 1;
                }
            } else {
                *cell = K::default();
                if let Some(repeats) = self.repeats.get_mut(other as usize) {
                    *repeats = 0;
                }
            }
        }
        self.sort(kept);
        for &other in self.touched.get(..kept).unwrap_or_default() {
            if let Some(neighbour) = taken(&mut self.cells, &mut self.repeats, other)
                && self.floors.admit(&neighbour)
            {
                neighbours.push(neighbour);
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
