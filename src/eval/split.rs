use core::ops::Range;

use crate::{
    domain::ItemId,
    mine::{count::Baskets, random::SplitMix},
};

/// Parts in a hundred of the orders, the oldest, that are learned from.
pub const TRAIN_PERCENT: usize = 85;

/// Parts in a hundred of a stretch of orders, the newest, on which settings are chosen. They are cut
/// from what is learned from: the test orders choose nothing.
pub const VALIDATION_PERCENT: usize = 10;

/// An item must be in this many training orders to be asked about or recommended.
pub const MIN_ITEM_ORDERS: u32 = 3;

/// How many of the first `order_count` orders by time are learned from; the rest are asked about.
#[must_use]
pub fn train_orders(order_count: usize) -> usize {
    order_count * TRAIN_PERCENT / 100
}

/// A stretch of orders cut in two by time: the older to learn from, the newer to ask about.
///
/// Both are positions in [`crate::mine::dataset::Dataset::orders`], which come sorted by time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The older orders.
    pub learn: Range<usize>,
    /// The newer orders, straight after them.
    pub ask: Range<usize>,
}

impl Split {
    /// The split that figures are published for: the newest orders past [`TRAIN_PERCENT`].
    #[must_use]
    pub fn test(order_count: usize) -> Self {
        let middle = train_orders(order_count);
        Self {
            learn: 0..middle,
            ask: middle..order_count,
        }
    }

    /// The split on which settings are chosen: the newest [`VALIDATION_PERCENT`] of `orders`, which
    /// are all orders where a shop's table is built and [`Split::learn`] where it is evaluated.
    #[must_use]
    pub fn validation(orders: Range<usize>) -> Self {
        let middle = orders.end - orders.len() * VALIDATION_PERCENT / 100;
        Self {
            learn: orders.start..middle,
            ask: middle..orders.end,
        }
    }
}

/// How many items are in at least [`MIN_ITEM_ORDERS`] training orders. As ids fall in popularity,
/// these are the ids `0..vocabulary`.
#[must_use]
pub fn vocabulary(train: &Baskets) -> usize {
    (0..)
        .map(ItemId)
        .take(train.item_count())
        .take_while(|item| train.orders_with(*item) >= MIN_ITEM_ORDERS)
        .count()
}

/// How much of an order is shown before the held-out item is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QueryKind {
    /// One other item: a product page.
    Page,
    /// Up to three others: a cart as shoppers have it.
    Cart3,
    /// All others.
    Cart,
}

impl QueryKind {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 3] = [Self::Page, Self::Cart3, Self::Cart];

    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Cart3 => "cart3",
            Self::Cart => "cart",
        }
    }
}

/// A test order with one item taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldOut {
    /// What is to be found.
    pub held_out: ItemId,
    /// The rest of the order, shuffled: a prefix of it is a fair draw.
    others: Vec<ItemId>,
}

impl HoldOut {
    /// A question laid down by hand: what is to be found, and what is shown, in the order in which
    /// [`HoldOut::query`] takes prefixes. `None` where nothing is shown or the held-out item is.
    #[must_use]
    pub fn new(held_out: ItemId, others: Vec<ItemId>) -> Option<Self> {
        (!others.is_empty() && !others.contains(&held_out)).then_some(Self { held_out, others })
    }

    /// Takes one item out of an order, by chance from this seed. `None` where the order has fewer
    /// than two items.
    #[must_use]
    pub fn draw(items: Vec<ItemId>, seed: u64) -> Option<Self> {
        Self::draws(items, seed, 1).pop()
    }

    /// The same, so many times: an item is taken out again only after all others were. None where
    /// the order has fewer than two items.
    ///
    /// One shuffle serves all: each draw turns it on by one, takes out the last and shows the rest
    /// from the first on, so that no two draws of a turn share an item to find, or the one item of a
    /// page.
    #[must_use]
    pub fn draws(mut items: Vec<ItemId>, seed: u64, draws: usize) -> Vec<Self> {
        if items.len() < 2 {
            return Vec::new();
        }
        let mut random = SplitMix::new(seed);
        // Fisher and Yates, from the end.
        for end in (1..items.len()).rev() {
            items.swap(end, random.below(end + 1));
        }
        let drawn = (0..draws).filter_map(|_| {
            let (held_out, others) = items.split_last()?;
            let drawn = Self {
                held_out: *held_out,
                others: others.to_vec(),
            };
            items.rotate_left(1);
            Some(drawn)
        });
        drawn.collect()
    }

    /// What is shown for a kind of query. Never empty, and never holds the held-out item.
    #[must_use]
    pub fn query(&self, kind: QueryKind) -> &[ItemId] {
        let length = match kind {
            QueryKind::Page => 1,
            QueryKind::Cart3 => 3,
            QueryKind::Cart => usize::MAX,
        };
        self.others.get(..length).unwrap_or(&self.others)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_order_is_parted_without_loss(length in 0..30_u32, seed: u64) {
            let items: Vec<_> = (0..length).map(ItemId).collect();
            let Some(drawn) = HoldOut::draw(items.clone(), seed) else {
                prop_assert!(length < 2);
                return Ok(());
            };
            let mut back = drawn.query(QueryKind::Cart).to_vec();
            prop_assert!(!back.contains(&drawn.held_out));
            back.push(drawn.held_out);
            back.sort_unstable();
            prop_assert_eq!(back, items);
            prop_assert_eq!(drawn.query(QueryKind::Page).len(), 1);
            prop_assert_eq!(drawn.query(QueryKind::Cart3).len(), 3.min(length as usize - 1));
        }
    }

    #[test]
    fn splits_are_by_time_and_the_test_orders_choose_nothing() {
        let test = Split::test(200);
        assert_eq!((test.learn.clone(), test.ask), (0..170, 170..200));
        let validation = Split::validation(test.learn);
        assert_eq!((validation.learn, validation.ask), (0..153, 153..170));
        assert_eq!(Split::validation(5..9).learn, 5..9);
    }

    #[test]
    fn draws_take_turns() {
        let items: Vec<_> = (0..5).map(ItemId).collect();
        let drawn = HoldOut::draws(items.clone(), 7, 12);
        assert_eq!(drawn.len(), 12);
        assert_eq!(drawn.first(), HoldOut::draw(items.clone(), 7).as_ref());
        for turn in drawn.chunks_exact(5) {
            let sorted = |mut ids: Vec<ItemId>| {
                ids.sort_unstable();
                ids
            };
            let held_out = turn.iter().map(|draw| draw.held_out).collect();
            let pages = turn.iter().map(|draw| draw.query(QueryKind::Page)[0]);
            assert_eq!(sorted(held_out), items);
            assert_eq!(sorted(pages.collect()), items);
        }
        for draw in drawn {
            let others = draw.query(QueryKind::Cart);
            assert!(others.len() == 4 && !others.contains(&draw.held_out));
        }
    }

    #[test]
    fn every_item_is_held_out_about_as_often() {
        let items: Vec<_> = (0..5).map(ItemId).collect();
        let mut times = [0_u32; 5];
        for seed in 0..5_000 {
            let drawn = HoldOut::draw(items.clone(), seed).expect("five items");
            times[drawn.held_out.index()] += 1;
        }
        // Five standard deviations about 1,000.
        assert!(
            times.iter().all(|times| (859..=1_141).contains(times)),
            "{times:?}"
        );
    }
}
