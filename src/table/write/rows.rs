//! Packing rows and the counts behind them.

use super::{
    ItemInput, RuleInput, WriteError,
    bits::{BitWriter, cheapest, rice_bits},
    choose::choose,
    encoder::Encoder,
    models::{self, Counting, Limits, Models, Sink, Writing},
    records,
    weights::{self, Coded},
};
use crate::table::{
    Meta, Plane,
    layout::{
        BELOW_TABLE, BLOCK, COUNT_BITS, EMPTY, FULL, LENGTH_TABLE, LOWEST_SCALE, PARAMETER_BITS,
        PARTIAL, ROWS_PER_RECORD, TENTHS_PER_CART_CODE, TENTHS_PER_PAGE_CODE, TENTHS_PER_SCALE,
        cart_context, distance_part, gap_context, next_distance, page_context, scale_part,
    },
};

/// How often codes are chosen by the models of the codes before: more changes little.
const CHOICES: usize = 4;

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

/// A row, ready to be said.
pub(super) struct Row {
    ids: Vec<u32>,
    /// How many of the ids lie below the item.
    below: usize,
    /// From each id to the next one nearer to the item.
    gaps: Vec<u32>,
    /// How far from the item each id is, about.
    pub(super) distances: Vec<u32>,
    pub(super) page: Coded,
    pub(super) cart: Option<Coded>,
}

impl Row {
    fn new(item: u32, rules: &[&RuleInput], page: Coded, cart: Option<Coded>) -> Self {
        let ids: Vec<_> = rules.iter().map(|rule| rule.consequent.0).collect();
        let below = ids.partition_point(|id| *id < item);
        let gaps: Vec<u32> = ids
            .iter()
            .enumerate()
            .map(|(place, id)| {
                let nearer = if place < below {
                    ids.get(place + 1).filter(|_| place + 1 < below)
                } else {
                    ids.get(place.wrapping_sub(1)).filter(|_| place > below)
                };
                nearer.unwrap_or(&item).abs_diff(*id)
            })
            .collect();
        let mut distances = vec![0; gaps.len()];
        let (gaps_below, gaps_above) = gaps.split_at(below);
        let (distances_below, distances_above) = distances.split_at_mut(below);
        let mut distance = 0;
        for (slot, gap) in distances_below.iter_mut().zip(gaps_below).rev() {
            distance = next_distance(distance, gap.ilog2());
            *slot = distance;
        }
        distance = 0;
        for (slot, gap) in distances_above.iter_mut().zip(gaps_above) {
            distance = next_distance(distance, gap.ilog2());
            *slot = distance;
        }
        Self {
            ids,
            below,
            gaps,
            distances,
            page,
            cart,
        }
    }

    /// The scale that is written: the page plane of a table of two planes has none.
    pub(super) fn scale(&self) -> u8 {
        self.cart.as_ref().unwrap_or(&self.page).scale
    }

    /// The gaps from the item on: down to the lowest id, then up to the highest.
    fn sides(&self) -> [Vec<u32>; 2] {
        let (below, above) = self.gaps.split_at(self.below);
        [below.iter().rev().copied().collect(), above.to_vec()]
    }
}

/// The `CODE` and `ROWS` sections. Input is checked before.
pub(super) fn write_rows(
    meta: &Meta,
    items: &[ItemInput],
) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
    let rules: Vec<_> = items.iter().map(by_consequent).collect();
    let strongest = |rules: &[Vec<&RuleInput>], plane| {
        let scores = rules.iter().flatten().filter_map(|rule| score(rule, plane));
        scores.fold(0.0, f64::max)
    };
    let coded = |rules: &[&RuleInput], plane, strongest| {
        let scores: Vec<_> = rules.iter().map(|rule| score(rule, plane)).collect();
        let step = match plane {
            Plane::Page => TENTHS_PER_PAGE_CODE,
            Plane::Cart => TENTHS_PER_CART_CODE,
        };
        weights::code(&scores, strongest, step)
    };
    let strongest_page = strongest(&rules, Plane::Page);
    let strongest_cart = strongest(&rules, Plane::Cart);
    let mut rows: Vec<Row> = (0..)
        .zip(&rules)
        .map(|(item, rules)| {
            let two_planes = meta.planes == 2;
            let strongest_page = if two_planes {
                strongest(core::slice::from_ref(rules), Plane::Page)
            } else {
                strongest_page
            };
            let page = coded(rules, Plane::Page, strongest_page);
            let cart = two_planes.then(|| coded(rules, Plane::Cart, strongest_cart));
            Row::new(item, rules, page, cart)
        })
        .collect();

    let filled = || rows.iter().filter(|row| !row.ids.is_empty());
    let distances = filled().flat_map(|row| {
        let distances = row.distances.iter();
        distances.map(|distance| (u32::BITS - distance.leading_zeros()) as u8)
    });
    let limits = Limits {
        distances: models::limits(distances.collect()),
        scales: models::limits(filled().map(Row::scale).collect()),
    };
    let models_of = |rows: &[Row]| {
        let mut counting = Counting::new();
        for row in rows {
            say(row, meta, limits, &mut counting);
        }
        Models::new(limits, &counting)
    };
    let mut models = models_of(&rows);
    for _ in 0..CHOICES {
        for row in &mut rows {
            choose(row, limits, &models);
        }
        models = models_of(&rows);
    }
    let records: Vec<_> = rows
        .chunks(ROWS_PER_RECORD as usize)
        .map(|rows| {
            let mut writing = Writing {
                models: &models,
                encoder: Encoder::default(),
            };
            for row in rows {
                say(row, meta, limits, &mut writing);
            }
            writing.encoder.finish()
        })
        .collect();
    Ok((models.to_bytes(meta.planes), records::pack(&records)?))
}

/// Says a row's symbols, in the order of the format.
fn say(row: &Row, meta: &Meta, limits: Limits, to: &mut impl Sink) {
    let count = row.ids.len();
    let Some(count_less_one) = count.checked_sub(1) else {
        return to.fixed(LENGTH_TABLE, EMPTY.into());
    };
    if count == usize::from(meta.rules_per_item) {
        to.fixed(LENGTH_TABLE, FULL.into());
    } else {
        to.fixed(LENGTH_TABLE, PARTIAL.into());
        to.raw(count_less_one as u32, COUNT_BITS);
    }
    to.fixed(BELOW_TABLE, row.below as u32);
    for side in row.sides() {
        let mut class_before = None;
        for gap in side {
            to.gap(gap_context(class_before), gap.ilog2());
            class_before = Some(gap.ilog2());
        }
    }

    to.scale_step(step_of_scale(row.scale()));
    let scale = scale_part(limits.scales, row.scale());
    let (mut sum, mut before) = (0, 0);
    for (distance, code) in row.distances.iter().zip(&row.page.codes) {
        let distance = distance_part(limits.distances, *distance);
        to.page_code(page_context(sum, before, scale, distance), *code);
        sum += u32::from(*code);
        before += 1;
    }
    if let Some(cart) = &row.cart {
        let (mut difference, mut before) = (0, 0);
        for (page, code) in row.page.codes.iter().zip(&cart.codes) {
            let context = cart_context(*page, difference, before, scale);
            to.cart_code(context, *code);
            difference += i32::from(*code) - i32::from(*page);
            before += 1;
        }
    }
    for gap in row.sides().iter().flatten() {
        let class = gap.ilog2();
        to.raw(gap - (1 << class), class);
    }
}

/// How many steps a scale is above the lowest.
fn step_of_scale(scale: u8) -> u8 {
    scale.saturating_sub(LOWEST_SCALE) / TENTHS_PER_SCALE
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

/// The `ORDS` section: 32 numbers a record, each in the bits of the largest.
pub(super) fn write_orders(items: &[ItemInput]) -> Result<Vec<u8>, WriteError> {
    let records: Vec<_> = items
        .chunks(BLOCK as usize)
        .map(|block| {
            let largest = block.iter().map(|item| item.orders).max().unwrap_or(0);
            let width = u32::BITS - largest.max(1).leading_zeros();
            let mut bits = BitWriter::default();
            for place in 0..BLOCK as usize {
                bits.write(block.get(place).map_or(0, |item| item.orders), width);
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
