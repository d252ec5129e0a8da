use proptest::prelude::*;

use super::{Relation, Relations, Thing};
use crate::mine::{
    config::RelationSettings,
    dataset::{CustomerId, Dataset, Item, Order},
    import::ImportReport,
    random::SplitMix,
};

fn dataset(titles: &[&str], orders: &[Vec<u32>]) -> Dataset {
    let item = |(at, title): (u32, &&str)| Item {
        sku: format!("item-{at}"),
        other_skus: Vec::new(),
        product_id: None,
        variant_id: None,
        title: (*title).to_owned(),
        price_minor: None,
        orders: orders.iter().filter(|order| order.contains(&at)).count() as u32,
    };
    Dataset {
        items: (0..).zip(titles).map(item).collect(),
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

const TITLES: [&str; 4] = [
    "Alano Nimbus Sigma One phone",
    "Alano Nimbus Sigma Plus phone",
    "Leather case",
    "Bella kettle",
];

/// Each phone with the case in 100 orders, both phones with it in `both`, and 400 kettles.
fn phones(both: usize) -> Vec<Vec<u32>> {
    let mut orders = vec![vec![0, 2]; 100];
    orders.extend(vec![vec![1, 2]; 100]);
    orders.extend(vec![vec![0, 1, 2]; both]);
    orders.extend(vec![vec![3]; 400]);
    orders
}

fn things(prices: [i64; 4], kinds: bool) -> Vec<Thing<'static>> {
    let kind = ["phone", "phone", "case", "kettle"];
    (0..4)
        .map(|at| Thing {
            title: TITLES[at],
            kind: kinds.then_some(kind[at]),
            family: None,
            price_minor: Some(prices[at]),
        })
        .collect()
}

fn relations(orders: &[Vec<u32>], things: &[Thing<'_>]) -> Relations {
    Relations::new(
        &dataset(&TITLES, orders),
        things,
        &RelationSettings::default(),
    )
}

const PRICES: [i64; 4] = [50_000, 62_500, 2_000, 4_000];

#[test]
fn what_shares_its_company_and_never_meets_is_a_substitute() {
    for kinds in [true, false] {
        let found = relations(&phones(2), &things(PRICES, kinds));
        assert_eq!(found.of(0, 1), Relation::Substitute, "kinds told: {kinds}");
        assert!(!found.admits(0, 1) && !found.admits(1, 0));
        assert_eq!(found.substitutes_of(1), [0]);
        assert_eq!(found.upgrades(0, |_| true), [1]);
        assert_eq!(found.upgrades(0, |_| false), [0; 0]);
        assert_eq!(found.upgrades(1, |_| true), [0; 0], "never a cheaper one");
        assert_eq!(found.of(0, 2), Relation::Complement);
    }
}

#[test]
fn what_is_bought_together_stays_and_is_no_upgrade() {
    let mut orders = phones(100);
    orders.extend(vec![vec![3]; 2_000]);
    let found = relations(&orders, &things(PRICES, true));
    assert_eq!(found.of(0, 1), Relation::Variant);
    assert!(found.admits(0, 1));
    assert_eq!(found.upgrades(0, |_| true), [0; 0]);
}

#[test]
fn customers_who_come_back_for_the_other_tell_a_substitute() {
    let titles = [
        "Coro Alta Vera Monte dark coffee",
        "Coro Alta Vera Monte light coffee",
        "Bella kettle",
    ];
    let mut orders = vec![vec![0]; 60];
    orders.extend(vec![vec![1]; 60]);
    orders.extend(vec![vec![2]; 500]);
    let mut data = dataset(&titles, &orders);
    let thing = |title| Thing {
        title,
        ..Thing::default()
    };
    let things = titles.map(thing);
    let look = |data: &Dataset| Relations::new(data, &things, &RelationSettings::default());
    assert_eq!(look(&data).of(0, 1), Relation::Variant);
    let orders = data.orders.iter().enumerate().map(|(at, order)| {
        let mut order = order.to_order();
        if (60..120).contains(&at) {
            order.customer = Some(CustomerId(at as u32 - 60));
        }
        order
    });
    data.orders = orders.collect();
    assert_eq!(look(&data).of(0, 1), Relation::Substitute);
}

#[test]
fn a_case_stands_beside_a_phone_and_no_phone_beside_a_case() {
    let found = relations(&phones(0), &things(PRICES, true));
    assert!(found.admits(0, 2) && !found.admits(2, 0));
    // Without the catalogue's word for both, prices alone say nothing.
    assert!(relations(&phones(0), &things(PRICES, false)).admits(2, 0));
    // Nor where the dearer one sells better.
    let mut orders = phones(0);
    orders.extend(vec![vec![0]; 200]);
    assert!(relations(&orders, &things(PRICES, true)).admits(2, 0));
}

#[test]
fn the_same_product_in_another_size_stays_out_unless_bought_together() {
    let mut list = things([1_000; 4], true);
    list[2].family = Some("p");
    list[3].family = Some("p");
    assert!(!relations(&phones(0), &list).admits(2, 3));
    let mut orders = phones(0);
    orders.extend(vec![vec![2, 3]; 300]);
    orders.extend(vec![vec![1]; 3_000]);
    assert!(relations(&orders, &list).admits(2, 3));
}

#[test]
fn what_was_never_ordered_is_taken_for_what_its_kind_is() {
    let mut list = things(PRICES, true);
    list.push(Thing {
        title: "Alano Nimbus Sigma Mini phone",
        kind: Some("phone"),
        family: None,
        price_minor: Some(60_000),
    });
    let found = relations(&phones(2), &list);
    let known: Vec<_> = found.kinds().map(|(_, said)| *said).collect();
    let without = relations(&phones(2), &list[..4]);
    let before: Vec<_> = without.kinds().map(|(_, said)| *said).collect();
    assert_eq!(known, before, "it says nothing of its kind");
    assert!(!found.admits(0, 4) && !found.admits(4, 1));
    assert!(!found.admits(2, 4), "too dear beside a case");
    assert!(found.admits(4, 2));
    assert_eq!(
        found.upgrades(0, |_| true),
        [1, 4],
        "what sells comes first"
    );
}

proptest! {
    #[test]
    fn substitutes_are_mutual_and_price_guards_go_one_way(
        seed: u64,
        prices in prop::array::uniform4(1_i64..100_000),
    ) {
        let mut random = SplitMix::new(seed);
        let orders: Vec<Vec<u32>> = (0..300)
            .map(|_| (0..4).filter(|_| random.chance(0.4)).collect::<Vec<u32>>())
            .filter(|order: &Vec<u32>| !order.is_empty())
            .collect();
        let found = relations(&orders, &things(prices, true));
        for one in 0..4_u32 {
            for other in (0..4).filter(|other| *other != one) {
                prop_assert_eq!(found.of(one, other), found.of(other, one));
                let substitute = found.of(one, other) == Relation::Substitute;
                prop_assert_eq!(substitute, found.substitutes_of(one).contains(&other));
                if !substitute {
                    prop_assert!(found.admits(one, other) || found.admits(other, one));
                }
            }
            for upgrade in found.upgrades(one, |_| true) {
                let times = prices[upgrade as usize] as f64 / prices[one as usize] as f64;
                prop_assert!((1.049..=1.501).contains(&times));
            }
        }
    }
}
