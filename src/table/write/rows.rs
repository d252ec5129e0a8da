//! Packing rows and the counts behind them.

use super::{
    ItemInput, RuleInput, WriteError,
    bits::{BitWriter, cheapest, exp_golomb_bits, rice_bits},
    codes::PlaneBook,
    records,
    weights::{self, Coded},
};
use crate::table::{
    Meta, Plane,
    layout::{BLOCK, COUNT_BITS, FIRST_ORDERS_PARAMETER, PARAMETER_BITS},
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

/// The `CODE` and `ROWS` sections. Input is checked before.
pub(super) fn write_rows(
    meta: &Meta,
    items: &[ItemInput],
) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
    let rows: Vec<_> = items.iter().map(by_consequent).collect();
    let coded = |plane| -> Vec<Coded> {
        let scores = rows.iter().flatten().filter_map(|rule| score(rule, plane));
        let strongest = scores.fold(0.0, f64::max);
        rows.iter()
            .map(|rules| {
                let scores: Vec<_> = rules.iter().map(|rule| score(rule, plane)).collect();
                weights::code(&scores, strongest)
            })
            .collect()
    };
    let page = coded(Plane::Page);
    let page_book = PlaneBook::new(&page, None);
    let mut section = page_book.to_bytes();
    let cart = (meta.planes == 2).then(|| {
        let cart = coded(Plane::Cart);
        let book = PlaneBook::new(&cart, Some(&page));
        section.extend(book.to_bytes());
        (cart, book)
    });

    let records: Vec<_> = (0..)
        .zip(&rows)
        .zip(&page)
        .map(|((id, rules), page)| {
            let mut bits = BitWriter::default();
            let Some(count_less_one) = rules.len().checked_sub(1) else {
                return bits.finish();
            };
            if rules.len() == usize::from(meta.rules_per_item) {
                bits.write(1, 1);
            } else {
                bits.write(0, 1);
                bits.write(count_less_one as u32, COUNT_BITS);
            }
            let cart = cart
                .as_ref()
                .and_then(|(cart, book)| Some((cart.get(id as usize)?, book)));
            page_book.write_head(&mut bits, id as usize, page);
            if let Some((cart, book)) = cart {
                book.write_head(&mut bits, id as usize, cart);
            }
            let ids: Vec<_> = rules
                .iter()
                .map(|rule| rule.consequent.0)
                .map(|consequent| consequent - u32::from(consequent > id))
                .collect();
            interpolate(&mut bits, &ids, 0, items.len() as u32 - 1);
            page_book.write_codes(&mut bits, id as usize, page, None);
            if let Some((cart, book)) = cart {
                book.write_codes(&mut bits, id as usize, cart, Some(page));
            }
            bits.finish()
        })
        .collect();
    Ok((section, records::pack(&records)?))
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
                let parameter = write_parameter(&mut bits, &values, rice_bits);
                for value in values {
                    bits.rice(value, parameter);
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
            let parameter = write_parameter(&mut bits, &falls, exp_golomb_bits);
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

fn write_parameter(bits: &mut BitWriter, values: &[u32], cost: fn(u32, u32) -> u64) -> u32 {
    let highest = (1 << PARAMETER_BITS) - 1;
    let (parameter, _) = cheapest(0..=highest, values.iter().copied(), cost);
    bits.write(parameter, PARAMETER_BITS);
    parameter
}
