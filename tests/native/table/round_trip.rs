//! What is written is read.

use proptest::prelude::*;
use tandem_widget::{
    domain::{ItemId, KeyKind},
    table::{Plane, RowError, Table, Weight, write::write},
};

use super::sample::{Input, input, inputs};

/// Every promise of the reader about a table that the writer wrote.
#[track_caller]
fn assert_reads_back(input: &Input) {
    let bytes = write(&input.meta, &input.items).unwrap();
    let table = Table::open(&bytes).unwrap();
    let statistics = table.verify().unwrap();

    assert_eq!(table.meta(), input.meta);
    assert_eq!(table.item_count() as usize, input.items.len());
    let rules: usize = input.items.iter().map(|item| item.rules.len()).sum();
    assert_eq!(table.rule_count() as usize, rules);
    assert_eq!(statistics.rules as usize, rules);
    let keys: usize = input.items.iter().map(|item| item.keys.len()).sum();
    assert_eq!(statistics.keys as usize, keys);
    let sections: u64 = table.sections().iter().map(|s| u64::from(s.bytes)).sum();
    assert_eq!(sections, bytes.len() as u64, "sections add up to the file");
    let bits = statistics.row_bits;
    assert_eq!(
        u64::from(table.sections()[2].bytes) - statistics.rows_directory_bytes,
        (bits.heads + bits.ids + bits.page_codes + bits.cart_codes + bits.padding) / 8,
        "row bits add up to the section"
    );

    let planes = match input.meta.planes {
        1 => vec![Plane::Page],
        _ => vec![Plane::Page, Plane::Cart],
    };
    for (id, item) in (0..).map(ItemId).zip(&input.items) {
        for (kind, key) in &item.keys {
            assert_eq!(table.find(*kind, key), Some(id));
            assert_eq!(table.find_any(key), Some(id));
        }
        assert_eq!(table.item_orders(id), Some(item.orders));
        let row = table.rules(id).unwrap();
        let mut expected = item.rules.clone();
        expected.sort_unstable_by_key(|rule| rule.consequent);
        let consequents: Vec<_> = expected.iter().map(|rule| rule.consequent).collect();
        assert_eq!(row.consequents().collect::<Vec<_>>(), consequents);
        let pair_orders: Vec<_> = expected.iter().map(|rule| rule.pair_orders).collect();
        assert_eq!(table.pair_orders(id).unwrap().as_slice(), pair_orders);
        for plane in &planes {
            let score = |rule: &tandem_widget::table::write::RuleInput| match plane {
                Plane::Page => rule.page,
                Plane::Cart => rule.cart.unwrap_or_default(),
            };
            let all = input.items.iter().flat_map(|item| &item.rules);
            let row_strongest = expected.iter().map(score).fold(0.0, f64::max);
            // Rows of a page plane are compared only where there is no other plane.
            let strongest = if planes.len() > 1 && *plane == Plane::Page {
                row_strongest
            } else {
                all.map(score).fold(0.0, f64::max)
            };
            for (rule, expected) in row.rules(*plane).zip(&expected) {
                let score = score(expected);
                assert_eq!(rule.weight == Weight(0), score == 0.0);
                // A code, and the range of fourteen; half a code of a strongest rule.
                let (most, range) = match plane {
                    Plane::Page => (0.51, 120.0),
                    Plane::Cart => (0.81, 2_000.0),
                };
                let most = if score == row_strongest { 0.11 } else { most };
                if score > row_strongest / range {
                    let read = rule.weight.0 as f64 / Weight::ONE.0 as f64 * strongest;
                    let error = (read / score).log2().abs();
                    assert!(error < most, "{score} became {read}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_table(input in inputs(150)) {
        assert_reads_back(&input);
    }

    #[test]
    fn the_same_input_gives_the_same_bytes_in_any_order(input in inputs(60), seed: u64) {
        let bytes = write(&input.meta, &input.items).unwrap();
        let mut shuffled = input.clone();
        let mut sequence = super::sample::Sequence::new(seed);
        for item in &mut shuffled.items {
            item.rules.sort_by_cached_key(|_| sequence.next());
            item.keys.sort_by_cached_key(|_| sequence.next());
        }
        prop_assert_eq!(write(&shuffled.meta, &shuffled.items).unwrap(), bytes);
    }
}

#[test]
fn a_table_of_a_shops_size() {
    assert_reads_back(&input(7, 4_000, 2, 16));
}

#[test]
fn small_extremes() {
    for item_count in [0, 1, 2, 31, 32, 33, 64] {
        assert_reads_back(&input(u64::from(item_count), item_count, 1, 32));
    }
}

#[test]
fn an_id_beyond_the_table_is_unknown() {
    let input = input(1, 5, 1, 4);
    let table = Table::open(write(&input.meta, &input.items).unwrap()).unwrap();
    let item = ItemId(5);
    assert_eq!(table.rules(item), Err(RowError::UnknownItem { item }));
    assert_eq!(table.pair_orders(item), Err(RowError::UnknownItem { item }));
    assert_eq!(table.item_orders(item), None);
}

#[test]
fn keys_are_byte_for_byte_and_kinds_apart() {
    let input = input(3, 200, 1, 4);
    let table = Table::open(write(&input.meta, &input.items).unwrap()).unwrap();
    assert_eq!(table.find(KeyKind::Sku, "SKU-17"), Some(ItemId(17)));
    for stranger in ["", "sku-17", " SKU-17", "SKU-17 ", "SKU-017"] {
        assert_eq!(table.find_any(stranger), None, "{stranger:?}");
    }
    assert_eq!(table.find(KeyKind::Variant, "SKU-17"), None);
}

#[test]
fn unknown_keys_hit_as_seldom_as_promised() {
    let input = input(5, 4_000, 1, 1);
    let table = Table::open(write(&input.meta, &input.items).unwrap()).unwrap();
    let tries = 400_000_u32;
    let hits = (0..tries)
        .filter(|n| table.find(KeyKind::Sku, &format!("stranger {n}")).is_some())
        .count();
    // 2^-12 promises 98 on average; 130 would be a chance of 1 in 1,000. The hash is fixed.
    assert!(hits < 130, "{hits} of {tries}");
}
