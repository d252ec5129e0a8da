//! Ranking against a slow, plain oracle, and its laws.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tandem_widget::{
    domain::ItemId,
    score::{Because, Fallback, Pick, Plane, RankOptions, Score, rank},
    table::{Table, Weight, write::write},
};

use super::sample::{Input, inputs};

fn open(input: &Input) -> Table<Vec<u8>> {
    Table::open(write(&input.meta, &input.items).unwrap()).unwrap()
}

/// A table, and baskets that hold repeats and unknown ids.
fn cases() -> impl Strategy<Value = (Input, Vec<ItemId>, RankOptions)> {
    let options = (0..40_usize, any::<bool>()).prop_map(|(limit, popular)| RankOptions {
        limit,
        fallback: if popular {
            Fallback::Popularity
        } else {
            Fallback::None
        },
    });
    let basket = prop::collection::vec((0..70_u32).prop_map(ItemId), 0..12);
    (inputs(60), basket, options)
}

/// The definition, word for word: add up, leave out, sort.
fn slow_rank(
    input: &Input,
    table: &Table<Vec<u8>>,
    basket: &[ItemId],
    options: &RankOptions,
) -> Vec<Pick> {
    let basket: BTreeSet<_> = basket
        .iter()
        .copied()
        .filter(|item| item.0 < table.item_count())
        .collect();
    let few = (2..=3).contains(&basket.len()) && input.meta.planes == 2;
    let plane = if basket.len() > 1 {
        Plane::Cart
    } else {
        Plane::Page
    };
    let mut found: BTreeMap<ItemId, Vec<(Weight, ItemId)>> = BTreeMap::new();
    for &antecedent in &basket {
        let row = table.rules(antecedent).unwrap();
        let cart_scale = row.scale(Plane::Cart);
        for (mut rule, code) in row.rules(plane).zip(row.codes(Plane::Page)) {
            if few && code > 0 && rule.weight > Weight(0) {
                // Code 15 of either plane is 120 tenths of an octave above the scale of the cart's.
                let below = 5 * (15 - i32::from(code));
                let tenths = (i32::from(cart_scale) + 120 - below).min(310);
                let mantissa = [128, 137, 147, 158, 169, 181, 194, 208, 223, 239];
                rule.weight.0 += mantissa[(tenths % 10) as usize] << (tenths / 10);
            }
            if rule.weight > Weight(0) && !basket.contains(&rule.consequent) {
                found
                    .entry(rule.consequent)
                    .or_default()
                    .push((rule.weight, antecedent));
            }
        }
    }
    let mut picks: Vec<_> = found
        .iter()
        .map(|(&item, parts)| {
            let strongest = parts.iter().map(|part| part.0).max().unwrap();
            let (_, antecedent) = *parts.iter().find(|part| part.0 == strongest).unwrap();
            let antecedent_input = &input.items[antecedent.index()];
            let rules = &antecedent_input.rules;
            let rule = rules.iter().find(|rule| rule.consequent == item).unwrap();
            Pick {
                item,
                score: Score(parts.iter().map(|part| part.0.0).sum()),
                because: (rule.pair_orders > 0).then_some(Because {
                    antecedent,
                    pair_orders: rule.pair_orders,
                    antecedent_orders: antecedent_input.orders,
                }),
            }
        })
        .collect();
    picks.sort_by(|a, b| b.score.cmp(&a.score).then(a.item.cmp(&b.item)));
    if options.fallback == Fallback::Popularity {
        let mut popular: Vec<_> = (0..table.item_count()).map(ItemId).collect();
        popular.sort_by_key(|item| std::cmp::Reverse(input.items[item.index()].orders));
        for item in popular {
            let orders = f64::from(input.items[item.index()].orders);
            let of = table.meta().order_count;
            let everywhere =
                of >= 30 && table.item_count() >= 10 && orders / f64::from(of) > 2.0 / 3.0;
            if !basket.contains(&item) && !found.contains_key(&item) && !everywhere {
                picks.push(Pick {
                    item,
                    score: Score(0),
                    because: None,
                });
            }
        }
    }
    picks.truncate(options.limit);
    picks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn equals_the_oracle((input, basket, options) in cases()) {
        let table = open(&input);
        prop_assert_eq!(
            rank(&table, &basket, &options),
            slow_rank(&input, &table, &basket, &options)
        );
    }

    #[test]
    fn laws((input, basket, options) in cases(), seed: u64) {
        let table = open(&input);
        let picks = rank(&table, &basket, &options);

        let mut shuffled = basket.clone();
        let mut sequence = super::sample::Sequence::new(seed);
        shuffled.sort_by_cached_key(|_| sequence.next());
        prop_assert_eq!(&rank(&table, &shuffled, &options), &picks, "the basket's order");

        let doubled = [basket.clone(), shuffled].concat();
        prop_assert_eq!(&rank(&table, &doubled, &options), &picks, "repeats");

        let mut longer = rank(&table, &basket, &RankOptions { limit: options.limit + 1, ..options });
        longer.truncate(options.limit);
        prop_assert_eq!(&longer, &picks, "a smaller limit gives a prefix");

        prop_assert!(picks.iter().all(|pick| !basket.contains(&pick.item)));
        let found = picks.iter().filter(|pick| pick.score > Score(0));
        prop_assert!(found.is_sorted_by(|a, b| (b.score, a.item) < (a.score, b.item)));
    }
}
