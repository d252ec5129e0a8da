//! The counting against a slow count that anyone can check by eye, and its laws.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::{domain::ItemId, mine::config::OrderWeight};

/// Orders as a test writes them: items of a fixed list of SKUs, and a customer.
type Orders = Vec<(BTreeSet<u32>, Option<u32>)>;

const SKUS: [&str; 9] = ["d", "a", "c", "b", "é", "E", "f", "", "a b"];

const ALL: Floors = Floors {
    min_pair_orders: 1,
    min_pair_customers: 1,
};

fn orders() -> impl Strategy<Value = Orders> {
    let items = prop::collection::btree_set(0..SKUS.len() as u32, 0..7);
    prop::collection::vec((items, prop::option::of(0..4_u32)), 0..40)
}

fn baskets(orders: &Orders, has_customers: bool) -> Baskets {
    let items: Vec<Vec<u32>> = orders
        .iter()
        .map(|(items, _)| items.iter().copied().collect())
        .collect();
    let purchases = items
        .iter()
        .zip(orders)
        .map(|(items, (_, customer))| Purchase {
            items,
            customer: *customer,
        });
    Baskets::new(&SKUS, purchases, has_customers, OrderWeight::InverseSqrt)
}

/// SKU pairs to (orders, distinct customers, summed 1/√lines), by looking at every pair of every order.
fn slow_counts(orders: &Orders) -> BTreeMap<(u32, u32), (u32, u32, f64)> {
    let mut customers: BTreeMap<(u32, u32), BTreeSet<Option<u32>>> = BTreeMap::new();
    let mut counts = BTreeMap::new();
    for (items, customer) in orders {
        for &a in items {
            for &b in items {
                if a != b {
                    let entry = counts.entry((a, b)).or_insert((0, 0, 0.0));
                    entry.0 += 1;
                    entry.2 += 1.0 / (items.len() as f64).sqrt();
                    customers.entry((a, b)).or_default().insert(*customer);
                }
            }
        }
    }
    for (pair, who) in customers {
        counts.get_mut(&pair).unwrap().1 = who.len() as u32;
    }
    counts
}

fn fast_counts(baskets: &Baskets) -> BTreeMap<(u32, u32), (u32, u32, f64)> {
    baskets
        .map_rows(ALL, |item, seen, row| {
            assert_eq!(seen as usize, row.len());
            (item, row.clone())
        })
        .into_iter()
        .flat_map(|(item, row)| row.into_iter().map(move |n| (item, n)))
        .map(|(item, n)| {
            let source = |id| baskets.source_of(id).unwrap();
            (
                (source(item), source(n.item)),
                (n.orders, n.customers, n.weight.as_f64()),
            )
        })
        .collect()
}

proptest! {
    #[test]
    fn every_pair_is_counted_as_by_hand(orders in orders()) {
        let slow = slow_counts(&orders);
        let fast = fast_counts(&baskets(&orders, true));
        prop_assert_eq!(slow.len(), fast.len());
        for (pair, (orders, customers, weight)) in slow {
            let (fast_orders, fast_customers, fast_weight) = fast[&pair];
            prop_assert_eq!((orders, customers), (fast_orders, fast_customers));
            // Rounded to 2⁻²⁴ an order.
            prop_assert!((weight - fast_weight).abs() < 1e-5);
        }
    }

    #[test]
    fn without_customers_each_order_is_one(orders in orders()) {
        for (orders, customers, _) in fast_counts(&baskets(&orders, false)).into_values() {
            prop_assert_eq!(orders, customers);
        }
    }

    #[test]
    fn counts_do_not_depend_on_the_order_of_the_orders(orders in orders(), turn in 0..40_usize) {
        let mut turned = orders.clone();
        let middle = turn % turned.len().max(1);
        turned.rotate_left(middle);
        prop_assert_eq!(
            fast_counts(&baskets(&orders, true)),
            fast_counts(&baskets(&turned, true))
        );
    }

    #[test]
    fn ids_fall_in_popularity_then_rise_in_sku_bytes(orders in orders()) {
        let baskets = baskets(&orders, true);
        let ranked: Vec<_> = (0..baskets.item_count() as u32)
            .map(|id| (
                core::cmp::Reverse(baskets.orders_with(ItemId(id))),
                SKUS[baskets.source_of(ItemId(id)).unwrap() as usize],
            ))
            .collect();
        prop_assert!(ranked.is_sorted());
        for (source, _) in (0_u32..).zip(SKUS) {
            let bought = orders.iter().any(|(items, _)| items.contains(&source));
            prop_assert_eq!(baskets.id_of(source).is_some(), bought);
        }
    }

    #[test]
    fn a_row_keeps_the_best_of_what_clears_the_floors(orders in orders(), keep in 0..4_usize) {
        let baskets = baskets(&orders, true);
        let floors = Floors { min_pair_orders: 2, min_pair_customers: 2 };
        let all = mine(&baskets, &PairRanker::default().of(&baskets), floors, &|_| true, usize::MAX);
        let best = mine(&baskets, &PairRanker::default().of(&baskets), floors, &|_| true, keep);
        for (mut all, best) in all.into_iter().zip(best) {
            prop_assert!(all.rules.iter().all(|rule| floors.admit(&rule.neighbour)));
            prop_assert!(all.rules.is_sorted_by(|a, b| a.scores.page >= b.scores.page));
            all.rules.truncate(keep);
            prop_assert_eq!(all.rules, best.rules);
        }
    }
}

#[test]
fn one_customer_alone_never_clears_the_privacy_floor() {
    let often = (BTreeSet::from([0, 1]), Some(7));
    let unnamed = (BTreeSet::from([2, 3]), None);
    let mut orders: Orders = vec![often; 50];
    orders.extend(vec![unnamed; 50]);
    let floors = Floors {
        min_pair_orders: 3,
        min_pair_customers: 2,
    };
    let data = baskets(&orders, true);
    let rows = mine(
        &data,
        &PairRanker::default().of(&data),
        floors,
        &|_| true,
        16,
    );
    assert!(rows.iter().all(|row| row.rules.is_empty()));
    assert!(rows.iter().all(|row| row.pairs_seen == 1));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    // Enough items for several chunks of rows, with a fixed pattern in place of chance.
    let skus: Vec<String> = (0..500).map(|item| format!("sku {item}")).collect();
    let orders: Vec<Vec<u32>> = (0..2_000_u32)
        .map(|order| {
            let items: BTreeSet<u32> = (0..1 + order % 9)
                .map(|line| (order.wrapping_mul(2_654_435_761) >> (line + 3)) % 500)
                .collect();
            items.into_iter().collect()
        })
        .collect();
    let purchases = |customers: u32| {
        orders
            .iter()
            .zip(0_u32..)
            .map(move |(items, order)| Purchase {
                items,
                customer: (order % 3 > 0).then_some(order % customers),
            })
    };
    let baskets = Baskets::new(&skus, purchases(97), true, OrderWeight::InverseSqrt);
    let floors = Floors {
        min_pair_orders: 1,
        min_pair_customers: 1,
    };
    let run = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| {
                mine(
                    &baskets,
                    &PairRanker::default().of(&baskets),
                    floors,
                    &|_| true,
                    5,
                )
            })
    };
    let one = run(1);
    assert!(one.iter().any(|row| row.rules.len() == 5));
    assert_eq!(one, run(4));
}
