//! What sells more lately than it used to.
//!
//! Goods come into season, sell out and are not made again: what was bought with what over a year says
//! too much of what the shop hardly has any more. Letting old orders count less would throw evidence
//! away; here pairs keep it, and an item's scores, wherever it is suggested, are multiplied by how its
//! sales moved.

use core::ops::Range;

use super::Baskets;
use crate::{domain::ItemId, mine::dataset::Dataset};

/// One in so many of the orders, the newest, are lately.
const LATELY_ONE_IN: usize = 10;

/// So many orders as before are added to what an item sold: two orders are no trend.
const PRIOR_ORDERS: f64 = 10.0;

/// From so many times its usual sales on, and down to one in so many, more makes no difference.
const MOST_TIMES: f64 = 8.0;

/// How each item's sales moved, by id: its orders lately, as a rate, over all its orders. 1 is no
/// movement. Of a dataset's orders, by position, as `baskets` holds them. Linear in the lines.
#[must_use]
pub fn movements(dataset: &Dataset, orders: Range<usize>, baskets: &Baskets) -> Vec<f64> {
    let all = dataset.orders.range(orders);
    let lately = all.len() / LATELY_ONE_IN;
    let mut counts = vec![0_u32; baskets.item_count()];
    for order in all.iter().rev().take(lately) {
        for item in order.items.iter().filter_map(|item| baskets.id_of(*item)) {
            if let Some(count) = counts.get_mut(item.index()) {
                *count += 1;
            }
        }
    }
    let rate = all.len() as f64 / lately.max(1) as f64;
    let moved = (0..).map(ItemId).zip(counts).map(|(item, count)| {
        let usual = f64::from(baskets.orders_with(item)) + PRIOR_ORDERS;
        let moved = (f64::from(count) * rate + PRIOR_ORDERS) / usual;
        moved.clamp(1.0 / MOST_TIMES, MOST_TIMES)
    });
    if lately == 0 {
        return vec![1.0; baskets.item_count()];
    }
    moved.collect()
}

/// What an item's scores are multiplied by; `None` where all are 1.
#[must_use]
pub fn factors(movements: &[f64], exponent: f64) -> Option<Vec<f64>> {
    let factors = movements.iter().map(|moved| moved.powf(exponent));
    (exponent > 0.0).then(|| factors.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::{
        config::OrderWeight,
        dataset::{Item, Order},
        import::ImportReport,
    };

    /// A hundred orders: the first item in each, the second in the older half, the third in the newest
    /// tenth and so many before.
    fn shop() -> Dataset {
        let item = |sku: &str| Item {
            sku: sku.to_owned(),
            other_skus: Vec::new(),
            product_id: None,
            variant_id: None,
            title: sku.to_owned(),
            price_minor: None,
            orders: 1,
        };
        let orders = (0..100).map(|number| {
            let held = [true, number < 50, number >= 90 || number % 10 == 0];
            Order {
                id: format!("{number}"),
                time: number,
                customer: None,
                items: (0_u32..)
                    .zip(held)
                    .filter(|(_, held)| *held)
                    .map(|(item, _)| item)
                    .collect(),
            }
        });
        Dataset {
            items: ["usual", "gone", "coming"].map(item).into(),
            orders: orders.collect(),
            has_customers: false,
            customer_count: 0,
            currency: None,
            report: ImportReport::default(),
        }
    }

    #[test]
    fn what_sells_as_ever_stays_what_is_gone_sinks_what_comes_rises() {
        let shop = shop();
        let baskets = Baskets::of_dataset(&shop, 0..100, OrderWeight::Equal);
        let moved = movements(&shop, 0..100, &baskets);
        let of = |source| moved[baskets.id_of(source).expect("ordered").index()];
        assert!((of(0) - 1.0).abs() < 1e-12);
        assert!((of(1) - 10.0 / 60.0).abs() < 1e-12);
        // 10 of the newest 10, and 9 before.
        assert!((of(2) - 110.0 / 29.0).abs() < 1e-12);
        assert_eq!(factors(&moved, 0.0), None);
        let half = factors(&moved, 0.5).expect("factors");
        assert!(
            (half[baskets.id_of(2).expect("ordered").index()] - (110.0_f64 / 29.0).sqrt()).abs()
                < 1e-12
        );
    }

    #[test]
    fn of_a_few_orders_nothing_is_said() {
        let shop = shop();
        let baskets = Baskets::of_dataset(&shop, 0..9, OrderWeight::Equal);
        assert!(
            movements(&shop, 0..9, &baskets)
                .iter()
                .all(|moved| (moved - 1.0).abs() < 1e-12)
        );
    }
}
