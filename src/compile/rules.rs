use std::{collections::HashSet, ops::Range};

use rustc_hash::FxBuildHasher;

use super::{
    relations::{Apart, Related},
    word::{Judged, Word},
};
use crate::{
    domain::{ItemId, KeyKind},
    mine::{
        config::{MineSettings, Recipes},
        count::{self, Baskets, Floors, MinedRow, Ranker, RecipeRanker, set_apart, trend},
        dataset::{Dataset, Item},
        lean::{self, Leaning},
    },
    table::{
        Alternative, Meta,
        write::{self, ItemInput, RuleInput, WriteError},
    },
};

const SECONDS_PER_DAY: i64 = 86_400;

/// Takes the counts off rules that clear the floors of a rule, but not those of a number that shoppers
/// and everybody may read.
fn tell_from(told: Floors, rows: &mut [MinedRow]) {
    let rules = rows.iter_mut().flat_map(|row| &mut row.rules);
    for rule in rules.filter(|rule| !told.admit(&rule.neighbour)) {
        rule.neighbour.orders = 0;
    }
}

/// Orders, counted and ranked: all that a rule table is made from.
#[derive(Debug)]
pub struct Mined {
    /// The orders, by dense ids.
    pub baskets: Baskets,
    /// Each item's rules, in id order.
    pub rows: Vec<MinedRow>,
    /// Items that no order holds but some rule names: the last ids, before [`Self::arranged`]. Their
    /// [`Baskets::source_of`] continues the dataset's items.
    pub newcomers: Vec<Item>,
    /// What may be taken in an item's place, upgrades in their order. Ids are those of
    /// [`Self::arranged`], which forgets them.
    pub alternatives: Vec<(ItemId, Alternative)>,
    /// What the table says about its making.
    pub meta: Meta,
}

impl Mined {
    /// Mines some of a dataset's orders: all of them for a shop, the oldest part for an evaluation.
    ///
    /// Only items for which `is_offered` holds, asked by position in the dataset, become
    /// consequents.
    #[must_use]
    pub fn new(
        dataset: &Dataset,
        orders: Range<usize>,
        settings: &MineSettings,
        recipes: &Recipes,
        is_offered: &(dyn Fn(u32) -> bool + Sync),
    ) -> Self {
        Self::judged(dataset, orders, settings, recipes, is_offered, None, None)
    }

    /// The same, with substitutes left out and the merchant's word laid upon the scores before the
    /// best are chosen.
    pub(super) fn judged(
        dataset: &Dataset,
        orders: Range<usize>,
        settings: &MineSettings,
        recipes: &Recipes,
        is_offered: &(dyn Fn(u32) -> bool + Sync),
        word: Option<&Word<'_>>,
        related: Option<&Related>,
    ) -> Self {
        let baskets = Baskets::of_dataset(dataset, orders.clone(), recipes.page.order_weight);
        let floors = Floors::of(settings, orders.len());
        let cart_baskets = (recipes.cart.order_weight != recipes.page.order_weight)
            .then(|| Baskets::of_dataset(dataset, orders.clone(), recipes.cart.order_weight));
        let cart_baskets = cart_baskets.as_ref().unwrap_or(&baskets);
        let movements = trend::movements(dataset, orders.clone(), &baskets);
        let ranker = RecipeRanker::fit(&baskets, cart_baskets, recipes, floors, &movements);
        let rules_per_item = settings.rules_per_item;
        let is_offered = |item| baskets.source_of(item).is_some_and(is_offered);
        let inner: &dyn Ranker = &ranker;
        let margins = word.map(|word| word.goods().margins().unwrap_or_default());
        let margins = margins.unwrap_or_default();
        let factors = lean::factors(settings.preset, recipes.lean, &baskets, &margins);
        let leaning = factors.as_ref().map(|factors| Leaning { inner, factors });
        let inner = leaning
            .as_ref()
            .map_or(inner, |leaning| leaning as &dyn Ranker);
        let related = related.filter(|related| !related.relations.is_silent());
        let apart = related.map(|related| Apart {
            inner,
            related,
            word,
        });
        let inner = apart.as_ref().map_or(inner, |apart| apart as &dyn Ranker);
        let word = word.filter(|word| !word.is_silent());
        let judged = word.map(|word| Judged { inner, word });
        let mut rows = count::mine(
            &baskets,
            judged
                .as_ref()
                .map_or(inner, |judged| judged as &dyn Ranker),
            floors,
            &is_offered,
            rules_per_item.into(),
        );
        tell_from(Floors::told(settings), &mut rows);
        let chosen = dataset.orders.range(orders);
        let day = |time: Option<i64>| {
            i32::try_from(time.unwrap_or(0).div_euclid(SECONDS_PER_DAY)).unwrap_or(0)
        };
        let meta = Meta {
            order_count: u32::try_from(baskets.order_count()).unwrap_or(u32::MAX),
            customer_count: if dataset.has_customers {
                baskets.customer_count()
            } else {
                0
            },
            min_pair_orders: if dataset.has_customers {
                floors.min_pair_orders
            } else {
                floors.min_pair_orders.max(floors.min_pair_customers)
            },
            min_pair_customers: if dataset.has_customers {
                floors.min_pair_customers
            } else {
                0
            },
            data_from_day: day(chosen.first().map(|order| order.time)),
            data_until_day: day(chosen.last().map(|order| order.time)),
            planes: if recipes.is_one_plane() { 1 } else { 2 },
            rules_per_item,
        };
        Self {
            baskets,
            rows,
            newcomers: Vec::new(),
            alternatives: Vec::new(),
            meta,
        }
    }

    /// How many rules there are.
    #[must_use]
    pub fn rule_count(&self) -> usize {
        self.rows.iter().map(|row| row.rules.len()).sum()
    }

    /// Which items some rule names, or something is named in their place, by id: those whose cards a page may need.
    #[must_use]
    pub fn items_in_rules(&self) -> Vec<bool> {
        let mut named = vec![false; self.rows.len()];
        for (position, row) in self.rows.iter().enumerate() {
            let consequents = row.rules.iter().map(|rule| rule.neighbour.item.index());
            let antecedent = (!row.rules.is_empty()).then_some(position);
            for index in consequents.chain(antecedent) {
                if let Some(flag) = named.get_mut(index) {
                    *flag = true;
                }
            }
        }
        for (item, alternative) in &self.alternatives {
            for item in [*item, alternative.other] {
                if let Some(flag) = named.get_mut(item.index()) {
                    *flag = true;
                }
            }
        }
        named
    }

    /// The same without those that were never ordered, name nothing and are in no row: nothing came of
    /// them.
    #[must_use]
    pub fn without_idle(self) -> Self {
        let is_named = self.items_in_rules();
        let order: Vec<ItemId> = (0..)
            .map(ItemId)
            .zip(is_named)
            .filter(|(item, is_named)| *is_named || self.baskets.orders_with(*item) > 0)
            .map(|(item, _)| item)
            .collect();
        if order.len() == self.rows.len() {
            return self;
        }
        self.under(&order)
    }

    /// The same under the ids of a table that is as small as may be: items that go with each other
    /// stand close together. Every id means another item afterwards.
    #[must_use]
    pub fn arranged(self) -> Self {
        let consequents = |row: &MinedRow| -> Vec<ItemId> {
            let rules = row.rules.iter();
            rules.map(|rule| rule.neighbour.item).collect()
        };
        let order = write::arrange(&self.rows.iter().map(consequents).collect::<Vec<_>>());
        self.under(&order)
    }

    /// The same under other ids: the new id `k` is the old id `order[k]`. What is left out of `order`
    /// must be in no row and no order.
    fn under(self, order: &[ItemId]) -> Self {
        let mut new_ids = vec![ItemId(0); self.rows.len()];
        for (new, old) in (0..).map(ItemId).zip(order) {
            if let Some(slot) = new_ids.get_mut(old.index()) {
                *slot = new;
            }
        }
        let mut old_rows: Vec<Option<MinedRow>> = self.rows.into_iter().map(Some).collect();
        let rows = order.iter().filter_map(|old| {
            let mut row = old_rows.get_mut(old.index())?.take()?;
            for rule in &mut row.rules {
                rule.neighbour.item = *new_ids.get(rule.neighbour.item.index())?;
            }
            Some(row)
        });
        Self {
            rows: rows.collect(),
            baskets: self.baskets.renumbered(order),
            newcomers: self.newcomers,
            alternatives: Vec::new(),
            meta: self.meta,
        }
    }

    /// Every item, the most popular first; of equals, the lower id first.
    #[must_use]
    pub fn by_popularity(&self) -> Vec<ItemId> {
        let mut items: Vec<_> = (0..self.rows.len() as u32).map(ItemId).collect();
        items.sort_by_key(|item| core::cmp::Reverse(self.baskets.orders_with(*item)));
        items
    }

    /// A row as the table takes it: where pages have a plane of their own their best are told apart,
    /// ties by falling popularity.
    fn rules(&self, row: &MinedRow) -> Vec<RuleInput> {
        let rules = row.rules.iter();
        let mut rules: Vec<_> = rules
            .map(|rule| RuleInput {
                consequent: rule.neighbour.item,
                page: rule.scores.page,
                cart: rule.scores.cart,
                pair_orders: rule.neighbour.orders,
            })
            .collect();
        if self.meta.planes == 2 {
            rules.sort_by(|a, b| {
                let orders = |rule: &RuleInput| self.baskets.orders_with(rule.consequent);
                b.page
                    .total_cmp(&a.page)
                    .then_with(|| orders(b).cmp(&orders(a)))
                    .then(a.consequent.cmp(&b.consequent))
            });
            set_apart(rules.iter_mut().map(|rule| &mut rule.page));
        }
        rules
    }

    /// The rule table's bytes, with each item's keys from `keys_of`.
    ///
    /// A key that two items share (the product id of two variants) goes to the more popular one:
    /// a page that knows no more than that gets the answer that is most often right.
    ///
    /// # Errors
    /// As [`write::write`].
    pub fn table(
        &self,
        keys_of: impl Fn(ItemId) -> Vec<(KeyKind, String)>,
    ) -> Result<Vec<u8>, WriteError> {
        let mut taken: HashSet<(KeyKind, String), FxBuildHasher> = HashSet::default();
        let mut keys = vec![Vec::new(); self.rows.len()];
        for item in self.by_popularity() {
            if let Some(slot) = keys.get_mut(item.index()) {
                slot.extend(
                    keys_of(item)
                        .into_iter()
                        .filter(|key| !key.1.is_empty() && taken.insert(key.clone())),
                );
            }
        }
        let items: Vec<ItemInput> = (0..)
            .map(ItemId)
            .zip(&self.rows)
            .zip(keys)
            .map(|((item, row), keys)| ItemInput {
                keys,
                orders: self.baskets.orders_with(item),
                rules: self.rules(row),
            })
            .collect();
        write::write_with(&self.meta, &items, &self.alternatives)
    }
}
