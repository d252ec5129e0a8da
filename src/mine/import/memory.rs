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

    /// What becoming orders takes, beside lines that are still in memory: parts, names and facts of
    /// orders, and at most what orders take in the end.
    fn closing_bytes(&self) -> usize {
        let order = size_of::<Order>() + 2 * HEAP + NAME;
        let lines = usize::try_from(self.lines_read).unwrap_or(usize::MAX);
        self.parts.len() * size_of::<Part>()
            + self.orders.len() * order
            + lines.saturating_mul(size_of::<u32>())
            + self.items.len() * 4 * NAME
    }

    /// The least that reading can do with.
    pub(super) fn least_bytes(&self) -> u64 {
        let fewest = FEWEST * size_of::<Line>();
        (self.fixed_bytes().max(self.closing_bytes()) + fewest) as u64
    }

    /// Puts all lines into the file where they have no room beside the orders that they become.
    pub(super) fn make_room_for_orders(&mut self) {
        let held = self.lines.held() * size_of::<Line>();
        let needed = (held + self.closing_bytes()) as u64;
        if self
            .settings
            .memory_bytes
            .is_some_and(|limit| needed > limit)
        {
            self.spill();
        }
    }

    /// Puts lines into the file where there is no room for more of them.
    pub(super) fn make_room(&mut self) {
        let Some(limit) = self.settings.memory_bytes else {
            return;
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let room = limit.saturating_sub(self.fixed_bytes()) / size_of::<Line>();
        if self.lines.held() + FEWEST > room {
            self.spill();
        }
    }

    fn spill(&mut self) {
        let parts = &self.parts;
        self.lines.spill(|line| {
            let part = parts.get(line.part as usize);
            part.map_or(u32::MAX, |part| part.order)
        });
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
