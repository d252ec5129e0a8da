//! Packing rows and the counts behind them.

use super::{
    ItemInput, RuleInput, WriteError,
    bits::{BitWriter, cheapest, exp_golomb_bits, rice_bits},
    records,
    weights::{Coded, code},
};
use crate::{
    domain::ItemId,
    table::{
        Meta, Plane,
        layout::{
            BLOCK, CODE_BITS, COUNT_BITS, FIRST_ORDERS_PARAMETER, MAX_CODE, PACKING_BITS,
            PACKING_PLAIN, PARAMETER_BITS, SCALE_BITS,
        },
    },
};

/// The score of a rule in a plane, where it has one.
fn score(rule: &RuleInput, plane: Plane) -> Option<f64> {
    match plane {
        Plane::Page => Some(rule.page),
        Plane::Cart => rule.cart,
    }
}

fn by_consequent(item: &ItemInput) -> Vec<&RuleInput> {
    let mut rules: Vec<_> = item.rules.iter().collect();
    rules.sort_unstable_by_key(|rule| rule.consequent);
    rules
}

/// The `ROWS` section. Input is checked before.
pub(super) fn write_rows(meta: &Meta, items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    let planes: &[Plane] = match meta.planes {
        1 => &[Plane::Page],
        _ => &[Plane::Page, Plane::Cart],
    };
    let strongest = |plane| {
        let scores = items.iter().flat_map(|item| &item.rules);
        scores
            .filter_map(|rule| score(rule, plane))
            .fold(0.0, f64::max)
    };
    let planes: Vec<_> = planes
        .iter()
        .map(|&plane| (plane, strongest(plane)))
        .collect();
    let rows: Vec<_> = (0..)
        .map(ItemId)
        .zip(items)
        .map(|(id, item)| pack_row(id, item, items.len() as u32, &planes))
        .collect();
    records::pack(&rows)
}

fn pack_row(id: ItemId, item: &ItemInput, item_count: u32, planes: &[(Plane, f64)]) -> Vec<u8> {
    let rules = by_consequent(item);
    let mut bits = BitWriter::default();
    let Some(count_less_one) = rules.len().checked_sub(1) else {
        return bits.finish();
    };
    bits.write(count_less_one as u32, COUNT_BITS);
    let coded: Vec<_> = planes
        .iter()
        .map(|&(plane, strongest)| {
            let scores: Vec<_> = rules.iter().map(|rule| score(rule, plane)).collect();
            let coded = code(&scores, strongest);
            let packing = packing(&coded);
            (coded, packing)
        })
        .collect();
    for (coded, packing) in &coded {
        bits.write(u32::from(coded.scale), SCALE_BITS);
        bits.write(*packing, PACKING_BITS);
    }
    let ids: Vec<_> = rules
        .iter()
        .map(|rule| rule.consequent.0)
        .map(|consequent| consequent - u32::from(consequent > id.0))
        .collect();
    interpolate(&mut bits, &ids, 0, item_count - 1);
    for (coded, packing) in &coded {
        for &code in &coded.codes {
            if *packing == PACKING_PLAIN {
                bits.write(u32::from(code), CODE_BITS);
            } else {
                bits.rice(MAX_CODE - u32::from(code), *packing);
            }
        }
    }
    bits.finish()
}

/// The cheapest packing of a plane's codes; the lowest of equals.
fn packing(coded: &Coded) -> u32 {
    let below_highest = coded.codes.iter().map(|&code| MAX_CODE - u32::from(code));
    let (parameter, rice) = cheapest(0..=PACKING_PLAIN - 1, below_highest, rice_bits);
    let plain = coded.codes.len() as u64 * u64::from(CODE_BITS);
    if plain < rice {
        PACKING_PLAIN
    } else {
        parameter
    }
}

fn interpolate(bits: &mut BitWriter, ids: &[u32], low: u32, end: u32) {
    if let Some((left, [middle, right @ ..])) = ids.split_at_checked(ids.len() / 2) {
        let first = low + left.len() as u32;
        let choices = end - right.len() as u32 - first;
        bits.below(middle - first, choices);
        interpolate(bits, left, low, *middle);
        interpolate(bits, right, middle + 1, end);
    }
}

/// The `PAIR` section.
pub(super) fn write_pairs(meta: &Meta, items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    let floor = meta.min_pair_orders.max(1);
    let records: Vec<_> = items
        .iter()
        .map(|item| {
            let values: Vec<_> = by_consequent(item)
                .iter()
                .map(|rule| match rule.pair_orders {
                    0 => 0,
                    orders => orders - floor + 1,
                })
                .collect();
            let mut bits = BitWriter::default();
            if !values.is_empty() {
                let parameter = write_parameter(&mut bits, &values);
                for value in values {
                    bits.exp_golomb(value, parameter);
                }
            }
            bits.finish()
        })
        .collect();
    records::pack(&records)
}

/// The `ORDS` section.
pub(super) fn write_orders(items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    let records: Vec<_> = items
        .chunks(BLOCK as usize)
        .map(|block| {
            let falls: Vec<_> = block
                .windows(2)
                .map(|pair| match pair {
                    [above, below] => above.orders - below.orders,
                    _ => 0,
                })
                .collect();
            let mut bits = BitWriter::default();
            let parameter = write_parameter(&mut bits, &falls);
            let first = block.first().map_or(0, |item| item.orders);
            bits.exp_golomb(first, FIRST_ORDERS_PARAMETER);
            for fall in falls {
                bits.exp_golomb(fall, parameter);
            }
            bits.finish()
        })
        .collect();
    records::pack(&records)
}

fn write_parameter(bits: &mut BitWriter, values: &[u32]) -> u32 {
    let highest = (1 << PARAMETER_BITS) - 1;
    let (parameter, _) = cheapest(0..=highest, values.iter().copied(), exp_golomb_bits);
    bits.write(parameter, PARAMETER_BITS);
    parameter
}
