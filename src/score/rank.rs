use core::cmp::Reverse;

use super::measure::is_everywhere;
use crate::{
    domain::ItemId,
    table::{PairOrders, Plane, Rule, Table, Weight},
};

/// A cart of at most so many known items is one of few: see [`rank`].
pub const FEW: usize = 3;

/// How well an item goes with a basket: the sum of the weights of the basket's rules to it.
///
/// An integer, the same on every machine. Only comparisons within one table and one [`Plane`] mean
/// anything; 0 is an item that nothing in the basket suggests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(pub u64);

impl Score {
    /// The score with the strongest single rule of the plane as 1: the integer over 2^38.
    ///
    /// Below 2^53, which a basket of 16,384 items cannot pass, the division by a power of two is
    /// exact: different scores stay different, in JSON too.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / Weight::ONE.0 as f64
    }
}

/// What fills the places that no rule fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Fallback {
    /// Nothing: an empty box is a right answer.
    #[default]
    None,
    /// The shop's most popular items that are not in the basket, with score 0.
    Popularity,
}

/// How to rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RankOptions {
    /// How many picks at most. A smaller limit gives a prefix of what a larger one gives.
    pub limit: usize,
    /// What fills the places that no rule fills.
    pub fallback: Fallback,
}

/// An item to suggest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// The item; never one of the basket.
    pub item: ItemId,
    /// How well it goes with the basket.
    pub score: Score,
    /// The counts behind it. `None` for the fallback, and for a rule that does not come from
    /// orders: there is no number to show.
    pub because: Option<Because>,
}

/// The basket item that speaks most for a pick, and the counts that a shopper may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Because {
    /// The basket item whose rule weighs most; of equals, the one with the
    /// lowest id.
    pub antecedent: ItemId,
    /// Orders that hold both.
    pub pair_orders: u32,
    /// Orders that hold the basket item.
    pub antecedent_orders: u32,
}

/// A candidate while rows are gathered.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    item: ItemId,
    score: u64,
    strongest: Weight,
    antecedent: ItemId,
    /// Where the strongest rule stands in the antecedent's row.
    place: u8,
}

impl Candidate {
    /// The greatest comes first in a ranking.
    fn rank_key(&self) -> (u64, Reverse<ItemId>) {
        (self.score, Reverse(self.item))
    }
}

/// Ranks what goes with a basket: by falling score, then by ascending id.
///
/// One known basket item is read in the page plane, more in the cart plane; of two and three the page
/// plane is heard as well ([`Row::rules_of_few`](crate::table::Row::rules_of_few)): so few say little together, and each one more by
/// itself. Ids beyond the
/// table are passed over, and so are items whose record is damaged
/// ([`Table::verify`] tells); repeats count once; the basket's order plays no part.
///
/// With `n` distinct basket items of `k` rules: time `O(n k log n)` for the sums,
/// `O(n k (log limit + limit))` for the ranking at worst, one or two more records read for each
/// pick; memory `O(n k)`, whatever the table's size. The
/// fallback reads every item's count.
#[must_use]
pub fn rank<B: AsRef<[u8]>>(
    table: &Table<B>,
    basket: &[ItemId],
    options: &RankOptions,
) -> Vec<Pick> {
    let basket = distinct(table, basket);
    let mut candidates = gather(table, &basket, basket.len());
    // What is in the basket, and what would be bought instead of it.
    let mut out = basket.clone();
    for item in &basket {
        let alternatives = table.alternatives(*item);
        out.extend(alternatives.filter(|it| it.is_stand_in).map(|it| it.other));
    }
    candidates.retain(|candidate| !out.contains(&candidate.item));

    let mut evidence = Evidence { table, last: None };
    let mut picks: Vec<_> = strongest(&candidates, options.limit)
        .iter()
        .map(|candidate| Pick {
            item: candidate.item,
            score: Score(candidate.score),
            because: evidence.because(candidate),
        })
        .collect();
    // Places left over mean that every candidate was picked.
    if options.fallback == Fallback::Popularity && picks.len() < options.limit {
        let popular = popular(table, options.limit - picks.len(), |item| {
            !out.contains(&item)
                && candidates
                    .binary_search_by_key(&item, |candidate| candidate.item)
                    .is_err()
        });
        picks.extend(popular.into_iter().map(|item| Pick {
            item,
            score: Score(0),
            because: None,
        }));
    }
    picks
}

/// What a shopper could take in an item's place for some more money, the best first; nothing that is
/// in the basket.
#[must_use]
pub fn upgrades<B: AsRef<[u8]>>(
    table: &Table<B>,
    item: ItemId,
    basket: &[ItemId],
    limit: usize,
) -> Vec<ItemId> {
    table
        .alternatives(item)
        .filter(|it| it.is_upgrade && !basket.contains(&it.other))
        .map(|it| it.other)
        .take(limit)
        .collect()
}

/// The most popular items that are wanted, the most popular first; of equals, the lower id first.
/// What nearly every order holds is passed over.
/// Reads every item's count, keeps `limit`.
fn popular<B: AsRef<[u8]>>(
    table: &Table<B>,
    limit: usize,
    is_wanted: impl Fn(ItemId) -> bool,
) -> Vec<ItemId> {
    let mut best: Vec<(u32, ItemId)> = Vec::with_capacity(limit.min(table.item_count() as usize));
    let of = table.meta().order_count;
    for (item, orders) in table.all_item_orders() {
        let place = best.partition_point(|(more, _)| *more >= orders);
        if place < limit && !is_everywhere(orders, of, table.item_count()) && is_wanted(item) {
            if best.len() == limit {
                best.pop();
            }
            best.insert(place, (orders, item));
        }
    }
    best.into_iter().map(|(_, item)| item).collect()
}

/// The basket's items that the table knows, ascending, each once.
fn distinct<B: AsRef<[u8]>>(table: &Table<B>, basket: &[ItemId]) -> Vec<ItemId> {
    let mut items = Vec::with_capacity(basket.len());
    for item in basket {
        if item.0 < table.item_count()
            && let Err(place) = items.binary_search(item)
        {
            items.insert(place, *item);
        }
    }
    items
}

/// What the basket's rules name, by ascending id, with the sums of their weights; `items` are in the
/// whole basket.
///
/// Rows come sorted, so halves are gathered and merged: no array of the table's size, no hashing.
fn gather<B: AsRef<[u8]>>(table: &Table<B>, basket: &[ItemId], items: usize) -> Vec<Candidate> {
    match basket {
        [] => Vec::new(),
        [antecedent] => {
            let Ok(row) = table.rules(*antecedent) else {
                return Vec::new();
            };
            match items {
                1 => candidates(*antecedent, row.rules(Plane::Page)),
                ..=FEW => candidates(*antecedent, row.rules_of_few()),
                _ => candidates(*antecedent, row.rules(Plane::Cart)),
            }
        }
        _ => {
            let (left, right) = basket.split_at(basket.len() / 2);
            merge(gather(table, left, items), gather(table, right, items))
        }
    }
}

/// What one row names.
fn candidates(antecedent: ItemId, rules: impl Iterator<Item = Rule>) -> Vec<Candidate> {
    rules
        .zip(0..)
        .filter(|(rule, _)| rule.weight > Weight(0))
        .map(|(rule, place)| Candidate {
            item: rule.consequent,
            score: rule.weight.0,
            strongest: rule.weight,
            antecedent,
            place,
        })
        .collect()
}

/// Two ascending lists as one, sums added. Antecedents of the left are the lower ids: they keep
/// their place among equals.
fn merge(left: Vec<Candidate>, right: Vec<Candidate>) -> Vec<Candidate> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut right = right.into_iter().peekable();
    for mut candidate in left {
        while let Some(lower) = right.next_if(|other| other.item < candidate.item) {
            merged.push(lower);
        }
        if let Some(same) = right.next_if(|other| other.item == candidate.item) {
            candidate.score = candidate.score.saturating_add(same.score);
            if same.strongest > candidate.strongest {
                candidate.strongest = same.strongest;
                candidate.antecedent = same.antecedent;
                candidate.place = same.place;
            }
        }
        merged.push(candidate);
    }
    merged.extend(right);
    merged
}

/// The first `limit` of a ranking, in order.
fn strongest(candidates: &[Candidate], limit: usize) -> Vec<Candidate> {
    let mut best: Vec<Candidate> = Vec::with_capacity(candidates.len().min(limit));
    for candidate in candidates {
        let key = candidate.rank_key();
        let place = best.partition_point(|better| better.rank_key() > key);
        if place < limit {
            if best.len() == limit {
                best.pop();
            }
            best.insert(place, *candidate);
        }
    }
    best
}

/// The counts behind candidates. Remembers the basket item read last: on a product's page there is
/// only one.
struct Evidence<'a, B> {
    table: &'a Table<B>,
    last: Option<(ItemId, PairOrders, u32)>,
}

impl<B: AsRef<[u8]>> Evidence<'_, B> {
    /// The counts behind a candidate; `None` where the record gives none.
    fn because(&mut self, candidate: &Candidate) -> Option<Because> {
        let antecedent = candidate.antecedent;
        let (_, pairs, antecedent_orders) = match self.last {
            Some(last) if last.0 == antecedent => last,
            _ => (
                antecedent,
                self.table.pair_orders(antecedent).ok()?,
                self.table.item_orders(antecedent)?,
            ),
        };
        self.last = Some((antecedent, pairs, antecedent_orders));
        let pair_orders = *pairs.as_slice().get(usize::from(candidate.place))?;
        (pair_orders > 0).then_some(Because {
            antecedent,
            pair_orders,
            antecedent_orders,
        })
    }
}
