use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Orders of shoppers that hold both products, over those expected by chance.
fn observed_over_expected(shop: &Shop, related: impl Fn(usize, usize) -> bool) -> f64 {
    let mut with = vec![0.0; shop.products().len()];
    let mut both: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut orders = 0.0;
    for sale in shop.sales().filter(|sale| sale.buyer == Buyer::Shopper) {
        orders += 1.0;
        for &a in &sale.products {
            with[a] += 1.0;
            for &b in sale.products.iter().filter(|&&b| b > a) {
                *both.entry((a, b)).or_default() += 1.0;
            }
        }
    }
    let (mut observed, mut expected) = (0.0, 0.0);
    for a in 0..with.len() {
        for b in (a + 1..with.len()).filter(|&b| related(a, b)) {
            observed += both.get(&(a, b)).copied().unwrap_or(0.0);
            expected += with[a] * with[b] / orders;
        }
    }
    observed / expected
}

#[test]
fn what_is_planted_stands_out_from_chance() {
    let shop = Shop::new(Plan::new(1, 8_000));
    let of = |relation| observed_over_expected(&shop, |a, b| shop.relation(a, b) == relation);
    assert!(
        of(Relation::Complement) > 5.0,
        "{}",
        of(Relation::Complement)
    );
    assert!(of(Relation::Variant) > 10.0, "{}", of(Relation::Variant));
    assert!(of(Relation::Stranger) < 1.2, "{}", of(Relation::Stranger));
    // Above none, as a customer on two errands may take two models, and so may noise.
    assert!(
        of(Relation::Substitute) < 1.0,
        "{}",
        of(Relation::Substitute)
    );
}

#[test]
fn a_shop_of_three_departments_sells_nothing_else() {
    let mut plan = Plan::new(7, 600);
    (plan.products, plan.departments) = (280, 3);
    let shop = Shop::new(plan);
    let names: BTreeSet<_> = shop.products().iter().map(|it| it.department).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["Cameras", "Coffee", "Phones"]
    );
    assert!((280..295).contains(&shop.products().len()));
    assert!(
        shop.sales()
            .all(|sale| sale.products.iter().all(|&it| it < shop.products().len()))
    );
}

#[test]
fn a_better_model_costs_a_quarter_more_and_says_what_it_has_more() {
    let shop = Shop::new(Plan::new(1, 8_000));
    let mut with_features = 0;
    for pair in shop.products().windows(2) {
        let [one, better] = pair else { continue };
        if (one.series, one.role, better.role) != (better.series, Role::Base, Role::Base) {
            assert!(one.role == Role::Base || one.features.is_empty());
            continue;
        }
        assert!(one.price_minor % 100 == 0 && better.price_minor % 100 == 0);
        let ratio = better.price_minor as f64 / one.price_minor as f64;
        assert!(ratio > 1.19 && ratio < 1.26, "{} {ratio}", one.title);
        let names = |it: &Product| {
            it.features
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(one), names(better));
        assert!(one.features.is_empty() || one.features != better.features);
        assert!(names(one).iter().all(|name| goods::FEATURES.contains(name)));
        with_features += usize::from(!one.features.is_empty());
    }
    assert!(with_features > 20);
}

#[test]
fn seasons_bring_strangers_together() {
    let shop = Shop::new(Plan::new(1, 8_000));
    let department = |product: usize| shop.products()[product].department;
    let ratio = |left: &str, right: &str| {
        observed_over_expected(&shop, |a, b| {
            shop.relation(a, b) == Relation::Stranger
                && [department(a), department(b)] == [left, right]
        })
    };
    let (same, apart) = (ratio("Cameras", "Baking"), ratio("Cameras", "Garden"));
    assert!(same > 1.1 * apart, "{same} {apart}");
}

#[test]
fn every_order_can_be_made_alone_and_again() {
    let shop = Shop::new(Plan::new(3, 500));
    let all: Vec<_> = shop.sales().collect();
    assert_eq!(
        all,
        Shop::new(Plan::new(3, 500)).sales().collect::<Vec<_>>()
    );
    assert_eq!(shop.sales().nth(321).as_ref(), all.get(321));
    assert_ne!(
        all,
        Shop::new(Plan::new(4, 500)).sales().collect::<Vec<_>>()
    );
    for pair in all.windows(2) {
        assert!(pair[0].time <= pair[1].time);
    }
    for sale in &all {
        assert!(!sale.products.is_empty());
        assert!(sale.products.is_sorted_by(|a, b| a < b));
        assert!(sale.products.iter().all(|&it| it < shop.products().len()));
    }
}

#[test]
fn shops_of_every_size_have_products_to_match() {
    for (orders, low, high) in [
        (0, 1, 15),
        (50, 15, 40),
        (100_000, 1_900, 2_100),
        (5_000_000, 18_000, 21_000),
    ] {
        let shop = Shop::new(Plan::new(1, orders));
        let products = shop.products().len();
        assert!(
            (low..=high).contains(&products),
            "{orders} orders, {products} products"
        );
        let skus: BTreeSet<_> = shop
            .products()
            .iter()
            .map(|it| it.sku.to_lowercase())
            .collect();
        let titles: BTreeSet<_> = shop.products().iter().map(|it| &it.title).collect();
        assert_eq!((skus.len(), titles.len()), (products, products));
    }
}

#[test]
fn odd_buyers_come_in_their_shares() {
    let mut plan = Plan::new(5, 10_000);
    (plan.regular_share, plan.bag_share) = (0.5, 0.8);
    let shop = Shop::new(plan);
    let sales: Vec<_> = shop.sales().collect();
    let share = |holds: &dyn Fn(&Sale) -> bool| {
        sales.iter().filter(|sale| holds(sale)).count() as f64 / sales.len() as f64
    };
    assert!((share(&|sale| sale.buyer == Buyer::Regular) - 0.5).abs() < 0.025);
    assert!((share(&|sale| sale.buyer == Buyer::Bot) - 0.01).abs() < 0.005);
    assert!((share(&|sale| sale.buyer == Buyer::Wholesaler) - 0.01).abs() < 0.005);
    let bag = shop.products().len() - 1;
    assert!((share(&|sale| sale.products.contains(&bag)) - 0.8).abs() < 0.02);
    let bots: BTreeSet<_> = sales
        .iter()
        .filter(|sale| sale.buyer == Buyer::Bot)
        .filter_map(|sale| sale.customer)
        .collect();
    assert_eq!(bots.len(), 2);
    for habit in shop.habits() {
        for (&a, &b) in habit.iter().zip(habit.iter().skip(1)) {
            assert_eq!(shop.relation(a, b), Relation::Stranger);
        }
    }
}
