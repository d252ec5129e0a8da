use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Likeness, Similar};
use crate::{
    domain::ItemId,
    mine::{
        config::ColdSettings,
        count::{FixedWeight, MinedRow, MinedRule, Neighbour, Scores, keep},
    },
};

/// How much an item's own orders can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Newness {
    /// Orders that hold it.
    pub orders: u32,
    /// Whether it is new to the shop, and not merely seldom bought: only new items are put beside
    /// what those like them go with.
    pub is_new: bool,
    /// Whether it may be suggested at all.
    pub is_offered: bool,
}

/// Which ways of lending are in use.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lending {
    /// Items without a rule of their own suggest what those like them suggest.
    pub rows: bool,
    /// Only of those that are clearly like them, and never these themselves, which may well be bought
    /// in their place: for shops where nothing can be measured.
    pub clear_only: bool,
    /// How boldly new items are suggested where those like them are: what such a place is worth
    /// beside one that orders earned; 0 for not at all.
    pub boldness: f64,
}

/// What an item is worth in both planes.
#[derive(Debug, Clone, Copy, Default)]
struct Worth {
    page: f64,
    cart: f64,
}

impl Worth {
    fn of(scores: Scores) -> Self {
        Self {
            page: scores.page,
            cart: scores.cart.unwrap_or(0.0),
        }
    }

    fn add(&mut self, other: Self, factor: f64) {
        self.page += other.page * factor;
        self.cart += other.cart * factor;
    }

    fn max(self, other: Self) -> Self {
        Self {
            page: self.page.max(other.page),
            cart: self.cart.max(other.cart),
        }
    }
}

/// Gives items with few orders what is known of those like them.
///
/// What orders earned is left as it is. Where `lending` says so, items with few orders and no rule at
/// all get a row of what those like them suggest, and new items are put into the rows that name those
/// like them: where there is room, and by their scores in place of at most the last 4 of a row that
/// is full. Each lender counts by its likeness and by n/(n + [`ColdSettings::prior_orders`]), n being its
/// orders. Rows keep at most `rules_per_item` rules, best first; a lent rule has counts of 0, and
/// `may_lead` must hold for it, asked from the row's item to the one suggested. `newness` and the ids of
/// `likeness` go by item. The result does not depend on the number of threads. Time: one search of
/// similar items for each item that borrows or is new.
#[must_use]
pub fn lend(
    rows: Vec<MinedRow>,
    newness: &[Newness],
    likeness: &Likeness,
    lending: Lending,
    settings: &ColdSettings,
    rules_per_item: usize,
    may_lead: &(dyn Fn(ItemId, ItemId) -> bool + Sync),
) -> Vec<MinedRow> {
    let lender = Lender {
        has_cart: rows
            .iter()
            .flat_map(|row| &row.rules)
            .any(|rule| rule.scores.cart.is_some()),
        strongest: rows
            .iter()
            .map(|row| {
                let worths = row.rules.iter().map(|rule| Worth::of(rule.scores));
                worths.fold(Worth::default(), Worth::max)
            })
            .collect(),
        rows: &rows,
        newness,
        likeness,
        settings,
        may_lead,
        lending,
    };
    let mut lent: Vec<BTreeMap<ItemId, Worth>> = if lending.rows {
        let items = 0..u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let items = items.into_par_iter().map(ItemId);
        items.map(|item| lender.row_of(item)).collect()
    } else {
        vec![BTreeMap::new(); rows.len()]
    };
    if lending.boldness > 0.0 {
        for (row, item, worth) in lender.columns() {
            if let Some(map) = lent.get_mut(row.index()) {
                let known = map.entry(item).or_default();
                *known = known.max(worth);
            }
        }
    }
    let mixed: Vec<Option<Vec<MinedRule>>> = rows
        .iter()
        .zip(&lent)
        .map(|(row, lent)| lender.mix(row, lent, rules_per_item))
        .collect();
    rows.into_iter()
        .zip(mixed)
        .map(|(mut row, mixed)| {
            if let Some(rules) = mixed {
                row.rules = rules;
            }
            row
        })
        .collect()
}

struct Lender<'a> {
    rows: &'a [MinedRow],
    newness: &'a [Newness],
    likeness: &'a Likeness,
    settings: &'a ColdSettings,
    may_lead: &'a (dyn Fn(ItemId, ItemId) -> bool + Sync),
    lending: Lending,
    strongest: Vec<Worth>,
    has_cart: bool,
}

/// How strongly an item goes with one just like it, beside the strongest rule of that one.
const LIKE_ITSELF: f64 = 0.7;

/// How strongly one just like it suggests a new item, beside its own strongest rule.
const LIKE_NEWS: f64 = 0.3;

/// What a lent row weighs in a cart beside one that orders earned: what it guesses decides only
/// where the others are silent.
const IN_CARTS: f64 = 0.1;

/// How alike the items must be where nothing was measured.
const CLEAR_LIKENESS: f64 = 0.35;

/// How many rules of a full row new items may take the places of, the last ones.
const LAST_PLACES: usize = 4;

/// In how many rows a new item is put, at most.
const PLACES: usize = 16;

impl Lender<'_> {
    fn newness(&self, item: ItemId) -> Newness {
        self.newness.get(item.index()).copied().unwrap_or_default()
    }

    /// What an item's own orders weigh.
    fn own_share(&self, item: ItemId) -> f64 {
        let orders = f64::from(self.newness(item).orders);
        orders / (orders + f64::from(self.settings.prior_orders)).max(f64::MIN_POSITIVE)
    }

    /// From this weight on an item's own orders are enough.
    fn enough(&self) -> f64 {
        let orders = f64::from(self.settings.max_orders) + 1.0;
        orders / (orders + f64::from(self.settings.prior_orders))
    }

    /// Similar items that know more, each with what it counts: likeness by evidence.
    fn lenders(&self, item: ItemId, limit: usize) -> Vec<Similar> {
        let own = self.newness(item).orders;
        let mut found = self.likeness.nearest(item, limit, |other| {
            let is_known = self.rows.get(other.index());
            self.newness(other).orders > own && is_known.is_some_and(|row| !row.rules.is_empty())
        });
        if self.lending.clear_only {
            found.retain(|similar| similar.likeness >= CLEAR_LIKENESS);
        }
        for similar in &mut found {
            similar.likeness *= self.own_share(similar.item);
        }
        found
    }

    fn strongest(&self, item: ItemId) -> Worth {
        self.strongest
            .get(item.index())
            .copied()
            .unwrap_or_default()
    }

    /// What the items like this one suggest, and they themselves, where it has no rule of its own.
    fn row_of(&self, item: ItemId) -> BTreeMap<ItemId, Worth> {
        let mut lent: BTreeMap<ItemId, Worth> = BTreeMap::new();
        let row = self.rows.get(item.index());
        if self.own_share(item) >= self.enough() || row.is_none_or(|row| !row.rules.is_empty()) {
            return lent;
        }
        let lenders = self.lenders(item, self.settings.similar as usize);
        let whole: f64 = lenders.iter().map(|similar| similar.likeness).sum();
        if whole <= 0.0 {
            return lent;
        }
        for similar in &lenders {
            let share = similar.likeness / whole;
            let rules = self.rows.get(similar.item.index()).map(|row| &row.rules);
            for rule in rules.into_iter().flatten() {
                if rule.neighbour.item != item {
                    lent.entry(rule.neighbour.item)
                        .or_default()
                        .add(Worth::of(rule.scores), share);
                }
            }
            if self.newness(similar.item).is_offered && !self.lending.clear_only {
                lent.entry(similar.item)
                    .or_default()
                    .add(self.strongest(similar.item), LIKE_ITSELF * similar.likeness);
            }
        }
        lent.retain(|other, _| (self.may_lead)(item, *other));
        let share = 1.0 - self.own_share(item);
        for worth in lent.values_mut() {
            worth.page *= share;
            worth.cart *= share * IN_CARTS;
        }
        lent
    }

    /// Where new items are put: row, item, worth.
    fn columns(&self) -> Vec<(ItemId, ItemId, Worth)> {
        let mut columns: Vec<Vec<(ItemId, Worth)>> = vec![Vec::new(); self.rows.len()];
        for (antecedent, row) in (0..).map(ItemId).zip(self.rows) {
            for rule in &row.rules {
                if let Some(column) = columns.get_mut(rule.neighbour.item.index()) {
                    column.push((antecedent, Worth::of(rule.scores)));
                }
            }
        }
        let new_items: Vec<ItemId> = (0..)
            .map(ItemId)
            .zip(self.newness)
            .filter(|(item, newness)| {
                newness.is_new && newness.is_offered && self.own_share(*item) < self.enough()
            })
            .map(|(item, _)| item)
            .collect();
        let placed: Vec<Vec<(ItemId, ItemId, Worth)>> = new_items
            .par_iter()
            .map(|item| self.column_of(*item, &columns))
            .collect();
        placed.into_iter().flatten().collect()
    }

    fn column_of(
        &self,
        item: ItemId,
        columns: &[Vec<(ItemId, Worth)>],
    ) -> Vec<(ItemId, ItemId, Worth)> {
        let similar = self.settings.similar as usize;
        let lenders = self.lenders(item, PLACES);
        let mut places: BTreeMap<ItemId, Worth> = BTreeMap::new();
        let close = lenders.get(..similar).unwrap_or(&lenders);
        // The closest say the most of where an item belongs.
        let say = |similar: &Similar| similar.likeness * similar.likeness;
        let whole: f64 = close.iter().map(say).sum();
        if whole <= 0.0 {
            return Vec::new();
        }
        for similar in close {
            for (antecedent, worth) in columns.get(similar.item.index()).into_iter().flatten() {
                if *antecedent != item {
                    let place = places.entry(*antecedent).or_default();
                    place.add(*worth, say(similar) / whole);
                }
            }
        }
        for similar in &lenders {
            let place = places.entry(similar.item).or_default();
            place.add(self.strongest(similar.item), LIKE_NEWS * similar.likeness);
        }
        places.retain(|row, _| (self.may_lead)(*row, item));
        let share = self.lending.boldness * (1.0 - self.own_share(item));
        let mut places: Vec<_> = places
            .into_iter()
            .map(|(row, worth)| {
                let mut mixed = Worth::default();
                mixed.add(worth, share);
                (row, item, mixed)
            })
            .collect();
        let has_cart = self.has_cart;
        let rank = |worth: &Worth| if has_cart { worth.cart } else { worth.page };
        places.sort_by(|a, b| rank(&b.2).total_cmp(&rank(&a.2)).then(a.0.cmp(&b.0)));
        places.truncate(PLACES);
        places
    }

    /// A row with what is lent; `None` where that is nothing.
    fn mix(
        &self,
        row: &MinedRow,
        lent: &BTreeMap<ItemId, Worth>,
        rules_per_item: usize,
    ) -> Option<Vec<MinedRule>> {
        let is_own = |item: ItemId| row.rules.iter().any(|rule| rule.neighbour.item == item);
        let lent = lent
            .iter()
            .filter(|(item, worth)| worth.page > 0.0 && worth.page.is_finite() && !is_own(**item));
        let mut rules: Vec<MinedRule> = lent
            .map(|(item, worth)| MinedRule {
                neighbour: Neighbour {
                    item: *item,
                    orders: 0,
                    customers: 0,
                    weight: FixedWeight::default(),
                },
                scores: Scores {
                    page: worth.page,
                    cart: self.has_cart.then_some(worth.cart),
                },
            })
            .collect();
        let best = |rules: &mut Vec<MinedRule>, room: usize| {
            let item = |rule: &MinedRule| rule.neighbour.item;
            keep(rules, room, item, |rule| &mut rule.scores);
        };
        let room = rules_per_item.saturating_sub(row.rules.len());
        let last_places = LAST_PLACES.min(rules_per_item / 4);
        best(&mut rules, room.max(last_places));
        if rules.is_empty() {
            return None;
        }
        rules.extend_from_slice(&row.rules);
        best(&mut rules, rules_per_item);
        Some(rules)
    }
}
