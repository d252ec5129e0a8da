//! Arbitrary tables, and a plain view of what was put in.

use proptest::prelude::*;
use tandem_widget::{
    domain::{ItemId, KeyKind},
    table::{
        MAX_RULES_PER_ITEM, Meta,
        write::{ItemInput, RuleInput},
    },
};

/// Input that `write` accepts.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) meta: Meta,
    pub(super) items: Vec<ItemInput>,
}

/// A small generator with a fixed sequence, for samples that must not change with a library.
/// (Marsaglia's xorshift64*.)
pub(super) struct Sequence(u64);

impl Sequence {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(super) fn below(&mut self, end: u32) -> u32 {
        (((self.next() >> 32) * u64::from(end)) >> 32) as u32
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A table of `item_count` items, made from a seed.
pub(super) fn input(seed: u64, item_count: u32, planes: u8, rules_per_item: u8) -> Input {
    let mut sequence = Sequence::new(seed);
    let orders: Vec<u32> = (0..item_count)
        .map(|place| 3 + 2_000 / (1 + place % 37) + sequence.below(5))
        .collect();
    let meta = Meta {
        order_count: orders.iter().copied().max().unwrap_or_default() + sequence.below(100),
        customer_count: sequence.below(1_000),
        min_pair_orders: sequence.below(4),
        min_pair_customers: sequence.below(4),
        data_from_day: -10,
        data_until_day: 20_000,
        planes,
        rules_per_item,
    };
    let items = (0..item_count)
        .map(|item| {
            let mut keys = vec![(KeyKind::Sku, format!("SKU-{item}"))];
            if sequence.below(2) == 0 {
                keys.push((KeyKind::Product, format!("{}", 1_000_000 + item)));
                keys.push((KeyKind::Handle, format!("thing-{item}-☕")));
            }
            let wanted = match sequence.below(4) {
                0 => sequence.below(u32::from(rules_per_item) + 1),
                _ => u32::from(rules_per_item),
            };
            let mut consequents: Vec<u32> = (0..wanted.min(item_count * 3))
                .map(|_| (sequence.unit() * sequence.unit() * f64::from(item_count)) as u32)
                .filter(|consequent| *consequent != item)
                .collect();
            consequents.sort_unstable();
            consequents.dedup();
            let rules = consequents
                .into_iter()
                .map(|consequent| {
                    let least = meta.min_pair_orders.max(1);
                    let most = orders[item as usize].min(orders[consequent as usize]);
                    let score = |sequence: &mut Sequence| 0.5 * sequence.unit().powi(3) + 1e-6;
                    let page = score(&mut sequence);
                    let (page, cart) = match (planes, sequence.below(5)) {
                        (1, _) => (page, None),
                        (_, 0) => (page, None),
                        (_, 1) => (0.0, Some(score(&mut sequence))),
                        _ => (page, Some(score(&mut sequence))),
                    };
                    let pair_orders = match sequence.below(10) {
                        0 => 0,
                        _ => least + sequence.below(most - least + 1),
                    };
                    RuleInput {
                        consequent: ItemId(consequent),
                        page,
                        cart,
                        pair_orders,
                    }
                })
                .collect();
            ItemInput {
                keys,
                orders: orders[item as usize],
                rules,
            }
        })
        .collect();
    Input { meta, items }
}

/// Tables of every shape up to `most_items` items.
pub(super) fn inputs(most_items: u32) -> impl Strategy<Value = Input> {
    (
        any::<u64>(),
        0..=most_items,
        1..=2_u8,
        0..=MAX_RULES_PER_ITEM as u8,
    )
        .prop_map(|(seed, item_count, planes, rules_per_item)| {
            input(seed, item_count, planes, rules_per_item)
        })
}
