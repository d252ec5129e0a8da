//! Sets of three or four items that belong together: candidates for a bundle.
//!
//! May import [`crate::domain`] and the dataset; knows nothing of files, tables or prices.
//!
//! A set is kept where
//!
//! - enough orders hold all of it, one of them lately;
//! - each way to split it in two is significant: holders of the one part hold the other more often
//!   than by chance ([`Tail`], the hypergeometric test, Bonferroni-corrected over all splits looked
//!   at), so no item is in it only because it is popular;
//! - no two of its items are bought together less often than by chance, as substitutes are;
//! - it is closed: no larger set that is kept is in the very same orders.
//!
//! Very large orders are wholesale: they hold every set and are left out.

mod sets;
mod tail;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use self::sets::{Found, frequent_sets};
pub use self::tail::Tail;
use crate::mine::{
    config::{BundleRank, BundleSettings},
    dataset::Dataset,
};

/// The chance, over all splits looked at together, that one passes by luck.
const ALPHA: f64 = 0.01;

/// The fewest orders that count as evidence where the settings leave it to us.
const LEAST_ORDERS: u32 = 10;

/// And the least share of orders, as one in this many: 40 of 20,000.
const ONE_ORDER_IN: usize = 500;

const SECONDS_A_DAY: i64 = 86_400;

/// A set of items that were bought together.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// Positions in [`Dataset::items`], most ordered first; three or four.
    pub items: Vec<u32>,
    /// Orders that hold all of them.
    pub orders: u32,
    /// Distinct customers of those orders, all unnamed ones as one.
    pub customers: u32,
    /// Orders that hold the first, most ordered item: `orders` over this is the attach rate.
    pub lead_orders: u32,
    /// Orders expected by chance: the largest over all splits of `n_left n_right / N`.
    pub expected_orders: f64,
    /// When all of them were last bought together, in seconds since 1970-01-01.
    pub last_time: i64,
}

impl Bundle {
    /// The share of the most ordered item's orders that hold the whole set, `0.0..=1.0`.
    #[must_use]
    pub fn attach_rate(&self) -> f64 {
        f64::from(self.orders) / f64::from(self.lead_orders.max(1))
    }

    /// What the set ranks by. With *s* orders and *e* expected: *s - e* for volume, the orders that
    /// chance does not explain; *(s - e) / sqrt(e)* for attach rate, the same against what chance
    /// would scatter, which favours sets whose last item follows from the others.
    #[must_use]
    pub fn rank_score(&self, rank: BundleRank) -> f64 {
        let excess = f64::from(self.orders) - self.expected_orders;
        match rank {
            BundleRank::Volume => excess,
            BundleRank::Attach => excess / self.expected_orders.max(f64::MIN_POSITIVE).sqrt(),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundles {
    /// Every set that is kept, best first; ties by items.
    pub all: Vec<Bundle>,
    /// Positions in `all` of those to show: no item is in more than two of them.
    pub shown: Vec<usize>,
    /// Sets that enough orders hold, kept or not.
    pub frequent: usize,
    /// The evidence floor that was kept, in orders.
    pub min_orders: u32,
    /// Orders that were looked at: of two items or more, and not too large.
    pub order_count: usize,
}

/// Finds bundles among the items that `is_offered` lets through, given a position in
/// [`Dataset::items`], of which `go_together` keeps no two apart.
///
/// `min_customers` is the privacy floor, 0 for none. Time grows with the number of frequent sets
/// times their orders, a few seconds for half a million lines; the result does not depend on the
/// number of threads.
#[must_use]
pub fn find(
    dataset: &Dataset,
    settings: &BundleSettings,
    min_customers: u32,
    is_offered: &dyn Fn(u32) -> bool,
    go_together: &dyn Fn(u32, u32) -> bool,
) -> Bundles {
    let orders: Vec<u32> = (0..)
        .zip(dataset.orders.iter())
        .filter(|(_, order)| (2..=settings.max_order_items as usize).contains(&order.items.len()))
        .map(|(at, _)| at)
        .collect();
    let min_orders = settings.min_orders.unwrap_or_else(|| {
        u32::try_from(orders.len() / ONE_ORDER_IN)
            .unwrap_or(u32::MAX)
            .max(LEAST_ORDERS)
    });
    let found = frequent_sets(dataset, &orders, min_orders, is_offered);
    let mut bundles = Bundles {
        all: significant(&found, orders.len())
            .into_iter()
            .filter(|set| pairs(set).all(|[left, right]| go_together(left, right)))
            .filter_map(|set| bundle(dataset, &found, &set, orders.len()))
            .filter(|bundle| bundle.customers >= min_customers)
            .filter(|bundle| is_recent(dataset, bundle, settings.recent_days))
            .collect(),
        shown: Vec::new(),
        frequent: found.sets.len(),
        min_orders,
        order_count: orders.len(),
    };
    bundles.all.sort_by(|left, right| {
        let score = |bundle: &Bundle| bundle.rank_score(settings.rank);
        score(right)
            .total_cmp(&score(left))
            .then_with(|| left.items.cmp(&right.items))
    });
    bundles.shown = shown(&bundles.all, settings.max_shown as usize);
    bundles
}

/// The closed sets that pass the test on every split, and hold no two items below chance.
fn significant(found: &Found, order_count: usize) -> Vec<Vec<u32>> {
    let tail = Tail::new(order_count);
    let tests: usize = found.sets.keys().map(|set| splits(set).count()).sum();
    let most = (ALPHA / tests.max(1) as f64).ln();
    let passes = |set: &[u32], orders: u32| {
        splits(set).all(|(left, right)| {
            let (left, right) = (found.count(&left), found.count(&right));
            tail.ln_at_least(orders, left, right) <= most
        })
    };
    let is_above_chance = |set: &[u32]| {
        pairs(set).all(|pair| {
            let expected = expected(found, &pair[..1], &pair[1..], order_count);
            f64::from(found.count(&pair)) > expected
        })
    };
    let mut kept: Vec<Vec<u32>> = found
        .sets
        .iter()
        .filter(|(set, orders)| is_above_chance(set) && passes(set, **orders))
        .map(|(set, _)| set.clone())
        .collect();
    let absorbed = absorbed(found, &kept);
    kept.retain(|set| !absorbed.contains(set));
    kept.sort_unstable();
    kept
}

/// The sets of three whose orders all hold a fourth item of a kept set too.
fn absorbed(found: &Found, kept: &[Vec<u32>]) -> FxHashSet<Vec<u32>> {
    let larger = kept.iter().filter(|set| set.len() == 4);
    larger
        .flat_map(|set| {
            (0..set.len())
                .map(|out| without(set, out))
                .filter(|smaller| found.count(smaller) == found.count(set))
        })
        .collect()
}

fn without(set: &[u32], out: usize) -> Vec<u32> {
    let rest = (0..).zip(set).filter(|(at, _)| *at != out);
    rest.map(|(_, item)| *item).collect()
}

/// Every way to part a set in two, each once, the first item on the left.
fn splits(set: &[u32]) -> impl Iterator<Item = (Vec<u32>, Vec<u32>)> {
    let ways = 1_u32 << set.len().saturating_sub(1).min(31);
    (0..ways.saturating_sub(1)).map(move |way| {
        // Bit n - 1 says where item n goes; all on the left is no split.
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for (at, item) in (0_u32..).zip(set) {
            let is_left = at == 0 || way & (1 << (at - 1)) != 0;
            if is_left { &mut left } else { &mut right }.push(*item);
        }
        (left, right)
    })
}

fn pairs(set: &[u32]) -> impl Iterator<Item = [u32; 2]> {
    let all = (0..).zip(set);
    all.flat_map(move |(at, left)| set.iter().skip(at + 1).map(move |right| [*left, *right]))
}

fn expected(found: &Found, left: &[u32], right: &[u32], order_count: usize) -> f64 {
    f64::from(found.count(left)) * f64::from(found.count(right)) / order_count.max(1) as f64
}

fn bundle(dataset: &Dataset, found: &Found, set: &[u32], order_count: usize) -> Option<Bundle> {
    let expected_orders = splits(set)
        .map(|(left, right)| expected(found, &left, &right, order_count))
        .max_by(f64::total_cmp)?;
    let mut items = set.to_vec();
    let sold = |item: &u32| found.count(std::slice::from_ref(item));
    items.sort_by(|left, right| sold(right).cmp(&sold(left)).then(left.cmp(right)));
    let holders = found.holders(set);
    let last = holders
        .last()
        .and_then(|at| dataset.orders.get(*at as usize))?;
    let customers: FxHashSet<_> = holders
        .iter()
        .filter_map(|at| dataset.orders.get(*at as usize))
        .map(|order| order.customer)
        .collect();
    let orders = u32::try_from(holders.len()).ok()?;
    Some(Bundle {
        lead_orders: items.first().map_or(0, sold),
        customers: if dataset.has_customers {
            u32::try_from(customers.len()).ok()?
        } else {
            orders
        },
        items,
        orders,
        expected_orders,
        last_time: last.time,
    })
}

fn is_recent(dataset: &Dataset, bundle: &Bundle, recent_days: u32) -> bool {
    let until = dataset.orders.last().map_or(0, |order| order.time);
    bundle.last_time >= until.saturating_sub(i64::from(recent_days) * SECONDS_A_DAY)
}

/// The best first, an item in two at most.
fn shown(all: &[Bundle], most: usize) -> Vec<usize> {
    let mut uses: FxHashMap<u32, u8> = FxHashMap::default();
    let mut shown = Vec::new();
    for (at, bundle) in (0..).zip(all) {
        if shown.len() == most {
            break;
        }
        let is_free = |item: &u32| uses.get(item).is_none_or(|uses| *uses < 2);
        if bundle.items.iter().all(is_free) {
            for item in &bundle.items {
                *uses.entry(*item).or_default() += 1;
            }
            shown.push(at);
        }
    }
    shown
}

/// Falling numbers of orders, ties by ascending position.
fn by_orders(left: (u32, u32), right: (u32, u32)) -> Ordering {
    right.1.cmp(&left.1).then(left.0.cmp(&right.0))
}
