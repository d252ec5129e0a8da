//! What a choice must never do, and shops of which the right choice is known.

use super::*;
use crate::{
    domain::ItemId,
    eval::{Trial, asked::Planes},
    mine::{
        config::{OrderWeight, Preset, RecipePins},
        count::{Admitted, Baskets, Floors, Link},
        dataset::{Item, Order},
        import::ImportReport,
    },
};

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

fn shop(item_count: u32, orders: Vec<Vec<u32>>) -> Dataset {
    let items = (0..item_count).map(|item| Item {
        sku: format!("{item:04}"),
        other_skus: Vec::new(),
        product_id: None,
        variant_id: None,
        title: String::new(),
        price_minor: None,
        orders: 1,
    });
    let orders = orders.into_iter().zip(0_u32..).map(|(mut items, number)| {
        items.sort_unstable();
        items.dedup();
        Order {
            id: number.to_string(),
            time: i64::from(number) * 600,
            customer: None,
            items,
        }
    });
    Dataset {
        items: items.collect(),
        orders: orders.collect(),
        has_customers: false,
        customer_count: 0,
        currency: None,
        report: ImportReport::default(),
    }
}

/// Couples that are bought together among others that sell as they sell.
fn couples(orders: u32, seed: u64) -> Dataset {
    let mut random = Random(seed);
    let orders = (0..orders).map(|_| {
        let first = random.below(60) * random.below(60) / 60;
        let mut items = vec![first];
        if random.below(10) < 6 {
            items.push(first ^ 1);
        }
        items.extend((0..random.below(5)).map(|_| random.below(60) * random.below(60) / 60));
        items
    });
    shop(60, orders.collect())
}

/// A kiosk: a few things sell to everybody, hundreds now and then, and nothing goes with anything.
/// What sells is then the best guess, and whatever holds best-sellers down guesses worse.
fn kiosk(orders: u32) -> Dataset {
    let mut random = Random(11);
    let orders = (0..orders).map(|_| {
        let line = |random: &mut Random| {
            random.below(400) * random.below(400) / 400 * random.below(400) / 400
        };
        (0..2 + random.below(5))
            .map(|_| line(&mut random))
            .collect()
    });
    shop(400, orders.collect())
}

fn choose(dataset: &Dataset, orders: usize, settings: &MineSettings) -> Choice {
    Choice::new(dataset, 0..orders, settings, &|_| true, &[])
}

#[test]
fn questions_are_answered_as_a_trial_would() {
    let dataset = couples(600, 3);
    let split = Split::validation(0..600);
    let baskets = Baskets::of_dataset(&dataset, split.learn.clone(), OrderWeight::InverseSqrt);
    let floors = Floors {
        min_pair_orders: 2,
        min_pair_customers: 1,
    };
    let counts = Admitted::new(&baskets, floors);
    let (page, cart) = (counts.scores(&Recipe::PAGE), counts.scores(&Recipe::CART));
    let offered = vec![true; baskets.item_count()];
    let trial = Trial::new(&dataset, &split, &baskets, 5, 2).expect("questions");
    for planes in [
        Planes::new(&page, None, &offered, 4),
        Planes::new(&page, Some(&cart), &offered, 8),
    ] {
        for kind in QueryKind::ALL {
            let slow: Vec<f64> = trial
                .ask(kind, &|query, scores| {
                    scores.fill(0.0);
                    let cart = planes.cart.as_ref().filter(|_| query.len() > 1);
                    let rows = cart.unwrap_or(&planes.page);
                    let most =
                        |row: &[Link]| row.iter().fold(0.0, |most: f64, link| most.max(link.value));
                    for item in query {
                        let (row, page) = (&rows[item.index()], &planes.page[item.index()]);
                        // Of two and three the page is heard as well, its strongest as strong.
                        let is_few = cart.is_some() && query.len() < 4;
                        let lift = most(row) / most(page).max(f64::MIN_POSITIVE);
                        for link in row {
                            let heard = page.iter().find(|other| is_few && other.item == link.item);
                            if let Some(score) = scores.get_mut(link.item.index()) {
                                *score += link.value + heard.map_or(0.0, |page| page.value * lift);
                            }
                        }
                    }
                })
                .iter()
                .map(crate::eval::Outcome::gain)
                .collect();
            let fast = planes.gains(trial.queries(), kind);
            assert_eq!(fast, slow, "{kind:?}");
            assert!(fast.iter().any(|gain| *gain > 0.0));
        }
    }
}

#[test]
fn later_orders_change_nothing() {
    let all = couples(3_000, 3);
    let learned = 2_500;
    let mut other = couples(3_000, 4);
    let (older, newer) = (
        all.orders.iter().take(learned),
        other.orders.iter().skip(learned),
    );
    other.orders = older.chain(newer).map(|order| order.to_order()).collect();
    let settings = MineSettings::default();
    let choice = choose(&all, learned, &settings);
    assert!(matches!(choice.basis, Basis::Measured { .. }));
    assert_eq!(choice, choose(&other, learned, &settings));
    // Nor do they when they are not there.
    let older = other.orders.iter().take(learned);
    other.orders = older.map(|order| order.to_order()).collect();
    assert_eq!(choice, choose(&other, learned, &settings));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let dataset = couples(2_500, 8);
    let run = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads")
            .install(|| choose(&dataset, 2_500, &MineSettings::default()))
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn where_confidence_is_best_best_sellers_are_not_held_down() {
    let choice = choose(&kiosk(6_000), 6_000, &MineSettings::default());
    let page = choice.recipes.page;
    assert!(page.exponent_consequent <= 0.2, "{page}");
    let named = |name| {
        let mut tried = choice.tried.iter();
        tried.find(|tried| tried.plane == PlaneKind::Page && tried.name == Some(name))
    };
    let behind = |tried: &Tried| {
        let lead = tried.lead.iter().flatten().next();
        lead.map_or(0.0, |lead| lead.mean / lead.standard_error)
    };
    assert!(behind(named("cosine").expect("asked")) > 1.0);
    assert!(behind(named("confidence").expect("asked")) > -1.0);
}

#[test]
fn no_usual_measure_is_clearly_better_than_the_choice() {
    for seed in 0..4 {
        let dataset = couples(3_000, seed);
        let choice = choose(&dataset, 3_000, &MineSettings::default());
        for tried in &choice.tried {
            for lead in tried.lead.iter().flatten() {
                assert!(lead.mean >= -2.0 * lead.standard_error, "{tried:?}");
            }
        }
    }
}

#[test]
fn too_few_orders_choose_nothing() {
    let dataset = couples(1_000, 3);
    for orders in [0, 1, 10, 400] {
        let choice = choose(&dataset, orders, &MineSettings::default());
        assert!(matches!(choice.basis, Basis::TooFewOrders { .. }));
        assert_eq!(choice.recipes.page, Recipe::PAGE);
        assert_eq!(choice.recipes.cart, Recipe::THIN_CART);
        assert!(choice.tried.is_empty());
    }
}

#[test]
fn few_orders_are_asked_about_in_three_tenths() {
    let splits = cuts(&couples(1_000, 3), 100..900);
    let asked: Vec<_> = splits.iter().map(|split| split.ask.clone()).collect();
    assert_eq!(asked, [820..900, 740..820, 660..740]);
    for split in &splits {
        assert_eq!(split.learn, 100..split.ask.start);
    }
    let choice = choose(&couples(1_000, 3), 1_000, &MineSettings::default());
    assert!(matches!(choice.basis, Basis::Measured { asked: 200.., .. }));
    assert_eq!(
        cuts(&couples(3_000, 3), 0..3_000),
        [Split::validation(0..3_000)]
    );
}

#[test]
fn what_the_shop_says_stays() {
    let dataset = couples(2_500, 3);
    let settings = MineSettings {
        page: RecipePins {
            order_weight: Some(OrderWeight::Equal),
            exponent_consequent: Some(0.45),
            ..RecipePins::default()
        },
        cart: RecipePins {
            ridge_share: Some(0.0),
            ..RecipePins::default()
        },
        ..MineSettings::default()
    };
    let choice = choose(&dataset, 2_500, &settings);
    assert!(matches!(choice.basis, Basis::Measured { .. }));
    assert_eq!(choice.recipes.page.order_weight, OrderWeight::Equal);
    assert!((choice.recipes.page.exponent_consequent - 0.45).abs() < 1e-12);
    assert!(choice.recipes.cart.ridge_share.abs() < 1e-12);
    let off = MineSettings {
        choose: false,
        ..settings
    };
    let choice = choose(&dataset, 2_500, &off);
    assert_eq!(choice.basis, Basis::NotAsked);
    assert!((choice.recipes.page.exponent_consequent - 0.45).abs() < 1e-12);
    assert_eq!(
        choice.recipes.page.exponent_antecedent.to_bits(),
        Recipe::PAGE.exponent_antecedent.to_bits()
    );
}

#[test]
fn items_that_are_not_offered_are_no_answers() {
    let dataset = couples(300, 3);
    let baskets = Baskets::of_dataset(&dataset, 0..300, OrderWeight::Equal);
    let floors = Floors {
        min_pair_orders: 1,
        min_pair_customers: 1,
    };
    let scores = Admitted::new(&baskets, floors).scores(&Recipe::PAGE);
    let mut offered = vec![true; baskets.item_count()];
    offered[0] = false;
    let planes = Planes::new(&scores, Some(&scores), &offered, 16);
    let names = |item| {
        let rows = planes.page.iter().chain(planes.cart.iter().flatten());
        rows.flatten().any(|link| link.item == ItemId(item))
    };
    assert!(!names(0) && names(1));
}

#[test]
fn a_preset_costs_few_hits_and_brings_what_it_is_for() {
    let dataset = couples(4_000, 5);
    // Every third earns, however it sells.
    let margins: Vec<Option<i64>> = (0..dataset.items.len())
        .map(|place| Some(if place % 3 == 0 { 4_000 } else { 500 }))
        .collect();
    let choose = |preset, margins: &[_]| {
        let settings = MineSettings {
            preset,
            ..MineSettings::default()
        };
        Choice::new(&dataset, 0..4_000, &settings, &|_| true, margins)
    };
    let plain = choose(Preset::Relevance, &margins);
    assert_eq!(plain.recipes.lean, 0.0);
    let kinds = QueryKind::ALL.len();
    assert_eq!(plain.presets.len(), Preset::ALL.len() * kinds);
    for kind in QueryKind::ALL {
        let told = |preset: Preset| {
            let mut all = plain.presets.iter();
            *all.find(|told| (told.preset, told.kind) == (preset, kind))
                .expect("figures")
        };
        let [relevance, discovery, value] = Preset::ALL.map(told);
        assert_eq!((relevance.exponent, relevance.loss.mean), (0.0, 0.0));
        assert!(discovery.non_head_shown > relevance.non_head_shown);
        assert!(value.margin_minor > relevance.margin_minor);
        for leaning in [discovery, value] {
            assert!(leaning.exponent > 0.0, "{leaning:?}");
            let loss = relevance.ndcg_10.mean - leaning.ndcg_10.mean;
            assert!((loss - leaning.loss.mean).abs() < 1e-9);
            assert!(loss <= MAX_LOSS * relevance.ndcg_10.mean, "{leaning:?}");
        }
    }
    // A preset is no matter of how to rank, but of how far scores lean.
    let discovery = choose(Preset::Discovery, &margins);
    let mut of_discovery = plain.presets.iter();
    let told = of_discovery.find(|told| told.preset == Preset::Discovery);
    assert_eq!(Some(discovery.recipes.lean), told.map(|told| told.exponent));
    assert_eq!(
        (discovery.recipes.page, discovery.recipes.cart),
        (plain.recipes.page, plain.recipes.cart)
    );
    // Nobody knows what anything earns.
    let blind = choose(Preset::Value, &[]);
    assert_eq!(blind.recipes.lean, 0.0);
    assert!(
        blind
            .presets
            .iter()
            .all(|told| told.preset != Preset::Value)
    );
}
