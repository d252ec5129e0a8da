//! Writing a table. Only the native command uses it.

mod arrange;
mod bits;
mod choose;
mod cost;
mod encoder;
mod error;
mod keys;
mod models;
mod records;
mod rows;
mod weights;

use xxhash_rust::xxh64::xxh64;

pub use arrange::arrange;
pub use error::WriteError;

use super::{
    Alternative, Meta, Plane,
    alternatives::ALTERNATIVES_TAG,
    layout::{
        CHECKED_FROM, CHECKSUM_SEED, FIXED_HEADER_BYTES, MAGIC, MAX_RULES_PER_ITEM,
        SECTION_ENTRY_BYTES, TAGS, VERSION,
    },
};
use crate::domain::{ItemId, KeyKind};

/// An item, its keys and its rules.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ItemInput {
    /// Every id under which a page may know the item. None may be empty; repeats within an item do
    /// no harm; two items never share one.
    pub keys: Vec<(KeyKind, String)>,
    /// Orders that hold the item: never more than there are orders.
    pub orders: u32,
    /// What goes with it, in any order: at most [`MAX_RULES_PER_ITEM`] and the table's own limit.
    pub rules: Vec<RuleInput>,
}

/// A rule: an item that goes with another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuleInput {
    /// The item that goes with the row's item.
    pub consequent: ItemId,
    /// The score on a product's page: finite, above 0; 0 is *absent from the page plane* and needs
    /// a cart score.
    pub page: f64,
    /// The score in a cart, for tables of two planes: finite, above 0; `None` or 0 is *absent from
    /// the cart plane*.
    pub cart: Option<f64>,
    /// Orders that hold both items: 0 where the rule does not come from orders, else at least the
    /// table's floor and at most the orders of either item.
    pub pair_orders: u32,
}

/// Writes a table.
///
/// The same input gives the same bytes, on every machine. Items may come in any order, and the ids
/// of the table are their places; the file is smallest where items that name each other stand
/// close together ([`arrange()`]). Time: linear in the rules, with a sort of the keys; memory: some
/// five times the file.
///
/// # Errors
/// A [`WriteError`] for the first thing that a table cannot say truthfully.
pub fn write(meta: &Meta, items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    write_with(meta, items, &[])
}

/// The same, with what may be taken in items' places: the item and its alternative, upgrades in their
/// order. Without any, the file is the same as [`write()`]'s.
///
/// # Errors
/// As [`write()`]; for an alternative that is the item itself or no item.
pub fn write_with(
    meta: &Meta,
    items: &[ItemInput],
    alternatives: &[(ItemId, Alternative)],
) -> Result<Vec<u8>, WriteError> {
    let rule_count = check(meta, items)?;
    let (codes, rows) = rows::write_rows(meta, items)?;
    let mut sections = vec![
        codes,
        rows,
        keys::write(items)?,
        rows::write_pairs(meta, items)?,
        rows::write_orders(items)?,
    ];
    if !alternatives.is_empty() {
        sections.push(alternative_records(items, alternatives)?);
    }
    let header_bytes = FIXED_HEADER_BYTES + SECTION_ENTRY_BYTES * sections.len();
    let file_bytes = header_bytes + sections.iter().map(Vec::len).sum::<usize>();
    let number = |value: usize| u32::try_from(value).map_err(|_| WriteError::TooLarge);

    let mut body = Vec::with_capacity(file_bytes);
    for value in [
        number(items.len())?,
        rule_count,
        meta.order_count,
        meta.customer_count,
        meta.min_pair_orders,
        meta.min_pair_customers,
    ] {
        body.extend(value.to_le_bytes());
    }
    body.extend(meta.data_from_day.to_le_bytes());
    body.extend(meta.data_until_day.to_le_bytes());
    body.extend([meta.planes, meta.rules_per_item, sections.len() as u8, 0]);
    let mut offset = header_bytes;
    for (tag, section) in TAGS.iter().chain([&ALTERNATIVES_TAG]).zip(&sections) {
        body.extend(tag);
        body.extend(number(offset)?.to_le_bytes());
        body.extend(number(section.len())?.to_le_bytes());
        offset += section.len();
    }
    body.extend(sections.iter().flatten());

    let mut file = Vec::with_capacity(file_bytes);
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend((header_bytes as u16).to_le_bytes());
    file.extend(number(CHECKED_FROM + body.len())?.to_le_bytes());
    file.extend(xxh64(&body, CHECKSUM_SEED).to_le_bytes());
    file.extend(body);
    Ok(file)
}

fn alternative_records(
    items: &[ItemInput],
    alternatives: &[(ItemId, Alternative)],
) -> Result<Vec<u8>, WriteError> {
    let mut sorted = alternatives.to_vec();
    // Stable: upgrades stay in their order.
    sorted.sort_by_key(|(item, _)| *item);
    let mut section = Vec::new();
    for (item, alternative) in sorted {
        if alternative.other == item {
            return Err(WriteError::RuleToItself { item });
        }
        let consequent = alternative.other;
        let last = item.index().max(consequent.index());
        let record = alternative.record(item).filter(|_| last < items.len());
        section.extend(record.ok_or(WriteError::UnknownConsequent { item, consequent })?);
    }
    Ok(section)
}

/// Everything that a table cannot say truthfully, before a byte is written. Gives the rule count.
fn check(meta: &Meta, items: &[ItemInput]) -> Result<u32, WriteError> {
    if !(1..=2).contains(&meta.planes) {
        return Err(WriteError::Planes { found: meta.planes });
    }
    if usize::from(meta.rules_per_item) > MAX_RULES_PER_ITEM {
        return Err(WriteError::RulesPerItem {
            found: meta.rules_per_item,
        });
    }
    let mut rule_count = 0_usize;
    for (item, input) in (0..).map(ItemId).zip(items) {
        if input.orders > meta.order_count {
            return Err(WriteError::ItemOrders {
                item,
                orders: input.orders,
                at_most: meta.order_count,
            });
        }
        if input.rules.len() > usize::from(meta.rules_per_item) {
            return Err(WriteError::TooManyRules {
                item,
                found: input.rules.len(),
                at_most: meta.rules_per_item,
            });
        }
        rule_count += input.rules.len();
        check_rules(meta, items, item, &input.rules)?;
    }
    u32::try_from(rule_count.max(items.len()))
        .and_then(|_| u32::try_from(rule_count))
        .map_err(|_| WriteError::TooLarge)
}

fn check_rules(
    meta: &Meta,
    items: &[ItemInput],
    item: ItemId,
    rules: &[RuleInput],
) -> Result<(), WriteError> {
    let mut consequents: Vec<_> = rules.iter().map(|rule| rule.consequent).collect();
    consequents.sort_unstable();
    for pair in consequents.windows(2) {
        if let [first, second] = pair
            && first == second
        {
            return Err(WriteError::RepeatedRule {
                item,
                consequent: *first,
            });
        }
    }
    let own_orders = items.get(item.index()).map_or(0, |item| item.orders);
    for rule in rules {
        let consequent = rule.consequent;
        if consequent == item {
            return Err(WriteError::RuleToItself { item });
        }
        let Some(other) = items.get(consequent.index()) else {
            return Err(WriteError::UnknownConsequent { item, consequent });
        };
        if meta.planes == 1 && rule.cart.is_some() {
            return Err(WriteError::NoCartPlane { item, consequent });
        }
        let cart = rule.cart.unwrap_or_default();
        for (plane, score) in [(Plane::Page, rule.page), (Plane::Cart, cart)] {
            if !score.is_finite() || score < 0.0 {
                return Err(WriteError::Score {
                    item,
                    consequent,
                    plane,
                    score,
                });
            }
        }
        if rule.page == 0.0 && cart == 0.0 {
            return Err(WriteError::Weightless { item, consequent });
        }
        let at_most = own_orders.min(other.orders);
        let at_least = meta.min_pair_orders;
        if rule.pair_orders != 0 && !(at_least..=at_most).contains(&rule.pair_orders) {
            return Err(WriteError::PairOrders {
                item,
                consequent,
                found: rule.pair_orders,
                at_least,
                at_most,
            });
        }
    }
    Ok(())
}
