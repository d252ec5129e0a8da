use crate::domain::ItemId;

/// How well an item sells, among the items of a vocabulary.
///
/// Sales are lines of training orders. Going down from the most popular item, one belongs to the
/// head while the items before it made less than a third of sales, to the torso while they made
/// less than two thirds, and to the tail from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stratum {
    /// The first third of sales: a few best-sellers.
    Head,
    /// The second third.
    Torso,
    /// The last third: most items.
    Tail,
}

/// Each item's training orders and [`Stratum`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strata {
    orders_with: Vec<u32>,
    /// Where the torso and the tail begin.
    torso: usize,
    tail: usize,
}

impl Strata {
    /// The strata of items with so many orders each, by id, that is, falling.
    #[must_use]
    pub fn new(orders_with: Vec<u32>) -> Self {
        let sales: u64 = orders_with.iter().copied().map(u64::from).sum();
        let first_past = |thirds: u64| {
            let mut before = 0_u64;
            orders_with
                .iter()
                .take_while(|&&orders| {
                    let inside = before * 3 < sales * thirds;
                    before += u64::from(orders);
                    inside
                })
                .count()
        };
        let (torso, tail) = (first_past(1), first_past(2));
        Self {
            orders_with,
            torso,
            tail,
        }
    }

    /// An item's stratum; the tail for an unknown one.
    #[must_use]
    pub fn of(&self, item: ItemId) -> Stratum {
        match item.index() {
            index if index < self.torso => Stratum::Head,
            index if index < self.tail => Stratum::Torso,
            _ => Stratum::Tail,
        }
    }

    /// How many training orders hold an item; 0 for an unknown one.
    #[must_use]
    pub fn orders_with(&self, item: ItemId) -> u32 {
        self.orders_with.get(item.index()).copied().unwrap_or(0)
    }

    /// How many items there are.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.orders_with.len()
    }
}
