//! A made-up shop: orders by a fixed recipe, so that every run of every test sees the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::PathBuf,
};

use crate::driver::{Ran, Scratch};

/// SKUs that try to break out of CSV, HTML, JSON and file names, and plain ones.
pub(super) const ODD_SKUS: [&str; 6] = [
    "<script>alert(1)</script>",
    "say \"hi\"",
    "😀 emoji",
    "../../etc/passwd",
    "a,b;c",
    "100%",
];

/// One order: its number, a customer where it names one, its items, its day in 2023.
pub(super) struct Order {
    pub(super) customer: Option<u32>,
    pub(super) items: BTreeSet<String>,
    day: u32,
}

/// How many items any order holds.
pub(super) const ITEMS: usize = 45;

/// 900 orders of [`ITEMS`] items: item `2k` is mostly bought with item `2k + 1`, the rest is noise
/// that falls off like real sales do. A third of the orders name no customer.
pub(super) fn orders() -> Vec<Order> {
    let mut random = Random(7);
    let sku = |item: u32| {
        ODD_SKUS
            .get(item as usize)
            .map_or_else(|| format!("P{item:03}"), |odd| (*odd).to_owned())
    };
    (0..900)
        .map(|order| {
            let popular = |random: &mut Random| (random.below(46) * random.below(46)) / 46;
            let first = popular(&mut random);
            let mut items = BTreeSet::from([sku(first)]);
            if random.below(10) < 6 {
                items.insert(sku(first ^ 1));
            }
            for _ in 0..random.below(4) {
                items.insert(sku(popular(&mut random)));
            }
            Order {
                customer: (order % 3 > 0).then(|| random.below(80)),
                items,
                day: order / 3,
            }
        })
        .collect()
}

/// The orders as an export.
pub(super) fn csv(orders: &[Order]) -> String {
    let mut csv =
        String::from("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n");
    for (number, order) in (10_000..).zip(orders) {
        let customer = order.customer.map(|id| id.to_string()).unwrap_or_default();
        let (month, day) = (order.day / 28 + 1, order.day % 28 + 1);
        for sku in &order.items {
            let sku = sku.replace('"', "\"\"");
            writeln!(
                csv,
                "{number},\"{sku}\",\"The <b>{sku}</b> & Co\",1,2023-{month:02}-{day:02} 10:00,2.50,{customer}"
            )
            .expect("writing to memory");
        }
    }
    csv
}

/// When the last order was placed: 2023-11-20 10:00.
pub(super) fn last_order_seconds() -> i64 {
    const NEW_YEAR: i64 = 1_672_531_200;
    // Months of 28 days, as in the export: order 899 is of day 299, November the 20th.
    let day_of_year = 304 + 19;
    NEW_YEAR + day_of_year * 86_400 + 10 * 3_600
}

/// Orders that hold both items, counted the slow way.
pub(super) fn pair_orders(orders: &[Order]) -> BTreeMap<(&str, &str), u32> {
    let mut counts = BTreeMap::new();
    for order in orders {
        for a in &order.items {
            for b in &order.items {
                if a != b {
                    *counts.entry((a.as_str(), b.as_str())).or_default() += 1;
                }
            }
        }
    }
    counts
}

/// Writes the export and gives its path.
pub(super) fn export(scratch: &Scratch) -> PathBuf {
    scratch.file("orders.csv", csv(&orders()))
}

/// Builds the shop into a folder.
pub(super) fn built(scratch: &Scratch, out: &str) -> Ran {
    export(scratch);
    scratch
        .tandem(&["build", "--orders", "orders.csv", "--out", out])
        .expect_code(0)
}

/// A linear congruential generator: enough to scatter items.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(bound)) as u32
    }
}
