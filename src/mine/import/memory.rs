//! What the orders take in memory: estimates, near enough to hold a limit by.

use super::{
    intake::{Intake, Part},
    kept::FEWEST_BYTES,
    names::Names,
};
use crate::mine::dataset::{Dataset, Item, Orders};

/// What a distinct name takes that is small and in a piece of its own: its place, its piece.
const NAME: usize = 64;

impl Intake<'_> {
    /// What does not go to the file.
    fn fixed_bytes(&self) -> usize {
        let names = [
            &self.orders,
            &self.customers,
            &self.written,
            &self.item_keys,
        ];
        self.parts.len() * size_of::<Part>()
            + self.newest.len() * size_of::<u32>()
            + names.map(Names::bytes).iter().sum::<usize>()
            + self.written_short.bytes()
            + self.items.len() * 4 * NAME
    }

    /// What becoming orders takes, beside lines that are still in memory: parts, and at most what
    /// orders take in the end.
    fn closing_bytes(&self) -> usize {
        let lines = usize::try_from(self.lines_read).unwrap_or(usize::MAX);
        self.parts.len() * size_of::<Part>()
            + self.orders.bytes()
            + self.orders.len() * Orders::HEAD_BYTES
            + lines.saturating_mul(size_of::<u32>())
            + self.items.len() * 4 * NAME
    }

    /// The least that reading can do with.
    pub(super) fn least_bytes(&self) -> u64 {
        (self.fixed_bytes().max(self.closing_bytes()) + FEWEST_BYTES) as u64
    }

    /// Puts all lines into the file where they have no room beside the orders that they become.
    pub(super) fn make_room_for_orders(&mut self) {
        let needed = (self.lines.held_bytes() + self.closing_bytes()) as u64;
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
        let limit = self.settings.memory_bytes.map_or(usize::MAX, |limit| {
            usize::try_from(limit).unwrap_or(usize::MAX)
        });
        let room = limit.saturating_sub(self.fixed_bytes());
        if self.lines.is_full() || self.lines.held_bytes() + FEWEST_BYTES > room {
            self.spill();
        }
    }

    fn spill(&mut self) {
        let parts = &self.parts;
        self.lines
            .spill(|part| parts.get(part as usize).map_or(u32::MAX, |part| part.order));
    }
}

/// What orders take as they are and laid out for counting, and the cells of each thread.
pub(super) fn of_counting(dataset: &Dataset) -> u64 {
    let lines: usize = dataset.orders.iter().map(|order| order.items.len()).sum();
    // Laid out: a row with its head, its transpose.
    let laid_out = dataset.orders.len() * 12 + lines * 2 * size_of::<u32>();
    let items = dataset.items.len() * (size_of::<Item>() + NAME);
    let cells = dataset.items.len() * 24 * rayon::current_num_threads();
    (dataset.orders.bytes() + laid_out + items + cells) as u64
}
