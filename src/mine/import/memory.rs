//! What the orders take in memory: estimates, near enough to hold a limit by.

use super::{
    intake::{Intake, Line, Part},
    kept::FEWEST,
};
use crate::mine::dataset::{Dataset, Item, Order};

/// What a piece of memory takes beyond what was asked for.
const HEAP: usize = 16;

/// What a distinct name takes: its place, its hash, its own piece.
const NAME: usize = 64;

impl Intake<'_> {
    /// What does not go to the file.
    fn fixed_bytes(&self) -> usize {
        let names = self.orders.len() + self.customers.len();
        let spellings = self.written.len() + self.item_keys.len();
        self.parts.len() * size_of::<Part>()
            + self.spans.len() * size_of::<(u32, u32)>()
            + (names + spellings) * NAME
            + self.items.len() * 4 * NAME
    }

    /// The least that reading so far can do with.
    pub(super) fn least_bytes(&self) -> u64 {
        (self.fixed_bytes() + FEWEST * size_of::<Line>()) as u64
    }

    /// Puts lines into the file where there is no room for more of them.
    pub(super) fn make_room(&mut self) {
        let Some(limit) = self.settings.memory_bytes else {
            return;
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let room = limit.saturating_sub(self.fixed_bytes()) / size_of::<Line>();
        if self.lines.held() + FEWEST > room {
            let parts = &self.parts;
            let order_of = |line: &Line| {
                let part = parts.get(line.part as usize);
                part.map_or(u32::MAX, |part| part.order)
            };
            self.lines.spill(order_of);
        }
    }
}

/// What orders take as they are and laid out for counting, and the cells of each thread.
pub(super) fn of_counting(dataset: &Dataset) -> u64 {
    let orders: usize = dataset
        .orders
        .iter()
        .map(|order| {
            let own = order.id.len() + order.items.len() * size_of::<u32>() + 2 * HEAP;
            // Laid out: a row with its head, its transpose.
            size_of::<Order>() + own + 12 + order.items.len() * 2 * size_of::<u32>()
        })
        .sum();
    let items = dataset.items.len() * (size_of::<Item>() + NAME);
    let cells = dataset.items.len() * 24 * rayon::current_num_threads();
    (orders + items + cells) as u64
}
