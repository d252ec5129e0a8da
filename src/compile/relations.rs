//! Substitutes out of the rows, and what is offered in an item's place.

use super::{Mined, word::Word};
use crate::{
    domain::ItemId,
    mine::{
        config::Settings,
        count::{Baskets, Neighbour, Ranker, Scores},
        dataset::Dataset,
        relation::Relations,
    },
    table::Alternative,
};

/// What the build knows of how items stand to each other.
#[derive(Debug)]
pub(super) struct Related {
    pub(super) relations: Relations,
    most_upgrades: usize,
    ordered: u32,
}

impl Related {
    /// Types, prices and families are the catalogue's; where there is none, kinds come from titles
    /// and prices from orders.
    pub(super) fn new(dataset: &Dataset, word: &Word<'_>, settings: &Settings) -> Self {
        let things = word.goods().things();
        Self {
            relations: Relations::new(dataset, &things, &settings.relation),
            most_upgrades: settings.relation.upgrades as usize,
            ordered: u32::try_from(dataset.items.len()).unwrap_or(u32::MAX),
        }
    }

    /// Whether two items may be parts of one set: one of them may stand beside the other, or the
    /// merchant has put it there.
    pub(super) fn may_join(&self, one: u32, other: u32, word: &Word<'_>) -> bool {
        let may = |from, to| self.relations.admits(from, to) || word.is_named(from, to);
        may(one, other) || may(other, one)
    }

    /// For each item what is offered in its place, the catalogue's up-sells first, then what stands
    /// in for it. What the merchant names beside an item stays beside it.
    pub(super) fn alternatives(
        &self,
        mined: &Mined,
        word: &Word<'_>,
    ) -> Vec<(ItemId, Alternative)> {
        let mut all = Vec::new();
        for from in 0..self.ordered {
            let Some(item) = mined.baskets.id_of(from) else {
                continue;
            };
            let may = |to: u32| word.may_replace(from, to);
            let mut upgrades: Vec<u32> = word.up_sells(from).filter(|to| may(*to)).collect();
            for to in self.relations.upgrades(from, may) {
                if !upgrades.contains(&to) {
                    upgrades.push(to);
                }
            }
            upgrades.truncate(self.most_upgrades);
            let stand_ins = self.relations.substitutes_of(from);
            let is_stand_in = |to: u32| stand_ins.contains(&to) && !word.is_named(from, to);
            let others = stand_ins.iter().copied();
            let others = others.filter(|to| !upgrades.contains(to) && is_stand_in(*to));
            let upgraded = upgrades.iter().map(|to| (*to, true));
            all.extend(upgraded.chain(others.map(|to| (to, false))).filter_map(
                |(to, is_upgrade)| {
                    let alternative = Alternative {
                        other: mined.baskets.id_of(to)?,
                        is_upgrade,
                        is_stand_in: is_stand_in(to),
                    };
                    Some((item, alternative))
                },
            ));
        }
        all
    }
}

/// A ranker that gives nothing to what may not stand beside an item, unless the merchant names it.
pub(super) struct Apart<'a> {
    pub(super) inner: &'a dyn Ranker,
    pub(super) related: &'a Related,
    pub(super) word: Option<&'a Word<'a>>,
}

impl Ranker for Apart<'_> {
    fn score(
        &self,
        baskets: &Baskets,
        antecedent: ItemId,
        neighbours: &[Neighbour],
    ) -> Vec<Scores> {
        let mut all = self.inner.score(baskets, antecedent, neighbours);
        let Some(from) = baskets.source_of(antecedent) else {
            return all;
        };
        for (scores, neighbour) in all.iter_mut().zip(neighbours) {
            let Some(to) = baskets.source_of(neighbour.item) else {
                continue;
            };
            let is_named = || self.word.is_some_and(|word| word.is_named(from, to));
            if !self.related.relations.admits(from, to) && !is_named() {
                *scores = Scores {
                    page: 0.0,
                    cart: scores.cart.map(|_| 0.0),
                };
            }
        }
        all
    }
}
