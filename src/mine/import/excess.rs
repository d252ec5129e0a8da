//! Orders that would own the counts: of one customer who places more than anybody shops, and the
//! same basket over and over.
//!
//! A rule is meant to say what customers do. A bot, a reseller's standing order or a colleague who
//! tests the checkout is one customer, however many orders it places.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Note;
use crate::mine::{
    config::ImportSettings,
    dataset::{CustomerId, Orders},
};

/// No customer is capped below this many orders.
const FEWEST_ORDERS: usize = 10;

/// Nor below this many times what a named customer places on average: a shop with thirty resellers
/// is no shop with thirty bots.
const TIMES_THE_MEAN: usize = 5;

/// What was dropped, in lines, and what the report says of it.
#[derive(Debug, Default)]
pub(super) struct Excess {
    /// Lines of baskets that the same customer had ordered often enough.
    pub(super) same_basket_lines: usize,
    /// Lines of a customer's orders beyond the most that count.
    pub(super) one_customer_lines: usize,
    pub(super) notes: Vec<Note>,
}

/// Drops the older orders of both kinds. The orders come by time.
pub(super) fn drop_excess(orders: &mut Orders, settings: &ImportSettings) -> Excess {
    let mut excess = Excess::default();
    drop_same_baskets(orders, settings, &mut excess);
    drop_one_customers(orders, settings, &mut excess);
    excess
}

/// Where a customer has ordered the very same items, two at least, more often than anybody would,
/// the newest of those orders counts.
fn drop_same_baskets(orders: &mut Orders, settings: &ImportSettings, excess: &mut Excess) {
    let most = settings.max_same_orders as usize;
    // Few customers order so often at all: of the others no basket is remembered.
    let mut often: FxHashMap<CustomerId, usize> = FxHashMap::default();
    for order in orders.iter().filter(|order| order.items.len() > 1) {
        if let Some(customer) = order.customer {
            *often.entry(customer).or_default() += 1;
        }
    }
    often.retain(|_, times| *times > most);
    if often.is_empty() {
        return;
    }
    let mut times: FxHashMap<(CustomerId, &[u32]), usize> = FxHashMap::default();
    for order in orders.iter().filter(|order| order.items.len() > 1) {
        if let Some(customer) = order.customer.filter(|it| often.contains_key(it)) {
            *times.entry((customer, order.items)).or_default() += 1;
        }
    }
    // What is ordered too often, and whether a newer order of it has been met.
    let mut later: FxHashMap<(CustomerId, &[u32]), bool> = times
        .into_iter()
        .filter(|(_, times)| *times > most)
        .map(|(basket, _)| (basket, false))
        .collect();
    if later.is_empty() {
        return;
    }
    let customers: FxHashSet<CustomerId> = later.keys().map(|basket| basket.0).collect();
    let customers = customers.len() as u64;
    let mut keep = vec![true; orders.len()];
    for (order, keep) in orders.iter().zip(&mut keep).rev() {
        let Some(customer) = order.customer else {
            continue;
        };
        if let Some(newer) = later.get_mut(&(customer, order.items)) {
            *keep = !*newer;
            *newer = true;
        }
    }
    let (dropped, lines) = retain(orders, &keep);
    excess.same_basket_lines = lines;
    excess.notes.push(Note::SameBaskets {
        orders: dropped as u64,
        customers,
        most: settings.max_same_orders,
    });
}

/// Of a customer with more than a share of all orders, the newest count.
fn drop_one_customers(orders: &mut Orders, settings: &ImportSettings, excess: &mut Excess) {
    let mut counts: FxHashMap<CustomerId, usize> = FxHashMap::default();
    for customer in orders.iter().filter_map(|order| order.customer) {
        *counts.entry(customer).or_default() += 1;
    }
    let named: usize = counts.values().sum();
    let share = orders.len() as f64 * settings.max_customer_share;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most the number of orders"
    )]
    let most = (share as usize)
        .max(FEWEST_ORDERS)
        .max(TIMES_THE_MEAN * named / counts.len().max(1));
    let loud: Vec<usize> = counts.values().copied().filter(|&n| n > most).collect();
    let Some(&largest) = loud.iter().max() else {
        return;
    };
    excess.notes.push(Note::LoudCustomers {
        customers: loud.len() as u64,
        largest: largest as u64,
        of: orders.len() as u64,
        most: most as u64,
    });
    let mut seen: FxHashMap<CustomerId, usize> = FxHashMap::default();
    let mut keep = vec![true; orders.len()];
    for (order, keep) in orders.iter().zip(&mut keep).rev() {
        if let Some(customer) = order.customer {
            let times = seen.entry(customer).or_default();
            *times += 1;
            *keep = *times <= most;
        }
    }
    excess.one_customer_lines = retain(orders, &keep).1;
}

/// Keeps the flagged orders; gives how many orders and lines went.
fn retain(orders: &mut Orders, keep: &[bool]) -> (usize, usize) {
    let mut flags = keep.iter();
    orders.retain(|_| flags.next().copied().unwrap_or(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::dataset::Order;

    fn order(number: usize, customer: Option<u32>, items: &[u32]) -> Order {
        Order {
            id: number.to_string(),
            time: number as i64,
            customer: customer.map(CustomerId),
            items: items.to_vec(),
        }
    }

    fn numbers(orders: &Orders) -> Vec<i64> {
        orders.iter().map(|order| order.time).collect()
    }

    #[test]
    fn a_standing_order_counts_until_nobody_would_place_it() {
        let settings = ImportSettings::default();
        let most = settings.max_same_orders as usize;
        for (times, kept) in [(most, most), (most + 1, 1)] {
            let mut orders: Orders = (0..times).map(|n| order(n, Some(0), &[1, 2])).collect();
            let excess = drop_excess(&mut orders, &settings);
            assert_eq!(orders.len(), kept);
            assert_eq!(orders.last().expect("the newest").time, times as i64 - 1);
            assert_eq!(excess.same_basket_lines, 2 * (times - kept));
            assert_eq!(excess.notes.len(), usize::from(times > kept));
        }
    }

    #[test]
    fn different_baskets_single_items_and_nobody_are_no_standing_order() {
        let settings = ImportSettings {
            max_same_orders: 1,
            ..ImportSettings::default()
        };
        let mut orders: Orders = [
            order(0, Some(0), &[1, 2]),
            order(1, Some(0), &[1, 3]),
            order(2, Some(1), &[1, 2]),
            order(3, Some(0), &[1]),
            order(4, Some(0), &[1]),
            order(5, None, &[1, 2]),
            order(6, None, &[1, 2]),
            order(7, Some(0), &[1, 2]),
        ]
        .into_iter()
        .collect();
        drop_excess(&mut orders, &settings);
        assert_eq!(numbers(&orders), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn of_one_customer_with_half_of_the_orders_the_newest_count() {
        // Orders 0, 2, 4 … are one customer's, the others each another's.
        let mut orders: Orders = (0..2_000)
            .map(|n| order(n, Some(if n % 2 == 0 { 0 } else { n as u32 }), &[n as u32]))
            .collect();
        let excess = drop_excess(&mut orders, &ImportSettings::default());
        // Two in a hundred of 2,000.
        let theirs: Vec<_> = orders
            .iter()
            .filter(|it| it.customer == Some(CustomerId(0)))
            .collect();
        assert_eq!(theirs.len(), 40);
        assert_eq!(theirs.first().expect("an order").time, 1_920);
        assert_eq!(orders.len(), 1_040);
        assert_eq!(excess.one_customer_lines, 960);
        let told = Note::LoudCustomers {
            customers: 1,
            largest: 1_000,
            of: 2_000,
            most: 40,
        };
        assert_eq!(excess.notes, [told]);
    }

    #[test]
    fn a_shop_of_thirty_resellers_is_left_alone() {
        let mut orders: Orders = (0..3_000)
            .map(|n| order(n, Some((n % 30) as u32), &[n as u32, n as u32 + 1]))
            .collect();
        let excess = drop_excess(&mut orders, &ImportSettings::default());
        assert_eq!((orders.len(), excess.notes.len()), (3_000, 0));
    }
}
