use super::Mined;
use crate::{domain::ItemId, mine::count::Neighbour, score::measure};

/// How far the rules reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// Items that any order holds.
    pub items: usize,
    /// Those with at least one suggestion.
    pub items_with_rules: usize,
    /// Those with as many as a box can show.
    pub items_with_full_box: usize,
    /// Orders counted.
    pub orders: usize,
    /// Orders with at least two items: the only ones that can say what goes together.
    pub orders_with_pairs: usize,
    /// Orders in which at least one item has a suggestion.
    pub orders_covered: usize,
    /// Distinct pairs of items that were ever in one order, each way counted once.
    pub pairs_seen: u64,
    /// Those that cleared the floors and lead to an item that is offered, each way counted once.
    pub pairs_admitted: u64,
}

impl Coverage {
    /// Looks at what was mined, for boxes of `box_items` suggestions.
    #[must_use]
    pub fn of(mined: &Mined, box_items: usize) -> Self {
        let rules_of = |item: ItemId| {
            mined
                .rows
                .get(item.index())
                .map_or(0, |row| row.rules.len())
        };
        let items_with_at_least = |least: usize| {
            let rows = mined.rows.iter();
            rows.filter(|row| row.rules.len() >= least).count()
        };
        let (mut orders_with_pairs, mut orders_covered) = (0, 0);
        for mut items in mined.baskets.rows() {
            orders_with_pairs += usize::from(items.len() > 1);
            orders_covered += usize::from(items.any(|item| rules_of(item) > 0));
        }
        let sum = |count: &dyn Fn(&crate::mine::count::MinedRow) -> u32| {
            mined.rows.iter().map(|row| u64::from(count(row))).sum()
        };
        Self {
            items: mined.baskets.item_count(),
            items_with_rules: items_with_at_least(1),
            items_with_full_box: items_with_at_least(box_items.max(1)),
            orders: mined.baskets.order_count(),
            orders_with_pairs,
            orders_covered,
            pairs_seen: sum(&|row| row.pairs_seen),
            pairs_admitted: sum(&|row| row.pairs_admitted),
        }
    }
}

/// A rule with its plain measures, for people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairEvidence {
    /// The item on the page.
    pub antecedent: ItemId,
    /// The item suggested.
    pub consequent: ItemId,
    /// Orders that hold both.
    pub orders: u32,
    /// Distinct customers among them.
    pub customers: u32,
    /// Of the orders with the antecedent, the share that hold the consequent too.
    pub confidence: f64,
    /// How many times as often as chance would have it.
    pub lift: f64,
}

impl PairEvidence {
    fn of(mined: &Mined, antecedent: ItemId, neighbour: &Neighbour) -> Self {
        let count = |item| f64::from(mined.baskets.orders_with(item));
        let both = f64::from(neighbour.orders);
        let orders = f64::from(mined.meta.order_count);
        let (left, right) = (count(antecedent), count(neighbour.item));
        Self {
            antecedent,
            consequent: neighbour.item,
            orders: neighbour.orders,
            customers: neighbour.customers,
            confidence: measure::confidence(both, left),
            lift: measure::lift(both, left, right, orders),
        }
    }
}

/// The pairs most often bought together that became rules: falling orders, ties by falling lift,
/// then by id. Each pair once, told from its rarer item, where the share says more.
#[must_use]
pub fn most_frequent_pairs(mined: &Mined, limit: usize) -> Vec<PairEvidence> {
    top_pairs(mined, limit, |pair| {
        (pair.orders, (pair.lift * 1_000.0) as u64)
    })
}

/// The pairs bought together most above chance among those in at least `min_orders` orders.
#[must_use]
pub fn strongest_pairs(mined: &Mined, min_orders: u32, limit: usize) -> Vec<PairEvidence> {
    top_pairs(mined, limit, |pair| {
        if pair.orders >= min_orders {
            (1, (pair.lift * 1_000.0) as u64)
        } else {
            (0, 0)
        }
    })
    .into_iter()
    .filter(|pair| pair.orders >= min_orders)
    .collect()
}

fn top_pairs(
    mined: &Mined,
    limit: usize,
    key: impl Fn(&PairEvidence) -> (u32, u64),
) -> Vec<PairEvidence> {
    let mut pairs: Vec<_> = (0..)
        .map(ItemId)
        .zip(&mined.rows)
        .flat_map(|(item, row)| row.rules.iter().map(move |rule| (item, &rule.neighbour)))
        .filter(|(_, neighbour)| neighbour.orders > 0)
        .map(|(item, neighbour)| PairEvidence::of(mined, item, neighbour))
        .collect();
    // Higher ids are rarer: of a pair that is a rule both ways, the rarer antecedent comes first.
    pairs.sort_by_key(|pair| {
        (
            core::cmp::Reverse(key(pair)),
            pair.antecedent.min(pair.consequent),
            pair.antecedent.max(pair.consequent),
            core::cmp::Reverse(pair.antecedent),
        )
    });
    pairs.dedup_by_key(|pair| {
        (
            pair.antecedent.min(pair.consequent),
            pair.antecedent.max(pair.consequent),
        )
    });
    pairs.truncate(limit);
    pairs
}
