use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::by_orders;
use crate::mine::dataset::Dataset;

/// The most pairs that are looked into. Where more are frequent, the rarest wait: the floor of the
/// search rises until they fit, as a shop of millions of orders has no use for a hundred thousand
/// bundles.
const MAX_PAIRS: usize = 60_000;

/// Sets that enough orders hold.
pub(super) struct Found {
    /// Orders of each item, ascending; empty for items that are out.
    orders_of: Vec<Vec<u32>>,
    /// Orders of each frequent pair, by ascending items.
    pairs: FxHashMap<[u32; 2], u32>,
    /// Orders of each frequent set of three or four, by ascending items.
    pub(super) sets: FxHashMap<Vec<u32>, u32>,
}

impl Found {
    /// How many orders hold all of these items, of a set that is frequent or part of one.
    pub(super) fn count(&self, items: &[u32]) -> u32 {
        match items {
            [] => 0,
            [item] => self.of(*item).len().try_into().unwrap_or(u32::MAX),
            [left, right] => self.pairs.get(&[*left, *right]).copied().unwrap_or(0),
            _ => self.sets.get(items).copied().unwrap_or(0),
        }
    }

    /// The orders that hold all of these items, ascending.
    pub(super) fn holders(&self, items: &[u32]) -> Vec<u32> {
        let Some((first, rest)) = items.split_first() else {
            return Vec::new();
        };
        rest.iter().fold(self.of(*first).to_vec(), |holders, item| {
            common(&holders, self.of(*item))
        })
    }

    fn of(&self, item: u32) -> &[u32] {
        self.orders_of.get(item as usize).map_or(&[], Vec::as_slice)
    }
}

/// All sets of two, three and four items that at least `min_orders` of these orders hold (Eclat:
/// lists of orders, intersected depth first; Zaki, 2000).
pub(super) fn frequent_sets(
    dataset: &Dataset,
    orders: &[u32],
    min_orders: u32,
    is_offered: &dyn Fn(u32) -> bool,
) -> Found {
    let mut orders_of: Vec<Vec<u32>> = vec![Vec::new(); dataset.items.len()];
    for &at in orders {
        let items = dataset.orders.get(at as usize).map(|order| order.items);
        for &item in items.into_iter().flatten() {
            if let Some(of) = orders_of.get_mut(item as usize) {
                of.push(at);
            }
        }
    }
    for (item, of) in (0..).zip(&mut orders_of) {
        if of.len() < min_orders as usize || !is_offered(item) {
            *of = Vec::new();
        }
    }

    let items = u32::try_from(orders_of.len()).unwrap_or(u32::MAX);
    let partners: Vec<Vec<(u32, u32)>> = (0..items)
        .into_par_iter()
        .map(|item| partners(dataset, &orders_of, item, min_orders))
        .collect();
    let floor = floor(&partners, min_orders);
    let mut found = Found {
        orders_of,
        pairs: FxHashMap::default(),
        sets: FxHashMap::default(),
    };
    for (item, partners) in (0..).zip(&partners) {
        for &(partner, orders) in partners {
            found.pairs.insert([item, partner], orders);
        }
    }
    let sets: Vec<Vec<(Vec<u32>, u32)>> = (0..items)
        .into_par_iter()
        .map(|item| sets_from(&found, &partners, item, floor))
        .collect();
    found.sets.extend(sets.into_iter().flatten());
    found
}

/// The items after this one that share enough orders with it, ascending, with how many.
fn partners(
    dataset: &Dataset,
    orders_of: &[Vec<u32>],
    item: u32,
    min_orders: u32,
) -> Vec<(u32, u32)> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let orders = orders_of.get(item as usize).into_iter().flatten();
    for order in orders.filter_map(|at| dataset.orders.get(*at as usize)) {
        for &other in order.items.iter().filter(|other| **other > item) {
            *counts.entry(other).or_default() += 1;
        }
    }
    let is_in = |other: u32| {
        orders_of
            .get(other as usize)
            .is_some_and(|of| !of.is_empty())
    };
    let mut partners: Vec<_> = counts
        .into_iter()
        .filter(|(other, orders)| *orders >= min_orders && is_in(*other))
        .collect();
    partners.sort_unstable();
    partners
}

/// The floor from which at most [`MAX_PAIRS`] pairs are frequent.
fn floor(partners: &[Vec<(u32, u32)>], min_orders: u32) -> u32 {
    let mut counts: Vec<(u32, u32)> = partners.iter().flatten().copied().collect();
    if counts.len() <= MAX_PAIRS {
        return min_orders;
    }
    counts.sort_unstable_by(|left, right| by_orders(*left, *right));
    counts
        .get(MAX_PAIRS)
        .map_or(min_orders, |(_, orders)| orders + 1)
}

/// The frequent sets of three and four whose first item this is.
fn sets_from(
    found: &Found,
    partners: &[Vec<(u32, u32)>],
    item: u32,
    floor: u32,
) -> Vec<(Vec<u32>, u32)> {
    let of = |item: u32| partners.get(item as usize).map_or(&[][..], Vec::as_slice);
    let mut sets = Vec::new();
    let enough = |orders: &[u32]| orders.len() >= floor as usize;
    let first: Vec<u32> = strong(of(item), floor).collect();
    for &second in &first {
        let pair = common(found.of(item), found.of(second));
        let thirds: Vec<u32> = common(&first, &strong(of(second), floor).collect::<Vec<_>>());
        for &third in &thirds {
            let three = common(&pair, found.of(third));
            if !enough(&three) {
                continue;
            }
            sets.push((vec![item, second, third], length(&three)));
            let fourths = common(&thirds, &strong(of(third), floor).collect::<Vec<_>>());
            for fourth in fourths {
                let four = common(&three, found.of(fourth));
                if enough(&four) {
                    sets.push((vec![item, second, third, fourth], length(&four)));
                }
            }
        }
    }
    sets
}

fn strong(partners: &[(u32, u32)], floor: u32) -> impl Iterator<Item = u32> {
    let strong = partners.iter().filter(move |(_, orders)| *orders >= floor);
    strong.map(|(partner, _)| *partner)
}

fn length(orders: &[u32]) -> u32 {
    u32::try_from(orders.len()).unwrap_or(u32::MAX)
}

/// What two ascending lists share.
fn common(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut right = right.iter().copied().peekable();
    let mut shared = Vec::new();
    for &item in left {
        while right.next_if(|other| *other < item).is_some() {}
        if right.peek() == Some(&item) {
            shared.push(item);
        }
    }
    shared
}
