//! What the merchant's word says of suggestions that no order stands behind.

use std::collections::{BTreeMap, HashSet};

use super::{ProductFault, Word, at, judge::is_held, judge::released};
use crate::{
    compile::Mined,
    mine::{
        count::{MinedRow, MinedRule},
        dataset::Item,
    },
};

/// The rules of each row that were lifted until they get their place.
#[derive(Debug)]
pub(in super::super) struct LaidAside(Vec<Vec<MinedRule>>);

impl Word<'_> {
    /// Whether a product may be suggested without being named, by its place in the goods.
    pub(in super::super) fn may_be_new(&self, place: u32) -> bool {
        let is_offered = if (place as usize) < self.goods.ordered {
            self.goods.is_offered(place)
        } else {
            self.has_page(place)
        };
        is_offered && !self.is_blocked(place) && !self.is_thin(place)
    }

    /// What stands beside what, by SKUs in place of places in the goods.
    pub(in super::super) fn by_sku(&self, pairs: &[(u32, u32)]) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (from, to) in pairs {
            if let (Some(from), Some(to)) = (self.goods.get(*from), self.goods.get(*to)) {
                let list = all.entry(from.sku().to_owned()).or_default();
                list.push(to.sku().to_owned());
            }
        }
        all
    }

    /// Whether the catalogue sells it, whatever the merchant says of suggesting it.
    fn has_page(&self, place: u32) -> bool {
        matches!(self.goods.fault(place), None | Some(ProductFault::SoldOut))
    }

    /// Whether it may stand beside another one without being named.
    pub(in super::super) fn may_lead(&self, from: u32, to: u32) -> bool {
        self.may_be_new(to) && !self.is_forbidden(from, to)
    }

    /// The same with products that were never ordered: the last ids, each at its place in the goods.
    /// All that something is named for or beside, and of the others that the catalogue sells the first
    /// `limit` by SKU; gives how many are left out. [`Mined::without_idle`] takes those away that
    /// nothing came of.
    pub(in super::super) fn with_unsold(&self, mut mined: Mined, limit: usize) -> (Mined, usize) {
        let place = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let ordered = self.goods.ordered;
        let records = self.goods.list.iter().skip(ordered);
        mined.newcomers = records
            .filter_map(|good| good.record)
            .map(|record| Item {
                sku: record.sku.clone(),
                other_skus: Vec::new(),
                product_id: None,
                variant_id: None,
                title: record.title.clone().unwrap_or_else(|| record.sku.clone()),
                price_minor: None,
                orders: 0,
            })
            .collect();
        let named = self.named.values().flatten().map(|named| named.to);
        let named: HashSet<u32> = named.chain(self.named.keys().copied()).collect();
        let is_linked = |place| {
            let ends = at(&self.link_from, place).len() + at(&self.link_to, place).len();
            ends > 0
        };
        let (mut looked_at, mut left_out) = (0, 0);
        let chosen: Vec<u32> = (place(ordered)..place(ordered + mined.newcomers.len()))
            .filter(|place| {
                if named.contains(place) || is_linked(*place) {
                    return true;
                }
                if !self.has_page(*place) {
                    return false;
                }
                let has_room = looked_at < limit;
                looked_at += usize::from(has_room);
                left_out += usize::from(!has_room);
                has_room
            })
            .collect();
        mined
            .rows
            .resize_with(mined.rows.len() + chosen.len(), MinedRow::default);
        mined.baskets = mined.baskets.with_unsold(chosen);
        (mined, left_out)
    }
}

/// Gives lifted rules the scores that orders gave them, and remembers which they were.
pub(in super::super) fn lay_aside(rows: &mut [MinedRow]) -> LaidAside {
    let held = rows.iter_mut().map(|row| {
        let held = row.rules.iter().filter(|rule| is_held(&rule.scores));
        let held: Vec<MinedRule> = held.copied().collect();
        for rule in &mut row.rules {
            rule.scores = released(rule.scores);
        }
        held
    });
    LaidAside(held.collect())
}

/// Lifts them again, whatever has come into the rows meanwhile.
pub(in super::super) fn put_back(rows: &mut [MinedRow], held: LaidAside, rules_per_item: usize) {
    for (row, held) in rows.iter_mut().zip(held.0) {
        if held.is_empty() {
            continue;
        }
        let is_held = |rule: &MinedRule| {
            held.iter()
                .any(|held| held.neighbour.item == rule.neighbour.item)
        };
        row.rules.retain(|rule| !is_held(rule));
        row.rules.splice(0..0, held);
        row.rules.truncate(rules_per_item);
    }
}
