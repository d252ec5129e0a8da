use proptest::prelude::*;

use super::{Bundle, Tail, find, splits};
use crate::mine::{
    config::{BundleRank, BundleSettings},
    dataset::{CustomerId, Dataset, Item, Order},
    import::ImportReport,
    random::SplitMix,
};

/// Orders of these items, a day apart, each by a customer of its own.
fn dataset(items: u32, orders: &[Vec<u32>]) -> Dataset {
    let item = |at: u32| Item {
        sku: format!("item-{at}"),
        other_skus: Vec::new(),
        product_id: None,
        variant_id: None,
        title: format!("Item {at}"),
        price_minor: None,
        orders: orders.iter().filter(|order| order.contains(&at)).count() as u32,
    };
    Dataset {
        items: (0..items).map(item).collect(),
        orders: (0..)
            .zip(orders)
            .map(|(at, items)| Order {
                id: at.to_string(),
                time: i64::from(at) * 86_400,
                customer: Some(CustomerId(at)),
                items: items.clone(),
            })
            .collect(),
        has_customers: true,
        customer_count: orders.len() as u32,
        currency: None,
        report: ImportReport::default(),
    }
}

/// 200 orders of the set 0, 1, 2 or of nothing of it, among random others of 3 to 12.
fn planted() -> Vec<Vec<u32>> {
    let mut orders = Vec::new();
    let mut random = SplitMix::new(7);
    for at in 0..400_u32 {
        let mut order: Vec<u32> = if at % 5 == 0 {
            vec![0, 1, 2]
        } else {
            Vec::new()
        };
        // Item 3 is in nearly every order, and so with everything.
        order.push(3);
        order.extend((0..3).map(|_| 4 + random.below(9) as u32));
        order.sort_unstable();
        order.dedup();
        orders.push(order);
    }
    orders
}

fn settings() -> BundleSettings {
    BundleSettings::default()
}

fn sets(found: &[Bundle]) -> Vec<Vec<u32>> {
    let sorted = |bundle: &Bundle| {
        let mut items = bundle.items.clone();
        items.sort_unstable();
        items
    };
    found.iter().map(sorted).collect()
}

#[test]
fn a_planted_set_is_found_and_what_is_merely_popular_is_not_in_it() {
    let data = dataset(13, &planted());
    let found = find(&data, &settings(), 3, &|_| true, &|_, _| true);
    assert_eq!(sets(&found.all), [[0, 1, 2]]);
    let bundle = &found.all[0];
    assert_eq!((bundle.orders, bundle.customers), (80, 80));
    assert!((bundle.attach_rate() - 1.0).abs() < 1e-12);
    assert!(found.frequent > 1, "chance sets were looked at as well");
}

#[test]
fn what_is_not_offered_is_in_no_set() {
    let data = dataset(13, &planted());
    assert_eq!(
        find(&data, &settings(), 0, &|item| item != 1, &|_, _| true).all,
        []
    );
    let apart = |left, right| (left, right) != (0, 2);
    assert_eq!(find(&data, &settings(), 0, &|_| true, &apart).all, []);
}

#[test]
fn a_set_below_the_privacy_floor_is_not_shown() {
    let mut data = dataset(13, &planted());
    let orders = data.orders.iter().map(|order| {
        let mut order = order.to_order();
        if order.items.contains(&0) {
            order.customer = Some(CustomerId(order.time as u32 % 2));
        }
        order
    });
    data.orders = orders.collect();
    assert_eq!(find(&data, &settings(), 3, &|_| true, &|_, _| true).all, []);
}

#[test]
fn a_set_that_is_no_longer_bought_is_left_out() {
    let mut orders = planted();
    orders.extend(vec![vec![3, 5]; 100]);
    let data = dataset(13, &orders);
    assert_eq!(find(&data, &settings(), 0, &|_| true, &|_, _| true).all, []);
}

#[test]
fn very_large_orders_say_nothing() {
    let mut orders = planted();
    for order in &mut orders {
        if order.contains(&0) {
            order.extend(13..80);
        }
    }
    let data = dataset(80, &orders);
    assert!(
        !sets(&find(&data, &settings(), 0, &|_| true, &|_, _| true).all).contains(&vec![0, 1, 2])
    );
}

#[test]
fn a_set_of_three_whose_orders_all_hold_a_fourth_is_told_as_four() {
    let mut orders = planted();
    for order in &mut orders {
        if order.contains(&0) {
            order.push(13);
        }
    }
    let data = dataset(14, &orders);
    assert_eq!(
        sets(&find(&data, &settings(), 0, &|_| true, &|_, _| true).all),
        [[0, 1, 2, 13]]
    );
}

#[test]
fn an_item_is_in_two_of_the_shown_at_most() {
    let bundle = |items: [u32; 3], orders| Bundle {
        items: items.to_vec(),
        orders,
        customers: orders,
        lead_orders: 100,
        expected_orders: 1.0,
        last_time: 0,
    };
    let all = [
        bundle([0, 1, 2], 90),
        bundle([0, 1, 3], 80),
        bundle([0, 4, 5], 70),
        bundle([4, 5, 6], 60),
    ];
    assert_eq!(super::shown(&all, 9), [0, 1, 3]);
    assert_eq!(super::shown(&all, 1), [0]);
}

#[test]
fn ranks_by_volume_or_by_attach_rate() {
    let bundle = Bundle {
        items: vec![0, 1, 2],
        orders: 25,
        customers: 25,
        lead_orders: 50,
        expected_orders: 4.0,
        last_time: 0,
    };
    assert!((bundle.rank_score(BundleRank::Volume) - 21.0).abs() < 1e-12);
    assert!((bundle.rank_score(BundleRank::Attach) - 10.5).abs() < 1e-12);
}

#[test]
fn every_split_is_looked_at_once() {
    assert_eq!(splits(&[1, 2, 3]).count(), 3);
    let mut four: Vec<_> = splits(&[1, 2, 3, 4]).collect();
    four.sort();
    four.dedup();
    assert_eq!(four.len(), 7);
    assert!(
        four.iter()
            .all(|(left, right)| left.len() + right.len() == 4 && !right.is_empty())
    );
}

/// Worked out with exact fractions: P(X >= 3) of 5 and 4 among 12 is (C(5,3)C(7,1) + C(5,4)) / C(12,4).
#[test]
fn the_tail_is_that_of_the_fractions() {
    let exact = (10.0 * 7.0 + 5.0) / 495.0_f64;
    assert!((Tail::new(12).ln_at_least(3, 5, 4) - exact.ln()).abs() < 1e-12);
}

proptest! {
    #[test]
    fn the_tail_falls_from_certain_to_impossible(
        all in 1_u32..200, left in 0_u32..200, right in 0_u32..200,
    ) {
        let (left, right) = (left.min(all), right.min(all));
        let tail = Tail::new(all as usize);
        let mut before = 0.0;
        prop_assert_eq!(tail.ln_at_least(0, left, right), 0.0);
        for both in 0..=left.min(right) {
            let now = tail.ln_at_least(both, left, right);
            prop_assert!(now <= before + 1e-9 && now.is_finite(), "{} {}", both, now);
            // Fisher's test does not mind which is left.
            prop_assert!((now - tail.ln_at_least(both, right, left)).abs() < 1e-9);
            before = now;
        }
        prop_assert_eq!(tail.ln_at_least(left.min(right) + 1, left, right), f64::NEG_INFINITY);
    }
}
